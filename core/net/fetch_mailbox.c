#include "base/mem.h"
#include "net/fetch_attempt.h"

#include <stdlib.h>

struct fetch_mailbox {
    struct fetch_login login;
    struct attempt attempt;
};

struct fetch_mailbox *fetch_mailbox_open(const struct fetch_login *login, struct limits limits,
                                         struct fetch_login_result *ret_result)
{
    moment began = clock_now();
    struct fetch_mailbox *mailbox = mem_new(sizeof *mailbox);
    mailbox->login = *login;
    mailbox->attempt = (struct attempt){ .login = &mailbox->login, .result = ret_result, .stays = true };
    *ret_result = (struct fetch_login_result){ .end = FETCH_LOGIN_NO_CONNECTION };
    if (attempt_may_begin(login, ret_result))
        attempt_sign_in(&mailbox->attempt, limits);
    ret_result->ms = (clock_now() - began) / 1000;
    if (ret_result->end == FETCH_LOGIN_ACCEPTED)
        return mailbox;
    fetch_mailbox_close(mailbox);
    return NULL;
}

bool fetch_mailbox_offers_id(const struct fetch_mailbox *mailbox)
{
    return mailbox->attempt.saw_id;
}

bool fetch_mailbox_offers_special_use(const struct fetch_mailbox *mailbox)
{
    return mailbox->attempt.saw_specialuse;
}

/* The library takes the command for a part of a web address. */
static bool set_command(CURL *easy, const char *command)
{
    struct buf escaped;
    buf_init(&escaped, 4 * KIB);
    for (; *command; command++)
        if (*command == '%')
            buf_add_text(&escaped, "%25");
        else
            buf_add_char(&escaped, *command);
    bool good = !escaped.full && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, buf_text(&escaped)) == CURLE_OK;
    buf_free(&escaped);
    return good;
}

bool fetch_mailbox_ask(struct fetch_mailbox *mailbox, const char *command, struct limits limits, struct buf *ret_answer)
{
    struct attempt *attempt = &mailbox->attempt;
    if (!set_command(attempt->wire.easy, command))
        return false;
    attempt->answer = ret_answer;
    enum outcome outcome = fetch_wire_run_again(&attempt->wire, limits);
    attempt->answer = NULL;
    return outcome == OUTCOME_DONE && attempt->wire.code == CURLE_OK;
}

void fetch_mailbox_close(struct fetch_mailbox *mailbox)
{
    if (!mailbox)
        return;
    fetch_wire_close(&mailbox->attempt.wire);
    free(mailbox);
}
