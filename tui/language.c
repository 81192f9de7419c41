#include "language.h"

#include "help_texts.h"

#include <stdlib.h>

bool languages_open(struct languages *languages)
{
    const struct {
        const char *id, *short_name, *own_name, *start, *end;
    } rows[LANGUAGES] = {
        { "en", "EN", "English", help_text_en, help_text_en_end },
        { "zh", "中文", "中文", help_text_zh, help_text_zh_end },
        { "ru", "RU", "Русский", help_text_ru, help_text_ru_end },
    };
    for (size_t i = 0; i < LANGUAGES; i++) {
        struct language *language = &languages->all[i];
        struct span bytes = { rows[i].start, (size_t)(rows[i].end - rows[i].start) };
        language->id = rows[i].id;
        language->short_name = rows[i].short_name;
        language->own_name = rows[i].own_name;
        if (!catalogue_open(&language->catalogue, bytes))
            return false;
    }
    return true;
}

struct words languages_words(const struct languages *languages, size_t index)
{
    return (struct words){ &languages->all[index].catalogue, &languages->all[LANGUAGE_ENGLISH].catalogue };
}

static const char *environment_language(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "";
}

size_t languages_choose(const struct languages *languages, const char *wanted)
{
    struct span name = span_of(wanted ? wanted : environment_language());
    for (size_t i = 0; i < LANGUAGES; i++)
        if (span_starts_nocase(name, span_of(languages->all[i].id)))
            return i;
    return LANGUAGE_ENGLISH;
}
