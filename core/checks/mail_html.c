#include "checks/mail_html.h"

#include "base/buf.h"
#include "net/hostname.h"

#include <ctype.h>
#include <gumbo.h>
#include <stdio.h>
#include <string.h>

/* ---- links ---- */

/* "bank.example" of "https://user@www.bank.example:443/x"; whatever stands before an @ is no host. */
static struct span host_of(struct span text)
{
    size_t scheme = span_find(text, SPAN("://"));
    struct span host = scheme == SPAN_NONE ? text : span_from(text, scheme + 3);
    size_t end = 0;
    if (scheme == SPAN_NONE && span_starts(host, SPAN("//")))
        host = span_from(host, 2);
    while (end < host.len && (unsigned char)host.at[end] > ' ' &&
           span_find_char(SPAN("/?#\\"), host.at[end]) == SPAN_NONE)
        end++;
    host = span_head(host, end);
    size_t at = span_find_last(host, '@');
    host = at == SPAN_NONE ? host : span_from(host, at + 1);
    host = span_head(host, span_find_char(host, ':') == SPAN_NONE ? host.len : span_find_char(host, ':'));
    return span_starts_nocase(host, SPAN("www.")) ? span_from(host, 4) : host;
}

/* Names of files have dots as well ("invoice.pdf"): only endings that no file has. */
static bool ends_like_host(struct span host)
{
    static const struct span endings[] = { SPAN(".com"), SPAN(".net"), SPAN(".org"),  SPAN(".info"),   SPAN(".edu"),
                                           SPAN(".gov"), SPAN(".biz"), SPAN(".bank"), SPAN(".example") };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (span_ends_nocase(host, endings[i]))
            return true;
    return false;
}

/* The address that words show, wherever in them; empty when they show none. */
static struct span shown_link(struct span words)
{
    static const struct span starts[] = { SPAN("https://"), SPAN("http://"), SPAN("www.") };
    struct span word;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t at = span_find_nocase(words, starts[i]);
        if (at != SPAN_NONE)
            return span_from(words, at);
    }
    struct span rest = words;
    while (span_word(&rest, &word))
        if (span_find_char(word, '@') == SPAN_NONE && ends_like_host(host_of(word)))
            return word;
    return SPAN_EMPTY;
}

static bool leads_somewhere(struct span href)
{
    return span_starts_nocase(href, SPAN("http://")) || span_starts_nocase(href, SPAN("https://")) ||
           span_starts(href, SPAN("//")) || span_starts_nocase(href, SPAN("www."));
}

bool mail_html_link_is_honest(struct span shown, struct span href)
{
    struct span seen = host_of(shown_link(shown));
    struct span real = host_of(span_trim(href));
    return seen.len == 0 || !leads_somewhere(span_trim(href)) || hostname_is_within(real, seen) ||
           hostname_is_within(seen, real);
}

/* ---- how much work a page is ---- */

/* Open elements: those that are opened anew in each block after a missing end, and the depth of all others. */
struct tangle {
    unsigned long tags;
    long styles, most_styles;
    long depth, most_depth;
};

static bool is_one_of(struct span name, const char *const *names)
{
    for (; *names; names++)
        if (name.len == strlen(*names) && span_starts_nocase(name, span_of(*names)))
            return true;
    return false;
}

static void count_tag(struct tangle *tangle, struct span name, bool is_end)
{
    static const char *const styles[] = { "a", "b",     "big",    "code",   "em", "font", "i", "nobr",
                                          "s", "small", "strike", "strong", "tt", "u",    NULL };
    /* They have no end, or the next one of their kind is it. */
    static const char *const alone[] = { "br",   "hr",   "img",  "meta",   "link", "input",  "area",  "base",  "col",
                                         "p",    "li",   "td",   "th",     "tr",   "dd",     "dt",    "tbody", "thead",
                                         "html", "head", "body", "option", "wbr",  "source", "embed", NULL };
    long step = is_end ? -1 : 1;
    tangle->tags++;
    if (is_one_of(name, styles))
        tangle->styles += step;
    else if (!is_one_of(name, alone))
        tangle->depth += step;
    tangle->styles = tangle->styles < 0 ? 0 : tangle->styles;
    tangle->depth = tangle->depth < 0 ? 0 : tangle->depth;
    tangle->most_styles = tangle->styles > tangle->most_styles ? tangle->styles : tangle->most_styles;
    tangle->most_depth = tangle->depth > tangle->most_depth ? tangle->depth : tangle->most_depth;
}

