#pragma once

#include "settings.h"

/*
 * The full-screen wizard. address, language (en, zh, ru) and settings may be NULL: then nothing
 * is filled in, the environment decides, and the usual holds. Returns the exit status: 0 works, 1 warnings,
 * 2 problem, 3 undecided, 64 when there is no terminal it can use, 70 when it failed itself.
 */
struct wizard_wish {
    const char *address;
    const char *language;
    const struct preferences *settings;
    const struct settings_wrongs *wrongs; /* of the settings file: the first is told */
    bool keeps;                           /* cases are remembered */
    bool ascii;
    bool no_colour;
};
int wizard_main(const struct wizard_wish *wish);
