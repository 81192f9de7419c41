#include "state.h"

#include "base/mem.h"
#include "shelf.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 * 1024 * 1024, STEPS = 7 };
static const char file_name[] = "recent.json";
static const char schema[] = "smtpdoctor-recent/1";

void state_init(struct state *state)
{
    state->cases = mem_new(RECENT_MAX * sizeof *state->cases);
    state->count = 0;
}

void state_free(struct state *state)
{
    free(state->cases);
    *state = (struct state){ 0 };
}

/* ---- the texts of a case, a row each ---- */

static const struct text_row {
    const char *key;
    size_t offset, room;
} texts[] = {
#define TEXT(key, field)                                                                                               \
    {                                                                                                                  \
        key, offsetof(struct recent_case, field), sizeof((struct recent_case *)NULL)->field                            \
    }
    TEXT("address", address),     TEXT("login", login),        TEXT("sender", sender), TEXT("recipient", recipient),
    TEXT("mechanism", mechanism), TEXT("server", server.host), TEXT("cause", cause),
#undef TEXT
};
enum { TEXTS = sizeof texts / sizeof *texts };

static const enum verdict_status statuses[] = { VERDICT_OK, VERDICT_WARNING, VERDICT_PROBLEM, VERDICT_UNDECIDED };

/* ---- reading ---- */

static void read_text(const json_t *object, const char *key, struct span room)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        mem_copy_text((char *)room.at, room.len, (struct span){ json_string_value(value), json_string_length(value) });
}

static int64_t read_number(const json_t *object, const char *key, int64_t max)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : 0;
    return number < 0 || number > max ? 0 : number;
}

static void read_verdict(const json_t *object, struct recent_case *recent)
{
    const char *word = json_string_value(json_object_get(object, "verdict"));
    for (size_t i = 0; word && i < sizeof statuses / sizeof *statuses; i++)
        if (strcmp(verdict_status_word(statuses[i]), word) == 0) {
            recent->has_verdict = true;
            recent->status = statuses[i];
        }
}

static void read_good(const json_t *object, struct snapshot *snapshot)
{
    snapshot->time = read_number(object, "time", INT64_MAX);
    for (int i = 0; i < FIGURE_COUNT; i++)
        read_text(object, figure_word((enum figure)i), (struct span){ snapshot->figures[i], FIGURE_MAX });
}

static bool read_case(const json_t *object, struct recent_case *recent)
{
    memset(recent, 0, sizeof *recent);
    for (size_t i = 0; i < TEXTS; i++)
        read_text(object, texts[i].key, (struct span){ (char *)recent + texts[i].offset, texts[i].room });
    const char *security = json_string_value(json_object_get(object, "security"));
    if (!security || !security_from_word(span_of(security), &recent->server.security))
        recent->server.security = SECURITY_UNKNOWN;
    recent->server.port = (uint16_t)read_number(object, "port", UINT16_MAX);
    recent->time = read_number(object, "time", INT64_MAX);
    recent->step = (unsigned)read_number(object, "step", STEPS);
    read_verdict(object, recent);
    read_good(json_object_get(object, "good"), &recent->good);
    return recent->address[0] || recent->server.host[0];
}

