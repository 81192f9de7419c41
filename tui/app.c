#include "app.h"

#include "base/mem.h"
#include "checks/typed.h"
#include "report/report.h"
#include "report/report_file.h"
#include "clipboard.h"
#include "copy.h"
#include "fix.h"
#include "interview.h"
#include "letter.h"
#include "remember.h"
#include "screen.h"
#include "search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NEWS_MAX = 4096, EVENTS_A_TURN = 8192, FRAME_MS = 33, SLOW_FRAME_MS = 1000, TICK_MS = 250 };

static const char *const mechanism_options[] = { "ui.option.find-out", "PLAIN",       "LOGIN",         "CRAM-MD5",
                                                 "DIGEST-MD5",         "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2",
                                                 "OAUTHBEARER",        NULL };
static const char *const security_options[] = { "ui.option.find-out", "ui.option.tls", "ui.option.starttls",
                                                "ui.option.none", NULL };

enum { PASSWORD_MAX = 4096, PORT_DIGITS = 5 };

static void init_forms(struct app *app)
{
    const struct form_row account[] = {
        { .kind = ROW_TEXT, .word = "address", .max = MAIL_MAX - 1 },
        { .kind = ROW_TEXT, .word = "sender", .max = MAIL_MAX - 1 },
        { .kind = ROW_TEXT, .word = "recipient", .max = MAIL_MAX - 1 },
        { .kind = ROW_BUTTON, .word = "continue" },
    };
    const struct form_row credentials[] = {
        { .kind = ROW_TEXT, .word = "login", .max = MAIL_MAX - 1 },
        { .kind = ROW_SECRET, .word = "password", .max = PASSWORD_MAX },
        { .kind = ROW_CYCLE, .word = "mechanism", .options = mechanism_options },
        { .kind = ROW_CHECK, .word = "allow-plain" },
        { .kind = ROW_CHECK, .word = "allow-certificate" },
        { .kind = ROW_BUTTON, .word = "continue" },
    };
    const struct form_row server[] = {
        { .kind = ROW_TEXT, .word = "server", .max = HOST_MAX - 1 },
        { .kind = ROW_TEXT, .word = "port", .max = PORT_DIGITS },
        { .kind = ROW_CHOICE, .word = "security", .options = security_options },
        { .kind = ROW_BUTTON, .word = "run" },
    };
    form_init(&app->forms[SCREEN_ACCOUNT], account, sizeof account / sizeof *account);
    form_init(&app->forms[SCREEN_CREDENTIALS], credentials, sizeof credentials / sizeof *credentials);
    form_init(&app->forms[SCREEN_SERVER], server, sizeof server / sizeof *server);
}

bool app_init(struct app *app, const char *language)
{
    memset(app, 0, sizeof *app);
    if (!languages_open(&app->languages))
        return false;
    app_set_language(app, languages_choose(&app->languages, language));
    buf_init(&app->news, NEWS_MAX);
    canvas_init(&app->canvas, 24, 80);
    target_init(&app->base);
    target_init(&app->ran);
    record_init(&app->typed);
    record_init(&app->reading.record);
    buf_init(&app->reading.text, PASTE_MAX);
    field_init(&app->reading.file, 1023, false);
    field_init(&app->command, 64, false);
    field_init(&app->report.file, FILE_PATH_MAX - 1, false);
    buf_init(&app->report.written, FILE_PATH_MAX + PATH_MAX);
    field_init(&app->search, QUERY_MAX - 1, false);
    field_init(&app->log.field, LOG_WISH_MAX - 1, false);
    buf_init(&app->plain, COPY_MAX);
    init_forms(app);
    training_init(&app->training);
    hand_view_init(&app->hand);
    settings_init(&app->settings);
    preferences_init(&app->preferences);
    state_init(&app->state);
    app->view.fact = NO_FACT;
    app->is_dirty = true;
    return true;
}

