/* Reports as people and programs get them, from records made by hand: tests/golden/report. */
#include "base/mem.h"
#include "base/utf8.h"
#include "language.h"
#include "report/report.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct languages languages;

static int open_languages(void **state)
{
    (void)state;
    /* Half an hour off: a mistake in a zone shows. */
    (void)setenv("TZ", "XXX-5:30", 1);
    return languages_open(&languages) ? 0 : -1;
}

/* ---- records ---- */

struct spoken {
    enum speaker from;
    enum note note;
    const char *raw;
};

static void add_session(struct record *record, const struct endpoint *where, const struct spoken *lines, size_t count)
{
    struct session_log *log = record_session(record, (unsigned)record->session_count + 1);
    log->where = *where;
    for (size_t i = 0; i < count; i++)
        session_log_add(log, &(struct line){ .n = (unsigned)i + 1,
                                             .us = (int64_t)i * 20500,
                                             .from = lines[i].from,
                                             .note = lines[i].note,
                                             .raw = (char *)lines[i].raw,
                                             .len = strlen(lines[i].raw) });
}

static void add_fact(struct record *record, struct fact fact, unsigned line)
{
    fact.status = fact.status ? fact.status : fact_row(fact.kind)->status;
    if (line)
        fact_prove(&fact, (struct evidence){ 1, line });
    record_add(record, &fact);
}

#define AT_587                                                                                                         \
    {                                                                                                                  \
        "smtp.example.com", 587, SECURITY_STARTTLS                                                                     \
    }
#define ADVICE "Username and Password not accepted. For more information, go to"
#define ADDRESS "https://support.example/mail/?p=BadCredentials"

static void add_refusal(struct record *record)
{
    struct fact refusal = { .kind = FACT_LOGIN_REFUSED,
                            .check = "smtp-login",
                            .where = AT_587,
                            .stage = STAGE_AUTH,
                            .code = 535,
                            .enhanced = "5.7.8",
                            .text = ADVICE " " ADDRESS,
                            .ms = 512 };
    fact_prove(&refusal, (struct evidence){ 1, 6 });
    fact_prove(&refusal, (struct evidence){ 1, 5 });
    add_fact(record, refusal, 4);
}

/* A refused sign-in on 587, 25 silent. */
static void fill_refused(struct record *record)
{
    static const struct endpoint where = AT_587;
    static const struct spoken lines[] = {
        { SPEAKER_EVENT, NOTE_CONNECTED, "192.0.2.10:587" },
        { SPEAKER_SERVER, NOTE_NONE, "220 mx1.example.com ESMTP" },
        { SPEAKER_EVENT, NOTE_TLS, "TLSv1.3 TLS_AES_256_GCM_SHA384" },
        { SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, "AUTH PLAIN <initial response hidden>" },
        { SPEAKER_SERVER, NOTE_NONE, "535-5.7.8 " ADVICE },
        { SPEAKER_SERVER, NOTE_NONE, "535 5.7.8  " ADDRESS },
    };
    struct fact blank = {
        .kind = FACT_TYPED_BLANK_EDGE, .check = "typed-password", .subject = "password", .number = 1, .ms = -1
    };
    struct fact open = { .kind = FACT_PORT_OPEN, .check = "port-587", .where = AT_587, .ms = 31 };
    struct fact tls = { .kind = FACT_TLS_OK,
                        .check = "port-587",
                        .where = AT_587,
                        .subject = "TLSv1.3",
                        .text = "TLS_AES_256_GCM_SHA384",
                        .ms = 44 };
    struct fact silent = { .kind = FACT_PORT_SILENT, .status = STATUS_WARNING, .check = "port-25", .ms = 5000 };
    silent.where = (struct endpoint){ "smtp.example.com", 25, SECURITY_STARTTLS };
    add_session(record, &where, lines, sizeof lines / sizeof *lines);
    add_fact(record, blank, 0);
    add_fact(record, open, 1);
    add_fact(record, tls, 3);
    add_refusal(record);
    add_fact(record, silent, 0);
    record->logins_used = 1;
    record->logins_allowed = 3;
    record->total_ms = 912;
}

