#pragma once

#include "practice/practice.h"

/* A case is its text; it is read anew whenever it is played. Lessons and courses are kept the same way. */
struct practice_case {
    const char *id;
    const char *text;
    size_t len;
};

/* cases/NAME.case by level and name, lessons/NN-NAME.lesson and courses/NAME.course by name; cases.cmake writes them.
 */
extern const struct practice_case practice_cases[], practice_lessons[], practice_courses[];
extern const size_t practice_cases_count, practice_lessons_count, practice_courses_count;
