/* Steps 1 to 3: account, credentials, server. Three tables of questions, one way to ask. */
#include "base/clean.h"
#include "checkup.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 1, TEXT_MAX = 8 * 1024, TEXT_COLS = 76 };

int form_show(struct app *app, const struct form *form, struct area area)
{
    int tops[FORM_ROWS_MAX];
    struct form_look look = { &app->words, area, tops };
    int used = form_draw(form, &app->canvas, &look);
    for (size_t i = 0; i < form->count; i++)
        for (int row = tops[i]; row < (i + 1 < form->count ? tops[i + 1] : area.row + used); row++)
            clicks_add_row(&app->clicks, (struct spot){ row, area.col, area.cols }, i);
    return used;
}

static struct form *form_of(const struct app *app)
{
    return &((struct app *)app)->forms[app->screen];
}

static enum place place(const struct app *app)
{
    return form_in_field(form_of(app)) ? PLACE_FIELD : PLACE_PAGE;
}

/* What was noticed about the text in this field, and what to write there. */
static void draw_notes(struct app *app, struct flow *flow, const char *word)
{
    for (size_t i = 0; i < app->typed.fact_count; i++) {
        const struct fact *fact = &app->typed.facts[i];
        struct buf text;
        if (strcmp(fact->subject, word) != 0 || fact->status == STATUS_OK)
            continue;
        buf_init(&text, TEXT_MAX);
        words_fact(&app->words, fact, &text);
        flow_put(flow, (struct spot){ 0, 0, 1 }, show_status_style(fact->status), span_of(sign_text(fact->status)));
        flow_text(flow, 2, STYLE_TEXT, buf_span(&text));
        buf_free(&text);
    }
}

static void draw_help(struct app *app, struct area area)
{
    char key[64];
    const struct form_row *row = form_focused(form_of(app));
    struct flow flow = flow_start(&app->canvas, area, 0);
    (void)snprintf(key, sizeof key, "ui.field.%s.help", row->word);
    draw_notes(app, &flow, row->word);
    if (flow.row)
        flow_skip(&flow);
    if (words_has(&app->words, key))
        flow_text(&flow, 0, STYLE_DIM, app_text(app, key));
}

static void draw(struct app *app, struct area area)
{
    char key[64];
    (void)snprintf(key, sizeof key, "ui.question.%s", screen_at(app->screen)->word);
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    (void)canvas_text(&app->canvas, (struct spot){ area.row + 1, area.col + MARGIN, area.cols - 2 }, STYLE_BOLD,
                      app_text(app, key));
    struct area rows = { area.row + 3, area.col, area.rows - 3, area.cols };
    int used = form_show(app, form_of(app), rows) + 4;
    int cols = area.cols - 4 > TEXT_COLS ? TEXT_COLS : area.cols - 4;
    draw_help(app, (struct area){ area.row + used, area.col + 3, area.rows - used, cols });
}

static void next_step(struct app *app)
{
    if (app->screen == SCREEN_SERVER)
        checkup_ask(app);
    else
        app_go(app, app->screen + 1);
}

static void click(struct app *app, size_t row)
{
    struct form *form = form_of(app);
    bool again = form->focus == row;
    form->focus = row;
    if (again && !form_in_field(form) && form_act(form, ACTION_TOGGLE))
        app_look_at_typed(app);
    else if (form_focused(form)->kind == ROW_BUTTON)
        next_step(app);
}

/* Enter goes down the page; on the last row it goes on. */
static void enter(struct app *app)
{
    struct form *form = form_of(app);
    if (form_focused(form)->kind == ROW_BUTTON)
        next_step(app);
    else
        form->focus++;
}

/* People change the port and forget the encryption, which then hangs or fails: the two go together. */
static void pair_security(struct app *app)
{
    struct form *form = &app->forms[SCREEN_SERVER];
    struct span port = field_text(&form_row(form, "port")->field);
    struct form_row *security = form_row(form, "security");
    if (span_equal(port, SPAN("465")) && security->chosen == SECURITY_STARTTLS)
        app_news(app, "ui.news.pair-465");
    if (span_equal(port, SPAN("587")) && security->chosen == SECURITY_TLS)
        app_news(app, "ui.news.pair-587");
}

static void after_change(struct app *app)
{
    app_look_at_typed(app);
    if (app->screen == SCREEN_SERVER)
        pair_security(app);
}

static bool show_password(struct app *app)
{
    struct form *form = form_of(app);
    if (form->rows[form->focus].kind != ROW_SECRET)
        return false;
    form->rows[form->focus].field.is_shown = !form->rows[form->focus].field.is_shown;
    return true;
}

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    if (action == ACTION_ENTER) {
        enter(app);
        return true;
    }
    if (action == ACTION_SHOW_PASSWORD)
        return show_password(app);
    if (!form_act(form_of(app), action))
        return false;
    after_change(app);
    return true;
}

static bool type(struct app *app, struct key key)
{
    struct form *form = form_of(app);
    if (!field_key(&form->rows[form->focus].field, key))
        return false;
    after_change(app);
    return true;
}

static void paste(struct app *app, struct span text)
{
    struct form *form = form_of(app);
    if (!form_in_field(form)) {
        app_read_text(app, text);
        return;
    }
    bool whole = field_paste(&form->rows[form->focus].field, text);
    after_change(app);
    if (!whole)
        app_news(app, "ui.news.paste-cut");
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint field[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                         { ACTION_ENTER, "ui.act.continue" },
                                         { ACTION_ESCAPE, "ui.act.back" },
                                         { ACTION_RERUN, "ui.act.run" },
                                         { ACTION_LANGUAGE, NULL },
                                         { ACTION_HELP, NULL },
                                         { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    static const struct hint password[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                            { ACTION_ENTER, "ui.act.continue" },
                                            { ACTION_ESCAPE, "ui.act.back" },
                                            { ACTION_SHOW_PASSWORD, NULL },
                                            { ACTION_LANGUAGE, NULL },
                                            { ACTION_HELP, NULL },
                                            { ACTION_QUIT, NULL },
                                            { ACTION_NONE, NULL } };
    static const struct hint choice[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                          { ACTION_TOGGLE, NULL },
                                          { ACTION_ENTER, "ui.act.continue" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_RERUN, "ui.act.run" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    static const struct hint button[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                          { ACTION_ENTER, "ui.act.continue" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_RERUN, "ui.act.run" },
                                          { ACTION_LANGUAGE, NULL },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    const struct form_row *row = form_focused(form_of(app));
    if (row->kind == ROW_SECRET)
        return password;
    if (row->kind == ROW_BUTTON)
        return button;
    return row->kind == ROW_TEXT ? field : choice;
}

#define FORM_SCREEN(name, which)                                                                                       \
    const struct screen screen_##name = { .word = #name,                                                               \
                                          .is_step = true,                                                             \
                                          .step = which,                                                               \
                                          .place = place,                                                              \
                                          .draw = draw,                                                                \
                                          .act = act,                                                                  \
                                          .type = type,                                                                \
                                          .paste = paste,                                                              \
                                          .click = click,                                                              \
                                          .hints = hints }
FORM_SCREEN(account, STEP_ACCOUNT);
FORM_SCREEN(credentials, STEP_CREDENTIALS);
FORM_SCREEN(server, STEP_SERVER);
