/*
 * The wizard with a conductor that does nothing but write transcript lines, RATE a second
 * (environment FLOOD_RATE, 50000 unless set), until it is cancelled or FLOOD_LINES of them are
 * there: for the bench of key to paint.
 */
#include "run/conductor.h"

#include "run/desk.h"
#include "wizard.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { USUAL_RATE = 50000, SLICE_MS = 2 };

static void write_slice(const struct scribe *scribe, unsigned session, unsigned from, unsigned until)
{
    char raw[96];
    for (unsigned n = from; n < until; n++) {
        int len = snprintf(raw, sizeof raw, "250-smtp.example.com Hello [192.0.2.%u] 密码 пароль %u", n % 255, n);
        struct line line = { .n = n + 1, .us = n, .from = SPEAKER_SERVER, .raw = raw, .len = (size_t)len };
        scribe->add_line(scribe->owner, session, &line);
    }
}

static int64_t number_given(const char *name, int64_t usual)
{
    const char *given = getenv(name);
    return given ? atoll(given) : usual;
}

void conduct(const struct conductor_wish *wish)
{
    struct desk desk = { .queue = wish->queue };
    struct scribe scribe = desk_scribe(&desk);
    struct endpoint where = { "smtp.example.com", 587, SECURITY_STARTTLS };
    int64_t rate = number_given("FLOOD_RATE", USUAL_RATE);
    int64_t most = number_given("FLOOD_LINES", UINT32_MAX);
    unsigned session = scribe.open_session(scribe.owner, &where, "192.0.2.1");
    moment began = clock_now();
    unsigned written = 0;
    struct limits limits = { CLOCK_NEVER, wish->cancel_fd };
    while (!limits_cancelled(limits)) {
        int64_t now = (clock_now() - began) * rate / 1000000;
        unsigned due = (unsigned)(now < most ? now : most);
        write_slice(&scribe, session, written, due);
        written = due;
        (void)limits_wait(limits_within(limits, SLICE_MS), -1, 0);
    }
    desk_finish(&desk);
}

int main(void)
{
    return wizard_main(&(struct wizard_wish){ .language = "en" });
}
