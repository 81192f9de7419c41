#include "checks/filter_iptables.h"

/* What is being read, and for which packet. */
struct reading {
    const struct packet *packet;
    struct filter_rules *rules;
    struct filter_chain like; /* tool, family and table of what comes now */
};

/* The next word; of one in quotes ("ufw \"x\"") what stands between them, backslashes included. */
static bool cut_word(struct span *rest, struct span *ret_word)
{
    struct span text = span_trim(*rest);
    if (!text.len || text.at[0] != '"') {
        *rest = text;
        return span_word(rest, ret_word);
    }
    size_t end = 1;
    while (end < text.len && text.at[end] != '"')
        end += text.at[end] == '\\' && end + 1 < text.len ? 2 : 1;
    *ret_word = span_head(span_from(text, 1), end - 1);
    *rest = span_from(text, end + 1);
    return true;
}

/* ---- conditions ---- */

static enum fits ports_fit(struct numbers ours, struct span list)
{
    struct span piece;
    struct numbers theirs;
    enum fits fits = FITS_NOT;
    while (span_cut(&list, ',', &piece))
        fits = fits_either(fits, ports_read(piece, &theirs) ? numbers_fit(ours, theirs) : FITS_MAYBE);
    return fits;
}

static enum fits to_port(const struct packet *packet, struct span value)
{
    return ports_fit((struct numbers){ packet->port, packet->port }, value);
}

static enum fits from_port(const struct packet *packet, struct span value)
{
    (void)packet;
    return ports_fit(packet_own_port(), value);
}

static enum fits either_port(const struct packet *packet, struct span value)
{
    return fits_either(to_port(packet, value), from_port(packet, value));
}

static enum fits protocol(const struct packet *packet, struct span value)
{
    (void)packet;
    return protocol_fits(value);
}

static enum fits to(const struct packet *packet, struct span value)
{
    return address_fits(packet->to, packet->is_v6, value);
}

static enum fits from(const struct packet *packet, struct span value)
{
    return packet->has_from ? address_fits(packet->from, packet->is_v6, value) : FITS_MAYBE;
}

static enum fits out(const struct packet *packet, struct span value)
{
    return interface_fits(packet, value, '+');
}

/* What leaves has come in nowhere. */
static enum fits in(const struct packet *packet, struct span value)
{
    (void)packet;
    (void)value;
    return FITS_NOT;
}

static enum fits state(const struct packet *packet, struct span value)
{
    struct span piece;
    enum fits fits = FITS_NOT;
    (void)packet;
    while (span_cut(&value, ',', &piece))
        fits = fits_either(fits, state_fits(piece));
    return fits;
}

static enum fits type(const struct packet *packet, struct span value)
{
    struct span piece;
    enum fits fits = FITS_NOT;
    while (span_cut(&value, ',', &piece))
        fits = fits_either(fits, address_type_fits(packet, piece));
    return fits;
}

/* "1000", "1000-2000" of somebody. */
static enum fits id_fits(uint64_t ours, struct span value)
{
    struct numbers theirs;
    size_t dash = span_find_char(value, '-');
    struct span last = dash == SPAN_NONE ? value : span_from(value, dash + 1);
    if (!span_number(span_head(value, dash), UINT32_MAX, &theirs.low) || !span_number(last, UINT32_MAX, &theirs.high))
        return FITS_MAYBE;
    return numbers_fit((struct numbers){ ours, ours }, theirs);
}

static enum fits user(const struct packet *packet, struct span value)
{
    return id_fits(packet->user, value);
}

static enum fits group(const struct packet *packet, struct span value)
{
    return id_fits(packet->group, value);
}

static enum fits anything(const struct packet *packet, struct span value)
{
    (void)packet;
    (void)value;
    return FITS;
}

/* Modules that by themselves ask for nothing: their options do. */
static enum fits module(const struct packet *packet, struct span name)
{
    static const char *const known[] = { "tcp",   "udp",   "icmp",     "icmp6",   "multiport", "conntrack",
                                         "state", "owner", "addrtype", "comment", "limit",     "iprange" };
    (void)packet;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_equal(name, span_of(known[i])))
            return FITS;
    return FITS_MAYBE;
}

static const struct {
    const char *option;
    enum fits (*fits)(const struct packet *packet, struct span value);
} options[] = {
    { "-p", protocol },
    { "-d", to },
    { "-s", from },
    { "-o", out },
    { "-i", in },
    { "-m", module },
    { "--dport", to_port },
    { "--dports", to_port },
    { "--sport", from_port },
    { "--sports", from_port },
    { "--ports", either_port },
    { "--ctstate", state },
    { "--state", state },
    { "--uid-owner", user },
    { "--gid-owner", group },
    { "--dst-type", type },
    { "--dst-range", to },
    { "--src-range", from },
    { "--comment", anything },
};

/* --tcp-flags FIN,SYN,RST,ACK SYN: a first packet has SYN alone. */
static enum fits flags_fit(struct span mask, struct span set)
{
    struct span piece;
    bool has_syn = false;
    while (span_cut(&mask, ',', &piece))
        has_syn = has_syn || span_equal(piece, SPAN("SYN")) || span_equal(piece, SPAN("ALL"));
    return span_equal(set, has_syn ? SPAN("SYN") : SPAN("NONE")) ? FITS : FITS_NOT;
}

/* Takes the value of an option off rest. */
static enum fits option_fits(const struct packet *packet, struct span option, struct span *rest)
{
    struct span value = SPAN_EMPTY;
    struct span second = SPAN_EMPTY;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (span_equal(option, span_of(options[i].option)))
            return cut_word(rest, &value) ? options[i].fits(packet, value) : FITS_MAYBE;
    if (span_equal(option, SPAN("--tcp-flags")) && cut_word(rest, &value) && cut_word(rest, &second))
        return flags_fit(value, second);
    return FITS_MAYBE;
}

