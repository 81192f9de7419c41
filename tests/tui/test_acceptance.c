/*
 * What the interface promises whatever the terminal, the locale and the server do: the real
 * program behind a terminal of our own, and every byte that it sent. Screens in three
 * languages are in test_pages and test_wizard, keys and focus in test_proof.
 */
#include "base/base64.h"
#include "base/clean.h"
#include "base/utf8.h"
#include "practice/practice.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define CRASH "the terminal was restored"
#define F1 "\033OP"
#define F2 "\033OQ"
#define F10 "\033[21~"
#define DOWN "\033[B"
#define TAB "\t"
#define ENTER "\r"
#define ESC "\033"

static void open_program(struct screen *screen, const char *program, const char *const *environment)
{
    const char *const wizard[] = { program, "--lang", "en", NULL };
    const struct screen_start start = { 24, 80, wizard, environment, NULL };
    assert_true(screen_open(screen, &start));
}

/* A practice case, by letters and arrows only, until its result is there. */
static void open_case(struct screen *screen, const char *id, const char *const *environment)
{
    open_program(screen, PROGRAM, environment);
    assert_true(screen_key(screen, TAB));
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        if (strcmp(about.id, id) == 0)
            break;
        assert_true(screen_key(screen, "j"));
    }
    assert_true(screen_key(screen, ENTER));
    assert_true(screen_wait_jobs(screen));
}

/* Lines pour in and do not end; the program thinks that checks are running. */
static void open_flood(struct screen *screen, const char *const *environment)
{
    open_program(screen, FLOOD, environment);
    assert_true(screen_key(screen, TAB));
    assert_true(screen_key(screen, ENTER));
}

static long now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

/* ---- 2: the language, at once, while checks run ---- */

static void test_language_while_running(void **state)
{
    struct screen screen;
    (void)state;
    open_flood(&screen, NULL);
    assert_true(screen_shows(&screen, "Checking. You can read on"));
    assert_true(screen_key(&screen, F2));
    assert_true(screen_shows(&screen, "会话记录"));
    char *text = screen_text(&screen);
    assert_null(strstr(text, "Checking"));
    assert_null(strstr(text, "Transcript"));
    free(text);
    screen_close(&screen);
}

/* ---- 3: every terminal, every locale ---- */

/* On the account page: what to send, and what stands there then. */
static const struct {
    const char *name, *bytes, *wanted;
} keys[] = {
    { "F1", F1, "Help" },
    { "Esc", ESC, "Which account" },
    { "F8", "\033[19~", "How does the mail program sign in" },
    { "F7", "\033[18~", "Which account" },
    { "F6", "\033[17~", "Skipped" },
    { "F7 again", "\033[18~", "Which account" },
    { "F5", "\033[15~", "A mail address or a server is needed" },
    { "F2", F2, "哪个账号发不出邮件" },
    { "F2 of the Linux console", "\033[[B", "С какого адреса" },
    { "F2 of the VT series", "\033[12~", "Which account" },
    { "F11 and F12 do nothing", "\033[23~", "does nothing here" },
    { "an unknown CSI sequence", "\033[99;99X", "does nothing here" },
    { "an unknown SS3 sequence", "\033O!", "does nothing here" },
    { "Alt and q", "\033q", "does nothing here" },
};

static void check_keys(const char *const *environment)
{
    struct screen screen;
    open_program(&screen, PROGRAM, environment);
    assert_true(screen_keys(&screen, "\033[B\033OA", 2));
    assert_true(screen_key(&screen, ENTER));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!screen_key(&screen, keys[i].bytes) || !screen_shows(&screen, keys[i].wanted))
            fail_msg("%s with %s", keys[i].name, environment[0]);
    assert_int_equal(screen_end(&screen, F10), 0);
    screen_close(&screen);
}

