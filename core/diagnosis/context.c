#include "diagnosis/scales.h"

#include "knowledge/providers.h"

#include <stdio.h>
#include <string.h>

/* ---- what the provider wants ---- */

/* A bare 535 of a provider that never takes the account password: another secret is wanted (rung I). */
static void weigh_secret_kind(struct weighing *weighing, const struct provider *provider, const struct fact *refusal)
{
    enum { NAMED = 88 }; /* the provider itself said that the pair is wrong */
    static const struct {
        enum secret_kind secret;
        enum cause cause;
    } rows[] = { { SECRET_APP_PASSWORD, CAUSE_APP_PASSWORD_REQUIRED },
                 { SECRET_AUTHORIZATION_CODE, CAUSE_AUTHORIZATION_CODE_REQUIRED },
                 { SECRET_OAUTH2_ONLY, CAUSE_OAUTH_REQUIRED } };
    bool typed_one = weighing_find(weighing, FACT_TYPED_APP_PASSWORD, SCOPE_ANY) != NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (provider->first_secret != rows[i].secret || weighing->candidates[CAUSE_BAD_CREDENTIALS].weight >= NAMED)
            continue;
        int weight = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight + (typed_one ? -5 : 10);
        if (weighing->candidates[CAUSE_BAD_CREDENTIALS].weight > 0) {
            struct finding_of_cause finding = { rows[i].cause, SIDE_NONE, weight, "provider-secret", refusal };
            weigh(weighing, &finding);
        }
    }
}

/* Where the owner has to switch SMTP on first, an unexplained refusal may also mean that it is off. */
static void weigh_switch(struct weighing *weighing, const struct provider *provider, const struct fact *refusal)
{
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    bool by_owner =
        provider->first_secret == SECRET_APP_PASSWORD || provider->first_secret == SECRET_AUTHORIZATION_CODE;
    struct finding_of_cause finding = { CAUSE_SMTP_SERVICE_OFF, SIDE_NONE, bad - 2, "provider-switch", refusal };
    if (provider->has_switch && by_owner && bad > 0)
        weigh(weighing, &finding);
}

static void weigh_provider(struct weighing *weighing)
{
    const struct provider *provider = provider_by_key(span_of(weighing->provider));
    const struct fact *refusal = weighing_refused_login(weighing);
    bool only_words = !record_find(weighing->record, FACT_REPLY) && record_find(weighing->record, FACT_SAID);
    if (provider && ((refusal && refusal->code == 535) || only_words)) {
        weigh_secret_kind(weighing, provider, refusal);
        weigh_switch(weighing, provider, refusal);
    }
}

/* ---- what was told, or stands around the words ---- */

static const struct fact *context_of(const struct weighing *weighing, const char *subject)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        if (fact->kind == FACT_CONTEXT && strcmp(fact->subject, subject) == 0)
            return fact;
    }
    return NULL;
}

/* Greetings of the large providers name themselves (one of the names will do), or the server as it was dialled. */
static bool is_greeting_of_another(struct span host, struct span greeting)
{
    enum { NAMES = 3 };
    static const struct {
        const char *host, *names[NAMES];
    } rows[] = { { "smtp.gmail.com", { "google.com", "gmail.com", "gsmtp" } },
                 { "smtp.office365.com", { "outlook.com", "office365.com" } },
                 { "smtp-mail.outlook.com", { "outlook.com", "office365.com" } },
                 { "smtp.qq.com", { "qq.com" } },
                 { "smtp.163.com", { "163.com" } },
                 { "smtp.yandex", { "yandex" } },
                 { "smtp.mail.ru", { "mail.ru" } },
                 { "smtp.mail.yahoo.com", { "yahoo" } } };
    bool is_known = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!span_starts_nocase(host, span_of(rows[i].host)))
            continue;
        is_known = true;
        for (size_t k = 0; k < NAMES && rows[i].names[k]; k++)
            if (span_find_nocase(greeting, span_of(rows[i].names[k])) != SPAN_NONE)
                return false;
    }
    return is_known && span_find_nocase(greeting, host) == SPAN_NONE;
}

