#include "net/fetch_wire.h"

#include "base/mem.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void start_library(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* ---- sockets: ours, at the port that we want ---- */

static void set_port(struct curl_sockaddr *address, uint16_t port)
{
    struct sockaddr *to = &address->addr;
    if (address->family == AF_INET)
        ((struct sockaddr_in *)(void *)to)->sin_port = htons(port);
    else if (address->family == AF_INET6)
        ((struct sockaddr_in6 *)(void *)to)->sin6_port = htons(port);
}

static curl_socket_t open_socket(void *owner, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch_wire *wire = owner;
    (void)purpose;
    if (wire->open_count == FETCH_SOCKETS_MAX || wire->is_closed_to_new)
        return CURL_SOCKET_BAD;
    if (wire->dial_port)
        set_port(address, wire->dial_port);
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0)
        wire->open[wire->open_count++] = fd;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int close_socket(void *owner, curl_socket_t fd)
{
    struct fetch_wire *wire = owner;
    for (size_t i = 0; i < wire->open_count; i++)
        if (wire->open[i] == fd) {
            wire->open[i] = wire->open[--wire->open_count];
            break;
        }
    return close(fd);
}

/* ---- what the library wants to wait for ---- */

static struct pollfd *find_watched(struct fetch_wire *wire, curl_socket_t fd)
{
    for (size_t i = 0; i < wire->watched_count; i++)
        if (wire->watched[i].fd == fd)
            return &wire->watched[i];
    return NULL;
}

// NOLINTNEXTLINE(readability-function-size): the library's signature
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *unused)
{
    struct fetch_wire *wire = owner;
    struct pollfd *watched = find_watched(wire, fd);
    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        if (watched)
            *watched = wire->watched[--wire->watched_count];
        return 0;
    }
    if (!watched && wire->watched_count == FETCH_SOCKETS_MAX)
        return -1;
    if (!watched)
        watched = &wire->watched[wire->watched_count++];
    *watched = (struct pollfd){ .fd = fd };
    watched->events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
    return 0;
}

static int set_timer(CURLM *multi, long ms, void *owner)
{
    struct fetch_wire *wire = owner;
    (void)multi;
    wire->timer = ms < 0 ? CLOCK_NEVER : clock_after_ms(ms);
    return 0;
}

/* ---- opening ---- */

static bool add_addresses(struct fetch_wire *wire, const struct fetch_way *way)
{
    struct buf row;
    buf_init(&row, (size_t)ADDRESSES_MAX * ADDRESS_MAX + HOST_MAX + 16);
    buf_addf(&row, "%s:%u:", way->host, way->port);
    for (size_t i = 0; i < way->addresses.count; i++) {
        const char *address = way->addresses.address[i];
        bool is_v6 = strchr(address, ':') != NULL;
        buf_addf(&row, "%s%s%s%s", i ? "," : "", is_v6 ? "[" : "", address, is_v6 ? "]" : "");
    }
    wire->resolve = curl_slist_append(NULL, buf_text(&row));
    buf_free(&row);
    return wire->resolve && curl_easy_setopt(wire->easy, CURLOPT_RESOLVE, wire->resolve) == CURLE_OK;
}

/*
 * A folder of certificates is read one file at a time; the one big file would be parsed whole for
 * each connection. SSL_CERT_FILE counts as it does for our own TLS.
 */
static void set_trust(CURL *easy, const char *ca_file)
{
    const char *folder = NULL;
    bool has_folder = curl_easy_getinfo(easy, CURLINFO_CAPATH, &folder) == CURLE_OK && folder;
    const char *file = ca_file && ca_file[0] ? ca_file : getenv("SSL_CERT_FILE");
    if (file || has_folder)
        curl_easy_setopt(easy, CURLOPT_CAINFO, file);
}

