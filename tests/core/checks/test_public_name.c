#include "checks/public_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *name, *address;
    bool is_generic;
} rows[] = {
    { "mail.example.com", "203.0.113.9", false },
    { "mx9.example.com", "203.0.113.9", false },
    { "smtp-113.example.com", "203.0.113.9", false },
    { "dynamo.example.com", "203.0.113.9", false },
    { "carpool.example.com", "203.0.113.9", false },
    { "203-0-113-9.isp.example", "203.0.113.9", true },
    { "9.113.0.203.isp.example", "203.0.113.9", true },
    { "ip-203.000.113.009.isp.example", "203.0.113.9", true },
    { "host203000113009.isp.example", "203.0.113.9", true },
    { "cb007109.isp.example", "203.0.113.9", true },
    { "dyn-77.isp.example", "203.0.113.9", true },
    { "p5dd0.dip0.t-ipconnect.example", "203.0.113.9", true },
    { "77.pool.isp.example", "203.0.113.9", true },
    { "adsl77.isp.example", "203.0.113.9", true },
    { "host.DYNAMIC.isp.example", "2001:db8::1", true },
    { "host.isp.example", "2001:db8::1", false },
};

static void tells_generic_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (public_name_is_generic(span_of(rows[i].name), rows[i].address) != rows[i].is_generic)
            fail_msg("%s", rows[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tells_generic_names) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
