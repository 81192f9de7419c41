#include "net/dns_message.h"

#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 12, POINTERS_MAX = 64, NAME_TEXT_MAX = 1024, CHAIN_HOPS_MAX = 16, CLASS_IN = 1 };

/* A place in a message; broken once something did not fit. */
struct reader {
    struct span message;
    size_t at;
    bool broken;
};

static uint32_t take_number(struct reader *reader, size_t bytes)
{
    uint32_t number = 0;
    if (reader->broken || reader->message.len - reader->at < bytes) {
        reader->broken = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | (unsigned char)reader->message.at[reader->at++];
    return number;
}

/* RFC 1035, 5.1: what would be mistaken for a dot, and what cannot be seen, is escaped. */
static void add_label(struct buf *name, struct span label)
{
    for (size_t i = 0; i < label.len; i++) {
        unsigned char c = (unsigned char)label.at[i];
        if (c == '.' || c == '\\')
            buf_addf(name, "\\%c", c);
        else if (c <= ' ' || c == 0x7f)
            buf_addf(name, "\\%03u", c);
        else
            buf_add_char(name, (char)c);
    }
}

/* Reads one label at *at. False at the end of the name; a pointer moves *at and adds nothing. */
static bool take_label(struct reader *reader, size_t *at, struct buf *name)
{
    struct reader here = { reader->message, *at, false };
    uint32_t len = take_number(&here, 1);
    if ((len & 0xc0u) == 0xc0u) {
        size_t to = (len & 0x3fu) << 8 | take_number(&here, 1);
        reader->broken = here.broken || to >= *at;
        *at = to;
        return !reader->broken;
    }
    if (here.broken || len > 63 || here.message.len - here.at < len) {
        reader->broken = true;
        return false;
    }
    *at = here.at + len;
    if (len == 0)
        return false;
    if (name->len)
        buf_add_char(name, '.');
    add_label(name, (struct span){ here.message.at + here.at, len });
    return true;
}

/* The end of a name in place: behind its last label, or behind its first pointer. */
static void skip_name(struct reader *reader)
{
    for (;;) {
        uint32_t len = take_number(reader, 1);
        if (reader->broken || len == 0)
            return;
        size_t more = (len & 0xc0u) == 0xc0u ? 1 : len;
        if (more > 63 || reader->message.len - reader->at < more) {
            reader->broken = true;
            return;
        }
        reader->at += more;
        if ((len & 0xc0u) == 0xc0u)
            return;
    }
}

static void take_name(struct reader *reader, char *out, size_t room)
{
    struct buf name;
    buf_init(&name, NAME_TEXT_MAX);
    size_t at = reader->at;
    unsigned steps = 0;
    while (!reader->broken && take_label(reader, &at, &name))
        if (++steps > POINTERS_MAX + 128)
            reader->broken = true;
    if (!reader->broken)
        skip_name(reader);
    mem_copy_text(out, room, name.len ? buf_span(&name) : SPAN("."));
    buf_free(&name);
}

struct header {
    uint32_t flags, questions, answers;
};

static struct header take_header(struct reader *reader)
{
    struct header header;
    take_number(reader, 2);
    header.flags = take_number(reader, 2);
    header.questions = take_number(reader, 2);
    header.answers = take_number(reader, 2);
    take_number(reader, 4);
    return header;
}

bool dns_message_answers(struct span message, const char *name, enum record_type type)
{
    char asked[HOST_MAX];
    struct reader reader = { .message = message };
    struct header header = take_header(&reader);
    if (reader.broken || !(header.flags & 0x8000u) || header.questions != 1)
        return false;
    take_name(&reader, asked, sizeof asked);
    uint32_t asked_type = take_number(&reader, 2);
    take_number(&reader, 2);
    return !reader.broken && asked_type == (uint32_t)type && span_equal_nocase(span_of(asked), span_of(name));
}

static void take_address(struct reader *reader, int family, struct dns_record *record)
{
    size_t size = family == AF_INET ? 4 : 16;
    if (reader->message.len - reader->at != size)
        reader->broken = true;
    else
        inet_ntop(family, reader->message.at + reader->at, record->text, sizeof record->text);
}

/* RFC 1035, 3.3.14: several strings; what belongs together was only cut to fit (RFC 7208, 3.3). */
static void take_text(struct reader *reader, struct dns_record *record)
{
    struct buf text;
    buf_init(&text, sizeof record->text - 1);
    while (!reader->broken && reader->at < reader->message.len) {
        uint32_t len = take_number(reader, 1);
        if (reader->message.len - reader->at < len) {
            reader->broken = true;
            break;
        }
        buf_add(&text, (struct span){ reader->message.at + reader->at, len });
        reader->at += len;
    }
    record->is_cut = text.full;
    mem_copy_text(record->text, sizeof record->text, buf_span(&text));
    buf_free(&text);
}

/* RFC 6698, 2.2: as it stands in a zone file. */
static void take_association(struct reader *reader, struct dns_record *record)
{
    struct buf text;
    buf_init(&text, sizeof record->text - 1);
    for (size_t i = 0; i < 3; i++)
        buf_addf(&text, "%u ", take_number(reader, 1));
    while (!reader->broken && reader->at < reader->message.len)
        buf_addf(&text, "%02x", take_number(reader, 1));
    record->is_cut = text.full;
    mem_copy_text(record->text, sizeof record->text, buf_span(&text));
    buf_free(&text);
}

/* Reads the data of a record; data ends where the record ends, names may point back into the message. */
static void take_data(struct reader *data, struct dns_record *record)
{
    switch (record->type) {
    case RECORD_A:
        take_address(data, AF_INET, record);
        break;
    case RECORD_AAAA:
        take_address(data, AF_INET6, record);
        break;
    case RECORD_TXT:
        take_text(data, record);
        break;
    case RECORD_TLSA:
        take_association(data, record);
        break;
    case RECORD_SRV:
        record->priority = (uint16_t)take_number(data, 2);
        record->weight = (uint16_t)take_number(data, 2);
        record->port = (uint16_t)take_number(data, 2);
        take_name(data, record->text, sizeof record->text);
        break;
    case RECORD_MX:
        record->priority = (uint16_t)take_number(data, 2);
        take_name(data, record->text, sizeof record->text);
        break;
    case RECORD_CNAME:
    case RECORD_NS:
    case RECORD_PTR:
        take_name(data, record->text, sizeof record->text);
        break;
    }
}

static bool is_known(uint32_t type)
{
    switch (type) {
    case RECORD_A:
    case RECORD_AAAA:
    case RECORD_TXT:
    case RECORD_SRV:
    case RECORD_TLSA:
    case RECORD_MX:
    case RECORD_CNAME:
    case RECORD_NS:
    case RECORD_PTR:
        return true;
    default:
        return false;
    }
}

/* True when there is a record that we can use; a record of another type or class is passed over. */
static bool take_record(struct reader *reader, char *owner, struct dns_record *record)
{
    take_name(reader, owner, HOST_MAX);
    uint32_t type = take_number(reader, 2);
    uint32_t class = take_number(reader, 2);
    uint32_t ttl = take_number(reader, 4);
    uint32_t len = take_number(reader, 2);
    if (reader->broken || reader->message.len - reader->at < len) {
        reader->broken = true;
        return false;
    }
    struct reader data = { { reader->message.at, reader->at + len }, reader->at, false };
    reader->at += len;
    if (class != CLASS_IN || !is_known(type))
        return false;
    *record = (struct dns_record){ .type = (enum record_type)type, .ttl = ttl };
    take_data(&data, record);
    reader->broken = reader->broken || data.broken;
    return !reader->broken;
}

/* Keeps the answers about the canonical name. True when there are none but an alias: then that is the canonical name.
 */
static bool collect(struct reader reader, uint32_t count, enum record_type type, struct dns_answer *answer)
{
    char owner[HOST_MAX];
    char alias[HOST_MAX] = "";
    struct dns_record record;
    for (uint32_t i = 0; i < count && !reader.broken; i++) {
        if (!take_record(&reader, owner, &record) || !span_equal_nocase(span_of(owner), span_of(answer->canonical)))
            continue;
        if (record.type == type && answer->count < DNS_RECORDS_MAX)
            answer->records[answer->count++] = record;
        else if (record.type == RECORD_CNAME)
            mem_copy_text(alias, sizeof alias, span_of(record.text));
    }
    if (reader.broken)
        answer->kind = ANSWER_BROKEN;
    if (reader.broken || answer->count || !alias[0])
        return false;
    mem_copy_text(answer->canonical, sizeof answer->canonical, span_of(alias));
    return true;
}

static int compare_records(const void *left, const void *right)
{
    const struct dns_record *a = left;
    const struct dns_record *b = right;
    if (a->priority != b->priority)
        return a->priority < b->priority ? -1 : 1;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return strcmp(a->text, b->text);
}

static enum answer_kind judge(uint32_t flags, const struct dns_answer *answer)
{
    static const enum answer_kind codes[16] = {
        [0] = ANSWER_NO_RECORD,     [1] = ANSWER_SERVER_FAILED, [2] = ANSWER_SERVER_FAILED, [3] = ANSWER_NO_NAME,
        [4] = ANSWER_SERVER_FAILED, [5] = ANSWER_REFUSED,       [6] = ANSWER_SERVER_FAILED, [7] = ANSWER_SERVER_FAILED,
        [8] = ANSWER_SERVER_FAILED, [9] = ANSWER_REFUSED,       [10] = ANSWER_BROKEN,       [11] = ANSWER_BROKEN,
        [12] = ANSWER_BROKEN,       [13] = ANSWER_BROKEN,       [14] = ANSWER_BROKEN,       [15] = ANSWER_BROKEN,
    };
    enum answer_kind kind = codes[flags & 0xfu];
    if (kind != ANSWER_NO_RECORD)
        return kind;
    return answer->count ? ANSWER_FOUND : ANSWER_NO_RECORD;
}

static void read_answers(struct reader *reader, uint32_t count, enum record_type type, struct dns_answer *answer)
{
    char name[HOST_MAX];
    mem_copy_text(name, sizeof name, span_of(answer->canonical));
    unsigned hops = 0;
    while (collect(*reader, count, type, answer))
        if (++hops > CHAIN_HOPS_MAX) {
            answer->kind = ANSWER_BROKEN;
            return;
        }
    if (span_equal_nocase(span_of(name), span_of(answer->canonical)))
        answer->canonical[0] = '\0';
    if (type == RECORD_MX || type == RECORD_SRV)
        qsort(answer->records, answer->count, sizeof answer->records[0], compare_records);
}

void dns_message_read(struct span message, enum record_type type, struct dns_answer *ret_answer)
{
    struct reader reader = { .message = message };
    struct header header = take_header(&reader);
    *ret_answer = (struct dns_answer){ .kind = ANSWER_NO_RECORD };
    if (!reader.broken && (!(header.flags & 0x8000u) || header.questions != 1))
        reader.broken = true;
    take_name(&reader, ret_answer->canonical, sizeof ret_answer->canonical);
    take_number(&reader, 4);
    if (!reader.broken)
        read_answers(&reader, header.answers, type, ret_answer);
    enum answer_kind kind = judge(header.flags, ret_answer);
    if (reader.broken || ret_answer->kind == ANSWER_BROKEN || kind == ANSWER_BROKEN)
        *ret_answer = (struct dns_answer){ .kind = ANSWER_BROKEN };
    else
        ret_answer->kind = kind;
    if (kind != ANSWER_FOUND)
        ret_answer->count = 0;
}