static void test_keys_everywhere(void **state)
{
    static const char *const environments[][3] = {
        { "TERM=xterm", NULL },       { "TERM=xterm-256color", NULL },  { "TERM=linux", NULL }, { "TERM=vt100", NULL },
        { "TERM=screen", NULL },      { "TERM=screen-256color", NULL }, { "TERM=tmux", NULL },  { "LANG=C", NULL },
        { "LANG=en_US.UTF-8", NULL }, { "LC_ALL=POSIX", NULL },         { "LANG=", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof environments / sizeof *environments; i++)
        check_keys(environments[i]);
}

/* ---- 4: quick under a flood, and still when nothing happens ---- */

static int compare_longs(const void *a, const void *b)
{
    long x = *(const long *)a;
    long y = *(const long *)b;
    return (x > y) - (x < y);
}

/* The bench has the exact figures; here, that a key does not wait behind 50,000 lines a second. */
static void test_keys_under_a_flood(void **state)
{
    enum { TURNS = 41, SLOW_US = 100 * 1000 };
    struct screen screen;
    long times[TURNS];
    (void)state;
    open_flood(&screen, NULL);
    assert_true(screen_key(&screen, TAB));
    for (int i = 0; i < TURNS; i++) {
        long began = now_us();
        assert_true(screen_key(&screen, i % 2 ? "j" : "k"));
        times[i] = now_us() - began;
    }
    qsort(times, TURNS, sizeof *times, compare_longs);
    if (times[TURNS / 2] > SLOW_US)
        fail_msg("half of the keys take more than %ld us", times[TURNS / 2]);
    screen_close(&screen);
}

static long cpu_ticks(pid_t pid)
{
    char path[64];
    char line[1024] = "";
    unsigned long user = 0;
    unsigned long system = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    (void)fclose(file);
    const char *rest = strrchr(line, ')');
    assert_int_equal(sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
    return (long)(user + system);
}

/* With a result on the screen: not a byte, not a tick. */
static void test_still_when_idle(void **state)
{
    enum { QUIET_MS = 300 };
    struct screen screen;
    (void)state;
    open_case(&screen, "wrong-password", NULL);
    (void)screen_listen(&screen, 50);
    long before = cpu_ticks(screen.pid);
    assert_int_equal(screen_listen(&screen, QUIET_MS), 0);
    assert_true(cpu_ticks(screen.pid) - before <= 1);
    screen_close(&screen);
}

/* ---- 5: a storm of sizes while lines pour in ---- */

static void test_resize_storm(void **state)
{
    enum { SIZES = 300 };
    struct screen screen;
    uint32_t seed = 5;
    (void)state;
    open_flood(&screen, NULL);
    screen.is_blind = true;
    for (int i = 0; i < SIZES; i++) {
        int rows = 1 + (int)(random_next(&seed) % 60);
        int cols = 1 + (int)(random_next(&seed) % 200);
        assert_true(screen_claim_size(&screen, rows, cols));
        (void)screen_listen(&screen, 1);
    }
    assert_true(screen_claim_size(&screen, 24, 80));
    assert_true(screen_see(&screen, "\003"));
    assert_true(screen_wait_jobs(&screen));
    assert_true(screen_keys(&screen, "g\f", 2));
    char *after = screen_text(&screen);
    assert_true(screen_key(&screen, "\f"));
    char *anew = screen_text(&screen);
    assert_string_equal(after, anew);
    assert_non_null(strstr(after, "Transcript"));
    free(after);
    free(anew);
    assert_int_not_equal(screen_end(&screen, "qy"), -1);
    screen_close(&screen);
}

/* ---- 6: killed in the middle of a run ---- */

static void test_killed_while_running(void **state)
{
    static const struct {
        int signal;
        const char *says;
    } rows[] = { { SIGSEGV, CRASH }, { SIGABRT, CRASH }, { SIGTERM, "" }, { SIGHUP, "" } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct screen screen;
        open_flood(&screen, NULL);
        assert_false(kill(screen.pid, rows[i].signal));
        int status = screen_wait_end(&screen);
        if (status <= 0 || screen.on_alternate || !screen.cursor_shown)
            fail_msg("signal %d: status %d", rows[i].signal, status);
        assert_non_null(strstr(screen.output, rows[i].says));
        assert_non_null(strstr(screen.output, "\033[?2004l"));
        screen_close(&screen);
    }
}

/* ---- 7: hostile texts ---- */

#define HOSTILE(text)                                                                                                  \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }
static const struct {
    const char *bytes;
    size_t len;
} hostile[] = {
    HOSTILE("\033[31mred"),
    HOSTILE("\033]0;title\a"),
    HOSTILE("\033]52;c;ZXZpbA==\a"),
    HOSTILE("\a\a\a"),
    HOSTILE("\x7f\x7f"),
    HOSTILE("\xc2\x9b"
            "31m"),
    HOSTILE("\x9b"
            "31m"),
    HOSTILE("\xff\xfe"),
    HOSTILE("\xc0\x80\xe0\x80\x80"),
    HOSTILE("\xed\xa0\x80"),
    HOSTILE("GOOD\rEVIL"),
    HOSTILE("GOOD\b\b\b\bEVIL"),
    HOSTILE("a\tb\x0b"
            "c\x0c"
            "d"),
    HOSTILE("\xe2\x80\xae"
            "live"),
    HOSTILE("\xe2\x81\xa6x\xe2\x81\xa9"),
    HOSTILE("a\xe2\x80\x8b"
            "b\xe2\x80\x8d"
            "c\xef\xbb\xbf"),
    HOSTILE("a\xc2\xad"
            "b\xe3\x85\xa4"
            "c\xf3\xa0\x81\x81"),
    HOSTILE("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
    HOSTILE("\xe2\x80\xa8\xe2\x80\xa9"),
    HOSTILE("\xee\x80\x80\xf4\x8f\xbf\xbf"),
    HOSTILE("%s%n {host} {text}"),
};

/* Takes one of our own sequences off the front; false when it is none that we send. */
static bool take_sequence(struct span *rest)
{
    static const char *const said[] = { "\033]7770;idle;", "\033]11;?", NULL };
    size_t end = SPAN_NONE;
    if (rest->len < 2)
        return false;
    if (rest->at[1] == '[')
        for (end = 2; end < rest->len && (rest->at[end] < 0x40 || rest->at[end] > 0x7e); end++)
            ;
    else if (strchr("()", rest->at[1]))
        end = 2;
    else if (strchr("=>78DEHM", rest->at[1]))
        end = 1;
    for (size_t i = 0; rest->at[1] == ']' && said[i]; i++)
        if (span_starts(*rest, span_of(said[i])))
            end = span_find(*rest, SPAN("\033\\")) + 1;
    *rest = span_from(*rest, end + 1);
    return end != SPAN_NONE;
}

/* Nothing but our sequences, what moves the cursor, and characters that can be seen. */
static void check_output(const struct screen *screen, size_t which)
{
    struct span rest = { screen->output, screen->output_len };
    while (rest.len) {
        uint32_t c;
        bool valid;
        if (rest.at[0] == '\033') {
            if (!take_sequence(&rest))
                fail_msg("text %zu: the terminal gets %.12s", which, rest.at + 1);
            continue;
        }
        utf8_next(&rest, &c, &valid);
        bool moves = valid && (c == '\r' || c == '\n' || c == '\b' || c == '\t');
        bool is_shift = c == 0x0e || c == 0x0f;
        if (!valid || (!moves && !is_shift && clean_is_hidden(c) && c != 0x301))
            fail_msg("text %zu: the terminal gets U+%04X", which, (unsigned)c);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct screen screen;
        char text[256] = "S: 535 5.7.8 no ";
        size_t len = strlen(text);
        open_program(&screen, PROGRAM, NULL);
        memcpy(text + len, hostile[i].bytes, hostile[i].len);
        memcpy(text + len + hostile[i].len, " end\n", 6);
        assert_true(screen_paste(&screen, text));
        assert_true(screen_keys(&screen, "\twx", 3));
        assert_true(screen_shows(&screen, "── Findings ──"));
        assert_true(screen_key(&screen, "p"));
        check_output(&screen, i);
        screen_close(&screen);
    }
}

/* ---- 8: the password is nowhere ---- */

#define MARKED "Zebra-4711-markiert"

static bool holds_password(const char *bytes, size_t len)
{
    /* As it is, and in base64 whatever stands before it. */
    static const char *const forms[] = { MARKED, "WmVicmEtNDcxMS1tYXJraWVyd", "plYnJhLTQ3MTEtbWFya2llcn",
                                         "aZWJyYS00NzExLW1hcmtpZXJ0" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (span_find((struct span){ bytes, len }, span_of(forms[i])) != SPAN_NONE)
            return true;
    return false;
}

static void check_file(const char *path)
{
    char bytes[65536];
    size_t len = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    len = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    if (holds_password(bytes, len))
        fail_msg("the password is in %s", path);
}

static void check_files(const char *folder, int depth)
{
    DIR *listed = opendir(folder);
    for (const struct dirent *entry; listed && depth < 6 && (entry = readdir(listed));) {
        char path[1024];
        struct stat about;
        if (entry->d_name[0] == '.' && strchr("..", entry->d_name[1]))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode))
            check_files(path, depth + 1);
        else
            check_file(path);
    }
    if (listed)
        (void)closedir(listed);
}

static void remove_files(const char *folder, int depth)
{
    DIR *listed = opendir(folder);
    for (const struct dirent *entry; listed && depth < 6 && (entry = readdir(listed));) {
        char path[1024];
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode))
            remove_files(path, depth + 1);
        else
            (void)unlink(path);
    }
    if (listed)
        (void)closedir(listed);
    (void)rmdir(folder);
}

