#include "diagnosis/diagnose.h"

#include "base/mem.h"
#include "diagnosis/answers.h"
#include "diagnosis/next_test.h"
#include "diagnosis/scales.h"
#include "knowledge/providers.h"

#include <stdlib.h>
#include <string.h>

const char *certainty_word(enum certainty certainty)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        CERTAINTIES(X)
#undef X
    };
    return words[certainty];
}

const char *verdict_status_word(enum verdict_status status)
{
    static const char *const words[] = { [VERDICT_OK] = "ok",
                                         [VERDICT_WARNING] = "warning",
                                         [VERDICT_PROBLEM] = "problem",
                                         [VERDICT_UNDECIDED] = "undecided" };
    return words[status];
}

const char *correction_word(enum correction correction)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        CORRECTIONS(X)
#undef X
    };
    return words[correction];
}

/* ---- whose server it is ---- */

static const struct provider *provider_in_context(const struct record *record, const char *subject)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind != FACT_CONTEXT || strcmp(fact->subject, subject) != 0)
            continue;
        struct span text = span_of(fact->text);
        const struct provider *provider =
            strcmp(subject, "provider") == 0 ? provider_by_name(text) : provider_by_host(text);
        if (provider)
            return provider;
    }
    return NULL;
}

static const char *find_provider(const struct record *record)
{
    static const char *const subjects[] = { "provider", "host", "banner" };
    const struct fact *known = record_find(record, FACT_PROVIDER_KNOWN);
    const struct provider *provider = known ? provider_by_key(span_of(known->subject)) : NULL;
    for (size_t i = 0; !provider && i < sizeof subjects / sizeof *subjects; i++)
        provider = provider_in_context(record, subjects[i]);
    return provider ? provider->key : NULL;
}

/* ---- ruling out ---- */

static const struct {
    enum cause cause;
    enum fact_kind because;
} exclusions[] = {
    { CAUSE_DNS_LOOKUP_FAILED, FACT_NAME_FOUND },
    { CAUSE_NETWORK_UNREACHABLE, FACT_PORT_OPEN },
    { CAUSE_PORT_BLOCKED, FACT_PORT_OPEN },
    { CAUSE_CONNECTION_REFUSED, FACT_PORT_OPEN },
    { CAUSE_IP_BLACKLISTED, FACT_GREETING_OK },
    { CAUSE_CONNECTION_LIMIT, FACT_GREETING_OK },
    { CAUSE_HELO_REJECTED, FACT_EHLO_OK },
    { CAUSE_SERVICE_UNAVAILABLE, FACT_EHLO_OK },
    { CAUSE_DROPPED_CONNECTION, FACT_EHLO_OK },
    { CAUSE_WRONG_HOST_OR_PORT, FACT_AUTH_OFFERED },
    { CAUSE_TLS_MODE_MISMATCH, FACT_TLS_OK },
    { CAUSE_STARTTLS_NOT_OFFERED, FACT_TLS_OK },
    { CAUSE_ENCRYPTION_REQUIRED_FIRST, FACT_TLS_OK },
    { CAUSE_TLS_VERSION_MISMATCH, FACT_TLS_OK },
    { CAUSE_CERT_EXPIRED, FACT_CERT_OK },
    { CAUSE_CERT_NAME_MISMATCH, FACT_CERT_OK },
    { CAUSE_CERT_UNTRUSTED, FACT_CERT_OK },
    { CAUSE_TLS_INTERCEPTION, FACT_CERT_OK },
    { CAUSE_AUTH_NOT_OFFERED, FACT_AUTH_OFFERED },
    { CAUSE_BAD_CREDENTIALS, FACT_LOGIN_OK },
    { CAUSE_WRONG_USERNAME_FORM, FACT_LOGIN_OK },
    { CAUSE_APP_PASSWORD_REQUIRED, FACT_LOGIN_OK },
    { CAUSE_AUTHORIZATION_CODE_REQUIRED, FACT_LOGIN_OK },
    { CAUSE_SMTP_SERVICE_OFF, FACT_LOGIN_OK },
    { CAUSE_ACCOUNT_LOCKED, FACT_LOGIN_OK },
    { CAUSE_LOGIN_THROTTLED, FACT_LOGIN_OK },
    { CAUSE_MECHANISM_UNSUPPORTED, FACT_LOGIN_OK },
    { CAUSE_SENDER_MISMATCH, FACT_SENDER_OK },
    { CAUSE_SENDER_INVALID, FACT_SENDER_OK },
    { CAUSE_NO_SUCH_RECIPIENT, FACT_RECIPIENT_OK },
    { CAUSE_GREYLISTED, FACT_RECIPIENT_OK },
    { CAUSE_RELAY_DENIED, FACT_RECIPIENT_OK },
    { CAUSE_MESSAGE_TOO_LARGE, FACT_SIZE_OK },
};

