#include "run/ports_compare.h"

#include "base/mem.h"
#include "checks/address_kind.h"
#include "checks/certificate.h"
#include "knowledge/providers.h"

#include <stdlib.h>
#include <string.h>

static void tell(const struct ports *ports, const struct fact *fact)
{
    scribe_fact(ports->inquiry->scribe, fact);
}

/* A port that is silent in plain text but speaks TLS from the first byte. */
static void tell_tls_first(const struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++) {
        const struct probe *plain = &ports->slots[i].probe;
        struct endpoint where = plain->where;
        where.security = SECURITY_TLS;
        const struct port_slot *twin = ports_slot(ports, &where);
        if (plain->where.security == SECURITY_TLS || plain->reach != PROBE_OPEN || !twin ||
            twin->probe.reach < PROBE_ENCRYPTED)
            continue;
        struct fact fact = fact_new(FACT_TLS_FIRST, plain->check->id);
        fact.where = plain->where;
        fact.stage = STAGE_GREETING;
        fact_prove(&fact, plain->silence_proof);
        fact_prove(&fact, twin->probe.tls_proof);
        tell(ports, &fact);
    }
}

struct accusation {
    const struct probe *probe; /* that got through by the other family */
    const struct dial_try *try;
};

/* One lost packet is no broken family: whatever answers on any port speaks for it. */
static bool has_answered(const struct ports *ports, const char *host, bool is_v6)
{
    for (size_t i = 0; i < ports->count; i++) {
        const struct probe *probe = &ports->slots[i].probe;
        for (size_t k = 0; strcmp(probe->where.host, host) == 0 && k < probe->dialled.count; k++)
            if (probe->dialled.tries[k].is_v6 == is_v6 && probe->dialled.tries[k].end == DIAL_OPEN)
                return true;
    }
    return false;
}

static bool find_accused(const struct ports *ports, const char *host, struct accusation *ret_accused)
{
    for (size_t i = 0; i < ports->count; i++) {
        const struct probe *probe = &ports->slots[i].probe;
        if (probe->reach < PROBE_OPEN || strcmp(probe->where.host, host) != 0)
            continue;
        bool is_v6 = !probe->dialled.tries[probe->dialled.winner].is_v6;
        for (size_t k = 0; k < probe->dialled.count && !has_answered(ports, host, is_v6); k++) {
            const struct dial_try *try = &probe->dialled.tries[k];
            if (try->is_v6 != is_v6 || try->end == DIAL_NOT_TRIED || try->end == DIAL_CANCELLED)
                continue;
            *ret_accused = (struct accusation){ probe, try };
            return true;
        }
    }
    return false;
}

/* Three times more, a quarter of a second apart, before silence is called broken. */
static bool is_silent_again(const struct ports *ports, const struct accusation *accused)
{
    enum { TIMES = 3, ALL_MS = 900 };
    struct addresses again = { .kind = ANSWER_FOUND, .count = TIMES };
    struct dialled *dialled = mem_new(sizeof *dialled);
    uint16_t port = target_dial_port(ports->inquiry->target, accused->probe->where.port);
    for (size_t i = 0; i < TIMES; i++)
        mem_copy_text(again.address[i], ADDRESS_MAX, span_of(accused->try->address));
    enum outcome outcome = dial(&again, port, limits_within(ports->inquiry->limits, ALL_MS), dialled);
    stream_close(&dialled->stream);
    free(dialled);
    return outcome != OUTCOME_DONE && outcome != OUTCOME_CANCELLED;
}

/* One family answers, the other does not: said once, not for every port. */
static void tell_broken_family(const struct ports *ports, const char *host)
{
    struct accusation accused;
    if (!find_accused(ports, host, &accused) || (accused.try->end == DIAL_SILENT && !is_silent_again(ports, &accused)))
        return;
    struct fact fact = fact_new(FACT_FAMILY_BROKEN, accused.probe->check->id);
    /* About the host, whichever of its ports was asked. */
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(host));
    fact.stage = STAGE_CONNECT;
    mem_copy_text(fact.subject, sizeof fact.subject, accused.try->is_v6 ? SPAN("IPv6") : SPAN("IPv4"));
    mem_copy_text(fact.text, sizeof fact.text, span_of(accused.try->address));
    mem_copy_text(fact.expected, sizeof fact.expected, accused.try->is_v6 ? SPAN("IPv4") : SPAN("IPv6"));
    fact.ms = accused.try->ms;
    tell(ports, &fact);
}

/* The one whose name fits the host less, or else whose certificate does. */
static bool is_odd(const struct probe *one, const struct probe *other)
{
    bool fits = probe_is_same_house(one->calls_itself, one->where.host);
    bool other_fits = probe_is_same_house(other->calls_itself, other->where.host);
    return fits != other_fits ? !fits : !one->is_safe;
}

