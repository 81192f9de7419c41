#include "logs/scan.h"

#include "base/mem.h"
#include "logs/fold.h"
#include "logs/log_format.h"

#include <pthread.h>
#include <stdlib.h>

enum { EVENTS_FIRST = 1024, CHUNKS_EACH = 3 };

enum chunk_state { CHUNK_FREE, CHUNK_BUSY, CHUNK_READY };

struct chunk {
    enum chunk_state state;
    unsigned thread; /* that fills it, always the same: what nobody else reads of it stays in that core's cache */
    char *bytes;
    size_t len;
    uint64_t number, offset;
    bool is_cut;
    struct log_frame frame;
    size_t hint;   /* the format of the line before */
    bool is_clean; /* the next event is zero */
    struct log_event *events;
    size_t count, room;
    struct scan_counts counts;
    struct fold fold;
};

/* ---- what the threads share ---- */

struct shared {
    const struct scan *scan;
    int fd;
    struct scan_counts *counts;
    pthread_mutex_t reading; /* guards what is below up to `taken` */
    struct unpack *unpack;
    char *carry; /* the beginning of a line whose end is in the next chunk */
    size_t carry_len;
    uint64_t offset; /* of the next chunk */
    uint64_t passed; /* bytes of lines that were cut */
    uint64_t taken;  /* chunks read */
    bool is_over, is_passing, cancelled;
    pthread_mutex_t order; /* guards the states of chunks */
    pthread_cond_t freed, readied;
    uint64_t given; /* chunks whose events were handed out */
    uint64_t lines; /* in them */
    /* Each in a place of its own: what one thread writes for every line must share no line of the cache with what
     * another reads. */
    struct chunk *chunks[CHUNKS_EACH * SCAN_THREADS_MAX];
    size_t chunk_count;
};

void scan_counts_init(struct scan_counts *counts)
{
    *counts = (struct scan_counts){ .first = LOG_NO_TIME, .last = LOG_NO_TIME };
}

/* ---- one chunk: its lines become events ---- */

