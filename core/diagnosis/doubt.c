#include "diagnosis/scales.h"

#include <string.h>

/* In doubt the password is not accused: what is left open by the words, the stage or a cut-off text. */

/* ---- whether the password was judged at all ---- */

/* Google gives its reason in the link behind this sentence; cut off there, a blocked sign-in reads like a wrong word.
 */
static bool is_cut_before_reason(const struct fact *fact)
{
    struct span text = span_of(fact->text);
    while (text.len && strchr(" .'\",)]}", text.at[text.len - 1]))
        text.len--;
    return span_ends_nocase(text, SPAN("username and password not accepted"));
}

static bool may_be_google(const struct weighing *weighing)
{
    static const char *const keys[] = { "gmail", "google-workspace", "google-workspace-relay" };
    for (size_t i = 0; weighing->provider && i < sizeof keys / sizeof *keys; i++)
        if (strcmp(weighing->provider, keys[i]) == 0)
            return true;
    return !weighing->provider;
}

static void weigh_cut_reason(struct weighing *weighing)
{
    const struct candidate *bad = &weighing->candidates[CAUSE_BAD_CREDENTIALS];
    const struct candidate *app = &weighing->candidates[CAUSE_APP_PASSWORD_REQUIRED];
    int most = bad->weight > app->weight ? bad->weight : app->weight;
    for (size_t i = 0; may_be_google(weighing) && most > 0 && i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        bool is_read = fact->kind == FACT_REPLY || fact->kind == FACT_SAID;
        if (!is_read || !is_cut_before_reason(fact))
            continue;
        struct finding_of_cause finding = { CAUSE_BROWSER_CHECK_REQUIRED, SIDE_NONE, most + 1, "reason-cut-off", fact };
        weigh(weighing, &finding);
    }
}

static bool was_prompted(const struct weighing *weighing, const char *prompt)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        bool is_challenge = fact->kind == FACT_REPLY_POSITIVE && fact->code == 334;
        if (is_challenge && span_starts(span_of(fact->text), span_of(prompt)))
            return true;
    }
    return false;
}

/* AUTH LOGIN asks for the name, then for the password: a refusal before "Password:" has judged none. */
static void weigh_prompts(struct weighing *weighing)
{
    static const char user[] = "VXNlcm";
    static const char password[] = "UGFzc3dvcmQ";
    const struct fact *refusal = weighing_refused_login(weighing);
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    if (!refusal || bad == 0)
        return;
    size_t again = span_find(span_of(refusal->text), SPAN("334 "));
    bool is_before = again != SPAN_NONE && span_starts(span_from(span_of(refusal->text), again + 4), span_of(password));
    bool is_at_name = was_prompted(weighing, user) && !was_prompted(weighing, password);
    struct finding_of_cause finding = { CAUSE_REFUSED_WITHOUT_REASON, SIDE_NONE, bad + 1, "before-password", refusal };
    if (is_before || is_at_name)
        weigh(weighing, &finding);
}

/* ---- what comes before it ---- */

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

/* In a live check the rungs above the password have been looked at, and it is known what was sent. */
static bool is_live(const struct weighing *weighing)
{
    return weighing_find(weighing, FACT_LOGIN_REFUSED, SCOPE_ANY) || weighing_find(weighing, FACT_LOGIN_OK, SCOPE_ANY);
}

/*
 * Where an authorization code is wanted it is given out when the owner switches SMTP on (NetEase, QQ,
 * Sina): while no word speaks of the code, the switch comes first, and its steps lead to the code.
 */
static void weigh_switch_before_code(struct weighing *weighing)
{
    enum { CODE_NAMED = 90 };
    struct candidate *code = &weighing->candidates[CAUSE_AUTHORIZATION_CODE_REQUIRED];
    struct candidate *off = &weighing->candidates[CAUSE_SMTP_SERVICE_OFF];
    if (is_live(weighing) || code->weight >= CODE_NAMED || off->weight == 0 || off->weight > code->weight)
        return;
    if (code->weight + 1 >= WEIGHT_PROVEN)
        code->weight = WEIGHT_PROVEN - 2;
    off->weight = code->weight + 1;
}

/*
 * "No reason given" is an answer only where nothing else is known: not beside a heavier cause, and
 * not in a live check.
 */
static void settle_unexplained(struct weighing *weighing)
{
    struct candidate *open = &weighing->candidates[CAUSE_REFUSED_WITHOUT_REASON];
    bool is_known = is_live(weighing);
    for (int i = 0; i < CAUSE_COUNT; i++)
        is_known = is_known || (i != CAUSE_REFUSED_WITHOUT_REASON && weighing->candidates[i].weight >= open->weight);
    if (is_known)
        open->weight = 0;
}

void weigh_doubt(struct weighing *weighing)
{
    weigh_cut_reason(weighing);
    weigh_prompts(weighing);
    spare_the_password(weighing);
    weigh_switch_before_code(weighing);
    settle_unexplained(weighing);
}
