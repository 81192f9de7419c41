#include "net/dial.h"

#include "base/mem.h"

#include "core/net/loopback.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

static struct addresses addresses_of(const char *text)
{
    struct addresses addresses = { .kind = ANSWER_FOUND };
    struct span rest = span_of(text);
    struct span one;
    while (span_word(&rest, &one))
        mem_copy_text(addresses.address[addresses.count++], ADDRESS_MAX, one);
    return addresses;
}

/* A listener whose queue is full: the kernel drops what knocks there. */
struct silent_port {
    int listener;
    int fill[8];
};

static void open_silent_port(struct silent_port *silent, const char *address, uint16_t *port)
{
    silent->listener = loopback_listen(address, port, 0);
    struct sockaddr_in in = loopback_address(address, *port);
    for (size_t i = 0; i < 8; i++) {
        silent->fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        int done = connect(silent->fill[i], (struct sockaddr *)&in, sizeof in);
        assert_true(done == 0 || errno == EINPROGRESS);
    }
}

static void close_silent_port(struct silent_port *silent)
{
    for (size_t i = 0; i < 8; i++)
        close(silent->fill[i]);
    close(silent->listener);
}

static void test_an_open_port_answers(void **state)
{
    (void)state;
    uint16_t port = 0;
    int on = 0;
    socklen_t len = sizeof on;
    struct dialled dialled;
    int listener = loopback_listen("127.0.0.1", &port, 4);
    struct addresses addresses = addresses_of("127.0.0.1");
    assert_int_equal(dial(&addresses, port, loopback_limits(5000), &dialled), OUTCOME_DONE);
    assert_int_equal(dialled.count, 1);
    assert_int_equal(dialled.tries[0].end, DIAL_OPEN);
    assert_int_equal(dialled.tries[0].error, 0);
    assert_true(dialled.stream.fd >= 0);
    assert_true(fcntl(dialled.stream.fd, F_GETFL) & O_NONBLOCK);
    assert_int_equal(getsockopt(dialled.stream.fd, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
    assert_true(on);
    stream_close(&dialled.stream);
    close(listener);
}

static void test_a_closed_port_refuses(void **state)
{
    (void)state;
    uint16_t port = 0;
    struct dialled dialled;
    struct addresses addresses = addresses_of("127.0.0.1 127.0.0.2");
    int reserved = loopback_bind(SOCK_STREAM, "127.0.0.1", &port);
    assert_int_equal(dial(&addresses, port, loopback_limits(5000), &dialled), OUTCOME_HUNG_UP);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(dialled.tries[i].end, DIAL_REFUSED);
        assert_int_equal(dialled.tries[i].error, ECONNREFUSED);
        assert_string_equal(dialled.tries[i].by, "");
    }
    assert_int_equal(dialled.stream.fd, -1);
    assert_true(dialled.ms < 200);
    close(reserved);
}

static void test_a_refusal_hands_on_at_once(void **state)
{
    (void)state;
    uint16_t port = 0;
    struct dialled dialled;
    struct addresses addresses = addresses_of("127.0.0.2 127.0.0.3 127.0.0.4");
    int listener = loopback_listen("127.0.0.3", &port, 4);
    assert_int_equal(dial(&addresses, port, loopback_limits(5000), &dialled), OUTCOME_DONE);
    assert_int_equal(dialled.winner, 1);
    assert_int_equal(dialled.tries[0].end, DIAL_REFUSED);
    assert_int_equal(dialled.tries[1].end, DIAL_OPEN);
    assert_int_equal(dialled.tries[2].end, DIAL_NOT_TRIED);
    assert_true(dialled.ms < 200);
    stream_close(&dialled.stream);
    close(listener);
}

static void test_a_silent_port_ends_with_the_limits(void **state)
{
    (void)state;
    uint16_t port = 0;
    struct silent_port silent;
    struct dialled dialled;
    struct addresses addresses = addresses_of("127.0.0.1");
    open_silent_port(&silent, "127.0.0.1", &port);
    assert_int_equal(dial(&addresses, port, loopback_limits(100), &dialled), OUTCOME_OUT_OF_TIME);
    assert_int_equal(dialled.tries[0].end, DIAL_SILENT);
    assert_int_equal(dialled.tries[0].error, ETIMEDOUT);
    assert_in_range(dialled.ms, 99, 250);
    close_silent_port(&silent);
}

static void test_a_silent_address_gets_a_head_start_only(void **state)
{
    (void)state;
    uint16_t port = 0;
    struct silent_port silent;
    struct dialled dialled;
    struct addresses addresses = addresses_of("127.0.0.1 127.0.0.2");
    open_silent_port(&silent, "127.0.0.1", &port);
    int listener = loopback_listen("127.0.0.2", &port, 4);
    assert_int_equal(dial(&addresses, port, loopback_limits(5000), &dialled), OUTCOME_DONE);
    assert_int_equal(dialled.winner, 1);
    assert_int_equal(dialled.tries[0].end, DIAL_SILENT);
    assert_int_equal(dialled.tries[0].error, EINPROGRESS);
    assert_in_range(dialled.ms, 249, 400);
    stream_close(&dialled.stream);
    close(listener);
    close_silent_port(&silent);
}

static void test_cancel_ends_it(void **state)
{
    (void)state;
    uint16_t port = 0;
    struct silent_port silent;
    struct dialled dialled;
    struct addresses addresses = addresses_of("127.0.0.1 127.0.0.1");
    struct limits limits = loopback_limits(20000);
    open_silent_port(&silent, "127.0.0.1", &port);
    limits.cancel_fd = loopback_alarm(20);
    assert_int_equal(dial(&addresses, port, limits, &dialled), OUTCOME_CANCELLED);
    assert_int_equal(dialled.tries[0].end, DIAL_CANCELLED);
    assert_int_equal(dialled.tries[1].end, DIAL_NOT_TRIED);
    assert_true(dialled.ms < 120);
    assert_int_equal(dial(&addresses, port, limits, &dialled), OUTCOME_CANCELLED);
    assert_int_equal(dialled.tries[0].end, DIAL_NOT_TRIED);
    close(limits.cancel_fd);
    close_silent_port(&silent);
}

static void test_what_is_no_address_is_trouble(void **state)
{
    (void)state;
    struct dialled dialled;
    struct addresses addresses = addresses_of("mail.example");
    assert_int_equal(dial(&addresses, 25, loopback_limits(1000), &dialled), OUTCOME_TROUBLE);
    assert_int_equal(dialled.tries[0].end, DIAL_TROUBLE);
    assert_int_equal(dialled.tries[0].error, EINVAL);
}

struct net_row {
    const char *title;
    const char *setup; /* shell commands in a network of its own, where only lo is up */
    const char *addresses;
    enum dial_end ends[2];
    const char *by[2];
};

/* 192.0.2.0/24 and 2001:db8::/32 are documentation (RFC 5737, RFC 3849). */
static const struct net_row NETS[] = {
    { "no route", "true", "2001:db8::1 192.0.2.1", { DIAL_UNREACHABLE, DIAL_UNREACHABLE }, { "here", "here" } },
    { "prohibited by a route",
      "ip route add prohibit 192.0.2.0/24 && ip -6 route add prohibit 2001:db8::/32",
      "2001:db8::1 192.0.2.1",
      { DIAL_FILTERED, DIAL_FILTERED },
      { "here", "here" } },
    { "rejected by our own packet filter",
      "nft add table inet t && nft 'add chain inet t c { type filter hook output priority 0; }' && "
      "nft add rule inet t c tcp dport 4 reject with icmpx admin-prohibited",
      "127.0.0.1 ::1",
      { DIAL_FILTERED, DIAL_FILTERED },
      { "here", "here" } },
    { "rejected as packet filters do it when not told how",
      "nft add table inet t && nft 'add chain inet t c { type filter hook output priority 0; }' && "
      "nft add rule inet t c tcp dport 4 reject",
      "127.0.0.1 ::1",
      { DIAL_FILTERED, DIAL_FILTERED },
      { "here", "here" } },
    { "rejected with a reset",
      "nft add table inet t && nft 'add chain inet t c { type filter hook input priority 0; }' && "
      "nft add rule inet t c tcp dport 4 reject with tcp reset",
      "127.0.0.1 ::1",
      { DIAL_REFUSED, DIAL_REFUSED },
      { "", "" } },
    { "dropped",
      "nft add table inet t && nft 'add chain inet t c { type filter hook input priority 0; }' && "
      "nft add rule inet t c tcp dport 4 drop",
      "127.0.0.1 ::1",
      { DIAL_SILENT, DIAL_SILENT },
      { "", "" } },
};

static bool enter_own_network(void)
{
    return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

/* In a child, which leaves the network of the tests: writes what it found to fd. */
static void dial_in_own_network(const struct net_row *row, int fd)
{
    struct dialled dialled;
    struct addresses addresses = addresses_of(row->addresses);
    if (!enter_own_network() || system("ip link set lo up") != 0 || system(row->setup) != 0)
        _exit(1);
    dial(&addresses, 4, loopback_limits(400), &dialled);
    _exit(write(fd, &dialled, sizeof dialled) == sizeof dialled ? 0 : 1);
}

static void check_net(const struct net_row *row)
{
    struct dialled dialled;
    int result[2];
    int status = 0;
    assert_int_equal(pipe(result), 0);
    pid_t child = fork();
    if (child == 0)
        dial_in_own_network(row, result[1]);
    close(result[1]);
    ssize_t len = read(result[0], &dialled, sizeof dialled);
    close(result[0]);
    waitpid(child, &status, 0);
    if (len != (ssize_t)sizeof dialled)
        skip();
    for (size_t i = 0; i < 2; i++) {
        print_message("%s: %s %d by %s\n", row->title, dial_end_word(dialled.tries[i].end), dialled.tries[i].error,
                      dialled.tries[i].by);
        assert_int_equal(dialled.tries[i].end, row->ends[i]);
        assert_string_equal(dialled.tries[i].by, row->by[i]);
    }
}

static void test_who_said_no(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NETS / sizeof NETS[0]; i++)
        check_net(&NETS[i]);
}

static void *dial_often(void *argument)
{
    uint16_t port = *(const uint16_t *)argument;
    struct addresses addresses = addresses_of("127.0.0.2 127.0.0.1");
    size_t wrong = 0;
    for (size_t i = 0; i < 20; i++) {
        struct dialled dialled;
        wrong += dial(&addresses, port, loopback_limits(10000), &dialled) != OUTCOME_DONE || dialled.winner != 1;
        stream_abort(&dialled.stream);
    }
    return wrong ? argument : NULL;
}

static void test_many_threads_dial(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    uint16_t port = 0;
    int listener = loopback_listen("127.0.0.1", &port, 512);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, dial_often, &port), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_open_port_answers),
        cmocka_unit_test(test_a_closed_port_refuses),
        cmocka_unit_test(test_a_refusal_hands_on_at_once),
        cmocka_unit_test(test_a_silent_port_ends_with_the_limits),
        cmocka_unit_test(test_a_silent_address_gets_a_head_start_only),
        cmocka_unit_test(test_cancel_ends_it),
        cmocka_unit_test(test_what_is_no_address_is_trouble),
        cmocka_unit_test(test_who_said_no),
        cmocka_unit_test(test_many_threads_dial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
