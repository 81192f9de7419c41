#include "run/queue.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { QUEUE_NOTES_MAX = 16384 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t room;
    struct note_in_queue *first, *last;
    size_t count;
    bool closed;
    int fd;
};

struct queue *queue_new(void)
{
    struct queue *queue = mem_new(sizeof *queue);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->room, NULL);
    queue->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return queue;
}

void queue_release(struct note_in_queue *note)
{
    if (!note)
        return;
    free(note->line.raw);
    free(note->fact);
    free(note);
}

void queue_free(struct queue *queue)
{
    if (!queue)
        return;
    while (queue->first) {
        struct note_in_queue *next = queue->first->next;
        queue_release(queue->first);
        queue->first = next;
    }
    close(queue->fd);
    pthread_cond_destroy(&queue->room);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

int queue_fd(const struct queue *queue)
{
    return queue->fd;
}

void queue_put(struct queue *queue, const struct note_in_queue *note)
{
    struct note_in_queue *copy = mem_new(sizeof *copy);
    *copy = *note;
    copy->next = NULL;
    pthread_mutex_lock(&queue->lock);
    while (queue->count >= QUEUE_NOTES_MAX && !queue->closed)
        pthread_cond_wait(&queue->room, &queue->lock);
    bool dropped = queue->closed;
    bool was_empty = queue->count == 0;
    if (!dropped) {
        *(queue->last ? &queue->last->next : &queue->first) = copy;
        queue->last = copy;
        queue->count++;
    }
    pthread_mutex_unlock(&queue->lock);
    if (dropped)
        queue_release(copy);
    else if (was_empty)
        (void)eventfd_write(queue->fd, 1);
}

struct note_in_queue *queue_take(struct queue *queue)
{
    eventfd_t ignored;
    pthread_mutex_lock(&queue->lock);
    struct note_in_queue *note = queue->first;
    if (note) {
        queue->first = note->next;
        if (!queue->first)
            queue->last = NULL;
        queue->count--;
        pthread_cond_signal(&queue->room);
    }
    if (queue->count == 0)
        (void)eventfd_read(queue->fd, &ignored);
    pthread_mutex_unlock(&queue->lock);
    return note;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->room);
    pthread_mutex_unlock(&queue->lock);
}
