#include "net/resolve.h"

#include "base/buf.h"

#include "core/net/loopback.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * A name server of our own on loopback. What it does depends on the name and the type that
 * it is asked for: a row says which header flags and which records it gives, or how it misbehaves.
 */
enum manner {
    ANSWERS_WELL,
    SAYS_NOTHING,
    SENDS_GARBAGE,
    SENDS_A_FEW_BYTES,
    ANSWERS_ANOTHER_QUESTION,
    SPOOFS, /* the right answer under a wrong id */
    SPOOFS_THEN_ANSWERS,
    CUTS_THE_RECORD,
    SENDS_TO_TCP, /* truncated over UDP, whole over TCP */
};

struct zone_row {
    const char *name;
    enum record_type type; /* 0: any */
    enum manner manner;
    unsigned char code;
    unsigned char count;
    struct span records;
};

#define HERE "\xc0\x0c"
#define TTL "\0\0\0\x3c"
#define ONE_A(last) SPAN(HERE "\0\1\0\1" TTL "\0\4\xc0\0\2" last)
#define ONE_AAAA(last) SPAN(HERE "\0\x1c\0\1" TTL "\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0" last)

static const struct zone_row ZONE[] = {
    { "v4.example", RECORD_A, ANSWERS_WELL, 0, 1, ONE_A("\1") },
    { "v4.example", RECORD_AAAA, ANSWERS_WELL, 0, 0, SPAN("") },
    { "both.example", RECORD_A, ANSWERS_WELL, 0, 2,
      SPAN(HERE "\0\1\0\1" TTL "\0\4\xc0\0\2\1" HERE "\0\1\0\1" TTL "\0\4\xc0\0\2\2") },
    { "both.example", RECORD_AAAA, ANSWERS_WELL, 0, 1, ONE_AAAA("\1") },
    { "half.example", RECORD_A, ANSWERS_WELL, 0, 1, ONE_A("\3") },
    { "half.example", RECORD_AAAA, SAYS_NOTHING, 0, 0, SPAN("") },
    { "failed-half.example", RECORD_A, ANSWERS_WELL, 2, 0, SPAN("") },
    { "failed-half.example", RECORD_AAAA, ANSWERS_WELL, 0, 0, SPAN("") },
    { "alias.example", RECORD_A, ANSWERS_WELL, 0, 2,
      SPAN(HERE "\0\5\0\1" TTL "\0\4\1b\xc0\x12\1b\xc0\x12\0\1\0\1" TTL "\0\4\xc0\0\2\4") },
    { "alias.example", RECORD_AAAA, ANSWERS_WELL, 0, 1, SPAN(HERE "\0\5\0\1" TTL "\0\4\1b\xc0\x12") },
    { "mx.example", RECORD_MX, ANSWERS_WELL, 0, 2,
      SPAN(HERE "\0\xf\0\1" TTL "\0\6\0\x14\1b\xc0\x0f" HERE "\0\xf\0\1" TTL "\0\6\0\x0a\1c\xc0\x0f") },
    { "_submissions._tcp.example", RECORD_SRV, ANSWERS_WELL, 0, 1,
      SPAN(HERE "\0\x21\0\1" TTL "\0\x0a\0\0\0\1\1\xd1\1m\xc0\x0c") },
    { "txt.example", RECORD_TXT, ANSWERS_WELL, 0, 1, SPAN(HERE "\0\x10\0\1" TTL "\0\7\6v=spf1") },
    { "www.example", RECORD_CNAME, ANSWERS_WELL, 0, 1, SPAN(HERE "\0\5\0\1" TTL "\0\4\1b\xc0\x10") },
    { "1.2.0.192.in-addr.arpa", RECORD_PTR, ANSWERS_WELL, 0, 1, SPAN(HERE "\0\xc\0\1" TTL "\0\6\1h\2de\0") },
    { "xn--80a1acny.xn--p1ai", RECORD_A, ANSWERS_WELL, 0, 1, ONE_A("\5") },
    { "no-name.example", 0, ANSWERS_WELL, 3, 0, SPAN("") },
    { "failed.example", 0, ANSWERS_WELL, 2, 0, SPAN("") },
    { "refused.example", 0, ANSWERS_WELL, 5, 0, SPAN("") },
    { "silent.example", 0, SAYS_NOTHING, 0, 0, SPAN("") },
    { "garbage.example", 0, SENDS_GARBAGE, 0, 0, SPAN("") },
    { "few.example", 0, SENDS_A_FEW_BYTES, 0, 0, SPAN("") },
    { "other.example", 0, ANSWERS_ANOTHER_QUESTION, 0, 0, SPAN("") },
    { "cut.example", 0, CUTS_THE_RECORD, 0, 1, ONE_A("\6") },
    { "spoof.example", 0, SPOOFS, 0, 1, ONE_A("\7") },
    { "late.example", 0, SPOOFS_THEN_ANSWERS, 0, 1, ONE_A("\x08") },
    { "long.example", 0, SENDS_TO_TCP, 0, 1, ONE_A("\x09") },
    { "tcp-only.example", 0, SAYS_NOTHING, 0, 1, ONE_A("\x0a") },
};

