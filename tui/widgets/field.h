#pragma once

#include "base/secret.h"
#include "canvas.h"
#include "key.h"

/*
 * One line of typed text. Kept in secret memory, whatever it is, so that a password field is
 * the same thing with a mask. Takes every character as typed or pasted; nothing is trimmed.
 */
struct field {
    struct secret text;
    size_t cursor; /* byte offset */
    size_t max;    /* bytes it takes at most */
    bool is_masked;
    bool is_shown; /* a masked one may be looked at */
};

void field_init(struct field *field, size_t max, bool is_masked);
void field_clear(struct field *field);
void field_set(struct field *field, struct span text);
struct span field_text(const struct field *field);

/* True when the key was meant for the field. */
bool field_key(struct field *field, struct key key);
/* Takes the first line of a paste. False when something was cut off. */
bool field_paste(struct field *field, struct span text);
/* Paints it underlined over the spot; with the focus, places the cursor. */
void field_draw(const struct field *field, struct canvas *canvas, struct spot spot, bool has_focus);