/* ---- rules ---- */

static enum filter_act act_of(struct span target)
{
    static const struct {
        const char *target;
        enum filter_act act;
    } rows[] = {
        { "ACCEPT", ACT_ACCEPT },    { "DROP", ACT_STOP },     { "REJECT", ACT_STOP },   { "RETURN", ACT_RETURN },
        { "DNAT", ACT_TURN },        { "REDIRECT", ACT_TURN }, { "NETMAP", ACT_TURN },   { "LOG", ACT_GO_ON },
        { "NFLOG", ACT_GO_ON },      { "ULOG", ACT_GO_ON },    { "MARK", ACT_GO_ON },    { "CONNMARK", ACT_GO_ON },
        { "CT", ACT_GO_ON },         { "NOTRACK", ACT_GO_ON }, { "TCPMSS", ACT_GO_ON },  { "TOS", ACT_GO_ON },
        { "DSCP", ACT_GO_ON },       { "TTL", ACT_GO_ON },     { "HL", ACT_GO_ON },      { "SNAT", ACT_GO_ON },
        { "MASQUERADE", ACT_GO_ON }, { "TRACE", ACT_GO_ON },   { "SET", ACT_GO_ON },     { "CLASSIFY", ACT_GO_ON },
        { "CHECKSUM", ACT_GO_ON },   { "AUDIT", ACT_GO_ON },   { "SECMARK", ACT_GO_ON }, { "CONNSECMARK", ACT_GO_ON },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(target, span_of(rows[i].target)))
            return rows[i].act;
    return ACT_DECIDE;
}

static bool has_chain(const struct reading *reading, struct span name)
{
    struct filter_chain like = reading->like;
    like.name = name;
    return filter_rules_find(reading->rules, &like) < reading->rules->chain_count;
}

/* The target is the last thing but for options of its own. */
static void take_target(const struct reading *reading, struct span option, struct span target, struct filter_rule *rule)
{
    rule->target = target;
    if (has_chain(reading, target))
        rule->act = span_equal(option, SPAN("-g")) ? ACT_GOTO : ACT_JUMP;
    else
        rule->act = act_of(target);
}

/* "-A OUTPUT -p tcp -m tcp ! --dport 587 -j DROP" */
static void read_rule(const struct reading *reading, struct span line)
{
    struct filter_chain like = reading->like;
    struct filter_rule rule = { .fits = FITS, .text = line };
    struct span rest = span_from(line, 3);
    struct span word;
    bool is_not = false;
    if (!cut_word(&rest, &like.name))
        return;
    size_t chain = filter_rules_find(reading->rules, &like);
    while (rule.target.len == 0 && cut_word(&rest, &word)) {
        struct span target;
        bool is_target = span_equal(word, SPAN("-j")) || span_equal(word, SPAN("-g"));
        if (is_target && cut_word(&rest, &target)) {
            take_target(reading, word, target, &rule);
        } else if (!span_equal(word, SPAN("!"))) {
            enum fits fits = option_fits(reading->packet, word, &rest);
            rule.fits = fits_both(rule.fits, is_not ? fits_unless(fits) : fits);
        }
        is_not = span_equal(word, SPAN("!"));
    }
    if (chain < reading->rules->chain_count && rule.act != ACT_GO_ON)
        filter_rules_add(reading->rules, chain, &rule);
}

/* ---- tables and chains ---- */

/* When the kernel calls the chain, among all others at the way out; those behind the choice of the way come last. */
static int64_t priority_of(struct span table, bool is_behind)
{
    static const struct {
        const char *table;
        int64_t output, behind;
    } rows[] = { { "raw", -300, 0 }, { "mangle", -150, -150 }, { "nat", -100, 100 }, { "security", 50, 50 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(table, span_of(rows[i].table)))
            return is_behind ? rows[i].behind + INT32_MAX : rows[i].output;
    return is_behind ? INT32_MAX : 0;
}

/* ":OUTPUT DROP [0:0]" */
static void read_chain(const struct reading *reading, struct span line)
{
    struct filter_chain chain = reading->like;
    struct span policy = SPAN_EMPTY;
    struct span rest = span_from(line, 1);
    if (!span_word(&rest, &chain.name) || !span_word(&rest, &policy))
        return;
    bool is_behind = span_equal(chain.name, SPAN("POSTROUTING"));
    chain.is_base = (is_behind || span_equal(chain.name, SPAN("OUTPUT"))) && !span_equal(policy, SPAN("-"));
    chain.priority = priority_of(chain.table, is_behind);
    chain.policy = span_equal(policy, SPAN("DROP")) ? ACT_STOP : ACT_ACCEPT;
    filter_rules_add_chain(reading->rules, &chain);
}

bool filter_iptables_read(struct span text, struct span tool, const struct packet *packet, struct filter_rules *rules)
{
    struct reading reading = { .packet = packet, .rules = rules };
    struct span line;
    bool is_one = false;
    reading.like.tool = tool;
    while (span_line(&text, &line)) {
        line = span_trim(line);
        if (span_starts(line, SPAN("# Generated by ")))
            reading.like.family = span_find(line, SPAN("nf_tables")) == SPAN_NONE ? SPAN_EMPTY : SPAN("nft");
        if (span_starts(line, SPAN("*")))
            reading.like.table = span_from(line, 1);
        if (span_starts(line, SPAN(":")))
            read_chain(&reading, line);
        if (span_starts(line, SPAN("-A ")))
            read_rule(&reading, line);
        is_one = is_one || span_equal(line, SPAN("COMMIT"));
    }
    return is_one;
}
