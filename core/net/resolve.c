#include "net/resolve.h"

#include "base/mem.h"
#include "net/dns_message.h"
#include "net/hostname.h"
#include "net/hosts_file.h"

#include <ares.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* A try is repeated after 1.5 s and again after 3 s more; the last one may take 6 s. */
enum { TRY_MS = 1500, TRIES = 3 };
/* With at most six sockets each (three servers, UDP and TCP) they fit into one wait. */
enum { ASKED_AT_ONCE = 10, SOCKETS_EACH = 6, SERVERS_MAX = 3 };
enum { FAMILY_GRACE_MS = 50 };

/* How a question is asked. */
enum way {
    WAY_USUAL,
    WAY_PUBLIC, /* past the hosts file */
    WAY_TCP,    /* past the hosts file, and over TCP alone */
};

/* One question on its way. Each has a channel of its own: no two threads ever share one. */
struct asking {
    const struct dns_question *question;
    struct dns_answer *answer;
    enum way way;
    char name[HOST_MAX];
    ares_channel channel; /* NULL: nothing under way */
    struct ares_addr_port_node servers[SERVERS_MAX];
    size_t server_count;
    size_t server;    /* the first one that is asked now */
    bool saw_garbage; /* something came that was no answer */
    bool ask_next;    /* this server failed, and there is another */
    bool is_done;
    moment since;
};

const char *answer_word(enum answer_kind kind)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        ANSWERS(X)
#undef X
    };
    return words[kind];
}

static void start_library(void)
{
    ares_library_init(ARES_LIB_INIT_ALL);
}

static bool is_given(const char *text)
{
    return text && text[0];
}

/* Every datagram passes here, so that garbage can be told from silence; the library drops both without a word. */
// NOLINTNEXTLINE(readability-function-size): the library's signature
static ares_ssize_t watch_datagrams(ares_socket_t fd, void *data, size_t size, int flags, struct sockaddr *from,
                                    ares_socklen_t *from_len, void *owner)
{
    struct asking *asking = owner;
    ssize_t len = recvfrom(fd, data, size, flags, from, from_len);
    struct span message = { data, len > 0 ? (size_t)len : 0 };
    if (from && len >= 0 && !dns_message_answers(message, asking->name, asking->question->type))
        asking->saw_garbage = true;
    return len;
}

