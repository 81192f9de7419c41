#include "checks/probe.h"

#include "base/mem.h"
#include "checks/heard.h"
#include "checks/certificate.h"
#include "checks/clock_compare.h"
#include "net/local.h"
#include "net/proxy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A probe and the session it has, while it runs. */
struct talk {
    struct probe *probe;
    struct session session;
    char helo[HOST_MAX];
};

static struct fact about(const struct probe *probe, enum fact_kind kind, enum stage stage)
{
    struct fact fact = fact_new(kind, probe->check->id);
    fact.where = probe->where;
    fact.stage = stage;
    return fact;
}

static void tell(const struct probe *probe, const struct fact *fact)
{
    scribe_fact(probe->inquiry.scribe, fact);
}

static void add_reply(struct fact *fact, const struct session *session)
{
    heard_reply(session, fact);
    fact_prove(fact, session->reply_first);
}

static struct evidence last_line(const struct talk *talk)
{
    return (struct evidence){ talk->session.id, talk->session.line_count };
}

/* ---- connecting ---- */

static enum fact_kind kind_of_dial(enum dial_end end)
{
    switch (end) {
    case DIAL_REFUSED:
        return FACT_PORT_REFUSED;
    case DIAL_UNREACHABLE:
        return FACT_PORT_UNREACHABLE;
    case DIAL_FILTERED:
        return FACT_PORT_FILTERED;
    case DIAL_RESET:
        return FACT_PORT_RESET;
    case DIAL_CANCELLED:
    case DIAL_NOT_TRIED: /* stopped before the first try */
        return FACT_PORT_PENDING;
    default:
        return FACT_PORT_SILENT;
    }
}

/* The end that tells most: a refusal was said by somebody, silence by nobody. */
static const struct dial_try *telling_try(const struct dialled *dialled)
{
    static const enum dial_end order[] = { DIAL_REFUSED, DIAL_FILTERED,    DIAL_RESET,
                                           DIAL_SILENT,  DIAL_UNREACHABLE, DIAL_CANCELLED };
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (size_t i = 0; i < dialled->count; i++)
            if (dialled->tries[i].end == order[k])
                return &dialled->tries[i];
    return dialled->count ? &dialled->tries[0] : NULL;
}

struct opening {
    unsigned id;
    unsigned lines;
    moment began;
};

static struct evidence opening_note(struct probe *probe, struct opening *opening, enum note note, const char *text)
{
    const struct scribe *scribe = probe->inquiry.scribe;
    struct span span = span_of(text);
    struct line line = { .n = ++opening->lines,
                         .us = clock_now() - opening->began,
                         .from = SPEAKER_EVENT,
                         .note = note,
                         .raw = (char *)span.at,
                         .len = span.len };
    scribe->add_line(scribe->owner, opening->id, &line);
    return (struct evidence){ opening->id, line.n };
}

/*
 * "No route" said at once and by this machine is about this machine. Said by a router on the way, or here after nobody
 * has answered for the address, it is about the address; a whole network that a router cannot reach is about the way.
 */
static bool is_about_address(const struct dial_try *try)
{
    enum { AT_ONCE_MS = 500 };
    if (!try || try->end != DIAL_UNREACHABLE || try->error != EHOSTUNREACH)
        return false;
    return strcmp(try->by, "here") != 0 || try->ms >= AT_ONCE_MS;
}

static void tell_not_connected(struct probe *probe, struct opening *opening)
{
    const struct dial_try *try = telling_try(&probe->dialled);
    enum dial_end end = try ? try->end : DIAL_SILENT;
    char text[2 * HOST_MAX + 64];
    (void)snprintf(text, sizeof text, "%s port %u: %s%s%s", try ? try->address : probe->where.host, probe->where.port,
                   dial_end_word(end), try && try->by[0] ? ", said by " : "", try ? try->by : "");
    enum fact_kind kind = is_about_address(try) ? FACT_HOST_UNREACHABLE : kind_of_dial(end);
    struct fact fact = about(probe, kind, STAGE_CONNECT);
    fact_prove(&fact, opening_note(probe, opening, NOTE_CONNECT_FAILED, text));
    fact.ms = probe->dialled.ms;
    if (try) {
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(try->by));
        mem_copy_text(fact.expected, sizeof fact.expected, span_of(try->address));
    }
    probe->is_stopped = end == DIAL_CANCELLED || end == DIAL_NOT_TRIED;
    tell(probe, &fact);
}

