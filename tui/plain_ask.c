/* Plain mode: the questions of the forms, one line each. */
#include "plain_parts.h"

#include "base/clean.h"
#include "base/mem.h"
#include "checks/typed.h"
#include "smtp/ehlo.h"

#include <stdio.h>
#include <string.h>

enum { PROMPT_MAX = 4 * 1024 };

/* One question. Texts have a place in the target; anything else is shown and taken by functions of its own. */
struct plain_question {
    const char *word; /* "ui.field.WORD"; the subject of what is noticed about the answer */
    size_t offset, room;
    void (*show)(const struct plain *plain, struct buf *out);
    bool (*take)(struct plain *plain, struct span answer); /* an empty answer empties it; false: not understood */
    bool is_later;                                         /* only when one thing is changed */
};

/* ---- answers that are no texts ---- */

static void show_port(const struct plain *plain, struct buf *out)
{
    if (plain->target.server.port)
        buf_addf(out, "%u", plain->target.server.port);
}

static bool take_port(struct plain *plain, struct span answer)
{
    uint64_t port = 0;
    if (answer.len && (!span_number(answer, UINT16_MAX, &port) || port == 0))
        return false;
    plain->target.server.port = (uint16_t)port;
    return true;
}

static const char *const security_keys[] = {
    [SECURITY_TLS] = "ui.option.tls", [SECURITY_STARTTLS] = "ui.option.starttls", [SECURITY_NONE] = "ui.option.none"
};

static void show_security(const struct plain *plain, struct buf *out)
{
    if (plain->target.server.security != SECURITY_UNKNOWN)
        buf_add(out, plain_text(plain, security_keys[plain->target.server.security]));
}

static bool take_security(struct plain *plain, struct span answer)
{
    uint64_t number = SECURITY_UNKNOWN;
    enum security security = SECURITY_UNKNOWN;
    if (span_number(answer, SECURITY_NONE, &number) && number)
        security = (enum security)number;
    else if (answer.len && (!security_from_word(answer, &security) || security == SECURITY_UNKNOWN))
        return false;
    plain->target.server.security = security;
    return true;
}

static bool take_mechanism(struct plain *plain, struct span answer)
{
    enum mechanism mechanism;
    if (answer.len && !mechanism_from_word(answer, &mechanism))
        return false;
    mem_copy_text(plain->target.mechanism, MECHANISM_MAX, answer.len ? span_of(mechanism_word(mechanism)) : SPAN_EMPTY);
    return true;
}

static void show_mechanism(const struct plain *plain, struct buf *out)
{
    buf_add_text(out, plain->target.mechanism);
}

static void show_password(const struct plain *plain, struct buf *out)
{
    if (plain->target.has_password)
        buf_add(out, plain_text(plain, "plain.given"));
}

static bool take_password(struct plain *plain, struct span answer)
{
    if (span_find_char(answer, '\0') != SPAN_NONE || !secret_set(&plain->target.password, answer))
        return false;
    plain->target.has_password = answer.len > 0;
    return true;
}

/* The first word of the list: "yes". */
static void show_yes(const struct plain *plain, bool is_yes, struct buf *out)
{
    struct span words = plain_text(plain, is_yes ? "plain.words.yes" : "plain.words.no");
    struct span word;
    if (span_word(&words, &word))
        buf_add(out, word);
}

static bool take_yes(const struct plain *plain, struct span answer, bool *ret_yes)
{
    bool is_yes = plain_is_word(plain, answer, "plain.words.yes");
    if (!is_yes && answer.len && !plain_is_word(plain, answer, "plain.words.no"))
        return false;
    *ret_yes = is_yes;
    return true;
}

#define YES_OR_NO(field)                                                                                               \
    static void show_##field(const struct plain *plain, struct buf *out)                                               \
    {                                                                                                                  \
        show_yes(plain, plain->target.field, out);                                                                     \
    }                                                                                                                  \
    static bool take_##field(struct plain *plain, struct span answer)                                                  \
    {                                                                                                                  \
        return take_yes(plain, answer, &plain->target.field);                                                          \
    }
YES_OR_NO(allow_plain)
YES_OR_NO(allow_bad_certificate)

#define TEXT(field) offsetof(struct target, field), sizeof((struct target *)NULL)->field, NULL, NULL
static const struct plain_question questions[] = {
    { "address", TEXT(address), false },
    { "login", TEXT(login), false },
    { "password", 0, 0, show_password, take_password, false },
    { "server", TEXT(server.host), false },
    { "port", 0, 0, show_port, take_port, false },
    { "security", 0, 0, show_security, take_security, false },
    { "recipient", TEXT(recipient), false },
    { "sender", TEXT(sender), true },
    { "mechanism", 0, 0, show_mechanism, take_mechanism, true },
    { "allow-plain", 0, 0, show_allow_plain, take_allow_plain, true },
    { "allow-certificate", 0, 0, show_allow_bad_certificate, take_allow_bad_certificate, true },
};
enum { QUESTIONS = sizeof questions / sizeof *questions, QUESTIONS_FIRST = 7 };

