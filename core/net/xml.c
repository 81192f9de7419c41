#include "net/xml.h"

#include "base/buf.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

struct reading {
    XML_Parser parser;
    const struct xml_ear *ear;
    struct buf text[XML_DEPTH_MAX]; /* of the elements that are open */
    size_t depth;
    size_t elements;
};

static struct span without_prefix(const char *name)
{
    struct span whole = span_of(name);
    size_t colon = span_find_last(whole, ':');
    return colon == SPAN_NONE ? whole : span_from(whole, colon + 1);
}

static void stop(struct reading *reading)
{
    XML_StopParser(reading->parser, XML_FALSE);
}

static void begin(void *owner, const char *name, const char **attributes)
{
    struct reading *reading = owner;
    struct span type = SPAN_EMPTY;
    if (reading->depth == XML_DEPTH_MAX || reading->elements == XML_ELEMENTS_MAX || strlen(name) > XML_NAME_MAX) {
        stop(reading);
        return;
    }
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], "type") == 0)
            type = span_of(attributes[i + 1]);
    buf_init(&reading->text[reading->depth++], XML_TEXT_MAX);
    reading->elements++;
    reading->ear->begin(reading->ear->owner, without_prefix(name), type);
}

/* After a stop the library still ends an empty element that it had refused to begin. */
static void end(void *owner, const char *name)
{
    struct reading *reading = owner;
    XML_ParsingStatus status;
    XML_GetParsingStatus(reading->parser, &status);
    if (status.parsing == XML_FINISHED || reading->depth == 0)
        return;
    struct buf *text = &reading->text[--reading->depth];
    reading->ear->end(reading->ear->owner, without_prefix(name), span_trim(buf_span(text)));
    buf_free(text);
}

static void take_text(void *owner, const char *bytes, int len)
{
    struct reading *reading = owner;
    if (reading->depth > 0)
        buf_add(&reading->text[reading->depth - 1], (struct span){ bytes, (size_t)len });
}

// NOLINTNEXTLINE(readability-function-size): the library's signature
static void refuse_type(void *owner, const char *name, const char *system, const char *public, int has_inside)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_inside;
    stop(owner);
}

bool xml_read(struct span document, const struct xml_ear *ear)
{
    struct reading reading = { .ear = ear, .parser = XML_ParserCreate(NULL) };
    if (!reading.parser || document.len > INT_MAX) {
        XML_ParserFree(reading.parser);
        return false;
    }
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, begin, end);
    XML_SetCharacterDataHandler(reading.parser, take_text);
    XML_SetStartDoctypeDeclHandler(reading.parser, refuse_type);
    bool good =
        XML_Parse(reading.parser, document.len ? document.at : "", (int)document.len, XML_TRUE) == XML_STATUS_OK;
    while (reading.depth > 0)
        buf_free(&reading.text[--reading.depth]);
    XML_ParserFree(reading.parser);
    return good;
}
