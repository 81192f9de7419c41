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
    if (provider && refusal && refusal->code == 535)
        weigh_secret_kind(weighing, provider, refusal);
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

void weigh_context(struct weighing *weighing)
{
    weigh_provider(weighing);
    weigh_typed(weighing);
    weigh_corrected(weighing);
    spare_the_password(weighing);
}
