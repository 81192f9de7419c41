#pragma once

#include "cli.h"

/*
 * The wizard without pages, for screen readers, serial lines and pipes: the same questions and
 * checks, one line after the other, whole lines only. Returns the exit status: 0 works,
 * 1 warnings, 2 problem, 3 undecided; without a verdict 0 when a person left, 64 when the
 * answers of a pipe ended.
 */
int plain_main(struct cli *cli);

/* Asked for by --plain or ACCESSIBLE, or nothing else is possible: no terminal, or TERM unset or dumb. */
bool plain_is_wanted(const struct cli *cli);
