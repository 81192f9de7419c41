#pragma once

#include "base/buf.h"
#include "diagnosis/diagnose.h"
#include "facts/target.h"
#include "report/compare.h"

/*
 * What is remembered from one time to the next: recent cases, and how the account looked when
 * it last worked. In recent.json on the state shelf. There is no place in it for a password,
 * a token, or a conversation.
 */
enum { RECENT_MAX = 50, RECENT_CAUSE_MAX = 64 };

struct recent_case {
    char address[MAIL_MAX];
    char login[MAIL_MAX];
    char sender[MAIL_MAX];
    char recipient[MAIL_MAX];
    char mechanism[MECHANISM_MAX];
    struct endpoint server;
    int64_t time;                 /* of the last change, seconds since 1970, UTC */
    unsigned step;                /* where it stopped, 1 to 7 */
    bool has_verdict;             /* false: it was left before there was one */
    enum verdict_status status;   /* when it has one */
    char cause[RECENT_CAUSE_MAX]; /* label of the first cause; empty: none */
    struct snapshot good;         /* of the last run that worked; time 0: none did */
};

struct state {
    struct recent_case *cases; /* newest first; room for RECENT_MAX */
    size_t count;
};

enum state_end {
    STATE_FINE,
    STATE_SET_ASIDE,  /* the file was broken or not ours: it is called recent.json.broken now */
    STATE_UNREADABLE, /* there is one, and it may not be read */
    STATE_UNWRITABLE  /* no right, no room, no home */
};

void state_init(struct state *state);
void state_free(struct state *state);
/* Reads what is there; nothing there is fine and gives no cases. */
enum state_end state_load(struct state *state);
/*
 * Puts the case first, in place of an older one of the same account, whose figures it inherits
 * when it has none. What another process wrote meanwhile stays. The state then shows the file;
 * where that could not be written the case is in the state all the same.
 */
enum state_end state_put(struct state *state, const struct recent_case *recent);
/* Forgets the case of this account. */
enum state_end state_forget(struct state *state, const struct recent_case *recent);

/*
 * The one of the same account: the same address, and login where both name one; the same server where there is no
 * address. NULL: none.
 */
const struct recent_case *state_find(const struct state *state, const struct recent_case *like);
/* The newest one that was left without a verdict; NULL: none. */
const struct recent_case *state_unfinished(const struct state *state);

/* What the forms hold, and no secret; an address without a domain is left out. The rest is empty. */
void recent_from_target(const struct target *target, struct recent_case *ret_recent);
/* ret_target must be cleared; it gets no password. */
void recent_to_target(const struct recent_case *recent, struct target *ret_target);
/* Adds the verdict of a run; of one that worked the figures as well. */
void recent_judge(struct recent_case *recent, const struct record *record, const struct diagnosis *diagnosis);
/* Sets a run beside the last one of the account that worked; without one, good.time is 0. */
void recent_compare(const struct state *state, const struct recent_case *recent, const struct record *record,
                    struct comparison *ret_comparison);
/* Whether it may be remembered: there is an address or a server, and it is no practice. */
bool recent_is_worth(const struct target *target);

/* Pure: the file's text. False when it is not ours: not JSON, or of another kind or version. */
bool state_read(struct state *state, struct span text);
void state_write(const struct state *state, struct buf *out);
