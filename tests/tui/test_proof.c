/* Proof by hand: from findings to lines and back, searching, filtering, taking text out; all without a terminal. */
#include "base/clean.h"
#include "base/utf8.h"
#include "copy.h"
#include "possible.h"
#include "screen.h"
#include "support/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct page {
    struct app app;
    struct record record;
};

static void open_page(struct page *page)
{
    assert_true(app_init(&page->app, "en"));
    page->app.is_test = true;
    canvas_resize(&page->app.canvas, 24, 80);
    sample_record(&page->record);
    page->app.fixed = &page->record;
    page->app.has_diagnosis = true;
    page->app.diagnosis = sample_diagnosis;
    app_go(&page->app, SCREEN_NETWORK);
}

static void close_page(struct page *page)
{
    app_free(&page->app);
    record_clear(&page->record);
}

static struct key key_of(char letter)
{
    static const struct {
        char letter;
        enum key_code code;
    } rows[] = {
        { '\t', KEY_CODE_TAB }, { '\n', KEY_CODE_ENTER }, { '\b', KEY_CODE_BACKSPACE }, { '\033', KEY_CODE_ESCAPE },
        { '\1', KEY_CODE_UP },  { '\2', KEY_CODE_DOWN },  { '\3', KEY_CODE_INTERRUPT },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].letter == letter)
            return (struct key){ rows[i].code, 0 };
    return (struct key){ KEY_CODE_CHARACTER, (unsigned char)letter };
}

static void type(struct app *app, const char *letters)
{
    for (; *letters; letters++)
        app_key(app, key_of(*letters));
    app_draw(app);
}

/* Keys on the result page, and where the selection is afterwards. */
static const struct {
    const char *name;
    const char *keys;
    enum pane pane;
    long fact;
    unsigned line;
} rows[] = {
    { "the gravest finding and its proof", "", PANE_FINDINGS, 4, 21 },
    { "Enter goes to the proof", "\n", PANE_TRANSCRIPT, 4, 21 },
    { "Backspace goes back", "\n\b", PANE_FINDINGS, 4, 21 },
    { "so does Esc", "\n\033", PANE_FINDINGS, 4, 21 },
    { "Enter on a line goes to its finding", "\nkkkkkk\n", PANE_FINDINGS, 3, 15 },
    { "and Backspace to the line", "\nkkkkkk\n\b", PANE_TRANSCRIPT, 4, 15 },
    { "and once more to where it began", "\nkkkkkk\n\b\b", PANE_FINDINGS, 4, 21 },
    { "a line that nothing rests on stays", "\t\2\n", PANE_TRANSCRIPT, 4, 22 },
    { "three panes", "\t\t", PANE_EXPLANATION, 4, 21 },
    { "and round again", "\t\t\t", PANE_FINDINGS, 4, 21 },
    { "Enter in the explanation goes back to the line", "\t\t\n", PANE_TRANSCRIPT, 4, 21 },
    { "a search begins where one is", "/auth\n", PANE_TRANSCRIPT, 4, 21 },
    { "the next hit goes round", "/auth\nn", PANE_TRANSCRIPT, 4, 15 },
    { "N goes back", "/auth\nN", PANE_TRANSCRIPT, 4, 16 },
    { "letters go to the first hit", "/startt", PANE_FINDINGS, 4, 8 },
    { "Esc goes back and forgets", "/startt\033", PANE_FINDINGS, 4, 21 },
    { "arrows go through the hits while typing", "/startt\2", PANE_TRANSCRIPT, 4, 10 },
    { "Backspace in an empty search leaves it", "/\b", PANE_FINDINGS, 4, 21 },
    { "a prompt is found by what it says", "/username:\n", PANE_TRANSCRIPT, 4, 17 },
    { "an event by its words", "/encrypted\n", PANE_TRANSCRIPT, 4, 12 },
    { "what is nowhere moves nothing", "/pineapple\n", PANE_TRANSCRIPT, 4, 21 },
    { "only the client", "\tfkk", PANE_TRANSCRIPT, 4, 18 },
    { "only the server", "\tffk", PANE_TRANSCRIPT, 4, 19 },
    { "a filter that moved the selection gives it back", "\tkffff", PANE_TRANSCRIPT, 4, 20 },
    { "only problems", "\tfffkkk", PANE_TRANSCRIPT, 4, 21 },
    { "all again", "\tffffk", PANE_TRANSCRIPT, 4, 20 },
    { "a hit that is hidden takes the filter away", "\tf/starttls\n", PANE_TRANSCRIPT, 4, 8 },
    { "Esc takes the filter away first", "\tf\033k", PANE_TRANSCRIPT, 4, 20 },
    { "the previous problem", "\tGE", PANE_TRANSCRIPT, 4, 21 },
    { "no next problem", "\tGe", PANE_TRANSCRIPT, 4, 23 },
    { "the next finding with e", "e", PANE_FINDINGS, 5, 21 },
    { "first and last line", "\tg", PANE_TRANSCRIPT, 4, 1 },
    { "a selection stays in its conversation", "\tGv\2\2", PANE_TRANSCRIPT, 4, 23 },
    { "bytes are about the line", "x", PANE_TRANSCRIPT, 4, 21 },
};

