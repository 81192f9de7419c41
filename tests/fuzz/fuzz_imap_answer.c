/* What an IMAP server answers, read in every way: numbers, folder names and the hops of a header. */
#include "checks/imap_answer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 64 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* A name that is put into a command must not end it, nor begin another one. */
static void check_folder(struct span answer)
{
    char name[ROOM];
    bool found = imap_junk_folder(answer, name, sizeof name);
    check(memchr(name, '\0', sizeof name) != NULL || !found);
    if (found)
        check(name[0] && !strpbrk(name, "\r\n"));
}

static void check_hops(struct span header)
{
    struct mail_hop hops[HOPS_MAX];
    int64_t seconds = -1;
    size_t count = imap_hops(header, hops);
    check(count <= HOPS_MAX);
    for (size_t i = 0; i < count; i++)
        check(memchr(hops[i].by, '\0', sizeof hops[i].by) != NULL);
    size_t slowest = imap_slowest_hop(hops, count, &seconds);
    check(slowest == SIZE_MAX || (slowest < count && seconds >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy that ends where the answer ends, so that a step behind it is seen. */
    char *copy = malloc(size ? size : 1);
    check(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    struct span answer = { copy, size };
    (void)imap_last_found(answer);
    check_folder(answer);
    check_hops(answer);
    free(copy);
    return 0;
}
