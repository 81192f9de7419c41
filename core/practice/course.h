#pragma once

#include "practice/lesson.h"

/*
 * A course is one readable text file: lessons and cases in the order in which they are to be done.
 * courses/NAME.course is built into the program; its title is the text course.NAME.title.
 */
enum { COURSE_ITEMS_MAX = 128, COURSE_TITLE_MAX = 120 };

struct course_item {
    bool is_lesson;
    size_t index; /* of lesson_at() or practice_at() */
};

struct course {
    char id[CASE_ID_MAX];
    char title[COURSE_TITLE_MAX]; /* as the file has it, or empty */
    struct course_item items[COURSE_ITEMS_MAX];
    size_t count;
};

/* False when the text is broken; ret_error then tells where. */
bool course_read(struct span text, struct course *ret_course, struct practice_error *ret_error);
/* Those built in; false behind the last. */
bool course_at(size_t index, struct course *ret_course);
bool course_find(struct span id, struct course *ret_course);