static void weigh_greeting(struct weighing *weighing)
{
    enum { HOSTING = 45 };
    const struct fact *greeting = context_of(weighing, "greeting");
    const struct fact *host = context_of(weighing, "host");
    if (greeting && host && is_greeting_of_another(span_of(host->text), span_of(greeting->text))) {
        struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 99, "other-greeting", greeting };
        weigh(weighing, &finding);
    }
    /* The greeting that cPanel gives every hosting server; no large provider has it. */
    bool is_hosting = greeting && span_find_nocase(span_of(greeting->text),
                                                   SPAN("do not authorize the use of this system")) != SPAN_NONE;
    bool is_redirected = is_hosting && host && provider_by_host(span_of(host->text));
    /* Hosters hand outgoing mail to their own server: while the dialled name is unknown, who judged the password is. */
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    int usual = !host && bad + 2 > HOSTING ? bad + 2 : HOSTING;
    struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, is_redirected ? 98 : usual,
                                        "hosting-greeting", greeting };
    if (is_hosting)
        weigh(weighing, &finding);
}

/* Nothing but the sign: people mask parts of a line, a firewall all of it but 0, 2 and blanks. */
static bool is_all_of(struct span text, char sign)
{
    enum { LEAST = 4 };
    size_t signs = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != sign && !strchr("02 ", text.at[i]))
            return false;
        signs += text.at[i] == sign;
    }
    return signs >= LEAST;
}

/* Of an ability that it does not let through a firewall leaves the length: XXXXXXXA. */
static bool has_crossed_word(struct span text)
{
    enum { LEAST = 4 };
    struct span word;
    while (span_word(&text, &word))
        if (word.len > LEAST && is_all_of(span_head(word, word.len - 1), 'X'))
            return true;
    return false;
}

/* "220 ****" and "250-XXXXXXXA": a firewall that rewrites SMTP (Cisco's fixup, ESMTP inspection). */
static void weigh_stars(struct weighing *weighing)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        struct span text = span_of(fact->text);
        struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 97, "stars", fact };
        bool is_starred = fact->code == 220 && is_all_of(text, '*');
        bool is_crossed = fact->code == 250 && has_crossed_word(text);
        if (fact->kind == FACT_REPLY_POSITIVE && (is_starred || is_crossed))
            weigh(weighing, &finding);
    }
}

static bool is_on_port(const struct weighing *weighing, const char *port)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        if (fact->kind == FACT_CONTEXT && strcmp(fact->subject, "port") == 0 && strcmp(fact->text, port) == 0)
            return true;
    }
    return false;
}

/* 465 speaks TLS first (RFC 8314): a program that waits for words there sees it close, or nothing. */
static void weigh_port(struct weighing *weighing)
{
    const struct fact *security = context_of(weighing, "security");
    int dropped = weighing->candidates[CAUSE_DROPPED_CONNECTION].weight;
    int confused = weighing->candidates[CAUSE_PROTOCOL_ERROR].weight;
    int weight = dropped > confused ? dropped : confused;
    bool implicit = security && strcmp(security->text, security_word(SECURITY_TLS)) == 0;
    if (weight > 0 && !implicit && is_on_port(weighing, "465")) {
        struct finding_of_cause finding = { CAUSE_TLS_MODE_MISMATCH, SIDE_NONE, weight + 4, "port-465", NULL };
        weigh(weighing, &finding);
    }
}

