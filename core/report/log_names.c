#include "report/log_names.h"

#include "base/mem.h"
#include "logs/log_format.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 1024, FIRST_ROOM = 256, PROBES = 64 };

void log_names_init(struct log_names *names)
{
    *names = (struct log_names){ .places = mem_new(FIRST_PLACES * sizeof *names->places), .place_count = FIRST_PLACES };
}

void log_names_free(struct log_names *names)
{
    free(names->all);
    free(names->places);
    *names = (struct log_names){ 0 };
}

static struct log_name *add_name(struct log_names *names, struct span text)
{
    if (names->count == names->room) {
        size_t more = names->room ? 2 * names->room : FIRST_ROOM;
        names->all = mem_grow(names->all, names->room * sizeof *names->all, more * sizeof *names->all);
        names->room = more;
    }
    struct log_name *name = &names->all[names->count++];
    *name = (struct log_name){ .first = LOG_NO_TIME, .last = LOG_NO_TIME, .last_ok = LOG_NO_TIME };
    memcpy(name->name, text.at, text.len);
    name->len = (uint32_t)text.len;
    return name;
}

static void put_place(struct log_names *names, uint64_t hash, uint32_t place)
{
    size_t at = hash & (names->place_count - 1);
    while (names->places[at].place)
        at = (at + 1) & (names->place_count - 1);
    names->places[at] = (struct log_place){ place, (uint32_t)(hash >> 32) };
}

static void grow_places(struct log_names *names)
{
    free(names->places);
    names->place_count *= 2;
    names->places = mem_new(names->place_count * sizeof *names->places);
    for (size_t i = 0; i < names->count; i++) {
        struct span name = { names->all[i].name, names->all[i].len };
        put_place(names, span_hash(name), (uint32_t)i + 1);
    }
}

struct log_name *log_names_take(struct log_names *names, struct span text)
{
    if (text.len == 0)
        return NULL;
    text = span_head(text, LOG_NAME_ROOM - 1);
    uint64_t hash = span_hash(text);
    for (size_t i = 0; i < names->place_count; i++) {
        struct log_place *place = &names->places[(hash + i) & (names->place_count - 1)];
        if (place->place == 0)
            break;
        struct log_name *name = &names->all[place->place - 1];
        bool may_be = place->hash == (uint32_t)(hash >> 32);
        if (may_be && name->len == text.len && memcmp(name->name, text.at, text.len) == 0)
            return name;
    }
    if (names->count == LOG_NAMES_MAX) {
        names->left_out++;
        return NULL;
    }
    if (2 * names->count >= names->place_count)
        grow_places(names);
    struct log_name *name = add_name(names, text);
    put_place(names, hash, (uint32_t)names->count);
    return name;
}

void log_names_expect(const struct log_names *names, struct span text)
{
    uint64_t hash = span_hash(span_head(text, LOG_NAME_ROOM - 1));
    uint32_t place = names->places[hash & (names->place_count - 1)].place;
    if (place == 0)
        return;
    __builtin_prefetch(&names->all[place - 1], 1);
    __builtin_prefetch(&names->all[place - 1].logins_ok, 1);
}

size_t log_names_top(const struct log_names *names, const struct log_name **ret_top, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        const struct log_name *name = &names->all[i];
        size_t place = count < n ? count : n;
        while (place > 0 && ret_top[place - 1]->failures < name->failures)
            place--;
        if (place == n || name->failures == 0)
            continue;
        count += count < n;
        for (size_t k = count - 1; k > place; k--)
            ret_top[k] = ret_top[k - 1];
        ret_top[place] = name;
    }
    return count;
}

void log_pairs_init(struct log_pairs *pairs)
{
    *pairs = (struct log_pairs){ .all = mem_new(LOG_PAIRS_MAX * sizeof *pairs->all) };
}

void log_pairs_free(struct log_pairs *pairs)
{
    free(pairs->all);
    *pairs = (struct log_pairs){ 0 };
}

struct log_pair *log_pairs_take(struct log_pairs *pairs, uint32_t client, uint32_t account)
{
    uint64_t key = ((uint64_t)client << 32 | account) * 0x9e3779b97f4a7c15u;
    size_t start = (size_t)(key >> 40);
    for (size_t i = 0; i < PROBES; i++) {
        struct log_pair *pair = &pairs->all[(start + i) % LOG_PAIRS_MAX];
        if (pair->client == client + 1 && pair->account == account + 1)
            return pair;
        if (pair->client)
            continue;
        *pair = (struct log_pair){ .client = client + 1,
                                   .account = account + 1,
                                   .first = LOG_NO_TIME,
                                   .last = LOG_NO_TIME,
                                   .last_ok = LOG_NO_TIME };
        pairs->count++;
        return pair;
    }
    pairs->left_out++;
    return NULL;
}
