#include "checks/mail_message.h"

#include "base/clock.h"
#include "base/mem.h"
#include "checks/mail_html.h"
#include "facts/target.h"

#include <gmime/gmime.h>
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
        for (int k = 0; k < g_mime_header_list_get_count(list); k++) {
            GMimeHeader *header = g_mime_header_list_get_header_at(list, k);
            const char *value = g_mime_header_get_value(header);
            bool is_it = g_ascii_strcasecmp(g_mime_header_get_name(header), rows[i].name) == 0;
            seen += is_it && value && span_trim(span_of(value)).len;
        }
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
    /* Windows leaves out dots and blanks at the end. */
    while (name.len && (name.at[name.len - 1] == '.' || (unsigned char)name.at[name.len - 1] <= ' '))
        name.len--;
    static const struct span endings[] = {
        SPAN(".exe"), SPAN(".com"), SPAN(".bat"), SPAN(".cmd"),  SPAN(".scr"), SPAN(".pif"), SPAN(".js"),  SPAN(".jse"),
        SPAN(".vbs"), SPAN(".vbe"), SPAN(".wsf"), SPAN(".wsh"),  SPAN(".hta"), SPAN(".jar"), SPAN(".msi"), SPAN(".msp"),
        SPAN(".lnk"), SPAN(".iso"), SPAN(".img"), SPAN(".vhd"),  SPAN(".ps1"), SPAN(".cpl"), SPAN(".dll"), SPAN(".sys"),
        SPAN(".apk"), SPAN(".chm"), SPAN(".reg"), SPAN(".scf"),  SPAN(".ade"), SPAN(".adp"), SPAN(".ins"), SPAN(".mde"),
        SPAN(".vb"),  SPAN(".xll"), SPAN(".msc"), SPAN(".vhdx"),
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (span_ends_nocase(name, endings[i]))
            return true;
    return false;
}

/* ---- reading: the parts ---- */

struct walk {
    struct message_view *view;
    bool has_text;
    bool has_html;
    unsigned depth; /* messages within messages */
};

static void look_at_html(struct span html, struct message_view *view)
{
    struct html_view page;
    char count[32] = "1000+"; /* what was too tangled to be counted */
    mail_html_look(html, &page);
    if (!page.is_tangled)
        (void)snprintf(count, sizeof count, "%u", page.faults);
    if (page.faults || page.is_tangled)
        add_fault(view, MESSAGE_BROKEN_HTML, span_of(count));
    if (page.false_link[0])
        add_fault(view, MESSAGE_FALSE_LINK, span_of(page.false_link));
}

static void look_at_text(GMimeTextPart *text, struct walk *walk)
{
    char *words = g_mime_text_part_get_text(text);
    GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)text);
    if (words && g_mime_content_type_is_type(type, "text", "html")) {
        walk->has_html = true;
        look_at_html(span_of(words), walk->view);
    } else if (words && span_trim(span_of(words)).len) {
        walk->has_text = true;
    }
    g_free(words);
}

static void look_at_part(GMimeObject *parent, GMimeObject *part, gpointer owner);

/* A forwarded message: what is attached to it, servers look at too. */
static void look_at_forwarded(GMimeMessage *message, struct walk *walk)
{
    enum { DEPTH_MAX = 8 };
    if (!message || walk->depth == DEPTH_MAX)
        return;
    walk->depth++;
    g_mime_message_foreach(message, look_at_part, walk);
    walk->depth--;
}

static void look_at_part(GMimeObject *parent, GMimeObject *part, gpointer owner)
{
    struct walk *walk = owner;
    (void)parent;
    walk->view->parts++;
    if (GMIME_IS_MESSAGE_PART(part))
        look_at_forwarded(g_mime_message_part_get_message((GMimeMessagePart *)part), walk);
    if (!GMIME_IS_PART(part))
        return;
    const char *name = g_mime_part_get_filename((GMimePart *)part);
    if (name || g_mime_part_is_attachment((GMimePart *)part))
        walk->view->attachments++;
    if (name && is_forbidden(span_of(name)))
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