/* A program that is not ours may have written it: is there anything in it that the reader of texts could explain? */
static bool has_words_of_failure(struct span line)
{
    static const char *const words[] = { "ail",      "eject",          "efused",    "enied",     "rror",
                                         "imed out", "eferred",        "ounced",    "locked",    "arning",
                                         "nvalid",   "ost connection", "incorrect", "exceed",    "nknown",
                                         "uthent",   "ertificate",     "esolve",    "ENOTFOUND", "EAI_",
                                         "ECONN",    "ETIMEDOUT",      "annot",     "ould not",  "unexpected",
                                         "ot known", "handshake" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (log_has(line, words[i]))
            return true;
    return false;
}

/* " 550 5.1.1", ": 421 " and their like. */
static bool has_reply(struct span line)
{
    struct log_event event = { 0 };
    for (size_t i = 0; i + 3 <= line.len; i++) {
        bool may_begin = i == 0 || line.at[i - 1] == ' ' || line.at[i - 1] == ':' || line.at[i - 1] == '"';
        if (may_begin && (line.at[i] == '4' || line.at[i] == '5') && log_reply(span_from(line, i), &event))
            return true;
    }
    return false;
}

static bool is_worth_reading(const struct log_line *line)
{
    enum { SHORTEST = 8 };
    if (line->raw.len <= SHORTEST)
        return false;
    /* Another program's line in a system log: "sshd: Failed password" is none of ours. */
    if (line->time != LOG_NO_TIME && line->process.len)
        return has_reply(line->text);
    return has_words_of_failure(line->text) || has_reply(line->text);
}

static struct log_event *new_event(struct chunk *chunk)
{
    if (chunk->count == chunk->room) {
        size_t more = chunk->room ? 2 * chunk->room : EVENTS_FIRST;
        chunk->events = mem_grow(chunk->events, chunk->room * sizeof *chunk->events, more * sizeof *chunk->events);
        chunk->room = more;
        chunk->is_clean = true;
    }
    if (!chunk->is_clean)
        mem_clear(&chunk->events[chunk->count], sizeof *chunk->events);
    return &chunk->events[chunk->count];
}

static void keep_time(struct scan_counts *counts, int64_t time)
{
    if (time != counts->last) /* that of the line before, mostly */
        log_time_widen(&counts->first, &counts->last, time);
}

bool scan_wants(enum log_kind kind, const struct log_line *line, bool wants_all)
{
    if (kind == LOG_UNREAD)
        return is_worth_reading(line);
    if (kind == LOG_SENT || kind == LOG_MESSAGE_ID)
        return wants_all;
    return kind != LOG_OTHER;
}

void scan_finish_event(const struct log_line *line, struct log_event *event)
{
    event->pid = line->pid;
    event->line = line->raw;
    event->host = line->host;
    event->process = line->process;
    if (event->queue_id.len)
        event->key = (span_hash(event->queue_id) ^ line->host_hash) | 1;
}

/* Delivered to another server, "relay=mx.example.net[192.0.2.17]:25" or "H=mx.example.net [192.0.2.17]": not to a
 * filter or a mailbox of this machine. */
static bool is_going_out(struct span text)
{
    struct span relay = log_value(text, "relay=");
    if (relay.len == 0)
        relay = log_between(text, " H=", "]");
    return log_is_outside(relay);
}

static void read_line(struct chunk *chunk, const struct scan_sink *sink, struct span raw)
{
    struct log_line line;
    struct log_event *event = new_event(chunk);
    if (raw.len && raw.at[raw.len - 1] == '\r')
        raw.len--;
    log_line_read(&chunk->frame, raw, &line);
    event->is_brief = !sink->wants_all;
    event->time = line.time;
    enum log_kind kind = log_format_read(&line, &chunk->hint, event);
    chunk->is_clean = kind == LOG_OTHER || kind == LOG_UNREAD;
    chunk->counts.lines++;
    /* What a client says again in its own words is one failure, and the dialogue counts it. */
    bool is_again = event->step >= TRANSCRIPT_MORE && event->step != TRANSCRIPT_REPLY;
    chunk->counts.kinds[is_again ? LOG_DETAIL : kind]++;
    keep_time(&chunk->counts, event->time);
    if (kind == LOG_SENT && chunk->counts.went_out == 0)
        chunk->counts.went_out = is_going_out(line.text);
    if (!scan_wants(kind, &line, sink->wants_all))
        return;
    chunk->is_clean = false;
    scan_finish_event(&line, event);
    event->number = chunk->counts.lines;
    event->offset = chunk->offset + (uint64_t)(line.raw.at - chunk->bytes);
    event->kind = kind;
    if (kind == LOG_UNREAD)
        event->text = line.text;
    else
        event->format = log_format_at(chunk->hint)->id;
    if (!sink->is_folded || !fold_event(&chunk->fold, chunk->events, chunk->count))
        chunk->count++;
}

static void read_lines(struct chunk *chunk, const struct scan_sink *sink)
{
    const char *at = chunk->bytes;
    const char *end = chunk->bytes + chunk->len;
    scan_counts_init(&chunk->counts);
    chunk->count = 0;
    chunk->is_clean = false; /* what the chunk before left there */
    mem_clear(&chunk->fold, sizeof chunk->fold);
    chunk->counts.bytes = chunk->len;
    chunk->counts.cut = chunk->is_cut;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end)
            line_end = end;
        read_line(chunk, sink, (struct span){ at, (size_t)(line_end - at) });
        at = line_end + 1;
    }
}

/* ---- taking a chunk: whole lines, as many as fit ---- */

/* A pipe may keep us waiting: the person may stop that. */
static bool may_read(struct shared *shared)
{
    if (limits_wait(shared->scan->limits, shared->fd, POLLIN) != OUTCOME_CANCELLED)
        return true;
    shared->cancelled = true;
    return false;
}

static size_t fill(struct shared *shared, char *bytes, size_t len)
{
    while (len < SCAN_CHUNK) {
        size_t more = may_read(shared) ? unpack_read(shared->unpack, bytes + len, SCAN_CHUNK - len) : 0;
        shared->is_over = more == 0;
        if (more == 0)
            return len;
        len += more;
    }
    return len;
}

/* Of a line that was cut, the rest up to its end. */
static void pass_over(struct shared *shared, struct chunk *chunk)
{
    while (shared->is_passing) {
        size_t len = fill(shared, chunk->bytes, 0);
        const char *end = len ? memchr(chunk->bytes, '\n', len) : NULL;
        size_t used = end ? (size_t)(end - chunk->bytes) + 1 : len;
        shared->offset += used;
        shared->passed += used;
        shared->carry_len = len - used;
        memcpy(shared->carry, chunk->bytes + used, shared->carry_len);
        shared->is_passing = !end && !shared->is_over;
    }
}

