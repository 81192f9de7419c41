#include "logs/intake.h"

#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* {…} is put into base64; in it "0" between blanks is a zero byte, "1" is ^A, and {…} once more base64. */
static void encode(struct span plain, struct buf *out)
{
    struct buf bytes;
    buf_init(&bytes, 8192);
    for (size_t i = 0; i < plain.len; i++) {
        struct span rest = span_from(plain, i);
        if (span_starts(rest, SPAN(" 0 ")) || span_starts(rest, SPAN(" 1 "))) {
            buf_add_char(&bytes, rest.at[1] == '0' ? '\0' : '\x01');
            i += 2;
        } else if (span_starts(rest, SPAN("<"))) {
            struct span inner = span_head(span_from(rest, 1), span_find_char(rest, '>') - 1);
            base64_encode(&bytes, inner);
            i += inner.len + 1;
        } else {
            buf_add_char(&bytes, plain.at[i]);
        }
    }
    base64_encode(out, buf_span(&bytes));
    buf_free(&bytes);
}

static void write_text(const char *row, struct buf *out)
{
    struct span rest = span_of(row);
    while (rest.len) {
        size_t open = span_find_char(rest, '[');
        buf_add(out, span_head(rest, open));
        if (open == SPAN_NONE)
            return;
        size_t end = span_find_char(rest, ']');
        encode(span_head(span_from(rest, open + 1), end - open - 1), out);
        rest = span_from(rest, end + 1);
    }
}

/* "sent-empty(password) token-expired": what was found, in order. */
static void name_found(const struct record *record, char *out, size_t room)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < record->fact_count && len < room; i++) {
        const struct fact *fact = &record->facts[i];
        const char *word = fact_row(fact->kind)->word;
        if (strncmp(word, "sent-", 5) != 0 && strncmp(word, "token-", 6) != 0)
            continue;
        int added = snprintf(out + len, room - len, "%s%s(%s%s%s)", len ? " " : "", word, fact->subject,
                             fact->subject[0] && fact->text[0] ? " " : "", fact->text);
        len += (size_t)added;
    }
}

