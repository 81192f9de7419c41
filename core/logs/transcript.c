#include "logs/transcript.h"

#include "base/mem.h"
#include "logs/signin.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_TEXT = 72, MECHANISM_TEXT = 16, WORDS_TEXT = 600, LINE_TEXT = 288, SAID_KEPT = 4, CLIENT_SHIFT = 24 };
#define SESSION_BITS ((1U << CLIENT_SHIFT) - 1)

/* A failure, kept until the rest of it has been read. */
struct kept {
    bool is_set, is_reply;
    enum log_kind kind;
    unsigned code;
    int64_t time;
    const char *format;
    char enhanced[12], mechanism[MECHANISM_TEXT];
    char host[NAME_TEXT], account[NAME_TEXT], sender[NAME_TEXT], recipient[NAME_TEXT];
    char words[WORDS_TEXT], line[LINE_TEXT];
};

/* What was counted last. The client may say it again in its own words. */
struct last {
    bool is_set, is_reply;
    bool is_early; /* told before the transcript: the reply will follow */
    enum log_kind kind;
    unsigned code;
    int64_t time;
    uint64_t text;
    uint64_t said[SAID_KEPT]; /* in which words already */
    size_t said_count;
};

struct transcript {
    unsigned number; /* 0: free */
    uint32_t used;
    enum signin_part asked; /* what the next answer of the client holds */
    bool is_auth_open;      /* AUTH was sent, and no verdict has come */
    bool is_host_new;       /* the client named the server, and no greeting has come */
    char host[NAME_TEXT], account[NAME_TEXT], mechanism[MECHANISM_TEXT];
    char sender[NAME_TEXT], recipient[NAME_TEXT];
    struct last last;
    struct kept held;
};

struct transcripts {
    uint32_t now;
    size_t left_over;
    struct transcript all[TRANSCRIPTS];
    struct kept given; /* what the event that was handed out points to */
};

struct transcripts *transcripts_new(void)
{
    return mem_new(sizeof(struct transcripts));
}

void transcripts_free(struct transcripts *transcripts)
{
    free(transcripts);
}

unsigned transcript_number(unsigned client, struct span session)
{
    unsigned name = session.len ? (unsigned)span_hash(session) & SESSION_BITS : 0;
    return client << CLIENT_SHIFT | name;
}

/* ---- which conversation ---- */

static bool is_words(const struct log_event *event)
{
    return event->step == TRANSCRIPT_TOLD || event->step == TRANSCRIPT_SUMMARY;
}

/* The client's own words often name no session: they belong to the one that was heard of last. */
static struct transcript *find(struct transcripts *transcripts, const struct log_event *event)
{
    struct transcript *latest = NULL;
    bool is_unnamed = is_words(event) && (event->delivery & SESSION_BITS) == 0;
    for (size_t i = 0; i < TRANSCRIPTS; i++) {
        struct transcript *transcript = &transcripts->all[i];
        if (transcript->number == event->delivery && !is_unnamed)
            return transcript;
        bool is_same_client =
            transcript->number && transcript->number >> CLIENT_SHIFT == event->delivery >> CLIENT_SHIFT;
        if (is_same_client && (!latest || transcript->used > latest->used))
            latest = transcript;
    }
    return is_words(event) ? latest : NULL;
}

/* A new one takes the place of that which was used longest ago. */
static struct transcript *take(struct transcripts *transcripts, const struct log_event *event)
{
    struct transcript *transcript = find(transcripts, event);
    if (!transcript) {
        transcript = &transcripts->all[0];
        for (size_t i = 1; i < TRANSCRIPTS; i++)
            if (transcripts->all[i].used < transcript->used)
                transcript = &transcripts->all[i];
        struct kept held = transcript->held; /* must still be told */
        *transcript = (struct transcript){ .number = event->delivery, .held = held };
    }
    transcript->used = ++transcripts->now;
    return transcript;
}

/* ---- who signs in ---- */

static void read_account(struct transcript *transcript, enum signin_part part, struct span sent)
{
    (void)signin_name(part, sent, transcript->account, sizeof transcript->account);
}

