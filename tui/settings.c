#include "settings.h"

#include "base/mem.h"
#include "shelf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 64 * 1024, LOGINS_MAX = 20, TIMEOUT_MAX_S = 3600 };
static const char file_name[] = "settings";

static const char *const language_options[] = { "auto", "en", "zh", "ru", NULL };
static const char *const switch_options[] = { "off", "on", NULL };
static const char *const colour_options[] = {
#define X(id, word) word,
    COLOURS(X)
#undef X
        NULL
};

/* A choice has options, a number a range, a text room. */
static const struct setting_row {
    const char *word;
    size_t offset;
    const char *const *options;
    unsigned least, most;
    size_t room;
    const char *right; /* of a text */
} rows[SETTING_COUNT] = {
#define AT(field) offsetof(struct preferences, field)
    [SETTING_LANGUAGE] = { "language", AT(language), language_options, 0, 0, 0, NULL },
    [SETTING_COLOUR] = { "colour", AT(colour), colour_options, 0, 0, 0, NULL },
    [SETTING_ASCII] = { "ascii", AT(ascii), switch_options, 0, 0, 0, NULL },
    [SETTING_MOUSE] = { "mouse", AT(mouse), switch_options, 0, 0, 0, NULL },
    [SETTING_MAX_LOGINS] = { "max-logins", AT(max_logins), NULL, 0, LOGINS_MAX, 0, NULL },
    [SETTING_TIMEOUT] = { "timeout", AT(timeout_s), NULL, 1, TIMEOUT_MAX_S, 0, NULL },
    [SETTING_NO_THIRD_PARTY] = { "no-third-party", AT(no_third_party), switch_options, 0, 0, 0, NULL },
    [SETTING_RESOLVER] = { "resolver", AT(resolver), NULL, 0, 0, sizeof((struct preferences *)NULL)->resolver,
                           "192.0.2.53, [2001:db8::53]:53" },
    [SETTING_CA_FILE] = { "ca-file", AT(ca_file), NULL, 0, 0, sizeof((struct preferences *)NULL)->ca_file,
                          "/etc/ssl/own-ca.pem" },
    [SETTING_KEEP_RECENT] = { "keep-recent", AT(keep_recent), switch_options, 0, 0, 0, NULL },
#undef AT
};

const char *setting_word(enum preference setting)
{
    return rows[setting].word;
}

const char *const *setting_options(enum preference setting)
{
    return rows[setting].options;
}

const char *settings_fault_word(enum settings_fault fault)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SETTINGS_FAULTS(X)
#undef X
    };
    return words[fault];
}

void settings_init(struct preferences *settings)
{
    *settings =
        (struct preferences){ .max_logins = TARGET_MAX_LOGINS, .timeout_s = TARGET_TIMEOUT_S, .keep_recent = 1 };
}

/* ---- one value ---- */

static unsigned *number_of(struct preferences *settings, const struct setting_row *row)
{
    return (unsigned *)(void *)((char *)settings + row->offset);
}

void setting_get(const struct preferences *settings, enum preference setting, char out[SETTING_VALUE_MAX])
{
    const struct setting_row *row = &rows[setting];
    unsigned number = *number_of((struct preferences *)settings, row);
    if (row->room)
        mem_copy_text(out, SETTING_VALUE_MAX, span_of((const char *)settings + row->offset));
    else if (row->options)
        mem_copy_text(out, SETTING_VALUE_MAX, span_of(row->options[number]));
    else
        (void)snprintf(out, SETTING_VALUE_MAX, "%u", number);
}

static bool set_choice(unsigned *number, const char *const *options, struct span value)
{
    for (unsigned i = 0; options[i]; i++)
        if (span_equal_nocase(value, span_of(options[i]))) {
            *number = i;
            return true;
        }
    return false;
}

/* What people write for on and off as well. */
static struct span switch_word(struct span value)
{
    static const char *const on[] = { "yes", "true", "1" };
    static const char *const off[] = { "no", "false", "0" };
    for (size_t i = 0; i < 3; i++) {
        if (span_equal_nocase(value, span_of(on[i])))
            return SPAN("on");
        if (span_equal_nocase(value, span_of(off[i])))
            return SPAN("off");
    }
    return value;
}