static void cut_chunk(struct shared *shared, struct chunk *chunk, size_t len)
{
    const char *last = memrchr(chunk->bytes, '\n', len);
    chunk->is_cut = false;
    chunk->len = last ? (size_t)(last - chunk->bytes) + 1 : len;
    if (shared->is_over) {
        chunk->len = len;
    } else if (!last) {
        chunk->is_cut = true;
        chunk->len = SCAN_LINE_MAX;
        shared->is_passing = true;
        shared->passed += len - SCAN_LINE_MAX;
        shared->offset += len - SCAN_LINE_MAX;
        return;
    }
    shared->carry_len = len - chunk->len;
    memcpy(shared->carry, chunk->bytes + chunk->len, shared->carry_len);
}

/* False at the end. */
static bool take_lines(struct shared *shared, struct chunk *chunk)
{
    pthread_mutex_lock(&shared->reading);
    pass_over(shared, chunk);
    size_t len = shared->carry_len;
    memcpy(chunk->bytes, shared->carry, len);
    shared->carry_len = 0;
    if (!shared->is_over)
        len = fill(shared, chunk->bytes, len);
    if (len) {
        chunk->offset = shared->offset;
        chunk->number = shared->taken++;
        cut_chunk(shared, chunk, len);
        shared->offset += chunk->len;
    }
    pthread_mutex_unlock(&shared->reading);
    return len > 0;
}

/* ---- handing out, in order ---- */

static void add_counts(struct scan_counts *to, const struct scan_counts *from)
{
    to->lines += from->lines;
    to->bytes += from->bytes;
    to->cut += from->cut;
    to->went_out += from->went_out;
    for (size_t i = 0; i < LOG_KIND_COUNT; i++)
        to->kinds[i] += from->kinds[i];
    keep_time(to, from->first);
    keep_time(to, from->last);
}

/* Another thread has written them, and its core's cache is far away: what take() reads is asked for in time, events a
 * little before the words that they point to. */
static void fetch_ahead(const struct chunk *chunk, size_t i, const struct scan_sink *sink)
{
    enum { AHEAD = 8, CACHE_LINE = 64 };
    if (i + 2 * AHEAD < chunk->count) {
        __builtin_prefetch(&chunk->events[i + 2 * AHEAD]);
        __builtin_prefetch((const char *)&chunk->events[i + 2 * AHEAD] + CACHE_LINE);
    }
    if (i + AHEAD >= chunk->count)
        return;
    const struct log_event *event = &chunk->events[i + AHEAD];
    __builtin_prefetch(event->client.at);
    __builtin_prefetch(event->account.at);
    __builtin_prefetch(event->sender.at);
    if (sink->expect)
        sink->expect(sink->owner, event);
}

static void hand_out(struct shared *shared, const struct chunk *chunk)
{
    const struct scan_sink *sink = &shared->scan->sink;
    for (size_t i = 0; i < chunk->count; i++) {
        fetch_ahead(chunk, i, sink);
        chunk->events[i].number += shared->lines;
        sink->take(sink->owner, &chunk->events[i]);
    }
    shared->lines += chunk->counts.lines;
    add_counts(shared->counts, &chunk->counts);
}

/* One of that thread's own. */
static struct chunk *find_free(struct shared *shared, unsigned thread)
{
    for (size_t i = 0; i < shared->chunk_count; i++)
        if (shared->chunks[i]->state == CHUNK_FREE && shared->chunks[i]->thread == thread)
            return shared->chunks[i];
    return NULL;
}

/* The next in order. */
static struct chunk *find_ready(struct shared *shared)
{
    for (size_t i = 0; i < shared->chunk_count; i++)
        if (shared->chunks[i]->state == CHUNK_READY && shared->chunks[i]->number == shared->given)
            return shared->chunks[i];
    return NULL;
}

static void set_state(struct shared *shared, struct chunk *chunk, enum chunk_state state)
{
    pthread_mutex_lock(&shared->order);
    chunk->state = state;
    if (state == CHUNK_FREE)
        pthread_cond_broadcast(&shared->freed); /* only one of those who wait may fill it */
    else
        pthread_cond_signal(&shared->readied);
    pthread_mutex_unlock(&shared->order);
}

/* False at the end of the file. */
static bool read_chunk(struct shared *shared, struct chunk *chunk)
{
    bool has_lines = take_lines(shared, chunk);
    if (has_lines)
        read_lines(chunk, &shared->scan->sink);
    set_state(shared, chunk, has_lines ? CHUNK_READY : CHUNK_FREE);
    return has_lines;
}

struct helper {
    struct shared *shared;
    unsigned number; /* of the thread; 0 is the one that hands out */
    pthread_t thread;
};

