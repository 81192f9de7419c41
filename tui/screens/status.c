/* Step 5: how the server itself behaved: greeting, EHLO, sender, recipient, size. */
#include "screens/result.h"

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    return result_act(app, action);
}

const struct screen screen_status = {
    .word = "status",
    .is_step = true,
    .step = STEP_STATUS,
    .draw = result_draw,
    .act = act,
    .click = findings_click,
    .hints = result_hints,
};
