/* The program as a script sees it: what is typed, what comes back. */
#include "base/buf.h"
#include "base/limits.h"
#include "support/home.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS = 12, ANSWER_MS = 20000 };

struct answer {
    struct buf out, err;
    int status;
};

/* Starts the program with input on its standard input, which it can read to the end. */
static pid_t start(const char *const *words, const char *input, int out[2], int err[2])
{
    int in[2];
    char *arguments[WORDS + 2] = { (char *)PROGRAM };
    for (size_t i = 0; i < WORDS && words[i]; i++)
        arguments[i + 1] = (char *)words[i];
    assert_int_equal(pipe(in) | pipe(out) | pipe(err), 0);
    assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
    close(in[1]);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(err[1], STDERR_FILENO);
        (void)setenv("LC_ALL", "C.UTF-8", 1);
        (void)execv(PROGRAM, arguments);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    close(err[1]);
    return child;
}

static void read_end(int fd, struct buf *out)
{
    char piece[4096];
    ssize_t len;
    struct limits limits = { clock_after_ms(ANSWER_MS), -1 };
    buf_init(out, 4 * MIB);
    while (limits_wait(limits, fd, POLLIN) == OUTCOME_DONE && (len = read(fd, piece, sizeof piece)) > 0)
        buf_add(out, (struct span){ piece, (size_t)len });
    close(fd);
}

