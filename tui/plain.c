/* Plain mode: telling, and the order of things. */
#include "plain.h"
#include "plain_parts.h"

#include "base/clean.h"
#include "base/mem.h"
#include "report/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAID_MAX = 64 * 1024 };

/* ---- telling ---- */

struct span plain_text(const struct plain *plain, const char *key)
{
    return words_get(&plain->cli->words, key);
}

void plain_put(struct plain *plain, const struct buf *out)
{
    if (out->len && (fwrite(out->at, 1, out->len, stdout) != out->len || fflush(stdout) != 0))
        plain->is_over = true;
}

void plain_say(struct plain *plain, struct span text)
{
    struct buf out;
    buf_init(&out, SAID_MAX);
    wrap_add(&out, text, (int)cli_columns(), 0);
    plain_put(plain, &out);
    buf_free(&out);
}

void plain_say_key(struct plain *plain, const char *key)
{
    plain_say(plain, plain_text(plain, key));
}

void plain_say_about(struct plain *plain, const char *key, size_t number, struct span text)
{
    struct fact values = { .number = (int64_t)number, .ms = -1 };
    struct buf out;
    buf_init(&out, SAID_MAX);
    mem_copy_text(values.text, sizeof values.text, text);
    words_fill(&out, plain_text(plain, key), &values);
    plain_say(plain, buf_span(&out));
    buf_free(&out);
}

void plain_say_labelled(struct plain *plain, struct span label, struct span text)
{
    struct buf out;
    buf_init(&out, SAID_MAX);
    buf_add(&out, label);
    buf_add(&out, plain_text(plain, "report.colon"));
    buf_add(&out, text);
    plain_say(plain, buf_span(&out));
    buf_free(&out);
}

/* ---- asking ---- */

/* On a terminal the answer stands behind the question; in a pipe, which echoes nothing, on no line at all. */
static void put_prompt(struct plain *plain, struct span prompt)
{
    bool is_hidden = plain->input.is_terminal && !isatty(STDOUT_FILENO);
    FILE *where = is_hidden ? stderr : stdout;
    (void)fprintf(where, "%.*s%s", SPAN_ARG(prompt), plain->input.is_terminal ? " " : "\n");
    if (fflush(where) != 0)
        plain->is_over = true;
}

bool plain_ask(struct plain *plain, struct span prompt, struct span *ret_answer)
{
    enum input_end end = INPUT_TOO_LONG;
    while (!plain->is_over && end == INPUT_TOO_LONG) {
        put_prompt(plain, prompt);
        end = input_line(&plain->input, ret_answer);
        if (end == INPUT_TOO_LONG)
            plain_say_key(plain, "plain.too-long");
    }
    if (end != INPUT_LINE || plain->is_over) {
        plain->is_over = true;
        return false;
    }
    *ret_answer = span_trim(*ret_answer);
    return true;
}

enum input_end plain_ask_secret(struct plain *plain, struct span prompt, struct span *ret_answer)
{
    input_hush(&plain->input);
    put_prompt(plain, prompt);
    enum input_end end = plain->is_over ? INPUT_OVER : input_line(&plain->input, ret_answer);
    input_unhush(&plain->input);
    plain->is_over = end == INPUT_OVER;
    return end;
}

bool plain_is_word(const struct plain *plain, struct span answer, const char *key)
{
    struct span words = plain_text(plain, key);
    struct span word;
    while (span_word(&words, &word))
        if (span_equal_nocase(word, answer))
            return true;
    return false;
}

bool plain_ask_yes(struct plain *plain, const char *key)
{
    struct span answer;
    struct buf prompt;
    bool is_yes = false;
    buf_init(&prompt, SAID_MAX);
    plain_say_key(plain, key);
    buf_add(&prompt, plain_text(plain, "plain.yes-no"));
    while (plain_ask(plain, buf_span(&prompt), &answer)) {
        is_yes = plain_is_word(plain, answer, "plain.words.yes");
        if (is_yes || plain_is_word(plain, answer, "plain.words.no"))
            break;
    }
    buf_free(&prompt);
    return is_yes;
}

/* ---- the order of things ---- */

bool plain_is_wanted(const struct cli *cli)
{
    const char *accessible = getenv("ACCESSIBLE");
    const char *term = getenv("TERM");
    bool is_simple = !term || !*term || strcmp(term, "dumb") == 0;
    return cli->plain || (accessible && *accessible) || is_simple || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
}

static void forget_results(struct plain *plain)
{
    run_free(plain->run);
    plain->run = NULL;
    practice_server_free(plain->server);
    plain->server = NULL;
    record_clear(&plain->read);
    plain->has_diagnosis = false;
}

/* One account or text from the first question to the last. True: another one is wanted. */
static bool sit_through(struct plain *plain)
{
    const struct practice_case *practice = NULL;
    switch (plain_ask_all(plain, &practice)) {
    case WAY_LEAVE:
        return false;
    case WAY_PASTE:
        plain_read_text(plain);
        break;
    case WAY_PRACTICE:
        if (!plain_practise(plain, practice))
            return true;
        plain_check(plain, false);
        break;
    case WAY_CHECK:
        plain_check(plain, false);
        break;
    }
    return plain->has_diagnosis ? plain_menu(plain) : !plain->is_over;
}

static int status_of(const struct plain *plain)
{
    bool has_asked = plain->target.address[0] || plain->target.server.host[0];
    if (plain->has_diagnosis)
        return report_exit_status(&plain->diagnosis);
    if (plain->has_left || plain->input.is_terminal)
        return 0;
    return cli_fail(plain->cli, has_asked ? "plain.answers-ended" : "ui.no-terminal", "", "");
}

static void start_anew(struct plain *plain)
{
    forget_results(plain);
    target_clear(&plain->target);
    target_init(&plain->target);
}

int plain_main(struct cli *cli)
{
    struct plain *plain = mem_new(sizeof *plain);
    plain->cli = cli;
    cli->no_color = true;
    cli->signals = cli_open_signals();
    input_open(&plain->input, cli->signals);
    record_init(&plain->read);
    target_init(&plain->ran);
    target_init(&plain->target);
    mem_copy_text(plain->target.address, MAIL_MAX, span_of(cli->rest_count ? cli->rest[0] : ""));
    plain_say_key(plain, "plain.intro");
    while (sit_through(plain) && !plain->is_over)
        start_anew(plain);
    int status = status_of(plain);
    forget_results(plain);
    target_clear(&plain->target);
    target_clear(&plain->ran);
    input_close(&plain->input);
    close(cli->signals);
    free(plain);
    return status;
}
