#include "checks/names.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static enum fact_kind kind_of(enum answer_kind answer)
{
    switch (answer) {
    case ANSWER_FOUND:
        return FACT_NAME_FOUND;
    case ANSWER_NO_NAME:
        return FACT_NAME_NOT_FOUND;
    case ANSWER_NO_RECORD:
        return FACT_NAME_NO_ADDRESS;
    case ANSWER_SERVER_FAILED:
        return FACT_NAME_SERVER_FAILED;
    case ANSWER_REFUSED:
        return FACT_NAME_REFUSED;
    case ANSWER_BROKEN:
        return FACT_NAME_BROKEN;
    case ANSWER_SILENT:
    case ANSWER_STOPPED:
        break;
    }
    return FACT_NAME_NO_ANSWER;
}

static void list_addresses(const struct addresses *addresses, struct fact *fact)
{
    struct buf list;
    buf_init(&list, FACT_TEXT_MAX - 1);
    for (size_t i = 0; i < addresses->count; i++)
        buf_addf(&list, "%s%s", i ? ", " : "", addresses->address[i]);
    mem_copy_text(fact->text, sizeof fact->text, buf_span(&list));
    buf_free(&list);
}

static void tell(const struct inquiry *inquiry, const char *host, const struct addresses *addresses)
{
    struct fact fact = fact_new(kind_of(addresses->kind), "name-lookup");
    fact.stage = STAGE_DNS;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(host));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(addresses->canonical));
    list_addresses(addresses, &fact);
    fact.ms = addresses->ms;
    if (addresses->kind == ANSWER_STOPPED)
        fact.status = STATUS_UNKNOWN;
    scribe_fact(inquiry->scribe, &fact);
}

bool names_look_up(const struct inquiry *inquiry, const char *host, struct addresses *ret_addresses)
{
    const struct target *target = inquiry->target;
    memset(ret_addresses, 0, sizeof *ret_addresses);
    /* practice that has names of its own to look up gives its resolver along */
    if (target->connect_to[0] && !target->resolver[0]) {
        ret_addresses->kind = ANSWER_FOUND;
        mem_copy_text(ret_addresses->address[0], ADDRESS_MAX, span_of(target->connect_to));
        ret_addresses->count = 1;
    } else {
        struct limits limits = limits_within(inquiry->limits, check_find("name-lookup")->within_ms);
        resolve_host(host, target->resolver, limits, ret_addresses);
    }
    tell(inquiry, host, ret_addresses);
    return ret_addresses->kind == ANSWER_FOUND && ret_addresses->count > 0;
}

/* "q7f3a9c25e1b04d86.example.com" */
void names_nobody(const char *domain, char *ret_name)
{
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number)
        number = (uint64_t)clock_now();
    (void)snprintf(ret_name, HOST_MAX, "q%016llx.%.200s", (unsigned long long)number, domain);
}
