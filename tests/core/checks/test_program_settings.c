/* Files of mail programs as they stand on people's machines, and which account is read in them. */
#include "checks/program_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MSMTP                                                                                                          \
    "# comment\ndefaults\ntls on\nlogfile ~/.msmtp.log\n\naccount corp\nhost mail.corp.test\nport 587\nfrom "          \
    "anna@corp.test\nuser anna\npassword geheim\n\naccount home\nhost smtp.home.test\ntls_starttls off\nport 465\n"    \
    "from \"boris@home.test\"\nuser boris@home.test\n\naccount plain\nhost old.test\ntls off\nfrom c@old.test\n\n"     \
    "account default : home\n"
#define THUNDERBIRD                                                                                                    \
    "// Mozilla User Preferences\nuser_pref(\"mail.identity.id1.smtpServer\", \"smtp2\");\n"                           \
    "user_pref(\"mail.identity.id1.useremail\", \"anna@corp.test\");\n"                                                \
    "user_pref(\"mail.identity.id2.useremail\", \"boris@home.test\");\n"                                               \
    "user_pref(\"mail.smtp.defaultserver\", \"smtp1\");\nuser_pref(\"mail.smtpserver.smtp1.hostname\", "               \
    "\"smtp.home.test\");\nuser_pref(\"mail.smtpserver.smtp1.port\", 465);\n"                                          \
    "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 3);\nuser_pref(\"mail.smtpserver.smtp1.username\", "                 \
    "\"boris@home.test\");\nuser_pref(\"mail.smtpserver.smtp2.hostname\", \"mail.corp.test\");\n"                      \
    "user_pref(\"mail.smtpserver.smtp2.try_ssl\", 2);\nuser_pref(\"mail.smtpserver.smtp2.username\", \"anna\");\n"

static const struct {
    const char *name, *file, *address; /* that was asked for */
    const char *found;                 /* "program address login host port security"; NULL: not read */
} rows[] = {
    { "msmtp's default", MSMTP, "", "msmtp boris@home.test boris@home.test smtp.home.test 465 tls" },
    { "msmtp, by address", MSMTP, "Anna@Corp.test", "msmtp anna@corp.test anna mail.corp.test 587 starttls" },
    { "msmtp without encryption", MSMTP, "c@old.test", "msmtp c@old.test - old.test 0 none" },
    { "msmtp, of nobody", MSMTP, "x@y.test", NULL },
    { "Thunderbird's default", THUNDERBIRD, "", "Thunderbird boris@home.test boris@home.test smtp.home.test 465 tls" },
    { "Thunderbird, by address", THUNDERBIRD, "anna@corp.test",
      "Thunderbird anna@corp.test anna mail.corp.test 0 starttls" },
    { "mutt",
      "set from = \"Anna <anna@corp.test>\"\nset smtp_url=\"smtps://anna@corp.test:geheim@mail.corp.test:465/\"\n", "",
      "mutt anna@corp.test anna@corp.test mail.corp.test 465 tls" },
    { "mutt without a port", "set smtp_url = smtp://anna@mail.corp.test\nset smtp_pass=geheim\n", "anna@corp.test",
      "mutt - anna mail.corp.test 0 starttls" },
    { "git",
      "[user]\n\tname = Anna\n[sendemail]\n\tsmtpServer = mail.corp.test\n\tsmtpServerPort = 587\n\tsmtpEncryption = "
      "tls\n\tsmtpUser = anna@corp.test\n\tsmtpPass = geheim\n[core]\n\tsmtpServer = other.test\n",
      "", "git-send-email anna@corp.test anna@corp.test mail.corp.test 587 starttls" },
    { "git with a program", "[sendemail]\n\tsmtpServer = /usr/bin/msmtp\n", "", NULL },
    { "Laravel",
      "APP_ENV=prod\nMAIL_HOST=mail.corp.test\nMAIL_PORT=465\nMAIL_USERNAME=anna\nMAIL_PASSWORD=geheim\n"
      "MAIL_ENCRYPTION=ssl\nMAIL_FROM_ADDRESS=\"anna@corp.test\"\n",
      "", "KEY=VALUE anna@corp.test anna mail.corp.test 465 tls" },
    { "Django",
      "EMAIL_HOST = 'mail.corp.test'\nEMAIL_PORT = 587\nEMAIL_HOST_USER = 'anna@corp.test'\nEMAIL_USE_TLS = True\n", "",
      "KEY=VALUE anna@corp.test anna@corp.test mail.corp.test 587 starttls" },
    { "another database", "DB_HOST=db.corp.test\nDB_PORT=5432\n", "", NULL },
    { "nothing", "", "", NULL },
    { "half a line", "user_pref(\"mail.smtpserver.smtp1.hostname\"", "", NULL },
    { "no account", "account default : x\nhost \n", "", NULL },
};

static const char *shown(const char *text)
{
    return text[0] ? text : "-";
}

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct program_settings settings;
        char got[2048] = "";
        bool is_read = program_settings_read(span_of(rows[i].file), &settings);
        const struct program_account *account = is_read ? program_settings_of(&settings, rows[i].address) : NULL;
        if (account)
            (void)snprintf(got, sizeof got, "%s %s %s %s %u %s",
                           strcmp(settings.program, "git send-email") == 0 ? "git-send-email" : settings.program,
                           shown(account->address), shown(account->login), account->where.host, account->where.port,
                           security_word(account->where.security));
        if (strcmp(got, rows[i].found ? rows[i].found : "") != 0)
            fail_msg("%s: '%s', not '%s'", rows[i].name, got, rows[i].found ? rows[i].found : "");
    }
}

/* No byte of a password is kept, and more accounts than there is room for are left out. */
static void test_is_bounded(void **state)
{
    struct program_settings settings;
    char file[8192] = "";
    (void)state;
    for (int i = 0; i < 40; i++)
        (void)snprintf(file + strlen(file), sizeof file - strlen(file),
                       "account a%d\nhost h%d.test\nfrom a%d@h.test\npassword geheim\n", i, i, i);
    assert_true(program_settings_read(span_of(file), &settings));
    assert_int_equal(settings.count, PROGRAM_ACCOUNTS_MAX);
    assert_true(span_find((struct span){ (const char *)&settings, sizeof settings }, SPAN("geheim")) == SPAN_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_files), cmocka_unit_test(test_is_bounded) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
