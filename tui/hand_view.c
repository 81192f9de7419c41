#include "hand_view.h"

#include "app.h"
#include "base/clean.h"
#include "base/mem.h"
#include "rehearsal.h"

#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 16 * 1024 };

static const char usual_case[] = "all-well-starttls";

void hand_view_init(struct hand_view *view)
{
    field_init(&view->line, HAND_LINE_MAX, false);
    target_init(&view->target);
    buf_init(&view->about, HAND_LINE_MAX);
    for (size_t i = 0; i < HISTORY_MAX; i++)
        buf_init(&view->history[i], HAND_LINE_MAX);
}

static void set_about(struct hand_view *view, struct span text)
{
    if (view->about.at)
        secret_wipe(view->about.at, view->about.len);
    buf_clear(&view->about);
    buf_add(&view->about, text);
}

static void forget(struct hand_view *view)
{
    hand_run_free(view->run);
    view->run = NULL;
    transcript_reset(&view->transcript);
    field_clear(&view->line);
    set_about(view, SPAN_EMPTY);
    view->topic = TOPIC_TURN;
    view->wait = WAITS_LINE;
    view->first_line = 1;
    view->agreed = 0;
    view->is_warned = view->is_login = false;
    view->scroll = 0;
}

void hand_view_clear(struct hand_view *view)
{
    forget(view);
    target_clear(&view->target);
    buf_free(&view->about);
    for (size_t i = 0; i < HISTORY_MAX; i++)
        buf_free(&view->history[i]);
}

static const struct hand_state *state_of(const struct hand_view *view)
{
    return hand_run_state(view->run);
}

static void talk_about(struct hand_view *view, enum hand_topic topic)
{
    view->topic = topic;
    view->scroll = 0;
}

static void tell_key(struct hand_view *view, const char *key)
{
    view->key = key;
    talk_about(view, TOPIC_KEY);
}

/* ---- with whom ---- */

/* The case that is selected on the page of practice; where that is a lesson, one where all is well. */
static size_t selected_case(const struct app *app)
{
    const struct training *training = &app->training;
    const struct course_item *item = &training->course.items[training->row];
    const struct practice_case *usual = practice_find(span_of(usual_case));
    size_t index = 0;
    if (app->screen == SCREEN_COURSE && training->row < training->course.count && !item->is_lesson)
        return item->index;
    while (practice_at(index) && practice_at(index) != usual)
        index++;
    return index;
}

static void take_chosen(const struct app *app, struct target *target)
{
    const struct record *record = app->run ? run_record(app->run) : NULL;
    for (size_t i = 0; record && i < record->fact_count; i++)
        if (record->facts[i].where.host[0] && (record->facts[i].chosen || !target->server.host[0]))
            target->server = record->facts[i].where;
}

/* False when there is nobody to talk to. */
static bool find_server(struct app *app, struct target *target)
{
    app_target(app, target);
    if (!target->server.host[0])
        take_chosen(app, target);
    if (!target->server.host[0] && target->detour_count)
        mem_copy_text(target->server.host, sizeof target->server.host, mail_domain(span_of(target->address)));
    if (target->server.port == 0)
        target->server.port = target->detour_count                      ? target->detours[0].port
                              : target->server.security == SECURITY_TLS ? 465
                                                                        : 587;
    if (target->server.security == SECURITY_UNKNOWN)
        target->server.security = target->server.port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
    return target->server.host[0] != '\0';
}

static void begin(struct app *app)
{
    struct hand_view *view = &app->hand;
    forget(view);
    view->run = hand_run_new(&view->target);
    view->transcript.follows = true;
    if (!view->run)
        app_news(app, "ui.news.no-run");
}

void hand_view_open(struct app *app)
{
    struct hand_view *view = &app->hand;
    enum screen_id from = app->screen;
    target_clear(&view->target);
    target_init(&view->target);
    bool has_server = from != SCREEN_COURSE && from != SCREEN_LESSON && find_server(app, &view->target);
    bool is_learning = from == SCREEN_COURSE || from == SCREEN_LESSON || from == SCREEN_START;
    if (!has_server && is_learning) {
        if (!rehearsal_open(app, selected_case(app), 0))
            return;
        has_server = find_server(app, &view->target);
    }
    if (!has_server) {
        app_news(app, "ui.news.hand-no-server");
        return;
    }
    view->from = from;
    app_go(app, SCREEN_HAND);
    begin(app);
}

