#include "checks/packet_filter.h"

#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"

#include <unistd.h>

static bool has_word(struct span line, struct span word)
{
    struct span piece;
    while (span_word(&line, &piece))
        if (span_equal(piece, word))
            return true;
    return false;
}

/* "587", "submission", "25-600": a port, its service's name, a range. */
static bool port_is(struct span text, uint16_t port)
{
    uint64_t low;
    uint64_t high;
    size_t dash = span_find_char(text, '-');
    if (dash == SPAN_NONE)
        dash = span_find_char(text, ':');
    if (span_equal(text, SPAN("submission")))
        return port == 587;
    if (span_equal(text, SPAN("submissions")) || span_equal(text, SPAN("urd")))
        return port == 465;
    if (span_equal(text, SPAN("smtp")))
        return port == 25;
    if (dash == SPAN_NONE)
        return span_number(text, UINT16_MAX, &low) && low == port;
    return span_number(span_head(text, dash), UINT16_MAX, &low) &&
           span_number(span_from(text, dash + 1), UINT16_MAX, &high) && low <= port && port <= high;
}

/* "dport 587", "dport { 25, 465, 587 }", "--dport 587", "--dports 25,465". A rule without any is about all ports. */
static bool names_port(struct span line, uint16_t port)
{
    struct span word;
    bool has_ports = false;
    bool inside = false;
    while (span_word(&line, &word)) {
        if (span_ends_nocase(word, SPAN("dport")) || span_ends_nocase(word, SPAN("dports"))) {
            has_ports = inside = true;
            continue;
        }
        struct span piece;
        while (inside && span_cut(&word, ',', &piece))
            if (port_is(piece, port))
                return true;
        inside = inside && (span_equal(word, SPAN("{")) || word.len == 0);
    }
    return !has_ports;
}

static bool stops(struct span line)
{
    return has_word(line, SPAN("drop")) || has_word(line, SPAN("reject"));
}

/* Rules about other protocols, or about what comes back, do not stop a new TCP connection. */
static bool is_about_tcp(struct span line)
{
    static const struct span others[] = { SPAN("udp"),   SPAN("icmp"), SPAN("icmpv6"),
                                          SPAN("sport"), SPAN("iif"),  SPAN("iifname") };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has_word(line, others[i]))
            return false;
    return !has_word(line, SPAN("invalid")) || has_word(line, SPAN("new"));
}

static bool accepts(struct span line, uint16_t port)
{
    return has_word(line, SPAN("accept")) && is_about_tcp(line) && names_port(line, port) &&
           span_find(line, SPAN("established")) == SPAN_NONE && span_find(line, SPAN("oif")) == SPAN_NONE;
}

/* The kernel takes the first rule that fits; behind them all stands the policy of the chain. */
bool packet_filter_nft(struct span ruleset, uint16_t port, struct span *ret_rule)
{
    struct span line;
    struct span policy = SPAN_EMPTY;
    bool is_leaving = false;
    while (span_line(&ruleset, &line)) {
        line = span_trim(line);
        if (span_starts(line, SPAN("type "))) {
            is_leaving = span_find(line, SPAN("hook output")) != SPAN_NONE;
            policy = is_leaving && span_find(line, SPAN("policy drop")) != SPAN_NONE ? line : SPAN_EMPTY;
            continue;
        }
        if (is_leaving && stops(line) && is_about_tcp(line) && names_port(line, port)) {
            *ret_rule = line;
            return true;
        }
        if (is_leaving && accepts(line, port))
            is_leaving = false, policy = SPAN_EMPTY;
        if (span_equal(line, SPAN("}")) && policy.len) {
            *ret_rule = policy;
            return true;
        }
        is_leaving = is_leaving && !span_equal(line, SPAN("}"));
    }
    return false;
}

static bool iptables_stops(struct span line)
{
    return has_word(line, SPAN("DROP")) || has_word(line, SPAN("REJECT"));
}

static bool iptables_accepts(struct span line, uint16_t port)
{
    return has_word(line, SPAN("ACCEPT")) && names_port(line, port) && !has_word(line, SPAN("-o")) &&
           span_find(line, SPAN("ESTABLISHED")) == SPAN_NONE;
}

bool packet_filter_iptables(struct span rules, uint16_t port, struct span *ret_rule)
{
    struct span line;
    struct span policy = SPAN_EMPTY;
    while (span_line(&rules, &line)) {
        line = span_trim(line);
        if (span_equal(line, SPAN("-P OUTPUT DROP")))
            policy = line;
        if (!span_starts(line, SPAN("-A OUTPUT ")) || has_word(line, SPAN("udp")) || has_word(line, SPAN("icmp")))
            continue;
        if (iptables_accepts(line, port))
            return false;
        if (iptables_stops(line) && names_port(line, port)) {
            *ret_rule = line;
            return true;
        }
    }
    *ret_rule = policy;
    return policy.len > 0;
}

/* ---- asking ---- */

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

static void tell(const struct inquiry *inquiry, enum fact_kind kind, struct span rule)
{
    struct fact fact = fact_new(kind, "packet-filter");
    if (kind == FACT_FILTER_RULE) {
        fact.where = inquiry->ground->chosen;
        fact.stage = STAGE_CONNECT;
    }
    fact.number = inquiry->ground->chosen.port;
    mem_copy_text(fact.text, sizeof fact.text, rule);
    scribe_fact(inquiry->scribe, &fact);
}

static bool ask(const char *const argv[], struct limits limits, struct buf *text)
{
    int status;
    buf_clear(text);
    return command_run(argv, limits, text, &status) == COMMAND_DONE && status == 0;
}

void check_packet_filter(const struct inquiry *inquiry)
{
    static const char *const nft[] = { "nft", "list", "ruleset", NULL };
    static const char *const iptables[] = { "iptables", "-S", "OUTPUT", NULL };
    uint16_t port = inquiry->ground->chosen.port;
    struct span rule = SPAN_EMPTY;
    struct buf text;
    buf_init(&text, 4 * MIB);
    bool has_read = ask(nft, inquiry->limits, &text);
    bool found = has_read && packet_filter_nft(buf_span(&text), port, &rule);
    if (!found && ask(iptables, inquiry->limits, &text)) {
        has_read = true;
        found = packet_filter_iptables(buf_span(&text), port, &rule);
    }
    if (!limits_cancelled(inquiry->limits))
        tell(inquiry, found ? FACT_FILTER_RULE : has_read ? FACT_FILTER_NONE : FACT_FILTER_UNREAD, rule);
    buf_free(&text);
}
