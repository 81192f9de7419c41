#include "report/compare.h"

#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum way { COMPARE_WORD, COMPARE_SET, COMPARE_ANY };

static const struct {
    const char *word;
    enum way way;
} rows[FIGURE_COUNT] = {
#define X(id, word, way) [id] = { word, way },
    FIGURES(X)
#undef X
};

const char *figure_word(enum figure figure)
{
    return rows[figure].word;
}

/* ---- taking ---- */

static void put(struct snapshot *snapshot, enum figure figure, struct span text)
{
    mem_copy_text(snapshot->figures[figure], FIGURE_MAX, text);
}

static bool is_same_place(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && span_equal_nocase(span_of(a->host), span_of(b->host));
}

/* Where the sign-in worked; else the chosen server, the one that was spoken to before others. */
static const struct fact *place_of(const struct record *record)
{
    static const enum fact_kind kinds[] = { FACT_CORRECTED_OK, FACT_LOGIN_OK, FACT_AUTH_OFFERED, FACT_EHLO_OK };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < record->fact_count; i++)
            if (record->facts[i].kind == kinds[k] && record->facts[i].chosen && record->facts[i].where.port)
                return &record->facts[i];
    for (size_t i = 0; i < record->fact_count; i++)
        if (record->facts[i].chosen && record->facts[i].where.port)
            return &record->facts[i];
    return NULL;
}

/* The place of an earlier run, where it answers now too: of two open ports either may be the first. */
static const struct fact *place_like(const struct record *record, const struct snapshot *earlier)
{
    char port[8];
    for (size_t i = 0; earlier->figures[FIGURE_PORT][0] && i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        (void)snprintf(port, sizeof port, "%u", fact->where.port);
        if ((fact->kind == FACT_AUTH_OFFERED || fact->kind == FACT_AUTH_AFTER_TLS) &&
            strcmp(port, earlier->figures[FIGURE_PORT]) == 0 &&
            span_equal_nocase(span_of(fact->where.host), span_of(earlier->figures[FIGURE_SERVER])))
            return fact;
    }
    return NULL;
}

static bool is_certificate(enum fact_kind kind)
{
    return kind == FACT_CERT_OK || kind == FACT_CERT_EXPIRED || kind == FACT_CERT_NOT_YET || kind == FACT_CERT_NAME ||
           kind == FACT_CERT_SELF_SIGNED || kind == FACT_CERT_UNTRUSTED || kind == FACT_CERT_INTERCEPTED;
}

static void take_certificate(struct snapshot *snapshot, const struct fact *fact)
{
    put(snapshot, FIGURE_CERTIFICATE_NAMES, span_of(fact->expected));
    put(snapshot, FIGURE_CERTIFICATE_ISSUER, span_of(fact->text));
    /* Of one that is not valid yet the fact tells the other end. */
    put(snapshot, FIGURE_CERTIFICATE_END, fact->kind == FACT_CERT_NOT_YET ? SPAN_EMPTY : span_of(fact->subject));
}

static void take_fact(struct snapshot *snapshot, const struct fact *fact)
{
    if (fact->kind == FACT_TLS_OK || fact->kind == FACT_TLS_OLD)
        put(snapshot, FIGURE_TLS, span_of(fact->subject));
    else if (fact->kind == FACT_AUTH_OFFERED || fact->kind == FACT_AUTH_AFTER_TLS)
        put(snapshot, FIGURE_MECHANISMS, span_of(fact->text));
    else if (is_certificate(fact->kind))
        take_certificate(snapshot, fact);
}

/* ---- what the server said to EHLO ---- */

/* "250-SIZE 1000" gives SIZE; what has a figure of its own, or differs before and after TLS, is left out. */
static void add_capability(struct buf *out, struct span line)
{
    struct span rest = span_from(line, 4);
    struct span word;
    if (!span_word(&rest, &word) || span_equal_nocase(word, SPAN("STARTTLS")) || span_starts_nocase(word, SPAN("AUTH")))
        return;
    if (out->len)
        buf_add_char(out, ' ');
    buf_add(out, word);
}

static bool is_address(struct span text)
{
    unsigned char bytes[16];
    char address[ADDRESS_MAX];
    if (text.len == 0 || text.len >= sizeof address)
        return false;
    mem_copy_text(address, sizeof address, span_starts_nocase(text, SPAN("IPv6:")) ? span_from(text, 5) : text);
    return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
}

/*
 * Many servers greet with the address they see: "250 mx Hello laptop [192.0.2.1]". When the only
 * one is what we called ourselves it may be a mere echo, and says nothing.
 */
static void take_public_address(struct snapshot *snapshot, struct span greeting, struct span hello)
{
    struct span last = SPAN_EMPTY;
    size_t count = 0;
    size_t open;
    while ((open = span_find_char(greeting, '[')) != SPAN_NONE) {
        greeting = span_from(greeting, open + 1);
        size_t close = span_find_char(greeting, ']');
        if (close == SPAN_NONE)
            break;
        if (is_address(span_head(greeting, close))) {
            last = span_head(greeting, close);
            count++;
        }
    }
    if (count > 1 || (count == 1 && span_find(hello, last) == SPAN_NONE))
        put(snapshot, FIGURE_PUBLIC_ADDRESS, last);
}