static void tell_connected(struct probe *probe, struct opening *opening)
{
    const struct dial_try *try = &probe->dialled.tries[probe->dialled.winner];
    char text[128];
    (void)snprintf(text, sizeof text, "%s:%u", try->address, probe->where.port);
    struct fact fact = about(probe, FACT_PORT_OPEN, STAGE_CONNECT);
    fact_prove(&fact, opening_note(probe, opening, NOTE_CONNECTED, text));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(try->address));
    fact.ms = probe->dialled.ms;
    probe->reach = PROBE_OPEN;
    tell(probe, &fact);
}

static bool connect_by_proxy(struct probe *probe, struct opening *opening, struct limits limits)
{
    const struct target *target = probe->inquiry.target;
    struct proxy proxy;
    struct proxied proxied = { .end = PROXY_UNREACHABLE };
    if (proxy_read(span_of(target->proxy), &proxy)) {
        struct proxy_wish wish = { &proxy, probe->where.host, probe->where.port, target->resolver };
        proxy_dial(&wish, limits, &probe->dialled, &proxied);
    }
    if (proxied.end == PROXY_OPEN)
        return true;
    enum fact_kind kind = proxied.end == PROXY_REFUSED ? FACT_PROXY_REFUSED : FACT_PROXY_FAILED;
    struct fact fact = about(probe, kind, STAGE_CONNECT);
    fact_prove(&fact, opening_note(probe, opening, NOTE_CONNECT_FAILED, target->proxy));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(target->proxy));
    mem_copy_text(fact.text, sizeof fact.text, span_of(proxied.words));
    probe->is_stopped = limits_cancelled(limits);
    tell(probe, &fact);
    return false;
}

static bool connect_probe(struct talk *talk)
{
    struct probe *probe = talk->probe;
    const struct inquiry *inquiry = &probe->inquiry;
    const char *address = probe->addresses->count ? probe->addresses->address[0] : "";
    struct opening opening = { .began = clock_now() };
    opening.id = inquiry->scribe->open_session(inquiry->scribe->owner, &probe->where, address);
    char text[HOST_MAX + 16];
    (void)snprintf(text, sizeof text, "%s:%u", probe->where.host, probe->where.port);
    opening_note(probe, &opening, NOTE_CONNECTING, text);
    struct limits limits = limits_within(inquiry->limits, PROBE_CONNECT_MS);
    uint16_t port = target_dial_port(inquiry->target, probe->where.port);
    if (inquiry->target->proxy[0] ? !connect_by_proxy(probe, &opening, limits)
                                  : dial(probe->addresses, port, limits, &probe->dialled) != OUTCOME_DONE) {
        if (!inquiry->target->proxy[0])
            tell_not_connected(probe, &opening);
        return false;
    }
    tell_connected(probe, &opening);
    if (probe->keeper.is_open)
        probe->keeper.is_open(probe->keeper.owner, probe);
    struct session_wish wish = { .scribe = inquiry->scribe,
                                 .id = opening.id,
                                 .line_count = opening.lines,
                                 .began = opening.began,
                                 .where = probe->where };
    session_open(&talk->session, &probe->dialled.stream, &wish, inquiry->limits);
    return true;
}

/* ---- who we are to the server ---- */