static const struct diagnosis refused = {
    .status = VERDICT_PROBLEM,
    .candidates = { { .cause = CAUSE_BAD_CREDENTIALS,
                      .side = SIDE_USER_PASSWORD,
                      .certainty = CERTAINTY_LIKELY,
                      .for_facts = { 3 },
                      .for_count = 1 },
                    { .cause = CAUSE_APP_PASSWORD_REQUIRED,
                      .side = SIDE_USER_PASSWORD,
                      .certainty = CERTAINTY_POSSIBLE } },
    .candidate_count = 2,
    .ruled_out = { { CAUSE_PORT_BLOCKED, 1 }, { CAUSE_CONNECTION_REFUSED, 1 }, { CAUSE_TLS_MODE_MISMATCH, 2 } },
    .ruled_out_count = 3,
    .not_tested = { { "recipient", "not-asked" }, { "port-2525", "out-of-time" } },
    .not_tested_count = 2,
    .next_test = "webmail",
    .correction = CORRECTION_TRIM,
};

/* A pasted text of the client's side, with what was told besides. */
static void fill_pasted(struct record *record)
{
    static const struct endpoint nowhere = { "", 0, SECURITY_UNKNOWN };
    static const struct spoken lines[] = {
        { SPEAKER_EVENT, NOTE_NONE, "smtplib.SMTPAuthenticationError: (535, b'Error: authentication failed')" },
    };
    struct fact provider = { .kind = FACT_CONTEXT, .subject = "provider", .text = "163", .ms = -1 };
    struct fact said = { .kind = FACT_SAID, .text = "smtplib.SMTPAuthenticationError", .ms = -1 };
    struct fact empty = { .kind = FACT_TYPED_EMPTY, .subject = "password", .ms = -1 };
    struct fact reply = {
        .kind = FACT_REPLY, .code = 535, .stage = STAGE_AUTH, .text = "Error: authentication failed", .ms = -1
    };
    add_session(record, &nowhere, lines, 1);
    add_fact(record, provider, 0);
    add_fact(record, reply, 1);
    add_fact(record, said, 1);
    add_fact(record, empty, 1);
}

static const struct diagnosis pasted = {
    .status = VERDICT_PROBLEM,
    .candidates = { { .cause = CAUSE_AUTHORIZATION_CODE_REQUIRED,
                      .side = SIDE_USER_PASSWORD,
                      .certainty = CERTAINTY_LIKELY,
                      .for_facts = { 1 },
                      .for_count = 1 },
                    { .cause = CAUSE_BAD_CREDENTIALS, .side = SIDE_USER_PASSWORD, .certainty = CERTAINTY_POSSIBLE } },
    .candidate_count = 2,
    .next_test = "which-secret",
    .provider = "163",
};

/* No password was given. */
static void fill_waiting(struct record *record)
{
    struct fact offered = {
        .kind = FACT_AUTH_OFFERED, .check = "port-587", .where = AT_587, .text = "PLAIN LOGIN", .ms = -1
    };
    struct fact left = { .kind = FACT_LOGIN_NOT_TRIED, .check = "smtp-login", .subject = "no-password", .ms = -1 };
    add_fact(record, offered, 0);
    add_fact(record, left, 0);
    record->logins_allowed = 3;
    record->total_ms = 90;
}

static const struct diagnosis waiting = {
    .status = VERDICT_UNDECIDED,
    .not_tested = { { "smtp-login", "no-password" } },
    .not_tested_count = 1,
    .next_test = "password-given",
};

/* A server that would take the terminal, break out of the table, and look like markup. */
#define HOSTILE "\033]0;owned\007 | *x* <b> \342\200\256evil \377 {host}"

static void fill_hostile(struct record *record)
{
    static const struct endpoint where = { "evil\033[2J.example", 25, SECURITY_NONE };
    static const struct spoken lines[] = { { SPEAKER_SERVER, NOTE_NONE, "554 " HOSTILE } };
    struct fact refusal = { .kind = FACT_GREETING_REFUSED,
                            .check = "port-25",
                            .stage = STAGE_GREETING,
                            .code = 554,
                            .text = HOSTILE,
                            .ms = 3 };
    refusal.where = where;
    add_session(record, &where, lines, 1);
    add_fact(record, refusal, 1);
}

