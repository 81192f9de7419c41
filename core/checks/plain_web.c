#include "checks/plain_web.h"

#include "base/mem.h"
#include "checks/clock_compare.h"
#include "checks/sides.h"
#include "net/dial.h"
#include "net/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pages made for this question, asked in turn until one answers. What they answer is known. */
static const struct {
    const char *url;
    unsigned status;
    const char *body; /* how it begins; "": nothing */
} pages[] = { { "http://detectportal.firefox.com/success.txt", 200, "success" },
              { "http://connect.rom.miui.com/generate_204", 204, "" },
              { "http://connectivitycheck.gstatic.com/generate_204", 204, "" } };

static struct span host_of(struct span url)
{
    size_t at = span_find(url, SPAN("://"));
    struct span host = at == SPAN_NONE ? url : span_from(url, at + 3);
    size_t end = span_find_char(host, '/');
    return end == SPAN_NONE ? host : span_head(host, end);
}

void plain_web_hosts(struct buf *out)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct span host = host_of(span_of(pages[i].url));
        buf_addf(out, "%s%.*s", i ? ", " : "", SPAN_ARG(host));
    }
}

const char *plain_web_left_out(const struct inquiry *inquiry)
{
    return inquiry->target->connect_to[0] || inquiry->target->proxy[0] ? "" : NULL;
}

/* ---- only where something answers wrongly, or nothing does ---- */

static bool saw_any(const struct ground *ground, const enum fact_kind *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ground_saw(ground, kinds[i]))
            return true;
    return false;
}

static bool is_odd(const struct ground *ground)
{
    static const enum fact_kind odd[] = { FACT_GREETING_NOT_SMTP, FACT_CERT_EXPIRED,     FACT_CERT_NOT_YET,
                                          FACT_CERT_NAME,         FACT_CERT_SELF_SIGNED, FACT_CERT_UNTRUSTED,
                                          FACT_CERT_INTERCEPTED,  FACT_TLS_NOT_TLS,      FACT_REPLY_BROKEN,
                                          FACT_PORT_UNREACHABLE,  FACT_HOST_UNREACHABLE, FACT_NAME_SERVER_FAILED,
                                          FACT_NAME_NO_ANSWER };
    return saw_any(ground, odd, sizeof odd / sizeof *odd);
}

/* Some port lets the person come as far as the sign-in, and with a good certificate. */
static bool is_fine(const struct ground *ground)
{
    return ground_saw(ground, FACT_AUTH_OFFERED) && ground_saw(ground, FACT_CERT_OK);
}

static bool is_needed(const struct inquiry *inquiry)
{
    enum { PATIENCE_MS = 1500, LOOK_MS = 50 };
    const struct ground *ground = inquiry->ground;
    struct limits limits = limits_within(inquiry->limits, PATIENCE_MS);
    while (!is_odd(ground)) {
        if (is_fine(ground))
            return false;
        if (limits_wait(limits_within(limits, LOOK_MS), -1, 0) == OUTCOME_CANCELLED)
            return false;
        if (!limits_left_ms(limits))
            return !ground_saw(ground, FACT_PORT_OPEN);
    }
    return true;
}

/* ---- a page whose answer is known ---- */

static bool is_as_known(size_t page, const struct fetched *fetched)
{
    struct span body = span_trim(buf_span(&fetched->body));
    bool has_body = pages[page].body[0] ? span_equal(body, span_of(pages[page].body)) : body.len == 0;
    return fetched->status == pages[page].status && has_body;
}

static void tell_page(const struct inquiry *inquiry, size_t page, const struct fetched *fetched)
{
    bool known = is_as_known(page, fetched);
    struct fact fact = fact_new(known ? FACT_WEB_OPEN : FACT_WEB_PORTAL, "plain-web");
    struct span asked = host_of(span_of(pages[page].url));
    mem_copy_text(fact.expected, sizeof fact.expected, asked);
    mem_copy_text(fact.subject, sizeof fact.subject, host_of(span_of(fetched->url)));
    fact.number = fetched->status;
    fact.ms = fetched->ms;
    scribe_fact(inquiry->scribe, &fact);
    if (!known || !fetched->date)
        return; /* a portal's clock is no witness */
    fact = clock_compare(clock_wall(), fetched->date, asked, "plain-web");
    scribe_fact(inquiry->scribe, &fact);
}

static bool ask_page(const struct inquiry *inquiry, size_t page)
{
    enum { PAGE_MS = 1200 };
    struct fetched fetched;
    struct fetch_wish wish = {
        .url = pages[page].url, .resolver = inquiry->target->resolver, .may_be_plain = true, .max_bytes = 4096
    };
    fetch_get(&wish, limits_within(inquiry->limits, PAGE_MS), &fetched);
    bool answered = fetched.status != 0 && (fetched.end == FETCH_DONE || fetched.end == FETCH_TOO_LARGE);
    if (answered)
        tell_page(inquiry, page, &fetched);
    fetched_clear(&fetched);
    return answered;
}

static void ask_pages(const struct inquiry *inquiry)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (ask_page(inquiry, i) || limits_cancelled(inquiry->limits))
            return;
    }
    struct fact fact = fact_new(FACT_WEB_SILENT, "plain-web");
    scribe_fact(inquiry->scribe, &fact);
}

/* ---- an address that nobody has ---- */

/* RFC 5737: whoever takes a connection for it, or for the other one, takes every one. */
static void dial_nobody(const struct inquiry *inquiry)
{
    enum { NOBODY_MS = 700 };
    struct addresses nobody = { .kind = ANSWER_FOUND, .count = 1, .address = { PLAIN_WEB_NOBODY } };
    uint16_t port = inquiry->target->server.port ? inquiry->target->server.port : 587;
    struct dialled *dialled = mem_new(sizeof *dialled);
    if (dial(&nobody, port, limits_within(inquiry->limits, NOBODY_MS), dialled) == OUTCOME_DONE) {
        struct fact fact = fact_new(FACT_NET_ANSWERS_ALL, "plain-web");
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(nobody.address[0]));
        fact.number = port;
        fact.ms = dialled->ms;
        scribe_fact(inquiry->scribe, &fact);
    }
    stream_close(&dialled->stream);
    free(dialled);
}

void check_plain_web(const struct inquiry *inquiry)
{
    if (!is_needed(inquiry))
        return;
    dial_nobody(inquiry);
    ask_pages(inquiry);
}
