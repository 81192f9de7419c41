#include "checks/check.h"

#include "checks/sides.h"

#include <assert.h>
#include <string.h>

/* The rows of the chain first, then those beside it. */
static const struct check checks[] = {
    { "typed-address", STEP_ACCOUNT, NULL, 1000, SENDS_NOTHING, WHEN_CHAIN, NULL, NULL, false },
    { "typed-login", STEP_CREDENTIALS, NULL, 1000, SENDS_NOTHING, WHEN_CHAIN, NULL, NULL, false },
    { "typed-password", STEP_CREDENTIALS, NULL, 1000, SENDS_NOTHING, WHEN_CHAIN, NULL, NULL, false },
    { "settings", STEP_SERVER, NULL, 3000, SENDS_QUESTION, WHEN_CHAIN, NULL, NULL, false },
    { "isp-database", STEP_SERVER, NULL, 3000, SENDS_ELSEWHERE, WHEN_CHAIN, NULL, NULL, false },
    { "name-lookup", STEP_SERVER, "settings", 8000, SENDS_QUESTION, WHEN_CHAIN, NULL, NULL, false },
    { "port-25", STEP_NETWORK, "name-lookup", 45000, SENDS_CONNECTION, WHEN_CHAIN, NULL, NULL, false },
    { "port-465", STEP_NETWORK, "name-lookup", 45000, SENDS_CONNECTION, WHEN_CHAIN, NULL, NULL, false },
    { "port-587", STEP_NETWORK, "name-lookup", 45000, SENDS_CONNECTION, WHEN_CHAIN, NULL, NULL, false },
    { "port-2525", STEP_NETWORK, "name-lookup", 45000, SENDS_CONNECTION, WHEN_CHAIN, NULL, NULL, false },
    { "port-own", STEP_NETWORK, "name-lookup", 45000, SENDS_CONNECTION, WHEN_CHAIN, NULL, NULL, false },
    { "smtp-login", STEP_CREDENTIALS, "name-lookup", 45000, SENDS_LOGIN, WHEN_CHAIN, NULL, NULL, false },
    { "corrected-login", STEP_CREDENTIALS, "smtp-login", 45000, SENDS_LOGIN, WHEN_CHAIN, NULL, NULL, false },
    { "login-form", STEP_CREDENTIALS, "smtp-login", 6000, SENDS_LOGIN, WHEN_CHAIN, NULL, NULL, false },
    { "imap-login", STEP_CREDENTIALS, "name-lookup", 12000, SENDS_LOGIN, WHEN_SPOKEN, check_imap_login,
      imap_login_left_out, true },
    { "pop3-login", STEP_CREDENTIALS, "name-lookup", 20000, SENDS_LOGIN, WHEN_SPOKEN, check_pop3_login,
      pop3_login_left_out, true },
    { "sender", STEP_STATUS, "smtp-login", 30000, SENDS_ENVELOPE, WHEN_CHAIN, NULL, NULL, false },
    { "recipient", STEP_STATUS, "smtp-login", 30000, SENDS_ENVELOPE, WHEN_CHAIN, NULL, NULL, false },
    { "size", STEP_STATUS, "smtp-login", 30000, SENDS_ENVELOPE, WHEN_CHAIN, NULL, NULL, false },
    { "test-message", STEP_STATUS, "smtp-login", 120000, SENDS_MESSAGE, WHEN_CHAIN, NULL, NULL, false },
    { "inbox", STEP_STATUS, "test-message", 40000, SENDS_LOGIN, WHEN_SPOKEN, check_inbox, inbox_left_out, true },
    { "message", STEP_STATUS, NULL, 5000, SENDS_NOTHING, WHEN_START, check_message, message_left_out, true },
    /* this machine */
    { "this-network", STEP_NETWORK, NULL, 1000, SENDS_NOTHING, WHEN_START, check_this_network, this_network_left_out,
      true },
    { "path", STEP_NETWORK, "name-lookup", 1000, SENDS_NOTHING, WHEN_NAMED, check_path, this_network_left_out, true },
    { "plain-web", STEP_NETWORK, NULL, 5000, SENDS_ELSEWHERE, WHEN_NAMED, check_plain_web, plain_web_left_out, true },
    { "dns-compare", STEP_NETWORK, NULL, 2500, SENDS_QUESTION, WHEN_NAMED, check_dns_compare, dns_compare_left_out,
      true },
    { "ping", STEP_NETWORK, "name-lookup", 2500, SENDS_ECHO, WHEN_NAMED, check_ping, this_network_left_out, false },
    { "trace", STEP_NETWORK, "name-lookup", 4500, SENDS_CONNECTION, WHEN_NAMED, check_trace, trace_left_out, true },
    { "other-services", STEP_STATUS, "name-lookup", 4500, SENDS_CONNECTION, WHEN_NAMED, check_other_services,
      trace_left_out, true },
    { "status-page", STEP_STATUS, NULL, 5000, SENDS_ELSEWHERE, WHEN_SPOKEN, check_status_page, status_page_left_out,
      true },
    { "mailbox-encryption", STEP_SERVER, "name-lookup", 4500, SENDS_CONNECTION, WHEN_NAMED, check_mailbox_encryption,
      mailbox_encryption_left_out, false },
    /* how the sender looks to receivers */
    { "reverse-name", STEP_STATUS, "name-lookup", 3000, SENDS_QUESTION, WHEN_SEEN, check_reverse_name,
      public_address_left_out, true },
    { "block-lists", STEP_STATUS, "name-lookup", 3000, SENDS_ELSEWHERE, WHEN_SEEN, check_block_lists,
      public_address_left_out, true },
    { "domain-lists", STEP_STATUS, NULL, 3000, SENDS_ELSEWHERE, WHEN_START, check_domain_lists, domain_lists_left_out,
      false },
    { "spf", STEP_STATUS, "name-lookup", 4000, SENDS_QUESTION, WHEN_NAMED, check_spf, sender_domain_left_out, false },
    { "dkim", STEP_STATUS, NULL, 3000, SENDS_QUESTION, WHEN_START, check_dkim, own_domain_left_out, false },
    { "dmarc", STEP_STATUS, NULL, 3000, SENDS_QUESTION, WHEN_START, check_dmarc, sender_domain_left_out, false },
    { "mta-sts", STEP_STATUS, NULL, 3000, SENDS_QUESTION, WHEN_START, check_mta_sts, own_domain_left_out, false },
    { "dane", STEP_STATUS, NULL, 3000, SENDS_QUESTION, WHEN_START, check_dane, own_domain_left_out, false },
    { "packet-filter", STEP_NETWORK, "name-lookup", 2000, SENDS_NOTHING, WHEN_SPOKEN, check_packet_filter,
      packet_filter_left_out, true },
    { "local-server", STEP_STATUS, "name-lookup", 5000, SENDS_NOTHING, WHEN_NAMED, check_local_server,
      local_server_left_out, true },
    { "relay", STEP_STATUS, "name-lookup", 8000, SENDS_ENVELOPE, WHEN_NAMED, check_relay, relay_left_out, true },
    { "mail-queue", STEP_STATUS, "name-lookup", 5000, SENDS_NOTHING, WHEN_NAMED, check_mail_queue,
      local_server_left_out, true },
    { "server-log", STEP_LOGS, "name-lookup", 3000, SENDS_NOTHING, WHEN_SPOKEN, check_server_log, local_server_left_out,
      true },
    { "server-settings", STEP_STATUS, "name-lookup", 5000, SENDS_NOTHING, WHEN_NAMED, check_server_settings,
      local_server_left_out, true },
};

