#pragma once

#include "cli.h"
#include "plain_input.h"
#include "practice/practice.h"
#include "run/run.h"

/* One sitting in plain mode, shared by its files. */
struct plain {
    struct cli *cli;
    struct plain_input input;
    bool is_over;         /* nothing more can be asked: the answers ended, a signal came, or nobody reads */
    bool has_left;        /* the person said so */
    struct target target; /* what was answered */
    struct target ran;    /* what the last run was about, without its password */
    unsigned logins_used; /* spans runs for one account */
    struct practice_server *server;
    struct run *run;
    struct record read; /* of a text, when there was no run */
    bool has_diagnosis;
    struct diagnosis diagnosis;
};

/* ---- telling: every line is whole, wrapped, and out at once ---- */

struct span plain_text(const struct plain *plain, const char *key);
/* As it is: set already. */
void plain_put(struct plain *plain, const struct buf *out);
void plain_say(struct plain *plain, struct span text);
void plain_say_key(struct plain *plain, const char *key);
/* With {text} and {number} filled in; text is cleaned. */
void plain_say_about(struct plain *plain, const char *key, size_t number, struct span text);
/* "Label: text"; either is clean. Several lines of text become lines. */
void plain_say_labelled(struct plain *plain, struct span label, struct span text);

/* ---- asking ---- */

/* Writes the prompt and takes one line, trimmed. False when there is none any more. Borrowed until the next. */
bool plain_ask(struct plain *plain, struct span prompt, struct span *ret_answer);
/* The same without trimming, and without echo on a terminal. */
enum input_end plain_ask_secret(struct plain *plain, struct span prompt, struct span *ret_answer);
/* Whether an answer is one of the words of a text: "y yes". */
bool plain_is_word(const struct plain *plain, struct span answer, const char *key);
/* Asks until it is yes or no; no when there is no answer any more. */
bool plain_ask_yes(struct plain *plain, const char *key);

/* What was decided at the first question, or at the end of all. */
enum plain_way { WAY_CHECK, WAY_PASTE, WAY_PRACTICE, WAY_LEAVE };
/* All questions in order. ret_case: for WAY_PRACTICE. */
enum plain_way plain_ask_all(struct plain *plain, const struct practice_case **ret_case);
/* Asks which answer is to change, and that one. False when none was. */
bool plain_ask_change(struct plain *plain);

/* ---- checking ---- */

/* Says who will be spoken to, runs the checks, tells each as it ends, then the verdict. */
void plain_check(struct plain *plain, bool corrected);
/* Whether another run sends the same password for the same account once more. */
bool plain_repeats_login(const struct plain *plain);
/* Starts the server of a case and fills in what its person typed. False after saying why not. */
bool plain_practise(struct plain *plain, const struct practice_case *practice);
/* Reads a text up to a line with a single dot, and tells what it means. */
void plain_read_text(struct plain *plain);

const struct record *plain_record(const struct plain *plain);
/* The report of what is at hand; borrows from plain. */
struct report plain_report(const struct plain *plain);

/* Tells it once more: an answer has changed what it rests on. */
void plain_tell_verdict(struct plain *plain);

/* ---- what only the person knows ---- */

/*
 * Asks what separates the leading causes, one question at a time; an empty line passes one over.
 * Each answer becomes a fact and is judged at once. is_again: also those that were answered.
 * True when an answer was given. *ret_other: what was typed instead of an answer, to be taken as a
 * choice; borrowed until the next question.
 */
bool plain_ask_questions(struct plain *plain, bool is_again, struct span *ret_other);
bool plain_has_questions(const struct plain *plain);

/* ---- afterwards ---- */

/* Whether it is a choice of the menu that may be made at any time, or the number of a finding. */
bool plain_is_choice(const struct plain *plain, struct span answer);

/* True: another account is to be checked; false: it is over. */
bool plain_menu(struct plain *plain);
