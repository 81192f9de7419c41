#include "smtp/hand_review.h"

#include "base/base64.h"
#include "base/mem.h"
#include "smtp/vault.h"

#include <stdlib.h>
#include <string.h>

/* Lengths with CRLF: a command (RFC 5321, 4.5.3.1.4), AUTH (RFC 4954, 4), a line of a message (4.5.3.1.6). */
enum { COMMAND_LEN_MAX = 510, AUTH_LEN_MAX = 12286, CONTENT_LEN_MAX = 998, GUESS_FAR_MAX = 2, VERB_LEN_MAX = 15 };

static const char *const verb_words[] = {
#define X(id, word) [id] = word,
    HAND_VERBS(X)
#undef X
};

const char *hand_verb_word(enum hand_verb verb)
{
    return verb_words[verb];
}

static struct span first_word(struct span text)
{
    struct span word = SPAN_EMPTY;
    (void)span_word(&text, &word);
    return word;
}

enum hand_verb hand_verb_of(struct span line)
{
    struct span word = first_word(line);
    int verb = 0;
    while (verb < VERB_NONE && !span_equal_nocase(word, span_of(verb_words[verb])))
        verb++;
    return (enum hand_verb)verb;
}

/* ---- what a rule looks at ---- */

struct look {
    const struct hand_state *state;
    struct span line;
    struct span rest; /* behind the verb, without the blanks around it */
    enum hand_verb verb;
    struct hand_review *review; /* its `more` may be written by a rule that applies */
};

static bool about(const struct look *look, struct span more)
{
    mem_copy_text(look->review->more, sizeof look->review->more, more);
    return true;
}

/* ---- any command ---- */

static bool is_empty(const struct look *look)
{
    return span_trim(look->line).len == 0;
}

static bool begins_with_blank(const struct look *look)
{
    return look->line.at[0] == ' ' || look->line.at[0] == '\t';
}

/* How many letters differ (Levenshtein); both are short. */
static size_t distance(struct span a, struct span b)
{
    size_t row[VERB_LEN_MAX + 1];
    for (size_t k = 0; k <= b.len; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        size_t before = row[0]++;
        for (size_t k = 1; k <= b.len; k++) {
            size_t change = before + ((a.at[i - 1] & ~0x20) != (b.at[k - 1] & ~0x20));
            before = row[k];
            size_t least = row[k - 1] < row[k] ? row[k - 1] + 1 : row[k] + 1;
            row[k] = change < least ? change : least;
        }
    }
    return row[b.len];
}

static bool is_near_verb(const struct look *look)
{
    struct span word = first_word(look->line);
    size_t least = GUESS_FAR_MAX + 1;
    if (look->verb != VERB_NONE || word.len > VERB_LEN_MAX)
        return false;
    for (int verb = 0; verb < VERB_NONE; verb++) {
        size_t far = distance(word, span_of(verb_words[verb]));
        if (far < least) {
            least = far;
            (void)about(look, span_of(verb_words[verb]));
        }
    }
    return least <= GUESS_FAR_MAX && least * 2 <= word.len;
}

static bool is_unknown(const struct look *look)
{
    return look->verb == VERB_NONE && about(look, SPAN_EMPTY);
}

static bool is_long(const struct look *look)
{
    return look->line.len > (look->verb == VERB_AUTH ? AUTH_LEN_MAX : COMMAND_LEN_MAX);
}

static bool has_other_letters(const struct look *look)
{
    for (size_t i = 0; i < look->line.len; i++)
        if ((unsigned char)look->line.at[i] >= 0x80)
            return !look->state->ehlo.smtputf8;
    return false;
}

static bool is_before_hello(const struct look *look)
{
    return !look->state->has_hello;
}

static bool has_argument(const struct look *look)
{
    return look->rest.len > 0;
}

/* ---- EHLO ---- */

static bool is_nameless(const struct look *look)
{
    return look->rest.len == 0;
}

/* A name of one label, or an address without brackets, is what many servers refuse or count as spam. */
static bool is_bare_name(const struct look *look)
{
    struct span name = first_word(look->rest);
    bool has_letter = false;
    for (size_t i = 0; i < name.len; i++)
        has_letter |= (name.at[i] < '0' || name.at[i] > '9') && name.at[i] != '.';
    if (name.len && name.at[0] == '[')
        return name.at[name.len - 1] != ']';
    return span_find_char(name, '.') == SPAN_NONE || !has_letter;
}

static bool is_second_hello(const struct look *look)
{
    return look->state->has_sender;
}

/* ---- STARTTLS ---- */

static bool is_in_tls(const struct look *look)
{
    return look->state->in_tls;
}

