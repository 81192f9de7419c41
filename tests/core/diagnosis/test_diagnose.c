#include "diagnosis/diagnose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/*
 * What was seen stands in the rows as words: how the chosen endpoint is encrypted, how far it was
 * well, and each further fact as KIND@STAGE(SUBJECT) CODE ENHANCED TEXT, with ";" between them.
 * "+" before a fact: seen at another port of the same host; "~": at another host.
 */
struct scene {
    const char *name;
    const char *seen;
    const char *verdict; /* cause and highest certainty, or the status when there is no cause */
};

static const struct {
    const char *reached;
    enum fact_kind kind;
    enum stage stage;
} steps[] = {
    { "nowhere", FACT_COUNT, STAGE_NONE },          { "named", FACT_NAME_FOUND, STAGE_DNS },
    { "connected", FACT_PORT_OPEN, STAGE_CONNECT }, { "greeted", FACT_GREETING_OK, STAGE_GREETING },
    { "greeted", FACT_EHLO_OK, STAGE_EHLO },        { "secured", FACT_TLS_OK, STAGE_TLS },
    { "secured", FACT_CERT_OK, STAGE_TLS },         { "ready", FACT_AUTH_OFFERED, STAGE_AUTH },
    { "signed-in", FACT_LOGIN_OK, STAGE_AUTH },
};

static struct span next_word(struct span *rest)
{
    struct span word = SPAN_EMPTY;
    *rest = span_trim(*rest);
    span_cut(rest, ' ', &word);
    return word;
}

static struct fact fact_at(enum fact_kind kind, enum stage stage, enum security security)
{
    struct fact fact = fact_new(kind, "check");
    fact.stage = stage;
    fact.chosen = true;
    fact.where = (struct endpoint){ "mail.example", 587, security };
    return fact;
}

static void read_name(struct fact *fact, struct span name)
{
    struct span kind = name;
    size_t stage = span_find_char(name, '@');
    size_t subject = span_find_char(name, '(');
    if (subject != SPAN_NONE) {
        struct span inner = span_head(span_from(name, subject + 1), name.len - subject - 2);
        (void)snprintf(fact->subject, sizeof fact->subject, "%.*s", SPAN_ARG(inner));
        kind = span_head(name, subject);
    }
    if (stage != SPAN_NONE) {
        assert_true(stage_from_word(span_from(kind, stage + 1), &fact->stage));
        kind = span_head(name, stage);
    }
    if (!fact_from_word(kind, &fact->kind))
        fail_msg("no fact %.*s", SPAN_ARG(kind));
    fact->status = fact_row(fact->kind)->status;
}

static struct fact read_fact(struct span words, enum security security)
{
    struct fact fact = fact_at(FACT_COUNT - 1, STAGE_NONE, security);
    bool is_other_port = span_starts(words, SPAN("+"));
    bool is_other_host = span_starts(words, SPAN("~"));
    fact.chosen = !is_other_port && !is_other_host;
    if (is_other_host)
        (void)strcpy(fact.where.host, "mail.elsewhere.example");
    if (!fact.chosen)
        words = span_from(words, 1);
    read_name(&fact, next_word(&words));
    uint64_t code = 0;
    struct span rest = words;
    if (span_number(next_word(&rest), 599, &code)) {
        fact.code = (unsigned)code;
        words = rest;
        if (words.len > 3 && words.at[1] == '.') {
            struct span enhanced = next_word(&words);
            (void)snprintf(fact.enhanced, sizeof fact.enhanced, "%.*s", SPAN_ARG(enhanced));
        }
    }
    words = span_trim(words);
    (void)snprintf(fact.text, sizeof fact.text, "%.*s", SPAN_ARG(words));
    return fact;
}

static void add_steps(struct record *record, struct span reached, enum security security)
{
    size_t last = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (span_equal(span_of(steps[i].reached), reached))
            last = i;
    for (size_t i = 1; i <= last; i++) {
        struct fact fact = fact_at(steps[i].kind, steps[i].stage, security);
        assert_non_null(record_add(record, &fact));
    }
}

