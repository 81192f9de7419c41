#include "run/aides.h"

#include "base/mem.h"
#include "checks/sides.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* After the chain the others get a fifth of the time that it took, within these bounds. */
enum { GRACE_PART = 5, GRACE_LEAST_MS = 40, GRACE_MOST_MS = 800, WHOLE_MS = 5800 };

void aides_open(struct aides *aides, const struct inquiry *inquiry, struct desk *desk)
{
    aides->inquiry = inquiry;
    aides->desk = desk;
    aides->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    aides->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    aides->began = clock_now();
    pthread_mutex_init(&aides->lock, NULL);
}

static void skip(struct aides *aides, const struct check *check, const char *why)
{
    struct fact fact = fact_new(FACT_CHECK_SKIPPED, check->id);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(why));
    scribe_fact(aides->inquiry->scribe, &fact);
}

/* ---- an aide's own pen ---- */

static unsigned open_session(void *owner, const struct endpoint *where, const char *address)
{
    const struct scribe *desk = ((struct aide *)owner)->aides->inquiry->scribe;
    return desk->open_session(desk->owner, where, address);
}

static void add_line(void *owner, unsigned session, const struct line *line)
{
    const struct scribe *desk = ((struct aide *)owner)->aides->inquiry->scribe;
    desk->add_line(desk->owner, session, line);
}

static void add_fact(void *owner, const struct fact *fact)
{
    struct aide *aide = owner;
    aide->facts++;
    scribe_fact(aide->aides->inquiry->scribe, fact);
}

static void count_login(void *owner)
{
    const struct scribe *desk = ((struct aide *)owner)->aides->inquiry->scribe;
    desk->count_login(desk->owner);
}

/* What was stopped after it had told something has told all that it could, unless it says otherwise. */
static void tell_if_stopped(const struct aide *aide)
{
    bool has_told = aide->facts && !aide->is_cut_short;
    if (has_told || (aide->check->left_out && aide->check->left_out(&aide->inquiry)))
        return; /* meanwhile there is nothing left for it to find out */
    if (limits_cancelled(aide->aides->inquiry->limits))
        skip(aide->aides, aide->check, "cancelled");
    else if (limits_cancelled(aide->inquiry.limits))
        skip(aide->aides, aide->check, "late");
}

static void *aide_main(void *argument)
{
    struct aide *aide = argument;
    struct aides *aides = aide->aides;
    desk_check(aides->desk, aide->check->id, CHECK_RUNNING);
    aide->check->run(&aide->inquiry);
    tell_if_stopped(aide);
    desk_check(aides->desk, aide->check->id, CHECK_ENDED);
    pthread_mutex_lock(&aides->lock);
    aide->is_running = false;
    pthread_mutex_unlock(&aides->lock);
    (void)eventfd_write(aides->bell, 1);
    return NULL;
}

static bool lacks(const struct ground *ground, const char *after)
{
    if (!after)
        return false;
    if (strcmp(after, "smtp-login") == 0)
        return !ground->login_accepted;
    if (strcmp(after, "test-message") == 0)
        return !ground_saw(ground, FACT_MESSAGE_SENT);
    return !ground->addresses || ground->addresses->count == 0;
}

static const char *why_left_out(const struct aides *aides, const struct check *check)
{
    const struct inquiry *inquiry = aides->inquiry;
    if (limits_cancelled(inquiry->limits))
        return "cancelled";
    if (check->sends == SENDS_ELSEWHERE && inquiry->target->no_third_party)
        return "third-party";
    if (inquiry->target->has_step && inquiry->target->step != check->step)
        return "";
    /* The chain tells what failed; a list of all that hangs on it would only hide it. */
    if (lacks(inquiry->ground, check->after))
        return "";
    return check->left_out ? check->left_out(inquiry) : NULL;
}

static void leave_out(struct aides *aides, const struct check *check, const char *why)
{
    if (why[0])
        skip(aides, check, why);
    desk_check(aides->desk, check->id, CHECK_ENDED);
}

