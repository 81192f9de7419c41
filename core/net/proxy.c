#include "net/proxy.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

bool proxy_read(struct span text, struct proxy *ret_proxy)
{
    static const struct {
        struct span scheme;
        enum proxy_kind kind;
        uint16_t port;
    } schemes[] = { { SPAN("socks5://"), PROXY_SOCKS5, 1080 },
                    { SPAN("socks5h://"), PROXY_SOCKS5, 1080 },
                    { SPAN("http://"), PROXY_HTTP, 3128 } };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        uint64_t port = schemes[i].port;
        if (!span_starts_nocase(text, schemes[i].scheme))
            continue;
        struct span rest = span_from(text, schemes[i].scheme.len);
        if (rest.len && rest.at[rest.len - 1] == '/')
            rest = span_head(rest, rest.len - 1);
        size_t colon = span_find_last(rest, ':');
        if (colon != SPAN_NONE && (!span_number(span_from(rest, colon + 1), 65535, &port) || !port))
            return false;
        struct span host = colon == SPAN_NONE ? rest : span_head(rest, colon);
        if (!host.len || host.len >= HOST_MAX || span_find_char(host, '@') != SPAN_NONE ||
            span_find_char(host, '/') != SPAN_NONE)
            return false;
        *ret_proxy = (struct proxy){ .kind = schemes[i].kind, .port = (uint16_t)port };
        mem_copy_text(ret_proxy->host, sizeof ret_proxy->host, host);
        return true;
    }
    return false;
}

/* A handshake: byte by byte, since what follows it belongs to the mail server. */
struct handshake {
    const struct proxy_wish *wish;
    struct stream *stream;
    struct limits limits;
    struct proxied *proxied;
    struct buf heard;
};

static bool end(struct handshake *handshake, enum proxy_end how, struct span words)
{
    handshake->proxied->end = how;
    mem_copy_text(handshake->proxied->words, sizeof handshake->proxied->words, words);
    return how == PROXY_OPEN;
}

static bool say(struct handshake *handshake, struct span bytes)
{
    return stream_write(handshake->stream, bytes, handshake->limits) == OUTCOME_DONE ||
           end(handshake, PROXY_BROKEN, SPAN_EMPTY);
}

static bool hear(struct handshake *handshake)
{
    enum outcome outcome = stream_read(handshake->stream, &handshake->heard, 1, handshake->limits);
    if (outcome == OUTCOME_DONE)
        return true;
    return end(handshake, outcome == OUTCOME_OUT_OF_TIME ? PROXY_SILENT : PROXY_BROKEN, SPAN_EMPTY);
}

static bool hear_bytes(struct handshake *handshake, size_t count)
{
    while (handshake->heard.len < count)
        if (!hear(handshake))
            return false;
    return true;
}

/* ---- SOCKS 5 ---- */

static struct span socks_words(unsigned char code)
{
    static const char *const words[] = { "",
                                         "general failure",
                                         "connection not allowed by ruleset",
                                         "network unreachable",
                                         "host unreachable",
                                         "connection refused",
                                         "TTL expired",
                                         "command not supported",
                                         "address type not supported" };
    return code < sizeof words / sizeof *words ? span_of(words[code]) : SPAN("unknown error");
}

/* How long the reply is: four bytes, an address of its kind, a port. 0: no such kind. */
static size_t socks_reply_len(const struct handshake *handshake)
{
    const unsigned char *reply = (const unsigned char *)handshake->heard.at;
    switch (reply[3]) {
    case 1:
        return 4 + 4 + 2;
    case 3:
        return 4 + 1 + (size_t)reply[4] + 2;
    case 4:
        return 4 + 16 + 2;
    default:
        return 0;
    }
}

static void write_socks_request(const struct proxy_wish *wish, struct buf *out)
{
    size_t len = strlen(wish->host);
    buf_add(out, (struct span){ "\5\1\0\3", 4 });
    buf_add_char(out, (char)len);
    buf_add(out, span_of(wish->host));
    buf_add_char(out, (char)(wish->port >> 8));
    buf_add_char(out, (char)(wish->port & 0xff));
}

