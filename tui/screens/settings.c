/* What is chosen once and for all. Every change holds at once; the file follows when a row is left. */
#include "base/clean.h"
#include "base/mem.h"
#include "remember.h"
#include "screen.h"
#include "shelf.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { MARGIN = 1, TEXT_COLS = 76, NUMBER_DIGITS = 4, TEXT_MAX = 8 * 1024, FIRST_ROW = 3 };

static const char *const language_options[] = { "ui.set.language.auto", "English", "中文", "Русский", NULL };
static const char *const colour_options[] = { "ui.set.colour.auto", "ui.set.colour.none", "ui.set.colour.light",
                                              "ui.set.colour.dark", NULL };
static const char *const switch_options[] = { "ui.set.off", "ui.set.on", NULL };

void preferences_init(struct form *form)
{
    static const struct form_row rows[SETTING_COUNT] = {
        [SETTING_LANGUAGE] = { .kind = ROW_CYCLE, .word = "set-language", .options = language_options },
        [SETTING_COLOUR] = { .kind = ROW_CYCLE, .word = "set-colour", .options = colour_options },
        [SETTING_ASCII] = { .kind = ROW_CYCLE, .word = "set-ascii", .options = switch_options },
        [SETTING_MOUSE] = { .kind = ROW_CYCLE, .word = "set-mouse", .options = switch_options },
        [SETTING_MAX_LOGINS] = { .kind = ROW_TEXT, .word = "set-max-logins", .max = NUMBER_DIGITS },
        [SETTING_TIMEOUT] = { .kind = ROW_TEXT, .word = "set-timeout", .max = NUMBER_DIGITS },
        [SETTING_NO_THIRD_PARTY] = { .kind = ROW_CYCLE, .word = "set-no-third-party", .options = switch_options },
        [SETTING_RESOLVER] = { .kind = ROW_TEXT,
                               .word = "set-resolver",
                               .max = sizeof((struct preferences *)NULL)->resolver - 1 },
        [SETTING_CA_FILE] = { .kind = ROW_TEXT,
                              .word = "set-ca-file",
                              .max = sizeof((struct preferences *)NULL)->ca_file - 1 },
        [SETTING_KEEP_RECENT] = { .kind = ROW_CYCLE, .word = "set-keep-recent", .options = switch_options },
    };
    form_init(form, rows, SETTING_COUNT);
}

/* ---- between the form and the settings ---- */

static size_t place_of(struct span value, const char *const *options)
{
    for (size_t i = 0; options[i]; i++)
        if (span_equal(value, span_of(options[i])))
            return i;
    return 0;
}

static void fill(struct app *app)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        enum preference setting = (enum preference)i;
        struct form_row *row = &app->preferences.rows[i];
        char value[SETTING_VALUE_MAX];
        setting_get(&app->settings, setting, value);
        if (setting_options(setting))
            row->chosen = place_of(span_of(value), setting_options(setting));
        else
            field_set(&row->field, span_of(value));
        row->has_mark = false;
    }
}

void preferences_open(struct app *app)
{
    if (app->screen != SCREEN_SETTINGS)
        app->before_settings = app->screen;
    fill(app);
    app_go(app, SCREEN_SETTINGS);
}

static void tell_right(struct app *app, enum preference setting)
{
    struct settings_wrong wrong = { .fault = SETTINGS_BAD_VALUE };
    struct fact fact = { .ms = -1 };
    setting_right(setting, wrong.right);
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(wrong.right));
    buf_clear(&app->news);
    words_fill(&app->news, app_text(app, "ui.news.setting-wrong"), &fact);
}

/* The row with the focus counts from now on; a value that cannot be is marked, and told. */
static void take_row(struct app *app)
{
    enum preference setting = (enum preference)app->preferences.focus;
    struct form_row *row = &app->preferences.rows[setting];
    const char *const *options = setting_options(setting);
    struct span value = options ? span_of(options[row->chosen]) : span_trim(field_text(&row->field));
    row->mark = STATUS_PROBLEM;
    row->has_mark = !setting_set(&app->settings, setting, value);
    if (row->has_mark) {
        tell_right(app, setting);
        return;
    }
    remember_use_settings(app);
    if (setting == SETTING_LANGUAGE)
        app_set_language(app,
                         app->settings.language ? app->settings.language - 1 : languages_choose(&app->languages, NULL));
    if (options)
        remember_save_settings(app);
}

