/* What is remembered: kept, found again, bounded, private, and safe from whatever stands in its place. */
#include "state.h"

#include "base/secret.h"
#include "support/home.h"
#include "support/sample.h"

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
#include <sys/wait.h>
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

static struct recent_case sample(const char *address)
{
    struct recent_case recent = { .server = { "smtp.example.com", 587, SECURITY_STARTTLS }, .time = 1767225600 };
    (void)snprintf(recent.address, sizeof recent.address, "%s", address);
    strcpy(recent.login, "anna");
    strcpy(recent.mechanism, "PLAIN");
    return recent;
}

static mode_t mode_of(const char *shelf, const char *name)
{
    struct stat about;
    char path[HOME_PATH_MAX + 128];
    home_file(&home, shelf, name, path);
    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 0777;
}

/* All that was put comes back, figures and all; the file is the person's own. */
static void test_kept(void **unused)
{
    struct state state;
    struct state again;
    struct recent_case recent = sample("anna@example.com");
    (void)unused;
    state_init(&state);
    state_init(&again);
    recent.has_verdict = true;
    recent.status = VERDICT_PROBLEM;
    strcpy(recent.cause, "bad-credentials");
    recent.good.time = 1767000000;
    strcpy(recent.good.figures[FIGURE_TLS], "TLSv1.3");
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state.count, 0);
    assert_int_equal(state_put(&state, &recent), STATE_FINE);
    assert_int_equal(state_load(&again), STATE_FINE);
    assert_int_equal(again.count, 1);
    assert_memory_equal(&again.cases[0], &recent, sizeof recent);
    assert_int_equal(mode_of("state", "recent.json"), 0600);
    assert_int_equal(mode_of("state", ""), 0700);
    state_free(&state);
    state_free(&again);
}

/* A second run of the account takes the place of the first, and knows how it was when it worked. */
static void test_one_per_account(void **unused)
{
    struct state state;
    struct recent_case first = sample("anna@example.com");
    struct recent_case other = sample("otto@example.com");
    struct recent_case second = sample("Anna@Example.com");
    (void)unused;
    state_init(&state);
    first.login[0] = '\0';
    first.good.time = 5;
    strcpy(first.good.figures[FIGURE_PORT], "465");
    assert_int_equal(state_put(&state, &first), STATE_FINE);
    assert_int_equal(state_put(&state, &other), STATE_FINE);
    assert_int_equal(state_put(&state, &second), STATE_FINE);
    assert_int_equal(state.count, 2);
    assert_string_equal(state.cases[0].address, "Anna@Example.com");
    assert_string_equal(state.cases[0].good.figures[FIGURE_PORT], "465");
    assert_int_equal(state_forget(&state, &other), STATE_FINE);
    assert_int_equal(state.count, 1);
    strcpy(second.login, "someone-else");
    assert_null(state_find(&state, &second));
    state_free(&state);
}

static void test_bounded(void **unused)
{
    struct state state;
    (void)unused;
    state_init(&state);
    for (int i = 0; i < RECENT_MAX + 9; i++) {
        char address[64];
        (void)snprintf(address, sizeof address, "user%d@example.com", i);
        struct recent_case recent = sample(address);
        assert_int_equal(state_put(&state, &recent), STATE_FINE);
    }
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state.count, RECENT_MAX);
    assert_string_equal(state.cases[0].address, "user58@example.com");
    assert_string_equal(state.cases[RECENT_MAX - 1].address, "user9@example.com");
    state_free(&state);
}

/* There is no field for a secret, and one that was typed gets into no other. */
static void test_no_secret(void **unused)
{
    struct state state;
    struct target target;
    struct recent_case recent;
    struct record record;
    (void)unused;
    state_init(&state);
    target_init(&target);
    strcpy(target.address, "anna@example.com");
    strcpy(target.proxy, "socks5://me:hush-hush@proxy.example:1080");
    assert_true(secret_set(&target.password, SPAN("hush-hush")));
    target.has_password = true;
    target.allow_plain = true;
    sample_record(&record);
    recent_from_target(&target, &recent);
    recent_judge(&recent, &record, &sample_diagnosis);
    assert_int_equal(state_put(&state, &recent), STATE_FINE);
    char *text = home_read(&home, "state", "recent.json");
    assert_non_null(strstr(text, "anna@example.com"));
    assert_null(strstr(text, "hush-hush"));
    assert_null(strstr(text, "authentication failed"));
    free(text);
    struct target back;
    target_init(&back);
    strcpy(target.address, "hush-hush");
    assert_false(recent_is_worth(&target));
    recent_from_target(&target, &recent);
    assert_string_equal(recent.address, "");
    recent_to_target(&state.cases[0], &back);
    assert_false(back.has_password || back.allow_plain || back.allow_bad_certificate);
    target_clear(&back);
    target_clear(&target);
    record_clear(&record);
    state_free(&state);
}

