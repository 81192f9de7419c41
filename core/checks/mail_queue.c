#include "checks/mail_queue.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* From this age on a message has been tried more than once. */
enum { LONG_S = 3600 };

/* Reasons are counted by their words alone: names and numbers in them differ from message to message. */
enum { REASONS_MAX = 64 };
struct reasons {
    struct {
        uint64_t hash;
        size_t count;
        char text[256];
    } list[REASONS_MAX];
    size_t count;
};

static uint64_t shape_of(struct span text)
{
    uint64_t hash = 14695981039346656037ULL;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '@' || (c >= '0' && c <= '9'))
            continue;
        hash = (hash ^ (unsigned char)c) * 1099511628211ULL;
    }
    return hash;
}

/* "(host mx.example[192.0.2.1] said: 450 4.2.0 …)": what stands behind the host's name. */
static struct span without_host(struct span reason)
{
    size_t said = span_find(reason, SPAN("said: "));
    return said == SPAN_NONE ? reason : span_from(reason, said + 6);
}

static void count_reason(struct reasons *reasons, struct span reason)
{
    uint64_t shape = shape_of(without_host(reason));
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->list[i].hash == shape) {
            reasons->list[i].count++;
            return;
        }
    if (reasons->count == REASONS_MAX)
        return;
    reasons->list[reasons->count].hash = shape;
    reasons->list[reasons->count].count = 1;
    mem_copy_text(reasons->list[reasons->count].text, sizeof reasons->list[0].text, reason);
    reasons->count++;
}

static void take_reason(const struct reasons *reasons, struct mail_queue *queue)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->list[i].count > queue->reason_count) {
            queue->reason_count = reasons->list[i].count;
            mem_copy_text(queue->reason, sizeof queue->reason, span_of(reasons->list[i].text));
        }
}

static void add(struct mail_queue *queue, int64_t age_s)
{
    queue->count++;
    if (age_s > queue->oldest_s)
        queue->oldest_s = age_s;
}

/* ---- Postfix: postqueue(1) -j ---- */

static void take_postfix_message(const json_t *message, int64_t now, struct mail_queue *queue, struct reasons *reasons)
{
    const json_t *recipients = json_object_get(message, "recipients");
    const char *name = json_string_value(json_object_get(message, "queue_name"));
    json_int_t arrival = json_integer_value(json_object_get(message, "arrival_time"));
    add(queue, arrival > 0 && arrival <= now ? now - arrival : -1);
    queue->deferred += name && strcmp(name, "deferred") == 0;
    for (size_t i = 0; i < json_array_size(recipients); i++) {
        const json_t *reason = json_object_get(json_array_get(recipients, i), "delay_reason");
        if (json_is_string(reason))
            count_reason(reasons, (struct span){ json_string_value(reason), json_string_length(reason) });
    }
}

void mail_queue_postfix(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    struct reasons *reasons = mem_new(sizeof *reasons);
    struct span line;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        json_t *message = json_loadb(line.at, line.len, 0, NULL);
        if (json_is_object(message))
            take_postfix_message(message, now, ret_queue, reasons);
        json_decref(message);
    }
    take_reason(reasons, ret_queue);
    free(reasons);
}

/* ---- Exim: " 25m  2.9K 0t5C6f-0000c8-00 <alice@wonderland.example>", then the recipients ---- */

static int64_t seconds_of(struct span age)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
    uint64_t number;
    if (age.len < 2 || !span_number(span_head(age, age.len - 1), 1000000, &number))
        return -1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (age.at[age.len - 1] == units[i].unit)
            return (int64_t)number * units[i].seconds;
    return -1;
}

static bool read_exim_line(struct span line, int64_t *ret_age_s, struct span *ret_id, struct span *ret_rest)
{
    struct span age;
    struct span size;
    if (!span_word(&line, &age) || seconds_of(age) < 0 || !span_word(&line, &size) || !span_word(&line, ret_id) ||
        span_find_char(*ret_id, '-') == SPAN_NONE)
        return false;
    *ret_age_s = seconds_of(age);
    *ret_rest = line;
    return true;
}

/* What Exim has not got rid of within an hour was refused or not reached; its list does not say so. */
void mail_queue_exim(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    struct span line;
    (void)now;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        struct span id;
        struct span rest;
        int64_t age_s;
        if (!read_exim_line(line, &age_s, &id, &rest))
            continue;
        add(ret_queue, age_s);
        ret_queue->deferred += age_s > LONG_S || span_find(rest, SPAN("*** frozen ***")) != SPAN_NONE;
    }
}

