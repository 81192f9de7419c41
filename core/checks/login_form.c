#include "checks/login_form.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "checks/typed.h"
#include "knowledge/patterns.h"
#include "knowledge/providers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the refusal is about ---- */

/* Whoever counts attempts is not given another one. */
static bool threatens(struct span lower)
{
    static const char *const words[] = { "attempt", "too many", "too often", "lock",   "block",   "remain",   "limit",
                                         "later",   "ban",      "suspend",   "disabl", "captcha", "frequen",  "次数",
                                         "频繁",    "锁定",     "попыт",     "заблок", "slow",    "throttle", "wait" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find(lower, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

static bool is_about_pair(enum cause cause)
{
    return cause == CAUSE_BAD_CREDENTIALS || cause == CAUSE_REFUSED_WITHOUT_REASON ||
           cause == CAUSE_WRONG_USERNAME_FORM;
}

static enum cause most_likely(const struct form_refusal *refusal, struct span lower)
{
    struct saying *saying = mem_new(sizeof *saying);
    enum cause cause = CAUSE_REFUSED_WITHOUT_REASON;
    int most = 0;
    *saying =
        (struct saying){ .stage = STAGE_AUTH, .code = refusal->code, .enhanced = refusal->enhanced, .lower = lower };
    saying_index(saying);
    for (size_t i = 0; i < pattern_count(); i++) {
        const struct pattern *pattern = pattern_at(i);
        if (pattern->weight > most && pattern_holds(pattern, saying)) {
            most = pattern->weight;
            cause = pattern->cause;
        }
    }
    free(saying);
    return cause;
}

static bool offers_ntlm(const struct form_refusal *refusal)
{
    return span_find_nocase(refusal->mechanisms, SPAN("NTLM")) != SPAN_NONE;
}

/* An Exchange server of one's own says nothing else of a wrong pair; the cloud's policies, which say the same, have no
 * NTLM. */
static bool is_own_exchange(const struct form_refusal *refusal, struct span lower)
{
    return offers_ntlm(refusal) && span_find(lower, SPAN("authentication unsuccessful")) != SPAN_NONE;
}

bool login_form_may_help(const struct form_refusal *refusal)
{
    char lower[FACT_TEXT_MAX];
    if (refusal->code != 535 && !(refusal->code / 100 == 5 && span_equal(refusal->enhanced, SPAN("5.7.8"))))
        return false;
    mem_copy_text(lower, sizeof lower, refusal->text);
    utf8_lower(lower, strlen(lower));
    return !threatens(span_of(lower)) &&
           (is_own_exchange(refusal, span_of(lower)) || is_about_pair(most_likely(refusal, span_of(lower))));
}

/* ---- the other form ---- */

static bool has_domain(struct span user)
{
    return span_find_char(user, '@') != SPAN_NONE;
}

/* CONTOSO\anna for anna@contoso.com: the usual short name of a Windows domain. */
static enum correction put_windows(struct span address, struct target *target)
{
    struct span domain = mail_domain(address);
    size_t dot = span_find_char(domain, '.');
    struct span local = mail_local_part(address);
    size_t len = 0;
    if (dot == SPAN_NONE || dot + local.len + 2 > sizeof target->login)
        return CORRECTION_NONE;
    for (; len < dot; len++)
        target->login[len] = (char)toupper((unsigned char)domain.at[len]);
    (void)snprintf(target->login + len, sizeof target->login - len, "\\%.*s", SPAN_ARG(local));
    return CORRECTION_DOMAIN_USER;
}

static enum correction put_local_part(struct span address, struct target *target)
{
    char login[MAIL_MAX];
    mem_copy_text(login, sizeof login, mail_local_part(address));
    if (!login[0])
        return CORRECTION_NONE;
    mem_copy_text(target->login, sizeof target->login, span_of(login));
    return CORRECTION_LOCAL_PART;
}

static const struct provider *find_provider(const struct target *target)
{
    const struct provider *provider = provider_by_domain(mail_domain(span_of(target->address)));
    return provider ? provider : provider_by_host(span_of(target->server.host));
}

static enum correction put_address(const struct provider *provider, struct target *target)
{
    bool wants_other = provider && provider->login_form != LOGIN_FORM_FULL_ADDRESS;
    if (wants_other || !has_domain(span_of(target->address)))
        return CORRECTION_NONE;
    mem_copy_text(target->login, sizeof target->login, span_of(target->address));
    return CORRECTION_FULL_ADDRESS;
}

static enum correction put_other(const struct target *target, const struct form_refusal *refusal, struct target *other)
{
    struct span user = typed_user(target);
    const struct provider *provider = find_provider(target);
    if (!has_domain(user))
        return put_address(provider, other);
    if (provider && provider->login_form != LOGIN_FORM_LOCAL_PART)
        return CORRECTION_NONE;
    if (!provider && offers_ntlm(refusal))
        return put_windows(user, other);
    return put_local_part(user, other);
}

enum correction login_form_other(const struct target *target, const struct form_refusal *refusal,
                                 struct target *ret_target)
{
    struct target *other = mem_new(sizeof *other);
    target_copy(other, target);
    enum correction form = put_other(target, refusal, other);
    if (form == CORRECTION_NONE)
        target_clear(other);
    else
        *ret_target = *other;
    free(other);
    return form;
}
