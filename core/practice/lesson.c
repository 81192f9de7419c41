#include "practice/lesson.h"

#include "base/mem.h"
#include "practice/built_in.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { LESSON_BYTES_MAX = 64 * 1024 };

const char *task_kind_word(enum task_kind kind)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        TASK_KINDS(X)
#undef X
    };
    return words[kind];
}

/* ---- reading ---- */

struct lesson_reader {
    struct lesson *lesson;
    struct task *task; /* the one that the lines are about; NULL: above the first */
};

static bool is_name(struct span text, size_t room)
{
    const struct span allowed = SPAN("abcdefghijklmnopqrstuvwxyz0123456789-");
    for (size_t i = 0; i < text.len; i++)
        if (span_find_char(allowed, text.at[i]) == SPAN_NONE)
            return false;
    return text.len && text.len < room;
}

static bool read_id(struct lesson_reader *reader, struct span text)
{
    mem_copy_text(reader->lesson->id, CASE_ID_MAX, text);
    return is_name(text, CASE_ID_MAX);
}

static bool has_task(const struct lesson *lesson, struct span name)
{
    for (size_t i = 0; i < lesson->task_count; i++)
        if (span_equal(span_of(lesson->tasks[i].name), name))
            return true;
    return false;
}

static bool read_task(struct lesson_reader *reader, struct span text)
{
    struct lesson *lesson = reader->lesson;
    if (!is_name(text, TASK_NAME_MAX) || has_task(lesson, text) || lesson->task_count == TASKS_MAX)
        return false;
    reader->task = &lesson->tasks[lesson->task_count++];
    mem_copy_text(reader->task->name, TASK_NAME_MAX, text);
    return true;
}

static bool read_line_of_talk(struct lesson_reader *reader, struct span text)
{
    bool is_said = span_starts(text, SPAN("S: ")) || span_starts(text, SPAN("C: ")) || span_starts(text, SPAN("- "));
    return is_said && texts_add(&reader->task->lines, text);
}

static bool read_option(struct lesson_reader *reader, struct span text)
{
    return is_name(text, TASK_NAME_MAX) && !texts_has(&reader->task->options, text) &&
           texts_add(&reader->task->options, text);
}

static bool read_sides(struct lesson_reader *reader, struct span text)
{
    reader->task->has_sides = true;
    for (unsigned side = SIDE_NONE + 1; side < SIDE_COUNT; side++)
        if (!texts_add(&reader->task->options, span_of(side_word((enum side)side))))
            return false;
    return text.len == 0;
}

static bool read_right(struct task *task, enum task_kind kind, struct span text)
{
    if (text.len == 0 || (task->kind != TASK_NONE && task->kind != kind))
        return false;
    task->kind = kind;
    return texts_add(&task->right, text);
}

static bool read_pick(struct lesson_reader *reader, struct span text)
{
    uint64_t line;
    return span_number(text, reader->task->lines.count, &line) && line > 0 && read_right(reader->task, TASK_PICK, text);
}

static bool read_type(struct lesson_reader *reader, struct span text)
{
    return read_right(reader->task, TASK_TYPE, text);
}

static bool read_choose(struct lesson_reader *reader, struct span text)
{
    return texts_has(&reader->task->options, text) && read_right(reader->task, TASK_CHOOSE, text);
}

static bool read_hints(struct lesson_reader *reader, struct span text)
{
    uint64_t hints;
    if (!span_number(text, HINTS_A_TASK_MAX, &hints))
        return false;
    reader->task->hints = (unsigned)hints;
    return true;
}

