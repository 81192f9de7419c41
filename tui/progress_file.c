#include "progress_file.h"

#include "shelf.h"

static const char file_name[] = "progress";

bool progress_load(struct progress *ret_progress)
{
    struct practice_error error;
    struct buf text;
    buf_init(&text, PROGRESS_BYTES_MAX);
    ret_progress->count = 0;
    enum shelf_read read = shelf_read(SHELF_STATE, file_name, &text);
    bool good = read == SHELF_NOT_THERE || (read == SHELF_READ && progress_read(buf_span(&text), ret_progress, &error));
    buf_free(&text);
    return good;
}

bool progress_save(const struct progress *progress)
{
    struct buf text;
    buf_init(&text, PROGRESS_BYTES_MAX);
    progress_write(progress, &text);
    bool saved = !text.full && shelf_write(SHELF_STATE, file_name, buf_span(&text));
    buf_free(&text);
    return saved;
}
