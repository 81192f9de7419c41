#include "run/places.h"

#include "base/mem.h"
#include "checks/names.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Names that are slower than the first are waited for as long again, within these bounds. */
enum { LATER_LEAST_MS = 100, LATER_MOST_MS = 1000 };

struct job {
    struct search *search;
    struct inquiry inquiry; /* with a cancel of its own */
    struct place place;
    pthread_t thread;
    bool has_thread, is_found;
};

struct search {
    struct job jobs[PLACES_MAX];
    size_t count;
    int cancel_fd; /* eventfd */
    int bell;      /* eventfd: one has ended */
    atomic_size_t ended, found;
};

static void *job_main(void *argument)
{
    struct job *job = argument;
    struct search *search = job->search;
    job->is_found = names_look_up(&job->inquiry, job->place.host, &job->place.addresses);
    atomic_fetch_add(&search->found, job->is_found);
    atomic_fetch_add(&search->ended, 1);
    (void)eventfd_write(search->bell, 1);
    return NULL;
}

static bool has_host(const struct search *search, const char *host)
{
    for (size_t i = 0; i < search->count; i++)
        if (strcmp(search->jobs[i].place.host, host) == 0)
            return true;
    return false;
}

static void start(struct search *search, const struct inquiry *inquiry, const char *host)
{
    struct job *job = &search->jobs[search->count];
    if (search->count == PLACES_MAX || has_host(search, host))
        return;
    search->count++;
    job->search = search;
    job->inquiry = *inquiry;
    job->inquiry.limits.cancel_fd = search->cancel_fd;
    mem_copy_text(job->place.host, sizeof job->place.host, span_of(host));
    job->has_thread = pthread_create(&job->thread, NULL, job_main, job) == 0;
    if (!job->has_thread)
        atomic_fetch_add(&search->ended, 1);
}

static int64_t patience_ms(moment began)
{
    int64_t elapsed = (clock_now() - began) / 1000;
    return elapsed < LATER_LEAST_MS ? LATER_LEAST_MS : elapsed > LATER_MOST_MS ? LATER_MOST_MS : elapsed;
}

/* All of them, until one is found, and the others a little longer. */
static void wait_for_all(struct search *search, struct limits limits)
{
    moment began = clock_now();
    bool is_found = false;
    eventfd_t ignored;
    while (atomic_load(&search->ended) < search->count) {
        if (!is_found && atomic_load(&search->found) > 0) {
            is_found = true;
            limits = limits_within(limits, patience_ms(began));
        }
        if (limits_wait(limits, search->bell, POLLIN) != OUTCOME_DONE)
            break;
        (void)eventfd_read(search->bell, &ignored);
    }
    (void)eventfd_write(search->cancel_fd, 1);
}

static void take(struct search *search, struct places *ret_places)
{
    for (size_t i = 0; i < search->count; i++) {
        struct job *job = &search->jobs[i];
        if (job->has_thread)
            pthread_join(job->thread, NULL);
        if (job->is_found)
            ret_places->list[ret_places->count++] = job->place;
    }
    if (ret_places->count == 0 && search->count)
        ret_places->list[0] = search->jobs[0].place;
}

static void look_up_published(const struct inquiry *inquiry, const struct settings *settings, const char *except,
                              struct places *ret_places)
{
    struct search *search = mem_new(sizeof *search);
    search->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    search->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    for (size_t i = 0; i < settings->count; i++)
        if (setting_is_published(&settings->found[i]) && strcmp(settings->found[i].where.host, except) != 0)
            start(search, inquiry, settings->found[i].where.host);
    wait_for_all(search, inquiry->limits);
    take(search, ret_places);
    close(search->cancel_fd);
    close(search->bell);
    free(search);
}

bool places_look_up_one(const struct inquiry *inquiry, const char *host, struct places *ret_places)
{
    struct place *place = &ret_places->list[0];
    mem_copy_text(place->host, sizeof place->host, span_of(host));
    ret_places->count = names_look_up(inquiry, host, &place->addresses);
    return ret_places->count > 0;
}

bool places_look_up(const struct inquiry *inquiry, const struct settings *settings, const char *except,
                    struct places *ret_places)
{
    enum { GUESSES_TRIED = 3 };
    size_t tried = 0;
    ret_places->count = 0;
    look_up_published(inquiry, settings, except, ret_places);
    for (size_t i = 0; i < settings->count && tried < GUESSES_TRIED && !ret_places->count; i++) {
        const char *host = settings->found[i].where.host;
        if (setting_is_published(&settings->found[i]) || strcmp(host, except) == 0)
            continue;
        (void)places_look_up_one(inquiry, host, ret_places);
        tried++;
    }
    return ret_places->count > 0;
}