struct name_server {
    pthread_t thread;
    int udp, tcp, stop;
    uint16_t port;
    int code; /* answered to everything, -1: the zone */
};

static struct zone_row find_row(const char *name, unsigned type)
{
    for (size_t i = 0; i < sizeof ZONE / sizeof ZONE[0]; i++)
        if (strcmp(ZONE[i].name, name + 1) == 0 && (!ZONE[i].type || ZONE[i].type == type))
            return ZONE[i];
    return (struct zone_row){ .code = 3 };
}

/* The name that a query asks for, each label with a dot before it; returns where its question ends. */
static size_t read_question(const unsigned char *query, size_t len, char *name, unsigned *ret_type)
{
    size_t at = 12;
    size_t out = 0;
    for (size_t left = 0; at < len && (left || query[at]) && out < 200; at++) {
        name[out++] = left ? (char)query[at] : '.';
        left = left ? left - 1 : query[at];
    }
    name[out] = '\0';
    *ret_type = at + 2 < len ? query[at + 2] : 0;
    return at + 5;
}

static size_t write_response(const struct zone_row *row, unsigned char *message, size_t question_end)
{
    static const unsigned char flags_and_counts[10] = { 0x81, 0x80, 0, 1 };
    memcpy(message + 2, flags_and_counts, sizeof flags_and_counts);
    message[3] |= row->code;
    message[7] = row->count;
    if (row->records.len)
        memcpy(message + question_end, row->records.at, row->records.len);
    return question_end + row->records.len;
}

static struct zone_row choose_row(const struct name_server *server, unsigned char *query, size_t len, size_t *ret_end)
{
    char name[256] = "";
    unsigned type;
    *ret_end = read_question(query, len, name, &type);
    if (server->code < 0)
        return find_row(name, type);
    return (struct zone_row){ .code = (unsigned char)server->code };
}

static void answer_udp(const struct name_server *server)
{
    unsigned char message[1024];
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t got = recvfrom(server->udp, message, 512, 0, (struct sockaddr *)&from, &from_len);
    if (got < 17)
        return;
    size_t end;
    struct zone_row row = choose_row(server, message, (size_t)got, &end);
    size_t len = write_response(&row, message, end);
    if (row.manner == SAYS_NOTHING)
        return;
    if (row.manner == SENDS_GARBAGE)
        memset(message, 'x', len);
    if (row.manner == SENDS_A_FEW_BYTES)
        len = 5;
    if (row.manner == ANSWERS_ANOTHER_QUESTION)
        message[13] ^= 1;
    if (row.manner == CUTS_THE_RECORD)
        len -= 3;
    if (row.manner == SENDS_TO_TCP) {
        message[2] |= 2;
        message[7] = 0;
        len = end;
    }
    if (row.manner == SPOOFS || row.manner == SPOOFS_THEN_ANSWERS) {
        message[0] ^= 1;
        sendto(server->udp, message, len, 0, (struct sockaddr *)&from, from_len);
        message[0] ^= 1;
    }
    if (row.manner != SPOOFS)
        sendto(server->udp, message, len, 0, (struct sockaddr *)&from, from_len);
}