static bool is_text_right(enum preference setting, struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
            return false;
    if (value.len == 0)
        return true;
    if (setting == SETTING_CA_FILE)
        return value.at[0] == '/';
    /* An address, or one with a port; the resolver itself says more when it is used. */
    for (size_t i = 0; i < value.len; i++)
        if (!strchr("0123456789abcdefABCDEF.:[]%", value.at[i]))
            return false;
    return true;
}

bool setting_set(struct preferences *settings, enum preference setting, struct span value)
{
    const struct setting_row *row = &rows[setting];
    uint64_t number = 0;
    if (row->options)
        return set_choice(number_of(settings, row), row->options,
                          row->options == switch_options ? switch_word(value) : value);
    if (row->room) {
        if (value.len >= row->room || !is_text_right(setting, value))
            return false;
        mem_copy_text((char *)settings + row->offset, row->room, value);
        return true;
    }
    if (!span_number(value, row->most, &number) || number < row->least)
        return false;
    *number_of(settings, row) = (unsigned)number;
    return true;
}

void setting_right(enum preference setting, char out[SETTING_RIGHT_MAX])
{
    const struct setting_row *row = &rows[setting];
    size_t len = 0;
    out[0] = '\0';
    if (row->right)
        mem_copy_text(out, SETTING_RIGHT_MAX, span_of(row->right));
    else if (!row->options)
        (void)snprintf(out, SETTING_RIGHT_MAX, "%u-%u", row->least, row->most);
    for (size_t i = 0; row->options && row->options[i]; i++)
        len += (size_t)snprintf(out + len, SETTING_RIGHT_MAX - len, "%s%s", i ? ", " : "", row->options[i]);
}

/* ---- reading ---- */

/* "name = value", without blanks around both. */
static bool split(struct span line, struct span *ret_name, struct span *ret_value)
{
    size_t equals = span_find_char(line, '=');
    if (equals == SPAN_NONE)
        return false;
    *ret_name = span_trim(span_head(line, equals));
    *ret_value = span_trim(span_from(line, equals + 1));
    return true;
}

static bool find_setting(struct span name, enum preference *ret_setting)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        if (span_equal_nocase(name, span_of(rows[i].word))) {
            *ret_setting = (enum preference)i;
            return true;
        }
    return false;
}

static struct settings_wrong *add_wrong(struct settings_wrongs *wrongs, enum settings_fault fault, struct span text)
{
    static const size_t last = SETTINGS_WRONG_MAX - 1;
    size_t place = wrongs->count < SETTINGS_WRONG_MAX ? wrongs->count : last;
    struct settings_wrong *wrong = &wrongs->first[place];
    if (wrongs->count++ > last)
        return NULL;
    wrong->fault = fault;
    mem_copy_text(wrong->text, sizeof wrong->text, text);
    return wrong;
}

