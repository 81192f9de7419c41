#include "checks/server_settings.h"

#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct span value_of(struct span postconf, const char *parameter)
{
    struct span line;
    while (span_line(&postconf, &line)) {
        size_t equals = span_find_char(line, '=');
        if (equals != SPAN_NONE && span_equal(span_trim(span_head(line, equals)), span_of(parameter)))
            return span_trim(span_from(line, equals + 1));
    }
    return SPAN_EMPTY;
}

static bool is_yes(struct span postconf, const char *parameter)
{
    return span_equal_nocase(value_of(postconf, parameter), SPAN("yes"));
}

static bool is_set(struct span postconf, const char *parameter)
{
    return value_of(postconf, parameter).len > 0;
}

static bool relays(struct span postconf)
{
    return is_set(postconf, "relayhost");
}

static bool relays_without_login(struct span postconf)
{
    return relays(postconf) && !is_yes(postconf, "smtp_sasl_auth_enable");
}

static bool login_without_passwords(struct span postconf)
{
    return is_yes(postconf, "smtp_sasl_auth_enable") && !is_set(postconf, "smtp_sasl_password_maps");
}

/* The default of smtp_sasl_security_options is "noplaintext, noanonymous": then PLAIN and LOGIN are never used. */
static bool forbids_plaintext(struct span postconf)
{
    struct span with_tls = value_of(postconf, "smtp_sasl_tls_security_options");
    struct span without = value_of(postconf, "smtp_sasl_security_options");
    if (!is_yes(postconf, "smtp_sasl_auth_enable"))
        return false;
    struct span options = with_tls.len && with_tls.at[0] != '$' ? with_tls : without;
    return !options.len || span_find(options, SPAN("noplaintext")) != SPAN_NONE;
}

/* Port 465 speaks TLS from the first byte (RFC 8314); Postfix must be told so. */
static bool lacks_wrappermode(struct span postconf)
{
    struct span relay = value_of(postconf, "relayhost");
    bool is_465 = span_ends_nocase(relay, SPAN(":465")) || span_ends_nocase(relay, SPAN(":smtps")) ||
                  span_ends_nocase(relay, SPAN(":submissions"));
    return is_465 && !is_yes(postconf, "smtp_tls_wrappermode");
}

static bool relays_unencrypted(struct span postconf)
{
    return relays(postconf) && is_yes(postconf, "smtp_sasl_auth_enable") && !lacks_wrappermode(postconf) &&
           !is_set(postconf, "smtp_tls_security_level") && !is_yes(postconf, "smtp_use_tls") &&
           !is_yes(postconf, "smtp_enforce_tls");
}

static bool listens_to_itself_only(struct span postconf)
{
    struct span value = value_of(postconf, "inet_interfaces");
    return span_equal(value, SPAN("loopback-only")) || span_equal(value, SPAN("localhost")) ||
           span_equal(value, SPAN("127.0.0.1"));
}

static const struct {
    const char *word;
    const char *parameter;
    bool (*is_wrong)(struct span postconf);
} rows[] = {
    { "relay-without-login", "relayhost", relays_without_login },
    { "login-without-passwords", "smtp_sasl_auth_enable", login_without_passwords },
    { "plaintext-forbidden", "smtp_sasl_security_options", forbids_plaintext },
    { "wrappermode-missing", "relayhost", lacks_wrappermode },
    { "relay-unencrypted", "relayhost", relays_unencrypted },
    { "loopback-only", "inet_interfaces", listens_to_itself_only },
};

size_t server_settings_postfix(struct span postconf, struct setting_fault faults[SETTING_FAULTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && count < SETTING_FAULTS_MAX; i++) {
        if (!rows[i].is_wrong(postconf))
            continue;
        faults[count] = (struct setting_fault){ .word = rows[i].word, .parameter = rows[i].parameter };
        mem_copy_text(faults[count].value, sizeof faults->value, value_of(postconf, rows[i].parameter));
        count++;
    }
    return count;
}

static struct span cut_word(struct span *value)
{
    size_t end = 0;
    while (value->len && (value->at[0] == ',' || value->at[0] == ' ' || value->at[0] == '\t'))
        *value = span_from(*value, 1);
    while (end < value->len && value->at[end] != ',' && value->at[end] != ' ' && value->at[end] != '\t')
        end++;
    struct span word = span_head(*value, end);
    *value = span_from(*value, end);
    return word;
}

bool server_settings_table(struct span *value, struct setting_table *ret_table)
{
    static const struct {
        struct span type;
        const char *suffix;
    } types[] = { { SPAN("hash:"), ".db" },
                  { SPAN("btree:"), ".db" },
                  { SPAN("lmdb:"), ".lmdb" },
                  { SPAN("cdb:"), ".cdb" },
                  { SPAN("texthash:"), "" } };
    struct span map = cut_word(value);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct span source = span_starts(map, types[i].type) ? span_from(map, types[i].type.len) : SPAN_EMPTY;
        if (!source.len || source.at[0] != '/')
            continue;
        *ret_table = (struct setting_table){ map, source, types[i].suffix };
        return true;
    }
    return false;
}

bool server_settings_keys(struct span relayhost, char exact[RELAY_KEY_MAX], char host[RELAY_KEY_MAX])
{
    size_t end = span_find_char(relayhost, ']');
    if (!span_starts(relayhost, SPAN("[")) || end == SPAN_NONE || relayhost.len >= RELAY_KEY_MAX)
        return false;
    mem_copy_text(exact, RELAY_KEY_MAX, relayhost);
    mem_copy_text(host, RELAY_KEY_MAX, span_head(span_from(relayhost, 1), end - 1));
    return host[0] != '\0';
}

