#include "practice/script.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MANNER_REPLY_MAX = 16 * 1024, DAY_S = 24 * 60 * 60 };

const char *point_word(enum point point)
{
    static const char *const words[] = {
#define X(id, word, reply) [id] = word,
        POINTS(X)
#undef X
    };
    return words[point];
}

const char *point_reply(enum point point)
{
    static const char *const replies[] = {
#define X(id, word, reply) [id] = reply,
        POINTS(X)
#undef X
    };
    return replies[point];
}

const char *leaving_word(enum leaving leaving)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        LEAVINGS(X)
#undef X
    };
    return words[leaving];
}

const char *service_word(enum service_kind kind)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SERVICES(X)
#undef X
    };
    return words[kind];
}

bool texts_add(struct texts *texts, struct span text)
{
    if (texts->is_common)
        texts_free(texts);
    if (texts->count == TEXTS_MAX)
        return false;
    texts->at[texts->count++] = mem_text(text);
    return true;
}

void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->at[i]);
    *texts = (struct texts){ 0 };
}

bool texts_has(const struct texts *texts, struct span text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (span_equal_nocase(span_of(texts->at[i]), text))
            return true;
    return false;
}

static void texts_copy(struct texts *to, const struct texts *from)
{
    *to = (struct texts){ 0 };
    for (size_t i = 0; i < from->count; i++)
        texts_add(to, span_of(from->at[i]));
    to->is_common = true;
}

void behaviour_init(struct behaviour *behaviour)
{
    *behaviour = (struct behaviour){ .valid_from = -30 * DAY_S, .valid_until = 300 * DAY_S };
    for (size_t i = 0; i < POINT_COUNT; i++)
        buf_init(&behaviour->manners[i].reply, MANNER_REPLY_MAX);
}

void behaviour_free(struct behaviour *behaviour)
{
    for (size_t i = 0; i < POINT_COUNT; i++)
        buf_free(&behaviour->manners[i].reply);
    texts_free(&behaviour->ehlo);
    texts_free(&behaviour->ehlo_tls);
    texts_free(&behaviour->senders);
    texts_free(&behaviour->recipients);
}

void behaviour_copy(struct behaviour *to, const struct behaviour *from)
{
    *to = *from;
    for (size_t i = 0; i < POINT_COUNT; i++) {
        buf_init(&to->manners[i].reply, MANNER_REPLY_MAX);
        buf_add(&to->manners[i].reply, buf_span(&from->manners[i].reply));
    }
    texts_copy(&to->ehlo, &from->ehlo);
    texts_copy(&to->ehlo_tls, &from->ehlo_tls);
    texts_copy(&to->senders, &from->senders);
    texts_copy(&to->recipients, &from->recipients);
    to->accounts.is_common = true;
}

size_t script_variants(const struct script *script)
{
    return script->variants.count ? script->variants.count : 1;
}

void script_free(struct script *script)
{
    if (!script)
        return;
    for (size_t i = 0; i < script->service_count; i++) {
        behaviour_free(&script->services[i]->behaviour);
        free(script->services[i]);
    }
    behaviour_free(&script->common);
    texts_free(&script->person.answers);
    texts_free(&script->variants);
    free(script);
}
