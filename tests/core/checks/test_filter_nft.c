#include "checks/filter_nft.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What nft -j prints, by pieces: a rule is "chain, handle, its statements". */
#define CHAIN(name) "{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"" name "\",\"handle\":9}},"
#define BASE(name, hook, policy)                                                                                       \
    "{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"" name "\",\"handle\":9,\"type\":\"filter\","          \
    "\"hook\":\"" hook "\",\"prio\":0,\"policy\":\"" policy "\"}},"
#define OUT(policy) BASE("out", "output", policy)
#define RULE(chain, handle, statements)                                                                                \
    "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"" chain "\",\"handle\":" handle                        \
    ",\"expr\":[" statements "]}},"
#define SET(name, elements)                                                                                            \
    "{\"set\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"" name                                                   \
    "\",\"handle\":8,\"type\":\"inet_service\"" elements "}},"
#define MATCH(op, left, right) "{\"match\":{\"op\":\"" op "\",\"left\":" left ",\"right\":" right "}},"
#define PAYLOAD(protocol, field) "{\"payload\":{\"protocol\":\"" protocol "\",\"field\":\"" field "\"}}"
#define DPORT PAYLOAD("tcp", "dport")
#define META(key) "{\"meta\":{\"key\":\"" key "\"}}"
#define STATE "{\"ct\":{\"key\":\"state\"}}"
#define DROP "{\"drop\":null}"
#define ACCEPT "{\"accept\":null}"
#define JUMP(chain) "{\"jump\":{\"target\":\"" chain "\"}}"
#define GOTO(chain) "{\"goto\":{\"target\":\"" chain "\"}}"
#define RETURN "{\"return\":null}"
#define PORT_587 MATCH("==", DPORT, "587")
#define PREFIX(address, len) "{\"prefix\":{\"addr\":\"" address "\",\"len\":" len "}}"
#define FLAGS_OF_FIRST MATCH("==", "{\"&\":[" PAYLOAD("tcp", "flags") ",[\"fin\",\"syn\",\"rst\",\"ack\"]]}", "\"syn\"")

enum { POLICY = -1 };

