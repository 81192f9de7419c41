#include "checks/mail_message.h"

#include "base/clock.h"
#include "base/mem.h"
#include "facts/target.h"

#include <gmime/gmime.h>
#include <gumbo.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

const char *message_fault_word(enum message_fault_kind kind)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        MESSAGE_FAULTS(X)
#undef X
    };
    return words[kind];
}

static void start_library(void)
{
    g_mime_init();
}

static void prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
}

/* ---- single fields ---- */

bool mail_message_date(struct span text, int64_t *ret_seconds)
{
    char date[128];
    prepare();
    mem_copy_text(date, sizeof date, text);
    GDateTime *moment_of = text.len < sizeof date ? g_mime_utils_header_decode_date(date) : NULL;
    if (!moment_of)
        return false;
    *ret_seconds = g_date_time_to_unix(moment_of);
    g_date_time_unref(moment_of);
    return *ret_seconds > 0;
}

static bool is_plain_id(struct span id)
{
    for (size_t i = 0; i < id.len; i++)
        if (id.at[i] <= ' ' || id.at[i] >= 0x7f || strchr("<>\"\\%{}", id.at[i]))
            return false;
    return id.len > 0;
}

bool mail_message_id(struct span bytes, char *ret_id, size_t room)
{
    struct span line;
    while (span_line(&bytes, &line) && span_trim(line).len) {
        if (!span_starts_nocase(line, SPAN("Message-ID:")))
            continue;
        struct span id = span_trim(span_from(line, SPAN("Message-ID:").len));
        if (id.len > 2 && id.at[0] == '<' && id.at[id.len - 1] == '>')
            id = (struct span){ id.at + 1, id.len - 2 };
        mem_copy_text(ret_id, room, id);
        return is_plain_id(id) && id.len < room;
    }
    return false;
}

/* ---- making ---- */

static GMimePart *text_part(const char *body)
{
    GMimeTextPart *text = g_mime_text_part_new();
    g_mime_text_part_set_charset(text, "utf-8");
    g_mime_text_part_set_text(text, body);
    g_mime_part_set_content_encoding((GMimePart *)text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return (GMimePart *)text;
}

static GMimePart *attachment_part(const struct message_wish *wish)
{
    GMimePart *part = g_mime_part_new_with_type("application", "octet-stream");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(wish->attachment.at, wish->attachment.len);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_filename(part, wish->attachment_name);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_object_unref(content);
    g_object_unref(stream);
    return part;
}

static void set_content(GMimeMessage *message, const struct message_wish *wish)
{
    GMimePart *text = text_part(wish->body);
    if (!wish->attachment_name || !wish->attachment_name[0]) {
        g_mime_message_set_mime_part(message, (GMimeObject *)text);
    } else {
        GMimePart *attachment = attachment_part(wish);
        GMimeMultipart *mixed = g_mime_multipart_new_with_subtype("mixed");
        g_mime_multipart_add(mixed, (GMimeObject *)text);
        g_mime_multipart_add(mixed, (GMimeObject *)attachment);
        g_mime_message_set_mime_part(message, (GMimeObject *)mixed);
        g_object_unref(attachment);
        g_object_unref(mixed);
    }
    g_object_unref(text);
}

/* Only the domain of the sender goes into the id: the name of this machine is nobody's business. */
static void set_head(GMimeMessage *message, const struct message_wish *wish, char *id, size_t room)
{
    char domain[HOST_MAX];
    GDateTime *now = g_date_time_new_now_local();
    mem_copy_text(domain, sizeof domain, mail_domain(span_of(wish->from)));
    char *made = g_mime_utils_generate_message_id(domain[0] ? domain : "localhost");
    mem_copy_text(id, room, span_of(made));
    g_mime_message_set_message_id(message, made);
    g_mime_message_set_date(message, now);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, NULL, wish->from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, wish->to);
    if (wish->cc && wish->cc[0])
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_CC, NULL, wish->cc);
    g_mime_message_set_subject(message, wish->subject, "utf-8");
    g_date_time_unref(now);
    g_free(made);
}

