#pragma once

#include "base/buf.h"

/*
 * A buf for secrets on their way out: all its room is there from the start, so that growing
 * leaves no copies behind in freed memory, and it is overwritten when it is closed.
 */
void vault_open(struct buf *vault, size_t room);
/* Safe on a zero buf and on one closed already. */
void vault_close(struct buf *vault);
