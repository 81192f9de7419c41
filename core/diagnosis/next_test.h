#pragma once

#include "diagnosis/diagnose.h"

/*
 * The word of the one test or question ("next.WORD") that separates the first two candidates, or
 * confirms the only one. NULL when none would help. Private to this folder.
 */
const char *next_test(const struct diagnosis *diagnosis);
