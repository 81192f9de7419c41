#include "base/secret.h"

#include "base/mem.h"

#include <string.h>
#include <sys/mman.h>

void secret_wipe(void *memory, size_t len)
{
    if (memory && len)
        explicit_bzero(memory, len);
}

/* Pages of their own: locking and leaving out of core dumps work on whole pages. */
static char *pages_new(size_t room)
{
    char *pages = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    /* Without the right to lock, an unlocked secret is still better than none. */
    (void)mlock(pages, room);
    (void)madvise(pages, room, MADV_DONTDUMP);
    return pages;
}

static bool reserve(struct secret *secret, size_t len)
{
    if (len > SECRET_MAX)
        return false;
    if (len <= secret->room)
        return true;
    size_t room = (len + 4095) / 4096 * 4096;
    char *pages = pages_new(room);
    if (!pages)
        return false;
    size_t kept = secret->len;
    if (kept)
        memcpy(pages, secret->at, kept);
    secret_clear(secret);
    *secret = (struct secret){ pages, kept, room };
    return true;
}

void secret_clear(struct secret *secret)
{
    if (secret->at) {
        secret_wipe(secret->at, secret->room);
        munmap(secret->at, secret->room);
    }
    *secret = (struct secret){ 0 };
}

bool secret_set(struct secret *secret, struct span bytes)
{
    secret_clear(secret);
    return secret_insert(secret, 0, bytes);
}

bool secret_insert(struct secret *secret, size_t offset, struct span bytes)
{
    if (offset > secret->len || bytes.len > SECRET_MAX || !reserve(secret, secret->len + bytes.len))
        return false;
    if (bytes.len == 0)
        return true;
    memmove(secret->at + offset + bytes.len, secret->at + offset, secret->len - offset);
    memcpy(secret->at + offset, bytes.at, bytes.len);
    secret->len += bytes.len;
    return true;
}

void secret_remove(struct secret *secret, size_t offset, size_t len)
{
    if (offset >= secret->len)
        return;
    if (len > secret->len - offset)
        len = secret->len - offset;
    memmove(secret->at + offset, secret->at + offset + len, secret->len - offset - len);
    secret_wipe(secret->at + secret->len - len, len);
    secret->len -= len;
}

bool secret_copy(struct secret *to, const struct secret *from)
{
    return secret_set(to, secret_bytes(from));
}

struct span secret_bytes(const struct secret *secret)
{
    return (struct span){ secret->at, secret->len };
}
