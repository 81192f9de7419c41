#include "net/dns_message.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the type that was asked for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum record_type types[] = { RECORD_A,   RECORD_CNAME, RECORD_PTR, RECORD_MX,
                                              RECORD_TXT, RECORD_AAAA,  RECORD_SRV, RECORD_TLSA };
    struct dns_answer answer;
    if (size == 0)
        return 0;
    struct span message = { (const char *)data + 1, size - 1 };
    enum record_type type = types[data[0] % (sizeof types / sizeof types[0])];
    dns_message_read(message, type, &answer);
    if (answer.count > DNS_RECORDS_MAX || (answer.kind == ANSWER_FOUND) != (answer.count > 0))
        abort();
    (void)dns_message_answers(message, "a.example", type);
    return 0;
}
