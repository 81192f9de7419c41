#include "diagnosis/scales.h"
#include "knowledge/providers.h"

#include <string.h>

/*
 * What the facts of live checks mean: a row each. must: about the chosen endpoint; with: about
 * any endpoint; without: not about the chosen one. FACT_COUNT stands for none. only_security
 * asks how the chosen endpoint is encrypted. The rungs of the ladder (cause.h) order causes of
 * the same weight: what lies nearer to the wire comes first.
 */
struct rule {
    const char *id;
    enum cause cause;
    enum side side;
    int weight;
    enum fact_kind must, with, without;
    enum security only_security;
};
#define ANYTHING FACT_COUNT

static const struct rule rules[] = {
    /* first, since the first proof of a cause gives it its words */
    { "bridge-stopped", CAUSE_CONNECTION_REFUSED, SIDE_USER_SETTINGS, 98, FACT_BRIDGE_STOPPED, ANYTHING, FACT_PORT_OPEN,
      0 },
    { "settings-declined", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 96, FACT_SETTINGS_DECLINED, ANYTHING, FACT_NAME_FOUND,
      0 },
    /* names */
    { "name-silent", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 95, FACT_NAME_NO_ANSWER, ANYTHING, FACT_NAME_FOUND, 0 },
    { "name-server-failed", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 90, FACT_NAME_SERVER_FAILED, ANYTHING, FACT_NAME_FOUND,
      0 },
    { "name-refused", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 95, FACT_NAME_REFUSED, ANYTHING, FACT_NAME_FOUND, 0 },
    { "name-broken", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 90, FACT_NAME_BROKEN, ANYTHING, FACT_NAME_FOUND, 0 },
    { "dns-published", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 96, FACT_DNS_PUBLISHED, ANYTHING, FACT_NAME_FOUND, 0 },
    { "dns-withheld", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 96, FACT_DNS_WITHHELD, ANYTHING, FACT_NAME_FOUND, 0 },
    { "dns-udp-blocked", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 97, FACT_DNS_UDP_BLOCKED, ANYTHING, FACT_NAME_FOUND, 0 },
    /* inner names and addresses are often meant so: no cause of trouble where a mail server answers there */
    { "hosts-stale", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 95, FACT_HOSTS_STALE, ANYTHING, FACT_AUTH_OFFERED, 0 },
    { "hosts-stale-certificate", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 95, FACT_HOSTS_STALE, FACT_CERT_NAME,
      FACT_LOGIN_OK, 0 },
    { "hosts-stale-refused", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 40, FACT_HOSTS_STALE, FACT_LOGIN_REFUSED,
      FACT_LOGIN_OK, 0 },
    { "dns-diverted", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 94, FACT_DNS_DIVERTED, ANYTHING, FACT_AUTH_OFFERED, 0 },
    { "dns-diverted-certificate", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 94, FACT_DNS_DIVERTED, FACT_CERT_NAME,
      FACT_LOGIN_OK, 0 },
    { "dns-other-answers", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 95, FACT_DNS_OTHER_ANSWERS, ANYTHING, FACT_PORT_OPEN,
      0 },
    { "dns-others", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 45, FACT_DNS_OTHERS, FACT_PORT_REFUSED, FACT_PORT_OPEN, 0 },
    { "dns-invented", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 97, FACT_DNS_INVENTED, ANYTHING, FACT_LOGIN_OK, 0 },
    { "dns-only-here", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 50, FACT_DNS_ONLY_HERE, ANYTHING, FACT_PORT_OPEN, 0 },
    { "name-not-there", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 93, FACT_NAME_NOT_FOUND, ANYTHING, ANYTHING, 0 },
    { "name-without-address", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 90, FACT_NAME_NO_ADDRESS, ANYTHING, ANYTHING, 0 },
    { "settings-nowhere", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 60, FACT_SETTINGS_NOT_FOUND, ANYTHING, FACT_NAME_FOUND,
      0 },
    { "typed-incoming", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 55, FACT_TYPED_INCOMING_HOST, ANYTHING, FACT_LOGIN_OK, 0 },
    { "typed-url", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 97, FACT_TYPED_URL, ANYTHING, FACT_NAME_FOUND, 0 },
    { "typed-domain-near", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 95, FACT_TYPED_DOMAIN_NEAR, ANYTHING, FACT_NAME_FOUND,
      0 },
    { "typed-incoming-port", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 97, FACT_TYPED_INCOMING_PORT, ANYTHING,
      FACT_GREETING_OK, 0 },
    { "typed-port-near", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 94, FACT_TYPED_PORT_NEAR, ANYTHING, FACT_PORT_OPEN, 0 },
    /* connecting */
    { "port-silent", CAUSE_PORT_BLOCKED, SIDE_NONE, 58, FACT_PORT_SILENT, ANYTHING, FACT_PORT_OPEN, 0 },
    { "port-silent-others-open", CAUSE_PORT_BLOCKED, SIDE_NONE, 80, FACT_PORT_SILENT, FACT_PORT_OPEN, FACT_PORT_OPEN,
      0 },
    { "port-silent-no-server", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 45, FACT_PORT_SILENT, ANYTHING, FACT_PORT_OPEN, 0 },
    { "port-refused", CAUSE_CONNECTION_REFUSED, SIDE_NONE, 92, FACT_PORT_REFUSED, ANYTHING, FACT_PORT_OPEN, 0 },
    { "port-refused-others-open", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 94, FACT_PORT_REFUSED, FACT_PORT_OPEN,
      FACT_PORT_OPEN, 0 },
    { "port-silent-host-there", CAUSE_PORT_BLOCKED, SIDE_NONE, 84, FACT_PORT_SILENT, FACT_PING_OK, FACT_PORT_OPEN, 0 },
    { "port-silent-host-serves", CAUSE_PORT_BLOCKED, SIDE_NONE, 85, FACT_PORT_SILENT, FACT_OTHER_SERVICE,
      FACT_PORT_OPEN, 0 },
    { "port-filtered", CAUSE_PORT_BLOCKED, SIDE_NONE, 93, FACT_PORT_FILTERED, ANYTHING, FACT_PORT_OPEN, 0 },
    { "port-unreachable", CAUSE_NETWORK_UNREACHABLE, SIDE_NONE, 92, FACT_PORT_UNREACHABLE, ANYTHING, FACT_PORT_OPEN,
      0 },
    { "port-reset", CAUSE_PORT_BLOCKED, SIDE_NONE, 62, FACT_PORT_RESET, ANYTHING, FACT_PORT_OPEN, 0 },
    { "web-portal", CAUSE_CAPTIVE_PORTAL, SIDE_NONE, 98, FACT_WEB_PORTAL, ANYTHING, FACT_AUTH_OFFERED, 0 },
    { "net-answers-all", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 97, FACT_NET_ANSWERS_ALL, ANYTHING, FACT_LOGIN_OK,
      0 },
    { "status-page", CAUSE_SERVICE_UNAVAILABLE, SIDE_SERVER, 88, FACT_PAGE_TROUBLE, ANYTHING, FACT_LOGIN_OK, 0 },
    { "net-down", CAUSE_NETWORK_UNREACHABLE, SIDE_NONE, 97, FACT_NET_DOWN, ANYTHING, FACT_PORT_OPEN, 0 },
    { "net-no-way", CAUSE_NETWORK_UNREACHABLE, SIDE_NONE, 96, FACT_NET_NO_WAY, ANYTHING, FACT_PORT_OPEN, 0 },
    { "net-no-resolver", CAUSE_DNS_LOOKUP_FAILED, SIDE_NONE, 96, FACT_NET_NO_RESOLVER, FACT_NAME_NO_ANSWER,
      FACT_NAME_FOUND, 0 },
    { "service-stopped", CAUSE_CONNECTION_REFUSED, SIDE_NONE, 96, FACT_SERVICE_STOPPED, FACT_PORT_REFUSED,
      FACT_PORT_OPEN, 0 },
    { "listen-none", CAUSE_CONNECTION_REFUSED, SIDE_NONE, 93, FACT_LISTEN_NONE, FACT_PORT_REFUSED, FACT_PORT_OPEN, 0 },
    { "disk-full", CAUSE_SERVER_MISCONFIGURED, SIDE_NONE, 80, FACT_DISK_FULL, ANYTHING, FACT_LOGIN_OK, 0 },
    { "inodes-gone", CAUSE_SERVER_MISCONFIGURED, SIDE_NONE, 80, FACT_INODES_GONE, ANYTHING, FACT_LOGIN_OK, 0 },
    { "filter-rule", CAUSE_PORT_BLOCKED, SIDE_NONE, 97, FACT_FILTER_RULE, ANYTHING, FACT_PORT_OPEN, 0 },
    { "proxy-failed", CAUSE_NETWORK_UNREACHABLE, SIDE_NONE, 95, FACT_PROXY_FAILED, ANYTHING, FACT_PORT_OPEN, 0 },
    { "proxy-refused", CAUSE_PORT_BLOCKED, SIDE_NONE, 92, FACT_PROXY_REFUSED, ANYTHING, FACT_PORT_OPEN, 0 },
    /* the first words */
    { "tls-first", CAUSE_TLS_MODE_MISMATCH, SIDE_NONE, 96, FACT_TLS_FIRST, ANYTHING, ANYTHING, 0 },
    { "greeting-none", CAUSE_SERVICE_UNAVAILABLE, SIDE_NONE, 72, FACT_GREETING_NONE, ANYTHING, FACT_TLS_FIRST, 0 },
    { "greeting-none-filter", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 50, FACT_GREETING_NONE, ANYTHING, FACT_TLS_FIRST,
      0 },
    { "greeting-other-protocol", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 95, FACT_GREETING_NOT_SMTP, ANYTHING, ANYTHING,
      0 },
    { "greeting-starred", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 88, FACT_GREETING_STARRED, ANYTHING, FACT_LOGIN_OK,
      0 },
    { "closed-early", CAUSE_DROPPED_CONNECTION, SIDE_NONE, 86, FACT_CLOSED_EARLY, ANYTHING, ANYTHING, 0 },
    { "no-answer", CAUSE_SERVICE_UNAVAILABLE, SIDE_NONE, 70, FACT_NO_ANSWER, ANYTHING, ANYTHING, 0 },
    { "reply-broken", CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, 66, FACT_REPLY_BROKEN, ANYTHING, ANYTHING, 0 },
    { "ehlo-refused", CAUSE_HELO_REJECTED, SIDE_NONE, 60, FACT_EHLO_REFUSED, ANYTHING, ANYTHING, 0 },
    /* encryption */
    { "tls-not-tls", CAUSE_TLS_MODE_MISMATCH, SIDE_NONE, 96, FACT_TLS_NOT_TLS, ANYTHING, ANYTHING, 0 },
    { "starttls-none", CAUSE_STARTTLS_NOT_OFFERED, SIDE_NONE, 92, FACT_STARTTLS_NOT_OFFERED, ANYTHING, FACT_LOGIN_OK,
      SECURITY_STARTTLS },
    { "starttls-stripped", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 95, FACT_STARTTLS_STRIPPED, ANYTHING, ANYTHING, 0 },
    { "starttls-injected", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 88, FACT_STARTTLS_INJECTED, ANYTHING, ANYTHING, 0 },
    { "starttls-refused", CAUSE_SERVER_MISCONFIGURED, SIDE_NONE, 78, FACT_STARTTLS_REFUSED, ANYTHING, ANYTHING, 0 },
    { "tls-no-version", CAUSE_TLS_VERSION_MISMATCH, SIDE_NONE, 94, FACT_TLS_NO_VERSION, ANYTHING, ANYTHING, 0 },
    { "tls-no-cipher", CAUSE_TLS_VERSION_MISMATCH, SIDE_NONE, 88, FACT_TLS_NO_CIPHER, ANYTHING, ANYTHING, 0 },
    { "tls-old", CAUSE_TLS_VERSION_MISMATCH, SIDE_NONE, 96, FACT_TLS_OLD, ANYTHING, ANYTHING, 0 },
    { "tls-server-error", CAUSE_SERVER_MISCONFIGURED, SIDE_NONE, 90, FACT_TLS_SERVER_ERROR, ANYTHING, ANYTHING, 0 },
    { "tls-failed", CAUSE_TLS_VERSION_MISMATCH, SIDE_NONE, 62, FACT_TLS_FAILED, ANYTHING, ANYTHING, 0 },
    { "certificate-intercepted", CAUSE_TLS_INTERCEPTION, SIDE_NONE, 96, FACT_CERT_INTERCEPTED, ANYTHING, ANYTHING, 0 },
    { "clock-off-expired", CAUSE_CERT_EXPIRED, SIDE_USER_SETTINGS, 97, FACT_CLOCK_OFF, FACT_CERT_EXPIRED, ANYTHING, 0 },
    { "clock-off-not-yet", CAUSE_CERT_EXPIRED, SIDE_USER_SETTINGS, 97, FACT_CLOCK_OFF, FACT_CERT_NOT_YET, ANYTHING, 0 },
    { "certificate-expired", CAUSE_CERT_EXPIRED, SIDE_NONE, 95, FACT_CERT_EXPIRED, ANYTHING, ANYTHING, 0 },
    { "certificate-not-yet", CAUSE_CERT_EXPIRED, SIDE_NONE, 80, FACT_CERT_NOT_YET, ANYTHING, ANYTHING, 0 },
    { "certificate-self-signed", CAUSE_CERT_UNTRUSTED, SIDE_NONE, 94, FACT_CERT_SELF_SIGNED, ANYTHING, ANYTHING, 0 },
    { "certificate-untrusted", CAUSE_CERT_UNTRUSTED, SIDE_NONE, 93, FACT_CERT_UNTRUSTED, ANYTHING, ANYTHING, 0 },
    { "certificate-name", CAUSE_CERT_NAME_MISMATCH, SIDE_NONE, 92, FACT_CERT_NAME, ANYTHING, ANYTHING, 0 },
    /* what is offered */
    { "auth-only-after-tls", CAUSE_ENCRYPTION_REQUIRED_FIRST, SIDE_NONE, 96, FACT_AUTH_AFTER_TLS, ANYTHING, ANYTHING,
      SECURITY_NONE },
    { "auth-plain-and-works-encrypted", CAUSE_ENCRYPTION_REQUIRED_FIRST, SIDE_NONE, 70, FACT_AUTH_BEFORE_TLS,
      FACT_LOGIN_OK, FACT_LOGIN_OK, SECURITY_NONE },
    { "auth-none", CAUSE_AUTH_NOT_OFFERED, SIDE_NONE, 90, FACT_AUTH_NOT_OFFERED, ANYTHING, FACT_AUTH_OFFERED, 0 },
    { "oauth-only", CAUSE_OAUTH_REQUIRED, SIDE_NONE, 94, FACT_MECHANISM_OAUTH_ONLY, ANYTHING, ANYTHING, 0 },
    { "mechanism-none", CAUSE_MECHANISM_UNSUPPORTED, SIDE_NONE, 94, FACT_MECHANISM_NONE, ANYTHING, ANYTHING, 0 },
    /* the sender's address and domain; only where the server has refused what they would explain */
    { "listed-turned-away", CAUSE_IP_BLACKLISTED, SIDE_NONE, 88, FACT_LIST_ADDRESS, FACT_GREETING_REFUSED,
      FACT_AUTH_OFFERED, 0 },
    { "listed-closed-early", CAUSE_IP_BLACKLISTED, SIDE_NONE, 60, FACT_LIST_ADDRESS, FACT_CLOSED_EARLY,
      FACT_AUTH_OFFERED, 0 },
    { "home-line-turned-away", CAUSE_IP_BLACKLISTED, SIDE_NONE, 75, FACT_LIST_HOME, FACT_GREETING_REFUSED,
      FACT_AUTH_OFFERED, 0 },
    { "no-reverse-turned-away", CAUSE_RDNS_MISSING, SIDE_NONE, 58, FACT_REVERSE_NONE, FACT_GREETING_REFUSED,
      FACT_AUTH_OFFERED, 0 },
    { "reverse-other-turned-away", CAUSE_RDNS_MISSING, SIDE_NONE, 54, FACT_REVERSE_UNCONFIRMED, FACT_GREETING_REFUSED,
      FACT_AUTH_OFFERED, 0 },
    { "spf-broken-refused", CAUSE_SPF_DKIM_DMARC, SIDE_NONE, 50, FACT_SPF_BROKEN, FACT_MESSAGE_REFUSED, ANYTHING, 0 },
    { "spf-uncovered-refused", CAUSE_SPF_DKIM_DMARC, SIDE_NONE, 52, FACT_SPF_UNCOVERED, FACT_MESSAGE_REFUSED, ANYTHING,
      0 },
    { "spf-no-mail-refused", CAUSE_SPF_DKIM_DMARC, SIDE_NONE, 55, FACT_SPF_NO_MAIL, FACT_MESSAGE_REFUSED, ANYTHING, 0 },
    { "dmarc-unaligned-refused", CAUSE_SPF_DKIM_DMARC, SIDE_NONE, 55, FACT_DMARC_UNALIGNED, FACT_MESSAGE_REFUSED,
      ANYTHING, 0 },
    /* signing in */
    { "login-silent", CAUSE_SERVICE_UNAVAILABLE, SIDE_NONE, 70, FACT_LOGIN_SILENT, ANYTHING, ANYTHING, 0 },
    { "login-closed", CAUSE_DROPPED_CONNECTION, SIDE_NONE, 75, FACT_LOGIN_CLOSED, ANYTHING, ANYTHING, 0 },
    { "login-broken", CAUSE_MECHANISM_UNSUPPORTED, SIDE_NONE, 75, FACT_LOGIN_BROKEN, ANYTHING, ANYTHING, 0 },
    { "message-large-lost", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 88, FACT_MESSAGE_UNANSWERED, FACT_PING_LARGE_LOST,
      ANYTHING, 0 },
    { "tls-large-lost", CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, 88, FACT_NO_ANSWER, FACT_PING_LARGE_LOST, ANYTHING,
      0 },
    { "message-unanswered", CAUSE_SERVICE_UNAVAILABLE, SIDE_NONE, 66, FACT_MESSAGE_UNANSWERED, ANYTHING, ANYTHING, 0 },
    { "size", CAUSE_MESSAGE_TOO_LARGE, SIDE_NONE, 96, FACT_SIZE_TOO_LARGE, ANYTHING, ANYTHING, 0 },
};

