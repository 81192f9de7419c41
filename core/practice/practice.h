#pragma once

#include "base/limits.h"
#include "facts/target.h"
#include "knowledge/cause.h"

/*
 * The built-in server that fails on purpose. A case is one readable text file
 * (core/practice/cases/NAME.case, built into the program; FORMAT in cases/README.md): what the
 * person typed, what the server says, when it misbehaves, and which verdict is right.
 */
struct practice_case;

enum { VARIANT_NAME_MAX = 32 };

size_t practice_count(void);
const struct practice_case *practice_at(size_t index);
const struct practice_case *practice_find(struct span id);

struct practice_about {
    const char *id;
    const char *level; /* easy, medium, hard, nasty */
    enum cause cause;  /* CAUSE_NONE: all is well */
    enum side side;
    bool undecided;                 /* the right verdict is "could not be decided" */
    size_t variants;                /* how many ways the case has to be played, at least 1 */
    char variant[VARIANT_NAME_MAX]; /* the name of this one, or empty */
    /* title and complaint are texts: practice.ID.title, practice.ID.story */
};
/* Of the first variant. */
void practice_about(const struct practice_case *practice, struct practice_about *ret_about);
/* A case of several variants changes from run to run: another cause, another server, behind the same complaint. */
void practice_about_variant(const struct practice_case *practice, size_t variant, struct practice_about *ret_about);
/* "ID", or "ID/VARIANT" for another than the first. NULL when there is no such. */
const struct practice_case *practice_pick(struct span word, size_t *ret_variant);
/* One of the variants by chance. */
size_t practice_any_variant(const struct practice_case *practice);

/*
 * Reads a case from text, all its variants. NULL when it is broken; then ret_error says which line is wrong and
 * what was expected there, in English.
 */
struct practice_error {
    unsigned line;
    char expected[160];
};
struct practice_case *practice_read(struct span text, struct practice_error *ret_error);
void practice_case_free(struct practice_case *practice);

/* A running server: threads on loopback ports of its own. */
struct practice_server;
struct practice_ports {
    struct detour listening[DETOURS_MAX]; /* port in the case → port on 127.0.0.1 */
    size_t count;
};
/* NULL with errno when no port can be had. Serves until freed; never blocks the caller. */
struct practice_server *practice_serve(const struct practice_case *practice, size_t variant);
void practice_server_ports(const struct practice_server *server, struct practice_ports *ret_ports);
void practice_server_free(struct practice_server *server);

/* What has happened at the server so far. */
struct practice_tally {
    unsigned connections;
    unsigned logins; /* sign-ins that came to a decision */
    unsigned failed_logins;
    bool is_locked; /* so many sign-ins failed that the account is locked, as the case has it */
};
void practice_server_tally(const struct practice_server *server, struct practice_tally *ret_tally);

/* Fills target with what the person of the case typed, leading to the server; trusts the practice authority. */
void practice_target(const struct practice_case *practice, const struct practice_server *server, struct target *target);
