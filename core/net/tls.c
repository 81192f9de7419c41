#include "net/tls.h"

#include "base/mem.h"
#include "net/hostname.h"
#include "net/tls_identity.h"
#include "net/tls_inspect.h"
#include "net/tls_wire.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WRITE_PIECE = 16 * 1024, NO_ALERT = -1 };

struct tls {
    SSL *ssl;
    struct tls_wire wire;
    int alert; /* the last alert that the other side sent, RFC 8446, 6 */
    bool is_server;
};

const char *tls_end_word(enum tls_end end)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        TLS_ENDS(X)
#undef X
    };
    return words[end];
}

const char *certificate_fault_word(enum certificate_fault fault)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        CERTIFICATE_FAULTS(X)
#undef X
    };
    return words[fault];
}

static void on_event(const SSL *ssl, int where, int value)
{
    struct tls *tls = SSL_get_app_data(ssl);
    if (where == SSL_CB_READ_ALERT)
        tls->alert = value & 0xff;
}

static int accept_any_chain(X509_STORE_CTX *context, void *owner)
{
    (void)owner;
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

static SSL_CTX *client_context;

/* Lets in what a strict client would refuse, so that it can be named; nothing is decided here. */
static void make_client_context(void)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context)
        return;
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, 0);
    SSL_CTX_set_cipher_list(context, "ALL:!aNULL:!eNULL:@SECLEVEL=0");
    SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_cert_verify_callback(context, accept_any_chain, NULL);
    client_context = context;
}

static SSL_CTX *get_client_context(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_client_context);
    return client_context;
}

static void free_tls(struct tls *tls)
{
    SSL_free(tls->ssl);
    tls_wire_free(&tls->wire);
    free(tls);
    ERR_clear_error();
}

static struct tls *new_tls(SSL_CTX *context, int fd)
{
    struct tls *tls = mem_new(sizeof *tls);
    tls->alert = NO_ALERT;
    tls_wire_init(&tls->wire, fd);
    BIO *bio = tls_wire_bio(&tls->wire);
    tls->ssl = bio && context ? SSL_new(context) : NULL;
    if (!tls->ssl) {
        BIO_free(bio);
        free_tls(tls);
        return NULL;
    }
    SSL_set_bio(tls->ssl, bio, bio);
    SSL_set_app_data(tls->ssl, tls);
    SSL_set_info_callback(tls->ssl, on_event);
    SSL_set_read_ahead(tls->ssl, 1);
    return tls;
}

/* What to do after a call of OpenSSL that did not succeed: DONE when it is worth repeating. */
static enum outcome follow(struct tls *tls, int result, struct limits limits)
{
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return tls_wire_wait(&tls->wire, limits);
    case SSL_ERROR_WANT_WRITE:
        return tls_wire_flush(&tls->wire, limits);
    case SSL_ERROR_ZERO_RETURN:
        return OUTCOME_HUNG_UP;
    default:
        tls_wire_flush_now(&tls->wire);
        return tls->alert > 0 ? OUTCOME_HUNG_UP : tls_wire_outcome(&tls->wire);
    }
}

/* TLS 1.3: what ends the client's handshake stays in the wire, to travel with the first command. */
static enum outcome shake_hands(struct tls *tls, struct limits limits)
{
    enum outcome outcome = OUTCOME_DONE;
    while (outcome == OUTCOME_DONE) {
        ERR_clear_error();
        int result = SSL_do_handshake(tls->ssl);
        if (result == 1)
            return tls->is_server ? tls_wire_flush(&tls->wire, limits) : OUTCOME_DONE;
        outcome = follow(tls, result, limits);
    }
    return outcome;
}

/* RFC 8446, 5.1: a record starts with its type and with 3, the major version. */
static bool is_plain(const struct tls_wire *wire)
{
    if (wire->first_len == 0)
        return false;
    unsigned char type = (unsigned char)wire->first[0];
    return type < 20 || type > 24 || (wire->first_len > 1 && wire->first[1] != 3);
}

