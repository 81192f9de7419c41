#include "actions.h"

#define CODE(name)                                                                                                     \
    {                                                                                                                  \
        KEY_CODE_##name, 0                                                                                             \
    }
#define LETTER(letter)                                                                                                 \
    {                                                                                                                  \
        KEY_CODE_CHARACTER, letter                                                                                     \
    }
#define CONTROL(letter)                                                                                                \
    {                                                                                                                  \
        KEY_CODE_CONTROL, letter                                                                                       \
    }

/* The first row of an action that fits the place names its key. */
static const struct binding bindings[] = {
    /* Keys that mean something else in a log stand first. */
    { LETTER('t'), PLACE_LOG, ACTION_TIME, "t" },
    { LETTER('a'), PLACE_LOG, ACTION_ACCOUNT, "a" },
    { LETTER('s'), PLACE_LOG, ACTION_MOMENT, "s" },
    { LETTER('y'), PLACE_ASK, ACTION_ANSWER, "y/n/u" },
    { LETTER('n'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('u'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('a'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('p'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('s'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('o'), PLACE_ASK, ACTION_ANSWER, NULL },
    { LETTER('f'), PLACE_ASK, ACTION_FIX, "f" },
    { LETTER('l'), PLACE_ASK, ACTION_CALLER, "l" },
    { LETTER('t'), PLACE_PAGE, ACTION_CALL, "t" },
    { LETTER('b'), PLACE_PAGE, ACTION_HAND, "b" },
    { CODE(UP), PLACE_ANY, ACTION_UP, "↑↓" },
    { LETTER('h'), PLACE_LESSON, ACTION_HINT, "h" },
    { CODE(F3), PLACE_FIELD, ACTION_HINT, "F3" },
    { LETTER('x'), PLACE_LESSON, ACTION_SOLUTION, "x" },
    { LETTER('k'), PLACE_PAGE, ACTION_UP, NULL },
    { CODE(DOWN), PLACE_ANY, ACTION_DOWN, "↓" },
    { LETTER('j'), PLACE_PAGE, ACTION_DOWN, NULL },
    { CODE(LEFT), PLACE_PAGE, ACTION_LEFT, "←→" },
    { LETTER('h'), PLACE_PAGE, ACTION_LEFT, NULL },
    { CODE(RIGHT), PLACE_PAGE, ACTION_RIGHT, "→" },
    { LETTER('l'), PLACE_PAGE, ACTION_RIGHT, NULL },
    { CODE(PAGE_UP), PLACE_ANY, ACTION_PAGE_UP, "PgUp" },
    { CODE(PAGE_DOWN), PLACE_ANY, ACTION_PAGE_DOWN, "PgDn" },
    { CODE(HOME), PLACE_PAGE, ACTION_FIRST, "Home" },
    { LETTER('g'), PLACE_PAGE, ACTION_FIRST, NULL },
    { CODE(END), PLACE_PAGE, ACTION_LAST, "End" },
    { LETTER('G'), PLACE_PAGE, ACTION_LAST, NULL },
    { CODE(TAB), PLACE_HAND, ACTION_COMPLETE, "Tab" },
    { CODE(TAB), PLACE_ANY & ~PLACE_HAND, ACTION_NEXT_PANE, "Tab" },
    { CODE(BACK_TAB), PLACE_ANY, ACTION_PREVIOUS_PANE, "S-Tab" },
    { CODE(ENTER), PLACE_ANY, ACTION_ENTER, "Enter" },
    { LETTER(' '), PLACE_PAGE, ACTION_TOGGLE, "Space" },
    { CODE(ESCAPE), PLACE_ANY, ACTION_ESCAPE, "Esc" },
    { CODE(BACKSPACE), PLACE_PAGE, ACTION_BACK, "Backspace" },
    { LETTER(']'), PLACE_PAGE, ACTION_NEXT_STEP, "]" },
    { CODE(F8), PLACE_ANY, ACTION_NEXT_STEP, "F8" },
    { LETTER('['), PLACE_PAGE, ACTION_PREVIOUS_STEP, "[" },
    { CODE(F7), PLACE_ANY, ACTION_PREVIOUS_STEP, "F7" },
    { LETTER('1'), PLACE_PAGE, ACTION_STEP, "1-7" },
    { LETTER('2'), PLACE_PAGE, ACTION_STEP, NULL },
    { LETTER('3'), PLACE_PAGE, ACTION_STEP, NULL },
    { LETTER('4'), PLACE_PAGE, ACTION_STEP, NULL },
    { LETTER('5'), PLACE_PAGE, ACTION_STEP, NULL },
    { LETTER('6'), PLACE_PAGE, ACTION_STEP, NULL },
    { LETTER('7'), PLACE_PAGE, ACTION_STEP, NULL },
    { CODE(F1), PLACE_ANY, ACTION_HELP, "F1" },
    { LETTER('?'), PLACE_PAGE, ACTION_HELP, NULL },
    { CODE(F2), PLACE_ANY, ACTION_LANGUAGE, "F2" },
    { LETTER('L'), PLACE_LETTERS, ACTION_LANGUAGE, NULL },
    { CODE(F4), PLACE_ANY, ACTION_SHOW_PASSWORD, "F4" },
    { LETTER('r'), PLACE_PAGE, ACTION_RERUN, "r" },
    { LETTER('R'), PLACE_PAGE, ACTION_RERUN, NULL },
    { CODE(F5), PLACE_ANY, ACTION_RERUN, "F5" },
    { CONTROL('t'), PLACE_ANY, ACTION_PLAN, "Ctrl-T" },
    { LETTER('s'), PLACE_PAGE, ACTION_SKIP, "s" },
    { CODE(F6), PLACE_ANY, ACTION_SKIP, "F6" },
    { CODE(F9), PLACE_ANY, ACTION_REPORT, "F9" },
    { LETTER('W'), PLACE_PAGE, ACTION_REPORT, NULL },
    { CODE(F12), PLACE_ANY, ACTION_SETTINGS, "F12" },
    { LETTER('S'), PLACE_PAGE, ACTION_SETTINGS, NULL },
    { CODE(DELETE), PLACE_PAGE, ACTION_FORGET, "Del" },
    { LETTER('d'), PLACE_PAGE, ACTION_FORGET, NULL },
    { CODE(F10), PLACE_ANY, ACTION_QUIT, "F10" },
    { LETTER('q'), PLACE_LETTERS, ACTION_QUIT, NULL },
    { LETTER('e'), PLACE_PAGE, ACTION_NEXT_PROBLEM, "e" },
    { LETTER('E'), PLACE_PAGE, ACTION_PREVIOUS_PROBLEM, "E" },
    { LETTER('+'), PLACE_PAGE, ACTION_SHOW_PASSED, "+" },
    { LETTER('='), PLACE_PAGE, ACTION_SHOW_PASSED, NULL },
    { LETTER('-'), PLACE_PAGE, ACTION_HIDE_PASSED, "-" },
    { LETTER('z'), PLACE_PAGE, ACTION_ZOOM, "z" },
    { LETTER('/'), PLACE_PAGE, ACTION_SEARCH, "/" },
    { CODE(F3), PLACE_PAGE, ACTION_SEARCH, "F3" },
    { LETTER('n'), PLACE_PAGE, ACTION_NEXT_HIT, "n" },
    { LETTER('N'), PLACE_PAGE, ACTION_PREVIOUS_HIT, "N" },
    { LETTER('f'), PLACE_PAGE, ACTION_FILTER, "f" },
    { LETTER('o'), PLACE_PAGE, ACTION_MOMENT, "o" },
    { LETTER('w'), PLACE_PAGE, ACTION_WRAP, "w" },
    { LETTER('x'), PLACE_PAGE, ACTION_BYTES, "x" },
    { LETTER('v'), PLACE_PAGE, ACTION_SELECT, "v" },
    { LETTER('y'), PLACE_PAGE, ACTION_COPY, "y" },
    { LETTER('Y'), PLACE_PAGE, ACTION_COPY_ALL, "Y" },
    { LETTER('p'), PLACE_PAGE, ACTION_PLAIN, "p" },
    { LETTER('c'), PLACE_PAGE, ACTION_CORRECT, "c" },
    { LETTER('T'), PLACE_PAGE, ACTION_TEST_MESSAGE, "T" },
    { LETTER('y'), PLACE_QUESTION, ACTION_YES, "y" },
    { LETTER('n'), PLACE_QUESTION, ACTION_NO, "n" },
    { CODE(INTERRUPT), PLACE_ANY, ACTION_STOP, "Ctrl-C" },
    { LETTER(':'), PLACE_PAGE, ACTION_COMMANDS, ":" },
    { CONTROL('p'), PLACE_ANY, ACTION_COMMANDS, "Ctrl-P" },
    { CONTROL('l'), PLACE_ANY, ACTION_REDRAW, "Ctrl-L" },
};

const char *action_word(enum action action)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        ACTIONS(X)
#undef X
    };
    return words[action];
}

size_t binding_count(void)
{
    return sizeof bindings / sizeof *bindings;
}

const struct binding *binding_at(size_t index)
{
    return &bindings[index];
}

/* й stands where q stands: people with a Russian layout need not switch it. */
static uint32_t letter_by_place(uint32_t c)
{
    static const struct {
        uint32_t cyrillic;
        char latin;
    } rows[] = {
        { 0x0439, 'q' }, { 0x0446, 'w' }, { 0x0443, 'e' }, { 0x043a, 'r' }, { 0x0435, 't' }, { 0x043d, 'y' },
        { 0x0433, 'u' }, { 0x0448, 'i' }, { 0x0449, 'o' }, { 0x0437, 'p' }, { 0x0445, '[' }, { 0x044a, ']' },
        { 0x0444, 'a' }, { 0x044b, 's' }, { 0x0432, 'd' }, { 0x0430, 'f' }, { 0x043f, 'g' }, { 0x0440, 'h' },
        { 0x043e, 'j' }, { 0x043b, 'k' }, { 0x0434, 'l' }, { 0x044f, 'z' }, { 0x0447, 'x' }, { 0x0441, 'c' },
        { 0x043c, 'v' }, { 0x0438, 'b' }, { 0x0442, 'n' }, { 0x044c, 'm' },
    };
    bool is_capital = c >= 0x0410 && c <= 0x042f;
    uint32_t small = is_capital ? c + 0x20 : c;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].cyrillic == small)
            return (uint32_t)(is_capital && rows[i].latin >= 'a' ? rows[i].latin - 0x20 : rows[i].latin);
    return c;
}

static uint32_t letter_meant(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        return c - 0xff01 + '!';
    /* What the key of "/" gives while Chinese is typed. */
    if (c == 0x3001)
        return '/';
    return c == 0x3000 ? ' ' : letter_by_place(c);
}

static unsigned number_of(enum action action, uint32_t letter)
{
    if (action == ACTION_STEP)
        return letter - '0';
    return action == ACTION_ANSWER ? letter : 0;
}

enum action action_of(struct key key, enum place place, unsigned *ret_number)
{
    if (key.code == KEY_CODE_CHARACTER)
        key.character = letter_meant(key.character);
    for (size_t i = 0; i < binding_count(); i++) {
        const struct binding *row = &bindings[i];
        bool same = row->key.code == key.code && row->key.character == key.character;
        if (same && (row->place & place)) {
            *ret_number = number_of(row->action, key.character);
            return row->action;
        }
    }
    *ret_number = 0;
    return ACTION_NONE;
}

static const struct binding *labelled(enum action action, enum place place)
{
    for (size_t i = 0; i < binding_count(); i++)
        if (bindings[i].action == action && bindings[i].label && (bindings[i].place & place))
            return &bindings[i];
    return NULL;
}

const char *action_label(enum action action, enum place place)
{
    const struct binding *row = labelled(action, place);
    return row ? row->label : NULL;
}

bool action_key(enum action action, enum place place, struct key *ret_key)
{
    const struct binding *row = labelled(action, place);
    if (row)
        *ret_key = row->key;
    return row != NULL;
}
