#include "run/ports_compare.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Each port: number, which certificate, how it is, who issued it; "-": it showed none. */
static const struct {
    const char *name;
    const char *shown;
    uint16_t chosen;
    const char *told; /* each: word, port, the one that it is measured by, status */
} certificates[] = {
    { "one for all", "465 A good CN=Trusted; 587 A good CN=Trusted", 587, "" },
    { "two of one issuer", "465 A good CN=Trusted; 587 B good CN=Trusted", 587, "" },
    { "none that holds", "465 A untrusted CN=X; 587 B untrusted CN=Y", 587, "" },
    { "the one that is used is by an unknown issuer", "465 A good CN=Trusted; 587 B untrusted CN=Filter", 587,
      "certs-differ 587 465 warning;" },
    { "one that is not used", "465 A good CN=Trusted; 587 B untrusted CN=Filter", 465, "certs-differ 587 465 ok;" },
    { "both hold", "465 A good CN=Trusted; 587 B good CN=Another", 587, "certs-differ 587 465 ok;" },
    { "an antivirus whose authority is known here", "465 B good CN=Avast-Mail-Shield-Root; 587 A good CN=Trusted", 465,
      "certs-differ 465 587 warning;" },
    { "not loaded again", "465 B expired CN=Trusted; 587 A good CN=Trusted", 465, "cert-left-behind 465 587 warning;" },
    { "measured by a port for sign-in first", "25 A good CN=Another; 465 C untrusted CN=Filter; 587 B good CN=Trusted",
      465, "certs-differ 25 587 ok;certs-differ 465 587 warning;" },
    { "port 25 alone holds", "25 A good CN=Trusted; 465 C untrusted CN=Filter", 465, "certs-differ 465 25 warning;" },
    { "one port without TLS", "25 - good -; 587 A good CN=Trusted", 587, "" },
};

static const struct check some_check = { .id = "port-587" };

static enum certificate_fault fault_of(const char *word)
{
    for (int fault = CERTIFICATE_GOOD; fault <= CERTIFICATE_NAME; fault++)
        if (strcmp(certificate_fault_word((enum certificate_fault)fault), word) == 0)
            return (enum certificate_fault)fault;
    fail_msg("no fault %s", word);
    return CERTIFICATE_GOOD;
}

static void add_port(struct ports *ports, struct span words)
{
    struct probe *probe = &ports->slots[ports->count++].probe;
    unsigned port = 0;
    char line[80];
    char fingerprint[8];
    char fault[16];
    char issuer[40];
    mem_copy_text(line, sizeof line, words);
    assert_int_equal(sscanf(line, " %u %7s %15s %39s", &port, fingerprint, fault, issuer), 4);
    probe->check = &some_check;
    probe->where = (struct endpoint){ "mail.example", (uint16_t)port, SECURITY_STARTTLS };
    if (strcmp(fingerprint, "-") == 0)
        return;
    struct shown_certificate *kept = &probe->certificate;
    mem_copy_text(kept->fingerprint, sizeof kept->fingerprint, span_of(fingerprint));
    mem_copy_text(kept->issuer, sizeof kept->issuer, span_of(issuer));
    kept->fault = fault_of(fault);
}

enum { FACTS_MOST = 8 };

static void tell_all(const struct record *record, char *out, size_t room)
{
    size_t len = 0;
    out[0] = '\0';
    assert_true(record->fact_count <= FACTS_MOST);
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        len += (size_t)snprintf(out + len, room - len, "%s %u %lld %s;", fact_row(fact->kind)->word, fact->where.port,
                                (long long)fact->number, status_word(fact->status));
    }
}

static void test_certificates(void **state)
{
    (void)state;
    static const struct ports empty;
    struct ports *ports = mem_new(sizeof *ports);
    for (size_t row = 0; row < sizeof certificates / sizeof *certificates; row++) {
        char told[FACTS_MOST * 64];
        struct record record;
        record_init(&record);
        struct scribe scribe = record_scribe(&record);
        struct inquiry inquiry = { .scribe = &scribe };
        *ports = empty;
        ports->inquiry = &inquiry;
        struct span rest = span_of(certificates[row].shown);
        struct span port;
        while (span_cut(&rest, ';', &port))
            add_port(ports, port);
        struct endpoint chosen = { "mail.example", certificates[row].chosen, SECURITY_STARTTLS };
        ports_compare(ports, &chosen);
        tell_all(&record, told, sizeof told);
        if (strcmp(told, certificates[row].told) != 0)
            fail_msg("%s: %s", certificates[row].name, told);
        record_clear(&record);
    }
    free(ports);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
