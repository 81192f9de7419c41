#include "run/ports.h"

#include "base/mem.h"
#include "checks/address_kind.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { GRACE_LEAST_MS = 15, GRACE_MOST_MS = 300, GRACE_PART = 12, SILENT_TIMES = 3, LOGIN_LEAST_MS = 1000 };
enum { BETTER_LEAST_MS = 400, BETTER_PART = 2 }; /* how long a better one that has answered is waited for */

/* Two of the same class are told apart by their place in what is published. */
enum rank_class {
    RANK_GIVEN = 0,
    RANK_GIVEN_TWIN = 1,
    RANK_TLS = 10,
    RANK_STARTTLS = 30,
    RANK_NO_TLS = 50,
    RANK_USUAL = 70,
    RANK_SIDE = 80
};

static const struct {
    uint16_t port;
    unsigned rank;
} usual_ports[] = { { 587, RANK_USUAL + 1 }, { 465, RANK_USUAL }, { 25, RANK_SIDE }, { 2525, RANK_SIDE + 1 } };

enum security port_usual_security(uint16_t port)
{
    return port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
}

static void ring(int fd)
{
    (void)eventfd_write(fd, 1);
}

/* ---- the slots' side ---- */

/* The probe is a part of its slot. */
static struct port_slot *slot_of(const struct probe *probe)
{
    return (struct port_slot *)((char *)(uintptr_t)probe - offsetof(struct port_slot, probe));
}

static bool may_login(void *owner, const struct probe *probe)
{
    struct ports *ports = owner;
    struct port_slot *slot = slot_of(probe);
    pthread_mutex_lock(&ports->lock);
    slot->is_waiting = true;
    slot->waits_since = clock_now();
    pthread_mutex_unlock(&ports->lock);
    ring(ports->bell);
    enum outcome outcome = limits_wait(slot->probe.inquiry.limits, slot->decision_fd, POLLIN);
    pthread_mutex_lock(&ports->lock);
    slot->is_waiting = false;
    bool may = outcome == OUTCOME_DONE && slot->decision == DECISION_GO;
    pthread_mutex_unlock(&ports->lock);
    return may;
}

static void is_open(void *owner, const struct probe *probe)
{
    struct ports *ports = owner;
    struct port_slot *slot = slot_of(probe);
    pthread_mutex_lock(&ports->lock);
    slot->is_open = true;
    if (!ports->first_open)
        ports->first_open = clock_now();
    pthread_mutex_unlock(&ports->lock);
}

static void is_quiet(void *owner, const struct probe *probe)
{
    struct ports *ports = owner;
    struct port_slot *slot = slot_of(probe);
    pthread_mutex_lock(&ports->lock);
    slot->is_quiet = true;
    pthread_mutex_unlock(&ports->lock);
    ring(ports->bell);
}

/* A public address says more than one of an inner network. */
static void is_seen(void *owner, const struct probe *probe)
{
    struct ports *ports = owner;
    bool is_public = address_kind_of(probe->seen_address) == ADDRESS_PUBLIC;
    pthread_mutex_lock(&ports->lock);
    if (!ports->seen.address[0] || (is_public && address_kind_of(ports->seen.address) != ADDRESS_PUBLIC)) {
        mem_copy_text(ports->seen.address, sizeof ports->seen.address, span_of(probe->seen_address));
        ports->seen.where = probe->where;
        ports->seen.proof = probe->seen_proof;
    }
    pthread_mutex_unlock(&ports->lock);
    ring(ports->bell);
}

static void *slot_main(void *argument)
{
    struct port_slot *slot = argument;
    struct ports *ports = slot->ports;
    desk_check(ports->desk, slot->probe.check->id, CHECK_RUNNING);
    probe_run(&slot->probe);
    desk_check(ports->desk, slot->probe.check->id, CHECK_ENDED);
    pthread_mutex_lock(&ports->lock);
    slot->is_running = false;
    pthread_mutex_unlock(&ports->lock);
    ring(ports->bell);
    return NULL;
}

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && a->security == b->security && strcmp(a->host, b->host) == 0;
}

