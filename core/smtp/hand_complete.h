#pragma once

#include "base/buf.h"
#include "facts/target.h"
#include "smtp/hand_review.h"

/*
 * Lines that what was typed can become, LF behind each, the likeliest first: commands that fit now, what the
 * server offers, the addresses of the target. Only such as begin with what was typed, whatever its case.
 * The prompt's own words begin with a colon. Returns how many.
 */
size_t hand_complete(const struct hand_state *state, const struct target *target, struct span typed, struct buf *out);
/* The longest beginning that all of these lines share. Borrowed from them. */
struct span hand_common(struct span lines);

/* The prompt's own words; their help is the text "hand.word." and the word. */
#define HAND_WORDS(_)                                                                                                  \
    _(HAND_WORD_LOGIN, "login")   /* :login [NAME] [MECHANISM]: asks for the password, then signs in */                \
    _(HAND_WORD_ANSWER, "answer") /* :answer [TEXT]: answers a 334 in base64, unseen without a text */                 \
    _(HAND_WORD_ENCODE, "encode") /* :encode TEXT */                                                                   \
    _(HAND_WORD_DECODE, "decode") /* :decode BASE64, without the password that is inside */                            \
    _(HAND_WORD_HELP, "help")                                                                                          \
    _(HAND_WORD_QUIT, "quit")                                                                                          \
    _(HAND_WORD_NONE, "")
enum hand_word {
#define X(id, word) id,
    HAND_WORDS(X)
#undef X
};
const char *hand_word_text(enum hand_word word);
/* The word of a line that begins with a colon, and what stands behind it. False when the line is for the server. */
bool hand_word_of(const struct hand_state *state, struct span line, enum hand_word *ret_word, struct span *ret_rest);

/* What base64 holds, for a person: NUL as " · ", the password of AUTH PLAIN as stars. False when it is no base64. */
bool hand_decode(struct span text, struct buf *out);
