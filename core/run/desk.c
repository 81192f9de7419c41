#include "run/desk.h"

#include "base/mem.h"

static unsigned open_session(void *owner, const struct endpoint *where, const char *address)
{
    struct desk *desk = owner;
    struct note_in_queue note = { .kind = EVENT_SESSION, .where = *where };
    note.session = atomic_fetch_add(&desk->sessions, 1) + 1;
    mem_copy_text(note.address, sizeof note.address, span_of(address));
    queue_put(desk->queue, &note);
    return note.session;
}

static void add_line(void *owner, unsigned session, const struct line *line)
{
    struct desk *desk = owner;
    struct note_in_queue note = { .kind = EVENT_LINE, .session = session, .line = *line };
    note.line.raw = mem_text((struct span){ line->raw, line->len });
    queue_put(desk->queue, &note);
}

static void add_fact(void *owner, const struct fact *fact)
{
    struct desk *desk = owner;
    struct note_in_queue note = { .kind = EVENT_FACT, .fact = mem_new(sizeof *fact) };
    *note.fact = *fact;
    if (desk->ground)
        atomic_fetch_add(&desk->ground->seen[fact->kind], 1);
    bool is_of_given = desk->ground && fact->where.port == desk->ground->given_port;
    if (is_of_given && fact->kind == FACT_PORT_OPEN)
        atomic_store(&desk->ground->given_is_open, true);
    if (is_of_given && fact->kind == FACT_PORT_REFUSED)
        atomic_store(&desk->ground->given_is_refused, true);
    queue_put(desk->queue, &note);
}

static void add_login_fact(void *owner, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_CORRECTED_OK:
    case FACT_CORRECTED_REFUSED:
    case FACT_FORM_OK:
    case FACT_FORM_REFUSED:
    case FACT_LOGIN_SILENT:
    case FACT_LOGIN_CLOSED:
    case FACT_LOGIN_BROKEN:
    case FACT_SENDER_OK:
    case FACT_SENDER_REFUSED:
    case FACT_RECIPIENT_OK:
    case FACT_RECIPIENT_REFUSED:
    case FACT_SIZE_OK:
    case FACT_SIZE_TOO_LARGE:
    case FACT_MESSAGE_SENT:
    case FACT_MESSAGE_REFUSED:
    case FACT_MESSAGE_UNANSWERED:
    case FACT_MESSAGE_TIMES:
    case FACT_MESSAGE_SLOW:
        add_fact(owner, fact);
        break;
    default:
        break;
    }
}

static void count_login(void *owner)
{
    struct desk *desk = owner;
    struct note_in_queue note = { .kind = EVENT_LOGIN };
    atomic_fetch_add(&desk->logins, 1);
    queue_put(desk->queue, &note);
}

struct scribe desk_scribe(struct desk *desk)
{
    return (struct scribe){ desk, open_session, add_line, add_fact, count_login };
}

struct scribe desk_login_scribe(struct desk *desk)
{
    return (struct scribe){ desk, open_session, add_line, add_login_fact, count_login };
}

void desk_check(struct desk *desk, const char *check, enum check_state state)
{
    struct note_in_queue note = { .kind = EVENT_CHECK, .check = check_index(check), .state = state };
    queue_put(desk->queue, &note);
}

void desk_choose(struct desk *desk, const struct endpoint *where)
{
    struct note_in_queue note = { .kind = EVENT_NONE, .is_chosen = true, .where = *where };
    queue_put(desk->queue, &note);
}

void desk_finish(struct desk *desk)
{
    struct note_in_queue note = { .kind = EVENT_FINISHED };
    queue_put(desk->queue, &note);
}