static void drop_run(struct app *app)
{
    run_free(app->run);
    app->run = NULL;
    app->has_diagnosis = false;
    transcript_reset(&app->view.transcript);
    app->view = (struct result_view){ .fact = NO_FACT };
    app->trail.count = 0;
    app->call.is_fresh = false;
    app->verdict_scroll = 0;
    app->compared.good.time = 0;
    app->verdict_proof = 0;
}

static void drop_practice(struct app *app)
{
    practice_server_free(app->server);
    app->server = NULL;
    app->practice = NULL;
    exam_leave(app);
}

void app_forget_run(struct app *app)
{
    hand_view_drop(app);
    drop_run(app);
    drop_practice(app);
}

void app_free(struct app *app)
{
    hand_view_clear(&app->hand);
    drop_run(app);
    drop_practice(app);
    training_clear(&app->training);
    for (size_t i = 0; i <= SCREEN_SERVER; i++)
        form_clear(&app->forms[i]);
    field_clear(&app->reading.file);
    field_clear(&app->command);
    field_clear(&app->search);
    field_clear(&app->log.field);
    log_view_close(&app->log.view);
    field_clear(&app->report.file);
    buf_free(&app->report.preview);
    buf_free(&app->report.written);
    form_clear(&app->fix.form);
    buf_free(&app->plain);
    transcript_reset(&app->reading.view.transcript);
    buf_free(&app->reading.text);
    record_clear(&app->reading.record);
    record_clear(&app->typed);
    target_clear(&app->base);
    target_clear(&app->ran);
    form_clear(&app->preferences);
    state_free(&app->state);
    buf_free(&app->news);
    canvas_free(&app->canvas);
}

struct span app_text(const struct app *app, const char *key)
{
    return words_get(&app->words, key);
}

void app_set_language(struct app *app, size_t index)
{
    app->language = index % LANGUAGES;
    app->words = languages_words(&app->languages, app->language);
    /* What stands there is in the old language. */
    buf_clear(&app->news);
}

void app_news(struct app *app, const char *key)
{
    buf_clear(&app->news);
    buf_add(&app->news, app_text(app, key));
}

void app_news_about(struct app *app, const char *key, size_t number, struct span text)
{
    struct fact values = { .number = (int64_t)number, .ms = -1 };
    mem_copy_text(values.text, sizeof values.text, text);
    buf_clear(&app->news);
    words_fill(&app->news, app_text(app, key), &values);
}

static void select_first_finding(struct app *app);

void app_go(struct app *app, enum screen_id screen)
{
    if (screen == SCREEN_VERDICT && exam_is_open(app))
        screen = SCREEN_EXAM;
    /* A conversation that nobody sees is not kept open. */
    if (app->screen == SCREEN_HAND && screen != SCREEN_HAND && screen != SCREEN_SETTINGS)
        hand_view_drop(app);
    app->screen = screen;
    app->visited[screen] = true;
    app->skipped[screen] = false;
    app->view.is_zoomed = false;
    buf_clear(&app->news);
    if (!app_is_running(app))
        select_first_finding(app);
}

/* ---- forms and target ---- */

struct form *app_form(const struct app *app)
{
    struct app *own = (struct app *)app;
    if (app->screen == SCREEN_SETTINGS)
        return &own->preferences;
    return app->screen >= SCREEN_ACCOUNT && app->screen <= SCREEN_SERVER ? &own->forms[app->screen] : NULL;
}

static struct form_row *row(struct app *app, enum screen_id screen, const char *word)
{
    return form_row(&app->forms[screen], word);
}

static void set_text(struct app *app, enum screen_id screen, const char *word, const char *text)
{
    field_set(&row(app, screen, word)->field, span_of(text));
}

static size_t mechanism_index(const char *mechanism)
{
    for (size_t i = 1; mechanism_options[i]; i++)
        if (span_equal_nocase(span_of(mechanism), span_of(mechanism_options[i])))
            return i;
    return 0;
}

