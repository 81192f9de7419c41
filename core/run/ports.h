#pragma once

#include "checks/probe.h"
#include "run/desk.h"

#include <pthread.h>

/*
 * The ports of one host, spoken to side by side, one thread each. One of them may sign in:
 * the one the person asked for, or else the first that is fit (465 and 587 before the
 * others). The others wait, ready, until that is decided.
 */
enum { PORTS_MAX = 12 };

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
    int cancel_fd;   /* eventfd: stops this one */
    int decision_fd; /* eventfd: may_login has been decided */
    /* under the lock */
    bool is_running, is_open, is_quiet, is_waiting, has_signed_in;
    enum decision decision;
};

struct ports {
    const struct inquiry *inquiry;
    struct desk *desk;
    const struct addresses *addresses;
    char host[HOST_MAX];
    const struct login_wish *login; /* NULL: no sign-in */
    struct endpoint given;          /* what the person asked for; port 0: nothing */
    pthread_mutex_t lock;
    int bell; /* eventfd: something changed */
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
