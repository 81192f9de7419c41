#include "logs/join.h"

#include "base/mem.h"
#include "logs/signin.h"
#include "logs/transcript.h"

#include <stdlib.h>
#include <string.h>

enum {
    WAYS = 4,
    SETS = JOIN_MESSAGES / WAYS,
    REASONS = 256,
    CONNECTIONS = 1024,
    SAYINGS = 256,
    DELIVERIES = 1024,
    QUEUE_ID_TEXT = 32,
    ADDRESS_TEXT = 46,
    REASON_SECONDS = 30,
    UNNAMED_SECONDS = 2,
    SAYING_SECONDS = 300
};

struct message {
    enum signin_part asked;     /* what the server waits for */
    bool is_refused, is_echoed; /* a failure was told, by the server and by an echo */
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT], sender[JOIN_TEXT], message_id[JOIN_TEXT], mechanism[16];
};

/* Which messages are known; looked through often, and so kept in one line of the cache. */
struct set {
    uint64_t keys[WAYS]; /* 0: free */
    uint32_t used[WAYS]; /* 0: free */
    uint16_t place[WAYS];
};

/*
 * What the user database said about a sign-in that is about to fail, or has just failed; or, with a recipient and
 * no account, what the store said about a message that the mail server could not hand over.
 */
struct reason {
    int64_t time;
    bool is_open; /* no failure has been found beside it yet */
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT], recipient[JOIN_TEXT], text[2 * JOIN_TEXT], line[4 * JOIN_TEXT];
};

/* A connection, known by the id that the server gave it, else by the process that serves it. */
struct connection {
    uint64_t key; /* 0: free */
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT];
};

/* Why a delivery is about to fail, where that stands on lines before the one that says that it has. */
struct saying {
    uint64_t key; /* of the message and the recipient, 0: free */
    int64_t time;
    unsigned code;
    char enhanced[12], text[2 * JOIN_TEXT];
};

/* A delivery that has begun; the line about its end names nothing but its number. */
struct delivery {
    uint64_t key; /* of its number on its host, 0: free */
    uint64_t message;
    char queue_id[QUEUE_ID_TEXT], recipient[JOIN_TEXT];
};

struct join {
    uint32_t now; /* counts uses, so that the oldest is known */
    uint64_t forgotten;
    struct set sets[SETS];
    /* Most servers have few messages under way: the place that was freed last is taken first, it is in the cache. */
    struct message messages[JOIN_MESSAGES];
    uint16_t free[JOIN_MESSAGES];
    size_t free_count;
    struct delivery deliveries[DELIVERIES];
    struct reason reasons[REASONS];
    size_t next_reason, left_over;
    struct reason given; /* evicted and to be told */
    struct connection connections[CONNECTIONS];
    struct saying sayings[SAYINGS];
    /* Deliveries that failed a moment ago, and no echo has come. */
    const char *failed_format;
    int64_t failed_time;
    unsigned failed;
    struct transcripts *transcripts;
};

struct join *join_new(void)
{
    struct join *join = mem_new(sizeof *join);
    for (join->free_count = 0; join->free_count < JOIN_MESSAGES; join->free_count++)
        join->free[join->free_count] = (uint16_t)(JOIN_MESSAGES - 1 - join->free_count);
    join->transcripts = transcripts_new();
    return join;
}

void join_free(struct join *join)
{
    if (join)
        transcripts_free(join->transcripts);
    free(join);
}

uint64_t join_forgotten(const struct join *join)
{
    return join->forgotten;
}

/* ---- messages ---- */

static void clear_message(struct message *message)
{
    message->client[0] = message->account[0] = message->sender[0] = '\0';
    message->message_id[0] = message->mechanism[0] = '\0';
    message->asked = SIGNIN_NOTHING;
    message->is_refused = message->is_echoed = false;
}

static struct set *set_of(struct join *join, uint64_t key)
{
    return &join->sets[(key >> 8) % SETS];
}

/* WAYS when it is not there. */
static size_t find_way(const struct set *set, uint64_t key)
{
    size_t way = 0;
    while (way < WAYS && set->keys[way] != key)
        way++;
    return way;
}

/* A free place, else that of the message that was used longest ago. */
static size_t take_way(struct join *join, struct set *set)
{
    size_t oldest = 0;
    for (size_t i = 1; i < WAYS; i++)
        if (set->used[i] < set->used[oldest])
            oldest = i;
    if (set->keys[oldest])
        join->forgotten++;
    else
        set->place[oldest] = join->free[--join->free_count];
    return oldest;
}

