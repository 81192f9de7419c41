#pragma once

#include "logs/replyfind.h"

/* At which stage something in a text was said. The texts have ASCII letters in lower case, but for stage_speaker(). */

/* Of a reply: by the command that is named before or after it, by its code, by the words around it. */
enum stage stage_of_reply(struct span text, const struct found_reply *reply);
/* Of a text without a reply: by the words of programs and libraries. STAGE_NONE when nothing tells. */
enum stage stage_of_words(struct span text);
/* Whether the text speaks of mail at all. */
bool stage_has_mail_words(struct span text);
/*
 * Who a line of a transcript is from, by its direction mark, its code or its command; an event
 * when nothing tells. The words are what was said, without the mark and what stands before it.
 */
enum speaker stage_speaker(struct span line, struct span *ret_words);
