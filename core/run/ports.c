#include "run/ports.h"

#include "base/mem.h"
#include "checks/address_kind.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { GRACE_LEAST_MS = 15, GRACE_MOST_MS = 300, GRACE_PART = 12, SILENT_TIMES = 3, LOGIN_LEAST_MS = 1000 };

static const uint16_t usual_ports[] = { 587, 465, 25, 2525 };

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

const struct port_slot *ports_slot(const struct ports *ports, const struct endpoint *where)
{
    for (size_t i = 0; i < ports->count; i++)
        if (same_endpoint(&ports->slots[i].probe.where, where))
            return &ports->slots[i];
    return NULL;
}

static void start_slot(struct ports *ports, uint16_t port, enum security security)
{
    struct endpoint where = { .port = port, .security = security };
    mem_copy_text(where.host, sizeof where.host, span_of(ports->host));
    if (ports->count == PORTS_MAX || ports_slot(ports, &where))
        return;
    struct port_slot *slot = &ports->slots[ports->count];
    *slot = (struct port_slot){ .ports = ports, .is_running = true };
    slot->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    slot->decision_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct probe *probe = &slot->probe;
    probe->check = check_of_port(port);
    probe->where = where;
    probe->addresses = ports->addresses;
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

/* ---- the conductor's side; all under the lock ---- */

static bool is_given(const struct ports *ports, const struct port_slot *slot)
{
    const struct endpoint *given = &ports->given;
    const struct endpoint *where = &slot->probe.where;
    return given->port && given->port == where->port &&
           (given->security == SECURITY_UNKNOWN || given->security == where->security);
}

static bool is_submission(const struct port_slot *slot)
{
    uint16_t port = slot->probe.where.port;
    return port == 465 || port == 587 || slot->probe.check == check_find("port-own");
}

/* Slots that come first and are not done yet keep the others waiting. */
static bool is_preferred(const struct ports *ports, const struct port_slot *slot)
{
    return ports->given.port ? is_given(ports, slot) : is_submission(slot);
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

static void decide(struct ports *ports)
{
    struct port_slot *second = NULL;
    bool preferred_open = false;
    if (ports->signed_in)
        return;
    for (size_t i = 0; i < ports->count; i++) {
        struct port_slot *slot = &ports->slots[i];
        if (slot->is_waiting && is_preferred(ports, slot)) {
            let_go(ports, slot);
            return;
        }
        preferred_open = preferred_open || (slot->is_running && is_preferred(ports, slot));
        if (slot->is_waiting && (!second || is_submission(slot)))
            second = slot;
    }
    if (second && !preferred_open)
        let_go(ports, second);
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

/* A port that says nothing may be waiting for TLS: ask it that way as well. */
static void ask_quiet_ones(struct ports *ports)
{
    size_t count = ports->count;
    for (size_t i = 0; i < count; i++) {
        struct port_slot *slot = &ports->slots[i];
        if (slot->is_quiet && slot->is_running && slot->probe.where.security != SECURITY_TLS)
            start_slot(ports, slot->probe.where.port, SECURITY_TLS);
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
    bool early = now - ports->began < (ports->first_open - ports->began) * SILENT_TIMES + GRACE_LEAST_MS * 1000;
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

static void start_slots(struct ports *ports)
{
    const struct endpoint *given = &ports->given;
    if (given->port) {
        bool unknown = given->security == SECURITY_UNKNOWN;
        start_slot(ports, given->port, unknown ? port_usual_security(given->port) : given->security);
        if (unknown && check_of_port(given->port) == check_find("port-own"))
            start_slot(ports, given->port, SECURITY_TLS);
    }
    for (size_t i = 0; i < sizeof usual_ports / sizeof *usual_ports; i++)
        if (usual_ports[i] != given->port || given->security != SECURITY_NONE)
            start_slot(ports, usual_ports[i], port_usual_security(usual_ports[i]));
}

/* One look at how things stand; true when everything has ended. */
static bool conduct_once(struct ports *ports, bool *is_over)
{
    pthread_mutex_lock(&ports->lock);
    ask_quiet_ones(ports);
    give_up_quiet_twins(ports);
    decide(ports);
    if (!ports->signed_in && nobody_will_sign_in(ports))
        decide_all(ports, DECISION_NO);
    *is_over = is_answered(ports);
    bool done = count_running(ports) == 0;
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
        if (limits_wait(limits, ports->bell, POLLIN) == OUTCOME_DONE) {
            (void)eventfd_read(ports->bell, &ignored);
            continue;
        }
        cancel_all(ports);
        limits = LIMITS_NONE;
    }
}

void ports_run(struct ports *ports)
{
    pthread_mutex_init(&ports->lock, NULL);
    ports->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
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
    close(ports->bell);
    pthread_mutex_destroy(&ports->lock);
}

static const struct port_slot *furthest(const struct ports *ports, bool only_given)
{
    const struct port_slot *best = NULL;
    for (size_t i = 0; i < ports->count; i++) {
        const struct port_slot *slot = &ports->slots[i];
        if (only_given && !is_given(ports, slot))
            continue;
        if (!best || slot->probe.reach > best->probe.reach)
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
