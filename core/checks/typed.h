#pragma once

#include "checks/check.h"
#include "diagnosis/diagnose.h"

/*
 * What was typed, looked at before anything is sent: blanks at the ends, full-width,
 * look-alike, invisible and wrong-keyboard characters, capitals, composed forms, dashes and
 * quotes that a text program put in. Facts carry the field (subject: address, login,
 * password), how many (number) and where (expected: start, end, inside); never a character
 * of a password.
 */
void typed_address(const struct inquiry *inquiry);
void typed_login(const struct inquiry *inquiry);
void typed_password(const struct inquiry *inquiry);

/* The name that is signed in with: the login as typed, else the whole address. Borrowed. */
struct span typed_user(const struct target *target);

/*
 * The one corrected form of what was typed that is worth a sign-in, and the target with it
 * put in place. CORRECTION_NONE when nothing looks wrong; then corrected is not touched.
 */
enum correction typed_correct(const struct target *target, struct target *ret_corrected);
/* Whether there is such a form; blanks inside alone do not count, a passphrase has them. */
bool typed_looks_wrong(const struct target *target);