static void set_common(struct fetch_wire *wire)
{
    CURL *easy = wire->easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, wire->error);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, wire);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, wire);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for its resolver's thread */
    curl_multi_setopt(wire->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(wire->multi, CURLMOPT_SOCKETDATA, wire);
    curl_multi_setopt(wire->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(wire->multi, CURLMOPT_TIMERDATA, wire);
}

static void set_proxy(CURL *easy, const struct fetch_way *way)
{
    char url[HOST_MAX + 32] = ""; /* nothing: the environment does not count */
    const char *scheme = way->proxy.kind == PROXY_SOCKS5 ? "socks5h" : "http";
    bool is_v6 = strchr(way->host, ':') != NULL;
    if (way->has_proxy)
        (void)snprintf(url, sizeof url, "%s://%s%s%s:%u", scheme, is_v6 ? "[" : "", way->host, is_v6 ? "]" : "",
                       way->port);
    curl_easy_setopt(easy, CURLOPT_PROXY, url);
    curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
}

bool fetch_way_to_proxy(struct fetch_way *way, const char *proxy, const char *resolver, struct limits limits)
{
    way->has_proxy = true;
    way->addresses = (struct addresses){ .kind = ANSWER_NO_NAME };
    if (!proxy_read(span_of(proxy), &way->proxy))
        return false;
    mem_copy_text(way->host, sizeof way->host, span_of(way->proxy.host));
    way->port = way->proxy.port;
    way->dial_port = 0;
    resolve_host(way->host, resolver, limits, &way->addresses);
    return way->addresses.count > 0;
}

bool fetch_wire_open(struct fetch_wire *wire, const struct fetch_way *way)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    *wire = (struct fetch_wire){ .timer = CLOCK_NEVER, .dial_port = way->dial_port };
    wire->easy = curl_easy_init();
    wire->multi = curl_multi_init();
    if (!wire->easy || !wire->multi) {
        mem_copy_text(wire->error, sizeof wire->error, span_of(fetch_wire_trouble()));
        return false;
    }
    set_common(wire);
    set_trust(wire->easy, way->ca_file);
    set_proxy(wire->easy, way);
    return add_addresses(wire, way);
}

/* ---- waiting ---- */

static void take_end(struct fetch_wire *wire)
{
    int left = 0;
    CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(wire->multi, &left)))
        if (message->msg == CURLMSG_DONE) {
            wire->is_done = true;
            wire->code = message->data.result;
        }
}

static void serve(struct fetch_wire *wire, const struct pollfd *fds, size_t count)
{
    int running = 0;
    for (size_t i = 0; i < count; i++) {
        int ready = (fds[i].revents & POLLIN ? CURL_CSELECT_IN : 0) |
                    (fds[i].revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
                    (fds[i].revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR : 0);
        if (ready)
            curl_multi_socket_action(wire->multi, fds[i].fd, ready, &running);
    }
    if (wire->timer <= clock_now()) {
        wire->timer = CLOCK_NEVER;
        curl_multi_socket_action(wire->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    take_end(wire);
}

enum outcome fetch_wire_run(struct fetch_wire *wire, struct limits limits)
{
    wire->timer = clock_now();
    if (curl_multi_add_handle(wire->multi, wire->easy) != CURLM_OK)
        return OUTCOME_TROUBLE;
    while (!wire->is_done && !wire->is_given_up) {
        struct pollfd fds[FETCH_SOCKETS_MAX];
        struct limits until = limits;
        size_t count = wire->watched_count;
        if (wire->timer < until.deadline)
            until.deadline = wire->timer;
        memcpy(fds, wire->watched, count * sizeof *fds);
        enum outcome outcome = limits_wait_any(until, fds, count);
        if (outcome == OUTCOME_CANCELLED || outcome == OUTCOME_TROUBLE)
            return outcome;
        if (outcome == OUTCOME_OUT_OF_TIME && limits_left_ms(limits) == 0)
            return outcome;
        serve(wire, fds, count);
    }
    return OUTCOME_DONE;
}

enum outcome fetch_wire_run_again(struct fetch_wire *wire, struct limits limits)
{
    wire->is_closed_to_new = true;
    wire->is_done = false;
    wire->error[0] = '\0';
    curl_multi_remove_handle(wire->multi, wire->easy);
    return fetch_wire_run(wire, limits);
}

/* ---- the end ---- */

void fetch_wire_close(struct fetch_wire *wire)
{
    /* The library says goodbye (LOGOUT, QUIT) and would wait for an answer: now nothing more can come. */
    for (size_t i = 0; i < wire->open_count; i++)
        (void)shutdown(wire->open[i], SHUT_RD);
    if (wire->multi && wire->easy)
        curl_multi_remove_handle(wire->multi, wire->easy);
    if (wire->multi)
        curl_multi_cleanup(wire->multi);
    if (wire->easy)
        curl_easy_cleanup(wire->easy);
    curl_slist_free_all(wire->resolve);
    *wire = (struct fetch_wire){ .timer = CLOCK_NEVER };
}
