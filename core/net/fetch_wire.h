#pragma once

#include "net/fetch.h"
#include "net/proxy.h"

#include <curl/curl.h>

/* libcurl with our waiting and our addresses; private to net/fetch*.c. */
enum { FETCH_SOCKETS_MAX = 16 };

struct fetch_wire {
    CURL *easy;
    CURLM *multi;
    struct curl_slist *resolve;
    uint16_t dial_port;
    int open[FETCH_SOCKETS_MAX]; /* sockets that are open */
    size_t open_count;
    struct pollfd watched[FETCH_SOCKETS_MAX];
    size_t watched_count;
    moment timer;
    bool is_closed_to_new; /* no further connection may be made */
    bool is_done;
    bool is_given_up; /* set by a listener: there is nothing more to wait for */
    CURLcode code;    /* when is_done */
    char error[CURL_ERROR_SIZE];
};

/* Where a connection goes and what is trusted. */
struct fetch_way {
    char host[HOST_MAX];
    uint16_t port;
    uint16_t dial_port; /* 0: port */
    struct addresses addresses;
    const char *ca_file;
    bool has_proxy; /* then all of the above is the proxy's; it looks the server's name up itself */
    struct proxy proxy;
};
/* The way to a proxy (as in proxy.h) in place of the server. False when it has no address; see way->addresses. */
bool fetch_way_to_proxy(struct fetch_way *way, const char *proxy, const char *resolver, struct limits limits);

/* Why libcurl cannot be used on this machine, in the loader's words; "" when it can. */
const char *fetch_wire_trouble(void);

/* False when libcurl is not there or memory is short, see error. Close it in any case. */
bool fetch_wire_open(struct fetch_wire *wire, const struct fetch_way *way);
/* DONE: the transfer has ended, see code, or was given up. */
enum outcome fetch_wire_run(struct fetch_wire *wire, struct limits limits);
/* One more transfer, on the connection that is there: never on a new one, which would sign in again. */
enum outcome fetch_wire_run_again(struct fetch_wire *wire, struct limits limits);
/* Never waits for the other side. */
void fetch_wire_close(struct fetch_wire *wire);