static struct port_slot *find_slot(struct ports *ports, const struct endpoint *where)
{
    for (size_t i = 0; i < ports->count; i++)
        if (same_endpoint(&ports->slots[i].probe.where, where))
            return &ports->slots[i];
    return NULL;
}

const struct port_slot *ports_slot(const struct ports *ports, const struct endpoint *where)
{
    return find_slot((struct ports *)(uintptr_t)ports, where);
}

static void start_slot(struct ports *ports, const struct place *place, const struct endpoint *where, unsigned rank)
{
    struct port_slot *known = find_slot(ports, where);
    if (known && rank < known->rank)
        known->rank = rank;
    if (known || ports->count == PORTS_MAX)
        return;
    struct port_slot *slot = &ports->slots[ports->count];
    *slot = (struct port_slot){ .ports = ports, .is_running = true, .rank = rank };
    slot->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    slot->decision_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct probe *probe = &slot->probe;
    probe->check = check_of_port(where->port);
    probe->where = *where;
    probe->addresses = &place->addresses;
    probe->login = ports->login;
    probe->keeper = (struct probe_keeper){ ports, may_login, is_open, is_quiet, is_seen };
    probe->inquiry = *ports->inquiry;
    probe->inquiry.limits = limits_within(ports->inquiry->limits, probe->check->within_ms);
    probe->inquiry.limits.cancel_fd = slot->cancel_fd;
    ports->count++;
    if (pthread_create(&slot->thread, NULL, slot_main, slot) != 0) {
        close(slot->cancel_fd);
        close(slot->decision_fd);
        ports->count--;
    }
}

/* On the host that is asked about, or that is published first. */
static void start_port(struct ports *ports, uint16_t port, enum security security, unsigned rank)
{
    const struct place *place = &ports->places->list[0];
    struct endpoint where = { .port = port, .security = security };
    mem_copy_text(where.host, sizeof where.host, span_of(place->host));
    start_slot(ports, place, &where, rank);
}

/* ---- the conductor's side; all under the lock ---- */

static bool is_given(const struct ports *ports, const struct port_slot *slot)
{
    const struct endpoint *given = &ports->given;
    const struct endpoint *where = &slot->probe.where;
    return given->port && given->port == where->port &&
           (given->security == SECURITY_UNKNOWN || given->security == where->security);
}

static void decide_all(struct ports *ports, enum decision decision)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->slots[i].decision == DECISION_OPEN) {
            ports->slots[i].decision = decision;
            ring(ports->slots[i].decision_fd);
        }
}

/* A sign-in that our own limit would cut off says nothing about the server, and is counted by it all the same. */
static bool is_too_late(const struct ports *ports)
{
    int left = limits_left_ms(ports->inquiry->limits);
    return left >= 0 && left < LOGIN_LEAST_MS;
}

static void let_go(struct ports *ports, struct port_slot *slot)
{
    if (is_too_late(ports)) {
        decide_all(ports, DECISION_NO);
        return;
    }
    slot->decision = DECISION_GO;
    slot->has_signed_in = true;
    ports->signed_in = slot;
    ring(slot->decision_fd);
    decide_all(ports, DECISION_NO);
    desk_check(ports->desk, "smtp-login", CHECK_RUNNING);
}

static struct port_slot *best_waiting(struct ports *ports)
{
    struct port_slot *best = NULL;
    for (size_t i = 0; i < ports->count; i++) {
        struct port_slot *slot = &ports->slots[i];
        if (slot->is_waiting && (!best || slot->rank < best->rank))
            best = slot;
    }
    return best;
}

static moment end_of_early(const struct ports *ports)
{
    return ports->began + (ports->first_open - ports->began) * SILENT_TIMES + GRACE_LEAST_MS * 1000;
}

/*
 * Until when a port that is fit leaves the sign-in to a better one that still runs: for what the person asked for,
 * and on the side ports, to its end; else for a short while, and where nothing has answered yet for a shorter one.
 */
