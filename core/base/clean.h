#pragma once

#include "base/buf.h"

/*
 * The one sanitiser. Text from the wire, DNS, certificates, logs, files and the clipboard
 * stays raw in memory and passes here before any screen, report, file or JSON string.
 * Controls become ^X, hidden and bidirectional characters <U+202E>, invalid bytes <FF>,
 * a third combining mark and later <+n>, bare CR and LF <CR> <LF>, a tab up to 8 spaces.
 * Afterwards the text is valid UTF-8 with printable characters only.
 */
enum { CLEAN_LINE_MAX = 2000 };

/* Appends raw to out, cleaned, cut after max raw bytes with "… N bytes more". True when anything was replaced. */
bool clean_add(struct buf *out, struct span raw, size_t max);
/* The same for text of several lines: LF and CRLF stay line ends. */
bool clean_add_lines(struct buf *out, struct span raw, size_t max);
/* True when a character may not be shown as it is. */
bool clean_is_hidden(uint32_t character);
