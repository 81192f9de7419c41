#include "report/log_answer.h"

#include "base/mem.h"
#include "logs/veil.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR = 3600, ACCOUNTS_OF_A_GUESSER = 5, CLIENTS_OF_A_TARGET = 8, TRIES_OF_A_PERSON = 30, TRIES_UNNAMED = 10 };

void log_answer_init(struct log_answer *answer, const struct log_question *question)
{
    *answer = (struct log_answer){ .question = *question, .join = join_new() };
    answer->causes = log_causes_new(&answer->question.told);
    log_names_init(&answer->clients);
    log_names_init(&answer->accounts);
    log_pairs_init(&answer->pairs);
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

static bool is_about(const struct log_question *question, const struct log_event *event)
{
    struct span account = span_of(question->account);
    struct span message = span_of(question->message);
    if (account.len && !span_equal_nocase(event->account, account) && !span_equal_nocase(event->sender, account) &&
        !span_equal_nocase(event->recipient, account))
        return false;
    return message.len == 0 || span_equal(event->queue_id, message) || span_equal(event->message_id, message);
}

/* ---- counting ---- */

static void widen(int64_t *first, int64_t *last, int64_t time)
{
    if (time == LOG_NO_TIME)
        return;
    if (*first == LOG_NO_TIME || time < *first)
        *first = time;
    if (*last == LOG_NO_TIME || time > *last)
        *last = time;
}

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

static void copy_veiled(char *to, size_t room, struct span line)
{
    struct buf veiled;
    buf_init(&veiled, 4 * KIB);
    veil_secrets(span_head(line, KIB), &veiled);
    mem_copy_text(to, room, span_trim(buf_span(&veiled)));
    buf_free(&veiled);
}

static void count_group(struct log_answer *answer, const struct log_event *event, const struct log_cause *cause)
{
    struct log_group *group = &answer->groups[cause->cause];
    /* The surest line is the best example. */
    if (group->count == 0 || cause->certainty > group->certainty) {
        group->certainty = cause->certainty;
        group->side = cause->side;
        group->kind = event->kind;
        copy_veiled(group->example, sizeof group->example, event->line);
        copy_veiled(group->text, sizeof group->text, event->text.len ? event->text : event->line);
        mem_copy_text(group->mechanism, sizeof group->mechanism, event->mechanism);
    }
    group->count++;
    group->kinds[event->kind]++;
    widen(&group->first, &group->last, event->time);
}

static void count_name(struct log_name *name, const struct log_event *event, enum cause cause)
{
    if (!name)
        return;
    name->failures++;
    name->cause = cause;
    widen(&name->first, &name->last, event->time);
    if (event->kind != LOG_LOGIN_FAILED)
        return;
    name->logins_failed++;
    if (event->time == LOG_NO_TIME || event->time / HOUR != name->hour)
        name->in_hour = 0;
    name->hour = event->time / HOUR;
    name->in_hour++;
    if (name->in_hour > name->most_in_hour)
        name->most_in_hour = name->in_hour;
}

static struct log_pair *pair_of(struct log_answer *answer, const struct log_name *client,
                                const struct log_name *account)
{
    if (!client || !account)
        return NULL;
    return log_pairs_take(&answer->pairs, (uint32_t)(client - answer->clients.all),
                          (uint32_t)(account - answer->accounts.all));
}

static void take_failure(struct log_answer *answer, const struct log_event *event, const struct log_cause *cause)
{
    struct span account = event->account.len ? event->account : event->sender;
    struct log_name *client_name = log_names_take(&answer->clients, event->client);
    struct log_name *account_name = log_names_take(&answer->accounts, account);
    answer->failures++;
    count_group(answer, event, cause);
    count_hour(answer, event->time, cause->cause);
    count_name(client_name, event, cause->cause);
    count_name(account_name, event, cause->cause);
    if (event->kind != LOG_LOGIN_FAILED)
        return;
    struct log_pair *pair = pair_of(answer, client_name, account_name);
    if (!pair)
        return;
    pair->failed++;
    widen(&pair->first, &pair->last, event->time);
}

static void take_login(struct log_answer *answer, const struct log_event *event)
{
    struct log_name *client = log_names_take(&answer->clients, event->client);
    struct log_name *account = log_names_take(&answer->accounts, event->account);
    struct log_pair *pair = pair_of(answer, client, account);
    int64_t ignored = LOG_NO_TIME;
    answer->logins_ok++;
    if (client) {
        client->logins_ok++;
        widen(&ignored, &client->last_ok, event->time);
    }
    if (account) {
        account->logins_ok++;
        widen(&ignored, &account->last_ok, event->time);
    }
    if (pair) {
        pair->ok++;
        widen(&ignored, &pair->last_ok, event->time);
    }
}

static void keep_step(struct log_answer *answer, const struct log_event *event, enum cause cause)
{
    struct log_step *step = &answer->steps[answer->step_count++ % LOG_STEPS_MAX];
    *step = (struct log_step){ .time = event->time, .kind = event->kind, .cause = cause };
    mem_copy_text(step->queue_id, sizeof step->queue_id, event->queue_id);
    copy_veiled(step->line, sizeof step->line, event->line);
}

/* ---- one event ---- */

static void take_joined(struct log_answer *answer, struct log_event *event)
{
    const struct log_question *question = &answer->question;
    bool is_asked_closely = question->account[0] || question->message[0];
    struct log_cause none = { 0 };
    const struct log_cause *cause = &none;
    if (!is_in_time(question, event->time) || (is_asked_closely && !is_about(question, event)))
        return;
    if (log_kind_is_failure(event->kind) || event->kind == LOG_UNREAD)
        cause = log_causes_of(answer->causes, event);
    if (question->cause != CAUSE_NONE && cause->cause != question->cause)
        return;
    answer->asked++;
    if (log_kind_is_failure(event->kind) || (event->kind == LOG_UNREAD && cause->cause != CAUSE_NONE))
        take_failure(answer, event, cause);
    if (event->kind == LOG_LOGIN_OK || (event->kind == LOG_ARRIVED && event->account.len))
        take_login(answer, event);
    if (is_asked_closely)
        keep_step(answer, event, cause->cause);
}

static void take(void *owner, struct log_event *event)
{
    struct log_answer *answer = owner;
    bool is_asked_closely = answer->question.account[0] || answer->question.message[0];
    if (join_event(answer->join, event))
        take_joined(answer, event);
    else if (is_asked_closely && event->queue_id.len && is_in_time(&answer->question, event->time) &&
             is_about(&answer->question, event))
        keep_step(answer, event, CAUSE_NONE);
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
    bool wants_all = answer->question.account[0] || answer->question.message[0];
    return (struct scan_sink){ answer, take, expect, wants_all };
}

/* ---- when all is read ---- */

bool log_client_guesses(const struct log_name *client)
{
    if (client->logins_ok)
        return false;
    return client->others >= ACCOUNTS_OF_A_GUESSER || client->most_in_hour >= TRIES_OF_A_PERSON ||
           (client->others == 0 && client->logins_failed >= TRIES_UNNAMED);
}

static bool is_target(const struct log_name *account)
{
    return account->others >= CLIENTS_OF_A_TARGET;
}

/* Sign-ins whose account is not known are told by the client alone. */
static void tell_guessing(struct log_answer *answer)
{
    struct log_group *group = &answer->groups[CAUSE_BAD_CREDENTIALS];
    for (size_t i = 0; i < answer->pairs.count; i++) {
        const struct log_pair *pair = &answer->pairs.all[i];
        if (pair->failed == 0)
            continue;
        answer->clients.all[pair->client].others++;
        answer->accounts.all[pair->account].others++;
    }
    for (size_t i = 0; i < answer->pairs.count; i++) {
        const struct log_pair *pair = &answer->pairs.all[i];
        if (pair->failed == 0)
            continue;
        if (pair->ok)
            group->own += pair->failed;
        else if (!log_client_guesses(&answer->clients.all[pair->client]) &&
                 is_target(&answer->accounts.all[pair->account]))
            group->guessed += pair->failed;
    }
    for (size_t i = 0; i < answer->clients.count; i++)
        if (log_client_guesses(&answer->clients.all[i]))
            group->guessed += answer->clients.all[i].logins_failed;
    if (group->own > group->count)
        group->own = group->count;
    if (group->guessed > group->count - group->own)
        group->guessed = group->count - group->own;
}

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

void log_answer_finish(struct log_answer *answer)
{
    struct log_event event;
    while (join_left_over(answer->join, &event))
        take_joined(answer, &event);
    tell_guessing(answer);
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

void log_group_read(const struct log_group *group, const struct intake_context *told, struct record *record)
{
    struct log_event event = { .kind = group->kind,
                               .text = span_of(group->text),
                               .mechanism = span_of(group->mechanism) };
    log_event_read(&event, told, record);
}
