#include "interview.h"

#include "app.h"

#include <string.h>

/* The open ones first, then those that were answered: a slip of the finger can be mended. */
void interview_freshen(struct app *app)
{
    struct call_view *call = &app->call;
    const struct record *record = app_record(app);
    const struct diagnosis *diagnosis = app_diagnosis(app);
    if (call->is_fresh)
        return;
    call->open = diagnosis ? questions_open(record, diagnosis, call->questions) : 0;
    call->count = call->open;
    if (call->open == 0)
        call->questions[call->count++] = QUESTION_NONE;
    for (size_t i = 0; i < record->fact_count && call->count < QUESTION_COUNT; i++)
        if (record->facts[i].kind == FACT_ANSWER &&
            question_from_key(span_of(record->facts[i].subject), &call->questions[call->count]))
            call->count++;
    if (call->row >= call->count)
        call->row = 0;
    call->is_fresh = true;
}

void interview_seen(struct app *app)
{
    struct call_note *note = &app->call.note;
    app->call.is_fresh = false;
    if (!app_diagnosis(app))
        return;
    call_note_add(note, app_record(app), app_diagnosis(app), NULL);
    note->entries[note->count - 1].at = app->is_test ? 0 : clock_wall();
}

const struct call_note *interview_note(const struct app *app)
{
    const struct call_note *note = &app->call.note;
    for (size_t i = 0; i < note->count; i++)
        if (note->entries[i].has_fact && note->entries[i].fact.kind == FACT_ANSWER)
            return note;
    return NULL;
}

bool interview_possible(const struct app *app)
{
    interview_freshen((struct app *)app);
    return app->call.count > 1 || app->call.open > 0;
}

/* Another account, another story. */
void interview_forget(struct app *app)
{
    for (int i = QUESTION_NONE + 1; i < QUESTION_COUNT; i++)
        target_drop_answer(&app->base, question_key((enum question)i));
    app->call.note.count = 0;
}

/* Into the record on show, and kept for the next run. */
static bool settle(struct app *app, enum question question, enum told told)
{
    int64_t now = app->is_test ? 0 : clock_wall();
    if (!target_set_answer(&app->base, span_of(question_key(question)), span_of(told_word(told))))
        return false;
    for (size_t i = 0; i < app->base.answer_count; i++)
        if (strcmp(app->base.answers[i].key, question_key(question)) == 0)
            app->base.answers[i].at = now;
    if (app_shows_reading(app))
        return question_settle(&app->reading.record, question, told, now);
    if (app->fixed)
        return question_settle(app->fixed, question, told, now);
    return app->run && run_answer(app->run, question, told, now);
}

/* Weighs what is on show once more. */
static void judge(struct app *app)
{
    app->call.is_fresh = false;
    if (app_shows_reading(app) && app->reading.has_diagnosis)
        diagnose(&app->reading.record, &app->reading.diagnosis);
    else if (!app_shows_reading(app) && app->has_diagnosis)
        diagnose(app_main_record(app), &app->diagnosis);
}

/* What is settled stands in the news, so that a slip of the finger is seen. */
static void tell_answer(struct app *app, const struct fact *answer)
{
    struct buf text;
    buf_init(&text, KIB);
    words_fact(&app->words, answer, &text);
    app_news_about(app, "ui.news.answered", 0, buf_span(&text));
    buf_free(&text);
}

void interview_answer(struct app *app, enum question question, char letter)
{
    enum told told;
    if (question == QUESTION_NONE || !app_diagnosis(app)) {
        app_news(app, "ui.news.no-question");
    } else if (!question_hears(question, letter, &told)) {
        app_news(app, "ui.news.no-such-answer");
    } else if (settle(app, question, told)) {
        const struct fact *answer = question_answer(app_record(app), question);
        judge(app);
        call_note_add(&app->call.note, app_record(app), app_diagnosis(app), answer);
        app->call.row = 0;
        app->call.scroll = 0;
        app->verdict_scroll = 0;
        tell_answer(app, answer);
    }
}