void app_fill(struct app *app, const struct target *target)
{
    struct buf port;
    buf_init(&port, 16);
    if (target->server.port)
        (void)buf_addf(&port, "%u", target->server.port);
    set_text(app, SCREEN_ACCOUNT, "address", target->address);
    set_text(app, SCREEN_ACCOUNT, "sender", target->sender);
    set_text(app, SCREEN_ACCOUNT, "recipient", target->recipient);
    set_text(app, SCREEN_CREDENTIALS, "login", target->login);
    field_set(&row(app, SCREEN_CREDENTIALS, "password")->field, secret_bytes(&target->password));
    row(app, SCREEN_CREDENTIALS, "mechanism")->chosen = mechanism_index(target->mechanism);
    row(app, SCREEN_CREDENTIALS, "allow-plain")->chosen = target->allow_plain;
    row(app, SCREEN_CREDENTIALS, "allow-certificate")->chosen = target->allow_bad_certificate;
    set_text(app, SCREEN_SERVER, "server", target->server.host);
    set_text(app, SCREEN_SERVER, "port", buf_text(&port));
    row(app, SCREEN_SERVER, "security")->chosen = target->server.security;
    buf_free(&port);
    target_clear(&app->base);
    target_copy(&app->base, target);
    secret_clear(&app->base.password);
    app_look_at_typed(app);
}

static void get_text(struct app *app, enum screen_id screen, const char *word, struct span room)
{
    mem_copy_text((char *)room.at, room.len, field_text(&row(app, screen, word)->field));
}

#define ROOM(array) ((struct span){ array, sizeof array })

void app_target(struct app *app, struct target *ret_target)
{
    uint64_t port = 0;
    target_copy(ret_target, &app->base);
    get_text(app, SCREEN_ACCOUNT, "address", ROOM(ret_target->address));
    get_text(app, SCREEN_ACCOUNT, "sender", ROOM(ret_target->sender));
    get_text(app, SCREEN_ACCOUNT, "recipient", ROOM(ret_target->recipient));
    get_text(app, SCREEN_CREDENTIALS, "login", ROOM(ret_target->login));
    get_text(app, SCREEN_SERVER, "server", ROOM(ret_target->server.host));
    const struct field *password = &row(app, SCREEN_CREDENTIALS, "password")->field;
    (void)secret_copy(&ret_target->password, &password->text);
    ret_target->has_password = password->text.len > 0;
    size_t mechanism = row(app, SCREEN_CREDENTIALS, "mechanism")->chosen;
    mem_copy_text(ret_target->mechanism, sizeof ret_target->mechanism,
                  mechanism ? span_of(mechanism_options[mechanism]) : SPAN_EMPTY);
    ret_target->allow_plain = row(app, SCREEN_CREDENTIALS, "allow-plain")->chosen;
    ret_target->allow_bad_certificate = row(app, SCREEN_CREDENTIALS, "allow-certificate")->chosen;
    if (!span_number(field_text(&row(app, SCREEN_SERVER, "port")->field), UINT16_MAX, &port))
        port = 0;
    ret_target->server.port = (uint16_t)port;
    ret_target->server.security = (enum security)row(app, SCREEN_SERVER, "security")->chosen;
}

static void mark_row(struct app *app, const struct fact *fact)
{
    for (size_t screen = SCREEN_ACCOUNT; screen <= SCREEN_SERVER; screen++)
        for (size_t i = 0; i < app->forms[screen].count; i++) {
            struct form_row *marked = &app->forms[screen].rows[i];
            if (strcmp(marked->word, fact->subject) != 0 || (marked->has_mark && marked->mark >= fact->status))
                continue;
            marked->has_mark = true;
            marked->mark = fact->status;
        }
}

void app_look_at_typed(struct app *app)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    record_clear(&app->typed);
    struct scribe scribe = record_scribe(&app->typed);
    struct inquiry inquiry = { .target = &target, .limits = LIMITS_NONE, .scribe = &scribe };
    if (target.address[0])
        typed_address(&inquiry);
    if (target.login[0])
        typed_login(&inquiry);
    if (target.has_password)
        typed_password(&inquiry);
    for (size_t screen = SCREEN_ACCOUNT; screen <= SCREEN_SERVER; screen++)
        for (size_t i = 0; i < app->forms[screen].count; i++)
            app->forms[screen].rows[i].has_mark = false;
    for (size_t i = 0; i < app->typed.fact_count; i++)
        mark_row(app, &app->typed.facts[i]);
    target_clear(&target);
}

