#include "hand_words.h"

#include "base/base64.h"
#include "base/clean.h"
#include "base/mem.h"
#include "smtp/hand.h"

#include <stdio.h>

enum { KEY_ROOM = 64, BASE64_MAX = 8 * 1024 };

static void tell_about(const struct words *words, const char *key, struct span text, struct buf *out)
{
    struct fact values = { .ms = -1 };
    mem_copy_text(values.text, sizeof values.text, text);
    words_fill(out, words_get(words, key), &values);
    buf_add_char(out, '\n');
}

static void tell(const struct words *words, const char *key, struct buf *out)
{
    buf_add(out, words_get(words, key));
    buf_add_char(out, '\n');
}

bool hand_tell_review(const struct words *words, const struct hand_state *state, struct span line, struct buf *out)
{
    char key[KEY_ROOM];
    struct hand_review review;
    if (!hand_review(state, line, &review))
        return false;
    (void)snprintf(key, sizeof key, "hand.review.%s", review.word);
    tell_about(words, key, span_of(review.more), out);
    return true;
}

void hand_tell_effect(const struct words *words, enum hand_effect effect, struct buf *out)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "hand.effect.%s", hand_effect_word(effect));
    tell(words, key, out);
}

static void tell_word(const struct words *words, enum hand_word word, struct buf *out)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "hand.word.%s", hand_word_text(word));
    buf_addf(out, ":%s  ", hand_word_text(word));
    tell(words, key, out);
}

void hand_tell_help(const struct words *words, const struct hand_state *state, const struct target *target,
                    struct buf *out)
{
    struct buf lines;
    struct span rest;
    struct span line;
    tell(words, "hand.help", out);
    for (int word = 0; word < HAND_WORD_NONE; word++)
        tell_word(words, (enum hand_word)word, out);
    buf_init(&lines, 16 * KIB);
    if (hand_complete(state, target, SPAN_EMPTY, &lines))
        tell(words, "hand.now", out);
    rest = buf_span(&lines);
    while (span_cut(&rest, '\n', &line)) {
        buf_add_text(out, "  ");
        (void)clean_add(out, line, CLEAN_LINE_MAX);
        buf_add_char(out, '\n');
    }
    buf_free(&lines);
}

void hand_tell_base64(const struct words *words, enum hand_word word, struct span text, struct buf *out)
{
    struct buf told;
    buf_init(&told, BASE64_MAX);
    if (text.len == 0)
        tell(words, "hand.nothing-given", out);
    else if (word == HAND_WORD_ENCODE)
        base64_encode(&told, text);
    else if (!hand_decode(text, &told))
        tell(words, "hand.no-base64", out);
    if (told.len) {
        buf_add(out, buf_span(&told));
        buf_add_char(out, '\n');
    }
    buf_free(&told);
}

void hand_tell_turn(const struct words *words, const struct hand_state *state, struct buf *out)
{
    if (!state->is_open)
        tell(words, "hand.over", out);
    else if (state->is_asked)
        tell(words, "hand.asked", out);
    else if (state->in_content)
        tell(words, "hand.content", out);
    else if (state->in_tls && !state->has_hello)
        tell(words, state->is_certificate_bad ? "hand.anew-bad" : "hand.anew", out);
}

/* The mechanism that was named, or the usual one. */
static bool read_mechanism(const struct hand_state *state, struct span word, enum mechanism *ret_mechanism)
{
    if (state->is_asked || state->in_content)
        return false;
    return word.len ? mechanism_from_word(word, ret_mechanism) : hand_mechanism(state, ret_mechanism);
}

bool hand_read_login(const struct hand_scene *scene, struct span rest, struct hand_login_wish *ret_wish,
                     struct buf *out)
{
    struct span user = SPAN_EMPTY;
    struct span word = SPAN_EMPTY;
    (void)span_word(&rest, &user);
    (void)span_word(&rest, &word);
    if (user.len == 0)
        user = span_of(scene->target->login[0] ? scene->target->login : scene->target->address);
    if (!read_mechanism(scene->state, word, &ret_wish->mechanism)) {
        tell(scene->words, scene->state->ehlo.auth || word.len ? "hand.login-how" : "hand.login-none", out);
        return false;
    }
    if (user.len == 0 || user.len >= sizeof ret_wish->user) {
        tell(scene->words, "hand.login-name", out);
        return false;
    }
    mem_copy_text(ret_wish->user, sizeof ret_wish->user, user);
    return true;
}
