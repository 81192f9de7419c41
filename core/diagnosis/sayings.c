#include "diagnosis/scales.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "knowledge/patterns.h"

#include <string.h>

enum {
    LOWER_MAX = 4096,
    LATER_PENALTY = 12,
    LATER_PENALTY_MOST = 36,
    CORROBORATION = 3,
    AROUND_PENALTY = 30,
    NO_MAIL_PENALTY = 25,
    STRONG = 80,
    OWN_WORDS = 9,
    OTHER_ENDPOINT_PENALTY = 40
};

/* The kinds of fact that carry words of a server or of a program. */
static bool is_saying(enum fact_kind kind)
{
    switch (kind) {
    case FACT_REPLY:
    case FACT_SAID:
    case FACT_SERVER_LOG:
    case FACT_GREETING_REFUSED:
    case FACT_EHLO_REFUSED:
    case FACT_STARTTLS_REFUSED:
    case FACT_LOGIN_REFUSED:
    case FACT_CORRECTED_REFUSED:
    case FACT_SENDER_REFUSED:
    case FACT_RECIPIENT_REFUSED:
    case FACT_MESSAGE_REFUSED:
        return true;
    default:
        return false;
    }
}

/* Small letters, as the words of the patterns have them. */
static struct span lower_text(const struct fact *fact, char out[LOWER_MAX])
{
    size_t len = strlen(fact->text);
    if (len >= LOWER_MAX)
        len = LOWER_MAX - 1;
    memcpy(out, fact->text, len);
    out[len] = '\0';
    utf8_lower(out, len);
    return (struct span){ out, len };
}

static bool is_clear(const struct weighing *weighing)
{
    for (int i = 0; i < CAUSE_COUNT; i++)
        if (weighing->candidates[i].weight >= STRONG)
            return true;
    return false;
}

/* The first refusal decides; what was said after it, or around it, weighs less. */
static int penalty_of(const struct weighing *weighing, const struct fact *fact, size_t order)
{
    int penalty = (int)order * LATER_PENALTY;
    if (penalty > LATER_PENALTY_MOST)
        penalty = LATER_PENALTY_MOST;
    /* The words around a reply that has spoken clearly are a program's own. */
    if (fact->kind == FACT_SAID)
        penalty = is_clear(weighing) ? AROUND_PENALTY : order > 0 ? LATER_PENALTY : 0;
    if (record_find(weighing->record, FACT_NOTHING_RECOGNISED))
        penalty += NO_MAIL_PENALTY;
    if (!fact->chosen && fact->where.host[0])
        penalty += OTHER_ENDPOINT_PENALTY;
    return penalty;
}

/* A sign-in was made and refused: what a program says of a missing one is its own guess. */
static bool has_signed_in(const struct weighing *weighing)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        if (fact->kind == FACT_REPLY && (fact->code == 535 || fact->code == 534))
            return true;
    }
    return false;
}

/* A greeting, or an answer to EHLO, knows neither sender nor recipient, nor a message. */
static bool is_of_envelope(enum cause cause)
{
    static const char *const families[] = { "recipient", "mailbox-full", "content-or-size", "sender-policy" };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strcmp(cause_row(cause)->family, families[i]) == 0)
            return true;
    return false;
}

/* Who answers was found and reached: such words are about what the server itself looks for. */
static bool is_of_the_way(enum cause cause)
{
    return cause == CAUSE_DNS_LOOKUP_FAILED || cause == CAUSE_NETWORK_UNREACHABLE || cause == CAUSE_PORT_BLOCKED ||
           cause == CAUSE_CONNECTION_REFUSED;
}

/*
 * While signing in nobody has named a sender or a recipient, or sent a message yet (rung O, sender
 * policy); and 5xx is for good, no overload. At MAIL nobody has named a recipient.
 */
static bool is_possible(enum cause cause, const struct fact *fact)
{
    const struct cause_row *row = cause_row(cause);
    if (fact->code && (fact->stage == STAGE_GREETING || fact->stage == STAGE_EHLO))
        return !is_of_envelope(cause);
    if (fact->code && fact->stage == STAGE_MAIL)
        return strcmp(row->family, "recipient") != 0;
    if (fact->stage != STAGE_AUTH)
        return true;
    if (fact->code && is_of_the_way(cause))
        return false;
    /* Words without a reply have their stage by guess: "MAIL FROM … authorized user" is no sign-in. */
    bool is_sender = fact->code != 0 && strcmp(row->family, "sender-policy") == 0;
    bool is_envelope = row->rung == 'O' || is_sender;
    return !is_envelope && !(cause == CAUSE_SERVICE_UNAVAILABLE && fact->code / 100 == 5);
}

/* Several likely rows are no proof together. */
static int raised(int weight, int bonus)
{
    if (weight >= WEIGHT_PROVEN)
        return weight + bonus;
    return weight + bonus < WEIGHT_PROVEN ? weight + bonus : WEIGHT_PROVEN - 1;
}

/* What a provider says of its own words counts more than what they mean elsewhere. */
static int weight_of(const struct pattern *pattern)
{
    bool is_own = pattern->providers[0] && pattern->words[0] && pattern->weight >= STRONG;
    return is_own ? pattern->weight + OWN_WORDS : pattern->weight;
}

static void weigh_saying(struct weighing *weighing, const struct fact *fact, size_t order)
{
    char lower[LOWER_MAX];
    struct saying saying = { .provider = span_of(weighing->provider),
                             .stage = fact->stage,
                             .code = fact->code,
                             .enhanced = span_of(fact->enhanced),
                             .lower = lower_text(fact, lower) };
    saying_index(&saying);
    int penalty = penalty_of(weighing, fact, order);
    bool is_guess = fact->kind == FACT_SAID && has_signed_in(weighing);
    const struct pattern *patterns = pattern_at(0);
    for (size_t i = 0, count = pattern_count(); i < count; i++) {
        const struct pattern *pattern = &patterns[i];
        bool is_guessed = is_guess && pattern->cause == CAUSE_AUTH_MISSING;
        if (is_guessed || !is_possible(pattern->cause, fact) || !pattern_holds(pattern, &saying))
            continue;
        int bonus = weighing->candidates[pattern->cause].weight > 0 ? CORROBORATION : 0;
        int weight = raised(weight_of(pattern), bonus) - penalty;
        struct finding_of_cause finding = { pattern->cause, pattern->side, weight, pattern->id, fact };
        weigh(weighing, &finding);
    }
}

void weigh_sayings(struct weighing *weighing)
{
    size_t order = 0;
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        if (is_saying(fact->kind))
            weigh_saying(weighing, fact, order++);
    }
}
