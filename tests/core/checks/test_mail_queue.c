#include "checks/mail_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW = 1700003600 };

#define POSTFIX(queue, arrival, reason)                                                                                \
    "{\"queue_name\": \"" queue "\", \"queue_id\": \"4F0C21A2B\", \"arrival_time\": " arrival                          \
    ", \"message_size\": 2048, \"sender\": \"anna@corp.test\", \"recipients\": [{\"address\": \"b@x.test\""            \
    ", \"delay_reason\": \"" reason "\"}]}\n"
#define HOST_SAID(host, words) "host " host "[192.0.2.1] said: " words

static const struct {
    const char *what;
    void (*read)(struct span, int64_t, struct mail_queue *);
    const char *text;
    size_t count, deferred;
    int64_t oldest_s;
    const char *reason; /* a part of it; NULL: none */
    size_t reason_count;
} rows[] = {
    { "postfix, empty", mail_queue_postfix, "", 0, 0, -1, NULL, 0 },
    { "postfix, deferred", mail_queue_postfix,
      POSTFIX("deferred", "1700000000", HOST_SAID("mx1.x.test", "450 4.7.1 try later"))
          POSTFIX("deferred", "1700003000", HOST_SAID("mx2.x.test", "450 4.7.1 try later"))
              POSTFIX("deferred", "1700003000", "Connection timed out"),
      3, 3, 3600, "450 4.7.1 try later", 2 },
    { "postfix, on its way", mail_queue_postfix,
      "{\"queue_name\": \"active\", \"arrival_time\": 1700003590, \"recipients\": [{\"address\": \"b@x.test\"}]}\n", 1,
      0, 10, NULL, 0 },
    { "postfix, times from the future", mail_queue_postfix, POSTFIX("deferred", "1900000000", "x y z"), 1, 1, -1,
      "x y z", 1 },
    { "postfix, not JSON", mail_queue_postfix, "Mail queue is empty\n{\"queue_name\":\n[1]\n", 0, 0, -1, NULL, 0 },
    { "exim", mail_queue_exim,
      "25m  2.9K 0t5C6f-0000c8-00 <anna@corp.test>\n          boris@x.test\n\n"
      " 3d  1.1K 1abcde-000001-XY <> *** frozen ***\n          carol@x.test\n",
      2, 1, 259200, NULL, 0 },
    { "exim, nothing", mail_queue_exim, "\n", 0, 0, -1, NULL, 0 },
    { "opensmtpd", mail_queue_opensmtpd,
      "1234567890abcdef|inet4|mta|auth|a@c.test|b@x.test|b@x.test|1700000000|1700345600|0|2|pending|30|"
      "Network error on destination MXs\n",
      1, 1, 3600, "Network error", 1 },
    { "sendmail", mail_queue_sendmail,
      "/var/spool/mqueue (1 request)\n-----Q-ID----- --Size-- -----Q-Time----- "
      "------------Sender/Recipient-----------\n"
      "3AB1C2D3004567      123 Tue Nov 14 22:13 <anna@corp.test>\n"
      "                 (Deferred: Connection refused by mx.x.test.)\n                                         "
      "<b@x.test>\n",
      1, 1, 3620, "Connection refused", 1 },
    { "sendmail, last year", mail_queue_sendmail, "3AB1C2D3004567      123 Fri Nov 25 22:13 <anna@corp.test>\n", 1, 0,
      354 * 86400 + 3620, NULL, 0 },
    { "sendmail, no time", mail_queue_sendmail, "3AB1C2D3004567* (no control file)\n", 1, 0, -1, NULL, 0 },
    { "exim, three days", mail_queue_exim,
      " 3d  2.9K 1t5C6f-0000c8-00 <anna@corp.test>\n          bob@silent.test\n\n"
      "72h  1.2K 1t5C6f-0000c9-00 <anna@corp.test>\n          bob@silent.test\n\n",
      2, 2, 259200, NULL, 0 },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mail_queue queue;
        rows[i].read(span_of(rows[i].text), NOW, &queue);
        if (queue.count != rows[i].count || queue.deferred != rows[i].deferred || queue.oldest_s != rows[i].oldest_s ||
            queue.reason_count != rows[i].reason_count || !strstr(queue.reason, rows[i].reason ? rows[i].reason : ""))
            fail_msg("%s: %zu, %zu deferred, %lld s, %zu× %s", rows[i].what, queue.count, queue.deferred,
                     (long long)queue.oldest_s, queue.reason_count, queue.reason);
    }
}

static void test_long(void **state)
{
    static const struct {
        size_t count, deferred;
        int64_t oldest_s;
        bool is_long;
        const char *age;
    } queues[] = {
        { 0, 0, -1, false, "?" },     { 1, 0, 90, false, "0:01" },     { 30, 0, 40000, false, "11:06" },
        { 2, 2, 600, false, "0:10" }, { 2, 2, 259500, true, "72:05" }, { 60, 60, -1, true, "?" },
        { 101, 0, 60, true, "0:01" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        char age[32];
        struct mail_queue queue = { .count = queues[i].count,
                                    .deferred = queues[i].deferred,
                                    .oldest_s = queues[i].oldest_s };
        mail_queue_age(&queue, age, sizeof age);
        assert_string_equal(age, queues[i].age);
        assert_int_equal(mail_queue_is_long(&queue), queues[i].is_long);
    }
}

static void test_exim_reasons(void **state)
{
    static const struct {
        const char *log, *failure;
    } logs[] = {
        { "", "" },
        { "2026-11-28 09:48:00 Received from anna@corp.test\n", "" },
        { "2026-11-28 09:48:01 bob@x.test R=dnslookup T=remote_smtp defer (110): Connection timed out\n",
          "Connection timed out" },
        { "2026-11-28 09:48:01 bob@x.test R=dnslookup T=remote_smtp defer (110): Connection timed out\n"
          "2026-11-28 10:48:01 bob@x.test R=dnslookup T=remote_smtp defer (-44) H=mx.x.test [192.0.2.1]: SMTP error "
          "from "
          "remote mail server after RCPT TO:<bob@x.test>: 450 4.7.1 Try later\n",
          "H=mx.x.test [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<bob@x.test>: 450 4.7.1 Try "
          "later" },
        { " defer (", "" },
    };
    char ids[2][EXIM_ID_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
        assert_true(span_equal(mail_queue_exim_failure(span_of(logs[i].log)), span_of(logs[i].failure)));
    assert_int_equal(mail_queue_exim_ids(SPAN(" 3d  2.9K 1t5C6f-0000c8-00 <a@c.test>\n     b@x.test\n"), ids, 2), 1);
    assert_string_equal(ids[0], "1t5C6f-0000c8-00");
    assert_int_equal(mail_queue_exim_ids(SPAN("1m 1K 1-a <>\n1m 1K 1-b <>\n1m 1K 1-c <>\n"), ids, 2), 2);
}

int main(void)
{
    setenv("TZ", "UTC0", 1); /* NOLINT(concurrency-mt-unsafe): nothing else runs yet */
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_long),
                                        cmocka_unit_test(test_exim_reasons) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
