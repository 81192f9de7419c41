#pragma once

#include "facts/stage.h"
#include "knowledge/cause.h"

/*
 * What replies and error messages mean: patterns.tsv, one row each. A row may ask for a
 * provider or server software, a stage, a reply code ("535", or "5" for all of that class), an
 * enhanced code ("5.7.8", ".7.8" for any class, or "-" for none) and words. Words are compared
 * with the text in small letters; " & " joins words that must all be there, " | " alternatives
 * of that.
 */
struct pattern_word;
struct pattern {
    const char *id;
    const char *providers; /* keys with | between them; empty: any */
    const char *stages;
    const char *codes;
    const char *enhanced;
    const char *words;
    const char *source;
    const struct pattern_word *pieces; /* the words, cut up */
    size_t piece_count;
    enum cause cause;
    enum side side;
    int weight; /* 1 to 100: how sure the row is by itself */
};

enum { PATTERN_GRAMS = 32768, PATTERN_GRAM = 4 };

/* What is known of one reply or message. */
struct saying {
    struct span provider; /* key, or empty */
    enum stage stage;     /* STAGE_NONE: unknown, then rows that ask for a stage may still hold by code */
    unsigned code;        /* 0: none */
    struct span enhanced;
    struct span lower;                  /* the text, its letters small: utf8_lower() */
    uint64_t grams[PATTERN_GRAMS / 64]; /* which runs of four bytes it has, hashed: saying_index() fills it */
};

/* To be called once lower is set; makes pattern_holds() fast. */
void saying_index(struct saying *saying);

size_t pattern_count(void);
const struct pattern *pattern_at(size_t index);
bool pattern_holds(const struct pattern *pattern, const struct saying *saying);
