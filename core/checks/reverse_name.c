#include "base/buf.h"
#include "base/mem.h"
#include "checks/address_kind.h"
#include "checks/public_name.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"

#include <stdlib.h>
#include <string.h>

/*
 * The name of the address that the server sees (PTR), and whether that name leads back to it.
 * It matters to whoever delivers to other servers by port 25; a mail program that signs in
 * needs none.
 */
const char *public_address_left_out(const struct inquiry *inquiry)
{
    const char *address = inquiry->ground->public_address;
    if (inquiry->target->connect_to[0])
        return "";
    if (!address[0])
        return "no-address-seen";
    return address_kind_of(address) == ADDRESS_PUBLIC ? NULL : "private-address";
}

bool was_turned_away(const struct inquiry *inquiry)
{
    const struct ground *ground = inquiry->ground;
    if (ground_saw(ground, FACT_AUTH_OFFERED))
        return false;
    return ground_saw(ground, FACT_GREETING_REFUSED) || ground_saw(ground, FACT_CLOSED_EARLY) ||
           ground_saw(ground, FACT_EHLO_REFUSED);
}

/* Only then is it worth the person's time. */
static void weigh_status(const struct inquiry *inquiry, struct fact *fact)
{
    if (was_turned_away(inquiry))
        fact->status = STATUS_WARNING;
}

/* True when the name has the address; ret_others: what it has instead. */
static bool leads_back(const struct inquiry *inquiry, const char *name, struct buf *ret_others)
{
    const char *ours = inquiry->ground->public_address;
    bool is_v6 = strchr(ours, ':') != NULL;
    struct dns_question question = { name, is_v6 ? RECORD_AAAA : RECORD_A, inquiry->target->resolver };
    struct dns_answer *answer = mem_new(sizeof *answer);
    bool found = false;
    resolve_public(&question, inquiry->limits, answer);
    for (size_t i = 0; i < answer->count; i++) {
        found = found || strcmp(answer->records[i].text, ours) == 0;
        if (i < 3)
            buf_addf(ret_others, "%s%s", i ? ", " : "", answer->records[i].text);
    }
    if (!answer->count)
        buf_add_text(ret_others, answer_is_none(answer) ? "-" : "?");
    free(answer);
    return found;
}

static void tell_name(const struct inquiry *inquiry, const struct dns_answer *names)
{
    enum { NAMES_TRIED = 4 };
    struct buf others;
    const char *ours = inquiry->ground->public_address;
    const char *name = names->records[0].text;
    bool confirmed = false;
    buf_init(&others, FACT_SUBJECT_MAX - 1);
    for (size_t i = 0; i < names->count && i < NAMES_TRIED && !confirmed; i++) {
        buf_clear(&others);
        name = names->records[i].text;
        confirmed = leads_back(inquiry, name, &others);
    }
    bool is_open = strcmp(buf_text(&others), "?") == 0;
    enum fact_kind kind = !confirmed ? FACT_REVERSE_UNCONFIRMED : FACT_REVERSE_OK;
    if (confirmed && public_name_is_generic(span_of(name), ours))
        kind = FACT_REVERSE_GENERIC;
    struct fact fact = fact_of_name(kind, "reverse-name", ours);
    mem_copy_text(fact.text, sizeof fact.text, span_of(name));
    mem_copy_text(fact.expected, sizeof fact.expected, buf_span(&others));
    if (is_open)
        fact.status = STATUS_UNKNOWN;
    else if (kind != FACT_REVERSE_OK)
        weigh_status(inquiry, &fact);
    tell_of_name(inquiry, &fact);
    buf_free(&others);
}

void check_reverse_name(const struct inquiry *inquiry)
{
    const char *ours = inquiry->ground->public_address;
    struct inquiry quick = *inquiry;
    struct dns_answer *names = mem_new(sizeof *names);
    quick.limits = limits_of_reputation(inquiry);
    resolve(&(struct dns_question){ ours, RECORD_PTR, inquiry->target->resolver }, quick.limits, names);
    if (names->kind == ANSWER_FOUND) {
        tell_name(&quick, names);
    } else if (answer_is_none(names)) {
        struct fact fact = fact_of_name(FACT_REVERSE_NONE, "reverse-name", ours);
        weigh_status(inquiry, &fact);
        tell_of_name(inquiry, &fact);
    } else {
        tell_unknown_record(inquiry, "reverse-name", ours, names);
    }
    free(names);
}
