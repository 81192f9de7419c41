#include "diagnosis/scales.h"

#include "knowledge/providers.h"

/* What the same name and secret are worth at the mailbox, beside what SMTP made of them. */

/* Where the owner has a switch for sending it is off; elsewhere an administrator forbids it. */
static enum cause switched_off(const struct weighing *weighing)
{
    const struct provider *provider = provider_by_key(span_of(weighing->provider));
    return provider && provider->has_switch ? CAUSE_SMTP_SERVICE_OFF : CAUSE_SMTP_AUTH_DISABLED;
}

/* IMAP and POP3 want the same secret as SMTP: one that is accepted there is neither wrong nor of the wrong kind. */
static void clear_secret(struct weighing *weighing)
{
    static const enum cause cleared[] = { CAUSE_BAD_CREDENTIALS, CAUSE_APP_PASSWORD_REQUIRED,
                                          CAUSE_AUTHORIZATION_CODE_REQUIRED };
    enum { STILL_POSSIBLE = 25 };
    for (size_t i = 0; i < sizeof cleared / sizeof *cleared; i++)
        if (weighing->candidates[cleared[i]].weight > STILL_POSSIBLE)
            weighing->candidates[cleared[i]].weight = STILL_POSSIBLE;
}

static void weigh_taken(struct weighing *weighing, const struct fact *accepted)
{
    enum { OFF = 84 };
    struct finding_of_cause finding = { switched_off(weighing), SIDE_NONE, OFF, "mailbox-accepts", accepted };
    weigh(weighing, &finding);
    clear_secret(weighing);
}

/* Two services that judge alone say the same. */
static void weigh_refused(struct weighing *weighing, const struct fact *refused)
{
    enum { MORE = 6, MOST = 88 };
    const struct candidate *bad = &weighing->candidates[CAUSE_BAD_CREDENTIALS];
    int weight = bad->weight + MORE < MOST ? bad->weight + MORE : MOST;
    struct finding_of_cause finding = { CAUSE_BAD_CREDENTIALS, SIDE_NONE, weight, "mailbox-refuses", refused };
    if (bad->weight > 0)
        weigh(weighing, &finding);
}

void weigh_mailbox(struct weighing *weighing)
{
    const struct fact *refusal = weighing_refused_login(weighing);
    const struct fact *accepted = weighing_find(weighing, FACT_MAILBOX_LOGIN_OK, SCOPE_ANY);
    const struct fact *refused = weighing_find(weighing, FACT_MAILBOX_LOGIN_REFUSED, SCOPE_ANY);
    if (!refusal)
        return;
    if (accepted)
        weigh_taken(weighing, accepted);
    else if (refused)
        weigh_refused(weighing, refused);
}