static void look_for_our_address(struct talk *talk)
{
    struct probe *probe = talk->probe;
    struct heard_not except = { probe->addresses, talk->helo };
    struct buf words;
    if (probe->seen_address[0])
        return;
    buf_init(&words, FACT_TEXT_MAX);
    reply_words(&talk->session.reply, &words);
    bool seen = heard_address(buf_span(&words), &except, probe->seen_address);
    buf_free(&words);
    probe->seen_proof = talk->session.reply_first;
    if (seen && probe->keeper.is_seen)
        probe->keeper.is_seen(probe->keeper.owner, probe);
}

/* ---- greeting ---- */

static bool is_other_protocol(struct span text, const char **ret_name)
{
    static const struct {
        const char *start, *name;
    } protocols[] = { { "+OK", "POP3" },   { "* OK", "IMAP" }, { "* PREAUTH", "IMAP" }, { "SSH-", "SSH" },
                      { "HTTP/", "HTTP" }, { "<", "HTTP" },    { "-ERR", "POP3" },      { "* BYE", "IMAP" } };
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
        if (span_starts_nocase(text, span_of(protocols[i].start))) {
            *ret_name = protocols[i].name;
            return true;
        }
    return false;
}

static void tell_unreadable(struct talk *talk, enum stage stage)
{
    struct span raw = buf_span(&talk->session.reply.text);
    const char *protocol = "";
    bool other = stage == STAGE_GREETING && is_other_protocol(raw, &protocol);
    struct fact fact = about(talk->probe, other ? FACT_GREETING_NOT_SMTP : FACT_REPLY_BROKEN, stage);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(protocol));
    mem_copy_text(fact.text, sizeof fact.text, raw);
    fact_prove(&fact, last_line(talk));
    tell(talk->probe, &fact);
}

/* Why no reply came: closed, silent, or stopped by us. */
static void tell_no_reply(struct talk *talk, enum stage stage)
{
    struct probe *probe = talk->probe;
    enum outcome outcome = talk->session.outcome;
    if (talk->session.reply_state == REPLY_BROKEN) {
        tell_unreadable(talk, stage);
        return;
    }
    bool silent = outcome == OUTCOME_OUT_OF_TIME;
    enum fact_kind kind = silent ? (stage == STAGE_GREETING ? FACT_GREETING_NONE : FACT_NO_ANSWER) : FACT_CLOSED_EARLY;
    struct fact fact = about(probe, kind, stage);
    fact.ms = (clock_now() - talk->session.began) / 1000;
    fact_prove(&fact, last_line(talk));
    probe->silence_proof = last_line(talk);
    if (outcome == OUTCOME_CANCELLED) {
        probe->is_stopped = true;
        fact.kind = stage == STAGE_GREETING ? FACT_GREETING_NONE : FACT_NO_ANSWER;
        fact.status = STATUS_UNKNOWN;
    }
    tell(probe, &fact);
}

static bool is_starred(struct span text)
{
    size_t stars = 0;
    for (size_t i = 0; i < text.len; i++)
        stars += text.at[i] == '*';
    return stars >= 5 && stars * 2 > text.len;
}

/* The last two labels: mx1.example.com and smtp.example.com are of one house. */
static struct span house_of(struct span host)
{
    size_t last = span_find_last(host, '.');
    if (last == SPAN_NONE || last == 0)
        return host;
    size_t before = span_find_last(span_head(host, last), '.');
    return before == SPAN_NONE ? host : span_from(host, before + 1);
}

bool probe_is_same_house(const char *one, const char *other)
{
    return span_equal_nocase(house_of(span_of(one)), house_of(span_of(other)));
}