/* A packet of user 1000 from 10.77.0.2 through eth0 to port 587 of 10.77.1.1, or to fd77::1. */
static const struct {
    const char *what;
    const char *text;
    bool is_v6;
    enum filter_fate fate;
    int handle; /* of the rule that is told */
} rows[] = {
    { "nothing at all", "", false, FATE_FREE, 0 },
    { "an open output", OUT("accept"), false, FATE_FREE, 0 },
    { "one port dropped", OUT("accept") RULE("out", "2", PORT_587 DROP), false, FATE_STOPPED, 2 },
    { "refused", OUT("accept") RULE("out", "2", PORT_587 "{\"reject\":{\"type\":\"tcp reset\"}}"), false, FATE_STOPPED,
      2 },
    { "another port dropped", OUT("accept") RULE("out", "2", MATCH("==", DPORT, "5870") DROP), false, FATE_FREE, 0 },
    { "a counter and a note before it",
      OUT("accept") RULE("out", "2", PORT_587 "{\"counter\":{\"packets\":1}},{\"log\":null}," DROP), false,
      FATE_STOPPED, 2 },
    { "a set of ports", OUT("accept") RULE("out", "2", MATCH("==", DPORT, "{\"set\":[25,{\"range\":[500,600]}]}") DROP),
      false, FATE_STOPPED, 2 },
    { "a set of other ports", OUT("accept") RULE("out", "2", MATCH("==", DPORT, "{\"set\":[25,465]}") DROP), false,
      FATE_FREE, 0 },
    { "all ports but this one", OUT("accept") RULE("out", "2", MATCH("!=", DPORT, "{\"set\":[22,53,587]}") DROP), false,
      FATE_FREE, 0 },
    { "all ports but others", OUT("accept") RULE("out", "2", MATCH("!=", DPORT, "{\"set\":[22,53]}") DROP), false,
      FATE_STOPPED, 2 },
    { "from 500 on", OUT("accept") RULE("out", "2", MATCH(">=", DPORT, "500") DROP), false, FATE_STOPPED, 2 },
    { "below 587", OUT("accept") RULE("out", "2", MATCH("<", DPORT, "587") DROP), false, FATE_FREE, 0 },
    { "a named set",
      SET("bad", ",\"elem\":[25,587]") OUT("accept") RULE("out", "2", MATCH("==", DPORT, "\"@bad\"") DROP), false,
      FATE_STOPPED, 2 },
    { "a named set without it",
      SET("bad", ",\"elem\":[25]") OUT("accept") RULE("out", "2", MATCH("==", DPORT, "\"@bad\"") DROP), false,
      FATE_FREE, 0 },
    { "an empty set", SET("bad", "") OUT("accept") RULE("out", "2", MATCH("==", DPORT, "\"@bad\"") DROP), false,
      FATE_FREE, 0 },
    { "a set that is not there", OUT("accept") RULE("out", "2", MATCH("==", DPORT, "\"@bad\"") DROP), false,
      FATE_MAYBE_STOPPED, 2 },
    { "another address", OUT("accept") RULE("out", "2", MATCH("==", PAYLOAD("ip", "daddr"), "\"203.0.113.9\"") DROP),
      false, FATE_FREE, 0 },
    { "its address",
      OUT("accept") RULE("out", "2", MATCH("==", PAYLOAD("ip", "daddr"), PREFIX("10.77.0.0", "16")) DROP), false,
      FATE_STOPPED, 2 },
    { "IPv4 of an IPv6 packet",
      OUT("accept") RULE("out", "2", MATCH("!=", PAYLOAD("ip", "daddr"), "\"203.0.113.9\"") DROP), true, FATE_FREE, 0 },
    { "its IPv6 address",
      OUT("accept")
          RULE("out", "2", MATCH("==", PAYLOAD("ip6", "daddr"), "{\"set\":[" PREFIX("fd77::", "31") "]}") DROP),
      true, FATE_STOPPED, 2 },
    { "somebody else's", OUT("accept") RULE("out", "2", MATCH("==", META("skuid"), "65534") PORT_587 DROP), false,
      FATE_FREE, 0 },
    { "this user's",
      OUT("accept") RULE("out", "2", MATCH("==", META("skuid"), "{\"set\":[0,{\"range\":[1000,2000]}]}") DROP), false,
      FATE_STOPPED, 2 },
    { "through the loopback", OUT("accept") RULE("out", "2", MATCH("==", META("oif"), "\"lo\"") DROP), false, FATE_FREE,
      0 },
    { "through its interface", OUT("accept") RULE("out", "2", MATCH("==", META("oifname"), "\"eth*\"") DROP), false,
      FATE_STOPPED, 2 },
    { "what comes in through one", OUT("accept") RULE("out", "2", MATCH("==", META("iifname"), "\"eth0\"") DROP), false,
      FATE_FREE, 0 },
    { "udp", OUT("accept") RULE("out", "2", MATCH("==", PAYLOAD("udp", "dport"), "587") DROP), false, FATE_FREE, 0 },
    { "any protocol but tcp", OUT("accept") RULE("out", "2", MATCH("!=", META("l4proto"), "\"tcp\"") DROP), false,
      FATE_FREE, 0 },
    { "both protocols",
      OUT("accept") RULE("out", "2", MATCH("==", META("l4proto"), "{\"set\":[\"tcp\",\"udp\"]}") DROP), false,
      FATE_STOPPED, 2 },
    { "IPv6 only", OUT("accept") RULE("out", "2", MATCH("==", META("nfproto"), "\"ipv6\"") DROP), false, FATE_FREE, 0 },
    { "what is established", OUT("accept") RULE("out", "2", MATCH("in", STATE, "[\"established\",\"related\"]") DROP),
      false, FATE_FREE, 0 },
    { "what is not", OUT("accept") RULE("out", "2", MATCH("!=", STATE, "\"established\"") DROP), false, FATE_STOPPED,
      2 },
    { "a first packet", OUT("accept") RULE("out", "2", FLAGS_OF_FIRST DROP), false, FATE_STOPPED, 2 },
    { "a low port of our own", OUT("accept") RULE("out", "2", MATCH("==", PAYLOAD("tcp", "sport"), "25") DROP), false,
      FATE_FREE, 0 },
    { "a mark", OUT("accept") RULE("out", "2", PORT_587 MATCH("==", META("mark"), "7") DROP), false, FATE_MAYBE_STOPPED,
      2 },
    { "another's condition that is not known",
      OUT("accept") RULE("out", "2", MATCH("==", DPORT, "25") MATCH("==", META("mark"), "7") DROP), false, FATE_FREE,
      0 },
    { "so often", OUT("accept") RULE("out", "2", PORT_587 "{\"limit\":{\"rate\":3}}," DROP), false, FATE_MAYBE_STOPPED,
      2 },
    { "a program decides", OUT("accept") RULE("out", "2", PORT_587 "{\"queue\":{\"num\":1}}"), false,
      FATE_MAYBE_STOPPED, 2 },
    { "a match of iptables",
      OUT("accept") RULE("out", "2", PORT_587 "{\"xt\":{\"type\":\"match\",\"name\":\"owner\"}}," DROP), false,
      FATE_MAYBE_STOPPED, 2 },
    { "a statement that nobody knows yet", OUT("accept") RULE("out", "2", PORT_587 "{\"newest\":{}}," DROP), false,
      FATE_MAYBE_STOPPED, 2 },
    { "accepted before it is dropped", OUT("drop") RULE("out", "2", PORT_587 ACCEPT) RULE("out", "3", PORT_587 DROP),
      false, FATE_FREE, 0 },
    { "perhaps accepted before",
      OUT("drop") RULE("out", "2", MATCH("==", META("mark"), "7") ACCEPT) RULE("out", "3", PORT_587 DROP), false,
      FATE_MAYBE_STOPPED, 3 },
    { "the policy", OUT("drop") RULE("out", "2", MATCH("==", DPORT, "443") ACCEPT), false, FATE_STOPPED, POLICY },
    { "answers accepted, policy drop", OUT("drop") RULE("out", "2", MATCH("in", STATE, "\"established\"") ACCEPT),
      false, FATE_STOPPED, POLICY },
    { "accepted in a chain it jumps to",
      CHAIN("user") OUT("drop") RULE("user", "2", PORT_587 ACCEPT) RULE("out", "3", JUMP("user")), false, FATE_FREE,
      0 },
    { "dropped in a chain it jumps to",
      CHAIN("user") OUT("accept") RULE("user", "2", PORT_587 DROP) RULE("out", "3", JUMP("user")), false, FATE_STOPPED,
      2 },
    { "a jump of others",
      CHAIN("user") OUT("accept") RULE("user", "2", DROP) RULE("out", "3", MATCH("==", DPORT, "25") JUMP("user")),
      false, FATE_FREE, 0 },
    { "perhaps a jump",
      CHAIN("user") OUT("accept") RULE("user", "2", DROP) RULE("out", "3", MATCH("==", META("mark"), "7") JUMP("user")),
      false, FATE_MAYBE_STOPPED, 2 },
    { "perhaps accepted in a jump",
      CHAIN("user") OUT("drop") RULE("user", "2", ACCEPT) RULE("out", "3", MATCH("==", META("mark"), "7") JUMP("user")),
      false, FATE_MAYBE_STOPPED, POLICY },
    { "back, then dropped",
      CHAIN("user") OUT("accept") RULE("user", "2", RETURN) RULE("user", "3", ACCEPT) RULE("out", "4", JUMP("user"))
          RULE("out", "5", PORT_587 DROP),
      false, FATE_STOPPED, 5 },
    { "gone, then dropped",
      CHAIN("user") OUT("accept") RULE("user", "2", RETURN) RULE("out", "4", GOTO("user")) RULE("out", "5", DROP),
      false, FATE_FREE, 0 },
    { "gone, then the policy", CHAIN("user") OUT("drop") RULE("out", "4", GOTO("user")) RULE("out", "5", ACCEPT), false,
      FATE_STOPPED, POLICY },
    { "perhaps back, then accepted",
      CHAIN("user") OUT("drop") RULE("user", "2", MATCH("==", META("mark"), "7") RETURN) RULE("user", "3", ACCEPT)
          RULE("out", "4", JUMP("user")),
      false, FATE_MAYBE_STOPPED, POLICY },
    { "a ring of jumps", CHAIN("a") OUT("accept") RULE("a", "2", JUMP("a")) RULE("out", "3", JUMP("a")), false,
      FATE_MAYBE_STOPPED, 2 },
    { "verdicts by port",
      OUT("accept")
          RULE("out", "2", "{\"vmap\":{\"key\":" DPORT ",\"data\":{\"set\":[[25," ACCEPT "],[587," DROP "]]}}}"),
      false, FATE_STOPPED, 2 },
    { "verdicts by other ports",
      OUT("accept") RULE("out", "2", "{\"vmap\":{\"key\":" DPORT ",\"data\":{\"set\":[[25," DROP "]]}}}"), false,
      FATE_FREE, 0 },
    { "accepted here, dropped by the next table",
      OUT("accept") BASE("later", "output", "drop") RULE("out", "2", ACCEPT), false, FATE_STOPPED, POLICY },
    { "on the last way out", BASE("after", "postrouting", "accept") RULE("after", "2", PORT_587 DROP), false,
      FATE_STOPPED, 2 },
    { "perhaps turned to another port before",
      OUT("accept") BASE("later", "output", "accept") RULE("out", "2", "{\"redirect\":{\"port\":2525}}")
          RULE("later", "3", PORT_587 DROP),
      false, FATE_MAYBE_STOPPED, 3 },
    { "what comes in", BASE("in", "input", "drop"), false, FATE_FREE, 0 },
    { "what passes through", BASE("way", "forward", "drop"), false, FATE_FREE, 0 },
};

