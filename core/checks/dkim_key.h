#pragma once

#include "base/span.h"

/*
 * Reads the record under SELECTOR._domainkey.DOMAIN (RFC 6376, 3.6.1): the public key that
 * receivers test signatures with. Pure: no I/O, keeps nothing.
 */
enum dkim_state {
    DKIM_READ,
    DKIM_REVOKED,   /* an empty p= */
    DKIM_NO_KEY,    /* some other text: no p= */
    DKIM_UNREADABLE /* a p= that holds no key */
};

enum dkim_kind { DKIM_RSA, DKIM_ED25519, DKIM_OTHER };

struct dkim_key {
    enum dkim_kind kind;
    unsigned bits; /* of an RSA key's modulus; 256 of an Ed25519 key, 0 of others */
    bool is_test;  /* t=y: receivers are to ignore what it says */
    bool not_mail; /* s= without "email" or "*" */
};

enum dkim_state dkim_key_read(struct span record, struct dkim_key *ret_key);