static void look_at_name(struct talk *talk)
{
    struct probe *probe = talk->probe;
    struct span rest = reply_line(&talk->session.reply, 0);
    struct span name;
    if (!span_word(&rest, &name) || span_find_char(name, '.') == SPAN_NONE || name.at[0] == '[')
        return;
    mem_copy_text(probe->calls_itself, sizeof probe->calls_itself, name);
    probe->name_proof = talk->session.reply_first;
    if (probe_is_same_house(probe->calls_itself, probe->where.host))
        return;
    struct fact fact = about(talk->probe, FACT_GREETING_OTHER_HOST, STAGE_GREETING);
    fact.status = STATUS_OK; /* usual with hosting; only together with other signs does it mean anything */
    mem_copy_text(fact.subject, sizeof fact.subject, name);
    fact_prove(&fact, talk->session.reply_first);
    tell(talk->probe, &fact);
}

/* Some greetings name the time; one that agrees with ours is not worth a word. */
static void look_at_clock(struct talk *talk)
{
    int64_t theirs;
    struct probe *probe = talk->probe;
    if (!clock_in_greeting(reply_line(&talk->session.reply, 0), &theirs))
        return;
    struct fact fact = clock_compare(clock_wall(), theirs, span_of(probe->where.host), probe->check->id);
    fact_prove(&fact, talk->session.reply_first);
    if (fact.kind != FACT_CLOCK_RIGHT)
        tell(probe, &fact);
}

enum { GREETING_SLOW_MS = 2000 };

static void tell_greeting(struct talk *talk)
{
    struct session *session = &talk->session;
    struct probe *probe = talk->probe;
    bool good = session->reply.code == 220;
    struct fact fact = about(probe, good ? FACT_GREETING_OK : FACT_GREETING_REFUSED, STAGE_GREETING);
    add_reply(&fact, session);
    tell(probe, &fact);
    if (!good)
        look_for_our_address(talk);
    look_at_clock(talk);
    if (good && session->reply_ms >= GREETING_SLOW_MS) {
        fact.kind = FACT_GREETING_SLOW;
        fact.status = STATUS_WARNING;
        tell(probe, &fact);
    }
    if (is_starred(reply_line(&session->reply, 0))) {
        fact.kind = FACT_GREETING_STARRED;
        fact.status = STATUS_WARNING;
        tell(probe, &fact);
    } else if (good) {
        look_at_name(talk);
    }
    if (session->reply.oddities & (REPLY_ODD_CONTROL | REPLY_ODD_NOT_UTF8)) {
        fact.kind = FACT_REPLY_HOSTILE;
        fact.status = STATUS_WARNING;
        tell(probe, &fact);
    }
}

/* Waits for the first byte a moment, and tells the keeper when there is none. */
static void wait_for_words(struct talk *talk)
{
    struct session *session = &talk->session;
    struct limits limits = limits_within(session->limits, PROBE_QUIET_MS);
    if (session->in_tls || session->stream.fd < 0)
        return;
    if (limits_wait(limits, session->stream.fd, POLLIN) == OUTCOME_OUT_OF_TIME && talk->probe->keeper.is_quiet)
        talk->probe->keeper.is_quiet(talk->probe->keeper.owner, talk->probe);
}

static bool greet(struct talk *talk)
{
    wait_for_words(talk);
    if (!session_greet(&talk->session)) {
        tell_no_reply(talk, STAGE_GREETING);
        return false;
    }
    tell_greeting(talk);
    if (talk->session.reply.code != 220)
        return false;
    if (talk->probe->reach < PROBE_GREETED)
        talk->probe->reach = PROBE_GREETED;
    return true;
}

/* ---- EHLO and encryption ---- */

static bool ask_ehlo(struct talk *talk)
{
    struct session *session = &talk->session;
    if (!session_ehlo(session, talk->helo)) {
        tell_no_reply(talk, STAGE_EHLO);
        return false;
    }
    bool good = session->reply.code == 250;
    enum fact_kind kind = !good ? FACT_EHLO_REFUSED : session->used_helo ? FACT_HELO_ONLY : FACT_EHLO_OK;
    struct fact fact = about(talk->probe, kind, STAGE_EHLO);
    add_reply(&fact, session);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(session->ehlo.domain));
    tell(talk->probe, &fact);
    look_for_our_address(talk);
    return good;
}

