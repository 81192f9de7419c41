#include "report/log_json.h"

#include "base/clean.h"
#include "report/log_hours.h"

#include <string.h>

enum { TOP = 20 };

static json_t *clean_span(struct span raw)
{
    struct buf clean;
    buf_init(&clean, 8 * KIB);
    clean_add(&clean, raw, CLEAN_LINE_MAX);
    json_t *string = json_stringn(buf_text(&clean), clean.len);
    buf_free(&clean);
    return string;
}

static json_t *clean_text(const char *raw)
{
    return clean_span(span_of(raw));
}

static json_t *time_of(int64_t time)
{
    char text[20];
    log_time_exact(time, text);
    return text[0] ? json_string(text) : json_null();
}

static void set_count(json_t *object, const char *key, uint64_t count)
{
    json_object_set_new(object, key, json_integer((json_int_t)count));
}

static json_t *kinds_of(const uint64_t kinds[LOG_KIND_COUNT])
{
    json_t *object = json_object();
    for (int i = 0; i < LOG_KIND_COUNT; i++)
        if (kinds[i])
            set_count(object, log_kind_word((enum log_kind)i), kinds[i]);
    return object;
}

static const char *end_word(const struct report_log_file *file)
{
    if (!file->packing)
        return "unreadable";
    return file->end == UNPACK_WHOLE ? "whole" : file->end == UNPACK_DAMAGED ? "damaged" : "unfinished";
}

static json_t *files_of(const struct report_log *log)
{
    json_t *list = json_array();
    for (size_t i = 0; i < log->file_count; i++) {
        const struct report_log_file *file = &log->files[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "path", clean_text(file->path));
        json_object_set_new(entry, "packing", file->packing ? json_string(file->packing) : json_null());
        json_object_set_new(entry, "end", json_string(end_word(file)));
        if (file->error)
            json_object_set_new(entry, "error", json_string(strerror(file->error)));
        json_array_append_new(list, entry);
    }
    return list;
}

static void set_place(json_t *object, const struct report_log *log, size_t file, uint64_t line)
{
    bool is_known = line && file < log->file_count;
    json_object_set_new(object, "file", is_known ? clean_text(log->files[file].path) : json_null());
    json_object_set_new(object, "line_number", is_known ? json_integer((json_int_t)line) : json_null());
}

static json_t *group_of(const struct report_log *log, const struct log_group *group)
{
    const struct cause_row *row = cause_row(group->cause);
    json_t *entry = json_object();
    json_object_set_new(entry, "cause", json_string(row->label));
    json_object_set_new(entry, "family", json_string(row->family));
    json_object_set_new(entry, "side", json_string(side_word(group->side)));
    json_object_set_new(entry, "certainty", json_string(certainty_word(group->certainty)));
    set_count(entry, "count", group->count);
    set_count(entry, "guessing", group->guessed);
    set_count(entry, "own_mistake", group->own);
    set_count(entry, "repeated", group->repeated);
    json_object_set_new(entry, "kinds", kinds_of(group->kinds));
    json_object_set_new(entry, "first", time_of(group->first));
    json_object_set_new(entry, "last", time_of(group->last));
    json_object_set_new(entry, "example", clean_text(group->example));
    set_place(entry, log, group->file, group->line);
    return entry;
}

