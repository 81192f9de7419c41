#pragma once

#include "base/buf.h"
#include "facts/target.h"
#include "report/words.h"

/*
 * What the person chose once and for all: "name = value" lines in the file "settings" on the
 * shelf of configuration. "#" begins a comment. A line that is wrong is told, with its number
 * and with what would be right, and the rest is used.
 */
#define COLOURS(_)                                                                                                     \
    _(COLOUR_AUTO, "auto")                                                                                             \
    _(COLOUR_NONE, "none")                                                                                             \
    _(COLOUR_LIGHT, "light")                                                                                           \
    _(COLOUR_DARK, "dark")
enum colour {
#define X(id, word) id,
    COLOURS(X)
#undef X
};

/* Choices are numbers into setting_options(); on and off are 1 and 0. */
struct preferences {
    unsigned language; /* 0: as the environment says, else 1 + index of the language */
    unsigned colour;   /* enum colour */
    unsigned ascii;
    unsigned mouse;
    unsigned max_logins;
    unsigned timeout_s;
    unsigned no_third_party;
    unsigned keep_recent;
    char resolver[sizeof((struct target *)NULL)->resolver];
    char ca_file[sizeof((struct target *)NULL)->ca_file];
};

#define SETTINGS(_)                                                                                                    \
    _(SETTING_LANGUAGE, "language")                                                                                    \
    _(SETTING_COLOUR, "colour")                                                                                        \
    _(SETTING_ASCII, "ascii")                                                                                          \
    _(SETTING_MOUSE, "mouse")                                                                                          \
    _(SETTING_MAX_LOGINS, "max-logins")                                                                                \
    _(SETTING_TIMEOUT, "timeout")                                                                                      \
    _(SETTING_NO_THIRD_PARTY, "no-third-party")                                                                        \
    _(SETTING_RESOLVER, "resolver")                                                                                    \
    _(SETTING_CA_FILE, "ca-file")                                                                                      \
    _(SETTING_KEEP_RECENT, "keep-recent")
enum preference {
#define X(id, word) id,
    SETTINGS(X)
#undef X
        SETTING_COUNT
};
const char *setting_word(enum preference setting);
/* The words of a choice, ended by NULL; NULL for numbers and texts. */
const char *const *setting_options(enum preference setting);

enum { SETTING_VALUE_MAX = 1024, SETTING_RIGHT_MAX = 128 };
/* As it stands in the file. */
void setting_get(const struct preferences *settings, enum preference setting, char out[SETTING_VALUE_MAX]);
/* False when the value is not one of those that setting_right() names; then nothing changes. */
bool setting_set(struct preferences *settings, enum preference setting, struct span value);
/* What a value may be, for a person: "auto, none, light, dark", "1-10", "192.0.2.1:53". */
void setting_right(enum preference setting, char out[SETTING_RIGHT_MAX]);

/* What is wrong with a line; the word is the end of its text "settings.WORD". */
#define SETTINGS_FAULTS(_)                                                                                             \
    _(SETTINGS_NO_EQUALS, "no-equals")                                                                                 \
    _(SETTINGS_UNKNOWN, "unknown")                                                                                     \
    _(SETTINGS_BAD_VALUE, "bad-value")                                                                                 \
    _(SETTINGS_UNREADABLE, "unreadable")
enum settings_fault {
#define X(id, word) id,
    SETTINGS_FAULTS(X)
#undef X
};
const char *settings_fault_word(enum settings_fault fault);

struct settings_wrong {
    enum settings_fault fault;
    size_t line;                   /* from 1; 0: the whole file */
    char text[64];                 /* the name, or the line; raw */
    char right[SETTING_RIGHT_MAX]; /* what would be right */
};
/* "Settings, line 3: …; right would be …" */
void settings_tell(const struct words *words, const struct settings_wrong *wrong, struct buf *out);

enum { SETTINGS_WRONG_MAX = 8 };
struct settings_wrongs {
    struct settings_wrong first[SETTINGS_WRONG_MAX];
    size_t count; /* may be more than are kept */
};

void settings_init(struct preferences *settings);
/* Pure: reads the text of a file over what stands there. ret_wrongs is filled anew. */
void settings_read(struct preferences *settings, struct span text, struct settings_wrongs *ret_wrongs);
/*
 * Pure: the old text with the values of now. Comments, blank lines, unknown and wrong lines stay as they
 * are; what is not in it and not as usual is added at the end.
 */
void settings_write(const struct preferences *settings, struct span old, struct buf *out);

/* The usual values, and over them the file's where there is one. */
void settings_load(struct preferences *settings, struct settings_wrongs *ret_wrongs);
/* False with errno when it could not be written. */
bool settings_save(const struct preferences *settings);
/* What a run goes by. */
void settings_apply(const struct preferences *settings, struct target *target);
