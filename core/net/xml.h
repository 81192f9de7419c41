#pragma once

#include "base/span.h"

/*
 * Reads small XML documents from outside, through expat (net/xml.c is the only file that knows
 * it). Namespace prefixes are dropped. A document type is refused, and with it all entities
 * but the five built in: no file and no address is ever opened, nothing grows. So is what is
 * nested more than XML_DEPTH_MAX deep or has more than XML_ELEMENTS_MAX elements.
 */
enum { XML_DEPTH_MAX = 32, XML_ELEMENTS_MAX = 4096, XML_NAME_MAX = 64, XML_TEXT_MAX = 1024 };

struct xml_ear {
    void *owner;
    /* type: the attribute of this name, or empty. Borrowed for the call. */
    void (*begin)(void *owner, struct span name, struct span type);
    /* text: what stands in the element itself, trimmed, cut at XML_TEXT_MAX. */
    void (*end)(void *owner, struct span name, struct span text);
};

/* False when it is no well-formed document, or refused; what was read until then was told. */
bool xml_read(struct span document, const struct xml_ear *ear);