static void test_moving(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct page page;
        open_page(&page);
        type(&page.app, rows[i].keys);
        const struct result_view *view = &page.app.view;
        if (view->pane != rows[i].pane || view->fact != rows[i].fact || view->transcript.line != rows[i].line)
            fail_msg("%s: pane %d, finding %ld, line %u", rows[i].name, view->pane, view->fact, view->transcript.line);
        close_page(&page);
    }
}

/* From the verdict to its proof, and back to the verdict. */
static void test_back_to_the_verdict(void **state)
{
    struct page page;
    (void)state;
    open_page(&page);
    app_go(&page.app, SCREEN_VERDICT);
    type(&page.app, "\n");
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    type(&page.app, "\b");
    assert_int_equal(page.app.screen, SCREEN_VERDICT);
    /* Esc is one level back as well; once gone on by steps it is the step before. */
    type(&page.app, "\n\033");
    assert_int_equal(page.app.screen, SCREEN_VERDICT);
    type(&page.app, "\n]");
    assert_int_equal(page.app.screen, SCREEN_STATUS);
    type(&page.app, "\033");
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    close_page(&page);
}

/* What p shows, by pane and selection. */
static const struct {
    const char *name;
    const char *keys;
    const char *wanted; /* in it */
    const char *unwanted;
} plain_rows[] = {
    { "the whole conversation", "\tp", "C: EHLO [198.51.100.7]\nS: 250-mx1.example.com\n", "Findings" },
    { "the selected lines", "\tvkkp", "S: 334 UGFzc3dvcmQ6\nC: <password hidden>\nS: 535 5.7.8", "QUIT" },
    { "only what the filter lets through", "\tfp", "C: STARTTLS\nC: EHLO", "S: " },
    { "the findings with their lines", "p", "A2 AUTH-535", "Transcript" },
    { "the explanation", "\t\tp", "The server speaks. This line is where it failed.", "──" },
};

static void test_plain(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plain_rows / sizeof *plain_rows; i++) {
        struct page page;
        open_page(&page);
        type(&page.app, plain_rows[i].keys);
        const char *text = buf_text(&page.app.plain);
        if (!strstr(text, plain_rows[i].wanted) || strstr(text, plain_rows[i].unwanted))
            fail_msg("%s: %s", plain_rows[i].name, text);
        type(&page.app, "q");
        assert_int_equal(page.app.plain.len, 0);
        assert_false(page.app.is_leaving);
        close_page(&page);
    }
}

/* Whatever the commands offer does something: on each screen, in each pane. */
static void test_commands_are_possible(void **state)
{
    size_t offered = 0;
    (void)state;
    for (int screen = SCREEN_START; screen < SCREEN_COUNT; screen++)
        for (int pane = PANE_FINDINGS; pane < PANES; pane++) {
            enum action actions[ACTION_COUNT];
            struct page page;
            open_page(&page);
            app_go(&page.app, (enum screen_id)screen);
            app_view(&page.app)->pane = (enum pane)pane;
            size_t count = actions_possible(&page.app, actions);
            close_page(&page);
            for (size_t i = 0; i < count; i++) {
                /* A conversation by hand would dial the server of the sample. */
                if (actions[i] == ACTION_STEP || actions[i] == ACTION_HAND ||
                    (screen == SCREEN_START && actions[i] == ACTION_ENTER))
                    continue;
                open_page(&page);
                app_go(&page.app, (enum screen_id)screen);
                app_view(&page.app)->pane = (enum pane)pane;
                app_draw(&page.app);
                app_act(&page.app, actions[i]);
                if (span_equal(buf_span(&page.app.news), app_text(&page.app, "ui.news.not-here")))
                    fail_msg("%s on screen %d, pane %d", action_word(actions[i]), screen, pane);
                app_draw(&page.app);
                close_page(&page);
                offered++;
            }
        }
    assert_true(offered > 300);
}

/* The commands by their names: typing finds one, Enter runs it. */
static const struct {
    const char *keys;
    enum screen_id screen;
    enum line_filter filter;
} command_rows[] = {
    { ":verdict\n", SCREEN_VERDICT, FILTER_NONE },   { ":step acc\n", SCREEN_ACCOUNT, FILTER_NONE },
    { ":filter\n", SCREEN_NETWORK, FILTER_CLIENT },  { ":no such thing\n", SCREEN_NETWORK, FILTER_NONE },
    { ":verdict\033", SCREEN_NETWORK, FILTER_NONE },
};

