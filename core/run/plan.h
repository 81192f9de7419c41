#pragma once

#include "checks/settings.h"
#include "report/words.h"

/*
 * What a run for this target would send, and to whom, before anything is sent: the checks that
 * would run, in their order, those that send nothing left out.
 */
enum { PLAN_MAX = 64 };
struct plan_row {
    const struct check *check;
    bool is_left_out; /* forbidden (--no-third-party), without a password, not asked for */
    const char *why;  /* word of the texts "why.WORD" when it is left out */
};
struct plan {
    struct plan_row rows[PLAN_MAX];
    size_t count;
    /* The endpoints that are tried, best first, as far as they are known before anybody is asked; none: looked up. */
    struct endpoint servers[SETTINGS_MAX];
    size_t server_count;
    char usual_host[HOST_MAX]; /* of it the usual ports are tried as well; empty: of none */
};
void plan_make(const struct target *target, struct plan *ret_plan);

/* True when others are asked than the mail server and the name server in use. */
bool plan_asks_others(const struct check *check);
/* What a row sends, and to whom by name, or why it is left out. */
void plan_say(const struct words *words, const struct target *target, const struct plan_row *row, struct buf *out);
/* All of it for a person: a head, a paragraph a row, where the password goes. */
void plan_write(const struct words *words, const struct target *target, int cells, struct buf *out);
