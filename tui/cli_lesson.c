/* Lessons without a screen: the text, the tasks, and answers a line each from standard input. */
#include "base/mem.h"
#include "report/wrap.h"
#include "cli.h"
#include "lesson_words.h"
#include "progress_file.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 78, LINE_ROOM = 4096, TOLD_MAX = 64 * 1024 };

/* How a task ended. */
enum task_end { TASK_SOLVED, TASK_SHOWN, TASK_LEFT };

struct play {
    struct cli *cli;
    const struct lesson *lesson;
    const struct task *task;
    unsigned hints; /* told so far */
};

static void tell(struct span text, int indent)
{
    struct buf out;
    buf_init(&out, TOLD_MAX);
    buf_addf(&out, "%*s", indent, "");
    wrap_add(&out, text, COLUMNS, indent);
    (void)fputs(buf_text(&out), stdout);
    buf_free(&out);
}

/* A text of the command line with {number} and {text} in it. */
static void tell_key(const struct cli *cli, const char *key, size_t number, struct span text)
{
    struct fact values = { .number = (int64_t)number, .ms = -1 };
    struct buf out;
    mem_copy_text(values.text, sizeof values.text, text);
    buf_init(&out, TOLD_MAX);
    words_fill(&out, words_get(&cli->words, key), &values);
    tell(buf_span(&out), 0);
    buf_free(&out);
}

/* ---- one task ---- */

static void tell_task(const struct play *play, size_t number)
{
    const struct task *task = play->task;
    char of[32];
    (void)putchar('\n');
    (void)snprintf(of, sizeof of, "%zu", play->lesson->task_count);
    tell_key(play->cli, "practice-cli.task", number, span_of(of));
    tell(task_text(&play->cli->words, play->lesson, task, "ask"), 0);
    for (size_t i = 0; i < task->lines.count; i++)
        (void)printf("  %2zu  %s\n", i + 1, task->lines.at[i]);
    for (size_t i = 0; i < task->options.count; i++) {
        (void)printf("  %c   ", (char)('a' + i));
        struct span text = task_option(&play->cli->words, play->lesson, task, i);
        (void)printf("%.*s\n", SPAN_ARG(text));
    }
    tell_key(play->cli, "practice-cli.keys", 0, SPAN_EMPTY);
}

static void tell_hint(struct play *play)
{
    if (play->hints == play->task->hints) {
        tell_key(play->cli, "lesson.no-more-hints", 0, SPAN_EMPTY);
        return;
    }
    play->hints++;
    tell(task_hint(&play->cli->words, play->lesson, play->task, play->hints), 0);
}

static void tell_answer(const struct play *play)
{
    struct buf answer;
    buf_init(&answer, TOLD_MAX);
    task_tell_answer(&play->cli->words, play->lesson, play->task, &answer);
    tell_key(play->cli, "lesson.the-answer", 0, buf_span(&answer));
    buf_free(&answer);
    tell(task_text(&play->cli->words, play->lesson, play->task, "why"), 0);
}

/* "b" stands for the second option. */
static bool is_right(const struct task *task, struct span answer)
{
    struct span letter = span_trim(answer);
    size_t option = letter.len == 1 ? (size_t)((letter.at[0] | 0x20) - 'a') : SPAN_NONE;
    if (task->kind == TASK_CHOOSE && option < task->options.count)
        return texts_has(&task->right, span_of(task->options.at[option]));
    return task_is_right(task, answer);
}

static enum task_end play_task(struct play *play, size_t number)
{
    char line[LINE_ROOM];
    tell_task(play, number);
    for (;;) {
        (void)fputs("> ", stdout);
        (void)fflush(stdout);
        if (!fgets(line, sizeof line, stdin))
            return TASK_LEFT;
        struct span answer = span_trim(span_of(line));
        if (answer.len == 0)
            continue;
        if (span_equal(answer, SPAN("?"))) {
            tell_hint(play);
        } else if (span_equal(answer, SPAN("!"))) {
            tell_answer(play);
            return TASK_SHOWN;
        } else if (is_right(play->task, answer)) {
            tell_key(play->cli, "lesson.right", 0, SPAN_EMPTY);
            tell(task_text(&play->cli->words, play->lesson, play->task, "why"), 0);
            return TASK_SOLVED;
        } else {
            tell_key(play->cli, "lesson.wrong", 0, SPAN_EMPTY);
        }
    }
}

/* ---- one lesson ---- */