/* A candidate that stands on a reply keeps standing: the exclusion is told for the others only. */
static void rule_out(const struct weighing *weighing, struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < sizeof exclusions / sizeof *exclusions; i++) {
        const struct fact *because = weighing_find(weighing, exclusions[i].because, SCOPE_CHOSEN);
        if (!because || weighing->candidates[exclusions[i].cause].weight > 0)
            continue;
        diagnosis->ruled_out[diagnosis->ruled_out_count++] =
            (struct ruled_out){ exclusions[i].cause, (size_t)(because - weighing->record->facts) };
    }
}

/* What was reached at the same step or later speaks against a trouble; what went well before it does not. */
static bool speaks_against(const struct fact *because, const struct fact *trouble)
{
    return trouble->stage != STAGE_NONE && because->stage >= trouble->stage;
}

static void add_against(const struct weighing *weighing, struct candidate *candidate)
{
    const struct fact *facts = weighing->record->facts;
    for (size_t i = 0; i < sizeof exclusions / sizeof *exclusions; i++) {
        const struct fact *because = exclusions[i].cause == candidate->cause
                                         ? weighing_find(weighing, exclusions[i].because, SCOPE_CHOSEN)
                                         : NULL;
        bool contradicts = because && candidate->for_count > 0;
        for (size_t k = 0; contradicts && k < candidate->for_count; k++)
            contradicts = speaks_against(because, &facts[candidate->for_facts[k]]);
        if (contradicts && candidate->against_count < PROOFS_MAX)
            candidate->against[candidate->against_count++] = (size_t)(because - facts);
    }
}

/* ---- what was left open ---- */

static void add_not_tested(struct diagnosis *diagnosis, const char *check, const char *why)
{
    for (size_t i = 0; i < diagnosis->not_tested_count; i++)
        if (strcmp(diagnosis->not_tested[i].check, check) == 0)
            return;
    if (diagnosis->not_tested_count < NOT_TESTED_MAX)
        diagnosis->not_tested[diagnosis->not_tested_count++] = (struct not_tested){ check, why };
}

static void list_not_tested(const struct record *record, struct diagnosis *diagnosis)
{
    static const char *const whys[] = { "no-password", "depends",     "out-of-time",     "cancelled",       "not-asked",
                                        "budget",      "no-endpoint", "unsafe",          "answered",        "mechanism",
                                        "late",        "third-party", "no-address-seen", "private-address", "changed" };
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        const char *why = "out-of-time";
        bool skipped = fact->kind == FACT_CHECK_SKIPPED || fact->kind == FACT_LOGIN_NOT_TRIED;
        if (!skipped && fact->kind != FACT_PORT_PENDING)
            continue;
        for (size_t k = 0; skipped && k < sizeof whys / sizeof *whys; k++)
            if (strcmp(whys[k], fact->subject) == 0)
                why = whys[k];
        add_not_tested(diagnosis, fact->check, why);
    }
}

/* ---- ranking ---- */

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->weight != b->weight)
        return b->weight - a->weight;
    return cause_row(a->cause)->rung - cause_row(b->cause)->rung;
}

static bool is_proof_certain(const struct weighing *weighing, const struct candidate *candidate)
{
    for (size_t i = 0; i < candidate->for_count; i++)
        if (&weighing->record->facts[candidate->for_facts[i]] == accepted_otherwise(weighing->record))
            return true;
    return false;
}

