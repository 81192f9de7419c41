#pragma once

#include "cli.h"

/*
 * One row an option: its name, what its value is called in the help ("value.WORD"; NULL:
 * none), who knows it as bits of 1 << enum command, and how it is taken. Help, man pages and
 * completions come from here. take returns 0, or the exit status after it has told what is wrong.
 */
struct option {
    const char *name;
    const char *value;
    unsigned commands;
    int (*take)(struct cli *cli, const char *name, const char *value);
};
size_t option_count(void);
const struct option *option_at(size_t index);
/* What the help says about it: the command's own words ("COMMAND.option-NAME"), else those for all ("option-NAME"). */
struct span option_about(const struct cli *cli, const struct option *option, enum command command);
