#include "net/autoconfig.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* Whatever a web server sends: no name that cannot be, no port 0, nothing out of bounds. */
static void check_config(const struct autoconfig *config)
{
    check(config->count <= AUTOCONFIG_SERVERS_MAX);
    for (size_t i = 0; i < config->count; i++) {
        check(config->servers[i].where.port != 0);
        check(config->servers[i].where.host[0] != '\0');
        check(strlen(config->servers[i].where.host) < HOST_MAX);
    }
    check(strlen(config->elsewhere) < HOST_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span document = { (const char *)data, size };
    struct autoconfig config;
    (void)autoconfig_read(document, SPAN("corp.test"), &config);
    check_config(&config);
    (void)autodiscover_read(document, &config);
    check_config(&config);
    (void)autodiscover_read_json(document, &config);
    check_config(&config);
    return 0;
}