bool mail_message_build(const struct message_wish *wish, struct buf *out, char *ret_id, size_t room)
{
    char id[256];
    if (mail_message_trouble()[0])
        return false;
    prepare();
    GMimeMessage *message = g_mime_message_new(TRUE);
    set_head(message, wish, ret_id ? ret_id : id, ret_id ? room : sizeof id);
    set_content(message, wish);
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    char *text = g_mime_object_to_string((GMimeObject *)message, format);
    bool whole = text && buf_add_text(out, text);
    g_free(text);
    g_mime_format_options_free(format);
    g_object_unref(message);
    return whole;
}

/* ---- reading: the bytes themselves ---- */

static bool is_field_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] <= ' ' || name.at[i] > '~')
            return false;
    return name.len > 0;
}

bool mail_message_is_one(struct span bytes)
{
    static const struct span usual[] = { SPAN("from:"),        SPAN("to:"),          SPAN("subject:"),
                                         SPAN("date:"),        SPAN("received:"),    SPAN("message-id:"),
                                         SPAN("return-path:"), SPAN("mime-version:") };
    struct span line;
    while (span_line(&bytes, &line) && line.len) {
        size_t colon = span_find_char(line, ':');
        if (line.at[0] == ' ' || line.at[0] == '\t')
            continue;
        if (colon == SPAN_NONE || !is_field_name(span_head(line, colon)))
            return false;
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            if (span_starts_nocase(line, usual[i]))
                return true;
    }
    return false;
}

static void add_fault(struct message_view *view, enum message_fault_kind kind, struct span detail)
{
    for (size_t i = 0; i < view->fault_count; i++)
        if (view->faults[i].kind == kind)
            return;
    if (view->fault_count == MESSAGE_FOUND_MAX)
        return;
    struct message_fault *fault = &view->faults[view->fault_count++];
    fault->kind = kind;
    mem_copy_text(fault->detail, sizeof fault->detail, detail);
}

static bool has_high_byte(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] > 0x7f)
            return true;
    return false;
}

static void look_at_lines(struct span bytes, struct message_view *view)
{
    enum { LINE_MAX_BYTES = 998 }; /* RFC 5322, 2.1.1 */
    struct span line;
    struct span name = SPAN_EMPTY;
    size_t number = 0;
    bool in_head = true;
    if (span_find_char(bytes, '\0') != SPAN_NONE)
        add_fault(view, MESSAGE_NUL, SPAN_EMPTY);
    while (span_line(&bytes, &line)) {
        char place[32];
        number++;
        view->wire_size += line.len + 2;
        in_head = in_head && line.len > 0;
        size_t colon = in_head ? span_find_char(line, ':') : SPAN_NONE;
        if (colon != SPAN_NONE && is_field_name(span_head(line, colon)))
            name = span_head(line, colon);
        if (in_head && has_high_byte(line))
            add_fault(view, MESSAGE_RAW_HEADER, name);
        (void)snprintf(place, sizeof place, "%zu", number);
        if (line.len > LINE_MAX_BYTES)
            add_fault(view, MESSAGE_LONG_LINE, span_of(place));
    }
}

/* ---- reading: the header ---- */