static bool lacks_starttls(const struct look *look)
{
    return !look->state->ehlo.starttls;
}

/* ---- AUTH ---- */

static bool is_old_hello(const struct look *look)
{
    return !look->state->is_esmtp;
}

static bool is_signed_in(const struct look *look)
{
    return look->state->is_signed_in;
}

static bool has_sender(const struct look *look)
{
    return look->state->has_sender;
}

static bool lacks_auth(const struct look *look)
{
    return !look->state->ehlo.auth;
}

static bool lacks_mechanism(const struct look *look)
{
    struct span rest = span_of(look->state->ehlo.mechanism_words);
    struct span wanted = first_word(look->rest);
    struct span offered;
    while (span_word(&rest, &offered))
        if (span_equal_nocase(offered, wanted))
            return false;
    return about(look, span_of(look->state->ehlo.mechanism_words));
}

static struct span initial_of(const struct look *look)
{
    struct span word = first_word(look->rest);
    return span_trim(span_from(look->rest, word.len));
}

/* How many NULs what the base64 holds has; false when it is none. */
static bool count_nuls(struct span text, size_t *ret_count)
{
    struct buf decoded;
    vault_open(&decoded, text.len);
    bool good = base64_decode(&decoded, text);
    *ret_count = 0;
    for (size_t i = 0; good && i < decoded.len; i++)
        *ret_count += decoded.at[i] == '\0';
    vault_close(&decoded);
    return good;
}

static bool is_no_base64(struct span text)
{
    size_t nuls = 0;
    return text.len && !span_equal(text, SPAN("=")) && !count_nuls(text, &nuls);
}

static bool has_bad_initial(const struct look *look)
{
    return is_no_base64(initial_of(look));
}

/* PLAIN is authorization NUL name NUL password (RFC 4616). */
static bool has_no_plain_form(const struct look *look)
{
    size_t nuls = 0;
    struct span initial = initial_of(look);
    bool is_plain = span_equal_nocase(first_word(look->rest), SPAN("PLAIN"));
    return is_plain && initial.len && count_nuls(initial, &nuls) && nuls != 2;
}

static bool shows_secret(const struct look *look)
{
    return !look->state->in_tls && !look->state->is_practice;
}

/* In practice too, once TLS is to be had: it is the habit that counts. */
static bool could_have_tls(const struct look *look)
{
    return !look->state->in_tls && look->state->ehlo.starttls;
}

static bool has_bad_certificate(const struct look *look)
{
    return look->state->in_tls && look->state->is_certificate_bad;
}

/* ---- MAIL, RCPT ---- */

static struct span keyword_of(const struct look *look)
{
    return look->verb == VERB_MAIL ? SPAN("FROM:") : SPAN("TO:");
}

static bool lacks_keyword(const struct look *look)
{
    return !span_starts_nocase(look->rest, keyword_of(look));
}

static struct span path_of(const struct look *look)
{
    return span_from(look->rest, keyword_of(look).len);
}

static bool has_blank_after_colon(const struct look *look)
{
    struct span path = path_of(look);
    return path.len && path.at[0] == ' ';
}

static bool lacks_brackets(const struct look *look)
{
    struct span path = path_of(look);
    return path.len == 0 || path.at[0] != '<' || span_find_char(path, '>') == SPAN_NONE;
}

static struct span address_of(const struct look *look)
{
    struct span path = path_of(look);
    return span_from(span_head(path, span_find_char(path, '>')), 1);
}

/* "<>" is for bounces, "postmaster" is every server's own (RFC 5321, 4.5.1). */
static bool is_no_address(const struct look *look)
{
    struct span address = address_of(look);
    if (address.len == 0)
        return look->verb == VERB_RCPT;
    bool is_own = look->verb == VERB_RCPT && span_equal_nocase(address, SPAN("postmaster"));
    return !is_own && mail_domain(address).len == 0;
}

static struct span parameters_of(const struct look *look)
{
    struct span path = path_of(look);
    return span_from(path, span_find_char(path, '>') + 1);
}

static bool lacks_parameter(const struct look *look)
{
    const struct ehlo *ehlo = &look->state->ehlo;
    const struct {
        const char *name;
        bool is_offered;
    } rows[] = { { "SIZE", ehlo->size_offered }, { "BODY", ehlo->eightbitmime },
                 { "SMTPUTF8", ehlo->smtputf8 }, { "RET", ehlo->dsn },
                 { "ENVID", ehlo->dsn },         { "NOTIFY", ehlo->dsn },
                 { "ORCPT", ehlo->dsn },         { "REQUIRETLS", ehlo->requiretls } };
    struct span rest = parameters_of(look);
    struct span word;
    while (span_word(&rest, &word)) {
        struct span name = span_head(word, span_find_char(word, '='));
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (span_equal_nocase(name, span_of(rows[i].name)) && !rows[i].is_offered)
                return about(look, name);
    }
    return false;
}