const char *sending_word(enum sending sending)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SENDINGS(X)
#undef X
    };
    return words[sending];
}

size_t check_count(void)
{
    return sizeof checks / sizeof *checks;
}

const struct check *check_at(size_t index)
{
    return &checks[index];
}

size_t check_index(const char *id)
{
    for (size_t i = 0; i < check_count(); i++)
        if (strcmp(checks[i].id, id) == 0)
            return i;
    assert(!"a check that has no row");
    return 0;
}

const struct check *check_find(const char *id)
{
    return &checks[check_index(id)];
}

const struct check *check_of_port(uint16_t port)
{
    switch (port) {
    case 25:
        return check_find("port-25");
    case 465:
        return check_find("port-465");
    case 587:
        return check_find("port-587");
    case 2525:
        return check_find("port-2525");
    default:
        return check_find("port-own");
    }
}

bool inquiry_has_worked(const struct inquiry *inquiry)
{
    const struct ground *ground = inquiry->ground;
    if (ground->given_port && !atomic_load(&ground->given_is_open))
        return false;
    return ground->login_accepted || (!inquiry->target->has_password && ground_saw(ground, FACT_AUTH_OFFERED));
}

void inquiry_cut_short(const struct inquiry *inquiry)
{
    if (inquiry->is_cut_short)
        *inquiry->is_cut_short = true;
}

bool ground_saw(const struct ground *ground, enum fact_kind kind)
{
    return atomic_load(&ground->seen[kind]) > 0;
}