static enum tls_end end_of_alert(int alert)
{
    switch (alert) {
    case SSL_AD_PROTOCOL_VERSION:
        return TLS_NO_VERSION;
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_INSUFFICIENT_SECURITY:
        return TLS_NO_CIPHER;
    case SSL_AD_INTERNAL_ERROR:
        return TLS_SERVER_ERROR;
    case SSL_AD_CLOSE_NOTIFY:
        return TLS_CLOSED;
    default:
        return TLS_ALERT;
    }
}

static enum tls_end end_of_reason(int reason)
{
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_VERSION_TOO_HIGH:
    case SSL_R_UNKNOWN_PROTOCOL:
        return TLS_NO_VERSION;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_CIPHERS_AVAILABLE:
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_UNKNOWN_CIPHER_RETURNED:
        return TLS_NO_CIPHER;
    default:
        return TLS_TROUBLE;
    }
}

static enum tls_end judge(const struct tls *tls, enum outcome outcome, unsigned long error)
{
    if (outcome == OUTCOME_DONE)
        return TLS_UP;
    if (outcome == OUTCOME_CANCELLED)
        return TLS_CANCELLED;
    if (is_plain(&tls->wire))
        return TLS_NOT_TLS;
    if (outcome == OUTCOME_OUT_OF_TIME)
        return TLS_SILENT;
    if (tls->alert != NO_ALERT)
        return end_of_alert(tls->alert);
    if (outcome == OUTCOME_HUNG_UP)
        return TLS_CLOSED;
    return end_of_reason(ERR_GET_REASON(error));
}

static void write_reason(const struct tls *tls, unsigned long error, struct tls_report *report)
{
    const char *words = error ? ERR_reason_error_string(error) : NULL;
    if (tls->alert != NO_ALERT)
        words = SSL_alert_desc_string_long(tls->alert);
    else if (tls->wire.error)
        words = strerrorname_np(tls->wire.error);
    mem_copy_text(report->reason, sizeof report->reason, span_of(words));
}

static void write_failure(struct tls *tls, enum outcome outcome, struct tls_report *report)
{
    unsigned long error = ERR_peek_last_error();
    report->end = judge(tls, outcome, error);
    write_reason(tls, error, report);
    if (report->end == TLS_NOT_TLS) {
        tls_wire_look_on(&tls->wire);
        size_t len =
            tls->wire.first_len < sizeof report->first_bytes ? tls->wire.first_len : sizeof report->first_bytes - 1;
        memcpy(report->first_bytes, tls->wire.first, len);
    }
}

/* RFC 6066, 3: addresses are no server names. */
static void name_server(SSL *ssl, const char *host)
{
    char name[HOST_MAX];
    char address[ADDRESS_MAX];
    bool is_v6;
    if (host && !hostname_is_address(host, address, &is_v6) && hostname_to_wire(host, name))
        SSL_set_tlsext_host_name(ssl, name);
}

struct tls *tls_connect(int fd, const struct tls_wish *wish, struct limits limits, struct tls_report *ret_report)
{
    moment since = clock_now();
    *ret_report = (struct tls_report){ .end = TLS_TROUBLE };
    struct tls *tls = new_tls(get_client_context(), fd);
    if (!tls) {
        errno = ENOMEM;
        return NULL;
    }
    name_server(tls->ssl, wish->host);
    SSL_set_connect_state(tls->ssl);
    enum outcome outcome = shake_hands(tls, limits);
    int error = errno;
    ret_report->ms = (clock_now() - since) / 1000;
    if (outcome == OUTCOME_DONE) {
        ret_report->end = TLS_UP;
        tls_inspect(tls->ssl, wish, ret_report);
        return tls;
    }
    write_failure(tls, outcome, ret_report);
    free_tls(tls);
    errno = error;
    return NULL;
}

struct tls *tls_accept(int fd, struct tls_identity *identity, struct limits limits)
{
    struct tls *tls = new_tls(tls_identity_context(identity), fd);
    if (!tls)
        return NULL;
    tls->is_server = true;
    SSL_set_accept_state(tls->ssl);
    if (shake_hands(tls, limits) == OUTCOME_DONE)
        return tls;
    free_tls(tls);
    return NULL;
}

