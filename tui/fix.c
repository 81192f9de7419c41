#include "fix.h"

#include "base/clean.h"
#include "base/mem.h"
#include "checkup.h"
#include "screen.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

enum { BOX_COLS = 72, BOX_ROWS = 14, TEXT_MAX = 4096, FIX_ROWS = 2 };

/* Where a setting is asked, by the rows of that form, and what has to be looked at again. */
struct fix {
    const char *word; /* text "ui.fix.WORD" */
    enum screen_id screen;
    const char *rows[FIX_ROWS];
    enum step step;
    enum question stale[FIX_ROWS]; /* answered about what it was before */
};

static const struct fix server = {
    .word = "server", .screen = SCREEN_SERVER, .rows = { "server" }, .step = STEP_CREDENTIALS
};
static const struct fix port = {
    .word = "port", .screen = SCREEN_SERVER, .rows = { "port", "security" }, .step = STEP_CREDENTIALS
};
static const struct fix login = { .word = "login",
                                  .screen = SCREEN_CREDENTIALS,
                                  .rows = { "login" },
                                  .step = STEP_CREDENTIALS,
                                  .stale = { QUESTION_WEBMAIL } };
static const struct fix password = {
    "password", SCREEN_CREDENTIALS, { "password" }, STEP_CREDENTIALS, { QUESTION_WEBMAIL, QUESTION_WHICH_SECRET }
};
static const struct fix mechanism = {
    .word = "mechanism", .screen = SCREEN_CREDENTIALS, .rows = { "mechanism" }, .step = STEP_CREDENTIALS
};
static const struct fix sender = {
    .word = "sender", .screen = SCREEN_ACCOUNT, .rows = { "sender" }, .step = STEP_STATUS
};
static const struct fix recipient = {
    .word = "recipient", .screen = SCREEN_ACCOUNT, .rows = { "recipient" }, .step = STEP_STATUS
};

/* Which setting a verdict is about; a cause without a row is about none. */
static const struct {
    enum cause cause;
    const struct fix *fix;
} rows[] = {
    { CAUSE_BAD_CREDENTIALS, &password },
    { CAUSE_REFUSED_WITHOUT_REASON, &password },
    { CAUSE_CREDENTIALS_MANGLED, &password },
    { CAUSE_APP_PASSWORD_REQUIRED, &password },
    { CAUSE_AUTHORIZATION_CODE_REQUIRED, &password },
    { CAUSE_SMTP_SERVICE_OFF, &password },
    { CAUSE_WRONG_USERNAME_FORM, &login },
    { CAUSE_MECHANISM_UNSUPPORTED, &mechanism },
    { CAUSE_OAUTH_REQUIRED, &mechanism },
    { CAUSE_WRONG_HOST_OR_PORT, &server },
    { CAUSE_DNS_LOOKUP_FAILED, &server },
    { CAUSE_CERT_NAME_MISMATCH, &server },
    { CAUSE_TLS_MODE_MISMATCH, &port },
    { CAUSE_STARTTLS_NOT_OFFERED, &port },
    { CAUSE_ENCRYPTION_REQUIRED_FIRST, &port },
    { CAUSE_AUTH_NOT_OFFERED, &port },
    { CAUSE_PORT_BLOCKED, &port },
    { CAUSE_CONNECTION_REFUSED, &port },
    { CAUSE_SENDER_MISMATCH, &sender },
    { CAUSE_SENDER_INVALID, &sender },
    { CAUSE_NO_SUCH_RECIPIENT, &recipient },
};

static const struct fix *fix_of(const struct app *app)
{
    const struct diagnosis *diagnosis = app_diagnosis(app);
    for (size_t i = 0; diagnosis && diagnosis->candidate_count && i < sizeof rows / sizeof *rows; i++)
        if (rows[i].cause == diagnosis->candidates[0].cause)
            return rows[i].fix;
    return NULL;
}

bool fix_possible(const struct app *app)
{
    return (app->run || app->fixed) && !app_is_running(app) && fix_of(app) != NULL;
}

