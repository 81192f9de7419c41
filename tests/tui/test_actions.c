#include "actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *name;
    struct key key;
    enum place place;
    enum action wanted;
    unsigned number;
};

#define LETTER(c)                                                                                                      \
    {                                                                                                                  \
        KEY_CODE_CHARACTER, c                                                                                          \
    }

static const struct row rows[] = {
    { "q leaves", LETTER('q'), PLACE_PAGE, ACTION_QUIT, 0 },
    { "q is text in a field", LETTER('q'), PLACE_FIELD, ACTION_NONE, 0 },
    { "й stands where q stands", LETTER(0x0439), PLACE_PAGE, ACTION_QUIT, 0 },
    { "Д stands where L stands", LETTER(0x0414), PLACE_PAGE, ACTION_LANGUAGE, 0 },
    { "ъ stands where ] stands", LETTER(0x044a), PLACE_PAGE, ACTION_NEXT_STEP, 0 },
    { "full-width ?", LETTER(0xff1f), PLACE_PAGE, ACTION_HELP, 0 },
    { "full-width :", LETTER(0xff1a), PLACE_PAGE, ACTION_COMMANDS, 0 },
    { "full-width +", LETTER(0xff0b), PLACE_PAGE, ACTION_SHOW_PASSED, 0 },
    { "ideographic blank", LETTER(0x3000), PLACE_PAGE, ACTION_TOGGLE, 0 },
    { "a step", LETTER('5'), PLACE_PAGE, ACTION_STEP, 5 },
    { "a digit is text in a field", LETTER('5'), PLACE_FIELD, ACTION_NONE, 0 },
    { "F2 works in a field", { KEY_CODE_F2, 0 }, PLACE_FIELD, ACTION_LANGUAGE, 0 },
    { "F1 works in a field", { KEY_CODE_F1, 0 }, PLACE_FIELD, ACTION_HELP, 0 },
    { "Ctrl-L redraws", { KEY_CODE_CONTROL, 'l' }, PLACE_FIELD, ACTION_REDRAW, 0 },
    { "F11 is the terminal's", { KEY_CODE_F11, 0 }, PLACE_ANY, ACTION_NONE, 0 },
    { "an unknown sequence never acts", { KEY_CODE_UNKNOWN, 0 }, PLACE_ANY, ACTION_NONE, 0 },
    { "y answers a question", LETTER('y'), PLACE_QUESTION, ACTION_YES, 0 },
    { "y copies on a page", LETTER('y'), PLACE_PAGE, ACTION_COPY, 0 },
    { "н stands where y stands", LETTER(0x043d), PLACE_QUESTION, ACTION_YES, 0 },
    { "full-width /", LETTER(0xff0f), PLACE_PAGE, ACTION_SEARCH, 0 },
    { "the key of / while Chinese is typed", LETTER(0x3001), PLACE_PAGE, ACTION_SEARCH, 0 },
    { "a letter without meaning", LETTER('i'), PLACE_PAGE, ACTION_NONE, 0 },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned number = 99;
        enum action action = action_of(rows[i].key, rows[i].place, &number);
        if (action != rows[i].wanted || number != rows[i].number)
            fail_msg("%s: %s %u", rows[i].name, action_word(action), number);
    }
}

/* Two rows for one key in one place: the second would never act. */
static void test_no_key_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < binding_count(); i++)
        for (size_t j = i + 1; j < binding_count(); j++) {
            const struct binding *a = binding_at(i);
            const struct binding *b = binding_at(j);
            bool same = a->key.code == b->key.code && a->key.character == b->key.character && (a->place & b->place);
            if (same)
                fail_msg("%s and %s share a key", action_word(a->action), action_word(b->action));
        }
}

/* Every action has a way without F keys on a page: not all terminals have them. */
static void test_every_action_without_f_keys(void **state)
{
    (void)state;
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        bool reachable = action == ACTION_SHOW_PASSWORD; /* lives in a field; Ctrl-P reaches it there */
        for (size_t i = 0; i < binding_count(); i++) {
            const struct binding *row = binding_at(i);
            bool is_f = row->key.code >= KEY_CODE_F1 && row->key.code <= KEY_CODE_F12;
            reachable |= row->action == (enum action)action && !is_f;
        }
        if (!reachable)
            fail_msg("%s needs an F key", action_word((enum action)action));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_no_key_twice),
        cmocka_unit_test(test_every_action_without_f_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
