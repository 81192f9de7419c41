#include "logs/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/*
 * Events as words: a letter for what it is (A arrival, S sender, R removed, D deferred, X sender and account, N a
 * sender with a connection's number), a digit for the message. What is left: arrivals with "s" when they got a
 * sender, with "w" when they are whole.
 */
static const struct {
    const char *name, *events, *left;
} rows[] = {
    { "comes and goes", "A1 S1 R1", "A1sw" },
    { "two side by side", "A1 A2 S2 S1 R1 R2", "A1sw A2sw" },
    { "stays", "A1 S1", "A1s" },
    { "goes later: its arrival is elsewhere", "S1 R1", "S1 R1" },
    { "something happens to it", "A1 S1 D1 R1", "A1s D1 R1" },
    { "something happens before the sender is told", "A1 D1 S1 R1", "A1 D1 S1 R1" },
    { "the id comes again", "A1 S1 R1 A1 R1", "A1sw A1w" },
    { "the id comes again and the end was not written", "A1 A1 S1 R1", "A1 A1sw" },
    { "the line tells more than the sender", "A1 X1 R1", "A1 X1 R1" },
    { "known by its connection as well", "A1 N1 R1", "A1w N1" },
    { "no message", "A0 S0 R0", "A0 S0 R0" },
};

static struct log_event read_event(const char *word)
{
    static const char letters[] = "ASXNRD";
    static const enum log_kind kinds[] = { LOG_ARRIVED, LOG_SENDER, LOG_SENDER, LOG_SENDER, LOG_REMOVED, LOG_DEFERRED };
    struct log_event event = { .kind = kinds[strchr(letters, word[0]) - letters] };
    if (word[1] != '0')
        event.key = (uint64_t)(word[1] - '0') * 2 | 1;
    if (event.kind == LOG_SENDER)
        event.sender = SPAN("anna@example.com");
    if (word[0] == 'X')
        event.account = SPAN("anna");
    event.session = word[0] == 'N';
    event.code = (unsigned)(unsigned char)word[0];
    return event;
}

static void write_event(const struct log_event *event, char *out)
{
    bool has_sender = event->kind == LOG_ARRIVED && event->sender.len;
    (void)sprintf(out + strlen(out), "%s%c%u%s%s", out[0] ? " " : "", (int)event->code, (unsigned)(event->key / 2),
                  has_sender ? "s" : "", event->is_whole ? "w" : "");
}

static void test_fold(void **state)
{
    enum { EVENTS_MOST = 8, WORD = 3 };
    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        struct log_event events[EVENTS_MOST];
        struct fold fold = { 0 };
        char left[EVENTS_MOST * 8] = "";
        size_t count = 0;
        for (size_t at = 0; at < strlen(rows[row].events); at += WORD) {
            events[count] = read_event(rows[row].events + at);
            count += !fold_event(&fold, events, count);
        }
        for (size_t i = 0; i < count; i++)
            write_event(&events[i], left);
        if (strcmp(left, rows[row].left) != 0)
            fail_msg("%s: %s", rows[row].name, left);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_fold) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
