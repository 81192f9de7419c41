#include "run/conductor.h"

#include "base/mem.h"
#include "checks/login_form.h"
#include "checks/settings.h"
#include "checks/typed.h"
#include "run/aides.h"
#include "run/ports.h"
#include "run/ports_compare.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The published settings, found in a thread of their own while a given server is spoken to. */
struct settings_job {
    struct inquiry inquiry;
    pthread_t thread;
    bool has_thread;
    int cancel_fd; /* eventfd */
    int bell;      /* eventfd: it has ended */
    atomic_bool is_going_on;
};

struct concert {
    const struct conductor_wish *wish;
    struct target target; /* with the endpoint and the budget worked out */
    struct desk desk;
    struct scribe scribe;
    struct inquiry inquiry;
    struct settings settings;
    struct settings_job job;
    struct places places;
    int bell;             /* eventfd of the ports: something changed */
    struct ground ground; /* what the checks beside the chain may read */
    struct aides aides;
    char host[HOST_MAX];
};

static void begin(struct concert *concert, const char *check)
{
    desk_check(&concert->desk, check, CHECK_RUNNING);
}

static void end(struct concert *concert, const char *check)
{
    desk_check(&concert->desk, check, CHECK_ENDED);
}

static void skip(struct concert *concert, const char *check, const char *why)
{
    struct fact fact = fact_new(FACT_CHECK_SKIPPED, check_find(check)->id);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(why));
    scribe_fact(&concert->scribe, &fact);
    end(concert, check);
}

static void look_at_typed(struct concert *concert)
{
    static const struct {
        const char *check;
        void (*run)(const struct inquiry *);
    } rows[] = { { "typed-address", typed_address },
                 { "typed-login", typed_login },
                 { "typed-password", typed_password } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(concert, rows[i].check);
        rows[i].run(&concert->inquiry);
        end(concert, rows[i].check);
    }
}

/* ---- where to ---- */

static void find_settings(struct concert *concert, const struct inquiry *inquiry)
{
    begin(concert, "settings");
    begin(concert, "isp-database");
    settings_find(inquiry, &concert->settings);
    end(concert, "settings");
    end(concert, "isp-database");
}

static void *settings_main(void *argument)
{
    struct concert *concert = argument;
    find_settings(concert, &concert->job.inquiry);
    atomic_store(&concert->job.is_going_on, false);
    (void)eventfd_write(concert->job.bell, 1);
    (void)eventfd_write(concert->bell, 1);
    return NULL;
}

static void begin_settings(struct concert *concert)
{
    struct settings_job *job = &concert->job;
    job->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    job->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    job->inquiry = concert->inquiry;
    job->inquiry.limits.cancel_fd = job->cancel_fd;
    atomic_store(&job->is_going_on, true);
    job->has_thread = pthread_create(&job->thread, NULL, settings_main, concert) == 0;
    if (!job->has_thread)
        atomic_store(&job->is_going_on, false);
}

/* Waits for what is published, at most so long, and then does without it. */
static void end_settings(struct concert *concert, int64_t patience_ms)
{
    struct settings_job *job = &concert->job;
    if (!job->has_thread)
        return;
    (void)limits_wait(limits_within(concert->inquiry.limits, patience_ms), job->bell, POLLIN);
    (void)eventfd_write(job->cancel_fd, 1);
    pthread_join(job->thread, NULL);
    close(job->cancel_fd);
    close(job->bell);
    job->has_thread = false;
}

/* What is published about the address, and what exists by custom. */
static bool look_up_found_hosts(struct concert *concert)
{
    struct places *places = &concert->places;
    if (places_look_up(&concert->inquiry, &concert->settings, concert->target.server.host, places))
        mem_copy_text(concert->host, sizeof concert->host, span_of(places->list[0].host));
    else if (!concert->host[0] && concert->settings.count)
        mem_copy_text(concert->host, sizeof concert->host, span_of(concert->settings.found[0].where.host));
    return places->count > 0;
}

/* Nothing waits for the published settings where the given server is found: they are only compared with it. */
static bool find_server(struct concert *concert)
{
    const char *given = concert->target.server.host;
    bool is_found = false;
    if (given[0]) {
        begin_settings(concert);
        begin(concert, "name-lookup");
        mem_copy_text(concert->host, sizeof concert->host, span_of(given));
        is_found = places_look_up_one(&concert->inquiry, given, &concert->places);
        if (!is_found)
            end_settings(concert, check_find("settings")->within_ms);
    } else {
        find_settings(concert, &concert->inquiry);
        begin(concert, "name-lookup");
    }
    is_found = is_found || look_up_found_hosts(concert);
    end(concert, "name-lookup");
    return is_found;
}

