#include "checks/sender_domain.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
    const char *name, *house;
} houses[] = {
    { "example.com", "example.com" },
    { "mail.example.com", "example.com" },
    { "a.b.example.org", "example.org" },
    { "example.co.uk", "example.co.uk" },
    { "mx.example.co.uk", "example.co.uk" },
    { "smtp.corp.com.cn", "corp.com.cn" },
    { "com.cn", "com.cn" },
    { "localhost", "localhost" },
    { "mail.com.example", "com.example" },
    { "", "" },
};

static void finds_houses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof houses / sizeof *houses; i++) {
        struct span house = domain_house(span_of(houses[i].name));
        if (!span_equal(house, span_of(houses[i].house)))
            fail_msg("%s: %.*s", houses[i].name, SPAN_ARG(house));
    }
}

static const struct {
    const char *address, *sender, *of_sender, *of_author; /* NULL: none */
} mails[] = {
    { "anna@example.com", "", "example.com", "example.com" },
    { "anna@example.com", "boris@example.org", "example.org", "example.com" },
    { " anna@example.com ", "", "example.com", "example.com" },
    { "анна@почта.рф", "", "xn--80a1acny.xn--p1ai", "xn--80a1acny.xn--p1ai" },
    { "anna", "", NULL, NULL },
    { "anna@localhost", "", NULL, NULL },
    { "anna@bad name.example", "", NULL, NULL },
    { "", "", NULL, NULL },
};

static void same(const char *what, bool found, const char *got, const char *wanted)
{
    if (found != (wanted != NULL) || (found && strcmp(got, wanted) != 0))
        fail_msg("%s: %s", what, found ? got : "none");
}

static void finds_domains(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        char domain[HOST_MAX];
        struct target target;
        target_init(&target);
        mem_copy_text(target.address, sizeof target.address, span_of(mails[i].address));
        mem_copy_text(target.sender, sizeof target.sender, span_of(mails[i].sender));
        same(mails[i].address, sender_domain(&target, domain), domain, mails[i].of_sender);
        same(mails[i].address, author_domain(&target, domain), domain, mails[i].of_author);
        target_clear(&target);
    }
}

static void joins_names(void **state)
{
    char longest[HOST_MAX];
    char name[HOST_MAX];
    (void)state;
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    name_below("_dmarc", "example.com", name);
    assert_string_equal(name, "_dmarc.example.com");
    name_below("_dmarc", longest, name);
    assert_string_equal(name, "");
}

/* What is not told since the time is over is known to be missing. */
static void is_cut_short(void **state)
{
    static const struct {
        bool is_stopped, tells, is_cut;
    } rows[] = { { false, true, false }, { true, true, true }, { true, false, false } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        bool is_cut = false;
        record_init(&record);
        struct scribe scribe = record_scribe(&record);
        int stop = eventfd(rows[i].is_stopped, EFD_NONBLOCK);
        struct inquiry inquiry = { .limits = { CLOCK_NEVER, stop }, .scribe = &scribe, .is_cut_short = &is_cut };
        struct fact fact = fact_of_name(FACT_DANE_NONE, "dane", "example.com");
        if (rows[i].tells)
            tell_of_name(&inquiry, &fact);
        assert_int_equal(is_cut, rows[i].is_cut);
        assert_int_equal(record.fact_count, rows[i].tells && !rows[i].is_stopped);
        record_clear(&record);
        close(stop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_houses), cmocka_unit_test(finds_domains),
                                        cmocka_unit_test(joins_names), cmocka_unit_test(is_cut_short) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