static void *help(void *owner)
{
    const struct helper *helper = owner;
    struct shared *shared = helper->shared;
    struct chunk *chunk;
    do {
        pthread_mutex_lock(&shared->order);
        while (!(chunk = find_free(shared, helper->number)))
            pthread_cond_wait(&shared->freed, &shared->order);
        chunk->state = CHUNK_BUSY;
        pthread_mutex_unlock(&shared->order);
    } while (read_chunk(shared, chunk));
    return NULL;
}

/* What is to be done next by the thread that hands out: the next chunk in order, else a free one; NULL: all is done. */
static struct chunk *next_chunk(struct shared *shared, bool is_over)
{
    struct chunk *chunk;
    pthread_mutex_lock(&shared->order);
    while (!(chunk = find_ready(shared)) && !(is_over && shared->given == shared->taken)) {
        chunk = is_over ? NULL : find_free(shared, 0);
        if (chunk)
            break;
        pthread_cond_wait(&shared->readied, &shared->order);
    }
    if (chunk && chunk->state == CHUNK_FREE)
        chunk->state = CHUNK_BUSY;
    pthread_mutex_unlock(&shared->order);
    return chunk;
}

/* One thread hands out, so that the tables behind the sink stay in its cache; while nothing is ready it reads too. */
static void lead(struct shared *shared)
{
    struct chunk *chunk;
    bool is_over = false;
    while ((chunk = next_chunk(shared, is_over))) {
        if (chunk->state == CHUNK_BUSY) {
            is_over = !read_chunk(shared, chunk);
            continue;
        }
        hand_out(shared, chunk);
        shared->given++;
        set_state(shared, chunk, CHUNK_FREE);
    }
}

/* ---- all ---- */

static struct chunk *new_chunk(unsigned thread, int64_t now)
{
    struct chunk *chunk = mem_new(sizeof *chunk + SCAN_CHUNK);
    chunk->bytes = (char *)(chunk + 1);
    chunk->thread = thread;
    chunk->frame.now = now;
    return chunk;
}

static void open_chunks(struct shared *shared, unsigned threads)
{
    /* More than threads, so that none waits while events are handed out. */
    shared->chunk_count = threads < 2 ? 1 : (size_t)CHUNKS_EACH * threads;
    for (size_t i = 0; i < shared->chunk_count; i++)
        shared->chunks[i] = new_chunk(threads < 2 ? 0 : (unsigned)i % threads, shared->scan->now);
}

static void close_chunks(struct shared *shared)
{
    for (size_t i = 0; i < shared->chunk_count; i++) {
        free(shared->chunks[i]->events);
        free(shared->chunks[i]);
    }
}

static void run_threads(struct shared *shared, unsigned wanted)
{
    struct helper helpers[SCAN_THREADS_MAX];
    unsigned started = 0;
    pthread_mutex_init(&shared->reading, NULL);
    pthread_mutex_init(&shared->order, NULL);
    pthread_cond_init(&shared->freed, NULL);
    pthread_cond_init(&shared->readied, NULL);
    for (unsigned next = 1; next < wanted; started = next++) {
        helpers[next] = (struct helper){ .shared = shared, .number = next };
        if (pthread_create(&helpers[next].thread, NULL, help, &helpers[next]) != 0)
            break;
    }
    lead(shared);
    for (unsigned i = 1; i <= started; i++)
        pthread_join(helpers[i].thread, NULL);
    pthread_cond_destroy(&shared->readied);
    pthread_cond_destroy(&shared->freed);
    pthread_mutex_destroy(&shared->order);
    pthread_mutex_destroy(&shared->reading);
}

struct scan_end scan_file(int fd, const struct scan *scan, struct scan_counts *counts)
{
    unsigned threads = scan->threads > SCAN_THREADS_MAX ? SCAN_THREADS_MAX : scan->threads;
    struct shared shared = {
        .scan = scan, .fd = fd, .counts = counts, .unpack = unpack_open(fd), .carry = mem_new(SCAN_CHUNK)
    };
    open_chunks(&shared, threads);
    run_threads(&shared, threads);
    counts->bytes += shared.passed;
    struct scan_end end = { unpack_end(shared.unpack), unpack_error(shared.unpack), unpack_word(shared.unpack),
                            shared.cancelled };
    close_chunks(&shared);
    unpack_close(shared.unpack);
    free(shared.carry);
    return end;
}

void scan_lines(struct span lines, const struct scan *scan, struct scan_counts *counts)
{
    struct shared shared = { .scan = scan, .counts = counts };
    struct chunk chunk = { .bytes = (char *)lines.at, .len = lines.len, .frame = { .now = scan->now } };
    read_lines(&chunk, &scan->sink);
    hand_out(&shared, &chunk);
    free(chunk.events);
}