static void ask(const char *const *words, const char *input, struct answer *ret_answer)
{
    int out[2];
    int err[2];
    int status = 0;
    pid_t child = start(words, input, out, err);
    read_end(out[0], &ret_answer->out);
    read_end(err[0], &ret_answer->err);
    assert_int_equal(waitpid(child, &status, 0), child);
    ret_answer->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void answer_free(struct answer *answer)
{
    buf_free(&answer->out);
    buf_free(&answer->err);
}

static bool holds(const struct buf *text, const char *words)
{
    return span_find(buf_span(text), span_of(words)) != SPAN_NONE;
}

/* words: NULL-terminated; out and err: what must stand there. */
static const struct {
    const char *words[WORDS];
    const char *input;
    int status;
    const char *out, *err;
} rows[] = {
    /* a slip of the pen */
    { { "chekc" }, "", 64, "", "did you mean check" },
    { { "--lang", "zh", "chekc" }, "", 64, "", "您是不是要用 check" },
    { { "--lang", "ru", "lgos" }, "", 64, "", "возможно, нужна logs" },
    { { "nothing-like-it" }, "", 64, "", "smtpdoctor --help" },
    { { "check", "a@b.example", "--fromat=json" }, "", 64, "", "did you mean --format" },
    { { "check", "a@b.example", "--pasword-file", "x" }, "", 64, "", "did you mean --password-file" },
    { { "check", "--port", "99999", "a@b.example" }, "", 64, "", "a port is a number from 1 to 65535" },
    { { "practice", "list", "--port", "25" }, "", 64, "", "--port" },
    { { "check", "a@b.example", "--no-color=yes" }, "", 64, "", "--no-color takes no value" },
    { { "check", "a@b.example", "--password-file", "--format" }, "", 64, "", "--password-file needs a value" },
    /* options stand where people put them */
    { { "--format", "json", "practice", "list" }, "", 0, "\"cases\"", "" },
    { { "--lang=zh", "explain", "550 5.1.1 x", "--format=monitoring" }, "", 2, "CRITICAL - no-such-recipient", "" },
    { { "explain", "--", "--help" }, "", 3, "", "" },
    { { "explain", "-ERR [AUTH] Authentication failed" }, "", 2, "", "" },
    /* explain */
    { { "explain", "-" }, "535 5.7.8 Error: authentication failed\n", 2, "535 5.7.8", "" },
    { { "explain", "-" },
      "220 mx ESMTP\nEHLO me\n250 AUTH LOGIN\nAUTH LOGIN\n334 VXNlcm5hbWU6\nYW5uYQ==\n535 5.7.8 no\n",
      2,
      "Line by line",
      "" },
    { { "explain", "--lang=zh", "-" }, "S: 220 mx\nC: EHLO me\nS: 550 5.7.1 no\n", 2, "逐行说明", "" },
    { { "explain", "-" }, "AUTH PLAIN AGFubmFAeC5leGFtcGxlAG51bGw=\n535 5.7.8 no\n", 2, "is \"null\"", "" },
    { { "explain", "--provider", "nosuch", "535 no" }, "", 64, "", "this provider is not known" },
    { { "explain", "--provider=Gmail", "535 5.7.8 Error: authentication failed" }, "", 2, "app password", "" },
    { { "explain", "--stage", "lunch", "535 no" }, "", 64, "", "it is dns, connect" },
    { { "explain", "--security", "ssl3", "535 no" }, "", 64, "", "it is tls (465)" },
    { { "explain", "--port", "0", "535 no" }, "", 64, "", "a port is a number" },
    { { "explain", "SENT-EMPTY" }, "", 0, "SENT-EMPTY", "" },
    { { "explain", "AUTH-535" }, "", 0, "Sign-in refused", "" },
    { { "explain", "starttls" }, "", 0, "STARTTLS", "" },
    { { "explain", "5.7.8" }, "", 0, "5.7.8", "" },
    { { "explain", "421" }, "", 0, "421", "" },
    { { "explain", "auth" }, "", 0, "AUTH", "" },
    { { "explain", "PORT-SILENT" }, "", 0, "PORT-SILENT", "" },
    { { "explain", "greylisted", "--lang", "ru" }, "", 0, "Что сделать", "" },
    { { "explain", "250 2.0.0 Ok" }, "", 3, "These replies are normal", "" },
    { { "explain", "no such thing here" }, "", 3, "No SMTP failure was recognised", "" },
    /* logs */
    { { "logs" }, "all is well\n", 3, "no line is in a log format", "" },
    { { "logs" }, "Nov 23 09:00:00 mx postfix/qmgr[1]: 4ZxYw03bDlzK: removed\n", 0, "No failure was recognised", "" },
    { { "logs", "--format", "json" }, "x: 550 5.1.1 User unknown\nx: 550 5.1.1 User unknown\n", 2, "\"count\": 2", "" },
    { { "logs", "/no/such/file" }, "", 64, "", "/no/such/file" },
    /* a practice case */
    { { "check", "--practice", "wrong-password", "--format", "monitoring" }, "", 2, "CRITICAL - bad-credentials", "" },
    { { "practice", "all-well-starttls", "--format", "monitoring" }, "", 0, "OK - ", "" },
    { { "providers", "anna@163.com" }, "", 0, "smtp.163.com, port 465, TLS", "" },
    /* reports for somebody */
    { { "check", "a@b.example", "--for", "boss" }, "", 64, "", "user, admin or provider" },
    { { "check", "a@b.example", "--redact", "names" }, "", 64, "", "account, network or all" },
    { { "check", "a@b.example", "--include", "words" }, "", 64, "", "a list of verdict" },
    { { "check", "--practice", "wrong-password", "--include", "verdict" }, "", 2, "Not in this report: the fin", "" },
    { { "explain", "550 5.1.1 no such user", "--for", "user", "--include=all" }, "", 2, "\nTranscript\n", "" },
    { { "providers", "a@b.example", "--for", "user" }, "", 64, "", "--for" },
    { { "check", "--practice", "wrong-password", "--for", "admin" }, "", 2, "--auth-user anna@practice.example", "" },
    { { "practice", "wrong-password", "--for", "admin", "--redact=all" }, "", 2, "--auth-user ACCOUNT-1@practice", "" },
    { { "check", "--practice", "wrong-password", "--for", "provider" }, "", 2, "built into the program", "" },
    { { "check", "--practice", "wrong-password", "--format", "html", "--lang", "zh" }, "", 2, "lang=\"zh-Hans\"", "" },
    { { "explain", "550 5.1.1 <carl@x.example> no", "--redact", "all" }, "", 2, "<ACCOUNT-1@x.example>", "" },
    { { "explain", "550 5.1.1 no such user", "--for", "user" }, "", 2, "What was found", "" },
    { { "logs", "--redact", "all" }, "", 64, "", "--redact is not an option" },
    { { "logs", "--format", "html" }, "x: 550 5.1.1 <b>User unknown\n", 2, "&lt;b&gt;User unknown", "" },
    { { "check", "--practice", "wrong-password", "--output", "/" }, "", 64, "", "is a folder" },
    { { "explain", "550 5.1.1 no", "--output", "/no/such/report.txt" }, "", 64, "", "no such folder" },
    { { "explain", "550 5.1.1 no", "--output", "/dev/full" }, "", 64, "", "no space left" },
    { { "explain", "550 5.1.1 no", "--output", PROGRAM }, "", 64, "", "This name is free: " PROGRAM "-2" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        ask(rows[i].words, rows[i].input, &answer);
        if (answer.status != rows[i].status || !holds(&answer.out, rows[i].out) || !holds(&answer.err, rows[i].err))
            fail_msg("row %zu (%s %s): status %d\n%s\n%s", i, rows[i].words[0],
                     rows[i].words[1] ? rows[i].words[1] : "", answer.status, buf_text(&answer.out),
                     buf_text(&answer.err));
        answer_free(&answer);
    }
}

/* One answer a line, in order, with the id as it came; a broken line spoils only its own. */
/* The plan names whoever would be asked, and nobody else. */
static void test_plan(void **state)
{
    static const struct {
        const char *const words[WORDS];
        const char *says, *not ;
    } plans[] = {
        { { "a@b.example" }, "of its zone and to 9.9.9.9,", "• Port of your own" },
        { { "a@b.example" }, "Mozilla's database at autoconfig.thunderbird.net", "to a third party" },
        { { "a@b.example" }, "connect.rom.miui.com, connectivitycheck.gstatic.com;", "– Mail from strangers" },
        { { "a@b.example" }, "192.0.2.1, which nobody has", "one mail server only" },
        { { "a@b.example" }, "zen.spamhaus.org", "9.9.9.9,1" },
        { { "a@b.example" }, "mta-sts.b.example", "– DANE" },
        { { "a@fastmail.com" }, "fastmailstatus.com", "status.proton.me" },
        { { "--server", "mail.b.example" }, "Where the way ends", "status page" },
        { { "a@b.example", "--no-third-party" }, "to the name servers of its zone;", "1.1.1.1" },
        { { "a@b.example", "--no-third-party" }, "you asked not to involve third parties", "firefox" },
        { { "a@b.example", "--lang", "zh" }, "仅在发现异常时：", "第三方数据" },
        { { "a@b.example", "--lang", "ru" }, "запросы страниц у detectportal.firefox.com", "только на один" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        const char *words[WORDS] = { "check", "--plan" };
        struct answer answer;
        for (size_t k = 0; k + 2 < WORDS; k++)
            words[k + 2] = plans[i].words[k];
        ask(words, "", &answer);
        if (answer.status != 0 || !holds(&answer.out, plans[i].says) || holds(&answer.out, plans[i].not ))
            fail_msg("row %zu, \"%s\": %d %s", i, plans[i].says, answer.status, buf_text(&answer.out));
        answer_free(&answer);
    }
}

static void test_each(void **state)
{
    static const char *const words[WORDS] = { "explain", "--each" };
    static const char *const starts[] = { "{\"id\": \"a\", ", "{\"id\": null, \"error\": ",
                                          "{\"id\": {\"n\": [1]}, \"error\": ", "{\"id\": 7, " };
    struct answer answer;
    (void)state;
    ask(words,
        "{\"id\": \"a\", \"text\": \"552 5.2.2 mailbox full\", \"context\": {\"port\": 25, \"encryption\": \"none\"}}\n"
        "nonsense\n\n"
        "{\"id\": {\"n\": [1]}, \"text\": 5}\n"
        "{\"id\": 7, \"text\": \"550 5.1.1 User unknown\", \"context\": null}\n",
        &answer);
    struct span rest = buf_span(&answer.out);
    struct span line = SPAN_EMPTY;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        assert_true(span_line(&rest, &line));
        if (!span_starts(line, span_of(starts[i])))
            fail_msg("line %zu: %.*s", i, SPAN_ARG(line));
    }
    assert_true(span_find(line, SPAN("\"cause\": \"no-such-recipient\"")) != SPAN_NONE);
    assert_int_equal(rest.len, 0);
    assert_int_equal(answer.status, 0);
    answer_free(&answer);
}

/* Every byte of the password counts, but for one line end; and it is never shown. */
static void test_password(void **state)
{
    static const struct {
        const char *bytes, *verdict;
    } passwords[] = {
        { "Sunday-Harbour-7", "OK - " },        { "Sunday-Harbour-7\n", "OK - " },
        { "Sunday-Harbour-7\r\n", "OK - " },    { "Sunday-Harbour-7 ", "CRITICAL" },
        { "Sunday-Harbour-7\n\n", "CRITICAL" }, { "\nSunday-Harbour-7", "CRITICAL" },
        { "sunday-harbour-7", "CRITICAL" },
    };
    static const char *const short_words[WORDS] = { "check", "--practice", "all-well-starttls", "--password-file",
                                                    "-",     "--format",   "monitoring" };
    static const char *const long_words[WORDS] = {
        "check", "--practice", "all-well-starttls", "--password-file", "-", "--format", "json"
    };
    (void)state;
    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
        struct answer answer;
        ask(short_words, passwords[i].bytes, &answer);
        if (!holds(&answer.out, passwords[i].verdict))
            fail_msg("password %zu: %s%s", i, buf_text(&answer.out), buf_text(&answer.err));
        answer_free(&answer);
        ask(long_words, passwords[i].bytes, &answer);
        assert_false(holds(&answer.out, "unday-") || holds(&answer.err, "unday-"));
        answer_free(&answer);
    }
}

