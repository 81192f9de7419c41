#include "checks/mail_message.h"

#include "base/late.h"

#include <gmime/gmime.h>
#include <string.h>

/* GMime brings some fifteen libraries: GLib, GPGME, libmount. */
static struct late gmime = LATE_LIBRARY("libgmime-3.0.so.0");

const char *mail_message_trouble(void)
{
    return late_trouble(&gmime);
}

LATE_VOID(&gmime, g_mime_init, (void), ())

/* ---- GLib ---- */

LATE_VOID(&gmime, g_free, (gpointer memory), (memory))
LATE_VOID(&gmime, g_object_unref, (gpointer object), (object))
LATE(&gmime, gint, g_ascii_strcasecmp, (const gchar *a, const gchar *b), (a, b), strcmp(a, b))
LATE(&gmime, gboolean, g_type_check_instance_is_a, (GTypeInstance * instance, GType type), (instance, type), FALSE)
LATE(&gmime, GDateTime *, g_date_time_new_now_local, (void), (), NULL)
LATE(&gmime, gint64, g_date_time_to_unix, (GDateTime * at), (at), 0)
LATE_VOID(&gmime, g_date_time_unref, (GDateTime * at), (at))

/* ---- single fields ---- */

LATE(&gmime, GDateTime *, g_mime_utils_header_decode_date, (const char *text), (text), NULL)
LATE(&gmime, char *, g_mime_utils_generate_message_id, (const char *domain), (domain), NULL)
LATE(&gmime, const char *, g_mime_header_get_name, (GMimeHeader * header), (header), "")
LATE(&gmime, const char *, g_mime_header_get_value, (GMimeHeader * header), (header), "")
LATE(&gmime, int, g_mime_header_list_get_count, (GMimeHeaderList * list), (list), 0)
LATE(&gmime, GMimeHeader *, g_mime_header_list_get_header_at, (GMimeHeaderList * list, int i), (list, i), NULL)

/* ---- messages ---- */

LATE(&gmime, GMimeMessage *, g_mime_message_new, (gboolean is_pretty), (is_pretty), NULL)
LATE_VOID(&gmime, g_mime_message_add_mailbox,
          (GMimeMessage * message, GMimeAddressType type, const char *name, const char *address),
          (message, type, name, address))
LATE_VOID(&gmime, g_mime_message_set_date, (GMimeMessage * message, GDateTime *date), (message, date))
LATE_VOID(&gmime, g_mime_message_set_message_id, (GMimeMessage * message, const char *id), (message, id))
LATE_VOID(&gmime, g_mime_message_set_subject, (GMimeMessage * message, const char *subject, const char *charset),
          (message, subject, charset))
LATE_VOID(&gmime, g_mime_message_set_mime_part, (GMimeMessage * message, GMimeObject *part), (message, part))
LATE_VOID(&gmime, g_mime_message_foreach, (GMimeMessage * message, GMimeObjectForeachFunc function, gpointer owner),
          (message, function, owner))

/* ---- parts ---- */

LATE(&gmime, GMimeHeaderList *, g_mime_object_get_header_list, (GMimeObject * part), (part), NULL)
LATE(&gmime, GMimeContentType *, g_mime_object_get_content_type, (GMimeObject * part), (part), NULL)
LATE(&gmime, char *, g_mime_object_to_string, (GMimeObject * part, GMimeFormatOptions *format), (part, format), NULL)
LATE(&gmime, gboolean, g_mime_content_type_is_type, (GMimeContentType * content, const char *type, const char *subtype),
     (content, type, subtype), FALSE)
LATE(&gmime, GType, g_mime_message_part_get_type, (void), (), 0)
LATE(&gmime, GMimeMessage *, g_mime_message_part_get_message, (GMimeMessagePart * part), (part), NULL)
LATE(&gmime, GType, g_mime_part_get_type, (void), (), 0)
LATE(&gmime, GMimePart *, g_mime_part_new_with_type, (const char *type, const char *subtype), (type, subtype), NULL)
LATE(&gmime, const char *, g_mime_part_get_filename, (GMimePart * part), (part), NULL)
LATE(&gmime, gboolean, g_mime_part_is_attachment, (GMimePart * part), (part), FALSE)
LATE_VOID(&gmime, g_mime_part_set_content, (GMimePart * part, GMimeDataWrapper *content), (part, content))
LATE_VOID(&gmime, g_mime_part_set_content_encoding, (GMimePart * part, GMimeContentEncoding encoding), (part, encoding))
LATE_VOID(&gmime, g_mime_part_set_filename, (GMimePart * part, const char *name), (part, name))
LATE(&gmime, GType, g_mime_text_part_get_type, (void), (), 0)
LATE(&gmime, GMimeTextPart *, g_mime_text_part_new, (void), (), NULL)
LATE(&gmime, char *, g_mime_text_part_get_text, (GMimeTextPart * part), (part), NULL)
LATE_VOID(&gmime, g_mime_text_part_set_charset, (GMimeTextPart * part, const char *charset), (part, charset))
LATE_VOID(&gmime, g_mime_text_part_set_text, (GMimeTextPart * part, const char *text), (part, text))
LATE(&gmime, GMimeMultipart *, g_mime_multipart_new_with_subtype, (const char *subtype), (subtype), NULL)
LATE_VOID(&gmime, g_mime_multipart_add, (GMimeMultipart * parts, GMimeObject *part), (parts, part))

/* ---- bytes in, bytes out ---- */

LATE(&gmime, GMimeStream *, g_mime_stream_mem_new_with_buffer, (const char *bytes, size_t len), (bytes, len), NULL)
LATE(&gmime, GMimeDataWrapper *, g_mime_data_wrapper_new_with_stream,
     (GMimeStream * stream, GMimeContentEncoding encoding), (stream, encoding), NULL)
LATE(&gmime, GMimeParser *, g_mime_parser_new_with_stream, (GMimeStream * stream), (stream), NULL)
LATE(&gmime, GMimeMessage *, g_mime_parser_construct_message, (GMimeParser * parser, GMimeParserOptions *options),
     (parser, options), NULL)
LATE(&gmime, GMimeParserOptions *, g_mime_parser_options_new, (void), (), NULL)
LATE_VOID(&gmime, g_mime_parser_options_free, (GMimeParserOptions * options), (options))
LATE_VOID(&gmime, g_mime_parser_options_set_warning_callback,
          (GMimeParserOptions * options, GMimeParserWarningFunc function, gpointer owner), (options, function, owner))
LATE(&gmime, GMimeFormatOptions *, g_mime_format_options_new, (void), (), NULL)
LATE_VOID(&gmime, g_mime_format_options_free, (GMimeFormatOptions * options), (options))
LATE_VOID(&gmime, g_mime_format_options_set_newline_format, (GMimeFormatOptions * options, GMimeNewLineFormat newline),
          (options, newline))
