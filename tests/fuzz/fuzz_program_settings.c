/* Settings files of mail programs, whatever stands in them. */
#include "checks/program_settings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct program_settings settings;
    bool is_read = program_settings_read((struct span){ (const char *)data, size }, &settings);
    check(settings.program && settings.count <= PROGRAM_ACCOUNTS_MAX);
    for (size_t i = 0; i < settings.count; i++) {
        const struct program_account *account = &settings.accounts[i];
        check(memchr(account->address, '\0', sizeof account->address) != NULL);
        check(memchr(account->login, '\0', sizeof account->login) != NULL);
        check(memchr(account->where.host, '\0', sizeof account->where.host) != NULL);
    }
    check(!is_read || settings.chosen < settings.count);
    return 0;
}