static int keep(struct cli *cli, const struct lesson *lesson, bool is_done)
{
    struct progress *progress = mem_new(sizeof *progress);
    bool kept = progress_load(progress);
    if (kept) {
        progress_note_lesson(progress, lesson->id, is_done);
        kept = progress_save(progress);
    }
    free(progress);
    if (!kept)
        tell_key(cli, "practice-cli.not-kept", 0, SPAN_EMPTY);
    return 0;
}

static void tell_end(struct cli *cli, size_t index, bool is_done)
{
    char next[16];
    (void)putchar('\n');
    tell_key(cli, is_done ? "lesson.done" : "lesson.seen", 0, SPAN_EMPTY);
    if (index + 1 == lesson_count())
        return;
    (void)snprintf(next, sizeof next, "%zu", index + 2);
    tell_key(cli, "practice-cli.next-lesson", index + 2, span_of(next));
}

static int play_lesson(struct cli *cli, size_t index, const struct lesson *lesson)
{
    bool is_done = true;
    char of[32];
    (void)snprintf(of, sizeof of, "%zu", lesson_count());
    tell_key(cli, "practice-cli.lesson", index + 1, span_of(of));
    tell(lesson_title(&cli->words, lesson), 0);
    (void)putchar('\n');
    tell(lesson_text(&cli->words, lesson), 0);
    for (size_t i = 0; i < lesson->task_count; i++) {
        struct play play = { .cli = cli, .lesson = lesson, .task = &lesson->tasks[i] };
        enum task_end end = play_task(&play, i + 1);
        if (end == TASK_LEFT) {
            (void)putchar('\n');
            return EXIT_UNDECIDED;
        }
        is_done &= end == TASK_SOLVED;
    }
    tell_end(cli, index, is_done);
    return keep(cli, lesson, is_done);
}

/* ---- all of them ---- */

static const char *state_word(const struct progress *progress, const char *id)
{
    const struct progress_row *row = progress_find(progress, PROGRESS_LESSON, span_of(id));
    return !row ? "new" : row->is_done ? "done" : "seen";
}

static void list_text(const struct cli *cli, const struct progress *progress, struct buf *out)
{
    static const struct {
        const char *state, *sign;
    } signs[] = { { "new", "·" }, { "seen", "–" }, { "done", "✓" } };
    for (size_t i = 0; i < lesson_count(); i++) {
        struct lesson *lesson = lesson_at(i);
        const char *state = state_word(progress, lesson->id);
        for (size_t j = 0; j < sizeof signs / sizeof *signs; j++)
            if (strcmp(signs[j].state, state) == 0)
                buf_addf(out, "  %s %2zu  %-16s ", signs[j].sign, i + 1, lesson->id);
        buf_add(out, lesson_title(&cli->words, lesson));
        buf_add_char(out, '\n');
        lesson_free(lesson);
    }
}

static void list_json(const struct cli *cli, const struct progress *progress, struct buf *out)
{
    json_t *lessons = json_array();
    for (size_t i = 0; i < lesson_count(); i++) {
        struct lesson *lesson = lesson_at(i);
        struct span title = lesson_title(&cli->words, lesson);
        json_array_append_new(lessons, json_pack("{s:i, s:s, s:s%, s:i, s:s}", "number", (int)i + 1, "id", lesson->id,
                                                 "title", title.at, title.len, "tasks", (int)lesson->task_count,
                                                 "state", state_word(progress, lesson->id)));
        lesson_free(lesson);
    }
    json_t *root = json_pack("{s:o}", "lessons", lessons);
    char *text = json_dumps(root, JSON_INDENT(2));
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(root);
}

static int list_lessons(struct cli *cli)
{
    struct progress *progress = mem_new(sizeof *progress);
    struct buf out;
    buf_init(&out, TOLD_MAX);
    (void)progress_load(progress);
    if (cli->format == FORMAT_JSON)
        list_json(cli, progress, &out);
    else
        list_text(cli, progress, &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    free(progress);
    return status;
}

int cli_lesson(struct cli *cli)
{
    size_t index;
    if (cli->rest_count == 1)
        return list_lessons(cli);
    if (cli->rest_count > 2)
        return cli_fail(cli, "cli.too-many", cli->rest[2], "");
    if (!lesson_find(span_of(cli->rest[1]), &index))
        return cli_fail(cli, "practice-cli.no-lesson", cli->rest[1], "");
    struct lesson *lesson = lesson_at(index);
    int status = play_lesson(cli, index, lesson);
    lesson_free(lesson);
    return status;
}
