#pragma once

/*
 * The full-screen wizard. address and language (en, zh, ru) may be NULL: then nothing is
 * filled in, and the environment decides. Returns the exit status: 0 works, 1 warnings,
 * 2 problem, 3 undecided, 64 when there is no terminal it can use, 70 when it failed itself.
 */
int wizard_main(const char *address, const char *language);