static bool greet_socks(struct handshake *handshake)
{
    if (!say(handshake, (struct span){ "\5\1\0", 3 }) || !hear_bytes(handshake, 2))
        return false;
    if (handshake->heard.at[0] != 5)
        return end(handshake, PROXY_BROKEN, SPAN_EMPTY);
    if (handshake->heard.at[1] != 0)
        return end(handshake, PROXY_REFUSED, SPAN("it wants a login"));
    buf_clear(&handshake->heard);
    return true;
}

static bool shake_socks(struct handshake *handshake)
{
    struct buf request;
    if (!greet_socks(handshake))
        return false;
    buf_init(&request, HOST_MAX + 16);
    write_socks_request(handshake->wish, &request);
    bool said = say(handshake, buf_span(&request));
    buf_free(&request);
    if (!said || !hear_bytes(handshake, 5))
        return false;
    unsigned char code = (unsigned char)handshake->heard.at[1];
    if (handshake->heard.at[0] != 5)
        return end(handshake, PROXY_BROKEN, SPAN_EMPTY);
    if (code)
        return end(handshake, PROXY_REFUSED, socks_words(code));
    size_t len = socks_reply_len(handshake);
    if (!len)
        return end(handshake, PROXY_BROKEN, SPAN_EMPTY);
    return hear_bytes(handshake, len) && end(handshake, PROXY_OPEN, SPAN_EMPTY);
}

/* ---- HTTP CONNECT ---- */

static bool is_head_whole(const struct buf *heard)
{
    return span_ends_nocase(buf_span(heard), SPAN("\r\n\r\n")) || span_ends_nocase(buf_span(heard), SPAN("\n\n"));
}

static bool judge_http(struct handshake *handshake)
{
    struct span rest = buf_span(&handshake->heard);
    struct span line = SPAN_EMPTY;
    struct span word;
    uint64_t status;
    span_line(&rest, &line);
    struct span words = line;
    if (!span_starts(line, SPAN("HTTP/1.")) || !span_word(&words, &word) || !span_word(&words, &word) ||
        !span_number(word, 999, &status))
        return end(handshake, PROXY_BROKEN, line);
    return status / 100 == 2 ? end(handshake, PROXY_OPEN, SPAN_EMPTY) : end(handshake, PROXY_REFUSED, line);
}

static bool shake_http(struct handshake *handshake)
{
    enum { HEAD_MAX = 8 * 1024 };
    struct buf request;
    const struct proxy_wish *wish = handshake->wish;
    buf_init(&request, HOST_MAX * (size_t)2 + 64);
    buf_addf(&request, "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n\r\n", wish->host, wish->port, wish->host, wish->port);
    bool said = say(handshake, buf_span(&request));
    buf_free(&request);
    while (said && !is_head_whole(&handshake->heard)) {
        if (handshake->heard.len >= HEAD_MAX)
            return end(handshake, PROXY_BROKEN, SPAN_EMPTY);
        said = hear(handshake);
    }
    return said && judge_http(handshake);
}

void proxy_dial(const struct proxy_wish *wish, struct limits limits, struct dialled *ret_dialled,
                struct proxied *ret_proxied)
{
    struct addresses addresses;
    *ret_proxied = (struct proxied){ .end = PROXY_UNREACHABLE };
    *ret_dialled = (struct dialled){ .stream = STREAM_CLOSED };
    resolve_host(wish->proxy->host, wish->resolver, limits, &addresses);
    if (!addresses.count || dial(&addresses, wish->proxy->port, limits, ret_dialled) != OUTCOME_DONE)
        return;
    struct handshake handshake = { wish, &ret_dialled->stream, limits, ret_proxied, { 0 } };
    buf_init(&handshake.heard, 16 * KIB);
    bool open = wish->proxy->kind == PROXY_SOCKS5 ? shake_socks(&handshake) : shake_http(&handshake);
    buf_free(&handshake.heard);
    if (!open)
        stream_close(&ret_dialled->stream);
}