static void keep_certificate(struct probe *probe, const struct tls_report *report)
{
    const struct certificate *own = &report->chain[0];
    struct shown_certificate *kept = &probe->certificate;
    if (report->chain_count == 0)
        return;
    mem_copy_text(kept->fingerprint, sizeof kept->fingerprint, span_of(own->fingerprint));
    mem_copy_text(kept->issuer, sizeof kept->issuer, span_of(own->issuer));
    kept->fault = report->fault;
    kept->not_after = own->not_after;
}

static void tell_tls(struct talk *talk, const struct tls_report *report)
{
    struct probe *probe = talk->probe;
    struct certificate_view view = { .where = probe->where, .check = probe->check->id, .proof = last_line(talk) };
    certificate_tell(probe->inquiry.scribe, &view, report);
    if (report->end != TLS_UP)
        return;
    probe->reach = PROBE_ENCRYPTED;
    probe->tls_proof = view.proof;
    keep_certificate(probe, report);
    probe->is_safe = report->fault == CERTIFICATE_GOOD && !report->is_old;
}

static struct tls_wish tls_wish_of(const struct probe *probe)
{
    return (struct tls_wish){ .host = probe->where.host, .ca_file = probe->inquiry.target->ca_file };
}

static bool start_implicit_tls(struct talk *talk)
{
    struct tls_report report;
    struct tls_wish wish = tls_wish_of(talk->probe);
    bool up = session_start_tls(&talk->session, &wish, &report);
    talk->probe->is_stopped = report.end == TLS_CANCELLED;
    tell_tls(talk, &report);
    return up;
}

static void tell_starttls_offer(struct talk *talk)
{
    const struct ehlo *ehlo = &talk->session.ehlo;
    enum fact_kind kind = ehlo->starttls           ? FACT_STARTTLS_OFFERED
                          : ehlo->starttls_mangled ? FACT_STARTTLS_STRIPPED
                                                   : FACT_STARTTLS_NOT_OFFERED;
    struct fact fact = about(talk->probe, kind, STAGE_STARTTLS);
    fact_prove(&fact, ehlo->starttls_line.line ? ehlo->starttls_line : talk->session.reply_first);
    if (talk->probe->where.security == SECURITY_NONE && kind == FACT_STARTTLS_NOT_OFFERED)
        fact.status = STATUS_WARNING;
    tell(talk->probe, &fact);
}

static bool start_starttls(struct talk *talk)
{
    struct tls_report report = { .end = TLS_SILENT };
    struct tls_wish wish = tls_wish_of(talk->probe);
    bool injected = false;
    bool up = session_starttls(&talk->session, &wish, &report, &injected);
    if (injected) {
        struct fact fact = about(talk->probe, FACT_STARTTLS_INJECTED, STAGE_STARTTLS);
        fact_prove(&fact, last_line(talk));
        tell(talk->probe, &fact);
        talk->probe->is_safe = false;
    }
    if (talk->session.reply_state == REPLY_READY && talk->session.reply.code != 220) {
        struct fact fact = about(talk->probe, FACT_STARTTLS_REFUSED, STAGE_STARTTLS);
        add_reply(&fact, &talk->session);
        tell(talk->probe, &fact);
        return false;
    }
    if (!up && report.end == TLS_SILENT && report.ms == 0 &&
        (talk->session.outcome != OUTCOME_DONE || talk->session.reply_state != REPLY_READY)) {
        tell_no_reply(talk, STAGE_STARTTLS);
        return false;
    }
    tell_tls(talk, &report);
    talk->probe->is_safe = talk->probe->is_safe && !injected;
    return up;
}

/* ---- what is offered ---- */

