#include "checks/clock_compare.h"

#include "base/mem.h"
#include "checks/mail_message.h"

#include <stdlib.h>
#include <time.h>

static void date_text(int64_t at, char *out, size_t room)
{
    time_t when = (time_t)at;
    struct tm parts;
    if (!gmtime_r(&when, &parts) || strftime(out, room, "%Y-%m-%d %H:%M UTC", &parts) == 0)
        out[0] = '\0';
}

struct fact clock_compare(int64_t ours, int64_t theirs, struct span who, const char *check)
{
    int64_t off = ours - theirs;
    int64_t size = off < 0 ? -off : off;
    enum fact_kind kind = size >= CLOCK_OFF_S     ? FACT_CLOCK_OFF
                          : size >= CLOCK_DRIFT_S ? FACT_CLOCK_DRIFT
                                                  : FACT_CLOCK_RIGHT;
    struct fact fact = fact_new(kind, check);
    fact.number = off;
    mem_copy_text(fact.subject, sizeof fact.subject, who);
    date_text(theirs, fact.text, sizeof fact.text);
    date_text(ours, fact.expected, sizeof fact.expected);
    return fact;
}

/* Only with its weekday, so that no version number is taken for a date. */
bool clock_in_greeting(struct span greeting, int64_t *ret_seconds)
{
    static const char *const days[] = { "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, " };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        size_t at = span_find(greeting, span_of(days[i]));
        if (at != SPAN_NONE)
            return mail_message_date(span_trim(span_from(greeting, at)), ret_seconds);
    }
    return false;
}
