#include "checks/packet_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NFT(policy, rules)                                                                                             \
    "table inet filter {\n\tchain output {\n\t\ttype filter hook output priority filter; policy " policy ";\n" rules   \
    "\t}\n}\n"

static const struct {
    const char *what;
    bool (*read)(struct span, uint16_t, struct span *);
    const char *text;
    const char *rule; /* NULL: none */
} rows[] = {
    { "nothing at all", packet_filter_nft, "", NULL },
    { "an open output", packet_filter_nft, NFT("accept", ""), NULL },
    { "one port dropped", packet_filter_nft, NFT("accept", "\t\ttcp dport 587 drop\n"), "tcp dport 587 drop" },
    { "another port dropped", packet_filter_nft, NFT("accept", "\t\ttcp dport 5870 drop\n"), NULL },
    { "a set of ports", packet_filter_nft, NFT("accept", "\t\ttcp dport { 25, 465, 587 } reject\n"),
      "tcp dport { 25, 465, 587 } reject" },
    { "a set of other ports", packet_filter_nft, NFT("accept", "\t\ttcp dport { 25, 465 } drop\n"), NULL },
    { "a range", packet_filter_nft, NFT("accept", "\t\ttcp dport 500-600 drop\n"), "tcp dport 500-600 drop" },
    { "the service's name", packet_filter_nft, NFT("accept", "\t\ttcp dport submission drop\n"),
      "tcp dport submission drop" },
    { "accepted before it is dropped", packet_filter_nft,
      NFT("drop", "\t\ttcp dport 587 accept\n\t\ttcp dport 587 drop\n"), NULL },
    { "the policy", packet_filter_nft, NFT("drop", "\t\ttcp dport 443 accept\n"),
      "type filter hook output priority filter; policy drop;" },
    { "answers accepted, policy drop", packet_filter_nft, NFT("drop", "\t\tct state established,related accept\n"),
      "type filter hook output priority filter; policy drop;" },
    { "udp", packet_filter_nft, NFT("accept", "\t\tudp dport 587 drop\n"), NULL },
    { "what comes in", packet_filter_nft,
      "table inet f {\n\tchain input {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n", NULL },
    { "cut off", packet_filter_nft, "table inet f {\n\tchain o {\n\t\ttype filter hook output", NULL },
    { "iptables, open", packet_filter_iptables, "-P OUTPUT ACCEPT\n", NULL },
    { "iptables, one port", packet_filter_iptables,
      "-P OUTPUT ACCEPT\n-A OUTPUT -p tcp -m tcp --dport 587 -j REJECT --reject-with tcp-reset\n",
      "-A OUTPUT -p tcp -m tcp --dport 587 -j REJECT --reject-with tcp-reset" },
    { "iptables, many ports", packet_filter_iptables, "-A OUTPUT -p tcp -m multiport --dports 25,465,587 -j DROP\n",
      "-A OUTPUT -p tcp -m multiport --dports 25,465,587 -j DROP" },
    { "iptables, policy", packet_filter_iptables, "-P OUTPUT DROP\n-A OUTPUT -p tcp -m tcp --dport 443 -j ACCEPT\n",
      "-P OUTPUT DROP" },
    { "iptables, accepted", packet_filter_iptables, "-P OUTPUT DROP\n-A OUTPUT -p tcp -m tcp --dport 587 -j ACCEPT\n",
      NULL },
    { "iptables, incoming", packet_filter_iptables, "-A INPUT -p tcp -m tcp --dport 587 -j DROP\n", NULL },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span rule = SPAN_EMPTY;
        bool found = rows[i].read(span_of(rows[i].text), 587, &rule);
        if (found != (rows[i].rule != NULL) || (found && !span_equal(rule, span_of(rows[i].rule))))
            fail_msg("%s: \"%.*s\"", rows[i].what, SPAN_ARG(rule));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