/* From here on the checks beside the chain know where the server is. */
static void tell_named(struct concert *concert)
{
    struct ground *ground = &concert->ground;
    mem_copy_text(ground->host, sizeof ground->host, span_of(concert->host));
    ground->addresses = &concert->places.list[0].addresses;
    if (!concert->job.has_thread)
        ground->settings = &concert->settings;
    ground->chosen = concert->target.server;
    aides_start(&concert->aides, WHEN_NAMED);
}

/* What the server says of us, if it says anything. */
static void tell_seen(void *owner, const struct seen *seen)
{
    struct concert *concert = owner;
    mem_copy_text(concert->ground.public_address, sizeof concert->ground.public_address, span_of(seen->address));
    if (seen->address[0]) {
        struct fact fact = fact_new(FACT_SEEN_ADDRESS, check_of_port(seen->where.port)->id);
        fact.where = seen->where;
        fact.stage = STAGE_EHLO;
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(seen->address));
        fact_prove(&fact, seen->proof);
        scribe_fact(&concert->scribe, &fact);
    }
    aides_start(&concert->aides, WHEN_SEEN);
}

static void tell_spoken(struct concert *concert, const struct ports *ports, const struct endpoint *chosen)
{
    struct ground *ground = &concert->ground;
    ground->chosen = *chosen;
    unsigned used = atomic_load(&concert->desk.logins);
    ground->logins_left = concert->wish->logins_left > used ? concert->wish->logins_left - used : 0;
    if (ports->signed_in) {
        ground->login_accepted = ports->signed_in->probe.login_outcome.accepted;
        ground->login_refused = ports->signed_in->probe.login_outcome.refused;
        ground->login_code = ports->signed_in->probe.login_outcome.code;
    }
    /* Where all is well nothing waits for the comparison with what is published. */
    if (concert->job.has_thread && !inquiry_has_worked(&concert->inquiry)) {
        end_settings(concert, check_find("settings")->within_ms);
        ground->settings = &concert->settings;
    }
    aides_start(&concert->aides, WHEN_SPOKEN);
}

/* ---- what was left out, and why ---- */

/* The steps before the sign-in can do without it. */
static bool wants_login(const struct target *target)
{
    return !target->has_step ||
           (target->step != STEP_ACCOUNT && target->step != STEP_SERVER && target->step != STEP_NETWORK);
}

static const char *why_no_login(const struct concert *concert, const struct ports *ports)
{
    bool offered = false;
    bool unsafe = false;
    if (!wants_login(&concert->target))
        return "not-asked";
    if (!concert->target.has_password)
        return "no-password";
    if (concert->wish->logins_left == 0)
        return "budget";
    if (limits_cancelled(concert->inquiry.limits))
        return "cancelled";
    for (size_t i = 0; ports && i < ports->count; i++) {
        offered = offered || ports->slots[i].probe.offers_auth;
        unsafe = unsafe || (ports->slots[i].probe.offers_auth && !ports->slots[i].probe.is_safe);
    }
    return !offered ? "no-endpoint" : unsafe ? "unsafe" : "depends";
}

static void tell_no_login(struct concert *concert, const char *why)
{
    struct fact fact = fact_new(FACT_LOGIN_NOT_TRIED, "smtp-login");
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(why));
    fact.stage = STAGE_AUTH;
    scribe_fact(&concert->scribe, &fact);
    end(concert, "smtp-login");
}

static void skip_ports(struct concert *concert)
{
    static const char *const checks[] = { "port-25", "port-465", "port-587", "port-2525" };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        skip(concert, checks[i], "depends");
}

/* ---- signing in ---- */

static bool wants_corrected(const struct concert *concert, const struct ports *ports)
{
    const char *answer = target_answer(&concert->target, "corrected");
    const struct port_slot *slot = ports->signed_in;
    if (!answer || strcmp(answer, "no") == 0 || strcmp(answer, "only") == 0 || !slot)
        return false;
    unsigned left = concert->wish->logins_left;
    return slot->probe.login_outcome.refused && slot->probe.login_outcome.code / 100 == 5 &&
           atomic_load(&concert->desk.logins) < left;
}

