#include "cli.h"

#include "base/mem.h"
#include "report/log_json.h"
#include "report/log_outgoing.h"
#include "report/log_words.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Everything of one `logs`. */
struct reading {
    struct cli *cli;
    struct log_answer answer;
    struct scan_counts counts;
    struct report_log_file *files;
    size_t file_count, opened;
    off_t read_to; /* how far the last file was read */
    bool cancelled;
};

/* ---- rotated files, the oldest first ---- */

/* Takes ".2" or "-20261118" off the end of *name. */
static bool take_number(struct span *name, unsigned long *ret_number, bool *ret_is_date)
{
    enum { DATE = 8 };
    size_t at = name->len;
    while (at > 0 && isdigit((unsigned char)name->at[at - 1]))
        at--;
    size_t digits = name->len - at;
    if (at < 2 || digits == 0 || digits > DATE || !strchr(".-", name->at[at - 1]))
        return false;
    *ret_number = strtoul(name->at + at, NULL, 10);
    *ret_is_date = digits == DATE;
    *name = span_head(*name, at - 1);
    return true;
}

/* How old a file of a rotated set is: mail.log.2.gz 2, mail.log 0, mail.log-20261118 more; the set is "mail.log". */
static uint64_t rotation(const char *path, struct span *ret_set)
{
    static const char *const packed[] = { ".gz", ".xz", ".zst" };
    enum { DATES_END = 100000000 };
    struct span name = { path, strlen(path) };
    unsigned long number;
    uint64_t age = 0;
    bool is_date = false;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (span_ends_nocase(name, span_of(packed[i])))
            name.len -= strlen(packed[i]);
    /* A date grows with time, a number with age; mail.log-20261118.1 has both. */
    while (!is_date && take_number(&name, &number, &is_date))
        age += is_date ? (uint64_t)(DATES_END - number) << 32 : number;
    *ret_set = name;
    return age;
}

static bool is_older(const char *a, const char *b)
{
    struct span a_set;
    struct span b_set;
    uint64_t a_age = rotation(a, &a_set);
    uint64_t b_age = rotation(b, &b_set);
    return span_equal(a_set, b_set) && a_age > b_age;
}

/* Each goes before the first younger one of its set, whatever stands between them; other files keep their order. */
static void sort_files(struct cli *cli)
{
    for (size_t i = 1; i < cli->rest_count; i++) {
        char *path = cli->rest[i];
        size_t place = 0;
        while (place < i && !is_older(path, cli->rest[place]))
            place++;
        memmove(&cli->rest[place + 1], &cli->rest[place], (i - place) * sizeof *cli->rest);
        cli->rest[place] = path;
    }
}

/* ---- reading ---- */

static unsigned processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > 4 ? 4 : (unsigned)count;
}

/* When it was written last, as this machine's clock shows it. */
static int64_t written_at(int fd)
{
    struct stat status;
    struct tm tm = { 0 };
    time_t when = time(NULL);
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        when = status.st_mtime;
    return localtime_r(&when, &tm) ? (int64_t)timegm(&tm) : (int64_t)when;
}

static void read_file(struct reading *reading, const char *path)
{
    struct report_log_file *file = &reading->files[reading->file_count++];
    int fd = cli_open_file(reading->cli, path);
    *file = (struct report_log_file){ .path = path, .error = fd < 0 ? errno : 0, .end = UNPACK_ERROR };
    if (fd < 0)
        return;
    reading->answer.file = reading->file_count - 1;
    struct scan scan = { .sink = log_answer_sink(&reading->answer),
                         .threads = processors(),
                         .now = written_at(fd),
                         .limits = { CLOCK_NEVER, reading->cli->signals } };
    struct scan_end end = scan_file(fd, &scan, &reading->counts);
    file->packing = end.packing;
    file->end = end.end;
    file->error = end.error;
    reading->cancelled = end.cancelled;
    reading->read_to = lseek(fd, 0, SEEK_CUR);
    reading->opened++;
    cli_close_file(fd);
}

static int tell(struct reading *reading)
{
    struct report_log log = { &reading->answer, &reading->counts, reading->files, reading->file_count,
                              reading->cancelled };
    struct log_answer *answer = &reading->answer;
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    const struct log_group *group = log_answer_verdict(answer);
    if (group)
        log_group_read(group, &reading->cli->context, &record);
    diagnose(&record, &diagnosis);
    log_outgoing_tell(answer, group, &diagnosis);
    if (!group) {
        diagnosis.status = log_is_well(&log) ? VERDICT_OK : VERDICT_UNDECIDED;
        diagnosis.next_test = NULL;
    }
    reading->cli->log = &log;
    int status = cli_report(reading->cli, &record, &diagnosis);
    reading->cli->log = NULL;
    record_clear(&record);
    return status;
}

