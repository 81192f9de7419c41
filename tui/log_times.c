#include "log_times.h"

#include "logs/log_line.h"

enum { DAY = 86400 };

/* One of the two times. */
struct typed {
    int64_t time, unit;
    bool has_date;
};

static void skip_blanks(struct span *rest)
{
    while (rest->len && rest->at[0] == ' ')
        *rest = span_from(*rest, 1);
}

/* Signs as they stand on a keyboard, and as a Chinese input method or a word processor writes them. */
static bool take_sign(struct span *rest, const char *const *signs)
{
    for (; *signs; signs++)
        if (span_starts(*rest, span_of(*signs))) {
            *rest = span_from(*rest, span_of(*signs).len);
            return true;
        }
    return false;
}

static bool take_colon(struct span *rest)
{
    static const char *const signs[] = { ":", "：", NULL };
    return take_sign(rest, signs);
}

static bool take_dash(struct span *rest)
{
    static const char *const signs[] = { "-", "–", "—", "－", "~", "～", NULL };
    return take_sign(rest, signs);
}

static bool take_number(struct span *rest, uint64_t max, int64_t *ret_number)
{
    uint64_t number;
    size_t len = 0;
    while (len < rest->len && rest->at[len] >= '0' && rest->at[len] <= '9')
        len++;
    if (!span_number(span_head(*rest, len), max, &number))
        return false;
    *rest = span_from(*rest, len);
    *ret_number = (int64_t)number;
    return true;
}

static bool take_date(struct span *rest, struct typed *typed)
{
    enum { FIRST_YEAR = 1000 };
    struct span at = *rest;
    int64_t year;
    int64_t month;
    int64_t day;
    if (!take_number(&at, 9999, &year) || year < FIRST_YEAR || !take_dash(&at) || !take_number(&at, 12, &month) ||
        !take_dash(&at) || !take_number(&at, 31, &day) || month == 0 || day == 0)
        return false;
    *typed = (struct typed){ log_days((int)year, (int)month, (int)day) * DAY, DAY, true };
    *rest = at;
    skip_blanks(rest);
    return true;
}

static bool take_clock(struct span *rest, struct typed *typed)
{
    static const int64_t units[] = { 3600, 60, 1 };
    struct span at = *rest;
    int64_t number;
    if (!take_number(&at, 23, &number))
        return false;
    typed->time += number * units[0];
    typed->unit = units[0];
    for (size_t i = 1; i < sizeof units / sizeof *units && take_colon(&at); i++) {
        if (!take_number(&at, 59, &number))
            return false;
        typed->time += number * units[i];
        typed->unit = units[i];
    }
    *rest = at;
    skip_blanks(rest);
    return true;
}

static bool take_time(struct span *rest, struct typed *typed)
{
    skip_blanks(rest);
    bool has_date = take_date(rest, typed);
    return take_clock(rest, typed) || has_date;
}

/* The day of a time that was typed without one. */
static int64_t day_of(const struct typed *typed, int64_t oldest, int64_t newest)
{
    int64_t day = newest - newest % DAY;
    bool is_late = day + typed->time > newest;
    bool is_held = oldest == LOG_NO_TIME || day - DAY + typed->time + typed->unit > oldest;
    return is_late && is_held ? day - DAY : day;
}

bool log_times_typed(struct span text, int64_t oldest, int64_t newest, struct log_times *ret_times)
{
    struct typed from = { 0 };
    struct typed to = { 0 };
    if (!take_time(&text, &from) || (!from.has_date && newest == LOG_NO_TIME))
        return false;
    bool is_range = take_dash(&text);
    if (is_range && !take_time(&text, &to))
        return false;
    from.time += from.has_date ? 0 : day_of(&from, oldest, newest);
    if (is_range && !to.has_date)
        to.time += from.time - from.time % DAY;
    if (is_range && !to.has_date && to.time < from.time)
        to.time += DAY;
    const struct typed *last = is_range ? &to : &from;
    *ret_times = (struct log_times){ from.time, last->time + last->unit, is_range };
    return text.len == 0 && ret_times->to > ret_times->from;
}
