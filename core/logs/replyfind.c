#include "logs/replyfind.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool reply_read_enhanced(struct span text, char out[ENHANCED_MAX])
{
    size_t at = 0;
    if (text.len < 5 || (text.at[0] != '2' && text.at[0] != '4' && text.at[0] != '5') || text.at[1] != '.')
        return false;
    for (int part = 0; part < 3; part++) {
        size_t digits = 0;
        while (at + digits < text.len && is_digit(text.at[at + digits]))
            digits++;
        if (digits == 0 || digits > 3)
            return false;
        at += digits;
        if (part < 2) {
            if (at >= text.len || text.at[at] != '.')
                return false;
            at++;
        }
    }
    if (at >= ENHANCED_MAX || (at < text.len && (is_letter(text.at[at]) || text.at[at] == '.')))
        return false;
    memcpy(out, text.at, at);
    out[at] = '\0';
    return true;
}

/* "error:535 …": the word is no host, so what stands behind its colon is no port. */
static bool is_named_by_word(struct span before)
{
    static const char *const words[] = { "error:", "code:", "response:", "status:", "reply:", "message:", "failed:" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_ends_nocase(before, span_of(words[i])))
            return true;
    return false;
}

/* The digits are part of something longer: a port, an address, a time, an id, a size. */
static bool is_inside_number(struct span text, size_t at)
{
    if (at > 0) {
        char before = text.at[at - 1];
        if (is_digit(before) || is_letter(before) || before == '.' || before == '/' || before == '_' || before == '-')
            return true;
        if (before == ':' && at > 1 && is_letter(text.at[at - 2]) && !is_named_by_word(span_head(text, at)))
            return true; /* host:465 */
        if (before == ':' && at > 1 && is_digit(text.at[at - 2]))
            return true; /* 12:535 */
        if (before == ':' && at > 1 && text.at[at - 2] == ']')
            return true; /* [192.0.2.1]:587 */
    }
    if (at + 3 >= text.len)
        return false;
    if (at > 1 && text.at[at - 1] == '[' && text.at[at + 3] == ']' && is_letter(text.at[at - 2]))
        return true; /* smtp[553]: a process */
    char after = text.at[at + 3];
    return is_digit(after) || is_letter(after) || after == '.' || after == '/' || after == '_' || after == '%';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* What stands before the code, blanks skipped: the end of a word that announces a reply. */
static bool is_announced(struct span before)
{
    static const char *const words[] = {
        "said:",        "reply:",     "response:", "code",          "code:",     "error:",    "message:",
        "got",          "server:",    "returned",  "returned:",     "error",     "error:",    "failed:",
        "mailer:",      "exception:", "login:",    "status:",       "smtp;",     "smtp:",     "responded:",
        "command:",     "failure:",   "rejected:", "responsecode:", "me:",       "refused:",  "was:",
        "with",         "bounced",    "from",      "line:",         "data:",     "starttls:", "auth:",
        "reject:",      "rcpt:",      "answer:",   "dialog:",       "dialogue:", "replied:",  "smtp",
        "returnerror:", "inbound:",   ">:",        "got:",          "client:",   "said",      "denied:",
        "<=",           "response",   "reason:",   "fault:",        "err:",      "=>",        "dsn=",
        "#<",           "#"
    };
    while (before.len && (is_blank(before.at[before.len - 1]) || before.at[before.len - 1] == '"' ||
                          before.at[before.len - 1] == '\'' || before.at[before.len - 1] == '(' ||
                          before.at[before.len - 1] == '[' || before.at[before.len - 1] == '<'))
        before.len--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_ends_nocase(before, span_of(words[i])))
            return true;
    return before.len == 0;
}