size_t mail_queue_exim_ids(struct span text, char ids[][EXIM_ID_MAX], size_t room)
{
    struct span line;
    size_t count = 0;
    while (count < room && span_line(&text, &line)) {
        struct span id;
        struct span rest;
        int64_t age_s;
        if (read_exim_line(line, &age_s, &id, &rest) && id.len < EXIM_ID_MAX)
            mem_copy_text(ids[count++], EXIM_ID_MAX, id);
    }
    return count;
}

/* "2026-11-28 09:48:01 bob@x.test R=dnslookup T=remote_smtp defer (110): Connection timed out" */
struct span mail_queue_exim_failure(struct span log)
{
    struct span line;
    struct span failure = SPAN_EMPTY;
    while (span_line(&log, &line)) {
        size_t defer = span_find(line, SPAN(" defer ("));
        struct span rest = defer == SPAN_NONE ? SPAN_EMPTY : span_from(line, defer);
        size_t bracket = span_find_char(rest, ')');
        if (bracket == SPAN_NONE)
            continue;
        rest = span_from(rest, bracket + 1);
        failure = span_trim(span_starts(rest, SPAN(":")) ? span_from(rest, 1) : rest);
    }
    return failure;
}

/* ---- OpenSMTPD: "id|inet4|mta|auth|from|to|dsn|created|expires|last try|retries|state|reason…" ---- */

void mail_queue_opensmtpd(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    enum { CREATED = 7, LEAST = 8, FIELDS = 16 };
    struct reasons *reasons = mem_new(sizeof *reasons);
    struct span line;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        struct span fields[FIELDS];
        size_t count = 0;
        uint64_t created;
        while (count < FIELDS && span_cut(&line, '|', &fields[count]))
            count++;
        if (count < LEAST || !span_number(fields[CREATED], INT64_MAX, &created))
            continue;
        add(ret_queue, (int64_t)created <= now ? now - (int64_t)created : -1);
        if (count > LEAST && fields[count - 1].len > 8) {
            ret_queue->deferred++;
            count_reason(reasons, fields[count - 1]);
        }
    }
    take_reason(reasons, ret_queue);
    free(reasons);
}

/* ---- Sendmail: an id at the start of a line, the reason in brackets below it ---- */

static bool is_sendmail_id(struct span line)
{
    size_t len = 0;
    while (len < line.len &&
           ((line.at[len] >= '0' && line.at[len] <= '9') || (line.at[len] >= 'A' && line.at[len] <= 'Z') ||
            (line.at[len] >= 'a' && line.at[len] <= 'z')))
        len++;
    return len >= 12;
}

static bool read_month(struct span word, int *ret_month)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    size_t at = word.len == 3 ? span_find(SPAN(months), word) : SPAN_NONE;
    if (at == SPAN_NONE || at % 3)
        return false;
    *ret_month = (int)(at / 3);
    return true;
}

/* "Sat Nov 28 09:48" stands behind id and size; the month in English, whatever language we speak. */
static bool read_sendmail_time(struct span line, struct tm *ret_time)
{
    enum { ID, SIZE, WEEKDAY, MONTH, DAY, TIME, WORDS };
    struct span words[WORDS];
    uint64_t numbers[3];
    for (int i = 0; i < WORDS; i++)
        if (!span_word(&line, &words[i]))
            return false;
    size_t colon = span_find_char(words[TIME], ':');
    *ret_time = (struct tm){ .tm_isdst = -1 };
    if (colon == SPAN_NONE || !read_month(words[MONTH], &ret_time->tm_mon) ||
        !span_number(words[DAY], 31, &numbers[0]) || !span_number(span_head(words[TIME], colon), 23, &numbers[1]) ||
        !span_number(span_from(words[TIME], colon + 1), 59, &numbers[2]))
        return false;
    ret_time->tm_mday = (int)numbers[0];
    ret_time->tm_hour = (int)numbers[1];
    ret_time->tm_min = (int)numbers[2];
    return true;
}

/* Its year is left out: the last one in which that moment has been. */
static int64_t sendmail_age(struct span line, int64_t now)
{
    struct tm then;
    struct tm today;
    time_t seconds = (time_t)now;
    if (!read_sendmail_time(line, &then) || !localtime_r(&seconds, &today))
        return -1;
    struct tm before = then;
    then.tm_year = today.tm_year;
    before.tm_year = today.tm_year - 1;
    int64_t at = (int64_t)mktime(&then);
    if (at > now)
        at = (int64_t)mktime(&before);
    return at < 0 ? -1 : now - at;
}

void mail_queue_sendmail(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    struct reasons *reasons = mem_new(sizeof *reasons);
    struct span line;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        struct span trimmed = span_trim(line);
        if (is_sendmail_id(line)) {
            add(ret_queue, sendmail_age(line, now));
        } else if (trimmed.len > 2 && trimmed.at[0] == '(' && ret_queue->count) {
            ret_queue->deferred++;
            count_reason(reasons, trimmed);
        }
    }
    take_reason(reasons, ret_queue);
    free(reasons);
}

