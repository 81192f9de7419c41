#include "base/mem.h"
#include "checks/imap_answer.h"
#include "checks/mail_message.h"
#include "checks/mailbox_visit.h"
#include "checks/sides.h"
#include "checks/typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 30000, NAME_MAX_BYTES = 128, ID_MAX_BYTES = 256, ANSWER_MAX = 256 * 1024, SLOW_S = 10 };

/* One search for the message, in a mailbox that stays open. */
struct hunt {
    struct visit visit;
    struct fetch_mailbox *mailbox;
    char id[ID_MAX_BYTES];
    char junk[NAME_MAX_BYTES]; /* as it goes into a command; empty: none known */
    moment began;
    bool is_junk; /* where it was found */
    uint64_t uid; /* 0: not found */
    struct mail_hop hops[HOPS_MAX];
    size_t hop_count;
    struct buf answer;
};

/* ---- whose mailbox ---- */

static bool is_own(const struct target *target)
{
    struct span to = span_trim(span_of(target->send_to));
    return to.len && (span_equal_nocase(to, typed_user(target)) || span_equal_nocase(to, span_of(target->address)));
}

const char *inbox_left_out(const struct inquiry *inquiry)
{
    char id[ID_MAX_BYTES];
    const struct target *target = inquiry->target;
    if (!is_own(target))
        return "not-own-mailbox";
    if (!mail_message_id((struct span){ target->message, target->message_len }, id, sizeof id))
        return "no-message-id";
    return inquiry->ground->logins_left == 0 ? "budget" : NULL;
}

/* ---- looking ---- */

static bool ask(struct hunt *hunt, const char *command)
{
    buf_clear(&hunt->answer);
    return fetch_mailbox_ask(hunt->mailbox, command, hunt->visit.inquiry->limits, &hunt->answer);
}

/* Some servers (163.com) open no folder for a program that has not named itself (RFC 2971). */
static void introduce(struct hunt *hunt)
{
    if (fetch_mailbox_offers_id(hunt->mailbox))
        (void)ask(hunt, "ID (\"name\" \"smtpdoctor\" \"version\" \"" SMTPDOCTOR_VERSION "\")");
}

static void find_junk_folder(struct hunt *hunt)
{
    bool special = fetch_mailbox_offers_special_use(hunt->mailbox);
    if (ask(hunt, special ? "LIST \"\" \"*\" RETURN (SPECIAL-USE)" : "LIST \"\" \"*\""))
        (void)imap_junk_folder(buf_span(&hunt->answer), hunt->junk, sizeof hunt->junk);
}

static void read_hops(struct hunt *hunt)
{
    char command[128];
    (void)snprintf(command, sizeof command, "UID FETCH %llu BODY.PEEK[HEADER.FIELDS (RECEIVED)]",
                   (unsigned long long)hunt->uid);
    if (ask(hunt, command))
        hunt->hop_count = imap_hops(buf_span(&hunt->answer), hunt->hops);
}

/* Opens the folder without changing anything in it. False when it could not be looked at. */
static bool look_into(struct hunt *hunt, const char *folder)
{
    char command[ID_MAX_BYTES + NAME_MAX_BYTES];
    (void)snprintf(command, sizeof command, "EXAMINE %s", folder);
    if (!ask(hunt, command))
        return false;
    (void)snprintf(command, sizeof command, "UID SEARCH HEADER Message-ID \"%s\"", hunt->id);
    if (!ask(hunt, command))
        return false;
    hunt->uid = imap_last_found(buf_span(&hunt->answer));
    hunt->is_junk = folder == hunt->junk;
    if (hunt->uid)
        read_hops(hunt);
    /* Closed again, a server has nothing to tell unasked between two looks. */
    (void)ask(hunt, "CLOSE");
    return true;
}

static bool look_once(struct hunt *hunt)
{
    bool could = look_into(hunt, "INBOX");
    if (could && !hunt->uid && hunt->junk[0])
        could = look_into(hunt, hunt->junk);
    return could;
}

/* Until it is found or patience ends; false when the mailbox could not be looked at. */
static bool look(struct hunt *hunt)
{
    static const int64_t pauses_ms[] = { 300, 700, 1000, 2000, 3000, 5000 };
    struct limits limits = limits_within(hunt->visit.inquiry->limits, PATIENCE_MS);
    introduce(hunt);
    find_junk_folder(hunt);
    for (size_t i = 0; limits_left_ms(limits) > 0; i++) {
        size_t last = sizeof pauses_ms / sizeof *pauses_ms - 1;
        if (!look_once(hunt))
            return false;
        if (hunt->uid)
            return true;
        if (limits_wait(limits_within(limits, pauses_ms[i < last ? i : last]), -1, 0) == OUTCOME_CANCELLED)
            return false;
    }
    return true;
}

/* ---- telling ---- */

