#pragma once

#include "facts/target.h"

/* This machine's end of a connected socket, as an address literal for EHLO (RFC 5321, 4.1.3). False when unknown. */
bool local_literal(int fd, char *out, size_t room);

/*
 * Acknowledge what comes next at once. Servers that leave Nagle's algorithm on hold their next
 * line back until the last one is acknowledged: after the session tickets of TLS 1.3 that
 * costs the kernel's delay of 40 ms. The kernel forgets the wish, so it is made before each wait.
 */
void local_ack_at_once(int fd);
