#include "diagnosis/scales.h"

#include "knowledge/providers.h"

#include <string.h>

/* ---- what the provider wants ---- */

static const struct fact *refused_login(const struct weighing *weighing)
{
    const struct record *record = weighing->record;
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        bool live = fact->kind == FACT_LOGIN_REFUSED || fact->kind == FACT_CORRECTED_REFUSED;
        bool read = fact->kind == FACT_REPLY && fact->stage == STAGE_AUTH;
        if ((live || read) && fact->code / 100 == 5)
            return fact;
    }
    return NULL;
}

/* A bare 535 of a provider that never takes the account password: another secret is wanted (rung I). */
static void weigh_secret_kind(struct weighing *weighing, const struct provider *provider, const struct fact *refusal)
{
    static const struct {
        enum secret_kind secret;
        enum cause cause;
    } rows[] = { { SECRET_APP_PASSWORD, CAUSE_APP_PASSWORD_REQUIRED },
                 { SECRET_AUTHORIZATION_CODE, CAUSE_AUTHORIZATION_CODE_REQUIRED },
                 { SECRET_OAUTH2_ONLY, CAUSE_OAUTH_REQUIRED } };
    bool typed_one = weighing_find(weighing, FACT_TYPED_APP_PASSWORD, SCOPE_ANY) != NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (provider->first_secret != rows[i].secret)
            continue;
        int weight = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight + (typed_one ? -5 : 10);
        if (weighing->candidates[CAUSE_BAD_CREDENTIALS].weight > 0) {
            struct finding_of_cause finding = { rows[i].cause, SIDE_NONE, weight, "provider-secret", refusal };
            weigh(weighing, &finding);
        }
    }
}

static void weigh_provider(struct weighing *weighing)
{
    const struct provider *provider = provider_by_key(span_of(weighing->provider));
    const struct fact *refusal = refused_login(weighing);
    bool only_words = !record_find(weighing->record, FACT_REPLY) && record_find(weighing->record, FACT_SAID);
    if (provider && ((refusal && refusal->code == 535) || only_words))
        weigh_secret_kind(weighing, provider, refusal);
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

/* Greetings of the large providers name themselves; another name means that somebody else has answered. */
static void weigh_greeting(struct weighing *weighing)
{
    static const struct {
        const char *host, *names;
    } rows[] = { { "smtp.gmail.com", "google.com" },
                 { "smtp.office365.com", "outlook.com" },
                 { "smtp-mail.outlook.com", "outlook.com" },
                 { "smtp.qq.com", "qq.com" },
                 { "smtp.163.com", "163.com" },
                 { "smtp.yandex", "yandex" },
                 { "smtp.mail.ru", "mail.ru" },
                 { "smtp.mail.yahoo.com", "yahoo" } };
    const struct fact *greeting = context_of(weighing, "greeting");
    const struct fact *host = context_of(weighing, "host");
    for (size_t i = 0; greeting && host && i < sizeof rows / sizeof *rows; i++) {
        bool dialled = span_starts_nocase(span_of(host->text), span_of(rows[i].host));
        if (!dialled || span_find_nocase(span_of(greeting->text), span_of(rows[i].names)) != SPAN_NONE)
            continue;
        struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 99, "other-greeting", greeting };
        weigh(weighing, &finding);
    }
    /* The greeting that cPanel gives every hosting server; no large provider has it. */
    if (greeting && host && provider_by_host(span_of(host->text)) &&
        span_find_nocase(span_of(greeting->text), SPAN("do not authorize the use of this system")) != SPAN_NONE) {
        struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 98, "hosting-greeting", greeting };
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

/* With a token there is no password that could be wrong. */
static void weigh_mechanism(struct weighing *weighing)
{
    const struct fact *mechanism = context_of(weighing, "mechanism");
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    bool token = mechanism && span_find_nocase(span_of(mechanism->text), SPAN("OAUTH")) != SPAN_NONE;
    if (!token || bad == 0)
        return;
    struct finding_of_cause finding = { CAUSE_OAUTH_TOKEN_REJECTED, SIDE_NONE, bad + 15, "mechanism-oauth", mechanism };
    weigh(weighing, &finding);
    weighing->candidates[CAUSE_APP_PASSWORD_REQUIRED].weight /= 2;
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

/* ---- the corrected attempt settles it ---- */

static void weigh_corrected(struct weighing *weighing)
{
    const struct fact *good = weighing_find(weighing, FACT_CORRECTED_OK, SCOPE_ANY);
    if (!good)
        return;
    bool is_form = strcmp(good->subject, correction_word(CORRECTION_FULL_ADDRESS)) == 0 ||
                   strcmp(good->subject, correction_word(CORRECTION_LOCAL_PART)) == 0;
    struct finding_of_cause finding = { is_form ? CAUSE_WRONG_USERNAME_FORM : CAUSE_BAD_CREDENTIALS, SIDE_NONE, 100,
                                        "corrected", good };
    weigh(weighing, &finding);
}

/* A reply at the sign-in accuses the password only when no word of it says otherwise (rung M comes last). */
static void spare_the_password(struct weighing *weighing)
{
    struct candidate *bad = &weighing->candidates[CAUSE_BAD_CREDENTIALS];
    bool proven = bad->rule && strcmp(bad->rule, "corrected") == 0;
    for (int i = 0; i < CAUSE_COUNT && bad->weight > 0 && !proven; i++) {
        const struct candidate *other = &weighing->candidates[i];
        if (i != CAUSE_BAD_CREDENTIALS && other->weight >= 85 && bad->weight >= other->weight)
            bad->weight = other->weight - 1;
    }
}

/* The certificates and protocols of a large provider are in order: what does not fit is this machine's. */
static void weigh_side(struct weighing *weighing)
{
    static const enum cause causes[] = { CAUSE_CERT_UNTRUSTED, CAUSE_TLS_VERSION_MISMATCH };
    const struct fact *host = context_of(weighing, "host");
    const struct provider *provider = host ? provider_by_host(span_of(host->text)) : NULL;
    bool is_read = weighing_find(weighing, FACT_SAID, SCOPE_ANY) != NULL;
    for (size_t i = 0; is_read && provider && i < sizeof causes / sizeof *causes; i++)
        weighing->candidates[causes[i]].side = SIDE_USER_SETTINGS;
}

void weigh_context(struct weighing *weighing)
{
    weigh_side(weighing);
    weigh_provider(weighing);
    weigh_greeting(weighing);
    weigh_port(weighing);
    weigh_mechanism(weighing);
    weigh_typed(weighing);
    weigh_corrected(weighing);
    spare_the_password(weighing);
}
