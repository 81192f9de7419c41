#include "checks/heard.h"

#include "base/mem.h"
#include "checks/address_kind.h"
#include "net/hostname.h"

#include <string.h>

void heard_reply(const struct session *session, struct fact *fact)
{
    struct buf words;
    buf_init(&words, FACT_TEXT_MAX - 1);
    reply_words(&session->reply, &words);
    fact->code = session->reply.code;
    mem_copy_text(fact->enhanced, sizeof fact->enhanced, span_of(session->reply.enhanced));
    mem_copy_text(fact->text, sizeof fact->text, buf_span(&words));
    fact->ms = session->reply_ms;
    buf_free(&words);
}

static bool is_of_address(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

/* The next piece that could be an address: not a part of a word, without the sentence's own marks. */
static bool next_piece(struct span *rest, char *piece)
{
    while (rest->len) {
        size_t begin = 0;
        size_t end;
        if (span_starts_nocase(*rest, SPAN("IPv6:")))
            begin = sizeof "IPv6:" - 1;
        for (end = begin; end < rest->len && !strchr(" []()<>,;=\"'", rest->at[end]); end++)
            continue;
        struct span word = span_head(span_from(*rest, begin), end - begin);
        *rest = span_from(*rest, end + 1);
        while (word.len && strchr(".:", word.at[word.len - 1]))
            word.len--;
        bool fits = word.len > 1 && word.len < ADDRESS_MAX;
        for (size_t i = 0; i < word.len && fits; i++)
            fits = is_of_address(word.at[i]);
        if (fits) {
            mem_copy_text(piece, ADDRESS_MAX, word);
            return true;
        }
    }
    return false;
}

static bool is_excepted(const char *address, const struct heard_not *except)
{
    char said[ADDRESS_MAX];
    bool is_v6;
    for (size_t i = 0; i < except->theirs->count; i++)
        if (strcmp(except->theirs->address[i], address) == 0)
            return true;
    /* A public address that is our own interface's is what the server sees as well. */
    return address_kind_of(address) != ADDRESS_PUBLIC && hostname_is_address(except->helo, said, &is_v6) &&
           strcmp(said, address) == 0;
}

bool heard_address(struct span words, const struct heard_not *except, char ret_address[ADDRESS_MAX])
{
    char piece[ADDRESS_MAX];
    bool found = false;
    while (next_piece(&words, piece)) {
        enum address_kind kind = address_kind_of(piece);
        if (kind == ADDRESS_NONE || kind == ADDRESS_LOOPBACK || is_excepted(piece, except))
            continue;
        if (kind != ADDRESS_PUBLIC && found)
            continue;
        mem_copy_text(ret_address, ADDRESS_MAX, span_of(piece));
        found = true;
        if (kind == ADDRESS_PUBLIC)
            break;
    }
    return found;
}