/* Reads the words into a record, and judges it. */
static void judge(struct record *record, const char *seen, struct diagnosis *ret_diagnosis)
{
    struct span rest = span_of(seen);
    struct span item = SPAN_EMPTY;
    enum security security = SECURITY_UNKNOWN;
    record_init(record);
    record->logins_used = 1;
    record->logins_allowed = 3;
    span_cut(&rest, ';', &item);
    assert_true(security_from_word(next_word(&item), &security));
    add_steps(record, next_word(&item), security);
    while (span_cut(&rest, ';', &item)) {
        struct fact fact = read_fact(span_trim(item), security);
        assert_non_null(record_add(record, &fact));
    }
    diagnose(record, ret_diagnosis);
}

static bool read_certainty(struct span word, enum certainty *ret_certainty)
{
    for (int i = CERTAINTY_POSSIBLE; i <= CERTAINTY_PROVEN; i++)
        if (span_equal(span_of(certainty_word((enum certainty)i)), word)) {
            *ret_certainty = (enum certainty)i;
            return true;
        }
    return false;
}

static void expect(const struct scene *scene, const struct diagnosis *diagnosis)
{
    const struct candidate *first = &diagnosis->candidates[0];
    struct span rest = span_of(scene->verdict);
    struct span label = next_word(&rest);
    enum certainty certainty = CERTAINTY_POSSIBLE;
    enum cause cause = diagnosis->candidate_count ? first->cause : CAUSE_NONE;
    const char *status = verdict_status_word(diagnosis->status);
    if (!read_certainty(span_trim(rest), &certainty)) {
        if (cause != CAUSE_NONE || !span_equal(span_of(status), label))
            fail_msg("%s: %s %s, not %s", scene->name, status, cause_row(cause)->label, scene->verdict);
        return;
    }
    if (!span_equal(span_of(cause_row(cause)->label), label) || diagnosis->status != VERDICT_PROBLEM)
        fail_msg("%s: %s %s, not %s", scene->name, status, cause_row(cause)->label, scene->verdict);
    if (first->certainty != certainty)
        fail_msg("%s: %s, not %s", scene->name, certainty_word(first->certainty), certainty_word(certainty));
    if (first->side != cause_row(cause)->side || first->for_count == 0)
        fail_msg("%s: side %s, %zu proofs", scene->name, side_word(first->side), first->for_count);
}

static void run_scenes(const struct scene *scenes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, scenes[i].seen, &diagnosis);
        expect(&scenes[i], &diagnosis);
        record_clear(&record);
    }
}

/* ---- rungs A and B: names, ports, greetings ---- */

static const struct scene far_away[] = {
    { "resolver silent", "tls nowhere; name-no-answer@dns", "dns-lookup-failed proven" },
    { "resolver fails", "tls nowhere; name-server-failed@dns", "dns-lookup-failed proven" },
    { "resolver refuses", "tls nowhere; name-refused@dns", "dns-lookup-failed proven" },
    { "no such name", "tls nowhere; name-not-found@dns", "wrong-host-or-port proven" },
    { "silent", "starttls named; port-silent@connect", "port-blocked possible" },
    { "silent far ends", "starttls named; port-silent@connect; ~port-silent@connect", "port-blocked likely" },
    { "silent here, open there", "none named; port-silent@connect; +port-open@connect", "port-blocked likely" },
    { "filtered", "none named; port-filtered@connect", "port-blocked proven" },
    { "refused", "tls named; port-refused@connect", "connection-refused proven" },
    { "refused here, open there", "tls named; port-refused@connect; +port-open@connect", "wrong-host-or-port proven" },
    { "no route", "tls named; port-unreachable@connect", "network-unreachable proven" },
    { "a router says that nobody has the address", "tls named; host-unreachable@connect", "wrong-host-or-port likely" },
    { "a router says so of one port, the other is silent", "tls named; +host-unreachable@connect; port-silent@connect",
      "wrong-host-or-port likely" },
    { "closed at once", "starttls connected; closed-early@greeting", "dropped-connection likely" },
    { "an IMAP server", "none connected; greeting-not-smtp@greeting * OK IMAP4rev1", "wrong-host-or-port proven" },
    { "too many connections", "starttls connected; greeting-refused@greeting 421 4.7.0 too many connections from you",
      "connection-limit proven" },
    { "on a block list", "none connected; greeting-refused@greeting 554 Client host blocked using zen.spamhaus.org",
      "ip-blacklisted proven" },
};

