#pragma once

/*
 * What the usual page of text is made of. A passage writes what there is to tell, and nothing, no heading either,
 * where there is nothing; which ones a page has, and in which order, says report_text.c.
 */
struct page;

/* passage_verdict.c: of any verdict */
void passage_verdict(struct page *page);
/* All that is to be said about its cause, as if there were no case. */
void passage_cause(struct page *page);

/* passage_found.c: of a run */
void passage_changes(struct page *page);
void passage_ruled_out(struct page *page);
void passage_not_tested(struct page *page);
void passage_findings(struct page *page);

/* passage_read.c: of a text that was read */
void passage_recognised(struct page *page);
void passage_conversation(struct page *page);

/* passage_call.c: what the person was asked and has said */
void passage_answers(struct page *page);