static bool holds(const struct weighing *weighing, const struct rule *rule, const struct fact *proof)
{
    if (rule->only_security != SECURITY_UNKNOWN && proof->where.security != rule->only_security)
        return false;
    if (rule->with != ANYTHING && !weighing_find(weighing, rule->with, SCOPE_ANY))
        return false;
    return rule->without == ANYTHING || !weighing_find(weighing, rule->without, SCOPE_CHOSEN);
}

/* One silent server may be down; that servers of different names and addresses are silent points to the way there. */
static void weigh_far_ends(struct weighing *weighing)
{
    const struct fact *first = weighing_find(weighing, FACT_PORT_SILENT, SCOPE_CHOSEN);
    if (!first || weighing_find(weighing, FACT_PORT_OPEN, SCOPE_CHOSEN))
        return;
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        bool is_same = strcmp(fact->where.host, first->where.host) == 0 ||
                       (first->expected[0] && strcmp(fact->expected, first->expected) == 0);
        if (fact->kind != FACT_PORT_SILENT || is_same)
            continue;
        struct finding_of_cause finding = { CAUSE_PORT_BLOCKED, SIDE_NONE, 82, "port-silent-far-ends", fact };
        weigh(weighing, &finding);
    }
}

/*
 * A router that speaks for the address settles it for every port, also for those where its word got lost (routers
 * speak seldom). Where nothing at all answers, not even a ping, it may be the same, or a filter that drops everything.
 */