/* ---- the same secret at the mailbox ---- */

static const struct scene mailbox[] = {
    { "refused there too",
      "starttls ready; login-refused@auth 535 5.7.8 Authentication failed; mailbox-login-refused(IMAP)",
      "bad-credentials likely" },
    { "accepted there", "starttls ready; login-refused@auth 535 5.7.8 Authentication failed; mailbox-login-ok(IMAP)",
      "smtp-auth-disabled likely" },
    { "accepted there, a provider with a switch",
      "starttls ready; provider-known(163); login-refused@auth 535 Error: authentication failed; "
      "mailbox-login-ok(IMAP)",
      "smtp-service-off likely" },
    { "accepted there, an app password is usual",
      "starttls ready; provider-known(gmail); login-refused@auth 535 5.7.8 Username and Password not accepted; "
      "mailbox-login-ok(IMAP)",
      "smtp-auth-disabled likely" },
    { "not found out there",
      "starttls ready; login-refused@auth 535 5.7.8 Authentication failed; mailbox-login-open(IMAP)",
      "bad-credentials likely" },
    { "accepted there, and the server says why not",
      "starttls ready; login-refused@auth 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
      "disabled "
      "for the Tenant; mailbox-login-ok(IMAP)",
      "smtp-auth-disabled proven" },
    { "accepted there, and here", "starttls signed-in; mailbox-login-ok(IMAP)", "ok" },
};

/* ---- beside what is published ---- */

static const struct scene differing[] = {
    { "another port, silent, others open",
      "starttls named; settings-differ(port); port-silent@connect; +port-open@connect", "wrong-host-or-port likely" },
    { "another port, all silent", "starttls named; settings-differ(port); port-silent@connect",
      "port-blocked possible" },
    { "another server, refused",
      "starttls ready; settings-differ(server); login-refused@auth 535 5.7.8 Authentication failed",
      "bad-credentials likely" },
    { "another server, and the mailbox accepts",
      "starttls ready; settings-differ(server); login-refused@auth 535 5.7.8 Authentication failed; "
      "mailbox-login-ok(IMAP)",
      "wrong-host-or-port likely" },
    { "another form of the name",
      "starttls ready; settings-differ(login); login-refused@auth 535 5.7.8 Authentication failed",
      "wrong-username-form likely" },
    { "all of it other, and it works", "starttls signed-in; settings-differ(server); settings-differ(login)", "ok" },
    { "a port with a slip", "starttls named; typed-port-near(port); port-silent@connect; +port-open@connect",
      "wrong-host-or-port proven" },
    { "an incoming port", "tls connected; typed-incoming-port(port); greeting-not-smtp@greeting * OK IMAP4rev1",
      "wrong-host-or-port proven" },
    { "a domain with a slip", "tls nowhere; typed-domain-near; settings-not-found", "wrong-host-or-port proven" },
};

static void test_differing(void **state)
{
    (void)state;
    run_scenes(differing, sizeof differing / sizeof *differing);
}

static void test_mailbox(void **state)
{
    (void)state;
    run_scenes(mailbox, sizeof mailbox / sizeof *mailbox);
}

/* ---- the sender's address and domain: causes only where the server has refused what they explain ---- */

