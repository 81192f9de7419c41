#include "checks/spf_record.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <string.h>

const char *spf_fault_word(enum spf_fault fault)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        SPF_FAULTS(X)
#undef X
    };
    return words[fault];
}

bool spf_is_record(struct span text)
{
    struct span version = SPAN("v=spf1");
    return span_starts_nocase(text, version) && (text.len == version.len || text.at[version.len] == ' ');
}

/* How a mechanism goes on behind its name. */
enum argument { ARGUMENT_NONE, ARGUMENT_DOMAIN, ARGUMENT_DOMAIN_PREFIX, ARGUMENT_MUST_DOMAIN, ARGUMENT_ADDRESS };

static const struct mechanism {
    const char *name;
    enum spf_kind kind;
    enum argument argument;
} mechanisms[] = {
    { "all", SPF_ALL, ARGUMENT_NONE },      { "include", SPF_INCLUDE, ARGUMENT_MUST_DOMAIN },
    { "a", SPF_A, ARGUMENT_DOMAIN_PREFIX }, { "mx", SPF_MX, ARGUMENT_DOMAIN_PREFIX },
    { "ptr", SPF_PTR, ARGUMENT_DOMAIN },    { "ip4", SPF_IP4, ARGUMENT_ADDRESS },
    { "ip6", SPF_IP6, ARGUMENT_ADDRESS },   { "exists", SPF_EXISTS, ARGUMENT_MUST_DOMAIN },
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- domains and prefixes ---- */

/* RFC 7208, 12, toplabel: letters, digits and hyphens, not digits alone; a macro may stand there instead. */
static bool has_top_label(struct span domain)
{
    bool has_other = false;
    if (domain.len && domain.at[domain.len - 1] == '.')
        domain.len--;
    size_t dot = span_find_last(domain, '.');
    struct span top = dot == SPAN_NONE ? SPAN_EMPTY : span_from(domain, dot + 1);
    if (domain.len && domain.at[domain.len - 1] == '}')
        return true;
    for (size_t i = 0; i < top.len; i++) {
        if (!is_letter(top.at[i]) && !is_digit(top.at[i]) && top.at[i] != '-')
            return false;
        has_other = has_other || !is_digit(top.at[i]);
    }
    return has_other && top.at[0] != '-' && top.at[top.len - 1] != '-';
}

static bool is_domain(struct span domain)
{
    static const struct spf_macros any = { "192.0.2.1", "a.example", "a.example", "a.example" };
    char ignored[SPF_NAME_MAX];
    return has_top_label(domain) && spf_expand(domain, &any, ignored);
}

static bool take_prefix(struct span text, unsigned most, unsigned *ret_bits)
{
    uint64_t bits;
    if (!span_number(text, most, &bits) || (text.len > 1 && text.at[0] == '0'))
        return false;
    *ret_bits = (unsigned)bits;
    return true;
}

/* "/24", "//64" or "/24//64". */
static bool take_prefixes(struct span text, struct spf_term *term)
{
    size_t six = span_find(text, SPAN("//"));
    if (six != SPAN_NONE && !take_prefix(span_from(text, six + 2), 128, &term->bits6))
        return false;
    text = span_head(text, six == SPAN_NONE ? text.len : six);
    return text.len == 0 || take_prefix(span_from(text, 1), 32, &term->bits4);
}

/* Where the prefix begins: a slash that is not inside a macro. */
static size_t find_slash(struct span text)
{
    bool inside = false;
    for (size_t i = 0; i < text.len; i++) {
        inside = text.at[i] == '{' || (inside && text.at[i] != '}');
        if (text.at[i] == '/' && !inside)
            return i;
    }
    return text.len;
}

/* rest: what stands behind the mechanism's name, ":" or "/" first. */
static enum spf_fault take_domain(struct span rest, enum argument argument, struct spf_term *term)
{
    bool is_given = rest.len && rest.at[0] == ':';
    if (is_given)
        rest = span_from(rest, 1);
    size_t slash = argument == ARGUMENT_DOMAIN_PREFIX ? find_slash(rest) : rest.len;
    term->domain = span_head(rest, slash);
    if (!is_given && (term->domain.len || argument == ARGUMENT_MUST_DOMAIN))
        return SPF_BAD_DOMAIN;
    if (is_given && !is_domain(term->domain))
        return SPF_BAD_DOMAIN;
    return take_prefixes(span_from(rest, slash), term) ? SPF_GOOD : SPF_BAD_PREFIX;
}

static enum spf_fault take_address(struct span rest, struct spf_term *term)
{
    char text[64];
    bool is_v6 = term->kind == SPF_IP6;
    struct span argument = span_from(rest, 1);
    size_t slash = span_find_char(argument, '/');
    struct span address = span_head(argument, slash == SPAN_NONE ? argument.len : slash);
    if (rest.len == 0 || rest.at[0] != ':' || address.len >= sizeof text)
        return SPF_BAD_ADDRESS;
    mem_copy_text(text, sizeof text, address);
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, text, term->address) != 1)
        return SPF_BAD_ADDRESS;
    if (slash == SPAN_NONE)
        return SPF_GOOD;
    bool good = is_v6 ? take_prefix(span_from(argument, slash + 1), 128, &term->bits6)
                      : take_prefix(span_from(argument, slash + 1), 32, &term->bits4);
    return good ? SPF_GOOD : SPF_BAD_PREFIX;
}

