#include "base/mem.h"
#include "net/fetch_attempt.h"
#include "net/hostname.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fetch_login_end_word(enum fetch_login_end end)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        FETCH_LOGIN_ENDS(X)
#undef X
    };
    return words[end];
}

static void hear(const struct attempt *attempt, enum fetch_heard what, struct span text)
{
    const struct fetch_ear *ear = &attempt->login->ear;
    if (ear->hear)
        ear->hear(ear->owner, what, text);
}

/* ---- what we say: only known commands are shown ---- */

/* "A001 LOGIN x y" has its command behind the tag, "USER x" has none. */
static struct span command_of(const struct attempt *attempt, struct span line, struct span *ret_rest)
{
    struct span word = SPAN_EMPTY;
    (void)span_word(&line, &word);
    if (attempt->login->protocol == FETCH_IMAP && !span_word(&line, &word))
        word = SPAN_EMPTY;
    *ret_rest = line;
    return word;
}

static bool is_among(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_nocase(word, span_of(words[i])))
            return true;
    return false;
}

static bool is_harmless(struct span command)
{
    static const char *const words[] = { "CAPABILITY", "CAPA", "STARTTLS", "STLS", "NOOP", "LOGOUT", "QUIT" };
    return is_among(command, words, sizeof words / sizeof *words);
}

/* The command and, of AUTH, the mechanism; everything behind it is hidden. */
static void hear_hidden(const struct attempt *attempt, struct span command, struct span rest)
{
    static const char *const with_mechanism[] = { "AUTHENTICATE", "AUTH" };
    static const char *const others[] = { "LOGIN", "USER", "PASS", "APOP" };
    struct buf shown;
    struct span mechanism = SPAN_EMPTY;
    buf_init(&shown, 128);
    bool names_mechanism = is_among(command, with_mechanism, sizeof with_mechanism / sizeof *with_mechanism);
    if (names_mechanism && span_word(&rest, &mechanism))
        buf_addf(&shown, "%.*s %.*s%s", SPAN_ARG(command), SPAN_ARG(mechanism),
                 span_trim(rest).len ? " <initial response hidden>" : "");
    else if (is_among(command, others, sizeof others / sizeof *others))
        buf_addf(&shown, "%.*s <hidden>", SPAN_ARG(command));
    else
        buf_add_text(&shown, "<response hidden>");
    hear(attempt, FETCH_HEARD_SECRET, buf_span(&shown));
    buf_free(&shown);
}

/* USER and a bare AUTHENTICATE carry no secret yet; all else of a sign-in may. */
static bool carries_secret(struct span command, struct span rest)
{
    if (span_equal_nocase(command, SPAN("USER")))
        return false;
    if (span_equal_nocase(command, SPAN("AUTHENTICATE")) || span_equal_nocase(command, SPAN("AUTH"))) {
        struct span mechanism;
        return span_word(&rest, &mechanism) && span_trim(rest).len > 0;
    }
    return true;
}

static void hear_ours(struct attempt *attempt, struct span line)
{
    struct span rest;
    struct span command = attempt->in_exchange ? SPAN_EMPTY : command_of(attempt, line, &rest);
    if (attempt->is_signed_in || is_harmless(command)) {
        hear(attempt, FETCH_HEARD_CLIENT, line);
        return;
    }
    if (attempt->in_exchange)
        rest = SPAN_EMPTY;
    attempt->in_exchange = true;
    attempt->was_asked = true;
    attempt->result->was_sent = attempt->result->was_sent || carries_secret(command, rest);
    hear_hidden(attempt, command, rest);
}

/* ---- what the server says ---- */

/* An answer that is not "go on" ends the exchange: what we say next is a command again. */
static bool is_challenge(struct span line)
{
    return span_starts(line, SPAN("+")) && !span_starts_nocase(line, SPAN("+OK"));
}

static bool is_greeting(const struct attempt *attempt, struct span line)
{
    if (attempt->login->protocol == FETCH_POP3)
        return span_starts_nocase(line, SPAN("+OK")) || span_starts_nocase(line, SPAN("-ERR"));
    return span_starts_nocase(line, SPAN("* OK")) || span_starts_nocase(line, SPAN("* PREAUTH")) ||
           span_starts_nocase(line, SPAN("* BYE"));
}

static bool offers(struct span line, struct span capability)
{
    struct span word;
    while (span_word(&line, &word)) {
        size_t end = span_find_char(word, ']');
        if (span_equal_nocase(end == SPAN_NONE ? word : span_head(word, end), capability))
            return true;
    }
    return false;
}

static void note_offers(struct attempt *attempt, struct span line)
{
    if (span_find_nocase(line, SPAN("CAPABILITY ")) == SPAN_NONE)
        return;
    attempt->saw_id = attempt->saw_id || offers(line, SPAN("ID"));
    attempt->saw_specialuse = attempt->saw_specialuse || offers(line, SPAN("SPECIAL-USE"));
}