static bool is_over_size(const struct look *look)
{
    struct span rest = parameters_of(look);
    struct span word;
    uint64_t size = 0;
    while (span_word(&rest, &word))
        if (span_starts_nocase(word, SPAN("SIZE=")) && span_number(span_from(word, 5), UINT64_MAX / 2, &size))
            return look->state->ehlo.size && size > look->state->ehlo.size;
    return false;
}

static bool is_not_signed_in(const struct look *look)
{
    return look->state->ehlo.auth && !look->state->is_signed_in;
}

static bool lacks_sender(const struct look *look)
{
    return !look->state->has_sender;
}

static bool lacks_recipient(const struct look *look)
{
    return look->state->recipients == 0;
}

/* ---- inside AUTH, inside a message ---- */

static bool is_forgotten_challenge(const struct look *look)
{
    return look->verb != VERB_NONE;
}

static bool is_bad_answer(const struct look *look)
{
    return !span_equal(look->line, SPAN("*")) && is_no_base64(look->line);
}

static bool begins_with_dot(const struct look *look)
{
    return look->line.len > 1 && look->line.at[0] == '.';
}

static bool is_long_content(const struct look *look)
{
    return look->line.len > CONTENT_LEN_MAX;
}

/* ---- the table ---- */

enum part { IN_COMMAND, IN_CHALLENGE, IN_CONTENT };
#define VERB(verb) (1u << (verb))
#define EVERY_VERB UINT32_MAX

/* In the order in which mistakes are told: the first that applies. */
static const struct rule {
    enum part part;
    unsigned verbs; /* bits */
    bool (*applies)(const struct look *look);
    const char *word;
} rules[] = {
    { IN_CONTENT, EVERY_VERB, begins_with_dot, "content-dot" },
    { IN_CONTENT, EVERY_VERB, is_long_content, "content-long" },
    { IN_CHALLENGE, EVERY_VERB, is_forgotten_challenge, "answer-command" },
    { IN_CHALLENGE, EVERY_VERB, is_bad_answer, "answer-base64" },
    { IN_COMMAND, EVERY_VERB, is_empty, "empty" },
    { IN_COMMAND, EVERY_VERB, begins_with_blank, "blank" },
    { IN_COMMAND, EVERY_VERB, is_near_verb, "near" },
    { IN_COMMAND, EVERY_VERB, is_unknown, "unknown" },
    { IN_COMMAND, EVERY_VERB, is_long, "long" },
    { IN_COMMAND, VERB(VERB_EHLO) | VERB(VERB_HELO), is_nameless, "hello-name" },
    { IN_COMMAND, VERB(VERB_EHLO) | VERB(VERB_HELO), is_bare_name, "hello-bare" },
    { IN_COMMAND, VERB(VERB_EHLO) | VERB(VERB_HELO), is_second_hello, "hello-resets" },
    { IN_COMMAND, VERB(VERB_STARTTLS) | VERB(VERB_AUTH) | VERB(VERB_MAIL) | VERB(VERB_RCPT) | VERB(VERB_DATA),
      is_before_hello, "hello-first" },
    { IN_COMMAND, VERB(VERB_STARTTLS), is_in_tls, "starttls-twice" },
    { IN_COMMAND, VERB(VERB_STARTTLS), has_argument, "argument" },
    { IN_COMMAND, VERB(VERB_STARTTLS), lacks_starttls, "starttls-not-offered" },
    { IN_COMMAND, VERB(VERB_AUTH), is_old_hello, "auth-helo" },
    { IN_COMMAND, VERB(VERB_AUTH), is_nameless, "auth-mechanism" },
    { IN_COMMAND, VERB(VERB_AUTH), is_signed_in, "auth-twice" },
    { IN_COMMAND, VERB(VERB_AUTH), has_sender, "auth-late" },
    { IN_COMMAND, VERB(VERB_AUTH), could_have_tls, "auth-before-tls" },
    { IN_COMMAND, VERB(VERB_AUTH), shows_secret, "auth-in-clear" },
    { IN_COMMAND, VERB(VERB_AUTH), lacks_auth, "auth-not-offered" },
    { IN_COMMAND, VERB(VERB_AUTH), lacks_mechanism, "auth-other" },
    { IN_COMMAND, VERB(VERB_AUTH), has_bad_initial, "auth-base64" },
    { IN_COMMAND, VERB(VERB_AUTH), has_no_plain_form, "auth-plain" },
    { IN_COMMAND, VERB(VERB_AUTH), has_bad_certificate, "auth-certificate" },
    { IN_COMMAND, VERB(VERB_MAIL), lacks_keyword, "mail-from" },
    { IN_COMMAND, VERB(VERB_RCPT), lacks_keyword, "rcpt-to" },
    { IN_COMMAND, VERB(VERB_MAIL) | VERB(VERB_RCPT), has_blank_after_colon, "path-blank" },
    { IN_COMMAND, VERB(VERB_MAIL) | VERB(VERB_RCPT), lacks_brackets, "path-brackets" },
    { IN_COMMAND, VERB(VERB_MAIL) | VERB(VERB_RCPT), is_no_address, "path-address" },
    { IN_COMMAND, VERB(VERB_MAIL), has_sender, "mail-twice" },
    { IN_COMMAND, VERB(VERB_MAIL) | VERB(VERB_RCPT), lacks_parameter, "parameter" },
    { IN_COMMAND, VERB(VERB_MAIL), is_over_size, "mail-size" },
    { IN_COMMAND, VERB(VERB_MAIL), is_not_signed_in, "mail-login" },
    { IN_COMMAND, VERB(VERB_RCPT), lacks_sender, "rcpt-order" },
    { IN_COMMAND, VERB(VERB_DATA), has_argument, "argument" },
    { IN_COMMAND, VERB(VERB_DATA) | VERB(VERB_BDAT), lacks_sender, "data-order" },
    { IN_COMMAND, VERB(VERB_DATA) | VERB(VERB_BDAT), lacks_recipient, "data-recipient" },
    { IN_COMMAND, VERB(VERB_RSET) | VERB(VERB_QUIT), has_argument, "argument" },
    { IN_COMMAND, EVERY_VERB & ~VERB(VERB_AUTH), has_other_letters, "not-ascii" },
};
enum { RULES = sizeof rules / sizeof *rules };

