#include "report/stamp.h"

#include <time.h>

static struct tm utc_of(int64_t us)
{
    struct tm moment = { 0 };
    time_t seconds = (time_t)(us / 1000000);
    (void)gmtime_r(&seconds, &moment);
    return moment;
}

static struct tm local_of(int64_t us)
{
    struct tm moment = { 0 };
    time_t seconds = (time_t)(us / 1000000);
    (void)localtime_r(&seconds, &moment);
    return moment;
}

static void add_day(struct buf *out, const struct tm *moment)
{
    buf_addf(out, "%04d-%02d-%02d", moment->tm_year + 1900, moment->tm_mon + 1, moment->tm_mday);
}

static void add_time(struct buf *out, const struct tm *moment)
{
    buf_addf(out, "%02d:%02d:%02d", moment->tm_hour, moment->tm_min, moment->tm_sec);
}

/* "+0530" */
static void add_offset(struct buf *out, long seconds)
{
    long minutes = (seconds < 0 ? -seconds : seconds) / 60;
    buf_addf(out, "%c%02ld%02ld", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void stamp_add(struct buf *out, int64_t us)
{
    struct tm utc = utc_of(us);
    struct tm local = local_of(us);
    bool is_utc = local.tm_gmtoff == 0;
    add_day(out, &local);
    buf_add_char(out, ' ');
    add_time(out, &local);
    buf_add_char(out, ' ');
    if (!is_utc) {
        add_offset(out, local.tm_gmtoff);
        buf_add_text(out, " (");
        if (utc.tm_mday != local.tm_mday) {
            add_day(out, &utc);
            buf_add_char(out, ' ');
        }
        add_time(out, &utc);
        buf_add_char(out, ' ');
    }
    buf_add_text(out, is_utc ? "UTC" : "UTC)");
}

void stamp_add_short(struct buf *out, int64_t us)
{
    struct tm utc = utc_of(us);
    add_day(out, &utc);
    buf_addf(out, " %02d:%02d UTC", utc.tm_hour, utc.tm_min);
}

void stamp_add_machine(struct buf *out, int64_t us)
{
    struct tm utc = utc_of(us);
    add_day(out, &utc);
    buf_add_char(out, 'T');
    add_time(out, &utc);
    buf_add_char(out, 'Z');
}

void stamp_add_name(struct buf *out, int64_t us)
{
    struct tm utc = utc_of(us);
    add_day(out, &utc);
    buf_addf(out, "-%02d%02d", utc.tm_hour, utc.tm_min);
}
