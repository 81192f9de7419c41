#pragma once

#include "net/resolve.h"

enum { HOSTS_FILE_MAX = 1024 * 1024 };

/*
 * Looks a name up in the text of a hosts file (hosts(5)). Every line that has the name,
 * or an alias of it, counts, in the order of the file. type is RECORD_A or RECORD_AAAA.
 * FOUND, or NO_RECORD when the file has the name with the other family only, or NO_NAME.
 */
enum answer_kind hosts_file_find(struct span text, const char *name, enum record_type type, struct dns_answer *answer);
/* The same in the system's file; a file larger than HOSTS_FILE_MAX is read up to there. */
enum answer_kind hosts_file_ask(const char *name, enum record_type type, struct dns_answer *answer);
/* The first line of text that gives the name an address, without its comment. False: there is none. */
bool hosts_file_line(struct span text, const char *name, struct span *ret_line);
/* The same in the system's file, copied. Empty: there is none. */
void hosts_file_ask_line(const char *name, char *out, size_t room);
