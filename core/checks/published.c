#include "checks/published.h"

#include "base/mem.h"
#include "net/fetch.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum form { FORM_MOZILLA, FORM_MICROSOFT, FORM_JSON };

/* Best first. "%s" is the domain. */
static const struct {
    enum published_source source;
    const char *url;
    enum form form;
    bool is_third_party;
} places[PUBLISHED_PLACES] = {
    { PUBLISHED_AUTOCONFIG, "https://autoconfig.%s/mail/config-v1.1.xml", FORM_MOZILLA, false },
    { PUBLISHED_AUTOCONFIG, "https://%s/.well-known/autoconfig/mail/config-v1.1.xml", FORM_MOZILLA, false },
    { PUBLISHED_ISPDB, "https://autoconfig.thunderbird.net/v1.1/%s", FORM_MOZILLA, true },
    { PUBLISHED_AUTODISCOVER, "https://autodiscover.%s/autodiscover/autodiscover.xml", FORM_MICROSOFT, false },
    { PUBLISHED_AUTODISCOVER,
      "https://autodiscover.%s/autodiscover/autodiscover.json/v1.0/postmaster@%s?Protocol=AutodiscoverV1", FORM_JSON,
      false },
};

const char *published_source_word(enum published_source source)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        PUBLISHED_SOURCES(X)
#undef X
    };
    return words[source];
}

struct span published_database_host(void)
{
    for (size_t i = 0; i < PUBLISHED_PLACES; i++) {
        struct span host = span_from(span_of(places[i].url), sizeof "https://" - 1);
        if (places[i].is_third_party)
            return span_head(host, span_find_char(host, '/'));
    }
    return SPAN_EMPTY;
}

static bool can_be_asked(const char *domain)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    return strchr(domain, '.') && domain[strspn(domain, letters)] == '\0';
}

/* ---- one place ---- */

static void put_domain(const char *format, const char *domain, char *out, size_t room)
{
    struct span rest = span_of(format);
    struct buf url;
    buf_init(&url, room - 1);
    for (size_t at = span_find(rest, SPAN("%s")); at != SPAN_NONE; at = span_find(rest, SPAN("%s"))) {
        buf_add(&url, span_head(rest, at));
        buf_add_text(&url, domain);
        rest = span_from(rest, at + 2);
    }
    buf_add(&url, rest);
    mem_copy_text(out, room, buf_span(&url));
    buf_free(&url);
}

static bool read_answer(const struct published_job *job, const struct fetched *fetched, struct autoconfig *ret_config)
{
    struct span body = buf_span(&fetched->body);
    if (fetched->end != FETCH_DONE || fetched->status != 200)
        return false;
    switch (places[job->place].form) {
    case FORM_MOZILLA:
        return autoconfig_read(body, span_of(job->published->mail_domain), ret_config);
    case FORM_MICROSOFT:
        return autodiscover_read(body, ret_config);
    case FORM_JSON:
        break;
    }
    return autodiscover_read_json(body, ret_config);
}

static bool ask(const struct published_job *job, struct autoconfig *ret_config)
{
    const struct published *published = job->published;
    const struct target *target = published->inquiry.target;
    char url[FETCH_URL_MAX];
    struct buf question;
    struct fetched fetched;
    put_domain(places[job->place].url, published->domain, url, sizeof url);
    buf_init(&question, 4 * KIB);
    autodiscover_question(span_of(published->domain), &question);
    struct fetch_wish wish = { .url = url,
                               .post = places[job->place].form == FORM_MICROSOFT ? buf_text(&question) : NULL,
                               .content_type = "text/xml",
                               .resolver = target->resolver,
                               .ca_file = target->ca_file,
                               .within = target->no_third_party ? published->domain : NULL,
                               .proxy = target->proxy };
    fetch_get(&wish, published->inquiry.limits, &fetched);
    bool found = read_answer(job, &fetched, ret_config);
    fetched_clear(&fetched);
    buf_free(&question);
    return found;
}

static void *job_main(void *argument)
{
    struct published_job *job = argument;
    struct published *published = job->published;
    struct autoconfig config;
    bool found = ask(job, &config);
    pthread_mutex_lock(&published->lock);
    if (found)
        job->config = config;
    job->has_found = found;
    job->has_ended = true;
    pthread_mutex_unlock(&published->lock);
    (void)eventfd_write(published->bell, 1);
    return NULL;
}

/* ---- all of them ---- */

