#include "checks/bans.h"

#include "base/mem.h"

/* Jails are named after what they guard; "recidive" shuts every port. */
static bool is_about_mail(struct span jail)
{
    static const char *const words[] = { "mail", "smtp", "postfix", "dovecot", "exim",  "sasl",
                                         "imap", "pop3", "courier", "cyrus",   "sieve", "recidive" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(jail, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

static void take(struct bans *bans, struct span jail, struct span word, bool (*is_own)(const char *address))
{
    char address[ADDRESS_MAX];
    mem_copy_text(address, sizeof address, word);
    bool own = is_own(address);
    if (!bans->count++ || (own && !bans->is_own)) {
        mem_copy_text(bans->jail, sizeof bans->jail, jail);
        mem_copy_text(bans->address, sizeof bans->address, word);
        bans->is_own = own;
    }
}

void bans_read(struct span text, bool (*is_own)(const char *address), struct bans *ret_bans)
{
    struct span jail = SPAN_EMPTY;
    *ret_bans = (struct bans){ .count = 0 };
    for (;;) {
        size_t quote = span_find_char(text, '\'');
        struct span rest = quote == SPAN_NONE ? SPAN_EMPTY : span_from(text, quote + 1);
        size_t end = span_find_char(rest, '\'');
        if (end == SPAN_NONE)
            return;
        struct span word = span_head(rest, end);
        text = span_from(rest, end + 1);
        if (text.len && text.at[0] == ':')
            jail = word;
        else if (is_about_mail(jail))
            take(ret_bans, jail, word, is_own);
    }
}