/* ---- asking ---- */

static void tell(const struct inquiry *inquiry, const struct setting_fault *fault)
{
    struct fact fact = fact_new(FACT_SERVER_SETTING, "server-settings");
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(fault->word));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(fault->parameter));
    mem_copy_text(fact.text, sizeof fact.text, span_of(fault->value));
    scribe_fact(inquiry->scribe, &fact);
}

static bool tell_path(const struct inquiry *inquiry, const char *word, const char *parameter, struct span path)
{
    struct setting_fault fault = { .word = word, .parameter = parameter };
    mem_copy_text(fault.value, sizeof fault.value, path);
    tell(inquiry, &fault);
    return true;
}

/* ---- the passwords for the relay ---- */

static const char passwords[] = "smtp_sasl_password_maps";

/* A table that was changed and not built again still has the old passwords. */
static const char *fault_of_table(const struct setting_table *table)
{
    char source[512];
    char built[520];
    struct stat old;
    struct stat new;
    mem_copy_text(source, sizeof source, table->source);
    snprintf(built, sizeof built, "%s%s", source, table->suffix);
    bool has_source = stat(source, &old) == 0;
    bool has_built = stat(built, &new) == 0;
    if (!has_built)
        return has_source ? "table-never-built" : "table-missing";
    return has_source && old.st_mtime > new.st_mtime ? "table-not-built" : NULL;
}

static bool is_readable(const struct setting_table *table)
{
    char built[520];
    (void)snprintf(built, sizeof built, "%.*s%s", SPAN_ARG(table->source), table->suffix);
    return access(built, R_OK) == 0;
}

/* What postmap finds are a name and a password: of that one byte is enough, and no more is taken. */
static bool has_key(const struct inquiry *inquiry, const struct setting_table *table, const char *key)
{
    char map[560];
    const char *const argv[] = { "postmap", "-q", key, map, NULL };
    struct buf found;
    int status = 0;
    mem_copy_text(map, sizeof map, table->map);
    buf_init(&found, 1);
    bool known = command_run(argv, inquiry->limits, &found, &status) == COMMAND_DONE && (found.len > 0 || status == 1);
    bool has = !known || found.len > 0;
    buf_free(&found);
    return has;
}

/* Postfix signs in without a word of complaint as nobody, that is not at all, when no key fits. */
static bool look_for_key(const struct inquiry *inquiry, struct span postconf)
{
    char exact[RELAY_KEY_MAX];
    char host[RELAY_KEY_MAX];
    struct setting_table table;
    struct span relay = value_of(postconf, "relayhost");
    struct span value = value_of(postconf, passwords);
    if (!is_yes(postconf, "smtp_sasl_auth_enable") || is_yes(postconf, "smtp_sender_dependent_authentication") ||
        !value.len || !server_settings_keys(relay, exact, host))
        return false;
    while (span_trim(value).len)
        if (!server_settings_table(&value, &table) || !is_readable(&table) || has_key(inquiry, &table, exact) ||
            has_key(inquiry, &table, host))
            return false;
    return tell_path(inquiry, "key-missing", passwords, relay);
}

static bool look_at_tables(const struct inquiry *inquiry, struct span postconf)
{
    struct setting_table table;
    struct span value = value_of(postconf, passwords);
    while (server_settings_table(&value, &table)) {
        const char *word = fault_of_table(&table);
        if (word)
            return tell_path(inquiry, word, passwords, table.source);
    }
    return look_for_key(inquiry, postconf);
}

/* ---- its certificate ---- */

/* Without it Postfix still offers STARTTLS, and then answers 454. What another user may not see is not held to be
 * missing.
 */
static bool is_missing(struct span file)
{
    char path[512];
    struct stat status;
    mem_copy_text(path, sizeof path, file);
    if (file.at[0] != '/')
        return false;
    return stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT || errno == ENOTDIR;
}

static bool look_at_certificate(const struct inquiry *inquiry, struct span postconf)
{
    static const char *const parameters[] = { "smtpd_tls_chain_files", "smtpd_tls_cert_file", "smtpd_tls_key_file" };
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        struct span value = value_of(postconf, parameters[i]);
        struct span file;
        while ((file = cut_word(&value)).len)
            if (is_missing(file))
                return tell_path(inquiry, "certificate-missing", parameters[i], file);
    }
    return false;
}

void check_server_settings(const struct inquiry *inquiry)
{
    static const char *const argv[] = { "postconf", "-n", "-x", NULL };
    struct setting_fault faults[SETTING_FAULTS_MAX];
    struct buf text;
    int status = 0;
    buf_init(&text, MIB);
    if (command_run(argv, inquiry->limits, &text, &status) == COMMAND_DONE && status == 0) {
        struct span postconf = buf_span(&text);
        size_t count = server_settings_postfix(postconf, faults);
        for (size_t i = 0; i < count; i++)
            tell(inquiry, &faults[i]);
        count += look_at_tables(inquiry, postconf);
        count += look_at_certificate(inquiry, postconf);
        if (limits_cancelled(inquiry->limits)) {
            inquiry_cut_short(inquiry);
        } else if (!count) {
            struct fact fact = fact_new(FACT_SERVER_SETTINGS_OK, "server-settings");
            scribe_fact(inquiry->scribe, &fact);
        }
    }
    buf_free(&text);
}
