#include "checks/status_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_read(void **state)
{
    static const struct {
        enum page_form form;
        const char *body;
        enum page_says says;
        const char *words;
    } rows[] = {
        { PAGE_STATUSPAGE,
          "{\"page\":{\"id\":\"x\"},\"status\":{\"indicator\":\"none\",\"description\":\"All Systems Operational\"}}",
          PAGE_ALL_WELL, "All Systems Operational" },
        { PAGE_STATUSPAGE, "{\"status\":{\"indicator\":\"major\",\"description\":\"Partial Outage\"}}", PAGE_TROUBLE,
          "Partial Outage" },
        { PAGE_STATUSPAGE, "{\"status\":{\"indicator\":\"critical\"}}", PAGE_TROUBLE, "critical" },
        { PAGE_STATUSPAGE, "{\"status\":{\"description\":\"fine\"}}", PAGE_UNREADABLE, "" },
        { PAGE_STATUSPAGE, "{\"status\":{\"indicator\":7}}", PAGE_UNREADABLE, "" },
        { PAGE_STATUSPAGE, "[]", PAGE_UNREADABLE, "" },
        { PAGE_STATUSPAGE, "<html>sign in</html>", PAGE_UNREADABLE, "" },
        { PAGE_STATUSPAGE, "", PAGE_UNREADABLE, "" },
        { PAGE_GOOGLE, "[]", PAGE_ALL_WELL, "Gmail" },
        { PAGE_GOOGLE, "[{\"service_name\":\"Gmail\",\"external_desc\":\"late\",\"end\":\"2026-11-01T00:00:00Z\"}]",
          PAGE_ALL_WELL, "Gmail" },
        { PAGE_GOOGLE, "[{\"service_name\":\"Google Chat\",\"external_desc\":\"x\"}]", PAGE_ALL_WELL, "Gmail" },
        { PAGE_GOOGLE, "[{\"service_name\":\"Gmail\",\"external_desc\":\"Mail is late\"}]", PAGE_TROUBLE,
          "Mail is late" },
        { PAGE_GOOGLE, "{}", PAGE_UNREADABLE, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf words;
        buf_init(&words, 128);
        assert_int_equal(status_page_read(rows[i].form, span_of(rows[i].body), &words), rows[i].says);
        assert_string_equal(buf_text(&words), rows[i].words);
        buf_free(&words);
    }
}

static void test_pages(void **state)
{
    enum page_form form;
    (void)state;
    assert_non_null(status_page_url("https://status.proton.me", &form));
    assert_int_equal(form, PAGE_STATUSPAGE);
    assert_null(status_page_url("https://status.example", &form));
    assert_null(status_page_url("", &form));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_read), cmocka_unit_test(test_pages) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