/* STARTTLS or AUTH without EHLO: the server was greeted by nobody, so it had announced nothing (RFC 5321, 4.1.4). */
static void weigh_order(struct weighing *weighing)
{
    const struct fact *refusal = NULL;
    bool greeted = false;
    bool answered = false;
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        greeted = greeted || (fact->kind == FACT_REPLY_POSITIVE && fact->code == 220);
        answered = answered || (fact->kind == FACT_REPLY_POSITIVE && fact->code == 250);
        if (fact->kind == FACT_REPLY && fact->code == 503 && !refusal)
            refusal = fact;
    }
    struct finding_of_cause finding = { CAUSE_PROTOCOL_ERROR, SIDE_NONE, 97, "order", refusal };
    if (refusal && greeted && !answered)
        weigh(weighing, &finding);
}

/* Most servers announce AUTH only once TLS has begun (RFC 4954, 4): without it a program finds no mechanism. */
static void weigh_no_encryption(struct weighing *weighing)
{
    const struct fact *security = context_of(weighing, "security");
    int none = weighing->candidates[CAUSE_MECHANISM_UNSUPPORTED].weight;
    bool plain = security && strcmp(security->text, security_word(SECURITY_NONE)) == 0;
    struct finding_of_cause finding = { CAUSE_ENCRYPTION_REQUIRED_FIRST, SIDE_NONE, none + 2, "no-encryption",
                                        security };
    if (plain && none > 0 && !record_find(weighing->record, FACT_REPLY))
        weigh(weighing, &finding);
}

/* ---- names and addresses that were dialled ---- */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}

/* What no resolver could know: blanks or odd signs in it, or no domain. */
static bool is_no_host_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_name_byte(name.at[i]))
            return true;
    return span_find_char(name, '.') == SPAN_NONE;
}

/* node.js prints the port behind the name that it asked for; elsewhere it was typed into the name. */
static struct span without_port(struct span name)
{
    size_t colon = span_find_last(name, ':');
    uint64_t port;
    bool is_port = colon != SPAN_NONE && span_number(span_from(name, colon + 1), 65535, &port);
    return is_port ? span_head(name, colon) : name;
}

/* "No such name": for a provider's own server the resolver is at fault, for any other name the name is suspected first.
 */
static void weigh_looked_up(struct weighing *weighing)
{
    enum { TEMPORARY = 90, NO_NAME = 97 };
    const struct fact *asked = context_of(weighing, "looked-up");
    int failed = weighing->candidates[CAUSE_DNS_LOOKUP_FAILED].weight;
    if (!asked || failed == 0)
        return;
    struct span name = without_port(span_of(asked->text));
    bool is_odd = is_no_host_name(name);
    if (!is_odd && (failed >= TEMPORARY || provider_by_host(name)))
        return;
    struct finding_of_cause finding = { CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, is_odd ? NO_NAME : failed + 4, "looked-up",
                                        asked };
    weigh(weighing, &finding);
}

/* An address part behind its start: "10." alone is also a version, or ends a sentence. */
static bool goes_on(struct span text, size_t at, struct span start)
{
    if (start.at[start.len - 1] != '.')
        return true;
    struct span rest = span_from(text, at + start.len);
    return rest.len && rest.at[0] >= '0' && rest.at[0] <= '9';
}

static bool has_private_address(struct span text)
{
    static const char *const starts[] = { "192.168.", "10.",     "172.16.",  "172.17.",   "172.18.",
                                          "172.19.",  "172.20.", "127.0.0.", "localhost", "[::1]" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct span start = span_of(starts[i]);
        size_t at = span_find(text, start);
        if (at != SPAN_NONE && (at == 0 || !is_name_byte(text.at[at - 1])) && goes_on(text, at, start))
            return true;
    }
    return false;
}

/* Nothing listens at an address of the person's own network: they set it up, or pointed at it. */
static void weigh_refused(struct weighing *weighing)
{
    struct candidate *refused = &weighing->candidates[CAUSE_CONNECTION_REFUSED];
    const struct fact *said = weighing_find(weighing, FACT_SAID, SCOPE_ANY);
    if (refused->weight > 0 && said && has_private_address(span_of(said->text)))
        refused->side = SIDE_USER_SETTINGS;
}