static void answer_tcp(const struct name_server *server)
{
    unsigned char message[1026];
    int fd = accept(server->tcp, NULL, NULL);
    size_t got = 0;
    ssize_t some = 1;
    while (some > 0 && (got < 2 || got < 2u + message[1])) {
        some = recv(fd, message + got, 512 - got, 0);
        got += some > 0 ? (size_t)some : 0;
    }
    if (got > 19) {
        size_t end;
        struct zone_row row = choose_row(server, message + 2, got - 2, &end);
        size_t len = write_response(&row, message + 2, end);
        message[0] = (unsigned char)(len >> 8);
        message[1] = (unsigned char)len;
        send(fd, message, len + 2, MSG_NOSIGNAL);
    }
    close(fd);
}

static void *serve_names(void *argument)
{
    struct name_server *server = argument;
    struct pollfd fds[] = { { server->udp, POLLIN, 0 }, { server->tcp, POLLIN, 0 }, { server->stop, POLLIN, 0 } };
    while (poll(fds, 3, -1) > 0 && !fds[2].revents) {
        if (fds[0].revents)
            answer_udp(server);
        if (fds[1].revents)
            answer_tcp(server);
    }
    return NULL;
}

/* One port for both: one that is free for UDP may be somebody's for TCP at this moment, then another is taken. */
static void bind_both(struct name_server *server)
{
    for (int tries = 0; tries < 50; tries++) {
        server->port = 0;
        server->tcp = loopback_listen("127.0.0.1", &server->port, 4);
        struct sockaddr_in in = loopback_address("127.0.0.1", server->port);
        server->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (bind(server->udp, (struct sockaddr *)&in, sizeof in) == 0)
            return;
        close(server->udp);
        close(server->tcp);
    }
    fail_msg("no port is free for both UDP and TCP");
}

/* The other end of the stop pipe is returned; closing it ends the server. */
static int start_server(struct name_server *server, int code)
{
    int stop[2];
    assert_int_equal(pipe(stop), 0);
    *server = (struct name_server){ .stop = stop[0], .code = code };
    bind_both(server);
    assert_int_equal(pthread_create(&server->thread, NULL, serve_names, server), 0);
    return stop[1];
}

static void stop_server(struct name_server *server, int stop)
{
    close(stop);
    pthread_join(server->thread, NULL);
    close(server->udp);
    close(server->tcp);
    close(server->stop);
}

static struct name_server server;
static int server_stop;
static char resolver[64];

static int set_up(void **state)
{
    (void)state;
    server_stop = start_server(&server, -1);
    snprintf(resolver, sizeof resolver, "127.0.0.1:%u", server.port);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    stop_server(&server, server_stop);
    return 0;
}

static void tell(const struct dns_answer *answer, char *told, size_t room)
{
    size_t len = (size_t)snprintf(told, room, "%s", answer_word(answer->kind));
    for (size_t i = 0; i < answer->count; i++)
        len += (size_t)snprintf(told + len, room - len, " %u/%u/%u/%s", answer->records[i].priority,
                                answer->records[i].weight, answer->records[i].port, answer->records[i].text);
    if (answer->canonical[0])
        snprintf(told + len, room - len, " as %s", answer->canonical);
}

struct question_row {
    const char *name;
    enum record_type type;
    const char *told;
};

