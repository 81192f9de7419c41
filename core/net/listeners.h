#pragma once

#include "facts/target.h"

/* A TCP socket of this machine that waits for connections. */
enum { LISTENERS_MAX = 256, PROCESS_NAME_MAX = 32 };
struct listener {
    uint16_t port;
    bool is_loopback_only;
    uint64_t inode;
};
struct listeners {
    struct listener list[LISTENERS_MAX];
    size_t count;
};

/* Adds what the text of /proc/net/tcp or /proc/net/tcp6 (proc(5)) tells; lines that it cannot read are passed over. */
void listeners_add(struct listeners *listeners, struct span text, bool is_v6);
/* Those of this machine, of this network namespace. False when they cannot be read. */
bool listeners_read(struct listeners *ret_listeners);
/* The one that reaches furthest on this port, or NULL. */
const struct listener *listeners_find(const struct listeners *listeners, uint16_t port);
/*
 * The name of the program that holds the socket ("master", "exim4"). Looks through /proc; of
 * other users' programs only root sees it. False when unknown.
 */
bool listener_process(const struct listener *listener, char *ret_name, size_t room);
