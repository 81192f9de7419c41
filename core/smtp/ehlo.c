#include "smtp/ehlo.h"

#include "base/mem.h"

#include <stddef.h>

enum { STARTTLS_LEN = 8, STARS_MIN = 4 };

const char *mechanism_word(enum mechanism mechanism)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        MECHANISMS(X)
#undef X
    };
    return words[mechanism];
}

bool mechanism_from_word(struct span word, enum mechanism *ret_mechanism)
{
    for (enum mechanism mechanism = 0; mechanism < MECHANISM_COUNT; mechanism++) {
        if (span_equal_nocase(word, span_of(mechanism_word(mechanism)))) {
            *ret_mechanism = mechanism;
            return true;
        }
    }
    return false;
}

/* Keywords without values that matter (IANA registry "SMTP Service Extensions"). */
static const struct flag {
    const char *keyword;
    size_t offset;
} flags[] = {
    { "STARTTLS", offsetof(struct ehlo, starttls) },
    { "PIPELINING", offsetof(struct ehlo, pipelining) },
    { "ENHANCEDSTATUSCODES", offsetof(struct ehlo, enhanced_codes) },
    { "SIZE", offsetof(struct ehlo, size_offered) },
    { "SMTPUTF8", offsetof(struct ehlo, smtputf8) },
    { "8BITMIME", offsetof(struct ehlo, eightbitmime) },
    { "DSN", offsetof(struct ehlo, dsn) },
    { "CHUNKING", offsetof(struct ehlo, chunking) },
    { "REQUIRETLS", offsetof(struct ehlo, requiretls) },
};

static void read_flag(struct ehlo *ehlo, struct span keyword)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (span_equal_nocase(keyword, span_of(flags[i].keyword)))
            *(bool *)((char *)ehlo + flags[i].offset) = true;
}

static bool has_word(struct span words, struct span word)
{
    struct span one;
    while (span_word(&words, &one))
        if (span_equal_nocase(one, word))
            return true;
    return false;
}

static void add_mechanism(struct ehlo *ehlo, struct span word)
{
    enum mechanism mechanism;
    if (mechanism_from_word(word, &mechanism))
        ehlo->mechanisms |= 1u << mechanism;
    struct span known = span_of(ehlo->mechanism_words);
    size_t blank = known.len ? 1 : 0;
    if (word.len == 0 || has_word(known, word) || known.len + blank + word.len >= sizeof ehlo->mechanism_words)
        return;
    if (blank)
        ehlo->mechanism_words[known.len] = ' ';
    size_t start = known.len + blank;
    mem_copy_text(ehlo->mechanism_words + start, sizeof ehlo->mechanism_words - start, word);
}

static void read_auth(struct ehlo *ehlo, struct span keyword, struct span values)
{
    struct span word;
    ehlo->auth = true;
    /* "AUTH=LOGIN PLAIN" was the form before RFC 2554; some servers send it beside the right one */
    add_mechanism(ehlo, span_from(keyword, SPAN("AUTH=").len));
    while (span_word(&values, &word))
        add_mechanism(ehlo, word);
}

static bool is_made_of(struct span word, char c)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] != c)
            return false;
    return true;
}

/* What Cisco's SMTP inspection leaves of a keyword that it does not want to be seen. */
static bool is_mangled(struct span keyword)
{
    if (keyword.len != STARTTLS_LEN)
        return false;
    return is_made_of(span_head(keyword, STARTTLS_LEN - 1), 'X') || is_made_of(keyword, '*');
}

static void mark(struct evidence *place, size_t index)
{
    if (!place->line)
        place->line = (unsigned)index + 1;
}

static void read_keyword(struct ehlo *ehlo, struct span line, size_t index)
{
    struct span keyword;
    struct span values = line;
    if (!span_word(&values, &keyword))
        return;
    read_flag(ehlo, keyword);
    if (span_equal_nocase(keyword, SPAN("AUTH")) || span_starts_nocase(keyword, SPAN("AUTH="))) {
        read_auth(ehlo, keyword, values);
        mark(&ehlo->auth_line, index);
    } else if (span_equal_nocase(keyword, SPAN("SIZE"))) {
        span_number(span_trim(values), UINT64_MAX, &ehlo->size);
        mark(&ehlo->size_line, index);
    } else if (span_equal_nocase(keyword, SPAN("STARTTLS"))) {
        ehlo->starttls_line.line = (unsigned)index + 1;
    } else if (is_mangled(keyword)) {
        ehlo->starttls_mangled = true;
        mark(&ehlo->starttls_line, index);
    }
    if (keyword.len >= STARS_MIN && is_made_of(keyword, '*'))
        ehlo->stars = true;
}

void ehlo_read(struct ehlo *ehlo, const struct reply *reply)
{
    struct span words = reply_line(reply, 0);
    struct span domain = SPAN_EMPTY;
    *ehlo = (struct ehlo){ 0 };
    if (span_word(&words, &domain))
        mem_copy_text(ehlo->domain, sizeof ehlo->domain, domain);
    for (size_t i = 1; i < reply->line_count; i++)
        read_keyword(ehlo, reply_line(reply, i), i);
    if (ehlo->starttls)
        ehlo->starttls_mangled = false;
}
