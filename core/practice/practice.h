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

size_t practice_count(void);
const struct practice_case *practice_at(size_t index);
const struct practice_case *practice_find(struct span id);

struct practice_about {
    const char *id;
    const char *level; /* easy, medium, hard */
    enum cause cause;  /* CAUSE_NONE: all is well */
    enum side side;
    bool undecided; /* the right verdict is "could not be decided" */
    /* title and complaint are texts: practice.ID.title, practice.ID.story */
};
void practice_about(const struct practice_case *practice, struct practice_about *ret_about);

/*
 * Reads a case from text. NULL when it is broken; then ret_error says which line is wrong and
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
struct practice_server *practice_serve(const struct practice_case *practice);
void practice_server_ports(const struct practice_server *server, struct practice_ports *ret_ports);
void practice_server_free(struct practice_server *server);

/* Fills target with what the person of the case typed, leading to the server; trusts the practice authority. */
void practice_target(const struct practice_case *practice, const struct practice_server *server, struct target *target);
