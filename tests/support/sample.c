#include "support/sample.h"

#include <string.h>

static const struct {
    enum speaker from;
    enum note note;
    const char *raw;
} dialogue[] = {
    { SPEAKER_EVENT, NOTE_CONNECTING, "192.0.2.10 port 587" },
    { SPEAKER_EVENT, NOTE_CONNECTED, "192.0.2.10 port 587" },
    { SPEAKER_SERVER, NOTE_NONE, "220 mx1.example.com ESMTP" },
    { SPEAKER_CLIENT, NOTE_NONE, "EHLO [198.51.100.7]" },
    { SPEAKER_SERVER, NOTE_NONE, "250-mx1.example.com" },
    { SPEAKER_SERVER, NOTE_NONE, "250-PIPELINING" },
    { SPEAKER_SERVER, NOTE_NONE, "250-SIZE 52428800" },
    { SPEAKER_SERVER, NOTE_NONE, "250-STARTTLS" },
    { SPEAKER_SERVER, NOTE_NONE, "250 ENHANCEDSTATUSCODES" },
    { SPEAKER_CLIENT, NOTE_NONE, "STARTTLS" },
    { SPEAKER_SERVER, NOTE_NONE, "220 2.0.0 Ready to start TLS" },
    { SPEAKER_EVENT, NOTE_TLS, "TLSv1.3" },
    { SPEAKER_CLIENT, NOTE_NONE, "EHLO [198.51.100.7]" },
    { SPEAKER_SERVER, NOTE_NONE, "250-mx1.example.com" },
    { SPEAKER_SERVER, NOTE_NONE, "250 AUTH PLAIN LOGIN XOAUTH2" },
    { SPEAKER_CLIENT, NOTE_NONE, "AUTH LOGIN" },
    { SPEAKER_SERVER, NOTE_NONE, "334 VXNlcm5hbWU6" },
    { SPEAKER_CLIENT, NOTE_USER_HIDDEN, "<user name hidden, 16 bytes>" },
    { SPEAKER_SERVER, NOTE_NONE, "334 UGFzc3dvcmQ6" },
    { SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, "<response hidden>" },
    { SPEAKER_SERVER, NOTE_NONE, "535 5.7.8 Error: authentication failed" },
    { SPEAKER_CLIENT, NOTE_NONE, "QUIT" },
    { SPEAKER_SERVER, NOTE_NONE, "221 2.0.0 Bye" },
};
static void add(struct record *record, enum fact_kind kind, unsigned line, const struct fact *more)
{
    struct fact fact = fact_new(kind, "port-587");
    struct fact_row usual = *fact_row(kind);
    if (more)
        fact = *more;
    fact.kind = kind;
    fact.status = usual.status;
    fact.ms = 31;
    fact.chosen = true;
    fact.where = (struct endpoint){ "smtp.example.com", 587, SECURITY_STARTTLS };
    fact_prove(&fact, (struct evidence){ 1, line });
    record_add(record, &fact);
}

void sample_record(struct record *record)
{
    record_init(record);
    struct session_log *log = record_session(record, 1);
    log->where = (struct endpoint){ "smtp.example.com", 587, SECURITY_STARTTLS };
    for (unsigned i = 0; i < sizeof dialogue / sizeof *dialogue; i++) {
        struct line line = { .n = i + 1,
                             .us = (int64_t)i * 31000,
                             .from = dialogue[i].from,
                             .note = dialogue[i].note,
                             .raw = (char *)dialogue[i].raw,
                             .len = strlen(dialogue[i].raw) };
        session_log_add(log, &line);
    }
    struct fact refusal = { .check = "smtp-login",
                            .code = 535,
                            .enhanced = "5.7.8",
                            .stage = STAGE_AUTH,
                            .text = "Error: authentication failed" };
    struct fact silent = { .check = "port-25", .stage = STAGE_CONNECT };
    struct fact tls = { .check = "port-587", .subject = "TLSv1.3", .text = "TLS_AES_256_GCM_SHA384" };
    struct fact mechanisms = { .check = "port-587", .text = "PLAIN LOGIN XOAUTH2" };
    add(record, FACT_PORT_OPEN, 2, NULL);
    add(record, FACT_GREETING_OK, 3, NULL);
    add(record, FACT_TLS_OK, 12, &tls);
    add(record, FACT_AUTH_OFFERED, 15, &mechanisms);
    add(record, FACT_LOGIN_REFUSED, SAMPLE_REFUSAL_LINE, &refusal);
    add(record, FACT_PORT_SILENT, 0, &silent);
    record->facts[5].chosen = false;
    record->facts[5].status = STATUS_WARNING;
    record->facts[5].where.port = 25;
    record->began = log->began = SAMPLE_BEGAN;
    record->logins_used = 1;
    record->logins_allowed = 3;
}

const struct diagnosis sample_diagnosis = {
    .status = VERDICT_PROBLEM,
    .candidates = { { .cause = CAUSE_BAD_CREDENTIALS,
                      .side = SIDE_USER_PASSWORD,
                      .certainty = CERTAINTY_LIKELY,
                      .for_facts = { 4 },
                      .for_count = 1 } },
    .candidate_count = 1,
    .ruled_out = { { CAUSE_PORT_BLOCKED, 0 }, { CAUSE_TLS_MODE_MISMATCH, 2 }, { CAUSE_AUTH_NOT_OFFERED, 3 } },
    .ruled_out_count = 3,
    .not_tested = { { "recipient", "not-asked" } },
    .not_tested_count = 1,
    .next_test = "webmail",
    .correction = CORRECTION_TRIM,
};
