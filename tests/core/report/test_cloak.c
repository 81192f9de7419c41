/* Own names and addresses are covered wherever they stand; the server's stay, and so does everything else. */
#include "report/cloak.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name;
    unsigned hide;
    const char *text, *expected;
} rows[] = {
    { "a sender", HIDE_ALL, "MAIL FROM:<anna.b@example.com>", "MAIL FROM:<ACCOUNT-1@example.com>" },
    { "the name alone", HIDE_ALL, "535 anna.b: no such user", "535 ACCOUNT-1: no such user" },
    { "any case", HIDE_ALL, "user=<Anna.B>", "user=<ACCOUNT-1>" },
    { "not inside a word", HIDE_ALL, "joanna.bell", "joanna.bell" },
    { "in a web address", HIDE_ALL, "?user=anna.b%40example.com", "?user=ACCOUNT-1%40example.com" },
    { "the other account", HIDE_ALL, "RCPT TO:<boris@example.org>", "RCPT TO:<ACCOUNT-3@example.org>" },
    { "a login of two letters only before the @", HIDE_ALL, "550 xy@example.com by a xy rule",
      "550 ACCOUNT-2@example.com by a xy rule" },
    { "an address nobody typed", HIDE_ALL, "for <carol+x@example.net>", "for <ACCOUNT-4@example.net>" },
    { "a postmaster is nobody's name", HIDE_ALL, "write to postmaster@example.com", "write to postmaster@example.com" },
    { "an id of a message", HIDE_ALL, "message-id=<20261122.1@example.com>", "message-id=<20261122.1@example.com>" },
    { "the own address", HIDE_ALL, "EHLO [198.51.100.7]", "EHLO [OWNIP-1]" },
    { "the server's address", HIDE_ALL, "connected to 192.0.2.10:587", "connected to 192.0.2.10:587" },
    { "with a port and a full stop", HIDE_ALL, "from 198.51.100.7:40001, 198.51.100.7.",
      "from OWNIP-1:40001, OWNIP-1." },
    { "of the other kind", HIDE_ALL, "from [IPv6:2001:db8::7]", "from [IPv6:OWNIP-1]" },
    { "no enhanced code", HIDE_ALL, "535 5.7.8 at 10:25:31", "535 5.7.8 at 10:25:31" },
    { "a longer number", HIDE_ALL, "1.198.51.100.7 and 198.51.100.70x", "1.198.51.100.7 and 198.51.100.70x" },
    { "everybody's address", HIDE_ALL, "127.0.0.1 and ::1", "127.0.0.1 and ::1" },
    { "the name the server looked up", HIDE_ALL, "250 Hello p7.dsl.isp.example [198.51.100.7], p7.dsl.isp.example",
      "250 Hello OWNHOST-1 [OWNIP-1], OWNHOST-1" },
    { "an address in a name", HIDE_ALL, "198.51.100.7 is dyn-198-51-100-7.isp.example",
      "OWNIP-1 is dyn-OWNIP-1.isp.example" },
    { "asked of a block list", HIDE_ALL, "198.51.100.7: 7.100.51.198.list.example", "OWNIP-1: OWNIP-1.list.example" },
    { "two of them", HIDE_ALL, "198.51.100.7 10.0.0.5 198.51.100.7", "OWNIP-1 OWNIP-2 OWNIP-1" },
    { "only the account", HIDE_ACCOUNT, "anna.b from 198.51.100.7", "ACCOUNT-1 from 198.51.100.7" },
    { "only the network", HIDE_NETWORK, "anna.b from 198.51.100.7", "anna.b from OWNIP-1" },
    { "bytes that are no text", HIDE_ALL, "\377anna.b\033[", "\377anna.b\033[" },
    { "nothing", HIDE_ALL, "", "" },
    { "an @ and no more", HIDE_ALL, "@ x@ @y", "@ x@ @y" },
};

static void cover(unsigned hide, const char *text, struct buf *out)
{
    struct cloak *cloak = mem_new(sizeof *cloak);
    cloak_init(cloak, hide);
    cloak_trust(cloak, SPAN("192.0.2.10"));
    cloak_trust(cloak, SPAN("smtp.example.com"));
    cloak_account(cloak, SPAN(" anna.b@example.com"));
    cloak_account(cloak, SPAN("xy"));
    cloak_account(cloak, SPAN("boris@example.org"));
    cloak_look(cloak, span_of(text));
    cloak_add(cloak, span_of(text), out);
    cloak_clear(cloak);
    free(cloak);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out, 4 * KIB);
        cover(rows[i].hide, rows[i].text, &out);
        if (strcmp(buf_text(&out), rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].name, buf_text(&out));
        buf_free(&out);
    }
}

/* More than can be told apart are covered all the same. */
static void test_too_many(void **state)
{
    struct buf text;
    struct buf out;
    (void)state;
    buf_init(&text, MIB);
    buf_init(&out, MIB);
    for (unsigned i = 0; i < CLOAK_MAX + 100; i++)
        buf_addf(&text, "<someone%u@example.com> [10.1.%u.%u]\n", i, i / 250, i % 250);
    cover(HIDE_ALL, buf_text(&text), &out);
    assert_true(span_find(buf_span(&out), SPAN("someone")) == SPAN_NONE);
    assert_true(span_find(buf_span(&out), SPAN("10.1.")) == SPAN_NONE);
    buf_free(&text);
    buf_free(&out);
}

static void test_words(void **state)
{
    static const struct {
        const char *words;
        bool is_known;
        unsigned hide;
    } wishes[] = { { "account", true, HIDE_ACCOUNT },
                   { "network", true, HIDE_NETWORK },
                   { "account,network", true, HIDE_ALL },
                   { "all", true, HIDE_ALL },
                   { "", false, 0 },
                   { "acount", false, 0 },
                   { "account,", true, HIDE_ACCOUNT },
                   { "account,x", false, 0 } };
    (void)state;
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        unsigned hide = 0;
        assert_int_equal(hide_from_words(span_of(wishes[i].words), &hide), wishes[i].is_known);
        assert_int_equal(hide, wishes[i].hide);
    }
}

static void test_count(void **state)
{
    (void)state;
    assert_int_equal(cloak_count(CLOAKED_ACCOUNT, SPAN("ACCOUNT-1 and ACCOUNT-2@x ACCOUNT-1")), 3);
    assert_int_equal(cloak_count(CLOAKED_IP, SPAN("OWNHOST-1 [OWNIP-1]")), 1);
    assert_int_equal(cloak_count(CLOAKED_HOST, SPAN("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
