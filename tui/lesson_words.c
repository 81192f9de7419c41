#include "lesson_words.h"

#include <stdio.h>
#include <string.h>

enum { KEY_ROOM = 160 };

struct span lesson_title(const struct words *words, const struct lesson *lesson)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "lesson.%s.title", lesson->id);
    return words_get(words, key);
}

struct span lesson_text(const struct words *words, const struct lesson *lesson)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "lesson.%s.text", lesson->id);
    return words_get(words, key);
}

struct span task_text(const struct words *words, const struct lesson *lesson, const struct task *task, const char *part)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "lesson.%s.%s.%.32s", lesson->id, task->name, part);
    return words_get(words, key);
}

struct span task_hint(const struct words *words, const struct lesson *lesson, const struct task *task, unsigned hint)
{
    char part[16];
    (void)snprintf(part, sizeof part, "hint.%u", hint);
    return task_text(words, lesson, task, part);
}

struct span task_option(const struct words *words, const struct lesson *lesson, const struct task *task, size_t option)
{
    char key[KEY_ROOM];
    if (!task->has_sides)
        return task_text(words, lesson, task, task->options.at[option]);
    (void)snprintf(key, sizeof key, "side.%.32s", task->options.at[option]);
    return words_get(words, key);
}

static size_t option_of(const struct task *task, const char *word)
{
    size_t option = 0;
    while (option + 1 < task->options.count && strcmp(task->options.at[option], word) != 0)
        option++;
    return option;
}

void task_tell_answer(const struct words *words, const struct lesson *lesson, const struct task *task, struct buf *out)
{
    const char *right = task->right.at[0];
    uint64_t line = 1;
    if (task->kind == TASK_CHOOSE) {
        buf_add(out, task_option(words, lesson, task, option_of(task, right)));
        return;
    }
    buf_add_text(out, right);
    if (task->kind == TASK_PICK && span_number(span_of(right), task->lines.count, &line))
        buf_addf(out, "  %s", task->lines.at[line - 1]);
}
