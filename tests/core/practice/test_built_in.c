#include "practice/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AT_LEAST = 60, FILE_MAX = 1024 * 1024 };

static char *file_read(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("cannot read %s", path);
    char *text = calloc(1, FILE_MAX);
    assert_non_null(text);
    assert_in_range(fread(text, 1, FILE_MAX - 1, file), 1, FILE_MAX - 2);
    (void)fclose(file);
    return text;
}

static void play(const struct practice_case *practice, size_t variant)
{
    struct target target;
    struct practice_server *server = practice_serve(practice, variant);
    assert_non_null(server);
    target_init(&target);
    practice_target(practice, server, &target);
    assert_true(target.address[0] && target.server.host[0] && target.has_password);
    assert_true(target.detour_count >= 4);
    target_clear(&target);
    practice_server_free(server);
}

static void every_case_can_be_played(void **state)
{
    (void)state;
    assert_true(practice_count() >= AT_LEAST);
    for (size_t i = 0; i < practice_count(); i++) {
        const struct practice_case *practice = practice_at(i);
        struct practice_about about;
        practice_about(practice, &about);
        assert_ptr_equal(practice_find(span_of(about.id)), practice);
        for (size_t variant = 0; variant < about.variants; variant++)
            play(practice, variant);
        assert_true(practice_any_variant(practice) < about.variants);
    }
    assert_null(practice_at(practice_count()));
    assert_null(practice_find(SPAN("no-such-case")));
}

static void variants_are_found_by_name(void **state)
{
    size_t variant = 9;
    struct practice_about about;
    (void)state;
    const struct practice_case *practice = practice_pick(SPAN("monday-morning/locked"), &variant);
    assert_non_null(practice);
    practice_about_variant(practice, variant, &about);
    assert_string_equal(about.variant, "locked");
    assert_int_equal(about.cause, CAUSE_ACCOUNT_LOCKED);
    assert_ptr_equal(practice_pick(SPAN("monday-morning"), &variant), practice);
    assert_int_equal(variant, 0);
    assert_null(practice_pick(SPAN("monday-morning/tuesday"), &variant));
    assert_null(practice_pick(SPAN("wrong-password/"), &variant));
    assert_null(practice_pick(SPAN(""), &variant));
}

/* From easy to nasty, so that a list of them is a way to go. */
static void cases_stand_in_the_order_of_their_levels(void **state)
{
    static const char *const levels[] = { "easy", "medium", "hard", "nasty" };
    size_t level = 0, count[4] = { 0 };
    (void)state;
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        while (level < 3 && strcmp(levels[level], about.level) != 0)
            level++;
        assert_string_equal(levels[level], about.level);
        count[level]++;
    }
    for (size_t i = 0; i < 4; i++)
        assert_true(count[i] >= 5);
}

static void every_case_file_is_named_by_its_id(void **state)
{
    (void)state;
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        struct practice_error error = { 0 };
        struct practice_about own;
        char path[512];
        practice_about(practice_at(i), &about);
        (void)snprintf(path, sizeof path, "%s/core/practice/cases/%s.case", SOURCE_DIR, about.id);
        char *text = file_read(path);
        struct practice_case *practice = practice_read(span_of(text), &error);
        if (!practice)
            fail_msg("%s:%u: expected %s", path, error.line, error.expected);
        practice_about(practice, &own);
        assert_string_equal(own.id, about.id);
        practice_case_free(practice);
        free(text);
    }
}

static void every_case_has_its_texts(void **state)
{
    static const char *const languages[] = { "en", "zh", "ru" };
    static const char *const parts[] = { "title", "story", "lesson" };
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/help-texts/%s/practice.po", SOURCE_DIR, languages[l]);
        char *texts = file_read(path);
        for (size_t i = 0; i < practice_count() * 3; i++) {
            struct practice_about about;
            char key[256];
            practice_about(practice_at(i / 3), &about);
            (void)snprintf(key, sizeof key, "msgid \"practice.%s.%s\"\n", about.id, parts[i % 3]);
            if (!strstr(texts, key))
                fail_msg("%s lacks %s", path, key);
        }
        free(texts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_can_be_played),
        cmocka_unit_test(variants_are_found_by_name),
        cmocka_unit_test(cases_stand_in_the_order_of_their_levels),
        cmocka_unit_test(every_case_file_is_named_by_its_id),
        cmocka_unit_test(every_case_has_its_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
