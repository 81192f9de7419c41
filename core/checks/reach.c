#include "base/buf.h"
#include "base/mem.h"
#include "checks/sides.h"
#include "net/ping.h"
#include "net/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fact about(const struct inquiry *inquiry, enum fact_kind kind, const char *check)
{
    struct fact fact = fact_new(kind, check);
    fact.stage = STAGE_CONNECT;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(inquiry->ground->host));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(inquiry->ground->addresses->address[0]));
    return fact;
}

/* ---- ping: is it there, how far, how steady ---- */

/* Lost is what a later one has overtaken: a short run sends few, and hosts that answer only so many say so at the end.
 */
static enum fact_kind kind_of_ping(const struct ping *ping)
{
    enum { UNSTEADY_LOST = 2 }; /* one may be chance */
    unsigned lost = ping->judged - ping->answered;
    if (!ping->may)
        return FACT_PING_DENIED;
    if (!ping->answered)
        return FACT_PING_SILENT;
    if (lost < UNSTEADY_LOST)
        return FACT_PING_OK;
    return lost * 2 >= ping->judged ? FACT_PING_HALF_LOST : FACT_PING_LOSS;
}

/* Stopped before there were enough to tell a bad way from chance: one way would be called good now and bad next. */
static bool is_too_little(const struct ping *ping, struct limits limits)
{
    enum { ENOUGH = 5 };
    return ping->may && ping->judged < ENOUGH && limits_cancelled(limits);
}

void check_ping(const struct inquiry *inquiry)
{
    struct ping ping;
    ping_address(inquiry->ground->addresses->address[0], inquiry->limits, &ping);
    if (is_too_little(&ping, inquiry->limits))
        return;
    struct fact fact = about(inquiry, kind_of_ping(&ping), "ping");
    (void)snprintf(fact.text, sizeof fact.text, "%.1f", (double)ping.jitter_us / 1000);
    bool is_lossy = fact.kind == FACT_PING_LOSS || fact.kind == FACT_PING_HALF_LOST;
    (void)snprintf(fact.expected, sizeof fact.expected, "%u", is_lossy ? ping.judged : ping.sent);
    fact.number = ping.answered;
    fact.ms = ping.answered ? (ping.mean_us + 500) / 1000 : -1;
    scribe_fact(inquiry->scribe, &fact);
    if (ping.has_lost_large) {
        struct fact lost = about(inquiry, FACT_PING_LARGE_LOST, "ping");
        lost.number = PING_LARGE;
        scribe_fact(inquiry->scribe, &lost);
    }
}

/* ---- only where the connection itself gets no answer ---- */

const char *trace_left_out(const struct inquiry *inquiry)
{
    return inquiry->target->connect_to[0] || inquiry->target->proxy[0] ? "" : NULL;
}

/* Of any port at all; or of the one that the person uses, whatever the others do. */
static bool is_known(const struct inquiry *inquiry, bool is_any, enum fact_kind kind, const atomic_bool *of_given)
{
    return is_any || !inquiry->target->server.port ? ground_saw(inquiry->ground, kind) : atomic_load(of_given);
}

/* A connection that gets through soon needs no further look. */
static bool is_needed(const struct inquiry *inquiry, bool is_any)
{
    enum { PATIENCE_MS = 1200, LOOK_MS = 50 };
    struct limits limits = limits_within(inquiry->limits, PATIENCE_MS);
    const struct ground *ground = inquiry->ground;
    while (!is_known(inquiry, is_any, FACT_PORT_OPEN, &ground->given_is_open)) {
        /* The answer is there, and it is no: waiting for a better one is of no use. */
        if (is_known(inquiry, is_any, FACT_PORT_REFUSED, &ground->given_is_refused))
            return true;
        if (limits_wait(limits_within(limits, LOOK_MS), -1, 0) == OUTCOME_CANCELLED)
            return false;
        if (!limits_left_ms(limits))
            return true;
    }
    return false;
}

/* ---- the host's other services: is it down, or only its SMTP, or only for us ---- */

static bool answers(const struct inquiry *inquiry, uint16_t port, int64_t *ret_ms)
{
    enum { SERVICE_MS = 900 };
    struct dialled *dialled = mem_new(sizeof *dialled);
    enum outcome outcome = dial(inquiry->ground->addresses, port, limits_within(inquiry->limits, SERVICE_MS), dialled);
    *ret_ms = dialled->ms;
    stream_close(&dialled->stream);
    free(dialled);
    return outcome == OUTCOME_DONE;
}

void check_other_services(const struct inquiry *inquiry)
{
    static const struct {
        uint16_t port;
        const char *name;
    } services[] = { { 993, "IMAP" }, { 443, "HTTPS" }, { 995, "POP3" } };
    int64_t ms = -1;
    if (!is_needed(inquiry, true))
        return;
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        if (!answers(inquiry, services[i].port, &ms))
            continue;
        struct fact fact = about(inquiry, FACT_OTHER_SERVICE, "other-services");
        mem_copy_text(fact.text, sizeof fact.text, span_of(services[i].name));
        fact.number = services[i].port;
        fact.ms = ms;
        scribe_fact(inquiry->scribe, &fact);
        return;
    }
    if (limits_cancelled(inquiry->limits))
        return;
    struct fact fact = about(inquiry, FACT_OTHER_SERVICES_NONE, "other-services");
    scribe_fact(inquiry->scribe, &fact);
}

static void list_hops(const struct trace *trace, struct buf *list)
{
    for (size_t i = 0; i < trace->count; i++) {
        const struct hop *hop = &trace->hops[i];
        buf_addf(list, "%s%zu %s", i ? ", " : "", i + 1, hop->address[0] ? hop->address : "*");
        if (hop->ms >= 0)
            buf_addf(list, " %lld ms", (long long)hop->ms);
    }
}

static uint16_t port_of(const struct inquiry *inquiry)
{
    uint16_t port = inquiry->target->server.port;
    return port ? port : 587;
}

void check_trace(const struct inquiry *inquiry)
{
    struct trace trace;
    struct buf list;
    if (!is_needed(inquiry, false))
        return;
    trace_tcp(inquiry->ground->addresses->address[0], port_of(inquiry), inquiry->limits, &trace);
    if (limits_cancelled(inquiry->limits) && !trace.count)
        return;
    buf_init(&list, FACT_TEXT_MAX - 1);
    list_hops(&trace, &list);
    enum fact_kind kind = trace.has_arrived ? FACT_TRACE_ARRIVED : trace.count ? FACT_TRACE_ENDS : FACT_TRACE_SILENT;
    struct fact fact = about(inquiry, kind, "trace");
    if (trace.count)
        mem_copy_text(fact.expected, sizeof fact.expected, span_of(trace.hops[trace.count - 1].address));
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&list));
    fact.number = (int64_t)trace.count;
    fact.where.port = port_of(inquiry);
    scribe_fact(inquiry->scribe, &fact);
    buf_free(&list);
}
