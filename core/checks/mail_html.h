#pragma once

#include "base/span.h"

/*
 * A page of HTML in a mail, looked over for what filters dislike; the file behind it alone knows Gumbo. Reads at
 * most HTML_READ_MAX bytes. A page that would keep the parser busy for long (unclosed elements by the thousand) is
 * not parsed: is_tangled, and nothing else is known about it.
 */
enum { HTML_READ_MAX = 128 * 1024 };

struct html_view {
    bool has_words; /* text outside scripts and styles; true of a page that was not parsed */
    bool is_tangled;
    bool is_cut;          /* longer than what was read */
    unsigned faults;      /* of syntax; 0 of a page that was cut */
    char false_link[160]; /* the first link that shows one host and leads to another: "seen > real"; or empty */
};

void mail_html_look(struct span html, struct html_view *ret_view);

/*
 * The host that a link shows and the one it leads to are of one house: the same, or one below the other. True as well
 * where the shown words name no host.
 */
bool mail_html_link_is_honest(struct span shown, struct span href);