bool state_read(struct state *state, struct span text)
{
    const json_t *one;
    size_t i;
    json_t *root = json_loadb(text.at ? text.at : "", text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *kind = json_string_value(json_object_get(root, "schema"));
    const json_t *cases = json_object_get(root, "cases");
    bool is_ours = kind && strcmp(kind, schema) == 0 && json_is_array(cases);
    state->count = 0;
    if (is_ours)
        json_array_foreach(cases, i, one)
        {
            if (state->count < RECENT_MAX && read_case(one, &state->cases[state->count]))
                state->count++;
        }
    json_decref(root);
    return is_ours;
}

/* ---- writing ---- */

static void write_text(json_t *object, const char *key, const char *text)
{
    json_t *value = text[0] ? json_string(text) : NULL;
    if (value)
        json_object_set_new(object, key, value);
}

static json_t *good_of(const struct snapshot *snapshot)
{
    json_t *object = json_object();
    json_object_set_new(object, "time", json_integer(snapshot->time));
    for (int i = 0; i < FIGURE_COUNT; i++)
        write_text(object, figure_word((enum figure)i), snapshot->figures[i]);
    return object;
}

static json_t *case_of(const struct recent_case *recent)
{
    json_t *object = json_object();
    for (size_t i = 0; i < TEXTS; i++)
        write_text(object, texts[i].key, (const char *)recent + texts[i].offset);
    if (recent->server.port)
        json_object_set_new(object, "port", json_integer(recent->server.port));
    if (recent->server.security != SECURITY_UNKNOWN)
        write_text(object, "security", security_word(recent->server.security));
    json_object_set_new(object, "time", json_integer(recent->time));
    if (recent->step)
        json_object_set_new(object, "step", json_integer(recent->step));
    if (recent->has_verdict)
        write_text(object, "verdict", verdict_status_word(recent->status));
    if (recent->good.time)
        json_object_set_new(object, "good", good_of(&recent->good));
    return object;
}

static int put_json(const char *bytes, size_t len, void *out)
{
    return buf_add(out, (struct span){ bytes, len }) ? 0 : -1;
}

void state_write(const struct state *state, struct buf *out)
{
    json_t *root = json_object();
    json_t *cases = json_array();
    for (size_t i = 0; i < state->count; i++)
        json_array_append_new(cases, case_of(&state->cases[i]));
    json_object_set_new(root, "schema", json_string(schema));
    json_object_set_new(root, "cases", cases);
    json_dump_callback(root, put_json, out, JSON_INDENT(1));
    buf_add_char(out, '\n');
    json_decref(root);
}

/* ---- the file ---- */

enum state_end state_load(struct state *state)
{
    struct buf text;
    enum state_end end = STATE_FINE;
    buf_init(&text, FILE_MAX);
    state->count = 0;
    enum shelf_read read = shelf_read(SHELF_STATE, file_name, &text);
    if (read == SHELF_UNREADABLE)
        end = STATE_UNREADABLE;
    else if (read == SHELF_FOREIGN || (read == SHELF_READ && !state_read(state, buf_span(&text))))
        end = shelf_set_aside(SHELF_STATE, file_name) ? STATE_SET_ASIDE : STATE_UNREADABLE;
    buf_free(&text);
    return end;
}

static bool is_same_account(const struct recent_case *a, const struct recent_case *b)
{
    return span_equal_nocase(span_of(a->address), span_of(b->address)) &&
           (!a->login[0] || !b->login[0] || span_equal_nocase(span_of(a->login), span_of(b->login))) &&
           (a->address[0] || span_equal_nocase(span_of(a->server.host), span_of(b->server.host)));
}

const struct recent_case *state_find(const struct state *state, const struct recent_case *like)
{
    for (size_t i = 0; i < state->count; i++)
        if (is_same_account(&state->cases[i], like))
            return &state->cases[i];
    return NULL;
}

const struct recent_case *state_unfinished(const struct state *state)
{
    for (size_t i = 0; i < state->count; i++)
        if (!state->cases[i].has_verdict)
            return &state->cases[i];
    return NULL;
}

static void take_out(struct state *state, const struct recent_case *like)
{
    const struct recent_case *found = state_find(state, like);
    if (!found)
        return;
    size_t place = (size_t)(found - state->cases);
    memmove(&state->cases[place], &state->cases[place + 1], (state->count - place - 1) * sizeof *state->cases);
    state->count--;
}

static void put_first(struct state *state, const struct recent_case *recent)
{
    struct recent_case *added = mem_new(sizeof *added);
    const struct recent_case *before = state_find(state, recent);
    *added = *recent;
    if (before && !added->good.time)
        added->good = before->good;
    take_out(state, recent);
    if (state->count == RECENT_MAX)
        state->count--;
    memmove(&state->cases[1], &state->cases[0], state->count * sizeof *state->cases);
    state->cases[0] = *added;
    state->count++;
    free(added);
}

/* Reads again, changes, writes, while nobody else does. */
static enum state_end change(struct state *state, void (*how)(struct state *, const struct recent_case *),
                             const struct recent_case *recent)
{
    struct buf text;
    int lock = shelf_lock(SHELF_STATE, file_name);
    enum state_end end = lock < 0 ? STATE_UNWRITABLE : state_load(state);
    how(state, recent);
    if (end == STATE_UNWRITABLE || end == STATE_UNREADABLE) {
        shelf_unlock(lock);
        return STATE_UNWRITABLE;
    }
    buf_init(&text, FILE_MAX);
    state_write(state, &text);
    if (text.full || !shelf_write(SHELF_STATE, file_name, buf_span(&text)))
        end = STATE_UNWRITABLE;
    buf_free(&text);
    shelf_unlock(lock);
    return end;
}

enum state_end state_put(struct state *state, const struct recent_case *recent)
{
    return change(state, put_first, recent);
}

enum state_end state_forget(struct state *state, const struct recent_case *recent)
{
    return change(state, take_out, recent);
}

/* ---- cases and targets ---- */

bool recent_is_worth(const struct target *target)
{
    return !target->connect_to[0] && (mail_domain(span_of(target->address)).len || target->server.host[0]);
}

#define COPY(to, from) mem_copy_text(to, sizeof(to), span_of(from))

void recent_from_target(const struct target *target, struct recent_case *ret_recent)
{
    memset(ret_recent, 0, sizeof *ret_recent);
    /* What is no address may be something else that was typed there: a password. */
    if (mail_domain(span_of(target->address)).len)
        COPY(ret_recent->address, target->address);
    COPY(ret_recent->login, target->login);
    COPY(ret_recent->sender, target->sender);
    COPY(ret_recent->recipient, target->recipient);
    COPY(ret_recent->mechanism, target->mechanism);
    ret_recent->server = target->server;
}

void recent_to_target(const struct recent_case *recent, struct target *ret_target)
{
    COPY(ret_target->address, recent->address);
    COPY(ret_target->login, recent->login);
    COPY(ret_target->sender, recent->sender);
    COPY(ret_target->recipient, recent->recipient);
    COPY(ret_target->mechanism, recent->mechanism);
    ret_target->server = recent->server;
}

void recent_judge(struct recent_case *recent, const struct record *record, const struct diagnosis *diagnosis)
{
    recent->has_verdict = true;
    recent->status = diagnosis->status;
    recent->step = STEPS;
    if (diagnosis->candidate_count)
        COPY(recent->cause, cause_row(diagnosis->candidates[0].cause)->label);
    if (snapshot_is_good(record, diagnosis))
        snapshot_take(record, recent->time, &recent->good);
}

void recent_compare(const struct state *state, const struct recent_case *recent, const struct record *record,
                    struct comparison *ret_comparison)
{
    const struct recent_case *before = state_find(state, recent);
    memset(ret_comparison, 0, sizeof *ret_comparison);
    if (before)
        ret_comparison->good = before->good;
    snapshot_take_like(record, &ret_comparison->good, recent->time, &ret_comparison->now);
    comparison_make(ret_comparison);
}
