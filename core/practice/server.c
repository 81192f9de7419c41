#include "base/mem.h"
#include "practice/built_in.h"
#include "practice/guests.h"
#include "practice/name_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 256, BREATH_MS = 50 };

/* A port of the case and the loopback socket that stands for it. */
struct door {
    int fd;
    bool is_open; /* otherwise bound, not listening: connections are refused */
    struct detour detour;
    struct tls_identity *identity;
    struct dialogue_wish wish;
};

struct practice_server {
    struct script *script;
    struct door doors[SERVICES_MAX];
    size_t door_count;
    struct guests guests;
    struct name_server names;
    atomic_uint connections;
    struct login_counts counts;
    int cancel_fd;
    int authority_fd;
    pthread_t thread;
    bool is_running;
};

/* ---- opening ---- */

static int loopback_socket(uint16_t *ret_port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, len) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &len) == 0) {
        *ret_port = ntohs(address.sin_port);
        return fd;
    }
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

static bool door_open(struct practice_server *server, uint16_t port, bool is_open)
{
    struct door *door = &server->doors[server->door_count];
    *door = (struct door){ .is_open = is_open, .detour = { .port = port } };
    door->fd = loopback_socket(&door->detour.to);
    if (door->fd < 0)
        return false;
    server->door_count++;
    return !is_open || listen(door->fd, BACKLOG) == 0;
}

static struct tls_identity *identity_of(const struct behaviour *behaviour)
{
    struct tls_identity_wish wish = { .common_name = behaviour->certificate_name,
                                      .names = behaviour->certificate_names[0] ? behaviour->certificate_names : NULL,
                                      .not_before = behaviour->valid_from,
                                      .not_after = behaviour->valid_until,
                                      .self_signed = behaviour->is_self_signed,
                                      .issued_by =
                                          behaviour->certificate_issuer[0] ? behaviour->certificate_issuer : NULL,
                                      .rsa_bits = (int)behaviour->rsa_bits,
                                      .only_tls10 = behaviour->only_tls10 };
    struct tls_identity *identity = tls_identity_new(&wish);
    if (!identity)
        errno = EIO;
    return identity;
}

static bool open_service(struct practice_server *server, const struct service *service)
{
    struct door *door = &server->doors[server->door_count];
    if (!door_open(server, service->port, service->kind != SERVICE_REFUSE))
        return false;
    if (service->kind == SERVICE_LISTEN) {
        door->identity = identity_of(&service->behaviour);
        if (!door->identity)
            return false;
    }
    door->wish = (struct dialogue_wish){ .service = service,
                                         .identity = door->identity,
                                         .counts = &server->counts,
                                         .limits = { CLOCK_NEVER, server->cancel_fd } };
    return true;
}

static bool has_door(const struct practice_server *server, uint16_t port)
{
    for (size_t i = 0; i < server->door_count; i++)
        if (server->doors[i].detour.port == port)
            return true;
    return false;
}

static bool open_doors(struct practice_server *server)
{
    static const uint16_t usual[] = { 25, 465, 587, 2525 };
    for (size_t i = 0; i < server->script->service_count; i++)
        if (!open_service(server, server->script->services[i]))
            return false;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (!has_door(server, usual[i]) && !door_open(server, usual[i], false))
            return false;
    return true;
}

/* The certificate lives in memory only; its path is good in this process, as long as the server. */
static bool write_authority(struct practice_server *server)
{
    const char *pem = tls_practice_authority_pem();
    size_t len = strlen(pem);
    server->authority_fd = memfd_create("practice-authority", MFD_CLOEXEC);
    return server->authority_fd >= 0 && write(server->authority_fd, pem, len) == (ssize_t)len;
}

/* ---- serving ---- */

static void welcome(struct practice_server *server, const struct door *door)
{
    int on = 1;
    int fd = accept4(door->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
        atomic_fetch_add(&server->connections, 1);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        guests_welcome(&server->guests, fd, &door->wish);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        /* the client stays in the queue: let others leave first */
        (void)limits_wait(limits_within(door->wish.limits, BREATH_MS), -1, 0);
    }
}

static void *server_main(void *argument)
{
    struct practice_server *server = argument;
    struct limits limits = { CLOCK_NEVER, server->cancel_fd };
    struct pollfd fds[SERVICES_MAX + 1];
    for (;;) {
        fds[server->door_count] = (struct pollfd){ .fd = server->names.fd, .events = POLLIN };
        for (size_t i = 0; i < server->door_count; i++)
            fds[i] = (struct pollfd){ .fd = server->doors[i].is_open ? server->doors[i].fd : -1, .events = POLLIN };
        if (limits_wait_any(limits, fds, server->door_count + 1) != OUTCOME_DONE)
            break;
        if (fds[server->door_count].revents)
            name_server_answer(&server->names);
        for (size_t i = 0; i < server->door_count; i++)
            if (fds[i].revents)
                welcome(server, &server->doors[i]);
    }
    guests_wait(&server->guests);
    return NULL;
}