static bool is_port_of(const struct provider *provider, const struct fact *port)
{
    for (size_t i = 0; i < provider->smtp_count; i++) {
        char word[8];
        (void)snprintf(word, sizeof word, "%u", provider->smtp[i].port);
        if (strcmp(word, port->text) == 0)
            return true;
    }
    return provider->smtp_count == 0;
}

/* Refused at a name or port of a provider that is none of its SMTP servers': the setting is wrong, not the server. */
static void weigh_endpoint(struct weighing *weighing)
{
    const struct fact *host = context_of(weighing, "host");
    const struct fact *port = context_of(weighing, "port");
    int refused = weighing->candidates[CAUSE_CONNECTION_REFUSED].weight;
    if (!host || refused == 0)
        return;
    struct span name = span_of(host->text);
    const struct provider *serving = provider_by_host(name);
    bool is_other_name = !serving && provider_by_domain(span_from(name, span_find_char(name, '.') + 1));
    bool is_other_port = serving && port && strcmp(port->text, "25") != 0 && !is_port_of(serving, port);
    struct finding_of_cause finding = { CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, refused + 3, "no-endpoint", host };
    if (is_other_name || is_other_port)
        weigh(weighing, &finding);
}

/* With a password there is no token; and where no word speaks of a policy, the password comes first. */
static void weigh_password_sent(struct weighing *weighing)
{
    enum { POLICY_SAID = 80 };
    struct candidate *bad = &weighing->candidates[CAUSE_BAD_CREDENTIALS];
    int policy = weighing->candidates[CAUSE_SMTP_AUTH_DISABLED].weight;
    weighing->candidates[CAUSE_OAUTH_TOKEN_REJECTED].weight /= 2;
    if (bad->weight > 0 && policy < POLICY_SAID && bad->weight <= policy)
        bad->weight = policy + 1;
}

/* With a token there is no password that could be wrong. */
static void weigh_mechanism(struct weighing *weighing)
{
    const struct fact *mechanism = context_of(weighing, "mechanism");
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    bool token = mechanism && span_find_nocase(span_of(mechanism->text), SPAN("OAUTH")) != SPAN_NONE;
    if (!token && (mechanism || context_of(weighing, "secret")))
        weigh_password_sent(weighing);
    if (!token || bad == 0)
        return;
    struct finding_of_cause finding = { CAUSE_OAUTH_TOKEN_REJECTED, SIDE_NONE, bad + 15, "mechanism-oauth", mechanism };
    weigh(weighing, &finding);
    weighing->candidates[CAUSE_APP_PASSWORD_REQUIRED].weight /= 2;
}

/* ---- what a server's log tells of a delivery ---- */

/* The same proofs for another cause. */
static void rename_cause(struct weighing *weighing, enum cause from, enum cause to)
{
    struct candidate *old = &weighing->candidates[from];
    for (size_t i = 0; old->weight > 0 && i < old->for_count; i++) {
        struct finding_of_cause finding = { to, SIDE_NONE, old->weight, "delivery",
                                            &weighing->record->facts[old->for_facts[i]] };
        weigh(weighing, &finding);
    }
    old->weight = 0;
}

/*
 * A server handed a message on, and nobody answered: no person's program, port or network is in it, but the servers of
 * the recipient's domain, and their names.
 */
static void weigh_delivery(struct weighing *weighing)
{
    static const struct {
        enum cause of_program, of_server;
    } rows[] = { { CAUSE_PORT_BLOCKED, CAUSE_DESTINATION_UNREACHABLE },
                 { CAUSE_CONNECTION_REFUSED, CAUSE_DESTINATION_UNREACHABLE },
                 { CAUSE_NETWORK_UNREACHABLE, CAUSE_DESTINATION_UNREACHABLE },
                 { CAUSE_DROPPED_CONNECTION, CAUSE_DESTINATION_UNREACHABLE },
                 { CAUSE_DNS_LOOKUP_FAILED, CAUSE_RECIPIENT_DOMAIN_DNS },
                 { CAUSE_WRONG_HOST_OR_PORT, CAUSE_RECIPIENT_DOMAIN_DNS } };
    if (!context_of(weighing, "delivery") || record_find(weighing->record, FACT_REPLY))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        rename_cause(weighing, rows[i].of_program, rows[i].of_server);
}

