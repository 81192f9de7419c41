#include "net/fetch.h"

#include "base/mem.h"
#include "net/fetch_wire.h"
#include "net/hostname.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *fetch_end_word(enum fetch_end end)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        FETCH_ENDS(X)
#undef X
    };
    return words[end];
}

/* One request of a fetch: a redirect begins another. */
struct request {
    const struct fetch_wish *wish;
    struct limits limits;
    struct fetched *fetched;
    char host[HOST_MAX];
    uint16_t port;
    bool is_plain;
    bool is_led; /* by a redirect */
    struct fetch_wire wire;
    struct curl_slist *headers;
    char next[FETCH_URL_MAX]; /* where it is redirected to, or empty */
};

static void end(struct request *request, enum fetch_end how, const char *reason)
{
    request->fetched->end = how;
    mem_copy_text(request->fetched->reason, sizeof request->fetched->reason, span_of(reason));
}

/* ---- the address ---- */

static bool take_part(CURLU *parts, CURLUPart part, char *out, size_t room)
{
    char *text = NULL;
    if (curl_url_get(parts, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    bool fits = strlen(text) < room;
    mem_copy_text(out, room, span_of(text));
    curl_free(text);
    return fits;
}

/* What is no web address of the kinds that are wanted is never asked. */
static bool read_url(struct request *request)
{
    char scheme[16];
    char port[8];
    char host[HOST_MAX + 2];
    char address[ADDRESS_MAX];
    bool is_v6;
    uint64_t number = 0;
    CURLU *parts = curl_url();
    bool good = parts && curl_url_set(parts, CURLUPART_URL, request->fetched->url, 0) == CURLUE_OK &&
                take_part(parts, CURLUPART_SCHEME, scheme, sizeof scheme) &&
                take_part(parts, CURLUPART_HOST, host, sizeof host) &&
                take_part(parts, CURLUPART_PORT, port, sizeof port) && span_number(span_of(port), 65535, &number);
    curl_url_cleanup(parts);
    if (!good)
        return false;
    request->port = (uint16_t)number;
    request->is_plain = strcmp(scheme, "http") == 0;
    if (hostname_is_address(host, address, &is_v6))
        mem_copy_text(request->host, sizeof request->host, span_of(address));
    else
        mem_copy_text(request->host, sizeof request->host, span_of(host));
    return strcmp(scheme, "https") == 0 || (request->is_plain && request->wish->may_be_plain);
}

static bool is_given(const char *text)
{
    return text && text[0];
}

static bool find_way(struct request *request, struct fetch_way *way)
{
    const struct fetch_wish *wish = request->wish;
    *way = (struct fetch_way){ .port = request->port, .dial_port = wish->dial_port, .ca_file = wish->ca_file };
    mem_copy_text(way->host, sizeof way->host, span_of(request->host));
    if (is_given(wish->proxy))
        return fetch_way_to_proxy(way, wish->proxy, wish->resolver, request->limits);
    if (is_given(wish->connect_to))
        resolve_host(wish->connect_to, wish->resolver, request->limits, &way->addresses);
    else
        resolve_host(request->host, wish->resolver, request->limits, &way->addresses);
    return way->addresses.count > 0;
}

static enum fetch_end end_of_look_up(enum answer_kind kind)
{
    if (kind == ANSWER_STOPPED)
        return FETCH_CANCELLED;
    return kind == ANSWER_SILENT ? FETCH_SILENT : FETCH_NO_NAME;
}

/* ---- asking ---- */

// NOLINTNEXTLINE(readability-non-const-parameter): the library's signature
static size_t take_body(char *bytes, size_t size, size_t count, void *owner)
{
    struct request *request = owner;
    size_t len = size * count;
    return buf_add(&request->fetched->body, (struct span){ bytes, len }) ? len : CURL_WRITEFUNC_ERROR;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the library's signature
static size_t take_header(char *bytes, size_t size, size_t count, void *owner)
{
    struct request *request = owner;
    char date[64];
    struct span line = { bytes, size * count };
    if (!span_starts_nocase(line, SPAN("Date:")))
        return line.len;
    mem_copy_text(date, sizeof date, span_trim(span_from(line, SPAN("Date:").len)));
    time_t at = curl_getdate(date, NULL);
    request->fetched->date = at > 0 ? at : 0;
    return line.len;
}

static void set_request(struct request *request)
{
    const struct fetch_wish *wish = request->wish;
    CURL *easy = request->wire.easy;
    char header[128];
    curl_easy_setopt(easy, CURLOPT_URL, request->fetched->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, wish->may_be_plain ? "http,https" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "smtpdoctor/" SMTPDOCTOR_VERSION);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, request);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, request);
    if (!wish->post)
        return;
    (void)snprintf(header, sizeof header, "Content-Type: %s", wish->content_type);
    request->headers = curl_slist_append(NULL, header);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, wish->post);
}

