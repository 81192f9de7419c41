#include "checks/mail_message.h"
#include "checks/test_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "From: a@b.c\nTo: d@e.f\nDate: Mon, 23 Nov 2026 09:00:00 +0000\nMessage-ID: <1@b.c>\nSubject: x\n"
#define HTML HEAD "Content-Type: text/html; charset=utf-8\n\n"
#define TWO(content)                                                                                                   \
    HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=z\n\n--z\nContent-Type: "                         \
         "text/plain\n\nhi\n--z\n" content "\n--z--\n"
#define LONG_100 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG_1000 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100

static const struct {
    const char *what;
    const char *message;
    const char *faults; /* words with a blank behind each, in any order */
} rows[] = {
    { "nothing wrong", HEAD "\nhello\n", "" },
    { "no head to speak of", "From: a@b.c\n\nhello\n", "no-date no-id no-subject " },
    { "no sender", "To: a@b.c\nDate: Mon, 23 Nov 2026 09:00:00 +0000\nMessage-ID: <1@b.c>\nSubject: x\n\nhello\n",
      "no-from " },
    { "two subjects", HEAD "Subject: y\n\nhello\n", "twice " },
    { "two received lines", "Received: x\nReceived: y\n" HEAD "\nhello\n", "" },
    { "raw subject",
      "From: a@b.c\nDate: Mon, 23 Nov 2026 09:00:00 +0000\nMessage-ID: <1@b.c>\nSubject: \xd0\x9f\n\nhi\n",
      "raw-header " },
    { "a long line", HEAD "\n" LONG_1000 "\n", "long-line " },
    { "a good page with a text", TWO("Content-Type: text/html\n\n<p>hi</p>"), "" },
    { "a page alone", HTML "<p>hi</p>\n", "no-text " },
    { "an end without a beginning", HTML "<p>hi</p></div>\n", "broken-html no-text " },
    { "elements of HTML 5", HTML "<section><p>hi</p></section>\n", "no-text " },
    { "a link that lies", HTML "<a href=\"http://evil.example/\">https://bank.example/</a>\n", "false-link no-text " },
    { "a link to the same house", HTML "<a href=\"https://click.bank.example/x\">https://www.bank.example/</a>\n",
      "no-text " },
    { "a link with words", HTML "<a href=\"http://evil.example/\">press here</a>\n", "no-text " },
    { "an address that only ends alike", HTML "<a href=\"http://evilbank.example/\">https://bank.example/</a>\n",
      "false-link no-text " },
    { "an address before an at sign", HTML "<a href=\"https://bank.example:443@evil.test/\">www.bank.example</a>\n",
      "false-link no-text " },
    { "an address without its scheme", HTML "<a href=\"//evil.test/\">bank.example/login</a>\n",
      "false-link no-text " },
    { "an address among words", HTML "<a href=\"http://evil.test/\">Sign in at https://bank.example now</a>\n",
      "false-link no-text " },
    { "a file's name is no address", HTML "<a href=\"http://files.example/x\">invoice.pdf</a>\n", "no-text " },
    { "an address of mail is no page", HTML "<a href=\"http://corp.example/x\">anna@bank.example</a>\n", "no-text " },
    { "a script's link", HTML "<a href=\"mailto:a@b.c\">https://bank.example</a>\n", "no-text " },
    { "an empty sender", "From: \nDate: Mon, 23 Nov 2026 09:00:00 +0000\nMessage-ID: <1@b.c>\nSubject: x\n\nhi\n",
      "no-from " },
    { "a program with a dot behind", TWO("Content-Type: application/octet-stream; name=\"a.exe.\"\n\nx"),
      "forbidden " },
    { "a program in a forwarded message",
      TWO("Content-Type: message/rfc822\n\n" HEAD "Content-Type: application/octet-stream; name=\"a.scr\"\n\nx"),
      "forbidden " },
    { "a program", TWO("Content-Type: application/octet-stream; name=\"a.pdf.EXE\"\n\nx"), "forbidden " },
    { "a document", TWO("Content-Type: application/pdf; name=\"exe.pdf\"\n\nx"), "" },
    { "no boundary", HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=z\n\nhello\n", "broken-mime " },
};

static bool has_word(const char *words, const char *word)
{
    struct span rest = span_of(words);
    struct span piece;
    while (span_word(&rest, &piece))
        if (span_equal(piece, span_of(word)))
            return true;
    return false;
}

static void finds_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct message_view view;
        mail_message_look(span_of(rows[i].message), &view);
        size_t wanted = 0;
        for (const char *c = rows[i].faults; *c; c++)
            wanted += *c == ' ';
        for (size_t f = 0; f < view.fault_count; f++)
            if (!has_word(rows[i].faults, message_fault_word(view.faults[f].kind)))
                fail_msg("%s: %s (%s)", rows[i].what, message_fault_word(view.faults[f].kind), view.faults[f].detail);
        if (view.fault_count != wanted)
            fail_msg("%s: %zu faults", rows[i].what, view.fault_count);
    }
}

