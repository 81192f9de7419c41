/* Plain mode: what only the person knows, one question at a time, and what each answer changes. */
#include "plain_parts.h"

#include "report/call_note.h"
#include "show.h"

#include <stdio.h>

enum { TEXT_MAX = 8 * 1024, QUESTIONS_MAX = 2 * QUESTION_COUNT };

/* From one verdict to the next. */
struct round {
    enum question question, before; /* QUESTION_NONE: none yet */
    bool is_asked[QUESTION_COUNT];
    bool has_begun;
    bool goes_back;
    bool is_again; /* what was answered can be answered once more */
    bool has_changed;
};

/* ---- what is asked ---- */

/* The open ones, the one that decides most first; before them, when asked for once more, those that were answered. */
static size_t list_questions(const struct plain *plain, bool is_again, enum question ret_questions[QUESTIONS_MAX])
{
    size_t count = 0;
    for (int i = QUESTION_NONE + 1; is_again && i < QUESTION_COUNT; i++)
        if (question_answer(plain_record(plain), (enum question)i))
            ret_questions[count++] = (enum question)i;
    return count + questions_open(plain_record(plain), &plain->diagnosis, ret_questions + count);
}

/* The first that was not asked yet in this round. */
static bool find_question(const struct plain *plain, struct round *round)
{
    enum question all[QUESTIONS_MAX];
    size_t count = list_questions(plain, round->is_again, all);
    if (round->goes_back) {
        round->goes_back = false;
        round->question = round->before;
        return true;
    }
    for (size_t i = 0; i < count; i++)
        if (!round->is_asked[all[i]]) {
            round->question = all[i];
            return true;
        }
    return false;
}

bool plain_has_questions(const struct plain *plain)
{
    enum question all[QUESTIONS_MAX];
    return list_questions(plain, true, all) > 0;
}

static void tell_question(struct plain *plain, enum question question)
{
    char key[64];
    (void)snprintf(key, sizeof key, "next.%s", question_key(question));
    plain_say_labelled(plain, plain_text(plain, "ui.verdict.question"), plain_text(plain, key));
}

/* ---- how it is answered ---- */

/* The letter that is shown, the word of the command line, the label, or yes and no as they are said here. */
static bool is_answer(const struct plain *plain, enum question question, enum told told, struct span answer)
{
    char key[32];
    enum told heard;
    if (!question_takes(question, told))
        return false;
    if (answer.len == 1 && question_hears(question, answer.at[0], &heard))
        return heard == told;
    (void)snprintf(key, sizeof key, "choice.%s", told_word(told));
    return span_equal_nocase(answer, span_of(told_word(told))) || span_equal_nocase(answer, plain_text(plain, key)) ||
           (told == TOLD_YES && plain_is_word(plain, answer, "plain.words.yes")) ||
           (told == TOLD_NO && plain_is_word(plain, answer, "plain.words.no"));
}

static bool read_answer(const struct plain *plain, enum question question, struct span answer, enum told *ret_told)
{
    for (int i = 0; i < TOLD_COUNT; i++)
        if (is_answer(plain, question, (enum told)i, answer)) {
            *ret_told = (enum told)i;
            return true;
        }
    return false;
}

/* Into what is at hand, and into what is checked next. */
static bool settle(struct plain *plain, enum question question, enum told told)
{
    int64_t now = clock_wall();
    (void)target_set_answer(&plain->target, span_of(question_key(question)), span_of(told_word(told)));
    return plain->run ? run_answer(plain->run, question, told, now)
                      : question_settle(&plain->read, question, told, now);
}

/* ---- what it changes ---- */

/* "Noted: … Verdict: Wrong user name or password (likely)" */
static void tell_change(struct plain *plain, enum question question)
{
    struct call_entry entry = call_entry(&plain->diagnosis);
    struct buf text;
    buf_init(&text, TEXT_MAX);
    words_fact(&plain->cli->words, question_answer(plain_record(plain), question), &text);
    plain_say_labelled(plain, plain_text(plain, "ui.verdict.said"), buf_span(&text));
    buf_clear(&text);
    call_verdict(&plain->cli->words, &entry, &text);
    plain_say_labelled(plain, plain_text(plain, "plain.verdict"), buf_span(&text));
    buf_free(&text);
}

static void take_answer(struct plain *plain, struct round *round, enum told told)
{
    if (!settle(plain, round->question, told))
        return;
    diagnose(plain_record(plain), &plain->diagnosis);
    tell_change(plain, round->question);
    round->has_changed = true;
}

/* ---- one after the other ---- */

/* The keys have a line of their own; what was answered stands in brackets. */
static void tell_choices(struct plain *plain, enum question question)
{
    char key[32];
    struct buf text;
    const struct fact *earlier = question_answer(plain_record(plain), question);
    buf_init(&text, TEXT_MAX);
    show_add_choices(&plain->cli->words, question, &text);
    (void)snprintf(key, sizeof key, "choice.%.16s", earlier ? earlier->text : "");
    if (earlier)
        buf_addf(&text, "   [%.*s]", SPAN_ARG(plain_text(plain, key)));
    plain_say(plain, buf_span(&text));
    buf_free(&text);
}

static bool ask(struct plain *plain, struct round *round, struct span *ret_answer)
{
    if (!round->has_begun)
        plain_say_key(plain, "plain.question.intro");
    round->has_begun = true;
    tell_question(plain, round->question);
    tell_choices(plain, round->question);
    return plain_ask(plain, plain_text(plain, "plain.question.answer"), ret_answer);
}

static void go_on(struct round *round)
{
    round->is_asked[round->question] = true;
    round->before = round->question;
}

/* False: it is no answer, but something else that is wanted. */
static bool hear(struct plain *plain, struct round *round, struct span answer)
{
    enum told told;
    if (answer.len == 0) {
        go_on(round);
    } else if (read_answer(plain, round->question, answer, &told)) {
        take_answer(plain, round, told);
        go_on(round);
    } else if (plain_is_word(plain, answer, "plain.words.help")) {
        plain_say_key(plain, "plain.question.help");
    } else if (plain_is_word(plain, answer, "plain.words.back") && round->before != QUESTION_NONE) {
        round->goes_back = true;
    } else if (plain_is_choice(plain, answer)) {
        return false;
    } else {
        plain_say_key(plain, "plain.not-understood");
    }
    return true;
}

bool plain_ask_questions(struct plain *plain, bool is_again, struct span *ret_other)
{
    struct round round = { .is_again = is_again };
    struct span answer;
    *ret_other = SPAN_EMPTY;
    while (find_question(plain, &round) && ask(plain, &round, &answer))
        if (!hear(plain, &round, answer)) {
            *ret_other = answer;
            break;
        }
    return round.has_changed;
}
