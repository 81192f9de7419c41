#include "checks/imap_answer.h"

#include "checks/mail_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_search(void **state)
{
    static const struct {
        const char *answer;
        uint64_t last;
    } rows[] = { { "* SEARCH 7\nA009 OK done\n", 7 },
                 { "* SEARCH 3 12 5\n", 12 },
                 { "* SEARCH\nA009 OK done\n", 0 },
                 { "* search\n* SEARCH 4\r\n", 4 },
                 { "* 9 EXISTS\nA SEARCH 7\n", 0 },
                 { "* SEARCH 99999999999 x\n", 0 },
                 { "", 0 } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(imap_last_found(span_of(rows[i].answer)), rows[i].last);
}

static void test_junk(void **state)
{
    static const struct {
        const char *answer, *name;
    } rows[] = {
        { "* LIST (\\HasNoChildren) \".\" INBOX\n* LIST (\\HasNoChildren \\Junk) \"/\" \"[Gmail]/Spam\"\n",
          "\"[Gmail]/Spam\"" },
        { "* LIST () \".\" Spam\n* LIST (\\Junk) \".\" Quarantine\n", "Quarantine" },
        { "* LIST (\\HasNoChildren) \".\" INBOX.Junk\r\nA OK\n", "INBOX.Junk" },
        { "* LIST () \"/\" \"&V4NXPpCuTvY-\"\n", "\"&V4NXPpCuTvY-\"" },
        { "* LIST () \"/\" \"Junk E-mail\"\n", "\"Junk E-mail\"" },
        { "* LIST (\\Noselect) \"/\" Junk\n", "" },
        { "* LIST () \"/\" \"a \\\" Spam\"\n", "" },
        { "* LIST (\\Junk) \"/\" {4}\nSpam\n", "" },
        { "* LIST (\\Junk) \"/\" \"Sp\001am\"\n", "" },
        { "* LIST (\\Junk\n", "" },
        { "* LIST () \"/\" \"\n", "" },
        { "A1 OK\n", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[32];
        assert_int_equal(imap_junk_folder(span_of(rows[i].answer), name, sizeof name), rows[i].name[0] != '\0');
        assert_string_equal(name, rows[i].name);
    }
}

/* The last server writes the first field. */
static const char way[] = "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (RECEIVED)] {420}\r\n"
                          "Received: from mx.b by store.b with LMTP id 3;\r\n"
                          "\tTue, 24 Nov 2026 10:02:05 +0000\r\n"
                          "Received: from out.a (out.a [192.0.2.1])\r\n by mx.b (Postfix) with ESMTPS id 2\r\n"
                          " for <x@b>; Tue, 24 Nov 2026 11:02:00 +0100 (CET)\r\n"
                          "Received: from [192.0.2.9] by out.a; Tue, 24 Nov 2026 10:00:10 +0000\r\n"
                          "\r\n)\r\nA010 OK done\r\n";

static void test_hops(void **state)
{
    struct mail_hop hops[HOPS_MAX];
    int64_t seconds;
    (void)state;
    assert_int_equal(imap_hops(span_of(way), hops), 3);
    assert_string_equal(hops[0].by, "out.a");
    assert_string_equal(hops[1].by, "mx.b");
    assert_string_equal(hops[2].by, "store.b");
    assert_int_equal(hops[1].at - hops[0].at, 110);
    assert_int_equal(hops[2].at - hops[1].at, 5);
    assert_int_equal(imap_slowest_hop(hops, 3, &seconds), 0);
    assert_int_equal(seconds, 110);
}

static void test_odd_hops(void **state)
{
    static const struct {
        const char *header;
        size_t count, slowest;
        int64_t seconds;
    } rows[] = {
        { "", 0, SIZE_MAX, -1 },
        { "Subject: x\n", 0, SIZE_MAX, -1 },
        { "Received: no date\nReceived: by a; Tue, 24 Nov 2026 10:00:10 +0000", 2, SIZE_MAX, -1 },
        /* a clock that is behind */
        { "Received: by b; Tue, 24 Nov 2026 10:00:00 +0000\nReceived: by a; Tue, 24 Nov 2026 10:00:10 +0000\n", 2, 0,
          0 },
        { "Received: by; soon\n", 1, SIZE_MAX, -1 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mail_hop hops[HOPS_MAX];
        int64_t seconds;
        assert_int_equal(imap_hops(span_of(rows[i].header), hops), rows[i].count);
        assert_int_equal(imap_slowest_hop(hops, rows[i].count, &seconds), rows[i].slowest);
        assert_int_equal(seconds, rows[i].seconds);
    }
}

static void test_many_hops(void **state)
{
    struct mail_hop hops[HOPS_MAX];
    struct buf header;
    (void)state;
    buf_init(&header, 64 * 1024);
    for (size_t i = 0; i < 10 * HOPS_MAX; i++)
        buf_add_text(&header, "Received: by a; x\n");
    assert_int_equal(imap_hops(buf_span(&header), hops), HOPS_MAX);
    buf_free(&header);
}

static void test_message_id(void **state)
{
    static const struct {
        const char *message, *id;
    } rows[] = { { "Subject: x\r\nMessage-ID: <a.b@c>\r\n\r\nx", "a.b@c" },
                 { "message-id:a@b\n", "a@b" },
                 { "Subject: x\n\nMessage-ID: <a@b>\n", NULL },
                 { "Message-ID: <a\" b@c>\n", NULL },
                 { "Message-ID: <>\n", NULL },
                 { "Message-ID:\n", NULL },
                 { "", NULL } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[64];
        bool found = mail_message_id(span_of(rows[i].message), id, sizeof id);
        assert_int_equal(found, rows[i].id != NULL);
        if (found)
            assert_string_equal(id, rows[i].id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_search),    cmocka_unit_test(test_junk),
                                        cmocka_unit_test(test_hops),      cmocka_unit_test(test_odd_hops),
                                        cmocka_unit_test(test_many_hops), cmocka_unit_test(test_message_id) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
