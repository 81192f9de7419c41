#include "net/tls_inspect.h"

#include "base/mem.h"
#include "net/hostname.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What is too weak for today: NIST SP 800-131A, RFC 9155 and the CA/Browser Forum agree on it. */
enum { RSA_BITS_MIN = 2048, EC_BITS_MIN = 224 };

static void copy_bio(BIO *bio, char *out, size_t room)
{
    char *at = NULL;
    long len = BIO_get_mem_data(bio, &at);
    mem_copy_text(out, room, (struct span){ at, len > 0 ? (size_t)len : 0 });
}

static void write_name(const X509_NAME *name, char *out, size_t room)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio)
        return;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN | ASN1_STRFLGS_UTF8_CONVERT);
    copy_bio(bio, out, room);
    BIO_free(bio);
}

static void add_alternative(BIO *bio, const GENERAL_NAME *name)
{
    char address[INET6_ADDRSTRLEN];
    const char *separator = BIO_pending(bio) > 0 ? ", " : "";
    if (name->type == GEN_DNS) {
        BIO_puts(bio, separator);
        BIO_write(bio, ASN1_STRING_get0_data(name->d.dNSName), ASN1_STRING_length(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
        int len = ASN1_STRING_length(name->d.iPAddress);
        int family = len == 4 ? AF_INET : AF_INET6;
        if ((len == 4 || len == 16) &&
            inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), address, sizeof address))
            BIO_printf(bio, "%s%s", separator, address);
    }
}

static void write_alternatives(const X509 *x509, char *out, size_t room)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    BIO *bio = BIO_new(BIO_s_mem());
    for (int i = 0; bio && names && i < sk_GENERAL_NAME_num(names) && (size_t)BIO_pending(bio) < room; i++)
        add_alternative(bio, sk_GENERAL_NAME_value(names, i));
    if (bio)
        copy_bio(bio, out, room);
    BIO_free(bio);
    GENERAL_NAMES_free(names);
}

static int64_t read_time(const ASN1_TIME *time)
{
    struct tm when = { 0 };
    return ASN1_TIME_to_tm(time, &when) ? (int64_t)timegm(&when) : 0;
}

static void write_key(EVP_PKEY *key, struct certificate *certificate)
{
    char group[64] = "";
    size_t len = 0;
    certificate->key_bits = EVP_PKEY_get_bits(key);
    struct buf text;
    buf_init(&text, sizeof certificate->key - 1);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &len)) {
        const char *nist = EC_curve_nid2nist(OBJ_txt2nid(group));
        buf_addf(&text, "EC %s", nist ? nist : group);
    } else if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_DSA) {
        buf_addf(&text, "%s %d", EVP_PKEY_get0_type_name(key), certificate->key_bits);
    } else {
        buf_addf(&text, "%s", EVP_PKEY_get0_type_name(key));
    }
    mem_copy_text(certificate->key, sizeof certificate->key, buf_span(&text));
    buf_free(&text);
}

static void write_fingerprint(const X509 *x509, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (!X509_digest(x509, EVP_sha256(), digest, &len))
        return;
    for (unsigned i = 0; i < len; i++) {
        out[2 * i] = digits[digest[i] >> 4u];
        out[2 * i + 1] = digits[digest[i] & 0xfu];
    }
    out[(size_t)2 * len] = '\0';
}

static void describe(X509 *x509, struct certificate *certificate)
{
    *certificate = (struct certificate){ 0 };
    write_name(X509_get_subject_name(x509), certificate->subject, sizeof certificate->subject);
    write_name(X509_get_issuer_name(x509), certificate->issuer, sizeof certificate->issuer);
    write_alternatives(x509, certificate->names, sizeof certificate->names);
    certificate->not_before = read_time(X509_get0_notBefore(x509));
    certificate->not_after = read_time(X509_get0_notAfter(x509));
    if (X509_get0_pubkey(x509))
        write_key(X509_get0_pubkey(x509), certificate);
    const char *signature = OBJ_nid2ln(X509_get_signature_nid(x509));
    mem_copy_text(certificate->signature, sizeof certificate->signature, span_of(signature));
    write_fingerprint(x509, certificate->fingerprint);
}

static bool has_weak_key(const X509 *x509)
{
    EVP_PKEY *key = X509_get0_pubkey(x509);
    if (!key)
        return false;
    int type = EVP_PKEY_get_base_id(key);
    if (type == EVP_PKEY_RSA || type == EVP_PKEY_DSA)
        return EVP_PKEY_get_bits(key) < RSA_BITS_MIN;
    return type == EVP_PKEY_EC && EVP_PKEY_get_bits(key) < EC_BITS_MIN;
}

static bool has_weak_signature(X509 *x509)
{
    int digest = NID_undef;
    /* nobody relies on the signature of a root */
    if (X509_get_extension_flags(x509) & EXFLAG_SS || !X509_get_signature_info(x509, &digest, NULL, NULL, NULL))
        return false;
    return digest == NID_md5 || digest == NID_sha1 || digest == NID_md4 || digest == NID_md2;
}