static ares_socket_t open_socket(int family, int type, int protocol, void *owner)
{
    (void)owner;
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int close_socket(ares_socket_t fd, void *owner)
{
    (void)owner;
    return close(fd);
}

static int connect_socket(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t len, void *owner)
{
    (void)owner;
    return connect(fd, address, len);
}

static ares_ssize_t send_pieces(ares_socket_t fd, const struct iovec *pieces, int count, void *owner)
{
    (void)owner;
    struct msghdr message = { .msg_iov = (struct iovec *)pieces, .msg_iovlen = (size_t)count };
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static const struct ares_socket_functions SOCKETS = {
    .asocket = open_socket,
    .aclose = close_socket,
    .aconnect = connect_socket,
    .arecvfrom = watch_datagrams,
    .asendv = send_pieces,
};

/* The answer stands; what an earlier server said is dropped. */
static void settle(struct asking *asking, enum answer_kind kind)
{
    asking->answer->kind = kind;
    asking->is_done = true;
}

static bool is_failure(enum answer_kind kind)
{
    return kind == ANSWER_SERVER_FAILED || kind == ANSWER_REFUSED || kind == ANSWER_BROKEN;
}

/* Nobody answered, or only nonsense came; or an earlier server has at least said that it failed. */
static void settle_silent(struct asking *asking)
{
    if (is_failure(asking->answer->kind))
        settle(asking, asking->answer->kind);
    else
        settle(asking, asking->saw_garbage ? ANSWER_BROKEN : ANSWER_SILENT);
}

static void take_message(struct asking *asking, struct span message)
{
    dns_message_read(message, asking->question->type, asking->answer);
    if (is_failure(asking->answer->kind) && asking->server + 1 < asking->server_count)
        asking->ask_next = true;
    else
        settle(asking, asking->answer->kind);
}

/* Called by the library inside ares_query() or ares_process_fd(). */
// NOLINTNEXTLINE(readability-function-size): the library's signature
static void on_reply(void *owner, int status, int timeouts, unsigned char *bytes, int len)
{
    (void)timeouts;
    struct asking *asking = owner;
    if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED)
        return;
    if (bytes && len > 0)
        take_message(asking, (struct span){ (const char *)bytes, (size_t)len });
    else if (status == ARES_EBADNAME || status == ARES_ENOTFOUND)
        settle(asking, ANSWER_NO_NAME);
    else
        settle_silent(asking);
}

static void note_servers(struct asking *asking)
{
    struct ares_addr_port_node *all = NULL;
    if (ares_get_servers_ports(asking->channel, &all) != ARES_SUCCESS)
        return;
    for (struct ares_addr_port_node *one = all; one && asking->server_count < SERVERS_MAX; one = one->next)
        asking->servers[asking->server_count++] = *one;
    ares_free_data(all);
}

/* Asks the servers from the current one on; the library goes on to the next when one is silent. */
static void ask_servers(struct asking *asking)
{
    asking->ask_next = false;
    for (size_t i = asking->server; i < asking->server_count; i++)
        asking->servers[i].next = i + 1 < asking->server_count ? &asking->servers[i + 1] : NULL;
    if (ares_set_servers_ports(asking->channel, &asking->servers[asking->server]) != ARES_SUCCESS)
        settle_silent(asking);
    else
        ares_query(asking->channel, asking->name, 1, (int)asking->question->type, on_reply, asking);
}

static bool open_channel(struct asking *asking)
{
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
                 (asking->way == WAY_TCP ? ARES_FLAG_USEVC : 0),
        .timeout = TRY_MS,
        .tries = TRIES,
        .lookups = (char[]){ "b" },
    };
    int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS;
    if (ares_init_options(&asking->channel, &options, given) != ARES_SUCCESS) {
        asking->channel = NULL;
        return false;
    }
    ares_set_socket_functions(asking->channel, &SOCKETS, asking);
    const char *resolver = asking->question->resolver;
    return !is_given(resolver) || ares_set_servers_ports_csv(asking->channel, resolver) == ARES_SUCCESS;
}

static bool is_about_address(enum record_type type)
{
    return type == RECORD_A || type == RECORD_AAAA;
}

/* The hosts file goes before the system's resolver, as everywhere; a resolver that is named is asked itself. */
static bool decide_by_file(struct asking *asking)
{
    const struct dns_question *question = asking->question;
    if (asking->way != WAY_USUAL || is_given(question->resolver) || !is_about_address(question->type))
        return false;
    enum answer_kind kind = hosts_file_ask(asking->name, question->type, asking->answer);
    if (kind == ANSWER_NO_NAME)
        return false;
    asking->answer->from_hosts_file = true;
    settle(asking, kind);
    return true;
}

static bool find_wire_name(const struct dns_question *question, char *name)
{
    if (question->type == RECORD_PTR && hostname_reverse(question->name, name))
        return true;
    return hostname_to_wire(question->name, name);
}

static void start(struct asking *asking)
{
    asking->since = clock_now();
    asking->answer->kind = ANSWER_SILENT;
    if (!find_wire_name(asking->question, asking->name)) {
        settle(asking, ANSWER_NO_NAME);
        return;
    }
    if (decide_by_file(asking))
        return;
    if (!open_channel(asking)) {
        settle_silent(asking);
        return;
    }
    note_servers(asking);
    ask_servers(asking);
}

static void finish(struct asking *asking)
{
    if (asking->channel)
        ares_destroy(asking->channel);
    asking->channel = NULL;
    asking->answer->ms = (clock_now() - asking->since) / 1000;
}

/* Appends the sockets of a question to fds; returns how many there are then. */
static size_t add_sockets(struct asking *asking, struct pollfd *fds, size_t count)
{
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    int wanted = ares_getsock(asking->channel, sockets, ARES_GETSOCK_MAXNUM);
    for (int i = 0; i < SOCKETS_EACH; i++) {
        short events = 0;
        if (ARES_GETSOCK_READABLE(wanted, i))
            events |= POLLIN;
        if (ARES_GETSOCK_WRITABLE(wanted, i))
            events |= POLLOUT;
        if (events)
            fds[count++] = (struct pollfd){ .fd = sockets[i], .events = events };
    }
    return count;
}

