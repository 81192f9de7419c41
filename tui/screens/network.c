/* Step 4: the checks while they run, and everything that was found on the way to the server and at its door. */
#include "screens/result.h"

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    return result_act(app, action);
}

const struct screen screen_network = {
    .word = "network",
    .is_step = true,
    .step = STEP_NETWORK,
    .draw = result_draw,
    .act = act,
    .click = findings_click,
    .hints = result_hints,
};
