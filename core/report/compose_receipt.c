/* The end of a report: what was left out of it, and how often. */
#include "report/compose.h"

#include "base/mem.h"
#include "report/composer.h"
#include "report/redact.h"

static void put_number(struct composer *composer, const char *key, size_t number)
{
    struct fact fact = { .ms = -1, .number = (int64_t)number };
    words_fill(&composer->text, composer_word(composer, key), &fact);
    composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_OK });
}

static void put_kept(struct composer *composer, const char *key)
{
    buf_add(&composer->text, composer_word(composer, key));
    composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
}

static void put_parts(struct composer *composer)
{
    struct fact names = { .ms = -1 };
    struct buf text;
    if (!report_leaves_out(composer->report))
        return;
    buf_init(&text, KIB);
    parts_left_out(composer->report, &text);
    mem_copy_text(names.text, sizeof names.text, buf_span(&text));
    words_fill(&composer->text, composer_word(composer, "report.receipt.parts"), &names);
    composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
    buf_free(&text);
}

void compose_receipt(const struct report *report, struct span body, struct document *document)
{
    struct composer composer;
    struct redact_counts counts = redact_count(report, body);
    composer_init(&composer, report, document);
    composer.heading = "report.receipt";
    put_number(&composer, "report.receipt.password", counts.masked);
    if (report->hide & HIDE_ACCOUNT)
        put_number(&composer, "report.receipt.account", counts.account);
    else
        put_kept(&composer, "report.receipt.account.kept");
    if (report->hide & HIDE_NETWORK)
        put_number(&composer, "report.receipt.network", counts.network);
    else
        put_kept(&composer, "report.receipt.network.kept");
    if (report->hide)
        put_kept(&composer, "report.receipt.server");
    put_parts(&composer);
    composer_clear(&composer);
}
