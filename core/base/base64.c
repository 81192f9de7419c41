#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.at[i] << 16;
        if (left > 1)
            group |= (uint32_t)(unsigned char)bytes.at[i + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.at[i + 2];
        buf_add_char(out, alphabet[group >> 18]);
        buf_add_char(out, alphabet[group >> 12 & 63]);
        buf_add_char(out, left > 1 ? alphabet[group >> 6 & 63] : '=');
        buf_add_char(out, left > 2 ? alphabet[group & 63] : '=');
    }
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t padding_of(struct span text)
{
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.at[text.len - 1 - padding] == '=')
        padding++;
    return padding;
}

bool base64_decode(struct buf *out, struct span text)
{
    size_t before = out->len;
    size_t padding = padding_of(text);
    uint32_t bits = 0;
    if (text.len % 4 != 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_padding = i >= text.len - padding;
        int value = is_padding ? 0 : value_of(text.at[i]);
        if (value < 0)
            goto broken;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 != 3)
            continue;
        size_t keep = i == text.len - 1 ? 3 - padding : 3;
        for (size_t k = 0; k < keep; k++)
            buf_add_char(out, (char)(bits >> (16 - 8 * k) & 0xff));
        bits = 0;
    }
    return true;
broken:
    out->len = before;
    if (out->at)
        out->at[before] = '\0';
    return false;
}
