#include "checks/server_settings.h"

#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

bool server_settings_table(struct span value, struct span *ret_source, const char **ret_suffix)
{
    static const struct {
        struct span type;
        const char *suffix;
    } types[] = {
        { SPAN("hash:"), ".db" }, { SPAN("btree:"), ".db" }, { SPAN("lmdb:"), ".lmdb" }, { SPAN("cdb:"), ".cdb" }
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (span_starts(value, types[i].type)) {
            *ret_source = span_from(value, types[i].type.len);
            size_t end = 0;
            while (end < ret_source->len && ret_source->at[end] != ',' && ret_source->at[end] != ' ')
                end++;
            *ret_source = span_head(*ret_source, end);
            *ret_suffix = types[i].suffix;
            return ret_source->len > 0 && ret_source->at[0] == '/';
        }
    return false;
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

/* A table that was changed and not built again still has the old passwords. */
static bool look_at_table(const struct inquiry *inquiry, struct span postconf)
{
    char source[512];
    char built[520];
    const char *suffix;
    struct span path;
    struct stat old;
    struct stat new;
    if (!server_settings_table(value_of(postconf, "smtp_sasl_password_maps"), &path, &suffix))
        return false;
    mem_copy_text(source, sizeof source, path);
    snprintf(built, sizeof built, "%s%s", source, suffix);
    bool has_source = stat(source, &old) == 0;
    bool has_built = stat(built, &new) == 0;
    if (has_built && (!has_source || old.st_mtime <= new.st_mtime))
        return false;
    struct setting_fault fault = { .word = has_source ? "table-not-built" : "table-missing",
                                   .parameter = "smtp_sasl_password_maps" };
    mem_copy_text(fault.value, sizeof fault.value, path);
    tell(inquiry, &fault);
    return true;
}

void check_server_settings(const struct inquiry *inquiry)
{
    static const char *const argv[] = { "postconf", "-n", NULL };
    struct setting_fault faults[SETTING_FAULTS_MAX];
    struct buf text;
    int status = 0;
    buf_init(&text, MIB);
    if (command_run(argv, inquiry->limits, &text, &status) == COMMAND_DONE && status == 0) {
        size_t count = server_settings_postfix(buf_span(&text), faults);
        for (size_t i = 0; i < count; i++)
            tell(inquiry, &faults[i]);
        if (!look_at_table(inquiry, buf_span(&text)) && !count) {
            struct fact fact = fact_new(FACT_SERVER_SETTINGS_OK, "server-settings");
            scribe_fact(inquiry->scribe, &fact);
        }
    }
    buf_free(&text);
}
