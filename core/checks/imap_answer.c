#include "checks/imap_answer.h"

#include "base/mem.h"
#include "checks/mail_message.h"

#include <string.h>

/* ---- SEARCH ---- */

uint64_t imap_last_found(struct span answer)
{
    struct span line;
    struct span word;
    uint64_t last = 0;
    while (span_line(&answer, &line)) {
        if (!span_starts_nocase(line, SPAN("* SEARCH")))
            continue;
        line = span_from(line, SPAN("* SEARCH").len);
        uint64_t number = 0;
        while (span_word(&line, &word))
            if (span_number(word, UINT32_MAX, &number) && number > last)
                last = number;
    }
    return last;
}

/* ---- LIST ---- */

/* A quoted string or an atom at the end of the line; as it stands, it may be sent back. */
static struct span last_name(struct span line)
{
    size_t blank = span_find_last(line, ' ');
    if (!line.len || line.at[line.len - 1] != '"')
        return blank == SPAN_NONE ? SPAN_EMPTY : span_from(line, blank + 1);
    size_t at = line.len - 1;
    while (at > 0 && !(line.at[at - 1] == '"' && (at < 2 || line.at[at - 2] != '\\')))
        at--;
    return at ? span_from(line, at - 1) : SPAN_EMPTY;
}

static struct span bare(struct span name)
{
    if (name.len >= 2 && name.at[0] == '"')
        name = (struct span){ name.at + 1, name.len - 2 };
    return name;
}

/* The part behind the last separator that such folders are put under. */
static struct span leaf(struct span name)
{
    for (size_t i = name.len; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == '.')
            return span_from(name, i);
    return name;
}

/* The last two are 垃圾邮件 and Спам (RFC 3501, 5.1.3). */
static bool is_usual_name(struct span name)
{
    static const char *const names[] = { "Junk",        "Spam",         "Junk E-mail",   "Junk Email",
                                         "Bulk Mail",   "Bulk",         "Junk Mail",     "INBOX.Junk",
                                         "Unsolicited", "Spamverdacht", "&V4NXPpCuTvY-", "&BCEEPwQwBDw-" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal_nocase(name, span_of(names[i])))
            return true;
    return false;
}

static bool is_sendable(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.at[i] < ' ' || (unsigned char)name.at[i] >= 0x7f)
            return false;
    return name.len > 0 && name.at[0] != '{' && name.at[name.len - 1] != '}';
}

bool imap_junk_folder(struct span answer, char *ret_name, size_t room)
{
    struct span line;
    ret_name[0] = '\0';
    while (span_line(&answer, &line)) {
        line = span_trim(line);
        size_t end = span_find_char(line, ')');
        struct span name = last_name(line);
        if (!span_starts_nocase(line, SPAN("* LIST (")) || end == SPAN_NONE || !is_sendable(name) || name.len >= room)
            continue;
        struct span marks = span_head(line, end);
        if (span_find_nocase(marks, SPAN("\\Junk")) != SPAN_NONE) {
            mem_copy_text(ret_name, room, name);
            return true;
        }
        if (!ret_name[0] && is_usual_name(leaf(bare(name))) && span_find_nocase(marks, SPAN("\\Noselect")) == SPAN_NONE)
            mem_copy_text(ret_name, room, name);
    }
    return ret_name[0] != '\0';
}

/* ---- Received ---- */

static bool is_folded(struct span line)
{
    return line.len && (line.at[0] == ' ' || line.at[0] == '\t');
}

static void read_hop(struct span field, struct mail_hop *ret_hop)
{
    struct span word;
    size_t semicolon = span_find_last(field, ';');
    *ret_hop = (struct mail_hop){ 0 };
    if (semicolon != SPAN_NONE && !mail_message_date(span_trim(span_from(field, semicolon + 1)), &ret_hop->at))
        ret_hop->at = 0;
    field = span_head(field, semicolon == SPAN_NONE ? field.len : semicolon);
    bool is_next = false;
    while (span_word(&field, &word)) {
        if (is_next) {
            mem_copy_text(ret_hop->by, sizeof ret_hop->by, word);
            return;
        }
        is_next = span_equal_nocase(word, SPAN("by"));
    }
}

static void turn(struct mail_hop *hops, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct mail_hop other = hops[i];
        hops[i] = hops[count - 1 - i];
        hops[count - 1 - i] = other;
    }
}

size_t imap_hops(struct span header, struct mail_hop *ret_hops)
{
    size_t count = 0;
    struct span line;
    struct buf field;
    buf_init(&field, 8 * KIB);
    while (count < HOPS_MAX && (span_line(&header, &line) || field.len)) {
        if (field.len && is_folded(line)) {
            buf_add(&field, line);
            line = SPAN_EMPTY;
            continue;
        }
        if (field.len)
            read_hop(buf_span(&field), &ret_hops[count++]);
        buf_clear(&field);
        if (span_starts_nocase(line, SPAN("Received:")))
            buf_add(&field, span_from(line, SPAN("Received:").len));
        line = SPAN_EMPTY;
    }
    buf_free(&field);
    turn(ret_hops, count);
    return count;
}

size_t imap_slowest_hop(const struct mail_hop *hops, size_t count, int64_t *ret_seconds)
{
    size_t slowest = SIZE_MAX;
    *ret_seconds = -1;
    for (size_t i = 0; i + 1 < count; i++) {
        if (!hops[i].at || !hops[i + 1].at)
            continue;
        int64_t seconds = hops[i + 1].at > hops[i].at ? hops[i + 1].at - hops[i].at : 0;
        if (seconds > *ret_seconds) {
            *ret_seconds = seconds;
            slowest = i;
        }
    }
    return slowest;
}