static struct packet packet_of(bool is_v6)
{
    struct packet packet = {
        .is_v6 = is_v6, .has_from = true, .interface = "eth0", .port = 587, .user = 1000, .group = 1000
    };
    inet_pton(is_v6 ? AF_INET6 : AF_INET, is_v6 ? "fd77::1" : "10.77.1.1", packet.to);
    inet_pton(is_v6 ? AF_INET6 : AF_INET, is_v6 ? "fd77::2" : "10.77.0.2", packet.from);
    return packet;
}

static json_t *load(const char *objects)
{
    char text[8192];
    int len = snprintf(text, sizeof text, "{\"nftables\":[%s{\"metainfo\":{}}]}", objects);
    json_t *root = NULL;
    /* The pieces leave commas at the end of a list. */
    for (char *at = text; at < text + len; at++)
        if (*at == ',' && at[1] == ']')
            memmove(at, at + 1, strlen(at));
    root = json_loads(text, 0, NULL);
    if (!root)
        fail_msg("no JSON: %s", text);
    return root;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct packet packet = packet_of(rows[i].is_v6);
        struct filter_rules *rules = filter_rules_new();
        json_t *root = load(rows[i].text);
        assert_true(filter_nft_read(root, &packet, rules));
        struct filter_finding finding = filter_rules_judge(rules);
        int64_t handle = finding.rule ? finding.rule->handle : finding.chain ? POLICY : 0;
        if (finding.fate != rows[i].fate || handle != rows[i].handle)
            fail_msg("%s: fate %d, handle %lld", rows[i].what, finding.fate, (long long)handle);
        json_decref(root);
        filter_rules_free(rules);
    }
}