static const struct scene looks_of_sender[] = {
    { "turned away, listed", "none connected; greeting-refused@greeting 554 Go away; list-address(5.6.7.8)",
      "ip-blacklisted likely" },
    { "turned away, a home line", "none connected; greeting-refused@greeting 554 Go away; list-home(5.6.7.8)",
      "ip-blacklisted likely" },
    { "closed at once, listed", "none connected; closed-early@greeting; list-address(5.6.7.8)",
      "dropped-connection likely" },
    { "wrong password, listed",
      "starttls ready; login-refused@auth 535 5.7.8 Username and password incorrect; list-address(5.6.7.8)",
      "bad-credentials likely" },
    { "wrong password, nothing in order",
      "starttls ready; login-refused@auth 535 5.7.8 Username and password incorrect; reverse-none(5.6.7.8); "
      "spf-broken(two-records); spf-no-mail(a.b); dmarc-unaligned(a.b); list-domain(a.b)",
      "bad-credentials likely" },
    { "works, and would not deliver by itself",
      "starttls signed-in; list-address(5.6.7.8); list-home(5.6.7.8); reverse-none(5.6.7.8); spf-none(a.b); "
      "dmarc-none(a.b); dkim-unknown(a.b); mta-sts-none(a.b)",
      "ok" },
    { "works, SPF void", "starttls signed-in; spf-broken(two-records)", "warning" },
    { "works, another domain in From", "starttls signed-in; dmarc-unaligned(a.b)", "warning" },
    { "works, domain listed", "starttls signed-in; list-domain(a.b)", "warning" },
    { "works, anybody may send through port 25", "starttls signed-in; +relay-open@rcpt 250 2.1.5 Ok", "warning" },
    { "works, the disk is full", "starttls signed-in; disk-full(/var/spool)", "warning" },
    { "works, no inodes", "starttls signed-in; inodes-gone(/var/mail)", "warning" },
    { "works, overloaded", "starttls signed-in; load-high", "warning" },
    { "works, its own address is banned", "starttls signed-in; banned(own)", "warning" },
    { "works, nothing listens where it was asked", "starttls signed-in; listen-none(?)", "warning" },
    { "works, the service is down", "starttls signed-in; service-stopped(Dovecot)", "warning" },
    { "works, all is well on its machine",
      "starttls signed-in; +relay-closed@rcpt 454 4.7.1 Denied; disk-ok(/var/spool); load-ok; listen-ok(Postfix); "
      "bans-unread(fail2ban); queue-short(Postfix); server-settings-ok",
      "ok" },
    { "message refused, domain sends none", "starttls signed-in; spf-no-mail(a.b); message-refused@data 550 Refused",
      "spf-dkim-dmarc possible" },
};

/* ---- rungs C to F: encryption and what is offered ---- */

static const struct scene before_signing_in[] = {
    { "TLS where STARTTLS is", "tls connected; tls-not-tls@tls", "tls-mode-mismatch proven" },
    { "STARTTLS where TLS is", "starttls connected; greeting-none@greeting; tls-first@tls",
      "tls-mode-mismatch proven" },
    { "expired", "tls connected; cert-expired@tls", "cert-expired proven" },
    { "a sign-in page", "tls; port-silent@connect; web-portal", "captive-portal proven" },
    { "everybody answers", "tls connected; cert-name@tls; net-answers-all", "middlebox-interference proven" },
    { "another form of the name", "tls ready; login-refused@auth 535 5.7.8 Authentication failed; form-ok(local-part)",
      "wrong-username-form proven" },
    { "trouble at the provider", "tls; port-silent@connect; page-trouble", "service-unavailable likely" },
    { "another name", "tls connected; cert-name@tls", "cert-name-mismatch proven" },
    { "self-signed", "tls connected; cert-self-signed@tls", "cert-untrusted proven" },
    { "intercepted", "tls connected; cert-untrusted@tls; cert-intercepted@tls", "tls-interception proven" },
    { "another issuer than at another port", "tls connected; cert-untrusted@tls; certs-differ@tls",
      "cert-untrusted likely" },
    { "and an antivirus is there", "tls connected; cert-untrusted@tls; certs-differ@tls; answer(antivirus) yes",
      "tls-interception likely" },
    { "its own, another than at another port", "tls connected; cert-self-signed@tls; certs-differ@tls",
      "cert-untrusted proven" },
    { "another issuer at a port that is not used", "starttls signed-in; +cert-untrusted@tls; +certs-differ@tls", "ok" },
    { "TLS 1.0 only", "tls connected; tls-old@tls", "tls-version-mismatch proven" },
    { "no STARTTLS", "starttls greeted; starttls-not-offered@starttls", "starttls-not-offered proven" },
    { "no STARTTLS, none wanted", "none ready; starttls-not-offered@starttls", "undecided" },
    { "STARTTLS crossed out", "starttls greeted; starttls-not-offered@starttls; starttls-stripped@starttls",
      "middlebox-interference proven" },
    { "a greeting of stars", "none connected; greeting-starred@greeting", "middlebox-interference likely" },
    { "AUTH after TLS", "none greeted; auth-not-offered@auth; auth-after-tls@auth",
      "encryption-required-first proven" },
    { "AUTH before TLS, and it works with TLS",
      "none greeted; auth-before-tls@auth; auth-offered@auth; +login-ok@auth 235 OK",
      "encryption-required-first likely" },
    { "AUTH before TLS, and it was sent", "none signed-in; auth-before-tls@auth; +login-ok@auth 235 OK", "ok" },
    { "AUTH before TLS, and the password is wrong with TLS too",
      "none greeted; auth-before-tls@auth; +login-refused@auth 535 5.7.8 Authentication failed",
      "bad-credentials possible" },
    { "no AUTH", "starttls secured; auth-not-offered@auth", "auth-not-offered proven" },
    { "OAuth alone", "starttls ready; mechanism-oauth-only@auth", "oauth-required proven" },
    { "no mechanism in common", "tls ready; mechanism-none@auth", "mechanism-unsupported proven" },
};