void hand_view_drop(struct app *app)
{
    forget(&app->hand);
}

int hand_view_fd(const struct app *app)
{
    return app->hand.run ? hand_run_fd(app->hand.run) : -1;
}

bool hand_view_is_busy(const struct app *app)
{
    return app->hand.run && hand_run_is_busy(app->hand.run);
}

bool hand_view_work(struct app *app)
{
    struct hand_view *view = &app->hand;
    if (!view->run || !hand_run_next(view->run))
        return false;
    if (view->transcript.follows)
        transcript_follow(&view->transcript, hand_run_record(view->run), 1);
    return true;
}

/* ---- the history ---- */

static void remember_line(struct hand_view *view, struct span line)
{
    if (view->history_count && span_equal(buf_span(&view->history[view->history_count - 1]), line))
        return;
    if (view->history_count == HISTORY_MAX) {
        struct buf oldest = view->history[0];
        memmove(view->history, view->history + 1, (HISTORY_MAX - 1) * sizeof *view->history);
        view->history[--view->history_count] = oldest;
    }
    struct buf *newest = &view->history[view->history_count++];
    buf_clear(newest);
    buf_add(newest, line);
}

void hand_view_recall(struct app *app, int step)
{
    struct hand_view *view = &app->hand;
    bool is_at_end = step > 0 ? view->history_at >= view->history_count : view->history_at == 0;
    if (view->wait != WAITS_LINE || is_at_end)
        return;
    view->history_at = (size_t)((long)view->history_at + step);
    bool is_new = view->history_at == view->history_count;
    field_set(&view->line, is_new ? SPAN_EMPTY : buf_span(&view->history[view->history_at]));
}

/* ---- sending ---- */

static unsigned next_line(const struct hand_view *view)
{
    const struct record *record = hand_run_record(view->run);
    return record->session_count ? (unsigned)record->sessions[0]->line_count + 1 : 1;
}

static void begin_turn(struct hand_view *view)
{
    view->first_line = next_line(view);
    view->wait = WAITS_LINE;
    view->is_warned = view->is_login = false;
    set_about(view, SPAN_EMPTY);
    field_clear(&view->line);
    view->history_at = view->history_count;
    view->transcript.follows = true;
    talk_about(view, TOPIC_TURN);
}

static void send_login(struct hand_view *view, const struct secret *secret)
{
    struct login login = { view->wish.mechanism, span_of(view->wish.user), secret };
    (void)hand_run_login(view->run, &login);
    begin_turn(view);
}

static void ask_secret(struct hand_view *view, enum hand_wait wait)
{
    view->wait = wait;
    field_clear(&view->line);
    tell_key(view, wait == WAITS_ANSWER && view->target.has_password ? "hand.unseen-given" : "hand.unseen");
}

static void send_what_waits(struct hand_view *view)
{
    if (!view->is_login) {
        if (!hand_is_secret(state_of(view), field_text(&view->line)) && field_text(&view->line).len)
            remember_line(view, field_text(&view->line));
        (void)hand_run_say(view->run, field_text(&view->line));
        begin_turn(view);
    } else if (view->target.has_password) {
        send_login(view, &view->target.password);
    } else {
        ask_secret(view, WAITS_PASSWORD);
        tell_key(view, "hand.password");
    }
}

static bool is_reviewed(struct hand_view *view, struct span line)
{
    struct hand_review review;
    bool is_meant = view->is_warned && span_equal(line, buf_span(&view->about));
    if (is_meant || !hand_review(state_of(view), line, &review))
        return true;
    set_about(view, line);
    view->is_warned = true;
    talk_about(view, TOPIC_REVIEW);
    return false;
}

