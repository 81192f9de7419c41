#include "base/mem.h"
#include "checks/mailbox_visit.h"
#include "checks/sides.h"

#include <stdlib.h>
#include <string.h>

/* ---- judging ---- */

/* Refused, but the words speak of something else than name and password, or of several things. */
static bool is_left_open(struct span text)
{
    static const char *const words[] = { "unavailable",
                                         "temporar",
                                         "try again",
                                         "[inuse]",
                                         "[limit]",
                                         "[sys/",
                                         "[in-use]",
                                         "login-delay",
                                         "too many",
                                         "frequency",
                                         "not enabled",
                                         "disabled",
                                         "web login",
                                         "webalert",
                                         "oauth",
                                         "app password",
                                         "application-specific",
                                         "application password",
                                         "basic auth",
                                         "license",
                                         "blocked",
                                         "not open",
                                         "unsafe login",
                                         "授权码",
                                         "未开",
                                         "приложени",
                                         "internal error" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(text, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

static enum fact_kind kind_of(const struct fetch_login_result *result)
{
    switch (result->end) {
    case FETCH_LOGIN_ACCEPTED:
        return FACT_MAILBOX_LOGIN_OK;
    case FETCH_LOGIN_REFUSED:
        return is_left_open(span_of(result->text)) ? FACT_MAILBOX_LOGIN_OPEN : FACT_MAILBOX_LOGIN_REFUSED;
    case FETCH_LOGIN_NO_STARTTLS:
    case FETCH_LOGIN_CERTIFICATE:
    case FETCH_LOGIN_NO_TLS:
    case FETCH_LOGIN_UNSAFE:
        return FACT_MAILBOX_UNSAFE;
    case FETCH_LOGIN_NO_CONNECTION:
        return FACT_MAILBOX_UNREACHABLE;
    case FETCH_LOGIN_UNABLE:
        return FACT_MAILBOX_LOGIN_OPEN;
    default:
        return result->was_sent || result->text[0] ? FACT_MAILBOX_LOGIN_OPEN : FACT_MAILBOX_UNREACHABLE;
    }
}

/* ---- telling ---- */

/* "A002 NO [AUTHENTICATIONFAILED] …": the tag is ours, not the server's words. */
static struct span without_tag(struct span text)
{
    struct span rest = text;
    struct span tag = SPAN_EMPTY;
    bool has_tag = span_word(&rest, &tag) && tag.len == 4 && tag.at[0] >= 'A' && tag.at[0] <= 'Z';
    return has_tag ? span_trim(rest) : text;
}

static struct span words_of(const struct fetch_login_result *result)
{
    bool has_said =
        result->end == FETCH_LOGIN_ACCEPTED || result->end == FETCH_LOGIN_REFUSED || result->end == FETCH_LOGIN_CLOSED;
    if (has_said && result->text[0])
        return without_tag(span_of(result->text));
    return span_of(result->reason[0] ? result->reason : fetch_login_end_word(result->end));
}

static void tell(struct visit *visit)
{
    const struct fetch_login_result *result = &visit->result;
    struct fact fact = fact_new(kind_of(result), visit->check);
    struct buf words;
    fact.stage = STAGE_AUTH;
    fact.where = visit->place.where;
    fact.ms = result->ms;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(mailbox_word(visit->protocol)));
    buf_init(&words, FACT_TEXT_MAX - 1);
    veil_apply(&visit->veil, words_of(result), &words);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&words));
    buf_free(&words);
    fact_prove(&fact, (struct evidence){ visit->session, visit->line_count });
    scribe_fact(visit->inquiry->scribe, &fact);
}

static void tell_no_place(const struct visit *visit)
{
    struct fact fact = fact_new(FACT_MAILBOX_UNREACHABLE, visit->check);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(mailbox_word(visit->protocol)));
    fact.where = visit->place.where;
    mem_copy_text(fact.text, sizeof fact.text, span_of(fetch_end_word(FETCH_NO_NAME)));
    if (!limits_cancelled(visit->inquiry->limits))
        scribe_fact(visit->inquiry->scribe, &fact);
}

/* ---- signing in ---- */

static void sign_in(struct visit *visit)
{
    struct fetch_login login = visit_login(visit);
    visit_open(visit);
    fetch_login(&login, visit->inquiry->limits, &visit->result);
    visit_close(visit);
}

static void run(const struct inquiry *inquiry, enum fetch_protocol protocol, const char *check)
{
    struct visit *visit = mem_new(sizeof *visit);
    visit->inquiry = inquiry;
    visit->protocol = protocol;
    visit->check = check;
    if (mailbox_find(inquiry, protocol, &visit->place)) {
        sign_in(visit);
        if (visit->result.end != FETCH_LOGIN_CANCELLED)
            tell(visit);
    } else {
        tell_no_place(visit);
    }
    veil_clear(&visit->veil);
    free(visit);
}

/* ---- only where it decides something ---- */

/* A practice server has no mailbox, unless the case names one. */
static bool has_detour(const struct target *target, uint16_t port)
{
    return !target->connect_to[0] || target_dial_port(target, port) != port;
}

static const char *left_out(const struct inquiry *inquiry, uint16_t port)
{
    const struct ground *ground = inquiry->ground;
    if (!inquiry->target->has_password || !has_detour(inquiry->target, port))
        return "";
    if (ground->login_accepted || ground_saw(ground, FACT_CORRECTED_OK) || ground_saw(ground, FACT_FORM_OK))
        return ""; /* it is known already that they are right */
    if (!ground->login_refused || ground->login_code / 100 != 5)
        return "";
    return ground->logins_left == 0 ? "budget" : NULL;
}

const char *imap_login_left_out(const struct inquiry *inquiry)
{
    return left_out(inquiry, 993);
}

const char *pop3_login_left_out(const struct inquiry *inquiry)
{
    return left_out(inquiry, 995);
}

void check_imap_login(const struct inquiry *inquiry)
{
    run(inquiry, FETCH_IMAP, "imap-login");
}

static bool has_imap_decided(const struct inquiry *inquiry)
{
    return ground_saw(inquiry->ground, FACT_MAILBOX_LOGIN_OK) ||
           ground_saw(inquiry->ground, FACT_MAILBOX_LOGIN_REFUSED);
}

/* Waits until IMAP has told. True when it has left the question open, and another sign-in is allowed. */
static bool is_left_to_pop3(const struct inquiry *inquiry)
{
    enum { LOOK_MS = 20 };
    const struct ground *ground = inquiry->ground;
    while (!has_imap_decided(inquiry)) {
        if (ground_saw(ground, FACT_MAILBOX_LOGIN_OPEN))
            return ground->logins_left > 1;
        if (ground_saw(ground, FACT_MAILBOX_UNREACHABLE) || ground_saw(ground, FACT_MAILBOX_UNSAFE))
            return true;
        if (limits_wait(limits_within(inquiry->limits, LOOK_MS), -1, 0) == OUTCOME_CANCELLED ||
            !limits_left_ms(inquiry->limits))
            return false;
    }
    return false;
}

void check_pop3_login(const struct inquiry *inquiry)
{
    if (is_left_to_pop3(inquiry))
        run(inquiry, FETCH_POP3, "pop3-login");
}
