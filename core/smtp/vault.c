#include "smtp/vault.h"

#include "base/mem.h"
#include "base/secret.h"

void vault_open(struct buf *vault, size_t room)
{
    buf_init(vault, room);
    vault->at = mem_new(room + 1);
    vault->room = room + 1;
}

void vault_close(struct buf *vault)
{
    secret_wipe(vault->at, vault->room);
    buf_free(vault);
}
