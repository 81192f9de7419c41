#pragma once

#include "smtp/sasl.h"

/*
 * The mechanisms that send no password: SCRAM, CRAM-MD5 and DIGEST-MD5, by libgsasl; for
 * sasl.c alone. One library context a login, so threads share nothing.
 */
bool digest_open(struct sasl *sasl, const char **ret_why);
void digest_close(struct sasl *sasl);
enum sasl_turn digest_answer(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer);
