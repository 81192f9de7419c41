#include "checks/block_list.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct block_list *list_of(const char *zone)
{
    for (size_t i = 0; i < block_list_count(); i++)
        if (strcmp(block_list_at(i)->zone, zone) == 0)
            return block_list_at(i);
    fail_msg("no list %s", zone);
    return NULL;
}

static const struct {
    const char *zone, *subject, *name; /* name NULL: not asked there */
} names[] = {
    { "zen.spamhaus.org", "203.0.113.9", "9.113.0.203.zen.spamhaus.org" },
    { "zen.spamhaus.org", "2001:db8::9",
      "9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.spamhaus.org" },
    { "bl.spamcop.net", "203.0.113.9", "9.113.0.203.bl.spamcop.net" },
    { "bl.spamcop.net", "2001:db8::9", NULL },
    { "zen.spamhaus.org", "example.com", NULL },
    { "dbl.spamhaus.org", "example.com", "example.com.dbl.spamhaus.org" },
    { "dbl.spamhaus.org", "203.0.113.9", NULL },
    { "dbl.spamhaus.org", "not a domain", NULL },
};

static void makes_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[HOST_MAX] = "";
        bool asked = block_list_name(list_of(names[i].zone), names[i].subject, name);
        if (asked != (names[i].name != NULL) || (asked && strcmp(name, names[i].name) != 0))
            fail_msg("%s in %s: %s", names[i].subject, names[i].zone, name);
    }
}

static const struct {
    const char *zone;
    enum answer_kind kind;
    const char *first, *second;
    enum listing listing;
    const char *code;
} answers[] = {
    { "zen.spamhaus.org", ANSWER_NO_NAME, NULL, NULL, LISTING_NONE, "" },
    { "zen.spamhaus.org", ANSWER_NO_RECORD, NULL, NULL, LISTING_NONE, "" },
    { "zen.spamhaus.org", ANSWER_SILENT, NULL, NULL, LISTING_UNKNOWN, "" },
    { "zen.spamhaus.org", ANSWER_SERVER_FAILED, NULL, NULL, LISTING_UNKNOWN, "" },
    { "zen.spamhaus.org", ANSWER_REFUSED, NULL, NULL, LISTING_REFUSED, "" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.2", NULL, LISTING_LISTED, "SBL" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.3", NULL, LISTING_LISTED, "CSS" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.4", NULL, LISTING_LISTED, "XBL" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.9", "127.0.0.2", LISTING_LISTED, "DROP" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.10", NULL, LISTING_HOME, "PBL" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.0.0.11", "127.0.0.4", LISTING_LISTED, "XBL" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.255.255.254", NULL, LISTING_REFUSED, "127.255.255.254" },
    { "zen.spamhaus.org", ANSWER_FOUND, "127.255.255.252", NULL, LISTING_REFUSED, "127.255.255.252" },
    { "zen.spamhaus.org", ANSWER_FOUND, "192.0.2.80", NULL, LISTING_UNKNOWN, "192.0.2.80" },
    { "bl.spamcop.net", ANSWER_FOUND, "127.0.0.2", NULL, LISTING_LISTED, "127.0.0.2" },
    { "bl.spamcop.net", ANSWER_FOUND, "127.0.0.10", NULL, LISTING_LISTED, "127.0.0.10" },
    { "dbl.spamhaus.org", ANSWER_FOUND, "127.0.1.4", NULL, LISTING_LISTED, "phishing" },
    { "dbl.spamhaus.org", ANSWER_FOUND, "127.0.1.105", NULL, LISTING_LISTED, "abused" },
    { "dbl.spamhaus.org", ANSWER_FOUND, "127.0.1.255", NULL, LISTING_UNKNOWN, "" },
};

static void reads_answers(void **state)
{
    static struct dns_answer answer;
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const char *texts[] = { answers[i].first, answers[i].second };
        const char *code;
        answer = (struct dns_answer){ .kind = answers[i].kind };
        for (size_t k = 0; k < 2 && texts[k]; k++)
            mem_copy_text(answer.records[answer.count++].text, DNS_TEXT_MAX, span_of(texts[k]));
        enum listing listing = block_list_read(list_of(answers[i].zone), &answer, &code);
        if (listing != answers[i].listing || strcmp(code, answers[i].code) != 0)
            fail_msg("%s %s: %d %s", answers[i].zone, texts[0] ? texts[0] : "", (int)listing, code);
    }
}

static void each_says_where_to_go(void **state)
{
    (void)state;
    for (size_t i = 0; i < block_list_count(); i++) {
        const struct block_list *list = block_list_at(i);
        assert_true(span_starts(span_of(list->removal), SPAN("https://")));
        assert_true(list->takes_v4 || list->takes_v6 || list->takes_domains);
        assert_non_null(list->test);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(makes_names), cmocka_unit_test(reads_answers),
                                        cmocka_unit_test(each_says_where_to_go) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
