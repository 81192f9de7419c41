#include "base/mem.h"
#include "practice/built_in.h"
#include "practice/script.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

size_t practice_count(void)
{
    return practice_built_in_count;
}

const struct practice_case *practice_at(size_t index)
{
    return index < practice_built_in_count ? &practice_built_in[index] : NULL;
}

const struct practice_case *practice_find(struct span id)
{
    for (size_t i = 0; i < practice_built_in_count; i++)
        if (span_equal(span_of(practice_built_in[i].id), id))
            return &practice_built_in[i];
    return NULL;
}

void practice_about(const struct practice_case *practice, struct practice_about *ret_about)
{
    struct practice_error error;
    struct script *script = script_read((struct span){ practice->text, practice->len }, &error);
    assert(script);
    *ret_about = (struct practice_about){ .id = practice->id,
                                          .level = script->level,
                                          .cause = script->cause,
                                          .side = script->side,
                                          .undecided = script->undecided };
    script_free(script);
}

struct practice_case *practice_read(struct span text, struct practice_error *ret_error)
{
    struct script *script = script_read(text, ret_error);
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
