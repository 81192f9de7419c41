#pragma once

#include "base/span.h"

/*
 * A compiled message catalogue (GNU .mo) read in place from memory; keys are msgids.
 * Bounds are checked once when it is opened. Borrows the bytes for its life.
 */
struct catalogue {
    struct span bytes;
    uint32_t count, originals, translations;
    bool swapped;
};

/* False when the bytes are no sound catalogue. */
bool catalogue_open(struct catalogue *catalogue, struct span bytes);
/* False when the key is not there or its text is empty. */
bool catalogue_get(const struct catalogue *catalogue, struct span key, struct span *ret_text);
/* The index-th entry, in key order; for tests that walk all texts. */
bool catalogue_at(const struct catalogue *catalogue, size_t index, struct span *ret_key, struct span *ret_text);
