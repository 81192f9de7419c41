#pragma once

#include "checks/check.h"
#include "net/autoconfig.h"

#include <pthread.h>

/*
 * What is published about a domain's mail servers on the web, each place asked in a thread of its
 * own, all at the same time: autoconfig at the domain, the public ISP database, Autodiscover. Over
 * HTTPS only, since whoever could forge the answer would be sent the password. Only the domain is
 * told, to anybody; the ISP database, a third party, is not asked with no_third_party, and nobody's redirect leads to
 * one then. The ISP database knows whoever runs the mail of a domain, too: it is asked for the domain of the mail
 * exchanger as well.
 */
#define PUBLISHED_SOURCES(_)                                                                                           \
    _(PUBLISHED_AUTOCONFIG, "autoconfig")                                                                              \
    _(PUBLISHED_ISPDB, "ispdb")                                                                                        \
    _(PUBLISHED_AUTODISCOVER, "autodiscover")
enum published_source {
#define X(id, word) id,
    PUBLISHED_SOURCES(X)
#undef X
};
/* The host of the ISP database, the one third party among the places. Static. */
struct span published_database_host(void);
const char *published_source_word(enum published_source source);

enum { PUBLISHED_PLACES = 5 };

struct published;

struct published_job {
    struct published *published;
    size_t place;
    pthread_t thread;
    bool has_thread;
    bool has_ended; /* under the lock, as is what follows; of a job that has ended it lies still */
    bool has_found;
    struct autoconfig config;
};

/* What is asked about. */
struct published_topic {
    const char *domain;
    const char *mail_domain; /* of the address, which the answer may speak of; usually the same */
    bool database_alone;     /* the ISP database and nobody else */
};

struct published {
    struct inquiry inquiry; /* with limits of its own */
    char domain[HOST_MAX];
    char mail_domain[HOST_MAX];
    int cancel_fd; /* eventfd */
    int bell;      /* eventfd: a job has ended */
    pthread_mutex_t lock;
    struct published_job jobs[PUBLISHED_PLACES]; /* best first */
};

/* Begins to ask, for at most ms. A domain that cannot stand in a web address is not asked about. */
void published_open(struct published *published, const struct inquiry *inquiry, const struct published_topic *topic,
                    int64_t ms);
/* Waits until the best place that can still win has answered. NULL: nobody has, or not within limits. */
const struct autoconfig *published_wait(struct published *published, struct limits limits,
                                        enum published_source *ret_source);
/* The domain of whoever runs a mail exchanger: "mx7.in.hoster.co.uk" gives "hoster.co.uk"; empty when it has none. */
struct span published_base_domain(struct span host);
/* Stops what still runs. */
void published_close(struct published *published);