static void test_commands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof command_rows / sizeof *command_rows; i++) {
        struct page page;
        open_page(&page);
        type(&page.app, command_rows[i].keys);
        if (page.app.screen != command_rows[i].screen || page.app.overlay != OVERLAY_NONE ||
            page.app.view.transcript.filter != command_rows[i].filter)
            fail_msg("%s: screen %d", command_rows[i].keys, page.app.screen);
        close_page(&page);
    }
}

/* A line longer than the page, wrapped: its end is in sight, and the selection never leaves the page. */
static void test_wrapping(void **state)
{
    struct page page;
    struct buf raw;
    struct buf text;
    (void)state;
    open_page(&page);
    buf_init(&text, 1 * MIB);
    buf_init(&raw, 1 * KIB);
    buf_add_text(&raw, "250-");
    while (raw.len < 400)
        buf_add_char(&raw, 'x');
    buf_add_text(&raw, "the end");
    struct line line = { .n = 24, .from = SPEAKER_SERVER, .raw = raw.at, .len = (unsigned)raw.len };
    session_log_add(page.record.sessions[0], &line);
    buf_free(&raw);
    type(&page.app, "\tGwz");
    canvas_dump(&page.app.canvas, &text);
    assert_non_null(strstr(buf_text(&text), "the end"));
    for (int i = 0; i < 30; i++) {
        buf_clear(&text);
        type(&page.app, "k");
        canvas_dump(&page.app.canvas, &text);
        assert_non_null(strstr(buf_text(&text), "▸─ Transcript"));
    }
    assert_int_equal(page.app.view.transcript.line, 1);
    buf_free(&text);
    close_page(&page);
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

/* Junk that looks a bit like SMTP, and like attacks on the screen. */
static void add_junk(uint32_t *seed, struct buf *out)
{
    enum { JUNK = 700, OWN_BYTES = 4 };
    static const char *const pieces[] = {
        "535 5.7.8 ",
        "\033[2J",
        "\r",
        "\n",
        "\xe2\x80\xae",
        "\xc2\x9b",
        "334 VXNl",
        "{host}",
        "%n",
        "\xff\xfe",
        "S: 250-",
        "\xe2\x80\x8b",
        "C: AUTH PLAIN ",
        "\b\b\b",
        "\x07",
        "\xf3\xa0\x81\x81",
        "\033]0;x\007",
        "密码",
        "\xcc\x81\xcc\x81\xcc\x81",
    };
    enum { PIECES = sizeof pieces / sizeof *pieces };
    buf_clear(out);
    while (out->len < JUNK) {
        uint32_t choice = random_next(seed) % (PIECES + OWN_BYTES);
        if (choice < PIECES)
            buf_add_text(out, pieces[choice]);
        else
            buf_add_char(out, (char)random_next(seed));
    }
}

static void check_canvas(const struct canvas *canvas, unsigned turn)
{
    for (int i = 0; i < canvas->rows * canvas->cols; i++)
        for (int k = 0; k < CELL_CHARS && canvas->cells[i].chars[k]; k++) {
            uint32_t c = canvas->cells[i].chars[k];
            if (clean_is_hidden(c) || (k == 0 && utf8_cells(c) < 1))
                fail_msg("turn %u shows U+%04X", turn, (unsigned)c);
        }
}

/* Junk as a text to explain: every pane, wrapped, in bytes, searched and plain, shows nothing that is hidden. */
static void test_junk(void **state)
{
    enum { TURNS = 150 };
    uint32_t seed = 11;
    struct buf junk;
    (void)state;
    buf_init(&junk, 1 * KIB);
    for (unsigned turn = 0; turn < TURNS; turn++) {
        struct page page;
        open_page(&page);
        page.app.fixed = NULL;
        page.app.has_diagnosis = false;
        add_junk(&seed, &junk);
        app_read_text(&page.app, buf_span(&junk));
        static const char *const keys[] = { "", "\t", "w", "x", "\t", "xGk", "/5\n", "f", "f", "f", "z" };
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            type(&page.app, keys[i]);
            check_canvas(&page.app.canvas, turn);
        }
        type(&page.app, "p");
        struct span plain = buf_span(&page.app.plain);
        uint32_t c;
        bool valid;
        while (utf8_next(&plain, &c, &valid))
            if (!valid || (c != '\n' && clean_is_hidden(c)))
                fail_msg("turn %u: U+%04X in the plain text", turn, (unsigned)c);
        close_page(&page);
    }
    buf_free(&junk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moving),   cmocka_unit_test(test_back_to_the_verdict),
        cmocka_unit_test(test_plain),    cmocka_unit_test(test_commands_are_possible),
        cmocka_unit_test(test_commands), cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_junk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