static bool is_agreed(struct hand_view *view, struct span line)
{
    enum hand_effect effect = hand_effect(state_of(view), line);
    if (effect == HAND_EFFECT_LOGIN && state_of(view)->logins >= view->target.max_logins) {
        tell_key(view, "ui.hand.no-more-logins");
        return false;
    }
    if (effect == HAND_EFFECT_NONE || (view->agreed & (1u << effect)))
        return true;
    set_about(view, line);
    view->wait = WAITS_CONSENT;
    talk_about(view, TOPIC_EFFECT);
    return false;
}

static void consider(struct hand_view *view, struct span line, bool is_login)
{
    view->is_login = is_login;
    if (is_reviewed(view, line) && is_agreed(view, line))
        send_what_waits(view);
}

void hand_view_consent(struct app *app, bool is_yes)
{
    struct hand_view *view = &app->hand;
    enum hand_effect effect = hand_effect(state_of(view), buf_span(&view->about));
    view->wait = WAITS_LINE;
    if (!is_yes) {
        tell_key(view, "hand.not-sent");
        return;
    }
    if (!hand_effect_is_grave(effect))
        view->agreed |= 1u << effect;
    send_what_waits(view);
}

/* ---- the prompt's own words ---- */

static void take_login(const struct app *app, struct hand_view *view, struct span rest)
{
    const struct hand_scene scene = { &app->words, state_of(view), &view->target };
    struct buf said;
    struct buf line;
    buf_init(&said, KIB);
    buf_init(&line, KIB);
    if (hand_read_login(&scene, rest, &view->wish, &said)) {
        buf_addf(&line, "AUTH %s", mechanism_word(view->wish.mechanism));
        consider(view, buf_span(&line), true);
    } else {
        set_about(view, rest);
        talk_about(view, TOPIC_LOGIN);
    }
    buf_free(&said);
    buf_free(&line);
}

static void send_answer(struct hand_view *view, struct span bytes)
{
    struct secret secret = { 0 };
    (void)secret_set(&secret, bytes);
    (void)hand_run_answer(view->run, &secret);
    secret_clear(&secret);
    begin_turn(view);
}

static void take_answer(struct hand_view *view, struct span rest)
{
    if (!state_of(view)->is_asked)
        tell_key(view, "hand.not-asked");
    else if (rest.len)
        send_answer(view, rest);
    else
        ask_secret(view, WAITS_ANSWER);
}

static void take_word(struct app *app, enum hand_word word, struct span rest)
{
    struct hand_view *view = &app->hand;
    switch (word) {
    case HAND_WORD_LOGIN:
        take_login(app, view, rest);
        break;
    case HAND_WORD_ANSWER:
        take_answer(view, rest);
        break;
    case HAND_WORD_ENCODE:
    case HAND_WORD_DECODE:
        view->word = word;
        set_about(view, rest);
        talk_about(view, TOPIC_BASE64);
        field_clear(&view->line);
        break;
    case HAND_WORD_QUIT:
        hand_view_drop(app);
        app_go(app, view->from);
        break;
    default:
        talk_about(view, TOPIC_HELP);
        field_clear(&view->line);
    }
}

void hand_view_enter(struct app *app)
{
    struct hand_view *view = &app->hand;
    struct span line = field_text(&view->line);
    enum hand_word word;
    struct span rest;
    if (!view->run || hand_run_is_busy(view->run))
        app_news(app, "ui.hand.waiting");
    else if (!state_of(view)->is_open)
        begin(app);
    else if (view->wait == WAITS_PASSWORD)
        send_login(view, &view->line.text);
    else if (view->wait == WAITS_ANSWER)
        send_answer(view, line.len || !view->target.has_password ? line : secret_bytes(&view->target.password));
    else if (hand_word_of(state_of(view), line, &word, &rest))
        take_word(app, word, rest);
    else if (line.len || state_of(view)->in_content || state_of(view)->is_asked)
        consider(view, line, false);
}

void hand_view_complete(struct app *app)
{
    struct hand_view *view = &app->hand;
    struct buf lines;
    if (!view->run || view->wait != WAITS_LINE)
        return;
    set_about(view, field_text(&view->line));
    view->is_warned = false;
    buf_init(&lines, LINES_MAX);
    size_t count = hand_complete(state_of(view), &view->target, buf_span(&view->about), &lines);
    struct span common = hand_common(buf_span(&lines));
    if (common.len > view->about.len)
        field_set(&view->line, common);
    if (count != 1)
        talk_about(view, TOPIC_OPTIONS);
    buf_free(&lines);
}

