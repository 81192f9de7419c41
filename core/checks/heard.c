#include "checks/heard.h"

#include "base/mem.h"

void heard_reply(const struct session *session, struct fact *fact)
{
    struct buf words;
    buf_init(&words, FACT_TEXT_MAX - 1);
    reply_words(&session->reply, &words);
    fact->code = session->reply.code;
    mem_copy_text(fact->enhanced, sizeof fact->enhanced, span_of(session->reply.enhanced));
    mem_copy_text(fact->text, sizeof fact->text, buf_span(&words));
    fact->ms = session->reply_ms;
    buf_free(&words);
}
