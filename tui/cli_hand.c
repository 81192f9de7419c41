/* SMTP by hand without a screen: lines from a terminal or a pipe, the coach's words behind "#". */
#include "base/clean.h"
#include "base/mem.h"
#include "report/wrap.h"
#include "smtp/hand.h"
#include "hand_words.h"
#include "plain_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOLD_MAX = 64 * 1024, INDENT = 2, PORT_USUAL = 587, PORT_TLS = 465, EXIT_PROBLEM = 2 };

/* One sitting at the prompt. */
struct sitting {
    struct plain plain; /* its questions and answers */
    const struct target *target;
    struct record record;
    struct hand hand;
    unsigned told;     /* lines of the transcript told so far */
    unsigned agreed;   /* bits of effects that were agreed to for the whole conversation */
    struct buf warned; /* the line that was commented last: the same once more goes out */
};

static const struct words *words_of(const struct sitting *sitting)
{
    return &sitting->plain.cli->words;
}

/* ---- telling ---- */

/* Every line of what the coach says begins with "# ". */
static void tell_coach(struct sitting *sitting, const struct buf *said)
{
    struct buf out;
    struct span rest = buf_span(said);
    struct span line;
    buf_init(&out, TOLD_MAX);
    while (span_cut(&rest, '\n', &line)) {
        struct span piece;
        while (wrap_next(&line, (int)cli_columns() - INDENT, &piece))
            buf_addf(&out, "# %.*s\n", SPAN_ARG(piece));
    }
    plain_put(&sitting->plain, &out);
    buf_free(&out);
}

static void tell_key(struct sitting *sitting, const char *key)
{
    struct buf said;
    buf_init(&said, TOLD_MAX);
    buf_add(&said, words_get(words_of(sitting), key));
    buf_add_char(&said, '\n');
    tell_coach(sitting, &said);
    buf_free(&said);
}

static const char *mark_of(enum speaker speaker)
{
    return speaker == SPEAKER_CLIENT ? "C: " : speaker == SPEAKER_SERVER ? "S: " : "-  ";
}

/* What was typed on a terminal stands there already, unless it was typed unseen. */
static bool is_on_show(const struct sitting *sitting, const struct line *line)
{
    return sitting->plain.input.is_terminal && line->from == SPEAKER_CLIENT && line->note == NOTE_NONE;
}

static void add_line(const struct sitting *sitting, const struct line *line, struct buf *out)
{
    buf_add_text(out, mark_of(line->from));
    words_line(words_of(sitting), line, out);
    buf_add_char(out, '\n');
}

static void tell_intro(struct sitting *sitting)
{
    struct fact values = { .ms = -1 };
    struct buf said;
    const char *key = sitting->target->detour_count ? "hand.intro-practice" : "hand.intro";
    buf_init(&said, TOLD_MAX);
    mem_copy_text(values.text, sizeof values.text, span_of(sitting->target->address));
    words_fill(&said, words_get(words_of(sitting), key), &values);
    buf_add_char(&said, '\n');
    tell_coach(sitting, &said);
    buf_free(&said);
}

/* The lines that have come since the last time, then what they mean. */
static void tell_news(struct sitting *sitting)
{
    const struct session_log *log = sitting->record.session_count ? sitting->record.sessions[0] : NULL;
    struct buf out;
    struct buf said;
    if (!log || log->line_count == sitting->told)
        return;
    buf_init(&out, TOLD_MAX);
    buf_init(&said, TOLD_MAX);
    for (size_t i = sitting->told; i < log->line_count; i++)
        if (!is_on_show(sitting, &log->lines[i]))
            add_line(sitting, &log->lines[i], &out);
    plain_put(&sitting->plain, &out);
    coach_tell(words_of(sitting), log, sitting->told + 1, &said);
    hand_tell_turn(words_of(sitting), &sitting->hand.state, &said);
    if (!sitting->hand.state.in_content || log->line_count - sitting->told > 1)
        tell_coach(sitting, &said);
    sitting->told = (unsigned)log->line_count;
    buf_free(&out);
    buf_free(&said);
}

/* ---- before a line goes out ---- */