/* ---- runs ---- */

static bool shows_reading(const struct app *app)
{
    /* A report is about what was on show before it. */
    enum screen_id screen = app->screen == SCREEN_REPORT ? app->report.from : app->screen;
    return screen == SCREEN_LOGS || (!app->run && !app->fixed && app->reading.is_open);
}

/* Of the whole case: a run goes before a text that was read on the way. */
static const struct record *main_record(const struct app *app)
{
    if (app->fixed)
        return app->fixed;
    return app->run ? run_record(app->run) : &app->reading.record;
}

const struct record *app_record(const struct app *app)
{
    return shows_reading(app) ? &app->reading.record : main_record(app);
}

const struct diagnosis *app_diagnosis(const struct app *app)
{
    if (shows_reading(app))
        return app->reading.has_diagnosis ? &app->reading.diagnosis : NULL;
    if (app->has_diagnosis && exam_is_open(app))
        return exam_hidden();
    return app->has_diagnosis ? &app->diagnosis : NULL;
}

struct result_view *app_view(const struct app *app)
{
    struct app *own = (struct app *)app;
    return shows_reading(app) ? &own->reading.view : &own->view;
}

bool app_is_running(const struct app *app)
{
    return app->fixed_checks || (app->run && !run_is_finished(app->run));
}

const struct check_view *app_checks(const struct app *app, size_t *ret_count)
{
    *ret_count = app->fixed_check_count;
    return app->fixed_checks ? app->fixed_checks : run_checks(app->run, ret_count);
}

/* The budget is for one account at one server: another one has its own. */
static bool is_same_account(const struct target *a, const struct target *b)
{
    return strcmp(a->address, b->address) == 0 && strcmp(a->login, b->login) == 0 &&
           strcmp(a->connect_to, b->connect_to) == 0;
}

/* Another account, another story: what was answered about the last one says nothing about it. */
void app_forget_answers(struct app *app)
{
    for (int i = QUESTION_NONE + 1; i < QUESTION_COUNT; i++)
        target_drop_answer(&app->base, question_key((enum question)i));
    app->call.note.count = 0;
}

static void launch(struct app *app, const struct target *target)
{
    target_clear(&app->ran);
    target_copy(&app->ran, target);
    secret_clear(&app->ran.password);
    drop_run(app);
    app->view.transcript.follows = true;
    app->was_stopped = false;
    app->run = run_new(target, app->logins_used);
    exam_note_run(app);
}

/* What is not looked at again stays as it was found. */
static void launch_after(struct app *app, const struct target *target)
{
    struct target was;
    struct run *before = app->run;
    app->run = NULL;
    target_init(&was);
    target_copy(&was, &app->ran);
    launch(app, target);
    if (app->run && before)
        run_follow(app->run, run_record(before), &was);
    run_free(before);
    target_clear(&was);
}

static void start_run(struct app *app, const struct target *target)
{
    app->fix.has_before = false;
    launch(app, target);
    app_go(app, SCREEN_NETWORK);
    if (!app->run)
        app_news(app, "ui.news.no-run");
    remember_run(app);
}

void app_start_run(struct app *app, bool corrected)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    if (!is_same_account(&target, &app->ran)) {
        app->logins_used = 0;
        if (app->ran.address[0])
            app_forget_answers(app);
        app_target(app, &target);
    }
    if (corrected)
        (void)target_set_answer(&target, SPAN("corrected"), SPAN("yes"));
    start_run(app, &target);
    target_clear(&target);
}

bool app_may_send(const struct app *app)
{
    return app->run && run_is_finished(app->run) && record_find(run_record(app->run), FACT_LOGIN_OK) &&
           app->ran.address[0];
}

void app_ask_test(struct app *app)
{
    if (app_may_send(app))
        app->overlay = OVERLAY_SEND;
    else
        app_news(app, "ui.news.no-test");
}

