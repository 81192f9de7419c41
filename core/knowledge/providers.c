#include "knowledge/providers.h"

#include "base/mem.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* providers.tsv, column by column. */
enum {
    CELL_KEY,
    CELL_NAME,
    CELL_DOMAINS,
    CELL_MX,
    CELL_SMTP,
    CELL_IMAP,
    CELL_POP3,
    CELL_USERNAME,
    CELL_SECRET,
    CELL_SECRET_URL,
    CELL_SWITCH,
    CELL_LIMITS,
    CELL_MAX_SIZE,
    CELL_STATUS,
    CELL_SOURCE,
    CELL_NOTE,
    CELL_CHECKED,
    CELL_COUNT
};
extern const char *const provider_cells[][CELL_COUNT];
extern const unsigned long provider_cells_count;

enum { PROVIDERS_MAX = 512 };
static struct provider providers[PROVIDERS_MAX];
static size_t provider_total;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ---- reading the rows ---- */

static enum login_form read_login_form(const char *cell)
{
    if (strcmp(cell, "full-address") == 0)
        return LOGIN_FORM_FULL_ADDRESS;
    if (strcmp(cell, "local-part") == 0)
        return LOGIN_FORM_LOCAL_PART;
    if (strncmp(cell, "fixed:", 6) == 0)
        return LOGIN_FORM_FIXED;
    return cell[0] ? LOGIN_FORM_OTHER : LOGIN_FORM_UNKNOWN;
}