static void hear_theirs(struct attempt *attempt, struct span line)
{
    bool is_aside = attempt->login->protocol == FETCH_IMAP && span_starts(line, SPAN("*"));
    hear(attempt, FETCH_HEARD_SERVER, line);
    note_offers(attempt, line);
    if (attempt->answer && buf_add(attempt->answer, line))
        buf_add_char(attempt->answer, '\n');
    attempt->saw_greeting = attempt->saw_greeting || is_greeting(attempt, line);
    attempt->wire.is_given_up = !attempt->saw_greeting; /* the library would wait on for one */
    if (is_challenge(line) || (is_aside && !span_starts_nocase(line, SPAN("* BYE"))))
        return;
    attempt->in_exchange = false;
    mem_copy_text(attempt->result->text, sizeof attempt->result->text, line);
}

// NOLINTNEXTLINE(readability-function-size): the library's signature
static int overhear(CURL *easy, curl_infotype type, char *bytes, size_t len, void *owner)
{
    struct attempt *attempt = owner;
    struct span rest = { bytes, len };
    struct span line;
    (void)easy;
    if (type == CURLINFO_TEXT && span_starts(rest, SPAN("SSL connection using ")))
        hear(attempt, FETCH_HEARD_TLS, span_trim(span_from(rest, SPAN("SSL connection using ").len)));
    else if (type == CURLINFO_HEADER_OUT)
        while (span_line(&rest, &line))
            hear_ours(attempt, line);
    else if (type == CURLINFO_HEADER_IN)
        while (span_line(&rest, &line))
            hear_theirs(attempt, line);
    if (type == CURLINFO_HEADER_OUT && attempt->in_exchange)
        secret_wipe(bytes, len); /* sent: nobody needs it any more */
    return 0;
}

/* ---- one connection ---- */

static bool set_url(const struct attempt *attempt, const char *host)
{
    static const char *const schemes[][2] = { [FETCH_IMAP] = { "imap", "imaps" }, [FETCH_POP3] = { "pop3", "pop3s" } };
    const struct endpoint *where = &attempt->login->where;
    const char *scheme = schemes[attempt->login->protocol][where->security == SECURITY_TLS];
    bool is_v6 = strchr(host, ':') != NULL;
    char url[HOST_MAX + 32];
    (void)snprintf(url, sizeof url, "%s://%s%s%s:%u/", scheme, is_v6 ? "[" : "", host, is_v6 ? "]" : "", where->port);
    return curl_easy_setopt(attempt->wire.easy, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(attempt->wire.easy, CURLOPT_PROTOCOLS_STR, scheme) == CURLE_OK;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the library's signature
static size_t drop(char *bytes, size_t size, size_t count, void *owner)
{
    (void)bytes;
    (void)owner;
    return size * count;
}

static void set_safety(const struct attempt *attempt)
{
    CURL *easy = attempt->wire.easy;
    bool starts_tls = attempt->login->where.security == SECURITY_STARTTLS;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(starts_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, attempt->login->allow_bad_certificate ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, attempt->login->allow_bad_certificate ? 0L : 2L);
    if (attempt->stays)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "NOOP");
    else
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L); /* signs in, and asks for nothing else */
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);  /* the lines are heard already */
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, attempt);
}

/* The library wants texts that end with a NUL. */
static bool set_secret(const struct attempt *attempt, const char *options)
{
    CURL *easy = attempt->wire.easy;
    const struct fetch_login *login = attempt->login;
    char user[MAIL_MAX];
    struct secret text = { 0 };
    mem_copy_text(user, sizeof user, login->user);
    CURLoption where = login->is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD;
    bool good = secret_copy(&text, login->secret) && secret_insert(&text, text.len, SPAN("\0")) &&
                curl_easy_setopt(easy, CURLOPT_USERNAME, user) == CURLE_OK &&
                curl_easy_setopt(easy, where, secret_bytes(&text).at) == CURLE_OK &&
                (!options || curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, options) == CURLE_OK);
    secret_clear(&text);
    return good;
}

/* BAD says that it did not understand us, which is no word about the secret. */
static bool is_refusal(const struct attempt *attempt)
{
    struct span rest;
    struct span text = span_of(attempt->result->text);
    if (attempt->login->protocol == FETCH_POP3)
        return span_starts_nocase(text, SPAN("-ERR"));
    return span_equal_nocase(command_of(attempt, text, &rest), SPAN("NO"));
}

static enum fetch_login_end end_of_denial(const struct attempt *attempt)
{
    if (!attempt->was_asked)
        return FETCH_LOGIN_NO_MECHANISM;
    return is_refusal(attempt) ? FETCH_LOGIN_REFUSED : FETCH_LOGIN_ODD;
}

