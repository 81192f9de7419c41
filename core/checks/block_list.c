#include "checks/block_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "net/hostname.h"

#include <arpa/inet.h>
#include <string.h>

#define TEST_ADDRESS "2.0.0.127" /* RFC 5782, 5 */

static const struct block_list lists[] = {
    { "zen.spamhaus.org", TEST_ADDRESS, true, true, false, "https://check.spamhaus.org/" },
    { "bl.spamcop.net", TEST_ADDRESS, true, false, false, "https://www.spamcop.net/bl.shtml" },
    { "b.barracudacentral.org", TEST_ADDRESS, true, false, false,
      "https://www.barracudacentral.org/rbl/removal-request" },
    { "psbl.surriel.com", TEST_ADDRESS, true, false, false, "https://psbl.org/remove" },
    { "bl.blocklist.de", TEST_ADDRESS, true, false, false, "https://www.blocklist.de/en/delist.html" },
    { "dnsbl.dronebl.org", TEST_ADDRESS, true, true, false, "https://dronebl.org/lookup" },
    { "dbl.spamhaus.org", "dbltest.com", false, false, true, "https://check.spamhaus.org/" },
};

/* What the answers of Spamhaus mean; both bounds belong to it. */
static const struct meaning {
    const char *zone;
    const char *first, *last;
    enum listing listing;
    const char *code;
} meanings[] = {
    { "zen.spamhaus.org", "127.0.0.2", "127.0.0.2", LISTING_LISTED, "SBL" },
    { "zen.spamhaus.org", "127.0.0.3", "127.0.0.3", LISTING_LISTED, "CSS" },
    { "zen.spamhaus.org", "127.0.0.4", "127.0.0.7", LISTING_LISTED, "XBL" },
    { "zen.spamhaus.org", "127.0.0.9", "127.0.0.9", LISTING_LISTED, "DROP" },
    { "zen.spamhaus.org", "127.0.0.10", "127.0.0.11", LISTING_HOME, "PBL" },
    { "dbl.spamhaus.org", "127.0.1.2", "127.0.1.2", LISTING_LISTED, "spam" },
    { "dbl.spamhaus.org", "127.0.1.4", "127.0.1.4", LISTING_LISTED, "phishing" },
    { "dbl.spamhaus.org", "127.0.1.5", "127.0.1.5", LISTING_LISTED, "malware" },
    { "dbl.spamhaus.org", "127.0.1.6", "127.0.1.6", LISTING_LISTED, "botnet" },
    { "dbl.spamhaus.org", "127.0.1.102", "127.0.1.106", LISTING_LISTED, "abused" },
    { "dbl.spamhaus.org", "127.0.1.255", "127.0.1.255", LISTING_UNKNOWN, "" },
};

size_t block_list_count(void)
{
    return sizeof lists / sizeof *lists;
}

const struct block_list *block_list_at(size_t index)
{
    return &lists[index];
}

/* The front of the name of the PTR record, without its "in-addr.arpa". */
static bool reverse_front(const char *address, char *front)
{
    if (!hostname_reverse(address, front))
        return false;
    char *end = strstr(front, strchr(address, ':') ? ".ip6.arpa" : ".in-addr.arpa");
    if (end)
        *end = '\0';
    return end != NULL;
}

bool block_list_name(const struct block_list *list, const char *subject, char ret_name[HOST_MAX])
{
    char front[HOST_MAX];
    char address[ADDRESS_MAX];
    bool is_v6 = false;
    bool is_address = hostname_is_address(subject, address, &is_v6);
    if (is_address ? !(is_v6 ? list->takes_v6 : list->takes_v4) : !list->takes_domains)
        return false;
    if (is_address ? !reverse_front(address, front) : !hostname_to_wire(subject, front))
        return false;
    struct buf name;
    buf_init(&name, HOST_MAX - 1);
    bool fits = buf_addf(&name, "%s.%s", front, list->zone);
    if (fits)
        mem_copy_text(ret_name, HOST_MAX, buf_span(&name));
    buf_free(&name);
    return fits;
}

static uint32_t number_of(const char *address)
{
    struct in_addr number;
    return inet_pton(AF_INET, address, &number) == 1 ? ntohl(number.s_addr) : 0;
}

/* One answer: 127.0.0.0/8 is the list's, 127.255.255.0/24 its refusal; all else came from somebody between. */
static enum listing read_address(const struct block_list *list, const char *address, const char **ret_code)
{
    uint32_t number = number_of(address);
    *ret_code = address;
    if (number >> 24 != 127)
        return LISTING_UNKNOWN;
    if (number >> 8 == 0x7fffff)
        return LISTING_REFUSED;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const struct meaning *meaning = &meanings[i];
        if (strcmp(meaning->zone, list->zone) == 0 && number >= number_of(meaning->first) &&
            number <= number_of(meaning->last)) {
            *ret_code = meaning->code;
            return meaning->listing;
        }
    }
    return LISTING_LISTED;
}

/* Of several answers the one that says most: a refusal or a stranger's answer makes all of it doubtful. */
static bool says_more(enum listing a, enum listing b)
{
    static const int order[] = {
        [LISTING_NONE] = 0, [LISTING_HOME] = 1, [LISTING_LISTED] = 2, [LISTING_REFUSED] = 3, [LISTING_UNKNOWN] = 4
    };
    return order[a] > order[b];
}

enum listing block_list_read(const struct block_list *list, const struct dns_answer *answer, const char **ret_code)
{
    enum listing listing = LISTING_NONE;
    *ret_code = "";
    if (answer->kind == ANSWER_NO_NAME || answer->kind == ANSWER_NO_RECORD)
        return LISTING_NONE;
    if (answer->kind == ANSWER_REFUSED)
        return LISTING_REFUSED;
    if (answer->kind != ANSWER_FOUND)
        return LISTING_UNKNOWN;
    for (size_t i = 0; i < answer->count; i++) {
        const char *code;
        enum listing one = read_address(list, answer->records[i].text, &code);
        if (!says_more(one, listing))
            continue;
        listing = one;
        *ret_code = code;
    }
    return listing;
}
