#include "logs/log_line.h"

#include <string.h>
#include <time.h>

enum { BSD_DAY = 7, ISO_DAY = 11, DAY_SECONDS = 86400, PROCESS_MAX = 64, PID_END = 100000000 };

/* ---- times ---- */

int64_t log_days(int year, int month, int day)
{
    /* Years begin in March, so that the leap day is the last one. */
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void log_time_widen(int64_t *first, int64_t *last, int64_t time)
{
    if (time == LOG_NO_TIME)
        return;
    if (*first == LOG_NO_TIME || time < *first)
        *first = time;
    if (*last == LOG_NO_TIME || time > *last)
        *last = time;
}

static void time_text(int64_t time, char out[20], bool has_seconds)
{
    struct tm tm = { 0 };
    time_t moment = (time_t)time;
    out[0] = '\0';
    if (time == LOG_NO_TIME || !gmtime_r(&moment, &tm))
        return;
    if (has_seconds)
        (void)strftime(out, 20, "%Y-%m-%d %H:%M:%S", &tm);
    else
        (void)strftime(out, 20, "%Y-%m-%d %H:%M", &tm);
}

void log_time_text(int64_t time, char out[20])
{
    time_text(time, out, false);
}

void log_time_exact(int64_t time, char out[20])
{
    time_text(time, out, true);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* Two digits, the first of which may be a blank; -1 when they are none. */
static int two(const char *at)
{
    int tens = at[0] == ' ' ? 0 : digit(at[0]);
    int ones = digit(at[1]);
    return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

/* Seconds of "10:00:00" since midnight; -1 when that is no time. */
static int clock_seconds(const char *at)
{
    int hours = two(at);
    int minutes = two(at + 3);
    int seconds = two(at + 6);
    bool good = hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 61;
    return good && at[2] == ':' && at[5] == ':' ? hours * 3600 + minutes * 60 + seconds : -1;
}

static int month_number(const char *at)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (memcmp(at, months + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

/* The latest year in which that day is not after the day the file was written. */
static int64_t day_without_year(const struct log_frame *frame, int month, int day)
{
    struct tm tm = { .tm_year = 70 };
    time_t now = (time_t)frame->now;
    (void)gmtime_r(&now, &tm);
    int64_t days = log_days(tm.tm_year + 1900, month, day);
    int64_t last = frame->now / DAY_SECONDS + 1;
    return (days <= last ? days : log_days(tm.tm_year + 1899, month, day)) * DAY_SECONDS;
}

/* "Nov 23 10:00:00 " */
static bool read_bsd_time(struct log_frame *frame, struct span text, int64_t *ret_time)
{
    if (text.len < 16 || text.at[6] != ' ')
        return false;
    int seconds = clock_seconds(text.at + BSD_DAY);
    if (seconds < 0)
        return false;
    if (memcmp(frame->day, text.at, BSD_DAY) != 0) {
        int month = month_number(text.at);
        int day = two(text.at + 4);
        if (month == 0 || day < 1 || day > 31 || text.at[3] != ' ')
            return false;
        memcpy(frame->day, text.at, BSD_DAY);
        frame->day_time = day_without_year(frame, month, day);
    }
    *ret_time = frame->day_time + seconds;
    return true;
}

static bool read_iso_day(struct log_frame *frame, const char *at)
{
    int century = two(at);
    int year = two(at + 2);
    int month = two(at + 5);
    int day = two(at + 8);
    if (century < 19 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    memcpy(frame->day, at, ISO_DAY);
    frame->day_time = log_days(century * 100 + year, month, day) * DAY_SECONDS;
    return true;
}

/* ".003", ",003", "Z", "+01:00", " +0100" is left. */
static size_t after_seconds(struct span text, size_t at)
{
    if (at < text.len && (text.at[at] == '.' || text.at[at] == ','))
        for (at++; at < text.len && digit(text.at[at]) >= 0;)
            at++;
    if (at < text.len && text.at[at] == 'Z')
        return at + 1;
    if (at + 3 <= text.len && (text.at[at] == '+' || text.at[at] == '-') && digit(text.at[at + 1]) >= 0)
        for (at++; at < text.len && (digit(text.at[at]) >= 0 || text.at[at] == ':');)
            at++;
    return at;
}

bool log_time_iso(struct log_frame *frame, struct span text, int64_t *ret_time, size_t *ret_len)
{
    if (text.len < 19 || text.at[4] != text.at[7] || (text.at[10] != 'T' && text.at[10] != ' '))
        return false;
    if (text.at[4] != '-' && text.at[4] != '.' && text.at[4] != '/')
        return false;
    int seconds = clock_seconds(text.at + ISO_DAY);
    if (seconds < 0)
        return false;
    if (memcmp(frame->day, text.at, ISO_DAY) != 0 && !read_iso_day(frame, text.at))
        return false;
    *ret_time = frame->day_time + seconds;
    if (ret_len)
        *ret_len = after_seconds(text, 19);
    return true;
}

/* "20-Nov-2026 09:00:00", as PHP writes it */
static bool read_php_time(struct span text, int64_t *ret_time)
{
    if (text.len < 20 || text.at[2] != '-' || text.at[6] != '-' || text.at[11] != ' ')
        return false;
    int seconds = clock_seconds(text.at + 12);
    int month = month_number(text.at + 3);
    int day = two(text.at);
    int century = two(text.at + 7);
    int year = two(text.at + 9);
    if (seconds < 0 || month == 0 || day < 1 || day > 31 || century < 19 || year < 0)
        return false;
    *ret_time = log_days(century * 100 + year, month, day) * DAY_SECONDS + seconds;
    return true;
}

/* "[2026-11-20 09:00:00] text", "[20-Nov-2026 09:00:00 Europe/Berlin] text": no syslog frame is behind it. */
static bool read_bracketed(struct log_frame *frame, struct span raw, struct log_line *line)
{
    enum { WITHIN = 64 };
    struct span inner = span_from(raw, 1);
    size_t end = span_find_char(span_head(inner, WITHIN), ']');
    int64_t time = LOG_NO_TIME;
    if (end == SPAN_NONE || (!log_time_iso(frame, inner, &time, NULL) && !read_php_time(inner, &time)))
        return false;
    line->time = time;
    line->text = span_from(inner, end + 1);
    if (line->text.len && line->text.at[0] == ' ')
        line->text = span_from(line->text, 1);
    return true;
}

/* ---- the process ---- */

/* Whether a name that no pid follows may be one: "SMTPD"\t… and key="value": are none. */
static bool is_process(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] <= ' ' || span_find_char(SPAN("\"=<[{"), name.at[i]) != SPAN_NONE)
            return false;
    return name.len > 0;
}

/* The name before "[3937]", which ends at the end of head. */
static bool read_pid(struct span head, struct log_line *line)
{
    if (head.len < 3)
        return false;
    const char *at = head.at + head.len - 2;
    unsigned pid = 0;
    for (unsigned unit = 1; at > head.at && digit(*at) >= 0 && unit < PID_END; at--, unit *= 10)
        pid += unit * (unsigned)digit(*at);
    if (at <= head.at || *at != '[')
        return false;
    line->process = (struct span){ head.at, (size_t)(at - head.at) };
    line->pid = pid;
    return true;
}

/* "postfix/smtpd[3937]: ", as nearly every line of a syslog has it. */
static bool read_usual_process(struct span rest, size_t room, struct log_line *line)
{
    const char *blank = room ? memchr(rest.at, ' ', room) : NULL;
    size_t len = blank ? (size_t)(blank - rest.at) : 0;
    if (len < 2 || blank[-1] != ':' || blank[-2] != ']' || !read_pid((struct span){ rest.at, len - 1 }, line))
        return false;
    line->text = (struct span){ blank + 1, rest.len - len - 1 };
    return true;
}

/* "postfix/smtpd[3937]: " or "dovecot: " at the start of rest. */
static bool read_process(struct span rest, struct log_line *line)
{
    size_t room = rest.len < PROCESS_MAX ? rest.len : PROCESS_MAX;
    if (read_usual_process(rest, room, line))
        return true;
    const char *colon = room ? memchr(rest.at, ':', room) : NULL;
    size_t len = colon ? (size_t)(colon - rest.at) : 0;
    struct span head = { rest.at, len };
    if (len == 0 || memchr(rest.at, ' ', len))
        return false;
    if (rest.at[len - 1] == ']') {
        if (!read_pid(head, line))
            return false;
    } else if (is_process(head)) {
        line->process = head;
    } else {
        return false;
    }
    size_t at = len + 1;
    at += at < rest.len && rest.at[at] == ' ';
    line->text = (struct span){ rest.at + at, rest.len - at };
    return true;
}

/* "host process[pid]: text"; containers and journals leave the host out. */
static void read_host(struct span rest, struct log_line *line)
{
    const char *blank = rest.len ? memchr(rest.at, ' ', rest.len) : NULL;
    size_t len = blank ? (size_t)(blank - rest.at) : rest.len;
    bool is_host = blank && len > 0 && rest.at[len - 1] != ':';
    if (is_host && read_process((struct span){ blank + 1, rest.len - len - 1 }, line))
        line->host = (struct span){ rest.at, len };
    else if (!read_process(rest, line))
        line->text = rest;
}

/* RFC 5424, 6: behind "<PRI>1 TIME ": HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG. */
static void read_rfc5424(struct span rest, struct log_line *line)
{
    struct span words[4] = { 0 };
    uint64_t pid = 0;
    for (size_t i = 0; i < 4; i++)
        if (!span_word(&rest, &words[i]))
            return;
    rest = span_trim(rest);
    if (rest.len && rest.at[0] == '[') {
        size_t end = span_find(rest, SPAN("] "));
        rest = end == SPAN_NONE ? SPAN_EMPTY : span_from(rest, end + 2);
    } else if (rest.len && rest.at[0] == '-') {
        rest = span_from(rest, 2);
    }
    /* A byte order mark may stand before the text. */
    if (span_starts(rest, SPAN("\xef\xbb\xbf")))
        rest = span_from(rest, 3);
    line->host = words[0];
    line->process = words[1];
    if (span_number(words[2], UINT32_MAX, &pid))
        line->pid = (unsigned)pid;
    line->text = rest;
}

/* ---- an entry of the journal ---- */

static int hex(char c)
{
    if (digit(c) >= 0)
        return digit(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \u00e9 and its like: ASCII as itself, the rest as '?' (a name or an address is ASCII). */
static char unescape_u(const char *at)
{
    int value = 0;
    for (int i = 0; i < 4; i++)
        value = hex(at[i]) < 0 ? 0x100 : value * 16 + hex(at[i]);
    return value < 0x80 ? (char)value : '?';
}

/* Escapes become their bytes, in place; len is that of the string without its quotes. */
static struct span unescape(char *at, size_t len)
{
    static const char from[] = "ntrbf";
    static const char to[] = "\n\t\r\b\f";
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        char c = at[i];
        if (c == '\\' && i + 1 < len) {
            c = at[++i];
            const char *known = c ? strchr(from, c) : NULL;
            if (known)
                c = to[known - from];
            else if (c == 'u' && i + 4 < len) {
                c = unescape_u(at + i + 1);
                i += 4;
            }
        }
        at[out++] = c;
    }
    return (struct span){ at, out };
}

/* Behind "KEY":; empty when it is not there. */
static struct span journal_value(struct span object, const char *key)
{
    size_t at = span_find(object, span_of(key));
    struct span rest = at == SPAN_NONE ? SPAN_EMPTY : span_from(object, at + strlen(key));
    while (rest.len && (rest.at[0] == ' ' || rest.at[0] == ':'))
        rest = span_from(rest, 1);
    return rest;
}

/* Empty when it is not there or no string. */
static struct span journal_string(struct span object, const char *key)
{
    struct span rest = journal_value(object, key);
    if (rest.len == 0 || rest.at[0] != '"')
        return SPAN_EMPTY;
    rest = span_from(rest, 1);
    size_t len = 0;
    while (len < rest.len && rest.at[len] != '"')
        len += rest.at[len] == '\\' ? 2 : 1;
    return span_head(rest, len);
}

/* What is no UTF-8 comes as the numbers of its bytes, "[83,65,255]": they become the bytes, in place. */
static struct span journal_bytes(struct span object, const char *key)
{
    struct span rest = journal_value(object, key);
    char *to = (char *)rest.at;
    size_t out = 0;
    size_t end = span_find_char(rest, ']');
    if (end == SPAN_NONE || rest.at[0] != '[')
        return SPAN_EMPTY;
    for (size_t i = 1; i < end; i++) {
        unsigned byte = 0;
        while (i < end && digit(rest.at[i]) >= 0)
            byte = byte * 10 + (unsigned)digit(rest.at[i++]);
        to[out++] = (char)byte;
    }
    return span_head(rest, out);
}

static struct span journal_message(struct span object)
{
    static const char key[] = "\"MESSAGE\"";
    struct span text = journal_string(object, key);
    return text.len ? unescape((char *)text.at, text.len) : journal_bytes(object, key);
}

/* Microseconds of UTC become seconds as this machine's clock shows them, like the other logs here. */
static int64_t local_time(uint64_t seconds)
{
    struct tm tm = { 0 };
    time_t utc = (time_t)seconds;
    return localtime_r(&utc, &tm) ? (int64_t)timegm(&tm) : (int64_t)seconds;
}

static bool read_journal(struct span raw, struct log_line *line)
{
    uint64_t number = 0;
    struct span time = journal_string(raw, "\"__REALTIME_TIMESTAMP\"");
    struct span pid = journal_string(raw, "\"_PID\"");
    struct span host = journal_string(raw, "\"_HOSTNAME\"");
    struct span process = journal_string(raw, "\"SYSLOG_IDENTIFIER\"");
    struct span message = time.len ? journal_message(raw) : SPAN_EMPTY; /* the last: it is written over */
    if (message.len == 0)
        return false;
    line->host = host;
    if (time.len > 6 && span_number(span_head(time, time.len - 6), UINT32_MAX, &number))
        line->time = local_time(number);
    if (span_number(pid, UINT32_MAX, &number))
        line->pid = (unsigned)number;
    line->process = unescape((char *)process.at, process.len);
    line->text = message;
    return true;
}

/* ---- all ---- */

/* "<22>1 " or "<22>"; returns whether RFC 5424's version follows. */
static bool drop_priority(struct span *rest)
{
    size_t end = span_find_char(span_head(*rest, 6), '>');
    if (end == SPAN_NONE)
        return false;
    *rest = span_from(*rest, end + 1);
    bool is_new = span_starts(*rest, SPAN("1 "));
    *rest = span_from(*rest, is_new ? 2 : 0);
    return is_new;
}

/* Most lines begin with the same second and host as the one before. Sets every part of the line, or returns false. */
static bool read_like_before(const struct log_frame *frame, struct span raw, struct log_line *line)
{
    size_t len = frame->head_len;
    if (len == 0 || raw.len <= len || memcmp(raw.at, frame->head, len) != 0)
        return false;
    line->raw = raw;
    line->pid = 0;
    if (!read_process((struct span){ raw.at + len, raw.len - len }, line))
        return false;
    line->host = (struct span){ raw.at + frame->host_at, len - frame->host_at - 1 };
    line->host_hash = frame->host_hash;
    line->time = frame->head_time;
    return true;
}

static void keep_head(struct log_frame *frame, const struct log_line *line)
{
    size_t host_at = (size_t)(line->host.at - line->raw.at);
    frame->head_len = host_at + line->host.len + 1;
    if (frame->head_len > sizeof frame->head) {
        frame->head_len = 0;
        return;
    }
    memcpy(frame->head, line->raw.at, frame->head_len);
    frame->host_at = host_at;
    frame->host_hash = line->host_hash;
    frame->head_time = line->time;
}

/* The frame of a line that does not begin like the one before. */
static void read_frame(struct log_frame *frame, struct span raw, struct log_line *line)
{
    struct span rest = raw;
    size_t len = 0;
    bool is_5424 = rest.len && rest.at[0] == '<' && drop_priority(&rest);
    if (read_bsd_time(frame, rest, &line->time)) {
        read_host((struct span){ rest.at + 16, rest.len - 16 }, line);
    } else if (raw.len && raw.at[0] == '[' && read_bracketed(frame, raw, line)) {
        return;
    } else if (log_time_iso(frame, rest, &line->time, &len)) {
        /* Behind a tab, a comma or a day with dots no syslog frame stands: tables and programs of their own. */
        bool is_syslog = rest.at[4] == '-' && (len >= rest.len || (rest.at[len] != '\t' && rest.at[len] != ','));
        rest = span_from(rest, len + 1);
        line->text = rest;
        if (is_5424)
            read_rfc5424(rest, line);
        else if (is_syslog)
            read_host(rest, line);
    } else if (raw.len) {
        (void)read_process(raw, line);
    }
    line->host_hash = span_hash(line->host);
    if (line->host.len && !is_5424)
        keep_head(frame, line);
}

void log_line_read(struct log_frame *frame, struct span raw, struct log_line *ret_line)
{
    if (read_like_before(frame, raw, ret_line))
        return;
    /* Editors and PowerShell put a byte order mark before the first line. */
    if (raw.len && raw.at[0] == '\xef' && span_starts(raw, SPAN("\xef\xbb\xbf")))
        raw = span_from(raw, 3);
    *ret_line = (struct log_line){ .raw = raw, .text = raw, .time = LOG_NO_TIME };
    if (raw.len && raw.at[0] == '{' && read_journal(raw, ret_line))
        ret_line->host_hash = span_hash(ret_line->host);
    else
        read_frame(frame, raw, ret_line);
}
