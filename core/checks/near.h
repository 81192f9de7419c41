#pragma once

#include "facts/target.h"

/* What was probably meant by a slip of the finger. Asks nobody. */

/*
 * How many slips lie between two texts: a letter left out, put in, another one, or two
 * neighbours swapped. Case does not matter. NEAR_FAR when there are more than NEAR_MOST, or a text is too long.
 */
enum { NEAR_MOST = 2, NEAR_FAR = 3, NEAR_LEN_MAX = 64 };
unsigned near_slips(struct span a, struct span b);

/* The domain of a known provider that is one slip away; NULL: none, or it is one itself. With is_unknown short
 * names count too: nobody has a domain of that name. The text lives for ever in the table; ends at a comma. */
struct span near_provider(struct span domain, bool is_unknown);

/* Names one slip away that are worth a question: endings as people miss them, neighbours swapped. */
enum { NEAR_NAMES_MAX = 8 };
size_t near_names(struct span domain, char (*ret_names)[HOST_MAX]);

/* The port for handing in mail that this number was probably meant to be; 0: none, or it may well be meant. */
uint16_t near_port(uint16_t port);
