#pragma once

#include "practice/script.h"

/*
 * A lesson is one readable text file (lessons/NN-NAME.lesson, built into the program; its format stands in
 * cases/README.md): the tasks and what is right. Its words are texts: lesson.ID.title, lesson.ID.text, and
 * for each task lesson.ID.TASK.ask, .why (told after the right answer), .hint.1 to .hint.N, and for each
 * option of its own .OPTION.
 */
#define TASK_KINDS(_)                                                                                                  \
    _(TASK_NONE, "")                                                                                                   \
    _(TASK_PICK, "pick")     /* which line of a conversation */                                                        \
    _(TASK_TYPE, "type")     /* a word, a code, a decoded text */                                                      \
    _(TASK_CHOOSE, "choose") /* one of the options */
enum task_kind {
#define X(id, word) id,
    TASK_KINDS(X)
#undef X
        TASK_KIND_COUNT
};
const char *task_kind_word(enum task_kind kind);

enum { TASK_NAME_MAX = 32, TASKS_MAX = 6, HINTS_A_TASK_MAX = 3 };

struct task {
    char name[TASK_NAME_MAX];
    enum task_kind kind;
    struct texts lines;   /* "S: 220 mail.practice.example ESMTP", "C: …", "- …" */
    struct texts options; /* their words */
    bool has_sides;       /* the options are sides: their texts are side.OPTION */
    struct texts right;   /* line numbers, answers, or option words; any of them will do */
    unsigned hints;
};

struct lesson {
    char id[CASE_ID_MAX];
    struct task tasks[TASKS_MAX];
    size_t task_count;
};

size_t lesson_count(void);
/* The index-th of the lessons built in; NULL behind the last. lesson_free() it. */
struct lesson *lesson_at(size_t index);
/* The place of a lesson by its id or its number, counted from 1. False when there is no such. */
bool lesson_find(struct span word, size_t *ret_index);
/* NULL when the text is broken; ret_error then tells where. */
struct lesson *lesson_read(struct span text, struct practice_error *ret_error);
/* NULL is fine. */
void lesson_free(struct lesson *lesson);

/* Blanks around the answer and between its words do not count, nor does case; a line may also be told by its number. */
bool task_is_right(const struct task *task, struct span answer);