/* ---- rungs G to M: the sign-in ---- */

static const struct scene signing_in[] = {
    { "a bare 535", "starttls ready; login-refused@auth 535 5.7.8 Error: authentication failed",
      "bad-credentials likely" },
    { "Gmail's bare 535",
      "starttls ready; provider-known(gmail); login-refused@auth 535 5.7.8 Username and Password not accepted.",
      "app-password-required likely" },
    { "Gmail asks for it",
      "starttls ready; provider-known(gmail); login-refused@auth 534 5.7.9 Application-specific password required.",
      "app-password-required proven" },
    { "163's bare 535", "tls ready; provider-known(163); login-refused@auth 535 Error: authentication failed",
      "authorization-code-required likely" },
    { "QQ's switch",
      "tls ready; provider-known(qq); login-refused@auth 454 Authentication failed, please open smtp flag first!",
      "smtp-service-off proven" },
    { "the tenant's switch",
      "starttls ready; login-refused@auth 535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
      "smtp-auth-disabled proven" },
    { "passwords are over",
      "starttls ready; login-refused@auth 535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
      "oauth-required proven" },
    { "the login server is down",
      "tls ready; login-refused@auth 454 4.7.0 Temporary authentication failure: Connection lost",
      "server-misconfigured proven" },
    { "too many sign-ins", "tls ready; login-refused@auth 454 4.7.0 Too many login attempts, please try again later.",
      "login-throttled proven" },
    { "locked", "tls ready; login-refused@auth 535 5.7.0 Account temporarily locked", "account-locked proven" },
    { "the mechanism",
      "tls ready; login-refused@auth 535 5.7.8 Error: authentication failed: Invalid authentication mechanism",
      "mechanism-unsupported proven" },
    { "the data base of the server is down",
      "starttls ready; login-refused@auth 535 connect ECONNREFUSED 127.0.0.1:5432", "server-misconfigured proven" },
    { "the server finds its directory no more",
      "starttls ready; login-refused@auth 535 getaddrinfo EAI_AGAIN directory.corp.test",
      "server-misconfigured proven" },
    { "silent", "tls ready; login-silent@auth", "service-unavailable likely" },
    { "hung up", "tls ready; login-closed@auth", "dropped-connection likely" },
    { "a token", "starttls ready; context(mechanism) XOAUTH2; login-refused@auth 535 5.7.3 Authentication unsuccessful",
      "oauth-token-rejected likely" },
    { "a bare name was typed",
      "tls ready; typed-local-part@input(login); login-refused@auth 535 5.7.8 authentication failed",
      "wrong-username-form likely" },
    { "the full address works",
      "tls ready; login-refused@auth 535 5.7.8 authentication failed; corrected-ok@auth(full-address)",
      "wrong-username-form proven" },
    { "a blank less, and it works",
      "tls ready; login-refused@auth 535 5.7.8 authentication failed; corrected-ok@auth(trim)",
      "bad-credentials proven" },
    { "the word undefined",
      "tls ready; typed-placeholder@input(password); login-refused@auth 535 5.7.8 authentication failed",
      "credentials-mangled likely" },
};

/* ---- rungs N and O, and success ---- */

