#include "cli.h"
#include "cli_lines.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { LOG_LINE_MAX = 64 * 1024 };

/* How often each cause stands in the lines, and the first line that told it. */
struct tally {
    size_t lines;
    size_t counts[CAUSE_COUNT];
    struct record first[CAUSE_COUNT];
};

/* Cheap look before the dear one: most lines of a log tell of no failure. */
static bool tells_of_failure(struct span line)
{
    static const char *const words[] = { "fail",    "reject",    "deferred", "bounced",         "refused",
                                         "denied",  "timed out", "error",    "lost connection", "blocked",
                                         "warning", " 4",        " 5",       "invalid" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(line, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

static void count_line(const struct cli *cli, struct span line, struct tally *tally)
{
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    intake_read(&record, line, &cli->context);
    diagnose(&record, &diagnosis);
    const struct candidate *first = &diagnosis.candidates[0];
    if (diagnosis.candidate_count && first->certainty != CERTAINTY_POSSIBLE && tally->counts[first->cause]++ == 0)
        tally->first[first->cause] = record;
    else
        record_clear(&record);
}

static int count_file(const struct cli *cli, const char *path, struct tally *tally)
{
    struct line_source source;
    struct span line;
    int fd = cli_open_file(cli, path);
    if (fd < 0)
        return EXIT_USAGE;
    lines_open(&source, fd, LOG_LINE_MAX);
    while (lines_next(&source, &line)) {
        tally->lines++;
        if (line.len > 8 && tells_of_failure(line))
            count_line(cli, line, tally);
    }
    int error = source.error;
    lines_close(&source);
    cli_close_file(fd);
    return error ? cli_fail(cli, "cli.unreadable", path, strerror(error)) : 0;
}

static int compare_groups(const void *left, const void *right)
{
    const struct report_group *a = left;
    const struct report_group *b = right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return (int)a->cause - (int)b->cause;
}

static const struct line *line_of(const struct record *record)
{
    for (size_t i = 0; i < record->session_count; i++)
        if (record->sessions[i]->line_count)
            return &record->sessions[i]->lines[0];
    return NULL;
}

static size_t group(const struct tally *tally, struct report_group *groups)
{
    size_t count = 0;
    for (int i = 1; i < CAUSE_COUNT; i++)
        if (tally->counts[i])
            groups[count++] = (struct report_group){ (enum cause)i, tally->counts[i], line_of(&tally->first[i]) };
    qsort(groups, count, sizeof *groups, compare_groups);
    return count;
}

static int tell(struct cli *cli, const struct tally *tally)
{
    struct report_group groups[CAUSE_COUNT];
    struct report_log log = { groups, group(tally, groups), tally->lines };
    struct record nothing;
    struct diagnosis diagnosis;
    record_init(&nothing);
    const struct record *record = log.count ? &tally->first[groups[0].cause] : &nothing;
    diagnose(record, &diagnosis);
    if (log.count == 0) {
        diagnosis.status = VERDICT_OK;
        diagnosis.next_test = NULL;
    }
    cli->log = &log;
    int status = cli_report(cli, record, &diagnosis);
    cli->log = NULL;
    record_clear(&nothing);
    return status;
}

int cli_logs(struct cli *cli)
{
    struct tally *tally = mem_new(sizeof *tally);
    int status = 0;
    if (cli->rest_count == 0)
        status = count_file(cli, "-", tally);
    for (size_t i = 0; status == 0 && i < cli->rest_count; i++)
        status = count_file(cli, cli->rest[i], tally);
    if (status == 0)
        status = tell(cli, tally);
    for (size_t i = 0; i < CAUSE_COUNT; i++)
        record_clear(&tally->first[i]);
    free(tally);
    return status;
}