/* A tmux that only keeps what it was given: arguments, environment, standard input. */
static void write_false_tmux(const char *folder)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tmux", folder);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    (void)fputs("#!/bin/sh\nfolder=${0%/*}\necho \"$@\" > $folder/arguments\nenv > $folder/environment\n"
                "cat > $folder/buffer\n",
                file);
    (void)fclose(file);
    assert_false(chmod(path, 0700));
}

static void check_process(const struct screen *screen)
{
    static const char *const files[] = { "environ", "cmdline", "status" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)screen->pid, files[i]);
        check_file(path);
    }
}

static bool core_files_are_off(pid_t pid)
{
    char path[64];
    char line[256];
    unsigned soft = 1;
    (void)snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Max core file size %u", &soft) == 1)
            break;
    if (file)
        (void)fclose(file);
    return soft == 0;
}

/* Typed, sent, refused, searched for, copied every way, written plainly: it is never seen again. */
static void test_password_is_nowhere(void **state)
{
    char folder[] = "/tmp/smtpdoctor-test-XXXXXX";
    char home[256];
    char state_home[256];
    char config[256];
    char path[1024];
    struct screen screen;
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_false_tmux(folder);
    (void)snprintf(home, sizeof home, "HOME=%s", folder);
    (void)snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s/state", folder);
    (void)snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", folder);
    (void)snprintf(path, sizeof path, "PATH=%s:%s", folder, getenv("PATH"));
    const char *const environment[] = { home, state_home, config, path, "TMUX=/nowhere,1,0", NULL };
    open_case(&screen, "wrong-password", environment);
    assert_true(screen_keys(&screen, "2" DOWN, 2));
    assert_true(screen_keys(&screen, "\025", 1)); /* Ctrl-U empties the field */
    assert_true(screen_paste(&screen, MARKED));
    assert_true(screen_key(&screen, "\033[15~")); /* F5 asks, since a sign-in was sent already */
    assert_true(screen_key(&screen, "y"));
    assert_true(screen_wait_jobs(&screen));
    assert_true(screen_keys(&screen,
                            TAB "Y"
                                "ggv"
                                "GyxxwzfffffpqkY",
                            19));
    assert_true(screen_shows(&screen, "tmux's buffer"));
    assert_true(screen_keys(&screen, "7", 1));
    check_process(&screen);
    assert_true(core_files_are_off(screen.pid));
    assert_int_equal(screen_end(&screen, "qy"), 2);
    if (holds_password(screen.output, screen.output_len))
        fail_msg("the password was written to the terminal");
    check_files(folder, 0);
    screen_close(&screen);
    remove_files(folder, 0);
}