static json_t *hours_of(const struct log_answer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < answer->hour_count; i++) {
        json_t *entry = json_object();
        json_t *causes = json_object();
        json_object_set_new(entry, "hour", time_of(answer->hours[i].hour * 3600));
        for (int k = 0; k < CAUSE_COUNT; k++)
            if (answer->hours[i].counts[k])
                set_count(causes, cause_row((enum cause)k)->label, answer->hours[i].counts[k]);
        json_object_set_new(entry, "causes", causes);
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *names_of(const struct log_names *names, bool are_clients)
{
    const struct log_name *top[TOP];
    size_t count = log_names_top(names, log_name_failures, top, TOP);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *entry = json_object();
        json_object_set_new(entry, are_clients ? "client" : "account", clean_text(top[i]->name));
        set_count(entry, "failures", top[i]->failures);
        set_count(entry, "logins_failed", top[i]->logins_failed);
        set_count(entry, "logins_ok", top[i]->logins_ok);
        set_count(entry, are_clients ? "accounts" : "clients", top[i]->others);
        set_count(entry, "most_in_an_hour", top[i]->most_in_hour);
        json_object_set_new(entry, "cause", json_string(cause_row(top[i]->cause)->label));
        json_object_set_new(entry, "first", time_of(top[i]->first));
        json_object_set_new(entry, "last", time_of(top[i]->last));
        json_object_set_new(entry, "last_ok", time_of(top[i]->last_ok));
        if (are_clients) {
            json_object_set_new(entry, "guessing", json_boolean(log_client_guesses(top[i])));
            json_object_set_new(entry, "repeating", json_boolean(log_client_repeats(top[i])));
        }
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *break_ins_of(const struct log_answer *answer)
{
    json_t *list = json_array();
    for (uint64_t i = 0; i < answer->break_in_count && i < LOG_BREAK_INS_MAX; i++) {
        const struct log_break_in *broken = &answer->break_ins[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "client", clean_text(answer->clients.all[broken->client].name));
        json_object_set_new(entry, "account", clean_text(answer->accounts.all[broken->account].name));
        json_object_set_new(entry, "time", time_of(broken->time));
        set_count(entry, "logins", broken->logins);
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *waiting_of(const struct log_queue *queue)
{
    const struct log_name *top[TOP];
    size_t count = log_queue_top(queue, top, TOP);
    json_t *waiting = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *entry = json_object();
        json_object_set_new(entry, "domain", clean_text(top[i]->name));
        set_count(entry, "messages", top[i]->others);
        json_object_set_new(entry, "since", time_of(top[i]->first));
        json_object_set_new(entry, "cause", json_string(cause_row(top[i]->cause)->label));
        json_array_append_new(list, entry);
    }
    set_count(waiting, "messages", queue->count);
    set_count(waiting, "tries", queue->times);
    set_count(waiting, "retry_seconds", (uint64_t)queue->interval);
    set_count(waiting, "left_out", queue->left_out);
    json_object_set_new(waiting, "since", time_of(queue->since));
    json_object_set_new(waiting, "destinations", list);
    return waiting;
}

static json_t *steps_of(const struct report_log *log)
{
    const struct log_answer *answer = log->answer;
    json_t *list = json_array();
    uint64_t i = answer->step_count > LOG_STEPS_MAX ? answer->step_count - LOG_STEPS_MAX : 0;
    for (; i < answer->step_count; i++) {
        const struct log_step *step = &answer->steps[i % LOG_STEPS_MAX];
        json_t *entry = json_object();
        json_object_set_new(entry, "time", time_of(step->time));
        json_object_set_new(entry, "kind", json_string(log_kind_word(step->kind)));
        json_object_set_new(entry, "cause", step->cause ? json_string(cause_row(step->cause)->label) : json_null());
        json_object_set_new(entry, "queue_id", clean_text(step->queue_id));
        json_object_set_new(entry, "line", clean_text(step->line));
        set_place(entry, log, step->file, step->number);
        json_array_append_new(list, entry);
    }
    return list;
}

void log_json_add(const struct report_log *log, json_t *root)
{
    const struct log_answer *answer = log->answer;
    json_t *groups = json_array();
    for (size_t i = 0; i < answer->order_count; i++)
        json_array_append_new(groups, group_of(log, &answer->groups[answer->order[i]]));
    set_count(root, "lines", log->counts->lines);
    set_count(root, "bytes", log->counts->bytes);
    set_count(root, "cut", log->counts->cut);
    set_count(root, "failures", answer->failures);
    set_count(root, "logins_ok", answer->logins_ok);
    bool is_part = log_question_asks(&answer->question);
    set_count(root, "concerned", is_part ? answer->concerned : log->counts->lines);
    json_object_set_new(root, "kinds", kinds_of(is_part ? answer->kinds : log->counts->kinds));
    json_object_set_new(root, "break_ins", break_ins_of(answer));
    json_object_set_new(root, "waiting", waiting_of(&answer->queue));
    json_object_set_new(root, "files", files_of(log));
    json_object_set_new(root, "from", time_of(log->counts->first));
    json_object_set_new(root, "to", time_of(log->counts->last));
    json_object_set_new(root, "groups", groups);
    json_object_set_new(root, "hours", hours_of(answer));
    json_object_set_new(root, "clients", names_of(&answer->clients, true));
    json_object_set_new(root, "accounts", names_of(&answer->accounts, false));
    json_object_set_new(root, "steps", steps_of(log));
    set_count(root, "clients_left_out", answer->clients.left_out);
    set_count(root, "accounts_left_out", answer->accounts.left_out);
    set_count(root, "messages_forgotten", join_forgotten(answer->join));
}

static int put_bytes(const char *bytes, size_t len, void *out)
{
    buf_add(out, (struct span){ bytes, len });
    return 0;
}

void log_json_event(const struct log_event *event, enum cause cause, struct buf *out)
{
    json_t *object = json_object();
    json_object_set_new(object, "time", time_of(event->time));
    json_object_set_new(object, "kind", json_string(log_kind_word(event->kind)));
    json_object_set_new(object, "cause", json_string(cause_row(cause)->label));
    json_object_set_new(object, "account", clean_span(event->account));
    json_object_set_new(object, "sender", clean_span(event->sender));
    json_object_set_new(object, "recipient", clean_span(event->recipient));
    json_object_set_new(object, "client", clean_span(event->client));
    json_object_set_new(object, "queue_id", clean_span(event->queue_id));
    json_object_set_new(object, "text", clean_span(event->text));
    (void)json_dump_callback(object, put_bytes, out, JSON_COMPACT);
    buf_add_char(out, '\n');
    json_decref(object);
}
