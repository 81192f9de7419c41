#include "checks/mailbox_visit.h"

#include "base/mem.h"
#include "checks/typed.h"

#include <stdio.h>
#include <string.h>

static void add_line(struct visit *visit, enum speaker from, enum note note, struct span text)
{
    const struct scribe *scribe = visit->inquiry->scribe;
    struct line line = { .n = ++visit->line_count,
                         .us = clock_now() - visit->began,
                         .from = from,
                         .note = note,
                         .in_tls = visit->in_tls,
                         .raw = (char *)(text.len ? text.at : ""),
                         .len = (unsigned)text.len };
    scribe->add_line(scribe->owner, visit->session, &line);
}

static void add_server_line(struct visit *visit, struct span text)
{
    struct buf veiled;
    buf_init(&veiled, 2 * KIB);
    veil_apply(&visit->veil, text, &veiled);
    add_line(visit, SPEAKER_SERVER, NOTE_NONE, buf_span(&veiled));
    buf_free(&veiled);
}

static void count_once(struct visit *visit)
{
    const struct scribe *scribe = visit->inquiry->scribe;
    if (!visit->is_counted)
        scribe->count_login(scribe->owner);
    visit->is_counted = true;
}

static void hear(void *owner, enum fetch_heard what, struct span text)
{
    struct visit *visit = owner;
    switch (what) {
    case FETCH_HEARD_TLS:
        visit->in_tls = true;
        add_line(visit, SPEAKER_EVENT, NOTE_TLS, text);
        break;
    case FETCH_HEARD_CLIENT:
        add_line(visit, SPEAKER_CLIENT, NOTE_NONE, text);
        break;
    case FETCH_HEARD_SECRET:
        count_once(visit);
        add_line(visit, SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, text);
        break;
    case FETCH_HEARD_SERVER:
        add_server_line(visit, text);
        break;
    }
}

void visit_open(struct visit *visit)
{
    const struct scribe *scribe = visit->inquiry->scribe;
    veil_add(&visit->veil, &visit->inquiry->target->password);
    const struct mailbox_place *place = &visit->place;
    char text[HOST_MAX + 16];
    visit->began = clock_now();
    visit->session = scribe->open_session(scribe->owner, &place->where, place->addresses.address[0]);
    (void)snprintf(text, sizeof text, "%s:%u", place->where.host, place->where.port);
    add_line(visit, SPEAKER_EVENT, NOTE_CONNECTING, span_of(text));
}

void visit_close(struct visit *visit)
{
    static const struct {
        enum fetch_login_end end;
        enum note note;
    } rows[] = { { FETCH_LOGIN_CERTIFICATE, NOTE_TLS_FAILED }, { FETCH_LOGIN_NO_TLS, NOTE_TLS_FAILED },
                 { FETCH_LOGIN_SILENT, NOTE_NO_ANSWER },       { FETCH_LOGIN_NO_CONNECTION, NOTE_CONNECT_FAILED },
                 { FETCH_LOGIN_CLOSED, NOTE_CLOSED },          { FETCH_LOGIN_CANCELLED, NOTE_CANCELLED } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].end == visit->result.end)
            add_line(visit, SPEAKER_EVENT, rows[i].note, span_of(visit->result.reason));
}

/* ---- the sign-in ---- */

static bool is_token(const struct target *target)
{
    return span_equal_nocase(span_of(target->mechanism), SPAN("XOAUTH2")) ||
           span_equal_nocase(span_of(target->mechanism), SPAN("OAUTHBEARER"));
}

struct fetch_login visit_login(struct visit *visit)
{
    const struct target *target = visit->inquiry->target;
    return (struct fetch_login){ .protocol = visit->protocol,
                                 .where = visit->place.where,
                                 .addresses = &visit->place.addresses,
                                 .dial_port = target_dial_port(target, visit->place.where.port),
                                 .ca_file = target->ca_file,
                                 .resolver = target->resolver,
                                 .proxy = target->proxy,
                                 .user = typed_user(target),
                                 .secret = &target->password,
                                 .is_token = is_token(target),
                                 .allow_plain = target->allow_plain,
                                 .allow_bad_certificate = target->allow_bad_certificate,
                                 .ear = { visit, hear } };
}
