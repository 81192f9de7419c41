#include "base/clock.h"
#include "base/mem.h"
#include "practice/built_in.h"
#include "practice/script.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

size_t practice_count(void)
{
    return practice_cases_count;
}

const struct practice_case *practice_at(size_t index)
{
    return index < practice_cases_count ? &practice_cases[index] : NULL;
}

const struct practice_case *practice_find(struct span id)
{
    for (size_t i = 0; i < practice_cases_count; i++)
        if (span_equal(span_of(practice_cases[i].id), id))
            return &practice_cases[i];
    return NULL;
}

void practice_about(const struct practice_case *practice, struct practice_about *ret_about)
{
    practice_about_variant(practice, 0, ret_about);
}

void practice_about_variant(const struct practice_case *practice, size_t variant, struct practice_about *ret_about)
{
    struct practice_error error;
    struct script *script = script_read((struct span){ practice->text, practice->len }, variant, &error);
    assert(script);
    *ret_about = (struct practice_about){ .id = practice->id,
                                          .level = script->level,
                                          .cause = script->cause,
                                          .side = script->side,
                                          .undecided = script->undecided,
                                          .variants = script_variants(script) };
    if (script->variants.count)
        mem_copy_text(ret_about->variant, VARIANT_NAME_MAX, span_of(script->variants.at[script->variant]));
    script_free(script);
}

const struct practice_case *practice_pick(struct span word, size_t *ret_variant)
{
    struct span rest = word, id;
    struct practice_about about;
    if (!span_cut(&rest, '/', &id))
        return NULL;
    const struct practice_case *practice = practice_find(id);
    if (!practice || id.len == word.len) {
        *ret_variant = 0;
        return practice;
    }
    practice_about(practice, &about);
    for (size_t i = 0; i < about.variants; i++) {
        practice_about_variant(practice, i, &about);
        if (about.variant[0] && span_equal(span_of(about.variant), rest)) {
            *ret_variant = i;
            return practice;
        }
    }
    return NULL;
}

size_t practice_any_variant(const struct practice_case *practice)
{
    struct practice_about about;
    practice_about(practice, &about);
    return (size_t)((uint64_t)clock_now() * 2654435761u >> 16) % about.variants;
}

/* The first variant, once all the others have been found good as well. */
static struct script *read_all_variants(struct span text, struct practice_error *ret_error)
{
    struct script *first = script_read(text, 0, ret_error);
    for (size_t i = 1; first && i < script_variants(first); i++) {
        struct script *other = script_read(text, i, ret_error);
        if (!other) {
            script_free(first);
            return NULL;
        }
        script_free(other);
    }
    return first;
}

struct practice_case *practice_read(struct span text, struct practice_error *ret_error)
{
    struct script *script = read_all_variants(text, ret_error);
    if (!script)
        return NULL;
    struct practice_case *practice = mem_new(sizeof *practice);
    practice->id = mem_text(span_of(script->id));
    practice->text = mem_text(text);
    practice->len = text.len;
    script_free(script);
    return practice;
}

void practice_case_free(struct practice_case *practice)
{
    if (!practice)
        return;
    free((char *)practice->id);
    free((char *)practice->text);
    free(practice);
}
