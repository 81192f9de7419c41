#include "checks/sender_domain.h"

#include "base/buf.h"
#include "base/mem.h"
#include "checks/sides.h"
#include "net/hostname.h"

#include <string.h>

static bool domain_of(const char *address, char *ret_domain)
{
    char typed[HOST_MAX];
    struct span domain = mail_domain(span_trim(span_of(address)));
    if (domain.len == 0 || domain.len >= sizeof typed || span_find_char(domain, '.') == SPAN_NONE)
        return false;
    mem_copy_text(typed, sizeof typed, domain);
    return hostname_to_wire(typed, ret_domain);
}

bool sender_domain(const struct target *target, char ret_domain[HOST_MAX])
{
    return domain_of(target->sender[0] ? target->sender : target->address, ret_domain);
}

bool author_domain(const struct target *target, char ret_domain[HOST_MAX])
{
    return domain_of(target->address[0] ? target->address : target->sender, ret_domain);
}

/* Practice makes its names up: nothing is to be found under them. */
const char *sender_domain_left_out(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    return !inquiry->target->connect_to[0] && sender_domain(inquiry->target, domain) ? NULL : "";
}

/* "co.uk", "com.cn", "org.ru": names are registered below these. */
static bool is_shared(struct span label)
{
    static const char *const shared[] = { "com", "co", "net", "org", "edu", "gov", "ac", "or", "ne", "msk", "spb" };
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (span_equal_nocase(label, span_of(shared[i])))
            return true;
    return false;
}

struct span domain_house(struct span name)
{
    size_t last = span_find_last(name, '.');
    if (last == SPAN_NONE || last == 0)
        return name;
    size_t before = span_find_last(span_head(name, last), '.');
    if (before == SPAN_NONE)
        return name;
    bool is_country = name.len - last - 1 == 2;
    if (is_country && is_shared(span_head(span_from(name, before + 1), last - before - 1))) {
        size_t third = span_find_last(span_head(name, before), '.');
        return third == SPAN_NONE ? name : span_from(name, third + 1);
    }
    return span_from(name, before + 1);
}

void name_below(const char *prefix, const char *domain, char ret_name[HOST_MAX])
{
    struct buf name;
    buf_init(&name, HOST_MAX - 1);
    buf_addf(&name, "%s.%s", prefix, domain);
    mem_copy_text(ret_name, HOST_MAX, name.full ? SPAN_EMPTY : buf_span(&name));
    buf_free(&name);
}

bool answer_is_none(const struct dns_answer *answer)
{
    return answer->kind == ANSWER_NO_NAME || answer->kind == ANSWER_NO_RECORD;
}

struct fact fact_of_name(enum fact_kind kind, const char *check, const char *subject)
{
    struct fact fact = fact_new(kind, check);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(subject));
    return fact;
}

void tell_of_name(const struct inquiry *inquiry, const struct fact *fact)
{
    if (limits_cancelled(inquiry->limits))
        inquiry_cut_short(inquiry);
    else
        scribe_fact(inquiry->scribe, fact);
}

void tell_unknown_record(const struct inquiry *inquiry, const char *check, const char *name,
                         const struct dns_answer *answer)
{
    struct fact fact = fact_of_name(FACT_RECORD_UNKNOWN, check, answer_word(answer->kind));
    mem_copy_text(fact.text, sizeof fact.text, span_of(name));
    fact.ms = answer->ms;
    tell_of_name(inquiry, &fact);
}
