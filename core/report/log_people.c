#include "report/log_people.h"

#include "logs/log_format.h"

#include <string.h>

enum {
    HOUR = 3600,
    ACCOUNTS_OF_A_GUESSER = 5,
    CLIENTS_OF_A_TARGET = 8,
    TRIES_UNNAMED = 10,
    TRIES_OF_A_DEVICE = 10,
    TRIES_OF_A_MACHINE = 600, /* within an hour: no mail program asks that often */
    STRANGERS_TO_ONE = 5,     /* behind one address of an office far more accounts sign in than fail */
    INSIDE_OF_A_GUESSER = 8
};

/* ---- counting ---- */

/* Misra and Gries: what makes up more than a fifth of all is among those that are kept. */
void log_tally_add(struct log_name *name, enum cause cause)
{
    size_t unused = LOG_TALLY;
    for (size_t i = 0; i < LOG_TALLY; i++) {
        if (name->tally[i] && name->causes[i] == (uint8_t)cause) {
            name->tally[i]++;
            return;
        }
        if (name->tally[i] == 0)
            unused = i;
    }
    if (unused < LOG_TALLY) {
        name->causes[unused] = (uint8_t)cause;
        name->tally[unused] = 1;
        return;
    }
    for (size_t i = 0; i < LOG_TALLY; i++)
        name->tally[i]--;
}

enum cause log_tally_most(const struct log_name *name)
{
    size_t most = 0;
    for (size_t i = 1; i < LOG_TALLY; i++)
        if (name->tally[i] > name->tally[most])
            most = i;
    return name->tally[most] ? (enum cause)name->causes[most] : CAUSE_NONE;
}