void app_send_test(struct app *app)
{
    struct target target;
    struct letter_wish wish = { 0 };
    target_init(&target);
    app_target(app, &target);
    mem_copy_text(target.send_to, sizeof target.send_to,
                  span_of(target.recipient[0] ? target.recipient : target.address));
    if (letter_write(&app->words, &wish, &target))
        start_run(app, &target);
    else
        app_news(app, "ui.news.no-letter");
    target_clear(&target);
}

void app_retest(struct app *app, enum step step)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    target.has_step = true;
    target.step = step;
    launch_after(app, &target);
    target_clear(&target);
}

void app_ask_run(struct app *app)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    if (app_is_running(app)) {
        app_news(app, "ui.news.running");
    } else if (target.address[0] == '\0' && target.server.host[0] == '\0') {
        app_go(app, SCREEN_ACCOUNT);
        app_news(app, "ui.news.no-address");
    } else if (target.has_password && app->logins_used > 0 && is_same_account(&target, &app->ran)) {
        app->overlay = OVERLAY_RERUN;
    } else {
        app_start_run(app, false);
    }
    target_clear(&target);
}

void app_stop_run(struct app *app)
{
    if (app_is_running(app)) {
        run_cancel(app->run);
        app->was_stopped = true;
        app_news(app, "ui.news.stopped");
    }
}

bool app_open_practice(struct app *app, size_t index, size_t variant)
{
    struct target target;
    app_forget_run(app);
    app->practice = practice_at(index);
    app->server = practice_serve(app->practice, variant);
    if (!app->server) {
        app->practice = NULL;
        app_news(app, "ui.news.no-practice");
        return false;
    }
    target_init(&target);
    practice_target(app->practice, app->server, &target);
    app_fill(app, &target);
    target_clear(&target);
    app->logins_used = 0;
    for (size_t screen = SCREEN_ACCOUNT; screen <= SCREEN_SERVER; screen++)
        app->visited[screen] = true;
    return true;
}

void app_start_practice(struct app *app, size_t index)
{
    if (app_open_practice(app, index, 0))
        app_start_run(app, false);
}

/* Something is always selected: the gravest finding and the line that proves it. */
static void select_first_finding(struct app *app)
{
    size_t facts[1];
    size_t passed;
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    if (view->fact != NO_FACT || findings_list(app, facts, 1, &passed) == 0)
        return;
    view->fact = (long)facts[0];
    const struct fact *fact = &record->facts[facts[0]];
    if (fact->evidence_count)
        transcript_select(&view->transcript, record, fact->evidence[0]);
    else
        transcript_follow(&view->transcript, record, 1);
}

static void finish_run(struct app *app)
{
    app->logins_used = run_record(app->run)->logins_used;
    diagnose(run_record(app->run), &app->diagnosis);
    app->has_diagnosis = true;
    app->call.is_fresh = false;
    interview_seen(app);
    remember_verdict(app);
    app->view.transcript.follows = false;
    if (app->screen == SCREEN_NETWORK || app->screen == SCREEN_STATUS)
        select_first_finding(app);
}

bool app_settle(struct app *app, enum question question, enum told told)
{
    int64_t now = app->is_test ? 0 : clock_wall();
    if (!target_set_answer(&app->base, span_of(question_key(question)), span_of(told_word(told))))
        return false;
    for (size_t i = 0; i < app->base.answer_count; i++)
        if (strcmp(app->base.answers[i].key, question_key(question)) == 0)
            app->base.answers[i].at = now;
    if (shows_reading(app))
        return question_settle(&app->reading.record, question, told, now);
    if (app->fixed)
        return question_settle(app->fixed, question, told, now);
    return app->run && run_answer(app->run, question, told, now);
}

void app_judge(struct app *app)
{
    app->call.is_fresh = false;
    if (shows_reading(app) && app->reading.has_diagnosis)
        diagnose(&app->reading.record, &app->reading.diagnosis);
    else if (!shows_reading(app) && app->has_diagnosis)
        diagnose(main_record(app), &app->diagnosis);
}