static void look_at_head(GMimeMessage *message, struct message_view *view)
{
    static const struct {
        const char *name;
        enum message_fault_kind missing; /* COUNT: may be missing */
    } rows[] = { { "From", MESSAGE_NO_FROM },         { "Date", MESSAGE_NO_DATE },      { "Message-Id", MESSAGE_NO_ID },
                 { "Subject", MESSAGE_NO_SUBJECT },   { "To", MESSAGE_FAULT_COUNT },    { "Cc", MESSAGE_FAULT_COUNT },
                 { "Reply-To", MESSAGE_FAULT_COUNT }, { "Sender", MESSAGE_FAULT_COUNT } };
    GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)message);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t seen = 0;
        for (int k = 0; k < g_mime_header_list_get_count(list); k++)
            seen += g_ascii_strcasecmp(g_mime_header_get_name(g_mime_header_list_get_header_at(list, k)),
                                       rows[i].name) == 0;
        if (seen > 1)
            add_fault(view, MESSAGE_TWICE, span_of(rows[i].name));
        if (!seen && rows[i].missing != MESSAGE_FAULT_COUNT)
            add_fault(view, rows[i].missing, SPAN_EMPTY);
    }
}

static void take_warning(gint64 offset, GMimeParserWarning warning, const gchar *item, gpointer owner)
{
    static const struct {
        GMimeParserWarning warning;
        const char *words;
    } rows[] = { { GMIME_WARN_MALFORMED_MULTIPART, "multipart without its boundary" },
                 { GMIME_WARN_TRUNCATED_MESSAGE, "truncated message" },
                 { GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY, "multipart without a boundary parameter" },
                 { GMIME_CRIT_INVALID_HEADER_NAME, "invalid header name" },
                 { GMIME_CRIT_CONFLICTING_PARAMETER, "conflicting parameter" },
                 { GMIME_CRIT_NESTING_OVERFLOW, "parts nested too deeply" },
                 { GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT, "empty part" } };
    (void)offset;
    (void)item;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].warning == warning)
            add_fault(owner, MESSAGE_BROKEN_MIME, span_of(rows[i].words));
}

/* ---- reading: attachments ---- */

/* What Gmail, Outlook and most filters refuse whatever is inside. */
static bool is_forbidden(struct span name)
{
    static const struct span endings[] = {
        SPAN(".exe"), SPAN(".com"), SPAN(".bat"), SPAN(".cmd"), SPAN(".scr"), SPAN(".pif"), SPAN(".js"),  SPAN(".jse"),
        SPAN(".vbs"), SPAN(".vbe"), SPAN(".wsf"), SPAN(".wsh"), SPAN(".hta"), SPAN(".jar"), SPAN(".msi"), SPAN(".msp"),
        SPAN(".lnk"), SPAN(".iso"), SPAN(".img"), SPAN(".vhd"), SPAN(".ps1"), SPAN(".cpl"), SPAN(".dll"), SPAN(".sys"),
        SPAN(".apk"), SPAN(".chm"), SPAN(".reg"), SPAN(".scf"), SPAN(".ade"), SPAN(".adp"), SPAN(".ins"), SPAN(".mde"),
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (span_ends_nocase(name, endings[i]))
            return true;
    return false;
}

/* ---- reading: HTML ---- */

struct page {
    struct message_view *view;
    struct buf shown; /* the text of the link that is looked at */
    size_t letters;   /* of text outside scripts and styles */
};

static struct span host_of(struct span text)
{
    size_t scheme = span_find(text, SPAN("://"));
    struct span host = scheme == SPAN_NONE ? text : span_from(text, scheme + 3);
    size_t end = 0;
    while (end < host.len && host.at[end] != '/' && host.at[end] != '?' && host.at[end] != '#' && host.at[end] != ':' &&
           host.at[end] != ' ')
        end++;
    host = span_head(host, end);
    size_t at = span_find_last(host, '@');
    host = at == SPAN_NONE ? host : span_from(host, at + 1);
    return span_starts_nocase(host, SPAN("www.")) ? span_from(host, 4) : host;
}

static bool looks_like_link(struct span text)
{
    return span_starts_nocase(text, SPAN("http://")) || span_starts_nocase(text, SPAN("https://")) ||
           span_starts_nocase(text, SPAN("www."));
}

/* "https://bank.example" that leads to another host. A host below the shown one is the same house. */
static void judge_link(struct page *page, struct span href)
{
    struct span shown = span_trim(buf_span(&page->shown));
    struct span seen = host_of(shown);
    struct span real = host_of(href);
    if (!looks_like_link(shown) || !looks_like_link(href) || span_ends_nocase(real, seen) ||
        span_ends_nocase(seen, real))
        return;
    char both[160];
    (void)snprintf(both, sizeof both, "%.*s > %.*s", (int)(seen.len < 70 ? seen.len : 70), seen.at,
                   (int)(real.len < 70 ? real.len : 70), real.at);
    add_fault(page->view, MESSAGE_FALSE_LINK, span_of(both));
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
        page->letters += span_trim(text).len;
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

/* The parser gives a tree back level by level, so what it gets is bounded; mails have no DOCTYPE, which is no fault. */
static void look_at_html(struct span html, struct message_view *view, bool *ret_has_words)
{
    enum { HTML_MAX = 128 * 1024 };
    struct page page = { .view = view };
    struct buf text;
    buf_init(&page.shown, KIB);
    buf_init(&text, HTML_MAX + KIB);
    if (!span_starts_nocase(span_trim(html), SPAN("<!doctype")))
        buf_add_text(&text, "<!DOCTYPE html>");
    buf_add(&text, span_head(html, HTML_MAX));
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, text.at, text.len);
    if (output->errors.length && html.len <= HTML_MAX) {
        char count[32];
        (void)snprintf(count, sizeof count, "%u", output->errors.length);
        add_fault(view, MESSAGE_BROKEN_HTML, span_of(count));
    }
    walk_page(&page, output->root);
    *ret_has_words = page.letters > 0;
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    buf_free(&text);
    buf_free(&page.shown);
}

/* ---- reading: the parts ---- */

struct walk {
    struct message_view *view;
    bool has_text;
    bool has_html;
    bool html_has_words;
};

static void look_at_text(GMimeTextPart *text, struct walk *walk)
{
    char *words = g_mime_text_part_get_text(text);
    GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)text);
    if (words && g_mime_content_type_is_type(type, "text", "html")) {
        walk->has_html = true;
        look_at_html(span_of(words), walk->view, &walk->html_has_words);
    } else if (words && span_trim(span_of(words)).len) {
        walk->has_text = true;
    }
    g_free(words);
}

