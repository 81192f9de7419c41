#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/filter_iptables.h"
#include "checks/filter_nft.h"
#include "checks/sides.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Only when a port was silent, refused or unreachable is there something to explain. */
const char *packet_filter_left_out(const struct inquiry *inquiry)
{
    static const enum fact_kind signs[] = { FACT_PORT_SILENT, FACT_PORT_REFUSED, FACT_PORT_UNREACHABLE,
                                            FACT_PORT_FILTERED };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (ground_saw(inquiry->ground, signs[i]) && !inquiry->target->connect_to[0])
            return NULL;
    return "";
}

/* ---- asking ---- */

enum { TABLES_MAX = 4 };

/* What the tools of this machine told. */
struct listing {
    struct {
        const char *tool;
        bool is_v6;
        struct buf text;
    } tables[TABLES_MAX];
    size_t table_count;
    json_t *nft;
    bool was_read;   /* at least one tool told something */
    bool has_failed; /* one that is there did not: there may be rules that nobody saw */
};

/* False when there is no such program. */
static bool ask(const char *const argv[], struct limits limits, struct listing *listing, struct buf *text)
{
    int status = -1;
    enum command_end end = command_run(argv, limits, text, &status);
    bool is_read = end == COMMAND_DONE && status == 0;
    listing->was_read = listing->was_read || is_read;
    listing->has_failed = listing->has_failed || (end != COMMAND_MISSING && !is_read);
    return end != COMMAND_MISSING;
}

/* "iptables-legacy" is asked as "iptables-legacy-save". */
static bool ask_tables(const struct inquiry *inquiry, const char *tool, struct listing *listing)
{
    char program[32];
    const char *const argv[] = { program, NULL };
    (void)snprintf(program, sizeof program, "%s-save", tool);
    struct buf *text = &listing->tables[listing->table_count].text;
    buf_init(text, 4 * MIB);
    bool is_there = ask(argv, inquiry->limits, listing, text);
    listing->tables[listing->table_count].tool = tool;
    listing->tables[listing->table_count].is_v6 = tool[2] == '6';
    listing->table_count++;
    return is_there;
}

/* Both of its kinds keep rules of their own. Where neither has a name of its own, there is one. */
static void ask_family(const struct inquiry *inquiry, bool is_v6, struct listing *listing)
{
    size_t before = listing->table_count;
    bool by_nft = ask_tables(inquiry, is_v6 ? "ip6tables-nft" : "iptables-nft", listing);
    bool by_legacy = ask_tables(inquiry, is_v6 ? "ip6tables-legacy" : "iptables-legacy", listing);
    if (by_nft || by_legacy)
        return;
    for (size_t i = before; i < listing->table_count; i++)
        buf_free(&listing->tables[i].text);
    listing->table_count = before;
    (void)ask_tables(inquiry, is_v6 ? "ip6tables" : "iptables", listing);
}

static void ask_all(const struct inquiry *inquiry, struct listing *listing)
{
    static const char *const nft[] = { "nft", "-j", "list", "ruleset", NULL };
    struct buf text;
    *listing = (struct listing){ .nft = NULL };
    buf_init(&text, 16 * MIB);
    if (ask(nft, inquiry->limits, listing, &text) && text.len) {
        listing->nft = json_loadb(text.at, text.len, 0, NULL);
        listing->has_failed = listing->has_failed || !listing->nft;
    }
    buf_free(&text);
    ask_family(inquiry, false, listing);
    ask_family(inquiry, true, listing);
}

static void listing_clear(struct listing *listing)
{
    for (size_t i = 0; i < listing->table_count; i++)
        buf_free(&listing->tables[i].text);
    json_decref(listing->nft);
}

/* ---- judging ---- */

static struct filter_rules *read_rules(const struct listing *listing, const struct packet *packet)
{
    struct filter_rules *rules = filter_rules_new();
    for (size_t i = 0; i < listing->table_count; i++)
        if (listing->tables[i].is_v6 == packet->is_v6)
            (void)filter_iptables_read(buf_span(&listing->tables[i].text), span_of(listing->tables[i].tool), packet,
                                       rules);
    if (listing->nft)
        (void)filter_nft_read(listing->nft, packet, rules);
    return rules;
}

/* ---- telling ---- */

/* With a rule: how it is seen, and how it is lifted. */
struct told {
    size_t judged; /* addresses */
    enum filter_fate fate;
    bool is_cut;
    char text[FACT_TEXT_MAX];
    char see[FACT_SUBJECT_MAX];
    char lift[FACT_SUBJECT_MAX];
};

/* Half a command is none. */
__attribute__((format(printf, 2, 3))) static void put_command(char *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int len = vsnprintf(command, FACT_SUBJECT_MAX, format, values);
    va_end(values);
    if (len < 0 || len >= FACT_SUBJECT_MAX)
        command[0] = '\0';
}

/* The JSON has no rule as it is written: the chain is listed once more. */
static void find_nft_text(const struct inquiry *inquiry, const struct filter_finding *finding, struct told *told)
{
    char family[16];
    char table[128];
    char name[128];
    const char *const argv[] = { "nft", "-a", "list", "chain", family, table, name, NULL };
    struct buf text;
    struct span rule;
    int status;
    mem_copy_text(family, sizeof family, finding->chain->family);
    mem_copy_text(table, sizeof table, finding->chain->table);
    mem_copy_text(name, sizeof name, finding->chain->name);
    buf_init(&text, 4 * MIB);
    (void)command_run(argv, inquiry->limits, &text, &status);
    if (filter_nft_text(buf_span(&text), finding->rule->handle, &rule))
        mem_copy_text(told->text, sizeof told->text, rule);
    buf_free(&text);
}

