#include "report/cloak.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNT_LEAST = 3, NAME_MAX_LEN = 320, IP_TEXT_MAX = 64 };

static const struct {
    const char *word;
    unsigned hide;
} kinds[] = {
#define X(id, text, hides) [id] = { text, hides },
    CLOAKED_KINDS(X)
#undef X
};

bool hide_from_words(struct span words, unsigned *ret_hide)
{
    static const struct {
        const char *word;
        unsigned bits;
    } rows[] = {
#define X(id, text, bit) { text, bit },
        HIDES(X)
#undef X
            { "all", HIDE_ALL },
    };
    unsigned hide = 0;
    struct span word;
    while (span_cut(&words, ',', &word)) {
        unsigned bits = 0;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (span_equal(word, span_of(rows[i].word)))
                bits = rows[i].bits;
        if (bits == 0)
            return false;
        hide |= bits;
    }
    if (hide)
        *ret_hide = hide;
    return hide != 0;
}

void cloak_init(struct cloak *cloak, unsigned hide)
{
    memset(cloak, 0, sizeof *cloak);
    cloak->hide = hide;
}

void cloak_clear(struct cloak *cloak)
{
    for (size_t i = 0; i < cloak->count; i++)
        free(cloak->entries[i].text);
    for (size_t i = 0; i < cloak->trusted_count; i++)
        free(cloak->trusted[i]);
    cloak_init(cloak, 0);
}

/* ---- letters ---- */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Nothing of a word or number stands on both sides of this place. */
static bool is_edge(struct span text, size_t at)
{
    return at == 0 || at >= text.len || !is_letter(text.at[at - 1]) || !is_letter(text.at[at]);
}

static bool is_host_letter(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '-' || c == '_';
}

static bool is_one_of(char c, const char *letters)
{
    return c != '\0' && strchr(letters, c) != NULL;
}

/* RFC 5321 allows more before the @; what people use is this. */
static bool is_local_letter(char c)
{
    return is_letter(c) || is_one_of(c, "._%+-=#&'/");
}

/* ---- network addresses ---- */

static bool parses(int family, struct span text)
{
    unsigned char binary[sizeof(struct in6_addr)];
    char copy[IP_TEXT_MAX];
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    mem_copy_text(copy, sizeof copy, text);
    return inet_pton(family, copy, binary) == 1;
}

static size_t run_of(struct span text, const char *letters)
{
    size_t len = 0;
    while (len < text.len && len < IP_TEXT_MAX && is_one_of(text.at[len], letters))
        len++;
    return len;
}

/* The length of the address that begins here, 0: none. A port or a full stop behind it is no part of it. */
static size_t ip_at(struct span text, size_t at)
{
    struct span rest = span_from(text, at);
    bool after_dot = at > 0 && text.at[at - 1] == '.';
    if (!is_edge(text, at) || after_dot)
        return 0;
    size_t len = run_of(rest, "0123456789.");
    while (len > 0 && rest.at[len - 1] == '.')
        len--;
    if (is_edge(rest, len) && parses(AF_INET, span_head(rest, len)))
        return len;
    len = run_of(rest, "0123456789abcdefABCDEF:.");
    for (; len > 2; len--)
        if (is_edge(rest, len) && parses(AF_INET6, span_head(rest, len)))
            return len;
    return 0;
}

bool cloak_next_ip(struct span *rest, struct span *ret_ip)
{
    for (size_t i = 0; i < rest->len; i++) {
        size_t len = ip_at(*rest, i);
        if (len == 0)
            continue;
        *ret_ip = span_head(span_from(*rest, i), len);
        *rest = span_from(*rest, i + len);
        return true;
    }
    return false;
}

/* Every machine has these: they tell nothing. */
static bool is_everybodys(struct span ip)
{
    return span_starts(ip, SPAN("127.")) || span_equal(ip, SPAN("0.0.0.0")) || span_equal(ip, SPAN("::")) ||
           span_equal(ip, SPAN("::1"));
}

/* ---- what was found ---- */

static bool is_trusted(const struct cloak *cloak, struct span name)
{
    for (size_t i = 0; i < cloak->trusted_count; i++)
        if (span_equal_nocase(name, span_of(cloak->trusted[i])))
            return true;
    return false;
}

static const struct cloaked *find(const struct cloak *cloak, struct span text)
{
    for (size_t i = 0; i < cloak->count; i++)
        if (span_equal_nocase(text, span_of(cloak->entries[i].text)))
            return &cloak->entries[i];
    return NULL;
}

