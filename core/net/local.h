#pragma once

#include "facts/target.h"

/* This machine's end of a connected socket, as an address literal for EHLO (RFC 5321, 4.1.3). False when unknown. */
bool local_literal(int fd, char *out, size_t room);