static void test_what_is_no_ruleset(void **state)
{
    static const char *const texts[] = { "[]", "{}", "{\"nftables\":5}" };
    struct packet packet = packet_of(false);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct filter_rules *rules = filter_rules_new();
        json_t *root = json_loads(texts[i], 0, NULL);
        assert_false(filter_nft_read(root, &packet, rules));
        assert_int_equal(filter_rules_judge(rules).fate, FATE_FREE);
        json_decref(root);
        filter_rules_free(rules);
    }
}

/* A ruleset may hold anything in any place. */
static void test_odd_pieces(void **state)
{
    static const char *const statements[] = { "5",
                                              "{\"match\":5}",
                                              "{\"match\":{}}",
                                              "{\"vmap\":{}}",
                                              "{\"jump\":{}}",
                                              MATCH("<", DPORT, "{}") DROP,
                                              MATCH("", "5", "5") DROP,
                                              MATCH("==", "{\"&\":5}", "5") DROP,
                                              MATCH("==", DPORT, "{\"range\":5}") DROP,
                                              MATCH("==", PAYLOAD("ip", "daddr"), "{\"prefix\":5}") DROP };
    struct packet packet = packet_of(false);
    (void)state;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        char text[2048];
        (void)snprintf(text, sizeof text,
                       "%s"
                       "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"out\",\"expr\":[%s]}},",
                       OUT("accept"), statements[i]);
        struct filter_rules *rules = filter_rules_new();
        json_t *root = load(text);
        assert_true(filter_nft_read(root, &packet, rules));
        assert_int_not_equal(filter_rules_judge(rules).fate, FATE_STOPPED);
        json_decref(root);
        filter_rules_free(rules);
    }
}

static void test_text_of_a_rule(void **state)
{
    static const char listing[] = "table inet t {\n\tchain out { # handle 2\n\t\ttcp dport 25 drop # handle 12\n"
                                  "\t\ttcp dport 587 drop # handle 2\n\t}\n}\n";
    struct span text;
    (void)state;
    assert_true(filter_nft_text(span_of(listing), 2, &text));
    assert_true(span_equal(text, SPAN("tcp dport 587 drop")));
    assert_false(filter_nft_text(span_of(listing), 3, &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_is_no_ruleset),
        cmocka_unit_test(test_odd_pieces),
        cmocka_unit_test(test_text_of_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
