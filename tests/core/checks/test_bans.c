#include "checks/bans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *what;
    const char *text;
    size_t count;
    bool is_own;
    const char *jail, *address;
} rows[] = {
    { "nothing", "", 0, false, "", "" },
    { "no bans", "[{'sshd': []}, {'postfix-sasl': []}]\n", 0, false, "", "" },
    { "not about mail", "[{'sshd': ['203.0.113.5', '192.0.2.1']}, {'postfix-sasl': []}]\n", 0, false, "", "" },
    { "strangers", "[{'sshd': ['203.0.113.5']}, {'postfix-sasl': ['198.51.100.7', '198.51.100.8']}]\n", 2, false,
      "postfix-sasl", "198.51.100.7" },
    { "our own behind others",
      "[{'sshd': ['203.0.113.5']}, {'postfix-sasl': ['198.51.100.7']}, {'Dovecot': ['198.51.100.8', '192.0.2.1', "
      "'198.51.100.9']}]\n",
      4, true, "Dovecot", "192.0.2.1" },
    { "banned from everything", "[{'recidive': ['192.0.2.1']}]\n", 1, true, "recidive", "192.0.2.1" },
    { "cut off", "[{'postfix': ['192.0.", 0, false, "", "" },
    { "no jail", "['192.0.2.1']", 0, false, "", "" },
};

static bool is_own(const char *address)
{
    return strcmp(address, "192.0.2.1") == 0;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bans bans;
        bans_read(span_of(rows[i].text), is_own, &bans);
        if (bans.count != rows[i].count || bans.is_own != rows[i].is_own || strcmp(bans.jail, rows[i].jail) != 0 ||
            strcmp(bans.address, rows[i].address) != 0)
            fail_msg("%s: %zu, %s in %s", rows[i].what, bans.count, bans.address, bans.jail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
