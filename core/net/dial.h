#pragma once

#include "net/resolve.h"
#include "net/stream.h"

/*
 * Why an address did not answer. FILTERED means that a packet filter said so: ICMP "prohibited",
 * ICMP "port unreachable" (a host without a listener answers TCP with a reset, which is
 * REFUSED), or our own kernel's refusal.
 */
#define DIAL_ENDS(_)                                                                                                   \
    _(DIAL_OPEN, "open")                                                                                               \
    _(DIAL_REFUSED, "refused")                                                                                         \
    _(DIAL_SILENT, "silent")                                                                                           \
    _(DIAL_UNREACHABLE, "unreachable")                                                                                 \
    _(DIAL_FILTERED, "filtered")                                                                                       \
    _(DIAL_RESET, "reset")                                                                                             \
    _(DIAL_NOT_TRIED, "not-tried")                                                                                     \
    _(DIAL_CANCELLED, "cancelled")                                                                                     \
    _(DIAL_TROUBLE, "trouble")
enum dial_end {
#define X(id, word) id,
    DIAL_ENDS(X)
#undef X
};
const char *dial_end_word(enum dial_end end);

struct dial_try {
    char address[ADDRESS_MAX];
    bool is_v6;
    enum dial_end end;
    int error;            /* errno, 0 when none; EINPROGRESS: given up because another address answered */
    char by[ADDRESS_MAX]; /* the router that sent the ICMP error, "here" for this machine, or empty */
    int64_t ms;
};

/* What came of dialling. stream is open only when an address answered; the caller closes it. */
struct dialled {
    struct stream stream;
    struct dial_try tries[ADDRESSES_MAX];
    size_t count;
    size_t winner; /* index into tries when the stream is open */
    int64_t ms;
};

/*
 * Opens a TCP connection (RFC 8305: the addresses in their order, the next one 250 ms after
 * the last or at once when that failed; the first to answer wins, the others are given up).
 * DONE: the stream is open. Otherwise it stays closed and the tries say why for each
 * address: HUNG_UP when all have failed, TROUBLE when this machine could not try any. Waits at
 * most until limits; addresses not answered by then are SILENT. An address that is given up
 * because another one answered is SILENT when it had 250 ms or more, else NOT_TRIED.
 */
enum outcome dial(const struct addresses *addresses, uint16_t port, struct limits limits, struct dialled *ret_dialled);
