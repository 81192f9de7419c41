#pragma once

#include "loopback.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * A server on this machine that says what its script says, in a thread of its own. A script
 * is a list of lines: "S text" is sent with CRLF, "C word" waits for a line that has this
 * word in it, "T" begins TLS, "H" waits for the end of an HTTP head, "Z n" sends n bytes, "W"
 * says nothing any more until the client goes. One connection for each script.
 */
enum { SCRIPTS_MAX = 4, HEARD_MAX = 8192 };

struct scripted {
    uint16_t port;
    int listener;
    pthread_t thread;
    const char *scripts[SCRIPTS_MAX];
    bool tls_first;
    struct tls_identity *identity;
    char heard[HEARD_MAX]; /* every byte that the clients have sent */
    size_t connections;
};

static inline void scripted_hear(struct scripted *server, struct buf *input)
{
    size_t have = strlen(server->heard);
    snprintf(server->heard + have, sizeof server->heard - have, "%.*s", SPAN_ARG(buf_span(input)));
}

static inline bool scripted_await(struct scripted *server, struct stream *stream, struct span word)
{
    struct buf input;
    bool found = false;
    buf_init(&input, 64 * KIB);
    while (!found && stream_read(stream, &input, 4096, loopback_limits(5000)) == OUTCOME_DONE)
        found =
            span_find_nocase(buf_span(&input), word) != SPAN_NONE && span_ends_nocase(buf_span(&input), SPAN("\r\n"));
    scripted_hear(server, &input);
    buf_free(&input);
    return found;
}

static inline void scripted_send_many(struct stream *stream, size_t count)
{
    char piece[1024];
    memset(piece, 'x', sizeof piece);
    for (size_t sent = 0; sent < count; sent += sizeof piece)
        if (stream_write(stream, (struct span){ piece, sizeof piece }, loopback_limits(5000)) != OUTCOME_DONE)
            return;
}

static inline bool scripted_step(struct scripted *server, struct stream *stream, struct span line)
{
    struct span text = span_from(line, 2);
    struct buf out;
    bool good = true;
    switch (line.at[0]) {
    case 'S':
        buf_init(&out, 64 * KIB);
        buf_addf(&out, "%.*s\r\n", SPAN_ARG(text));
        good = stream_write(stream, buf_span(&out), loopback_limits(5000)) == OUTCOME_DONE;
        buf_free(&out);
        return good;
    case 'C':
        return scripted_await(server, stream, text);
    case 'H':
        return scripted_await(server, stream, SPAN("\r\n\r\n"));
    case 'T':
        return stream_accept_tls(stream, server->identity, loopback_limits(5000)) == OUTCOME_DONE;
    case 'Z':
        scripted_send_many(stream, strtoul(text.at, NULL, 10));
        return true;
    default:
        (void)scripted_await(server, stream, SPAN("never"));
        return false;
    }
}

static inline void scripted_serve(struct scripted *server, int fd, const char *script)
{
    struct stream stream = STREAM_CLOSED;
    struct span rest = span_of(script);
    struct span line;
    bool goes_on = true;
    stream_adopt(&stream, fd);
    if (server->tls_first)
        goes_on = stream_accept_tls(&stream, server->identity, loopback_limits(5000)) == OUTCOME_DONE;
    while (goes_on && span_line(&rest, &line))
        goes_on = scripted_step(server, &stream, line);
    stream_close(&stream);
}

static inline void *scripted_main(void *argument)
{
    struct scripted *server = argument;
    for (size_t i = 0; i < SCRIPTS_MAX && server->scripts[i]; i++) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0)
            break;
        server->connections++;
        scripted_serve(server, fd, server->scripts[i]);
    }
    return NULL;
}

static inline void scripted_open(struct scripted *server)
{
    server->listener = loopback_listen("127.0.0.1", &server->port, 4);
    assert_int_equal(pthread_create(&server->thread, NULL, scripted_main, server), 0);
}

static inline void scripted_close(struct scripted *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
}

/* The practice authority's certificate in a file; returns its name, unlink() it. */
static inline const char *scripted_ca_file(void)
{
    static char name[] = "/tmp/smtpdoctor-ca-XXXXXX";
    int fd = mkstemp(name);
    const char *pem = tls_practice_authority_pem();
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pem, strlen(pem)), (ssize_t)strlen(pem));
    close(fd);
    return name;
}
