#include "practice/practice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct practice_error error;
    struct span text = { (const char *)data, size };
    practice_case_free(practice_read(text, &error));
    return 0;
}
