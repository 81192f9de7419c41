#include "net/trace.h"

#include "base/mem.h"
#include "net/refusal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SILENT_ROUNDS = 2 };

struct goal {
    struct sockaddr_storage address;
    socklen_t len;
    bool is_v6;
    const char *text;
};

struct round {
    const struct goal *goal;
    struct hop *hops;
    struct pollfd fds[HOPS_AT_ONCE];
    size_t count;
    moment began;
};

static bool read_goal(const char *address, uint16_t port, struct goal *goal)
{
    struct sockaddr_in *v4 = (void *)&goal->address;
    struct sockaddr_in6 *v6 = (void *)&goal->address;
    memset(goal, 0, sizeof *goal);
    goal->text = address;
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        goal->len = sizeof *v4;
        return true;
    }
    goal->is_v6 = inet_pton(AF_INET6, address, &v6->sin6_addr) == 1;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    goal->len = sizeof *v6;
    return goal->is_v6;
}

static void end_hop(struct round *round, size_t index, int error)
{
    struct hop *hop = &round->hops[index];
    struct dial_try try = { .end = DIAL_OPEN };
    if (error)
        refusal_read(round->fds[index].fd, error, "", &try);
    bool is_there = !error || error == ECONNREFUSED;
    hop->end = try.end;
    hop->ms = (clock_now() - round->began) / 1000;
    mem_copy_text(hop->address, sizeof hop->address, span_of(is_there ? round->goal->text : try.by));
    if (hop->end == DIAL_UNREACHABLE && !hop->address[0])
        hop->end = DIAL_SILENT;
    close(round->fds[index].fd);
    round->fds[index].fd = -1;
}

static void start_hop(struct round *round, size_t index, int ttl)
{
    const struct goal *goal = round->goal;
    int fd = socket(goal->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    round->fds[index] = (struct pollfd){ .fd = fd, .events = POLLOUT };
    if (fd < 0)
        return;
    refusal_prepare(fd, goal->is_v6);
    if (goal->is_v6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &ttl, sizeof ttl);
    else
        setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
    if (connect(fd, (const struct sockaddr *)&goal->address, goal->len) == 0)
        end_hop(round, index, 0);
    else if (errno != EINPROGRESS)
        end_hop(round, index, errno);
}

static size_t count_open(const struct round *round)
{
    size_t open = 0;
    for (size_t i = 0; i < round->count; i++)
        open += round->fds[i].fd >= 0;
    return open;
}

static void take_answers(struct round *round)
{
    for (size_t i = 0; i < round->count; i++) {
        int error = 0;
        socklen_t len = sizeof error;
        if (round->fds[i].fd < 0 || !round->fds[i].revents)
            continue;
        getsockopt(round->fds[i].fd, SOL_SOCKET, SO_ERROR, &error, &len);
        end_hop(round, i, error);
    }
}

static enum outcome run_round(struct round *round, int first_ttl, struct limits limits)
{
    enum outcome outcome = OUTCOME_DONE;
    round->began = clock_now();
    for (size_t i = 0; i < round->count; i++) {
        round->hops[i] = (struct hop){ .end = DIAL_SILENT, .ms = -1 };
        start_hop(round, i, first_ttl + (int)i);
    }
    struct limits patience = limits_within(limits, HOP_MS);
    while (outcome == OUTCOME_DONE && count_open(round)) {
        outcome = limits_wait_any(patience, round->fds, round->count);
        if (outcome == OUTCOME_DONE)
            take_answers(round);
    }
    for (size_t i = 0; i < round->count; i++)
        if (round->fds[i].fd >= 0)
            close(round->fds[i].fd);
    return limits_cancelled(limits) ? OUTCOME_CANCELLED : limits_left_ms(limits) ? OUTCOME_DONE : OUTCOME_OUT_OF_TIME;
}

static bool is_arrival(const struct hop *hop)
{
    return hop->end == DIAL_OPEN || hop->end == DIAL_REFUSED;
}

/* What was heard in the round; true when the trace is over. */
static bool take_round(struct trace *trace, const struct round *round, size_t first)
{
    for (size_t i = 0; i < round->count; i++) {
        const struct hop *hop = &round->hops[i];
        if (hop->end == DIAL_SILENT)
            continue;
        trace->count = first + i + 1;
        trace->has_routers = trace->has_routers || hop->end == DIAL_UNREACHABLE;
        if (is_arrival(hop) || hop->end == DIAL_FILTERED) {
            trace->has_arrived = is_arrival(hop);
            return true;
        }
    }
    return trace->count + SILENT_ROUNDS * (size_t)HOPS_AT_ONCE <= first + round->count;
}

void trace_tcp(const char *address, uint16_t port, struct limits limits, struct trace *ret_trace)
{
    struct goal goal;
    *ret_trace = (struct trace){ .count = 0 };
    if (!read_goal(address, port, &goal))
        return;
    for (size_t first = 0; first < HOPS_MAX; first += HOPS_AT_ONCE) {
        struct round round = { .goal = &goal, .hops = &ret_trace->hops[first], .count = HOPS_AT_ONCE };
        enum outcome outcome = run_round(&round, (int)first + 1, limits);
        if (take_round(ret_trace, &round, first) || outcome != OUTCOME_DONE)
            return;
    }
}