/* From a pipe nothing stands there of what was typed: the comment names its line, without what AUTH brings along. */
static void show_piped(struct sitting *sitting, struct span line)
{
    struct buf out;
    struct span rest = line;
    struct span verb = SPAN_EMPTY;
    struct span mechanism = SPAN_EMPTY;
    struct span shown = line;
    if (sitting->plain.input.is_terminal || sitting->hand.state.is_asked)
        return;
    (void)span_word(&rest, &verb);
    if (span_equal_nocase(verb, SPAN("AUTH")))
        shown = span_word(&rest, &mechanism) ? span_head(line, (size_t)(mechanism.at + mechanism.len - line.at)) : verb;
    buf_init(&out, TOLD_MAX);
    buf_add_text(&out, "> ");
    clean_add(&out, shown, CLEAN_LINE_MAX);
    buf_add_char(&out, '\n');
    plain_put(&sitting->plain, &out);
    buf_free(&out);
}

/* A mistake is told once; who types the same line again means it. */
static bool is_reviewed(struct sitting *sitting, struct span line)
{
    struct buf said;
    if (sitting->warned.len && span_equal(line, buf_span(&sitting->warned)))
        return true;
    buf_init(&said, TOLD_MAX);
    bool is_wrong = hand_tell_review(words_of(sitting), &sitting->hand.state, line, &said);
    buf_clear(&sitting->warned);
    if (is_wrong) {
        buf_add(&sitting->warned, line);
        buf_add(&said, words_get(words_of(sitting), "hand.once-more"));
        buf_add_char(&said, '\n');
        show_piped(sitting, line);
        tell_coach(sitting, &said);
    }
    buf_free(&said);
    return !is_wrong;
}

static bool ask_effect(struct sitting *sitting, enum hand_effect effect)
{
    char key[64];
    (void)snprintf(key, sizeof key, "hand.effect.%s", hand_effect_word(effect));
    tell_key(sitting, key);
    bool is_yes = plain_ask_yes(&sitting->plain, "hand.send-it");
    if (is_yes && !hand_effect_is_grave(effect))
        sitting->agreed |= 1u << effect;
    if (!is_yes && !sitting->plain.is_over)
        tell_key(sitting, "hand.not-sent");
    return is_yes;
}

static bool is_agreed(struct sitting *sitting, struct span line)
{
    const struct hand_state *state = &sitting->hand.state;
    enum hand_effect effect = hand_effect(state, line);
    if (effect == HAND_EFFECT_LOGIN && state->logins >= sitting->target->max_logins) {
        tell_key(sitting, "hand.no-more-logins");
        return false;
    }
    return effect == HAND_EFFECT_NONE || (sitting->agreed & (1u << effect)) || ask_effect(sitting, effect);
}

static bool may_go(struct sitting *sitting, struct span line)
{
    return is_reviewed(sitting, line) && is_agreed(sitting, line);
}

/* ---- the prompt's own words ---- */

/* Where the password comes from: what was given, or what is typed unseen. False when there is none. */
static bool take_password(struct sitting *sitting, struct secret *secret)
{
    struct span typed;
    if (sitting->target->has_password) {
        tell_key(sitting, "hand.given-password");
        return secret_copy(secret, &sitting->target->password);
    }
    struct span prompt = words_get(words_of(sitting), "hand.password");
    return plain_ask_secret(&sitting->plain, prompt, &typed) == INPUT_LINE && secret_set(secret, typed);
}

static void send_login(struct sitting *sitting, const struct hand_login_wish *wish)
{
    struct secret secret = { 0 };
    if (take_password(sitting, &secret)) {
        struct login login = { wish->mechanism, span_of(wish->user), &secret };
        (void)hand_login(&sitting->hand, &login);
        tell_news(sitting);
    }
    secret_clear(&secret);
}

static void take_login(struct sitting *sitting, struct span rest)
{
    struct buf said;
    struct buf line;
    struct hand_login_wish wish;
    const struct hand_scene scene = { words_of(sitting), &sitting->hand.state, sitting->target };
    buf_init(&said, TOLD_MAX);
    buf_init(&line, KIB);
    if (!hand_read_login(&scene, rest, &wish, &said)) {
        tell_coach(sitting, &said);
    } else {
        buf_addf(&line, "AUTH %s", mechanism_word(wish.mechanism));
        if (may_go(sitting, buf_span(&line)))
            send_login(sitting, &wish);
    }
    buf_free(&said);
    buf_free(&line);
}