/* ---- copying ---- */

static void test_copying_to_the_terminal(void **state)
{
    struct screen screen;
    struct buf copied;
    (void)state;
    buf_init(&copied, 1 * MIB);
    open_case(&screen, "wrong-password", NULL);
    assert_true(screen_keys(&screen, TAB "y", 2));
    assert_true(screen_shows(&screen, "bytes sent to the terminal"));
    char *first = screen_copied(&screen);
    assert_true(base64_decode(&copied, span_of(first)));
    assert_true(span_starts(buf_span(&copied), SPAN("535 5.7.8")));
    assert_null(strchr(buf_text(&copied), '\n'));
    buf_clear(&copied);
    assert_true(screen_key(&screen, "Y"));
    char *second = screen_copied(&screen);
    assert_true(base64_decode(&copied, span_of(second)));
    free(first);
    free(second);
    assert_non_null(strstr(buf_text(&copied), "\nS: 535 5.7.8"));
    if (!strstr(buf_text(&copied), "<password hidden>"))
        fail_msg("%s", buf_text(&copied));
    buf_free(&copied);
    screen_close(&screen);
}

/* No clipboard: said so, and p shows the text on the normal screen; any key comes back. */
static void test_copying_by_hand(void **state)
{
    static const char *const console[] = { "TERM=linux", NULL };
    struct screen screen;
    (void)state;
    open_case(&screen, "wrong-password", console);
    assert_true(screen_keys(&screen, TAB "y", 2));
    assert_true(screen_shows(&screen, "This terminal has no clipboard"));
    assert_null(screen_copied(&screen));
    screen_close(&screen);
    open_case(&screen, "wrong-password", NULL);
    assert_true(screen_keys(&screen, TAB "vkp", 4));
    assert_false(screen.on_alternate);
    assert_true(screen.cursor_shown);
    assert_true(screen_shows(&screen, "\nS: 535 5.7.8"));
    assert_true(screen_shows(&screen, "Any key goes back."));
    assert_true(screen_key(&screen, "q"));
    assert_true(screen.on_alternate);
    assert_true(screen_shows(&screen, "▸─ Transcript"));
    assert_true(screen_key(&screen, "p"));
    assert_true(screen_resize(&screen, 30, 100));
    assert_true(screen.on_alternate);
    assert_int_equal(screen_end(&screen, "qy"), 2);
    screen_close(&screen);
}

