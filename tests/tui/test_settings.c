/* The settings file: what is read in it, what is told about it, and how it is written again. */
#include "settings.h"

#include "support/home.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct home home;

static int open_home(void **state)
{
    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    return home_make(&home) && home_enter(&home) ? 0 : -1;
}

static int close_home(void **state)
{
    (void)state;
    home_remove(&home);
    return 0;
}

/* One line each, and the value it gives. */
static const struct good {
    const char *line;
    enum preference setting;
    const char *value;
} good[] = {
    { "language = zh", SETTING_LANGUAGE, "zh" },
    { "language=ru", SETTING_LANGUAGE, "ru" },
    { "  LANGUAGE =  EN  ", SETTING_LANGUAGE, "en" },
    { "language = auto", SETTING_LANGUAGE, "auto" },
    { "colour = none", SETTING_COLOUR, "none" },
    { "colour = light", SETTING_COLOUR, "light" },
    { "ascii = on", SETTING_ASCII, "on" },
    { "ascii = yes", SETTING_ASCII, "on" },
    { "mouse = true", SETTING_MOUSE, "on" },
    { "mouse = 0", SETTING_MOUSE, "off" },
    { "max-logins = 0", SETTING_MAX_LOGINS, "0" },
    { "max-logins = 20", SETTING_MAX_LOGINS, "20" },
    { "timeout = 3600", SETTING_TIMEOUT, "3600" },
    { "no-third-party = on", SETTING_NO_THIRD_PARTY, "on" },
    { "resolver = 192.0.2.53", SETTING_RESOLVER, "192.0.2.53" },
    { "resolver = [2001:db8::53]:5353", SETTING_RESOLVER, "[2001:db8::53]:5353" },
    { "resolver =", SETTING_RESOLVER, "" },
    { "ca-file = /etc/ssl/my = own.pem", SETTING_CA_FILE, "/etc/ssl/my = own.pem" },
    { "keep-recent = no", SETTING_KEEP_RECENT, "off" },
    { "mouse = on\r", SETTING_MOUSE, "on" },
    { "\xef\xbb\xbfmouse = on", SETTING_MOUSE, "on" },
    { "mouse = on\nmouse = off", SETTING_MOUSE, "off" },
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct preferences settings;
        struct settings_wrongs wrongs;
        char value[SETTING_VALUE_MAX];
        settings_init(&settings);
        settings_read(&settings, span_of(good[i].line), &wrongs);
        setting_get(&settings, good[i].setting, value);
        if (wrongs.count || strcmp(value, good[i].value) != 0)
            fail_msg("%s: %zu wrong, value \"%s\"", good[i].line, wrongs.count, value);
    }
}

/* The wrong line is the third; the one behind it still holds. */
static const struct bad {
    const char *line;
    enum settings_fault fault;
    const char *text, *right;
} bad[] = {
    { "language", SETTINGS_NO_EQUALS, "language", "language = en" },
    { "= zh", SETTINGS_UNKNOWN, "", "language, colour" },
    { "langauge = zh", SETTINGS_UNKNOWN, "langauge", "language, colour" },
    { "language = de", SETTINGS_BAD_VALUE, "language", "auto, en, zh, ru" },
    { "language = ", SETTINGS_BAD_VALUE, "language", "auto, en, zh, ru" },
    { "colour = blue", SETTINGS_BAD_VALUE, "colour", "auto, none, light, dark" },
    { "ascii = maybe", SETTINGS_BAD_VALUE, "ascii", "off, on" },
    { "max-logins = 21", SETTINGS_BAD_VALUE, "max-logins", "0-20" },
    { "max-logins = -1", SETTINGS_BAD_VALUE, "max-logins", "0-20" },
    { "max-logins = 3 # three", SETTINGS_BAD_VALUE, "max-logins", "0-20" },
    { "timeout = 0", SETTINGS_BAD_VALUE, "timeout", "1-3600" },
    { "timeout = 99999999999999999999", SETTINGS_BAD_VALUE, "timeout", "1-3600" },
    { "resolver = ns.example", SETTINGS_BAD_VALUE, "resolver", "192.0.2.53" },
    { "ca-file = ca.pem", SETTINGS_BAD_VALUE, "ca-file", "/etc/ssl" },
    { "ca-file = /a\033[2J", SETTINGS_BAD_VALUE, "ca-file", "/etc/ssl" },
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct preferences settings;
        struct settings_wrongs wrongs;
        char text[256];
        (void)snprintf(text, sizeof text, "# mine\n\n%s\nmouse = on\n", bad[i].line);
        settings_init(&settings);
        settings_read(&settings, span_of(text), &wrongs);
        if (wrongs.count != 1 || wrongs.first[0].fault != bad[i].fault || wrongs.first[0].line != 3)
            fail_msg("%s: %zu wrong, line %zu", bad[i].line, wrongs.count, wrongs.first[0].line);
        assert_string_equal(wrongs.first[0].text, bad[i].text);
        assert_non_null(strstr(wrongs.first[0].right, bad[i].right));
        assert_int_equal(settings.mouse, 1);
        assert_int_equal(settings.max_logins, TARGET_MAX_LOGINS);
        assert_int_equal(settings.timeout_s, TARGET_TIMEOUT_S);
    }
}