static void count_name(struct log_name *name, const struct log_event *event, enum cause cause)
{
    if (!name)
        return;
    name->failures++;
    log_tally_add(name, cause);
    log_time_widen(&name->first, &name->last, event->time);
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

/* Accounts compare without case, as most servers look them up; few logs have a capital letter there. */
static struct log_name *take_account(struct log_answer *answer, struct span account)
{
    char folded[LOG_NAME_ROOM];
    size_t i = 0;
    account = span_head(account, LOG_NAME_ROOM - 1);
    while (i < account.len && (unsigned)(account.at[i] - 'A') > 25)
        i++;
    if (i == account.len)
        return log_names_take(&answer->accounts, account);
    for (i = 0; i < account.len; i++)
        folded[i] = (char)((unsigned)(account.at[i] - 'A') > 25 ? account.at[i] : account.at[i] | 0x20);
    return log_names_take(&answer->accounts, (struct span){ folded, account.len });
}

/*
 * Whose failure it is. A sender is a user of this server where its mail goes out or comes in to be sent on; else
 * anybody's.
 */
static struct span account_of(const struct log_event *event)
{
    if (event->account.len || event->sender.len == 0)
        return event->account;
    bool goes_out = event->relay.len == 0 || span_equal(event->relay, SPAN("none")) || log_is_outside(event->relay);
    bool is_own = event->kind == LOG_REJECTED ? log_is_submission(event) : goes_out;
    return is_own ? event->sender : SPAN_EMPTY;
}

static struct log_pair *pair_of(struct log_answer *answer, const struct log_name *client,
                                const struct log_name *account)
{
    if (!client || !account)
        return NULL;
    return log_pairs_take(&answer->pairs, (uint32_t)(client - answer->clients.all),
                          (uint32_t)(account - answer->accounts.all));
}

void log_people_failed(struct log_answer *answer, const struct log_event *event, enum cause cause)
{
    struct log_name *client = log_names_take(&answer->clients, event->client);
    struct log_name *account = take_account(answer, account_of(event));
    count_name(client, event, cause);
    count_name(account, event, cause);
    struct log_pair *pair = event->kind == LOG_LOGIN_FAILED ? pair_of(answer, client, account) : NULL;
    if (!pair)
        return;
    pair->failed++;
    log_time_widen(&pair->first, &pair->last, event->time);
}

void log_people_signed_in(struct log_answer *answer, const struct log_event *event)
{
    struct log_name *client = log_names_take(&answer->clients, event->client);
    struct log_name *account = take_account(answer, event->account);
    struct log_pair *pair = pair_of(answer, client, account);
    int64_t ignored = LOG_NO_TIME;
    answer->logins_ok++;
    if (client) {
        client->logins_ok++;
        log_time_widen(&ignored, &client->last_ok, event->time);
    }
    if (account) {
        account->logins_ok++;
        log_time_widen(&ignored, &account->last_ok, event->time);
    }
    if (pair) {
        pair->ok++;
        log_time_widen(&pair->first_ok, &pair->last_ok, event->time);
    }
}

/* ---- person, device, or someone who guesses ---- */

/* Behind one address there may be an office, or the webmail of everybody: those who sign in count against it. */
static bool tries_strangers(const struct log_name *client)
{
    if (client->logins_ok == 0)
        return client->others >= ACCOUNTS_OF_A_GUESSER;
    return client->outside >= ACCOUNTS_OF_A_GUESSER && client->outside >= STRANGERS_TO_ONE * client->inside &&
           client->inside <= INSIDE_OF_A_GUESSER && client->most_in_hour >= ACCOUNTS_OF_A_GUESSER;
}

bool log_client_guesses(const struct log_name *client)
{
    if (tries_strangers(client))
        return true;
    return client->logins_ok == 0 && (client->most_in_hour >= TRIES_OF_A_MACHINE ||
                                      (client->others == 0 && client->logins_failed >= TRIES_UNNAMED));
}

bool log_client_repeats(const struct log_name *client)
{
    return client->others == 1 && client->logins_failed >= TRIES_OF_A_DEVICE && !log_client_guesses(client);
}

static bool is_target(const struct log_name *account)
{
    return account->others >= CLIENTS_OF_A_TARGET;
}

static void count_pairs(struct log_answer *answer)
{
    for (size_t i = 0; i < answer->pairs.count; i++) {
        const struct log_pair *pair = &answer->pairs.all[i];
        struct log_name *client = &answer->clients.all[pair->client];
        client->inside += pair->ok > 0;
        client->outside += pair->ok == 0;
        client->others += pair->failed > 0;
        answer->accounts.all[pair->account].others += pair->failed > 0;
    }
}

/* This machine's own address is webmail or a filter. */
static bool is_own_address(const struct log_name *client)
{
    return strncmp(client->name, "127.", 4) == 0 || strcmp(client->name, "::1") == 0;
}

/* Signed in after it had begun to guess. */
static bool is_break_in(const struct log_answer *answer, const struct log_pair *pair)
{
    const struct log_name *client = &answer->clients.all[pair->client];
    if (pair->ok == 0 || !log_client_guesses(client) || is_own_address(client))
        return false;
    return client->first == LOG_NO_TIME || pair->first_ok == LOG_NO_TIME || pair->first_ok >= client->first;
}

static void add_break_in(struct log_answer *answer, const struct log_pair *pair)
{
    if (answer->break_in_count < LOG_BREAK_INS_MAX)
        answer->break_ins[answer->break_in_count] = (struct log_break_in){
            .client = pair->client, .account = pair->account, .time = pair->first_ok, .logins = pair->ok
        };
    answer->break_in_count++;
}

static void judge_pair(struct log_answer *answer, const struct log_pair *pair)
{
    struct log_group *group = &answer->groups[CAUSE_BAD_CREDENTIALS];
    if (is_break_in(answer, pair))
        add_break_in(answer, pair);
    if (pair->failed == 0 || log_client_guesses(&answer->clients.all[pair->client]))
        return;
    if (pair->ok)
        group->own += pair->failed;
    else if (is_target(&answer->accounts.all[pair->account]))
        group->guessed += pair->failed;
    else if (pair->failed >= TRIES_OF_A_DEVICE)
        group->repeated += pair->failed;
}

static uint64_t at_most(uint64_t count, uint64_t most)
{
    return count < most ? count : most;
}

/* Sign-ins whose account is not known are told by the client alone. */
static void judge_logins(struct log_answer *answer)
{
    struct log_group *group = &answer->groups[CAUSE_BAD_CREDENTIALS];
    for (size_t i = 0; i < answer->pairs.count; i++)
        judge_pair(answer, &answer->pairs.all[i]);
    for (size_t i = 0; i < answer->clients.count; i++)
        if (log_client_guesses(&answer->clients.all[i]))
            group->guessed += answer->clients.all[i].logins_failed;
    group->own = at_most(group->own, group->count);
    group->repeated = at_most(group->repeated, group->count - group->own);
    group->guessed = at_most(group->guessed, group->count - group->own - group->repeated);
}

static void name_causes(struct log_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        names->all[i].cause = log_tally_most(&names->all[i]);
}

void log_people_finish(struct log_answer *answer)
{
    name_causes(&answer->clients);
    name_causes(&answer->accounts);
    count_pairs(answer);
    judge_logins(answer);
}
