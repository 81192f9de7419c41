#pragma once

#include "net/tls.h"

#include <openssl/ssl.h>

/* The context that servers with this identity share; safe from many threads. Borrowed. */
SSL_CTX *tls_identity_context(const struct tls_identity *identity);