static void test_many_wrong(void **state)
{
    struct preferences settings;
    struct settings_wrongs wrongs;
    (void)state;
    settings_init(&settings);
    settings_read(&settings, SPAN("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nmouse = on\n"), &wrongs);
    assert_int_equal(wrongs.count, 10);
    assert_string_equal(wrongs.first[SETTINGS_WRONG_MAX - 1].text, "h");
    assert_int_equal(settings.mouse, 1);
}

/* What stood there, what is changed, what stands there then. */
static void test_written(void **state)
{
    static const struct {
        const char *old;
        enum preference setting;
        const char *value, *written;
    } rows[] = {
        { "", SETTING_MOUSE, "on", "mouse = on\n" },
        { "", SETTING_MOUSE, "off", "" },
        { "# mine\n\nmouse = on\n# end\n", SETTING_MOUSE, "off", "# mine\n\nmouse = off\n# end\n" },
        { "  Mouse=yes\n", SETTING_MOUSE, "on", "  Mouse=yes\n" },
        { "mouse = on", SETTING_ASCII, "on", "mouse = on\nascii = on\n" },
        { "future = 1\nlanguage\nmouse = on\n", SETTING_MOUSE, "off", "future = 1\nlanguage\nmouse = off\n" },
        { "timeout = soon\n", SETTING_MOUSE, "on", "timeout = 60\nmouse = on\n" },
        { "mouse = off\nmouse = on\n", SETTING_MOUSE, "off", "mouse = off\nmouse = off\n" },
        { "ca-file = /x\n", SETTING_CA_FILE, "", "ca-file = \n" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct preferences settings;
        struct settings_wrongs wrongs;
        struct buf out;
        buf_init(&out, 4096);
        settings_init(&settings);
        settings_read(&settings, span_of(rows[i].old), &wrongs);
        assert_true(setting_set(&settings, rows[i].setting, span_of(rows[i].value)));
        settings_write(&settings, span_of(rows[i].old), &out);
        assert_string_equal(buf_text(&out), rows[i].written);
        buf_free(&out);
    }
}

/* Every setting survives the way into the file and back. */
static void test_there_and_back(void **state)
{
    static const char *const values[SETTING_COUNT] = { "ru", "dark", "on",        "on",      "1",
                                                       "7",  "on",   "192.0.2.1", "/ca.pem", "off" };
    struct preferences settings;
    struct preferences again;
    struct settings_wrongs wrongs;
    struct stat about;
    char path[HOME_PATH_MAX + 128];
    (void)state;
    settings_init(&settings);
    for (int i = 0; i < SETTING_COUNT; i++)
        assert_true(setting_set(&settings, (enum preference)i, span_of(values[i])));
    assert_true(settings_save(&settings));
    settings_load(&again, &wrongs);
    assert_int_equal(wrongs.count, 0);
    for (int i = 0; i < SETTING_COUNT; i++) {
        char value[SETTING_VALUE_MAX];
        setting_get(&again, (enum preference)i, value);
        assert_string_equal(value, values[i]);
    }
    home_file(&home, "config", "settings", path);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

/* People keep such files elsewhere and put a link in their place: the link stays one. */
static void test_link(void **state)
{
    struct preferences settings;
    char path[HOME_PATH_MAX + 128];
    struct stat about;
    (void)state;
    assert_true(home_write(&home, "config", "elsewhere", "# mine\n"));
    home_file(&home, "config", "settings", path);
    assert_int_equal(symlink("elsewhere", path), 0);
    settings_init(&settings);
    settings.mouse = 1;
    assert_true(settings_save(&settings));
    assert_int_equal(lstat(path, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    char *text = home_read(&home, "config", "elsewhere");
    assert_string_equal(text, "# mine\nmouse = on\n");
    free(text);
}

static void test_troubles(void **state)
{
    struct preferences settings;
    struct settings_wrongs wrongs;
    struct rlimit usual;
    struct rlimit tiny;
    char path[HOME_PATH_MAX + 128];
    (void)state;
    assert_true(home_write(&home, "config", "settings", "# mine\n"));
    settings_init(&settings);
    settings.mouse = 1;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    tiny = usual;
    tiny.rlim_cur = 4;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    bool saved = settings_save(&settings);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_false(saved);
    char *text = home_read(&home, "config", "settings");
    assert_string_equal(text, "# mine\n");
    free(text);
    /* Something else in its place is told, left alone, and the usual values hold. */
    home_file(&home, "config", "settings", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    settings_load(&settings, &wrongs);
    assert_int_equal(wrongs.count, 1);
    assert_int_equal(wrongs.first[0].fault, SETTINGS_UNREADABLE);
    assert_int_equal(settings.mouse, 0);
    assert_false(settings_save(&settings));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_home, close_home)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_many_wrong),
        cmocka_unit_test(test_written),
        TEST(test_there_and_back),
        TEST(test_link),
        TEST(test_troubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
