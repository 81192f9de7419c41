#include "practice/course.h"

#include "base/mem.h"
#include "practice/built_in.h"

#include <stdio.h>
#include <string.h>

enum { COURSE_BYTES_MAX = 64 * 1024 };

static bool read_id(struct course *course, struct span text)
{
    mem_copy_text(course->id, sizeof course->id, text);
    return text.len && text.len < sizeof course->id;
}

static bool read_title(struct course *course, struct span text)
{
    mem_copy_text(course->title, sizeof course->title, text);
    return text.len && text.len < sizeof course->title;
}

static bool has_item(const struct course *course, struct course_item item)
{
    for (size_t i = 0; i < course->count; i++)
        if (course->items[i].is_lesson == item.is_lesson && course->items[i].index == item.index)
            return true;
    return false;
}

static bool add_item(struct course *course, struct course_item item)
{
    if (course->count == COURSE_ITEMS_MAX || has_item(course, item))
        return false;
    course->items[course->count++] = item;
    return true;
}

static bool read_lesson(struct course *course, struct span text)
{
    struct course_item item = { .is_lesson = true };
    return lesson_find(text, &item.index) && add_item(course, item);
}

static bool read_case(struct course *course, struct span text)
{
    for (size_t i = 0; i < practice_cases_count; i++)
        if (span_equal(span_of(practice_cases[i].id), text))
            return add_item(course, (struct course_item){ .index = i });
    return false;
}

static const struct course_keyword {
    const char *word;
    bool (*read)(struct course *course, struct span text);
    const char *expected;
} keywords[] = {
    { "id", read_id, "id NAME" },
    { "title", read_title, "title TEXT, at most 119 bytes" },
    { "lesson", read_lesson, "lesson NAME or lesson NUMBER, as \"practice lesson\" lists them, each once" },
    { "case", read_case, "case NAME, as \"practice list\" lists them, each once" },
};

/* NULL when the line is good, otherwise what was expected there. */
static const char *read_line(struct course *course, struct span line)
{
    struct span rest = line, word;
    if (!span_word(&rest, &word) || word.at[0] == '#')
        return NULL;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (span_equal(word, span_of(keywords[i].word)))
            return keywords[i].read(course, span_trim(rest)) ? NULL : keywords[i].expected;
    return "id, title, lesson or case, or # and a remark";
}

bool course_read(struct span text, struct course *ret_course, struct practice_error *ret_error)
{
    struct span line;
    unsigned number = 0;
    const char *expected = text.len > COURSE_BYTES_MAX ? "a course of at most 64 KiB" : NULL;
    *ret_course = (struct course){ 0 };
    while (!expected && span_line(&text, &line)) {
        number++;
        expected = read_line(ret_course, line);
    }
    if (!expected && !ret_course->id[0])
        expected = "a line \"id NAME\" at the top";
    if (!expected && ret_course->count == 0)
        expected = "a line \"lesson NAME\" or \"case NAME\"";
    if (!expected)
        return true;
    ret_error->line = number;
    (void)snprintf(ret_error->expected, sizeof ret_error->expected, "%s", expected);
    return false;
}

bool course_at(size_t index, struct course *ret_course)
{
    struct practice_error error;
    return index < practice_courses_count &&
           course_read((struct span){ practice_courses[index].text, practice_courses[index].len }, ret_course, &error);
}

bool course_find(struct span id, struct course *ret_course)
{
    for (size_t i = 0; i < practice_courses_count; i++)
        if (span_equal(span_of(practice_courses[i].id), id))
            return course_at(i, ret_course);
    return false;
}
