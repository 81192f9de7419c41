#pragma once

#include "net/tls.h"

#include <openssl/ssl.h>

/*
 * What can be seen of an established connection: version, cipher, the chain as the server
 * sent it, and what a strict client would say about it. Nothing here stops anything.
 */
void tls_inspect(SSL *ssl, const struct tls_wish *wish, struct tls_report *report);
