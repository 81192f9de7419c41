#include "report/log_answer.h"

#include "base/mem.h"
#include "logs/log_format.h"
#include "report/log_outgoing.h"
#include "report/log_people.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR = 3600 };

void log_answer_init(struct log_answer *answer, const struct log_question *question)
{
    *answer = (struct log_answer){ .question = *question, .join = join_new() };
    answer->causes = log_causes_new(&answer->question.told);
    log_names_init(&answer->clients);
    log_names_init(&answer->accounts);
    log_pairs_init(&answer->pairs);
    log_queue_init(&answer->queue);
    if (question->message[0])
        answer->trail = log_trail_new(question->message);
    answer->steps = mem_new(LOG_STEPS_MAX * sizeof *answer->steps);
    for (int i = 0; i < CAUSE_COUNT; i++) {
        answer->groups[i].cause = (enum cause)i;
        answer->groups[i].first = answer->groups[i].last = LOG_NO_TIME;
    }
}

void log_answer_free(struct log_answer *answer)
{
    join_free(answer->join);
    log_causes_free(answer->causes);
    log_names_free(&answer->clients);
    log_names_free(&answer->accounts);
    log_pairs_free(&answer->pairs);
    log_queue_free(&answer->queue);
    log_trail_free(answer->trail);
    free(answer->hours);
    free(answer->steps);
}

/* ---- does the question ask for it? ---- */

static bool is_in_time(const struct log_question *question, int64_t time)
{
    if (question->from != LOG_NO_TIME && (time == LOG_NO_TIME || time < question->from))
        return false;
    return question->to == LOG_NO_TIME || (time != LOG_NO_TIME && time < question->to);
}

static bool is_about(struct log_answer *answer, const struct log_event *event)
{
    struct span account = span_of(answer->question.account);
    if (account.len && !span_equal_nocase(event->account, account) && !span_equal_nocase(event->sender, account) &&
        !span_equal_nocase(event->recipient, account) && !span_equal_nocase(event->client, account))
        return false;
    return !answer->trail || log_trail_has(answer->trail, event);
}

static bool is_asked(struct log_answer *answer, const struct log_event *event)
{
    return is_in_time(&answer->question, event->time) && is_about(answer, event);
}

bool log_question_asks(const struct log_question *question)
{
    return question->account[0] || question->message[0] || question->from != LOG_NO_TIME ||
           question->to != LOG_NO_TIME || question->cause != CAUSE_NONE;
}

/* ---- counting ---- */

/* The place of the hour, or where it belongs; logs go forward, so it is looked for from the end. */
static size_t hour_place(const struct log_answer *answer, int64_t hour)
{
    size_t place = answer->hour_count;
    if (place > 64 && answer->hours[place - 64].hour > hour) {
        size_t low = 0;
        while (low < place) {
            size_t middle = (low + place) / 2;
            if (answer->hours[middle].hour < hour)
                low = middle + 1;
            else
                place = middle;
        }
        return low;
    }
    while (place > 0 && answer->hours[place - 1].hour >= hour)
        place--;
    return place;
}

static struct log_hour *take_hour(struct log_answer *answer, int64_t hour)
{
    size_t place = hour_place(answer, hour);
    if (place < answer->hour_count && answer->hours[place].hour == hour)
        return &answer->hours[place];
    if (answer->hour_count == LOG_HOURS_MAX)
        return NULL;
    if (answer->hour_count == answer->hour_room) {
        size_t room = answer->hour_room ? 2 * answer->hour_room : 64;
        answer->hours =
            mem_grow(answer->hours, answer->hour_room * sizeof *answer->hours, room * sizeof *answer->hours);
        answer->hour_room = room;
    }
    memmove(&answer->hours[place + 1], &answer->hours[place], (answer->hour_count - place) * sizeof *answer->hours);
    answer->hours[place] = (struct log_hour){ .hour = hour };
    answer->hour_count++;
    return &answer->hours[place];
}

