#include "account_forms.h"

#include "base/mem.h"

#include <string.h>

static const char *const mechanism_options[] = { "ui.option.find-out", "PLAIN",       "LOGIN",         "CRAM-MD5",
                                                 "DIGEST-MD5",         "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2",
                                                 "OAUTHBEARER",        NULL };
static const char *const security_options[] = { "ui.option.find-out", "ui.option.tls", "ui.option.starttls",
                                                "ui.option.none", NULL };

enum { PASSWORD_MAX = 4096, PORT_DIGITS = 5 };

void account_forms_init(struct form forms[ACCOUNT_FORMS])
{
    const struct form_row account[] = {
        { .kind = ROW_TEXT, .word = "address", .max = MAIL_MAX - 1 },
        { .kind = ROW_TEXT, .word = "sender", .max = MAIL_MAX - 1 },
        { .kind = ROW_TEXT, .word = "recipient", .max = MAIL_MAX - 1 },
        { .kind = ROW_BUTTON, .word = "continue" },
    };
    const struct form_row credentials[] = {
        { .kind = ROW_TEXT, .word = "login", .max = MAIL_MAX - 1 },
        { .kind = ROW_SECRET, .word = "password", .max = PASSWORD_MAX },
        { .kind = ROW_CYCLE, .word = "mechanism", .options = mechanism_options },
        { .kind = ROW_CHECK, .word = "allow-plain" },
        { .kind = ROW_CHECK, .word = "allow-certificate" },
        { .kind = ROW_BUTTON, .word = "continue" },
    };
    const struct form_row server[] = {
        { .kind = ROW_TEXT, .word = "server", .max = HOST_MAX - 1 },
        { .kind = ROW_TEXT, .word = "port", .max = PORT_DIGITS },
        { .kind = ROW_CHOICE, .word = "security", .options = security_options },
        { .kind = ROW_BUTTON, .word = "run" },
    };
    form_init(&forms[SCREEN_ACCOUNT], account, sizeof account / sizeof *account);
    form_init(&forms[SCREEN_CREDENTIALS], credentials, sizeof credentials / sizeof *credentials);
    form_init(&forms[SCREEN_SERVER], server, sizeof server / sizeof *server);
}

void account_forms_clear(struct form forms[ACCOUNT_FORMS])
{
    for (size_t i = 0; i < ACCOUNT_FORMS; i++)
        form_clear(&forms[i]);
}

/* ---- between the forms and the target ---- */

static void set_text(struct form *form, const char *word, const char *text)
{
    field_set(&form_row(form, word)->field, span_of(text));
}

static size_t mechanism_index(const char *mechanism)
{
    for (size_t i = 1; mechanism_options[i]; i++)
        if (span_equal_nocase(span_of(mechanism), span_of(mechanism_options[i])))
            return i;
    return 0;
}

void account_forms_fill(struct form forms[ACCOUNT_FORMS], const struct target *target)
{
    struct form *account = &forms[SCREEN_ACCOUNT];
    struct form *credentials = &forms[SCREEN_CREDENTIALS];
    struct form *server = &forms[SCREEN_SERVER];
    struct buf port;
    buf_init(&port, 16);
    if (target->server.port)
        (void)buf_addf(&port, "%u", target->server.port);
    set_text(account, "address", target->address);
    set_text(account, "sender", target->sender);
    set_text(account, "recipient", target->recipient);
    set_text(credentials, "login", target->login);
    field_set(&form_row(credentials, "password")->field, secret_bytes(&target->password));
    form_row(credentials, "mechanism")->chosen = mechanism_index(target->mechanism);
    form_row(credentials, "allow-plain")->chosen = target->allow_plain;
    form_row(credentials, "allow-certificate")->chosen = target->allow_bad_certificate;
    set_text(server, "server", target->server.host);
    set_text(server, "port", buf_text(&port));
    form_row(server, "security")->chosen = target->server.security;
    buf_free(&port);
}

static void get_text(struct form *form, const char *word, struct span room)
{
    mem_copy_text((char *)room.at, room.len, field_text(&form_row(form, word)->field));
}

#define ROOM(array) ((struct span){ array, sizeof array })

static void read_credentials(struct form *credentials, struct target *target)
{
    const struct field *password = &form_row(credentials, "password")->field;
    size_t mechanism = form_row(credentials, "mechanism")->chosen;
    get_text(credentials, "login", ROOM(target->login));
    (void)secret_copy(&target->password, &password->text);
    target->has_password = password->text.len > 0;
    mem_copy_text(target->mechanism, sizeof target->mechanism,
                  mechanism ? span_of(mechanism_options[mechanism]) : SPAN_EMPTY);
    target->allow_plain = form_row(credentials, "allow-plain")->chosen;
    target->allow_bad_certificate = form_row(credentials, "allow-certificate")->chosen;
}

static void read_server(struct form *server, struct target *target)
{
    uint64_t port = 0;
    get_text(server, "server", ROOM(target->server.host));
    if (!span_number(field_text(&form_row(server, "port")->field), UINT16_MAX, &port))
        port = 0;
    target->server.port = (uint16_t)port;
    target->server.security = (enum security)form_row(server, "security")->chosen;
}

void account_forms_read(struct form forms[ACCOUNT_FORMS], struct target *target)
{
    struct form *account = &forms[SCREEN_ACCOUNT];
    get_text(account, "address", ROOM(target->address));
    get_text(account, "sender", ROOM(target->sender));
    get_text(account, "recipient", ROOM(target->recipient));
    read_credentials(&forms[SCREEN_CREDENTIALS], target);
    read_server(&forms[SCREEN_SERVER], target);
}

struct span account_forms_name(struct form forms[ACCOUNT_FORMS])
{
    struct span login = span_trim(field_text(&form_row(&forms[SCREEN_CREDENTIALS], "login")->field));
    return login.len ? login : span_trim(field_text(&form_row(&forms[SCREEN_ACCOUNT], "address")->field));
}

/* ---- what was noticed ---- */

static void mark_rows(struct form *form, const struct fact *fact)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_row *row = &form->rows[i];
        if (strcmp(row->word, fact->subject) != 0 || (row->has_mark && row->mark >= fact->status))
            continue;
        row->has_mark = true;
        row->mark = fact->status;
    }
}

void account_forms_mark(struct form forms[ACCOUNT_FORMS], const struct record *typed)
{
    for (size_t screen = SCREEN_ACCOUNT; screen < ACCOUNT_FORMS; screen++) {
        for (size_t i = 0; i < forms[screen].count; i++)
            forms[screen].rows[i].has_mark = false;
        for (size_t i = 0; i < typed->fact_count; i++)
            mark_rows(&forms[screen], &typed->facts[i]);
    }
}
