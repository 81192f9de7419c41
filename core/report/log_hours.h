#pragma once

#include "base/buf.h"
#include "report/log_answer.h"

/*
 * Failures over time as one row of cells, each of the same length: an hour, or as many hours as it takes for
 * all of them to fit.
 */
enum { LOG_CELLS_MAX = 64 };

struct log_chart {
    uint64_t cells[LOG_CELLS_MAX];
    size_t count;
    int64_t start;      /* of the first cell, seconds */
    int64_t cell_hours; /* how long each is */
    uint64_t most;
};

/* Of one cause, or of all (CAUSE_COUNT). `cells` at most LOG_CELLS_MAX. Count 0: nothing had a time. */
void log_chart_make(const struct log_answer *answer, int cause, size_t cells, struct log_chart *ret_chart);
/* "▁▂▃▄▅▆▇█", one character a cell, a blank for none. */
void log_chart_text(const struct log_chart *chart, struct buf *out);
