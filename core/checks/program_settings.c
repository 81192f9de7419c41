#include "checks/program_settings.h"

#include "base/mem.h"

#include <string.h>

/* ---- words ---- */

static struct span unquoted(struct span text)
{
    text = span_trim(text);
    if (text.len > 1 && (text.at[0] == '"' || text.at[0] == '\'') && text.at[text.len - 1] == text.at[0])
        return (struct span){ text.at + 1, text.len - 2 };
    return text;
}

static void keep_port(struct program_account *account, struct span text)
{
    uint64_t port = 0;
    if (span_number(text, 65535, &port))
        account->where.port = (uint16_t)port;
}

static void keep_host(struct program_account *account, struct span text)
{
    mem_copy_text(account->where.host, sizeof account->where.host, text);
}

/* Who is signed in by an address sends from it, as far as the file says. */
static void finish(struct program_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct program_account *account = &settings->accounts[i];
        if (!account->address[0] && strchr(account->login, '@'))
            mem_copy_text(account->address, sizeof account->address, span_of(account->login));
    }
}

/* "Anna <anna@corp.test>" has an address within. */
static void keep_address(struct program_account *account, struct span text)
{
    size_t open = span_find_char(text, '<');
    size_t close = span_find_char(text, '>');
    if (open != SPAN_NONE && close != SPAN_NONE && close > open)
        text = span_head(span_from(text, open + 1), close - open - 1);
    if (span_find_char(text, '@') != SPAN_NONE)
        mem_copy_text(account->address, sizeof account->address, text);
}

/* ---- msmtp: "host smtp.corp.test", a word and what it is set to ---- */

struct msmtp {
    struct program_settings *settings;
    struct program_account defaults;
    struct program_account *account; /* what the lines are about */
    bool is_tls, is_tls_first, is_default_tls, is_default_tls_first;
};

static void end_msmtp_account(struct msmtp *msmtp)
{
    if (msmtp->account == &msmtp->defaults) {
        msmtp->is_default_tls = msmtp->is_tls;
        msmtp->is_default_tls_first = msmtp->is_tls_first;
        return;
    }
    msmtp->account->where.security = !msmtp->is_tls        ? SECURITY_NONE
                                     : msmtp->is_tls_first ? SECURITY_TLS
                                                           : SECURITY_STARTTLS;
}

static void begin_msmtp_account(struct msmtp *msmtp, struct span name)
{
    struct program_settings *settings = msmtp->settings;
    size_t colon = span_find_char(name, ':');
    end_msmtp_account(msmtp);
    if (colon != SPAN_NONE) { /* "account default : corp" */
        struct span meant = span_trim(span_from(name, colon + 1));
        for (size_t i = 0; i < settings->count; i++)
            if (span_equal(span_of(settings->accounts[i].name), meant))
                settings->chosen = i;
    }
    if (colon != SPAN_NONE || settings->count == PROGRAM_ACCOUNTS_MAX)
        return;
    msmtp->account = &settings->accounts[settings->count++];
    *msmtp->account = msmtp->defaults;
    mem_copy_text(msmtp->account->name, sizeof msmtp->account->name, name);
    msmtp->is_tls = msmtp->is_default_tls;
    msmtp->is_tls_first = msmtp->is_default_tls_first;
}

static void take_msmtp(struct msmtp *msmtp, struct span key, struct span value)
{
    if (span_equal(key, SPAN("account")))
        begin_msmtp_account(msmtp, value);
    else if (span_equal(key, SPAN("host")))
        keep_host(msmtp->account, value);
    else if (span_equal(key, SPAN("port")))
        keep_port(msmtp->account, value);
    else if (span_equal(key, SPAN("from")))
        keep_address(msmtp->account, value);
    else if (span_equal(key, SPAN("user")))
        mem_copy_text(msmtp->account->login, sizeof msmtp->account->login, value);
    else if (span_equal(key, SPAN("tls")))
        msmtp->is_tls = !span_equal(value, SPAN("off"));
    else if (span_equal(key, SPAN("tls_starttls")))
        msmtp->is_tls_first = span_equal(value, SPAN("off"));
}

