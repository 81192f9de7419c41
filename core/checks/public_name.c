#include "checks/public_name.h"

#include <arpa/inet.h>
#include <stdio.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between marks and digits: "dyn" in "dyn-5-6.example", not in "dynamo.example". */
static bool has_word(struct span name, struct span word)
{
    for (size_t from = 0; from < name.len;) {
        size_t at = span_find_nocase(span_from(name, from), word);
        if (at == SPAN_NONE)
            return false;
        at += from;
        size_t end = at + word.len;
        if ((at == 0 || !is_letter(name.at[at - 1])) && (end == name.len || !is_letter(name.at[end])))
            return true;
        from = at + 1;
    }
    return false;
}

/* The number stands there alone, not as part of a longer one; zeros may stand before it. */
static bool has_number(struct span name, unsigned number)
{
    for (size_t i = 0; i < name.len; i++) {
        uint64_t found;
        size_t len = 0;
        if (!is_digit(name.at[i]) || (i && is_digit(name.at[i - 1])))
            continue;
        while (i + len < name.len && is_digit(name.at[i + len]))
            len++;
        if (len <= 3 && span_number(span_head(span_from(name, i), len), 255, &found) && found == number)
            return true;
    }
    return false;
}

/* All four numbers, or twelve digits or eight hexadecimal ones in a row. */
static bool has_address(struct span name, const char *address)
{
    unsigned char octets[4];
    char run[16];
    if (inet_pton(AF_INET, address, octets) != 1)
        return false;
    bool all = true;
    for (size_t i = 0; i < 4; i++)
        all = all && has_number(name, octets[i]);
    (void)snprintf(run, sizeof run, "%03u%03u%03u%03u", octets[0], octets[1], octets[2], octets[3]);
    if (all || span_find(name, span_of(run)) != SPAN_NONE)
        return true;
    (void)snprintf(run, sizeof run, "%02x%02x%02x%02x", octets[0], octets[1], octets[2], octets[3]);
    return span_find_nocase(name, span_of(run)) != SPAN_NONE;
}

bool public_name_is_generic(struct span name, const char *address)
{
    static const char *const words[] = { "dyn",    "dynamic", "dhcp", "pool",      "dsl",   "adsl",      "vdsl",
                                         "ppp",    "pppoe",   "dial", "dialup",    "cable", "broadband", "dip",
                                         "dyn-ip", "res",     "user", "customers", "cust",  "dynamicip" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_word(name, span_of(words[i])))
            return true;
    return has_address(name, address);
}