static moment until_when(const struct ports *ports, const struct port_slot *fit, const struct port_slot *better)
{
    if (better->rank <= RANK_GIVEN_TWIN || (fit->rank >= RANK_SIDE && better->rank < RANK_SIDE))
        return CLOCK_NEVER;
    if (!better->is_open)
        return end_of_early(ports);
    int64_t part = (fit->waits_since - ports->began) / 1000 / BETTER_PART;
    return fit->waits_since + (part > BETTER_LEAST_MS ? part : BETTER_LEAST_MS) * 1000;
}

static void decide(struct ports *ports)
{
    struct port_slot *fit = ports->signed_in ? NULL : best_waiting(ports);
    moment now = clock_now();
    bool is_held = false;
    ports->look_again = CLOCK_NEVER;
    for (size_t i = 0; fit && i < ports->count; i++) {
        const struct port_slot *better = &ports->slots[i];
        if (!better->is_running || better->rank >= fit->rank)
            continue;
        moment until = until_when(ports, fit, better);
        if (until <= now)
            continue;
        is_held = true;
        ports->look_again = until < ports->look_again ? until : ports->look_again;
    }
    if (fit && !is_held)
        let_go(ports, fit);
}

static size_t count_running(const struct ports *ports)
{
    size_t running = 0;
    for (size_t i = 0; i < ports->count; i++)
        running += ports->slots[i].is_running;
    return running;
}

static bool nobody_will_sign_in(const struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->slots[i].is_running && !ports->slots[i].is_waiting)
            return false;
    return true;
}

static const struct place *place_of(const struct ports *ports, const char *host)
{
    for (size_t i = 0; i < ports->places->count; i++)
        if (strcmp(ports->places->list[i].host, host) == 0)
            return &ports->places->list[i];
    return NULL;
}

/* A port that says nothing may be waiting for TLS: ask it that way as well. */
static void ask_quiet_ones(struct ports *ports)
{
    size_t count = ports->count;
    for (size_t i = 0; i < count; i++) {
        struct port_slot *slot = &ports->slots[i];
        struct endpoint where = slot->probe.where;
        bool is_typed = slot->rank == RANK_GIVEN && ports->given.security != SECURITY_UNKNOWN;
        if (!slot->is_quiet || !slot->is_running || where.security == SECURITY_TLS)
            continue;
        where.security = SECURITY_TLS;
        start_slot(ports, place_of(ports, where.host), &where, is_typed ? RANK_USUAL : slot->rank);
    }
}

static struct port_slot *tls_twin(struct ports *ports, const struct port_slot *slot)
{
    struct endpoint where = slot->probe.where;
    where.security = SECURITY_TLS;
    for (size_t i = 0; i < ports->count; i++)
        if (same_endpoint(&ports->slots[i].probe.where, &where) && &ports->slots[i] != slot)
            return &ports->slots[i];
    return NULL;
}

/* TLS is proven on a port that says nothing in plain text: no use to wait for a greeting. */
static void give_up_quiet_twins(struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++) {
        struct port_slot *slot = &ports->slots[i];
        struct port_slot *twin = tls_twin(ports, slot);
        /* While it runs, a probe is its thread's own; it lies still when it waits or has ended. */
        bool still = twin && (twin->is_waiting || !twin->is_running);
        if (slot->is_quiet && slot->is_running && still && twin->probe.reach >= PROBE_ENCRYPTED)
            ring(slot->cancel_fd);
    }
}

static void cancel_all(struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++)
        ring(ports->slots[i].cancel_fd);
}

/* Ports that have been silent for several times as long as the first one took are not worth a wait. */
static bool is_worth_waiting(const struct ports *ports)
{
    moment now = clock_now();
    bool early = now < end_of_early(ports);
    for (size_t i = 0; i < ports->count; i++)
        if (ports->slots[i].is_running && (ports->slots[i].is_open || early))
            return true;
    return false;
}