static void read_msmtp(struct span text, struct program_settings *settings)
{
    struct msmtp msmtp = { .settings = settings, .account = &msmtp.defaults };
    struct span line;
    while (span_line(&text, &line)) {
        struct span rest = span_trim(line);
        struct span key;
        if (rest.len && rest.at[0] != '#' && span_word(&rest, &key))
            take_msmtp(&msmtp, key, unquoted(rest));
    }
    end_msmtp_account(&msmtp);
}

/* ---- Thunderbird: user_pref("mail.smtpserver.smtp1.hostname", "smtp.corp.test"); ---- */

static struct program_account *server_of(struct program_settings *settings, struct span name)
{
    for (size_t i = 0; i < settings->count; i++)
        if (span_equal(span_of(settings->accounts[i].name), name))
            return &settings->accounts[i];
    if (settings->count == PROGRAM_ACCOUNTS_MAX)
        return NULL;
    struct program_account *account = &settings->accounts[settings->count++];
    mem_copy_text(account->name, sizeof account->name, name);
    return account;
}

static void take_server(struct program_settings *settings, struct span key, struct span value)
{
    size_t dot = span_find_char(key, '.');
    struct program_account *account = dot == SPAN_NONE ? NULL : server_of(settings, span_head(key, dot));
    struct span what = span_from(key, dot + 1);
    if (!account)
        return;
    if (span_equal(what, SPAN("hostname")))
        keep_host(account, value);
    else if (span_equal(what, SPAN("port")))
        keep_port(account, value);
    else if (span_equal(what, SPAN("username")))
        mem_copy_text(account->login, sizeof account->login, value);
    else if (span_equal(what, SPAN("try_ssl")) && value.len == 1)
        account->where.security = value.at[0] == '3'   ? SECURITY_TLS
                                  : value.at[0] == '0' ? SECURITY_NONE
                                                       : SECURITY_STARTTLS;
}

/* The two halves of an identity stand on lines of their own, in no order that could be counted on. */
static struct span preference(struct span text, struct span key)
{
    struct span line;
    while (span_line(&text, &line)) {
        size_t at = span_find(line, key);
        size_t comma = at == SPAN_NONE ? SPAN_NONE : span_find_char(span_from(line, at), ',');
        size_t end = span_find_last(line, ')');
        if (comma != SPAN_NONE && end != SPAN_NONE && end > at + comma)
            return unquoted(span_head(span_from(line, at + comma + 1), end - at - comma - 1));
    }
    return SPAN_EMPTY;
}

static void take_identities(struct span text, struct program_settings *settings)
{
    enum { IDENTITIES_MAX = 64 }; /* each looks through the whole file for its other half */
    static const struct span before = SPAN("\"mail.identity.");
    static const struct span behind = SPAN(".useremail\"");
    struct span rest = text;
    struct span line;
    size_t count = 0;
    while (count < IDENTITIES_MAX && span_line(&rest, &line)) {
        size_t at = span_find(line, before);
        size_t end = span_find(line, behind);
        char key[128];
        if (at == SPAN_NONE || end == SPAN_NONE || end < at)
            continue;
        count++;
        struct span id = span_head(span_from(line, at), end - at);
        mem_copy_text(key, sizeof key, id);
        mem_copy_text(key + strlen(key), sizeof key - strlen(key), SPAN(".smtpServer\""));
        struct span server = preference(text, span_of(key));
        struct program_account *account = server.len        ? server_of(settings, server)
                                          : settings->count ? &settings->accounts[settings->chosen]
                                                            : NULL;
        if (account && !account->address[0])
            keep_address(account, preference(line, behind));
    }
}

