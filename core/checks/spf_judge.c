#include "checks/spf_judge.h"

#include "base/mem.h"
#include "net/hostname.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* One evaluation. At most 10 terms ask, so nothing nests deeper than that. */
struct run {
    const struct spf_asker *asker;
    const char *sender_domain;
    const char *address;
    uint8_t bytes[16];
    bool is_v6;
    unsigned voids;
    struct spf_verdict *verdict;
};

enum match { MATCH_NO, MATCH_YES, MATCH_TEMPERROR, MATCH_PERMERROR };

const char *spf_result_word(enum spf_result result)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        SPF_RESULTS(X)
#undef X
    };
    return words[result];
}

static enum spf_result check_host(struct run *run, const char *domain);

static enum match blame(struct run *run, enum spf_fault fault, struct span place)
{
    run->verdict->fault = fault;
    mem_copy_text(run->verdict->place, sizeof run->verdict->place, place);
    return MATCH_PERMERROR;
}

/* ---- asking ---- */

/* The caller frees it. */
static struct dns_answer *ask(const struct run *run, const char *name, enum record_type type)
{
    struct dns_answer *answer = mem_new(sizeof *answer);
    run->asker->ask(run->asker->owner, &(struct dns_question){ .name = name, .type = type }, answer);
    return answer;
}

static bool is_empty(enum answer_kind kind)
{
    return kind == ANSWER_NO_NAME || kind == ANSWER_NO_RECORD;
}

/* RFC 7208, 4.6.4: what asks is counted, and so are answers with nothing in them. */
static enum match count_lookup(struct run *run, struct span place)
{
    if (++run->verdict->lookups > SPF_LOOKUPS_MAX)
        return blame(run, SPF_TOO_MANY_LOOKUPS, place);
    return MATCH_YES;
}

static enum match judge_answer(struct run *run, const char *name, const struct dns_answer *answer)
{
    if (answer->kind == ANSWER_FOUND)
        return MATCH_YES;
    if (is_empty(answer->kind))
        return ++run->voids > SPF_VOIDS_MAX ? blame(run, SPF_TOO_MANY_VOIDS, span_of(name)) : MATCH_NO;
    mem_copy_text(run->verdict->place, sizeof run->verdict->place, span_of(name));
    return MATCH_TEMPERROR;
}

/* ---- addresses ---- */

