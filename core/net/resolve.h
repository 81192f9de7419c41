#pragma once

#include "base/limits.h"
#include "facts/target.h"

/* How a question to the DNS ended (RFC 1035, 2308, 8020): five kinds of "no" told apart. */
#define ANSWERS(_)                                                                                                     \
    _(ANSWER_FOUND, "found")                                                                                           \
    _(ANSWER_NO_NAME, "no-name")             /* NXDOMAIN */                                                            \
    _(ANSWER_NO_RECORD, "no-record")         /* the name exists, not with this type */                                 \
    _(ANSWER_SERVER_FAILED, "server-failed") /* SERVFAIL */                                                            \
    _(ANSWER_REFUSED, "refused")             /* the server will not talk to us */                                      \
    _(ANSWER_SILENT, "silent")               /* nobody answered in time, or nobody listens */                          \
    _(ANSWER_BROKEN, "broken")               /* an answer that cannot be read */                                       \
    _(ANSWER_STOPPED, "stopped")             /* cancelled */
enum answer_kind {
#define X(id, word) id,
    ANSWERS(X)
#undef X
};
const char *answer_word(enum answer_kind kind);

enum record_type {
    RECORD_A = 1,
    RECORD_NS = 2,
    RECORD_CNAME = 5,
    RECORD_PTR = 12,
    RECORD_MX = 15,
    RECORD_TXT = 16,
    RECORD_AAAA = 28,
    RECORD_SRV = 33,
    RECORD_TLSA = 52
};

/* Room for a DKIM key of 4096 bits. */
enum { DNS_TEXT_MAX = 1024 };

/*
 * One record. text: address, target name or text (raw, from the network); of TLSA its three numbers
 * and the digits. A text that is longer than it has room for is cut.
 */
struct dns_record {
    enum record_type type;
    uint16_t priority; /* MX preference, SRV priority */
    uint16_t weight;
    uint16_t port;
    uint32_t ttl;
    bool is_cut;
    char text[DNS_TEXT_MAX];
};

enum { DNS_RECORDS_MAX = 32 };
struct dns_answer {
    enum answer_kind kind;
    struct dns_record records[DNS_RECORDS_MAX]; /* best first: by priority */
    size_t count;
    char canonical[HOST_MAX]; /* where CNAMEs led to, or empty */
    bool from_hosts_file;     /* A and AAAA only: /etc/hosts decided */
    int64_t ms;
};

/*
 * Asks one question. resolver: an address with optional ":port" ("192.0.2.1:5353",
 * "[2001:db8::1]:53"), or NULL or "" for the system's (with /etc/hosts for A and AAAA, and
 * with no search domains). Several resolvers, with commas between them, are asked in turn: the next one when
 * one is silent or fails. Names outside ASCII are converted (IDNA 2008); a name that cannot exist is NO_NAME
 * without asking. A PTR record is asked for by its address or by its name. Never blocks past limits; without
 * any it gives up a silent resolver after 10 s.
 */
struct dns_question {
    const char *name;
    enum record_type type;
    const char *resolver;
};
void resolve(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer);
/* The same for what the public sees: the hosts file is never read. */
void resolve_public(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer);
/* And over TCP alone, as where a network swallows the datagrams of the DNS. */
void resolve_over_tcp(const struct dns_question *question, struct limits limits, struct dns_answer *ret_answer);
/* Asks several at once; answers[i] belongs to questions[i]. */
void resolve_many(const struct dns_question *questions, size_t count, struct limits limits, struct dns_answer *answers);

/* The addresses of a host, ready for dial(): both families asked at the same time. */
enum { ADDRESSES_MAX = 16 };
struct addresses {
    enum answer_kind kind; /* FOUND when there is at least one */
    enum answer_kind kind_v4;
    enum answer_kind kind_v6;
    char address[ADDRESSES_MAX][ADDRESS_MAX]; /* in RFC 8305 order: families taking turns, IPv6 first */
    size_t count;
    char canonical[HOST_MAX];
    bool from_hosts_file;
    int64_t ms;
};
/* An IP address as host is taken as it is. When one family has answered and the other stays silent, 50 ms later
 * the answer is given without it (RFC 8305, 3). */
void resolve_host(const char *host, const char *resolver, struct limits limits, struct addresses *ret_addresses);
/* The same for what the public sees: the hosts file is never read. */
void resolve_host_public(const char *host, const char *resolver, struct limits limits, struct addresses *ret_addresses);
