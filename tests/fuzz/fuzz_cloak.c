#include "base/mem.h"
#include "report/cloak.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the user's own name; where nothing was found, nothing changes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct span name = SPAN_EMPTY;
    struct cloak *cloak = mem_new(sizeof *cloak);
    struct buf out;
    (void)span_line(&rest, &name);
    buf_init(&out, 4 * MIB);
    cloak_init(cloak, HIDE_ALL);
    cloak_trust(cloak, SPAN("192.0.2.10"));
    cloak_account(cloak, name);
    cloak_look(cloak, rest);
    cloak_add(cloak, rest, &out);
    if (cloak->count == 0 && !out.full && out.len != rest.len)
        abort();
    buf_free(&out);
    cloak_clear(cloak);
    free(cloak);
    return 0;
}