static void inspect_chain(STACK_OF(X509) * chain, struct tls_report *report)
{
    for (int i = 0; i < sk_X509_num(chain) && report->chain_count < CHAIN_MAX; i++) {
        X509 *x509 = sk_X509_value(chain, i);
        describe(x509, &report->chain[report->chain_count++]);
        report->is_weak = report->is_weak || has_weak_key(x509) || has_weak_signature(x509);
    }
}

/* The first error of each kind. */
struct verdict {
    int errors[CERTIFICATE_NAME + 1];
};

static enum certificate_fault fault_of(int error)
{
    switch (error) {
    case X509_V_OK:
        return CERTIFICATE_GOOD;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return CERTIFICATE_SELF_SIGNED;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return CERTIFICATE_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return CERTIFICATE_NOT_YET;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
        return CERTIFICATE_UNTRUSTED;
    default:
        return CERTIFICATE_OTHER;
    }
}

/* Says yes to everything, so that the second fault is seen behind the first. */
static int on_verify(int ok, X509_STORE_CTX *context)
{
    struct verdict *verdict = X509_STORE_CTX_get_app_data(context);
    int error = X509_STORE_CTX_get_error(context);
    enum certificate_fault fault = fault_of(error);
    if (!ok && verdict->errors[fault] == X509_V_OK)
        verdict->errors[fault] = error;
    return 1;
}

static const char *environment_or(const char *variable, const char *otherwise)
{
    const char *value = secure_getenv(variable);
    return value && value[0] ? value : otherwise;
}

static const char *system_file(void)
{
    return environment_or(X509_get_default_cert_file_env(), X509_get_default_cert_file());
}

/* The system's folder is looked up by hash, one file for each issuer asked for: making this store costs nothing. */
static X509_STORE *open_store(const char *ca_file, bool with_system_file)
{
    X509_STORE *store = X509_STORE_new();
    if (!store)
        return NULL;
    X509_STORE_load_path(store, environment_or(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()));
    if (ca_file && ca_file[0])
        X509_STORE_load_file(store, ca_file);
    if (with_system_file)
        X509_STORE_load_file(store, system_file());
    return store;
}

static struct verdict verify_with(STACK_OF(X509) * chain, X509_STORE *store)
{
    struct verdict verdict = { { X509_V_OK } };
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    bool ran = store && context && X509_STORE_CTX_init(context, store, sk_X509_value(chain, 0), chain);
    if (ran) {
        X509_STORE_CTX_set_app_data(context, &verdict);
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
        X509_STORE_CTX_set_verify_cb(context, on_verify);
        ran = X509_verify_cert(context) > 0;
    }
    if (!ran && verdict.errors[CERTIFICATE_OTHER] == X509_V_OK)
        verdict.errors[CERTIFICATE_OTHER] = X509_V_ERR_UNSPECIFIED;
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    ERR_clear_error();
    return verdict;
}

/* The file with all authorities takes tens of milliseconds to read: only when the folder did not know the issuer. */
static struct verdict verify(STACK_OF(X509) * chain, const char *ca_file)
{
    struct verdict verdict = verify_with(chain, open_store(ca_file, false));
    bool is_unknown = verdict.errors[CERTIFICATE_UNTRUSTED] || verdict.errors[CERTIFICATE_SELF_SIGNED];
    if (is_unknown && access(system_file(), R_OK) == 0)
        verdict = verify_with(chain, open_store(ca_file, true));
    return verdict;
}

/* RFC 9525, 6: alternative names only, a wildcard for one whole label at the left. */
static bool matches_name(X509 *x509, const char *host)
{
    char name[HOST_MAX];
    char address[ADDRESS_MAX];
    bool is_v6;
    if (!host || !host[0])
        return true;
    if (hostname_is_address(host, address, &is_v6))
        return X509_check_ip_asc(x509, address, 0) == 1;
    unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    return hostname_to_wire(host, name) && X509_check_host(x509, name, 0, flags, NULL) == 1;
}

static void judge(const struct verdict *verdict, struct tls_report *report)
{
    report->is_trusted = true;
    report->fault = report->name_matches ? CERTIFICATE_GOOD : CERTIFICATE_NAME;
    for (int fault = CERTIFICATE_NAME - 1; fault > CERTIFICATE_GOOD; fault--) {
        int error = verdict->errors[fault];
        if (error == X509_V_OK)
            continue;
        report->is_trusted = false;
        report->fault = (enum certificate_fault)fault;
        mem_copy_text(report->verify_reason, sizeof report->verify_reason,
                      span_of(X509_verify_cert_error_string(error)));
    }
}

void tls_inspect(SSL *ssl, const struct tls_wish *wish, struct tls_report *report)
{
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
    mem_copy_text(report->version, sizeof report->version, span_of(SSL_get_version(ssl)));
    mem_copy_text(report->cipher, sizeof report->cipher, span_of(SSL_get_cipher_name(ssl)));
    report->is_old = SSL_version(ssl) < TLS1_2_VERSION;
    if (!chain || sk_X509_num(chain) == 0) {
        report->fault = CERTIFICATE_OTHER;
        return;
    }
    inspect_chain(chain, report);
    struct verdict verdict = verify(chain, wish->ca_file);
    report->name_matches = matches_name(sk_X509_value(chain, 0), wish->host);
    judge(&verdict, report);
}
