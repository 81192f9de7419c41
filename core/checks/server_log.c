#include "checks/server_log.h"

#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/sides.h"
#include "checks/typed.h"
#include "logs/scan.h"
#include "net/interfaces.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TAIL_MAX = 256 * 1024, SLACK_S = 2, LINES_MAX = 20, FACTS_MAX = 3, AGAIN_MS = 400 };

/* ---- reading ---- */

bool server_log_concerns(const struct log_interest *interest, const struct log_event *event)
{
    if (event->time == LOG_NO_TIME || event->time < interest->from || event->time > interest->until)
        return false;
    if (interest->account.len && span_equal_nocase(event->account, interest->account))
        return true;
    for (size_t i = 0; i < interest->client_count; i++)
        if (event->client.len && span_equal_nocase(event->client, interest->clients[i]))
            return true;
    return false;
}

struct reading {
    const struct log_interest *interest;
    void *owner;
    void (*take)(void *owner, const struct log_event *event);
};

/* Refused commands are left out: the replies have been heard, and the relay check has some on purpose. */
static bool tells_more(enum log_kind kind)
{
    return kind == LOG_LOGIN_FAILED || kind == LOG_TLS_FAILED || kind == LOG_TROUBLE;
}

static void take_event(void *owner, struct log_event *event)
{
    const struct reading *reading = owner;
    if (tells_more(event->kind) && server_log_concerns(reading->interest, event))
        reading->take(reading->owner, event);
}

void server_log_read(struct span lines, const struct log_interest *interest, void *owner,
                     void (*take)(void *owner, const struct log_event *event))
{
    struct reading reading = { interest, owner, take };
    struct scan scan = {
        .sink = { .owner = &reading, .take = take_event }, .threads = 1, .now = interest->until, .limits = LIMITS_NONE
    };
    struct scan_counts counts;
    scan_counts_init(&counts);
    scan_lines(lines, &scan, &counts);
}

/* ---- telling ---- */

struct telling {
    const struct inquiry *inquiry;
    const char *source; /* the file, or the journal */
    unsigned session, lines, facts;
    char last[FACT_TEXT_MAX]; /* the words of the last fact: the same is told once */
};

static void add_line(struct telling *telling, struct span raw)
{
    const struct scribe *scribe = telling->inquiry->scribe;
    struct endpoint where = { .port = 0 };
    if (!telling->session) {
        mem_copy_text(where.host, sizeof where.host, span_of(telling->source));
        telling->session = scribe->open_session(scribe->owner, &where, "");
    }
    struct line line = {
        .n = ++telling->lines, .from = SPEAKER_EVENT, .raw = (char *)raw.at, .len = (unsigned)raw.len
    };
    scribe->add_line(scribe->owner, telling->session, &line);
}

static enum stage stage_of(enum log_kind kind)
{
    return kind == LOG_LOGIN_FAILED ? STAGE_AUTH : kind == LOG_TLS_FAILED ? STAGE_TLS : STAGE_NONE;
}

static void take_failure(void *owner, const struct log_event *event)
{
    struct telling *telling = owner;
    struct fact fact = fact_new(FACT_SERVER_LOG, "server-log");
    if (telling->lines == LINES_MAX)
        return;
    add_line(telling, event->line);
    fact.stage = stage_of(event->kind);
    fact.code = event->code;
    mem_copy_text(fact.enhanced, sizeof fact.enhanced, event->enhanced);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(telling->source));
    mem_copy_text(fact.text, sizeof fact.text, event->text.len ? event->text : event->line);
    fact_prove(&fact, (struct evidence){ telling->session, telling->lines });
    if (telling->facts == FACTS_MAX || strcmp(telling->last, fact.text) == 0)
        return;
    mem_copy_text(telling->last, sizeof telling->last, span_of(fact.text));
    telling->facts++;
    scribe_fact(telling->inquiry->scribe, &fact);
}

static void tell_other(const struct inquiry *inquiry, enum fact_kind kind, const char *source)
{
    struct fact fact = fact_new(kind, "server-log");
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(source));
    scribe_fact(inquiry->scribe, &fact);
}

/* ---- where ---- */

static const char *const files[] = { "/var/log/mail.log",        "/var/log/maillog",          "/var/log/exim4/mainlog",
                                     "/var/log/exim4/rejectlog", "/var/log/exim/main.log",    "/var/log/dovecot.log",
                                     "/var/log/mail.info",       "/var/log/mail/current.log", "/var/log/syslog" };

