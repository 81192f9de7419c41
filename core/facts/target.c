#include "facts/target.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

const char *security_word(enum security security)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SECURITIES(X)
#undef X
    };
    return words[security];
}

bool security_from_word(struct span word, enum security *ret_security)
{
    static const struct {
        const char *word;
        enum security security;
    } words[] = {
        { "tls", SECURITY_TLS },
        { "ssl", SECURITY_TLS },
        { "ssl/tls", SECURITY_TLS },
        { "tls/ssl", SECURITY_TLS },
        { "smtps", SECURITY_TLS },
        { "implicit", SECURITY_TLS },
        { "implicit tls", SECURITY_TLS },
        { "implicit-tls", SECURITY_TLS },
        { "starttls", SECURITY_STARTTLS },
        { "explicit", SECURITY_STARTTLS },
        { "explicit tls", SECURITY_STARTTLS },
        { "none", SECURITY_NONE },
        { "plain", SECURITY_NONE },
        { "off", SECURITY_NONE },
        { "unknown", SECURITY_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(span_of(words[i].word), span_trim(word))) {
            *ret_security = words[i].security;
            return true;
        }
    return false;
}

void target_init(struct target *target)
{
    memset(target, 0, sizeof *target);
    target->max_logins = TARGET_MAX_LOGINS;
    target->timeout_s = TARGET_TIMEOUT_S;
}

void target_copy(struct target *to, const struct target *from)
{
    *to = *from;
    to->password = (struct secret){ 0 };
    to->message = NULL;
    target_set_message(to, (struct span){ from->message, from->message_len });
    secret_copy(&to->password, &from->password);
}

void target_clear(struct target *target)
{
    secret_clear(&target->password);
    free(target->message);
    target_init(target);
}

void target_set_message(struct target *target, struct span message)
{
    free(target->message);
    target->message = message.len ? mem_text(message) : NULL;
    target->message_len = message.len;
}

const char *target_answer(const struct target *target, const char *key)
{
    for (size_t i = 0; i < target->answer_count; i++)
        if (strcmp(target->answers[i].key, key) == 0)
            return target->answers[i].value;
    return NULL;
}

static struct answer *answer_slot(struct target *target, struct span key)
{
    for (size_t i = 0; i < target->answer_count; i++)
        if (span_equal(span_of(target->answers[i].key), key))
            return &target->answers[i];
    return target->answer_count < ANSWERS_MAX ? &target->answers[target->answer_count++] : NULL;
}

bool target_set_answer(struct target *target, struct span key, struct span value)
{
    struct answer probe;
    if (key.len == 0 || key.len >= sizeof probe.key || value.len >= sizeof probe.value)
        return false;
    struct answer *answer = answer_slot(target, key);
    if (!answer)
        return false;
    mem_copy_text(answer->key, sizeof answer->key, key);
    mem_copy_text(answer->value, sizeof answer->value, value);
    return true;
}

void target_drop_answer(struct target *target, const char *key)
{
    size_t kept = 0;
    for (size_t i = 0; i < target->answer_count; i++)
        if (strcmp(target->answers[i].key, key) != 0)
            target->answers[kept++] = target->answers[i];
    target->answer_count = kept;
}

uint16_t target_dial_port(const struct target *target, uint16_t port)
{
    for (size_t i = 0; i < target->detour_count; i++)
        if (target->detours[i].port == port)
            return target->detours[i].to;
    return port;
}

struct span mail_domain(struct span address)
{
    size_t at = span_find_last(address, '@');
    return at == SPAN_NONE ? SPAN_EMPTY : span_from(address, at + 1);
}

struct span mail_local_part(struct span address)
{
    size_t at = span_find_last(address, '@');
    return at == SPAN_NONE ? address : span_head(address, at);
}
