#include "logs/veil.h"

#include "base/base64.h"
#include "logs/authline.h"

#include <string.h>

static const char hidden[] = "<hidden>";

/* What says nothing about anybody: a placeholder, a mechanism's name, masked text. */
static bool is_harmless(struct span token)
{
    static const char *const words[] = { "undefined", "null",  "none",   "REDACTED", "dW5kZWZpbmVk",  "XXXX",
                                         "plain",     "login", "failed", "required", "authentication" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(token, span_of(words[i])) != SPAN_NONE)
            return true;
    return token.len < 4;
}

/* "AUTH PLAIN AGFubmE…": the decoded words undefined tell more than any mask. */
static bool holds_undefined(struct span token)
{
    struct buf plain;
    buf_init(&plain, 256);
    bool found = base64_decode(&plain, token) && span_find(buf_span(&plain), SPAN("undefined")) != SPAN_NONE;
    buf_free(&plain);
    return found;
}

static void put_token(struct buf *out, struct span token)
{
    if (holds_undefined(token))
        buf_add_text(out, "\"undefined\"");
    else if (is_harmless(token))
        buf_add(out, token);
    else
        buf_add_text(out, hidden);
}

static size_t blanks_of(struct span text)
{
    size_t len = 0;
    while (len < text.len && (text.at[len] == ' ' || text.at[len] == '\t'))
        len++;
    return len;
}

/* ---- secrets that a word announces on the same line ---- */

static size_t announced_by(struct span text)
{
    static const char *const words[] = {
        "AUTH PLAIN ",    "AUTH LOGIN ",
        "AUTH XOAUTH2 ",  "AUTH OAUTHBEARER ",
        "AUTH CRAM-MD5 ", "Bearer ",
        "password=",      "passwd=",
        "pwd=",           "pass=",
        "\"password\":",  "\"pass\":",
        "password: ",     "pass: ",
        "\"pass\" :",     "'pass' =>",
        "'password' =>",  "access_token=",
        "auth_token=",    "SMTP_PASS=",
        "SMTP_PASSWORD=", "EMAIL_HOST_PASSWORD =",
        "пароль: ",       "密码：",
        "密码:",          "授权码：",
        "授权码:",        "passwort: ",
        "secret=",        "api_key=",
        "apikey=",        "token=",
        "client_secret=", "SMTP_PWD=",
        "MAIL_PASSWORD=", "EMAIL_PASSWORD=",
        "--password ",    "--auth-password ",
        "-ap ",           "-xp ",
    };
    /* Asked at every byte of a text: their first bytes are looked at before the words. */
    if (text.len == 0 || text.at[0] == '\0' || !strchr("aAbBcCeEmMpPsStT-\"'\xd0\xe5\xe6", text.at[0]))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((words[i][0] | ' ') == (text.at[0] | ' ') && span_starts_nocase(text, span_of(words[i])))
            return strlen(words[i]);
    return 0;
}

static size_t hide_announced(struct span text, struct buf *out)
{
    size_t word = announced_by(text);
    if (word == 0)
        return 0;
    size_t blanks = blanks_of(span_from(text, word));
    size_t at = word + blanks;
    char quote = at < text.len && (text.at[at] == '"' || text.at[at] == '\'') ? text.at[at] : '\0';
    at += quote != '\0';
    struct span rest = span_from(text, at);
    struct span line = span_head(rest, span_find_char(rest, '\n') == SPAN_NONE ? rest.len : span_find_char(rest, '\n'));
    size_t len = quote ? span_find_char(line, quote) : authline_token(line);
    if (len == SPAN_NONE || len == 0)
        return 0;
    buf_add(out, span_head(text, at));
    put_token(out, span_head(rest, len));
    return at + len;
}

/* "334 eyJzdGF0dXMi…": the server's error object of XOAUTH2 (RFC 7628, 3.2.2) is no secret, and says why. */
static size_t open_challenge(struct span text, struct buf *out)
{
    if (!span_starts(text, SPAN("334 eyJ")))
        return 0;
    struct span token = span_head(span_from(text, 4), authline_token(span_from(text, 4)));
    struct buf plain;
    buf_init(&plain, 2048);
    bool is_object = base64_decode(&plain, token) && span_starts(buf_span(&plain), SPAN("{\"status\""));
    if (is_object) {
        buf_add_text(out, "334 ");
        buf_add(out, buf_span(&plain));
    }
    buf_free(&plain);
    return is_object ? 4 + token.len : 0;
}

/* smtp://user:secret@host */
static size_t hide_in_url(struct span text, struct buf *out)
{
    if (!span_starts(text, SPAN("://")))
        return 0;
    struct span rest = span_from(text, 3);
    size_t end = 0;
    while (end < rest.len && !strchr(" \t\r\n/\"'", rest.at[end]))
        end++;
    struct span authority = span_head(rest, end);
    size_t at = span_find_last(authority, '@');
    size_t colon = span_find_char(authority, ':');
    if (at == SPAN_NONE || colon == SPAN_NONE || colon > at)
        return 0;
    buf_add(out, span_head(text, 3 + colon + 1));
    put_token(out, span_head(span_from(authority, colon + 1), at - colon - 1));
    return 3 + at;
}

/* ---- line by line ---- */

static void veil_line(struct span line, struct buf *out)
{
    while (line.len) {
        size_t taken = hide_announced(line, out);
        if (taken == 0)
            taken = hide_in_url(line, out);
        if (taken == 0)
            taken = open_challenge(line, out);
        if (taken == 0) {
            buf_add_char(out, line.at[0]);
            taken = 1;
        }
        line = span_from(line, taken);
    }
}

void veil_secrets(struct span text, struct buf *out)
{
    bool after_challenge = false;
    struct span line;
    while (span_cut(&text, '\n', &line)) {
        if (after_challenge && authline_is_answer(line)) {
            struct span token = authline_bare(line);
            buf_add(out, span_head(line, (size_t)(token.at - line.at)));
            put_token(out, token);
            buf_add(out, span_from(line, (size_t)(token.at - line.at) + token.len));
        } else {
            veil_line(line, out);
        }
        after_challenge = authline_is_challenge(line) || (after_challenge && authline_is_between(line));
        buf_add_char(out, '\n');
    }
}
