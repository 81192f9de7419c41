#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What a domain publishes about encryption on the way to it, read out of bytes that are there
 * already. Pure: asks nothing.
 */

/* ---- MTA-STS (RFC 8461) ---- */

/* The id of the record: letters and digits, at most 32 (3.1). */
bool sts_id_is_good(struct span id);

enum sts_mode { STS_NONE, STS_TESTING, STS_ENFORCE };
const char *sts_mode_word(enum sts_mode mode);
struct sts_policy {
    enum sts_mode mode;
    uint64_t max_age; /* seconds */
    size_t mx_count;
    struct span text; /* borrowed */
};
/* A policy file (3.2). NULL when it is one, else the name of the field that is missing or wrong. */
const char *sts_policy_read(struct span text, struct sts_policy *ret_policy);
/* True when one of its mx lines means this host: "*." stands for one label (4.1). */
bool sts_policy_names(const struct sts_policy *policy, struct span host);

/* ---- TLS-RPT (RFC 8460) ---- */

/* Where reports go: mailto: and https: addresses, with commas between them (3). */
bool tls_rpt_is_good(struct span rua);

/* ---- DANE (RFC 6698) ---- */

/*
 * A TLSA record as resolve.h writes it ("3 1 1 abcd…"). False when no mail server goes by it: numbers
 * that mean nothing, a digest of the wrong length, or a usage of the web's (RFC 7672, 3.1.3).
 */
bool tlsa_is_usable(struct span text);