static void process(struct asking *asking, const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count && !asking->is_done; i++) {
        bool in = fds[i].revents & (POLLIN | POLLERR | POLLHUP);
        bool out = fds[i].revents & POLLOUT;
        if (in || out)
            ares_process_fd(asking->channel, in ? fds[i].fd : ARES_SOCKET_BAD, out ? fds[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(asking->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    if (asking->ask_next && !asking->is_done) {
        asking->server++;
        ask_servers(asking);
    }
    if (asking->is_done)
        finish(asking);
}

/* The time until the library wants to repeat a question. */
static struct limits until_next_try(struct asking *askings, size_t count, struct limits limits)
{
    for (size_t i = 0; i < count; i++) {
        struct timeval room;
        if (!askings[i].channel)
            continue;
        struct timeval *next = ares_timeout(askings[i].channel, NULL, &room);
        if (next)
            limits = limits_within(limits, next->tv_sec * 1000 + next->tv_usec / 1000 + 1);
    }
    return limits;
}

/* Waits once and lets every question take what came. False when the outer limits have ended. */
static bool step(struct asking *askings, size_t count, struct limits limits)
{
    struct pollfd fds[ASKED_AT_ONCE * SOCKETS_EACH];
    size_t ends[ASKED_AT_ONCE];
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (askings[i].channel)
            used = add_sockets(&askings[i], fds, used);
        ends[i] = used;
    }
    enum outcome outcome = limits_wait_any(until_next_try(askings, count, limits), fds, used);
    if (outcome == OUTCOME_CANCELLED || outcome == OUTCOME_TROUBLE)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t begin = i ? ends[i - 1] : 0;
        if (askings[i].channel)
            process(&askings[i], fds + begin, ends[i] - begin);
    }
    return limits_left_ms(limits) > 0;
}

static bool is_any_open(const struct asking *askings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!askings[i].is_done)
            return true;
    return false;
}

static void give_up(struct asking *asking, bool cancelled)
{
    if (cancelled)
        settle(asking, ANSWER_STOPPED);
    else
        settle_silent(asking);
    finish(asking);
}

static void begin(struct asking *asking, const struct dns_question *question, enum way way, struct dns_answer *answer)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    *asking = (struct asking){ .question = question, .answer = answer, .way = way };
    *answer = (struct dns_answer){ .kind = ANSWER_SILENT };
    start(asking);
    if (asking->is_done)
        finish(asking);
}

static void end(struct asking *askings, size_t count, struct limits limits)
{
    bool cancelled = limits_cancelled(limits);
    for (size_t i = 0; i < count; i++)
        if (!askings[i].is_done)
            give_up(&askings[i], cancelled);
}

/* How a question is asked, and for how long. */
struct manner {
    enum way way;
    struct limits limits;
};

/* At most ASKED_AT_ONCE questions. */
static void ask_together(const struct dns_question *questions, size_t count, struct manner manner,
                         struct dns_answer *answers)
{
    struct asking askings[ASKED_AT_ONCE];
    for (size_t i = 0; i < count; i++)
        begin(&askings[i], &questions[i], manner.way, &answers[i]);
    while (is_any_open(askings, count) && step(askings, count, manner.limits))
        continue;
    end(askings, count, manner.limits);
}

static void ask_all(const struct dns_question *questions, size_t count, struct manner manner,
                    struct dns_answer *answers)
{
    for (size_t i = 0; i < count; i += ASKED_AT_ONCE) {
        size_t some = count - i < ASKED_AT_ONCE ? count - i : ASKED_AT_ONCE;
        ask_together(questions + i, some, manner, answers + i);
    }
}

void resolve_many(const struct dns_question *questions, size_t count, struct limits limits, struct dns_answer *answers)
{
    ask_all(questions, count, (struct manner){ WAY_USUAL, limits }, answers);
}

void resolve(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer)
{
    ask_all(question, 1, (struct manner){ WAY_USUAL, limits }, ret_answer);
}

void resolve_public(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer)
{
    ask_all(question, 1, (struct manner){ WAY_PUBLIC, limits }, ret_answer);
}

void resolve_over_tcp(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer)
{
    ask_all(question, 1, (struct manner){ WAY_TCP, limits }, ret_answer);
}

