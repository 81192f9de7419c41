#include "net/tls_identity.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60, RSA_BITS_LEAST = 512, RSA_BITS_MOST = 4096 };

struct tls_identity {
    SSL_CTX *context;
};

/* A key with its certificate; both NULL when OpenSSL could not make them. */
struct signer {
    EVP_PKEY *key;
    X509 *x509;
};

struct authority {
    struct signer signer;
    char *pem;
};

/* What a certificate says about itself. names: "DNS:a,IP:::1", or NULL for none. */
struct paper {
    const char *common_name;
    const char *names;
    int64_t not_before;
    int64_t not_after;
    bool is_authority;
};

static bool add_extension(X509 *x509, const X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, (X509 *)issuer, x509, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool added = extension && X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

static bool add_extensions(X509 *x509, const X509 *issuer, const struct paper *paper)
{
    const char *constraints = paper->is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE";
    const char *usage =
        paper->is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,keyEncipherment";
    return add_extension(x509, issuer, NID_basic_constraints, constraints) &&
           add_extension(x509, issuer, NID_key_usage, usage) &&
           add_extension(x509, issuer, NID_subject_key_identifier, "hash") &&
           add_extension(x509, issuer, NID_authority_key_identifier, "keyid") &&
           (paper->is_authority || add_extension(x509, issuer, NID_ext_key_usage, "serverAuth")) &&
           (!paper->names || add_extension(x509, issuer, NID_subject_alt_name, paper->names));
}

/* RFC 5280, 4.1.2.2: positive, at most 20 bytes; random, so that no client has seen it before. */
static bool set_serial(X509 *x509)
{
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (bytes[0] & 0x7fu) | 0x40u;
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
    BN_free(number);
    return set;
}

static bool set_name(X509 *x509, const char *common_name)
{
    const unsigned char *text = (const unsigned char *)common_name;
    X509_NAME *name = X509_get_subject_name(x509);
    return X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
                                      (const unsigned char *)"smtpdoctor practice", -1, -1, 0) &&
           X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, -1, -1, 0);
}

static bool set_dates(X509 *x509, const struct paper *paper)
{
    int64_t before = paper->not_before;
    int64_t after = paper->not_after;
    return X509_time_adj_ex(X509_getm_notBefore(x509), (int)(before / DAY_S), (long)(before % DAY_S), NULL) &&
           X509_time_adj_ex(X509_getm_notAfter(x509), (int)(after / DAY_S), (long)(after % DAY_S), NULL);
}

/* by NULL: signed with its own key. */
static X509 *issue(EVP_PKEY *key, const struct paper *paper, const struct signer *by)
{
    X509 *x509 = X509_new();
    if (!x509)
        return NULL;
    const X509 *issuer = by ? by->x509 : x509;
    bool made = X509_set_version(x509, X509_VERSION_3) && set_serial(x509) && set_dates(x509, paper) &&
                set_name(x509, paper->common_name) && X509_set_issuer_name(x509, X509_get_subject_name(issuer)) &&
                X509_set_pubkey(x509, key) && add_extensions(x509, issuer, paper) &&
                X509_sign(x509, by ? by->key : key, EVP_sha256());
    if (made)
        return x509;
    X509_free(x509);
    return NULL;
}

static char *write_pem(X509 *x509)
{
    char *at = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio || !PEM_write_bio_X509(bio, x509)) {
        BIO_free(bio);
        return NULL;
    }
    long len = BIO_get_mem_data(bio, &at);
    char *pem = mem_text((struct span){ at, (size_t)len });
    BIO_free(bio);
    return pem;
}

static struct authority authority;

static void make_authority(void)
{
    struct paper paper = {
        .common_name = "smtpdoctor practice authority",
        .not_before = -3650 * (int64_t)DAY_S,
        .not_after = 3650 * (int64_t)DAY_S,
        .is_authority = true,
    };
    authority.signer.key = EVP_EC_gen("P-256");
    if (authority.signer.key)
        authority.signer.x509 = issue(authority.signer.key, &paper, NULL);
    if (authority.signer.x509)
        authority.pem = write_pem(authority.signer.x509);
}

static const struct authority *get_authority(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_authority);
    return &authority;
}

const char *tls_practice_authority_pem(void)
{
    const char *pem = get_authority()->pem;
    return pem ? pem : "";
}

static bool is_address(struct span text)
{
    char copy[INET6_ADDRSTRLEN + 1];
    unsigned char raw[16];
    if (text.len >= sizeof copy)
        return false;
    mem_copy_text(copy, sizeof copy, text);
    return inet_pton(AF_INET, copy, raw) == 1 || inet_pton(AF_INET6, copy, raw) == 1;
}