/* The last whole lines of a file; false with errno when it cannot be read. */
static bool read_tail(const char *path, struct buf *out)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool is_file = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    off_t start = is_file && about.st_size > TAIL_MAX ? about.st_size - TAIL_MAX : 0;
    char *room = is_file ? mem_new(TAIL_MAX) : NULL;
    ssize_t got = room ? pread(fd, room, TAIL_MAX, start) : 0;
    struct span text = { room, got > 0 ? (size_t)got : 0 };
    size_t cut = start ? span_find_char(text, '\n') : SPAN_NONE;
    if (cut != SPAN_NONE)
        text = span_from(text, cut + 1);
    buf_clear(out);
    if (text.len)
        buf_add(out, text);
    free(room);
    close(fd);
    return true;
}

static void read_journal(const struct inquiry *inquiry, struct buf *out)
{
    static const char *const argv[] = { "journalctl", "-o",
                                        "json",       "--no-pager",
                                        "-n",         "500",
                                        "--since",    "-1min",
                                        "-t",         "dovecot",
                                        "-t",         "postfix/smtpd",
                                        "-t",         "postfix/submission/smtpd",
                                        "-t",         "postfix/smtps/smtpd",
                                        "-t",         "exim",
                                        "-t",         "smtpd",
                                        "-t",         "sm-mta",
                                        NULL };
    int status = 0;
    buf_clear(out);
    if (command_run(argv, inquiry->limits, out, &status) != COMMAND_DONE || status != 0)
        buf_clear(out);
}

/* ---- the check ---- */

static int64_t wall_now(void)
{
    struct tm wall;
    time_t now = time(NULL);
    return localtime_r(&now, &wall) ? (int64_t)timegm(&wall) : (int64_t)now;
}

static struct log_interest interest_of(const struct inquiry *inquiry)
{
    const struct addresses *addresses = inquiry->ground->addresses;
    struct log_interest interest = { .until = wall_now() + 1, .account = typed_user(inquiry->target) };
    interest.from = interest.until - SLACK_S - (clock_now() - inquiry->ground->began) / 1000000;
    for (size_t i = 0; i < addresses->count && i < LOG_CLIENTS_MAX; i++)
        interest.clients[interest.client_count++] = span_of(addresses->address[i]);
    return interest;
}

static bool look_into(struct telling *telling, struct buf *text)
{
    struct log_interest interest = interest_of(telling->inquiry);
    buf_add_char(text, '\n');
    server_log_read(buf_span(text), &interest, telling, take_failure);
    return telling->facts > 0;
}

/* Each file that is there, in turn. Returns how many could be read. */
static size_t look_into_files(struct telling *telling, struct buf *text, const char **ret_read, const char **ret_barred)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files && !telling->facts; i++) {
        telling->source = files[i];
        if (read_tail(files[i], text)) {
            count++;
            *ret_read = *ret_read ? *ret_read : files[i];
            (void)look_into(telling, text);
        } else if (errno == EACCES || errno == EPERM) {
            *ret_barred = files[i];
        }
    }
    return count;
}

static bool has_failed(const struct inquiry *inquiry)
{
    return !inquiry->ground->login_accepted;
}

void check_server_log(const struct inquiry *inquiry)
{
    struct telling telling = { .inquiry = inquiry };
    const char *read = NULL;
    const char *barred = NULL;
    struct buf text;
    buf_init(&text, TAIL_MAX + KIB);
    size_t count = look_into_files(&telling, &text, &read, &barred);
    /* A log is written a moment after the reply was sent. */
    if (count && !telling.facts && has_failed(inquiry) &&
        limits_wait(limits_within(inquiry->limits, AGAIN_MS), -1, 0) == OUTCOME_OUT_OF_TIME)
        (void)look_into_files(&telling, &text, &read, &barred);
    if (!count && !barred) {
        telling.source = read = "journalctl";
        read_journal(inquiry, &text);
        count = text.len > 0;
        (void)look_into(&telling, &text);
    }
    if (!telling.facts && count)
        tell_other(inquiry, FACT_SERVER_LOG_QUIET, read);
    else if (!telling.facts && barred)
        tell_other(inquiry, FACT_SERVER_LOG_BARRED, barred);
    buf_free(&text);
}