enum outcome tls_read(struct tls *tls, struct buf *to, size_t max, struct limits limits)
{
    char piece[WRITE_PIECE];
    int size = (int)(max < sizeof piece ? max : sizeof piece);
    enum outcome outcome = limits_cancelled(limits) ? OUTCOME_CANCELLED : OUTCOME_DONE;
    while (outcome == OUTCOME_DONE) {
        ERR_clear_error();
        int len = SSL_read(tls->ssl, piece, size);
        if (len > 0) {
            buf_add(to, (struct span){ piece, (size_t)len });
            OPENSSL_cleanse(piece, (size_t)len);
            return OUTCOME_DONE;
        }
        outcome = follow(tls, len, limits);
    }
    return outcome;
}

enum outcome tls_write(struct tls *tls, struct span bytes, struct limits limits)
{
    enum outcome outcome = limits_cancelled(limits) ? OUTCOME_CANCELLED : OUTCOME_DONE;
    while (bytes.len && outcome == OUTCOME_DONE) {
        ERR_clear_error();
        struct span piece = span_head(bytes, WRITE_PIECE);
        int len = SSL_write(tls->ssl, piece.at, (int)piece.len);
        if (len > 0) {
            bytes = span_from(bytes, (size_t)len);
            outcome = tls_wire_flush(&tls->wire, limits);
        } else {
            outcome = follow(tls, len, limits);
        }
    }
    return outcome;
}

bool tls_has_input(struct tls *tls)
{
    char one;
    ERR_clear_error();
    return SSL_peek(tls->ssl, &one, 1) > 0;
}

void tls_close(struct tls *tls, bool farewell)
{
    if (farewell) {
        ERR_clear_error();
        SSL_shutdown(tls->ssl);
        tls_wire_flush_now(&tls->wire);
    }
    free_tls(tls);
}

/* RFC 9266: before TLS 1.3 only with the extended master secret. */
static size_t bind_exporter(SSL *ssl, char *out, size_t room)
{
    static const char label[] = "EXPORTER-Channel-Binding";
    enum { EXPORTER_SIZE = 32 };
    if (room < EXPORTER_SIZE || (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1))
        return 0;
    const unsigned char none[1] = { 0 };
    bool done =
        SSL_export_keying_material(ssl, (unsigned char *)out, EXPORTER_SIZE, label, sizeof label - 1, none, 0, 1);
    return done == 1 ? EXPORTER_SIZE : 0;
}

/* RFC 5929, 3: the first Finished message, which without resumption is the client's. */
static size_t bind_unique(const struct tls *tls, char *out, size_t room)
{
    if (SSL_version(tls->ssl) >= TLS1_3_VERSION || SSL_session_reused(tls->ssl))
        return 0;
    size_t len = tls->is_server ? SSL_get_peer_finished(tls->ssl, out, room) : SSL_get_finished(tls->ssl, out, room);
    return len <= room ? len : 0;
}

/* RFC 5929, 4: the hash of the certificate's signature, MD5 and SHA-1 replaced by SHA-256. */
static size_t bind_end_point(const struct tls *tls, char *out, size_t room)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    int nid = NID_undef;
    X509 *x509 = tls->is_server ? SSL_get_certificate(tls->ssl) : SSL_get0_peer_certificate(tls->ssl);
    if (!x509 || !X509_get_signature_info(x509, &nid, NULL, NULL, NULL))
        return 0;
    if (nid == NID_md5 || nid == NID_sha1)
        nid = NID_sha256;
    const EVP_MD *hash = EVP_get_digestbynid(nid);
    if (!hash || !X509_digest(x509, hash, digest, &len) || len > room)
        return 0;
    memcpy(out, digest, len);
    return len;
}

size_t tls_binding(struct tls *tls, const char *type, char *out, size_t room)
{
    struct span name = span_of(type);
    if (span_equal(name, SPAN("tls-exporter")))
        return bind_exporter(tls->ssl, out, room);
    if (span_equal(name, SPAN("tls-unique")))
        return bind_unique(tls, out, room);
    if (span_equal(name, SPAN("tls-server-end-point")))
        return bind_end_point(tls, out, room);
    return 0;
}