static const struct diagnosis hostile = {
    .status = VERDICT_PROBLEM,
    .candidates = { { .cause = CAUSE_IP_BLACKLISTED,
                      .side = SIDE_USER_NETWORK,
                      .certainty = CERTAINTY_PROVEN,
                      .for_facts = { 0 },
                      .for_count = 1 } },
    .candidate_count = 1,
    .password_innocent = true,
};

/* What a live run leaves behind: times, the own address, the name that the server looked up. */
#define BEGAN INT64_C(1795317118000000) /* 2026-11-22 03:11:58 UTC */

static void fill_live(struct record *record)
{
    static const struct endpoint where = AT_587;
    static const struct spoken lines[] = {
        { SPEAKER_EVENT, NOTE_CONNECTED, "192.0.2.10:587" },
        { SPEAKER_SERVER, NOTE_NONE, "220 mx1.example.com ESMTP" },
        { SPEAKER_CLIENT, NOTE_NONE, "EHLO laptop.home.example" },
        { SPEAKER_SERVER, NOTE_NONE, "250-mx1.example.com Hello p7.isp.example [198.51.100.7]" },
        { SPEAKER_SERVER, NOTE_NONE, "250 STARTTLS" },
        { SPEAKER_EVENT, NOTE_TLS, "TLSv1.3 TLS_AES_256_GCM_SHA384" },
        { SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, "AUTH PLAIN <initial response hidden>" },
        { SPEAKER_SERVER, NOTE_NONE, "535 5.7.8 Error: authentication failed for anna@example.com" },
    };
    struct fact path = { .kind = FACT_NET_PATH, .check = "this-network", .subject = "wlan0", .text = "10.0.0.5" };
    struct fact typed = { .kind = FACT_TYPED_OK, .check = "typed-password", .subject = "password", .number = 11 };
    struct fact tls = { .kind = FACT_TLS_OK, .check = "port-587", .where = AT_587, .subject = "TLSv1.3", .ms = 44 };
    mem_copy_text(tls.text, sizeof tls.text, SPAN("TLS_AES_256_GCM_SHA384"));
    struct fact refusal = { .kind = FACT_LOGIN_REFUSED,
                            .check = "smtp-login",
                            .where = AT_587,
                            .stage = STAGE_AUTH,
                            .code = 535,
                            .enhanced = "5.7.8",
                            .text = "Error: authentication failed for anna@example.com",
                            .ms = 512 };
    mem_copy_text(path.expected, sizeof path.expected, SPAN("192.0.2.10"));
    mem_copy_text(path.where.host, HOST_MAX, span_of(where.host));
    add_session(record, &where, lines, sizeof lines / sizeof *lines);
    mem_copy_text(record->sessions[0]->address, ADDRESS_MAX, SPAN("192.0.2.10"));
    record->sessions[0]->began = BEGAN + 300000;
    add_fact(record, path, 0);
    add_fact(record, typed, 0);
    add_fact(record, tls, 6);
    add_fact(record, refusal, 8);
    record->logins_used = 1;
    record->logins_allowed = 3;
    record->total_ms = 912;
    record->began = BEGAN;
}

static const struct diagnosis live = {
    .status = VERDICT_PROBLEM,
    .candidates = { { .cause = CAUSE_BAD_CREDENTIALS,
                      .side = SIDE_USER_PASSWORD,
                      .certainty = CERTAINTY_LIKELY,
                      .for_facts = { 3 },
                      .for_count = 1 } },
    .candidate_count = 1,
    .ruled_out = { { CAUSE_TLS_MODE_MISMATCH, 2 } },
    .ruled_out_count = 1,
    .not_tested = { { "recipient", "not-asked" } },
    .not_tested_count = 1,
    .next_test = "webmail",
};