static const struct scene afterwards[] = {
    { "all well", "starttls signed-in; sender-ok@mail", "ok" },
    { "other ports are not", "starttls signed-in; +port-silent@connect; +cert-expired@tls", "ok" },
    { "well for now", "starttls signed-in; cert-soon@tls", "warning" },
    { "another sender", "tls signed-in; sender-refused@mail 553 5.7.1 Sender address rejected: not owned by user anna",
      "sender-mismatch proven" },
    { "another sender, in words alone",
      "tls signed-in; sender-refused@mail 550 Only anna@corp.test is allowed to send mail", "sender-mismatch proven" },
    { "a sender, no word why", "tls signed-in; sender-refused@mail 550 Not accepted", "sender-mismatch possible" },
    { "no such recipient", "tls signed-in; recipient-refused@rcpt 550 5.1.1 Recipient address rejected: User unknown",
      "no-such-recipient proven" },
    { "too large", "tls signed-in; size-too-large@mail 552 5.3.4", "message-too-large proven" },
    { "no password given", "tls ready; login-not-tried@auth(no-password)", "undecided" },
};

/* ---- read in a text ---- */

static const struct scene texts[] = {
    { "the provider's rule", "unknown nowhere; context(provider) QQ Mail; reply@auth 535 Error: authentication failed",
      "smtp-service-off likely" },
    { "another name greets",
      "unknown nowhere; context(host) smtp.gmail.com; context(greeting) 220-box7.hosting.example ESMTP Exim 4.94; "
      "reply@auth 535 Incorrect authentication data",
      "middlebox-interference proven" },
    { "Gmail greets with its own name",
      "unknown nowhere; context(host) smtp.gmail.com; context(greeting) 220 smtp.gmail.com ESMTP 5b1f17b1 - gsmtp; "
      "reply@auth 534 5.7.9 Application-specific password required.",
      "app-password-required proven" },
    { "so does Microsoft",
      "unknown nowhere; context(host) smtp-mail.outlook.com; context(greeting) 220 FR0P281CA0093.outlook.office365.com "
      "Microsoft ESMTP MAIL Service ready; reply@auth 534 5.7.9 Application-specific password required.",
      "app-password-required proven" },
    { "the server greets as it was dialled",
      "unknown nowhere; context(host) smtp.yandex.ru; context(greeting) 220 smtp.yandex.ru ready; "
      "reply@auth 535 5.7.8 Error: authentication failed: Invalid user or password!",
      "app-password-required proven" },
    { "the first refusal decides",
      "unknown nowhere; reply@mail 553 Mail from must equal authorized user; reply@auth 535 Error: authentication "
      "failed",
      "sender-mismatch proven" },
    { "a program's words", "unknown nowhere; said [SSL: WRONG_VERSION_NUMBER] wrong version number",
      "tls-mode-mismatch proven" },
    { "nothing of mail in it", "unknown nowhere; nothing-recognised; said the quick brown fox", "undecided" },
};

static void test_scenes(void **state)
{
    (void)state;
    run_scenes(far_away, sizeof far_away / sizeof *far_away);
    run_scenes(looks_of_sender, sizeof looks_of_sender / sizeof *looks_of_sender);
    run_scenes(before_signing_in, sizeof before_signing_in / sizeof *before_signing_in);
    run_scenes(signing_in, sizeof signing_in / sizeof *signing_in);
    run_scenes(afterwards, sizeof afterwards / sizeof *afterwards);
    run_scenes(texts, sizeof texts / sizeof *texts);
}

/* ---- what else a diagnosis tells ---- */

static void test_what_is_ruled_out(void **state)
{
    static const enum cause causes[] = { CAUSE_DNS_LOOKUP_FAILED, CAUSE_PORT_BLOCKED,      CAUSE_CONNECTION_REFUSED,
                                         CAUSE_CERT_EXPIRED,      CAUSE_TLS_MODE_MISMATCH, CAUSE_AUTH_NOT_OFFERED };
    struct record record;
    struct diagnosis diagnosis;
    (void)state;
    judge(&record, "tls ready; login-refused@auth 535 5.7.8 authentication failed", &diagnosis);
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        bool is_there = false;
        for (size_t k = 0; k < diagnosis.ruled_out_count; k++)
            is_there = is_there || diagnosis.ruled_out[k].cause == causes[i];
        if (!is_there)
            fail_msg("%s is not ruled out", cause_row(causes[i])->label);
    }
    record_clear(&record);
}