static const struct question_row QUESTIONS[] = {
    { "v4.example", RECORD_A, "found 0/0/0/192.0.2.1" },
    { "v4.example.", RECORD_A, "found 0/0/0/192.0.2.1" },
    { "both.example", RECORD_AAAA, "found 0/0/0/2001:db8::1" },
    { "alias.example", RECORD_A, "found 0/0/0/192.0.2.4 as b.example" },
    { "alias.example", RECORD_AAAA, "no-record as b.example" },
    { "mx.example", RECORD_MX, "found 10/0/0/c.example 20/0/0/b.example" },
    { "_submissions._tcp.example", RECORD_SRV, "found 0/1/465/m._submissions._tcp.example" },
    { "txt.example", RECORD_TXT, "found 0/0/0/v=spf1" },
    { "www.example", RECORD_CNAME, "found 0/0/0/b.example" },
    { "192.0.2.1", RECORD_PTR, "found 0/0/0/h.de" },
    { "1.2.0.192.in-addr.arpa", RECORD_PTR, "found 0/0/0/h.de" },
    { "почта.рф", RECORD_A, "found 0/0/0/192.0.2.5" },
    { "long.example", RECORD_A, "found 0/0/0/192.0.2.9" },
    { "late.example", RECORD_A, "found 0/0/0/192.0.2.8" },
    { "v4.example", RECORD_AAAA, "no-record" },
    { "no-name.example", RECORD_A, "no-name" },
    { "no-name.example", RECORD_MX, "no-name" },
    { "failed.example", RECORD_A, "server-failed" },
    { "refused.example", RECORD_A, "refused" },
    { "cut.example", RECORD_A, "broken" },
    { "a..b", RECORD_A, "no-name" },
    { "", RECORD_A, "no-name" },
    { "two words.example", RECORD_A, "no-name" },
};

static void test_answers_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++) {
        struct dns_question question = { QUESTIONS[i].name, QUESTIONS[i].type, resolver };
        struct dns_answer answer;
        char told[512];
        resolve(&question, loopback_limits(5000), &answer);
        tell(&answer, told, sizeof told);
        print_message("%s\n", QUESTIONS[i].name);
        assert_string_equal(told, QUESTIONS[i].told);
        assert_true(answer.ms < 1000);
        assert_false(answer.from_hosts_file);
    }
}

static void test_no_answer_ends_with_the_limits(void **state)
{
    enum { LIMIT_MS = 600 };
    (void)state;
    static const struct question_row rows[] = {
        { "silent.example", RECORD_A, "silent" },  { "spoof.example", RECORD_A, "silent" },
        { "garbage.example", RECORD_A, "broken" }, { "few.example", RECORD_A, "broken" },
        { "other.example", RECORD_A, "broken" },
    };
    struct dns_question questions[5];
    struct dns_answer answers[5];
    for (size_t i = 0; i < 5; i++)
        questions[i] = (struct dns_question){ rows[i].name, rows[i].type, resolver };
    moment since = clock_now();
    resolve_many(questions, 5, loopback_limits(LIMIT_MS), answers);
    int64_t ms = (clock_now() - since) / 1000;
    for (size_t i = 0; i < 5; i++) {
        print_message("%s\n", rows[i].name);
        assert_string_equal(answer_word(answers[i].kind), rows[i].told);
    }
    assert_in_range(ms, LIMIT_MS - 1, 4 * LIMIT_MS); /* side by side: one after the other would take five of them */
}

static void test_nobody_listens(void **state)
{
    (void)state;
    uint16_t port = 0;
    char closed[64];
    close(loopback_bind(SOCK_DGRAM, "127.0.0.1", &port));
    snprintf(closed, sizeof closed, "127.0.0.1:%u", port);
    static const char *const bad[] = { NULL, "not an address", "127.0.0.1:99999x" };
    for (size_t i = 0; i < 3; i++) {
        struct dns_question question = { "v4.example", RECORD_A, bad[i] ? bad[i] : closed };
        struct dns_answer answer;
        resolve(&question, loopback_limits(5000), &answer);
        assert_int_equal(answer.kind, ANSWER_SILENT);
        assert_true(answer.ms < 1000);
    }
}

