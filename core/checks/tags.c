#include "checks/tags.h"

enum tag_progress tag_next(struct span *rest, struct tag *ret_tag)
{
    struct span piece;
    while (span_cut(rest, ';', &piece)) {
        piece = span_trim(piece);
        if (piece.len == 0)
            continue;
        size_t equals = span_find_char(piece, '=');
        if (equals == SPAN_NONE || equals == 0)
            return TAG_BROKEN;
        ret_tag->name = span_trim(span_head(piece, equals));
        ret_tag->value = span_trim(span_from(piece, equals + 1));
        return TAG_READ;
    }
    return TAG_END;
}

bool tag_find(struct span record, struct span name, struct span *ret_value)
{
    struct tag tag;
    enum tag_progress progress;
    while ((progress = tag_next(&record, &tag)) != TAG_END)
        if (progress == TAG_READ && span_equal(tag.name, name)) {
            *ret_value = tag.value;
            return true;
        }
    return false;
}

bool tag_is_first(struct span record, struct span name, struct span value)
{
    struct tag tag;
    return tag_next(&record, &tag) == TAG_READ && span_equal(tag.name, name) && span_equal(tag.value, value);
}