static void tell_mechanisms(struct talk *talk, enum fact_kind kind)
{
    const struct ehlo *ehlo = &talk->session.ehlo;
    struct fact fact = about(talk->probe, kind, STAGE_AUTH);
    mem_copy_text(fact.text, sizeof fact.text, span_of(ehlo->mechanism_words));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(ehlo->mechanism_words));
    fact_prove(&fact, ehlo->auth ? ehlo->auth_line : talk->session.reply_first);
    tell(talk->probe, &fact);
}

static void tell_auth_offer(struct talk *talk, bool offered_before)
{
    struct probe *probe = talk->probe;
    probe->offers_auth = talk->session.ehlo.auth;
    if (!probe->offers_auth) {
        tell_mechanisms(talk, FACT_AUTH_NOT_OFFERED);
        return;
    }
    tell_mechanisms(talk, FACT_AUTH_OFFERED);
    if (talk->session.in_tls && probe->where.security != SECURITY_TLS && !offered_before)
        tell_mechanisms(talk, FACT_AUTH_AFTER_TLS);
}

/* A person who chose no encryption sees what the plain line offers; TLS is looked at all the same. */
static bool speak_plain_first(struct talk *talk)
{
    struct probe *probe = talk->probe;
    if (!greet(talk) || !ask_ehlo(talk))
        return false;
    probe->reach = PROBE_KNOWN;
    bool auth_before = talk->session.ehlo.auth;
    bool has_starttls = talk->session.ehlo.starttls;
    if (auth_before)
        tell_mechanisms(talk, FACT_AUTH_BEFORE_TLS);
    tell_starttls_offer(talk);
    if (probe->where.security == SECURITY_NONE && probe->inquiry.target->allow_plain && auth_before) {
        tell_auth_offer(talk, auth_before);
        return true;
    }
    if (!has_starttls) {
        tell_auth_offer(talk, auth_before);
        return talk->session.ehlo.auth;
    }
    if (!start_starttls(talk) || !ask_ehlo(talk))
        return false;
    tell_auth_offer(talk, auth_before);
    /* What was asked for has been seen; a sign-in from here on is one over STARTTLS. */
    if (probe->where.security == SECURITY_NONE)
        talk->session.where.security = SECURITY_STARTTLS;
    return true;
}

static bool speak_tls_first(struct talk *talk)
{
    if (!start_implicit_tls(talk) || !greet(talk) || !ask_ehlo(talk))
        return false;
    tell_auth_offer(talk, false);
    return true;
}

/* ---- signing in ---- */

static bool is_fit(const struct talk *talk)
{
    const struct probe *probe = talk->probe;
    const struct target *target = probe->inquiry.target;
    if (!probe->login || !probe->offers_auth)
        return false;
    if (!talk->session.in_tls)
        return target->allow_plain;
    return probe->is_safe || target->allow_bad_certificate;
}

static void sign_in(struct talk *talk)
{
    struct probe *probe = talk->probe;
    if (probe->offers_auth && !login_is_possible(&talk->session, probe->inquiry.target, probe->check->id))
        return;
    if (!is_fit(talk))
        return;
    probe->reach = PROBE_READY;
    if (!probe->keeper.may_login(probe->keeper.owner, probe))
        return;
    probe->has_tried_login = true;
    login_run(&talk->session, probe->login, &probe->login_outcome);
}

static void choose_helo(struct talk *talk)
{
    const char *given = talk->probe->inquiry.target->helo;
    if (given[0])
        mem_copy_text(talk->helo, sizeof talk->helo, span_of(given));
    else if (!local_literal(talk->session.stream.fd, talk->helo, sizeof talk->helo))
        mem_copy_text(talk->helo, sizeof talk->helo, SPAN("[127.0.0.1]"));
}

void probe_run(struct probe *probe)
{
    struct talk talk = { .probe = probe };
    if (!connect_probe(&talk))
        return;
    choose_helo(&talk);
    bool ready = probe->where.security == SECURITY_TLS ? speak_tls_first(&talk) : speak_plain_first(&talk);
    if (ready)
        sign_in(&talk);
    session_close(&talk.session);
}
