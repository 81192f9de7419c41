#include "practice/dialogue.h"

#include "base/mem.h"

#include <stdlib.h>

enum { REPLY_MAX = 16 * 1024, MISTAKES_MAX = 20 };

/* ---- speaking ---- */

static const char *value_of(const struct dialogue *dialogue, struct span name)
{
    const struct {
        const char *name, *value;
    } values[] = {
        { "host", dialogue->behaviour->host }, { "helo", dialogue->helo },           { "user", dialogue->user },
        { "sender", dialogue->sender },        { "recipient", dialogue->recipient },
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (span_equal(span_of(values[i].name), name))
            return values[i].value;
    return NULL;
}

/* Puts values in for {names}; other braces stay as they are. */
static void fill_in(const struct dialogue *dialogue, struct span text, struct buf *out)
{
    while (text.len) {
        size_t end = text.at[0] == '{' ? span_find_char(text, '}') : SPAN_NONE;
        const char *value = end == SPAN_NONE ? NULL : value_of(dialogue, (struct span){ text.at + 1, end - 1 });
        if (value)
            buf_add_text(out, value);
        else
            buf_add_char(out, text.at[0]);
        text = span_from(text, value ? end + 1 : 1);
    }
}

static unsigned code_of(struct span reply)
{
    uint64_t code = 0;
    span_number(span_head(reply, 3), 599, &code);
    return (unsigned)code;
}

static unsigned say_text(struct dialogue *dialogue, enum point point, struct span usual)
{
    const struct manner *manner = &dialogue->behaviour->manners[point];
    struct buf text;
    buf_init(&text, REPLY_MAX);
    fill_in(dialogue, manner->reply.len ? buf_span(&manner->reply) : usual, &text);
    talk_say(&dialogue->talk, manner, buf_span(&text));
    unsigned code = code_of(buf_span(&text));
    buf_free(&text);
    if (code == 421) /* RFC 5321, 3.8: says that it closes the line */
        dialogue->talk.over = true;
    return code;
}

unsigned dialogue_say(struct dialogue *dialogue, enum point point)
{
    return say_text(dialogue, point, span_of(point_reply(point)));
}

void dialogue_tell(struct dialogue *dialogue, const char *text)
{
    static const struct manner plain = { 0 };
    talk_say(&dialogue->talk, &plain, span_of(text));
}

/* ---- what is offered ---- */

static const struct texts *offered_now(const struct dialogue *dialogue)
{
    const struct behaviour *behaviour = dialogue->behaviour;
    return dialogue->in_tls && behaviour->ehlo_tls.count ? &behaviour->ehlo_tls : &behaviour->ehlo;
}

static bool list_offers(const struct texts *list, struct span keyword, struct span *ret_parameters)
{
    for (size_t i = 0; i < list->count; i++) {
        struct span rest = span_of(list->at[i]);
        struct span word;
        if (span_word(&rest, &word) && span_equal_nocase(word, keyword)) {
            *ret_parameters = span_trim(rest);
            return true;
        }
    }
    return false;
}

bool dialogue_offers(const struct dialogue *dialogue, struct span keyword, struct span *ret_parameters)
{
    return list_offers(offered_now(dialogue), keyword, ret_parameters);
}

static bool has_starttls(const struct dialogue *dialogue)
{
    return dialogue->wish->service->security == SECURITY_STARTTLS && !dialogue->in_tls;
}

bool dialogue_wants_tls(const struct dialogue *dialogue)
{
    struct span ignored;
    return has_starttls(dialogue) && !dialogue_offers(dialogue, SPAN("AUTH"), &ignored) &&
           list_offers(&dialogue->behaviour->ehlo_tls, SPAN("AUTH"), &ignored);
}

static uint64_t size_limit(const struct dialogue *dialogue)
{
    struct span parameters;
    uint64_t size = 0;
    if (dialogue_offers(dialogue, SPAN("SIZE"), &parameters))
        span_number(parameters, UINT64_MAX, &size);
    return size;
}

/* ---- commands ---- */

static void forget_transaction(struct dialogue *dialogue)
{
    dialogue->has_sender = false;
    dialogue->recipients = 0;
}

static bool take_name(struct dialogue *dialogue, struct span argument)
{
    struct span name = span_trim(argument);
    if (name.len == 0) {
        dialogue_tell(dialogue, "501 5.5.4 Syntax: EHLO hostname");
        return false;
    }
    mem_copy_text(dialogue->helo, sizeof dialogue->helo, name);
    forget_transaction(dialogue);
    return true;
}

static void do_ehlo(struct dialogue *dialogue, struct span argument)
{
    const struct texts *offered = offered_now(dialogue);
    struct span ignored;
    struct buf reply;
    if (!take_name(dialogue, argument))
        return;
    buf_init(&reply, REPLY_MAX);
    bool starttls = has_starttls(dialogue) && !list_offers(offered, SPAN("STARTTLS"), &ignored);
    size_t left = offered->count + starttls;
    buf_addf(&reply, "250%c%s", left ? '-' : ' ', dialogue->behaviour->host);
    for (size_t i = 0; i < offered->count; i++)
        buf_addf(&reply, "\r\n250%c%s", --left ? '-' : ' ', offered->at[i]);
    if (starttls)
        buf_add_text(&reply, "\r\n250 STARTTLS");
    dialogue->has_greeted = say_text(dialogue, POINT_EHLO, buf_span(&reply)) / 100 == 2;
    buf_free(&reply);
}

static void do_helo(struct dialogue *dialogue, struct span argument)
{
    if (take_name(dialogue, argument))
        dialogue->has_greeted = dialogue_say(dialogue, POINT_HELO) / 100 == 2;
}

static void start_tls(struct dialogue *dialogue)
{
    struct talk *talk = &dialogue->talk;
    talk_forget(talk);
    talk_pause(talk, &dialogue->behaviour->manners[POINT_TLS]);
    if (talk->over)
        return;
    struct limits limits = limits_within(talk->limits, TALK_IDLE_MS);
    if (stream_accept_tls(&talk->stream, dialogue->wish->identity, limits) != OUTCOME_DONE)
        talk->over = true;
    dialogue->in_tls = true;
    dialogue->has_greeted = false;
    dialogue->is_signed_in = false;
    forget_transaction(dialogue);
}

static void do_starttls(struct dialogue *dialogue, struct span argument)
{
    bool has_reply = dialogue->behaviour->manners[POINT_STARTTLS].reply.len > 0;
    if (span_trim(argument).len)
        dialogue_tell(dialogue, "501 5.5.4 Syntax: STARTTLS");
    else if (dialogue->in_tls)
        dialogue_tell(dialogue, "554 5.5.1 Error: TLS already active");
    else if (!has_starttls(dialogue) && !has_reply)
        dialogue_say(dialogue, POINT_UNKNOWN);
    else if (dialogue_say(dialogue, POINT_STARTTLS) == 220)
        start_tls(dialogue);
}

/* "FROM:<anna@practice.example> SIZE=1000": the address, and what follows it. */
static bool take_path(struct span argument, struct span prefix, struct span *ret_address, struct span *ret_rest)
{
    if (!span_starts_nocase(argument, prefix))
        return false;
    struct span path = span_trim(span_from(argument, prefix.len));
    if (path.len && path.at[0] == '<') {
        size_t end = span_find_char(path, '>');
        *ret_address = end == SPAN_NONE ? SPAN_EMPTY : (struct span){ path.at + 1, end - 1 };
        *ret_rest = end == SPAN_NONE ? SPAN_EMPTY : span_from(path, end + 1);
        return end != SPAN_NONE;
    }
    *ret_rest = path;
    return span_word(ret_rest, ret_address);
}

static uint64_t size_asked(struct span parameters)
{
    struct span word;
    uint64_t size = 0;
    while (span_word(&parameters, &word))
        if (span_starts_nocase(word, SPAN("SIZE=")))
            span_number(span_from(word, 5), UINT64_MAX, &size);
    return size;
}

static bool is_too_large(const struct dialogue *dialogue, uint64_t size)
{
    uint64_t limit = size_limit(dialogue);
    return limit && size > limit;
}

/* Says why nobody may send yet. */
static bool may_send(struct dialogue *dialogue)
{
    struct span ignored;
    if (!dialogue->has_greeted)
        dialogue_tell(dialogue, "503 5.5.1 Error: send HELO/EHLO first");
    else if (dialogue_wants_tls(dialogue))
        dialogue_say(dialogue, POINT_TLS_FIRST);
    else if (!dialogue->is_signed_in && dialogue_offers(dialogue, SPAN("AUTH"), &ignored))
        dialogue_say(dialogue, POINT_LOGIN_FIRST);
    else
        return true;
    return false;
}

static void do_mail(struct dialogue *dialogue, struct span argument)
{
    const struct texts *allowed = &dialogue->behaviour->senders;
    struct span address, parameters;
    if (!may_send(dialogue))
        return;
    if (!take_path(argument, SPAN("FROM:"), &address, &parameters)) {
        dialogue_tell(dialogue, "501 5.5.4 Syntax: MAIL FROM:<address>");
        return;
    }
    mem_copy_text(dialogue->sender, sizeof dialogue->sender, address);
    if (dialogue->has_sender)
        dialogue_tell(dialogue, "503 5.5.1 Error: nested MAIL command");
    else if (is_too_large(dialogue, size_asked(parameters)))
        dialogue_say(dialogue, POINT_TOO_LARGE);
    else if (allowed->count && !texts_has(allowed, address))
        dialogue_say(dialogue, POINT_SENDER_REFUSED);
    else
        dialogue->has_sender = dialogue_say(dialogue, POINT_MAIL) / 100 == 2;
}

static void do_rcpt(struct dialogue *dialogue, struct span argument)
{
    const struct texts *allowed = &dialogue->behaviour->recipients;
    struct span address, parameters;
    if (!dialogue->has_sender) {
        dialogue_tell(dialogue, "503 5.5.1 Error: need MAIL command");
        return;
    }
    if (!take_path(argument, SPAN("TO:"), &address, &parameters)) {
        dialogue_tell(dialogue, "501 5.5.4 Syntax: RCPT TO:<address>");
        return;
    }
    mem_copy_text(dialogue->recipient, sizeof dialogue->recipient, address);
    if (allowed->count && !texts_has(allowed, address))
        dialogue_say(dialogue, POINT_RECIPIENT_REFUSED);
    else if (dialogue_say(dialogue, POINT_RCPT) / 100 == 2)
        dialogue->recipients++;
}

static void do_data(struct dialogue *dialogue, struct span argument)
{
    uint64_t bytes;
    (void)argument;
    if (dialogue->recipients == 0) {
        dialogue_tell(dialogue, dialogue->has_sender ? "554 5.5.1 Error: no valid recipients"
                                                     : "503 5.5.1 Error: need RCPT command");
        return;
    }
    if (dialogue_say(dialogue, POINT_DATA) != 354 || !talk_content(&dialogue->talk, &bytes))
        return;
    dialogue_say(dialogue, is_too_large(dialogue, bytes) ? POINT_TOO_LARGE : POINT_CONTENT);
    forget_transaction(dialogue);
}

static void do_rset(struct dialogue *dialogue, struct span argument)
{
    (void)argument;
    forget_transaction(dialogue);
    dialogue_say(dialogue, POINT_RSET);
}

static void do_noop(struct dialogue *dialogue, struct span argument)
{
    (void)argument;
    dialogue_say(dialogue, POINT_NOOP);
}

static void do_vrfy(struct dialogue *dialogue, struct span argument)
{
    (void)argument;
    dialogue_say(dialogue, POINT_VRFY);
}

static void do_help(struct dialogue *dialogue, struct span argument)
{
    (void)argument;
    dialogue_say(dialogue, POINT_HELP);
}

static void do_quit(struct dialogue *dialogue, struct span argument)
{
    (void)argument;
    dialogue_say(dialogue, POINT_QUIT);
    dialogue->talk.over = true;
}

static const struct {
    const char *word;
    void (*answer)(struct dialogue *dialogue, struct span argument);
} commands[] = {
    { "EHLO", do_ehlo }, { "HELO", do_helo }, { "STARTTLS", do_starttls }, { "AUTH", dialogue_auth },
    { "MAIL", do_mail }, { "RCPT", do_rcpt }, { "DATA", do_data },         { "RSET", do_rset },
    { "NOOP", do_noop }, { "VRFY", do_vrfy }, { "HELP", do_help },         { "QUIT", do_quit },
};

static void do_unknown(struct dialogue *dialogue)
{
    dialogue_say(dialogue, POINT_UNKNOWN);
    if (++dialogue->mistakes == MISTAKES_MAX) {
        dialogue_tell(dialogue, "421 4.7.0 Error: too many errors");
        dialogue->talk.over = true;
    }
}

static void answer(struct dialogue *dialogue, struct span line)
{
    size_t end = span_find_char(line, ' ');
    struct span word = span_head(line, end);
    struct span argument = end == SPAN_NONE ? SPAN_EMPTY : span_from(line, end + 1);
    /* RFC 5321, 3.1: after a 554 greeting only QUIT makes sense */
    if (dialogue->is_turned_away && !span_equal_nocase(word, SPAN("QUIT"))) {
        dialogue_tell(dialogue, "503 5.5.1 Bad sequence of commands");
        return;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (span_equal_nocase(word, span_of(commands[i].word))) {
            commands[i].answer(dialogue, argument);
            return;
        }
    do_unknown(dialogue);
}

/* ---- the whole of it ---- */

static void greet(struct dialogue *dialogue)
{
    static const enum leaving of_kind[] = {
        [SERVICE_SILENT] = LEAVE_SILENT, [SERVICE_CLOSE] = LEAVE_CLOSE, [SERVICE_RESET] = LEAVE_RESET
    };
    const struct service *service = dialogue->wish->service;
    if (service->kind != SERVICE_LISTEN) {
        struct manner manner = { .instead = of_kind[service->kind] };
        talk_pause(&dialogue->talk, &manner);
        dialogue->talk.over = true;
        return;
    }
    talk_pause(&dialogue->talk, &dialogue->behaviour->manners[POINT_CONNECT]);
    if (service->security == SECURITY_TLS)
        start_tls(dialogue);
    if (!dialogue->talk.over)
        dialogue->is_turned_away = dialogue_say(dialogue, POINT_GREETING) / 100 == 5;
}

void dialogue_run(int fd, const struct dialogue_wish *wish)
{
    struct dialogue *dialogue = mem_new(sizeof *dialogue);
    dialogue->wish = wish;
    dialogue->behaviour = &wish->service->behaviour;
    buf_init(&dialogue->line, TALK_LINE_MAX);
    talk_open(&dialogue->talk, fd, wish->limits);
    greet(dialogue);
    while (!dialogue->talk.over && talk_line(&dialogue->talk, &dialogue->line))
        answer(dialogue, buf_span(&dialogue->line));
    talk_close(&dialogue->talk);
    buf_free(&dialogue->line);
    free(dialogue);
}
