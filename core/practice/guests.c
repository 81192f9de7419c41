#include "practice/guests.h"

#include <sys/socket.h>
#include <unistd.h>

enum { GUEST_STACK = 512 * 1024 };

static void *guest_main(void *argument)
{
    struct guest *guest = argument;
    dialogue_run(guest->fd, guest->wish);
    atomic_store(&guest->state, GUEST_GONE);
    return NULL;
}

static struct guest *find_room(struct guests *guests)
{
    for (size_t i = 0; i < GUESTS_MAX; i++) {
        struct guest *guest = &guests->at[i];
        int state = atomic_load(&guest->state);
        if (state == GUEST_GONE)
            pthread_join(guest->thread, NULL);
        if (state != GUEST_HERE)
            return guest;
    }
    return NULL;
}

static bool start(struct guest *guest)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, GUEST_STACK);
    atomic_store(&guest->state, GUEST_HERE);
    bool started = pthread_create(&guest->thread, &attributes, guest_main, guest) == 0;
    if (!started)
        atomic_store(&guest->state, GUEST_NONE);
    pthread_attr_destroy(&attributes);
    return started;
}

static void send_away(int fd)
{
    const struct span sorry = SPAN("421 4.3.2 Too many practice sessions at once\r\n");
    (void)send(fd, sorry.at, sorry.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    close(fd);
}

void guests_welcome(struct guests *guests, int fd, const struct dialogue_wish *wish)
{
    struct guest *guest = find_room(guests);
    if (!guest) {
        send_away(fd);
        return;
    }
    guest->fd = fd;
    guest->wish = wish;
    if (!start(guest))
        send_away(fd);
}

void guests_wait(struct guests *guests)
{
    for (size_t i = 0; i < GUESTS_MAX; i++)
        if (atomic_load(&guests->at[i].state) != GUEST_NONE)
            pthread_join(guests->at[i].thread, NULL);
}