bool hand_view_stop(struct app *app)
{
    struct hand_view *view = &app->hand;
    if (hand_view_is_busy(app)) {
        hand_run_cancel(view->run);
        return true;
    }
    if (view->wait == WAITS_LINE)
        return false;
    view->wait = WAITS_LINE;
    field_clear(&view->line);
    tell_key(view, "hand.not-sent");
    return true;
}

void hand_view_mask(struct hand_view *view)
{
    struct span text = field_text(&view->line);
    bool is_word = text.len && text.at[0] == ':';
    bool is_unseen = view->wait == WAITS_PASSWORD || view->wait == WAITS_ANSWER;
    view->line.is_masked = is_unseen || (view->run && !is_word && hand_is_secret(state_of(view), text));
}

/* ---- what the coach says ---- */

static void say(const struct app *app, const char *key, struct buf *out)
{
    buf_add(out, app_text(app, key));
    buf_add_char(out, '\n');
}

static void say_intro(const struct app *app, struct buf *out)
{
    struct fact values = { .ms = -1 };
    mem_copy_text(values.text, sizeof values.text, span_of(app->hand.target.address));
    words_fill(out, app_text(app, app->hand.target.detour_count ? "hand.intro-practice" : "hand.intro"), &values);
    buf_add_char(out, '\n');
}

static void say_turn(const struct app *app, struct buf *out)
{
    const struct hand_view *view = &app->hand;
    const struct record *record = hand_run_record(view->run);
    if (view->first_line == 1)
        say_intro(app, out);
    if (hand_run_is_busy(view->run)) {
        say(app, "ui.hand.waiting", out);
        return;
    }
    bool has_news = record->session_count && record->sessions[0]->line_count > view->first_line;
    if (record->session_count)
        coach_tell(&app->words, record->sessions[0], view->first_line, out);
    if (has_news || !state_of(view)->in_content)
        hand_tell_turn(&app->words, state_of(view), out);
    if (!state_of(view)->is_open)
        say(app, "ui.hand.anew", out);
}

static void say_options(const struct app *app, struct buf *out)
{
    const struct hand_view *view = &app->hand;
    struct buf lines;
    struct span rest;
    struct span line;
    buf_init(&lines, LINES_MAX);
    size_t count = hand_complete(state_of(view), &view->target, buf_span(&view->about), &lines);
    say(app, count ? "ui.hand.can-become" : "ui.hand.nothing", out);
    rest = buf_span(&lines);
    while (span_cut(&rest, '\n', &line)) {
        (void)clean_add(out, line, CLEAN_LINE_MAX);
        buf_add_char(out, '\n');
    }
    buf_free(&lines);
}

static void say_login(const struct app *app, struct buf *out)
{
    const struct hand_view *view = &app->hand;
    const struct hand_scene scene = { &app->words, state_of(view), &view->target };
    struct hand_login_wish wish;
    (void)hand_read_login(&scene, buf_span(&view->about), &wish, out);
}

void hand_view_say(const struct app *app, struct buf *out)
{
    const struct hand_view *view = &app->hand;
    struct span about = buf_span(&view->about);
    if (!view->run)
        return;
    switch (view->topic) {
    case TOPIC_TURN:
        say_turn(app, out);
        break;
    case TOPIC_REVIEW:
        if (hand_tell_review(&app->words, state_of(view), about, out))
            say(app, "hand.again", out);
        break;
    case TOPIC_EFFECT:
        hand_tell_effect(&app->words, hand_effect(state_of(view), about), out);
        break;
    case TOPIC_OPTIONS:
        say_options(app, out);
        break;
    case TOPIC_BASE64:
        hand_tell_base64(&app->words, view->word, about, out);
        break;
    case TOPIC_HELP:
        hand_tell_help(&app->words, state_of(view), &view->target, out);
        break;
    case TOPIC_LOGIN:
        say_login(app, out);
        break;
    case TOPIC_KEY:
        say(app, view->key, out);
        break;
    }
}