/* At a line's start, behind direction marks, times or a log's head ending in a colon. */
static bool is_at_start(struct span text, size_t at)
{
    size_t line = at;
    while (line > 0 && text.at[line - 1] != '\n')
        line--;
    struct span head = span_trim(span_head(span_from(text, line), at - line));
    static const char *const marks[] = {
        "S:",    "<-",  "<~",      "<**",     "<",        "<<<",  "<<",    "SERVER ->", "SERVER:", "s>",  ">>>",
        "C<",    "<=",  "Server:", "CLIENT:", "INBOUND:", "Got:", "recv:", "S",         "<--",     "R:",  "RCVD:",
        "read:", "RX:", "[SMTP]",  "-",       "|",        ">",    "*",     "S :",       "--",      "<--", "SMTP<<"
    };
    if (head.len == 0)
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct span mark = span_of(marks[i]);
        bool ends = span_ends_nocase(head, mark);
        /* A mark of letters stands by itself: the s of "needs" is none. */
        if (ends && (!is_letter(mark.at[0]) || head.len == mark.len || !is_letter(head.at[head.len - mark.len - 1])))
            return true;
    }
    return false;
}

static bool is_after_bracket(struct span text, size_t at)
{
    return at > 0 && strchr("\"'`([{<;,|", text.at[at - 1]) != NULL;
}

/* "closing the writer: 554 Transaction failed": what a program has not announced in words that are known. */
static bool is_after_colon(struct span text, size_t at)
{
    bool colon = at > 1 && text.at[at - 1] == ' ' && text.at[at - 2] == ':';
    bool words = at + 4 < text.len && (text.at[at + 3] == ' ' || text.at[at + 3] == '-') && is_letter(text.at[at + 4]);
    return colon && words && text.at[at] >= '4';
}

static size_t text_end(struct span text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.at[end] != '\n')
        end++;
    return end;
}

/* 3xx are two; of 2xx the middle digit says what it is about. Servers make up 4xx and 5xx of their own (591). */
static bool is_smtp_code(unsigned code)
{
    if (code / 100 == 3)
        return code == 334 || code == 354;
    return code / 100 > 3 || code / 10 % 10 < 6;
}

static bool read_at(struct span text, size_t at, struct found_reply *reply)
{
    struct span rest = span_from(text, at);
    if (rest.len < 3 || rest.at[0] < '2' || rest.at[0] > '5' || !is_digit(rest.at[1]) || !is_digit(rest.at[2]) ||
        is_inside_number(text, at))
        return false;
    char after = rest.len > 3 ? rest.at[3] : '\n';
    struct span tail = span_from(rest, 3);
    while (tail.len && strchr(" -,#'\"b(:", tail.at[0]) && tail.at[0] != '\0' && tail.at - rest.at < 8)
        tail = span_from(tail, 1);
    *reply = (struct found_reply){ .at = at, .separator = after };
    reply->code = (unsigned)((rest.at[0] - '0') * 100 + (rest.at[1] - '0') * 10 + (rest.at[2] - '0'));
    if (!is_smtp_code(reply->code))
        return false;
    bool enhanced = reply_read_enhanced(tail, reply->enhanced);
    bool started = is_at_start(text, at);
    bool announced = is_announced(span_head(text, at));
    reply->is_at_start = started;
    reply->is_sure = enhanced || started || announced;
    reply->end = text_end(text, at);
    /* "status":"400" is a value of JSON. */
    bool is_value = after == '"' || after == '\'';
    return reply->is_sure || (is_after_bracket(text, at) && !is_value) || is_after_colon(text, at);
}

bool reply_find(struct span text, size_t offset, struct found_reply *ret_reply)
{
    for (size_t at = offset; at + 3 <= text.len; at++)
        if (text.at[at] >= '2' && text.at[at] <= '5' && read_at(text, at, ret_reply))
            return true;
    return false;
}

bool reply_find_bare(struct span text, char out[ENHANCED_MAX])
{
    for (size_t at = 0; at + 5 <= text.len; at++) {
        bool is_refusal = text.at[at] == '4' || text.at[at] == '5';
        /* The subject is one digit, 0 to 7 (RFC 3463): 4.92.3 is a version of Exim. */
        if (!is_refusal || text.at[at + 1] != '.' || text.at[at + 3] != '.' || text.at[at + 2] > '7')
            continue;
        if ((is_at_start(text, at) || is_announced(span_head(text, at))) &&
            reply_read_enhanced(span_from(text, at), out))
            return true;
    }
    return false;
}
