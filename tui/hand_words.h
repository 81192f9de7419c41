#pragma once

#include "report/coach.h"
#include "smtp/hand_complete.h"

/* What the prompt of a conversation by hand says, on the command line and in the wizard alike; in words already. */

/* What to say to a line before it is sent; more fills {text}. False when there is nothing. */
bool hand_tell_review(const struct words *words, const struct hand_state *state, struct span line, struct buf *out);
/* The question before a line that has an effect. */
void hand_tell_effect(const struct words *words, enum hand_effect effect, struct buf *out);
/* How the prompt works, and what could be typed now. */
void hand_tell_help(const struct words *words, const struct hand_state *state, const struct target *target,
                    struct buf *out);
/* :encode and :decode. */
void hand_tell_base64(const struct words *words, enum hand_word word, struct span text, struct buf *out);
/* What one may do now that the last reply has come: a line inside AUTH, a message. Nothing where it is a command. */
void hand_tell_turn(const struct words *words, const struct hand_state *state, struct buf *out);

/* ":login [NAME] [MECHANISM]", taken apart. False after writing what is wrong to out. */
struct hand_login_wish {
    char user[MAIL_MAX];
    enum mechanism mechanism;
};
struct hand_scene {
    const struct words *words;
    const struct hand_state *state;
    const struct target *target;
};
bool hand_read_login(const struct hand_scene *scene, struct span rest, struct hand_login_wish *ret_wish,
                     struct buf *out);
