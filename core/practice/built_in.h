#pragma once

#include "practice/practice.h"

/* A case is its text; it is read anew whenever it is played. */
struct practice_case {
    const char *id;
    const char *text;
    size_t len;
};

/* cases/NAME.case, in the order of their names; cases.cmake writes the table. */
extern const struct practice_case practice_built_in[];
extern const size_t practice_built_in_count;
