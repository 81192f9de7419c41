#pragma once

#include "checks/mailbox.h"
#include "smtp/veil.h"

/* One sign-in to a mailbox, with its transcript. Begins zeroed, with inquiry, check, protocol and place. */
struct visit {
    const struct inquiry *inquiry;
    const char *check;
    enum fetch_protocol protocol;
    struct mailbox_place place;
    struct fetch_login_result result;
    unsigned session;
    unsigned line_count;
    moment began;
    bool in_tls;
    bool is_counted;
    struct veil veil;
};

/* Opens the transcript. */
void visit_open(struct visit *visit);
/* The sign-in of this visit; it borrows from the visit and its target. */
struct fetch_login visit_login(struct visit *visit);
/* Writes down how it ended, as visit->result says. veil_clear() is the owner's. */
void visit_close(struct visit *visit);
