/* The wizard line by line: through pipes, and in a terminal that shows no pages. */
#include "base/utf8.h"
#include "practice/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <ctype.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD "Gehe1m-7Q"
enum { OUTPUT_MAX = 1 << 20, WAIT_MS = 20000 };

/* ---- a program at work ---- */

struct sitting {
    pid_t pid;
    int in, out; /* the same for a terminal */
    char *output;
    size_t len;
};

static void set_environment(const char *term, const char *accessible)
{
    static const char *const without[] = { "NO_COLOR", "LC_ALL", "LC_MESSAGES", "COLUMNS", "LINES" };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        unsetenv(without[i]);
    setenv("TERM", term, 1);
    setenv("ACCESSIBLE", accessible, 1);
    setenv("LANG", "C.UTF-8", 1);
}

static void open_pipes(struct sitting *sitting, const char *const *arguments)
{
    int in[2];
    int out[2];
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    *sitting = (struct sitting){ .in = in[1], .out = out[0], .output = calloc(1, OUTPUT_MAX) };
    sitting->pid = fork();
    if (sitting->pid == 0) {
        set_environment("xterm", "");
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        close(in[1]);
        execv(PROGRAM, (char *const *)arguments);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
}

struct terminal {
    const char *term, *accessible;
};

static void open_terminal(struct sitting *sitting, struct terminal terminal, const char *const *arguments)
{
    struct winsize size = { 24, 80, 0, 0 };
    *sitting = (struct sitting){ .output = calloc(1, OUTPUT_MAX) };
    sitting->pid = forkpty(&sitting->in, NULL, NULL, &size);
    if (sitting->pid == 0) {
        set_environment(terminal.term, terminal.accessible);
        execv(PROGRAM, (char *const *)arguments);
        _exit(127);
    }
    sitting->out = sitting->in;
}

static bool read_some(struct sitting *sitting)
{
    struct pollfd fd = { sitting->out, POLLIN, 0 };
    if (poll(&fd, 1, WAIT_MS) <= 0)
        return false;
    ssize_t len = read(sitting->out, sitting->output + sitting->len, OUTPUT_MAX - 1 - sitting->len);
    sitting->len += len > 0 ? (size_t)len : 0;
    return len > 0;
}

/* Reads until the text has come after what was read before; waits for nothing else. */
static void await(struct sitting *sitting, const char *text)
{
    while (!strstr(sitting->output, text))
        if (!read_some(sitting))
            fail_msg("\"%s\" did not come:\n%s", text, sitting->output);
}

static void answer(struct sitting *sitting, const char *prompt, const char *text)
{
    char *seen;
    await(sitting, prompt);
    /* Each prompt is waited for anew. */
    seen = strstr(sitting->output, prompt);
    seen[0] = '~';
    assert_int_equal(write(sitting->in, text, strlen(text)), (ssize_t)strlen(text));
}

static int end(struct sitting *sitting)
{
    int status = 0;
    if (sitting->in != sitting->out)
        close(sitting->in);
    while (read_some(sitting))
        ;
    close(sitting->out);
    assert_int_equal(waitpid(sitting->pid, &status, 0), sitting->pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* All answers at once; *ret_output is to be freed. */
static int run(const char *const *arguments, const char *input, char **ret_output)
{
    struct sitting sitting;
    open_pipes(&sitting, arguments);
    assert_int_equal(write(sitting.in, input, strlen(input)), (ssize_t)strlen(input));
    int status = end(&sitting);
    *ret_output = sitting.output;
    return status;
}

/* ---- the same verdict ---- */

/* Numbers are how long it took and who came first; every word stays. */
static void take_verdict(const char *report, char *out, size_t room)
{
    size_t len = 0;
    const char *end = strstr(report, "\n\n");
    end = end ? strstr(end + 2, "\n\n") : NULL;
    assert_non_null(end);
    for (; report < end && len + 1 < room; report++)
        if (!isdigit((unsigned char)*report) || report[1] == '.')
            out[len++] = *report;
    out[len] = '\0';
}

/* The command line names the option that answers its question; plain mode asks it. */
static void drop_option_hint(char *text)
{
    char *hint = strstr(text, "--answer ");
    if (!hint)
        return;
    char *start = hint;
    while (start > text && start[-1] != '\n')
        start--;
    char *end = strchr(hint, '\n');
    if (end)
        memmove(start, end + 1, strlen(end + 1) + 1);
    else
        start[start > text ? -1 : 0] = '\0';
}

/* answered: as an option of the command line, NULL: nothing; said: the same, line by line. */
struct same {
    const char *id, *answered, *said;
};

static void assert_same_verdict(const struct same *same, const char *language)
{
    const char *id = same->id;
    const char *const check[] = { PROGRAM,
                                  "check",
                                  "--practice",
                                  id,
                                  "--lang",
                                  language,
                                  "--format",
                                  "text",
                                  same->answered ? "--answer" : NULL,
                                  same->answered,
                                  NULL };
    const char *const plain[] = { PROGRAM, "--plain", "--lang", language, NULL };
    char input[128];
    char wanted[8192];
    char *report;
    char *output;
    (void)snprintf(input, sizeof input, "%s\n%sq\n", id, same->said);
    int status = run(check, "", &report);
    take_verdict(report, wanted, sizeof wanted);
    drop_option_hint(wanted);
    char *digitless = calloc(1, OUTPUT_MAX);
    int plain_status = run(plain, input, &output);
    size_t len = 0;
    for (const char *c = output; *c; c++)
        if (!isdigit((unsigned char)*c) || c[1] == '.')
            digitless[len++] = *c;
    if (!strstr(digitless, wanted) || status != plain_status)
        fail_msg("%s in %s: status %d and %d, wanted\n%s\ngot\n%s", id, language, status, plain_status, wanted, output);
    assert_null(strchr(output, '\033'));
    free(digitless);
    free(report);
    free(output);
}

static void test_same_verdict(void **state)
{
    static const char *const ids[] = { "wrong-password", "qq-authorization-code", "certificate-expired", "all-well-tls",
                                       "greylisted",     "full-address-needed" };
    static const char *const languages[] = { "en", "zh", "ru" };
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        for (size_t l = 0; l < 3; l++)
            assert_same_verdict(&(struct same){ ids[i], NULL, "" }, languages[l]);
}

/* An answer weighs the same, however it was given. */
static void test_same_verdict_after_an_answer(void **state)
{
    static const struct same rows[] = {
        { "wrong-password", "webmail=yes", "y\n" },
        { "wrong-password", "webmail=no", "n\n" },
        { "wrong-password", "webmail=yes", "yes\n" },
        { "wrong-password", "ever-worked=stopped", "\n\ns\n" },
    };
    static const char *const languages[] = { "en", "zh", "ru" };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t l = 0; l < 3; l++)
            assert_same_verdict(&rows[i], languages[l]);
}

static const char *const plain_english[] = { PROGRAM, "--plain", "--lang", "en", NULL };

#define BEGUN "What only you know decides between the causes."
#define WEBMAIL "One question: Can you sign in to webmail"

static void test_questions(void **state)
{
    static const struct {
        const char *input, *shown;
    } rows[] = {
        { "q\n", BEGUN },
        { "y\nq\n", "Verdict: App password needed" },
        { "yes\nq\n", "You said: Webmail takes the same name and password." },
        { "maybe\nn\nq\n", "This answer does not fit here" },
        { "?\nq\n", "One of the letters answers" },
        { "y\nback\nn\nq\n", "Verdict: Wrong user name or password" },
        { "w\n\nq\n", "Name of the new file" },
        { "1\nq\n", "It proves: The server" },
        { "y\nf\na\n\n\n\n\nq\n", "known   [yes]" },
        { "y\nf\n?\nq\n", "a: answer the open questions" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char input[128];
        char *output;
        (void)snprintf(input, sizeof input, "wrong-password\n%s", rows[i].input);
        int status = run(plain_english, input, &output);
        if (status != 2 || !strstr(output, rows[i].shown) || !strstr(output, WEBMAIL))
            fail_msg("row %zu: status %d, or no \"%s\" in\n%s", i, status, rows[i].shown, output);
        free(output);
    }
}

/* Each question comes once in a round; a text is asked about as well; nothing is asked where nothing is open. */
static void test_questions_end(void **state)
{
    static const struct {
        const char *input;
        bool is_asked;
    } rows[] = {
        { "wrong-password\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nq\n", true },
        { "p\n535 5.7.8 Error: authentication failed\n.\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nq\n", true },
        { "all-well-tls\nq\n", false },
        { "certificate-expired\nq\n", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *output;
        (void)run(plain_english, rows[i].input, &output);
        const char *asked = strstr(output, WEBMAIL);
        if ((asked != NULL) != rows[i].is_asked || (asked && strstr(asked + 1, WEBMAIL)))
            fail_msg("row %zu:\n%s", i, output);
        assert_int_equal(rows[i].is_asked, strstr(output, BEGUN) != NULL);
        free(output);
    }
}

/* ---- answers end ---- */

static void test_answers_end(void **state)
{
    static const char answers[] = "anna@practice.example\n\n" PASSWORD "\n127.0.0.1\n9\n1\n";
    (void)state;
    for (size_t lines = 0; lines <= 6; lines++) {
        char input[sizeof answers];
        char *output;
        const char *at = answers;
        for (size_t i = 0; i < lines; i++)
            at = strchr(at, '\n') + 1;
        (void)snprintf(input, sizeof input, "%.*s", (int)(at - answers), answers);
        assert_int_equal(run(plain_english, input, &output), 64);
        assert_non_null(strstr(output, lines ? "the answers ended" : "need a terminal"));
        assert_null(strstr(output, "Spoken to"));
        assert_null(strstr(output, PASSWORD));
        free(output);
    }
}

/* Nothing listens there: all is asked, all is checked, and the verdict's status stays. */
static void test_end_after_the_verdict(void **state)
{
    static const char *const rests[] = { "", "c\n", "c\n5\n", "w\n", "n\n", "1\nt\nf\n?\nwhat\n" };
    (void)state;
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        char input[512];
        char *output;
        (void)snprintf(input, sizeof input, "anna@practice.example\n\n" PASSWORD "\n127.0.0.1\n9\n1\n\n%s", rests[i]);
        int status = run(plain_english, input, &output);
        if (status != (strcmp(rests[i], "n\n") == 0 ? 64 : 2))
            fail_msg("\"%s\": status %d\n%s", rests[i], status, output);
        assert_non_null(strstr(output, "Spoken to: 127.0.0.1."));
        assert_true(strstr(output, "Spoken to: 127.0.0.1.") < strstr(output, "Verdict"));
        assert_null(strstr(output, PASSWORD));
        free(output);
    }
}

/* ---- what can be answered ---- */

static void test_answers(void **state)
{
    static const struct {
        const char *input, *shown;
        int status;
    } rows[] = {
        { "?\nq\n", "settings of its provider", 0 },
        { "nobody\nq\n", "This is no mail address", 0 },
        { "anna@practice.example\n?\nback\nq\n", "1 of 7. Mail address [anna@practice.example]:", 0 },
        { "anna@practice.example\n\n\n\n70000\nback\n", "does not fit", 64 },
        { "anna@practice.example\n\n\n\n465\n2\n", "Port 465 goes with", 64 },
        { "-\n\n\n\n\n\n\nq\n", "A mail address or a server is needed first.", 0 },
        { "practice\n\nq\n", "wrong-password: ", 0 },
        { "practice\nblank-at-the-end\nn\nq\n", "Which case?", 2 },
        { "blank-at-the-end\ny\nq\n", "without blanks", 2 },
        { "wrong-password\nc\n3\nWinter-2025\ny\nq\n", "3. Password: given", 0 },
        { "p\n535 5.7.8 Error: authentication failed\n.\n1\nq\n", "It proves: The server", 2 },
        { "p\n535 5.7.8 Error: authentication failed\n", "Verdict", 2 },
        { "p\n.\nq\n", "Paste the error", 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *output;
        int status = run(plain_english, rows[i].input, &output);
        if (status != rows[i].status || !strstr(output, rows[i].shown))
            fail_msg("row %zu: status %d, not %d, or no \"%s\" in\n%s", i, status, rows[i].status, rows[i].shown,
                     output);
        free(output);
    }
}

static void test_report_in_a_file(void **state)
{
    char folder[] = "/tmp/smtpdoctor-plain-XXXXXX";
    char file[64];
    char input[256];
    char *output;
    struct stat about;
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(file, sizeof file, "%s/report.json", folder);
    (void)snprintf(input, sizeof input, "wrong-password\nw\n%s\nw\n%s\nq\n", file, file);
    assert_int_equal(run(plain_english, input, &output), 2);
    assert_non_null(strstr(output, "Written: "));
    assert_non_null(strstr(output, "exists already"));
    assert_int_equal(stat(file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    FILE *kept = fopen(file, "re");
    assert_non_null(kept);
    assert_int_equal(fgetc(kept), '{');
    (void)fclose(kept);
    (void)unlink(file);
    (void)rmdir(folder);
    free(output);
}

/* ---- a server of our own ---- */

/* What a server says reaches no terminal as it is. */
static void test_hostile_server(void **state)
{
    static const char text[] = "id hostile\nlevel easy\ncause none\naddress anna@practice.example\npassword \"x\"\n"
                               "server smtp.practice.example\nport 587\nsecurity none\n"
                               "reply greeting 220 {host} \\x1b]0;owned\\x07\\x9b31m\\xe2\\x80\\xae\n"
                               "listen 587 none\n";
    struct practice_error error = { 0 };
    struct practice_ports ports;
    char input[256];
    char *output;
    (void)state;
    struct practice_case *hostile = practice_read((struct span){ text, sizeof text - 1 }, &error);
    if (!hostile)
        fail_msg("line %u: expected %s", error.line, error.expected);
    struct practice_server *server = practice_serve(hostile, 0);
    assert_non_null(server);
    practice_server_ports(server, &ports);
    (void)snprintf(input, sizeof input, "anna@practice.example\n\n\n127.0.0.1\n%u\n3\n\nt\n1\n2\n3\nq\n",
                   ports.listening[0].to);
    (void)run(plain_english, input, &output);
    assert_non_null(strstr(output, "owned"));
    for (const char *c = output; *c; c++)
        if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7f)
            fail_msg("byte %02x in\n%s", (unsigned char)*c, output);
    assert_null(strstr(output, "\xe2\x80\xae"));
    assert_true(utf8_is_valid(span_of(output)));
    free(output);
    practice_server_free(server);
    practice_case_free(hostile);
}

/* ---- a terminal ---- */

static int listen_silently(unsigned *ret_port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

/* Up to the first packet; the server never says a word. */
static void answer_all(struct sitting *sitting, unsigned port)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u\n", port);
    answer(sitting, "1 of 7.", "anna@practice.example\n");
    answer(sitting, "2 of 7.", "\n");
    answer(sitting, "3 of 7.", PASSWORD "\n");
    answer(sitting, "4 of 7.", "127.0.0.1\n");
    answer(sitting, "5 of 7.", number);
    answer(sitting, "6 of 7.", "1\n");
    answer(sitting, "7 of 7.", "\n");
}

static void test_stopped_in_a_terminal(void **state)
{
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    struct sitting sitting;
    unsigned port;
    int fd = listen_silently(&port);
    (void)state;
    open_terminal(&sitting, (struct terminal){ "dumb", "" }, arguments);
    answer_all(&sitting, port);
    answer(&sitting, "Spoken to", "\003");
    await(&sitting, "Stopped.");
    answer(&sitting, "What next?", "q\n");
    int status = end(&sitting);
    assert_true(status == 2 || status == 3);
    assert_null(strstr(sitting.output, PASSWORD));
    assert_null(strchr(sitting.output, '\033'));
    free(sitting.output);
    close(fd);
}

/* Ctrl-C and Ctrl-D leave at a question, also where there is no echo, and the terminal gets it back. */
static void test_left_at_a_question(void **state)
{
    static const char *const keys[] = { "\003", "\004" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sitting sitting;
        struct termios after;
        open_terminal(&sitting, (struct terminal){ "xterm", "" }, plain_english);
        answer(&sitting, "1 of 7.", "anna@practice.example\n");
        answer(&sitting, "2 of 7.", "\n");
        answer(&sitting, "3 of 7.", keys[i]);
        int keep = dup(sitting.in);
        assert_int_equal(end(&sitting), 0);
        if (tcgetattr(keep, &after) == 0)
            assert_true(after.c_lflag & ECHO);
        assert_null(strstr(sitting.output, "Spoken to"));
        close(keep);
        free(sitting.output);
    }
}

static void test_wanted_by_the_environment(void **state)
{
    static const struct terminal rows[] = { { "", "" }, { "dumb", "" }, { "xterm", "1" } };
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sitting sitting;
        open_terminal(&sitting, rows[i], arguments);
        answer(&sitting, "1 of 7.", "q\n");
        assert_int_equal(end(&sitting), 0);
        free(sitting.output);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_verdict),
        cmocka_unit_test(test_same_verdict_after_an_answer),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_questions_end),
        cmocka_unit_test(test_answers_end),
        cmocka_unit_test(test_end_after_the_verdict),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_report_in_a_file),
        cmocka_unit_test(test_hostile_server),
        cmocka_unit_test(test_stopped_in_a_terminal),
        cmocka_unit_test(test_left_at_a_question),
        cmocka_unit_test(test_wanted_by_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
