#include "net/listeners.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FIELDS = 10, STATE_FIELD = 3, INODE_FIELD = 9, TABLE_MAX = 4 * 1024 * 1024 };

static bool hex_number(struct span text, uint64_t *ret_number)
{
    uint64_t number = 0;
    if (!text.len || text.len > 8)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = strchr(digits, tolower((unsigned char)text.at[i]));
        if (!digit || !*digit)
            return false;
        number = number * 16 + (uint64_t)(digit - digits);
    }
    *ret_number = number;
    return true;
}

/* Words of 32 bits in the machine's own order: 127.0.0.1 is 0100007F on a little one. */
static bool is_loopback(struct span address, bool is_v6)
{
    if (!is_v6)
        return span_ends_nocase(address, SPAN("7F"));
    return span_equal(address, SPAN("00000000000000000000000001000000")) ||
           (span_starts(address, SPAN("0000000000000000FFFF0000")) && span_ends_nocase(address, SPAN("7F")));
}

static bool read_line(struct span line, bool is_v6, struct listener *ret_listener)
{
    struct span fields[FIELDS];
    size_t count = 0;
    uint64_t port;
    while (count < FIELDS && span_word(&line, &fields[count]))
        count++;
    if (count < FIELDS || !span_equal(fields[STATE_FIELD], SPAN("0A")))
        return false;
    size_t colon = span_find_char(fields[1], ':');
    if (colon == SPAN_NONE || !hex_number(span_from(fields[1], colon + 1), &port))
        return false;
    ret_listener->port = (uint16_t)port;
    ret_listener->is_loopback_only = is_loopback(span_head(fields[1], colon), is_v6);
    return span_number(fields[INODE_FIELD], UINT64_MAX, &ret_listener->inode);
}

void listeners_add(struct listeners *listeners, struct span text, bool is_v6)
{
    struct span line;
    while (listeners->count < LISTENERS_MAX && span_line(&text, &line))
        if (read_line(line, is_v6, &listeners->list[listeners->count]))
            listeners->count++;
}

static bool add_table(struct listeners *listeners, const char *path, bool is_v6)
{
    char bytes[4096];
    struct buf table;
    ssize_t got;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    buf_init(&table, TABLE_MAX);
    while ((got = read(fd, bytes, sizeof bytes)) > 0 && buf_add(&table, (struct span){ bytes, (size_t)got }))
        ;
    close(fd);
    listeners_add(listeners, buf_span(&table), is_v6);
    buf_free(&table);
    return true;
}

bool listeners_read(struct listeners *ret_listeners)
{
    ret_listeners->count = 0;
    bool v4 = add_table(ret_listeners, "/proc/net/tcp", false);
    bool v6 = add_table(ret_listeners, "/proc/net/tcp6", true);
    return v4 || v6;
}

const struct listener *listeners_find(const struct listeners *listeners, uint16_t port)
{
    const struct listener *best = NULL;
    for (size_t i = 0; i < listeners->count; i++) {
        const struct listener *listener = &listeners->list[i];
        if (listener->port == port && (!best || best->is_loopback_only))
            best = listener;
    }
    return best;
}

/* ---- whose it is ---- */

static bool holds(const char *pid, const char *socket)
{
    char path[300];
    char link[64];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    int fd = dirfd(folder);
    const struct dirent *entry;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): each thread reads a folder of its own */
    while (!found && (entry = readdir(folder))) {
        ssize_t len = readlinkat(fd, entry->d_name, link, sizeof link - 1);
        link[len > 0 ? len : 0] = '\0';
        found = strcmp(link, socket) == 0;
    }
    closedir(folder);
    return found;
}

static void name_of(const char *pid, struct process *ret_process)
{
    char path[300];
    char bytes[PROCESS_PATH_MAX];
    snprintf(path, sizeof path, "/proc/%s/comm", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
    if (fd >= 0)
        close(fd);
    struct span name = span_trim((struct span){ bytes, len > 0 ? (size_t)len : 0 });
    mem_copy_text(ret_process->name, sizeof ret_process->name, name);
    snprintf(path, sizeof path, "/proc/%s/exe", pid);
    len = readlink(path, bytes, sizeof bytes);
    mem_copy_text(ret_process->path, sizeof ret_process->path, (struct span){ bytes, len > 0 ? (size_t)len : 0 });
}

bool listener_process(const struct listener *listener, struct process *ret_process)
{
    char socket[64];
    bool found = false;
    *ret_process = (struct process){ .name = "" };
    snprintf(socket, sizeof socket, "socket:[%llu]", (unsigned long long)listener->inode);
    DIR *folder = opendir("/proc");
    if (!folder)
        return false;
    const struct dirent *entry;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): each thread reads a folder of its own */
    while (!found && (entry = readdir(folder))) {
        found = isdigit((unsigned char)entry->d_name[0]) && holds(entry->d_name, socket);
        if (found)
            name_of(entry->d_name, ret_process);
    }
    closedir(folder);
    return found && ret_process->name[0];
}

/* Postfix and Cyrus both call theirs "master": the folder tells. */
const char *server_of_process(struct span name, struct span path)
{
    static const struct {
        const char *name, *folder, *server;
    } servers[] = {
        { "master", "/postfix/", "Postfix" },
        { "master", "/cyrus", "Cyrus IMAP" },
        { "exim4", "", "Exim" },
        { "exim", "", "Exim" },
        { "dovecot", "", "Dovecot" },
        { "smtpd", "", "OpenSMTPD" },
        { "sendmail-mta", "", "Sendmail" },
        { "sendmail", "", "Sendmail" },
        { "sendmail.sendma", "", "Sendmail" },
    };
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++)
        if (span_equal(name, span_of(servers[i].name)) &&
            (!servers[i].folder[0] || span_find(path, span_of(servers[i].folder)) != SPAN_NONE))
            return servers[i].server;
    return NULL;
}