static unsigned read_secret(struct span word)
{
    static const struct {
        const char *word;
        enum secret_kind kind;
    } kinds[] = { { "account", SECRET_ACCOUNT },
                  { "app-password", SECRET_APP_PASSWORD },
                  { "authorization-code", SECRET_AUTHORIZATION_CODE },
                  { "oauth2", SECRET_OAUTH2 },
                  { "oauth2-only", SECRET_OAUTH2_ONLY },
                  { "api-key", SECRET_API_KEY },
                  { "bridge", SECRET_BRIDGE } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (span_equal(word, span_of(kinds[i].word)))
            return kinds[i].kind;
    return 0;
}

static void read_secrets(struct provider *provider, const char *cell)
{
    struct span rest = span_of(cell);
    struct span word;
    while (span_cut(&rest, ',', &word)) {
        unsigned kind = read_secret(span_trim(word));
        if (!provider->first_secret)
            provider->first_secret = (enum secret_kind)kind;
        provider->secrets |= kind;
    }
}

/* "smtp.example.com:465:tls" */
static bool read_endpoint(struct span text, struct endpoint *ret_endpoint)
{
    struct span host;
    struct span port;
    uint64_t number;
    struct endpoint endpoint = { 0 };
    if (!span_cut(&text, ':', &host) || !span_cut(&text, ':', &port) || !span_number(port, 65535, &number) ||
        !security_from_word(text, &endpoint.security))
        return false;
    mem_copy_text(endpoint.host, sizeof endpoint.host, span_trim(host));
    endpoint.port = (uint16_t)number;
    *ret_endpoint = endpoint;
    return true;
}

bool provider_first_endpoint(const char *list, struct endpoint *ret_where)
{
    struct span rest = span_of(list);
    struct span piece;
    return span_cut(&rest, ',', &piece) && read_endpoint(span_trim(piece), ret_where);
}

static void read_endpoints(struct provider *provider, const char *cell)
{
    struct span rest = span_of(cell);
    struct span piece;
    while (provider->smtp_count < PROVIDER_SMTP_MAX && span_cut(&rest, ',', &piece))
        if (read_endpoint(span_trim(piece), &provider->smtp[provider->smtp_count]))
            provider->smtp_count++;
}

static void read_row(struct provider *provider, const char *const *cells)
{
    *provider = (struct provider){ .key = cells[CELL_KEY],
                                   .name = cells[CELL_NAME],
                                   .domains = cells[CELL_DOMAINS],
                                   .mx = cells[CELL_MX],
                                   .smtp_list = cells[CELL_SMTP],
                                   .imap_list = cells[CELL_IMAP],
                                   .pop3_list = cells[CELL_POP3],
                                   .secret_url = cells[CELL_SECRET_URL],
                                   .switch_first = cells[CELL_SWITCH],
                                   .limits = cells[CELL_LIMITS],
                                   .max_size = cells[CELL_MAX_SIZE],
                                   .status_page = cells[CELL_STATUS],
                                   .source = cells[CELL_SOURCE],
                                   .note = cells[CELL_NOTE],
                                   .checked = cells[CELL_CHECKED] };
    provider->login_form = read_login_form(cells[CELL_USERNAME]);
    if (provider->login_form == LOGIN_FORM_FIXED)
        provider->login_fixed = cells[CELL_USERNAME] + strlen("fixed:");
    provider->has_switch = strncmp(cells[CELL_SWITCH], "yes", 3) == 0;
    read_secrets(provider, cells[CELL_SECRET]);
    read_endpoints(provider, cells[CELL_SMTP]);
}

static void read_all(void)
{
    for (size_t i = 0; i < provider_cells_count && i < PROVIDERS_MAX; i++)
        read_row(&providers[provider_total++], provider_cells[i]);
}

/* ---- finding one ---- */

size_t provider_count(void)
{
    pthread_once(&once, read_all);
    return provider_total;
}

const struct provider *provider_at(size_t index)
{
    return index < provider_count() ? &providers[index] : NULL;
}

const struct provider *provider_by_key(struct span key)
{
    for (size_t i = 0; i < provider_count(); i++)
        if (span_equal_nocase(span_of(providers[i].key), key))
            return &providers[i];
    return NULL;
}

static bool list_has(const char *list, struct span word)
{
    struct span rest = span_of(list);
    struct span piece;
    while (span_cut(&rest, ',', &piece))
        if (span_equal_nocase(span_trim(piece), word))
            return true;
    return false;
}

const struct provider *provider_by_domain(struct span domain)
{
    for (size_t i = 0; domain.len && i < provider_count(); i++)
        if (list_has(providers[i].domains, domain))
            return &providers[i];
    return NULL;
}

/* How much of the host a list of MX names and suffixes explains; 0: nothing. A full name counts as more. */
static size_t mx_match(const char *list, struct span host)
{
    size_t best = 0;
    struct span rest = span_of(list);
    struct span piece;
    while (span_cut(&rest, ',', &piece)) {
        struct span suffix = span_trim(piece);
        bool whole = suffix.len && suffix.at[0] != '.';
        bool fits = whole ? span_equal_nocase(suffix, host) : span_ends_nocase(host, suffix);
        size_t weight = suffix.len + (whole ? (size_t)HOST_MAX : 0);
        if (fits && suffix.len && weight > best)
            best = weight;
    }
    return best;
}

const struct provider *provider_by_mx(struct span host)
{
    const struct provider *best = NULL;
    size_t best_weight = 0;
    if (host.len && host.at[host.len - 1] == '.')
        host.len--;
    for (size_t i = 0; i < provider_count(); i++) {
        size_t weight = mx_match(providers[i].mx, host);
        if (weight > best_weight) {
            best_weight = weight;
            best = &providers[i];
        }
    }
    return best;
}

static bool serves(const char *list, struct span host)
{
    struct span rest = span_of(list);
    struct span piece;
    while (span_cut(&rest, ',', &piece)) {
        struct span name;
        struct span trimmed = span_trim(piece);
        if (span_cut(&trimmed, ':', &name) && span_equal_nocase(name, host))
            return true;
    }
    return false;
}

const struct provider *provider_by_host(struct span host)
{
    for (size_t i = 0; host.len && i < provider_count(); i++)
        if (serves(providers[i].smtp_list, host) || serves(providers[i].imap_list, host) ||
            serves(providers[i].pop3_list, host))
            return &providers[i];
    return NULL;
}

/* ---- by the names that people use ---- */

static const struct provider *by_alias(struct span name)
{
    static const struct {
        const char *alias, *key;
    } aliases[] = {
        { "163 mail", "163" },
        { "netease", "163" },
        { "网易", "163" },
        { "126 mail", "126" },
        { "qq", "qq" },
        { "qq mail", "qq" },
        { "foxmail", "qq" },
        { "tencent exmail", "exmail" },
        { "腾讯企业邮", "exmail" },
        { "google", "gmail" },
        { "gmail", "gmail" },
        { "google workspace", "google-workspace" },
        { "office 365", "microsoft365" },
        { "office365", "microsoft365" },
        { "microsoft 365", "microsoft365" },
        { "exchange online", "microsoft365" },
        { "outlook.com/hotmail", "outlook.com" },
        { "hotmail", "outlook.com" },
        { "outlook", "outlook.com" },
        { "yandex mail", "yandex" },
        { "яндекс", "yandex" },
        { "mailru", "mail.ru" },
        { "yahoo mail", "yahoo" },
        { "icloud", "icloud" },
        { "zoho", "zoho-com" },
        { "zoho mail", "zoho-com" },
        { "aliyun", "aliyun-personal" },
        { "alibaba cloud mail", "aliyun-personal" },
        { "alibaba cloud enterprise mail", "aliyun-qiye" },
        { "alibaba cloud directmail", "alibaba-directmail" },
        { "outlook (china", "microsoft365-21vianet" },
        { "sina mail", "sina" },
        { "amazon ses", "ses" },
        { "aws ses", "ses" },
    };
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (span_equal_nocase(span_of(aliases[i].alias), name))
            return provider_by_key(span_of(aliases[i].key));
    return NULL;
}

/* The part of a display name before its bracket: "QQ Mail (QQ邮箱)" is also "QQ Mail". */
static struct span plain_name(const char *name)
{
    struct span text = span_of(name);
    size_t bracket = span_find_char(text, '(');
    return span_trim(bracket == SPAN_NONE ? text : span_head(text, bracket));
}

const struct provider *provider_by_name(struct span name)
{
    struct span word = span_trim(name);
    if (word.len == 0)
        return NULL;
    const struct provider *known = by_alias(word);
    known = known ? known : provider_by_key(word);
    for (size_t i = 0; !known && i < provider_count(); i++)
        if (span_equal_nocase(plain_name(providers[i].name), word))
            known = &providers[i];
    known = known ? known : provider_by_domain(word);
    return known ? known : provider_by_host(word);
}

bool provider_is_old(const struct provider *provider, int64_t now)
{
    struct tm date = { 0 };
    const char *rest = strptime(provider->checked, "%Y-%m-%d", &date);
    return !rest || now - (int64_t)timegm(&date) > (int64_t)PROVIDER_OLD_DAYS * 86400;
}
