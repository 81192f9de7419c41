#include "logs/stages.h"

enum { NEAR = 400 };

struct clue {
    const char *words;
    enum stage stage;
};

/* The first clue in a text of small letters, in the order of the table. */
static enum stage first_clue(struct span text, const struct clue *clues, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_find(text, span_of(clues[i].words)) != SPAN_NONE)
            return clues[i].stage;
    return STAGE_NONE;
}
#define FIRST_CLUE(text, clues) first_clue(text, clues, sizeof(clues) / sizeof *(clues))

/* The clue that stands nearest before an offset: the command that is being answered. */
static enum stage last_command(struct span before)
{
    static const struct clue commands[] = {
        { "auth plain", STAGE_AUTH },   { "auth login", STAGE_AUTH },   { "auth cram", STAGE_AUTH },
        { "auth xoauth2", STAGE_AUTH }, { "auth ntlm", STAGE_AUTH },    { "mail from", STAGE_MAIL },
        { "rcpt to", STAGE_RCPT },      { "starttls", STAGE_STARTTLS }, { "ehlo ", STAGE_EHLO },
        { "helo ", STAGE_EHLO },        { "334 ", STAGE_AUTH },         { "354 ", STAGE_DATA },
        { "data\n", STAGE_DATA },       { "235 ", STAGE_MAIL },         { "quit", STAGE_QUIT },
    };
    enum stage stage = STAGE_NONE;
    size_t nearest = 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct span rest = before;
        size_t base = 0;
        size_t at;
        while ((at = span_find(rest, span_of(commands[i].words))) != SPAN_NONE) {
            if (base + at + 1 > nearest) {
                nearest = base + at + 1;
                stage = commands[i].stage;
            }
            base += at + 1;
            rest = span_from(before, base);
        }
    }
    return stage;
}

static enum stage stage_of_code(const struct found_reply *reply)
{
    switch (reply->code) {
    case 334:
    case 235:
    case 432:
    case 534:
    case 535:
    case 538:
        return STAGE_AUTH;
    case 354:
        return STAGE_DATA;
    case 220:
        return STAGE_GREETING;
    case 221:
        return STAGE_QUIT;
    default:
        return STAGE_NONE;
    }
}

static enum stage stage_of_command_named(struct span near)
{
    static const struct clue clues[] = {
        { "in reply to rcpt to", STAGE_RCPT },
        { "in reply to mail from", STAGE_MAIL },
        { "in reply to end of data", STAGE_CONTENT },
        { "in reply to data", STAGE_DATA },
        { "in reply to ehlo", STAGE_EHLO },
        { "in reply to helo", STAGE_EHLO },
        { "in reply to auth", STAGE_AUTH },
        { "in reply to starttls", STAGE_STARTTLS },
        { "after rcpt to", STAGE_RCPT },
        { "after mail from", STAGE_MAIL },
        { "after end of data", STAGE_CONTENT },
        { "after data", STAGE_DATA },
        { "after initial connection", STAGE_GREETING },
        { "after pipelined", STAGE_RCPT },
        { "after ehlo", STAGE_EHLO },
        { "after helo", STAGE_EHLO },
        { "reject: rcpt", STAGE_RCPT },
        { "reject: mail", STAGE_MAIL },
        { "reject: ehlo", STAGE_EHLO },
        { "reject: helo", STAGE_EHLO },
        { "reject: data", STAGE_DATA },
        { "reject: end-of-message", STAGE_CONTENT },
        { "reject: connect", STAGE_GREETING },
        { "refused to talk to me", STAGE_GREETING },
        { "command: 'rcpt", STAGE_RCPT },
        { "command: 'mail", STAGE_MAIL },
        { "command: 'auth", STAGE_AUTH },
        { "command: 'data", STAGE_DATA },
        { "command: 'api", STAGE_NONE },
        { "command: 'conn", STAGE_GREETING },
        { "smtpauthenticationerror", STAGE_AUTH },
        { "authenticationfailedexception", STAGE_AUTH },
        { "invalid login", STAGE_AUTH },
        { "smtprecipientsrefused", STAGE_RCPT },
        { "smtpsenderrefused", STAGE_MAIL },
        { "smtpdataerror", STAGE_CONTENT },
        { "smtpheloerror", STAGE_EHLO },
        { "smtpconnecterror", STAGE_GREETING },
        { "sasl authentication failed", STAGE_AUTH },
        { "failed to authenticate", STAGE_AUTH },
        { "eauth", STAGE_AUTH },
        { "rcpt to", STAGE_RCPT },
        { "mail from", STAGE_MAIL },
    };
    return FIRST_CLUE(near, clues);
}

