#pragma once

#include "facts/target.h"

/*
 * How a mail program on this machine is set up for sending, read from its own file: msmtp (msmtprc), Thunderbird
 * (prefs.js), mutt (muttrc), git (sendemail in its config), and the KEY=VALUE files of web applications (.env). Reads
 * text and opens nothing. A password that stands there is passed over.
 */
enum { PROGRAM_ACCOUNTS_MAX = 16, PROGRAM_FILE_MAX = 1024 * 1024 };

struct program_account {
    char name[64]; /* what the program calls it; may be empty */
    char address[MAIL_MAX];
    char login[MAIL_MAX];
    struct endpoint where; /* port 0, SECURITY_UNKNOWN: not said there */
};

struct program_settings {
    const char *program; /* as people call it; a literal */
    struct program_account accounts[PROGRAM_ACCOUNTS_MAX];
    size_t count;
    size_t chosen; /* the account that the program takes by itself */
};

/* False when it is no such file, or names no server. */
bool program_settings_read(struct span text, struct program_settings *ret_settings);
/*
 * The account of that address, compared without case; of none the chosen one, and that of any where the file names no
 * address for it. NULL: the file has others.
 */
const struct program_account *program_settings_of(const struct program_settings *settings, const char *address);