static struct message *find_message(struct join *join, uint64_t key, bool may_take)
{
    struct set *set = set_of(join, key);
    size_t way = find_way(set, key);
    bool is_new = way == WAYS;
    if (is_new && !may_take)
        return NULL;
    if (is_new)
        way = take_way(join, set);
    struct message *message = &join->messages[set->place[way]];
    set->keys[way] = key;
    set->used[way] = ++join->now;
    if (is_new)
        clear_message(message);
    return message;
}

/* The server has done with it: its id may come again for another message. */
static void end_message(struct join *join, uint64_t key)
{
    struct set *set = set_of(join, key);
    size_t way = find_way(set, key);
    if (way == WAYS)
        return;
    join->free[join->free_count++] = set->place[way];
    set->keys[way] = 0;
    set->used[way] = 0;
}

void join_expect(const struct join *join, uint64_t key)
{
    __builtin_prefetch(&join->sets[(key >> 8) % SETS], 1);
}

static void keep(char *kept, size_t room, struct span said)
{
    if (said.len)
        mem_copy_text(kept, room, said);
}

static void keep_message(struct message *message, const struct log_event *event)
{
    keep(message->client, sizeof message->client, event->client);
    keep(message->account, sizeof message->account, event->account);
    keep(message->sender, sizeof message->sender, event->sender);
    keep(message->message_id, sizeof message->message_id, event->message_id);
    keep(message->mechanism, sizeof message->mechanism, event->mechanism);
}

static void fill(struct span *said, const char *kept)
{
    if (said->len == 0)
        *said = span_of(kept);
}

static void fill_event(const struct message *message, struct log_event *event)
{
    fill(&event->client, message->client);
    fill(&event->account, message->account);
    fill(&event->sender, message->sender);
    fill(&event->message_id, message->message_id);
    fill(&event->mechanism, message->mechanism);
}

/* AUTH LOGIN asks for the name and then for the password: the answer to the first question, and to no other, is kept.
 * A line with an answer is never shown. */
static void join_session(struct message *message, struct log_event *event)
{
    if (event->mechanism.len) /* another sign-in, and perhaps another account */
        message->account[0] = '\0';
    if (event->code == 334) {
        message->asked = signin_asked(event->text);
    } else if (event->text.len) {
        (void)signin_name(message->asked, event->text, message->account, sizeof message->account);
        message->asked = SIGNIN_NOTHING;
        event->queue_id = SPAN_EMPTY;
    }
}

/* What the line says is kept, and what it does not say comes from earlier ones. */
static void join_message(struct join *join, struct log_event *event)
{
    bool is_early = event->kind == LOG_ARRIVED || event->kind == LOG_SENDER || event->kind == LOG_MESSAGE_ID ||
                    event->kind == LOG_SESSION;
    bool may_take = is_early || (!event->is_brief && event->kind != LOG_REMOVED);
    struct message *message = find_message(join, event->key, may_take);
    if (!message)
        return;
    if (event->kind == LOG_ARRIVED) /* the end of an earlier one of the same id is not in the log */
        clear_message(message);
    if (event->kind == LOG_SESSION)
        join_session(message, event);
    if (is_early || !event->is_brief)
        keep_message(message, event);
    if (!is_early || !event->is_brief)
        fill_event(message, event);
}

/* ---- deliveries ---- */

static uint64_t delivery_key(const struct log_event *event)
{
    return (span_hash(event->host) ^ event->delivery) | (uint64_t)1 << 63;
}

static void begin_delivery(struct join *join, const struct log_event *event)
{
    struct delivery *delivery = &join->deliveries[event->delivery % DELIVERIES];
    delivery->key = delivery_key(event);
    delivery->message = event->key;
    mem_copy_text(delivery->queue_id, sizeof delivery->queue_id, event->queue_id);
    mem_copy_text(delivery->recipient, sizeof delivery->recipient, event->recipient);
}

static void join_delivery(struct join *join, struct log_event *event)
{
    struct delivery *delivery = &join->deliveries[event->delivery % DELIVERIES];
    if (delivery->key != delivery_key(event))
        return;
    delivery->key = 0;
    event->key = delivery->message;
    event->queue_id = span_of(delivery->queue_id);
    event->recipient = span_of(delivery->recipient);
}

/* ---- why a delivery failed ---- */

static int64_t seconds_apart(int64_t a, int64_t b)
{
    if (a == LOG_NO_TIME || b == LOG_NO_TIME)
        return INT64_MAX;
    return a > b ? a - b : b - a;
}

static struct saying *find_saying(struct join *join, uint64_t key)
{
    return &join->sayings[key % SAYINGS];
}

static uint64_t saying_key(const struct log_event *event, struct span recipient)
{
    return (event->key ^ span_hash(recipient)) | 1;
}

