/* Who is told what, in which order. */
#include "report/compose.h"

#include "report/composer.h"
#include "report/section.h"

/* A section belongs to a part of the report, or is always told. */
enum { PART_ALWAYS = PART_COUNT, SECTIONS_MAX = 16 };
struct section {
    void (*tell)(struct composer *composer);
    int part;
};

#define OF(part, name)                                                                                                 \
    {                                                                                                                  \
        section_##name, PART_##part                                                                                    \
    }
static const struct section sections[AUDIENCE_COUNT][SECTIONS_MAX] = {
    [AUDIENCE_ANYONE] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                          OF(VERDICT, meaning), OF(VERDICT, steps), OF(ALWAYS, changes), OF(ALWAYS, replies),
                          OF(ANSWERS, answers), OF(VERDICT, ruled_out), OF(VERDICT, open), OF(ALWAYS, connection),
                          OF(FINDINGS, findings), OF(TRANSCRIPT, transcript), OF(ALWAYS, repeat) },
    [AUDIENCE_USER] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                        OF(VERDICT, meaning), OF(VERDICT, steps), OF(ALWAYS, changes), OF(VERDICT, open),
                        OF(VERDICT, ask), OF(ANSWERS, answers), OF(ALWAYS, replies), OF(VERDICT, ruled_out),
                        OF(FINDINGS, findings), OF(TRANSCRIPT, transcript) },
    [AUDIENCE_ADMIN] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                         OF(ALWAYS, request), OF(ALWAYS, changes), OF(ALWAYS, replies), OF(ALWAYS, connection),
                         OF(ANSWERS, answers), OF(VERDICT, ruled_out), OF(VERDICT, open), OF(FINDINGS, findings),
                         OF(TRANSCRIPT, transcript), OF(ALWAYS, repeat) },
    [AUDIENCE_PROVIDER] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(ALWAYS, log), OF(ALWAYS, request),
                            OF(ALWAYS, changes), OF(ALWAYS, connection), OF(ALWAYS, replies), OF(ANSWERS, answers),
                            OF(VERDICT, ruled_out), OF(FINDINGS, findings), OF(TRANSCRIPT, transcript) },
};
#undef OF

static bool is_wanted(const struct report *report, const struct section *section)
{
    return section->part == PART_ALWAYS || report_includes(report, (enum part)section->part);
}

static void collect(const struct document *document, struct buf *out)
{
    for (size_t i = 0; i < document->count; i++) {
        buf_add_text(out, document->blocks[i].label);
        buf_add_char(out, '\n');
        buf_add_text(out, document->blocks[i].text);
        buf_add_char(out, '\n');
    }
}

void compose(const struct report *report, struct document *document)
{
    struct composer composer;
    struct buf body;
    composer_init(&composer, report, document);
    for (size_t i = 0; i < SECTIONS_MAX && sections[report->audience][i].tell; i++) {
        if (is_wanted(report, &sections[report->audience][i]))
            sections[report->audience][i].tell(&composer);
        composer.heading = NULL;
    }
    buf_init(&body, REPORT_MAX);
    collect(document, &body);
    compose_receipt(report, buf_span(&body), document);
    buf_free(&body);
    composer_clear(&composer);
}
