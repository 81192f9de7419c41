#pragma once

#include "net/dial.h"

/*
 * Why a connect() failed, and who said so. own is the address that the socket spoke from.
 * Linux keeps the ICMP message behind a failed SYN in the socket's error queue when
 * IP_RECVERR or IPV6_RECVERR is set (ip(7)); the sender of the message is in it.
 */

/* Asks the kernel to keep ICMP messages; call it before connect(). */
void refusal_prepare(int fd, bool is_v6);
/* Fills in end, error and by from errno and from what the error queue of fd has. */
void refusal_read(int fd, int error, const char *own, struct dial_try *try);
