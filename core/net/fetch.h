#pragma once

#include "base/buf.h"
#include "base/secret.h"
#include "net/resolve.h"

/*
 * Web pages and mailbox sign-ins through libcurl; the files net/fetch*.c are the only ones
 * that know it. All waiting is ours (limits), so is every name look-up; no cookies, no .netrc,
 * no HTTP/2, nothing kept between two calls. Certificates must hold.
 */

/* ---- a page ---- */

#define FETCH_ENDS(_)                                                                                                  \
    _(FETCH_DONE, "done")                   /* a whole answer came, whatever its status */                             \
    _(FETCH_NO_NAME, "no-name")             /* no such host, or no address for it */                                   \
    _(FETCH_NO_CONNECTION, "no-connection") /* refused, unreachable, hung up */                                        \
    _(FETCH_SILENT, "silent")               /* out of time */                                                          \
    _(FETCH_TLS, "tls")                     /* no TLS, or a certificate that does not hold: see reason */              \
    _(FETCH_TOO_LARGE, "too-large")                                                                                    \
    _(FETCH_REDIRECTED, "redirected") /* to another scheme, or on and on */                                            \
    _(FETCH_BROKEN, "broken")         /* no HTTP, or no web address */                                                 \
    _(FETCH_UNABLE, "unable")         /* nothing was asked: this machine cannot, see reason */                         \
    _(FETCH_CANCELLED, "cancelled")
enum fetch_end {
#define X(id, word) id,
    FETCH_ENDS(X)
#undef X
};
const char *fetch_end_word(enum fetch_end end);

enum { FETCH_MAX = 256 * 1024, FETCH_URL_MAX = 1024, FETCH_REASON_MAX = 256, FETCH_HOPS_MAX = 3 };

struct fetch_wish {
    const char *url;          /* https://…, and http://… where may_be_plain says so */
    const char *post;         /* a body to send, NULL: GET */
    const char *content_type; /* of post */
    const char *resolver;     /* as in resolve.h; NULL or "": the system's */
    const char *connect_to;   /* an address to dial instead of looking names up; NULL or "": none */
    uint16_t dial_port;       /* 0: the port of the URL */
    const char *ca_file;      /* trusted besides the system's store; NULL or "": only the store */
    size_t max_bytes;         /* of the body; 0 or more than FETCH_MAX: FETCH_MAX */
    const char *within;       /* redirects lead to this domain and below it alone; NULL or "": anywhere */
    bool may_be_plain;        /* for finding captive portals; redirects are not followed then */
    const char *proxy;        /* as in proxy.h; NULL or "": none, whatever the environment says */
};

struct fetched {
    enum fetch_end end;
    unsigned status;               /* HTTP status, 0: none */
    struct buf body;               /* raw; whatever came, also with TOO_LARGE */
    char url[FETCH_URL_MAX];       /* where it came from in the end; not followed: where it led to */
    char reason[FETCH_REASON_MAX]; /* the library's words; empty when DONE */
    int64_t date;                  /* the server's clock (Date), seconds since 1970, 0: not told */
    int64_t ms;
};

/*
 * Fetches one page. Follows at most FETCH_HOPS_MAX redirects of a GET, from https to https only.
 * Fills in ret_fetched whatever happens; fetched_clear() frees it.
 */
void fetch_get(const struct fetch_wish *wish, struct limits limits, struct fetched *ret_fetched);
void fetched_clear(struct fetched *fetched);

/* ---- a sign-in to a mailbox ---- */

enum fetch_protocol { FETCH_IMAP, FETCH_POP3 };