/* ---- --follow ---- */

/* A file that grows. Owns fd. */
struct following {
    struct reading *reading;
    const char *path;
    int fd;
    struct stat known;
    off_t at;
    struct buf pending; /* a line whose end has not come yet, and what was read behind it */
};

enum { LOOK_AGAIN_MS = 300, PENDING_MAX = 1024 * 1024 };

/* Counts like before; what made the number of failures grow is told at once. */
static void take_new(void *owner, struct log_event *event)
{
    struct reading *reading = owner;
    struct log_answer *answer = &reading->answer;
    struct scan_sink sink = log_answer_sink(answer);
    uint64_t failures = answer->failures;
    struct report report = { .words = &reading->cli->words };
    struct buf out;
    sink.take(sink.owner, event);
    if (answer->failures == failures)
        return;
    buf_init(&out, 64 * KIB);
    enum cause cause = log_causes_of(answer->causes, event)->cause;
    if (reading->cli->format == FORMAT_JSON) {
        log_json_event(event, cause, &out);
    } else {
        log_words_event(&report, event, cause, &out);
        buf_add_char(&out, '\n');
    }
    (void)cli_write(reading->cli, &out);
    buf_free(&out);
}

static void read_new(struct following *following)
{
    char piece[64 * 1024];
    ssize_t len;
    struct scan scan = { .sink = { .owner = following->reading,
                                   .take = take_new,
                                   .wants_all = log_answer_sink(&following->reading->answer).wants_all },
                         .now = written_at(following->fd),
                         .limits = LIMITS_NONE };
    while ((len = pread(following->fd, piece, sizeof piece, following->at)) > 0) {
        following->at += len;
        buf_add(&following->pending, (struct span){ piece, (size_t)len });
        struct span bytes = buf_span(&following->pending);
        size_t end = span_find_last(bytes, '\n');
        if (end == SPAN_NONE && !following->pending.full)
            continue;
        bytes = span_head(bytes, end == SPAN_NONE ? bytes.len : end + 1);
        scan_lines(bytes, &scan, &following->reading->counts);
        buf_drop(&following->pending, bytes.len);
        following->pending.full = false;
    }
}

/* Rotated away, or emptied in place: on with the new file from its beginning. */
static void look_for_new_file(struct following *following)
{
    struct stat now;
    if (stat(following->path, &now) != 0)
        return;
    bool is_other = now.st_ino != following->known.st_ino || now.st_dev != following->known.st_dev;
    if (!is_other && now.st_size >= following->at)
        return;
    int fd = is_other ? open(following->path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : following->fd;
    if (fd < 0)
        return;
    if (is_other) {
        read_new(following); /* what was written before it was put away */
        close(following->fd);
    }
    following->fd = fd;
    following->known = now;
    following->at = 0;
    buf_clear(&following->pending);
}

static void follow(struct reading *reading, const char *path)
{
    struct following following = { .reading = reading, .path = path };
    following.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (following.fd < 0 || fstat(following.fd, &following.known) != 0)
        return;
    following.at = reading->read_to;
    buf_init(&following.pending, PENDING_MAX);
    struct limits limits = { CLOCK_NEVER, reading->cli->signals };
    do {
        read_new(&following);
        look_for_new_file(&following);
    } while (limits_wait(limits_within(limits, LOOK_AGAIN_MS), -1, 0) == OUTCOME_OUT_OF_TIME);
    buf_free(&following.pending);
    close(following.fd);
}

static bool may_follow(const struct reading *reading)
{
    const struct report_log_file *last = &reading->files[reading->file_count - 1];
    return reading->cli->follow && last->packing && strcmp(last->packing, "plain") == 0 &&
           strcmp(last->path, "-") != 0 && !reading->cancelled && !reading->cli->output;
}

int cli_logs(struct cli *cli)
{
    struct reading reading = { .cli = cli };
    int status = EXIT_USAGE;
    reading.files = mem_new((cli->rest_count + 1) * sizeof *reading.files);
    cli->question.told = cli->context;
    log_answer_init(&reading.answer, &cli->question);
    scan_counts_init(&reading.counts);
    cli->signals = cli_open_signals();
    sort_files(cli);
    if (cli->rest_count == 0)
        read_file(&reading, "-");
    for (size_t i = 0; i < cli->rest_count && !reading.cancelled; i++)
        read_file(&reading, cli->rest[i]);
    reading.answer.went_out = reading.counts.went_out;
    log_answer_finish(&reading.answer);
    if (reading.opened)
        status = tell(&reading);
    if (may_follow(&reading))
        follow(&reading, reading.files[reading.file_count - 1].path);
    log_answer_free(&reading.answer);
    free(reading.files);
    return status;
}