/* A service where users send from shuts out whoever has not signed in, in the words of one that shuts an address out.
 */
static void weigh_submission(struct weighing *weighing)
{
    const struct fact *refusal = record_find(weighing->record, FACT_REPLY);
    bool is_submission = context_of(weighing, "service") || is_on_port(weighing, "587") || is_on_port(weighing, "465");
    struct finding_of_cause finding = { CAUSE_AUTH_MISSING, SIDE_NONE, 95, "submission", refusal };
    if (is_submission && refusal &&
        span_find_nocase(span_of(refusal->text), SPAN("client host rejected: access denied")) != SPAN_NONE)
        weigh(weighing, &finding);
}

/* "Disconnected: Connection closed (auth failed, 1 attempts)": how it ended is the frame, why stands inside. */
static void weigh_login_end(struct weighing *weighing)
{
    const struct fact *said = weighing_find(weighing, FACT_SAID, SCOPE_ANY);
    bool is_login = said && span_find_nocase(span_of(said->text), SPAN("(auth failed")) != SPAN_NONE;
    if (is_login && weighing->candidates[CAUSE_BAD_CREDENTIALS].weight > 0)
        weighing->candidates[CAUSE_DROPPED_CONNECTION].weight = 0;
}

/* ---- what was typed ---- */

static void weigh_typed(struct weighing *weighing)
{
    static const enum fact_kind kinds[] = { FACT_TYPED_BLANK_EDGE, FACT_TYPED_FULLWIDTH, FACT_TYPED_LOOKALIKE,
                                            FACT_TYPED_INVISIBLE,  FACT_TYPED_LAYOUT,    FACT_TYPED_AUTOCORRECT,
                                            FACT_TYPED_NOT_NFC,    FACT_TYPED_CAPS };
    struct candidate *bad = &weighing->candidates[CAUSE_BAD_CREDENTIALS];
    for (size_t i = 0; bad->weight > 0 && i < sizeof kinds / sizeof *kinds; i++) {
        const struct fact *typed = weighing_find(weighing, kinds[i], SCOPE_ANY);
        if (!typed || strcmp(typed->subject, "address") == 0)
            continue;
        struct finding_of_cause finding = { CAUSE_BAD_CREDENTIALS, SIDE_NONE, bad->weight + 8, "typed", typed };
        weigh(weighing, &finding);
    }
    const struct fact *local = weighing_find(weighing, FACT_TYPED_LOCAL_PART, SCOPE_ANY);
    if (bad->weight > 0 && local) {
        struct finding_of_cause finding = { CAUSE_WRONG_USERNAME_FORM, SIDE_NONE, bad->weight + 2, "typed-form",
                                            local };
        weigh(weighing, &finding);
    }
    static const enum fact_kind mangled[] = { FACT_TYPED_PLACEHOLDER, FACT_TYPED_EMPTY };
    for (size_t i = 0; bad->weight > 0 && i < 2; i++) {
        const struct fact *typed = weighing_find(weighing, mangled[i], SCOPE_ANY);
        struct finding_of_cause finding = { CAUSE_CREDENTIALS_MANGLED, SIDE_NONE, bad->weight + 6, "typed-nothing",
                                            typed };
        if (typed)
            weigh(weighing, &finding);
    }
}

/* ---- what was sent, as a pasted sign-in shows it ---- */