static enum fetch_login_end end_of_code(const struct attempt *attempt)
{
    switch (attempt->wire.code) {
    case CURLE_OK:
        return FETCH_LOGIN_ACCEPTED;
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR:
        return end_of_denial(attempt);
    case CURLE_USE_SSL_FAILED:
        return FETCH_LOGIN_NO_STARTTLS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return FETCH_LOGIN_CERTIFICATE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
        return FETCH_LOGIN_NO_TLS;
    case CURLE_COULDNT_CONNECT:
        return FETCH_LOGIN_NO_CONNECTION;
    case CURLE_OPERATION_TIMEDOUT:
        return FETCH_LOGIN_SILENT;
    default:
        return attempt->saw_greeting ? FETCH_LOGIN_CLOSED : FETCH_LOGIN_ODD;
    }
}

static void judge(struct attempt *attempt, enum outcome outcome)
{
    struct fetch_login_result *result = attempt->result;
    if (outcome == OUTCOME_DONE)
        result->end = attempt->wire.is_given_up ? FETCH_LOGIN_ODD : end_of_code(attempt);
    else if (outcome == OUTCOME_OUT_OF_TIME)
        result->end = FETCH_LOGIN_SILENT;
    else
        result->end = outcome == OUTCOME_CANCELLED ? FETCH_LOGIN_CANCELLED : FETCH_LOGIN_UNABLE;
    bool has_words =
        result->end == FETCH_LOGIN_UNABLE || (outcome == OUTCOME_DONE && result->end != FETCH_LOGIN_ACCEPTED);
    mem_copy_text(result->reason, sizeof result->reason, span_of(has_words ? attempt->wire.error : ""));
}

static bool find_way(const struct fetch_login *login, const char *host, struct limits limits, struct fetch_way *way)
{
    *way = (struct fetch_way){ .port = login->where.port, .dial_port = login->dial_port, .ca_file = login->ca_file };
    mem_copy_text(way->host, sizeof way->host, span_of(host));
    if (login->proxy && login->proxy[0])
        return fetch_way_to_proxy(way, login->proxy, login->resolver, limits);
    way->addresses = *login->addresses;
    return true;
}

static void take_host(const struct fetch_login *login, char ret_host[HOST_MAX])
{
    char address[ADDRESS_MAX];
    bool is_v6;
    if (hostname_is_address(login->where.host, address, &is_v6))
        mem_copy_text(ret_host, HOST_MAX, span_of(address));
    else if (!hostname_to_wire(login->where.host, ret_host))
        mem_copy_text(ret_host, HOST_MAX, span_of(login->where.host));
}

static void try_once(struct attempt *attempt, const char *options, struct limits limits)
{
    const struct fetch_login *login = attempt->login;
    char host[HOST_MAX];
    struct fetch_way way;
    enum outcome outcome = OUTCOME_TROUBLE;
    take_host(login, host);
    if (!find_way(login, host, limits, &way)) {
        attempt->result->end = FETCH_LOGIN_NO_CONNECTION;
        return;
    }
    if (fetch_wire_open(&attempt->wire, &way) && set_url(attempt, host)) {
        set_safety(attempt);
        if (set_secret(attempt, options))
            outcome = fetch_wire_run(&attempt->wire, limits);
    }
    judge(attempt, outcome);
}

/* Kerberos and NTLM, which the library would prefer, say nothing about the secret. */
static const char *first_options(const struct fetch_login *login)
{
    return login->is_token ? "AUTH=XOAUTH2;AUTH=OAUTHBEARER" : "AUTH=PLAIN;AUTH=LOGIN";
}

bool attempt_may_begin(const struct fetch_login *login, struct fetch_login_result *result)
{
    bool is_plain = login->where.security != SECURITY_TLS && login->where.security != SECURITY_STARTTLS;
    if (is_plain && !login->allow_plain)
        result->end = FETCH_LOGIN_UNSAFE;
    else if (span_find_char(secret_bytes(login->secret), '\0') != SPAN_NONE || login->user.len >= MAIL_MAX)
        result->end = FETCH_LOGIN_NO_MECHANISM;
    else
        return true;
    return false;
}

void attempt_sign_in(struct attempt *attempt, struct limits limits)
{
    const struct fetch_login *login = attempt->login;
    try_once(attempt, first_options(login), limits);
    if (attempt->result->end == FETCH_LOGIN_NO_MECHANISM && !login->is_token) {
        struct attempt again = { .login = login, .result = attempt->result, .stays = attempt->stays };
        fetch_wire_close(&attempt->wire);
        *attempt = again;
        try_once(attempt, NULL, limits);
    }
    attempt->is_signed_in = attempt->result->end == FETCH_LOGIN_ACCEPTED;
}

void fetch_login(const struct fetch_login *login, struct limits limits, struct fetch_login_result *ret_result)
{
    moment began = clock_now();
    struct attempt attempt = { .login = login, .result = ret_result };
    *ret_result = (struct fetch_login_result){ .end = FETCH_LOGIN_NO_CONNECTION };
    if (!attempt_may_begin(login, ret_result))
        return;
    attempt_sign_in(&attempt, limits);
    fetch_wire_close(&attempt.wire);
    ret_result->ms = (clock_now() - began) / 1000;
}
