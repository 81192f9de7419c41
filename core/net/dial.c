#include "net/dial.h"

#include "base/mem.h"
#include "net/hostname.h"
#include "net/refusal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_START_MS = 250 };

/* A connection under way; fd -1 when it is not. */
struct attempt {
    int fd;
    moment since;
    char own[ADDRESS_MAX];
};

struct dialling {
    struct attempt attempts[ADDRESSES_MAX];
    struct dialled *result;
    uint16_t port;
    size_t started;
    size_t pending;
    moment next_start;
    bool has_winner;
};

const char *dial_end_word(enum dial_end end)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        DIAL_ENDS(X)
#undef X
    };
    return words[end];
}

static int64_t ms_since(moment since)
{
    return (clock_now() - since) / 1000;
}

/* getaddrinfo() with a numeric host asks nobody; unlike inet_pton() it knows "fe80::1%eth0". */
static bool read_address(const char *text, uint16_t port, struct sockaddr_storage *ret_address, socklen_t *ret_len)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    if (getaddrinfo(text, NULL, &hints, &found) != 0)
        return false;
    memcpy(ret_address, found->ai_addr, found->ai_addrlen);
    *ret_len = found->ai_addrlen;
    freeaddrinfo(found);
    if (ret_address->ss_family == AF_INET)
        ((struct sockaddr_in *)ret_address)->sin_port = htons(port);
    else
        ((struct sockaddr_in6 *)ret_address)->sin6_port = htons(port);
    return true;
}

/* Who we are on this socket, to recognise ICMP errors that this machine sent to itself. */
static void note_own_address(struct attempt *attempt)
{
    struct sockaddr_storage own = { 0 };
    socklen_t len = sizeof own;
    if (getsockname(attempt->fd, (struct sockaddr *)&own, &len) != 0)
        return;
    if (own.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&own)->sin_addr, attempt->own, ADDRESS_MAX);
    else
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&own)->sin6_addr, attempt->own, ADDRESS_MAX);
}

static void end_attempt(struct dialling *dialling, size_t i)
{
    struct attempt *attempt = &dialling->attempts[i];
    if (attempt->fd >= 0) {
        close(attempt->fd);
        attempt->fd = -1;
        dialling->pending--;
    }
    dialling->result->tries[i].ms = ms_since(attempt->since);
}

static void fail(struct dialling *dialling, size_t i, int error)
{
    struct attempt *attempt = &dialling->attempts[i];
    refusal_read(attempt->fd, error, attempt->own, &dialling->result->tries[i]);
    end_attempt(dialling, i);
    dialling->next_start = clock_now();
}

static void win(struct dialling *dialling, size_t i)
{
    struct dialled *result = dialling->result;
    struct attempt *attempt = &dialling->attempts[i];
    result->tries[i].end = DIAL_OPEN;
    result->tries[i].ms = ms_since(attempt->since);
    result->winner = i;
    stream_adopt(&result->stream, attempt->fd);
    attempt->fd = -1;
    dialling->pending--;
    dialling->has_winner = true;
}

/* We could not even try. */
static void fail_here(struct dialling *dialling, size_t i, int error)
{
    struct dial_try *try = &dialling->result->tries[i];
    try->error = error;
    try->end = error == EAFNOSUPPORT ? DIAL_UNREACHABLE : DIAL_TROUBLE;
    mem_copy_text(try->by, sizeof try->by, SPAN("here"));
    dialling->next_start = clock_now();
}

static int open_socket(int family)
{
    int on = 1;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        refusal_prepare(fd, family == AF_INET6);
    }
    return fd;
}

static void start_attempt(struct dialling *dialling, size_t i)
{
    struct attempt *attempt = &dialling->attempts[i];
    struct sockaddr_storage address = { 0 };
    socklen_t len = 0;
    attempt->since = clock_now();
    dialling->next_start = clock_after_ms(HEAD_START_MS);
    if (!read_address(dialling->result->tries[i].address, dialling->port, &address, &len)) {
        fail_here(dialling, i, EINVAL);
        return;
    }
    attempt->fd = open_socket(address.ss_family);
    if (attempt->fd < 0) {
        fail_here(dialling, i, errno);
        return;
    }
    dialling->pending++;
    int error = connect(attempt->fd, (struct sockaddr *)&address, len) == 0 ? 0 : errno;
    note_own_address(attempt);
    if (error == 0)
        win(dialling, i);
    else if (error != EINPROGRESS)
        fail(dialling, i, error);
}