static void add_names(char right[SETTING_RIGHT_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        len += (size_t)snprintf(right + len, SETTING_RIGHT_MAX - len, "%s%s", i ? ", " : "", rows[i].word);
}

static void read_line(struct preferences *settings, struct span line, size_t number, struct settings_wrongs *wrongs)
{
    struct span name;
    struct span value;
    enum preference setting;
    struct settings_wrong *wrong = NULL;
    if (!split(line, &name, &value)) {
        wrong = add_wrong(wrongs, SETTINGS_NO_EQUALS, line);
        if (wrong)
            mem_copy_text(wrong->right, sizeof wrong->right, SPAN("language = en"));
    } else if (!find_setting(name, &setting)) {
        wrong = add_wrong(wrongs, SETTINGS_UNKNOWN, name);
        if (wrong)
            add_names(wrong->right);
    } else if (!setting_set(settings, setting, value)) {
        wrong = add_wrong(wrongs, SETTINGS_BAD_VALUE, name);
        if (wrong)
            setting_right(setting, wrong->right);
    }
    if (wrong)
        wrong->line = number;
}

void settings_read(struct preferences *settings, struct span text, struct settings_wrongs *ret_wrongs)
{
    struct span line;
    memset(ret_wrongs, 0, sizeof *ret_wrongs);
    if (span_starts(text, SPAN("\xef\xbb\xbf")))
        text = span_from(text, 3);
    for (size_t number = 1; span_line(&text, &line); number++) {
        line = span_trim(line);
        if (line.len && line.at[0] != '#')
            read_line(settings, line, number, ret_wrongs);
    }
}

/* ---- writing ---- */

static void add_setting(const struct preferences *settings, enum preference setting, struct buf *out)
{
    char value[SETTING_VALUE_MAX];
    setting_get(settings, setting, value);
    (void)buf_addf(out, "%s = %s\n", rows[setting].word, value);
}

/* A line that says what holds now stays to the letter. */
static bool says_so(const struct preferences *settings, enum preference setting, struct span value)
{
    struct preferences other = *settings;
    char now[SETTING_VALUE_MAX];
    char then[SETTING_VALUE_MAX];
    if (!setting_set(&other, setting, value))
        return false;
    setting_get(settings, setting, now);
    setting_get(&other, setting, then);
    return strcmp(now, then) == 0;
}

static void write_line(const struct preferences *settings, struct span line, bool written[SETTING_COUNT],
                       struct buf *out)
{
    struct span name;
    struct span value;
    enum preference setting;
    struct span clean = span_trim(line);
    bool is_setting = clean.len && clean.at[0] != '#' && split(clean, &name, &value) && find_setting(name, &setting);
    if (!is_setting || says_so(settings, setting, value)) {
        buf_add(out, line);
        buf_add_char(out, '\n');
    } else {
        add_setting(settings, setting, out);
    }
    if (is_setting)
        written[setting] = true;
}

static bool is_usual(const struct preferences *settings, enum preference setting)
{
    struct preferences usual;
    char value[SETTING_VALUE_MAX];
    settings_init(&usual);
    setting_get(&usual, setting, value);
    return says_so(settings, setting, span_of(value));
}

void settings_write(const struct preferences *settings, struct span old, struct buf *out)
{
    bool written[SETTING_COUNT] = { false };
    struct span line;
    while (span_line(&old, &line))
        write_line(settings, line, written, out);
    for (int i = 0; i < SETTING_COUNT; i++)
        if (!written[i] && !is_usual(settings, (enum preference)i))
            add_setting(settings, (enum preference)i, out);
}

/* ---- the file ---- */

void settings_load(struct preferences *settings, struct settings_wrongs *ret_wrongs)
{
    struct buf text;
    settings_init(settings);
    buf_init(&text, FILE_MAX);
    enum shelf_read read = shelf_read(SHELF_CONFIG, file_name, &text);
    settings_read(settings, read == SHELF_READ ? buf_span(&text) : SPAN_EMPTY, ret_wrongs);
    if (read == SHELF_UNREADABLE || read == SHELF_FOREIGN)
        (void)add_wrong(ret_wrongs, SETTINGS_UNREADABLE, SPAN("settings"));
    buf_free(&text);
}

bool settings_save(const struct preferences *settings)
{
    struct buf old;
    struct buf text;
    buf_init(&old, FILE_MAX);
    buf_init(&text, 2 * FILE_MAX);
    enum shelf_read read = shelf_read(SHELF_CONFIG, file_name, &old);
    bool may_write = read == SHELF_READ || read == SHELF_NOT_THERE;
    if (!may_write)
        errno = EACCES;
    settings_write(settings, buf_span(&old), &text);
    bool saved = may_write && shelf_write(SHELF_CONFIG, file_name, buf_span(&text));
    buf_free(&old);
    buf_free(&text);
    return saved;
}

void settings_apply(const struct preferences *settings, struct target *target)
{
    target->max_logins = settings->max_logins;
    target->timeout_s = settings->timeout_s;
    target->no_third_party = settings->no_third_party;
    mem_copy_text(target->resolver, sizeof target->resolver, span_of(settings->resolver));
    mem_copy_text(target->ca_file, sizeof target->ca_file, span_of(settings->ca_file));
}

void settings_tell(const struct words *words, const struct settings_wrong *wrong, struct buf *out)
{
    char key[64];
    struct fact fact = { .number = (int64_t)wrong->line, .ms = -1 };
    (void)snprintf(key, sizeof key, "settings.%s", settings_fault_word(wrong->fault));
    mem_copy_text(fact.text, sizeof fact.text, span_of(wrong->text));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(wrong->right));
    words_fill(out, words_get(words, key), &fact);
}