/* ---- painting ---- */

static enum place place(const struct app *app)
{
    return form_in_field(&app->preferences) ? PLACE_FIELD : PLACE_PAGE;
}

static void draw_file(struct app *app, struct flow *flow)
{
    char path[SHELF_PATH_MAX];
    struct buf text;
    buf_init(&text, TEXT_MAX);
    buf_add(&text, app_text(app, "ui.set.file"));
    buf_add_char(&text, ' ');
    if (!app->is_test && shelf_path(SHELF_CONFIG, "settings", path))
        clean_add(&text, span_of(path), CLEAN_LINE_MAX);
    flow_text(flow, 0, STYLE_DIM, buf_span(&text));
    for (size_t i = 0; i < app->wrongs.count && i < SETTINGS_WRONG_MAX; i++) {
        buf_clear(&text);
        settings_tell(&app->words, &app->wrongs.first[i], &text);
        flow_put(flow, (struct spot){ 0, 0, 1 }, STYLE_WARNING, SPAN("!"));
        flow_text(flow, 2, STYLE_TEXT, buf_span(&text));
    }
    buf_free(&text);
}

static void draw(struct app *app, struct area area)
{
    char key[64];
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    (void)canvas_text(&app->canvas, (struct spot){ area.row + 1, area.col + MARGIN, area.cols - 2 }, STYLE_BOLD,
                      app_text(app, "ui.set.title"));
    struct area rows = { area.row + FIRST_ROW, area.col, area.rows - FIRST_ROW, area.cols };
    int used = FIRST_ROW + form_show(app, &app->preferences, rows) + 1;
    int cols = area.cols - 4 > TEXT_COLS ? TEXT_COLS : area.cols - 4;
    struct flow flow =
        flow_start(&app->canvas, (struct area){ area.row + used, area.col + 3, area.rows - used, cols }, 0);
    (void)snprintf(key, sizeof key, "ui.field.%s.help", form_focused(&app->preferences)->word);
    flow_text(&flow, 0, STYLE_TEXT, app_text(app, key));
    flow_skip(&flow);
    draw_file(app, &flow);
}

/* ---- keys ---- */

static void leave_row(struct app *app)
{
    if (form_in_field(&app->preferences))
        remember_save_settings(app);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    struct form *form = &app->preferences;
    (void)number;
    if (action == ACTION_ESCAPE || action == ACTION_BACK || action == ACTION_PREVIOUS_STEP) {
        leave_row(app);
        app_go(app, app->before_settings);
        return true;
    }
    size_t before = form->focus;
    leave_row(app);
    if (!form_act(form, action == ACTION_ENTER ? (form_in_field(form) ? ACTION_DOWN : ACTION_TOGGLE) : action))
        return action == ACTION_NEXT_STEP;
    if (form->focus == before)
        take_row(app);
    return true;
}

static void click(struct app *app, size_t row)
{
    struct form *form = &app->preferences;
    leave_row(app);
    if (form->focus == row && form_act(form, ACTION_TOGGLE))
        take_row(app);
    form->focus = row;
}

static bool type(struct app *app, struct key key)
{
    if (!field_key(&app->preferences.rows[app->preferences.focus].field, key))
        return false;
    take_row(app);
    return true;
}

static void paste(struct app *app, struct span text)
{
    if (!form_in_field(&app->preferences))
        return;
    (void)field_paste(&app->preferences.rows[app->preferences.focus].field, text);
    take_row(app);
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint choice[] = {
        { ACTION_UP, "ui.act.choose" }, { ACTION_TOGGLE, NULL }, { ACTION_ESCAPE, "ui.act.back" },
        { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },   { ACTION_NONE, NULL }
    };
    static const struct hint field[] = { { ACTION_UP, "ui.act.choose" },
                                         { ACTION_ESCAPE, "ui.act.back" },
                                         { ACTION_HELP, NULL },
                                         { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    return form_in_field(&app->preferences) ? field : choice;
}

const struct screen screen_settings = { .word = "settings",
                                        .place = place,
                                        .draw = draw,
                                        .act = act,
                                        .type = type,
                                        .paste = paste,
                                        .click = click,
                                        .hints = hints };
