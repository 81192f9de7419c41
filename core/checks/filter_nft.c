#include "checks/filter_nft.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { NEST_MAX = 8 };

/* What is being read, and for which packet. */
struct reading {
    const json_t *list;
    const struct packet *packet;
    struct filter_rules *rules;
    const json_t *rule; /* the one that is read now */
};

static struct span text_at(const json_t *object, const char *key)
{
    return span_of(json_string_value(json_object_get(object, key)));
}

/* The one member of {"match": {...}}. */
static const char *only_member(const json_t *object, const json_t **ret_value)
{
    void *member = json_object_iter((json_t *)object);
    *ret_value = member ? json_object_iter_value(member) : NULL;
    return member ? json_object_iter_key(member) : "";
}

/* ---- sets ---- */

static const json_t *find_set(const struct reading *reading, struct span name)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(reading->list, i, entry)
    {
        const json_t *set;
        const char *kind = only_member(entry, &set);
        bool is_set = strcmp(kind, "set") == 0 || strcmp(kind, "map") == 0;
        if (is_set && span_equal(text_at(set, "name"), name) &&
            span_equal(text_at(set, "table"), text_at(reading->rule, "table")) &&
            span_equal(text_at(set, "family"), text_at(reading->rule, "family")))
            return set;
    }
    return NULL;
}

/* The elements of "@name", or of {"set": [...]}: an array, NULL where there are none. False: it is no set. */
static bool is_set(const struct reading *reading, const json_t *value, const json_t **ret_elements)
{
    struct span name = span_of(json_string_value(value));
    const json_t *set = span_starts(name, SPAN("@")) ? find_set(reading, span_from(name, 1)) : NULL;
    *ret_elements = set ? json_object_get(set, "elem") : json_object_get(value, "set");
    return set || *ret_elements;
}

/* ---- what is compared ---- */

/* The part of a packet that a condition is about. */
enum part {
    PART_UNKNOWN,
    PART_NEVER, /* of other packets, which this one is none of */
    PART_PORT,
    PART_OWN_PORT,
    PART_TO,
    PART_FROM,
    PART_PROTOCOL,
    PART_FAMILY,
    PART_OUT,
    PART_IN,
    PART_USER,
    PART_GROUP,
    PART_STATE,
    PART_TYPE,
    PART_FLAGS,
};

static enum part part_of_payload(const struct packet *packet, struct span protocol, struct span field)
{
    static const struct {
        const char *protocol, *field;
        enum part part;
    } rows[] = {
        { "tcp", "dport", PART_PORT },       { "th", "dport", PART_PORT },   { "tcp", "sport", PART_OWN_PORT },
        { "th", "sport", PART_OWN_PORT },    { "ip", "daddr", PART_TO },     { "ip6", "daddr", PART_TO },
        { "ip", "saddr", PART_FROM },        { "ip6", "saddr", PART_FROM },  { "ip", "protocol", PART_PROTOCOL },
        { "ip6", "nexthdr", PART_PROTOCOL }, { "tcp", "flags", PART_FLAGS },
    };
    static const char *const others[] = {
        "udp", "udplite", "icmp", "icmpv6", "igmp", "sctp", "dccp", "arp", "esp", "ah"
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (span_equal(protocol, span_of(others[i])))
            return PART_NEVER;
    if (span_equal(protocol, packet->is_v6 ? SPAN("ip") : SPAN("ip6")))
        return PART_NEVER;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(protocol, span_of(rows[i].protocol)) && span_equal(field, span_of(rows[i].field)))
            return rows[i].part;
    return PART_UNKNOWN;
}

