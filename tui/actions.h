#pragma once

#include "base/span.h"
#include "key.h"

/* Everything a key can ask for; the word is the end of its texts "ui.act.WORD" and "ui.help.WORD". */
#define ACTIONS(_)                                                                                                     \
    _(ACTION_NONE, "none")                                                                                             \
    _(ACTION_UP, "up")                                                                                                 \
    _(ACTION_DOWN, "down")                                                                                             \
    _(ACTION_LEFT, "left")                                                                                             \
    _(ACTION_RIGHT, "right")                                                                                           \
    _(ACTION_PAGE_UP, "page-up")                                                                                       \
    _(ACTION_PAGE_DOWN, "page-down")                                                                                   \
    _(ACTION_FIRST, "first")                                                                                           \
    _(ACTION_LAST, "last")                                                                                             \
    _(ACTION_NEXT_PANE, "next-pane")                                                                                   \
    _(ACTION_PREVIOUS_PANE, "previous-pane")                                                                           \
    _(ACTION_ENTER, "enter")                                                                                           \
    _(ACTION_TOGGLE, "toggle")                                                                                         \
    _(ACTION_ESCAPE, "escape")                                                                                         \
    _(ACTION_BACK, "back")                                                                                             \
    _(ACTION_NEXT_STEP, "next-step")                                                                                   \
    _(ACTION_PREVIOUS_STEP, "previous-step")                                                                           \
    _(ACTION_STEP, "step")                                                                                             \
    _(ACTION_HELP, "help")                                                                                             \
    _(ACTION_HINT, "hint")                                                                                             \
    _(ACTION_SOLUTION, "solution")                                                                                     \
    _(ACTION_SETTINGS, "settings")                                                                                     \
    _(ACTION_FORGET, "forget")                                                                                         \
    _(ACTION_LANGUAGE, "language")                                                                                     \
    _(ACTION_SHOW_PASSWORD, "show-password")                                                                           \
    _(ACTION_RERUN, "rerun")                                                                                           \
    _(ACTION_PLAN, "plan")                                                                                             \
    _(ACTION_SKIP, "skip")                                                                                             \
    _(ACTION_REPORT, "report")                                                                                         \
    _(ACTION_QUIT, "quit")                                                                                             \
    _(ACTION_NEXT_PROBLEM, "next-problem")                                                                             \
    _(ACTION_PREVIOUS_PROBLEM, "previous-problem")                                                                     \
    _(ACTION_SHOW_PASSED, "show-passed")                                                                               \
    _(ACTION_HIDE_PASSED, "hide-passed")                                                                               \
    _(ACTION_ZOOM, "zoom")                                                                                             \
    _(ACTION_SEARCH, "search")                                                                                         \
    _(ACTION_NEXT_HIT, "next-hit")                                                                                     \
    _(ACTION_PREVIOUS_HIT, "previous-hit")                                                                             \
    _(ACTION_FILTER, "filter")                                                                                         \
    _(ACTION_ACCOUNT, "account")                                                                                       \
    _(ACTION_TIME, "time")                                                                                             \
    _(ACTION_MOMENT, "moment")                                                                                         \
    _(ACTION_WRAP, "wrap")                                                                                             \
    _(ACTION_BYTES, "bytes")                                                                                           \
    _(ACTION_SELECT, "select")                                                                                         \
    _(ACTION_COPY, "copy")                                                                                             \
    _(ACTION_COPY_ALL, "copy-all")                                                                                     \
    _(ACTION_PLAIN, "plain")                                                                                           \
    _(ACTION_TEST_MESSAGE, "test-message")                                                                             \
    _(ACTION_ANSWER, "answer")                                                                                         \
    _(ACTION_FIX, "fix")                                                                                               \
    _(ACTION_COMPLETE, "complete")                                                                                     \
    _(ACTION_HAND, "hand")                                                                                             \
    _(ACTION_CALL, "call")                                                                                             \
    _(ACTION_CALLER, "caller")                                                                                         \
    _(ACTION_CORRECT, "correct")                                                                                       \
    _(ACTION_YES, "yes")                                                                                               \
    _(ACTION_NO, "no")                                                                                                 \
    _(ACTION_STOP, "stop")                                                                                             \
    _(ACTION_COMMANDS, "commands")                                                                                     \
    _(ACTION_REDRAW, "redraw")
enum action {
#define X(id, word) id,
    ACTIONS(X)
#undef X
        ACTION_COUNT
};
const char *action_word(enum action action);

/*
 * Where the focus is: in a text field letters are text and only other keys act; a question takes y
 * and n; a page that interviews (PLACE_ASK, beside PLACE_PAGE) takes the letters of answers, a lesson (PLACE_LESSON,
 * the same) those of hint and solution; the line of a conversation by hand (PLACE_HAND, beside PLACE_FIELD) Tab.
 */
enum place {
    PLACE_PAGE = 1,
    PLACE_FIELD = 2,
    PLACE_QUESTION = 4,
    PLACE_ASK = 8,
    PLACE_LESSON = 16,
    PLACE_LOG = 32,
    PLACE_HAND = 64,
    PLACE_ANY = 127
};
#define PLACE_LETTERS (PLACE_PAGE | PLACE_QUESTION)

/*
 * One row of the table of keys. label is what the footer and the help call it; a row
 * without one is another way to do the same and is not shown.
 */
struct binding {
    struct key key;
    enum place place;
    enum action action;
    const char *label;
};

size_t binding_count(void);
const struct binding *binding_at(size_t index);

/*
 * The action of a key. Letters of the Russian layout count as what stands on the same key of
 * an English one, full-width characters as their ASCII form. ret_number: which step, for STEP; the letter, for ANSWER.
 */
enum action action_of(struct key key, enum place place, unsigned *ret_number);
/* The key that action_label() names; false when there is none. */
bool action_key(enum action action, enum place place, struct key *ret_key);
/* How the key of an action is called in this place, for footers and help; NULL when it has none. */
const char *action_label(enum action action, enum place place);