/* ---- terms ---- */

static enum spf_fault take_mechanism(struct span text, struct spf_term *term)
{
    size_t end = 0;
    if (text.len && strchr("+-~?", text.at[0]) && text.at[0]) {
        term->qualifier = text.at[0];
        text = span_from(text, 1);
    }
    while (end < text.len && text.at[end] != ':' && text.at[end] != '/')
        end++;
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        if (!span_equal_nocase(span_head(text, end), span_of(mechanisms[i].name)))
            continue;
        term->kind = mechanisms[i].kind;
        struct span rest = span_from(text, end);
        if (mechanisms[i].argument == ARGUMENT_NONE)
            return rest.len ? SPF_BAD_TERM : SPF_GOOD;
        if (mechanisms[i].argument == ARGUMENT_ADDRESS)
            return take_address(rest, term);
        return take_domain(rest, mechanisms[i].argument, term);
    }
    return SPF_BAD_TERM;
}

/* The place of the "=" behind a modifier's name, or SPAN_NONE: then it is a mechanism. */
static size_t find_equals(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '=')
            return i && is_letter(text.at[0]) ? i : SPAN_NONE;
        if (!is_letter(text.at[i]) && !is_digit(text.at[i]) && !strchr("-_.", text.at[i]))
            return SPAN_NONE;
    }
    return SPAN_NONE;
}

static enum spf_fault take_modifier(struct span text, size_t equals, struct spf_term *term)
{
    struct span name = span_head(text, equals);
    bool is_redirect = span_equal_nocase(name, SPAN("redirect"));
    term->domain = span_from(text, equals + 1);
    if (!is_redirect && !span_equal_nocase(name, SPAN("exp"))) {
        term->kind = SPF_OTHER_MODIFIER;
        return SPF_GOOD;
    }
    term->kind = is_redirect ? SPF_REDIRECT : SPF_EXPLANATION;
    return is_domain(term->domain) ? SPF_GOOD : SPF_BAD_DOMAIN;
}

bool spf_next(struct span *rest, struct spf_term *ret_term, struct span *ret_text, enum spf_fault *ret_fault)
{
    struct span text;
    struct spf_term term = { .qualifier = '+', .bits4 = 32, .bits6 = 128 };
    *ret_fault = SPF_GOOD;
    if (!span_word(rest, &text))
        return false;
    size_t equals = find_equals(text);
    *ret_text = text;
    *ret_fault = equals == SPAN_NONE ? take_mechanism(text, &term) : take_modifier(text, equals, &term);
    if (*ret_fault != SPF_GOOD)
        return false;
    *ret_term = term;
    return true;
}

enum spf_fault spf_check(struct span record, struct span *ret_text)
{
    struct spf_term term;
    enum spf_fault fault;
    unsigned redirects = 0;
    unsigned explanations = 0;
    struct span rest = span_from(record, sizeof "v=spf1" - 1);
    while (spf_next(&rest, &term, ret_text, &fault)) {
        redirects += term.kind == SPF_REDIRECT;
        explanations += term.kind == SPF_EXPLANATION;
        if (redirects > 1 || explanations > 1)
            return SPF_TWICE;
    }
    return fault;
}