/* What was reached at the same step or later speaks against a trouble; what went well before does not. */
static void test_contradictions(void **state)
{
    static const struct {
        const char *seen;
        size_t against;
        enum certainty certainty;
    } rows[] = {
        { "tls greeted; greeting-refused@greeting 421 too many connections", 1, CERTAINTY_LIKELY },
        { "tls ready; login-refused@auth 421 4.7.0 too many connections", 0, CERTAINTY_PROVEN },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, rows[i].seen, &diagnosis);
        const struct candidate *first = &diagnosis.candidates[0];
        assert_int_equal(first->cause, CAUSE_CONNECTION_LIMIT);
        assert_int_equal(first->certainty, rows[i].certainty);
        assert_int_equal(first->against_count, rows[i].against);
        if (rows[i].against)
            assert_int_equal(record.facts[first->against[0]].kind, FACT_GREETING_OK);
        record_clear(&record);
    }
}

/* Who has answered was found and reached; before RCPT nobody has named a recipient. */
static void test_what_cannot_be(void **state)
{
    static const struct {
        const char *seen;
        enum cause cause;
    } rows[] = {
        { "tls ready; login-refused@auth 535 connect ECONNREFUSED 127.0.0.1:5432", CAUSE_CONNECTION_REFUSED },
        { "tls ready; login-refused@auth 535 connect ETIMEDOUT 10.0.0.5:3306", CAUSE_PORT_BLOCKED },
        { "tls ready; login-refused@auth 535 getaddrinfo EAI_AGAIN db.internal", CAUSE_DNS_LOOKUP_FAILED },
        { "tls signed-in; sender-refused@mail 550 Not accepted", CAUSE_NO_SUCH_RECIPIENT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, rows[i].seen, &diagnosis);
        for (size_t k = 0; k < diagnosis.candidate_count; k++)
            if (diagnosis.candidates[k].cause == rows[i].cause)
                fail_msg("%s: %s", rows[i].seen, cause_row(rows[i].cause)->label);
        record_clear(&record);
    }
}

static void test_not_tested(void **state)
{
    struct record record;
    struct diagnosis diagnosis;
    (void)state;
    judge(&record, "tls ready; login-not-tried@auth(no-password)", &diagnosis);
    assert_int_equal(diagnosis.not_tested_count, 1);
    assert_string_equal(diagnosis.not_tested[0].check, "check");
    assert_string_equal(diagnosis.not_tested[0].why, "no-password");
    record_clear(&record);
}