const char *hand_review_word(size_t index)
{
    return index < RULES ? rules[index].word : NULL;
}

static enum part part_of(const struct hand_state *state)
{
    return state->in_content ? IN_CONTENT : state->is_asked ? IN_CHALLENGE : IN_COMMAND;
}

bool hand_review(const struct hand_state *state, struct span line, struct hand_review *ret_review)
{
    struct hand_review review = { 0 };
    struct look look = { .state = state, .line = line, .verb = hand_verb_of(line), .review = &review };
    struct span verb = first_word(line);
    if (verb.len)
        look.rest = span_trim(span_from(line, (size_t)(verb.at - line.at) + verb.len));
    for (size_t i = 0; i < RULES; i++) {
        bool is_meant = rules[i].part == part_of(state) && (rules[i].verbs & VERB(look.verb));
        if (!is_meant || !rules[i].applies(&look))
            continue;
        review.word = rules[i].word;
        *ret_review = review;
        return true;
    }
    return false;
}

/* ---- effects ---- */

static const char *const effect_words[] = {
#define X(id, word) [id] = word,
    HAND_EFFECTS(X)
#undef X
};

const char *hand_effect_word(enum hand_effect effect)
{
    return effect_words[effect];
}

enum hand_effect hand_effect(const struct hand_state *state, struct span line)
{
    static const enum hand_effect effects[VERB_NONE + 1] = {
        [VERB_AUTH] = HAND_EFFECT_LOGIN,   [VERB_MAIL] = HAND_EFFECT_SENDER,  [VERB_RCPT] = HAND_EFFECT_RECIPIENT,
        [VERB_DATA] = HAND_EFFECT_MESSAGE, [VERB_BDAT] = HAND_EFFECT_MESSAGE, [VERB_VRFY] = HAND_EFFECT_ADDRESS,
        [VERB_EXPN] = HAND_EFFECT_ADDRESS, [VERB_ETRN] = HAND_EFFECT_QUEUE,
    };
    if (state->is_practice || state->is_asked || state->in_content)
        return HAND_EFFECT_NONE;
    return effects[hand_verb_of(line)];
}

bool hand_effect_is_grave(enum hand_effect effect)
{
    return effect == HAND_EFFECT_LOGIN || effect == HAND_EFFECT_MESSAGE || effect == HAND_EFFECT_QUEUE;
}

bool hand_is_secret(const struct hand_state *state, struct span line)
{
    struct span rest = line;
    struct span word;
    if (state->in_content)
        return false;
    if (state->is_asked)
        return true;
    return hand_verb_of(line) == VERB_AUTH && span_word(&rest, &word) && span_word(&rest, &word) &&
           span_word(&rest, &word);
}
