#include "net/listeners.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
#define LINE(local, state)                                                                                             \
    "   0: " local " 00000000:0000 " state " 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0\n"

static const struct {
    const char *what;
    const char *text;
    bool is_v6;
    bool found, is_loopback_only;
} rows[] = {
    { "nothing", HEAD, false, false, false },
    { "everywhere", HEAD LINE("00000000:024B", "0A"), false, true, false },
    { "itself only", HEAD LINE("0100007F:024B", "0A"), false, true, true },
    { "both", HEAD LINE("0100007F:024B", "0A") LINE("00000000:024B", "0A"), false, true, false },
    { "a connection", HEAD LINE("00000000:024B", "01"), false, false, false },
    { "another port", HEAD LINE("00000000:0019", "0A"), false, false, false },
    { "IPv6", HEAD LINE("00000000000000000000000000000000:024B", "0A"), true, true, false },
    { "IPv6, itself only", HEAD LINE("00000000000000000000000001000000:024B", "0A"), true, true, true },
    { "no port", HEAD LINE("00000000", "0A"), false, false, false },
    { "no number", HEAD LINE("00000000:02XY", "0A"), false, false, false },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct listeners listeners = { .count = 0 };
        listeners_add(&listeners, span_of(rows[i].text), rows[i].is_v6);
        const struct listener *listener = listeners_find(&listeners, 587);
        if ((listener != NULL) != rows[i].found || (listener && listener->is_loopback_only != rows[i].is_loopback_only))
            fail_msg("%s", rows[i].what);
    }
}

static void test_own_socket(void **state)
{
    (void)state;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    struct listeners listeners;
    struct process process;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    assert_true(listeners_read(&listeners));
    const struct listener *listener = listeners_find(&listeners, ntohs(address.sin_port));
    assert_non_null(listener);
    assert_true(listener->is_loopback_only);
    assert_true(listener_process(listener, &process));
    assert_memory_equal(process.name, "core-net-test_l", 15);
    assert_non_null(strstr(process.path, "/core-net-test_listeners"));
    close(fd);
}

static void test_servers(void **state)
{
    static const struct {
        const char *name, *path;
        const char *server; /* NULL: none */
    } programs[] = {
        { "master", "/usr/lib/postfix/sbin/master", "Postfix" },
        { "master", "/usr/lib/cyrus/bin/master", "Cyrus IMAP" },
        { "master", "", NULL },
        { "exim4", "/usr/sbin/exim4", "Exim" },
        { "dovecot", "", "Dovecot" },
        { "smtpd", "/usr/sbin/smtpd", "OpenSMTPD" },
        { "sendmail-mta", "/usr/libexec/sendmail/sendmail", "Sendmail" },
        { "python3", "/usr/bin/python3.11", NULL },
        { "", "", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        const char *server = server_of_process(span_of(programs[i].name), span_of(programs[i].path));
        if (!server != !programs[i].server || (server && strcmp(server, programs[i].server) != 0))
            fail_msg("%s %s: %s", programs[i].name, programs[i].path, server ? server : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_own_socket),
                                        cmocka_unit_test(test_servers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
