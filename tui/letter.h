#pragma once

#include "facts/target.h"
#include "report/words.h"

/*
 * The test message of a person: from the sender (or the address) to target->send_to (or to
 * themselves), with words of their language. What stands in the wish goes before that; the
 * attachment may be any file. Sets target->message, and target->size to what goes over the wire.
 */
struct letter_wish {
    const char *subject;         /* NULL: the usual one */
    const char *attachment_name; /* NULL: none */
    struct span attachment;
};
/* False when none can be made: see mail_message_trouble(). */
bool letter_write(const struct words *words, const struct letter_wish *wish, struct target *target);
/* The same for a message that is there already. */
void letter_take(struct span message, struct target *target);
