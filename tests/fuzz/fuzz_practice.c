#include "practice/course.h"
#include "practice/name_server.h"
#include "practice/progress.h"
#include "practice/recorded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a trainer's files hold. */
static void read_files(struct span text)
{
    static struct course course;
    static struct progress progress;
    struct practice_error error;
    struct buf out;
    practice_case_free(practice_read(text, &error));
    lesson_free(lesson_read(text, &error));
    (void)course_read(text, &course, &error);
    (void)progress_read(text, &progress, &error);
    buf_init(&out, 64 * KIB);
    (void)recorded_case(text, &out, &error);
    buf_free(&out);
}

/* Whatever is sent to the name server of a case. */
static void ask_names(struct span question)
{
    struct practice_error error;
    struct buf answer;
    struct script *script = script_read(SPAN("id a\nlevel easy\ncause none\naddress a@b.example\nname a 127.0.0.1\n"
                                             "name b broken\nname c silent\nlisten 25 plain\n"),
                                        0, &error);
    if (!script)
        abort();
    buf_init(&answer, 512);
    (void)name_server_reply(script, question, &answer);
    buf_free(&answer);
    script_free(script);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    read_files(text);
    ask_names(text);
    return 0;
}