/* A server that asks for nothing in words wants what its mechanism begins with. */
static enum signin_part asked_by(const struct transcript *transcript, struct span question)
{
    return question.len ? signin_asked(question) : signin_first(span_of(transcript->mechanism));
}

/* Something new begins: what is said from now on is about that. */
static void forget_last(struct transcript *transcript)
{
    if (!transcript->last.is_early)
        transcript->last = (struct last){ 0 };
}

static void read_auth(struct transcript *transcript, const struct log_event *event)
{
    transcript->is_auth_open = true;
    forget_last(transcript);
    mem_copy_text(transcript->mechanism, sizeof transcript->mechanism, event->mechanism);
    if (event->text.len)
        read_account(transcript, signin_first(event->mechanism), event->text);
}

/* ---- which server ---- */

/* The name in "220 smtp.example.org ESMTP"; "220 2.0.0 Ready to start TLS" has none. */
static struct span greeter(struct span text)
{
    struct span rest = span_from(text, 4);
    struct span word = SPAN_EMPTY;
    bool is_word = span_word(&rest, &word) && word.at[0] >= 'A';
    return is_word && span_find_char(word, '.') != SPAN_NONE ? word : SPAN_EMPTY;
}

static bool is_number(const char *host)
{
    return host[0] < 'A';
}

static void begin(struct transcript *transcript)
{
    transcript->is_auth_open = false;
    transcript->asked = SIGNIN_NOTHING;
    transcript->account[0] = transcript->mechanism[0] = transcript->sender[0] = transcript->recipient[0] = '\0';
    forget_last(transcript);
}

static void read_greeting(struct transcript *transcript, struct span text)
{
    struct span host = greeter(text);
    if (host.len == 0)
        return;
    begin(transcript);
    if (!transcript->is_host_new || is_number(transcript->host))
        mem_copy_text(transcript->host, sizeof transcript->host, host);
    transcript->is_host_new = false;
}

static void read_connect(struct transcript *transcript, struct span host)
{
    /* The address behind a name that was just said. */
    if (transcript->is_host_new && host.len && host.at[0] < 'A')
        return;
    begin(transcript);
    mem_copy_text(transcript->host, sizeof transcript->host, host);
    transcript->is_host_new = true;
}

static void read_command(struct transcript *transcript, const struct log_event *event)
{
    transcript->is_auth_open = false;
    if (event->sender.len)
        mem_copy_text(transcript->sender, sizeof transcript->sender, event->sender);
    if (event->recipient.len)
        mem_copy_text(transcript->recipient, sizeof transcript->recipient, event->recipient);
    if (event->sender.len || event->recipient.len)
        forget_last(transcript);
}

/* ---- keeping and giving ---- */

static void add_words(struct kept *kept, struct span words)
{
    size_t len = strlen(kept->words);
    if (len && len + 1 < sizeof kept->words)
        kept->words[len++] = '\n';
    mem_copy_text(kept->words + len, sizeof kept->words - len, words);
}

static void keep_text(char *to, size_t room, struct span said, const char *known)
{
    mem_copy_text(to, room, said.len ? said : span_of(known));
}
#define KEEP(field, said, known) keep_text(kept->field, sizeof kept->field, said, known)

/*
 * Fills in what the line itself does not say. The server's name comes first: it says whose words these are. A client
 * that did not reach a server did not get as far as to an account.
 */
static void keep(const struct transcript *transcript, const struct log_event *event, struct kept *kept)
{
    bool is_unreached = is_words(event) && event->code == 0 && event->kind != LOG_LOGIN_FAILED;
    *kept = (struct kept){ .is_set = true,
                           .is_reply = !is_words(event),
                           .kind = event->kind,
                           .code = event->code,
                           .time = event->time,
                           .format = event->format };
    KEEP(enhanced, event->enhanced, "");
    KEEP(mechanism, event->mechanism, transcript->mechanism);
    KEEP(host, event->relay, transcript->host);
    KEEP(account, event->account, is_unreached ? "" : transcript->account);
    KEEP(sender, event->sender, is_unreached ? "" : transcript->sender);
    KEEP(recipient, event->recipient, transcript->recipient);
    KEEP(line, event->line, "");
    if (!is_number(kept->host))
        add_words(kept, span_of(kept->host));
    add_words(kept, event->text);
}

