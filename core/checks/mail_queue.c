#include "checks/mail_queue.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"

#include <jansson.h>
#include <string.h>

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

void mail_queue_exim(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    struct span line;
    (void)now;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        struct span age;
        struct span size;
        struct span id;
        struct span rest = line;
        if (!span_word(&rest, &age) || seconds_of(age) < 0 || !span_word(&rest, &size) || !span_word(&rest, &id) ||
            span_find_char(id, '-') == SPAN_NONE)
            continue;
        add(ret_queue, seconds_of(age));
        ret_queue->deferred += span_find(rest, SPAN("*** frozen ***")) != SPAN_NONE;
    }
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

void mail_queue_sendmail(struct span text, int64_t now, struct mail_queue *ret_queue)
{
    struct reasons *reasons = mem_new(sizeof *reasons);
    struct span line;
    (void)now;
    *ret_queue = (struct mail_queue){ .oldest_s = -1 };
    while (span_line(&text, &line)) {
        struct span trimmed = span_trim(line);
        if (is_sendmail_id(line)) {
            add(ret_queue, -1);
        } else if (trimmed.len > 2 && trimmed.at[0] == '(' && ret_queue->count) {
            ret_queue->deferred++;
            count_reason(reasons, trimmed);
        }
    }
    take_reason(reasons, ret_queue);
    free(reasons);
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
    enum { MANY = 100, LONG_S = 3600 };
    bool is_long = queue->count > MANY || (queue->oldest_s > LONG_S && queue->deferred);
    struct fact fact = fact_new(!queue->count ? FACT_QUEUE_EMPTY
                                : is_long     ? FACT_QUEUE_LONG
                                              : FACT_QUEUE_SHORT,
                                "mail-queue");
    struct buf text;
    buf_init(&text, FACT_TEXT_MAX - 1);
    if (queue->reason_count)
        buf_addf(&text, "%zu× %s", queue->reason_count, queue->reason);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(name));
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&text));
    fact.number = (int64_t)queue->count;
    if (queue->oldest_s >= 0)
        snprintf(fact.expected, sizeof fact.expected, "%lld", (long long)(queue->oldest_s / 60));
    scribe_fact(inquiry->scribe, &fact);
    buf_free(&text);
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
            tell(inquiry, servers[i].name, &queue);
        } else {
            struct fact fact = fact_new(FACT_QUEUE_UNREAD, "mail-queue");
            mem_copy_text(fact.subject, sizeof fact.subject, span_of(servers[i].name));
            scribe_fact(inquiry->scribe, &fact);
        }
        break;
    }
    buf_free(&text);
}
