#pragma once

#include "base/buf.h"
#include "facts/record.h"

/*
 * What a transcript line says, part by part, as keys of texts (lines.po, codes.po). Pure: the
 * same for the screen beside a transcript and for `explain`. A part may have several keys,
 * the closest first ("code.550.rcpt", "code.550", "class.5"): take the first that has a text.
 */
enum { LINE_PARTS_MAX = 20, LINE_PART_KEYS = 3, LINE_KEY_MAX = 48 };

struct line_part {
    size_t start, len;                       /* bytes of the raw line; len 0: about the line as a whole */
    char keys[LINE_PART_KEYS][LINE_KEY_MAX]; /* unused ones are empty */
};

enum line_normality { LINE_NORMAL, LINE_UNUSUAL, LINE_NOT_NORMAL, LINE_FAILED };

struct line_explanation {
    enum speaker from;
    enum stage stage; /* the step of the conversation that it belongs to */
    enum line_normality normality;
    struct line_part parts[LINE_PARTS_MAX];
    size_t part_count;
};

/* Reads the lines before this one for the context: which command is being answered. */
void line_explain(const struct session_log *log, const struct line *line, struct line_explanation *ret_explanation);

/* Keys of the whole line: "line.speaker.WORD", "line.normal.WORD", "line.otherwise.STAGE". */
const char *line_normality_key(enum line_normality normality);

/* What the base64 of a 334 challenge holds ("Username:"); false when the line is none or it is no text. */
bool line_decode(const struct line *line, struct buf *out);