static void give(struct transcripts *transcripts, const struct kept *kept, struct log_event *event)
{
    struct kept *given = &transcripts->given;
    *given = *kept;
    *event = (struct log_event){ .kind = given->kind,
                                 .step = TRANSCRIPT_REPLY,
                                 .code = given->code,
                                 .time = given->time,
                                 .format = given->format,
                                 .is_brief = event->is_brief,
                                 .offset = event->offset,
                                 .enhanced = span_of(given->enhanced),
                                 .mechanism = span_of(given->mechanism),
                                 .relay = span_of(given->host),
                                 .account = span_of(given->account),
                                 .sender = span_of(given->sender),
                                 .recipient = span_of(given->recipient),
                                 .text = span_of(given->words),
                                 .line = span_of(given->line) };
}

/* ---- what is a failure, and which ---- */

/* The words and how far in the line they stand: "ERROR Send Error: x" and "Error: x" are two ways to say it. */
static bool was_said(struct last *last, const struct log_event *event)
{
    uint64_t said = span_hash(event->text) ^ (uint64_t)(event->text.at - event->line.at);
    for (size_t i = 0; i < last->said_count; i++)
        if (last->said[i] == said)
            return true;
    if (last->said_count < SAID_KEPT)
        last->said[last->said_count++] = said;
    return false;
}

static bool is_about_last(const struct last *last, const struct log_event *event)
{
    enum { REPEATED_SECONDS = 60 };
    bool has_times = last->time != LOG_NO_TIME && event->time != LOG_NO_TIME;
    if (!last->is_set || (has_times && event->time - last->time > REPEATED_SECONDS))
        return false;
    if (event->step == TRANSCRIPT_SUMMARY)
        return event->kind != LOG_LOGIN_FAILED || last->kind == LOG_LOGIN_FAILED;
    if (event->code)
        return event->code == last->code || event->code == 503;
    return event->kind == last->kind && (event->kind != LOG_DEFERRED || span_hash(event->text) == last->text);
}

/* The same in other words. A client without a transcript that says the very same again has failed again. */
static bool is_repeated(struct transcript *transcript, const struct log_event *event)
{
    struct last *last = &transcript->last;
    if (!is_about_last(last, event))
        return false;
    return !was_said(last, event) || last->is_reply;
}

static void remember(struct transcript *transcript, const struct log_event *event, bool is_early)
{
    transcript->last = (struct last){ .is_set = true,
                                      .is_reply = !is_words(event),
                                      .is_early = is_early,
                                      .kind = event->kind,
                                      .code = event->code,
                                      .time = event->time,
                                      .text = span_hash(event->text) };
    (void)was_said(&transcript->last, event);
}

/* Whether the event goes on with what is held: the next line of a reply, the reason behind "it failed". */
static bool goes_on(const struct kept *held, const struct log_event *event)
{
    if (!held->is_set)
        return false;
    if (held->is_reply)
        return (event->step == TRANSCRIPT_MORE || event->step == TRANSCRIPT_REPLY) && event->code == held->code;
    return event->step == TRANSCRIPT_TOLD && event->time == held->time;
}

static void go_on(struct kept *held, const struct log_event *event)
{
    add_words(held, event->text);
    if (event->code)
        held->code = event->code;
    if (held->enhanced[0] == '\0')
        mem_copy_text(held->enhanced, sizeof held->enhanced, event->enhanced);
    if (held->kind == LOG_DEFERRED)
        held->kind = event->kind;
}

/*
 * Whether it was counted already. msmtp writes its own words first when its output goes to a file: the reply in the
 * transcript behind them, without a clock, is the same.
 */
