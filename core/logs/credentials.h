#pragma once

#include "facts/record.h"

/*
 * What a pasted sign-in shows about the credentials that were sent: looked at before they are
 * masked, in memory that is wiped. Adds FACT_SENT_…, FACT_TOKEN_… with the lines they stand in.
 * Of a name or password nothing but these facts is kept; of a token its expiry, audience, scope
 * and user. text: readable (unwrap()) and not veiled.
 */
void credentials_read(struct record *record, struct span text);