static bool take_events(struct app *app)
{
    struct event event;
    size_t count = 0;
    unsigned session = 0;
    while (app->run && count < EVENTS_A_TURN && run_next(app->run, &event)) {
        count++;
        if (event.kind == EVENT_LINE)
            session = event.session;
        if (event.kind == EVENT_FINISHED)
            finish_run(app);
    }
    if (session && app->view.transcript.follows)
        transcript_follow(&app->view.transcript, app_record(app), session);
    return count > 0;
}

static const struct diagnosis *main_diagnosis(const struct app *app)
{
    if (app->has_diagnosis)
        return exam_is_open(app) ? exam_hidden() : &app->diagnosis;
    return app->reading.has_diagnosis ? &app->reading.diagnosis : NULL;
}

bool app_verdict(const struct app *app, enum status *ret_status)
{
    static const enum status statuses[] = {
        [VERDICT_OK] = STATUS_OK,
        [VERDICT_WARNING] = STATUS_WARNING,
        [VERDICT_PROBLEM] = STATUS_PROBLEM,
        [VERDICT_UNDECIDED] = STATUS_UNKNOWN,
    };
    const struct diagnosis *diagnosis = main_diagnosis(app);
    if (diagnosis)
        *ret_status = statuses[diagnosis->status];
    return diagnosis != NULL;
}

int app_status(const struct app *app)
{
    const struct diagnosis *diagnosis = main_diagnosis(app);
    return diagnosis ? report_exit_status(diagnosis) : 0;
}

/* ---- what a step looks like on the rail ---- */

/* The worse of two; unknown and skipped never hide a problem. */
static bool is_worse(enum status a, enum status b)
{
    static const int weight[STATUS_COUNT] = {
        [STATUS_OK] = 1, [STATUS_SKIPPED] = 0, [STATUS_UNKNOWN] = 2, [STATUS_WARNING] = 3, [STATUS_PROBLEM] = 4,
    };
    return weight[a] > weight[b];
}

bool app_step_status(const struct app *app, enum step step, enum status *ret_status)
{
    const struct record *record = main_record(app);
    bool known = false;
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact_row(fact->kind)->step != step || (known && !is_worse(fact->status, *ret_status)))
            continue;
        *ret_status = fact->status;
        known = true;
    }
    return known;
}

/* ---- keys ---- */

static const struct screen *current(const struct app *app)
{
    return screen_at(app->screen);
}

static void go_step(struct app *app, int step)
{
    int wanted = (int)app->screen + step;
    if (wanted < SCREEN_START)
        wanted = SCREEN_START;
    if (wanted > SCREEN_VERDICT)
        wanted = SCREEN_VERDICT;
    app->trail.count = 0;
    app_go(app, (enum screen_id)wanted);
}

static void ask_to_leave(struct app *app)
{
    if (app_is_running(app) || app->has_diagnosis)
        app->overlay = OVERLAY_LEAVE;
    else
        app->is_leaving = true;
}

static void skip_step(struct app *app)
{
    if (app->screen == SCREEN_START || app->screen >= SCREEN_VERDICT)
        return;
    enum screen_id left = app->screen;
    go_step(app, 1);
    app->skipped[left] = true;
    app_news(app, "ui.news.skipped");
}

static void go_back(struct app *app)
{
    if (app->screen == SCREEN_START)
        ask_to_leave(app);
    else
        go_step(app, -1);
}

static void stop_or_leave(struct app *app)
{
    if (app_is_running(app))
        app_stop_run(app);
    else
        ask_to_leave(app);
}

void app_remember_place(struct app *app)
{
    struct trail *trail = &app->trail;
    const struct result_view *view = app_view(app);
    if (trail->count == TRAIL_MAX)
        memmove(trail->places, trail->places + 1, --trail->count * sizeof *trail->places);
    trail->places[trail->count++] = (struct place_before){
        app->screen, view->pane, view->fact, { view->transcript.session, view->transcript.line }
    };
}