/* Asked on the phone, checked again; with a finding of before that says what to do. */
static void fill_answered(struct record *record)
{
    struct fact spf = fact_new(FACT_SPF_NONE, "spf");
    mem_copy_text(spf.subject, sizeof spf.subject, SPAN("example.com"));
    spf.status = STATUS_WARNING;
    spf.before = BEGAN;
    fill_live(record);
    add_fact(record, spf, 0);
    (void)question_settle(record, QUESTION_WEBMAIL, TOLD_YES, BEGAN / 1000000 + 60);
    (void)question_settle(record, QUESTION_TWO_STEP, TOLD_UNKNOWN, BEGAN / 1000000 + 120);
}

/* ---- reports ---- */

#define VERDICT_ALONE (PARTS_CHOSEN | PART_BIT(PART_VERDICT))

static const struct sample {
    const char *name;
    enum format format;
    bool is_explain;
    bool only_english;
    void (*fill)(struct record *record);
    const struct diagnosis *diagnosis;
    enum audience audience;
    unsigned hide;
    unsigned parts;
} samples[] = {
    { "refused", FORMAT_TEXT, false, false, fill_refused, &refused, AUDIENCE_ANYONE, 0, 0 },
    { "refused-markdown", FORMAT_MARKDOWN, false, false, fill_refused, &refused, AUDIENCE_ANYONE, 0, 0 },
    { "refused-json", FORMAT_JSON, false, true, fill_refused, &refused, AUDIENCE_ANYONE, 0, 0 },
    { "refused-monitoring", FORMAT_MONITORING, false, false, fill_refused, &refused, AUDIENCE_ANYONE, 0, 0 },
    { "pasted", FORMAT_TEXT, true, false, fill_pasted, &pasted, AUDIENCE_ANYONE, 0, 0 },
    { "waiting", FORMAT_TEXT, false, false, fill_waiting, &waiting, AUDIENCE_ANYONE, 0, 0 },
    { "hostile", FORMAT_TEXT, false, true, fill_hostile, &hostile, AUDIENCE_ANYONE, 0, 0 },
    { "hostile-markdown", FORMAT_MARKDOWN, false, true, fill_hostile, &hostile, AUDIENCE_ANYONE, 0, 0 },
    { "hostile-json", FORMAT_JSON, false, true, fill_hostile, &hostile, AUDIENCE_ANYONE, 0, 0 },
    { "hostile-monitoring", FORMAT_MONITORING, false, true, fill_hostile, &hostile, AUDIENCE_ANYONE, 0, 0 },
    { "hostile-html", FORMAT_HTML, false, true, fill_hostile, &hostile, AUDIENCE_ANYONE, 0, 0 },
    { "hostile-admin", FORMAT_TEXT, false, true, fill_hostile, &hostile, AUDIENCE_ADMIN, 0, 0 },
    { "hostile-admin-markdown", FORMAT_MARKDOWN, false, true, fill_hostile, &hostile, AUDIENCE_ADMIN, 0, 0 },
    { "user", FORMAT_TEXT, false, false, fill_live, &live, AUDIENCE_USER, HIDE_NETWORK, 0 },
    { "user-html", FORMAT_HTML, false, false, fill_live, &live, AUDIENCE_USER, 0, 0 },
    { "admin", FORMAT_TEXT, false, false, fill_live, &live, AUDIENCE_ADMIN, 0, 0 },
    { "admin-markdown", FORMAT_MARKDOWN, false, true, fill_live, &live, AUDIENCE_ADMIN, 0, 0 },
    { "admin-redacted", FORMAT_TEXT, false, true, fill_live, &live, AUDIENCE_ADMIN, HIDE_ALL, 0 },
    { "provider", FORMAT_TEXT, false, false, fill_live, &live, AUDIENCE_PROVIDER, 0, 0 },
    { "provider-markdown", FORMAT_MARKDOWN, false, false, fill_live, &live, AUDIENCE_PROVIDER, HIDE_ALL, 0 },
    { "anyone-html", FORMAT_HTML, false, true, fill_live, &live, AUDIENCE_ANYONE, HIDE_ALL, 0 },
    { "redacted", FORMAT_TEXT, false, true, fill_live, &live, AUDIENCE_ANYONE, HIDE_ALL, 0 },
    { "redacted-json", FORMAT_JSON, false, true, fill_live, &live, AUDIENCE_ANYONE, HIDE_ALL, 0 },
    { "answered", FORMAT_TEXT, false, true, fill_answered, &live, AUDIENCE_ANYONE, 0, 0 },
    { "answered-markdown", FORMAT_MARKDOWN, false, false, fill_answered, &live, AUDIENCE_ANYONE, 0, 0 },
    { "answered-html", FORMAT_HTML, false, false, fill_answered, &live, AUDIENCE_ANYONE, 0, 0 },
    { "answered-admin", FORMAT_TEXT, false, false, fill_answered, &live, AUDIENCE_ADMIN, 0, 0 },
    { "answered-json", FORMAT_JSON, false, true, fill_answered, &live, AUDIENCE_ANYONE, 0, 0 },
    { "parts", FORMAT_TEXT, false, false, fill_answered, &live, AUDIENCE_ANYONE, 0, VERDICT_ALONE },
    { "parts-admin", FORMAT_TEXT, false, false, fill_answered, &live, AUDIENCE_ADMIN, 0, VERDICT_ALONE },
    { "parts-markdown", FORMAT_MARKDOWN, false, true, fill_answered, &live, AUDIENCE_ANYONE, 0, VERDICT_ALONE },
    { "parts-json", FORMAT_JSON, false, true, fill_answered, &live, AUDIENCE_ANYONE, 0, VERDICT_ALONE },
    { "pasted-user", FORMAT_TEXT, true, false, fill_pasted, &pasted, AUDIENCE_USER, 0, 0 },
    { "waiting-provider", FORMAT_TEXT, false, true, fill_waiting, &waiting, AUDIENCE_PROVIDER, 0, 0 },
};

