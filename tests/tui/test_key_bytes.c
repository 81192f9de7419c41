/* Bytes of a keyboard become keys, whole or broken, and what is no key is swallowed to its end. */
#include "key_bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS_MAX = 8 };

#define LETTER(character)                                                                                              \
    {                                                                                                                  \
        KEY_CODE_CHARACTER, character                                                                                  \
    }
#define ONLY(code)                                                                                                     \
    {                                                                                                                  \
        code, 0                                                                                                        \
    }

static const struct {
    const char *name, *bytes;
    struct key keys[KEYS_MAX];
} rows[] = {
    { "a letter", "a", { LETTER('a') } },
    { "Enter, both ways", "\r\n", { ONLY(KEY_CODE_ENTER), ONLY(KEY_CODE_ENTER) } },
    { "Tab and Backspace, both ways",
      "\t\b\177",
      { ONLY(KEY_CODE_TAB), ONLY(KEY_CODE_BACKSPACE), ONLY(KEY_CODE_BACKSPACE) } },
    { "Ctrl-C and Ctrl-L", "\003\014", { ONLY(KEY_CODE_INTERRUPT), { KEY_CODE_CONTROL, 'l' } } },
    { "a control character that no letter makes", "\034", { ONLY(KEY_CODE_UNKNOWN) } },
    { "two, three and four bytes",
      "\303\251\344\270\226\360\237\230\200",
      { LETTER(0xe9), LETTER(0x4e16), LETTER(0x1f600) } },
    { "a character cut by a letter", "\344\270a", { LETTER('a') } },
    { "a character cut by another", "\344\270\303\251", { LETTER(0xe9) } },
    { "the end of a character alone", "\251a", { ONLY(KEY_CODE_UNKNOWN), LETTER('a') } },
    { "bytes that UTF-8 never has", "\300\377", { ONLY(KEY_CODE_UNKNOWN), ONLY(KEY_CODE_UNKNOWN) } },
    { "a surrogate", "\355\240\200", { ONLY(KEY_CODE_UNKNOWN) } },
};

static void test_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct key_bytes bytes = { .len = 0 };
        size_t count = 0;
        for (const char *byte = rows[i].bytes; *byte; byte++) {
            struct key key = key_bytes_take(&bytes, (unsigned char)*byte);
            if (key.code == KEY_CODE_NONE)
                continue;
            const struct key *wanted = &rows[i].keys[count++];
            if (key.code != wanted->code || key.character != wanted->character)
                fail_msg("%s: key %zu is %d %x", rows[i].name, count, (int)key.code, (unsigned)key.character);
        }
        if (rows[i].keys[count].code != KEY_CODE_NONE)
            fail_msg("%s: only %zu keys", rows[i].name, count);
    }
}

static const char *waiting;

static int next(void)
{
    return *waiting ? (unsigned char)*waiting++ : -1;
}

static const struct {
    const char *name, *bytes;
    enum key_code code;
    const char *rest;
} escapes[] = {
    { "Esc", "", KEY_CODE_ESCAPE, "" },
    { "a letter with Alt", "xy", KEY_CODE_UNKNOWN, "y" },
    { "a sequence that nobody knows", "[1;5Ay", KEY_CODE_UNKNOWN, "y" },
    { "of the Linux console", "[[Zy", KEY_CODE_UNKNOWN, "y" },
    { "of the keypad", "Oqy", KEY_CODE_UNKNOWN, "y" },
    { "an answer that came late", "]11;rgb:0/0/0\ay", KEY_CODE_UNKNOWN, "y" },
    { "the same, ended by ST", "P1$r0m\033\\y", KEY_CODE_UNKNOWN, "y" },
    { "a sequence without an end", "[1;5", KEY_CODE_UNKNOWN, "" },
};

static void test_escapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        waiting = escapes[i].bytes;
        struct key key = key_bytes_escape(next);
        if (key.code != escapes[i].code || strcmp(waiting, escapes[i].rest) != 0)
            fail_msg("%s: %d, left \"%s\"", escapes[i].name, (int)key.code, waiting);
    }
}

/* A sequence that begins another one would hide it, or come before it is whole. */
static void test_sequences(void **state)
{
    (void)state;
    for (size_t i = 0; i < key_sequence_count(); i++)
        for (size_t k = 0; k < key_sequence_count(); k++) {
            const char *one = key_sequence_at(i)->bytes;
            if (i != k && strncmp(key_sequence_at(k)->bytes, one, strlen(one)) == 0)
                fail_msg("rows %zu and %zu begin alike", i, k);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
