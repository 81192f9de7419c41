#pragma once

#include "report/words.h"

/* The languages that are built in, in the order in which one key goes through them. */
enum { LANGUAGES = 3, LANGUAGE_ENGLISH = 0 };
struct language {
    const char *id;         /* en, zh, ru */
    const char *short_name; /* EN, 中文, RU: for the title line */
    const char *own_name;   /* as its speakers write it */
    struct catalogue catalogue;
};
struct languages {
    struct language all[LANGUAGES];
};

/* False when a built-in catalogue is broken. */
bool languages_open(struct languages *languages);
struct words languages_words(const struct languages *languages, size_t index);
/* The index for "zh", "ru_RU.UTF-8" …; NULL asks LC_ALL, LC_MESSAGES and LANG. English when unknown. */
size_t languages_choose(const struct languages *languages, const char *wanted);