/* ---- the box ---- */

static void copy_row(struct form_row *to, const struct form_row *from)
{
    field_set(&to->field, field_text(&from->field));
    to->chosen = from->chosen;
}

static void open_form(struct app *app, const struct fix *fix)
{
    struct form_row copies[FIX_ROWS];
    size_t count = 0;
    for (; count < FIX_ROWS && fix->rows[count]; count++) {
        const struct form_row *row = form_row(&app->forms[fix->screen], fix->rows[count]);
        copies[count] =
            (struct form_row){ .kind = row->kind, .word = row->word, .max = row->max, .options = row->options };
    }
    form_clear(&app->fix.form);
    form_init(&app->fix.form, copies, count);
    for (size_t i = 0; i < count; i++)
        copy_row(&app->fix.form.rows[i], form_row(&app->forms[fix->screen], fix->rows[i]));
}

void fix_open(struct app *app)
{
    const struct fix *fix = fix_of(app);
    if (app_is_running(app)) {
        app_news(app, "ui.news.running");
    } else if (!fix_possible(app)) {
        app_news(app, "ui.news.no-fix");
    } else if (app->logins_used >= app->base.max_logins) {
        app_news(app, "ui.news.budget");
    } else {
        app->fix.fix = fix;
        open_form(app, fix);
        app->overlay = OVERLAY_FIX;
    }
}

void fix_draw(struct app *app)
{
    char key[64];
    char numbers[48];
    struct buf text;
    if (!app->fix.fix)
        return;
    struct area inner = overlay_box(app, BOX_ROWS, BOX_COLS, app_text(app, "ui.fix.title"));
    struct flow flow = flow_start(&app->canvas, inner, 0);
    (void)snprintf(key, sizeof key, "ui.fix.%s", app->fix.fix->word);
    flow_text(&flow, 0, STYLE_TEXT, app_text(app, key));
    flow_skip(&flow);
    struct form_look look = { &app->words,
                              { inner.row + flow.row, inner.col - 1, inner.rows - flow.row, inner.cols + 1 },
                              NULL };
    flow.row += form_draw(&app->fix.form, &app->canvas, &look) + 1;
    (void)snprintf(numbers, sizeof numbers, "  %u / %u", app->logins_used, app->base.max_logins);
    buf_init(&text, TEXT_MAX);
    buf_add(&text, app_text(app, "ui.verdict.logins"));
    buf_add_text(&text, numbers);
    flow_text(&flow, 0, STYLE_DIM, buf_span(&text));
    (void)canvas_text(&app->canvas, (struct spot){ inner.row + inner.rows - 1, inner.col, inner.cols }, STYLE_ACCENT,
                      app_text(app, "ui.fix.keys"));
    buf_free(&text);
}

/* ---- before and now ---- */

/* The setting as text; empty for a password, and for what the endpoint says. */
static const char *text_of(const struct fix *fix, const struct target *target)
{
    const struct {
        const struct fix *fix;
        const char *text;
    } texts[] = { { &login, target->login },
                  { &mechanism, target->mechanism },
                  { &sender, target->sender },
                  { &recipient, target->recipient } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].fix == fix)
            return texts[i].text;
    return "";
}

static void add_setting(const struct app *app, const struct endpoint *where, const char *text, struct buf *out)
{
    char key[32];
    const struct fix *fix = app->fix.fix;
    (void)clean_add(out, span_of(fix == &server ? where->host : text), CLEAN_LINE_MAX);
    if (fix != &port)
        return;
    if (where->port)
        (void)buf_addf(out, "%u ", where->port);
    (void)snprintf(key, sizeof key, "security.%s", security_word(where->security));
    buf_add(out, app_text(app, key));
}

static void keep_before(struct app *app)
{
    mem_copy_text(app->fix.setting, sizeof app->fix.setting, span_of(text_of(app->fix.fix, &app->ran)));
    app->fix.server = app->ran.server;
    app->fix.before = call_entry(app_diagnosis(app));
    app->fix.has_before = true;
}

