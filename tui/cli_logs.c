#include "cli.h"

#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
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
    bool cancelled;
};

/* ---- rotated files, the oldest first ---- */

/* How old a file of a rotated set is: mail.log.2.gz 2, mail.log 0; base_len is that of "mail.log". */
static unsigned long rotation(const char *path, size_t *ret_base_len)
{
    static const char *const packed[] = { ".gz", ".xz", ".zst" };
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (span_ends_nocase((struct span){ path, len }, span_of(packed[i])))
            len -= strlen(packed[i]);
    size_t digits = len;
    while (digits > 0 && isdigit((unsigned char)path[digits - 1]))
        digits--;
    bool is_numbered = digits > 1 && digits < len && len - digits <= 8 && strchr(".-", path[digits - 1]);
    *ret_base_len = is_numbered ? digits - 1 : len;
    if (!is_numbered)
        return 0;
    unsigned long number = strtoul(path + digits, NULL, 10);
    /* A date grows with time, a number with age. */
    return len - digits == 8 ? 100000000 - number : number;
}

static bool is_older(const char *a, const char *b)
{
    size_t a_len;
    size_t b_len;
    unsigned long a_age = rotation(a, &a_len);
    unsigned long b_age = rotation(b, &b_len);
    return a_len == b_len && strncmp(a, b, a_len) == 0 && a_age > b_age;
}

static void sort_files(struct cli *cli)
{
    for (size_t i = 1; i < cli->rest_count; i++)
        for (size_t k = i; k > 0 && is_older(cli->rest[k], cli->rest[k - 1]); k--) {
            char *path = cli->rest[k];
            cli->rest[k] = cli->rest[k - 1];
            cli->rest[k - 1] = path;
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
    struct scan scan = { .sink = log_answer_sink(&reading->answer),
                         .threads = processors(),
                         .now = written_at(fd),
                         .limits = { CLOCK_NEVER, reading->cli->signals } };
    struct scan_end end = scan_file(fd, &scan, &reading->counts);
    file->packing = end.packing;
    file->end = end.end;
    file->error = end.error;
    reading->cancelled = end.cancelled;
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
    if (answer->order_count)
        log_group_read(&answer->groups[answer->order[0]], &record);
    diagnose(&record, &diagnosis);
    if (answer->order_count == 0) {
        diagnosis.status = VERDICT_OK;
        diagnosis.next_test = NULL;
    }
    reading->cli->log = &log;
    int status = cli_report(reading->cli, &record, &diagnosis);
    reading->cli->log = NULL;
    record_clear(&record);
    return status;
}

int cli_logs(struct cli *cli)
{
    struct reading reading = { .cli = cli };
    int status = EXIT_USAGE;
    reading.files = mem_new((cli->rest_count + 1) * sizeof *reading.files);
    log_answer_init(&reading.answer, &cli->question);
    scan_counts_init(&reading.counts);
    cli->signals = cli_open_signals();
    sort_files(cli);
    if (cli->rest_count == 0)
        read_file(&reading, "-");
    for (size_t i = 0; i < cli->rest_count && !reading.cancelled; i++)
        read_file(&reading, cli->rest[i]);
    log_answer_finish(&reading.answer);
    if (reading.opened)
        status = tell(&reading);
    log_answer_free(&reading.answer);
    free(reading.files);
    return status;
}
