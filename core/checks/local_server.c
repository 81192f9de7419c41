#include "base/buf.h"
#include "base/command.h"
#include "base/mem.h"
#include "checks/bans.h"
#include "checks/sides.h"
#include "net/interfaces.h"
#include "net/listeners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Only where the server that is asked about is this very machine. */
const char *local_server_left_out(const struct inquiry *inquiry)
{
    const struct addresses *addresses = inquiry->ground->addresses;
    if (inquiry->target->connect_to[0])
        return "";
    for (size_t i = 0; i < addresses->count; i++)
        if (address_is_own(addresses->address[i]))
            return NULL;
    return "";
}

static struct fact about(enum fact_kind kind, const char *subject)
{
    struct fact fact = fact_new(kind, "local-server");
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(subject));
    return fact;
}

/* ---- sockets (what netstat and ss show) ---- */

/* "Postfix (master)"; programs that are no mail servers go by their own name. */
static void name_program(const struct process *process, char *out, size_t room)
{
    const char *software = server_of_process(span_of(process->name), span_of(process->path));
    if (software)
        (void)snprintf(out, room, "%s (%s)", software, process->name);
    else
        mem_copy_text(out, room, span_of(process->name));
}

static void look_at_port(const struct inquiry *inquiry, const struct listeners *listeners, uint16_t port)
{
    const struct listener *listener = listeners_find(listeners, port);
    struct process process;
    enum fact_kind kind = !listener                    ? FACT_LISTEN_NONE
                          : listener->is_loopback_only ? FACT_LISTEN_LOOPBACK
                                                       : FACT_LISTEN_OK;
    struct fact fact = about(kind, listener ? "unseen" : "");
    if (listener && listener_process(listener, &process)) {
        name_program(&process, fact.subject, sizeof fact.subject);
        mem_copy_text(fact.text, sizeof fact.text, span_of(process.path));
    }
    fact.number = port;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(inquiry->ground->host));
    scribe_fact(inquiry->scribe, &fact);
}

/* One of the two ports for programs is enough, where none is asked for. */
static bool is_wanted(const struct listeners *listeners, uint16_t given, uint16_t port)
{
    return given == port || listeners_find(listeners, port) ||
           (!given && port == 587 && !listeners_find(listeners, 465));
}

static void look_at_sockets(const struct inquiry *inquiry)
{
    static const uint16_t usual[] = { 25, 465, 587 };
    uint16_t given = inquiry->target->server.port;
    struct listeners *listeners = mem_new(sizeof *listeners);
    if (listeners_read(listeners)) {
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            if (is_wanted(listeners, given, usual[i]))
                look_at_port(inquiry, listeners, usual[i]);
        if (given && given != 25 && given != 465 && given != 587)
            look_at_port(inquiry, listeners, given);
    }
    free(listeners);
}

/* ---- the service ---- */

static const struct {
    const char *name;
    const char *program; /* it is installed where this is */
    const char *unit;
} services[] = {
    { "Postfix", "/usr/sbin/postfix", "postfix" },     { "Exim", "/usr/sbin/exim4", "exim4" },
    { "OpenSMTPD", "/usr/sbin/smtpctl", "opensmtpd" }, { "Sendmail", "/usr/sbin/sendmail-mta", "sendmail" },
    { "Dovecot", "/usr/sbin/dovecot", "dovecot" },
};

/* systemctl(1) is-active answers with one word, and with a status other than 0 when it does not run. */
static void look_at_service(const struct inquiry *inquiry, size_t index)
{
    const char *const argv[] = { "systemctl", "is-active", services[index].unit, NULL };
    struct buf state;
    int status = 0;
    buf_init(&state, KIB);
    bool known = command_run(argv, inquiry->limits, &state, &status) == COMMAND_DONE && state.len > 0;
    struct span word = span_trim(buf_span(&state));
    if (known && (status == 0 || status == 3) && !span_equal(word, SPAN("unknown"))) {
        struct fact fact = about(status == 0 ? FACT_SERVICE_RUNS : FACT_SERVICE_STOPPED, services[index].name);
        mem_copy_text(fact.text, sizeof fact.text, word);
        scribe_fact(inquiry->scribe, &fact);
    }
    buf_free(&state);
}

static void look_at_services(const struct inquiry *inquiry)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (access(services[i].program, X_OK) == 0)
            look_at_service(inquiry, i);
}

/* ---- resources ---- */

static void look_at_disk(const struct inquiry *inquiry, const char *folder)
{
    enum { LEAST_MIB = 100, LEAST_PERCENT = 1 };
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0 || !disk.f_blocks)
        return;
    uint64_t free_mib = (uint64_t)disk.f_bavail * disk.f_frsize / MIB;
    bool no_inodes = disk.f_files && disk.f_favail * 100 < disk.f_files * LEAST_PERCENT;
    bool no_room = free_mib < LEAST_MIB;
    struct fact fact = about(no_room ? FACT_DISK_FULL : no_inodes ? FACT_INODES_GONE : FACT_DISK_OK, folder);
    fact.number = (int64_t)free_mib;
    scribe_fact(inquiry->scribe, &fact);
}

static void look_at_load(const struct inquiry *inquiry)
{
    enum { HEAVY = 4 }; /* runnable programs for each processor */
    double load[3];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (getloadavg(load, 3) != 3 || processors < 1)
        return;
    struct fact fact = about(load[1] > (double)(processors * HEAVY) ? FACT_LOAD_HIGH : FACT_LOAD_OK, "");
    snprintf(fact.text, sizeof fact.text, "%.1f", load[1]);
    fact.number = processors;
    scribe_fact(inquiry->scribe, &fact);
}

/* ---- bans ---- */

/* That strangers are kept away is what fail2ban is for; that one of our own addresses is, keeps our own mail away. */
static void tell_bans(const struct inquiry *inquiry, const struct bans *bans)
{
    struct fact fact = about(FACT_BANNED, bans->is_own ? "own" : "others");
    if (!bans->is_own)
        fact.status = STATUS_OK;
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(bans->jail));
    mem_copy_text(fact.text, sizeof fact.text, span_of(bans->address));
    fact.number = (int64_t)bans->count;
    scribe_fact(inquiry->scribe, &fact);
}

static void look_at_bans(const struct inquiry *inquiry)
{
    static const char *const argv[] = { "fail2ban-client", "banned", NULL };
    struct buf text;
    struct bans bans = { .count = 0 };
    int status = 0;
    buf_init(&text, MIB);
    enum command_end end = command_run(argv, inquiry->limits, &text, &status);
    bool is_read = end == COMMAND_DONE && status == 0;
    if (is_read)
        bans_read(buf_span(&text), address_is_own, &bans);
    if (bans.count) {
        tell_bans(inquiry, &bans);
    } else if (!is_read && end != COMMAND_MISSING) {
        const char *why = end == COMMAND_STOPPED ? "stopped" : geteuid() == 0 ? "failed" : "fail2ban";
        struct fact fact = about(FACT_BANS_UNREAD, why);
        scribe_fact(inquiry->scribe, &fact);
    }
    buf_free(&text);
}

void check_local_server(const struct inquiry *inquiry)
{
    look_at_sockets(inquiry);
    look_at_services(inquiry);
    look_at_disk(inquiry, "/var/spool");
    look_at_disk(inquiry, "/var/mail");
    look_at_load(inquiry);
    look_at_bans(inquiry);
}