/* ---- 9: no colour, few colours ---- */

static bool has_colour(struct screen *screen)
{
    for (int row = 0; row < screen->rows; row++)
        for (int col = 0; col < screen->cols; col++)
            if (screen_cell(screen, row, col).colour != -1)
                return true;
    return false;
}

static void test_colours(void **state)
{
    static const struct {
        const char *environment[3];
        bool coloured;
    } rows[] = {
        { { NULL }, true },
        { { "NO_COLOR=1", NULL }, false },
        { { "TERM=screen", NULL }, true },
        { { "TERM=vt100", NULL }, false },
        { { "NO_COLOR=", NULL }, true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct screen screen;
        open_case(&screen, "wrong-password", rows[i].environment);
        assert_true(screen_keys(&screen, "7", 1));
        char *text = screen_text(&screen);
        assert_int_equal(has_colour(&screen), rows[i].coloured);
        assert_non_null(strstr(text, "✗ The password (or the user name) is the likely cause"));
        assert_non_null(strstr(text, "✓ Account  ✗ Password  ✓ Server  ! Network"));
        assert_non_null(strstr(text, "Proof            ▸ A"));
        free(text);
        screen_close(&screen);
    }
}

/* What a search found stands out on the selected line too, with and without colour. */
static void test_hits_stand_out(void **state)
{
    static const char *const plain[] = { "NO_COLOR=1", NULL };
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        struct screen screen;
        bool found = false;
        open_case(&screen, "wrong-password", turn ? plain : NULL);
        assert_true(screen_keys(&screen, "/5.7.8" ENTER, 7));
        for (int row = 0; row < screen.rows; row++) {
            struct screen_cell hit = screen_cell(&screen, row, 24);
            struct screen_cell beside = screen_cell(&screen, row, 22);
            found |= hit.character == '5' && beside.character == '5' && hit.underline && !beside.underline;
        }
        assert_true(found);
        screen_close(&screen);
    }
}

