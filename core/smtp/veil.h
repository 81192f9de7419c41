#pragma once

#include "base/buf.h"
#include "base/secret.h"

/*
 * Keeps a secret out of what the server says, should the server echo it: as it is, or in
 * base64 (RFC 4648), alone or at any place inside a longer base64 text. Start with zero.
 *
 * Not hidden are secrets shorter than VEIL_SECRET_MIN bytes and plain words of every refusal
 * ("password"): hiding them would garble each reply and point at the secret by the gap.
 */
enum { VEIL_SECRET_MIN = 4, VEIL_FORMS_MAX = 16 };

struct veil {
    struct secret forms[VEIL_FORMS_MAX];
    size_t count;
};

/* Hides this secret too, besides those before; the oldest go when there are too many. */
void veil_add(struct veil *veil, const struct secret *secret);
void veil_clear(struct veil *veil);
/* Appends text to out with "<hidden>" for each occurrence. True when there was one. */
bool veil_apply(const struct veil *veil, struct span text, struct buf *out);