static enum stage stage_of_enhanced(const struct found_reply *reply)
{
    static const struct clue clues[] = {
        { ".1.1", STAGE_RCPT }, { ".1.7", STAGE_MAIL }, { ".1.8", STAGE_MAIL }, { ".2.2", STAGE_RCPT },
        { ".2.1", STAGE_RCPT }, { ".7.8", STAGE_AUTH }, { ".7.9", STAGE_AUTH },
    };
    struct span enhanced = span_of(reply->enhanced);
    /* 5.7.8 and 5.7.9 belong to the sign-in; with 550 and 554 some servers use them for the message. */
    if (reply->code / 10 == 55 &&
        (span_ends_nocase(enhanced, SPAN(".7.8")) || span_ends_nocase(enhanced, SPAN(".7.9"))))
        return STAGE_NONE;
    for (size_t i = 0; enhanced.len && i < sizeof clues / sizeof *clues; i++)
        if (span_equal(span_from(enhanced, 1), span_of(clues[i].words)))
            return clues[i].stage;
    return STAGE_NONE;
}

enum stage stage_of_reply(struct span text, const struct found_reply *reply)
{
    size_t from = reply->at > NEAR ? reply->at - NEAR : 0;
    size_t until = reply->end + NEAR / 2 < text.len ? reply->end + NEAR / 2 : text.len;
    struct span before = span_head(span_from(text, from), reply->at - from);
    struct span near = span_head(span_from(text, from), until - from);
    enum stage stage = stage_of_code(reply);
    if (stage == STAGE_NONE)
        stage = last_command(before);
    if (stage == STAGE_NONE)
        stage = stage_of_command_named(near);
    return stage == STAGE_NONE ? stage_of_enhanced(reply) : stage;
}

enum stage stage_of_words(struct span text)
{
    static const struct clue clues[] = {
        { "certificate", STAGE_TLS },
        { "handshake", STAGE_TLS },
        { "wrong version number", STAGE_TLS },
        { "ssl", STAGE_TLS },
        { "tls", STAGE_TLS },
        { "x509", STAGE_TLS },
        { "getaddrinfo", STAGE_DNS },
        { "name resolution", STAGE_DNS },
        { "enotfound", STAGE_DNS },
        { "name or service", STAGE_DNS },
        { "resolve", STAGE_DNS },
        { "unknownhost", STAGE_DNS },
        { "no such host", STAGE_DNS },
        { "host not found", STAGE_DNS },
        { "eai_again", STAGE_DNS },
        { "greeting", STAGE_GREETING },
        { "timed out", STAGE_CONNECT },
        { "timeout", STAGE_CONNECT },
        { "refused", STAGE_CONNECT },
        { "unreachable", STAGE_CONNECT },
        { "econn", STAGE_CONNECT },
        { "no route to host", STAGE_CONNECT },
        { "connect", STAGE_CONNECT },
        { "authenticat", STAGE_AUTH },
        { "login", STAGE_AUTH },
        { "password", STAGE_AUTH },
        { "sasl", STAGE_AUTH },
        { "auth", STAGE_AUTH },
        { "sender", STAGE_MAIL },
        { "recipient", STAGE_RCPT },
        { "mailbox", STAGE_RCPT },
        { "greylist", STAGE_RCPT },
    };
    return FIRST_CLUE(text, clues);
}

bool stage_has_mail_words(struct span text)
{
    static const struct clue clues[] = {
        { "smtp", STAGE_CONNECT }, { "mail", STAGE_CONNECT },  { "sender", STAGE_CONNECT }, { "relay", STAGE_CONNECT },
        { "spam", STAGE_CONNECT }, { "dkim", STAGE_CONNECT },  { "邮", STAGE_CONNECT },     { "授权码", STAGE_CONNECT },
        { "почт", STAGE_CONNECT }, { "парол", STAGE_CONNECT },
    };
    return FIRST_CLUE(text, clues) != STAGE_NONE;
}