/* The reply to the last EHLO of the conversation: inside TLS where there is one. */
static void take_ehlo(struct snapshot *snapshot, const struct session_log *log)
{
    struct span hello = SPAN_EMPTY;
    struct span greeting = SPAN_EMPTY;
    struct buf words;
    buf_init(&words, FIGURE_MAX - 1);
    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];
        struct span raw = line_raw(line);
        if (line->from == SPEAKER_CLIENT && span_starts_nocase(raw, SPAN("EHLO "))) {
            hello = raw;
            greeting = SPAN_EMPTY;
            buf_clear(&words);
        } else if (line->from == SPEAKER_CLIENT) {
            if (greeting.len)
                hello = SPAN_EMPTY;
        } else if (line->from == SPEAKER_SERVER && hello.len && span_starts(raw, SPAN("250"))) {
            if (greeting.len)
                add_capability(&words, raw);
            else
                take_public_address(snapshot, greeting = raw, hello);
        }
    }
    put(snapshot, FIGURE_CAPABILITIES, buf_span(&words));
    buf_free(&words);
}

static void take_addresses(struct snapshot *snapshot, const struct record *record, const char *host)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == FACT_NAME_FOUND && span_equal_nocase(span_of(fact->where.host), span_of(host)))
            put(snapshot, FIGURE_ADDRESSES, span_of(fact->text));
    }
}

static void take_place(const struct record *record, const struct fact *place, int64_t time,
                       struct snapshot *ret_snapshot)
{
    char port[8];
    memset(ret_snapshot, 0, sizeof *ret_snapshot);
    ret_snapshot->time = time;
    if (!place)
        return;
    (void)snprintf(port, sizeof port, "%u", place->where.port);
    put(ret_snapshot, FIGURE_SERVER, span_of(place->where.host));
    put(ret_snapshot, FIGURE_PORT, span_of(port));
    if (place->where.security != SECURITY_UNKNOWN)
        put(ret_snapshot, FIGURE_SECURITY, span_of(security_word(place->where.security)));
    take_addresses(ret_snapshot, record, place->where.host);
    for (size_t i = 0; i < record->fact_count; i++)
        if (is_same_place(&record->facts[i].where, &place->where))
            take_fact(ret_snapshot, &record->facts[i]);
    for (size_t i = record->session_count; i-- > 0;)
        if (is_same_place(&record->sessions[i]->where, &place->where) &&
            ret_snapshot->figures[FIGURE_CAPABILITIES][0] == '\0')
            take_ehlo(ret_snapshot, record->sessions[i]);
}

void snapshot_take(const struct record *record, int64_t time, struct snapshot *ret_snapshot)
{
    take_place(record, place_of(record), time, ret_snapshot);
}

void snapshot_take_like(const struct record *record, const struct snapshot *earlier, int64_t time,
                        struct snapshot *ret_snapshot)
{
    const struct fact *place = place_like(record, earlier);
    take_place(record, place ? place : place_of(record), time, ret_snapshot);
}

bool snapshot_is_good(const struct record *record, const struct diagnosis *diagnosis)
{
    bool has_signed_in = record_find(record, FACT_LOGIN_OK) || record_find(record, FACT_CORRECTED_OK);
    return diagnosis->status == VERDICT_OK || (diagnosis->status == VERDICT_WARNING && has_signed_in);
}

/* ---- comparing ---- */

/* Members stand between blanks and commas. */
static bool next_member(struct span *rest, struct span *ret_member)
{
    while (rest->len && (rest->at[0] == ' ' || rest->at[0] == ','))
        *rest = span_from(*rest, 1);
    size_t len = 0;
    while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != ',')
        len++;
    *ret_member = span_head(*rest, len);
    *rest = span_from(*rest, len);
    return len > 0;
}

static bool has_member(struct span list, struct span wanted)
{
    struct span member;
    while (next_member(&list, &member))
        if (span_equal_nocase(member, wanted))
            return true;
    return false;
}

/* How many members of a stand in b. */
static size_t common(struct span a, struct span b, size_t *ret_all)
{
    struct span member;
    size_t count = 0;
    *ret_all = 0;
    while (next_member(&a, &member)) {
        (*ret_all)++;
        count += has_member(b, member);
    }
    return count;
}

static bool is_changed(enum way way, struct span before, struct span now)
{
    size_t all_before;
    size_t all_now;
    if (before.len == 0 || now.len == 0)
        return false;
    if (way == COMPARE_WORD)
        return !span_equal_nocase(before, now);
    size_t kept = common(before, now, &all_before);
    if (way == COMPARE_ANY)
        return kept == 0;
    return kept < all_before || common(now, before, &all_now) < all_now;
}

void comparison_make(struct comparison *comparison)
{
    const struct snapshot *good = &comparison->good;
    comparison->count = 0;
    for (int i = 0; good->time && i < FIGURE_COUNT; i++)
        if (is_changed(rows[i].way, span_of(good->figures[i]), span_of(comparison->now.figures[i])))
            comparison->changed[comparison->count++] = (enum figure)i;
}