/* The password is never more than likely, unless a corrected sign-in has shown it. */
static enum certainty certainty_of(const struct weighing *weighing, const struct candidate *candidate)
{
    if (is_proof_certain(weighing, candidate))
        return CERTAINTY_PROVEN;
    bool is_open = candidate->cause == CAUSE_BAD_CREDENTIALS || candidate->against_count > 0;
    if (candidate->weight >= WEIGHT_PROVEN && !is_open)
        return CERTAINTY_PROVEN;
    return weight_is_likely(candidate->cause, candidate->weight) ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE;
}

static void rank(const struct weighing *weighing, struct diagnosis *diagnosis)
{
    struct candidate all[CAUSE_COUNT];
    size_t count = 0;
    for (int i = 1; i < CAUSE_COUNT; i++)
        if (weighing->candidates[i].weight > 0)
            all[count++] = weighing->candidates[i];
    qsort(all, count, sizeof *all, compare_candidates);
    diagnosis->candidate_count = count < CANDIDATES_MAX ? count : CANDIDATES_MAX;
    for (size_t i = 0; i < diagnosis->candidate_count; i++) {
        struct candidate *candidate = &diagnosis->candidates[i];
        *candidate = all[i];
        add_against(weighing, candidate);
        candidate->certainty = certainty_of(weighing, candidate);
        /* What speaks against the first one leaves it open, and so the others are as well. */
        if (candidate->certainty > diagnosis->candidates[0].certainty)
            candidate->certainty = diagnosis->candidates[0].certainty;
    }
}

/* ---- the verdict ---- */

static bool has_worked(const struct weighing *weighing)
{
    return weighing_find(weighing, FACT_LOGIN_OK, SCOPE_CHOSEN) != NULL;
}

static bool is_about_sender(const struct diagnosis *diagnosis)
{
    return diagnosis->candidate_count &&
           strcmp(cause_row(diagnosis->candidates[0].cause)->family, "sender-policy") == 0;
}

/* A refusal of one's own address as recipient counts only when its words are about the sender. */
static bool has_trouble_after_login(const struct weighing *weighing, const struct diagnosis *diagnosis)
{
    static const enum fact_kind kinds[] = { FACT_SENDER_REFUSED, FACT_RECIPIENT_REFUSED, FACT_SIZE_TOO_LARGE,
                                            FACT_MESSAGE_REFUSED, FACT_MESSAGE_UNANSWERED };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct fact *fact = weighing_find(weighing, kinds[i], SCOPE_CHOSEN);
        if (fact && (fact->status == STATUS_PROBLEM || is_about_sender(diagnosis)))
            return true;
    }
    return false;
}

/*
 * What keeps a sign-in that works from being all well, in this order. Port 25 of one's own server is not the
 * port that mail programs use, but it is the same server that is lost there.
 */
static const struct {
    enum fact_kind kind;
    enum scope scope;
    bool every; /* each of them counts; of the others the first */
} spoilers[] = {
    { FACT_RELAY_OPEN, SCOPE_ANY, false },         { FACT_DISK_FULL, SCOPE_ANY, false },
    { FACT_INODES_GONE, SCOPE_ANY, false },        { FACT_SERVICE_STOPPED, SCOPE_ANY, false },
    { FACT_LISTEN_NONE, SCOPE_CHOSEN, false },     { FACT_BANNED, SCOPE_ANY, false },
    { FACT_PING_HALF_LOST, SCOPE_CHOSEN, false },  { FACT_FAMILY_BROKEN, SCOPE_CHOSEN, false },
    { FACT_GREETING_SLOW, SCOPE_CHOSEN, false },   { FACT_CERT_SOON, SCOPE_CHOSEN, false },
    { FACT_TLS_WEAK_KEY, SCOPE_CHOSEN, false },    { FACT_HELO_ONLY, SCOPE_CHOSEN, false },
    { FACT_REPLY_HOSTILE, SCOPE_CHOSEN, false },   { FACT_MESSAGE_FAULT, SCOPE_CHOSEN, true },
    { FACT_QUEUE_LONG, SCOPE_CHOSEN, false },      { FACT_OUTSIDE_REFUSED, SCOPE_CHOSEN, false },
    { FACT_SERVER_SETTING, SCOPE_CHOSEN, true },   { FACT_LOAD_HIGH, SCOPE_ANY, false },
    { FACT_SPF_BROKEN, SCOPE_CHOSEN, false },      { FACT_SPF_UNCOVERED, SCOPE_CHOSEN, false },
    { FACT_SPF_NO_MAIL, SCOPE_CHOSEN, false },     { FACT_DMARC_UNALIGNED, SCOPE_CHOSEN, false },
    { FACT_LIST_DOMAIN, SCOPE_CHOSEN, false },     { FACT_MESSAGE_IN_JUNK, SCOPE_CHOSEN, false },
    { FACT_MESSAGE_MISSING, SCOPE_CHOSEN, false }, { FACT_MESSAGE_DELAYED, SCOPE_CHOSEN, false },
    { FACT_MESSAGE_SLOW, SCOPE_CHOSEN, false },
};