static void look_at_part(GMimeObject *parent, GMimeObject *part, gpointer owner)
{
    struct walk *walk = owner;
    (void)parent;
    walk->view->parts++;
    if (!GMIME_IS_PART(part))
        return;
    const char *name = g_mime_part_get_filename((GMimePart *)part);
    if (name || g_mime_part_is_attachment((GMimePart *)part))
        walk->view->attachments++;
    if (name && is_forbidden(span_trim(span_of(name))))
        add_fault(walk->view, MESSAGE_FORBIDDEN, span_of(name));
    if (GMIME_IS_TEXT_PART(part) && !name)
        look_at_text((GMimeTextPart *)part, walk);
}

static void look_at_parts(GMimeMessage *message, struct message_view *view)
{
    struct walk walk = { .view = view };
    g_mime_message_foreach(message, look_at_part, &walk);
    if (walk.has_html && !walk.has_text)
        add_fault(view, MESSAGE_NO_TEXT, SPAN_EMPTY);
}

void mail_message_look(struct span bytes, struct message_view *ret_view)
{
    *ret_view = (struct message_view){ 0 };
    bytes = span_head(bytes, MAIL_MESSAGE_MAX);
    prepare();
    look_at_lines(bytes, ret_view);
    if (mail_message_trouble()[0])
        return;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.at ? bytes.at : "", bytes.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_warning_callback(options, take_warning, ret_view);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    if (message) {
        look_at_head(message, ret_view);
        look_at_parts(message, ret_view);
        g_object_unref(message);
    } else {
        add_fault(ret_view, MESSAGE_BROKEN_MIME, SPAN("no header"));
    }
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    g_object_unref(stream);
}