static struct cloaked *append(struct cloak *cloak, enum cloaked_kind kind, struct span text)
{
    if (cloak->count == CLOAK_MAX)
        return NULL;
    struct cloaked *entry = &cloak->entries[cloak->count++];
    *entry = (struct cloaked){ .kind = kind, .text = mem_text(text) };
    return entry;
}

static struct cloaked *enter(struct cloak *cloak, enum cloaked_kind kind, struct span text)
{
    if (!(cloak->hide & kinds[kind].hide) || text.len == 0 || text.len > NAME_MAX_LEN || find(cloak, text))
        return NULL;
    struct cloaked *entry = append(cloak, kind, text);
    if (entry)
        entry->number = ++cloak->numbers[kind];
    return entry;
}

void cloak_trust(struct cloak *cloak, struct span name)
{
    if (name.len && cloak->trusted_count < CLOAK_TRUST_MAX && !is_trusted(cloak, name))
        cloak->trusted[cloak->trusted_count++] = mem_text(name);
}

/* "mail" or "login" alone are words of every transcript. */
static bool is_common(struct span name)
{
    static const char *const words[] = { "auth",  "login", "plain", "mail",    "smtp", "esmtp",    "user",  "name",
                                         "from",  "data",  "size",  "help",    "host", "server",   "error", "imap",
                                         "pop",   "pop3",  "ehlo",  "helo",    "rcpt", "password", "quit",  "sasl",
                                         "relay", "local", "queue", "message", "id",   "bytes",    "the",   "not" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(name, span_of(words[i])))
            return true;
    return name.len < ACCOUNT_LEAST;
}

void cloak_account(struct cloak *cloak, struct span name)
{
    struct span trimmed = span_trim(name);
    size_t at = span_find_last(trimmed, '@');
    struct span local = at == SPAN_NONE ? trimmed : span_head(trimmed, at);
    struct cloaked *entry = enter(cloak, CLOAKED_ACCOUNT, local);
    if (entry)
        entry->only_before_at = is_common(local);
}

/* Names of machines hold their address as 198-51-100-7 or 7.100.51.198. */
static void enter_variants(struct cloak *cloak, struct span ip, unsigned number)
{
    unsigned a, b, c, d;
    char text[IP_TEXT_MAX];
    mem_copy_text(text, sizeof text, ip);
    if (!parses(AF_INET, ip) || sscanf(text, "%3u.%3u.%3u.%3u", &a, &b, &c, &d) != 4)
        return;
    static const struct {
        bool is_reversed;
        char between;
    } rows[] = { { false, '-' }, { true, '-' }, { true, '.' } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool r = rows[i].is_reversed;
        char s = rows[i].between;
        (void)snprintf(text, sizeof text, "%u%c%u%c%u%c%u", r ? d : a, s, r ? c : b, s, r ? b : c, s, r ? a : d);
        struct cloaked *entry = find(cloak, span_of(text)) ? NULL : append(cloak, CLOAKED_IP, span_of(text));
        if (entry)
            entry->number = number;
    }
}

static bool is_own_ip(const struct cloak *cloak, struct span ip)
{
    return !is_everybodys(ip) && !is_trusted(cloak, ip);
}

static void enter_ip(struct cloak *cloak, struct span ip)
{
    const struct cloaked *entry = is_own_ip(cloak, ip) ? enter(cloak, CLOAKED_IP, ip) : NULL;
    if (entry)
        enter_variants(cloak, ip, entry->number);
}

void cloak_host(struct cloak *cloak, struct span name)
{
    if (name.len && ip_at(name, 0) == name.len)
        enter_ip(cloak, name);
    else if (name.len && name.at[0] != '[' && !is_trusted(cloak, name) && !span_equal_nocase(name, SPAN("localhost")) &&
             !span_equal_nocase(name, SPAN("unknown")))
        (void)enter(cloak, CLOAKED_HOST, name);
}

/* ---- looking ---- */

/* "host.isp.example [198.51.100.7]", "host.isp.example (helo) [198.51.100.7]": the server looked that name up. */
static void look_before_ip(struct cloak *cloak, struct span text, size_t at)
{
    if (at == 0 || !is_one_of(text.at[at - 1], "[("))
        return;
    size_t end = at;
    while (end > 0 && is_one_of(text.at[end - 1], "[]() "))
        end--;
    size_t start = end;
    while (start > 0 && is_host_letter(text.at[start - 1]))
        start--;
    struct span name = { text.at + start, end - start };
    if (span_find_char(name, '.') != SPAN_NONE)
        cloak_host(cloak, name);
}

