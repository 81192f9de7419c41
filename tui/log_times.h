#pragma once

#include "base/span.h"

/* Times of a log as a person types them. */
struct log_times {
    int64_t from, to; /* `to` is not included: "9" is the whole hour, "9:05" the whole minute */
    bool is_range;    /* two were typed: "9:00-9:30" */
};

/*
 * "9", "9:05", "09:05:10", with or without "2026-11-23 " before it, a date alone, or two of them with a "-" between.
 * Without a date: the last such time that the log holds; of a time that it does not hold, that of its last day. False
 * when it is none of these. oldest and newest may be LOG_NO_TIME.
 */
bool log_times_typed(struct span text, int64_t oldest, int64_t newest, struct log_times *ret_times);
