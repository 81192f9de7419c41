/* The account, and the connection that was used: what those who help need to find it in their own logs. */
#include "report/section.h"

#include "base/clean.h"
#include "report/composer.h"
#include "report/repeat.h"
#include "report/stamp.h"

#include <string.h>

static const struct fact *fact_at(const struct composer *composer, enum fact_kind kind, const struct endpoint *where)
{
    const struct record *record = composer->report->record;
    const struct fact *found = record_find(record, kind);
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == kind && fact->where.port == where->port && strcmp(fact->where.host, where->host) == 0)
            found = fact;
    }
    return found;
}

static void put_raw(struct composer *composer, const char *key, const char *raw)
{
    clean_add(&composer->text, span_of(raw), CLEAN_LINE_MAX);
    composer_put_point(composer, key);
}

static void put_encryption(struct composer *composer, const struct endpoint *where)
{
    const struct fact *tls = fact_at(composer, FACT_TLS_OK, where);
    buf_add(&composer->text, report_word(composer->report, "security.", security_word(where->security)));
    if (tls && tls->subject[0]) {
        buf_add_text(&composer->text, ", ");
        clean_add(&composer->text, span_of(tls->subject), CLEAN_LINE_MAX);
    }
    composer_put_point(composer, "report.encryption");
}

static void put_server(struct composer *composer, const struct endpoint *where)
{
    const struct session_log *log = record_session_at(composer->report->record, where);
    char mechanism[MECHANISM_MAX];
    clean_add(&composer->text, span_of(where->host), CLEAN_LINE_MAX);
    composer_put_point(composer, "report.server");
    if (log)
        put_raw(composer, "report.server-address", log->address);
    buf_addf(&composer->text, "%u", where->port);
    composer_put_point(composer, "report.port");
    put_encryption(composer, where);
    repeat_mechanism(composer->report->record, where, mechanism);
    put_raw(composer, "report.method", mechanism);
}

/* "198.51.100.7", or the name that this program gave in EHLO. */
static struct span hello_of(const struct session_log *log)
{
    for (size_t i = 0; log && i < log->line_count; i++) {
        struct span raw = line_raw(&log->lines[i]);
        if (log->lines[i].from == SPEAKER_CLIENT && span_starts(raw, SPAN("EHLO ")))
            return span_from(raw, 5);
    }
    return SPAN_EMPTY;
}

/* "250-mx.example.com Hello laptop [198.51.100.7]": what stands in brackets is the address that came in. */
static struct span seen_address(const struct session_log *log)
{
    for (size_t i = 0; log && i < log->line_count; i++) {
        struct span raw = line_raw(&log->lines[i]);
        size_t bracket = log->lines[i].from == SPEAKER_SERVER ? span_find_char(raw, '[') : SPAN_NONE;
        struct span rest = bracket == SPAN_NONE ? SPAN_EMPTY : span_from(raw, bracket);
        struct span ip;
        if (cloak_next_ip(&rest, &ip) && !span_equal(ip, span_of(log->address)))
            return ip;
    }
    return SPAN_EMPTY;
}

/* Providers see another address than this machine has when a router translates it. */
static void put_own_side(struct composer *composer, const struct endpoint *where)
{
    const struct fact *path = record_find(composer->report->record, FACT_NET_PATH);
    if (!report_includes(composer->report, PART_NETWORK))
        return;
    if (path)
        put_raw(composer, "report.own-address", path->text);
    clean_add(&composer->text, seen_address(record_session_at(composer->report->record, where)), CLEAN_LINE_MAX);
    composer_put_point(composer, "report.seen-as");
    clean_add(&composer->text, hello_of(record_session_at(composer->report->record, where)), CLEAN_LINE_MAX);
    composer_put_point(composer, "report.hello");
}

static void put_times(struct composer *composer)
{
    const struct record *record = composer->report->record;
    const struct fact *sent = record_find(record, FACT_MESSAGE_SENT);
    if (record->began)
        stamp_add(&composer->text, record->began);
    composer_put_point(composer, "report.began");
    if (record->total_ms > 0)
        buf_addf(&composer->text, "%lld\302\240ms", (long long)record->total_ms);
    composer_put_point(composer, "report.took");
    if (record->logins_allowed)
        buf_addf(&composer->text, "%u / %u", record->logins_used, record->logins_allowed);
    composer_put_point(composer, "report.logins");
    if (sent)
        put_raw(composer, "report.queue-id", sent->subject);
    if (!composer->report->is_explain)
        buf_add_text(&composer->text, "smtpdoctor " SMTPDOCTOR_VERSION);
    composer_put_point(composer, "report.program");
}

void section_connection(struct composer *composer)
{
    const struct target *target = composer->report->target;
    struct endpoint where;
    bool has_endpoint = repeat_endpoint(composer->report->record, target, &where);
    composer->heading = "report.connection";
    if (target) {
        put_raw(composer, "report.account", target->address);
        put_raw(composer, "report.login", strcmp(target->login, target->address) == 0 ? "" : target->login);
    }
    if (has_endpoint) {
        put_server(composer, &where);
        put_own_side(composer, &where);
    }
    put_times(composer);
}
