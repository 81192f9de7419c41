#include "checks/certificate.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

bool certificate_is_interceptor(const char *issuer)
{
    static const char *const names[] = {
        "Avast",          "AVG Technologies", "Kaspersky",
        "ESET",           "Bitdefender",      "Norton",
        "NortonLifeLock", "McAfee",           "Sophos",
        "Fortinet",       "FortiGate",        "Zscaler",
        "Blue Coat",      "Symantec Web",     "Palo Alto",
        "Cisco Umbrella", "Netskope",         "Forcepoint",
        "WatchGuard",     "SonicWall",        "Barracuda Networks",
        "Check Point",    "Dr.Web",           "Trend Micro",
        "mitmproxy",      "Adguard",          "Fiddler",
        "Charles Proxy",  "Untangle",         "Smoothwall",
        "Lightspeed",     "360safe",          "Huorong",
        "Sangfor",        "Deep Security",
    };
    struct span text = span_of(issuer);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_find_nocase(text, span_of(names[i])) != SPAN_NONE)
            return true;
    return false;
}

static struct fact about(const struct certificate_view *view, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, view->check);
    fact.where = view->where;
    fact.stage = STAGE_TLS;
    fact_prove(&fact, view->proof);
    return fact;
}

static enum fact_kind kind_of_end(enum tls_end end)
{
    switch (end) {
    case TLS_NOT_TLS:
        return FACT_TLS_NOT_TLS;
    case TLS_NO_VERSION:
        return FACT_TLS_NO_VERSION;
    case TLS_NO_CIPHER:
        return FACT_TLS_NO_CIPHER;
    case TLS_SERVER_ERROR:
        return FACT_TLS_SERVER_ERROR;
    case TLS_CLOSED:
        return FACT_CLOSED_EARLY;
    case TLS_SILENT:
    case TLS_CANCELLED:
        return FACT_NO_ANSWER;
    default:
        return FACT_TLS_FAILED;
    }
}

static void tell_failure(const struct scribe *scribe, const struct certificate_view *view,
                         const struct tls_report *report)
{
    struct fact fact = about(view, kind_of_end(report->end));
    if (report->end == TLS_CANCELLED)
        fact.status = STATUS_UNKNOWN;
    const char *text = report->end == TLS_NOT_TLS ? report->first_bytes : report->reason;
    mem_copy_text(fact.text, sizeof fact.text, span_of(text));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(report->reason));
    fact.ms = report->ms;
    scribe_fact(scribe, &fact);
}

void certificate_date(int64_t at, char *out, size_t room)
{
    time_t when = (time_t)at;
    struct tm parts;
    if (!gmtime_r(&when, &parts) || strftime(out, room, "%Y-%m-%d", &parts) == 0)
        out[0] = '\0';
}

static enum fact_kind kind_of_fault(const struct tls_report *report)
{
    switch (report->fault) {
    case CERTIFICATE_GOOD:
        return FACT_CERT_OK;
    case CERTIFICATE_SELF_SIGNED:
        return FACT_CERT_SELF_SIGNED;
    case CERTIFICATE_EXPIRED:
        return FACT_CERT_EXPIRED;
    case CERTIFICATE_NOT_YET:
        return FACT_CERT_NOT_YET;
    case CERTIFICATE_NAME:
        return FACT_CERT_NAME;
    case CERTIFICATE_UNTRUSTED:
    case CERTIFICATE_OTHER:
        break;
    }
    return FACT_CERT_UNTRUSTED;
}

/* subject: who it is for; expected: its names; text: issuer or the reason; number: days left. */
static void fill(struct fact *fact, const struct tls_report *report)
{
    const struct certificate *own = &report->chain[0];
    char date[16];
    bool not_yet = fact->kind == FACT_CERT_NOT_YET;
    certificate_date(not_yet ? own->not_before : own->not_after, date, sizeof date);
    fact->number = (own->not_after - clock_wall()) / 86400;
    mem_copy_text(fact->expected, sizeof fact->expected, span_of(own->names[0] ? own->names : own->subject));
    mem_copy_text(fact->subject, sizeof fact->subject, span_of(date));
    mem_copy_text(fact->text, sizeof fact->text, span_of(own->issuer));
}

static void tell_certificate(const struct scribe *scribe, const struct certificate_view *view,
                             const struct tls_report *report)
{
    struct fact fact = about(view, kind_of_fault(report));
    fill(&fact, report);
    bool is_good = fact.kind == FACT_CERT_OK;
    if (!is_good && certificate_is_interceptor(report->chain[0].issuer))
        fact.kind = FACT_CERT_INTERCEPTED;
    scribe_fact(scribe, &fact);
    if (!is_good && report->fault != CERTIFICATE_NAME && !report->name_matches) {
        fact = about(view, FACT_CERT_NAME);
        fill(&fact, report);
        scribe_fact(scribe, &fact);
    }
    if (is_good && fact.number < CERTIFICATE_SOON_DAYS) {
        fact.kind = FACT_CERT_SOON;
        fact.status = STATUS_WARNING;
        scribe_fact(scribe, &fact);
    }
}

void certificate_tell(const struct scribe *scribe, const struct certificate_view *view, const struct tls_report *report)
{
    if (report->end != TLS_UP) {
        tell_failure(scribe, view, report);
        return;
    }
    struct fact fact = about(view, report->is_old ? FACT_TLS_OLD : FACT_TLS_OK);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(report->version));
    mem_copy_text(fact.text, sizeof fact.text, span_of(report->cipher));
    fact.ms = report->ms;
    scribe_fact(scribe, &fact);
    if (report->chain_count == 0)
        return;
    tell_certificate(scribe, view, report);
    if (report->is_weak) {
        fact = about(view, FACT_TLS_WEAK_KEY);
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(report->chain[0].key));
        mem_copy_text(fact.text, sizeof fact.text, span_of(report->chain[0].signature));
        scribe_fact(scribe, &fact);
    }
}
