#include "diagnosis/diagnose.h"
#include "logs/intake.h"

/* Reaches the reader of pasted texts (unwrapping, character sets, replies, secrets) and the judgement of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record record;
    struct diagnosis diagnosis;
    struct intake_context context = { 0 };
    record_init(&record);
    intake_read(&record, (struct span){ (const char *)data, size }, &context);
    diagnose(&record, &diagnosis);
    record_clear(&record);
    return 0;
}
