#pragma once

#include "base/span.h"

/*
 * "name=value; name=value" (RFC 6376, 3.2): what DKIM, DMARC, MTA-STS and TLS-RPT records are
 * made of. Blanks around names and values do not belong to them.
 */
struct tag {
    struct span name;
    struct span value;
};
enum tag_progress { TAG_END, TAG_READ, TAG_BROKEN };
/* The next tag of *rest. BROKEN: a piece that is no "name=value". */
enum tag_progress tag_next(struct span *rest, struct tag *ret_tag);

/* The value of the first tag with this name. False when there is none. */
bool tag_find(struct span record, struct span name, struct span *ret_value);
/* True when the first tag is this one, with exactly this value: the version (RFC 7489, 6.3). */
bool tag_is_first(struct span record, struct span name, struct span value);
