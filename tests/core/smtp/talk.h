#pragma once

#include "facts/record.h"
#include "smtp/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * A session over a socket pair whose other end has already said all it will ever say. Each
 * write of the client stays a packet of its own, so that flights can be counted.
 */
struct talk {
    struct record record;
    struct scribe scribe;
    struct session session;
    int server;
};

static inline void talk_open(struct talk *talk, struct span said, struct limits limits)
{
    int ends[2];
    struct stream stream;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    talk->server = ends[1];
    while (said.len) {
        struct span piece = span_head(said, 1000);
        if (send(talk->server, piece.at, piece.len, MSG_DONTWAIT) < 0)
            break;
        said = span_from(said, piece.len);
    }
    stream_adopt(&stream, ends[0]);
    record_init(&talk->record);
    talk->scribe = record_scribe(&talk->record);
    struct endpoint where = { .host = "mail.example", .port = 587 };
    struct session_wish wish = { .scribe = &talk->scribe, .began = clock_now(), .where = where };
    wish.id = talk->scribe.open_session(talk->scribe.owner, &where, "192.0.2.1");
    session_open(&talk->session, &stream, &wish, limits);
}

/* The server says nothing more: what it said is all, and then the line is closed. */
static inline void talk_hang_up(struct talk *talk)
{
    shutdown(talk->server, SHUT_WR);
}

/* Closes the session; everything that the client sent goes to sent, with "|" after each flight. */
static inline void talk_close(struct talk *talk, struct buf *sent)
{
    char packet[64 * 1024];
    session_close(&talk->session);
    for (ssize_t len; (len = recv(talk->server, packet, sizeof packet, MSG_DONTWAIT)) > 0;) {
        buf_add(sent, (struct span){ packet, (size_t)len });
        buf_add_char(sent, '|');
    }
    close(talk->server);
}

/* "C: EHLO x\n", "S: 250 y\n", "E: closed: …\n", "H: <password hidden>\n" for masked lines. */
static inline void talk_transcript(const struct talk *talk, struct buf *out)
{
    const struct session_log *log = talk->record.sessions[0];
    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];
        bool masked = line->note == NOTE_USER_HIDDEN || line->note == NOTE_SECRET_HIDDEN;
        buf_add_text(out, line->from == SPEAKER_SERVER  ? "S: "
                          : line->from == SPEAKER_EVENT ? "E: "
                          : masked                      ? "H: "
                                                        : "C: ");
        if (line->from == SPEAKER_EVENT)
            buf_addf(out, "%s: ", note_word(line->note));
        buf_add(out, line_raw(line));
        buf_add_char(out, '\n');
    }
}

static inline void talk_expect_transcript(const struct talk *talk, const char *expected)
{
    struct buf out;
    buf_init(&out, MIB);
    talk_transcript(talk, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
}

/* Ends the talk; what the client sent must be this, and the transcript that. */
static inline void talk_end(struct talk *talk, const char *sent, const char *transcript)
{
    struct buf out;
    buf_init(&out, MIB);
    talk_close(talk, &out);
    assert_string_equal(buf_text(&out), sent);
    talk_expect_transcript(talk, transcript);
    buf_free(&out);
    record_clear(&talk->record);
}