static void fill_target(struct target *target)
{
    target_init(target);
    mem_copy_text(target->address, MAIL_MAX, SPAN("anna@example.com"));
    mem_copy_text(target->login, MAIL_MAX, SPAN("anna@example.com"));
    mem_copy_text(target->helo, HOST_MAX, SPAN("laptop.home.example"));
    target->server = (struct endpoint)AT_587;
    target->has_password = true;
    (void)secret_set(&target->password, SPAN("Sunday-Harbour-7"));
}

static void write_sample(const struct sample *sample, size_t language, struct buf *out)
{
    struct record record;
    struct target target;
    struct words words = languages_words(&languages, language);
    record_init(&record);
    fill_target(&target);
    sample->fill(&record);
    struct report report = { .record = &record,
                             .diagnosis = sample->diagnosis,
                             .words = &words,
                             .language = languages.all[language].id,
                             .is_explain = sample->is_explain,
                             .audience = sample->audience,
                             .hide = sample->hide,
                             .parts = sample->parts,
                             .target = sample->fill == fill_live || sample->fill == fill_answered ? &target : NULL };
    report_write(&report, sample->format, out);
    record_clear(&record);
    target_clear(&target);
}

static void test_golden(void **state)
{
    bool all_same = true;
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t l = 0; l < (samples[i].only_english ? 1 : LANGUAGES); l++) {
            char name[80];
            struct buf out;
            buf_init(&out, MIB);
            write_sample(&samples[i], l, &out);
            (void)snprintf(name, sizeof name, "../report/%s-%s", samples[i].name, languages.all[l].id);
            all_same = screen_is_golden(TEST_DIR, name, buf_text(&out)) && all_same;
            buf_free(&out);
        }
    assert_true(all_same);
}

static void check_line(const struct sample *sample, size_t language, struct span line)
{
    for (size_t k = 0; k < line.len; k++)
        assert_true((unsigned char)line.at[k] >= ' ' && line.at[k] != 0x7f);
    bool is_command =
        span_starts(line, SPAN("swaks ")) || span_starts(line, SPAN("openssl ")) || span_starts(line, SPAN("curl "));
    if (sample->format == FORMAT_TEXT && !is_command && utf8_width(line) > 80)
        fail_msg("%s in %s is too wide: %.*s", sample->name, languages.all[language].id, SPAN_ARG(line));
}

