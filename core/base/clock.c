#include "base/clock.h"

#include <time.h>

moment clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (moment)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

moment clock_after_ms(int64_t ms)
{
    return clock_now() + ms * 1000;
}

int64_t clock_wall(void)
{
    return (int64_t)time(NULL);
}

int64_t clock_wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