static int64_t grace_ms(struct ports *ports)
{
    pthread_mutex_lock(&ports->lock);
    bool worth = is_worth_waiting(ports);
    pthread_mutex_unlock(&ports->lock);
    int64_t elapsed = (clock_now() - ports->began) / 1000 / GRACE_PART;
    if (!worth)
        return 0;
    return elapsed < GRACE_LEAST_MS ? GRACE_LEAST_MS : elapsed > GRACE_MOST_MS ? GRACE_MOST_MS : elapsed;
}

static bool is_answered(const struct ports *ports)
{
    return ports->signed_in && !ports->signed_in->is_running;
}

static void start_given(struct ports *ports)
{
    const struct endpoint *given = &ports->given;
    bool unknown = given->security == SECURITY_UNKNOWN;
    start_port(ports, given->port, unknown ? port_usual_security(given->port) : given->security, RANK_GIVEN);
    if (unknown && check_of_port(given->port) == check_find("port-own"))
        start_port(ports, given->port, SECURITY_TLS, RANK_GIVEN_TWIN);
}

static unsigned rank_of(const struct setting *setting, size_t index)
{
    static const unsigned classes[] = { [SECURITY_UNKNOWN] = RANK_STARTTLS,
                                        [SECURITY_TLS] = RANK_TLS,
                                        [SECURITY_STARTTLS] = RANK_STARTTLS,
                                        [SECURITY_NONE] = RANK_NO_TLS };
    return classes[setting->where.security] + (unsigned)index;
}

/* A practice server has the ports of its script; what else listens on this machine is other people's. */
static bool is_out_of_script(const struct ports *ports, uint16_t port)
{
    const struct target *target = ports->inquiry->target;
    return target->connect_to[0] && target->detour_count && target_dial_port(target, port) == port;
}

/* As soon as it is known. Who asked for no encryption on a port is asked about that port in that way alone. */
static void start_published(struct ports *ports)
{
    const struct settings *settings = ports->has_published ? NULL : ports->published(ports->owner);
    for (size_t i = 0; settings && i < settings->count; i++) {
        struct endpoint where = settings->found[i].where;
        const struct place *place = place_of(ports, where.host);
        bool is_plain = where.port == ports->given.port && ports->given.security == SECURITY_NONE;
        if (where.security == SECURITY_UNKNOWN)
            where.security = port_usual_security(where.port);
        if (!place || is_plain || is_out_of_script(ports, where.port) || !setting_is_published(&settings->found[i]))
            continue;
        start_slot(ports, place, &where, rank_of(&settings->found[i], i));
    }
    ports->has_published = ports->has_published || settings;
}

/* A program on this machine that stands for a provider has its own port, and the others are other people's. */
static bool is_bridge(const struct ports *ports)
{
    return !ports->given.host[0] && ports->count && address_kind_of(ports->places->list[0].host) == ADDRESS_LOOPBACK;
}

static void start_slots(struct ports *ports)
{
    if (ports->given.port)
        start_given(ports);
    start_published(ports);
    for (size_t i = 0; !is_bridge(ports) && i < sizeof usual_ports / sizeof *usual_ports; i++) {
        uint16_t port = usual_ports[i].port;
        if (port != ports->given.port || ports->given.security != SECURITY_NONE)
            start_port(ports, port, port_usual_security(port), usual_ports[i].rank);
    }
}

/* Nothing has come of what was tried: what is published may be better, and is soon known. */
static bool is_worth_asking(const struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->slots[i].probe.reach >= PROBE_ENCRYPTED)
            return false;
    return !ports->has_published && !ports->is_stopped;
}

/* One look at how things stand; true when everything has ended. */
static bool conduct_once(struct ports *ports, bool *is_over)
{
    pthread_mutex_lock(&ports->lock);
    start_published(ports);
    ask_quiet_ones(ports);
    give_up_quiet_twins(ports);
    decide(ports);
    if (!ports->signed_in && nobody_will_sign_in(ports))
        decide_all(ports, DECISION_NO);
    *is_over = is_answered(ports);
    bool done = count_running(ports) == 0 && !is_worth_asking(ports);
    pthread_mutex_unlock(&ports->lock);
    return done;
}