static void weigh_nobody(struct weighing *weighing)
{
    enum { SAID = 86, NOTHING_AT_ALL = 60 };
    const struct fact *silent = weighing_find(weighing, FACT_PORT_SILENT, SCOPE_CHOSEN);
    const struct fact *first = silent ? silent : weighing_find(weighing, FACT_HOST_UNREACHABLE, SCOPE_CHOSEN);
    const struct fact *said = weighing_find(weighing, FACT_HOST_UNREACHABLE, SCOPE_ANY);
    const struct fact *way = weighing_find(weighing, FACT_TRACE_ENDS, SCOPE_ANY);
    if (!first || weighing_find(weighing, FACT_PORT_OPEN, SCOPE_CHOSEN))
        return;
    struct finding_of_cause finding = { CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, SAID, "host-unreachable", said };
    if (said && strcmp(said->where.host, first->where.host) == 0) {
        weigh(weighing, &finding);
        return;
    }
    if (!way || provider_by_host(span_of(first->where.host)) ||
        !record_find(weighing->record, FACT_OTHER_SERVICES_NONE) || !record_find(weighing->record, FACT_PING_SILENT))
        return;
    finding = (struct finding_of_cause){ CAUSE_WRONG_HOST_OR_PORT, SIDE_NONE, NOTHING_AT_ALL, "nothing-answers", way };
    weigh(weighing, &finding);
}

