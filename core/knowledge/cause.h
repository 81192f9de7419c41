#pragma once

#include "base/span.h"

/* Who has to act. */
#define SIDES(_)                                                                                                       \
    _(SIDE_NONE, "none")                                                                                               \
    _(SIDE_USER_PASSWORD, "user-password")                                                                             \
    _(SIDE_USER_SETTINGS, "user-settings")                                                                             \
    _(SIDE_USER_NETWORK, "user-network")                                                                               \
    _(SIDE_SERVER, "server")                                                                                           \
    _(SIDE_RECIPIENT, "recipient")
enum side {
#define X(id, word) id,
    SIDES(X)
#undef X
        SIDE_COUNT
};
const char *side_word(enum side side);

/* Every cause with its family, the side it is usually on, and its rung on the ladder (A to P). */
#define CAUSES(_)                                                                                                      \
    _(CAUSE_NONE, "none", "none", SIDE_NONE, '-')                                                                      \
    _(CAUSE_BAD_CREDENTIALS, "bad-credentials", "credentials", SIDE_USER_PASSWORD, 'M')                                \
    _(CAUSE_REFUSED_WITHOUT_REASON, "refused-without-reason", "credentials", SIDE_USER_SETTINGS, 'M')                  \
    _(CAUSE_WRONG_USERNAME_FORM, "wrong-username-form", "credentials", SIDE_USER_PASSWORD, 'L')                        \
    _(CAUSE_CREDENTIALS_MANGLED, "credentials-mangled", "credentials", SIDE_USER_SETTINGS, 'G')                        \
    _(CAUSE_APP_PASSWORD_REQUIRED, "app-password-required", "auth-policy", SIDE_USER_PASSWORD, 'I')                    \
    _(CAUSE_AUTHORIZATION_CODE_REQUIRED, "authorization-code-required", "auth-policy", SIDE_USER_PASSWORD, 'I')        \
    _(CAUSE_OAUTH_REQUIRED, "oauth-required", "auth-policy", SIDE_USER_SETTINGS, 'H')                                  \
    _(CAUSE_OAUTH_TOKEN_REJECTED, "oauth-token-rejected", "auth-policy", SIDE_USER_SETTINGS, 'H')                      \
    _(CAUSE_SMTP_AUTH_DISABLED, "smtp-auth-disabled", "auth-policy", SIDE_SERVER, 'H')                                 \
    _(CAUSE_SMTP_SERVICE_OFF, "smtp-service-off", "auth-policy", SIDE_USER_SETTINGS, 'H')                              \
    _(CAUSE_BROWSER_CHECK_REQUIRED, "browser-check-required", "auth-policy", SIDE_SERVER, 'K')                         \
    _(CAUSE_MECHANISM_UNSUPPORTED, "mechanism-unsupported", "auth-policy", SIDE_USER_SETTINGS, 'F')                    \
    _(CAUSE_AUTH_MISSING, "auth-missing", "settings", SIDE_USER_SETTINGS, 'E')                                         \
    _(CAUSE_ENCRYPTION_REQUIRED_FIRST, "encryption-required-first", "settings", SIDE_USER_SETTINGS, 'D')               \
    _(CAUSE_TLS_MODE_MISMATCH, "tls-mode-mismatch", "settings", SIDE_USER_SETTINGS, 'C')                               \
    _(CAUSE_STARTTLS_NOT_OFFERED, "starttls-not-offered", "settings", SIDE_USER_SETTINGS, 'C')                         \
    _(CAUSE_AUTH_NOT_OFFERED, "auth-not-offered", "settings", SIDE_USER_SETTINGS, 'E')                                 \
    _(CAUSE_WRONG_HOST_OR_PORT, "wrong-host-or-port", "settings", SIDE_USER_SETTINGS, 'B')                             \
    _(CAUSE_CERT_EXPIRED, "cert-expired", "tls-certificate", SIDE_SERVER, 'C')                                         \
    _(CAUSE_CERT_NAME_MISMATCH, "cert-name-mismatch", "tls-certificate", SIDE_USER_SETTINGS, 'C')                      \
    _(CAUSE_CERT_UNTRUSTED, "cert-untrusted", "tls-certificate", SIDE_SERVER, 'C')                                     \
    _(CAUSE_TLS_VERSION_MISMATCH, "tls-version-mismatch", "tls-certificate", SIDE_SERVER, 'C')                         \
    _(CAUSE_TLS_INTERCEPTION, "tls-interception", "tls-certificate", SIDE_USER_NETWORK, 'C')                           \
    _(CAUSE_DNS_LOOKUP_FAILED, "dns-lookup-failed", "dns", SIDE_USER_NETWORK, 'A')                                     \
    _(CAUSE_RECIPIENT_DOMAIN_DNS, "recipient-domain-dns", "dns", SIDE_RECIPIENT, 'O')                                  \
    _(CAUSE_DESTINATION_UNREACHABLE, "destination-unreachable", "server-down", SIDE_RECIPIENT, 'O')                    \
    _(CAUSE_PORT_BLOCKED, "port-blocked", "network-blocked", SIDE_USER_NETWORK, 'A')                                   \
    _(CAUSE_OUTGOING_BLOCKED, "outgoing-blocked", "network-blocked", SIDE_SERVER, 'A')                                 \
    _(CAUSE_NETWORK_UNREACHABLE, "network-unreachable", "network-blocked", SIDE_USER_NETWORK, 'A')                     \
    _(CAUSE_CAPTIVE_PORTAL, "captive-portal", "network-blocked", SIDE_USER_NETWORK, 'A')                               \
    _(CAUSE_MIDDLEBOX_INTERFERENCE, "middlebox-interference", "network-blocked", SIDE_USER_NETWORK, 'B')               \
    _(CAUSE_CONNECTION_REFUSED, "connection-refused", "server-down", SIDE_SERVER, 'A')                                 \
    _(CAUSE_SERVICE_UNAVAILABLE, "service-unavailable", "server-down", SIDE_SERVER, 'J')                               \
    _(CAUSE_DROPPED_CONNECTION, "dropped-connection", "server-down", SIDE_SERVER, 'A')                                 \
    _(CAUSE_SERVER_MISCONFIGURED, "server-misconfigured", "server-down", SIDE_SERVER, 'J')                             \
    _(CAUSE_SENDING_QUOTA, "sending-quota", "rate-limit", SIDE_SERVER, 'N')                                            \
    _(CAUSE_LOGIN_THROTTLED, "login-throttled", "rate-limit", SIDE_SERVER, 'J')                                        \
    _(CAUSE_CONNECTION_LIMIT, "connection-limit", "rate-limit", SIDE_SERVER, 'J')                                      \
    _(CAUSE_ACCOUNT_DISABLED, "account-disabled", "account-locked-or-disabled", SIDE_SERVER, 'H')                      \
    _(CAUSE_ACCOUNT_LOCKED, "account-locked", "account-locked-or-disabled", SIDE_SERVER, 'J')                          \
    _(CAUSE_IP_BLACKLISTED, "ip-blacklisted", "ip-blocked-or-reputation", SIDE_USER_NETWORK, 'A')                      \
    _(CAUSE_RDNS_MISSING, "rdns-missing", "ip-blocked-or-reputation", SIDE_USER_NETWORK, 'O')                          \
    _(CAUSE_GREYLISTED, "greylisted", "ip-blocked-or-reputation", SIDE_SERVER, 'O')                                    \
    _(CAUSE_SENDER_MISMATCH, "sender-mismatch", "sender-policy", SIDE_USER_SETTINGS, 'N')                              \
    _(CAUSE_SENDER_UNVERIFIED, "sender-unverified", "sender-policy", SIDE_USER_SETTINGS, 'N')                          \
    _(CAUSE_SENDER_INVALID, "sender-invalid", "sender-policy", SIDE_USER_SETTINGS, 'N')                                \
    _(CAUSE_RELAY_DENIED, "relay-denied", "sender-policy", SIDE_USER_SETTINGS, 'O')                                    \
    _(CAUSE_SPF_DKIM_DMARC, "spf-dkim-dmarc", "sender-policy", SIDE_USER_SETTINGS, 'O')                                \
    _(CAUSE_NO_SUCH_RECIPIENT, "no-such-recipient", "recipient", SIDE_RECIPIENT, 'O')                                  \
    _(CAUSE_RECIPIENT_RESTRICTED, "recipient-restricted", "recipient", SIDE_RECIPIENT, 'O')                            \
    _(CAUSE_MESSAGE_TOO_LARGE, "message-too-large", "content-or-size", SIDE_USER_SETTINGS, 'O')                        \
    _(CAUSE_CONTENT_REJECTED, "content-rejected", "content-or-size", SIDE_USER_SETTINGS, 'O')                          \
    _(CAUSE_MALFORMED_MESSAGE, "malformed-message", "content-or-size", SIDE_USER_SETTINGS, 'O')                        \
    _(CAUSE_MAILBOX_FULL, "mailbox-full", "mailbox-full", SIDE_RECIPIENT, 'O')                                         \
    _(CAUSE_PROTOCOL_ERROR, "protocol-error", "protocol/other", SIDE_USER_SETTINGS, 'F')                               \
    _(CAUSE_HELO_REJECTED, "helo-rejected", "protocol/other", SIDE_USER_SETTINGS, 'B')
enum cause {
#define X(id, label, family, side, rung) id,
    CAUSES(X)
#undef X
        CAUSE_COUNT
};
struct cause_row {
    const char *label;
    const char *family;
    enum side side;
    char rung;
};
const struct cause_row *cause_row(enum cause cause);
bool cause_from_label(struct span label, enum cause *ret_cause);