static struct form_refusal form_refusal_of(const struct login_outcome *outcome)
{
    return (struct form_refusal){ .code = outcome->code,
                                  .enhanced = span_of(outcome->enhanced),
                                  .text = span_of(outcome->text),
                                  .mechanisms = span_of(outcome->mechanisms) };
}

static bool always(void *owner, const struct probe *probe)
{
    (void)owner;
    (void)probe;
    return true;
}

/* Once more, with another target, which is cleared. */
static void sign_in_again(struct concert *concert, const struct ports *ports, struct target *target,
                          const struct login_wish *login)
{
    const char *check = login->is_form ? "login-form" : "corrected-login";
    struct limits limits = limits_within(concert->inquiry.limits, check_find(check)->within_ms);
    struct scribe scribe = desk_login_scribe(&concert->desk);
    begin(concert, check);
    target->max_logins = 1;
    struct probe probe = {
        .check = check_find(check),
        .inquiry = { .target = target, .limits = limits, .scribe = &scribe, .ground = &concert->ground },
        .where = ports->signed_in->probe.where,
        .addresses = ports->signed_in->probe.addresses,
        .keeper = { .may_login = always },
        .login = login
    };
    probe_run(&probe);
    end(concert, check);
    target_clear(target);
}

static void sign_in_corrected(struct concert *concert, const struct ports *ports)
{
    struct target corrected;
    struct login_wish login = { .target = &corrected, .correction = typed_correct(&concert->target, &corrected) };
    if (login.correction != CORRECTION_NONE)
        sign_in_again(concert, ports, &corrected, &login);
}

/*
 * What looks mistyped is offered for correction instead. One sign-in of the budget is left for the
 * mailbox, and a lesson's server says what its script says.
 */
static bool wants_form(const struct concert *concert, const struct ports *ports)
{
    enum { FOR_FORM_AND_MAILBOX = 2 };
    const struct login_outcome *outcome = &ports->signed_in->probe.login_outcome;
    struct form_refusal refusal = form_refusal_of(outcome);
    unsigned used = atomic_load(&concert->desk.logins);
    return outcome->refused && !target_answer(&concert->target, "corrected") && !concert->target.connect_to[0] &&
           !typed_looks_wrong(&concert->target) && concert->wish->logins_left >= used + FOR_FORM_AND_MAILBOX &&
           login_form_may_help(&refusal) && !limits_cancelled(concert->inquiry.limits);
}

static void sign_in_with_form(struct concert *concert, const struct ports *ports)
{
    struct target other;
    struct form_refusal refusal = form_refusal_of(&ports->signed_in->probe.login_outcome);
    struct login_wish login = { .target = &other, .is_form = true };
    login.correction = login_form_other(&concert->target, &refusal, &other);
    if (login.correction != CORRECTION_NONE)
        sign_in_again(concert, ports, &other, &login);
}

/* "only": the sign-in as typed is known from before; the corrected one takes its place. */
static enum correction replace_by_corrected(struct concert *concert, struct target *corrected)
{
    const char *answer = target_answer(&concert->target, "corrected");
    if (!answer || strcmp(answer, "only") != 0)
        return CORRECTION_NONE;
    return typed_correct(&concert->target, corrected);
}

static void end_login_checks(struct concert *concert, const struct ports *ports)
{
    if (!ports->signed_in) {
        tell_no_login(concert, why_no_login(concert, ports));
        return;
    }
    end(concert, "smtp-login");
    if (wants_corrected(concert, ports))
        sign_in_corrected(concert, ports);
    else if (wants_form(concert, ports))
        sign_in_with_form(concert, ports);
    end(concert, "login-form");
}

static void end_envelope_checks(struct concert *concert, const struct ports *ports)
{
    const struct target *target = &concert->target;
    bool accepted = ports->signed_in && ports->signed_in->probe.login_outcome.accepted;
    const char *why = accepted ? "not-asked" : "depends";
    if (!accepted || (!target->sender[0] && !target->address[0]))
        skip(concert, "sender", why);
    else
        end(concert, "sender");
    if (!accepted || !target->recipient[0])
        skip(concert, "recipient", target->recipient[0] ? why : "not-asked");
    else
        end(concert, "recipient");
    if (!accepted || !target->size)
        skip(concert, "size", target->size ? why : "not-asked");
    else
        end(concert, "size");
    if (target->send_to[0] && !accepted)
        skip(concert, "test-message", why);
    else
        end(concert, "test-message");
}