/* The parser looks through open elements at each tag, and opens the styles anew in each block: both are products. */
static bool is_too_much(struct span html)
{
    enum { MOST_STEPS = 20 * 1000 * 1000, MOST_NEW = 100 * 1000 };
    struct tangle tangle = { 0 };
    size_t open;
    while ((open = span_find_char(html, '<')) != SPAN_NONE) {
        html = span_from(html, open + 1);
        bool is_end = html.len && html.at[0] == '/';
        struct span name = is_end ? span_from(html, 1) : html;
        size_t len = 0;
        while (len < name.len && isalnum((unsigned char)name.at[len]))
            len++;
        if (len)
            count_tag(&tangle, span_head(name, len), is_end);
    }
    return tangle.tags * (unsigned long)tangle.most_depth > MOST_STEPS ||
           tangle.tags * (unsigned long)tangle.most_styles > MOST_NEW;
}

/* ---- the tree ---- */

struct page {
    struct html_view *view;
    struct buf shown; /* the text of the link that is looked at */
};

static void judge_link(struct page *page, struct span href)
{
    struct span shown = span_trim(buf_span(&page->shown));
    if (page->view->false_link[0] || mail_html_link_is_honest(shown, href))
        return;
    struct span seen = host_of(shown_link(shown));
    struct span real = host_of(span_trim(href));
    (void)snprintf(page->view->false_link, sizeof page->view->false_link, "%.*s > %.*s",
                   (int)(seen.len < 70 ? seen.len : 70), seen.at, (int)(real.len < 70 ? real.len : 70), real.at);
}

static const GumboVector *children_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE ? &node->v.element.children : NULL;
}

static bool is_element(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

static const char *href_of(const GumboNode *node)
{
    const GumboAttribute *href =
        is_element(node, GUMBO_TAG_A) ? gumbo_get_attribute(&node->v.element.attributes, "href") : NULL;
    return href ? href->value : NULL;
}

/* Before the children of a node (is_start) and after them: a walk without recursion, however deep the page is. */
static void visit(struct page *page, const GumboNode *node, bool is_start)
{
    const char *href = href_of(node);
    if (href && is_start)
        buf_clear(&page->shown);
    if (href && !is_start)
        judge_link(page, span_of(href));
    if (node->type == GUMBO_NODE_TEXT && is_start) {
        struct span text = span_of(node->v.text.text);
        page->view->has_words = page->view->has_words || span_trim(text).len;
        buf_add(&page->shown, text);
    }
}

static bool is_hidden(const GumboNode *node)
{
    return is_element(node, GUMBO_TAG_SCRIPT) || is_element(node, GUMBO_TAG_STYLE) || is_element(node, GUMBO_TAG_TITLE);
}

static void walk_page(struct page *page, const GumboNode *root)
{
    const GumboNode *node = root;
    bool is_start = true;
    while (node) {
        const GumboVector *children = is_start && !is_hidden(node) ? children_of(node) : NULL;
        visit(page, node, is_start);
        if (is_start && children && children->length) {
            node = children->data[0];
            continue;
        }
        if (is_start)
            visit(page, node, false);
        if (node == root)
            return;
        const GumboVector *siblings = children_of(node->parent);
        is_start = node->index_within_parent + 1 < siblings->length;
        node = is_start ? siblings->data[node->index_within_parent + 1] : node->parent;
    }
}

void mail_html_look(struct span html, struct html_view *ret_view)
{
    struct page page = { .view = ret_view };
    struct buf text;
    *ret_view = (struct html_view){ .is_cut = html.len > HTML_READ_MAX };
    html = span_head(html, HTML_READ_MAX);
    ret_view->is_tangled = is_too_much(html);
    ret_view->has_words = ret_view->is_tangled;
    if (ret_view->is_tangled)
        return;
    buf_init(&page.shown, KIB);
    buf_init(&text, HTML_READ_MAX + KIB);
    /* Mails have no DOCTYPE, which is no fault. */
    if (!span_starts_nocase(span_trim(html), SPAN("<!doctype")))
        buf_add_text(&text, "<!DOCTYPE html>");
    buf_add(&text, html);
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, text.at, text.len);
    ret_view->faults = ret_view->is_cut ? 0 : output->errors.length;
    walk_page(&page, output->root);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    buf_free(&text);
    buf_free(&page.shown);
}