static void read_thunderbird(struct span text, struct program_settings *settings)
{
    static const struct span before = SPAN("\"mail.smtpserver.");
    struct span rest = text;
    struct span line;
    while (span_line(&rest, &line)) {
        size_t at = span_find(line, before);
        struct span key = at == SPAN_NONE ? SPAN_EMPTY : span_from(line, at + before.len);
        size_t quote = span_find_char(key, '"');
        if (quote != SPAN_NONE && span_starts(line, SPAN("user_pref(")))
            take_server(settings, span_head(key, quote), preference(line, before));
    }
    struct span chosen = preference(text, SPAN("\"mail.smtp.defaultserver\""));
    for (size_t i = 0; i < settings->count; i++)
        if (span_equal(span_of(settings->accounts[i].name), chosen))
            settings->chosen = i;
    take_identities(text, settings);
}

/* ---- one account in all: mutt, git, KEY=VALUE ---- */

/* "smtps://anna@corp.test@smtp.corp.test:465/"; what stands behind a colon before the last @ is a password. */
static void take_url(struct program_account *account, struct span url)
{
    bool is_tls = span_starts_nocase(url, SPAN("smtps://"));
    size_t scheme = span_find(url, SPAN("://"));
    struct span rest = scheme == SPAN_NONE ? url : span_from(url, scheme + 3);
    size_t slash = span_find_char(rest, '/');
    rest = slash == SPAN_NONE ? rest : span_head(rest, slash);
    size_t at = span_find_last(rest, '@');
    if (at != SPAN_NONE) {
        struct span user = span_head(rest, at);
        size_t colon = span_find_char(user, ':');
        mem_copy_text(account->login, sizeof account->login, colon == SPAN_NONE ? user : span_head(user, colon));
        rest = span_from(rest, at + 1);
    }
    size_t colon = span_find_last(rest, ':');
    if (colon != SPAN_NONE)
        keep_port(account, span_from(rest, colon + 1));
    keep_host(account, colon == SPAN_NONE ? rest : span_head(rest, colon));
    account->where.security = is_tls ? SECURITY_TLS : SECURITY_STARTTLS;
}

static void take_mutt(struct program_account *account, struct span key, struct span value)
{
    if (span_equal(key, SPAN("smtp_url")))
        take_url(account, value);
    else if (span_equal(key, SPAN("from")))
        keep_address(account, value);
}

static void take_security(struct program_account *account, struct span value)
{
    static const struct {
        const char *word;
        enum security security;
    } rows[] = { { "tls", SECURITY_STARTTLS }, { "starttls", SECURITY_STARTTLS }, { "ssl", SECURITY_TLS },
                 { "smtps", SECURITY_TLS },    { "none", SECURITY_NONE },         { "null", SECURITY_NONE },
                 { "implicit", SECURITY_TLS }, { "", SECURITY_UNKNOWN } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal_nocase(value, span_of(rows[i].word)))
            account->where.security = rows[i].security;
}

static void take_git(struct program_account *account, struct span key, struct span value)
{
    if (span_equal_nocase(key, SPAN("smtpserver")) && value.len && value.at[0] != '/') /* a path is a program */
        keep_host(account, value);
    else if (span_equal_nocase(key, SPAN("smtpserverport")))
        keep_port(account, value);
    else if (span_equal_nocase(key, SPAN("smtpuser")))
        mem_copy_text(account->login, sizeof account->login, value);
    else if (span_equal_nocase(key, SPAN("smtpencryption")))
        take_security(account, value);
    else if (span_equal_nocase(key, SPAN("from")))
        keep_address(account, value);
}

/* Laravel, Django, Node and their like: the end of the name tells what it is, "MAIL_" or "SMTP" in it that it is ours.
 */
