#pragma once

/*
 * What a report is made of. A section is a function and, for each audience that reads it, a place in the table of
 * compose.c. It tells what there is to tell; where there is nothing it writes nothing, no heading either.
 */
struct composer;

/* section_verdict.c */
void section_title(struct composer *composer);
void section_verdict(struct composer *composer);
/* The verdict in single words: the password or not, whose side, how certain. */
void section_points(struct composer *composer);
void section_meaning(struct composer *composer);
void section_steps(struct composer *composer);
/* What the person may ask support. */
void section_ask(struct composer *composer);
/* What whoever runs the server, or sits at its support, is asked to look up. */
void section_request(struct composer *composer);

/* section_connection.c */
void section_connection(struct composer *composer);

/* section_said.c */
void section_replies(struct composer *composer);
void section_transcript(struct composer *composer);
void section_log(struct composer *composer);

/* section_findings.c */
void section_ruled_out(struct composer *composer);
/* What was not tested, and which test would decide it. */
void section_open(struct composer *composer);
void section_findings(struct composer *composer);
/* Since the last run that worked. */
void section_changes(struct composer *composer);
/* What the person was asked and has said, and what that changed. */
void section_answers(struct composer *composer);
/* The commands that show the same without this program. */
void section_repeat(struct composer *composer);
