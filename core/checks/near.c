#include "checks/near.h"

#include "base/mem.h"
#include "knowledge/providers.h"

#include <stdio.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: the row before last is needed for swapped neighbours. */
unsigned near_slips(struct span a, struct span b)
{
    unsigned rows[3][NEAR_LEN_MAX + 1];
    if (a.len > NEAR_LEN_MAX || b.len > NEAR_LEN_MAX || a.len > b.len + NEAR_MOST || b.len > a.len + NEAR_MOST)
        return NEAR_FAR;
    for (size_t k = 0; k <= b.len; k++)
        rows[0][k] = (unsigned)k;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t k = 1; k <= b.len; k++) {
            bool same = lower(a.at[i - 1]) == lower(b.at[k - 1]);
            row[k] = least(least(above[k], row[k - 1]) + 1, above[k - 1] + !same);
            bool swapped =
                i > 1 && k > 1 && lower(a.at[i - 1]) == lower(b.at[k - 2]) && lower(a.at[i - 2]) == lower(b.at[k - 1]);
            if (swapped)
                row[k] = least(row[k], two_above[k - 2] + 1);
        }
    }
    return least(rows[a.len % 3][b.len], NEAR_FAR);
}

/* ---- domains ---- */

/* "ok.ru" and "bk.ru" are both real: of short names only swapped letters are a slip. */
static bool is_slip(struct span domain, struct span known, bool is_unknown)
{
    enum { LONG_LABEL = 5 };
    size_t label = span_find_char(known, '.');
    if (label == SPAN_NONE || near_slips(domain, known) != 1)
        return false;
    return label >= LONG_LABEL || (is_unknown && (label > 2 || domain.len == known.len));
}

struct span near_provider(struct span domain, bool is_unknown)
{
    struct span found = SPAN_EMPTY;
    if (provider_by_domain(domain))
        return found;
    for (size_t i = 0; i < provider_count(); i++) {
        struct span rest = span_of(provider_at(i)->domains);
        struct span known;
        while (span_cut(&rest, ',', &known))
            if (is_slip(domain, known, is_unknown))
                return known;
    }
    return found;
}

static bool add_name(char (*names)[HOST_MAX], size_t *count, struct span head, struct span tail)
{
    if (*count == NEAR_NAMES_MAX || head.len + tail.len >= HOST_MAX)
        return false;
    (void)snprintf(names[(*count)++], HOST_MAX, "%.*s%.*s", SPAN_ARG(head), SPAN_ARG(tail));
    return true;
}

static void add_endings(struct span domain, char (*names)[HOST_MAX], size_t *count)
{
    static const struct {
        const char *wrong, *right;
    } rows[] = { { ".con", ".com" }, { ".cmo", ".com" },  { ".ocm", ".com" },  { ".cm", ".com" },  { ".vom", ".com" },
                 { ".xom", ".com" }, { ".comm", ".com" }, { ".coom", ".com" }, { ".nte", ".net" }, { ".ne", ".net" },
                 { ".ogr", ".org" }, { ".rog", ".org" },  { ".orgg", ".org" }, { ".ur", ".ru" },   { ".tu", ".ru" },
                 { ".ruu", ".ru" },  { ".nc", ".cn" },    { ".cnn", ".cn" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_ends_nocase(domain, span_of(rows[i].wrong)))
            add_name(names, count, span_head(domain, domain.len - strlen(rows[i].wrong)), span_of(rows[i].right));
}

size_t near_names(struct span domain, char (*ret_names)[HOST_MAX])
{
    size_t count = 0;
    size_t label = span_find_char(domain, '.');
    if (label == SPAN_NONE || domain.len > NEAR_LEN_MAX)
        return 0;
    add_endings(domain, ret_names, &count);
    for (size_t i = 0; i + 1 < label && count < NEAR_NAMES_MAX; i++) {
        if (domain.at[i] == domain.at[i + 1] || domain.at[i] == '-' || domain.at[i + 1] == '-')
            continue;
        add_name(ret_names, &count, domain, SPAN(""));
        ret_names[count - 1][i] = domain.at[i + 1];
        ret_names[count - 1][i + 1] = domain.at[i];
    }
    return count;
}

/* ---- ports ---- */

static unsigned port_slips(uint16_t port, uint16_t known)
{
    char a[8];
    char b[8];
    (void)snprintf(a, sizeof a, "%u", port);
    (void)snprintf(b, sizeof b, "%u", known);
    unsigned slips = near_slips(span_of(a), span_of(b));
    /* Two slips in a number of three digits only when all three were typed. */
    return slips <= 1 || strlen(a) == strlen(b) ? slips : NEAR_FAR;
}

uint16_t near_port(uint16_t port)
{
    /* Ports that people mean: other mail, web, and what hosters offer beside 587. */
    static const uint16_t meant[] = { 22,  24,  25,  26,  53,  80,  110,  143,  220,  366,  443,
                                      465, 585, 587, 588, 993, 995, 1025, 2525, 2587, 8025, 8080 };
    static const uint16_t known[] = { 587, 465 };
    enum { NOBODY = 0 };
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (meant[i] == port)
            return NOBODY;
    if (port < 100)
        return NOBODY;
    for (unsigned slips = 1; slips <= NEAR_MOST; slips++)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (port_slips(port, known[i]) == slips)
                return known[i];
    return NOBODY;
}
