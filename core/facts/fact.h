#pragma once

#include "facts/stage.h"
#include "facts/transcript.h"

/*
 * Everything that can be learned, one row each: id, word, step, usual status, short code.
 * The word is the key of its sentence ("fact.WORD"), the code is what people quote.
 * A fact about a refusal gets its reply code appended: AUTH becomes AUTH-535.
 */
#define FACTS(_)                                                                                                       \
    /* what was typed; subject says where: address, login, password, sender, server */                                 \
    _(FACT_TYPED_OK, "typed-ok", STEP_ACCOUNT, STATUS_OK, "TYPED")                                                     \
    _(FACT_TYPED_EMPTY, "typed-empty", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-EMPTY")                                \
    _(FACT_TYPED_NOT_ADDRESS, "typed-not-address", STEP_ACCOUNT, STATUS_PROBLEM, "TYPED-ADDRESS")                      \
    _(FACT_TYPED_BLANK_EDGE, "typed-blank-edge", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-BLANK")                      \
    _(FACT_TYPED_BLANK_INSIDE, "typed-blank-inside", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-BLANKS")                 \
    _(FACT_TYPED_FULLWIDTH, "typed-fullwidth", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-WIDE")                         \
    _(FACT_TYPED_LOOKALIKE, "typed-lookalike", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-ALIKE")                        \
    _(FACT_TYPED_INVISIBLE, "typed-invisible", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-HIDDEN")                       \
    _(FACT_TYPED_LAYOUT, "typed-layout", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-LAYOUT")                             \
    _(FACT_TYPED_CAPS, "typed-caps", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-CAPS")                                   \
    _(FACT_TYPED_NOT_NFC, "typed-not-nfc", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-NFD")                              \
    _(FACT_TYPED_AUTOCORRECT, "typed-autocorrect", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-AUTO")                     \
    _(FACT_TYPED_CONTROL, "typed-control", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-CONTROL")                          \
    _(FACT_TYPED_PLACEHOLDER, "typed-placeholder", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-WORD")                     \
    _(FACT_TYPED_LOCAL_PART, "typed-local-part", STEP_CREDENTIALS, STATUS_WARNING, "TYPED-FORM")                       \
    _(FACT_TYPED_APP_PASSWORD, "typed-app-password", STEP_CREDENTIALS, STATUS_OK, "TYPED-APP")                         \
    /* what a program sent, read in a pasted sign-in; subject: login, password, pair; text: the placeholder */         \
    _(FACT_SENT_EMPTY, "sent-empty", STEP_CREDENTIALS, STATUS_PROBLEM, "SENT-EMPTY")                                   \
    _(FACT_SENT_PLACEHOLDER, "sent-placeholder", STEP_CREDENTIALS, STATUS_PROBLEM, "SENT-WORD")                        \
    _(FACT_SENT_TWICE, "sent-twice", STEP_CREDENTIALS, STATUS_PROBLEM, "SENT-TWICE")                                   \
    _(FACT_SENT_QUOTED, "sent-quoted", STEP_CREDENTIALS, STATUS_WARNING, "SENT-QUOTES")                                \
    _(FACT_SENT_BLANK, "sent-blank", STEP_CREDENTIALS, STATUS_WARNING, "SENT-BLANK")                                   \
    _(FACT_SENT_LOCAL_PART, "sent-local-part", STEP_CREDENTIALS, STATUS_WARNING, "SENT-FORM")                          \
    _(FACT_SENT_MALFORMED, "sent-malformed", STEP_CREDENTIALS, STATUS_PROBLEM, "SENT-BROKEN")                          \
    /* OAuth; text: the moment, the audience, the scope, the user; of token-refused the subject is the status */       \
    _(FACT_TOKEN_VALID, "token-valid", STEP_CREDENTIALS, STATUS_OK, "TOKEN")                                           \
    _(FACT_TOKEN_EXPIRED, "token-expired", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-EXPIRED")                          \
    _(FACT_TOKEN_AUDIENCE, "token-audience", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-AUDIENCE")                       \
    _(FACT_TOKEN_SCOPE, "token-scope", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-SCOPE")                                \
    _(FACT_TOKEN_USER, "token-user", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-USER")                                   \
    _(FACT_TOKEN_MALFORMED, "token-malformed", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-BROKEN")                       \
    _(FACT_TOKEN_REFUSED, "token-refused", STEP_CREDENTIALS, STATUS_PROBLEM, "TOKEN-REFUSED")                          \
    _(FACT_TYPED_URL, "typed-url", STEP_SERVER, STATUS_WARNING, "TYPED-URL")                                           \
    _(FACT_TYPED_INCOMING_HOST, "typed-incoming-host", STEP_SERVER, STATUS_WARNING, "TYPED-INCOMING")                  \
    _(FACT_TYPED_DOMAIN_NEAR, "typed-domain-near", STEP_ACCOUNT, STATUS_WARNING, "TYPED-NEAR")                         \
    _(FACT_TYPED_PORT_NEAR, "typed-port-near", STEP_SERVER, STATUS_WARNING, "TYPED-PORT")                              \
    _(FACT_TYPED_INCOMING_PORT, "typed-incoming-port", STEP_SERVER, STATUS_WARNING, "TYPED-INPORT")                    \
    /* finding the settings; subject says the source: provider, srv, mx, autoconfig, ispdb, autodiscover, guess, given \
     */                                                                                                                \
    _(FACT_PROVIDER_KNOWN, "provider-known", STEP_ACCOUNT, STATUS_OK, "PROVIDER")                                      \
    _(FACT_SETTINGS_FOUND, "settings-found", STEP_SERVER, STATUS_OK, "SETTINGS")                                       \
    _(FACT_SETTINGS_NOT_FOUND, "settings-not-found", STEP_SERVER, STATUS_WARNING, "SETTINGS-NONE")                     \
    _(FACT_SETTINGS_DECLINED, "settings-declined", STEP_SERVER, STATUS_WARNING, "SETTINGS-DECLINED")                   \
    /* subject says which: server, port, security, login; text: as typed, expected: as published */                    \
    _(FACT_SETTINGS_DIFFER, "settings-differ", STEP_SERVER, STATUS_WARNING, "SETTINGS-OTHER")                          \
    /* from a mail program's own file; subject: the program, text: host and port */                                    \
    _(FACT_SETTINGS_READ, "settings-read", STEP_SERVER, STATUS_OK, "SETTINGS-READ")                                    \
    /* names */                                                                                                        \
    _(FACT_NAME_FOUND, "name-found", STEP_SERVER, STATUS_OK, "DNS")                                                    \
    _(FACT_NAME_NOT_FOUND, "name-not-found", STEP_SERVER, STATUS_PROBLEM, "DNS-NXDOMAIN")                              \
    _(FACT_NAME_NO_ADDRESS, "name-no-address", STEP_SERVER, STATUS_PROBLEM, "DNS-NODATA")                              \
    _(FACT_NAME_SERVER_FAILED, "name-server-failed", STEP_NETWORK, STATUS_PROBLEM, "DNS-SERVFAIL")                     \
    _(FACT_NAME_REFUSED, "name-refused", STEP_NETWORK, STATUS_PROBLEM, "DNS-REFUSED")                                  \
    _(FACT_NAME_NO_ANSWER, "name-no-answer", STEP_NETWORK, STATUS_PROBLEM, "DNS-SILENT")                               \
    _(FACT_NAME_BROKEN, "name-broken", STEP_NETWORK, STATUS_PROBLEM, "DNS-BROKEN")                                     \
    _(FACT_DNS_SAME, "dns-same", STEP_NETWORK, STATUS_OK, "DNS-SAME")                                                  \
    _(FACT_DNS_OTHERS, "dns-others", STEP_NETWORK, STATUS_OK, "DNS-OTHERS")                                            \
    _(FACT_DNS_ONLY_HERE, "dns-only-here", STEP_NETWORK, STATUS_OK, "DNS-HERE")                                        \
    _(FACT_DNS_OTHER_ANSWERS, "dns-other-answers", STEP_NETWORK, STATUS_WARNING, "DNS-ELSEWHERE")                      \
    _(FACT_DNS_INVENTED, "dns-invented", STEP_NETWORK, STATUS_PROBLEM, "DNS-INVENTED")                                 \
    _(FACT_DNS_WITHHELD, "dns-withheld", STEP_NETWORK, STATUS_PROBLEM, "DNS-WITHHELD")                                 \
    _(FACT_DNS_PUBLISHED, "dns-published", STEP_NETWORK, STATUS_PROBLEM, "DNS-PUBLISHED")                              \
    _(FACT_DNS_DIVERTED, "dns-diverted", STEP_NETWORK, STATUS_WARNING, "DNS-DIVERTED")                                 \
    _(FACT_HOSTS_STALE, "hosts-stale", STEP_NETWORK, STATUS_WARNING, "HOSTS")                                          \
    _(FACT_DNS_UDP_BLOCKED, "dns-udp-blocked", STEP_NETWORK, STATUS_PROBLEM, "DNS-UDP")                                \
    _(FACT_DNS_UNCOMPARED, "dns-uncompared", STEP_NETWORK, STATUS_UNKNOWN, "DNS-UNCOMPARED")                           \
    _(FACT_DNS_SLOW, "dns-slow", STEP_NETWORK, STATUS_WARNING, "DNS-SLOW")                                             \
    /* the plain web, asked when something answers wrongly or not at all; subject: who; number: seconds */             \
    _(FACT_WEB_OPEN, "web-open", STEP_NETWORK, STATUS_OK, "WEB")                                                       \
    _(FACT_WEB_PORTAL, "web-portal", STEP_NETWORK, STATUS_PROBLEM, "WEB-PORTAL")                                       \
    _(FACT_WEB_SILENT, "web-silent", STEP_NETWORK, STATUS_UNKNOWN, "WEB-SILENT")                                       \
    _(FACT_NET_ANSWERS_ALL, "net-answers-all", STEP_NETWORK, STATUS_PROBLEM, "NET-ALL")                                \
    _(FACT_CLOCK_RIGHT, "clock-right", STEP_NETWORK, STATUS_OK, "CLOCK")                                               \
    _(FACT_CLOCK_DRIFT, "clock-drift", STEP_NETWORK, STATUS_WARNING, "CLOCK-DRIFT")                                    \
    _(FACT_CLOCK_OFF, "clock-off", STEP_NETWORK, STATUS_PROBLEM, "CLOCK-OFF")                                          \
    /* connecting */                                                                                                   \
    _(FACT_PORT_OPEN, "port-open", STEP_NETWORK, STATUS_OK, "PORT")                                                    \
    _(FACT_PORT_REFUSED, "port-refused", STEP_NETWORK, STATUS_PROBLEM, "PORT-REFUSED")                                 \
    _(FACT_PORT_SILENT, "port-silent", STEP_NETWORK, STATUS_PROBLEM, "PORT-SILENT")                                    \
    _(FACT_PORT_UNREACHABLE, "port-unreachable", STEP_NETWORK, STATUS_PROBLEM, "PORT-UNREACHABLE")                     \
    _(FACT_PORT_FILTERED, "port-filtered", STEP_NETWORK, STATUS_PROBLEM, "PORT-FILTERED")                              \
    _(FACT_PORT_RESET, "port-reset", STEP_NETWORK, STATUS_PROBLEM, "PORT-RESET")                                       \
    _(FACT_PORT_PENDING, "port-pending", STEP_NETWORK, STATUS_UNKNOWN, "PORT-PENDING")                                 \
    _(FACT_FAMILY_BROKEN, "family-broken", STEP_NETWORK, STATUS_WARNING, "PORT-FAMILY")                                \
    _(FACT_BRIDGE_STOPPED, "bridge-stopped", STEP_SERVER, STATUS_PROBLEM, "BRIDGE-OFF")                                \
    _(FACT_HOST_UNREACHABLE, "host-unreachable", STEP_NETWORK, STATUS_PROBLEM, "PORT-NOBODY")                          \
    _(FACT_PORTS_DIFFER, "ports-differ", STEP_NETWORK, STATUS_WARNING, "PORT-OTHERS")                                  \
    _(FACT_PROXY_FAILED, "proxy-failed", STEP_NETWORK, STATUS_PROBLEM, "PROXY-FAILED")                                 \
    _(FACT_PROXY_REFUSED, "proxy-refused", STEP_NETWORK, STATUS_PROBLEM, "PROXY-REFUSED")                              \
    /* this machine's network */                                                                                       \
    _(FACT_NET_UP, "net-up", STEP_NETWORK, STATUS_OK, "NET")                                                           \
    _(FACT_NET_DOWN, "net-down", STEP_NETWORK, STATUS_PROBLEM, "NET-DOWN")                                             \
    _(FACT_NET_ROUTE, "net-route", STEP_NETWORK, STATUS_OK, "NET-ROUTE")                                               \
    _(FACT_NET_NO_ROUTE, "net-no-route", STEP_NETWORK, STATUS_UNKNOWN, "NET-NOROUTE")                                  \
    _(FACT_NET_RESOLVERS, "net-resolvers", STEP_NETWORK, STATUS_OK, "NET-DNS")                                         \
    _(FACT_NET_NO_RESOLVER, "net-no-resolver", STEP_NETWORK, STATUS_WARNING, "NET-NODNS")                              \
    _(FACT_NET_PROXY, "net-proxy", STEP_NETWORK, STATUS_OK, "NET-PROXY")                                               \
    _(FACT_NET_PATH, "net-path", STEP_NETWORK, STATUS_OK, "NET-PATH")                                                  \
    _(FACT_NET_VPN, "net-vpn", STEP_NETWORK, STATUS_OK, "NET-VPN")                                                     \
    _(FACT_NET_NO_WAY, "net-no-way", STEP_NETWORK, STATUS_PROBLEM, "NET-NOWAY")                                        \
    _(FACT_NET_HOSTS_FILE, "net-hosts-file", STEP_NETWORK, STATUS_WARNING, "NET-HOSTS")                                \
    _(FACT_FILTER_RULE, "filter-rule", STEP_NETWORK, STATUS_PROBLEM, "FILTER")                                         \
    _(FACT_FILTER_MAYBE, "filter-maybe", STEP_NETWORK, STATUS_UNKNOWN, "FILTER-MAYBE")                                 \
    _(FACT_FILTER_NONE, "filter-none", STEP_NETWORK, STATUS_OK, "FILTER-NONE")                                         \
    _(FACT_FILTER_UNREAD, "filter-unread", STEP_NETWORK, STATUS_UNKNOWN, "FILTER-UNREAD")                              \
    _(FACT_PING_OK, "ping-ok", STEP_NETWORK, STATUS_OK, "PING")                                                        \
    _(FACT_PING_LOSS, "ping-loss", STEP_NETWORK, STATUS_WARNING, "PING-LOSS")                                          \
    _(FACT_PING_HALF_LOST, "ping-half-lost", STEP_NETWORK, STATUS_WARNING, "PING-HALF")                                \
    _(FACT_PING_LARGE_LOST, "ping-large-lost", STEP_NETWORK, STATUS_WARNING, "PING-LARGE")                             \
    _(FACT_PING_SILENT, "ping-silent", STEP_NETWORK, STATUS_UNKNOWN, "PING-SILENT")                                    \
    _(FACT_PING_DENIED, "ping-denied", STEP_NETWORK, STATUS_UNKNOWN, "PING-DENIED")                                    \
    _(FACT_TRACE_ARRIVED, "trace-arrived", STEP_NETWORK, STATUS_OK, "TRACE")                                           \
    _(FACT_TRACE_ENDS, "trace-ends", STEP_NETWORK, STATUS_WARNING, "TRACE-ENDS")                                       \
    _(FACT_TRACE_SILENT, "trace-silent", STEP_NETWORK, STATUS_UNKNOWN, "TRACE-SILENT")                                 \
    _(FACT_OTHER_SERVICE, "other-service", STEP_STATUS, STATUS_OK, "OTHER")                                            \
    _(FACT_OTHER_SERVICES_NONE, "other-services-none", STEP_STATUS, STATUS_UNKNOWN, "OTHER-NONE")                      \
    /* the machine that runs the mail server */                                                                        \
    _(FACT_LISTEN_OK, "listen-ok", STEP_STATUS, STATUS_OK, "LISTEN")                                                   \
    _(FACT_LISTEN_NONE, "listen-none", STEP_STATUS, STATUS_PROBLEM, "LISTEN-NONE")                                     \
    _(FACT_LISTEN_LOOPBACK, "listen-loopback", STEP_STATUS, STATUS_WARNING, "LISTEN-LOCAL")                            \
    _(FACT_SERVICE_RUNS, "service-runs", STEP_STATUS, STATUS_OK, "SERVICE")                                            \
    _(FACT_SERVICE_STOPPED, "service-stopped", STEP_STATUS, STATUS_PROBLEM, "SERVICE-STOPPED")                         \
    _(FACT_DISK_OK, "disk-ok", STEP_STATUS, STATUS_OK, "DISK")                                                         \
    _(FACT_DISK_FULL, "disk-full", STEP_STATUS, STATUS_PROBLEM, "DISK-FULL")                                           \
    _(FACT_INODES_GONE, "inodes-gone", STEP_STATUS, STATUS_PROBLEM, "DISK-INODES")                                     \
    _(FACT_LOAD_OK, "load-ok", STEP_STATUS, STATUS_OK, "LOAD")                                                         \
    _(FACT_LOAD_HIGH, "load-high", STEP_STATUS, STATUS_WARNING, "LOAD-HIGH")                                           \
    _(FACT_BANNED, "banned", STEP_STATUS, STATUS_WARNING, "BAN")                                                       \
    _(FACT_BANS_UNREAD, "bans-unread", STEP_STATUS, STATUS_UNKNOWN, "BAN-UNREAD")                                      \
    _(FACT_QUEUE_EMPTY, "queue-empty", STEP_STATUS, STATUS_OK, "QUEUE-EMPTY")                                          \
    _(FACT_QUEUE_SHORT, "queue-short", STEP_STATUS, STATUS_OK, "QUEUE")                                                \
    _(FACT_QUEUE_LONG, "queue-long", STEP_STATUS, STATUS_WARNING, "QUEUE-LONG")                                        \
    _(FACT_QUEUE_UNREAD, "queue-unread", STEP_STATUS, STATUS_UNKNOWN, "QUEUE-UNREAD")                                  \
    _(FACT_SERVER_SETTING, "server-setting", STEP_STATUS, STATUS_WARNING, "SETTING")                                   \
    _(FACT_SERVER_SETTINGS_OK, "server-settings-ok", STEP_STATUS, STATUS_OK, "SETTING-OK")                             \
    /* greeting and EHLO */                                                                                            \
    _(FACT_GREETING_OK, "greeting-ok", STEP_STATUS, STATUS_OK, "GREETING")                                             \
    _(FACT_GREETING_NONE, "greeting-none", STEP_STATUS, STATUS_PROBLEM, "GREETING-NONE")                               \
    _(FACT_GREETING_SLOW, "greeting-slow", STEP_STATUS, STATUS_WARNING, "GREETING-SLOW")                               \
    _(FACT_GREETING_REFUSED, "greeting-refused", STEP_STATUS, STATUS_PROBLEM, "GREETING")                              \
    _(FACT_GREETING_NOT_SMTP, "greeting-not-smtp", STEP_SERVER, STATUS_PROBLEM, "GREETING-OTHER")                      \
    _(FACT_GREETING_STARRED, "greeting-starred", STEP_NETWORK, STATUS_WARNING, "GREETING-STARS")                       \
    _(FACT_GREETING_OTHER_HOST, "greeting-other-host", STEP_SERVER, STATUS_WARNING, "GREETING-HOST")                   \
    _(FACT_EHLO_OK, "ehlo-ok", STEP_STATUS, STATUS_OK, "EHLO")                                                         \
    _(FACT_EHLO_REFUSED, "ehlo-refused", STEP_STATUS, STATUS_PROBLEM, "EHLO")                                          \
    _(FACT_HELO_ONLY, "helo-only", STEP_STATUS, STATUS_WARNING, "EHLO-HELO")                                           \
    _(FACT_CLOSED_EARLY, "closed-early", STEP_STATUS, STATUS_PROBLEM, "CLOSED")                                        \
    _(FACT_NO_ANSWER, "no-answer", STEP_STATUS, STATUS_PROBLEM, "SILENT")                                              \
    _(FACT_REPLY_BROKEN, "reply-broken", STEP_STATUS, STATUS_PROBLEM, "REPLY-BROKEN")                                  \
    _(FACT_REPLY_HOSTILE, "reply-hostile", STEP_STATUS, STATUS_WARNING, "REPLY-CHARS")                                 \
    /* encryption */                                                                                                   \
    _(FACT_STARTTLS_OFFERED, "starttls-offered", STEP_SERVER, STATUS_OK, "STARTTLS")                                   \
    _(FACT_STARTTLS_NOT_OFFERED, "starttls-not-offered", STEP_SERVER, STATUS_PROBLEM, "STARTTLS-NONE")                 \
    _(FACT_STARTTLS_STRIPPED, "starttls-stripped", STEP_NETWORK, STATUS_PROBLEM, "STARTTLS-XXX")                       \
    _(FACT_STARTTLS_REFUSED, "starttls-refused", STEP_STATUS, STATUS_PROBLEM, "STARTTLS")                              \
    _(FACT_STARTTLS_INJECTED, "starttls-injected", STEP_NETWORK, STATUS_PROBLEM, "STARTTLS-EXTRA")                     \
    _(FACT_TLS_OK, "tls-ok", STEP_SERVER, STATUS_OK, "TLS")                                                            \
    _(FACT_TLS_NOT_TLS, "tls-not-tls", STEP_SERVER, STATUS_PROBLEM, "TLS-PLAIN")                                       \
    _(FACT_TLS_FIRST, "tls-first", STEP_SERVER, STATUS_PROBLEM, "TLS-FIRST")                                           \
    _(FACT_TLS_NO_VERSION, "tls-no-version", STEP_SERVER, STATUS_PROBLEM, "TLS-VERSION")                               \
    _(FACT_TLS_NO_CIPHER, "tls-no-cipher", STEP_SERVER, STATUS_PROBLEM, "TLS-CIPHER")                                  \
    _(FACT_TLS_FAILED, "tls-failed", STEP_SERVER, STATUS_PROBLEM, "TLS-FAILED")                                        \
    _(FACT_TLS_SERVER_ERROR, "tls-server-error", STEP_SERVER, STATUS_PROBLEM, "TLS-SERVER")                            \
    _(FACT_TLS_OLD, "tls-old", STEP_SERVER, STATUS_PROBLEM, "TLS-OLD")                                                 \
    _(FACT_TLS_WEAK_KEY, "tls-weak-key", STEP_SERVER, STATUS_WARNING, "TLS-KEY")                                       \
    _(FACT_CERT_OK, "cert-ok", STEP_SERVER, STATUS_OK, "CERT")                                                         \
    _(FACT_CERT_EXPIRED, "cert-expired", STEP_SERVER, STATUS_PROBLEM, "CERT-EXPIRED")                                  \
    _(FACT_CERT_NOT_YET, "cert-not-yet", STEP_SERVER, STATUS_PROBLEM, "CERT-FUTURE")                                   \
    _(FACT_CERT_SOON, "cert-soon", STEP_SERVER, STATUS_WARNING, "CERT-SOON")                                           \
    _(FACT_CERT_NAME, "cert-name", STEP_SERVER, STATUS_PROBLEM, "CERT-NAME")                                           \
    _(FACT_CERT_SELF_SIGNED, "cert-self-signed", STEP_SERVER, STATUS_PROBLEM, "CERT-SELF")                             \
    _(FACT_CERT_UNTRUSTED, "cert-untrusted", STEP_SERVER, STATUS_PROBLEM, "CERT-ISSUER")                               \
    _(FACT_CERT_INTERCEPTED, "cert-intercepted", STEP_NETWORK, STATUS_PROBLEM, "CERT-PROXY")                           \
    /* against another port of the host, number: its port; subject, expected: the two issuers; the two last days */    \
    _(FACT_CERTS_DIFFER, "certs-differ", STEP_NETWORK, STATUS_WARNING, "CERT-OTHERS")                                  \
    _(FACT_CERT_LEFT_BEHIND, "cert-left-behind", STEP_SERVER, STATUS_WARNING, "CERT-BEHIND")                           \
    /* signing in */                                                                                                   \
    _(FACT_AUTH_OFFERED, "auth-offered", STEP_CREDENTIALS, STATUS_OK, "AUTH-OFFER")                                    \
    _(FACT_AUTH_BEFORE_TLS, "auth-before-tls", STEP_CREDENTIALS, STATUS_OK, "AUTH-PLAIN")                              \
    _(FACT_AUTH_AFTER_TLS, "auth-after-tls", STEP_CREDENTIALS, STATUS_OK, "AUTH-TLS")                                  \
    _(FACT_AUTH_NOT_OFFERED, "auth-not-offered", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-NONE")                        \
    _(FACT_MECHANISM_NONE, "mechanism-none", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-MECHANISM")                       \
    _(FACT_MECHANISM_OAUTH_ONLY, "mechanism-oauth-only", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-OAUTH")               \
    _(FACT_LOGIN_OK, "login-ok", STEP_CREDENTIALS, STATUS_OK, "AUTH")                                                  \
    _(FACT_LOGIN_REFUSED, "login-refused", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH")                                   \
    _(FACT_LOGIN_SILENT, "login-silent", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-SILENT")                              \
    _(FACT_LOGIN_CLOSED, "login-closed", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-CLOSED")                              \
    _(FACT_LOGIN_BROKEN, "login-broken", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-BROKEN")                              \
    _(FACT_LOGIN_NOT_TRIED, "login-not-tried", STEP_CREDENTIALS, STATUS_SKIPPED, "AUTH-SKIPPED")                       \
    _(FACT_CORRECTED_OK, "corrected-ok", STEP_CREDENTIALS, STATUS_OK, "AUTH-CORRECTED")                                \
    _(FACT_CORRECTED_REFUSED, "corrected-refused", STEP_CREDENTIALS, STATUS_PROBLEM, "AUTH-CORRECTED")                 \
    /* another form of the name, tried by ourselves; subject: which */                                                 \
    _(FACT_FORM_OK, "form-ok", STEP_CREDENTIALS, STATUS_PROBLEM, "LOGIN-FORM")                                         \
    _(FACT_FORM_REFUSED, "form-refused", STEP_CREDENTIALS, STATUS_UNKNOWN, "LOGIN-FORM")                               \
    /* the same name and secret at the mailbox; subject: IMAP, POP3; text: the server's words, or why not */           \
    _(FACT_MAILBOX_LOGIN_OK, "mailbox-login-ok", STEP_CREDENTIALS, STATUS_OK, "MAILBOX")                               \
    _(FACT_MAILBOX_LOGIN_REFUSED, "mailbox-login-refused", STEP_CREDENTIALS, STATUS_PROBLEM, "MAILBOX-NO")             \
    _(FACT_MAILBOX_LOGIN_OPEN, "mailbox-login-open", STEP_CREDENTIALS, STATUS_UNKNOWN, "MAILBOX-OPEN")                 \
    _(FACT_MAILBOX_UNREACHABLE, "mailbox-unreachable", STEP_CREDENTIALS, STATUS_UNKNOWN, "MAILBOX-NONE")               \
    _(FACT_MAILBOX_UNSAFE, "mailbox-unsafe", STEP_CREDENTIALS, STATUS_WARNING, "MAILBOX-TLS")                          \
    _(FACT_MAILBOX_TLS_OK, "mailbox-tls-ok", STEP_SERVER, STATUS_OK, "MAILBOX-TLS-OK")                                 \
    _(FACT_MAILBOX_TLS_BAD, "mailbox-tls-bad", STEP_SERVER, STATUS_WARNING, "MAILBOX-TLS-BAD")                         \
    /* the envelope */                                                                                                 \
    _(FACT_SENDER_OK, "sender-ok", STEP_STATUS, STATUS_OK, "MAIL")                                                     \
    _(FACT_SENDER_REFUSED, "sender-refused", STEP_STATUS, STATUS_PROBLEM, "MAIL")                                      \
    _(FACT_RECIPIENT_OK, "recipient-ok", STEP_STATUS, STATUS_OK, "RCPT")                                               \
    _(FACT_RECIPIENT_REFUSED, "recipient-refused", STEP_STATUS, STATUS_PROBLEM, "RCPT")                                \
    _(FACT_SIZE_OK, "size-ok", STEP_STATUS, STATUS_OK, "SIZE")                                                         \
    _(FACT_SIZE_TOO_LARGE, "size-too-large", STEP_STATUS, STATUS_PROBLEM, "SIZE")                                      \
    _(FACT_RELAY_CLOSED, "relay-closed", STEP_STATUS, STATUS_OK, "RELAY")                                              \
    _(FACT_RELAY_OPEN, "relay-open", STEP_STATUS, STATUS_PROBLEM, "RELAY-OPEN")                                        \
    _(FACT_OUTSIDE_TAKEN, "outside-taken", STEP_STATUS, STATUS_OK, "OUTSIDE")                                          \
    _(FACT_OUTSIDE_REFUSED, "outside-refused", STEP_STATUS, STATUS_WARNING, "OUTSIDE")                                 \
    /* how the sender's address and domain look to receivers; subject: the address, the domain, or what is wrong */    \
    _(FACT_SEEN_ADDRESS, "seen-address", STEP_STATUS, STATUS_OK, "SEEN")                                               \
    _(FACT_REVERSE_OK, "reverse-ok", STEP_STATUS, STATUS_OK, "PTR")                                                    \
    _(FACT_REVERSE_GENERIC, "reverse-generic", STEP_STATUS, STATUS_OK, "PTR-POOL")                                     \
    _(FACT_REVERSE_NONE, "reverse-none", STEP_STATUS, STATUS_OK, "PTR-NONE")                                           \
    _(FACT_REVERSE_UNCONFIRMED, "reverse-unconfirmed", STEP_STATUS, STATUS_OK, "PTR-OTHER")                            \
    _(FACT_LIST_CLEAN, "list-clean", STEP_STATUS, STATUS_OK, "LIST-CLEAN")                                             \
    _(FACT_LIST_ADDRESS, "list-address", STEP_STATUS, STATUS_WARNING, "LIST")                                          \
    _(FACT_LIST_HOME, "list-home", STEP_STATUS, STATUS_OK, "LIST-HOME")                                                \
    _(FACT_LIST_DOMAIN, "list-domain", STEP_STATUS, STATUS_WARNING, "LIST-DOMAIN")                                     \
    _(FACT_LIST_REFUSED, "list-refused", STEP_STATUS, STATUS_UNKNOWN, "LIST-REFUSED")                                  \
    _(FACT_LIST_UNKNOWN, "list-unknown", STEP_STATUS, STATUS_UNKNOWN, "LIST-UNKNOWN")                                  \
    _(FACT_SPF_PASS, "spf-pass", STEP_STATUS, STATUS_OK, "SPF")                                                        \
    _(FACT_SPF_PROVIDER, "spf-provider", STEP_STATUS, STATUS_OK, "SPF-PROVIDER")                                       \
    _(FACT_SPF_UNSURE, "spf-unsure", STEP_STATUS, STATUS_UNKNOWN, "SPF-UNSURE")                                        \
    _(FACT_SPF_UNCOVERED, "spf-uncovered", STEP_STATUS, STATUS_WARNING, "SPF-OTHER")                                   \
    _(FACT_SPF_NO_MAIL, "spf-no-mail", STEP_STATUS, STATUS_WARNING, "SPF-NOMAIL")                                      \
    _(FACT_SPF_NONE, "spf-none", STEP_STATUS, STATUS_WARNING, "SPF-NONE")                                              \
    _(FACT_SPF_BROKEN, "spf-broken", STEP_STATUS, STATUS_WARNING, "SPF-BROKEN")                                        \
    _(FACT_SPF_OPEN, "spf-open", STEP_STATUS, STATUS_WARNING, "SPF-ALL")                                               \
    _(FACT_SPF_UNKNOWN, "spf-unknown", STEP_STATUS, STATUS_UNKNOWN, "SPF-UNKNOWN")                                     \
    _(FACT_DKIM_KEY, "dkim-key", STEP_STATUS, STATUS_OK, "DKIM")                                                       \
    _(FACT_DKIM_TEST, "dkim-test", STEP_STATUS, STATUS_OK, "DKIM-TEST")                                                \
    _(FACT_DKIM_SHORT, "dkim-short", STEP_STATUS, STATUS_WARNING, "DKIM-SHORT")                                        \
    _(FACT_DKIM_REVOKED, "dkim-revoked", STEP_STATUS, STATUS_WARNING, "DKIM-REVOKED")                                  \
    _(FACT_DKIM_BROKEN, "dkim-broken", STEP_STATUS, STATUS_WARNING, "DKIM-BROKEN")                                     \
    _(FACT_DKIM_MISSING, "dkim-missing", STEP_STATUS, STATUS_WARNING, "DKIM-NONE")                                     \
    _(FACT_DKIM_UNKNOWN, "dkim-unknown", STEP_STATUS, STATUS_UNKNOWN, "DKIM-UNKNOWN")                                  \
    _(FACT_DMARC_POLICY, "dmarc-policy", STEP_STATUS, STATUS_OK, "DMARC")                                              \
    _(FACT_DMARC_NONE, "dmarc-none", STEP_STATUS, STATUS_OK, "DMARC-NONE")                                             \
    _(FACT_DMARC_BROKEN, "dmarc-broken", STEP_STATUS, STATUS_WARNING, "DMARC-BROKEN")                                  \
    _(FACT_DMARC_UNALIGNED, "dmarc-unaligned", STEP_STATUS, STATUS_WARNING, "DMARC-OTHER")                             \
    _(FACT_MTA_STS, "mta-sts", STEP_STATUS, STATUS_OK, "STS")                                                          \
    _(FACT_MTA_STS_NONE, "mta-sts-none", STEP_STATUS, STATUS_OK, "STS-NONE")                                           \
    _(FACT_MTA_STS_BROKEN, "mta-sts-broken", STEP_STATUS, STATUS_WARNING, "STS-BROKEN")                                \
    _(FACT_STS_ENFORCED, "sts-enforced", STEP_STATUS, STATUS_OK, "STS-POLICY")                                         \
    _(FACT_STS_LENIENT, "sts-lenient", STEP_STATUS, STATUS_OK, "STS-POLICY")                                           \
    _(FACT_STS_POLICY_BROKEN, "sts-policy-broken", STEP_STATUS, STATUS_WARNING, "STS-POLICY-BROKEN")                   \
    _(FACT_STS_POLICY_UNREAD, "sts-policy-unread", STEP_STATUS, STATUS_UNKNOWN, "STS-POLICY-UNKNOWN")                  \
    _(FACT_TLS_RPT, "tls-rpt", STEP_STATUS, STATUS_OK, "TLSRPT")                                                       \
    _(FACT_TLS_RPT_NONE, "tls-rpt-none", STEP_STATUS, STATUS_OK, "TLSRPT-NONE")                                        \
    _(FACT_TLS_RPT_BROKEN, "tls-rpt-broken", STEP_STATUS, STATUS_WARNING, "TLSRPT-BROKEN")                             \
    _(FACT_DANE, "dane", STEP_STATUS, STATUS_OK, "DANE")                                                               \
    _(FACT_DANE_NONE, "dane-none", STEP_STATUS, STATUS_OK, "DANE-NONE")                                                \
    _(FACT_DANE_BROKEN, "dane-broken", STEP_STATUS, STATUS_WARNING, "DANE-BROKEN")                                     \
    _(FACT_RECORD_UNKNOWN, "record-unknown", STEP_STATUS, STATUS_UNKNOWN, "RECORD-UNKNOWN")                            \
    /* a test message */                                                                                               \
    _(FACT_MESSAGE_LOOKED, "message-looked", STEP_STATUS, STATUS_OK, "MESSAGE")                                        \
    _(FACT_MESSAGE_UNREAD, "message-unread", STEP_STATUS, STATUS_UNKNOWN, "MESSAGE-UNREAD")                            \
    _(FACT_MESSAGE_FAULT, "message-fault", STEP_STATUS, STATUS_WARNING, "MESSAGE-FAULT")                               \
    _(FACT_MESSAGE_SENT, "message-sent", STEP_STATUS, STATUS_OK, "DATA")                                               \
    _(FACT_MESSAGE_REFUSED, "message-refused", STEP_STATUS, STATUS_PROBLEM, "DATA")                                    \
    _(FACT_MESSAGE_UNANSWERED, "message-unanswered", STEP_STATUS, STATUS_PROBLEM, "DATA-SILENT")                       \
    /* and where it came to; subject: the folder, the server that kept it; number: seconds, or servers; text: its way  \
     */                                                                                                                \
    _(FACT_MESSAGE_TIMES, "message-times", STEP_STATUS, STATUS_OK, "DATA-TIMES")                                       \
    _(FACT_MESSAGE_SLOW, "message-slow", STEP_STATUS, STATUS_WARNING, "DATA-SLOW")                                     \
    _(FACT_MESSAGE_FOUND, "message-found", STEP_STATUS, STATUS_OK, "INBOX")                                            \
    _(FACT_MESSAGE_WAY, "message-way", STEP_STATUS, STATUS_OK, "INBOX-WAY")                                            \
    _(FACT_MESSAGE_IN_JUNK, "message-in-junk", STEP_STATUS, STATUS_WARNING, "INBOX-JUNK")                              \
    _(FACT_MESSAGE_DELAYED, "message-delayed", STEP_STATUS, STATUS_WARNING, "INBOX-SLOW")                              \
    _(FACT_MESSAGE_MISSING, "message-missing", STEP_STATUS, STATUS_WARNING, "INBOX-NONE")                              \
    _(FACT_MESSAGE_UNSOUGHT, "message-unsought", STEP_STATUS, STATUS_UNKNOWN, "INBOX-UNKNOWN")                         \
    /* the provider's own page; subject: its host; text: its words */                                                  \
    _(FACT_PAGE_ALL_WELL, "page-all-well", STEP_STATUS, STATUS_OK, "STATUS-PAGE")                                      \
    _(FACT_PAGE_TROUBLE, "page-trouble", STEP_STATUS, STATUS_WARNING, "STATUS-PAGE-TROUBLE")                           \
    _(FACT_PAGE_UNREADABLE, "page-unreadable", STEP_STATUS, STATUS_UNKNOWN, "STATUS-PAGE-UNKNOWN")                     \
    /* the log of a server on this machine; subject: the file; text: the reason in it */                               \
    _(FACT_SERVER_LOG, "server-log", STEP_LOGS, STATUS_WARNING, "SERVER-LOG")                                          \
    _(FACT_SERVER_LOG_QUIET, "server-log-quiet", STEP_LOGS, STATUS_OK, "SERVER-LOG-QUIET")                             \
    _(FACT_SERVER_LOG_BARRED, "server-log-barred", STEP_LOGS, STATUS_UNKNOWN, "SERVER-LOG-CLOSED")                     \
    /* read in a text */                                                                                               \
    _(FACT_REPLY, "reply", STEP_LOGS, STATUS_PROBLEM, "REPLY")                                                         \
    _(FACT_REPLY_POSITIVE, "reply-positive", STEP_LOGS, STATUS_OK, "REPLY")                                            \
    _(FACT_SAID, "said", STEP_LOGS, STATUS_PROBLEM, "TEXT")                                                            \
    _(FACT_NOTHING_RECOGNISED, "nothing-recognised", STEP_LOGS, STATUS_UNKNOWN, "TEXT-NONE")                           \
    _(FACT_CONTEXT, "context", STEP_ACCOUNT, STATUS_OK, "CONTEXT")                                                     \
    _(FACT_ANSWER, "answer", STEP_VERDICT, STATUS_OK, "ANSWER")                                                        \
    /* about the run */                                                                                                \
    _(FACT_CHECK_SKIPPED, "check-skipped", STEP_VERDICT, STATUS_SKIPPED, "SKIPPED")                                    \
    _(FACT_CHECK_FAILED, "check-failed", STEP_VERDICT, STATUS_UNKNOWN, "FAILED")
