#pragma once

#include "checks/packet.h"

/*
 * The rules of a packet filter, read with one packet in mind: of each rule is known whether it fits that
 * packet, fits it perhaps, or not. Texts are borrowed from what they were read from.
 */
enum filter_act {
    ACT_GO_ON, /* counts, logs, marks */
    ACT_ACCEPT,
    ACT_STOP,   /* drops it or refuses it */
    ACT_DECIDE, /* somebody else decides: a program (queue), a target that is not known here */
    ACT_TURN,   /* gives it another destination */
    ACT_RETURN,
    ACT_JUMP,
    ACT_GOTO,
};

struct filter_rule {
    enum fits fits;
    enum filter_act act;
    struct span target; /* of a jump */
    struct span text;   /* as it was written; empty where only its handle is known */
    int64_t handle;
    size_t next; /* in the same chain */
};

struct filter_chain {
    struct span tool;   /* "nft", "iptables", "ip6tables", "iptables-legacy", ... */
    struct span family; /* of nft: "ip", "inet", ... */
    struct span table;
    struct span name;
    bool is_base; /* the kernel hands it what leaves this machine */
    int64_t priority;
    enum filter_act policy;
    size_t first, last; /* rules */
};

struct filter_rules {
    struct filter_chain *chains;
    size_t chain_count;
    struct filter_rule *rules;
    size_t rule_count;
    size_t chain_room, rule_room;
    bool is_cut; /* there are more than can be looked at */
};
#define FILTER_NO_RULE ((size_t)-1)

struct filter_rules *filter_rules_new(void);
void filter_rules_free(struct filter_rules *rules); /* NULL is fine */
void filter_rules_add_chain(struct filter_rules *rules, const struct filter_chain *chain);
/* To the chain of that number. */
void filter_rules_add(struct filter_rules *rules, size_t chain, const struct filter_rule *rule);
/* The chain of that tool, family, table and name; chain_count: there is none. */
size_t filter_rules_find(const struct filter_rules *rules, const struct filter_chain *like);

/*
 * What becomes of the packet. Every chain at the way out is gone through as the kernel does: the first rule
 * that fits decides, jumps come back, behind them all stands the policy. It is stopped only where nothing
 * before was uncertain.
 */
enum filter_fate { FATE_FREE, FATE_MAYBE_STOPPED, FATE_STOPPED };
struct filter_finding {
    enum filter_fate fate;
    const struct filter_chain *chain; /* where; NULL: nowhere */
    const struct filter_rule *rule;   /* NULL: the policy of the chain */
};
struct filter_finding filter_rules_judge(const struct filter_rules *rules);