static void count_hour(struct log_answer *answer, int64_t time, enum cause cause)
{
    if (time == LOG_NO_TIME)
        return;
    struct log_hour *hour = take_hour(answer, time / HOUR);
    if (hour)
        hour->counts[cause]++;
    else
        answer->hours_left_out++;
}

static void count_group(struct log_answer *answer, const struct log_event *event, const struct log_cause *cause)
{
    struct log_group *group = &answer->groups[cause->cause];
    /* The surest line is the best example. */
    if (group->count == 0 || cause->certainty > group->certainty)
        log_group_example(group, event, cause, answer->file);
    group->count++;
    group->kinds[event->kind]++;
    log_time_widen(&group->first, &group->last, event->time);
}

static void take_failure(struct log_answer *answer, const struct log_event *event, const struct log_cause *cause)
{
    answer->failures++;
    count_group(answer, event, cause);
    count_hour(answer, event->time, cause->cause);
    log_people_failed(answer, event, cause->cause);
    if (event->kind != LOG_DEFERRED && event->kind != LOG_BOUNCED)
        return;
    if (!answer->heard && event->code)
        answer->heard = log_is_outside(event->relay);
    log_queue_failed(&answer->queue, event, cause->cause);
}

static void keep_step(struct log_answer *answer, const struct log_event *event, enum cause cause)
{
    struct log_step early;
    while (answer->trail && log_trail_early(answer->trail, &early)) {
        answer->kinds[early.kind]++;
        answer->steps[answer->step_count++ % LOG_STEPS_MAX] = early;
    }
    log_step_take(&answer->steps[answer->step_count++ % LOG_STEPS_MAX], event, cause, answer->file);
}

/* ---- one event ---- */

/* Of a message that the server gave up on: why it was put off until then. */
static const struct log_cause *cause_of(struct log_answer *answer, const struct log_event *event,
                                        struct log_cause *ret_cause)
{
    const struct log_cause *cause = log_causes_of(answer->causes, event);
    enum cause before = event->kind == LOG_EXPIRED ? log_queue_cause(&answer->queue, event->key) : CAUSE_NONE;
    if (before == CAUSE_NONE || cause->cause != CAUSE_NONE)
        return cause;
    *ret_cause = (struct log_cause){ .cause = before, .certainty = CERTAINTY_LIKELY, .side = cause_row(before)->side };
    return ret_cause;
}

static bool is_cause_asked(const struct log_answer *answer, enum cause cause)
{
    enum cause asked = answer->question.cause;
    /* Which of the two it is shows when all is read. */
    bool may_become = asked == CAUSE_OUTGOING_BLOCKED && cause == CAUSE_DESTINATION_UNREACHABLE;
    return asked == CAUSE_NONE || asked == cause || may_become;
}

/* What is counted; the question asks for its account, message and time. */
static void take_asked(struct log_answer *answer, const struct log_event *event)
{
    const struct log_question *question = &answer->question;
    struct log_cause none = { 0 };
    const struct log_cause *cause = &none;
    answer->concerned++;
    if (log_kind_is_failure(event->kind) || event->kind == LOG_UNREAD)
        cause = cause_of(answer, event, &none);
    if (!is_cause_asked(answer, cause->cause))
        return;
    answer->kinds[event->kind]++;
    if (log_kind_is_failure(event->kind) || (event->kind == LOG_UNREAD && cause->cause != CAUSE_NONE))
        take_failure(answer, event, cause);
    if (event->kind == LOG_LOGIN_OK || (event->kind == LOG_ARRIVED && event->account.len))
        log_people_signed_in(answer, event);
    if (answer->trail)
        log_trail_word(answer->trail, event, cause, answer->file);
    if (question->account[0] || question->message[0])
        keep_step(answer, event, cause->cause);
}

