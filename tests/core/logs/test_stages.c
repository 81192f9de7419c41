#include "logs/stages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The marks that programs put before the lines of a conversation, and lines without any. */
static const struct {
    const char *line;
    enum speaker from;
    const char *words;
} rows[] = {
    { "S: 220 mx ESMTP", SPEAKER_SERVER, "220 mx ESMTP" },
    { "C: EHLO me", SPEAKER_CLIENT, "EHLO me" },
    { "<-  250-mx", SPEAKER_SERVER, "250-mx" },
    { " -> AUTH LOGIN", SPEAKER_CLIENT, "AUTH LOGIN" },
    { "<** 535 5.7.8 no", SPEAKER_SERVER, "535 5.7.8 no" },
    { " ~> QUIT", SPEAKER_CLIENT, "QUIT" },
    { "< 220 mx", SPEAKER_SERVER, "220 mx" },
    { "> MAIL FROM:<a@b>", SPEAKER_CLIENT, "MAIL FROM:<a@b>" },
    { "> 550 5.1.1 who", SPEAKER_SERVER, "550 5.1.1 who" },
    { "2017-06-14 16:42:36 SERVER -> CLIENT: 250 ok", SPEAKER_SERVER, "250 ok" },
    { "2017-06-14 16:42:36 CLIENT -> SERVER: DATA", SPEAKER_CLIENT, "DATA" },
    { "[2024-01-02 10:00:00] DEBUG [x7] S: 334 UGFzc3dvcmQ6", SPEAKER_SERVER, "334 UGFzc3dvcmQ6" },
    { "[2024-01-02 10:00:00] DEBUG [x7] C: RSET", SPEAKER_CLIENT, "RSET" },
    { "SMTP -> FROM SERVER: 220 mx", SPEAKER_SERVER, "220 mx" },
    { "Got: 250 ok", SPEAKER_SERVER, "250 ok" },
    { "Sent: EHLO me", SPEAKER_CLIENT, "EHLO me" },
    { "250-SIZE 1000", SPEAKER_SERVER, "250-SIZE 1000" },
    { "ehlo me", SPEAKER_CLIENT, "ehlo me" },
    { "RCPT TO:<a@b>", SPEAKER_CLIENT, "RCPT TO:<a@b>" },
    { ".", SPEAKER_CLIENT, "." },
    { "Authentication failed", SPEAKER_EVENT, "Authentication failed" },
    { "data was sent", SPEAKER_EVENT, "data was sent" },
    { "<hidden>", SPEAKER_EVENT, "<hidden>" },
    { "", SPEAKER_EVENT, "" },
};

static void test_speakers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span words;
        enum speaker from = stage_speaker(span_of(rows[i].line), &words);
        if (from != rows[i].from || !span_equal(words, span_of(rows[i].words)))
            fail_msg("\"%s\": %s, \"%.*s\"", rows[i].line, speaker_word(from), SPAN_ARG(words));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_speakers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