static void take_variable(struct program_account *account, struct span key, struct span value)
{
    bool is_on = span_equal_nocase(value, SPAN("true")) || span_equal(value, SPAN("1"));
    if (span_find_nocase(key, SPAN("SMTP")) == SPAN_NONE && span_find_nocase(key, SPAN("MAIL")) == SPAN_NONE)
        return;
    if (span_ends_nocase(key, SPAN("HOST")) || span_ends_nocase(key, SPAN("SERVER")))
        keep_host(account, value);
    else if (span_ends_nocase(key, SPAN("PORT")))
        keep_port(account, value);
    else if (span_ends_nocase(key, SPAN("USER")) || span_ends_nocase(key, SPAN("USERNAME")))
        mem_copy_text(account->login, sizeof account->login, value);
    else if (span_ends_nocase(key, SPAN("ENCRYPTION")))
        take_security(account, value);
    else if (span_ends_nocase(key, SPAN("USE_SSL")) && is_on)
        account->where.security = SECURITY_TLS;
    else if (span_ends_nocase(key, SPAN("USE_TLS")) && is_on)
        account->where.security = SECURITY_STARTTLS;
    else if (span_ends_nocase(key, SPAN("FROM")) || span_ends_nocase(key, SPAN("FROM_ADDRESS")))
        keep_address(account, value);
}

/* "set from = …", "smtpServer = …", "SMTP_HOST=…": what stands before and behind the sign. */
struct pairs {
    const char *section; /* only within "[section]", NULL: everywhere */
    const char *before;  /* every line begins with this word, NULL: none */
    void (*take)(struct program_account *account, struct span key, struct span value);
};

static void read_pairs(struct span text, const struct pairs *pairs, struct program_settings *settings)
{
    struct program_account *account = &settings->accounts[0];
    struct span line;
    bool is_inside = !pairs->section;
    settings->count = 1;
    while (span_line(&text, &line)) {
        struct span key = span_trim(line);
        size_t sign = span_find_char(key, '=');
        if (key.len && key.at[0] == '[' && pairs->section)
            is_inside = span_starts_nocase(span_from(key, 1), span_of(pairs->section));
        if (key.len == 0 || key.at[0] == '#' || sign == SPAN_NONE || !is_inside)
            continue;
        struct span value = unquoted(span_from(key, sign + 1));
        key = span_trim(span_head(key, sign));
        if (pairs->before && !span_starts(key, span_of(pairs->before)))
            continue;
        pairs->take(account, span_trim(span_from(key, pairs->before ? strlen(pairs->before) : 0)), value);
    }
}

/* ---- which program ---- */

static bool has_line(struct span text, const char *start)
{
    struct span line;
    while (span_line(&text, &line))
        if (span_starts_nocase(span_trim(line), span_of(start)))
            return true;
    return false;
}

static const char *read_file(struct span text, struct program_settings *settings)
{
    static const struct pairs mutt = { NULL, "set ", take_mutt };
    static const struct pairs git = { "sendemail", NULL, take_git };
    static const struct pairs variables = { NULL, NULL, take_variable };
    if (has_line(text, "user_pref(\"mail.smtpserver.")) {
        read_thunderbird(text, settings);
        return "Thunderbird";
    }
    if (has_line(text, "[sendemail")) {
        read_pairs(text, &git, settings);
        return "git send-email";
    }
    if (span_find(text, SPAN("smtp_url")) != SPAN_NONE) {
        read_pairs(text, &mutt, settings);
        return "mutt";
    }
    if (has_line(text, "account ") && has_line(text, "host ")) {
        read_msmtp(text, settings);
        return "msmtp";
    }
    read_pairs(text, &variables, settings);
    return "KEY=VALUE";
}

bool program_settings_read(struct span text, struct program_settings *ret_settings)
{
    *ret_settings = (struct program_settings){ 0 };
    ret_settings->program = read_file(text, ret_settings);
    finish(ret_settings);
    return ret_settings->count && ret_settings->accounts[ret_settings->chosen].where.host[0];
}

const struct program_account *program_settings_of(const struct program_settings *settings, const char *address)
{
    for (size_t i = 0; address[0] && i < settings->count; i++)
        if (span_equal_nocase(span_of(settings->accounts[i].address), span_of(address)))
            return &settings->accounts[i];
    const struct program_account *chosen = &settings->accounts[settings->chosen];
    return address[0] && chosen->address[0] ? NULL : chosen;
}
