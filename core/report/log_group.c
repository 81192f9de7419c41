#include "report/log_group.h"

#include "base/mem.h"
#include "logs/veil.h"

static void copy_veiled(char *to, size_t room, struct span line)
{
    struct buf veiled;
    buf_init(&veiled, 4 * KIB);
    veil_secrets(span_head(line, KIB), &veiled);
    mem_copy_text(to, room, span_trim(buf_span(&veiled)));
    buf_free(&veiled);
}

void log_group_example(struct log_group *group, const struct log_event *event, const struct log_cause *cause,
                       size_t file)
{
    group->cause = cause->cause;
    group->certainty = cause->certainty;
    group->side = cause->side;
    group->kind = event->kind;
    group->file = file;
    group->line = event->number;
    copy_veiled(group->example, sizeof group->example, event->line);
    copy_veiled(group->text, sizeof group->text, event->text.len ? event->text : event->line);
    mem_copy_text(group->mechanism, sizeof group->mechanism, event->mechanism);
    mem_copy_text(group->process, sizeof group->process, event->process);
    mem_copy_text(group->relay, sizeof group->relay, event->relay);
    mem_copy_text(group->enhanced, sizeof group->enhanced, event->enhanced);
}

void log_group_read(const struct log_group *group, const struct intake_context *told, struct record *record)
{
    struct log_event event = { .kind = group->kind,
                               .text = span_of(group->text),
                               .mechanism = span_of(group->mechanism),
                               .process = span_of(group->process),
                               .relay = span_of(group->relay),
                               .enhanced = span_of(group->enhanced) };
    log_event_read(&event, told, record);
}

void log_step_take(struct log_step *step, const struct log_event *event, enum cause cause, size_t file)
{
    *step = (struct log_step){
        .time = event->time, .kind = event->kind, .cause = cause, .file = file, .number = event->number
    };
    mem_copy_text(step->queue_id, sizeof step->queue_id, event->queue_id);
    copy_veiled(step->line, sizeof step->line, event->line);
}