/* Whatever a server says: valid UTF-8, no control but the line end; text keeps inside its columns. */
static void test_clean(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t l = 0; l < LANGUAGES; l++) {
            struct buf out;
            struct span line;
            buf_init(&out, MIB);
            write_sample(&samples[i], l, &out);
            struct span rest = buf_span(&out);
            assert_true(utf8_is_valid(rest));
            while (span_line(&rest, &line))
                check_line(&samples[i], l, line);
            buf_free(&out);
        }
}

static size_t occurrences(struct span text, struct span word)
{
    size_t count = 0;
    size_t found = span_find(text, word);
    for (; found != SPAN_NONE; found = span_find(text, word)) {
        count++;
        text = span_from(text, found + word.len);
    }
    return count;
}

/* What is to be left out stands nowhere in any form, and the receipt says how often; the password never. */
static void test_redaction(void **state)
{
    static const char *const own[] = { "anna", "198.51.100.7", "10.0.0.5", "laptop", "p7.isp", "Sunday-Harbour" };
    (void)state;
    for (int format = 0; format < FORMAT_COUNT; format++)
        for (int audience = 0; audience < AUDIENCE_COUNT; audience++) {
            struct sample sample = { "all", (enum format)format,     false,    true, fill_live,
                                     &live, (enum audience)audience, HIDE_ALL, 0 };
            struct buf out;
            buf_init(&out, MIB);
            write_sample(&sample, 0, &out);
            for (size_t i = 0; i < sizeof own / sizeof *own; i++)
                if (span_find_nocase(buf_span(&out), span_of(own[i])) != SPAN_NONE)
                    fail_msg("%s for %s holds %s", format_word(sample.format), audience_word(sample.audience), own[i]);
            buf_clear(&out);
            sample.hide = 0;
            write_sample(&sample, 0, &out);
            assert_true(span_find(buf_span(&out), SPAN("Sunday-Harbour")) == SPAN_NONE);
            buf_free(&out);
        }
}

static void test_receipt_counts(void **state)
{
    static const struct sample sample = { "admin", FORMAT_TEXT,    false,    true, fill_live,
                                          &live,   AUDIENCE_ADMIN, HIDE_ALL, 0 };
    struct buf out;
    char said[80];
    (void)state;
    buf_init(&out, MIB);
    write_sample(&sample, 0, &out);
    size_t end = span_find(buf_span(&out), SPAN("What was left out"));
    assert_true(end != SPAN_NONE);
    struct span body = span_head(buf_span(&out), end);
    struct span receipt = span_from(buf_span(&out), end);
    size_t accounts = occurrences(body, SPAN("ACCOUNT-"));
    assert_true(accounts > 0);
    (void)snprintf(said, sizeof said, "How often: %zu.", accounts);
    assert_true(span_find(receipt, span_of(said)) != SPAN_NONE);
    buf_free(&out);
}

/* A page is only elements of ours: nothing that runs, loads or leads elsewhere. */
static void test_html(void **state)
{
    static const char *const forbidden[] = { "<script", "<img", "<a ",      "<link", "<iframe",
                                             "<b>",     "href", "<![CDATA", "url(",  "@import" };
    static const struct sample sample = { "hostile", FORMAT_HTML,     false, true, fill_hostile,
                                          &hostile,  AUDIENCE_ANYONE, 0,     0 };
    struct buf out;
    (void)state;
    buf_init(&out, MIB);
    write_sample(&sample, 0, &out);
    struct span page = buf_span(&out);
    assert_true(span_starts(page, SPAN("<!DOCTYPE html>\n<html lang=\"en\">")));
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        struct span body = span_from(page, span_find(page, SPAN("</style>")));
        if (span_find(body, span_of(forbidden[i])) != SPAN_NONE)
            fail_msg("the page holds %s", forbidden[i]);
    }
    assert_true(span_find(page, SPAN("&lt;b&gt;")) != SPAN_NONE);
    buf_free(&out);
}