/* A reply of several lines comes line by line. */
static void keep_saying(struct join *join, const struct log_event *event)
{
    uint64_t key = saying_key(event, event->recipient);
    struct saying *saying = find_saying(join, key);
    if (saying->key != key)
        *saying = (struct saying){ .key = key, .code = event->code };
    saying->time = event->time;
    size_t len = strlen(saying->text);
    if (len && len + 1 < sizeof saying->text)
        saying->text[len++] = ' ';
    mem_copy_text(saying->text + len, sizeof saying->text - len, event->text);
    mem_copy_text(saying->enhanced, sizeof saying->enhanced, event->enhanced);
}

/* Said of the recipient, else of the message as a whole. */
static void join_saying(struct join *join, struct log_event *event)
{
    uint64_t keys[] = { saying_key(event, event->recipient), saying_key(event, SPAN_EMPTY) };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct saying *saying = find_saying(join, keys[i]);
        if (saying->key != keys[i])
            continue;
        saying->key = 0;
        if (seconds_apart(event->time, saying->time) > SAYING_SECONDS)
            continue;
        event->text = span_of(saying->text);
        event->code = saying->code;
        event->enhanced = span_of(saying->enhanced);
        return;
    }
}

/* ---- reasons ---- */

static void open_reason(struct join *join, const struct log_event *event)
{
    struct reason *reason = &join->reasons[join->next_reason++ % REASONS];
    *reason = (struct reason){ .time = event->time, .is_open = true };
    mem_copy_text(reason->client, sizeof reason->client, event->client);
    mem_copy_text(reason->account, sizeof reason->account, event->account);
    mem_copy_text(reason->recipient, sizeof reason->recipient, event->recipient);
    mem_copy_text(reason->text, sizeof reason->text, event->text);
    mem_copy_text(reason->line, sizeof reason->line, event->line);
}

/* "anna" and "anna@example.com" may be the same name; one that is not said may be any. */
static bool names_agree(struct span a, struct span b)
{
    struct span shorter = a.len < b.len ? a : b;
    struct span longer = a.len < b.len ? b : a;
    return span_equal_nocase(a, b) || shorter.len == 0 ||
           (span_starts_nocase(longer, shorter) && longer.at[shorter.len] == '@');
}

/* How well a reason fits a failed sign-in; 0: not at all. */
static unsigned fits_login(const struct reason *reason, const struct log_event *event, int64_t apart)
{
    bool has_client = reason->client[0];
    if (reason->recipient[0] || (has_client && !span_equal(event->client, span_of(reason->client))))
        return 0;
    if (!has_client && apart > UNNAMED_SECONDS)
        return 0;
    unsigned name = names_agree(event->account, span_of(reason->account)) ? 2 : 0;
    return 1 + name + has_client;
}

static unsigned fits_delivery(const struct reason *reason, const struct log_event *event, int64_t apart)
{
    (void)apart;
    return reason->recipient[0] && names_agree(event->recipient, span_of(reason->recipient));
}

/* Of the reasons that wait and fit best the one that has waited longest, written at most half a minute apart. */
static struct reason *find_reason(struct join *join, const struct log_event *event,
                                  unsigned (*fits)(const struct reason *, const struct log_event *, int64_t))
{
    struct reason *best = NULL;
    unsigned most = 1;
    for (size_t i = 0; i < REASONS && i < join->next_reason; i++) {
        struct reason *reason = &join->reasons[(join->next_reason - 1 - i) % REASONS];
        int64_t apart = seconds_apart(event->time, reason->time);
        if (apart > REASON_SECONDS)
            break; /* earlier ones are further away */
        unsigned fit = reason->is_open ? fits(reason, event, apart) : 0;
        if (fit < most)
            continue;
        most = fit;
        best = reason;
    }
    return best;
}

static void join_reason(struct join *join, struct log_event *event)
{
    if (event->client.len == 0 || event->time == LOG_NO_TIME)
        return;
    struct reason *reason = find_reason(join, event, fits_login);
    if (!reason)
        return;
    reason->is_open = false;
    if (event->account.len == 0)
        event->account = span_of(reason->account);
    if (span_equal_nocase(event->account, span_of(reason->account)))
        event->text = span_of(reason->text);
}

/* The mail server says in its own words what the store has told it, with the code. */
static void close_reason(struct join *join, const struct log_event *event)
{
    struct reason *reason = event->time == LOG_NO_TIME ? NULL : find_reason(join, event, fits_delivery);
    if (reason)
        reason->is_open = false;
}

static void tell_reason(const struct reason *reason, struct log_event *ret_event)
{
    *ret_event = (struct log_event){ .kind = reason->account[0] ? LOG_LOGIN_FAILED : LOG_DEFERRED,
                                     .time = reason->time,
                                     .format = "dovecot",
                                     .client = span_of(reason->client),
                                     .account = span_of(reason->account),
                                     .recipient = span_of(reason->recipient),
                                     .text = span_of(reason->text),
                                     .line = span_of(reason->line) };
}