/* Elements that are never closed would keep the parser busy for minutes: the page is judged by that alone. */
static void is_not_kept_busy(void **state)
{
    static const char *const pieces[] = { "<div><b>", "<p><font>", "<b></div>", "<a><i><u>" };
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf message;
        struct message_view view;
        buf_init(&message, MIB);
        buf_add_text(&message, HTML);
        while (message.len < 120 * KIB)
            buf_add_text(&message, pieces[i]);
        mail_message_look(buf_span(&message), &view);
        bool found = false;
        for (size_t k = 0; k < view.fault_count; k++)
            found = found || view.faults[k].kind == MESSAGE_BROKEN_HTML;
        if (!found)
            fail_msg("%s: no fault", pieces[i]);
        buf_free(&message);
    }
}

static void tells_messages_from_files(void **state)
{
    static const struct {
        const char *text;
        bool is_one;
    } files[] = { { HEAD "\nx", true }, { "Received: by x\n\ty\nFrom: z\n\n", true }, { "%PDF-1.4\n", false },
                  { "", false },        { "Dear all,\nFrom: here\n", false },         { "X-Thing: 1\n\n", false },
                  { "PK\3\4", false } };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(mail_message_is_one(span_of(files[i].text)), files[i].is_one);
}

/* What is made has no fault, and every byte of an attachment is counted as it travels. */
static void makes_good_messages(void **state)
{
    char file[3000];
    char id[256] = "";
    struct buf message;
    struct message_view view;
    struct message_wish wish = { .from = "anna@corp.test",
                                 .to = "boris@corp.test",
                                 .cc = "",
                                 .subject = "Проверка 测试",
                                 .body = "Привет\n.точка\n",
                                 .attachment_name = "отчёт.pdf",
                                 .attachment = { file, sizeof file } };
    (void)state;
    memset(file, 'x', sizeof file);
    buf_init(&message, MIB);
    assert_true(mail_message_build(&wish, &message, id, sizeof id));
    assert_true(mail_message_is_one(buf_span(&message)));
    mail_message_look(buf_span(&message), &view);
    assert_int_equal(view.fault_count, 0);
    assert_int_equal(view.attachments, 1);
    assert_int_equal(view.wire_size, message.len);
    assert_true(view.wire_size > sizeof file * 4 / 3);
    assert_non_null(strstr(id, "@corp.test"));
    buf_free(&message);
}

static void reads_queue_ids(void **state)
{
    static const struct {
        const char *reply, *id;
    } replies[] = {
        { "2.0.0 Ok: queued as 4XyZ1a0B2cz9", "4XyZ1a0B2cz9" },
        { "OK id=1rAbCd-0001Ef-2G", "1rAbCd-0001Ef-2G" },
        { "2.0.0 3AB1C2D3004567 Message accepted for delivery", "3AB1C2D3004567" },
        { "2.0.0 OK 1700000000 ab12-20020a.55 - gsmtp", "ab12-20020a.55" },
        { "2.6.0 <x@y.z> [InternalId=12345678, Hostname=a.b] 9 bytes Queued mail for delivery", "12345678" },
        { "2.0.0 Ok: queued", "" },
        { "ok", "" },
        { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        struct span id = queue_id_of(span_of(replies[i].reply));
        if (!span_equal(id, span_of(replies[i].id)))
            fail_msg("%s: %.*s", replies[i].reply, SPAN_ARG(id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_faults), cmocka_unit_test(is_not_kept_busy),
                                        cmocka_unit_test(tells_messages_from_files),
                                        cmocka_unit_test(makes_good_messages), cmocka_unit_test(reads_queue_ids) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