static void test_colour(void **state)
{
    struct record record;
    struct buf out;
    struct words words = languages_words(&languages, 0);
    (void)state;
    record_init(&record);
    fill_refused(&record);
    buf_init(&out, MIB);
    struct report report = {
        .record = &record, .diagnosis = &refused, .words = &words, .language = "en", .colour = true
    };
    report_text(&report, &out);
    assert_int_equal(span_find(buf_span(&out), SPAN("\033[1;31m✗\033[0m ")), 0);
    buf_free(&out);
    record_clear(&record);
}

/* ---- the question of the title ---- */

static const struct {
    enum cause cause;
    enum certainty certainty;
    bool is_innocent, is_explain;
    enum fact_kind fact;
    unsigned logins;
    const char *key;
} questions[] = {
    { CAUSE_BAD_CREDENTIALS, CERTAINTY_LIKELY, false, false, FACT_LOGIN_REFUSED, 1, "verdict.password" },
    { CAUSE_BAD_CREDENTIALS, CERTAINTY_POSSIBLE, false, false, FACT_LOGIN_REFUSED, 1, "verdict.password.open" },
    { CAUSE_BAD_CREDENTIALS, CERTAINTY_LIKELY, false, true, FACT_REPLY, 0, "verdict.password.open" },
    { CAUSE_APP_PASSWORD_REQUIRED, CERTAINTY_PROVEN, false, false, FACT_LOGIN_REFUSED, 1,
      "verdict.not-password.other-secret" },
    { CAUSE_PORT_BLOCKED, CERTAINTY_LIKELY, true, false, FACT_PORT_SILENT, 0, "verdict.not-password.never-sent" },
    { CAUSE_SERVER_MISCONFIGURED, CERTAINTY_PROVEN, true, false, FACT_LOGIN_REFUSED, 1,
      "verdict.not-password.not-judged" },
    { CAUSE_SENDER_MISMATCH, CERTAINTY_PROVEN, true, false, FACT_LOGIN_OK, 1, "verdict.not-password.accepted" },
    { CAUSE_MAILBOX_FULL, CERTAINTY_PROVEN, true, true, FACT_REPLY, 0, "verdict.not-password" },
    { CAUSE_PROTOCOL_ERROR, CERTAINTY_POSSIBLE, false, true, FACT_REPLY, 0, "" },
};

static void test_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct record record;
        struct diagnosis diagnosis = { .status = VERDICT_PROBLEM, .candidate_count = 1 };
        struct report report = { .record = &record, .diagnosis = &diagnosis, .is_explain = questions[i].is_explain };
        record_init(&record);
        add_fact(&record, (struct fact){ .kind = questions[i].fact }, 0);
        record.logins_used = questions[i].logins;
        record.logins_allowed = questions[i].is_explain ? 0 : 3;
        diagnosis.password_innocent = questions[i].is_innocent;
        diagnosis.candidates[0] =
            (struct candidate){ .cause = questions[i].cause, .certainty = questions[i].certainty };
        const char *key = report_password_key(&report);
        assert_string_equal(key ? key : "", questions[i].key);
        record_clear(&record);
    }
}

/* ---- one sentence that is true ---- */

/* What is wrong with the endpoint that was given says nothing about a sign-in that another one has heard. */
static const struct {
    enum cause cause;
    enum fact_kind fact;
    bool was_sent;
} sentences[] = {
    { CAUSE_TLS_MODE_MISMATCH, FACT_LOGIN_OK, true },       { CAUSE_TLS_MODE_MISMATCH, FACT_PORT_OPEN, false },
    { CAUSE_TLS_VERSION_MISMATCH, FACT_LOGIN_OK, true },    { CAUSE_TLS_VERSION_MISMATCH, FACT_PORT_OPEN, false },
    { CAUSE_PORT_BLOCKED, FACT_LOGIN_REFUSED, true },       { CAUSE_PORT_BLOCKED, FACT_PORT_SILENT, false },
    { CAUSE_CONNECTION_REFUSED, FACT_CORRECTED_OK, true },  { CAUSE_CONNECTION_REFUSED, FACT_PORT_REFUSED, false },
    { CAUSE_NETWORK_UNREACHABLE, FACT_LOGIN_SILENT, true }, { CAUSE_NETWORK_UNREACHABLE, FACT_PORT_OPEN, false },
};