static void start(struct aides *aides, const struct check *check)
{
    struct aide *aide = &aides->list[aides->count];
    *aide = (struct aide){ .aides = aides, .check = check, .inquiry = *aides->inquiry, .is_running = true };
    aide->scribe = (struct scribe){ aide, open_session, add_line, add_fact, count_login };
    aide->inquiry.scribe = &aide->scribe;
    aide->inquiry.is_cut_short = &aide->is_cut_short;
    aide->inquiry.limits = limits_within(aides->inquiry->limits, check->within_ms);
    aide->inquiry.limits.cancel_fd = aides->cancel_fd;
    if (pthread_create(&aide->thread, NULL, aide_main, aide) == 0)
        aides->count++;
    else
        leave_out(aides, check, "trouble");
}

void aides_start(struct aides *aides, enum check_when when)
{
    for (size_t i = 0; i < check_count() && aides->count < AIDES_MAX; i++) {
        const struct check *check = check_at(i);
        if (check->when != when || !check->run)
            continue;
        const char *why = why_left_out(aides, check);
        if (why)
            leave_out(aides, check, why);
        else
            start(aides, check);
    }
}

void aides_forgo(struct aides *aides, enum check_when when)
{
    for (size_t i = 0; i < check_count(); i++) {
        const struct check *check = check_at(i);
        if (check->when != when || !check->run)
            continue;
        const char *why = why_left_out(aides, check);
        leave_out(aides, check, why ? why : "");
    }
}

/* ---- the end ---- */

enum waited { WAITED_ASKED, WAITED_OWN, WAITED_DECIDING, WAITED_ALL };

/* Whoever has a message sent wants to know where it went. */
static bool is_asked_for(const struct check *check)
{
    return check->after && strcmp(check->after, "test-message") == 0;
}

/* Whoever asks on the server's own machine wants to know how that is doing, however quickly the sign-in went. */
static bool is_of_own_server(const struct check *check)
{
    return check->left_out == local_server_left_out || check->left_out == relay_left_out;
}

static bool is_waited(const struct check *check, enum waited waited)
{
    return waited == WAITED_ALL || is_asked_for(check) || (waited == WAITED_OWN && is_of_own_server(check)) ||
           (waited == WAITED_DECIDING && check->decides);
}

static size_t count_running(struct aides *aides, enum waited waited)
{
    size_t running = 0;
    pthread_mutex_lock(&aides->lock);
    for (size_t i = 0; i < aides->count; i++)
        running += aides->list[i].is_running && is_waited(aides->list[i].check, waited);
    pthread_mutex_unlock(&aides->lock);
    return running;
}

static int64_t elapsed_ms(const struct aides *aides)
{
    return (clock_now() - aides->began) / 1000;
}

static int64_t left_ms(const struct aides *aides)
{
    int64_t left = WHOLE_MS - elapsed_ms(aides);
    return left > 0 ? left : 0;
}

static int64_t grace_ms(const struct aides *aides)
{
    int64_t grace = elapsed_ms(aides) / GRACE_PART;
    grace = grace < GRACE_LEAST_MS ? GRACE_LEAST_MS : grace > GRACE_MOST_MS ? GRACE_MOST_MS : grace;
    int64_t left = left_ms(aides);
    return left > GRACE_LEAST_MS && left < grace ? left : grace;
}

static void wait_for(struct aides *aides, struct limits limits, enum waited waited)
{
    eventfd_t ignored;
    while (count_running(aides, waited) > 0 && limits_wait(limits, aides->bell, POLLIN) == OUTCOME_DONE)
        (void)eventfd_read(aides->bell, &ignored);
}

void aides_close(struct aides *aides)
{
    struct limits limits = aides->inquiry->limits;
    struct limits grace = limits_within(limits, grace_ms(aides));
    wait_for(aides, limits, inquiry_has_worked(aides->inquiry) ? WAITED_ASKED : WAITED_DECIDING);
    wait_for(aides, limits_within(limits, left_ms(aides)), WAITED_OWN);
    wait_for(aides, grace, WAITED_ALL);
    (void)eventfd_write(aides->cancel_fd, 1);
    for (size_t i = 0; i < aides->count; i++)
        pthread_join(aides->list[i].thread, NULL);
    close(aides->cancel_fd);
    close(aides->bell);
    pthread_mutex_destroy(&aides->lock);
}