#define FETCH_LOGIN_ENDS(_)                                                                                            \
    _(FETCH_LOGIN_ACCEPTED, "accepted")                                                                                \
    _(FETCH_LOGIN_REFUSED, "refused")             /* the server judged name and secret: see text */                    \
    _(FETCH_LOGIN_NO_MECHANISM, "no-mechanism")   /* it offers no way to sign in that we know; nothing was sent */     \
    _(FETCH_LOGIN_NO_STARTTLS, "no-starttls")     /* STARTTLS or STLS is not offered; nothing was sent */              \
    _(FETCH_LOGIN_CERTIFICATE, "certificate")     /* the certificate does not hold; nothing was sent */                \
    _(FETCH_LOGIN_NO_TLS, "no-tls")               /* the handshake failed; nothing was sent */                         \
    _(FETCH_LOGIN_UNSAFE, "unsafe")               /* without encryption, and not allowed: not even tried */            \
    _(FETCH_LOGIN_NO_CONNECTION, "no-connection") /* refused or unreachable */                                         \
    _(FETCH_LOGIN_SILENT, "silent")               /* out of time */                                                    \
    _(FETCH_LOGIN_CLOSED, "closed")               /* hung up */                                                        \
    _(FETCH_LOGIN_ODD, "odd")                     /* it speaks another protocol */                                     \
    _(FETCH_LOGIN_UNABLE, "unable")               /* nothing was asked: this machine cannot, see reason */             \
    _(FETCH_LOGIN_CANCELLED, "cancelled")
enum fetch_login_end {
#define X(id, word) id,
    FETCH_LOGIN_ENDS(X)
#undef X
};
const char *fetch_login_end_word(enum fetch_login_end end);

/* What is heard on the line. Ours and the server's, without line ends. */
enum fetch_heard {
    FETCH_HEARD_TLS, /* text: version and cipher */
    FETCH_HEARD_CLIENT,
    FETCH_HEARD_SECRET, /* ours, the whole line hidden: text is what may be shown of it */
    FETCH_HEARD_SERVER, /* raw: it may echo what was sent */
};
struct fetch_ear {
    void *owner;
    void (*hear)(void *owner, enum fetch_heard what, struct span text);
};

struct fetch_login {
    enum fetch_protocol protocol;
    struct endpoint where;             /* TLS, STARTTLS (RFC 2595, RFC 8314) or NONE */
    const struct addresses *addresses; /* of where.host */
    uint16_t dial_port;                /* usually where.port */
    const char *ca_file;               /* as above, as are these two */
    const char *resolver;              /* for the proxy's name */
    const char *proxy;
    struct span user;
    const struct secret *secret; /* password, or token */
    bool is_token;
    bool allow_plain;           /* the person said so */
    bool allow_bad_certificate; /* the person said so */
    struct fetch_ear ear;
};

struct fetch_login_result {
    enum fetch_login_end end;
    bool was_sent;                 /* the secret has left this machine */
    char text[512];                /* the server's last words, raw */
    char reason[FETCH_REASON_MAX]; /* the library's words; empty when ACCEPTED */
    int64_t ms;
};

/*
 * Signs in to a mailbox with SASL PLAIN or LOGIN, or, where neither is offered, with whatever the library
 * finds (LOGIN of IMAP, USER and APOP of POP3, CRAM-MD5); reads nothing, and sends the secret at most once. Never over
 * a line that is not encrypted or whose certificate does not hold, unless the person said so.
 *
 * libcurl keeps copies of name and secret in ordinary memory and frees them unwiped. They
 * live from this call to its return and are handed over only when the secret may be
 * sent; what it has written to the line is overwritten at once.
 */
void fetch_login(const struct fetch_login *login, struct limits limits, struct fetch_login_result *ret_result);

/* ---- a mailbox that stays open for a while (IMAP alone) ---- */

struct fetch_mailbox;

/*
 * Signs in as fetch_login() does and stays. NULL when it was not accepted: see ret_result, which
 * must live as long as the mailbox, as must what login points to. Close it.
 */
struct fetch_mailbox *fetch_mailbox_open(const struct fetch_login *login, struct limits limits,
                                         struct fetch_login_result *ret_result);
/* What the server offered beside the sign-in. */
bool fetch_mailbox_offers_id(const struct fetch_mailbox *mailbox);
bool fetch_mailbox_offers_special_use(const struct fetch_mailbox *mailbox);
/*
 * One command without its tag; what the server says is added to ret_answer, a line each with LF. True when
 * the server ended with OK. It never connects or signs in anew: after a loss of the line everything is false.
 */
bool fetch_mailbox_ask(struct fetch_mailbox *mailbox, const char *command, struct limits limits,
                       struct buf *ret_answer);
void fetch_mailbox_close(struct fetch_mailbox *mailbox);