/* About no endpoint: what became of the message counts, whichever server told it. */
static struct fact about(const struct hunt *hunt, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, hunt->visit.check);
    fact.ms = (clock_now() - hunt->began) / 1000;
    fact.number = (fact.ms + 999) / 1000;
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(hunt->visit.inquiry->target->send_to));
    fact_prove(&fact, (struct evidence){ hunt->visit.session, hunt->visit.line_count });
    return fact;
}

/* "mx1.example > mx2.example +3 s": every server, and how long after the one before it. */
static void put_way(const struct hunt *hunt, char *out, size_t room)
{
    struct buf way;
    buf_init(&way, room - 1);
    for (size_t i = 0; i < hunt->hop_count; i++) {
        const struct mail_hop *hop = &hunt->hops[i];
        buf_addf(&way, "%s%s", i ? " > " : "", hop->by[0] ? hop->by : "?");
        if (i && hop->at && hop[-1].at)
            buf_addf(&way, " %+lld s", (long long)(hop->at - hop[-1].at));
    }
    mem_copy_text(out, room, buf_span(&way));
    buf_free(&way);
}

static void tell_slow_hop(const struct hunt *hunt)
{
    int64_t seconds;
    size_t slowest = imap_slowest_hop(hunt->hops, hunt->hop_count, &seconds);
    if (slowest == SIZE_MAX || seconds < SLOW_S)
        return;
    struct fact fact = about(hunt, FACT_MESSAGE_DELAYED);
    fact.number = seconds;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(hunt->hops[slowest].by));
    mem_copy_text(fact.text, sizeof fact.text, span_of(hunt->hops[slowest + 1].by));
    scribe_fact(hunt->visit.inquiry->scribe, &fact);
}

static void tell_found(const struct hunt *hunt)
{
    struct fact fact = about(hunt, hunt->is_junk ? FACT_MESSAGE_IN_JUNK : FACT_MESSAGE_FOUND);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(hunt->is_junk ? hunt->junk : "INBOX"));
    scribe_fact(hunt->visit.inquiry->scribe, &fact);
    if (!hunt->hop_count)
        return;
    fact = about(hunt, FACT_MESSAGE_WAY);
    fact.number = (int64_t)hunt->hop_count;
    put_way(hunt, fact.text, sizeof fact.text);
    scribe_fact(hunt->visit.inquiry->scribe, &fact);
    tell_slow_hop(hunt);
}

static void tell_missing(const struct hunt *hunt)
{
    struct fact fact = about(hunt, FACT_MESSAGE_MISSING);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(hunt->junk[0] ? hunt->junk : "-"));
    scribe_fact(hunt->visit.inquiry->scribe, &fact);
}

static void tell_unsought(const struct hunt *hunt, struct span why)
{
    struct fact fact = about(hunt, FACT_MESSAGE_UNSOUGHT);
    struct buf words;
    buf_init(&words, FACT_TEXT_MAX - 1);
    veil_apply(&hunt->visit.veil, why, &words);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&words));
    buf_free(&words);
    if (!limits_cancelled(hunt->visit.inquiry->limits))
        scribe_fact(hunt->visit.inquiry->scribe, &fact);
}

/* ---- one look at the mailbox ---- */

static void sign_in(struct hunt *hunt)
{
    struct visit *visit = &hunt->visit;
    struct fetch_login login = visit_login(visit);
    visit_open(visit);
    hunt->mailbox = fetch_mailbox_open(&login, visit->inquiry->limits, &visit->result);
    const struct fetch_login_result *result = &visit->result;
    if (!hunt->mailbox)
        tell_unsought(hunt, span_of(result->text[0]     ? result->text
                                    : result->reason[0] ? result->reason
                                                        : fetch_login_end_word(result->end)));
    else if (!look(hunt))
        tell_unsought(hunt, span_of(result->text));
    else if (hunt->uid)
        tell_found(hunt);
    else
        tell_missing(hunt);
    fetch_mailbox_close(hunt->mailbox);
    visit_close(visit);
}

void check_inbox(const struct inquiry *inquiry)
{
    struct hunt *hunt = mem_new(sizeof *hunt);
    const struct target *target = inquiry->target;
    hunt->visit = (struct visit){ .inquiry = inquiry, .check = "inbox", .protocol = FETCH_IMAP };
    hunt->began = clock_now();
    buf_init(&hunt->answer, ANSWER_MAX);
    (void)mail_message_id((struct span){ target->message, target->message_len }, hunt->id, sizeof hunt->id);
    if (mailbox_find(inquiry, FETCH_IMAP, &hunt->visit.place))
        sign_in(hunt);
    else
        tell_unsought(hunt, span_of(fetch_end_word(FETCH_NO_NAME)));
    veil_clear(&hunt->visit.veil);
    buf_free(&hunt->answer);
    free(hunt);
}