/* NULL as long as they are still looked for. */
static const struct settings *published(void *owner)
{
    struct concert *concert = owner;
    return atomic_load(&concert->job.is_going_on) ? NULL : &concert->settings;
}

static void speak_to_ports(struct concert *concert)
{
    struct target corrected;
    enum correction correction = replace_by_corrected(concert, &corrected);
    struct login_wish login = { .target = correction ? &corrected : &concert->target, .correction = correction };
    bool may = concert->target.has_password && concert->wish->logins_left > 0 && wants_login(&concert->target);
    static const struct ports empty;
    struct ports *ports = mem_new(sizeof *ports);
    *ports = empty;
    ports->inquiry = &concert->inquiry;
    ports->desk = &concert->desk;
    ports->places = &concert->places;
    ports->published = published;
    ports->bell = concert->bell;
    ports->login = may ? &login : NULL;
    ports->given = concert->target.server;
    ports->on_seen = tell_seen;
    ports->owner = concert;
    ports_run(ports);
    if (!ports->has_told_seen)
        tell_seen(concert, &ports->seen);
    struct endpoint chosen = ports_chosen(ports);
    ports_compare(ports, &chosen);
    /* A host that was found in place of the given one is not what the person uses. */
    if (!concert->target.server.host[0] || strcmp(concert->target.server.host, concert->host) == 0)
        desk_choose(&concert->desk, &chosen);
    end_login_checks(concert, ports);
    end_envelope_checks(concert, ports);
    tell_spoken(concert, ports, &chosen);
    if (correction)
        target_clear(&corrected);
    free(ports);
}

static bool says(const struct target *target, const char *key, const char *value)
{
    const char *answer = target_answer(target, key);
    return answer && strcmp(answer, value) == 0;
}

/* Given encryption without a port means that encryption's own port. */
static void work_out_target(struct concert *concert)
{
    struct target *target = &concert->target;
    target_copy(target, concert->wish->target);
    target->max_logins = concert->wish->logins_left;
    target->allow_plain = target->allow_plain || says(target, "plain-text", "send");
    target->allow_bad_certificate = target->allow_bad_certificate || says(target, "bad-certificate", "send");
    if (!target->server.port && target->server.security != SECURITY_UNKNOWN)
        target->server.port = target->server.security == SECURITY_TLS ? 465 : 587;
}

static void choose_given(struct concert *concert)
{
    struct endpoint given = concert->target.server;
    if (!given.host[0])
        return;
    if (given.port && given.security == SECURITY_UNKNOWN)
        given.security = port_usual_security(given.port);
    desk_choose(&concert->desk, &given);
}

void conduct(const struct conductor_wish *wish)
{
    struct concert *concert = mem_new(sizeof *concert);
    concert->wish = wish;
    concert->desk.queue = wish->queue;
    concert->scribe = desk_scribe(&concert->desk);
    work_out_target(concert);
    struct limits limits = { CLOCK_NEVER, wish->cancel_fd };
    limits = limits_within(limits, (int64_t)concert->target.timeout_s * 1000);
    concert->inquiry = (struct inquiry){
        .target = &concert->target, .limits = limits, .scribe = &concert->scribe, .ground = &concert->ground
    };
    concert->desk.ground = &concert->ground;
    concert->ground.began = clock_now();
    concert->ground.given_port = concert->target.server.port;
    aides_open(&concert->aides, &concert->inquiry, &concert->desk);
    choose_given(concert);
    look_at_typed(concert);
    aides_start(&concert->aides, WHEN_START);
    concert->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    bool is_found = find_server(concert);
    tell_named(concert);
    if (is_found) {
        speak_to_ports(concert);
    } else {
        skip_ports(concert);
        tell_no_login(concert, concert->target.has_password ? "depends" : "no-password");
        aides_forgo(&concert->aides, WHEN_SEEN);
        aides_forgo(&concert->aides, WHEN_SPOKEN);
    }
    aides_close(&concert->aides);
    end_settings(concert, 0);
    close(concert->bell);
    desk_finish(&concert->desk);
    target_clear(&concert->target);
    free(concert);
}
