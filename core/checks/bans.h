#pragma once

#include "facts/target.h"

/* Whom fail2ban keeps away from the mail server, out of all whom it keeps away from this machine. */
struct bans {
    size_t count;  /* addresses in the jails of mail */
    bool is_own;   /* the one that is named is our own */
    char jail[64]; /* of the one that is named: the first, or our own */
    char address[ADDRESS_MAX];
};

/*
 * Reads what `fail2ban-client banned` prints: [{'sshd': []}, {'postfix-sasl': ['192.0.2.7']}]. is_own says of an
 * address whether it is ours.
 */
void bans_read(struct span text, bool (*is_own)(const char *address), struct bans *ret_bans);