bool app_return(struct app *app)
{
    if (app->trail.count == 0)
        return false;
    const struct place_before *place = &app->trail.places[--app->trail.count];
    if (app->screen != place->screen)
        app_go(app, place->screen);
    struct result_view *view = app_view(app);
    view->pane = place->pane;
    view->fact = place->fact;
    view->explain_scroll = 0;
    transcript_select(&view->transcript, app_record(app), place->line);
    return true;
}

/* What a key does on every screen that does not take it for itself. */
static void open_help(struct app *app)
{
    app->overlay = OVERLAY_HELP;
    app->overlay_scroll = 0;
}

static void open_commands(struct app *app)
{
    app->overlay = OVERLAY_COMMANDS;
    app->command_row = 0;
    field_clear(&app->command);
}

static void redraw(struct app *app)
{
    if (app->term)
        term_redraw(app->term);
}

static void go_next(struct app *app)
{
    go_step(app, 1);
}

static void next_language(struct app *app)
{
    app_set_language(app, app->language + 1);
}

static bool act_anywhere(struct app *app, enum action action, unsigned number)
{
    static const struct {
        enum action action;
        void (*act)(struct app *app);
    } rows[] = {
        { ACTION_HELP, open_help },        { ACTION_COMMANDS, open_commands }, { ACTION_LANGUAGE, next_language },
        { ACTION_QUIT, ask_to_leave },     { ACTION_STOP, stop_or_leave },     { ACTION_ESCAPE, go_back },
        { ACTION_PREVIOUS_STEP, go_back }, { ACTION_NEXT_STEP, go_next },      { ACTION_SETTINGS, preferences_open },
        { ACTION_REPORT, report_open },    { ACTION_RERUN, app_ask_run },      { ACTION_TEST_MESSAGE, app_ask_test },
        { ACTION_SKIP, skip_step },        { ACTION_CALL, call_open },         { ACTION_HAND, hand_view_open },
        { ACTION_REDRAW, redraw },
    };
    if (action == ACTION_BACK)
        return app_return(app);
    if (action == ACTION_ESCAPE && app_return(app))
        return true;
    if (action == ACTION_STEP) {
        app->trail.count = 0;
        app_go(app, (enum screen_id)number);
        return true;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].action == action) {
            rows[i].act(app);
            return true;
        }
    return false;
}

static void act(struct app *app, enum action action, unsigned number)
{
    const struct screen *screen = current(app);
    if (screen->act && screen->act(app, action, number))
        return;
    if (!act_anywhere(app, action, number))
        app_news(app, "ui.news.not-here");
}

void app_act(struct app *app, enum action action)
{
    act(app, action, 0);
}

static void key_on_screen(struct app *app, struct key key)
{
    const struct screen *screen = current(app);
    enum place place = screen_place(app);
    unsigned number = 0;
    if ((place & PLACE_FIELD) && screen->type && screen->type(app, key))
        return;
    enum action action = action_of(key, place, &number);
    if (action == ACTION_NONE) {
        app_news(app, "ui.news.unknown-key");
        return;
    }
    act(app, action, number);
}

static void add_click(struct app *app, const struct click *click)
{
    if (app->click_count < CLICKS_MAX)
        app->clicks[app->click_count++] = *click;
}

void app_click_key(struct app *app, struct spot spot, struct key key)
{
    add_click(app, &(struct click){ .spot = spot, .key = key });
}

void app_click_row(struct app *app, struct spot spot, size_t row)
{
    add_click(app, &(struct click){ .spot = spot, .is_row = true, .row = row });
}

/* A box lies over what was painted: there clicks do nothing. */
static void click(struct app *app, uint32_t place)
{
    int row = (int)(place / CLICK_COLS);
    int col = (int)(place % CLICK_COLS);
    for (size_t i = 0; app->overlay == OVERLAY_NONE && i < app->click_count; i++) {
        const struct click *found = &app->clicks[i];
        if (found->spot.row != row || col < found->spot.col || col >= found->spot.col + found->spot.cells)
            continue;
        if (!found->is_row)
            key_on_screen(app, found->key);
        else if (current(app)->click)
            current(app)->click(app, found->row);
        return;
    }
}