static bool spoils(const struct fact *fact, enum fact_kind kind, enum scope scope)
{
    return fact->kind == kind && (fact->status == STATUS_WARNING || fact->status == STATUS_PROBLEM) &&
           (scope == SCOPE_ANY || fact->chosen);
}

static void take_warnings(const struct weighing *weighing, struct diagnosis *diagnosis)
{
    const struct record *record = weighing->record;
    for (size_t i = 0; i < sizeof spoilers / sizeof *spoilers; i++) {
        bool enough = false;
        for (size_t k = 0; k < record->fact_count && !enough && diagnosis->warning_count < WARNINGS_MAX; k++) {
            if (!spoils(&record->facts[k], spoilers[i].kind, spoilers[i].scope))
                continue;
            diagnosis->warnings[diagnosis->warning_count++] = k;
            enough = !spoilers[i].every;
        }
    }
}

static enum verdict_status status_of(const struct weighing *weighing, struct diagnosis *diagnosis)
{
    if (has_worked(weighing) && !has_trouble_after_login(weighing, diagnosis)) {
        take_warnings(weighing, diagnosis);
        return diagnosis->warning_count ? VERDICT_WARNING : VERDICT_OK;
    }
    return diagnosis->candidate_count ? VERDICT_PROBLEM : VERDICT_UNDECIDED;
}

/* Signed in and everything asked was answered well: other endpoints' troubles are no causes. */
static void drop_candidates(struct diagnosis *diagnosis)
{
    if (diagnosis->status == VERDICT_OK || diagnosis->status == VERDICT_WARNING)
        diagnosis->candidate_count = 0;
}

/* ---- the one corrected attempt ---- */

static bool was_form_refused(const struct record *record, enum correction form)
{
    const struct fact *refused = record_find(record, FACT_FORM_REFUSED);
    return refused && strcmp(refused->subject, correction_word(form)) == 0;
}

static enum correction correction_of(const struct weighing *weighing)
{
    /* In the order in which the sign-in tries them. */
    static const struct {
        enum fact_kind kind;
        enum correction correction;
    } rows[] = {
        { FACT_TYPED_BLANK_EDGE, CORRECTION_TRIM },
        { FACT_TYPED_FULLWIDTH, CORRECTION_HALFWIDTH },
        { FACT_TYPED_INVISIBLE, CORRECTION_VISIBLE },
        { FACT_TYPED_LAYOUT, CORRECTION_LAYOUT },
        { FACT_TYPED_LOOKALIKE, CORRECTION_LAYOUT },
        { FACT_TYPED_AUTOCORRECT, CORRECTION_STRAIGHT },
        { FACT_TYPED_NOT_NFC, CORRECTION_NFC },
        { FACT_TYPED_BLANK_INSIDE, CORRECTION_NO_BLANKS },
        { FACT_TYPED_LOCAL_PART, CORRECTION_FULL_ADDRESS },
    };
    const struct record *record = weighing->record;
    const struct fact *refused = weighing_find(weighing, FACT_LOGIN_REFUSED, SCOPE_ANY);
    if (!refused || refused->code / 100 != 5 || record->logins_used >= record->logins_allowed ||
        accepted_otherwise(record) || record_find(record, FACT_CORRECTED_REFUSED) ||
        record_find(record, FACT_MAILBOX_LOGIN_OK))
        return CORRECTION_NONE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct fact *typed = weighing_find(weighing, rows[i].kind, SCOPE_ANY);
        if (typed && strcmp(typed->subject, "address") != 0)
            return was_form_refused(record, rows[i].correction) ? CORRECTION_NONE : rows[i].correction;
    }
    return CORRECTION_NONE;
}

