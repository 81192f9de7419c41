/* The table of screens, and the way in and out. */
#include "wizard.h"

#include "base/mem.h"
#include "loop.h"
#include "remember.h"
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_NO_TERMINAL = 64, EXIT_OWN_FAULT = 70, SENTENCE_MAX = 4096 };

static const struct screen *const screens[SCREEN_COUNT] = {
    [SCREEN_START] = &screen_start,   [SCREEN_ACCOUNT] = &screen_account,   [SCREEN_CREDENTIALS] = &screen_credentials,
    [SCREEN_SERVER] = &screen_server, [SCREEN_NETWORK] = &screen_network,   [SCREEN_STATUS] = &screen_status,
    [SCREEN_LOGS] = &screen_logs,     [SCREEN_VERDICT] = &screen_verdict,   [SCREEN_REPORT] = &screen_report,
    [SCREEN_CALL] = &screen_call,     [SCREEN_SETTINGS] = &screen_settings, [SCREEN_LOG] = &screen_log,
    [SCREEN_COURSE] = &screen_course, [SCREEN_LESSON] = &screen_lesson,     [SCREEN_EXAM] = &screen_exam,
    [SCREEN_HAND] = &screen_hand,
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
    words_verdict(&app->words, &(struct judged){ app_record(app), diagnosis }, &sentence);
    (void)printf("%s\n", buf_text(&sentence));
    buf_free(&sentence);
}

static void fill_address(struct app *app, const char *address)
{
    struct target target;
    target_init(&target);
    settings_apply(&app->settings, &target);
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
    app->letters = term_letters(app->term);
    remember_use_settings(app);
    if (app->letters == LETTERS_ASCII) {
        app_set_language(app, LANGUAGE_ENGLISH);
        app_news(app, "ui.news.not-utf8");
    }
}

static void take_wish(struct app *app, const struct wizard_wish *wish)
{
    app->keeps = wish->keeps;
    app->forces_ascii = wish->ascii;
    app->forces_no_colour = wish->no_colour;
    if (!wish->settings)
        return;
    app->settings = *wish->settings;
    app->wrongs = *wish->wrongs;
    app->keeps_settings = true;
    settings_apply(&app->settings, &app->base);
}

/* What is wrong with the files comes before what the terminal cannot do: it can be mended. */
static void tell_files(struct app *app)
{
    remember_start(app);
    if (app->wrongs.count == 0)
        return;
    buf_clear(&app->news);
    settings_tell(&app->words, &app->wrongs.first[0], &app->news);
}

static int run_wizard(struct app *app, const struct wizard_wish *wish)
{
    enum term_trouble trouble;
    take_wish(app, wish);
    app->term = term_open(&trouble);
    if (!app->term)
        return refuse(app, trouble);
    if (wish->address && *wish->address)
        fill_address(app, wish->address);
    adapt_to_terminal(app);
    tell_files(app);
    loop_run(app);
    int status = app_status(app);
    remember_leaving(app);
    term_close(app->term);
    app->term = NULL;
    say_verdict(app);
    return status;
}

int wizard_main(const struct wizard_wish *wish)
{
    struct app *app = mem_new(sizeof *app);
    int status = EXIT_OWN_FAULT;
    if (app_init(app, wish->language)) {
        status = run_wizard(app, wish);
        app_free(app);
    }
    free(app);
    return status;
}