static const struct {
    const char *text, *found;
} rows[] = {
    { "AUTH PLAIN [ 0 undefined 0 undefined]",
      "sent-placeholder(login undefined) sent-placeholder(password undefined)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 NULL]", "sent-placeholder(password null)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 ${SMTP_PASS}]", "sent-placeholder(password ${)" },
    { "C: AUTH PLAIN [ 0  0 s3cret-word]", "sent-empty(login)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 ]", "sent-empty(password)" },
    { "C: AUTH PLAIN [admin 0 anna@x.example 0 s3cret-word]", "" },
    { "C: AUTH PLAIN [anna@x.example:s3cret-word]", "sent-malformed(pair)" },
    { "C: AUTH PLAIN [< anna@x.example s3cret-word>]", "sent-twice(pair)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 <s3cret-word>]", "sent-twice(password)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 \"s3cret-word\"]", "sent-quoted(password)" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 s3cret-word\n]", "sent-blank(password)" },
    { "C: AUTH PLAIN [ 0 anna 0 s3cret-word]", "sent-local-part(login)" },
    { "C: AUTH PLAIN [ 0 apikey 0 SG.s3cret-word]", "" },
    /* passwords that only look like base64 */
    { "C: AUTH PLAIN [ 0 anna@x.example 0 abcdefghijklmnop]", "" },
    { "C: AUTH PLAIN [ 0 anna@x.example 0 abcd]", "" },
    /* asked for */
    { "C: AUTH PLAIN\nS: 334 \nC: [ 0 anna@x.example 0 ]", "sent-empty(password)" },
    { "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: [anna@x.example]\nS: 334 UGFzc3dvcmQ6\nC: [<s3cret-word>]",
      "sent-twice(password)" },
    { "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: \nS: 334 UGFzc3dvcmQ6\nC: [none]",
      "sent-empty(login) sent-placeholder(password none)" },
    { "C: AUTH LOGIN [anna]\nS: 334 UGFzc3dvcmQ6\nC: [s3cret-word]", "sent-local-part(login)" },
    { "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 VXNlcm5hbWU6\nCLIENT -> SERVER: [nil]",
      "sent-placeholder(login nil)" },
    { "C: AUTH PLAIN =\nS: 535 no", "sent-malformed(pair)" },
    /* masked, cut off, or no sign-in */
    { "C: AUTH PLAIN REDACTED\nS: 535 no", "" },
    { "C: AUTH PLAIN <hidden>\nS: 535 no", "" },
    { "C: AUTH PLAIN ****\nS: 535 no", "" },
    { "S: 250-AUTH PLAIN LOGIN\nS: 250 AUTH LOGIN PLAIN XOAUTH2", "" },
    { "535 5.7.8 no", "" },
    /* OAuth */
    { "C: AUTH XOAUTH2 [user=anna@x.example 1 auth=Bearer ya29.a0-s3cret-word 1  1 ]", "" },
    { "C: AUTH XOAUTH2 [user=anna@x.example 1  1 ]", "token-malformed()" },
    { "C: AUTH XOAUTH2 [user=anna@x.example 1 auth=Bearer "
      "eyJhbGciOiJub25lIn0.eyJleHAiOjE2MDAwMDAwMDAsInVwbiI6ImFubmFAeC5leGFtcGxlIn0.c2ln 1  1 ]",
      "token-expired(2020-09-13 12:26 UTC)" },
    /* {"aud":"https://graph.microsoft.com","exp":4102444800,"scp":"User.Read","upn":"bob@x.example"} */
    { "C: AUTH OAUTHBEARER [n,a=anna@x.example, 1 host=x 1 auth=Bearer "
      "eyJhbGciOiJub25lIn0."
      "eyJhdWQiOiJodHRwczovL2dyYXBoLm1pY3Jvc29mdC5jb20iLCJleHAiOjQxMDI0NDQ4MDAsInNjcCI6IlVzZXIuUmVhZC"
      "IsInVwbiI6ImJvYkB4LmV4YW1wbGUifQ.c2ln 1  1 ]",
      "token-valid(2100-01-01 00:00 UTC) token-audience(https://graph.microsoft.com) token-scope(User.Read) "
      "token-user(bob@x.example)" },
    { "C: AUTH XOAUTH2 <hidden>\nS: 334 "
      "[{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}]",
      "token-refused(400 https://mail.google.com/)" },
    { "C: AUTH XOAUTH2 [user=a 1 auth=Bearer eyJ.eyJ!!.x 1  1 ]", "" },
};

static void expect_hidden(const struct record *record, const char *secret)
{
    for (size_t i = 0; i < record->fact_count; i++)
        if (strstr(record->facts[i].text, secret) || strstr(record->facts[i].subject, secret))
            fail_msg("%s holds the secret", fact_row(record->facts[i].kind)->word);
    for (size_t i = 0; i < record->session_count; i++)
        for (size_t k = 0; k < record->sessions[i]->line_count; k++)
            if (span_find(line_raw(&record->sessions[i]->lines[k]), span_of(secret)) != SPAN_NONE)
                fail_msg("line %zu holds the secret", k + 1);
}

static void test_what_was_sent(void **state)
{
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct buf text;
        char found[512];
        buf_init(&text, 64 * KIB);
        write_text(rows[i].text, &text);
        record_init(&record);
        intake_read(&record, buf_span(&text), &nothing_told);
        name_found(&record, found, sizeof found);
        if (strcmp(found, rows[i].found) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", rows[i].text, found, rows[i].found);
        expect_hidden(&record, "s3cret");
        expect_hidden(&record, "czNjcmV0");
        record_clear(&record);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_was_sent) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