/* Whether a name and a secret were sent at all, as far as anybody saw. */
static bool was_password_sent(const struct weighing *weighing)
{
    static const enum fact_kind kinds[] = {
        FACT_LOGIN_REFUSED,     FACT_LOGIN_SILENT, FACT_LOGIN_CLOSED, FACT_LOGIN_BROKEN,
        FACT_CORRECTED_REFUSED, FACT_CORRECTED_OK, FACT_REPLY,        FACT_SAID
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (weighing_find(weighing, kinds[i], SCOPE_ANY))
            return true;
    return false;
}

/* Another cause comes first, but only just. */
static bool is_password_close(const struct diagnosis *diagnosis)
{
    enum { CLOSE = 5 };
    const struct candidate *first = &diagnosis->candidates[0];
    return diagnosis->candidate_count > 1 && first->certainty != CERTAINTY_PROVEN &&
           first[1].side == SIDE_USER_PASSWORD && first->weight - first[1].weight <= CLOSE;
}

/* The secret was accepted somewhere, or never judged: no word against it. */
static bool is_password_innocent(const struct weighing *weighing, const struct diagnosis *diagnosis)
{
    const struct fact *otherwise = accepted_otherwise(weighing->record);
    if (weighing_find(weighing, FACT_LOGIN_OK, SCOPE_ANY) || weighing_find(weighing, FACT_MAILBOX_LOGIN_OK, SCOPE_ANY))
        return true;
    if (otherwise)
        return correction_is_of_name(span_of(otherwise->subject));
    if (diagnosis->candidate_count == 0)
        return false;
    const struct candidate *first = &diagnosis->candidates[0];
    if (cause_row(first->cause)->rung == 'M' || first->side == SIDE_USER_PASSWORD || is_password_close(diagnosis))
        return false;
    return first->certainty != CERTAINTY_POSSIBLE || !was_password_sent(weighing);
}

static enum question question_of(const struct record *record, const struct diagnosis *diagnosis)
{
    enum question open[QUESTION_COUNT];
    return questions_open(record, diagnosis, open) ? open[0] : QUESTION_NONE;
}

void diagnose(const struct record *record, struct diagnosis *ret_diagnosis)
{
    struct weighing *weighing = mem_new(sizeof *weighing);
    *ret_diagnosis = (struct diagnosis){ 0 };
    weighing->record = record;
    weighing->provider = find_provider(record);
    weigh_rules(weighing);
    weigh_sayings(weighing);
    weigh_context(weighing);
    weigh_answers(weighing);
    rank(weighing, ret_diagnosis);
    ret_diagnosis->provider = weighing->provider;
    ret_diagnosis->status = status_of(weighing, ret_diagnosis);
    drop_candidates(ret_diagnosis);
    rule_out(weighing, ret_diagnosis);
    list_not_tested(record, ret_diagnosis);
    ret_diagnosis->correction = correction_of(weighing);
    ret_diagnosis->question = question_of(record, ret_diagnosis);
    ret_diagnosis->next_test = next_test(record, ret_diagnosis);
    ret_diagnosis->password_innocent = is_password_innocent(weighing, ret_diagnosis);
    free(weighing);
}

const struct fact *diagnosis_proof(const struct record *record, const struct diagnosis *diagnosis)
{
    const struct candidate *first = &diagnosis->candidates[0];
    if (diagnosis->candidate_count == 0 || first->for_count == 0 || first->for_facts[0] >= record->fact_count)
        return NULL;
    return &record->facts[first->for_facts[0]];
}
