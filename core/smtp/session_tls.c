#include "base/mem.h"
#include "smtp/exchange.h"

#include <stdio.h>
#include <string.h>

enum { INJECTED_MAX = 16 * 1024, INJECTED_SHOWN = 512 };

static void no_report(struct tls_report *ret_report)
{
    memset(ret_report, 0, sizeof *ret_report);
    ret_report->end = TLS_SILENT;
    mem_copy_text(ret_report->reason, sizeof ret_report->reason, SPAN("no handshake"));
}

static void note_tls(struct session *session, const struct tls_report *report)
{
    char text[512];
    const char *subject = report->chain_count ? report->chain[0].subject : "";
    snprintf(text, sizeof text, "%s %s%s%s", report->version, report->cipher, *subject ? ", " : "", subject);
    session_note(session, NOTE_TLS, span_of(text));
}

static void note_no_tls(struct session *session, const struct tls_report *report)
{
    char text[512];
    snprintf(text, sizeof text, "%s%s%s", tls_end_word(report->end), *report->reason ? ": " : "", report->reason);
    session_note(session, NOTE_TLS_FAILED, span_of(text));
}

bool session_start_tls(struct session *session, const struct tls_wish *wish, struct tls_report *ret_report)
{
    no_report(ret_report);
    if (exchange_is_over(session))
        return false;
    struct limits limits = limits_within(session->limits, SESSION_COMMAND_MS);
    session->outcome = stream_start_tls(&session->stream, wish, limits, ret_report);
    session->in_tls = session->outcome == OUTCOME_DONE;
    if (session->in_tls)
        note_tls(session, ret_report);
    else
        note_no_tls(session, ret_report);
    return session->in_tls;
}

static void show_injected(struct session *session)
{
    struct span rest = span_head(buf_span(&session->input), INJECTED_SHOWN);
    struct span line;
    while (span_line(&rest, &line))
        exchange_show(session, SPEAKER_SERVER, NOTE_NONE, line);
}

/* What stands in the plain text behind the 220 must not be taken for something said inside TLS (CVE-2011-0411). */
static bool discard_input(struct session *session)
{
    struct limits at_once = limits_within(session->limits, 0);
    enum outcome outcome = OUTCOME_DONE;
    while (outcome == OUTCOME_DONE && session->input.len < INJECTED_MAX && stream_has_input(&session->stream))
        outcome = stream_read(&session->stream, &session->input, INJECTED_MAX, at_once);
    bool injected = session->input.len > 0;
    show_injected(session);
    buf_clear(&session->input);
    return injected;
}

bool session_starttls(struct session *session, const struct tls_wish *wish, struct tls_report *ret_report,
                      bool *ret_injected)
{
    no_report(ret_report);
    *ret_injected = false;
    if (exchange_is_over(session) || !exchange_ask(session, SPAN("STARTTLS")))
        return false;
    if (session->reply.code != 220)
        return true;
    *ret_injected = discard_input(session);
    session->ehlo = (struct ehlo){ 0 };
    return session_start_tls(session, wish, ret_report);
}
