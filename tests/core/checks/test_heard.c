#include "checks/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* As the server is 198.51.100.7 and we have said EHLO [192.168.1.5]. */
static const struct {
    const char *words, *address; /* NULL: none */
} rows[] = {
    { "mx.google.com at your service, [5.6.7.8] SIZE 157286400 8BITMIME", "5.6.7.8" },
    { "mail.example Hello host.example [5.6.7.8], pleased to meet you", "5.6.7.8" },
    { "mail.example Hello [192.168.1.5] (5.6.7.8)", "5.6.7.8" },
    { "mail.example Hello [192.168.1.5]", NULL },
    { "mail.example Hello [10.1.2.3]", "10.1.2.3" },
    { "mail.example Hello [10.1.2.3] [5.6.7.8]", "5.6.7.8" },
    { "mail.example Hello [IPv6:2a00:1450::9]", "2a00:1450::9" },
    { "mail.example Hello 2a00:1450::9.", "2a00:1450::9" },
    { "[198.51.100.7] Hello [5.6.7.8]", "5.6.7.8" },
    { "5.7.1 Service unavailable; Client host [5.6.7.8] blocked using zen.spamhaus.org", "5.6.7.8" },
    { "5.7.1 IP=5.6.7.8 is listed; see https://list.example/5.6.7.9", "5.6.7.8" },
    { "ESMTP Exim 4.96 SIZE 52428800", NULL },
    { "5.7.1 refused, code 5.6.7.8.9 or beef:cafe", NULL },
    { "127.0.0.1 localhost", NULL },
    { "", NULL },
};

static void hears_our_address(void **state)
{
    static const struct addresses theirs = { .address = { "198.51.100.7" }, .count = 1 };
    static const struct heard_not except = { &theirs, "[192.168.1.5]" };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char address[ADDRESS_MAX] = "";
        bool found = heard_address(span_of(rows[i].words), &except, address);
        if (found != (rows[i].address != NULL) || (found && strcmp(address, rows[i].address) != 0))
            fail_msg("%s: %s", rows[i].words, address);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(hears_our_address) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
