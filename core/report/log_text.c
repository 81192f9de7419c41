/* What a log says, as text: what was read, what fails, when, for whom. */
#include "base/clean.h"
#include "report/log_hours.h"
#include "report/log_words.h"
#include "report/page.h"

enum { COUNT_CELLS = 9, NAMES_SHOWN = 8, STEPS_SHOWN = 40, LINE_SHOWN = 300 };

struct sheet {
    struct page page;
    const struct log_answer *answer;
    struct buf text; /* the piece that is being made */
};

/* Writes the piece and makes room for the next. */
static void put(struct sheet *sheet, int indent)
{
    if (sheet->text.len)
        page_text(&sheet->page, buf_span(&sheet->text), indent);
    buf_clear(&sheet->text);
}

static void put_lines(struct sheet *sheet, int cells)
{
    struct span rest = buf_span(&sheet->text);
    struct span line;
    while (span_line(&rest, &line)) {
        page_blanks(&sheet->page, cells);
        page_text(&sheet->page, line, cells);
    }
    buf_clear(&sheet->text);
}

static void put_dim_line(struct sheet *sheet, const char *raw)
{
    clean_add(&sheet->text, span_of(raw), LINE_SHOWN);
    page_blanks(&sheet->page, COUNT_CELLS);
    page_ink(&sheet->page, INK_DIM);
    put(sheet, COUNT_CELLS);
    page_ink(&sheet->page, INK_PLAIN);
}

static void put_place(struct sheet *sheet, size_t file, uint64_t line)
{
    if (!log_words_place(sheet->page.report, file, line, &sheet->text))
        return;
    page_blanks(&sheet->page, COUNT_CELLS);
    page_ink(&sheet->page, INK_DIM);
    put(sheet, COUNT_CELLS);
    page_ink(&sheet->page, INK_PLAIN);
}

/* Before everything else. */
static void put_break_ins(struct sheet *sheet)
{
    if (!log_words_break_ins(sheet->page.report, &sheet->text))
        return;
    page_heading(&sheet->page, "logs.break-ins");
    page_ink(&sheet->page, INK_BAD);
    put_lines(sheet, 2);
    page_ink(&sheet->page, INK_PLAIN);
    buf_add(&sheet->text, words_get(sheet->page.report->words, "logs.break-in.do"));
    put_lines(sheet, 2);
}

static void put_waiting(struct sheet *sheet)
{
    const struct log_name *top[LOG_DESTINATIONS_SHOWN];
    size_t count = log_queue_top(&sheet->answer->queue, top, LOG_DESTINATIONS_SHOWN);
    if (!log_words_waiting(sheet->page.report, &sheet->text))
        return;
    page_heading(&sheet->page, "logs.queue");
    put_lines(sheet, 2);
    for (size_t i = 0; i < count; i++) {
        buf_addf(sheet->page.out, "%7u  ", top[i]->others);
        clean_add(&sheet->text, span_of(top[i]->name), LOG_NAME_ROOM);
        put(sheet, COUNT_CELLS);
        log_words_destination(sheet->page.report, top[i], &sheet->text);
        put_lines(sheet, COUNT_CELLS);
    }
}

static void put_group(struct sheet *sheet, const struct log_group *group)
{
    struct log_chart chart;
    buf_addf(sheet->page.out, "%7llu  ", (unsigned long long)group->count);
    page_ink(&sheet->page, INK_BOLD);
    log_words_cause(sheet->page.report, group->cause, &sheet->text);
    put(sheet, COUNT_CELLS);
    page_ink(&sheet->page, INK_PLAIN);
    log_words_span(sheet->page.report, group->first, group->last, &sheet->text);
    put_lines(sheet, COUNT_CELLS);
    if (log_words_guessing(sheet->page.report, group, &sheet->text))
        put_lines(sheet, COUNT_CELLS);
    log_chart_make(sheet->answer, group->cause, (size_t)(sheet->page.columns - COUNT_CELLS - 1), &chart);
    if (chart.count > 1) {
        page_blanks(&sheet->page, COUNT_CELLS);
        log_chart_text(&chart, sheet->page.out);
        buf_add_char(sheet->page.out, '\n');
    }
    put_place(sheet, group->file, group->line);
    put_dim_line(sheet, group->example);
}

static void put_chart_note(struct sheet *sheet)
{
    struct log_chart chart;
    log_chart_make(sheet->answer, CAUSE_COUNT, (size_t)(sheet->page.columns - COUNT_CELLS - 1), &chart);
    if (chart.count < 2)
        return;
    page_blanks(&sheet->page, COUNT_CELLS);
    log_chart_text(&chart, sheet->page.out);
    buf_add_char(sheet->page.out, '\n');
    log_words_chart(sheet->page.report, &chart, &sheet->text);
    put_lines(sheet, COUNT_CELLS);
}

static void put_names(struct sheet *sheet, const struct log_names *names, bool are_clients)
{
    const struct log_name *top[NAMES_SHOWN];
    size_t count = log_names_top(names, log_name_failures, top, NAMES_SHOWN);
    if (count)
        page_heading(&sheet->page, are_clients ? "logs.clients" : "logs.accounts");
    for (size_t i = 0; i < count; i++) {
        buf_addf(sheet->page.out, "%7llu  ", (unsigned long long)top[i]->failures);
        clean_add(&sheet->text, span_of(top[i]->name), LOG_NAME_ROOM);
        put(sheet, COUNT_CELLS);
        if (are_clients)
            log_words_client(sheet->page.report, top[i], &sheet->text);
        else
            log_words_account(sheet->page.report, top[i], &sheet->text);
        put_lines(sheet, COUNT_CELLS);
    }
}

static void put_steps(struct sheet *sheet)
{
    const struct log_answer *answer = sheet->answer;
    uint64_t i = answer->step_count > STEPS_SHOWN ? answer->step_count - STEPS_SHOWN : 0;
    if (answer->step_count)
        page_heading(&sheet->page, "logs.steps");
    for (; i < answer->step_count; i++) {
        const struct log_step *step = &answer->steps[i % LOG_STEPS_MAX];
        log_words_step(sheet->page.report, step, &sheet->text);
        put_lines(sheet, 2);
        put_place(sheet, step->file, step->number);
        put_dim_line(sheet, step->line);
    }
}

void report_log_text(const struct report *report, struct buf *out)
{
    struct sheet sheet = { .page = page_of(report, out), .answer = report->log->answer };
    buf_init(&sheet.text, 16 * KIB);
    log_words_read(report, &sheet.text);
    put_lines(&sheet, 0);
    log_words_kinds(report, &sheet.text);
    put_lines(&sheet, 0);
    put_break_ins(&sheet);
    if (sheet.answer->order_count)
        page_heading(&sheet.page, "logs.fails");
    put_chart_note(&sheet);
    for (size_t i = 0; i < sheet.answer->order_count; i++)
        put_group(&sheet, &sheet.answer->groups[sheet.answer->order[i]]);
    put_waiting(&sheet);
    put_names(&sheet, &sheet.answer->accounts, false);
    put_names(&sheet, &sheet.answer->clients, true);
    put_steps(&sheet);
    if (sheet.answer->order_count == 0)
        buf_add_char(out, '\n');
    buf_free(&sheet.text);
}
