#pragma once

#include "logs/log_event.h"

/*
 * Transcripts of clients (swaks, curl -v, PHPMailer …): what was said on many lines becomes one
 * event. A sign-in that was refused is counted once, however often the client repeats it, and
 * carries the server, the account and the mechanism that stood above it. Bounded: of TRANSCRIPTS
 * that are under way the ones used last are known. Of what was sent to sign in only the
 * account is kept.
 */
enum { TRANSCRIPTS = 16 };

struct transcripts;
struct transcripts *transcripts_new(void);
void transcripts_free(struct transcripts *transcripts);

/* For events with a step. False: the line only says more about others. What the event points to then lives until the
 * next call. */
bool transcript_join(struct transcripts *transcripts, struct log_event *event);
/* A failure whose end was waited for in vain; false when none is left. */
bool transcript_left_over(struct transcripts *transcripts, struct log_event *ret_event);

/* The number of a dialogue of a client, by what tells it from others; the clients count from 1. */
unsigned transcript_number(unsigned client, struct span session);
