/* What of a server's own log concerns these checks: the moment, and the account or the client. */
#include "checks/server_log.h"
#include "logs/log_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *name, *line;
    const char *told; /* a part of the reason, NULL: does not concern */
} rows[] = {
    { "Postfix, by its account",
      "Nov 24 10:00:05 mail postfix/smtps/smtpd[7]: warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: "
      "UGFzc3dvcmQ6, sasl_username=anna@example.com\n",
      "" },
    { "Postfix, by its client",
      "Nov 24 10:00:05 mail postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: bad\n",
      "" },
    { "Dovecot",
      "Nov 24 10:00:05 mail dovecot: submission-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 "
      "secs): "
      "user=<anna@example.com>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, TLS\n",
      "" },
    { "Exim",
      "2026-11-24 10:00:05 login authenticator failed for (me) [192.0.2.7]: 535 Incorrect authentication data "
      "(set_id=anna@example.com)\n",
      "Incorrect authentication data" },
    { "too early",
      "Nov 24 09:58:05 mail postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: bad\n",
      NULL },
    { "of tomorrow",
      "Nov 25 10:00:05 mail postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: bad\n",
      NULL },
    { "somebody else",
      "Nov 24 10:00:05 mail postfix/smtpd[7]: warning: unknown[203.0.113.9]: SASL PLAIN authentication failed: bad, "
      "sasl_username=boris@example.com\n",
      NULL },
    { "no failure", "Nov 24 10:00:05 mail postfix/smtpd[7]: connect from unknown[192.0.2.7]\n", NULL },
    { "junk", "\001\002 Nov 24 10:00:05 \377\n", NULL },
};

static void take(void *owner, const struct log_event *event)
{
    struct span *told = owner;
    *told = event->text.len ? event->text : event->line;
}

static void test_rows(void **state)
{
    int64_t midnight = log_days(2026, 11, 24) * 86400;
    struct log_interest interest = { .from = midnight + 36000,
                                     .until = midnight + 36010,
                                     .account = SPAN("anna@example.com"),
                                     .clients = { SPAN("192.0.2.7") },
                                     .client_count = 1 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[512];
        struct span told = SPAN_EMPTY;
        (void)snprintf(line, sizeof line, "%s", rows[i].line);
        server_log_read(span_of(line), &interest, &told, take);
        if ((rows[i].told != NULL) != (told.len > 0))
            fail_msg("%s: %.*s", rows[i].name, SPAN_ARG(told));
        if (rows[i].told && span_find(told, span_of(rows[i].told)) == SPAN_NONE)
            fail_msg("%s: %.*s", rows[i].name, SPAN_ARG(told));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