static void apply(struct app *app)
{
    const struct fix *fix = app->fix.fix;
    keep_before(app);
    for (size_t i = 0; i < app->fix.form.count; i++)
        copy_row(form_row(&app->forms[fix->screen], fix->rows[i]), &app->fix.form.rows[i]);
    for (size_t i = 0; i < FIX_ROWS && fix->stale[i] != QUESTION_NONE; i++)
        target_drop_answer(&app->base, question_key(fix->stale[i]));
    form_clear(&app->fix.form);
    app->overlay = OVERLAY_NONE;
    app_look_at_typed(app);
    checkup_retest(app, fix->step);
}

void fix_key(struct app *app, struct key key)
{
    unsigned number;
    struct form *form = &app->fix.form;
    if (form_in_field(form) && field_key(&form->rows[form->focus].field, key))
        return;
    enum action action = action_of(key, form_in_field(form) ? PLACE_FIELD : PLACE_PAGE, &number);
    if (action == ACTION_ESCAPE || action == ACTION_STOP || action == ACTION_QUIT) {
        form_clear(form);
        app->overlay = OVERLAY_NONE;
    } else if (action == ACTION_SHOW_PASSWORD) {
        form->rows[form->focus].field.is_shown = !form->rows[form->focus].field.is_shown;
    } else if (action == ACTION_ENTER && form->focus + 1 < form->count) {
        form->focus++;
    } else if (action == ACTION_ENTER) {
        apply(app);
    } else {
        (void)form_act(form, action);
    }
}

void fix_paste(struct app *app, struct span text)
{
    struct form *form = &app->fix.form;
    if (form_in_field(form) && !field_paste(&form->rows[form->focus].field, text))
        app_news(app, "ui.news.paste-cut");
}

/* One of the two columns. */
struct column {
    const char *head;
    struct span setting;
    const struct call_entry *entry; /* NULL: still being checked */
};

/* Returns the rows that it took. */
static int tell_column(const struct app *app, struct flow flow, const struct column *column)
{
    int first = flow.row;
    struct buf text;
    buf_init(&text, TEXT_MAX);
    flow_text(&flow, 0, STYLE_BOLD, app_text(app, column->head));
    flow_text(&flow, 2, STYLE_TEXT, column->setting);
    if (column->entry) {
        enum status status = sign_of_verdict(column->entry->status);
        flow_put(&flow, (struct spot){ 0, 0, 1 }, show_status_style(status), span_of(sign_text(status)));
        call_verdict(&app->words, column->entry, &text);
    } else {
        buf_add(&text, app_text(app, "ui.fix.running"));
    }
    flow_text(&flow, 2, STYLE_TEXT, buf_span(&text));
    buf_free(&text);
    return flow.row - first;
}

void fix_tell(const struct app *app, struct flow *flow)
{
    struct buf settings[2];
    const struct diagnosis *diagnosis = app_diagnosis(app);
    struct call_entry now = { .has_fact = false };
    if (!app->fix.has_before || !app->fix.fix)
        return;
    for (size_t i = 0; i < 2; i++)
        buf_init(&settings[i], TEXT_MAX);
    add_setting(app, &app->fix.server, app->fix.setting, &settings[0]);
    add_setting(app, &app->ran.server, text_of(app->fix.fix, &app->ran), &settings[1]);
    if (diagnosis)
        now = call_entry(diagnosis);
    struct column before = { "ui.fix.before", buf_span(&settings[0]), &app->fix.before };
    struct column after = { "ui.fix.now", buf_span(&settings[1]), diagnosis ? &now : NULL };
    struct flow left = *flow;
    struct flow right = *flow;
    left.area.cols = right.area.cols = flow->area.cols / 2 - 1;
    right.area.col += flow->area.cols / 2;
    int rows_left = tell_column(app, left, &before);
    int rows_right = tell_column(app, right, &after);
    flow->row += (rows_left > rows_right ? rows_left : rows_right) + 1;
    for (size_t i = 0; i < 2; i++)
        buf_free(&settings[i]);
}