static void tell_seen(struct ports *ports)
{
    pthread_mutex_lock(&ports->lock);
    struct seen seen = ports->seen;
    pthread_mutex_unlock(&ports->lock);
    if (ports->has_told_seen || address_kind_of(seen.address) != ADDRESS_PUBLIC)
        return;
    ports->has_told_seen = true;
    if (ports->on_seen)
        ports->on_seen(ports->owner, &seen);
}

/* When the time is over each port ends by itself, and knows then that it heard nothing: it may say so before it is
 * cancelled. */
static struct limits with_last_words(struct limits limits)
{
    enum { LAST_WORDS_US = 200 * 1000 };
    if (limits.deadline != CLOCK_NEVER)
        limits.deadline += LAST_WORDS_US;
    return limits;
}

static void wait_for_all(struct ports *ports)
{
    struct limits limits = with_last_words(ports->inquiry->limits);
    bool over = false;
    bool hurried = false;
    eventfd_t ignored;
    while (!conduct_once(ports, &over)) {
        tell_seen(ports);
        if (over && !hurried) {
            limits = limits_within(limits, grace_ms(ports));
            hurried = true;
        }
        struct limits look = limits;
        look.deadline = ports->look_again < limits.deadline ? ports->look_again : limits.deadline;
        enum outcome outcome = limits_wait(look, ports->bell, POLLIN);
        if (outcome == OUTCOME_DONE)
            (void)eventfd_read(ports->bell, &ignored);
        if (outcome == OUTCOME_DONE || (outcome == OUTCOME_OUT_OF_TIME && limits_left_ms(limits) != 0))
            continue;
        cancel_all(ports);
        ports->is_stopped = true;
        limits = LIMITS_NONE;
    }
}

void ports_run(struct ports *ports)
{
    pthread_mutex_init(&ports->lock, NULL);
    ports->look_again = CLOCK_NEVER;
    ports->began = clock_now();
    pthread_mutex_lock(&ports->lock);
    start_slots(ports);
    pthread_mutex_unlock(&ports->lock);
    wait_for_all(ports);
    for (size_t i = 0; i < ports->count; i++) {
        pthread_join(ports->slots[i].thread, NULL);
        close(ports->slots[i].cancel_fd);
        close(ports->slots[i].decision_fd);
    }
    pthread_mutex_destroy(&ports->lock);
}

/* How much works there. */
static int merit_of(const struct port_slot *slot)
{
    const struct probe *probe = &slot->probe;
    return (int)probe->reach * 4 + probe->offers_auth * 2 + probe->is_safe;
}

/* What is only usual comes last. Where nothing works 587 comes first: that is what most people use, and there a server
 * that is busy can say so in words. */
static unsigned order_of(const struct port_slot *slot)
{
    bool is_silent = slot->probe.reach <= PROBE_OPEN;
    bool is_typed = slot->rank <= RANK_GIVEN_TWIN;
    return is_silent && !is_typed && slot->probe.where.port == 587 ? RANK_TLS - 1 : slot->rank;
}

static bool is_better(const struct port_slot *slot, const struct port_slot *best)
{
    if (merit_of(slot) != merit_of(best))
        return merit_of(slot) > merit_of(best);
    return order_of(slot) < order_of(best);
}

static const struct port_slot *furthest(const struct ports *ports, bool only_given)
{
    const struct port_slot *best = NULL;
    for (size_t i = 0; i < ports->count; i++) {
        const struct port_slot *slot = &ports->slots[i];
        if (only_given && !is_given(ports, slot))
            continue;
        if (!best || is_better(slot, best))
            best = slot;
    }
    return best;
}

struct endpoint ports_chosen(const struct ports *ports)
{
    const struct port_slot *slot = ports->given.port ? furthest(ports, true) : ports->signed_in;
    if (!slot)
        slot = furthest(ports, false);
    return slot ? slot->probe.where : ports->given;
}
