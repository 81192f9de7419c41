#pragma once

#include "logs/log_line.h"

#include <string.h>

/*
 * One kind of log. read() says what a line tells. It fills the event (which is zero but for time and
 * is_brief) only when that is more than OTHER, and leaves it alone otherwise. A line that the
 * format does not know is UNREAD; the next format is asked then.
 */
struct log_format {
    const char *id;
    enum log_kind (*read)(const struct log_line *line, struct log_event *event);
    bool is_syslog; /* its lines stand in a syslog frame, and the process is named */
    bool is_client; /* the transcript of a program that sends: its lines never stand in a syslog frame */
    /* Whether a line without a frame, which no format knows, goes on with one of its own before; or NULL. */
    bool (*goes_on)(struct span raw);
};

const struct log_format *log_format_at(size_t index); /* NULL behind the last */

/*
 * Reads one line with the format that knows it; *hint is the place of the format that knew the line before,
 * and is kept up to date. An unknown line gives UNREAD.
 */
enum log_kind log_format_read(const struct log_line *line, size_t *hint, struct log_event *event);

/* ---- shared by the formats ---- */

/* Whether a span begins with a literal; a few instructions, no call. */
#define LOG_STARTS(text, literal)                                                                                      \
    ((text).len >= sizeof(literal) - 1 && memcmp((text).at, literal, sizeof(literal) - 1) == 0)

/* What stands between before and after; empty when it is not there. Without `after`: up to the end. */
struct span log_between(struct span text, const char *before, const char *after);
/* The value of key (with its mark, "rip=") up to a comma, a blank or the end; <…> is taken off. */
struct span log_value(struct span text, const char *key);
/*
 * "1.2.3.4" of "name[1.2.3.4]:25", "[IPv6:…]", "(1.2.3.4)": the first, and the last in square brackets. What a client
 * says of itself (HELO, ident, addresses) may be an address as well: such text must be kept away from both.
 */
struct span log_address(struct span text);
struct span log_last_address(struct span text);
/* What stands behind words where they are not inside <…> or "…", which the other side chooses; empty: nowhere. */
struct span log_outside(struct span text, const char *words);
/* What stands behind words where they come last, and before them; false when they do not come. */
bool log_split_last(struct span text, const char *words, struct span *ret_before, struct span *ret_behind);
/* A number for the id of a connection on its host; never 0. */
uint64_t log_session(const struct log_line *line, struct span id);
/* The first word. */
struct span log_word(struct span text);
bool log_has(struct span text, const char *words);
/* Whether a relay is another server: not a socket, a transport's name or an address of this machine. */
bool log_is_outside(struct span relay);
/* "550 5.1.1 …" at the start of text: sets code and enhanced. False when no code stands there. */
bool log_reply(struct span text, struct log_event *event);

enum log_kind log_read_postfix(const struct log_line *line, struct log_event *event);
enum log_kind log_read_dovecot(const struct log_line *line, struct log_event *event);
enum log_kind log_read_exim(const struct log_line *line, struct log_event *event);
bool log_exim_goes_on(struct span raw);
enum log_kind log_read_sendmail(const struct log_line *line, struct log_event *event);
enum log_kind log_read_opensmtpd(const struct log_line *line, struct log_event *event);
enum log_kind log_read_qmail(const struct log_line *line, struct log_event *event);
enum log_kind log_read_courier(const struct log_line *line, struct log_event *event);
enum log_kind log_read_exchange(const struct log_line *line, struct log_event *event);
enum log_kind log_read_tracking(const struct log_line *line, struct log_event *event);
enum log_kind log_read_hmailserver(const struct log_line *line, struct log_event *event);
enum log_kind log_read_mdaemon(const struct log_line *line, struct log_event *event);
enum log_kind log_read_zimbra(const struct log_line *line, struct log_event *event);
enum log_kind log_read_rspamd(const struct log_line *line, struct log_event *event);
enum log_kind log_read_fail2ban(const struct log_line *line, struct log_event *event);
enum log_kind log_read_msmtp(const struct log_line *line, struct log_event *event);
enum log_kind log_read_outlook_error(const struct log_line *line, struct log_event *event);
enum log_kind log_read_mutt(const struct log_line *line, struct log_event *event);
enum log_kind log_read_phpmailer(const struct log_line *line, struct log_event *event);
enum log_kind log_read_nodemailer(const struct log_line *line, struct log_event *event);
enum log_kind log_read_git(const struct log_line *line, struct log_event *event);
enum log_kind log_read_thunderbird(const struct log_line *line, struct log_event *event);
enum log_kind log_read_outlook(const struct log_line *line, struct log_event *event);
enum log_kind log_read_smtplib(const struct log_line *line, struct log_event *event);
enum log_kind log_read_swaks(const struct log_line *line, struct log_event *event);
enum log_kind log_read_msmtp_debug(const struct log_line *line, struct log_event *event);
enum log_kind log_read_curl(const struct log_line *line, struct log_event *event);
enum log_kind log_read_transcript(const struct log_line *line, struct log_event *event);
enum log_kind log_read_saslauthd(const struct log_line *line, struct log_event *event);
