#pragma once

#include "diagnosis/diagnose.h"

/*
 * The word of the one test or question ("next.WORD") that separates the first two candidates, or
 * confirms the only one: the diagnosis' own question where there is one, else a test that does not
 * ask what was answered already. NULL when none would help. Private to this folder.
 */
const char *next_test(const struct record *record, const struct diagnosis *diagnosis);