/* ---- 10: no F keys ---- */

static void test_screens_without_f_keys(void **state)
{
    static const struct {
        const char *keys;
        unsigned count;
        const char *wanted;
    } rows[] = {
        { "2", 1, "How does the mail program sign in" },
        { ESC, 1, "Which account" },
        { "\020", 1, "Commands" },
        { "verdict" ENTER, 8, "Who can fix it" },
        { "[", 1, "What does the error message" },
        { ESC, 1, "5/7" },
        { "4", 1, "4/7" },
        { "5", 1, "5/7" },
        { "4", 1, "4/7" },
        { ":", 1, "Commands" },
        { "language" ENTER, 9, "会话记录" },
        { "LL", 2, "Transcript" },
        { "?", 1, "Help" },
        { ESC, 1, "Findings" },
        { "q", 1, "Leave?" },
        { "n", 1, "Findings" },
    };
    struct screen screen;
    (void)state;
    open_case(&screen, "wrong-password", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!screen_keys(&screen, rows[i].keys, rows[i].count) || !screen_shows(&screen, rows[i].wanted))
            fail_msg("row %zu", i);
    /* Inside the field of the password, where letters are text. */
    assert_true(screen_keys(&screen, "2" DOWN, 2));
    assert_true(screen_keys(&screen, "\020show" ENTER, 6));
    char *text = screen_text(&screen);
    assert_null(strstr(text, "****"));
    free(text);
    screen_close(&screen);
}

/* ---- 12: a megabyte pasted ---- */

static void test_pasting_a_megabyte(void **state)
{
    enum { SIZE = 1 << 20 };
    struct screen screen;
    char *huge = malloc(SIZE + 1);
    (void)state;
    assert_non_null(huge);
    for (size_t i = 0; i < SIZE; i++)
        huge[i] = i % 64 == 63 ? '\n' : 'q';
    huge[SIZE] = '\0';
    open_program(&screen, PROGRAM, NULL);
    assert_true(screen_paste(&screen, huge)); /* a paste outside a field is a text to explain */
    assert_true(screen_shows(&screen, "only one megabyte of it was read"));
    assert_true(screen_paste(&screen, huge));
    assert_true(screen_shows(&screen, "only one megabyte of it was read"));
    assert_true(screen_keys(&screen, "/", 1));
    assert_true(screen_paste(&screen, huge));
    assert_true(screen_shows(&screen, "/qqqq"));
    assert_true(screen_keys(&screen, ESC, 1));
    assert_true(screen_shows(&screen, "Findings"));
    screen_close(&screen);
    free(huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_language_while_running),
        cmocka_unit_test(test_keys_everywhere),
        cmocka_unit_test(test_keys_under_a_flood),
        cmocka_unit_test(test_still_when_idle),
        cmocka_unit_test(test_resize_storm),
        cmocka_unit_test(test_killed_while_running),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_password_is_nowhere),
        cmocka_unit_test(test_copying_to_the_terminal),
        cmocka_unit_test(test_copying_by_hand),
        cmocka_unit_test(test_colours),
        cmocka_unit_test(test_hits_stand_out),
        cmocka_unit_test(test_screens_without_f_keys),
        cmocka_unit_test(test_pasting_a_megabyte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
