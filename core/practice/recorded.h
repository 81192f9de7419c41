#pragma once

#include "base/buf.h"
#include "practice/practice.h"

/*
 * Makes a case out of the JSON report of a check: the server of the case then says what the real one said, so that
 * a program that was corrected can be tried against the same failure. Secrets are not in a report; mail
 * addresses are replaced as well. What a report does not tell (the true password) becomes accept-any.
 */

/* False when the text is no such report; ret_error then says what was expected (line 0: of the whole). */
bool recorded_case(struct span json, struct buf *out, struct practice_error *ret_error);