static bool server_open(struct practice_server *server)
{
    server->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->cancel_fd < 0 || !write_authority(server) || !open_doors(server) ||
        !name_server_open(&server->names, server->script))
        return false;
    int error = pthread_create(&server->thread, NULL, server_main, server);
    server->is_running = error == 0;
    errno = error;
    return server->is_running;
}

struct practice_server *practice_serve(const struct practice_case *practice, size_t variant)
{
    struct practice_error ignored;
    struct practice_server *server = mem_new(sizeof *server);
    server->cancel_fd = server->authority_fd = server->names.fd = -1;
    server->script = script_read((struct span){ practice->text, practice->len }, variant, &ignored);
    if (server->script && server_open(server))
        return server;
    int error = server->script ? errno : EINVAL;
    practice_server_free(server);
    errno = error;
    return NULL;
}

static unsigned lowest_lock(const struct script *script)
{
    unsigned lowest = 0;
    for (size_t i = 0; i < script->service_count; i++) {
        uint64_t lock = script->services[i]->behaviour.lock_after;
        if (lock && (lowest == 0 || lock < lowest))
            lowest = (unsigned)lock;
    }
    return lowest;
}

void practice_server_tally(const struct practice_server *server, struct practice_tally *ret_tally)
{
    unsigned lock = lowest_lock(server->script);
    ret_tally->connections = atomic_load(&server->connections);
    ret_tally->failed_logins = atomic_load(&server->counts.failed);
    ret_tally->logins = atomic_load(&server->counts.all);
    ret_tally->is_locked = lock && ret_tally->failed_logins >= lock;
}

void practice_server_ports(const struct practice_server *server, struct practice_ports *ret_ports)
{
    *ret_ports = (struct practice_ports){ 0 };
    for (size_t i = 0; i < server->door_count; i++)
        if (server->doors[i].is_open)
            ret_ports->listening[ret_ports->count++] = server->doors[i].detour;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void practice_server_free(struct practice_server *server)
{
    if (!server)
        return;
    if (server->is_running) {
        (void)eventfd_write(server->cancel_fd, 1);
        pthread_join(server->thread, NULL);
    }
    for (size_t i = 0; i < server->door_count; i++) {
        close_fd(server->doors[i].fd);
        tls_identity_free(server->doors[i].identity);
    }
    name_server_close(&server->names);
    close_fd(server->cancel_fd);
    close_fd(server->authority_fd);
    script_free(server->script);
    free(server);
}

/* ---- the person of the case ---- */

static void copy_person(const struct person *person, struct target *target)
{
    mem_copy_text(target->address, sizeof target->address, span_of(person->address));
    mem_copy_text(target->login, sizeof target->login, span_of(person->login));
    mem_copy_text(target->server.host, sizeof target->server.host, span_of(person->server));
    mem_copy_text(target->mechanism, sizeof target->mechanism, span_of(person->mechanism));
    mem_copy_text(target->sender, sizeof target->sender, span_of(person->sender));
    mem_copy_text(target->recipient, sizeof target->recipient, span_of(person->recipient));
    target->server.port = (uint16_t)person->port;
    target->server.security = person->security;
    target->size = person->size;
    if (person->timeout_s)
        target->timeout_s = (unsigned)person->timeout_s;
    target->allow_plain = person->allow_plain;
    target->allow_bad_certificate = person->allow_bad_certificate;
    target->has_password = person->has_password;
    if (person->has_password)
        secret_set(&target->password, span_of(person->password));
    for (size_t i = 0; i < person->answers.count; i++) {
        struct span value = span_of(person->answers.at[i]), key;
        span_cut(&value, '=', &key);
        target_set_answer(target, key, value);
    }
}

void practice_target(const struct practice_case *practice, const struct practice_server *server, struct target *target)
{
    (void)practice;
    copy_person(&server->script->person, target);
    mem_copy_text(target->connect_to, sizeof target->connect_to, SPAN("127.0.0.1"));
    (void)snprintf(target->ca_file, sizeof target->ca_file, "/proc/self/fd/%d", server->authority_fd);
    if (server->names.fd >= 0)
        (void)snprintf(target->resolver, sizeof target->resolver, "127.0.0.1:%u", server->names.port);
    for (size_t i = 0; i < server->door_count; i++)
        target->detours[i] = server->doors[i].detour;
    target->detour_count = server->door_count;
}
