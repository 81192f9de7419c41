#pragma once

#include "net/dial.h"

/* A proxy that TCP connections are made through: SOCKS 5 without a login (RFC 1928), or HTTP CONNECT (RFC 9110, 9.3.6).
 */
enum proxy_kind { PROXY_SOCKS5, PROXY_HTTP };
struct proxy {
    enum proxy_kind kind;
    char host[HOST_MAX];
    uint16_t port;
};

/* "socks5://127.0.0.1:1080", "http://proxy.example:3128"; socks5h is the same, since names are always left to the
 * proxy. */
bool proxy_read(struct span text, struct proxy *ret_proxy);

enum proxy_end {
    PROXY_OPEN,
    PROXY_UNREACHABLE, /* the proxy itself: its name, or its port; the tries say more */
    PROXY_REFUSED,     /* the proxy will not, or could not reach the server; in its words */
    PROXY_BROKEN,      /* what it says is no SOCKS 5, or no HTTP */
    PROXY_SILENT,
};
struct proxied {
    enum proxy_end end;
    char words[160]; /* of the proxy, raw; for SOCKS the meaning of its code, in English */
};
/*
 * Connects to the proxy and lets it connect to host:port. OPEN: dialled->stream is the
 * connection to the server. resolver: as for resolve().
 */
struct proxy_wish {
    const struct proxy *proxy;
    const char *host;
    uint16_t port;
    const char *resolver;
};
void proxy_dial(const struct proxy_wish *wish, struct limits limits, struct dialled *ret_dialled,
                struct proxied *ret_proxied);
