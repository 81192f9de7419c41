#pragma once

#include "checks/probe.h"
#include "checks/settings.h"
#include "run/desk.h"
#include "run/places.h"

#include <pthread.h>

/*
 * Every endpoint that is published, and the usual ports of the first host, spoken to side by side, one
 * thread each. One of them may sign in: the one the person asked for, or else the best that is fit,
 * by its rank: what is published before what is only usual, TLS from the first byte before STARTTLS
 * (RFC 8314), then the published order. The others wait, ready, until that is decided; a better one
 * that is a little slower is waited for, so that two runs choose the same.
 */
enum { PORTS_MAX = SETTINGS_MAX + 8 };

enum decision { DECISION_OPEN, DECISION_GO, DECISION_NO };

/* Our address, as a server named it. */
struct seen {
    char address[ADDRESS_MAX];
    struct endpoint where;
    struct evidence proof;
};

struct port_slot {
    struct ports *ports;
    struct probe probe;
    pthread_t thread;
    unsigned rank;   /* of two that are fit the lower signs in */
    int cancel_fd;   /* eventfd: stops this one */
    int decision_fd; /* eventfd: may_login has been decided */
    /* under the lock */
    bool is_running, is_open, is_quiet, is_waiting, has_signed_in;
    moment waits_since;
    enum decision decision;
};

struct ports {
    const struct inquiry *inquiry;
    struct desk *desk;
    const struct places *places;    /* the hosts that are spoken to; of others no endpoint is tried */
    const struct login_wish *login; /* NULL: no sign-in */
    struct endpoint given;          /* what the person asked for; port 0: nothing */
    /* What is published, best first; NULL: not known yet, and the bell will ring. Asked until it is known. */
    const struct settings *(*published)(void *owner);
    int bell; /* eventfd, the caller's: something changed */
    pthread_mutex_t lock;
    bool has_published;
    bool is_stopped;   /* the time is over, or the person has stopped it */
    moment look_again; /* when a wait for a better one is over; CLOCK_NEVER: nobody waits */
    struct port_slot slots[PORTS_MAX];
    size_t count;
    moment began;
    moment first_open;                 /* when the first port answered; 0: none yet */
    const struct port_slot *signed_in; /* the one that was let go */
    /* Called by the thread that called ports_run(), once, as soon as a server has named our public address. */
    void (*on_seen)(void *owner, const struct seen *seen);
    void *owner;
    struct seen seen; /* the best so far; under the lock */
    bool has_told_seen;
};

/* What a probe of a port is called when nothing else is said: 465 TLS, all others STARTTLS. */
enum security port_usual_security(uint16_t port);

/* Starts, decides, waits and gives up; returns when all threads have ended. */
void ports_run(struct ports *ports);
/* The endpoint that the person uses, or that is best for them; valid after ports_run(). */
struct endpoint ports_chosen(const struct ports *ports);
const struct port_slot *ports_slot(const struct ports *ports, const struct endpoint *where);
