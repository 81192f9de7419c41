#include "base/limits.h"

#include <errno.h>
#include <limits.h>

const char *outcome_word(enum outcome outcome)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        OUTCOMES(X)
#undef X
    };
    return words[outcome];
}

struct limits limits_within(struct limits limits, int64_t ms)
{
    moment own = clock_after_ms(ms);
    if (own < limits.deadline)
        limits.deadline = own;
    return limits;
}

int limits_left_ms(struct limits limits)
{
    if (limits.deadline == CLOCK_NEVER)
        return INT_MAX;
    moment left = limits.deadline - clock_now();
    if (left <= 0)
        return 0;
    moment ms = (left + 999) / 1000;
    return ms > INT_MAX ? INT_MAX : (int)ms;
}

static bool has_cancel(const struct pollfd *cancel)
{
    return cancel->fd >= 0 && (cancel->revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

bool limits_cancelled(struct limits limits)
{
    struct pollfd cancel = { .fd = limits.cancel_fd, .events = POLLIN };
    return limits.cancel_fd >= 0 && poll(&cancel, 1, 0) > 0 && has_cancel(&cancel);
}

enum outcome limits_wait_any(struct limits limits, struct pollfd *fds, size_t count)
{
    struct pollfd all[LIMITS_FDS_MAX + 1];
    if (count > LIMITS_FDS_MAX) {
        errno = EINVAL;
        return OUTCOME_TROUBLE;
    }
    for (size_t i = 0; i < count; i++)
        all[i] = fds[i];
    all[count] = (struct pollfd){ .fd = limits.cancel_fd, .events = POLLIN };
    for (;;) {
        int left = limits_left_ms(limits);
        int ready = poll(all, count + 1, left == INT_MAX ? -1 : left);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0)
            return OUTCOME_TROUBLE;
        for (size_t i = 0; i < count; i++)
            fds[i].revents = all[i].revents;
        if (has_cancel(&all[count]))
            return OUTCOME_CANCELLED;
        if (ready > 0)
            return OUTCOME_DONE;
        if (limits_left_ms(limits) == 0)
            return OUTCOME_OUT_OF_TIME;
    }
}

enum outcome limits_wait(struct limits limits, int fd, short events)
{
    struct pollfd one = { .fd = fd, .events = events };
    return limits_wait_any(limits, &one, 1);
}
