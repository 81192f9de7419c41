#pragma once

#include "facts/target.h"

/* A TCP socket of this machine that waits for connections. */
enum { LISTENERS_MAX = 256, PROCESS_NAME_MAX = 32, PROCESS_PATH_MAX = 256 };
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
 * The program that holds the socket: its name ("master", "exim4"), and where it lies, as far as that may be seen. Looks
 * through /proc; of other users' programs only root sees it. False when unknown.
 */
struct process {
    char name[PROCESS_NAME_MAX];
    char path[PROCESS_PATH_MAX];
};
bool listener_process(const struct listener *listener, struct process *ret_process);
/* The mail server that a program belongs to, as people call it: "Postfix"; NULL: none that is known. */
const char *server_of_process(struct span name, struct span path);