/* The ports of one host call themselves by names of different houses: another server stands behind one of them. */
static void tell_differing_ports(const struct ports *ports, const char *host)
{
    const struct probe *first = NULL;
    for (size_t i = 0; i < ports->count; i++) {
        const struct probe *probe = &ports->slots[i].probe;
        if (!probe->calls_itself[0] || strcmp(probe->where.host, host) != 0)
            continue;
        if (!first || probe_is_same_house(first->calls_itself, probe->calls_itself)) {
            first = first ? first : probe;
            continue;
        }
        const struct probe *odd = is_odd(probe, first) ? probe : first;
        const struct probe *usual = odd == probe ? first : probe;
        struct fact fact = fact_new(FACT_PORTS_DIFFER, odd->check->id);
        fact.where = odd->where;
        fact.stage = STAGE_GREETING;
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(odd->calls_itself));
        mem_copy_text(fact.expected, sizeof fact.expected, span_of(usual->calls_itself));
        fact.number = usual->where.port;
        fact_prove(&fact, odd->name_proof);
        fact_prove(&fact, usual->name_proof);
        tell(ports, &fact);
        return;
    }
}

/* ---- two certificates for one name ---- */

static bool is_at(const struct probe *probe, const struct endpoint *chosen)
{
    return probe->where.port == chosen->port && strcmp(probe->where.host, chosen->host) == 0;
}

/* One that holds, and that nothing on the way has made: what others are measured by. */
static bool is_sound(const struct shown_certificate *shown)
{
    return shown->fingerprint[0] && shown->fault == CERTIFICATE_GOOD && !certificate_is_interceptor(shown->issuer);
}

/* Who issued it; or, of one that has run out, how long it was good. */
static bool fill_other_certificate(const struct shown_certificate *odd, const struct shown_certificate *sound,
                                   struct fact *fact)
{
    if (odd->fault == CERTIFICATE_EXPIRED) {
        fact->kind = FACT_CERT_LEFT_BEHIND;
        certificate_date(odd->not_after, fact->subject, sizeof fact->subject);
        certificate_date(sound->not_after, fact->expected, sizeof fact->expected);
        return true;
    }
    mem_copy_text(fact->subject, sizeof fact->subject, span_of(odd->issuer));
    mem_copy_text(fact->expected, sizeof fact->expected, span_of(sound->issuer));
    return !span_equal(span_of(odd->issuer), span_of(sound->issuer));
}

/* Two issuers are usual where each service has its own; a sign only where the one that is used does not hold. */
static void tell_other_certificate(const struct ports *ports, const struct probe *odd, const struct probe *sound,
                                   const struct endpoint *chosen)
{
    struct fact fact = fact_new(FACT_CERTS_DIFFER, odd->check->id);
    if (!fill_other_certificate(&odd->certificate, &sound->certificate, &fact))
        return;
    bool is_sign = is_at(odd, chosen) && !is_sound(&odd->certificate);
    fact.status = is_sign ? STATUS_WARNING : STATUS_OK;
    fact.where = odd->where;
    fact.stage = STAGE_TLS;
    fact.number = sound->where.port;
    fact_prove(&fact, odd->tls_proof);
    fact_prove(&fact, sound->tls_proof);
    tell(ports, &fact);
}

/* Port 25 is the other servers' way in, and often has a certificate of its own. */
static const struct probe *find_sound(const struct ports *ports, const char *host)
{
    enum { PORT_RELAY = 25 };
    const struct probe *found = NULL;
    for (size_t i = 0; i < ports->count; i++) {
        const struct probe *probe = &ports->slots[i].probe;
        bool is_better = !found || found->where.port == PORT_RELAY;
        bool is_here = span_equal(span_of(probe->where.host), span_of(host));
        if (is_here && is_better && is_sound(&probe->certificate))
            found = probe;
    }
    return found;
}

/*
 * One host, several ports, several certificates: either something on the way opens one of them, or the server has been
 * set up so. Only said against one that holds; where none does, each has been said already.
 */
static void tell_certificates(const struct ports *ports, const struct endpoint *chosen)
{
    const struct probe *sound = find_sound(ports, chosen->host);
    for (size_t i = 0; sound && i < ports->count; i++) {
        const struct probe *odd = &ports->slots[i].probe;
        bool is_other = odd->certificate.fingerprint[0] &&
                        strcmp(odd->certificate.fingerprint, sound->certificate.fingerprint) != 0;
        if (is_other && strcmp(odd->where.host, chosen->host) == 0)
            tell_other_certificate(ports, odd, sound, chosen);
    }
}

/* Whoever's only way in is a program on this machine: a closed port there means that it does not run. */
static void tell_bridge(const struct ports *ports, const struct endpoint *chosen)
{
    const struct provider *provider = provider_by_host(span_of(chosen->host));
    const struct port_slot *slot = ports_slot(ports, chosen);
    bool is_its_port = false;
    for (size_t i = 0; provider && i < provider->smtp_count; i++)
        is_its_port = is_its_port || provider->smtp[i].port == chosen->port;
    if (!is_its_port || !(provider->secrets & SECRET_BRIDGE) || address_kind_of(chosen->host) != ADDRESS_LOOPBACK ||
        !slot || slot->probe.reach != PROBE_NOTHING || slot->probe.is_stopped)
        return;
    struct fact fact = fact_new(FACT_BRIDGE_STOPPED, slot->probe.check->id);
    fact.where = *chosen;
    fact.stage = STAGE_CONNECT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(provider->name));
    tell(ports, &fact);
}

void ports_compare(const struct ports *ports, const struct endpoint *chosen)
{
    tell_tls_first(ports);
    tell_broken_family(ports, chosen->host);
    tell_differing_ports(ports, chosen->host);
    tell_certificates(ports, chosen);
    tell_bridge(ports, chosen);
}
