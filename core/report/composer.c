#include "report/composer.h"

void composer_init(struct composer *composer, const struct report *report, struct document *document)
{
    *composer = (struct composer){ .report = report, .document = document };
    buf_init(&composer->text, COMPOSER_TEXT_MAX);
}

void composer_clear(struct composer *composer)
{
    buf_free(&composer->text);
}

struct span composer_word(const struct composer *composer, const char *key)
{
    return words_get(composer->report->words, key);
}

static void add(struct composer *composer, const struct block *block)
{
    if (composer->heading) {
        struct block heading = { .kind = BLOCK_HEADING };
        struct buf text;
        buf_init(&text, KIB);
        buf_add(&text, composer_word(composer, composer->heading));
        heading.text = (char *)buf_text(&text);
        composer->heading = NULL;
        document_add(composer->document, &heading);
        buf_free(&text);
    }
    document_add(composer->document, block);
}

void composer_put(struct composer *composer, struct block block)
{
    if (composer->text.len == 0)
        return;
    block.text = (char *)buf_text(&composer->text);
    add(composer, &block);
    buf_clear(&composer->text);
}

void composer_put_point(struct composer *composer, const char *key)
{
    struct buf label;
    buf_init(&label, KIB);
    buf_add(&label, composer_word(composer, key));
    composer_put(composer, (struct block){ .kind = BLOCK_POINT, .label = (char *)buf_text(&label) });
    buf_free(&label);
}

void composer_put_key(struct composer *composer, enum block_kind kind, const char *key)
{
    buf_add(&composer->text, composer_word(composer, key));
    composer_put(composer, (struct block){ .kind = kind });
}

void composer_put_lines(struct composer *composer, enum block_kind kind, struct span lines)
{
    struct span line;
    while (span_line(&lines, &line)) {
        buf_add(&composer->text, line);
        composer_put(composer, (struct block){ .kind = kind });
    }
}

const struct candidate *composer_cause(const struct composer *composer)
{
    return composer->report->diagnosis->candidate_count ? &composer->report->diagnosis->candidates[0] : NULL;
}

bool composer_speaks_to_user(const struct composer *composer)
{
    return composer->report->audience == AUDIENCE_ANYONE || composer->report->audience == AUDIENCE_USER;
}
