#pragma once

#include "base/buf.h"

/* An address that nobody has (RFC 5737). */
#define PLAIN_WEB_NOBODY "192.0.2.1"

/* The hosts whose pages are asked for, "a, b, c". */
void plain_web_hosts(struct buf *out);