static void weigh_sent(struct weighing *weighing)
{
    enum { AS_USUAL = 0 };
    static const struct {
        enum fact_kind kind;
        enum cause cause;
        int weight; /* AS_USUAL: beside the password */
    } rows[] = {
        { FACT_SENT_PLACEHOLDER, CAUSE_CREDENTIALS_MANGLED, 98 },
        { FACT_SENT_EMPTY, CAUSE_CREDENTIALS_MANGLED, 97 },
        { FACT_SENT_TWICE, CAUSE_CREDENTIALS_MANGLED, 96 },
        { FACT_SENT_QUOTED, CAUSE_CREDENTIALS_MANGLED, 92 },
        { FACT_SENT_MALFORMED, CAUSE_CREDENTIALS_MANGLED, 90 },
        { FACT_SENT_BLANK, CAUSE_CREDENTIALS_MANGLED, 88 },
        { FACT_SENT_LOCAL_PART, CAUSE_WRONG_USERNAME_FORM, AS_USUAL },
        { FACT_TOKEN_REFUSED, CAUSE_OAUTH_TOKEN_REJECTED, 97 },
        { FACT_TOKEN_AUDIENCE, CAUSE_OAUTH_TOKEN_REJECTED, 96 },
        { FACT_TOKEN_SCOPE, CAUSE_OAUTH_TOKEN_REJECTED, 94 },
        { FACT_TOKEN_USER, CAUSE_OAUTH_TOKEN_REJECTED, 93 },
        { FACT_TOKEN_EXPIRED, CAUSE_OAUTH_TOKEN_REJECTED, 92 },
        { FACT_TOKEN_MALFORMED, CAUSE_OAUTH_TOKEN_REJECTED, 90 },
    };
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    for (size_t i = 0; weighing_refused_login(weighing) && i < sizeof rows / sizeof *rows; i++) {
        const struct fact *sent = weighing_find(weighing, rows[i].kind, SCOPE_ANY);
        int weight = rows[i].weight == AS_USUAL ? bad - 1 : rows[i].weight;
        struct finding_of_cause finding = { rows[i].cause, SIDE_NONE, weight, "sent", sent };
        if (sent)
            weigh(weighing, &finding);
    }
}

/* The certificates and protocols of a large provider are in order: what does not fit is this machine's. */
static void weigh_side(struct weighing *weighing)
{
    static const enum cause causes[] = { CAUSE_CERT_UNTRUSTED, CAUSE_TLS_VERSION_MISMATCH };
    const struct fact *host = context_of(weighing, "host");
    if (!host || (!weighing->candidates[causes[0]].weight && !weighing->candidates[causes[1]].weight))
        return;
    const struct provider *provider = provider_by_host(span_of(host->text));
    bool is_read = weighing_find(weighing, FACT_SAID, SCOPE_ANY) != NULL;
    for (size_t i = 0; is_read && provider && i < sizeof causes / sizeof *causes; i++)
        weighing->candidates[causes[i]].side = SIDE_USER_SETTINGS;
    int untrusted = weighing->candidates[CAUSE_CERT_UNTRUSTED].weight;
    struct finding_of_cause finding = { CAUSE_TLS_INTERCEPTION, SIDE_NONE, untrusted - 6, "provider-certificate",
                                        host };
    if (is_read && provider && untrusted > 0)
        weigh(weighing, &finding);
}

void weigh_context(struct weighing *weighing)
{
    weigh_side(weighing);
    weigh_provider(weighing);
    weigh_greeting(weighing);
    weigh_stars(weighing);
    weigh_port(weighing);
    weigh_order(weighing);
    weigh_no_encryption(weighing);
    weigh_mechanism(weighing);
    weigh_looked_up(weighing);
    weigh_refused(weighing);
    weigh_endpoint(weighing);
    weigh_delivery(weighing);
    weigh_submission(weighing);
    weigh_login_end(weighing);
    weigh_typed(weighing);
    weigh_sent(weighing);
    weigh_differing(weighing);
    weigh_mailbox(weighing);
    weigh_accepted(weighing);
    weigh_doubt(weighing);
}
