#include "practice/name_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 12, MESSAGE_MAX = 512, LABEL_MAX = 63, TTL_S = 60, CLASS_IN = 1 };
enum { CODE_SERVER_FAILED = 2, CODE_NO_NAME = 3, CODE_REFUSED = 5 };

struct asked {
    char name[HOST_MAX];
    unsigned type;
    size_t end; /* of the question in its message */
};

/* ---- reading ---- */

static unsigned byte_at(struct span message, size_t at)
{
    return (unsigned char)message.at[at];
}

/* The labels from the header on, without compression: there is nothing earlier to point to. */
static bool take_name(struct span message, struct asked *asked, size_t *at)
{
    size_t len = 0;
    while (*at < message.len && byte_at(message, *at) != 0) {
        size_t label = byte_at(message, *at);
        if (label > LABEL_MAX || *at + 1 + label >= message.len || len + label + 2 > sizeof asked->name)
            return false;
        if (len)
            asked->name[len++] = '.';
        memcpy(asked->name + len, message.at + *at + 1, label);
        len += label;
        *at += 1 + label;
    }
    asked->name[len] = '\0';
    return (*at)++ < message.len;
}

static bool take_question(struct span message, struct asked *ret_asked)
{
    size_t at = HEADER;
    if (message.len < HEADER || (byte_at(message, 2) & 0x80) || byte_at(message, 4) != 0 || byte_at(message, 5) != 1)
        return false;
    if (!take_name(message, ret_asked, &at) || at + 4 > message.len)
        return false;
    ret_asked->type = byte_at(message, at) << 8 | byte_at(message, at + 1);
    ret_asked->end = at + 4;
    return true;
}

/* ---- answering ---- */

static bool is_about(const struct script_name *row, const struct asked *asked)
{
    return span_equal_nocase(span_of(row->name), span_of(asked->name));
}

static bool is_answer(const struct script_name *row, const struct asked *asked)
{
    unsigned type = row->is_v6 ? RECORD_AAAA : RECORD_A;
    return row->kind == ANSWER_FOUND && type == asked->type && is_about(row, asked);
}

static enum answer_kind kind_of(const struct script *script, const struct asked *asked)
{
    for (size_t i = 0; i < script->name_count; i++)
        if (is_about(&script->names[i], asked))
            return script->names[i].kind;
    return ANSWER_NO_NAME;
}

static unsigned code_of(enum answer_kind kind)
{
    switch (kind) {
    case ANSWER_NO_NAME:
        return CODE_NO_NAME;
    case ANSWER_SERVER_FAILED:
        return CODE_SERVER_FAILED;
    case ANSWER_REFUSED:
        return CODE_REFUSED;
    default:
        return 0;
    }
}

static void add_number(struct buf *out, unsigned number, int bytes)
{
    while (bytes--)
        buf_add_char(out, (char)(number >> (8 * bytes) & 0xff));
}

static void add_record(struct buf *out, const struct script_name *row)
{
    enum { TO_THE_QUESTION = 0xc000 | HEADER };
    char raw[16];
    int len = row->is_v6 ? 16 : 4;
    if (inet_pton(row->is_v6 ? AF_INET6 : AF_INET, row->address, raw) != 1)
        return;
    add_number(out, TO_THE_QUESTION, 2);
    add_number(out, row->is_v6 ? RECORD_AAAA : RECORD_A, 2);
    add_number(out, CLASS_IN, 2);
    add_number(out, TTL_S, 4);
    add_number(out, (unsigned)len, 2);
    buf_add(out, (struct span){ raw, (size_t)len });
}

static unsigned count_answers(const struct script *script, const struct asked *asked)
{
    unsigned count = 0;
    for (size_t i = 0; i < script->name_count; i++)
        count += is_answer(&script->names[i], asked);
    return count;
}

bool name_server_reply(const struct script *script, struct span question, struct buf *ret_answer)
{
    enum { RESPONSE = 0x8000, RECURSION = 0x0180 };
    struct asked asked;
    if (!take_question(question, &asked))
        return false;
    enum answer_kind kind = kind_of(script, &asked);
    if (kind == ANSWER_SILENT)
        return false;
    buf_add(ret_answer, span_head(question, 2));
    add_number(ret_answer, RESPONSE | RECURSION | code_of(kind), 2);
    add_number(ret_answer, 1, 2);
    /* a broken answer promises a record that never comes */
    add_number(ret_answer, kind == ANSWER_BROKEN ? 1 : count_answers(script, &asked), 2);
    add_number(ret_answer, 0, 4);
    buf_add(ret_answer, (struct span){ question.at + HEADER, asked.end - HEADER });
    for (size_t i = 0; i < script->name_count; i++)
        if (is_answer(&script->names[i], &asked))
            add_record(ret_answer, &script->names[i]);
    return true;
}

/* ---- the socket ---- */

bool name_server_open(struct name_server *server, const struct script *script)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    *server = (struct name_server){ .fd = -1, .script = script };
    if (script->name_count == 0)
        return true;
    server->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->fd < 0 || bind(server->fd, (struct sockaddr *)&address, len) != 0 ||
        getsockname(server->fd, (struct sockaddr *)&address, &len) != 0)
        return false;
    server->port = ntohs(address.sin_port);
    return true;
}

void name_server_close(struct name_server *server)
{
    if (server->fd >= 0)
        close(server->fd);
    server->fd = -1;
}

void name_server_answer(struct name_server *server)
{
    char bytes[MESSAGE_MAX];
    struct sockaddr_in from;
    socklen_t len = sizeof from;
    struct buf answer;
    ssize_t got = recvfrom(server->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &len);
    if (got <= 0)
        return;
    buf_init(&answer, MESSAGE_MAX);
    if (name_server_reply(server->script, (struct span){ bytes, (size_t)got }, &answer) && !answer.full)
        (void)sendto(server->fd, answer.at, answer.len, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&from, len);
    buf_free(&answer);
}
