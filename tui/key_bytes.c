#include "key_bytes.h"

#include "base/secret.h"

#include <string.h>

enum { SEQUENCE_MAX = 64, STRING_MAX = 4096 };

static const struct key_sequence sequences[] = {
    { "\033[A", KEY_CODE_UP },      { "\033OA", KEY_CODE_UP },       { "\033[B", KEY_CODE_DOWN },
    { "\033OB", KEY_CODE_DOWN },    { "\033[C", KEY_CODE_RIGHT },    { "\033OC", KEY_CODE_RIGHT },
    { "\033[D", KEY_CODE_LEFT },    { "\033OD", KEY_CODE_LEFT },     { "\033[H", KEY_CODE_HOME },
    { "\033OH", KEY_CODE_HOME },    { "\033[1~", KEY_CODE_HOME },    { "\033[7~", KEY_CODE_HOME },
    { "\033[F", KEY_CODE_END },     { "\033OF", KEY_CODE_END },      { "\033[4~", KEY_CODE_END },
    { "\033[8~", KEY_CODE_END },    { "\033[5~", KEY_CODE_PAGE_UP }, { "\033[6~", KEY_CODE_PAGE_DOWN },
    { "\033[2~", KEY_CODE_INSERT }, { "\033[3~", KEY_CODE_DELETE },  { "\033[Z", KEY_CODE_BACK_TAB },
    { "\033OP", KEY_CODE_F1 },      { "\033OQ", KEY_CODE_F2 },       { "\033OR", KEY_CODE_F3 },
    { "\033OS", KEY_CODE_F4 },      { "\033[11~", KEY_CODE_F1 },     { "\033[12~", KEY_CODE_F2 },
    { "\033[13~", KEY_CODE_F3 },    { "\033[14~", KEY_CODE_F4 },     { "\033[[A", KEY_CODE_F1 },
    { "\033[[B", KEY_CODE_F2 },     { "\033[[C", KEY_CODE_F3 },      { "\033[[D", KEY_CODE_F4 },
    { "\033[[E", KEY_CODE_F5 },     { "\033[15~", KEY_CODE_F5 },     { "\033[17~", KEY_CODE_F6 },
    { "\033[18~", KEY_CODE_F7 },    { "\033[19~", KEY_CODE_F8 },     { "\033[20~", KEY_CODE_F9 },
    { "\033[21~", KEY_CODE_F10 },   { "\033[23~", KEY_CODE_F11 },    { "\033[24~", KEY_CODE_F12 },
};

size_t key_sequence_count(void)
{
    return sizeof sequences / sizeof *sequences;
}

const struct key_sequence *key_sequence_at(size_t index)
{
    return &sequences[index];
}

static struct key key_of_control(int byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        return (struct key){ KEY_CODE_ENTER, 0 };
    case '\t':
        return (struct key){ KEY_CODE_TAB, 0 };
    case '\b':
    case 0x7f:
        return (struct key){ KEY_CODE_BACKSPACE, 0 };
    case 0x03:
        return (struct key){ KEY_CODE_INTERRUPT, 0 };
    default:
        break;
    }
    if (byte >= 1 && byte <= 26)
        return (struct key){ KEY_CODE_CONTROL, (uint32_t)('a' + byte - 1) };
    return (struct key){ KEY_CODE_UNKNOWN, 0 };
}

static struct key key_of_utf8(struct key_bytes *bytes, int byte)
{
    unsigned char lead = (unsigned char)(bytes->len ? bytes->utf8[0] : byte);
    size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    bool is_following = (byte & 0xc0) == 0x80;
    bool is_lead = byte >= 0xc2 && byte <= 0xf4;
    if (!is_following && !is_lead) {
        bytes->len = 0;
        return (struct key){ KEY_CODE_UNKNOWN, 0 };
    }
    if (is_following != (bytes->len > 0)) {
        bytes->len = 0;
        if (is_following)
            return (struct key){ KEY_CODE_UNKNOWN, 0 };
    }
    bytes->utf8[bytes->len++] = (char)byte;
    if (bytes->len < wanted)
        return (struct key){ KEY_CODE_NONE, 0 };
    struct span whole = { bytes->utf8, bytes->len };
    uint32_t character;
    bool valid;
    bytes->len = 0;
    utf8_next(&whole, &character, &valid);
    secret_wipe(bytes->utf8, sizeof bytes->utf8);
    return valid ? (struct key){ KEY_CODE_CHARACTER, character } : (struct key){ KEY_CODE_UNKNOWN, 0 };
}

struct key key_bytes_take(struct key_bytes *bytes, int byte)
{
    if (byte < 0x20 || byte == 0x7f)
        return key_of_control(byte);
    if (byte >= 0x80)
        return key_of_utf8(bytes, byte);
    bytes->len = 0;
    return (struct key){ KEY_CODE_CHARACTER, (uint32_t)byte };
}

/* Up to BEL or ST: what a terminal answers late (OSC, DCS …) is no typing. */
static void swallow_string(int (*next)(void))
{
    int before = 0;
    for (int i = 0; i < STRING_MAX; i++) {
        int byte = next();
        if (byte < 0 || byte == '\a' || (before == '\033' && byte == '\\'))
            break;
        before = byte;
    }
}

struct key key_bytes_escape(int (*next)(void))
{
    int first = next();
    if (first < 0)
        return (struct key){ KEY_CODE_ESCAPE, 0 };
    if (first < 0x80 && strchr("]P_^X", first))
        swallow_string(next);
    if (first == 'O')
        (void)next();
    for (int i = 0; first == '[' && i < SEQUENCE_MAX; i++) {
        int byte = next();
        if (byte < 0 || (byte >= 0x40 && byte <= 0x7e && byte != '['))
            break;
    }
    return (struct key){ KEY_CODE_UNKNOWN, 0 };
}