static bool is_known(struct transcript *transcript, const struct log_event *event)
{
    bool is_awaited = transcript->last.is_early && !is_words(event);
    /* 503 only follows from an earlier refusal (RFC 5321, 3.3). */
    if (!is_awaited && !is_words(event) && event->code != 503)
        return false;
    if (!is_repeated(transcript, event))
        return false;
    if (is_awaited && event->step == TRANSCRIPT_REPLY) {
        transcript->last.is_early = false;
        transcript->last.is_reply = true;
    }
    return true;
}

/* Reads a refusal or the client's words; true when *kept is to be told now. What must wait is held. */
static bool take_failure(struct transcript *transcript, struct log_event *event, struct kept *kept)
{
    bool must_wait = event->step == TRANSCRIPT_MORE || event->step == TRANSCRIPT_SUMMARY;
    bool is_early = is_words(event) && !transcript->is_auth_open && event->time == LOG_NO_TIME;
    if (transcript->is_auth_open && event->code)
        event->kind = LOG_LOGIN_FAILED;
    if (event->step != TRANSCRIPT_MORE && event->code)
        transcript->is_auth_open = false;
    if (is_known(transcript, event))
        return false;
    keep(transcript, event, must_wait ? &transcript->held : kept);
    remember(transcript, event, is_early);
    return !must_wait;
}

static bool take_login(struct transcript *transcript, const struct log_event *event, struct kept *kept)
{
    keep(transcript, event, kept);
    transcript->is_auth_open = false;
    forget_last(transcript);
    return true;
}

static bool take_step(struct transcript *transcript, struct log_event *event, struct kept *kept)
{
    switch (event->step) {
    case TRANSCRIPT_CONNECT:
        read_connect(transcript, event->relay);
        return false;
    case TRANSCRIPT_GREETING:
        read_greeting(transcript, event->text);
        return false;
    case TRANSCRIPT_AUTH:
        read_auth(transcript, event);
        return false;
    case TRANSCRIPT_CHALLENGE:
        transcript->asked = asked_by(transcript, event->text);
        return false;
    case TRANSCRIPT_ANSWER:
        if (transcript->is_auth_open)
            read_account(transcript, transcript->asked, event->text);
        transcript->asked = SIGNIN_NOTHING;
        return false;
    case TRANSCRIPT_COMMAND:
        read_command(transcript, event);
        return false;
    default:
        return event->kind == LOG_LOGIN_OK ? take_login(transcript, event, kept)
                                           : take_failure(transcript, event, kept);
    }
}

/* ---- all ---- */

/* What was held before the step, and did not go on with it, is told first; what the step itself tells waits then. */
static bool tell(struct transcripts *transcripts, struct transcript *transcript, struct log_event *event)
{
    struct kept before = transcript->held;
    struct kept kept = { 0 };
    transcript->held.is_set = false;
    bool is_told = take_step(transcript, event, &kept);
    if (!is_told && !before.is_set)
        return false;
    if (is_told && before.is_set)
        transcript->held = kept;
    give(transcripts, before.is_set ? &before : &kept, event);
    return true;
}

bool transcript_join(struct transcripts *transcripts, struct log_event *event)
{
    struct transcript *transcript = take(transcripts, event);
    if (!goes_on(&transcript->held, event))
        return tell(transcripts, transcript, event);
    go_on(&transcript->held, event);
    transcript->last.code = transcript->held.code;
    (void)was_said(&transcript->last, event);
    if (event->step == TRANSCRIPT_MORE)
        return false;
    transcript->held.is_set = false;
    transcript->is_auth_open = false;
    give(transcripts, &transcript->held, event);
    return true;
}

bool transcript_left_over(struct transcripts *transcripts, struct log_event *ret_event)
{
    for (; transcripts->left_over < TRANSCRIPTS; transcripts->left_over++) {
        struct kept *held = &transcripts->all[transcripts->left_over].held;
        if (!held->is_set)
            continue;
        held->is_set = false;
        give(transcripts, held, ret_event);
        return true;
    }
    return false;
}
