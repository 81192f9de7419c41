/* The table of screens, and the way in and out. */
#include "wizard.h"

#include "base/mem.h"
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_NO_TERMINAL = 64, EXIT_OWN_FAULT = 70, SENTENCE_MAX = 4096 };

static const struct screen *const screens[SCREEN_COUNT] = {
    [SCREEN_START] = &screen_start,   [SCREEN_ACCOUNT] = &screen_account, [SCREEN_CREDENTIALS] = &screen_credentials,
    [SCREEN_SERVER] = &screen_server, [SCREEN_NETWORK] = &screen_network, [SCREEN_STATUS] = &screen_status,
    [SCREEN_LOGS] = &screen_logs,     [SCREEN_VERDICT] = &screen_verdict, [SCREEN_REPORT] = &screen_report,
    [SCREEN_CALL] = &screen_call,
};

const struct screen *screen_at(enum screen_id id)
{
    return screens[id];
}

static int refuse(const struct app *app, enum term_trouble trouble)
{
    const char *key = trouble == TERM_NOT_A_TERMINAL ? "ui.no-terminal" : "ui.no-cursor";
    (void)fprintf(stderr, "smtpdoctor: %.*s\n", SPAN_ARG(app_text(app, key)));
    return EXIT_NO_TERMINAL;
}

/* One line stays on the normal screen, so that something remains in the scroll-back. */
static void say_verdict(const struct app *app)
{
    struct buf sentence;
    const struct diagnosis *diagnosis = app_diagnosis(app);
    if (!diagnosis)
        return;
    buf_init(&sentence, SENTENCE_MAX);
    words_verdict(&app->words, app_record(app), diagnosis, &sentence);
    (void)printf("%s\n", buf_text(&sentence));
    buf_free(&sentence);
}

static void fill_address(struct app *app, const char *address)
{
    struct target target;
    target_init(&target);
    mem_copy_text(target.address, sizeof target.address, span_of(address));
    app_fill(app, &target);
    target_clear(&target);
    app_go(app, SCREEN_CREDENTIALS);
    app->visited[SCREEN_ACCOUNT] = true;
}

/* A terminal of another alphabet shows English only, and says why. */
static void adapt_to_terminal(struct app *app)
{
    app->is_test = term_is_test(app->term);
    app->canvas.letters = term_letters(app->term);
    if (app->canvas.letters == LETTERS_ASCII) {
        app_set_language(app, LANGUAGE_ENGLISH);
        app_news(app, "ui.news.not-utf8");
    }
}

int wizard_main(const char *address, const char *language)
{
    enum term_trouble trouble;
    struct app *app = mem_new(sizeof *app);
    if (!app_init(app, language)) {
        free(app);
        return EXIT_OWN_FAULT;
    }
    app->term = term_open(&trouble);
    if (!app->term) {
        int status = refuse(app, trouble);
        app_free(app);
        free(app);
        return status;
    }
    if (address && *address)
        fill_address(app, address);
    adapt_to_terminal(app);
    app_run(app);
    int status = app_status(app);
    term_close(app->term);
    app->term = NULL;
    say_verdict(app);
    app_free(app);
    free(app);
    return status;
}
