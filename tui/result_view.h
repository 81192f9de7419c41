#pragma once

#include "widgets/transcript_view.h"

/* What the result screens remember: what is selected, where the focus is, how far things are scrolled. */
enum pane { PANE_FINDINGS, PANE_TRANSCRIPT, PANE_EXPLANATION, PANES };
enum { NO_FACT = -1 };

struct result_view {
    long fact; /* selected: place in the record; NO_FACT: the row of passed checks, or nothing yet */
    enum pane pane;
    bool reads_line; /* with the focus on the explanation: it is about the line, not the finding */
    bool shows_passed;
    bool shows_bytes; /* the explanation of a line is its bytes */
    bool is_zoomed;
    unsigned proof; /* which proof of the fact Enter went to last */
    int explain_scroll;
    size_t check; /* selected while running */
    struct transcript_view transcript;
};
