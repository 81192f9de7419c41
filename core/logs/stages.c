#include "logs/stages.h"

enum { NEAR = 400 };

struct clue {
    const char *words;
    enum stage stage;
};

/* The first clue in the text, in the order of the table. */
static enum stage first_clue(struct span text, const struct clue *clues, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_find_nocase(text, span_of(clues[i].words)) != SPAN_NONE)
            return clues[i].stage;
    return STAGE_NONE;
}
#define FIRST_CLUE(text, clues) first_clue(text, clues, sizeof(clues) / sizeof *(clues))

/* The clue that stands nearest before an offset: the command that is being answered. */
static enum stage last_command(struct span before)
{
    static const struct clue commands[] = {
        { "AUTH PLAIN", STAGE_AUTH },   { "AUTH LOGIN", STAGE_AUTH },   { "AUTH CRAM", STAGE_AUTH },
        { "AUTH XOAUTH2", STAGE_AUTH }, { "AUTH NTLM", STAGE_AUTH },    { "MAIL FROM", STAGE_MAIL },
        { "RCPT TO", STAGE_RCPT },      { "STARTTLS", STAGE_STARTTLS }, { "EHLO ", STAGE_EHLO },
        { "HELO ", STAGE_EHLO },        { "334 ", STAGE_AUTH },         { "354 ", STAGE_DATA },
        { "DATA\n", STAGE_DATA },       { "235 ", STAGE_MAIL },         { "QUIT", STAGE_QUIT },
    };
    enum stage stage = STAGE_NONE;
    size_t nearest = 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct span rest = before;
        size_t base = 0;
        size_t at;
        while ((at = span_find_nocase(rest, span_of(commands[i].words))) != SPAN_NONE) {
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
        { "in reply to RCPT TO", STAGE_RCPT },
        { "in reply to MAIL FROM", STAGE_MAIL },
        { "in reply to end of DATA", STAGE_CONTENT },
        { "in reply to DATA", STAGE_DATA },
        { "in reply to EHLO", STAGE_EHLO },
        { "in reply to HELO", STAGE_EHLO },
        { "in reply to AUTH", STAGE_AUTH },
        { "in reply to STARTTLS", STAGE_STARTTLS },
        { "after RCPT TO", STAGE_RCPT },
        { "after MAIL FROM", STAGE_MAIL },
        { "after end of data", STAGE_CONTENT },
        { "after DATA", STAGE_DATA },
        { "after initial connection", STAGE_GREETING },
        { "after pipelined", STAGE_RCPT },
        { "after EHLO", STAGE_EHLO },
        { "after HELO", STAGE_EHLO },
        { "reject: RCPT", STAGE_RCPT },
        { "reject: MAIL", STAGE_MAIL },
        { "reject: EHLO", STAGE_EHLO },
        { "reject: HELO", STAGE_EHLO },
        { "reject: DATA", STAGE_DATA },
        { "reject: END-OF-MESSAGE", STAGE_CONTENT },
        { "reject: CONNECT", STAGE_GREETING },
        { "refused to talk to me", STAGE_GREETING },
        { "command: 'RCPT", STAGE_RCPT },
        { "command: 'MAIL", STAGE_MAIL },
        { "command: 'AUTH", STAGE_AUTH },
        { "command: 'DATA", STAGE_DATA },
        { "command: 'API", STAGE_NONE },
        { "command: 'CONN", STAGE_GREETING },
        { "SMTPAuthenticationError", STAGE_AUTH },
        { "AuthenticationFailedException", STAGE_AUTH },
        { "Invalid login", STAGE_AUTH },
        { "SMTPRecipientsRefused", STAGE_RCPT },
        { "SMTPSenderRefused", STAGE_MAIL },
        { "SMTPDataError", STAGE_CONTENT },
        { "SMTPHeloError", STAGE_EHLO },
        { "SMTPConnectError", STAGE_GREETING },
        { "SASL authentication failed", STAGE_AUTH },
        { "Failed to authenticate", STAGE_AUTH },
        { "EAUTH", STAGE_AUTH },
        { "RCPT TO", STAGE_RCPT },
        { "MAIL FROM", STAGE_MAIL },
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
        { "ENOTFOUND", STAGE_DNS },
        { "Name or service", STAGE_DNS },
        { "resolve", STAGE_DNS },
        { "UnknownHost", STAGE_DNS },
        { "no such host", STAGE_DNS },
        { "host not found", STAGE_DNS },
        { "EAI_AGAIN", STAGE_DNS },
        { "greeting", STAGE_GREETING },
        { "timed out", STAGE_CONNECT },
        { "timeout", STAGE_CONNECT },
        { "refused", STAGE_CONNECT },
        { "unreachable", STAGE_CONNECT },
        { "ECONN", STAGE_CONNECT },
        { "no route to host", STAGE_CONNECT },
        { "connect", STAGE_CONNECT },
        { "authenticat", STAGE_AUTH },
        { "login", STAGE_AUTH },
        { "password", STAGE_AUTH },
        { "SASL", STAGE_AUTH },
        { "AUTH", STAGE_AUTH },
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

enum speaker stage_speaker(struct span line)
{
    static const char *const server[] = { "S:", "<-", "<~", "<<<", "<<", "<", "SERVER ->", "Server:", "SERVER:" };
    static const char *const client[] = { "C:", "->", "~>", ">>>", ">>", ">", "CLIENT ->", "Client:", "CLIENT:" };
    struct span text = span_trim(line);
    for (size_t i = 0; i < sizeof server / sizeof *server; i++)
        if (span_starts(text, span_of(server[i])))
            return SPEAKER_SERVER;
    for (size_t i = 0; i < sizeof client / sizeof *client; i++)
        if (span_starts(text, span_of(client[i])))
            return SPEAKER_CLIENT;
    struct found_reply reply;
    bool is_reply = text.len >= 3 && reply_find(span_head(text, 16), 0, &reply) && reply.at == 0;
    return is_reply ? SPEAKER_SERVER : SPEAKER_EVENT;
}
