#include "smtp/hand_complete.h"

#include "base/base64.h"
#include "base/clean.h"
#include "smtp/vault.h"

#include <ctype.h>

enum { LINE_MAX_LEN = 1024 };

static const char *const words[] = {
#define X(id, word) [id] = word,
    HAND_WORDS(X)
#undef X
};

const char *hand_word_text(enum hand_word word)
{
    return words[word];
}

bool hand_word_of(const struct hand_state *state, struct span line, enum hand_word *ret_word, struct span *ret_rest)
{
    struct span rest = line;
    struct span word;
    int found = 0;
    if (state->in_content || line.len == 0 || line.at[0] != ':')
        return false;
    (void)span_word(&rest, &word);
    while (found < HAND_WORD_NONE && !span_equal_nocase(span_from(word, 1), span_of(words[found])))
        found++;
    *ret_word = (enum hand_word)found;
    *ret_rest = span_trim(rest);
    return true;
}

/* ---- completing ---- */

struct offer {
    const struct hand_state *state;
    const struct target *target;
    struct span typed;
    struct buf *out;
    size_t count;
};

static void offer(struct offer *offer, struct span line)
{
    if (line.len <= offer->typed.len || !span_starts_nocase(line, offer->typed))
        return;
    buf_add(offer->out, line);
    buf_add_char(offer->out, '\n');
    offer->count++;
}

/* Two pieces of one line. */
static void offer_joined(struct offer *to, struct span front, struct span back)
{
    struct buf line;
    buf_init(&line, LINE_MAX_LEN);
    buf_add(&line, front);
    buf_add(&line, back);
    offer(to, buf_span(&line));
    buf_free(&line);
}

static void offer_hello(struct offer *to)
{
    struct span name = to->target->helo[0] ? span_of(to->target->helo) : SPAN("[127.0.0.1]");
    offer_joined(to, SPAN("EHLO "), name);
    offer_joined(to, SPAN("HELO "), name);
}

static void offer_auth(struct offer *to)
{
    struct span rest = span_of(to->state->ehlo.mechanism_words);
    struct span mechanism;
    if (!to->state->is_signed_in && to->state->ehlo.auth)
        offer_joined(to, SPAN(":login "), span_of(to->target->login[0] ? to->target->login : to->target->address));
    while (span_word(&rest, &mechanism))
        offer_joined(to, SPAN("AUTH "), mechanism);
}

static struct span sender_of(const struct target *target)
{
    return span_of(target->sender[0] ? target->sender : target->address);
}

static void offer_path(struct offer *to, struct span front, struct span address)
{
    struct buf line;
    buf_init(&line, LINE_MAX_LEN);
    buf_add(&line, front);
    buf_add(&line, address);
    buf_add_char(&line, '>');
    offer(to, buf_span(&line));
    buf_free(&line);
}

/* Behind the ">" of a sender: what the server understands there. */
static void offer_parameters(struct offer *to)
{
    const struct ehlo *ehlo = &to->state->ehlo;
    const struct {
        const char *text;
        bool is_offered;
    } rows[] = { { "SIZE=", ehlo->size_offered }, { "BODY=8BITMIME", ehlo->eightbitmime },
                 { "SMTPUTF8", ehlo->smtputf8 },  { "RET=HDRS", ehlo->dsn },
                 { "RET=FULL", ehlo->dsn },       { "REQUIRETLS", ehlo->requiretls } };
    size_t end = span_find_last(to->typed, ' ');
    if (hand_verb_of(to->typed) != VERB_MAIL || end == SPAN_NONE ||
        span_find_char(span_head(to->typed, end), '>') == SPAN_NONE)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].is_offered)
            offer_joined(to, span_head(to->typed, end + 1), span_of(rows[i].text));
}

static void offer_commands(struct offer *to)
{
    const struct hand_state *state = to->state;
    if (!state->has_hello)
        offer_hello(to);
    if (state->has_hello && state->ehlo.starttls && !state->in_tls)
        offer(to, SPAN("STARTTLS"));
    if (state->has_hello && !state->is_signed_in)
        offer_auth(to);
    if (state->has_hello && !state->has_sender)
        offer_path(to, SPAN("MAIL FROM:<"), sender_of(to->target));
    offer_parameters(to);
    if (state->has_sender)
        offer_path(to, SPAN("RCPT TO:<"),
                   to->target->recipient[0] ? span_of(to->target->recipient) : sender_of(to->target));
    if (state->recipients)
        offer(to, SPAN("DATA"));
    if (state->has_sender)
        offer(to, SPAN("RSET"));
    offer(to, SPAN("NOOP"));
    offer(to, SPAN("QUIT"));
    if (state->has_hello && to->typed.len)
        offer_hello(to);
    if (to->typed.len) {
        offer(to, SPAN("VRFY "));
        offer(to, SPAN("HELP"));
    }
}

static void offer_words(struct offer *to)
{
    for (int word = 0; word < HAND_WORD_NONE; word++)
        if (word != HAND_WORD_LOGIN || !to->state->ehlo.auth)
            offer_joined(to, SPAN(":"), span_of(words[word]));
}

size_t hand_complete(const struct hand_state *state, const struct target *target, struct span typed, struct buf *out)
{
    struct offer to = { state, target, typed, out, 0 };
    if (state->in_content)
        return 0;
    if (state->is_asked) {
        offer(&to, SPAN(":answer"));
        offer(&to, SPAN("*"));
    } else {
        offer_commands(&to);
    }
    if (typed.len && typed.at[0] == ':')
        offer_words(&to);
    return to.count;
}

struct span hand_common(struct span lines)
{
    struct span common = SPAN_EMPTY;
    struct span line;
    bool is_first = true;
    while (span_cut(&lines, '\n', &line)) {
        size_t len = 0;
        if (is_first)
            common = line;
        is_first = false;
        while (len < common.len && len < line.len &&
               toupper((unsigned char)line.at[len]) == toupper((unsigned char)common.at[len]))
            len++;
        common = span_head(common, len);
    }
    return common;
}

/* ---- base64 ---- */

static void add_decoded(struct span bytes, struct buf *out)
{
    unsigned nuls = 0;
    for (size_t i = 0; i < bytes.len; i++)
        nuls += bytes.at[i] == '\0';
    for (unsigned k = 0; k <= nuls; k++) {
        size_t end = span_find_char(bytes, '\0');
        struct span piece = span_head(bytes, end == SPAN_NONE ? bytes.len : end);
        bytes = span_from(bytes, piece.len + 1);
        if (k)
            buf_add_text(out, " · ");
        if (nuls == 2 && k == 2)
            buf_add_text(out, "********");
        else
            (void)clean_add(out, piece, CLEAN_LINE_MAX);
    }
}

bool hand_decode(struct span text, struct buf *out)
{
    struct buf decoded;
    vault_open(&decoded, text.len);
    bool good = base64_decode(&decoded, span_trim(text));
    if (good)
        add_decoded(buf_span(&decoded), out);
    vault_close(&decoded);
    return good;
}