static enum fetch_end end_of_code(const struct request *request, CURLcode code)
{
    if (request->fetched->body.full)
        return FETCH_TOO_LARGE;
    switch (code) {
    case CURLE_OK:
        return FETCH_DONE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return FETCH_NO_NAME;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
        return FETCH_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return FETCH_SILENT;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
        return FETCH_BROKEN;
    default:
        return FETCH_NO_CONNECTION;
    }
}

static void take_answer(struct request *request)
{
    CURL *easy = request->wire.easy;
    long status = 0;
    char *next = NULL;
    enum fetch_end how = end_of_code(request, request->wire.code);
    end(request, how, how == FETCH_DONE ? "" : request->wire.error);
    if (curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        request->fetched->status = (unsigned)status;
    if (curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &next) == CURLE_OK && next)
        mem_copy_text(request->next, sizeof request->next, span_of(next));
}

static void exchange(struct request *request, const struct fetch_way *way)
{
    enum outcome outcome = OUTCOME_TROUBLE;
    if (fetch_wire_open(&request->wire, way)) {
        set_request(request);
        outcome = fetch_wire_run(&request->wire, request->limits);
    }
    if (outcome == OUTCOME_DONE)
        take_answer(request);
    else if (outcome == OUTCOME_OUT_OF_TIME)
        end(request, FETCH_SILENT, "");
    else if (outcome == OUTCOME_CANCELLED)
        end(request, FETCH_CANCELLED, "");
    else
        end(request, FETCH_UNABLE, request->wire.error);
    fetch_wire_close(&request->wire);
    curl_slist_free_all(request->headers);
    request->headers = NULL;
}

/* Whether a redirect may lead there. */
static bool is_allowed(const struct request *request)
{
    const char *within = request->wish->within;
    return !is_given(within) || hostname_is_within(span_of(request->host), span_of(within));
}

static void ask(struct request *request)
{
    struct fetch_way way;
    const char *trouble = fetch_wire_trouble();
    bool is_readable = !trouble[0] && read_url(request);
    if (is_readable && request->is_led && !is_allowed(request)) {
        end(request, FETCH_REDIRECTED, request->host);
        return;
    }
    request->next[0] = '\0';
    request->fetched->status = 0;
    buf_clear(&request->fetched->body);
    if (trouble[0])
        end(request, FETCH_UNABLE, trouble);
    else if (!is_readable)
        end(request, FETCH_BROKEN, "not a web address that is wanted");
    else if (find_way(request, &way))
        exchange(request, &way);
    else
        end(request, end_of_look_up(way.addresses.kind), answer_word(way.addresses.kind));
}

/* ---- redirects ---- */

static bool is_redirect(const struct request *request)
{
    return request->fetched->end == FETCH_DONE && request->next[0] && !request->wish->may_be_plain &&
           !request->wish->post;
}

static bool goes_on(struct request *request, unsigned hop)
{
    if (!is_redirect(request))
        return false;
    bool good = hop < FETCH_HOPS_MAX && span_starts_nocase(span_of(request->next), SPAN("https://"));
    mem_copy_text(request->fetched->url, sizeof request->fetched->url, span_of(request->next));
    if (!good)
        end(request, FETCH_REDIRECTED, request->next);
    request->is_led = true;
    return good;
}

void fetch_get(const struct fetch_wish *wish, struct limits limits, struct fetched *ret_fetched)
{
    struct request request = { .wish = wish, .limits = limits, .fetched = ret_fetched };
    moment began = clock_now();
    size_t most = wish->max_bytes && wish->max_bytes < FETCH_MAX ? wish->max_bytes : FETCH_MAX;
    *ret_fetched = (struct fetched){ .end = FETCH_BROKEN };
    buf_init(&ret_fetched->body, most);
    mem_copy_text(ret_fetched->url, sizeof ret_fetched->url, span_of(wish->url));
    ask(&request);
    for (unsigned hop = 0; goes_on(&request, hop); hop++)
        ask(&request);
    if (ret_fetched->end == FETCH_DONE && request.next[0])
        mem_copy_text(ret_fetched->url, sizeof ret_fetched->url, span_of(request.next));
    ret_fetched->ms = (clock_now() - began) / 1000;
}

void fetched_clear(struct fetched *fetched)
{
    buf_free(&fetched->body);
}
