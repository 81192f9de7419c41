#pragma once

#include "cli.h"

/*
 * What --answer takes: the questions of the diagnosis, and what only the person may allow. One
 * row a key; "webmail=yes|no|unknown" and what it is about, in the language of the cli.
 */
size_t cli_answer_count(void);
/* Appends to out; the text is borrowed. */
struct span cli_answer_at(const struct cli *cli, size_t index, struct buf *out);
/* Appends each KEY=VALUE that this key takes, with a blank before it unless it is the first in out. */
void cli_answer_words(size_t index, struct buf *out);
/* Takes KEY=VALUE. 0, or the exit status after an error that names the right keys or values. */
int cli_take_answer(struct cli *cli, const char *name, const char *value);