static const struct lesson_keyword {
    const char *word;
    bool in_task;
    bool (*read)(struct lesson_reader *reader, struct span text);
    const char *expected;
} keywords[] = {
    { "id", false, read_id, "id NAME, of the letters a to z, digits and hyphens" },
    { "task", false, read_task, "task NAME, each once, at most 6 of them" },
    { "line", true, read_line_of_talk, "line S: TEXT, line C: TEXT or line - TEXT, at most 16 of them" },
    { "option", true, read_option, "option NAME, each once, at most 16 of them" },
    { "sides", true, read_sides, "sides, with nothing behind it" },
    { "pick", true, read_pick, "pick NUMBER of a line above, and no type or choose in the same task" },
    { "type", true, read_type, "type ANSWER, and no pick or choose in the same task" },
    { "choose", true, read_choose, "choose OPTION, one that stands above, and no pick or type in the same task" },
    { "hints", true, read_hints, "hints NUMBER, at most 3" },
};

/* NULL when the line is good, otherwise what was expected there. */
static const char *read_line(struct lesson_reader *reader, struct span line)
{
    struct span rest = line, word;
    if (!span_word(&rest, &word) || word.at[0] == '#')
        return NULL;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (!span_equal(word, span_of(keywords[i].word)))
            continue;
        if (keywords[i].in_task && !reader->task)
            return "a line \"task NAME\" above this one";
        return keywords[i].read(reader, span_trim(rest)) ? NULL : keywords[i].expected;
    }
    return "a keyword that cases/README.md knows for lessons, or # and a remark";
}

static const char *find_missing(const struct lesson *lesson)
{
    if (!lesson->id[0])
        return "a line \"id NAME\" at the top";
    if (lesson->task_count == 0)
        return "a line \"task NAME\": a lesson has something to do";
    for (size_t i = 0; i < lesson->task_count; i++)
        if (lesson->tasks[i].kind == TASK_NONE)
            return "a line with pick, type or choose in every task: what is right";
    return NULL;
}

struct lesson *lesson_read(struct span text, struct practice_error *ret_error)
{
    struct lesson_reader reader = { .lesson = mem_new(sizeof *reader.lesson) };
    struct span line;
    unsigned number = 0;
    const char *expected = text.len > LESSON_BYTES_MAX ? "a lesson of at most 64 KiB" : NULL;
    while (!expected && span_line(&text, &line)) {
        number++;
        expected = read_line(&reader, line);
    }
    if (!expected)
        expected = find_missing(reader.lesson);
    if (!expected)
        return reader.lesson;
    ret_error->line = number;
    (void)snprintf(ret_error->expected, sizeof ret_error->expected, "%s", expected);
    lesson_free(reader.lesson);
    return NULL;
}

void lesson_free(struct lesson *lesson)
{
    if (!lesson)
        return;
    for (size_t i = 0; i < lesson->task_count; i++) {
        texts_free(&lesson->tasks[i].lines);
        texts_free(&lesson->tasks[i].options);
        texts_free(&lesson->tasks[i].right);
    }
    free(lesson);
}

/* ---- those built in ---- */

size_t lesson_count(void)
{
    return practice_lessons_count;
}

struct lesson *lesson_at(size_t index)
{
    struct practice_error error;
    if (index >= practice_lessons_count)
        return NULL;
    struct lesson *lesson =
        lesson_read((struct span){ practice_lessons[index].text, practice_lessons[index].len }, &error);
    assert(lesson);
    return lesson;
}

bool lesson_find(struct span word, size_t *ret_index)
{
    uint64_t number;
    if (span_number(word, practice_lessons_count, &number) && number > 0) {
        *ret_index = number - 1;
        return true;
    }
    for (size_t i = 0; i < practice_lessons_count; i++)
        if (span_equal(span_of(practice_lessons[i].id), word)) {
            *ret_index = i;
            return true;
        }
    return false;
}

/* ---- answers ---- */

bool task_is_right(const struct task *task, struct span answer)
{
    for (size_t i = 0; i < task->right.count; i++) {
        struct span given = answer, wanted = span_of(task->right.at[i]);
        struct span a, b;
        bool more = span_word(&given, &a), same = more;
        while (same && more && span_word(&wanted, &b)) {
            same = span_equal_nocase(a, b);
            more = span_word(&given, &a);
        }
        if (same && !more && span_trim(wanted).len == 0)
            return true;
    }
    return false;
}