bool join_left_over(struct join *join, struct log_event *ret_event)
{
    while (join->left_over < REASONS) {
        struct reason *reason = &join->reasons[(join->next_reason + join->left_over++) % REASONS];
        if (!reason->is_open)
            continue;
        reason->is_open = false;
        tell_reason(reason, ret_event);
        return true;
    }
    return transcript_left_over(join->transcripts, ret_event);
}

/* ---- connections ---- */

/*
 * What the server itself wrote of the connection stands above what a later line says. An arrival keeps no account:
 * with one it would count as a sign-in, and that has been counted.
 */
static void join_connection(struct join *join, struct log_event *event)
{
    uint64_t key = event->session ? event->session : event->pid;
    struct connection *connection = &join->connections[key % CONNECTIONS];
    bool is_known = connection->key == key;
    if (key == 0 || (!is_known && event->client.len == 0 && event->account.len == 0))
        return;
    if (!is_known)
        *connection = (struct connection){ .key = key };
    if (event->session == 0 || event->kind == LOG_DETAIL || !connection->client[0])
        keep(connection->client, sizeof connection->client, event->client);
    if (event->kind == LOG_LOGIN_OK)
        keep(connection->account, sizeof connection->account, event->account);
    if (connection->client[0])
        event->client = span_of(connection->client);
    bool is_of_account = event->kind == LOG_SENDER || event->kind == LOG_REJECTED;
    if (event->session && is_of_account)
        fill(&event->account, connection->account);
}

/* ---- one event ---- */

/* Says more about a failure that another line counts. True when that makes a failure of an earlier one. */
static bool take_detail(struct join *join, struct log_event *event)
{
    if (event->key && (event->recipient.len || event->code)) {
        keep_saying(join, event);
        return false;
    }
    if (event->account.len == 0 && event->recipient.len == 0)
        return false;
    /* A reason that is pushed out before its failure came is a failure of its own. */
    join->given = join->reasons[join->next_reason % REASONS];
    open_reason(join, event);
    if (join->given.is_open)
        tell_reason(&join->given, event);
    return join->given.is_open;
}

/* ---- one failure on two lines ---- */

/* Both name the message or the request: what the mail server refused and a filter beside it, whichever comes first. */
static bool is_told_by_name(struct join *join, const struct log_event *event)
{
    struct message *message = event->key ? find_message(join, event->key, event->is_echo) : NULL;
    if (!message)
        return false;
    bool is_told = message->is_echoed || (event->is_echo && message->is_refused);
    message->is_echoed = message->is_echoed || event->is_echo;
    message->is_refused = message->is_refused || !event->is_echo;
    return is_told;
}

/* What came of a delivery, soon after the reply or the error that it came of; nothing but the time joins them. */
static bool is_told_before(struct join *join, const struct log_event *event)
{
    bool is_timed = event->time != LOG_NO_TIME;
    bool is_near = join->failed && is_timed && join->failed_format == event->format &&
                   event->time >= join->failed_time && event->time - join->failed_time <= REASON_SECONDS;
    if (event->is_echo) {
        join->failed -= is_near;
        return is_near;
    }
    join->failed = !is_timed ? 0 : is_near ? join->failed + 1 : 1;
    join->failed_time = event->time;
    join->failed_format = event->format;
    return false;
}

bool join_event(struct join *join, struct log_event *event)
{
    bool is_told = event->kind == LOG_TLS_FAILED || (event->kind == LOG_DETAIL && event->account.len == 0);
    if (event->step != TRANSCRIPT_NONE)
        return transcript_join(join->transcripts, event);
    if (event->kind == LOG_STARTED) {
        begin_delivery(join, event);
        return false;
    }
    if (event->is_whole) {
        end_message(join, event->key); /* an earlier one of the same id */
        return true;
    }
    if (event->session || is_told)
        join_connection(join, event);
    if (event->delivery)
        join_delivery(join, event);
    if (event->key)
        join_message(join, event);
    switch (event->kind) {
    case LOG_REMOVED:
        if (event->key)
            end_message(join, event->key);
        return false;
    case LOG_DETAIL:
        return take_detail(join, event);
    case LOG_LOGIN_FAILED:
        join_reason(join, event);
        return !is_told_by_name(join, event);
    case LOG_REJECTED:
        return !is_told_by_name(join, event);
    case LOG_DEFERRED:
    case LOG_BOUNCED:
    case LOG_EXPIRED:
        if (event->key)
            join_saying(join, event);
        close_reason(join, event);
        return event->kind == LOG_EXPIRED || !is_told_before(join, event);
    case LOG_SENDER:
    case LOG_MESSAGE_ID:
    case LOG_SESSION:
        return false;
    default:
        return true;
    }
}