/* RFC 8305, 3; and a name that does not exist has no other family either (RFC 8020). */
static bool decides_alone(const struct asking *asking)
{
    enum answer_kind kind = asking->answer->kind;
    return asking->is_done && (kind == ANSWER_FOUND || kind == ANSWER_NO_NAME);
}

static void ask_families(const struct dns_question *questions, enum way way, struct limits limits,
                         struct dns_answer *answers)
{
    struct asking askings[2];
    struct limits grace = limits;
    bool in_grace = false;
    begin(&askings[0], &questions[0], way, &answers[0]);
    begin(&askings[1], &questions[1], way, &answers[1]);
    while (is_any_open(askings, 2)) {
        if (!in_grace && (decides_alone(&askings[0]) || decides_alone(&askings[1]))) {
            in_grace = true;
            grace = limits_within(limits, FAMILY_GRACE_MS);
        }
        if (!step(askings, 2, grace))
            break;
    }
    end(askings, 2, limits);
}

static void take_turns(struct addresses *addresses, const struct dns_answer *v6, const struct dns_answer *v4)
{
    for (size_t i = 0; i < v6->count || i < v4->count; i++) {
        const struct dns_answer *turns[] = { v6, v4 };
        for (size_t k = 0; k < 2; k++)
            if (i < turns[k]->count && addresses->count < ADDRESSES_MAX)
                mem_copy_text(addresses->address[addresses->count++], ADDRESS_MAX, span_of(turns[k]->records[i].text));
    }
}

/* Found in one family is found; otherwise the one that says more, and an open question before "no record". */
static enum answer_kind join_kinds(enum answer_kind a, enum answer_kind b)
{
    static const enum answer_kind order[] = {
        ANSWER_FOUND,   ANSWER_STOPPED, ANSWER_NO_NAME, ANSWER_SERVER_FAILED,
        ANSWER_REFUSED, ANSWER_BROKEN,  ANSWER_SILENT,  ANSWER_NO_RECORD,
    };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return a;
}

static void take_literal(const char *address, bool is_v6, struct addresses *ret_addresses)
{
    ret_addresses->kind = ANSWER_FOUND;
    ret_addresses->kind_v4 = is_v6 ? ANSWER_NO_RECORD : ANSWER_FOUND;
    ret_addresses->kind_v6 = is_v6 ? ANSWER_FOUND : ANSWER_NO_RECORD;
    mem_copy_text(ret_addresses->address[ret_addresses->count++], ADDRESS_MAX, span_of(address));
}

static void find_host(const char *host, const char *resolver, struct manner manner, struct addresses *ret_addresses)
{
    char address[ADDRESS_MAX];
    bool is_v6;
    *ret_addresses = (struct addresses){ .kind = ANSWER_SILENT };
    if (hostname_is_address(host, address, &is_v6)) {
        take_literal(address, is_v6, ret_addresses);
        return;
    }
    moment since = clock_now();
    struct dns_question questions[] = { { host, RECORD_AAAA, resolver }, { host, RECORD_A, resolver } };
    struct dns_answer *answers = mem_new(2 * sizeof *answers);
    ask_families(questions, manner.way, manner.limits, answers);
    const struct dns_answer *v6 = &answers[0];
    const struct dns_answer *v4 = &answers[1];
    take_turns(ret_addresses, v6, v4);
    ret_addresses->kind_v6 = v6->kind;
    ret_addresses->kind_v4 = v4->kind;
    ret_addresses->kind = join_kinds(v6->kind, v4->kind);
    ret_addresses->from_hosts_file = v6->from_hosts_file || v4->from_hosts_file;
    mem_copy_text(ret_addresses->canonical, HOST_MAX, span_of(v4->canonical[0] ? v4->canonical : v6->canonical));
    ret_addresses->ms = (clock_now() - since) / 1000;
    free(answers);
}

void resolve_host(const char *host, const char *resolver, struct limits limits, struct addresses *ret_addresses)
{
    find_host(host, resolver, (struct manner){ WAY_USUAL, limits }, ret_addresses);
}

void resolve_host_public(const char *host, const char *resolver, struct limits limits, struct addresses *ret_addresses)
{
    find_host(host, resolver, (struct manner){ WAY_PUBLIC, limits }, ret_addresses);
}
