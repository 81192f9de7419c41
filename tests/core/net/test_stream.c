#include "net/stream.h"

#include "core/net/loopback.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

static void open_pair(struct stream *client, struct stream *server)
{
    int a;
    int b;
    loopback_pair(&a, &b);
    stream_adopt(client, a);
    stream_adopt(server, b);
}

static void test_bytes_arrive_as_they_are(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    struct buf got;
    open_pair(&client, &server);
    buf_init(&got, 100);
    assert_int_equal(stream_write(&client, SPAN("EHLO\0x\r\n"), loopback_limits(1000)), OUTCOME_DONE);
    assert_int_equal(stream_read(&server, &got, 3, loopback_limits(1000)), OUTCOME_DONE);
    assert_true(span_equal(buf_span(&got), SPAN("EHL")));
    assert_true(stream_has_input(&server));
    assert_int_equal(stream_read(&server, &got, 90, loopback_limits(1000)), OUTCOME_DONE);
    assert_true(span_equal(buf_span(&got), SPAN("EHLO\0x\r\n")));
    assert_false(stream_has_input(&server));
    buf_free(&got);
    stream_close(&client);
    stream_close(&server);
    assert_int_equal(client.fd, -1);
    assert_false(stream_has_input(&client));
}

static void test_the_limits_end_a_read(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    struct buf got;
    struct limits limits = loopback_limits(20000);
    open_pair(&client, &server);
    buf_init(&got, 100);
    moment since = clock_now();
    assert_int_equal(stream_read(&client, &got, 10, loopback_limits(30)), OUTCOME_OUT_OF_TIME);
    assert_in_range((clock_now() - since) / 1000, 29, 10000);
    limits.cancel_fd = loopback_alarm(20);
    since = clock_now();
    assert_int_equal(stream_read(&client, &got, 10, limits), OUTCOME_CANCELLED);
    assert_true((clock_now() - since) / 1000 < 10000); /* half of what the limits would allow */
    /* the user's wish goes before bytes that are there */
    assert_int_equal(stream_write(&server, SPAN("x"), loopback_limits(1000)), OUTCOME_DONE);
    assert_int_equal(stream_read(&client, &got, 10, limits), OUTCOME_CANCELLED);
    assert_int_equal(stream_write(&client, SPAN("x"), limits), OUTCOME_CANCELLED);
    close(limits.cancel_fd);
    stream_close(&client);
    stream_close(&server);
    buf_free(&got);
}

static void test_nobody_reads_what_we_write(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    size_t size = 32 * MIB;
    char *bytes = calloc(1, size);
    open_pair(&client, &server);
    assert_int_equal(stream_write(&client, (struct span){ bytes, size }, loopback_limits(50)), OUTCOME_OUT_OF_TIME);
    free(bytes);
    stream_close(&client);
    stream_close(&server);
}

static void test_the_other_side_hangs_up(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    struct buf got;
    buf_init(&got, 100);
    open_pair(&client, &server);
    stream_close(&server);
    assert_int_equal(stream_read(&client, &got, 10, loopback_limits(1000)), OUTCOME_HUNG_UP);
    stream_close(&client);
    open_pair(&client, &server);
    stream_abort(&server);
    assert_int_equal(stream_read(&client, &got, 10, loopback_limits(1000)), OUTCOME_HUNG_UP);
    assert_int_equal(stream_write(&client, SPAN("x"), loopback_limits(1000)), OUTCOME_HUNG_UP);
    stream_close(&client);
    buf_free(&got);
}

static void test_abort_resets(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    char byte;
    open_pair(&client, &server);
    stream_abort(&server);
    assert_int_equal(limits_wait(loopback_limits(1000), client.fd, POLLIN), OUTCOME_DONE);
    assert_int_equal(recv(client.fd, &byte, 1, 0), -1);
    assert_int_equal(errno, ECONNRESET);
    stream_close(&client);
}

static void test_last_words_survive_unread_input(void **state)
{
    (void)state;
    struct stream client;
    struct stream server;
    struct buf got;
    buf_init(&got, 100);
    open_pair(&client, &server);
    assert_int_equal(stream_write(&client, SPAN("QUIT\r\nmore"), loopback_limits(1000)), OUTCOME_DONE);
    assert_int_equal(limits_wait(loopback_limits(1000), server.fd, POLLIN), OUTCOME_DONE);
    assert_int_equal(stream_write(&server, SPAN("421 bye\r\n"), loopback_limits(1000)), OUTCOME_DONE);
    stream_close(&server);
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(1000)), OUTCOME_DONE);
    assert_string_equal(buf_text(&got), "421 bye\r\n");
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(1000)), OUTCOME_HUNG_UP);
    stream_close(&client);
    buf_free(&got);
}

static void test_trouble_is_remembered(void **state)
{
    (void)state;
    int ends[2];
    struct stream stream;
    struct buf got;
    buf_init(&got, 100);
    assert_int_equal(pipe(ends), 0);
    stream_adopt(&stream, ends[0]);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(stream_read(&stream, &got, 10, loopback_limits(1000)), OUTCOME_TROUBLE);
    assert_int_equal(stream.error, ENOTSOCK);
    stream_close(&stream);
    close(ends[1]);
    buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_arrive_as_they_are),
        cmocka_unit_test(test_the_limits_end_a_read),
        cmocka_unit_test(test_nobody_reads_what_we_write),
        cmocka_unit_test(test_the_other_side_hangs_up),
        cmocka_unit_test(test_abort_resets),
        cmocka_unit_test(test_last_words_survive_unread_input),
        cmocka_unit_test(test_trouble_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