static bool may_start(const struct dialling *dialling)
{
    return !dialling->has_winner && dialling->started < dialling->result->count &&
           (dialling->pending == 0 || clock_now() >= dialling->next_start);
}

static void take_result(struct dialling *dialling, size_t i)
{
    int error = 0;
    socklen_t len = sizeof error;
    getsockopt(dialling->attempts[i].fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (error)
        fail(dialling, i, error);
    else
        win(dialling, i);
}

/* Waits until something happens or the next address is due. False when the outer limits have ended. */
static bool step(struct dialling *dialling, struct limits limits, enum outcome *ret_outcome)
{
    struct pollfd fds[ADDRESSES_MAX];
    struct limits pause = limits;
    size_t count = dialling->started;
    for (size_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){ .fd = dialling->attempts[i].fd, .events = POLLOUT };
    if (count < dialling->result->count && dialling->next_start < pause.deadline)
        pause.deadline = dialling->next_start;
    enum outcome outcome = limits_wait_any(pause, fds, count);
    if (outcome == OUTCOME_OUT_OF_TIME && limits_left_ms(limits) > 0)
        return true;
    *ret_outcome = outcome;
    for (size_t i = 0; i < count && outcome == OUTCOME_DONE; i++)
        if (fds[i].revents && !dialling->has_winner)
            take_result(dialling, i);
    return outcome == OUTCOME_DONE;
}

static void begin(struct dialling *dialling, const struct addresses *addresses)
{
    struct dialled *result = dialling->result;
    *result = (struct dialled){ .stream = STREAM_CLOSED, .count = addresses->count };
    for (size_t i = 0; i < addresses->count; i++) {
        struct dial_try *try = &result->tries[i];
        bool is_literal = hostname_is_address(addresses->address[i], try->address, &try->is_v6);
        if (!is_literal)
            mem_copy_text(try->address, sizeof try->address, span_of(addresses->address[i]));
        try->end = DIAL_NOT_TRIED;
        dialling->attempts[i].fd = -1;
    }
}

/* What is still open when it is over: given up, cancelled, or silent. */
static void give_up(struct dialling *dialling, enum outcome outcome)
{
    for (size_t i = 0; i < dialling->started; i++) {
        struct dial_try *try = &dialling->result->tries[i];
        if (dialling->attempts[i].fd < 0)
            continue;
        end_attempt(dialling, i);
        try->error = dialling->has_winner ? EINPROGRESS : ETIMEDOUT;
        try->end = DIAL_SILENT;
        if (dialling->has_winner && try->ms < HEAD_START_MS)
            try->end = DIAL_NOT_TRIED;
        if (outcome == OUTCOME_CANCELLED) {
            try->end = DIAL_CANCELLED;
            try->error = 0;
        }
    }
}

/* Nobody let us in: was it them, or could this machine not even try? */
static enum outcome judge(const struct dialled *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->tries[i].end != DIAL_TROUBLE)
            return OUTCOME_HUNG_UP;
    return OUTCOME_TROUBLE;
}

enum outcome dial(const struct addresses *addresses, uint16_t port, struct limits limits, struct dialled *ret_dialled)
{
    struct dialling dialling = { .result = ret_dialled, .port = port };
    enum outcome outcome = OUTCOME_DONE;
    moment since = clock_now();
    begin(&dialling, addresses);
    if (limits_cancelled(limits))
        outcome = OUTCOME_CANCELLED;
    else if (limits_left_ms(limits) == 0)
        outcome = OUTCOME_OUT_OF_TIME;
    while (outcome == OUTCOME_DONE && !dialling.has_winner) {
        if (may_start(&dialling))
            start_attempt(&dialling, dialling.started++);
        else if (dialling.pending == 0 || !step(&dialling, limits, &outcome))
            break;
    }
    give_up(&dialling, outcome);
    ret_dialled->ms = ms_since(since);
    if (dialling.has_winner)
        return OUTCOME_DONE;
    return outcome == OUTCOME_DONE ? judge(ret_dialled) : outcome;
}
