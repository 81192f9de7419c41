#pragma once

#include "facts/record.h"
#include "run/run.h"

/*
 * From the workers to the one reader: what was seen, in order. Bounded; a full queue makes
 * workers wait, never the reader. The two ends and the notes in between are the only things
 * that threads share.
 */
struct note_in_queue {
    enum event_kind kind;
    size_t check;
    enum check_state state;
    unsigned session;
    struct endpoint where; /* EVENT_SESSION; with is_chosen: the endpoint that was chosen */
    char address[ADDRESS_MAX];
    bool is_chosen;
    struct line line;  /* EVENT_LINE: raw is owned by the note */
    struct fact *fact; /* EVENT_FACT: owned by the note; much larger than all the rest, and rare among lines */
    struct note_in_queue *next;
};

struct queue;
struct queue *queue_new(void);
void queue_free(struct queue *queue);    /* nobody may use it any more; NULL is fine */
int queue_fd(const struct queue *queue); /* readable while notes are waiting */
/* Copies the note (and takes its line.raw and its fact). Waits while the queue is full, unless it is closed. */
void queue_put(struct queue *queue, const struct note_in_queue *note);
/* Never waits. The caller frees the note with queue_release(). */
struct note_in_queue *queue_take(struct queue *queue);
void queue_release(struct note_in_queue *note);
/* From now on everything put is dropped at once: the reader has gone. */
void queue_close(struct queue *queue);
