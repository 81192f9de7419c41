#include "checks/dkim_key.h"
#include "checks/dmarc_record.h"
#include "checks/spf_judge.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct zone {
    struct span records; /* a line each, whatever is asked for */
    unsigned asked;
};

static void ask(void *owner, const struct dns_question *question, struct dns_answer *ret_answer)
{
    struct zone *zone = owner;
    struct span line;
    zone->asked++;
    ret_answer->kind = ANSWER_NO_RECORD;
    if (span_line(&zone->records, &line) && strlen(question->name) < HOST_MAX) {
        ret_answer->kind = ANSWER_FOUND;
        mem_copy_text(ret_answer->records[ret_answer->count++].text, DNS_TEXT_MAX, line);
    }
}

/* Reaches the readers of SPF, DKIM and DMARC records, and the judge of SPF: its questions are answered line by line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    struct zone zone = { text, 0 };
    struct spf_asker asker = { &zone, ask };
    struct dkim_key key;
    struct dmarc dmarc;
    struct spf_verdict *verdict = mem_new(sizeof *verdict);
    (void)dkim_key_read(text, &key);
    (void)dmarc_read(text, &dmarc);
    spf_judge(&asker, "example.com", size % 2 ? "192.0.2.1" : "2001:db8::1", verdict);
    if (zone.asked > 1 + SPF_LOOKUPS_MAX * 12)
        abort();
    free(verdict);
    return 0;
}
