#pragma once

#include "facts/record.h"
#include "screen_id.h"
#include "widgets/form.h"

/*
 * The three forms of the rail (account, credentials, server), and the target that they describe. They stand in an
 * array by the number of their screen, with room for ACCOUNT_FORMS; that of the first page stays empty. What is typed
 * lives in the rows alone.
 */
enum { ACCOUNT_FORMS = SCREEN_SERVER + 1 };

void account_forms_init(struct form forms[ACCOUNT_FORMS]);
/* Wipes what was typed. */
void account_forms_clear(struct form forms[ACCOUNT_FORMS]);
/* Writes the target into the forms, its password as well. */
void account_forms_fill(struct form forms[ACCOUNT_FORMS], const struct target *target);
/* Writes what the forms say into the target, with a copy of the password; what they do not ask stays as it was. */
void account_forms_read(struct form forms[ACCOUNT_FORMS], struct target *target);
/* The login, or the address where none was typed, without blanks around it. Borrowed from the row; may be empty. */
struct span account_forms_name(struct form forms[ACCOUNT_FORMS]);
/* Marks every row with the gravest fact about it, and no other row. */
void account_forms_mark(struct form forms[ACCOUNT_FORMS], const struct record *typed);
