#pragma once

#include "net/fetch.h"

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
    bool is_done;
    bool is_given_up; /* set by a listener: there is nothing more to wait for */
    CURLcode code;    /* when is_done */
    char error[CURL_ERROR_SIZE];
};

/* Where a connection goes and what is trusted. */
struct fetch_way {
    const char *host;
    uint16_t port;
    uint16_t dial_port;
    const struct addresses *addresses; /* NULL: the library looks them up (behind a proxy) */
    const char *ca_file;
};

/* False when memory is short. Close it in any case. */
bool fetch_wire_open(struct fetch_wire *wire, const struct fetch_way *way);
/* DONE: the transfer has ended, see code, or was given up. */
enum outcome fetch_wire_run(struct fetch_wire *wire, struct limits limits);
/* Never waits for the other side. */
void fetch_wire_close(struct fetch_wire *wire);