/* What stands in the place of the file, and how many cases are read in it; -1: it is set aside. */
static const struct broken {
    const char *name, *text;
    int count;
} files[] = {
    { "empty", "", -1 },
    { "no JSON", "hello", -1 },
    { "cut off", "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": [", -1 },
    { "another program's", "{\"schema\": \"other/1\", \"cases\": []}", -1 },
    { "a newer version", "{\"schema\": \"smtpdoctor-recent/2\", \"cases\": []}", -1 },
    { "a list", "[]", -1 },
    { "a number", "7", -1 },
    { "cases is no list", "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": {}}", -1 },
    { "key twice", "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": [], \"cases\": []}", -1 },
    { "no cases", "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": []}", 0 },
    { "cases of nothing", "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": [7, null, [], {}, \"x\"]}", 0 },
    { "wrong kinds",
      "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": [{\"address\": \"a@b.example\", \"login\": 7, \"port\": "
      "\"587\", "
      "\"time\": -4, \"step\": 99, \"security\": \"?\", \"verdict\": [], \"good\": 7}]}",
      1 },
    { "large numbers",
      "{\"schema\": \"smtpdoctor-recent/1\", \"cases\": [{\"address\": \"a@b.example\", \"port\": 700000}]}", 1 },
    { "unknown keys",
      "{\"schema\": \"smtpdoctor-recent/1\", \"x\": 1, \"cases\": [{\"address\": \"a@b.example\", \"y\": []}]}", 1 },
};

static void test_broken(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct state state;
        state_init(&state);
        assert_true(home_write(&home, "state", "recent.json", files[i].text));
        int end = (int)state_load(&state);
        if (end != (int)(files[i].count < 0 ? STATE_SET_ASIDE : STATE_FINE))
            fail_msg("%s: end %d", files[i].name, end);
        assert_int_equal(state.count, files[i].count < 0 ? 0 : files[i].count);
        if (state.count)
            assert_int_equal(state.cases[0].server.port, 0);
        char *left = home_read(&home, "state", "recent.json");
        assert_int_equal(left == NULL, files[i].count < 0);
        free(left);
        /* And then it works again. */
        struct recent_case recent = sample("otto@example.com");
        assert_int_equal(state_put(&state, &recent), STATE_FINE);
        state_free(&state);
    }
    char *first = home_read(&home, "state", "recent.json.broken");
    char *second = home_read(&home, "state", "recent.json.broken2");
    assert_string_equal(first, "");
    assert_string_equal(second, "hello");
    free(first);
    free(second);
}

/* A pipe, or a folder, in the place of the file: set aside, without a wait. */
static void test_no_file(void **unused)
{
    struct state state;
    char path[HOME_PATH_MAX + 128];
    (void)unused;
    state_init(&state);
    assert_true(home_write(&home, "state", "x", ""));
    home_file(&home, "state", "recent.json", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(state_load(&state), STATE_SET_ASIDE);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(state_load(&state), STATE_SET_ASIDE);
    state_free(&state);
}

/* The disk takes nothing any more: what was there stays whole, and no half file lies about. */
static void test_full_disk(void **unused)
{
    struct state state;
    struct recent_case recent = sample("anna@example.com");
    struct recent_case other = sample("otto@example.com");
    struct rlimit usual;
    struct rlimit tiny;
    (void)unused;
    state_init(&state);
    assert_int_equal(state_put(&state, &recent), STATE_FINE);
    char *before = home_read(&home, "state", "recent.json");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    tiny = usual;
    tiny.rlim_cur = 64;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    enum state_end end = state_put(&state, &other);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_int_equal(end, STATE_UNWRITABLE);
    assert_int_equal(state.count, 2);
    char *after = home_read(&home, "state", "recent.json");
    assert_string_equal(before, after);
    char beside[64];
    (void)snprintf(beside, sizeof beside, "recent.json.%ld.new", (long)getpid());
    assert_null(home_read(&home, "state", beside));
    free(before);
    free(after);
    state_free(&state);
}

/* The folder is not ours to write in. As root everything may be written, so a file stands where the folder should. */
static void test_no_folder(void **unused)
{
    struct state state;
    struct recent_case recent = sample("anna@example.com");
    (void)unused;
    state_init(&state);
    setenv("XDG_STATE_HOME", "/dev/null", 1);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state_put(&state, &recent), STATE_UNWRITABLE);
    assert_int_equal(state.count, 1);
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "relative", 1);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state_put(&state, &recent), STATE_UNWRITABLE);
    state_free(&state);
}

enum { WRITERS = 4, WRITES = 10 };

static void write_many(int writer)
{
    struct state state;
    state_init(&state);
    bool fine = true;
    for (int i = 0; i < WRITES; i++) {
        char address[64];
        (void)snprintf(address, sizeof address, "user%d-%d@example.com", writer, i);
        struct recent_case recent = sample(address);
        fine &= state_put(&state, &recent) == STATE_FINE;
    }
    state_free(&state);
    _exit(fine ? 0 : 1);
}

/* Several at the same time: nothing is lost, nothing is broken. */
static void test_several(void **unused)
{
    struct state state;
    pid_t children[WRITERS];
    (void)unused;
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0)
            write_many(i);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    state_init(&state);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state.count, WRITERS * WRITES);
    state_free(&state);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_home, close_home)
    const struct CMUnitTest tests[] = {
        TEST(test_kept),    TEST(test_one_per_account), TEST(test_bounded), TEST(test_no_secret), TEST(test_broken),
        TEST(test_no_file), TEST(test_full_disk),       TEST(test_several), TEST(test_no_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
