#include "checks/filter_rules.h"

#include "base/mem.h"

#include <stdlib.h>

enum { CHAINS_MAX = 4096, RULES_MAX = 65536, DEPTH_MAX = 16, STEPS_MAX = 200000 };

/* ---- the rules ---- */

struct filter_rules *filter_rules_new(void)
{
    return mem_new(sizeof(struct filter_rules));
}

void filter_rules_free(struct filter_rules *rules)
{
    if (!rules)
        return;
    free(rules->chains);
    free(rules->rules);
    free(rules);
}

static void *make_room(void *list, size_t count, size_t size, size_t *room)
{
    size_t wanted = *room ? 2 * *room : 64;
    if (count < *room)
        return list;
    list = mem_grow(list, *room * size, wanted * size);
    *room = wanted;
    return list;
}

void filter_rules_add_chain(struct filter_rules *rules, const struct filter_chain *chain)
{
    if (rules->chain_count == CHAINS_MAX) {
        rules->is_cut = true;
        return;
    }
    rules->chains = make_room(rules->chains, rules->chain_count, sizeof *chain, &rules->chain_room);
    rules->chains[rules->chain_count] = *chain;
    rules->chains[rules->chain_count].first = rules->chains[rules->chain_count].last = FILTER_NO_RULE;
    rules->chain_count++;
}

void filter_rules_add(struct filter_rules *rules, size_t chain, const struct filter_rule *rule)
{
    if (rules->rule_count == RULES_MAX) {
        rules->is_cut = true;
        return;
    }
    struct filter_chain *owner = &rules->chains[chain];
    rules->rules = make_room(rules->rules, rules->rule_count, sizeof *rule, &rules->rule_room);
    size_t place = rules->rule_count++;
    rules->rules[place] = *rule;
    rules->rules[place].next = FILTER_NO_RULE;
    if (owner->last == FILTER_NO_RULE)
        owner->first = place;
    else
        rules->rules[owner->last].next = place;
    owner->last = place;
}

size_t filter_rules_find(const struct filter_rules *rules, const struct filter_chain *like)
{
    size_t i = 0;
    for (; i < rules->chain_count; i++) {
        const struct filter_chain *chain = &rules->chains[i];
        if (span_equal(chain->name, like->name) && span_equal(chain->table, like->table) &&
            span_equal(chain->family, like->family) && span_equal(chain->tool, like->tool))
            break;
    }
    return i;
}

/* ---- judging ---- */

struct walk {
    const struct filter_rules *rules;
    size_t steps;
    bool is_turned; /* it may have been given another destination */
    bool is_unsure; /* it may have been let through before */
    struct filter_finding finding;
};
enum walk_end { WALK_ON, WALK_ENDED };

/* Where the packet is: in a chain that it surely came into, or only perhaps. */
struct place {
    const struct filter_chain *chain;
    bool is_sure;
    unsigned depth;
};

/* The first one that may stop it is told, unless one surely does. */
static void note_stop(struct walk *walk, const struct place *place, const struct filter_rule *rule, bool is_sure)
{
    bool is_proven = is_sure && place->is_sure && !walk->is_unsure && !walk->is_turned;
    enum filter_fate fate = is_proven ? FATE_STOPPED : FATE_MAYBE_STOPPED;
    if (fate > walk->finding.fate)
        walk->finding = (struct filter_finding){ fate, place->chain, rule };
}

static enum walk_end walk_chain(struct walk *walk, struct place place);

static enum walk_end walk_into(struct walk *walk, const struct place *from, const struct filter_rule *rule)
{
    struct filter_chain like = *from->chain;
    like.name = rule->target;
    size_t at = filter_rules_find(walk->rules, &like);
    if (at < walk->rules->chain_count && from->depth < DEPTH_MAX)
        return walk_chain(
            walk, (struct place){ &walk->rules->chains[at], from->is_sure && rule->fits == FITS, from->depth + 1 });
    note_stop(walk, from, rule, false);
    return WALK_ON;
}

/* What the rule does to a packet that fits it, or may. WALK_ENDED: its way through this base chain is over. */
static enum walk_end take_rule(struct walk *walk, const struct place *place, const struct filter_rule *rule)
{
    bool fits = rule->fits == FITS;
    switch (rule->act) {
    case ACT_ACCEPT:
        walk->is_unsure = walk->is_unsure || !fits || !place->is_sure;
        return WALK_ENDED;
    case ACT_TURN:
        walk->is_turned = true;
        return WALK_ENDED;
    case ACT_STOP:
        note_stop(walk, place, rule, fits);
        return WALK_ENDED;
    case ACT_DECIDE:
        note_stop(walk, place, rule, false);
        walk->is_unsure = true;
        return WALK_ON;
    case ACT_JUMP:
    case ACT_GOTO:
        return walk_into(walk, place, rule);
    case ACT_GO_ON:
    case ACT_RETURN:
        break;
    }
    return WALK_ON;
}

static bool leaves_chain(const struct filter_rule *rule)
{
    return rule->act == ACT_RETURN || rule->act == ACT_GOTO;
}

/* An end that was reached only perhaps is none: what stands behind it counts as well. */
static enum walk_end walk_chain(struct walk *walk, struct place place)
{
    bool came_surely = place.is_sure;
    for (size_t i = place.chain->first; i != FILTER_NO_RULE; i = walk->rules->rules[i].next) {
        const struct filter_rule *rule = &walk->rules->rules[i];
        if (++walk->steps > STEPS_MAX) {
            note_stop(walk, &place, rule, false);
            return WALK_ENDED;
        }
        enum walk_end end = rule->fits == FITS_NOT ? WALK_ON : take_rule(walk, &place, rule);
        if (rule->fits == FITS && (end == WALK_ENDED || leaves_chain(rule)))
            return came_surely && !place.is_sure ? WALK_ON : end;
        if (rule->fits == FITS_MAYBE && leaves_chain(rule))
            place.is_sure = false;
    }
    return WALK_ON;
}

/* The next chain at the way out, by priority; of equals the one that was read first. */
static const struct filter_chain *next_base(const struct filter_rules *rules, const struct filter_chain *after)
{
    const struct filter_chain *next = NULL;
    for (const struct filter_chain *one = rules->chains; one && one < rules->chains + rules->chain_count; one++) {
        bool is_behind = !after || one->priority > after->priority || (one->priority == after->priority && one > after);
        if (one->is_base && is_behind && (!next || one->priority < next->priority))
            next = one;
    }
    return next;
}

/* Accepted by one chain, it still comes to the next one. */
struct filter_finding filter_rules_judge(const struct filter_rules *rules)
{
    struct walk walk = { .rules = rules };
    struct place place = { .chain = NULL, .is_sure = true };
    while ((place.chain = next_base(rules, place.chain)) && walk.finding.fate != FATE_STOPPED) {
        walk.is_unsure = false;
        if (walk_chain(&walk, place) == WALK_ON && place.chain->policy == ACT_STOP)
            note_stop(&walk, &place, NULL, true);
    }
    return walk.finding;
}
