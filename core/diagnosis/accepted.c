#include "diagnosis/scales.h"

#include <string.h>

/* A sign-in that was taken once name or password were written another way: nothing about them is open any more. */

bool correction_is_of_name(struct span word)
{
    static const enum correction of_name[] = { CORRECTION_FULL_ADDRESS, CORRECTION_LOCAL_PART, CORRECTION_DOMAIN_USER };
    for (size_t i = 0; i < sizeof of_name / sizeof *of_name; i++)
        if (span_equal(word, span_of(correction_word(of_name[i]))))
            return true;
    return false;
}

const struct fact *accepted_otherwise(const struct record *record)
{
    const struct fact *corrected = record_find(record, FACT_CORRECTED_OK);
    return corrected ? corrected : record_find(record, FACT_FORM_OK);
}

/* What could be wrong with name, password or the account's rights: the accepted sign-in answers all of it. */
static void clear_sign_in(struct weighing *weighing)
{
    for (int i = 0; i < CAUSE_COUNT; i++) {
        const char *family = cause_row((enum cause)i)->family;
        if (strcmp(family, "credentials") == 0 || strcmp(family, "auth-policy") == 0)
            weighing->candidates[i] = (struct candidate){ 0 };
    }
}

void weigh_accepted(struct weighing *weighing)
{
    const struct fact *good = accepted_otherwise(weighing->record);
    if (!good || weighing_find(weighing, FACT_LOGIN_OK, SCOPE_CHOSEN))
        return;
    enum cause cause =
        correction_is_of_name(span_of(good->subject)) ? CAUSE_WRONG_USERNAME_FORM : CAUSE_BAD_CREDENTIALS;
    clear_sign_in(weighing);
    weigh(weighing, &(struct finding_of_cause){ cause, SIDE_NONE, 100, "corrected", good });
    weigh(weighing, &(struct finding_of_cause){ cause, SIDE_NONE, 1, "corrected", weighing_refused_login(weighing) });
}