static void test_the_next_server_is_asked(void **state)
{
    (void)state;
    static const int codes[] = { 2, 5, 4 };
    for (size_t i = 0; i < 3; i++) {
        struct name_server first;
        struct dns_answer answer;
        char both[128];
        int stop = start_server(&first, codes[i]);
        snprintf(both, sizeof both, "127.0.0.1:%u,127.0.0.1:%u", first.port, server.port);
        resolve(&(struct dns_question){ "v4.example", RECORD_A, both }, loopback_limits(5000), &answer);
        assert_int_equal(answer.kind, ANSWER_FOUND);
        snprintf(both, sizeof both, "127.0.0.1:%u,127.0.0.1:%u", server.port, first.port);
        resolve(&(struct dns_question){ "no-name.example", RECORD_A, both }, loopback_limits(5000), &answer);
        assert_int_equal(answer.kind, ANSWER_NO_NAME);
        snprintf(both, sizeof both, "127.0.0.1:%u,127.0.0.1:%u", first.port, server.port);
        resolve(&(struct dns_question){ "silent.example", RECORD_A, both }, loopback_limits(100), &answer);
        assert_int_equal(answer.kind, codes[i] == 5 ? ANSWER_REFUSED : ANSWER_SERVER_FAILED);
        stop_server(&first, stop);
    }
}

static void test_cancel_ends_it(void **state)
{
    (void)state;
    struct limits limits = loopback_limits(20000);
    struct dns_question question = { "silent.example", RECORD_A, resolver };
    struct dns_answer answer;
    struct addresses addresses;
    limits.cancel_fd = loopback_alarm(20);
    resolve(&question, limits, &answer);
    assert_int_equal(answer.kind, ANSWER_STOPPED);
    assert_true(answer.ms < 120);
    resolve_host("silent.example", resolver, limits, &addresses);
    assert_int_equal(addresses.kind, ANSWER_STOPPED);
    assert_true(addresses.ms < 100);
    close(limits.cancel_fd);
}

static void test_more_questions_than_fit_at_once(void **state)
{
    (void)state;
    enum { COUNT = 37 };
    struct dns_question questions[COUNT];
    struct dns_answer *answers = calloc(COUNT, sizeof *answers);
    for (size_t i = 0; i < COUNT; i++)
        questions[i] = (struct dns_question){ i % 2 ? "v4.example" : "no-name.example", RECORD_A, resolver };
    resolve_many(questions, COUNT, loopback_limits(5000), answers);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(answers[i].kind, i % 2 ? ANSWER_FOUND : ANSWER_NO_NAME);
    free(answers);
}

struct host_row {
    const char *host;
    enum answer_kind kind, v4, v6;
    const char *addresses;
};

static const struct host_row HOSTS[] = {
    { "both.example", ANSWER_FOUND, ANSWER_FOUND, ANSWER_FOUND, "2001:db8::1 192.0.2.1 192.0.2.2 " },
    { "v4.example", ANSWER_FOUND, ANSWER_FOUND, ANSWER_NO_RECORD, "192.0.2.1 " },
    { "half.example", ANSWER_FOUND, ANSWER_FOUND, ANSWER_SILENT, "192.0.2.3 " },
    { "failed-half.example", ANSWER_SERVER_FAILED, ANSWER_SERVER_FAILED, ANSWER_NO_RECORD, "" },
    { "no-name.example", ANSWER_NO_NAME, ANSWER_NO_NAME, ANSWER_NO_NAME, "" },
    { "192.0.2.44", ANSWER_FOUND, ANSWER_FOUND, ANSWER_NO_RECORD, "192.0.2.44 " },
    { "[2001:db8::9]", ANSWER_FOUND, ANSWER_NO_RECORD, ANSWER_FOUND, "2001:db8::9 " },
};