/* "a.example, 192.0.2.1" as OpenSSL wants it: "DNS:a.example,IP:192.0.2.1". */
static void write_names(const struct tls_identity_wish *wish, struct buf *out)
{
    struct span rest = span_of(wish->names && wish->names[0] ? wish->names : wish->common_name);
    struct span name;
    while (span_cut(&rest, ',', &name)) {
        name = span_trim(name);
        if (name.len == 0)
            continue;
        buf_add_text(out, out->len ? "," : "");
        buf_add_text(out, is_address(name) ? "IP:" : "DNS:");
        buf_add(out, name);
    }
}

static EVP_PKEY *make_key(int rsa_bits)
{
    if (rsa_bits == 0)
        return EVP_EC_gen("P-256");
    if (rsa_bits < RSA_BITS_LEAST || rsa_bits > RSA_BITS_MOST)
        return NULL;
    return EVP_RSA_gen((unsigned)rsa_bits);
}

static struct signer make_issuer(const char *name)
{
    struct paper paper = { .common_name = name,
                           .not_before = -3650 * (int64_t)DAY_S,
                           .not_after = 3650 * (int64_t)DAY_S,
                           .is_authority = true };
    struct signer signer = { EVP_EC_gen("P-256"), NULL };
    if (signer.key)
        signer.x509 = issue(signer.key, &paper, NULL);
    return signer;
}

static void free_signer(struct signer *signer)
{
    X509_free(signer->x509);
    EVP_PKEY_free(signer->key);
}

/* Signed by an authority of the wished name, or by the one of practice. */
static X509 *issue_by_authority(EVP_PKEY *key, const struct paper *paper, const char *issued_by)
{
    X509 *x509 = NULL;
    struct signer other = { NULL, NULL };
    if (issued_by)
        other = make_issuer(issued_by);
    const struct signer *by = issued_by ? &other : &get_authority()->signer;
    if (by->x509)
        x509 = issue(key, paper, by);
    free_signer(&other);
    return x509;
}

static struct signer make_signer(const struct tls_identity_wish *wish)
{
    struct signer signer = { make_key(wish->rsa_bits), NULL };
    struct buf names;
    buf_init(&names, 16 * KIB);
    write_names(wish, &names);
    struct paper paper = {
        .common_name = wish->common_name,
        .names = names.len ? buf_text(&names) : NULL,
        .not_before = wish->not_before,
        .not_after = wish->not_after,
    };
    if (wish->not_before == 0 && wish->not_after == 0) {
        paper.not_before = -DAY_S;
        paper.not_after = 90 * (int64_t)DAY_S;
    }
    if (signer.key)
        signer.x509 = wish->self_signed ? issue(signer.key, &paper, NULL)
                                        : issue_by_authority(signer.key, &paper, wish->issued_by);
    buf_free(&names);
    return signer;
}

/* Level 0: short keys are shown on purpose. No tickets: nobody comes back with one. */
static SSL_CTX *make_context(bool only_tls10)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context)
        return NULL;
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_cipher_list(context, "ALL:!aNULL:!eNULL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context, only_tls10 ? TLS1_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, only_tls10 ? TLS1_VERSION : 0);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    return context;
}

static struct tls_identity *wrap(SSL_CTX *context, bool is_ready)
{
    ERR_clear_error();
    if (!is_ready) {
        SSL_CTX_free(context);
        return NULL;
    }
    struct tls_identity *identity = mem_new(sizeof *identity);
    identity->context = context;
    return identity;
}

struct tls_identity *tls_identity_new(const struct tls_identity_wish *wish)
{
    struct signer signer = make_signer(wish);
    SSL_CTX *context = make_context(wish->only_tls10);
    bool is_ready = context && signer.x509 && SSL_CTX_use_certificate(context, signer.x509) == 1 &&
                    SSL_CTX_use_PrivateKey(context, signer.key) == 1;
    free_signer(&signer);
    return wrap(context, is_ready);
}

struct tls_identity *tls_identity_load(const char *certificate_file, const char *key_file)
{
    SSL_CTX *context = make_context(false);
    bool is_ready = context && SSL_CTX_use_certificate_chain_file(context, certificate_file) == 1 &&
                    SSL_CTX_use_PrivateKey_file(context, key_file, SSL_FILETYPE_PEM) == 1 &&
                    SSL_CTX_check_private_key(context) == 1;
    return wrap(context, is_ready);
}

void tls_identity_free(struct tls_identity *identity)
{
    if (!identity)
        return;
    SSL_CTX_free(identity->context);
    free(identity);
}

SSL_CTX *tls_identity_context(const struct tls_identity *identity)
{
    return identity->context;
}
