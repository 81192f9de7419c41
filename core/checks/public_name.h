#pragma once

#include "base/span.h"

/*
 * True when a reverse name looks like one that a provider gives to all its lines: the
 * address stands in it, or a word such as "dynamic", "pool" or "dsl". Servers that take
 * mail from others often refuse such a sender.
 */
bool public_name_is_generic(struct span name, const char *address);
