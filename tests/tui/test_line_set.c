#include "widgets/line_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void add_line(struct record *record, unsigned session, const char *raw)
{
    struct session_log *log = record_session(record, session);
    struct line line = { .n = (unsigned)log->line_count + 1, .raw = (char *)raw, .len = (unsigned)strlen(raw) };
    session_log_add(log, &line);
}

/* Two conversations with one between them that says nothing. */
static void fill(struct record *record)
{
    static const struct {
        unsigned session;
        const char *raw;
    } lines[] = { { 1, "a" }, { 1, "b" }, { 1, "a" }, { 2, "c" }, { 3, "b" }, { 3, "a" } };
    record_init(record);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        add_line(record, lines[i].session, lines[i].raw);
}

static bool is_a(const void *owner, const struct session_log *log, const struct line *line)
{
    size_t *looks = (size_t *)(uintptr_t)owner;
    (void)log;
    ++*looks;
    return line->raw[0] == 'a';
}

static const struct {
    const char *name;
    struct evidence from;
    int step;
    bool found;
    struct evidence wanted;
} rows[] = {
    { "the next one", { 1, 1 }, 1, true, { 1, 3 } },
    { "from a line that is none", { 1, 2 }, 1, true, { 1, 3 } },
    { "over a conversation without any", { 1, 3 }, 1, true, { 3, 2 } },
    { "from inside it", { 2, 1 }, 1, true, { 3, 2 } },
    { "behind the last", { 3, 2 }, 1, false, { 0, 0 } },
    { "from before everything", { 0, 0 }, 1, true, { 1, 1 } },
    { "the one before", { 1, 3 }, -1, true, { 1, 1 } },
    { "back into an earlier conversation", { 3, 1 }, -1, true, { 1, 3 } },
    { "before the first", { 1, 1 }, -1, false, { 0, 0 } },
    { "from behind everything", { 4, 0 }, -1, true, { 3, 2 } },
};

static void test_next(void **state)
{
    struct record record;
    struct line_set set = { 0 };
    size_t looks = 0;
    (void)state;
    fill(&record);
    line_set_update(&set, &record, (struct line_test){ is_a, &looks });
    assert_int_equal(line_set_count(&set), 3);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct evidence got = { 0, 0 };
        bool found = line_set_next(&set, rows[i].from, rows[i].step, &got);
        if (found != rows[i].found || got.session != rows[i].wanted.session || got.line != rows[i].wanted.line)
            fail_msg("%s: %u/%u", rows[i].name, got.session, got.line);
    }
    assert_int_equal(line_set_before(&set, (struct evidence){ 3, 2 }), 2);
    assert_true(line_set_has(&set, (struct evidence){ 1, 3 }));
    assert_false(line_set_has(&set, (struct evidence){ 1, 2 }));
    assert_false(line_set_has(&set, (struct evidence){ 9, 1 }));
    line_set_clear(&set);
    record_clear(&record);
}

/* A record grows under our hands: what came before is not looked at again. */
static void test_growing(void **state)
{
    struct record record;
    struct line_set set = { 0 };
    size_t looks = 0;
    const struct line_test test = { is_a, &looks };
    (void)state;
    fill(&record);
    line_set_update(&set, &record, test);
    assert_int_equal(looks, 6);
    line_set_update(&set, &record, test);
    assert_int_equal(looks, 6);
    for (int i = 0; i < 1000; i++)
        add_line(&record, 1 + (unsigned)i % 5, i % 2 ? "a" : "b");
    line_set_update(&set, &record, test);
    assert_int_equal(looks, 1006);
    assert_int_equal(line_set_count(&set), 503);
    line_set_clear(&set);
    assert_int_equal(line_set_count(&set), 0);
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_growing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
