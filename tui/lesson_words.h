#pragma once

#include "practice/lesson.h"
#include "report/words.h"

/* The words of a lesson, from the texts; borrowed. */
struct span lesson_title(const struct words *words, const struct lesson *lesson);
struct span lesson_text(const struct words *words, const struct lesson *lesson);
/* part: ask, why, hint.1 … */
struct span task_text(const struct words *words, const struct lesson *lesson, const struct task *task,
                      const char *part);
/* hint counts from 1. */
struct span task_hint(const struct words *words, const struct lesson *lesson, const struct task *task, unsigned hint);
struct span task_option(const struct words *words, const struct lesson *lesson, const struct task *task, size_t option);
/* What is right, for a person: the line with its number, the answer, or the text of the option. */
void task_tell_answer(const struct words *words, const struct lesson *lesson, const struct task *task, struct buf *out);
