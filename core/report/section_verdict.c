/* The verdict, what it means and what to do about it, for whoever reads it. */
#include "report/section.h"

#include "base/mem.h"
#include "report/composer.h"
#include "report/sign.h"
#include "report/stamp.h"

#include <stdio.h>

enum { KEY_MAX = 160 };

void section_title(struct composer *composer)
{
    const struct target *target = composer->report->target;
    char key[KEY_MAX];
    struct fact values = { .ms = -1 };
    struct buf when;
    buf_init(&when, KIB);
    if (composer->report->record->began)
        stamp_add_short(&when, composer->report->record->began);
    mem_copy_text(values.text, sizeof values.text, buf_span(&when));
    (void)snprintf(key, sizeof key, "report.title.%s", audience_word(composer->report->audience));
    mem_copy_text(values.subject, sizeof values.subject, composer_word(composer, key));
    words_fill(&composer->text, composer_word(composer, when.len ? "report.title.dated" : "report.title.plain"),
               &values);
    composer_put(composer, (struct block){ .kind = BLOCK_TITLE });
    buf_free(&when);
    /* Names are not looked up, a port has a detour: only practice does that. */
    if (target && target->connect_to[0] && target->detour_count)
        composer_put_key(composer, BLOCK_TEXT, "report.practice");
}

/* To those who help: the name of the cause, since the sentence speaks to the person who has the trouble. */
void section_verdict(struct composer *composer)
{
    const struct candidate *first = composer_cause(composer);
    struct cause_part part = { .part = "short" };
    if (!first || composer_speaks_to_user(composer)) {
        report_sentence(composer->report, &composer->text);
    } else {
        part.cause = first->cause;
        words_cause(composer->report->words, &part, &composer->text);
    }
    composer_put(composer, (struct block){ .kind = BLOCK_VERDICT,
                                           .status = sign_of_verdict(composer->report->diagnosis->status) });
}

void section_points(struct composer *composer)
{
    const struct candidate *first = composer_cause(composer);
    const char *side = composer_speaks_to_user(composer) ? "verdict.side." : "report.side-of.";
    if (!first)
        return;
    if (report_password(composer->report, &composer->text))
        composer_put_point(composer, "report.password");
    buf_add(&composer->text, report_word(composer->report, side, side_word(first->side)));
    composer_put_point(composer, composer_speaks_to_user(composer) ? "report.side" : "report.side-of");
    buf_add(&composer->text, report_word(composer->report, "verdict.certainty.", certainty_word(first->certainty)));
    composer_put_point(composer, "report.certainty");
}

/* A part of what is said about the cause, a paragraph a line. */
static void put_part(struct composer *composer, const char *key, const char *part)
{
    struct buf text;
    buf_init(&text, COMPOSER_TEXT_MAX);
    composer->heading = key;
    (void)report_part(composer->report, part, &text);
    composer_put_lines(composer, BLOCK_TEXT, buf_span(&text));
    buf_free(&text);
}

void section_meaning(struct composer *composer)
{
    put_part(composer, "report.proves", "proves");
}

void section_steps(struct composer *composer)
{
    struct buf text;
    buf_init(&text, COMPOSER_TEXT_MAX);
    composer->heading = "report.do";
    (void)report_actions(composer->report, &text);
    composer_put_lines(composer, BLOCK_STEP, buf_span(&text));
    buf_free(&text);
}

void section_ask(struct composer *composer)
{
    put_part(composer, "report.ask-support", "ask");
}

void section_request(struct composer *composer)
{
    const struct candidate *first = composer_cause(composer);
    if (composer->report->diagnosis->status == VERDICT_OK)
        return;
    composer->heading = "report.request";
    buf_add(&composer->text,
            report_word(composer->report, "report.request.", first ? side_word(first->side) : "unknown"));
    composer_put(composer, (struct block){ .kind = BLOCK_TEXT });
    if (report_part(composer->report, "ask", &composer->text))
        composer_put(composer, (struct block){ .kind = BLOCK_TEXT });
}
