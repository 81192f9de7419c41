/* Reports that are written whole, once, for nobody else to read; and what is said when they cannot be. */
#include "report/report_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOBODY = 65534, ROOM = 512 };

static char folder[] = "/tmp/smtpdoctor-file-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[ROOM];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    char path[ROOM];
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chmod(folder, 0755), 0);
    put("there.txt", "keep me");
    put("there-2.txt", "keep me");
    put("bare", "keep me");
    (void)snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    (void)snprintf(path, sizeof path, "%s/dangling", folder);
    assert_int_equal(symlink("nowhere", path), 0);
    (void)snprintf(path, sizeof path, "%s/to-file", folder);
    assert_int_equal(symlink("there.txt", path), 0);
    return 0;
}

static int remove_folder(void **state)
{
    char path[2 * ROOM];
    struct dirent *entry;
    DIR *listing = opendir(folder);
    (void)state;
    assert_non_null(listing);
    while ((entry = readdir(listing))) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, "sub") == 0)
            (void)rmdir(path);
        else
            (void)unlink(path);
    }
    (void)closedir(listing);
    return rmdir(folder);
}

/* A name in the folder, or a whole path. */
static const struct {
    const char *name;
    enum file_outcome outcome;
    const char *free; /* in the folder */
} rows[] = {
    { "new.txt", FILE_WRITTEN, "" },
    { "with blanks и 中文.html", FILE_WRITTEN, "" },
    { "there.txt", FILE_EXISTS, "there-3.txt" },
    { "bare", FILE_EXISTS, "bare-2" },
    { "dangling", FILE_EXISTS, "dangling-2" },
    { "to-file", FILE_EXISTS, "to-file-2" },
    { "sub", FILE_IS_FOLDER, "" },
    { "sub/", FILE_IS_FOLDER, "" },
    { "none/new.txt", FILE_NO_FOLDER, "" },
    { "none/", FILE_NO_FOLDER, "" },
    { "there.txt/new.txt", FILE_NO_FOLDER, "" },
    { "", FILE_NO_NAME, "" },
    { "/dev/null", FILE_WRITTEN, "" },
    { "/dev/full", FILE_NO_SPACE, "" },
};

static void path_of(const char *name, char path[2 * ROOM])
{
    bool is_whole = name[0] == '/' || name[0] == '\0';
    (void)snprintf(path, 2 * (size_t)ROOM, "%s%s%s", is_whole ? "" : folder, is_whole ? "" : "/", name);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[2 * ROOM];
        char expected[2 * ROOM] = "";
        struct file_result tried;
        struct file_result result;
        path_of(rows[i].name, path);
        if (rows[i].free[0])
            path_of(rows[i].free, expected);
        report_file_try(path, &tried);
        report_file_write(path, SPAN("the report\n"), &result);
        if (result.outcome != rows[i].outcome || strcmp(result.free, expected) != 0)
            fail_msg("%s: %s, free '%s'", rows[i].name, file_outcome_word(result.outcome), result.free);
        /* Only a full disk cannot be foreseen. */
        if (rows[i].outcome != FILE_NO_SPACE && tried.outcome != result.outcome)
            fail_msg("%s: foreseen as %s", rows[i].name, file_outcome_word(tried.outcome));
    }
}

static void read_back(const char *name, char text[ROOM], struct stat *ret_about)
{
    char path[2 * ROOM];
    path_of(name, path);
    memset(text, 0, ROOM);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(read(fd, text, ROOM - 1) >= 0);
    assert_int_equal(fstat(fd, ret_about), 0);
    close(fd);
}

static void test_content_and_mode(void **state)
{
    char text[ROOM];
    char path[2 * ROOM];
    struct stat about;
    struct file_result result;
    mode_t usual = umask(0);
    (void)state;
    path_of("open.txt", path);
    report_file_write(path, SPAN("the report\n"), &result);
    (void)umask(usual);
    assert_int_equal(result.outcome, FILE_WRITTEN);
    read_back("open.txt", text, &about);
    assert_string_equal(text, "the report\n");
    assert_int_equal(about.st_mode & 07777, 0600);
    read_back("there.txt", text, &about);
    assert_string_equal(text, "keep me");
}

static size_t count_leftovers(void)
{
    size_t count = 0;
    struct dirent *entry;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    while ((entry = readdir(listing)))
        count += strncmp(entry->d_name, ".smtpdoctor", 11) == 0;
    (void)closedir(listing);
    return count;
}

/* A name that is too long, a file that may not grow: clear words, and nothing is left lying about. */
static void test_nothing_left(void **state)
{
    char name[300];
    char path[2 * ROOM];
    char big[4096];
    struct rlimit before;
    struct file_result result;
    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    path_of(name, path);
    report_file_write(path, SPAN("x"), &result);
    assert_int_equal(result.outcome, FILE_NAME_LONG);
    memset(big, 'x', sizeof big);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = { 1000, before.rlim_max };
    path_of("big.txt", path);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    report_file_write(path, (struct span){ big, sizeof big }, &result);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(result.outcome, FILE_NO_SPACE);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(count_leftovers(), 0);
}

/* Root may write everywhere, so somebody else tries. */
static void test_no_rights(void **state)
{
    struct file_result tried;
    struct file_result result;
    char path[2 * ROOM];
    bool is_root = geteuid() == 0;
    (void)state;
    path_of("sub", path);
    assert_int_equal(chmod(path, 0555), 0);
    path_of("sub/new.txt", path);
    if (is_root)
        assert_int_equal(seteuid(NOBODY), 0);
    report_file_try(path, &tried);
    report_file_write(path, SPAN("x"), &result);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(tried.outcome, FILE_NOT_ALLOWED);
    assert_int_equal(result.outcome, FILE_NOT_ALLOWED);
}

/* A pipe that somebody reads gets the bytes. */
static void test_pipe(void **state)
{
    char path[2 * ROOM];
    char text[32] = "";
    struct file_result result;
    (void)state;
    path_of("pipe", path);
    int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reader >= 0);
    report_file_write(path, SPAN("through"), &result);
    assert_int_equal(result.outcome, FILE_WRITTEN);
    assert_int_equal(read(reader, text, sizeof text - 1), 7);
    assert_string_equal(text, "through");
    close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_content_and_mode),
        cmocka_unit_test(test_nothing_left), cmocka_unit_test(test_no_rights),
        cmocka_unit_test(test_pipe),
    };
    /* A limit on files sends this signal as well. */
    (void)signal(SIGXFSZ, SIG_IGN);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