static enum part part_of_key(struct span of, struct span key)
{
    static const struct {
        const char *of, *key;
        enum part part;
    } rows[] = {
        { "meta", "l4proto", PART_PROTOCOL }, { "meta", "nfproto", PART_FAMILY }, { "meta", "oif", PART_OUT },
        { "meta", "oifname", PART_OUT },      { "meta", "iif", PART_IN },         { "meta", "iifname", PART_IN },
        { "meta", "skuid", PART_USER },       { "meta", "skgid", PART_GROUP },    { "ct", "state", PART_STATE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(of, span_of(rows[i].of)) && span_equal(key, span_of(rows[i].key)))
            return rows[i].part;
    return PART_UNKNOWN;
}

static bool is_type_of_target(const json_t *fib)
{
    const json_t *flags = json_object_get(fib, "flags");
    bool is_target =
        json_array_size(flags) == 1 && span_equal(span_of(json_string_value(json_array_get(flags, 0))), SPAN("daddr"));
    return span_equal(text_at(fib, "result"), SPAN("type")) &&
           (is_target || span_equal(span_of(json_string_value(flags)), SPAN("daddr")));
}

static enum part part_of(const struct packet *packet, const json_t *left)
{
    const json_t *value;
    struct span of = span_of(only_member(left, &value));
    if (span_equal(of, SPAN("payload")))
        return part_of_payload(packet, text_at(value, "protocol"), text_at(value, "field"));
    if (span_equal(of, SPAN("fib")))
        return is_type_of_target(value) ? PART_TYPE : PART_UNKNOWN;
    return part_of_key(of, text_at(value, "key"));
}

/* ---- one value against the packet ---- */

static struct numbers number_of(const struct packet *packet, enum part part)
{
    uint64_t number = part == PART_PORT ? packet->port : part == PART_USER ? packet->user : packet->group;
    return part == PART_OWN_PORT ? packet_own_port() : (struct numbers){ number, number };
}

static bool is_number(enum part part)
{
    return part == PART_PORT || part == PART_OWN_PORT || part == PART_USER || part == PART_GROUP;
}

static bool number_read(const json_t *value, struct numbers *ret_numbers)
{
    if (json_is_string(value))
        return ports_read(span_of(json_string_value(value)), ret_numbers);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    ret_numbers->low = ret_numbers->high = (uint64_t)json_integer_value(value);
    return true;
}

static enum fits family_fits(const struct packet *packet, struct span name)
{
    return span_equal(name, packet->is_v6 ? SPAN("ipv6") : SPAN("ipv4")) ? FITS : FITS_NOT;
}

static enum fits word_fits(const struct packet *packet, enum part part, struct span word)
{
    switch (part) {
    case PART_TO:
        return address_fits(packet->to, packet->is_v6, word);
    case PART_FROM:
        return packet->has_from ? address_fits(packet->from, packet->is_v6, word) : FITS_MAYBE;
    case PART_PROTOCOL:
        return protocol_fits(word);
    case PART_FAMILY:
        return family_fits(packet, word);
    case PART_OUT:
        return interface_fits(packet, word, '*');
    case PART_IN:
        return FITS_NOT;
    case PART_STATE:
        return state_fits(word);
    case PART_TYPE:
        return address_type_fits(packet, word);
    case PART_FLAGS:
        return span_equal(word, SPAN("syn")) ? FITS : FITS_NOT;
    default:
        return FITS_MAYBE;
    }
}

static enum fits scalar_fits(const struct packet *packet, enum part part, const json_t *value)
{
    struct numbers numbers;
    if (is_number(part))
        return number_read(value, &numbers) ? numbers_fit(number_of(packet, part), numbers) : FITS_MAYBE;
    if (part == PART_PROTOCOL && json_is_integer(value))
        return json_integer_value(value) == IPPROTO_TCP ? FITS : FITS_NOT;
    return json_is_string(value) ? word_fits(packet, part, span_of(json_string_value(value))) : FITS_MAYBE;
}

static enum fits range_fits(const struct packet *packet, enum part part, const json_t *range)
{
    struct numbers low;
    struct numbers high;
    char text[2 * ADDRESS_MAX + 2];
    const json_t *first = json_array_get(range, 0);
    const json_t *last = json_array_get(range, 1);
    if (is_number(part) && number_read(first, &low) && number_read(last, &high))
        return numbers_fit(number_of(packet, part), (struct numbers){ low.low, high.high });
    if ((part != PART_TO && part != PART_FROM) || !json_is_string(first) || !json_is_string(last))
        return FITS_MAYBE;
    (void)snprintf(text, sizeof text, "%s-%s", json_string_value(first), json_string_value(last));
    return word_fits(packet, part, span_of(text));
}

static enum fits prefix_fits(const struct packet *packet, enum part part, const json_t *prefix)
{
    char text[ADDRESS_MAX + 24];
    (void)snprintf(text, sizeof text, "%.60s/%lld", json_string_value(json_object_get(prefix, "addr")),
                   (long long)json_integer_value(json_object_get(prefix, "len")));
    return part == PART_TO || part == PART_FROM ? word_fits(packet, part, span_of(text)) : FITS_MAYBE;
}

static enum fits value_fits(const struct reading *reading, enum part part, const json_t *value, unsigned depth);

static enum fits any_fits(const struct reading *reading, enum part part, const json_t *values, unsigned depth)
{
    enum fits fits = FITS_NOT;
    size_t i;
    const json_t *value;
    json_array_foreach(values, i, value)
    {
        fits = fits_either(fits, value_fits(reading, part, value, depth + 1));
    }
    return fits;
}

static enum fits value_fits(const struct reading *reading, enum part part, const json_t *value, unsigned depth)
{
    const json_t *inner;
    const json_t *elements;
    if (depth > NEST_MAX)
        return FITS_MAYBE;
    if (is_set(reading, value, &elements))
        return any_fits(reading, part, elements, depth);
    if (json_is_array(value))
        return any_fits(reading, part, value, depth);
    if (json_is_string(value) && span_starts(span_of(json_string_value(value)), SPAN("@")))
        return FITS_MAYBE;
    if (!json_is_object(value))
        return scalar_fits(reading->packet, part, value);
    const char *kind = only_member(value, &inner);
    if (strcmp(kind, "range") == 0)
        return range_fits(reading->packet, part, inner);
    if (strcmp(kind, "prefix") == 0)
        return prefix_fits(reading->packet, part, inner);
    return strcmp(kind, "elem") == 0 ? value_fits(reading, part, json_object_get(inner, "val"), depth + 1) : FITS_MAYBE;
}

/* ---- conditions ---- */

/* tcp flags & (fin | syn | rst | ack) == syn: how a first packet is recognised. */
static enum fits masked_fits(const struct reading *reading, const json_t *left, const json_t *right)
{
    const json_t *of = json_array_get(json_object_get(left, "&"), 0);
    enum part part = of ? part_of(reading->packet, of) : PART_UNKNOWN;
    const json_t *mask = json_array_get(json_object_get(left, "&"), 1);
    if (part == PART_NEVER)
        return FITS_NOT;
    if ((part != PART_FLAGS && part != PART_STATE) || value_fits(reading, part, mask, 0) != FITS)
        return FITS_MAYBE;
    return json_is_string(right) ? value_fits(reading, part, right, 0) : FITS_MAYBE;
}

static enum fits ordered_fits(const struct reading *reading, enum part part, struct span op, const json_t *right)
{
    struct numbers bound;
    if (!is_number(part) || !number_read(right, &bound))
        return FITS_MAYBE;
    struct numbers ours = number_of(reading->packet, part);
    bool is_below = op.at[0] == '<';
    bool is_equal_too = op.len == 2;
    if (!is_equal_too && is_below && bound.low == 0)
        return FITS_NOT;
    if (is_below)
        return numbers_fit(ours, (struct numbers){ 0, is_equal_too ? bound.low : bound.low - 1 });
    return numbers_fit(ours, (struct numbers){ is_equal_too ? bound.low : bound.low + 1, UINT64_MAX });
}

static enum fits match_fits(const struct reading *reading, const json_t *match)
{
    const json_t *left = json_object_get(match, "left");
    const json_t *right = json_object_get(match, "right");
    struct span op = text_at(match, "op");
    enum part part = part_of(reading->packet, left);
    if (part == PART_NEVER)
        return FITS_NOT;
    bool is_unequal = span_equal(op, SPAN("!="));
    if (json_object_get(left, "&")) {
        enum fits fits = masked_fits(reading, left, right);
        return is_unequal ? fits_unless(fits) : fits;
    }
    if (part == PART_UNKNOWN || !right)
        return FITS_MAYBE;
    if (span_starts(op, SPAN("<")) || span_starts(op, SPAN(">")))
        return ordered_fits(reading, part, op, right);
    enum fits fits = value_fits(reading, part, right, 0);
    return is_unequal ? fits_unless(fits) : fits;
}

/* ---- statements ---- */

static const struct {
    const char *word;
    enum filter_act act;
} acts[] = {
    { "accept", ACT_ACCEPT }, { "drop", ACT_STOP },   { "reject", ACT_STOP },  { "return", ACT_RETURN },
    { "jump", ACT_JUMP },     { "goto", ACT_GOTO },   { "queue", ACT_DECIDE }, { "dnat", ACT_TURN },
    { "redirect", ACT_TURN }, { "tproxy", ACT_TURN }, { "xt", ACT_DECIDE },
};

/* What only counts, notes or marks. */
static bool is_aside(struct span word)
{
    static const char *const words[] = { "counter",    "log",  "mangle",  "notrack", "continue",      "comment",
                                         "last",       "set",  "map",     "snat",    "masquerade",    "ct helper",
                                         "ct timeout", "flow", "secmark", "dup",     "ct expectation" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal(word, span_of(words[i])))
            return true;
    return false;
}

/* True when the statement is a verdict. */
static bool take_verdict(const char *word, const json_t *value, struct filter_rule *rule)
{
    bool is_condition = strcmp(word, "xt") == 0 && !span_equal(text_at(value, "type"), SPAN("target"));
    for (size_t i = 0; !is_condition && i < sizeof acts / sizeof *acts; i++)
        if (strcmp(acts[i].word, word) == 0) {
            rule->act = acts[i].act;
            rule->target = text_at(value, "target");
            return true;
        }
    return false;
}

/* tcp dport vmap { 25 : drop, 587 : jump mail }: of each entry a rule; no two of them fit one packet. */
static void add_vmap(const struct reading *reading, size_t chain, const json_t *vmap, const struct filter_rule *start)
{
    const json_t *key = json_object_get(vmap, "key");
    const json_t *elements;
    bool is_known = is_set(reading, json_object_get(vmap, "data"), &elements);
    enum part part = part_of(reading->packet, key);
    size_t i;
    const json_t *pair;
    if (!is_known) {
        struct filter_rule rule = *start;
        rule.fits = fits_both(rule.fits, FITS_MAYBE);
        rule.act = ACT_DECIDE;
        filter_rules_add(reading->rules, chain, &rule);
    }
    json_array_foreach(elements, i, pair)
    {
        struct filter_rule rule = *start;
        const json_t *value;
        const char *word = only_member(json_array_get(pair, 1), &value);
        enum fits fits = part == PART_UNKNOWN ? FITS_MAYBE
                         : part == PART_NEVER ? FITS_NOT
                                              : value_fits(reading, part, json_array_get(pair, 0), 0);
        rule.fits = fits_both(rule.fits, fits);
        if (take_verdict(word, value, &rule))
            filter_rules_add(reading->rules, chain, &rule);
    }
}

/* The conditions come first; the verdict, where there is one, ends the rule. */
static void read_rule(struct reading *reading, size_t chain)
{
    struct filter_rule rule = { .fits = FITS };
    size_t i;
    const json_t *statement;
    rule.handle = json_integer_value(json_object_get(reading->rule, "handle"));
    json_array_foreach(json_object_get(reading->rule, "expr"), i, statement)
    {
        const json_t *value;
        const char *word = only_member(statement, &value);
        if (strcmp(word, "match") == 0)
            rule.fits = fits_both(rule.fits, match_fits(reading, value));
        else if (strcmp(word, "vmap") == 0)
            add_vmap(reading, chain, value, &rule);
        else if (take_verdict(word, value, &rule))
            break;
        else if (!is_aside(span_of(word)))
            rule.fits = fits_both(rule.fits, FITS_MAYBE);
    }
    if (rule.act != ACT_GO_ON)
        filter_rules_add(reading->rules, chain, &rule);
}

/* ---- chains ---- */

static bool is_at_way_out(const json_t *chain)
{
    struct span hook = text_at(chain, "hook");
    return span_equal(hook, SPAN("output")) || span_equal(hook, SPAN("postrouting"));
}

/* A table of the other family never sees the packet. */
static bool is_of_family(const struct packet *packet, struct span family)
{
    return span_equal(family, SPAN("inet")) || span_equal(family, packet->is_v6 ? SPAN("ip6") : SPAN("ip"));
}

static struct filter_chain chain_of(const json_t *entry, const char *name_key)
{
    return (struct filter_chain){ .tool = SPAN("nft"),
                                  .family = text_at(entry, "family"),
                                  .table = text_at(entry, "table"),
                                  .name = text_at(entry, name_key) };
}

/* Read already from iptables' own tool. */
static bool is_there(const struct filter_rules *rules, struct span family, struct span table)
{
    for (size_t i = 0; i < rules->chain_count; i++) {
        const struct filter_chain *chain = &rules->chains[i];
        bool is_v6 = span_starts(chain->tool, SPAN("ip6"));
        if (span_equal(chain->family, SPAN("nft")) && span_equal(chain->table, table) &&
            span_equal(family, is_v6 ? SPAN("ip6") : SPAN("ip")))
            return true;
    }
    return false;
}

static void read_chain(const struct reading *reading, const json_t *entry)
{
    struct filter_chain chain = chain_of(entry, "name");
    if (!is_of_family(reading->packet, chain.family) || is_there(reading->rules, chain.family, chain.table))
        return;
    chain.is_base = is_at_way_out(entry);
    chain.priority = json_integer_value(json_object_get(entry, "prio"));
    /* After every chain at the output come those behind the choice of the way. */
    if (span_equal(text_at(entry, "hook"), SPAN("postrouting")))
        chain.priority += INT32_MAX;
    chain.policy = span_equal(text_at(entry, "policy"), SPAN("drop")) ? ACT_STOP : ACT_ACCEPT;
    filter_rules_add_chain(reading->rules, &chain);
}

bool filter_nft_read(const json_t *root, const struct packet *packet, struct filter_rules *rules)
{
    struct reading reading = { .list = json_object_get(root, "nftables"), .packet = packet, .rules = rules };
    size_t i;
    const json_t *entry;
    json_array_foreach(reading.list, i, entry)
    {
        if (json_object_get(entry, "chain"))
            read_chain(&reading, json_object_get(entry, "chain"));
    }
    json_array_foreach(reading.list, i, entry)
    {
        reading.rule = json_object_get(entry, "rule");
        struct filter_chain like = chain_of(reading.rule, "chain");
        size_t chain = filter_rules_find(rules, &like);
        if (reading.rule && chain < rules->chain_count)
            read_rule(&reading, chain);
    }
    return json_is_array(reading.list);
}

/* ---- the text of one ---- */

bool filter_nft_text(struct span listing, int64_t handle, struct span *ret_text)
{
    char wanted[40];
    struct span line;
    (void)snprintf(wanted, sizeof wanted, " # handle %lld", (long long)handle);
    while (span_line(&listing, &line)) {
        line = span_trim(line);
        if (!span_ends_nocase(line, span_of(wanted)) || span_starts(line, SPAN("chain ")))
            continue;
        *ret_text = span_head(line, line.len - strlen(wanted));
        return true;
    }
    return false;
}