/* What is not counted itself tells of the account or message that was asked for. */
static void take_beside(struct log_answer *answer, const struct log_event *event)
{
    bool is_asked_closely = answer->question.account[0] || answer->question.message[0];
    if (event->kind == LOG_REMOVED)
        log_queue_ended(&answer->queue, event->key);
    if (is_asked_closely && event->queue_id.len && is_asked(answer, event)) {
        answer->concerned++;
        keep_step(answer, event, CAUSE_NONE);
    }
}

static void take(void *owner, struct log_event *event)
{
    struct log_answer *answer = owner;
    if (event->is_whole)
        log_queue_ended(&answer->queue, event->key);
    if (!join_event(answer->join, event))
        take_beside(answer, event);
    else if (is_asked(answer, event))
        take_asked(answer, event);
    else if (answer->trail)
        log_trail_keep(answer->trail, event, answer->file);
}

/* The tables are larger than a cache: what an event needs of them is fetched while earlier ones are counted. */
static void expect(void *owner, const struct log_event *event)
{
    const struct log_answer *answer = owner;
    if (event->key)
        join_expect(answer->join, event->key);
}

struct scan_sink log_answer_sink(struct log_answer *answer)
{
    const struct log_question *question = &answer->question;
    bool wants_all =
        question->account[0] || question->message[0] || question->from != LOG_NO_TIME || question->to != LOG_NO_TIME;
    return (struct scan_sink){
        .owner = answer, .take = take, .expect = expect, .wants_all = wants_all, .is_folded = !wants_all
    };
}

/* ---- when all is read ---- */

/* Sign-ins of guessers, and of a device with an old password, make a cause no more urgent. */
static uint64_t weight(const struct log_group *group)
{
    return group->count - group->guessed;
}

static bool is_before(const struct log_group *a, const struct log_group *b)
{
    /* What nothing is known about comes last: it leads nowhere. */
    if ((a->cause == CAUSE_NONE) != (b->cause == CAUSE_NONE))
        return b->cause == CAUSE_NONE;
    return weight(a) != weight(b) ? weight(a) > weight(b) : a->count > b->count;
}

static void order_groups(struct log_answer *answer)
{
    for (int i = 0; i < CAUSE_COUNT; i++) {
        const struct log_group *group = &answer->groups[i];
        size_t place = answer->order_count;
        if (group->count == 0)
            continue;
        for (; place > 0 && is_before(group, &answer->groups[answer->order[place - 1]]); place--)
            answer->order[place] = answer->order[place - 1];
        answer->order[place] = (enum cause)i;
        answer->order_count++;
    }
}

/* In the same file by the number of the line. */
static bool is_step_before(const struct log_step *a, const struct log_step *b)
{
    return a->file != b->file ? a->file < b->file : a->number < b->number;
}

/* Steps came as they stand in the log, but for those that were found late. */
static void sort_steps(struct log_answer *answer)
{
    for (uint64_t i = 1; answer->trail && answer->step_count <= LOG_STEPS_MAX && i < answer->step_count; i++) {
        struct log_step step = answer->steps[i];
        uint64_t place = i;
        for (; place > 0 && is_step_before(&step, &answer->steps[place - 1]); place--)
            answer->steps[place] = answer->steps[place - 1];
        answer->steps[place] = step;
    }
}

void log_answer_finish(struct log_answer *answer)
{
    struct log_event event;
    while (join_left_over(answer->join, &event))
        if (is_asked(answer, &event))
            take_asked(answer, &event);
    log_outgoing_settle(answer);
    log_queue_finish(&answer->queue);
    log_people_finish(answer);
    order_groups(answer);
    sort_steps(answer);
}

const struct log_group *log_answer_verdict(const struct log_answer *answer)
{
    const struct log_group *last = answer->trail ? log_trail_failure(answer->trail) : NULL;
    if (last || (answer->trail && log_trail_is_delivered(answer->trail)))
        return last;
    return answer->order_count ? &answer->groups[answer->order[0]] : NULL;
}