static char *text_of(struct plain *plain, const struct plain_question *question)
{
    return (char *)&plain->target + question->offset;
}

static void show_answer(struct plain *plain, const struct plain_question *question, struct buf *out)
{
    char key[64];
    size_t before = out->len;
    if (question->show)
        question->show(plain, out);
    else
        (void)clean_add(out, span_of(text_of(plain, question)), CLEAN_LINE_MAX);
    (void)snprintf(key, sizeof key, "plain.empty.%s", question->word);
    if (out->len == before && words_has(&plain->cli->words, key))
        buf_add(out, plain_text(plain, key));
}

static bool take_answer(struct plain *plain, const struct plain_question *question, struct span answer)
{
    if (question->take)
        return question->take(plain, answer);
    if (answer.len >= question->room || span_find_char(answer, '\0') != SPAN_NONE)
        return false;
    mem_copy_text(text_of(plain, question), question->room, answer);
    return true;
}

/* ---- what is noticed about an answer ---- */

static void look_at(struct plain *plain, const char *word, struct record *record)
{
    struct scribe scribe = record_scribe(record);
    struct inquiry inquiry = { .target = &plain->target, .limits = LIMITS_NONE, .scribe = &scribe };
    if (strcmp(word, "address") == 0 && plain->target.address[0])
        typed_address(&inquiry);
    if (strcmp(word, "login") == 0 && plain->target.login[0])
        typed_login(&inquiry);
    if (strcmp(word, "password") == 0 && plain->target.has_password)
        typed_password(&inquiry);
}

static void tell_notes(struct plain *plain, const char *word)
{
    struct record record;
    record_init(&record);
    look_at(plain, word, &record);
    for (size_t i = 0; i < record.fact_count; i++) {
        const struct fact *fact = &record.facts[i];
        struct buf text;
        if (strcmp(fact->subject, word) != 0 || fact->status == STATUS_OK)
            continue;
        buf_init(&text, PROMPT_MAX);
        words_fact(&plain->cli->words, fact, &text);
        plain_say_labelled(plain, plain_text(plain, "plain.note"), buf_span(&text));
        buf_free(&text);
    }
    record_clear(&record);
}

/* People change the port and forget the encryption: the two go together. */
static void tell_pair(struct plain *plain)
{
    const struct endpoint *server = &plain->target.server;
    if (server->port == 465 && server->security == SECURITY_STARTTLS)
        plain_say_key(plain, "ui.news.pair-465");
    if (server->port == 587 && server->security == SECURITY_TLS)
        plain_say_key(plain, "ui.news.pair-587");
}

/* ---- one question ---- */

enum asked { ASKED_DONE, ASKED_BACK, ASKED_OVER, ASKED_WISH };

static void tell_help(struct plain *plain, const struct plain_question *question)
{
    char key[64];
    (void)snprintf(key, sizeof key, "plain.help.%s", question->word);
    if (!words_has(&plain->cli->words, key))
        (void)snprintf(key, sizeof key, "ui.field.%s.help", question->word);
    if (words_has(&plain->cli->words, key))
        plain_say_key(plain, key);
    plain_say_key(plain, "plain.help");
}

static void tell_choices(struct plain *plain, const struct plain_question *question)
{
    for (int i = SECURITY_TLS; question->take == take_security && i <= SECURITY_NONE; i++) {
        char number[12];
        (void)snprintf(number, sizeof number, "%d", i);
        plain_say_labelled(plain, span_of(number), plain_text(plain, security_keys[i]));
    }
    if (question->take == take_password)
        plain_say_key(plain, "plain.password");
}

/* "3 of 7. Password [none]:" */
static void add_prompt(struct plain *plain, const struct plain_question *question, struct buf *out)
{
    char key[64];
    struct fact place = { .number = question - questions + 1, .ms = -1 };
    if (!question->is_later && !plain->has_diagnosis)
        words_fill(out, plain_text(plain, "plain.place"), &place);
    (void)snprintf(key, sizeof key, "ui.field.%s", question->word);
    buf_add(out, plain_text(plain, key));
    size_t before = out->len;
    buf_add_text(out, " [");
    show_answer(plain, question, out);
    if (out->len == before + 2)
        out->len = before;
    else
        buf_add_char(out, ']');
    buf_add(out, span_trim(plain_text(plain, "report.colon")));
}

/* Nothing about a password is trimmed, and no word means anything else there. */
static enum asked ask_password(struct plain *plain, const struct plain_question *question, struct span prompt)
{
    struct span answer = SPAN_EMPTY;
    for (;;) {
        enum input_end end = plain_ask_secret(plain, prompt, &answer);
        if (end == INPUT_OVER)
            return ASKED_OVER;
        if (end == INPUT_LINE && (answer.len == 0 || take_answer(plain, question, answer)))
            return ASKED_DONE;
        plain_say_key(plain, "plain.not-understood");
    }
}

/* At the first question an answer that is no address may be a wish. */
static bool is_wish(const struct plain *plain, const struct plain_question *question, struct span answer)
{
    return question == questions && !plain->has_diagnosis && answer.len && span_find_char(answer, '@') == SPAN_NONE &&
           !span_equal(answer, SPAN("-"));
}