enum fact_kind {
#define X(id, word, step, status, code) id,
    FACTS(X)
#undef X
        FACT_COUNT
};

struct fact_row {
    const char *word;
    enum step step;
    enum status status;
    const char *code;
};
const struct fact_row *fact_row(enum fact_kind kind);
bool fact_from_word(struct span word, enum fact_kind *ret_kind);

enum { FACT_EVIDENCE_MAX = 4, FACT_SUBJECT_MAX = 160, FACT_TEXT_MAX = 768, ENHANCED_MAX = 12 };

/*
 * One thing that was learned. A plain value: copy it freely. subject and text come from
 * outside and are raw; what they hold is said at each kind ("fact.WORD" uses {subject},
 * {text}, {host}, {port}, {security}, {code}, {enhanced}, {ms}, {number}, {expected}).
 */
struct fact {
    enum fact_kind kind;
    enum status status;
    enum stage stage;
    const char *check;           /* id of the check that saw it; a literal */
    struct endpoint where;       /* empty host: about no endpoint */
    bool chosen;                 /* about the endpoint that the person uses or we chose for them */
    unsigned code;               /* RFC 5321 reply code, 0: none */
    char enhanced[ENHANCED_MAX]; /* RFC 3463, "5.7.8"; empty: none */
    char subject[FACT_SUBJECT_MAX];
    char expected[FACT_SUBJECT_MAX];
    char text[FACT_TEXT_MAX]; /* the reply's text, all lines joined by blanks, or a detail */
    int64_t number;
    int64_t ms;     /* how long it took, -1: not measured */
    int64_t before; /* seen then, by a run before this one; microseconds since 1970, 0: by this one */
    struct evidence evidence[FACT_EVIDENCE_MAX];
    unsigned evidence_count;
};

/* A fact of this kind with its usual status and nothing else; stage STAGE_NONE, ms -1. */
struct fact fact_new(enum fact_kind kind, const char *check);
void fact_prove(struct fact *fact, struct evidence evidence);
/* Seen on this machine or in the DNS, said on no wire: where it proves something, the finding itself is the proof. */
bool fact_is_off_wire(const struct fact *fact);
/* What people quote: the row's code, with the reply code where there is one ("AUTH-535"). */
void fact_code(const struct fact *fact, char *out, size_t room);
