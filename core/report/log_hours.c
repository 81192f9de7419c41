#include "report/log_hours.h"

enum { HOUR = 3600 };

static uint64_t count_of(const struct log_hour *hour, int cause)
{
    uint64_t count = 0;
    if (cause < CAUSE_COUNT)
        return hour->counts[cause];
    for (int i = 0; i < CAUSE_COUNT; i++)
        count += hour->counts[i];
    return count;
}

/* Lengths that a person can read off: hours, days, weeks. */
static int64_t length_for(int64_t hours, int64_t cells)
{
    static const int64_t lengths[] = { 1, 2, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 28 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (lengths[i] * cells >= hours)
            return lengths[i];
    return (hours + cells - 1) / cells;
}

void log_chart_make(const struct log_answer *answer, int cause, size_t cells, struct log_chart *ret_chart)
{
    *ret_chart = (struct log_chart){ 0 };
    if (answer->hour_count == 0 || cells == 0)
        return;
    int64_t first = answer->hours[0].hour;
    int64_t last = answer->hours[answer->hour_count - 1].hour;
    int64_t length = length_for(last - first + 2, (int64_t)cells);
    first -= ((first % length) + length) % length;
    ret_chart->cell_hours = length;
    ret_chart->start = first * HOUR;
    ret_chart->count = (size_t)((last - first) / length) + 1;
    if (ret_chart->count > cells)
        ret_chart->count = cells;
    for (size_t i = 0; i < answer->hour_count; i++) {
        size_t place = (size_t)((answer->hours[i].hour - first) / length);
        if (place >= ret_chart->count)
            place = ret_chart->count - 1;
        ret_chart->cells[place] += count_of(&answer->hours[i], cause);
        if (ret_chart->cells[place] > ret_chart->most)
            ret_chart->most = ret_chart->cells[place];
    }
}

void log_chart_text(const struct log_chart *chart, struct buf *out)
{
    static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    for (size_t i = 0; i < chart->count; i++) {
        uint64_t height = chart->most ? (chart->cells[i] * 8 + chart->most - 1) / chart->most : 0;
        buf_add_text(out, blocks[height]);
    }
}
