#include "net/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    bool is_one;
    enum proxy_kind kind;
    const char *host;
    uint16_t port;
} rows[] = {
    { "socks5://127.0.0.1:1080", true, PROXY_SOCKS5, "127.0.0.1", 1080 },
    { "socks5h://proxy.example", true, PROXY_SOCKS5, "proxy.example", 1080 },
    { "HTTP://proxy.example:8080/", true, PROXY_HTTP, "proxy.example", 8080 },
    { "http://proxy.example", true, PROXY_HTTP, "proxy.example", 3128 },
    { "", false, 0, "", 0 },
    { "proxy.example:3128", false, 0, "", 0 },
    { "socks4://proxy.example", false, 0, "", 0 },
    { "https://proxy.example", false, 0, "", 0 },
    { "http://", false, 0, "", 0 },
    { "http://:3128", false, 0, "", 0 },
    { "http://proxy.example:0", false, 0, "", 0 },
    { "http://proxy.example:99999", false, 0, "", 0 },
    { "http://anna:secret@proxy.example:3128", false, 0, "", 0 },
    { "http://proxy.example/path", false, 0, "", 0 },
};

static void reads_proxies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct proxy proxy = { 0 };
        bool is_one = proxy_read(span_of(rows[i].text), &proxy);
        if (is_one != rows[i].is_one)
            fail_msg("%s: %d", rows[i].text, is_one);
        if (is_one &&
            (proxy.kind != rows[i].kind || strcmp(proxy.host, rows[i].host) != 0 || proxy.port != rows[i].port))
            fail_msg("%s: %d %s %u", rows[i].text, (int)proxy.kind, proxy.host, proxy.port);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_proxies) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