/* ---- who speaks ---- */

struct mark {
    const char *text;
    enum speaker from;
};

/* Behind a time or the head of a log. */
static const struct mark *mark_inside(struct span line, size_t *ret_end)
{
    static const struct mark marks[] = {
        { "SERVER -> CLIENT:", SPEAKER_SERVER },
        { "CLIENT -> SERVER:", SPEAKER_CLIENT },
        { "FROM SERVER:", SPEAKER_SERVER },
        { "] S: ", SPEAKER_SERVER },
        { "] C: ", SPEAKER_CLIENT },
    };
    enum { HEAD = 72 };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = span_find(span_head(line, HEAD), span_of(marks[i].text));
        if (at == SPAN_NONE)
            continue;
        *ret_end = at + span_of(marks[i].text).len;
        return &marks[i];
    }
    return NULL;
}

static const struct mark *mark_at_start(struct span text, size_t *ret_end)
{
    static const struct mark marks[] = {
        { "S:", SPEAKER_SERVER },        { "<-", SPEAKER_SERVER },        { "<~", SPEAKER_SERVER },
        { "<<<", SPEAKER_SERVER },       { "<<", SPEAKER_SERVER },        { "<", SPEAKER_SERVER },
        { "SERVER ->", SPEAKER_SERVER }, { "Server:", SPEAKER_SERVER },   { "SERVER:", SPEAKER_SERVER },
        { "Got:", SPEAKER_SERVER },      { "C:", SPEAKER_CLIENT },        { "->", SPEAKER_CLIENT },
        { "~>", SPEAKER_CLIENT },        { ">>>", SPEAKER_CLIENT },       { ">>", SPEAKER_CLIENT },
        { ">", SPEAKER_CLIENT },         { "CLIENT ->", SPEAKER_CLIENT }, { "Client:", SPEAKER_CLIENT },
        { "CLIENT:", SPEAKER_CLIENT },   { "Sent:", SPEAKER_CLIENT },
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (span_starts(text, span_of(marks[i].text))) {
            *ret_end = span_of(marks[i].text).len;
            return &marks[i];
        }
    return NULL;
}

static bool is_reply_line(struct span text)
{
    struct found_reply reply;
    return text.len >= 3 && reply_find(span_head(text, 16), 0, &reply) && reply.at == 0;
}

/* A command as it is typed, without any mark. */
static bool is_command_line(struct span text)
{
    static const char *const alone[] = { "STARTTLS", "DATA", "QUIT", "RSET", "NOOP", "AUTH LOGIN", "." };
    static const char *const starts[] = { "EHLO ", "HELO ", "AUTH ", "MAIL FROM:", "RCPT TO:" };
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (span_equal_nocase(text, span_of(alone[i])))
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (span_starts_nocase(text, span_of(starts[i])))
            return true;
    return false;
}

/* swaks marks refusals with stars ("<** 535"); a mark of two letters may have blanks behind it. */
static struct span after_mark(struct span text, size_t end)
{
    struct span words = span_from(text, end);
    while (words.len && (words.at[0] == '*' || words.at[0] == ' ' || words.at[0] == '\t'))
        words = span_from(words, 1);
    return words;
}

enum speaker stage_speaker(struct span line, struct span *ret_words)
{
    struct span text = span_trim(line);
    size_t end = 0;
    /* "<hidden>" is what stands for a secret. */
    bool is_masked = span_starts(text, SPAN("<hidden"));
    const struct mark *mark = is_masked ? NULL : mark_at_start(text, &end);
    if (!mark)
        mark = mark_inside(text, &end);
    *ret_words = text;
    if (mark) {
        *ret_words = after_mark(text, end);
        /* In a quoted mail ">" is no mark of a direction. */
        return is_reply_line(*ret_words) ? SPEAKER_SERVER : mark->from;
    }
    if (is_reply_line(text))
        return SPEAKER_SERVER;
    return is_command_line(text) ? SPEAKER_CLIENT : SPEAKER_EVENT;
}
