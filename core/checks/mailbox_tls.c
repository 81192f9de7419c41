#include "base/mem.h"
#include "checks/mailbox.h"
#include "checks/sides.h"
#include "net/dial.h"
#include "net/proxy.h"

#include <stdlib.h>
#include <string.h>

/* The encryption of the mailbox's own servers: its settings are other ones than those of SMTP. Nothing is signed in to.
 */

/* Without encryption only these lines are said (RFC 2595). */
static bool ask_for_tls(struct stream *stream, enum fetch_protocol protocol, struct limits limits)
{
    static const struct {
        struct span command, yes;
    } rows[] = {
        [FETCH_IMAP] = { { "a STARTTLS\r\n", 12 }, { "a OK", 4 } }, [FETCH_POP3] = { { "STLS\r\n", 6 }, { "+OK", 3 } }
    };
    struct buf input;
    bool good = false;
    buf_init(&input, 4 * KIB);
    if (stream_read(stream, &input, KIB, limits) == OUTCOME_DONE &&
        stream_write(stream, rows[protocol].command, limits) == OUTCOME_DONE) {
        buf_clear(&input);
        good = stream_read(stream, &input, KIB, limits) == OUTCOME_DONE &&
               span_starts_nocase(buf_span(&input), rows[protocol].yes);
    }
    buf_free(&input);
    return good;
}

static bool reach(const struct inquiry *inquiry, const struct mailbox_place *place, struct dialled *dialled)
{
    const struct target *target = inquiry->target;
    struct proxy proxy;
    struct proxied proxied;
    if (!target->proxy[0])
        return dial(&place->addresses, target_dial_port(target, place->where.port), inquiry->limits, dialled) ==
               OUTCOME_DONE;
    if (!proxy_read(span_of(target->proxy), &proxy))
        return false;
    struct proxy_wish wish = { &proxy, place->where.host, place->where.port, target->resolver };
    proxy_dial(&wish, inquiry->limits, dialled, &proxied);
    return proxied.end == PROXY_OPEN;
}

static void tell(const struct inquiry *inquiry, enum fetch_protocol protocol, const struct endpoint *where,
                 const struct tls_report *report)
{
    bool good = report->end == TLS_UP && report->fault == CERTIFICATE_GOOD && report->name_matches && !report->is_old;
    struct fact fact = fact_new(good ? FACT_MAILBOX_TLS_OK : FACT_MAILBOX_TLS_BAD, "mailbox-encryption");
    fact.stage = STAGE_TLS;
    fact.where = *where;
    fact.ms = report->ms;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(mailbox_word(protocol)));
    const char *words = report->end != TLS_UP    ? tls_end_word(report->end)
                        : good || report->is_old ? report->version
                                                 : certificate_fault_word(report->fault);
    mem_copy_text(fact.text, sizeof fact.text, span_of(words));
    scribe_fact(inquiry->scribe, &fact);
}

static void look(const struct inquiry *inquiry, enum fetch_protocol protocol)
{
    struct mailbox_place place;
    struct dialled *dialled = mem_new(sizeof *dialled);
    struct tls_report *report = mem_new(sizeof *report);
    dialled->stream = STREAM_CLOSED;
    report->end = TLS_NOT_TLS;
    /* A service that is not there is no fault: many have only one of the two. */
    if (mailbox_find(inquiry, protocol, &place) && reach(inquiry, &place, dialled)) {
        struct tls_wish wish = { place.where.host, inquiry->target->ca_file };
        bool speaks = place.where.security == SECURITY_TLS || ask_for_tls(&dialled->stream, protocol, inquiry->limits);
        if (speaks)
            (void)stream_start_tls(&dialled->stream, &wish, inquiry->limits, report);
        if (limits_cancelled(inquiry->limits))
            inquiry_cut_short(inquiry);
        else
            tell(inquiry, protocol, &place.where, report);
    }
    stream_close(&dialled->stream);
    free(dialled);
    free(report);
}

const char *mailbox_encryption_left_out(const struct inquiry *inquiry)
{
    const struct target *target = inquiry->target;
    return target->connect_to[0] && target_dial_port(target, 993) == 993 ? "" : NULL;
}

void check_mailbox_encryption(const struct inquiry *inquiry)
{
    look(inquiry, FETCH_IMAP);
    look(inquiry, FETCH_POP3);
}
