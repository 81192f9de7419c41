#include "report/compose.h"
#include "report/sign.h"

#include <string.h>

/*
 * Nothing but elements and text: what came from outside cannot be anything else. The policy
 * forbids the browser to run or to load what a mistake of ours might let in.
 */
static const char head[] =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<style>\n"
    ":root { color-scheme: light dark; --ink: #1c1c1e; --paper: #ffffff; --quiet: #5b5f66; --line: #d5d8dd;\n"
    "  --box: #f4f5f7; --good: #1a6e3c; --bad: #b3261e; --warn: #8a5a00; --client: #0b5cad; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  :root { --ink: #e6e6e8; --paper: #17181a; --quiet: #a2a6ad; --line: #3a3d42; --box: #222428; --good: #6fcf8e;\n"
    "    --bad: #ff8a80; --warn: #f0c060; --client: #7db8f5; } }\n"
    "@media print { :root { --ink: #000; --paper: #fff; --box: #fff; } }\n"
    "body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);\n"
    "  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }\n"
    "h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }\n"
    ".verdict { font-size: 1.15rem; font-weight: 600; padding: .75rem 1rem; background: var(--box);\n"
    "  border-left: .3rem solid var(--quiet); }\n"
    ".ok { border-color: var(--good); } .warning, .unknown { border-color: var(--warn); }\n"
    ".problem { border-color: var(--bad); }\n"
    "b.ok { color: var(--good); } b.warning, b.unknown { color: var(--warn); } b.problem { color: var(--bad); }\n"
    "b.skipped, .quiet { color: var(--quiet); } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 "
    "1rem; }\n"
    "dt { color: var(--quiet); } dd { margin: 0; } ul.found { list-style: none; padding-left: 0; }\n"
    "pre { padding: .75rem 1rem; background: var(--box); border: 1px solid var(--line); white-space: pre-wrap; }\n"
    "pre .client { color: var(--client); } pre .event { color: var(--quiet); }\n"
    "@media (max-width: 36rem) { dl { display: block; } dd { margin: 0 0 .5rem; } }\n"
    "</style>\n";

static void put_escaped(struct buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buf_add_text(out, "&amp;");
            break;
        case '<':
            buf_add_text(out, "&lt;");
            break;
        case '>':
            buf_add_text(out, "&gt;");
            break;
        case '"':
            buf_add_text(out, "&quot;");
            break;
        case '\'':
            buf_add_text(out, "&#39;");
            break;
        default:
            buf_add_char(out, *text);
        }
}

static void put_element(struct buf *out, const char *start, const char *text)
{
    buf_addf(out, "<%s>", start);
    put_escaped(out, text);
    buf_addf(out, "</%.*s>", (int)strcspn(start, " "), start);
}

/* ---- what stands around blocks of one kind ---- */

struct around {
    const char *open, *close;
};

static struct around around_of(enum block_kind kind)
{
    static const struct around rows[] = {
        [BLOCK_POINT] = { "<dl>\n", "</dl>\n" },
        [BLOCK_STEP] = { "<ol>\n", "</ol>\n" },
        [BLOCK_ITEM] = { "<ul class=\"found\">\n", "</ul>\n" },
        [BLOCK_LINE] = { "<pre>", "</pre>\n" },
    };
    bool has_one = kind < sizeof rows / sizeof *rows && rows[kind].open;
    return has_one ? rows[kind] : (struct around){ "", "" };
}

/* ---- blocks ---- */

static void put_point(struct buf *out, const struct block *block)
{
    put_element(out, "dt", block->label);
    put_element(out, "dd", block->text);
}

static void put_item(struct buf *out, const struct block *block)
{
    buf_addf(out, "<li><b class=\"%s\">%s</b> ", status_word(block->status), sign_text(block->status));
    put_escaped(out, block->text);
    if (block->label[0]) {
        buf_add_text(out, "<br>");
        put_element(out, "span class=\"quiet\"", block->label);
    }
    buf_add_text(out, "</li>");
}

static void put_quote(struct buf *out, const struct block *block)
{
    if (block->label[0])
        put_element(out, "p class=\"quiet\"", block->label);
    put_element(out, "pre", block->text);
}

static void put_line(struct buf *out, const struct block *block)
{
    buf_addf(out, "<span class=\"%s\">", speaker_word(block->from));
    put_escaped(out, block->label);
    buf_add_text(out, block->label[0] ? "  " : "");
    put_escaped(out, block->text);
    buf_add_text(out, "</span>");
}

static void put_block(struct buf *out, const struct block *block)
{
    static const char *const elements[] = {
        [BLOCK_TITLE] = "h1", [BLOCK_HEADING] = "h2", [BLOCK_TEXT] = "p", [BLOCK_STEP] = "li", [BLOCK_COMMAND] = "pre"
    };
    if (block->kind == BLOCK_POINT)
        put_point(out, block);
    else if (block->kind == BLOCK_ITEM)
        put_item(out, block);
    else if (block->kind == BLOCK_QUOTE)
        put_quote(out, block);
    else if (block->kind == BLOCK_LINE)
        put_line(out, block);
    else if (block->kind == BLOCK_VERDICT) {
        buf_addf(out, "<p class=\"verdict %s\">", status_word(block->status));
        put_escaped(out, block->text);
        buf_add_text(out, "</p>");
    } else
        put_element(out, elements[block->kind], block->text);
    buf_add_char(out, '\n');
}

static void put_body(const struct document *document, struct buf *out)
{
    for (size_t i = 0; i < document->count; i++) {
        enum block_kind kind = document->blocks[i].kind;
        if (i == 0 || document->blocks[i - 1].kind != kind)
            buf_add_text(out, around_of(kind).open);
        put_block(out, &document->blocks[i]);
        if (i + 1 == document->count || document->blocks[i + 1].kind != kind)
            buf_add_text(out, around_of(kind).close);
    }
}

/* ---- the page ---- */

/* Chinese of which writing decides the letters that a browser chooses. */
static const char *language_tag(const char *language)
{
    return strcmp(language, "zh") == 0 ? "zh-Hans" : language;
}

void document_html(const struct document *document, const struct report *report, struct buf *out)
{
    const char *title = document->count ? document->blocks[0].text : "";
    buf_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n", language_tag(report->language));
    buf_add_text(out, head);
    put_element(out, "title", title);
    buf_add_text(out, "\n</head>\n<body>\n<main>\n");
    put_body(document, out);
    buf_add_text(out, "</main>\n</body>\n</html>\n");
}

void report_html(const struct report *report, struct buf *out)
{
    struct document document = { 0 };
    compose(report, &document);
    document_html(&document, report, out);
    document_clear(&document);
}
