#pragma once

#include "base/buf.h"

/*
 * Hides secrets in pasted text, by where they stand: what follows AUTH PLAIN, LOGIN, XOAUTH2
 * and the client's lines after a 334; password=…, pass: …, Bearer …, user:secret@ in addresses.
 * The literal words "undefined", "null" and "REDACTED" stay: they are the finding.
 */
void veil_secrets(struct span text, struct buf *out);