static void lower(struct weighing *weighing, enum cause cause, int most)
{
    struct candidate *candidate = &weighing->candidates[cause];
    if (candidate->weight > most)
        candidate->weight = most;
}

/* What another server leaves out says nothing about the one that is meant. Names alone prove nothing: large sites
 * differ from port to port as well. */
static void weigh_other_server(struct weighing *weighing)
{
    enum { OTHER_SERVER = 82, LEFT_OUT = 78 };
    const struct fact *differ = weighing_find(weighing, FACT_PORTS_DIFFER, SCOPE_CHOSEN);
    if (!differ || !weighing_find(weighing, FACT_STARTTLS_NOT_OFFERED, SCOPE_CHOSEN))
        return;
    struct finding_of_cause finding = { CAUSE_MIDDLEBOX_INTERFERENCE, SIDE_NONE, OTHER_SERVER, "ports-differ", differ };
    weigh(weighing, &finding);
    lower(weighing, CAUSE_STARTTLS_NOT_OFFERED, LEFT_OUT);
    lower(weighing, CAUSE_AUTH_NOT_OFFERED, LEFT_OUT);
}

/* One port's certificate holds and this one's issuer is unknown: what opens one port on the way may be as likely as a
 * server that was set up so. One that the server signed itself says that it is the server's. */
static void weigh_other_certificate(struct weighing *weighing)
{
    enum { UNTRUSTED = 82, INTERCEPTED = 76 };
    const struct fact *differ = weighing_find(weighing, FACT_CERTS_DIFFER, SCOPE_CHOSEN);
    if (!differ || !weighing_find(weighing, FACT_CERT_UNTRUSTED, SCOPE_CHOSEN))
        return;
    struct finding_of_cause finding = { CAUSE_TLS_INTERCEPTION, SIDE_NONE, INTERCEPTED, "certs-differ", differ };
    weigh(weighing, &finding);
    lower(weighing, CAUSE_CERT_UNTRUSTED, UNTRUSTED);
}

void weigh_rules(struct weighing *weighing)
{
    weigh_nobody(weighing);
    weigh_far_ends(weighing);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        const struct fact *proof = weighing_find(weighing, rule->must, SCOPE_CHOSEN);
        if (!proof || !holds(weighing, rule, proof))
            continue;
        struct finding_of_cause finding = { rule->cause, rule->side, rule->weight, rule->id, proof };
        weigh(weighing, &finding);
    }
    weigh_other_server(weighing);
    weigh_other_certificate(weighing);
}
