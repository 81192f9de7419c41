#pragma once

#include "base/secret.h"
#include "facts/record.h"
#include "net/stream.h"
#include "smtp/ehlo.h"
#include "smtp/veil.h"

/*
 * One SMTP conversation (RFC 5321), one function a command. Every line goes to the scribe
 * with its time, inside TLS too; secrets are masked by their position in the AUTH exchange
 * before they get there, and hidden where a server echoes them. The session remembers its first
 * trouble in `outcome`, or a reply that nobody can read in `reply_state`; later steps then do
 * nothing and return false. So does a step whose argument has a line end or a NUL inside: it
 * would become a command of its own.
 */
struct session {
    struct stream stream;
    const struct scribe *scribe;
    struct endpoint where;
    struct limits limits; /* of the whole conversation; each command also has its own */
    unsigned id;          /* in the record */
    unsigned line_count;
    moment began;
    enum outcome outcome;
    struct reply reply;                      /* the last one; valid when the last step returned true */
    enum reply_progress reply_state;         /* BROKEN: the last reply could not be read */
    struct evidence reply_first, reply_last; /* its lines in the transcript */
    int64_t reply_ms;                        /* from sending the command to the end of the reply */
    struct ehlo ehlo;                        /* of the last EHLO; empty after STARTTLS until the next */
    bool in_tls;
    bool used_helo;
    struct buf input; /* read, not yet taken */
    /* private */
    moment sent;
    struct veil veil;
};

/* Command time limits in ms, shorter than RFC 5321 4.5.3.2 since a person waits. */
enum { SESSION_GREETING_MS = 30000, SESSION_COMMAND_MS = 20000, SESSION_LOGIN_MS = 30000 };

struct session_wish {
    const struct scribe *scribe;
    unsigned id;         /* what scribe->open_session() returned */
    unsigned line_count; /* lines that the transcript has already (connecting, connected) */
    moment began;        /* when the first of them was written */
    struct endpoint where;
};
/* Takes the connected stream over. */
void session_open(struct session *session, struct stream *stream, const struct session_wish *wish,
                  struct limits limits);
/* Says QUIT when that makes sense, does not wait for long, closes. */
void session_close(struct session *session);

/* An event line in the transcript; returns where it stands. */
struct evidence session_note(struct session *session, enum note note, struct span text);

/* Each returns true when a readable reply came, whatever its code; see reply.code. */
bool session_greet(struct session *session);
/* EHLO; after 500, 502, 504 or 550 falls back to HELO (RFC 5321, 4.1.4). Fills ehlo. */
bool session_ehlo(struct session *session, const char *helo_name);
/* STARTTLS and, after 220, the handshake. True also when the server refuses (in_tls stays false); false after 220
 * when there is no TLS. *ret_injected: the server had sent bytes before the handshake (RFC 3207, 6; they stand
 * in the transcript behind the 220, and nothing else becomes of them). The report says TLS_SILENT, after 0 ms,
 * where no handshake was begun. */
bool session_starttls(struct session *session, const struct tls_wish *wish, struct tls_report *ret_report,
                      bool *ret_injected);
/* The handshake at the start of implicit TLS. */
bool session_start_tls(struct session *session, const struct tls_wish *wish, struct tls_report *ret_report);

struct login {
    enum mechanism mechanism;
    struct span user;            /* exactly as typed */
    const struct secret *secret; /* password, or token for XOAUTH2 and OAUTHBEARER */
};
enum login_end {
    LOGIN_ACCEPTED,   /* 235 */
    LOGIN_REFUSED,    /* a 4xx or 5xx reply: session->reply */
    LOGIN_UNREADABLE, /* the challenge or reply makes no sense (not base64, server signature wrong, no known code) */
    LOGIN_STOPPED     /* no reply: session->outcome */
};
struct login_result {
    enum login_end end;
    char server_error[512];  /* decoded error object of XOAUTH2/OAUTHBEARER/SCRAM, or a challenge's oddity; raw */
    struct evidence command; /* the AUTH line; line 0: nothing was sent, see server_error */
};
/* AUTH (RFC 4954), with an initial response where the mechanism has one and it fits 512 bytes (4954, 4). Sends
 * the secret once, counts the login at the scribe. A UTF-8 user and password go out byte by byte as given. */
void session_login(struct session *session, const struct login *login, struct login_result *ret_result);

/* MAIL FROM, and RCPT TO when recipient is not empty, then RSET; in one flight where PIPELINING is offered
 * (RFC 2920). size 0: no SIZE parameter, as where SIZE is not offered. Nothing is ever sent as data. After a refused
 * MAIL the recipient counts as not asked, whatever the server says to it. True when every reply needed has come. */
struct envelope_step {
    bool done; /* a reply came */
    unsigned code;
    char enhanced[ENHANCED_MAX];
    char text[FACT_TEXT_MAX];
    struct evidence command, reply;
    int64_t ms;
};
struct envelope_wish {
    const char *sender;
    const char *recipient; /* NULL or "": no RCPT */
    uint64_t size;
};
struct envelope {
    struct envelope_step mail, rcpt, rset;
};
bool session_envelope(struct session *session, const struct envelope_wish *wish, struct envelope *ret_envelope);
/*
 * Sends a message: MAIL FROM, RCPT TO for each recipient, DATA, the content, the dot (RFC 5321, 3.3).
 * The content goes out with CRLF and dots doubled; the transcript has its size instead of it.
 * Stops at the first refusal. True when the server has answered the whole message; whether
 * it took it is in end.code.
 */
struct data_wish {
    const char *sender;
    const char *const *recipients;
    size_t recipient_count;
    struct span message; /* RFC 5322, any line ends */
};
struct data_result {
    struct envelope_step mail, rcpt, data, end; /* rcpt: of the last recipient that was asked */
};
bool session_data(struct session *session, const struct data_wish *wish, struct data_result *ret_result);
/* One command line as typed: no masking but of AUTH data, in the command and after 334. */
bool session_command(struct session *session, struct span line);
/* One line of a message as typed, after DATA was answered with 354: no reply, unless it is the dot. */
bool session_content(struct session *session, struct span line);
