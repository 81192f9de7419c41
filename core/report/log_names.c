#include "report/log_names.h"

#include "base/mem.h"
#include "logs/log_format.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 1024, FIRST_ROOM = 256 };

/* ---- finding by hash ---- */

/* The hash of an entry of the table that owner is. */
typedef uint64_t hash_at(const void *owner, size_t index);

static void places_init(struct log_places *places)
{
    *places = (struct log_places){ mem_new(FIRST_PLACES * sizeof *places->all), FIRST_PLACES };
}

static void places_put(struct log_places *places, uint64_t hash, size_t index)
{
    size_t at = hash & (places->count - 1);
    while (places->all[at].place)
        at = (at + 1) & (places->count - 1);
    places->all[at] = (struct log_place){ (uint32_t)index + 1, (uint32_t)(hash >> 32) };
}

/* Room for one entry more than there are. */
static void places_grow(struct log_places *places, size_t entries, hash_at *hash, const void *owner)
{
    if (2 * entries < places->count)
        return;
    free(places->all);
    places->count *= 2;
    places->all = mem_new(places->count * sizeof *places->all);
    for (size_t i = 0; i < entries; i++)
        places_put(places, hash(owner, i), i);
}

/* ---- names ---- */

void log_names_init(struct log_names *names)
{
    *names = (struct log_names){ 0 };
    places_init(&names->places);
}

void log_names_free(struct log_names *names)
{
    free(names->all);
    free(names->places.all);
    *names = (struct log_names){ 0 };
}

static uint64_t name_hash(const void *owner, size_t index)
{
    const struct log_names *names = owner;
    return span_hash((struct span){ names->all[index].name, names->all[index].len });
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

struct log_name *log_names_take(struct log_names *names, struct span text)
{
    if (text.len == 0)
        return NULL;
    text = span_head(text, LOG_NAME_ROOM - 1);
    uint64_t hash = span_hash(text);
    for (size_t at = hash;; at++) {
        const struct log_place *place = &names->places.all[at & (names->places.count - 1)];
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
    places_grow(&names->places, names->count, name_hash, names);
    places_put(&names->places, hash, names->count);
    return add_name(names, text);
}

uint64_t log_name_failures(const struct log_name *name)
{
    return name->failures;
}

uint64_t log_name_others(const struct log_name *name)
{
    return name->others;
}

size_t log_names_top(const struct log_names *names, uint64_t (*most)(const struct log_name *name),
                     const struct log_name **ret_top, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        const struct log_name *name = &names->all[i];
        size_t place = count < n ? count : n;
        while (place > 0 && most(ret_top[place - 1]) < most(name))
            place--;
        if (place == n || most(name) == 0)
            continue;
        count += count < n;
        for (size_t k = count - 1; k > place; k--)
            ret_top[k] = ret_top[k - 1];
        ret_top[place] = name;
    }
    return count;
}

/* ---- pairs ---- */

void log_pairs_init(struct log_pairs *pairs)
{
    *pairs = (struct log_pairs){ 0 };
    places_init(&pairs->places);
}

void log_pairs_free(struct log_pairs *pairs)
{
    free(pairs->all);
    free(pairs->places.all);
    *pairs = (struct log_pairs){ 0 };
}

static uint64_t hash_of_pair(uint32_t client, uint32_t account)
{
    uint64_t hash = ((uint64_t)client << 32 | account) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static uint64_t pair_hash(const void *owner, size_t index)
{
    const struct log_pairs *pairs = owner;
    return hash_of_pair(pairs->all[index].client, pairs->all[index].account);
}

static struct log_pair *add_pair(struct log_pairs *pairs, uint32_t client, uint32_t account)
{
    if (pairs->count == pairs->room) {
        size_t more = pairs->room ? 2 * pairs->room : FIRST_ROOM;
        pairs->all = mem_grow(pairs->all, pairs->room * sizeof *pairs->all, more * sizeof *pairs->all);
        pairs->room = more;
    }
    struct log_pair *pair = &pairs->all[pairs->count++];
    *pair = (struct log_pair){ .client = client,
                               .account = account,
                               .first_ok = LOG_NO_TIME,
                               .last_ok = LOG_NO_TIME,
                               .first = LOG_NO_TIME,
                               .last = LOG_NO_TIME };
    return pair;
}

struct log_pair *log_pairs_take(struct log_pairs *pairs, uint32_t client, uint32_t account)
{
    uint64_t hash = hash_of_pair(client, account);
    for (size_t at = hash;; at++) {
        const struct log_place *place = &pairs->places.all[at & (pairs->places.count - 1)];
        if (place->place == 0)
            break;
        struct log_pair *pair = &pairs->all[place->place - 1];
        if (place->hash == (uint32_t)(hash >> 32) && pair->client == client && pair->account == account)
            return pair;
    }
    if (pairs->count == LOG_PAIRS_MAX) {
        pairs->left_out++;
        return NULL;
    }
    places_grow(&pairs->places, pairs->count, pair_hash, pairs);
    places_put(&pairs->places, hash, pairs->count);
    return add_pair(pairs, client, account);
}
