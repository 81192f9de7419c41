#include "interview.h"

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
    } else if (app_settle(app, question, told)) {
        const struct fact *answer = question_answer(app_record(app), question);
        app_judge(app);
        call_note_add(&app->call.note, app_record(app), app_diagnosis(app), answer);
        app->call.row = 0;
        app->call.scroll = 0;
        app->verdict_scroll = 0;
        tell_answer(app, answer);
    }
}