void app_key(struct app *app, struct key key)
{
    app->is_dirty = app->is_urgent = true;
    if (key.code == KEY_CODE_GONE)
        app->is_leaving = true;
    if (key.code == KEY_CODE_RESIZE)
        (void)copy_leave_plain(app);
    if (key.code == KEY_CODE_GONE || key.code == KEY_CODE_RESIZE)
        return;
    if (copy_leave_plain(app))
        return;
    buf_clear(&app->news);
    if (key.code == KEY_CODE_CLICK)
        click(app, key.character);
    else if (key.code == KEY_CODE_UNKNOWN)
        app_news(app, "ui.news.unknown-key");
    else if (!overlay_key(app, key))
        key_on_screen(app, key);
}

void app_paste(struct app *app, struct span text)
{
    const struct screen *screen = current(app);
    app->is_dirty = app->is_urgent = true;
    if (copy_leave_plain(app))
        return;
    buf_clear(&app->news);
    if (app->overlay == OVERLAY_SEARCH)
        search_paste(app, text);
    if (app->overlay == OVERLAY_FIX)
        fix_paste(app, text);
    if (app->overlay != OVERLAY_NONE)
        return;
    if (screen->paste)
        screen->paste(app, text);
    else
        app_read_text(app, text);
}

void app_draw(struct app *app)
{
    canvas_clear(&app->canvas);
    app->click_count = 0;
    frame_draw(app);
}

/* ---- the loop ---- */

static void take_keys(struct app *app)
{
    struct key key;
    while (!app->is_leaving && (key = term_key(app->term)).code != KEY_CODE_NONE) {
        if (key.code == KEY_CODE_PASTE) {
            app_paste(app, term_pasted(app->term));
            term_forget_paste(app->term);
        } else {
            app_key(app, key);
        }
        if (key.code != KEY_CODE_RESIZE)
            app->keys++;
    }
}

static void paint(struct app *app)
{
    int rows;
    int cols;
    term_size(app->term, &rows, &cols);
    if (rows != app->canvas.rows || cols != app->canvas.cols)
        canvas_resize(&app->canvas, rows, cols);
    if (app->plain.len) {
        copy_show_plain(app);
    } else {
        app_draw(app);
        term_paint(app->term, &app->canvas);
    }
    term_idle(app->term, app->keys, app_is_running(app) || hand_view_is_busy(app) ? 1 : 0);
    app->is_dirty = app->is_urgent = false;
}

static moment next_frame(const struct app *app, moment last)
{
    int frame_ms = term_is_slow(app->term) ? SLOW_FRAME_MS : FRAME_MS;
    if (app->is_urgent)
        return 0;
    if (app->is_dirty)
        return last + (moment)frame_ms * 1000;
    return app_is_running(app) && !app->is_test ? last + (moment)TICK_MS * 1000 : CLOCK_NEVER;
}

static void wait_for_work(const struct app *app, moment until)
{
    int fds[TERM_FDS];
    struct pollfd polled[TERM_FDS + 2] = { 0 };
    term_fds(app->term, fds);
    for (int i = 0; i < TERM_FDS; i++)
        polled[i] = (struct pollfd){ fds[i], POLLIN, 0 };
    polled[TERM_FDS] = (struct pollfd){ app->run ? run_fd(app->run) : -1, POLLIN, 0 };
    polled[TERM_FDS + 1] = (struct pollfd){ hand_view_fd(app), POLLIN, 0 };
    (void)limits_wait_any((struct limits){ until, -1 }, polled, TERM_FDS + 2);
}

void app_run(struct app *app)
{
    moment last = 0;
    while (!app->is_leaving) {
        wait_for_work(app, log_view_works(&app->log.view) ? 0 : next_frame(app, last));
        take_keys(app);
        app->is_dirty |= take_events(app);
        app->is_dirty |= log_page_work(app);
        app->is_dirty |= hand_view_work(app);
        moment now = clock_now();
        if (now < next_frame(app, last) || app->is_leaving)
            continue;
        paint(app);
        last = now;
    }
}
