#pragma once

#include <stdint.h>

/* Monotonic microseconds. A deadline is such a moment; CLOCK_NEVER is after all of them. */
typedef int64_t moment;
#define CLOCK_NEVER INT64_MAX

moment clock_now(void);
moment clock_after_ms(int64_t ms);
/* Wall-clock seconds since 1970, UTC: for certificates, logs and reports only. */
int64_t clock_wall(void);
/* The same in microseconds. */
int64_t clock_wall_us(void);
