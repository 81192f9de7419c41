#pragma once

#include "smtp/session.h"

/* What the steps of a session are made of: a line out, a reply in, both into the transcript. For core/smtp alone. */

/* Shown in the transcript instead of the line itself when note is not NOTE_NONE. */
struct spoken {
    struct span line; /* without its CRLF */
    enum note note;
    struct span shown;
};

/* Nothing more can be said: out of time, closed, cancelled, or out of step with the server. */
bool exchange_is_over(const struct session *session);
/* False when the line would break into two. */
bool exchange_is_one_line(struct span text);

struct evidence exchange_show(struct session *session, enum speaker from, enum note note, struct span text);
/* Sends lines together; each goes to the transcript, ret_places (NULL is fine) gets where. */
bool exchange_say(struct session *session, const struct spoken *lines, size_t count, struct evidence *ret_places);
/* Reads one reply, at most ms from now on; reply_state says what came of it. A failure is not noted anywhere. */
enum outcome exchange_read(struct session *session, int64_t ms);
/* The same. False when there is none that can be read: a failure is in the transcript and ends the session. */
bool exchange_hear(struct session *session, int64_t ms);
/* One line and its reply. */
bool exchange_ask(struct session *session, struct span line);
/* Keeps the last reply; the step's command is left as it is. */
void exchange_keep(const struct session *session, struct envelope_step *step);