/* Nothing typed: the password that was given. */
static bool take_unseen(struct sitting *sitting, struct secret *secret)
{
    struct span typed;
    bool has_given = sitting->target->has_password;
    struct span prompt = words_get(words_of(sitting), has_given ? "hand.unseen-given" : "hand.unseen");
    if (plain_ask_secret(&sitting->plain, prompt, &typed) != INPUT_LINE)
        return false;
    return typed.len || !has_given ? secret_set(secret, typed) : secret_copy(secret, &sitting->target->password);
}

static void take_answer(struct sitting *sitting, struct span text)
{
    struct secret secret = { 0 };
    if (!sitting->hand.state.is_asked)
        tell_key(sitting, "hand.not-asked");
    else if (text.len ? secret_set(&secret, text) : take_unseen(sitting, &secret)) {
        (void)hand_answer(&sitting->hand, secret_bytes(&secret));
        tell_news(sitting);
    }
    secret_clear(&secret);
}

/* False: the person leaves. */
static bool take_word(struct sitting *sitting, enum hand_word word, struct span rest)
{
    struct buf said;
    buf_init(&said, TOLD_MAX);
    if (word == HAND_WORD_LOGIN)
        take_login(sitting, rest);
    else if (word == HAND_WORD_ANSWER)
        take_answer(sitting, rest);
    else if (word == HAND_WORD_ENCODE || word == HAND_WORD_DECODE)
        hand_tell_base64(words_of(sitting), word, rest, &said);
    else if (word != HAND_WORD_QUIT)
        hand_tell_help(words_of(sitting), &sitting->hand.state, sitting->target, &said);
    tell_coach(sitting, &said);
    buf_free(&said);
    return word != HAND_WORD_QUIT;
}

/* ---- the sitting ---- */

static void send_line(struct sitting *sitting, struct span line)
{
    if (!may_go(sitting, line))
        return;
    (void)hand_say(&sitting->hand, line);
    buf_clear(&sitting->warned);
    tell_news(sitting);
}

/* What answers a challenge is typed unseen. A prompt in a pipe would only be in the way. */
static bool ask_line(struct sitting *sitting, struct buf *line)
{
    struct plain_input *input = &sitting->plain.input;
    bool is_unseen = sitting->hand.state.is_asked;
    struct span typed = SPAN_EMPTY;
    if (is_unseen)
        input_hush(input);
    if (input->is_terminal) {
        (void)fputs(sitting->hand.state.in_content ? ". " : "> ", stdout);
        (void)fflush(stdout);
    }
    enum input_end end = input_line(input, &typed);
    if (is_unseen)
        input_unhush(input);
    if (end == INPUT_TOO_LONG)
        tell_key(sitting, "plain.too-long");
    secret_wipe(line->at, line->len);
    buf_clear(line);
    buf_add(line, end == INPUT_LINE ? typed : SPAN_EMPTY);
    return end != INPUT_OVER;
}

static void converse(struct sitting *sitting)
{
    struct buf line;
    enum hand_word word;
    struct span rest;
    bool goes_on = sitting->hand.state.is_open;
    buf_init(&line, ANSWER_MAX);
    buf_reserve(&line, ANSWER_MAX);
    while (goes_on && !sitting->plain.is_over && ask_line(sitting, &line)) {
        struct span typed = buf_span(&line);
        if (hand_word_of(&sitting->hand.state, typed, &word, &rest))
            goes_on = take_word(sitting, word, rest);
        else if (typed.len || sitting->hand.state.in_content || sitting->hand.state.is_asked)
            send_line(sitting, typed);
        goes_on = goes_on && sitting->hand.state.is_open;
    }
    secret_wipe(line.at, line.room);
    buf_free(&line);
}

static int write_transcript(const struct sitting *sitting)
{
    struct buf out;
    buf_init(&out, 4 * MIB);
    const struct session_log *log = sitting->record.session_count ? sitting->record.sessions[0] : NULL;
    for (size_t i = 0; log && i < log->line_count; i++)
        add_line(sitting, &log->lines[i], &out);
    int status = cli_write(sitting->plain.cli, &out);
    buf_free(&out);
    return status;
}