/* Without a list of public suffixes: in two-letter countries a short second label (co, com, net) belongs to the end. */
struct span published_base_domain(struct span host)
{
    enum { COUNTRY_LEN = 2, SECOND_MAX = 3 };
    size_t dots[2] = { SPAN_NONE, SPAN_NONE }; /* the last, and the one before */
    size_t keep = 0;
    if (host.len && host.at[host.len - 1] == '.')
        host.len--;
    for (size_t i = 0; i < 2; i++)
        dots[i] = span_find_last(i == 0 ? host : span_head(host, dots[0] == SPAN_NONE ? 0 : dots[0]), '.');
    if (dots[0] == SPAN_NONE)
        return SPAN_EMPTY;
    bool is_country = host.len - dots[0] - 1 == COUNTRY_LEN;
    bool is_short = dots[1] != SPAN_NONE && dots[0] - dots[1] - 1 <= SECOND_MAX;
    keep = dots[1] == SPAN_NONE ? 0 : dots[1] + 1;
    if (is_country && is_short) {
        size_t third = span_find_last(span_head(host, dots[1]), '.');
        keep = third == SPAN_NONE ? 0 : third + 1;
    }
    return span_from(host, keep);
}

void published_open(struct published *published, const struct inquiry *inquiry, const struct published_topic *topic,
                    int64_t ms)
{
    bool may_ask = can_be_asked(topic->domain);
    memset(published, 0, sizeof *published);
    published->inquiry = *inquiry;
    mem_copy_text(published->domain, sizeof published->domain, span_of(topic->domain));
    mem_copy_text(published->mail_domain, sizeof published->mail_domain, span_of(topic->mail_domain));
    published->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    published->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    published->inquiry.limits = limits_within(inquiry->limits, ms);
    published->inquiry.limits.cancel_fd = published->cancel_fd;
    pthread_mutex_init(&published->lock, NULL);
    for (size_t i = 0; i < PUBLISHED_PLACES; i++) {
        struct published_job *job = &published->jobs[i];
        bool is_forbidden = places[i].is_third_party ? inquiry->target->no_third_party : topic->database_alone;
        job->published = published;
        job->place = i;
        job->has_thread = may_ask && !is_forbidden && pthread_create(&job->thread, NULL, job_main, job) == 0;
        if (!job->has_thread)
            job->has_ended = true;
    }
}

/* The first that has found something, when none before it is still asking. */
static const struct published_job *find_winner(struct published *published, bool *ret_is_open)
{
    const struct published_job *winner = NULL;
    *ret_is_open = false;
    pthread_mutex_lock(&published->lock);
    for (size_t i = 0; i < PUBLISHED_PLACES && !winner && !*ret_is_open; i++) {
        const struct published_job *job = &published->jobs[i];
        *ret_is_open = !job->has_ended;
        if (job->has_ended && job->has_found)
            winner = job;
    }
    pthread_mutex_unlock(&published->lock);
    return winner;
}

/* Out of time: the best of those that have answered. */
static const struct published_job *find_any(struct published *published)
{
    const struct published_job *winner = NULL;
    pthread_mutex_lock(&published->lock);
    for (size_t i = 0; i < PUBLISHED_PLACES && !winner; i++)
        if (published->jobs[i].has_ended && published->jobs[i].has_found)
            winner = &published->jobs[i];
    pthread_mutex_unlock(&published->lock);
    return winner;
}

const struct autoconfig *published_wait(struct published *published, struct limits limits,
                                        enum published_source *ret_source)
{
    eventfd_t ignored;
    bool is_open = false;
    const struct published_job *winner = find_winner(published, &is_open);
    while (!winner && is_open) {
        if (limits_wait(limits, published->bell, POLLIN) != OUTCOME_DONE) {
            winner = find_any(published);
            break;
        }
        (void)eventfd_read(published->bell, &ignored);
        winner = find_winner(published, &is_open);
    }
    if (!winner)
        return NULL;
    *ret_source = places[winner->place].source;
    return &winner->config;
}

void published_close(struct published *published)
{
    (void)eventfd_write(published->cancel_fd, 1);
    for (size_t i = 0; i < PUBLISHED_PLACES; i++)
        if (published->jobs[i].has_thread)
            pthread_join(published->jobs[i].thread, NULL);
    close(published->cancel_fd);
    close(published->bell);
    pthread_mutex_destroy(&published->lock);
}