static bool is_within(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    size_t whole = bits / 8;
    unsigned rest = bits % 8;
    if (memcmp(a, b, whole) != 0)
        return false;
    return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static bool is_match(const struct run *run, const struct spf_term *term, const char *address)
{
    uint8_t bytes[16];
    if (inet_pton(run->is_v6 ? AF_INET6 : AF_INET, address, bytes) != 1)
        return false;
    return is_within(bytes, run->bytes, run->is_v6 ? term->bits6 : term->bits4);
}

static enum match match_addresses(struct run *run, const struct spf_term *term, const char *name, bool counts)
{
    struct dns_answer *answer = ask(run, name, run->is_v6 ? RECORD_AAAA : RECORD_A);
    enum match match = counts || !is_empty(answer->kind) ? judge_answer(run, name, answer) : MATCH_NO;
    if (match == MATCH_YES) {
        match = MATCH_NO;
        for (size_t i = 0; i < answer->count; i++)
            if (is_match(run, term, answer->records[i].text))
                match = MATCH_YES;
    }
    free(answer);
    return match;
}

/* ---- mechanisms ---- */

/* RFC 7208, 5.4: not more than ten exchangers. */
static enum match match_exchangers(struct run *run, const struct spf_term *term, const char *name)
{
    struct dns_answer *answer = ask(run, name, RECORD_MX);
    enum match match = judge_answer(run, name, answer);
    if (match == MATCH_YES && answer->count > SPF_LOOKUPS_MAX)
        match = blame(run, SPF_TOO_MANY_LOOKUPS, span_of(name));
    else if (match == MATCH_YES)
        match = MATCH_NO;
    for (size_t i = 0; i < answer->count && match == MATCH_NO; i++)
        if (strcmp(answer->records[i].text, ".") != 0)
            match = match_addresses(run, term, answer->records[i].text, false);
    free(answer);
    return match;
}

/* RFC 7208, 5.5: the address's name, when it leads back to the address and ends in the domain. */
static enum match match_reverse(struct run *run, const char *name)
{
    static const struct spf_term whole = { .bits4 = 32, .bits6 = 128 };
    enum { NAMES_MAX = 10 };
    struct dns_answer *answer = ask(run, run->address, RECORD_PTR);
    enum match match = MATCH_NO;
    if (is_empty(answer->kind))
        match = judge_answer(run, run->address, answer);
    for (size_t i = 0; i < answer->count && i < NAMES_MAX && match == MATCH_NO; i++)
        if (hostname_is_within(span_of(answer->records[i].text), span_of(name)) &&
            match_addresses(run, &whole, answer->records[i].text, false) == MATCH_YES)
            match = MATCH_YES;
    free(answer);
    return match;
}

static enum match match_existing(struct run *run, const char *name)
{
    struct dns_answer *answer = ask(run, name, RECORD_A);
    enum match match = judge_answer(run, name, answer);
    free(answer);
    return match;
}

static void note_name(struct spf_verdict *verdict, const char *name)
{
    if (verdict->name_count < SPF_LOOKUPS_MAX)
        mem_copy_text(verdict->names[verdict->name_count++], HOST_MAX, span_of(name));
}

/* RFC 7208, 5.2: only a pass counts; what is no record at all is an error. */
static enum match match_included(struct run *run, const char *name)
{
    note_name(run->verdict, name);
    switch (check_host(run, name)) {
    case SPF_PASS:
        return MATCH_YES;
    case SPF_TEMPERROR:
        return MATCH_TEMPERROR;
    case SPF_PERMERROR:
        return MATCH_PERMERROR;
    case SPF_NONE:
        return blame(run, SPF_NO_INCLUDE, span_of(name));
    default:
        return MATCH_NO;
    }
}

static bool find_name(struct run *run, const struct spf_term *term, const char *domain, char *ret_name)
{
    struct spf_macros macros = { run->address, run->sender_domain, domain, "unknown" };
    if (term->domain.len == 0) {
        mem_copy_text(ret_name, SPF_NAME_MAX, span_of(domain));
        return true;
    }
    run->verdict->names_person = run->verdict->names_person || spf_names_person(term->domain);
    return spf_expand(term->domain, &macros, ret_name);
}

static enum match match_asking(struct run *run, const struct spf_term *term, const char *domain)
{
    char name[SPF_NAME_MAX];
    if (!find_name(run, term, domain, name))
        return blame(run, SPF_BAD_DOMAIN, term->domain);
    enum match match = count_lookup(run, span_of(name));
    if (match != MATCH_YES)
        return match;
    switch (term->kind) {
    case SPF_INCLUDE:
        return match_included(run, name);
    case SPF_A:
        return match_addresses(run, term, name, true);
    case SPF_MX:
        return match_exchangers(run, term, name);
    case SPF_PTR:
        return match_reverse(run, name);
    default:
        return match_existing(run, name);
    }
}

static enum match match_term(struct run *run, const struct spf_term *term, const char *domain)
{
    switch (term->kind) {
    case SPF_ALL:
        return MATCH_YES;
    case SPF_IP4:
        return !run->is_v6 && is_within(term->address, run->bytes, term->bits4) ? MATCH_YES : MATCH_NO;
    case SPF_IP6:
        return run->is_v6 && is_within(term->address, run->bytes, term->bits6) ? MATCH_YES : MATCH_NO;
    case SPF_REDIRECT:
    case SPF_EXPLANATION:
    case SPF_OTHER_MODIFIER:
        return MATCH_NO;
    default:
        return match_asking(run, term, domain);
    }
}

/* ---- a record ---- */

static enum spf_result result_of(char qualifier)
{
    switch (qualifier) {
    case '-':
        return SPF_FAIL;
    case '~':
        return SPF_SOFTFAIL;
    case '?':
        return SPF_NEUTRAL;
    default:
        return SPF_PASS;
    }
}

static enum spf_result follow(struct run *run, const struct spf_term *term, const char *domain)
{
    char name[SPF_NAME_MAX];
    if (!find_name(run, term, domain, name) || count_lookup(run, span_of(name)) != MATCH_YES)
        return SPF_PERMERROR;
    note_name(run->verdict, name);
    enum spf_result result = check_host(run, name);
    if (result == SPF_NONE)
        blame(run, SPF_NO_INCLUDE, span_of(name));
    return result == SPF_NONE ? SPF_PERMERROR : result;
}

static enum spf_result walk(struct run *run, struct span record, const char *domain)
{
    struct spf_term term;
    struct spf_term redirect = { .kind = SPF_ALL };
    struct span text;
    enum spf_fault fault;
    struct span rest = span_from(record, sizeof "v=spf1" - 1);
    while (spf_next(&rest, &term, &text, &fault)) {
        switch (match_term(run, &term, domain)) {
        case MATCH_YES:
            return result_of(term.qualifier);
        case MATCH_TEMPERROR:
            return SPF_TEMPERROR;
        case MATCH_PERMERROR:
            return SPF_PERMERROR;
        case MATCH_NO:
            break;
        }
        if (term.kind == SPF_REDIRECT)
            redirect = term;
    }
    return redirect.kind == SPF_REDIRECT ? follow(run, &redirect, domain) : SPF_NEUTRAL;
}

/* What the domain's own record says to everybody. */
static void note_stance(struct spf_verdict *verdict, struct span record)
{
    struct spf_term term;
    struct span text;
    enum spf_fault fault;
    size_t count = 0;
    struct span rest = span_from(record, sizeof "v=spf1" - 1);
    while (spf_next(&rest, &term, &text, &fault)) {
        count += term.kind != SPF_EXPLANATION && term.kind != SPF_OTHER_MODIFIER;
        verdict->allows_all = verdict->allows_all || (term.kind == SPF_ALL && term.qualifier == '+');
        verdict->sends_nothing = count == 1 && term.kind == SPF_ALL && term.qualifier == '-';
    }
}

/* RFC 7208, 4.5: of all texts under the name the one that is an SPF record; two are an error. */
static enum spf_result select_record(struct run *run, const struct dns_answer *answer, struct span *ret_record)
{
    struct span text;
    size_t count = 0;
    for (size_t i = 0; i < answer->count; i++) {
        if (!spf_is_record(span_of(answer->records[i].text)))
            continue;
        *ret_record = span_of(answer->records[i].text);
        count++;
        if (answer->records[i].is_cut)
            return SPF_TEMPERROR;
    }
    if (count == 0)
        return answer->count == DNS_RECORDS_MAX ? SPF_TEMPERROR : SPF_NONE;
    enum spf_fault fault = count > 1 ? SPF_TWO_RECORDS : spf_check(*ret_record, &text);
    if (fault == SPF_GOOD)
        return SPF_PASS;
    blame(run, fault, count > 1 ? SPAN_EMPTY : text);
    return SPF_PERMERROR;
}

static enum spf_result check_host(struct run *run, const char *domain)
{
    struct span record = SPAN_EMPTY;
    bool is_own = run->verdict->lookups == 0;
    struct dns_answer *answer = ask(run, domain, RECORD_TXT);
    enum spf_result result = SPF_NONE;
    if (answer->kind == ANSWER_FOUND)
        result = select_record(run, answer, &record);
    else if (!is_empty(answer->kind))
        result = SPF_TEMPERROR;
    if (result == SPF_TEMPERROR)
        mem_copy_text(run->verdict->place, sizeof run->verdict->place, span_of(domain));
    if (result == SPF_PERMERROR && !run->verdict->place[0])
        mem_copy_text(run->verdict->place, sizeof run->verdict->place, span_of(domain));
    if (result == SPF_PASS && is_own)
        note_stance(run->verdict, record);
    if (result == SPF_PASS)
        result = walk(run, record, domain);
    free(answer);
    return result;
}

void spf_judge(const struct spf_asker *asker, const char *domain, const char *address, struct spf_verdict *ret_verdict)
{
    struct run run = { .asker = asker, .sender_domain = domain, .address = address, .verdict = ret_verdict };
    *ret_verdict = (struct spf_verdict){ 0 };
    run.is_v6 = strchr(address, ':') != NULL;
    inet_pton(run.is_v6 ? AF_INET6 : AF_INET, address, run.bytes);
    ret_verdict->result = check_host(&run, domain);
}