static enum asked ask_text(struct plain *plain, const struct plain_question *question, struct span prompt,
                           struct span *ret_answer)
{
    while (plain_ask(plain, prompt, ret_answer)) {
        struct span answer = *ret_answer;
        if (answer.len == 0)
            return ASKED_DONE;
        if (plain_is_word(plain, answer, "plain.words.back"))
            return ASKED_BACK;
        if (plain_is_word(plain, answer, "plain.words.help"))
            tell_help(plain, question);
        else if (is_wish(plain, question, answer))
            return ASKED_WISH;
        else if (take_answer(plain, question, span_equal(answer, SPAN("-")) ? SPAN_EMPTY : answer))
            return ASKED_DONE;
        else
            plain_say_key(plain, "plain.not-understood");
    }
    return ASKED_OVER;
}

static enum asked ask(struct plain *plain, const struct plain_question *question, struct span *ret_wish)
{
    struct buf prompt;
    buf_init(&prompt, PROMPT_MAX);
    tell_choices(plain, question);
    add_prompt(plain, question, &prompt);
    bool is_secret = question->take == take_password;
    enum asked asked = is_secret ? ask_password(plain, question, buf_span(&prompt))
                                 : ask_text(plain, question, buf_span(&prompt), ret_wish);
    buf_free(&prompt);
    if (asked == ASKED_DONE)
        tell_notes(plain, question->word);
    if (asked == ASKED_DONE && question->take == take_security)
        tell_pair(plain);
    return asked;
}

/* ---- all of them ---- */

static const struct practice_case *ask_case(struct plain *plain)
{
    struct span answer;
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        char key[96];
        practice_about(practice_at(i), &about);
        (void)snprintf(key, sizeof key, "practice.%s.title", about.id);
        plain_say_labelled(plain, span_of(about.id), plain_text(plain, key));
    }
    if (!plain_ask(plain, plain_text(plain, "plain.which-case"), &answer) || answer.len == 0)
        return NULL;
    const struct practice_case *practice = practice_find(answer);
    if (!practice)
        plain_say_key(plain, "plain.not-understood");
    return practice;
}

/* False: it was none, the questions go on. */
static bool take_wish(struct plain *plain, struct span wish, enum plain_way *ret_way,
                      const struct practice_case **ret_case)
{
    *ret_way = WAY_PRACTICE;
    *ret_case = practice_find(wish);
    if (*ret_case)
        return true;
    if (plain_is_word(plain, wish, "plain.words.practice")) {
        *ret_case = ask_case(plain);
        return *ret_case != NULL;
    }
    plain->has_left = plain_is_word(plain, wish, "plain.words.quit");
    *ret_way = plain->has_left ? WAY_LEAVE : WAY_PASTE;
    if (plain->has_left || plain_is_word(plain, wish, "plain.words.paste"))
        return true;
    plain_say_key(plain, "plain.no-address");
    return false;
}

static bool has_enough(struct plain *plain)
{
    if (plain->target.address[0] || plain->target.server.host[0])
        return true;
    plain_say_key(plain, "ui.news.no-address");
    return false;
}

enum plain_way plain_ask_all(struct plain *plain, const struct practice_case **ret_case)
{
    /* An address that was given already is not asked for again. */
    size_t at = plain->target.address[0] ? 1 : 0;
    while (at < QUESTIONS_FIRST) {
        struct span wish = SPAN_EMPTY;
        enum plain_way way;
        enum asked asked = ask(plain, &questions[at], &wish);
        if (asked == ASKED_OVER)
            return WAY_LEAVE;
        if (asked == ASKED_WISH && take_wish(plain, wish, &way, ret_case))
            return way;
        if (asked == ASKED_BACK && at > 0)
            at--;
        if (asked == ASKED_DONE)
            at++;
        if (at == QUESTIONS_FIRST && !has_enough(plain))
            at = 0;
    }
    return WAY_CHECK;
}

static void tell_answers(struct plain *plain)
{
    for (size_t i = 0; i < QUESTIONS; i++) {
        struct buf text;
        char key[64];
        buf_init(&text, PROMPT_MAX);
        (void)snprintf(key, sizeof key, "ui.field.%s", questions[i].word);
        buf_addf(&text, "%zu. ", i + 1);
        buf_add(&text, plain_text(plain, key));
        struct span label = buf_span(&text);
        struct buf answer;
        buf_init(&answer, PROMPT_MAX);
        show_answer(plain, &questions[i], &answer);
        plain_say_labelled(plain, label, buf_span(&answer));
        buf_free(&answer);
        buf_free(&text);
    }
}

bool plain_ask_change(struct plain *plain)
{
    struct span answer;
    uint64_t number = 0;
    tell_answers(plain);
    if (!plain_ask(plain, plain_text(plain, "plain.which-answer"), &answer) || answer.len == 0)
        return false;
    if (!span_number(answer, QUESTIONS, &number) || number == 0) {
        plain_say_key(plain, "plain.not-understood");
        return false;
    }
    return ask(plain, &questions[number - 1], &answer) == ASKED_DONE && has_enough(plain);
}