static void test_hosts_have_addresses_of_both_families(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HOSTS / sizeof HOSTS[0]; i++) {
        struct addresses addresses;
        struct buf told;
        buf_init(&told, 256);
        resolve_host(HOSTS[i].host, resolver, loopback_limits(5000), &addresses);
        for (size_t k = 0; k < addresses.count; k++)
            buf_addf(&told, "%s ", addresses.address[k]);
        print_message("%s\n", HOSTS[i].host);
        assert_string_equal(buf_text(&told), HOSTS[i].addresses);
        assert_string_equal(answer_word(addresses.kind), answer_word(HOSTS[i].kind));
        assert_string_equal(answer_word(addresses.kind_v4), answer_word(HOSTS[i].v4));
        assert_string_equal(answer_word(addresses.kind_v6), answer_word(HOSTS[i].v6));
        assert_true(addresses.ms < 500);
        buf_free(&told);
    }
}

/* Every system has this name in its hosts file, and no network is needed for it. */
static void test_the_hosts_file_goes_first(void **state)
{
    (void)state;
    struct addresses addresses;
    struct dns_answer answer;
    resolve_host("localhost", NULL, loopback_limits(5000), &addresses);
    assert_int_equal(addresses.kind, ANSWER_FOUND);
    assert_true(addresses.from_hosts_file);
    resolve(&(struct dns_question){ "LocalHost", RECORD_A, "" }, loopback_limits(5000), &answer);
    assert_int_equal(answer.kind, ANSWER_FOUND);
    assert_true(answer.from_hosts_file);
    assert_string_equal(answer.records[0].text, "127.0.0.1");
    resolve(&(struct dns_question){ "localhost", RECORD_A, resolver }, loopback_limits(5000), &answer);
    assert_int_equal(answer.kind, ANSWER_NO_NAME);
    assert_false(answer.from_hosts_file);
}

/* What the public sees has nothing to do with this machine's file: its resolver is asked, whatever that says. */
static void test_the_public_is_asked_past_the_hosts_file(void **state)
{
    (void)state;
    struct dns_answer answer;
    struct addresses addresses;
    resolve_public(&(struct dns_question){ "localhost", RECORD_A, NULL }, loopback_limits(200), &answer);
    assert_false(answer.from_hosts_file);
    resolve_host_public("localhost", NULL, loopback_limits(200), &addresses);
    assert_false(addresses.from_hosts_file);
    resolve_host_public("v4.example", resolver, loopback_limits(5000), &addresses);
    assert_string_equal(addresses.address[0], "192.0.2.1");
}

/* The server has nothing to say over UDP; over TCP it does. */
static void test_tcp_alone(void **state)
{
    (void)state;
    struct dns_answer answer;
    struct dns_question question = { "tcp-only.example", RECORD_A, resolver };
    resolve(&question, loopback_limits(200), &answer);
    assert_int_equal(answer.kind, ANSWER_SILENT);
    resolve_over_tcp(&question, loopback_limits(5000), &answer);
    assert_int_equal(answer.kind, ANSWER_FOUND);
    assert_string_equal(answer.records[0].text, "192.0.2.10");
}

static void *ask_all(void *argument)
{
    size_t *wrong = argument;
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++) {
        struct dns_question question = { QUESTIONS[i].name, QUESTIONS[i].type, resolver };
        struct dns_answer answer;
        char told[512];
        resolve(&question, loopback_limits(10000), &answer);
        tell(&answer, told, sizeof told);
        *wrong += strcmp(told, QUESTIONS[i].told) != 0;
    }
    return NULL;
}

static void test_many_threads_ask(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    size_t wrong[THREADS] = { 0 };
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_all, &wrong[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_told_apart),
        cmocka_unit_test(test_no_answer_ends_with_the_limits),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_the_next_server_is_asked),
        cmocka_unit_test(test_cancel_ends_it),
        cmocka_unit_test(test_more_questions_than_fit_at_once),
        cmocka_unit_test(test_hosts_have_addresses_of_both_families),
        cmocka_unit_test(test_the_hosts_file_goes_first),
        cmocka_unit_test(test_the_public_is_asked_past_the_hosts_file),
        cmocka_unit_test(test_tcp_alone),
        cmocka_unit_test(test_many_threads_ask),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