static void check_sentence(size_t row, size_t language)
{
    static const char *const never[] = { "never sent", "没有发出", "не отправлялся" };
    struct words words = languages_words(&languages, language);
    struct diagnosis diagnosis = { .status = VERDICT_PROBLEM, .candidate_count = 1 };
    struct record record;
    struct buf out;
    record_init(&record);
    buf_init(&out, 4 * KIB);
    add_fact(&record, (struct fact){ .kind = sentences[row].fact }, 0);
    diagnosis.candidates[0] = (struct candidate){ .cause = sentences[row].cause };
    words_verdict(&words, &(struct judged){ &record, &diagnosis }, &out);
    if ((span_find(buf_span(&out), span_of(never[language])) == SPAN_NONE) != sentences[row].was_sent)
        fail_msg("row %zu: %s", row, buf_text(&out));
    buf_free(&out);
    record_clear(&record);
}

static void test_true_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        for (size_t language = 0; language < 3; language++)
            check_sentence(i, language);
}

/* Where it was accepted, so that it can be set. */
static const struct {
    struct fact fact;
    const char *told;
} accepted[] = {
    { { .kind = FACT_LOGIN_OK, .where = { "mail.example.com", 465, SECURITY_TLS } },
      "Not the password: the server accepted the sign-in on port 465 (TLS)." },
    { { .kind = FACT_MAILBOX_LOGIN_OK, .where = { "mail.example.com", 993, SECURITY_TLS }, .subject = "IMAP" },
      "Not the password: IMAP accepts the same one." },
};

static void test_accepted_where(void **state)
{
    struct words words = languages_words(&languages, 0);
    struct diagnosis diagnosis = { .status = VERDICT_PROBLEM, .candidate_count = 1, .password_innocent = true };
    (void)state;
    diagnosis.candidates[0] = (struct candidate){ .cause = CAUSE_SMTP_AUTH_DISABLED };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        struct record record;
        struct buf out;
        record_init(&record);
        buf_init(&out, 4 * KIB);
        add_fact(&record, accepted[i].fact, 0);
        struct report report = { .record = &record, .diagnosis = &diagnosis, .words = &words };
        assert_true(report_password(&report, &out));
        assert_string_equal(buf_text(&out), accepted[i].told);
        buf_free(&out);
        record_clear(&record);
    }
}

/* Where all is well nobody is asked to look for anything. */
static void test_nothing_to_ask(void **state)
{
    struct words words = languages_words(&languages, 0);
    struct diagnosis diagnosis = { .status = VERDICT_OK };
    struct record record;
    (void)state;
    record_init(&record);
    add_fact(&record, (struct fact){ .kind = FACT_LOGIN_OK, .where = { "mail.example.com", 465, SECURITY_TLS } }, 0);
    for (int i = 0; i < 2; i++) {
        struct buf out;
        struct report report = { .record = &record,
                                 .diagnosis = &diagnosis,
                                 .words = &words,
                                 .audience = i ? AUDIENCE_PROVIDER : AUDIENCE_ADMIN };
        buf_init(&out, MIB);
        report_write(&report, FORMAT_TEXT, &out);
        assert_true(span_find(buf_span(&out), words_get(&words, "verdict.ok")) != SPAN_NONE);
        assert_true(span_find(buf_span(&out), words_get(&words, "report.request")) == SPAN_NONE);
        buf_free(&out);
    }
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),         cmocka_unit_test(test_clean),
        cmocka_unit_test(test_redaction),      cmocka_unit_test(test_receipt_counts),
        cmocka_unit_test(test_html),           cmocka_unit_test(test_colour),
        cmocka_unit_test(test_password),       cmocka_unit_test(test_true_sentence),
        cmocka_unit_test(test_accepted_where), cmocka_unit_test(test_nothing_to_ask),
    };
    return cmocka_run_group_tests(tests, open_languages, NULL);
}