static void test_password_command(void **state)
{
    static const struct {
        const char *command;
        int status;
    } commands[] = {
        { "printf 'Sunday-Harbour-7\\n'", 0 }, { "exit 1", 64 },           { "printf Sunday-Harbour-7; exit 1", 64 },
        { "no-such-command-at-all", 64 },      { "printf 'a\\000b'", 64 }, { "printf ''", 2 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *const words[WORDS] = { "check", "--practice", "all-well-starttls", "--password-command",
                                           commands[i].command };
        struct answer answer;
        ask(words, "", &answer);
        if (answer.status != commands[i].status)
            fail_msg("%s: status %d\n%s", commands[i].command, answer.status, buf_text(&answer.out));
        answer_free(&answer);
    }
}

static int listen_somewhere(char port[8])
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    (void)snprintf(port, 8, "%u", ntohs(address.sin_port));
    return fd;
}

/* Stopped while a server says nothing: it tells what it has found, at once. */
static void test_stopped(void **state)
{
    static const int signals[] = { SIGINT, SIGTERM };
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        char port[8];
        int status = 0;
        int out[2];
        int err[2];
        int server = listen_somewhere(port);
        struct answer answer;
        const char *const words[WORDS] = { "check",  "a@b.example", "--server",   "127.0.0.1",
                                           "--port", port,          "--security", "none" };
        pid_t child = start(words, "", out, err);
        int connection = accept(server, NULL, NULL);
        assert_true(connection >= 0);
        moment stopped = clock_now();
        assert_int_equal(kill(child, signals[i]), 0);
        read_end(out[0], &answer.out);
        read_end(err[0], &answer.err);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(clock_now() - stopped < (moment)2000 * 1000);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
        assert_true(holds(&answer.out, "127.0.0.1"));
        answer_free(&answer);
        close(connection);
        close(server);
    }
}

static struct home home;

static int open_home(void **state)
{
    (void)state;
    return home_make(&home) && home_enter(&home) ? 0 : -1;
}

static int close_home(void **state)
{
    (void)state;
    home_remove(&home);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_password),
        cmocka_unit_test(test_password_command),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, open_home, close_home);
}
