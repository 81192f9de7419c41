#include "diagnosis/scales.h"

#include <string.h>

/* What was typed differs from what is published: by itself no fault, but the first suspect where something fails. */

static bool is_silent(const struct weighing *weighing)
{
    return weighing_find(weighing, FACT_PORT_SILENT, SCOPE_CHOSEN) &&
           !weighing_find(weighing, FACT_PORT_OPEN, SCOPE_CHOSEN);
}

/* A port that nobody has published and that is silent, while others of the host answer, is the wrong one. */
static int weight_of_port(const struct weighing *weighing)
{
    enum { OTHERS_OPEN = 86, ALL_SILENT = 57 };
    if (!is_silent(weighing))
        return 0;
    return weighing_find(weighing, FACT_PORT_OPEN, SCOPE_ANY) ? OTHERS_OPEN : ALL_SILENT;
}

/* Another provider's server refuses everybody else's password; or the mailbox has accepted the same one. */
static int weight_of_server(const struct weighing *weighing)
{
    enum { ACCEPTED_ELSEWHERE = 86, SILENT = 57, BEHIND = 3 };
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    if (is_silent(weighing))
        return SILENT;
    if (!weighing_refused_login(weighing))
        return 0;
    if (weighing_find(weighing, FACT_MAILBOX_LOGIN_OK, SCOPE_ANY))
        return ACCEPTED_ELSEWHERE;
    return bad > BEHIND ? bad - BEHIND : 0;
}

static int weight_of_login(const struct weighing *weighing)
{
    int bad = weighing->candidates[CAUSE_BAD_CREDENTIALS].weight;
    return bad > 0 ? bad + 2 : 0;
}

void weigh_differing(struct weighing *weighing)
{
    static const struct {
        const char *what;
        enum cause cause;
        int (*weight)(const struct weighing *weighing);
    } rows[] = { { "port", CAUSE_WRONG_HOST_OR_PORT, weight_of_port },
                 { "server", CAUSE_WRONG_HOST_OR_PORT, weight_of_server },
                 { "login", CAUSE_WRONG_USERNAME_FORM, weight_of_login } };
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        for (size_t k = 0; fact->kind == FACT_SETTINGS_DIFFER && k < sizeof rows / sizeof *rows; k++) {
            int weight = strcmp(fact->subject, rows[k].what) == 0 ? rows[k].weight(weighing) : 0;
            struct finding_of_cause finding = { rows[k].cause, SIDE_NONE, weight, "settings-differ", fact };
            if (weight > 0)
                weigh(weighing, &finding);
        }
    }
}
