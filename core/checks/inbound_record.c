#include "checks/inbound_record.h"

#include <ctype.h>

/* ---- MTA-STS ---- */

bool sts_id_is_good(struct span id)
{
    enum { ID_MAX = 32 };
    for (size_t i = 0; i < id.len; i++)
        if (!isascii((unsigned char)id.at[i]) || !isalnum((unsigned char)id.at[i]))
            return false;
    return id.len > 0 && id.len <= ID_MAX;
}

static const char *const modes[] = { [STS_NONE] = "none", [STS_TESTING] = "testing", [STS_ENFORCE] = "enforce" };

const char *sts_mode_word(enum sts_mode mode)
{
    return modes[mode];
}

struct field {
    struct span name, value;
};

/* The next "name: value" of *rest; lines that are none are passed over. */
static bool next_field(struct span *rest, struct field *ret_field)
{
    struct span line;
    while (span_cut(rest, '\n', &line)) {
        size_t colon = span_find_char(line, ':');
        if (colon == SPAN_NONE)
            continue;
        ret_field->name = span_trim(span_head(line, colon));
        ret_field->value = span_trim(span_from(line, colon + 1));
        return true;
    }
    return false;
}

/* The first counts (RFC 8461, 3.2). Empty when there is none. */
static struct span field_of(struct span text, const char *name)
{
    struct field field;
    while (next_field(&text, &field))
        if (span_equal(field.name, span_of(name)))
            return field.value;
    return SPAN_EMPTY;
}

static bool read_mode(struct span word, enum sts_mode *ret_mode)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (span_equal(word, span_of(modes[i]))) {
            *ret_mode = (enum sts_mode)i;
            return true;
        }
    return false;
}

/* At most ten digits, and a year (RFC 8461, 3.2). */
static bool read_age(struct span digits, uint64_t *ret_age)
{
    enum { DIGITS_MAX = 10, AGE_MAX = 31557600 };
    uint64_t age = 0;
    for (size_t i = 0; i < digits.len && i < DIGITS_MAX; i++) {
        if (!isdigit((unsigned char)digits.at[i]))
            return false;
        age = age * 10 + (uint64_t)(digits.at[i] - '0');
    }
    *ret_age = age;
    return digits.len > 0 && digits.len <= DIGITS_MAX && age <= AGE_MAX;
}

static size_t count_mx(struct span text)
{
    struct field field;
    size_t count = 0;
    while (next_field(&text, &field))
        count += span_equal(field.name, SPAN("mx")) && field.value.len > 0;
    return count;
}

const char *sts_policy_read(struct span text, struct sts_policy *ret_policy)
{
    struct sts_policy policy = { .text = text, .mx_count = count_mx(text) };
    if (!span_equal(field_of(text, "version"), SPAN("STSv1")))
        return "version";
    if (!read_mode(field_of(text, "mode"), &policy.mode))
        return "mode";
    if (!read_age(field_of(text, "max_age"), &policy.max_age))
        return "max_age";
    if (policy.mx_count == 0 && policy.mode != STS_NONE)
        return "mx";
    *ret_policy = policy;
    return NULL;
}

static bool is_meant(struct span pattern, struct span host)
{
    if (pattern.len < 2 || pattern.at[0] != '*' || pattern.at[1] != '.')
        return span_equal_nocase(pattern, host);
    size_t dot = span_find_char(host, '.');
    return dot != SPAN_NONE && dot > 0 && span_equal_nocase(span_from(pattern, 1), span_from(host, dot));
}

bool sts_policy_names(const struct sts_policy *policy, struct span host)
{
    struct span rest = policy->text;
    struct field field;
    while (next_field(&rest, &field))
        if (span_equal(field.name, SPAN("mx")) && is_meant(field.value, host))
            return true;
    return false;
}

/* ---- TLS-RPT ---- */

/* "mailto:" with a local part and a domain, "https://" with a host. */
static bool is_place(struct span address)
{
    struct span mail = span_starts_nocase(address, SPAN("mailto:")) ? span_from(address, 7) : SPAN_EMPTY;
    struct span page = span_starts_nocase(address, SPAN("https://")) ? span_from(address, 8) : SPAN_EMPTY;
    size_t at = span_find_char(mail, '@');
    if (span_find_char(address, ' ') != SPAN_NONE)
        return false;
    if (page.len)
        return page.at[0] != '/' && page.at[0] != ':';
    return at != SPAN_NONE && at > 0 && at + 1 < mail.len;
}

bool tls_rpt_is_good(struct span rua)
{
    struct span address;
    bool has_any = false;
    while (span_cut(&rua, ',', &address)) {
        if (!is_place(span_trim(address)))
            return false;
        has_any = true;
    }
    return has_any;
}

/* ---- DANE ---- */

bool tlsa_is_usable(struct span text)
{
    enum { SHA_256_DIGITS = 64, SHA_512_DIGITS = 128, KEY_DIGITS = 2 * 40 };
    struct span usage, selector, matching;
    if (!span_word(&text, &usage) || !span_word(&text, &selector) || !span_word(&text, &matching))
        return false;
    size_t digits = span_trim(text).len;
    bool is_of_mail = span_equal(usage, SPAN("2")) || span_equal(usage, SPAN("3"));
    bool is_known = span_equal(selector, SPAN("0")) || span_equal(selector, SPAN("1"));
    if (!is_of_mail || !is_known)
        return false;
    if (span_equal(matching, SPAN("1")))
        return digits == SHA_256_DIGITS;
    if (span_equal(matching, SPAN("2")))
        return digits == SHA_512_DIGITS;
    /* 0: the key or certificate itself; the shortest, a key on a curve, has more than 40 bytes */
    return span_equal(matching, SPAN("0")) && digits >= KEY_DIGITS;
}