/* The local part in front of the @ that stands here. */
static struct span local_part_at(struct span text, size_t at)
{
    size_t start = at;
    while (start > 0 && is_local_letter(text.at[start - 1]))
        start--;
    bool has_domain = at + 1 < text.len && (is_letter(text.at[at + 1]) || text.at[at + 1] == '[');
    return has_domain ? (struct span){ text.at + start, at - start } : SPAN_EMPTY;
}

/* An id of a message looks like an address and is what logs are searched for; a postmaster is nobody's name. */
static bool is_private(struct span text, struct span local)
{
    static const char *const shared[] = { "postmaster", "abuse", "mailer-daemon", "noreply", "no-reply" };
    static const struct span ids[] = { { "message-id=<", 12 }, { "message-id: <", 13 }, { "msgid=<", 7 } };
    if (local.len == 0)
        return false;
    struct span before = { text.at, (size_t)(local.at - text.at) };
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (span_equal_nocase(local, span_of(shared[i])))
            return false;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (span_ends_nocase(before, ids[i]))
            return false;
    return true;
}

static void look_at_place(struct cloak *cloak, struct span text, size_t i, size_t *ret_len)
{
    size_t len = ip_at(text, i);
    *ret_len = len ? len : 1;
    if (len && is_own_ip(cloak, (struct span){ text.at + i, len })) {
        enter_ip(cloak, (struct span){ text.at + i, len });
        look_before_ip(cloak, text, i);
    }
    if (text.at[i] != '@')
        return;
    struct span local = local_part_at(text, i);
    if (is_private(text, local))
        cloak_account(cloak, local);
}

void cloak_look(struct cloak *cloak, struct span text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i += len)
        look_at_place(cloak, text, i, &len);
}

/* ---- covering ---- */

static bool stands_before_at(struct span rest)
{
    return span_starts(rest, SPAN("@")) || span_starts(rest, SPAN("%40")) || span_starts(rest, SPAN("+40"));
}

/* The longest entry that stands here as a word of its own. */
static const struct cloaked *match(const struct cloak *cloak, struct span text, size_t at)
{
    const struct cloaked *best = NULL;
    struct span rest = span_from(text, at);
    size_t best_len = 0;
    for (size_t i = 0; i < cloak->count; i++) {
        const struct cloaked *entry = &cloak->entries[i];
        size_t len = strlen(entry->text);
        if (len <= best_len || !span_starts_nocase(rest, span_of(entry->text)))
            continue;
        if (!is_edge(rest, len) || (entry->only_before_at && !stands_before_at(span_from(rest, len))))
            continue;
        best = entry;
        best_len = len;
    }
    return best;
}

/* What was found when the list was full already. */
static size_t match_unlisted(const struct cloak *cloak, struct span text, size_t at, enum cloaked_kind *ret_kind)
{
    if (cloak->count < CLOAK_MAX)
        return 0;
    size_t len = cloak->hide & HIDE_NETWORK ? ip_at(text, at) : 0;
    *ret_kind = CLOAKED_IP;
    if (len)
        return is_own_ip(cloak, span_head(span_from(text, at), len)) ? len : 0;
    size_t end = at;
    while (cloak->hide & HIDE_ACCOUNT && end < text.len && end - at < NAME_MAX_LEN && is_local_letter(text.at[end]))
        end++;
    *ret_kind = CLOAKED_ACCOUNT;
    struct span local = end < text.len && text.at[end] == '@' ? local_part_at(text, end) : SPAN_EMPTY;
    return local.at == text.at + at && is_private(text, local) ? local.len : 0;
}

/* Returns the bytes that were covered, 0: nothing is to be hidden here. */
static size_t cover(const struct cloak *cloak, struct span text, size_t at, struct buf *out)
{
    enum cloaked_kind kind;
    const struct cloaked *entry = is_edge(text, at) ? match(cloak, text, at) : NULL;
    if (entry) {
        buf_addf(out, "%s-%u", kinds[entry->kind].word, entry->number);
        return strlen(entry->text);
    }
    size_t len = is_edge(text, at) ? match_unlisted(cloak, text, at, &kind) : 0;
    if (len)
        buf_add_text(out, kinds[kind].word);
    return len;
}

void cloak_add(const struct cloak *cloak, struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.len;) {
        size_t covered = cover(cloak, text, i, out);
        if (covered == 0)
            buf_add_char(out, text.at[i]);
        i += covered ? covered : 1;
    }
}

size_t cloak_count(enum cloaked_kind kind, struct span text)
{
    struct span word = span_of(kinds[kind].word);
    size_t count = 0;
    for (;;) {
        size_t found = span_find(text, word);
        if (found == SPAN_NONE)
            return count;
        count++;
        text = span_from(text, found + word.len);
    }
}