static void tell_nft(const struct inquiry *inquiry, const struct filter_finding *finding, struct told *told)
{
    char place[FACT_SUBJECT_MAX];
    const struct filter_chain *chain = finding->chain;
    put_command(place, "%.*s %.*s %.*s", SPAN_ARG(chain->family), SPAN_ARG(chain->table), SPAN_ARG(chain->name));
    put_command(told->see, "nft -a list chain %s", place);
    mem_copy_text(told->text, sizeof told->text, SPAN("policy drop"));
    if (finding->rule) {
        put_command(told->lift, "nft delete rule %s handle %lld", place, (long long)finding->rule->handle);
        find_nft_text(inquiry, finding, told);
    } else {
        put_command(told->lift, "nft add rule %s tcp dport %u accept", place, inquiry->ground->chosen.port);
    }
}

static void tell_iptables(const struct inquiry *inquiry, const struct filter_finding *finding, struct told *told)
{
    char place[FACT_SUBJECT_MAX];
    struct span name = finding->chain->name;
    put_command(place, "%.*s -t %.*s", SPAN_ARG(finding->chain->tool), SPAN_ARG(finding->chain->table));
    put_command(told->see, "%s -S %.*s", place, SPAN_ARG(name));
    if (finding->rule) {
        struct span rule = finding->rule->text;
        mem_copy_text(told->text, sizeof told->text, rule);
        put_command(told->lift, "%s -D %.*s", place, SPAN_ARG(span_from(rule, 3)));
    } else {
        (void)snprintf(told->text, sizeof told->text, "-P %.*s DROP", SPAN_ARG(name));
        put_command(told->lift, "%s -A %.*s -p tcp --dport %u -j ACCEPT", place, SPAN_ARG(name),
                    inquiry->ground->chosen.port);
    }
}

/* One address more. What stops the way to all of them is proven; to some of them, it may be the one. */
static void judge(const struct inquiry *inquiry, const struct listing *listing, const struct packet *packet,
                  struct told *told)
{
    struct filter_rules *rules = read_rules(listing, packet);
    struct filter_finding finding = filter_rules_judge(rules);
    bool is_mixed = told->judged && (finding.fate == FATE_STOPPED) != (told->fate == FATE_STOPPED);
    told->is_cut = told->is_cut || rules->is_cut;
    if (finding.fate > told->fate && finding.chain) {
        *told = (struct told){ .fate = finding.fate, .is_cut = told->is_cut, .judged = told->judged };
        if (span_equal(finding.chain->tool, SPAN("nft")))
            tell_nft(inquiry, &finding, told);
        else
            tell_iptables(inquiry, &finding, told);
        if (!told->lift[0])
            memcpy(told->lift, told->see, sizeof told->lift);
    }
    if (is_mixed)
        told->fate = FATE_MAYBE_STOPPED;
    told->judged++;
    filter_rules_free(rules);
}

/* Addresses without a way there have nothing that could be stopped, unless none has one. */
static void judge_all(const struct inquiry *inquiry, const struct listing *listing, struct told *told)
{
    enum { JUDGED_MAX = 4 };
    const struct addresses *addresses = inquiry->ground->addresses;
    for (int with_way = 1; with_way >= 0 && !told->judged; with_way--)
        for (size_t i = 0; i < addresses->count && told->judged < JUDGED_MAX; i++) {
            struct packet packet;
            bool is_packet = packet_to(addresses->address[i], inquiry->ground->chosen.port, &packet);
            if (is_packet && (packet.has_from || !with_way))
                judge(inquiry, listing, &packet, told);
        }
}

static enum fact_kind kind_of(const struct listing *listing, const struct told *told)
{
    if (told->fate != FATE_FREE)
        return told->fate == FATE_STOPPED ? FACT_FILTER_RULE : FACT_FILTER_MAYBE;
    return !listing->was_read || listing->has_failed || told->is_cut ? FACT_FILTER_UNREAD : FACT_FILTER_NONE;
}

static void tell(const struct inquiry *inquiry, const struct listing *listing, const struct told *told)
{
    struct fact fact = fact_new(kind_of(listing, told), "packet-filter");
    if (fact.kind == FACT_FILTER_RULE) {
        fact.where = inquiry->ground->chosen;
        fact.stage = STAGE_CONNECT;
    }
    fact.number = inquiry->ground->chosen.port;
    mem_copy_text(fact.text, sizeof fact.text, span_of(told->text));
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(told->see));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(told->lift));
    if (fact.kind == FACT_FILTER_UNREAD)
        mem_copy_text(fact.subject, sizeof fact.subject, geteuid() == 0 ? SPAN("tools") : SPAN_EMPTY);
    scribe_fact(inquiry->scribe, &fact);
}

void check_packet_filter(const struct inquiry *inquiry)
{
    struct listing *listing = mem_new(sizeof *listing);
    struct told *told = mem_new(sizeof *told);
    ask_all(inquiry, listing);
    judge_all(inquiry, listing, told);
    if (!limits_cancelled(inquiry->limits))
        tell(inquiry, listing, told);
    listing_clear(listing);
    free(told);
    free(listing);
}