static void test_corrections(void **state)
{
    static const struct {
        const char *typed;
        unsigned code, used;
        enum correction correction;
    } rows[] = {
        { "typed-blank-edge", 535, 1, CORRECTION_TRIM },
        { "typed-fullwidth", 535, 1, CORRECTION_HALFWIDTH },
        { "typed-layout", 535, 1, CORRECTION_LAYOUT },
        { "typed-invisible", 535, 1, CORRECTION_VISIBLE },
        { "typed-local-part", 535, 1, CORRECTION_FULL_ADDRESS },
        { "form-refused@auth(full-address); typed-local-part", 535, 1, CORRECTION_NONE },
        { "typed-blank-edge", 454, 1, CORRECTION_NONE }, /* the server could not judge it */
        { "typed-blank-edge", 535, 3, CORRECTION_NONE }, /* the budget is spent */
        { "typed-caps", 535, 1, CORRECTION_NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char seen[128];
        struct record record;
        struct diagnosis diagnosis;
        (void)snprintf(seen, sizeof seen, "tls ready; %s@input(password); login-refused@auth %u authentication failed",
                       rows[i].typed, rows[i].code);
        judge(&record, seen, &diagnosis);
        record.logins_used = rows[i].used;
        diagnose(&record, &diagnosis);
        if (diagnosis.correction != rows[i].correction)
            fail_msg("row %zu: %s", i, correction_word(diagnosis.correction));
        record_clear(&record);
    }
}

/* The one test that separates the first two, and whether the password is free of suspicion. */
static void test_next_test_and_innocence(void **state)
{
    static const struct {
        const char *seen, *next;
        bool innocent;
    } rows[] = {
        { "tls nowhere; name-no-answer@dns", "other-network", true },
        { "tls named; port-silent@connect", "other-network", true },
        { "tls signed-in; sender-ok@mail", "nothing", true },
        { "tls ready; login-refused@auth 535 5.7.8 authentication failed", "webmail", false },
        { "tls ready; provider-known(gmail); login-refused@auth 535 5.7.8 Username and Password not accepted.",
          "which-secret", false },
        { "tls ready; login-refused@auth 535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
          "tenant-smtp-auth", true },
        { "tls ready; login-not-tried@auth(no-password)", "password-given", false },
        { "unknown nowhere; reply@auth 535 authentication failed", "webmail", false },
        { "unknown nowhere; context(provider) 163; reply@auth 535 Error: authentication failed", "smtp-switch", false },
        { "tls ready; login-not-tried@auth(budget)", "transcript", false },
        { "tls ready; login-refused@auth 535 5.7.8 authentication failed; form-ok@auth(local-part)", "nothing", true },
        { "tls ready; login-refused@auth 535 5.7.8 authentication failed; corrected-ok@auth(trim)", "nothing", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, rows[i].seen, &diagnosis);
        const char *next = diagnosis.next_test ? diagnosis.next_test : "nothing";
        if (strcmp(next, rows[i].next) != 0 || diagnosis.password_innocent != rows[i].innocent)
            fail_msg("%s: %s, innocent %d", rows[i].seen, next, diagnosis.password_innocent);
        record_clear(&record);
    }
}

/* Taken once it was written another way: nothing else about the sign-in is held possible, whatever was typed. */
static void test_settled_by_another_form(void **state)
{
    static const struct {
        const char *seen;
        enum cause cause;
    } rows[] = {
        { "tls ready; typed-local-part@input(login); login-refused@auth 535 5.7.8 authentication failed; "
          "form-ok@auth(full-address)",
          CAUSE_WRONG_USERNAME_FORM },
        { "tls ready; provider-known(gmail); login-refused@auth 535 5.7.8 Username and Password not accepted.; "
          "form-ok@auth(full-address)",
          CAUSE_WRONG_USERNAME_FORM },
        { "tls ready; login-refused@auth 535 5.7.3 authentication failed; form-ok@auth(domain-user)",
          CAUSE_WRONG_USERNAME_FORM },
        { "tls ready; provider-known(qq); typed-blank-edge@input(password); login-refused@auth 535 Login Fail; "
          "corrected-ok@auth(trim)",
          CAUSE_BAD_CREDENTIALS },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, rows[i].seen, &diagnosis);
        const struct candidate *first = &diagnosis.candidates[0];
        if (diagnosis.candidate_count != 1 || first->cause != rows[i].cause || first->certainty != CERTAINTY_PROVEN)
            fail_msg("%s: %zu causes, %s %s", rows[i].seen, diagnosis.candidate_count, cause_row(first->cause)->label,
                     certainty_word(first->certainty));
        if (&record.facts[first->for_facts[0]] != accepted_otherwise(&record))
            fail_msg("%s: something else comes first as its proof", rows[i].seen);
        assert_int_equal(diagnosis.correction, CORRECTION_NONE);
        record_clear(&record);
    }
}

/* The certificate is in order, the clock of the person's machine is not. */
static void test_wrong_clock(void **state)
{
    static const char *const seen[] = { "tls connected; cert-expired@tls; clock-off",
                                        "tls connected; cert-not-yet@tls; clock-off" };
    (void)state;
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        struct record record;
        struct diagnosis diagnosis;
        judge(&record, seen[i], &diagnosis);
        assert_int_equal(diagnosis.candidates[0].cause, CAUSE_CERT_EXPIRED);
        assert_int_equal(diagnosis.candidates[0].side, SIDE_USER_SETTINGS);
        record_clear(&record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_clock),
        cmocka_unit_test(test_mailbox),
        cmocka_unit_test(test_differing),
        cmocka_unit_test(test_scenes),
        cmocka_unit_test(test_what_is_ruled_out),
        cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_what_cannot_be),
        cmocka_unit_test(test_not_tested),
        cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_settled_by_another_form),
        cmocka_unit_test(test_next_test_and_innocence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
