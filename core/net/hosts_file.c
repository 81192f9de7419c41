#include "net/hosts_file.h"

#include "base/buf.h"
#include "base/mem.h"
#include "net/hostname.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static struct span without_comment(struct span line)
{
    size_t comment = span_find_char(line, '#');
    return comment == SPAN_NONE ? line : span_head(line, comment);
}

/* The address at the start of a line, when the name is one of those behind it. */
static bool line_names(struct span line, struct span name, struct span *ret_address)
{
    struct span word;
    line = without_comment(line);
    if (!span_word(&line, ret_address))
        return false;
    while (span_word(&line, &word))
        if (span_equal_nocase(word, name))
            return true;
    return false;
}

static void add_address(struct dns_answer *answer, enum record_type type, const char *address)
{
    if (answer->count == DNS_RECORDS_MAX)
        return;
    struct dns_record *record = &answer->records[answer->count++];
    *record = (struct dns_record){ .type = type };
    mem_copy_text(record->text, sizeof record->text, span_of(address));
}

enum answer_kind hosts_file_find(struct span text, const char *name, enum record_type type, struct dns_answer *answer)
{
    enum answer_kind kind = ANSWER_NO_NAME;
    struct span line;
    struct span word;
    while (span_line(&text, &line)) {
        char typed[ADDRESS_MAX];
        char address[ADDRESS_MAX];
        bool is_v6;
        if (!line_names(line, span_of(name), &word))
            continue;
        mem_copy_text(typed, sizeof typed, word);
        if (word.len >= sizeof typed || !hostname_is_address(typed, address, &is_v6))
            continue;
        if (kind == ANSWER_NO_NAME)
            kind = ANSWER_NO_RECORD;
        if (is_v6 == (type == RECORD_AAAA)) {
            add_address(answer, type, address);
            kind = ANSWER_FOUND;
        }
    }
    return kind;
}

static void read_file(const char *path, struct buf *text)
{
    char piece[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return;
    while (!text->full) {
        ssize_t len = read(fd, piece, sizeof piece);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            break;
        buf_add(text, (struct span){ piece, (size_t)len });
    }
    close(fd);
}

enum answer_kind hosts_file_ask(const char *name, enum record_type type, struct dns_answer *answer)
{
    struct buf text;
    buf_init(&text, HOSTS_FILE_MAX);
    read_file("/etc/hosts", &text);
    enum answer_kind kind = hosts_file_find(buf_span(&text), name, type, answer);
    buf_free(&text);
    return kind;
}

bool hosts_file_line(struct span text, const char *name, struct span *ret_line)
{
    struct span line;
    struct span address;
    while (span_line(&text, &line)) {
        char typed[ADDRESS_MAX];
        char unused[ADDRESS_MAX];
        bool is_v6;
        if (!line_names(line, span_of(name), &address))
            continue;
        mem_copy_text(typed, sizeof typed, address);
        if (address.len >= sizeof typed || !hostname_is_address(typed, unused, &is_v6))
            continue;
        *ret_line = span_trim(without_comment(line));
        return true;
    }
    return false;
}

void hosts_file_ask_line(const char *name, char *out, size_t room)
{
    struct buf text;
    struct span line = SPAN_EMPTY;
    buf_init(&text, HOSTS_FILE_MAX);
    read_file("/etc/hosts", &text);
    (void)hosts_file_line(buf_span(&text), name, &line);
    mem_copy_text(out, room, line);
    buf_free(&text);
}