static int sit(struct cli *cli, const struct target *target)
{
    struct sitting *sitting = mem_new(sizeof *sitting);
    sitting->plain.cli = cli;
    sitting->target = target;
    input_open(&sitting->plain.input, cli->signals);
    record_init(&sitting->record);
    buf_init(&sitting->warned, ANSWER_MAX);
    struct scribe scribe = record_scribe(&sitting->record);
    tell_intro(sitting);
    bool was_open = hand_open(&sitting->hand, target, &scribe, (struct limits){ CLOCK_NEVER, cli->signals });
    tell_news(sitting);
    converse(sitting);
    hand_close(&sitting->hand);
    tell_news(sitting);
    int status = was_open ? 0 : EXIT_PROBLEM;
    if (cli->output)
        status = write_transcript(sitting) ? EXIT_USAGE : status;
    secret_wipe(sitting->warned.at, sitting->warned.room);
    buf_free(&sitting->warned);
    input_close(&sitting->plain.input);
    record_clear(&sitting->record);
    free(sitting);
    return status;
}

/* ---- where to ---- */

/* "HOST", "HOST:PORT", "[ADDRESS]:PORT". */
static int read_server(struct cli *cli, const char *word)
{
    uint64_t port = 0;
    struct endpoint *server = &cli->target.server;
    struct span text = span_of(word);
    size_t colon = span_find_last(text, ':');
    bool is_bracketed = text.len && text.at[0] == '[';
    bool has_port =
        colon != SPAN_NONE && (is_bracketed ? text.at[colon - 1] == ']' : span_find_char(text, ':') == colon);
    struct span host = has_port ? span_head(text, colon) : text;
    if (has_port && (!span_number(span_from(text, colon + 1), UINT16_MAX, &port) || port == 0))
        return cli_fail(cli, "cli.port", word, "");
    if (is_bracketed && host.len > 2)
        host = span_head(span_from(host, 1), host.len - 2);
    if (host.len == 0 || host.len >= sizeof server->host)
        return cli_fail(cli, "hand.no-server", word, "");
    mem_copy_text(server->host, sizeof server->host, host);
    if (has_port)
        server->port = (uint16_t)port;
    return 0;
}

static void choose_security(struct endpoint *server)
{
    if (server->port == 0)
        server->port = server->security == SECURITY_TLS ? PORT_TLS : PORT_USUAL;
    if (server->security == SECURITY_UNKNOWN)
        server->security = server->port == PORT_TLS ? SECURITY_TLS : SECURITY_STARTTLS;
}

static int sit_with_server(struct cli *cli)
{
    int status = cli->rest_count == 1 ? read_server(cli, cli->rest[0])
                                      : cli_fail(cli, "hand.no-server", cli->rest_count ? cli->rest[1] : "", "");
    if (status)
        return status;
    choose_security(&cli->target.server);
    return sit(cli, &cli->target);
}

/* Where the case names no server, its first service that listens is meant. */
static void find_service(struct target *target)
{
    if (!target->server.host[0]) {
        struct span domain = mail_domain(span_of(target->address));
        (void)snprintf(target->server.host, sizeof target->server.host, "smtp.%.*s", SPAN_ARG(domain));
    }
    if (target->server.port == 0 && target->detour_count)
        target->server.port = target->detours[0].port;
    choose_security(&target->server);
}

static int sit_with_case(struct cli *cli)
{
    struct case_choice choice;
    struct target target;
    int status = cli_open_case(cli, cli->practice, &choice);
    struct practice_server *server = status == 0 ? practice_serve(choice.practice, choice.variant) : NULL;
    if (status == 0 && !server)
        status = cli_fail(cli, "cli.no-port", cli->practice, "");
    target_init(&target);
    if (server) {
        practice_target(choice.practice, server, &target);
        if (cli->target.server.port)
            target.server.port = cli->target.server.port;
        if (cli->target.server.security != SECURITY_UNKNOWN)
            target.server.security = cli->target.server.security;
        find_service(&target);
        status = sit(cli, &target);
    }
    target_clear(&target);
    practice_server_free(server);
    practice_case_free(choice.own);
    return status;
}

int cli_hand(struct cli *cli)
{
    int status = cli_read_password(cli);
    if (status)
        return status;
    cli_keep_private();
    cli->signals = cli_open_signals();
    status = cli->practice ? sit_with_case(cli) : sit_with_server(cli);
    close(cli->signals);
    return status;
}