/* ---- what it comes to ---- */

bool mail_queue_is_long(const struct mail_queue *queue)
{
    enum { MANY = 100, MANY_DEFERRED = 20 };
    return queue->count > MANY || queue->deferred >= MANY_DEFERRED || (queue->oldest_s > LONG_S && queue->deferred);
}

void mail_queue_age(const struct mail_queue *queue, char *out, size_t room)
{
    long long minutes = (long long)(queue->oldest_s / 60);
    if (queue->oldest_s < 0)
        mem_copy_text(out, room, SPAN("?"));
    else
        (void)snprintf(out, room, "%lld:%02lld", minutes / 60, minutes % 60);
}

/* ---- asking ---- */

static const struct {
    const char *name; /* as people call it */
    const char *argv[4];
    void (*read)(struct span, int64_t, struct mail_queue *);
} servers[] = {
    { "Postfix", { "postqueue", "-j" }, mail_queue_postfix },
    { "Exim", { "exim4", "-bp" }, mail_queue_exim },
    { "Exim", { "exim", "-bp" }, mail_queue_exim },
    { "OpenSMTPD", { "smtpctl", "show", "queue" }, mail_queue_opensmtpd },
    { "Sendmail", { "mailq" }, mail_queue_sendmail },
};

static void tell(const struct inquiry *inquiry, const char *name, const struct mail_queue *queue)
{
    struct fact fact = fact_new(!queue->count               ? FACT_QUEUE_EMPTY
                                : mail_queue_is_long(queue) ? FACT_QUEUE_LONG
                                                            : FACT_QUEUE_SHORT,
                                "mail-queue");
    struct buf text;
    buf_init(&text, FACT_TEXT_MAX - 1);
    if (queue->reason_count)
        buf_addf(&text, "%zu× %s", queue->reason_count, queue->reason);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(name));
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&text));
    fact.number = (int64_t)queue->count;
    mail_queue_age(queue, fact.expected, sizeof fact.expected);
    scribe_fact(inquiry->scribe, &fact);
    buf_free(&text);
}

/* Of the oldest messages: Exim lists them first. */
static void ask_exim_reasons(const struct inquiry *inquiry, const char *command, struct span list,
                             struct mail_queue *queue)
{
    enum { ASKED_MAX = 16 };
    char ids[ASKED_MAX][EXIM_ID_MAX];
    struct reasons *reasons = mem_new(sizeof *reasons);
    size_t count = mail_queue_exim_ids(list, ids, ASKED_MAX);
    struct buf log;
    buf_init(&log, 64 * KIB);
    for (size_t i = 0; i < count; i++) {
        const char *const argv[] = { command, "-Mvl", ids[i], NULL };
        int status = 0;
        buf_clear(&log);
        if (command_run(argv, inquiry->limits, &log, &status) == COMMAND_STOPPED)
            break;
        struct span failure = mail_queue_exim_failure(buf_span(&log));
        if (failure.len)
            count_reason(reasons, failure);
    }
    take_reason(reasons, queue);
    buf_free(&log);
    free(reasons);
}

/* Stopped from outside it is told as not tested; without an answer, or with a failure for root, it is no matter of
 * rights.
 */
static void tell_unread(const struct inquiry *inquiry, const char *name, bool is_stopped)
{
    struct fact fact = fact_new(FACT_QUEUE_UNREAD, "mail-queue");
    if (is_stopped && limits_cancelled(inquiry->limits))
        return;
    const char *why = is_stopped ? "stopped" : geteuid() == 0 ? "failed" : name;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(why));
    mem_copy_text(fact.text, sizeof fact.text, span_of(name));
    scribe_fact(inquiry->scribe, &fact);
}

/* The first server whose command there is; a second one on the same machine would be unusual. */
void check_mail_queue(const struct inquiry *inquiry)
{
    struct buf text;
    buf_init(&text, 16 * MIB);
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        int status = 0;
        struct mail_queue queue;
        buf_clear(&text);
        enum command_end end = command_run(servers[i].argv, inquiry->limits, &text, &status);
        if (end == COMMAND_MISSING)
            continue;
        if (end == COMMAND_DONE && (status == 0 || text.full)) {
            servers[i].read(buf_span(&text), clock_wall(), &queue);
            if (servers[i].read == mail_queue_exim)
                ask_exim_reasons(inquiry, servers[i].argv[0], buf_span(&text), &queue);
            tell(inquiry, servers[i].name, &queue);
        } else {
            tell_unread(inquiry, servers[i].name, end == COMMAND_STOPPED);
        }
        break;
    }
    buf_free(&text);
}
