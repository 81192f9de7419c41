/* Plain mode: who is spoken to, the checks as they end, the verdict. */
#include "plain_parts.h"

#include "base/clean.h"
#include "base/limits.h"
#include "base/mem.h"
#include "knowledge/providers.h"
#include "run/plan.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { WORKING_MS = 5000, HOSTS_MAX = 2 * 1024 };

const struct record *plain_record(const struct plain *plain)
{
    return plain->run ? run_record(plain->run) : &plain->read;
}

struct report plain_report(const struct plain *plain)
{
    const struct cli *cli = plain->cli;
    return (struct report){ .record = plain_record(plain),
                            .diagnosis = &plain->diagnosis,
                            .words = &cli->words,
                            .language = cli->languages.all[cli->language].id,
                            .columns = cli_columns(),
                            .is_explain = !plain->run,
                            .target = plain->run ? &plain->ran : NULL };
}

void plain_tell_verdict(struct plain *plain)
{
    struct report report = plain_report(plain);
    struct buf out;
    plain_say_key(plain, "plain.verdict");
    buf_init(&out, REPORT_MAX);
    report_write(&report, FORMAT_TEXT, &out);
    plain_put(plain, &out);
    buf_free(&out);
}

/* ---- who is spoken to ---- */

static void add_servers(const struct provider *provider, struct buf *out)
{
    for (size_t i = 0; i < provider->smtp_count; i++)
        if (span_find(buf_span(out), span_of(provider->smtp[i].host)) == SPAN_NONE)
            buf_addf(out, "%s%s", out->len ? ", " : "", provider->smtp[i].host);
}

/* Whoever is asked something besides the mail server and the resolver. */
static void tell_others(struct plain *plain)
{
    struct plan plan;
    struct buf what;
    buf_init(&what, HOSTS_MAX);
    plan_make(&plain->target, &plan);
    for (size_t i = 0; i < plan.count; i++) {
        const struct plan_row *row = &plan.rows[i];
        char key[64];
        (void)snprintf(key, sizeof key, "check.%s", row->check->id);
        if (row->is_left_out || !plan_asks_others(row->check))
            continue;
        buf_clear(&what);
        plan_say(&plain->cli->words, &plain->target, row, &what);
        plain_say_labelled(plain, plain_text(plain, key), buf_span(&what));
    }
    buf_free(&what);
}

static void tell_hosts(struct plain *plain)
{
    const struct target *target = &plain->target;
    const struct provider *provider = provider_by_domain(mail_domain(span_of(target->address)));
    struct buf hosts;
    buf_init(&hosts, HOSTS_MAX);
    if (target->connect_to[0]) {
        plain_say_about(plain, "plain.hosts.practice", 0, span_of(target->connect_to));
    } else if (target->server.host[0]) {
        plain_say_about(plain, "plain.hosts.server", 0, span_of(target->server.host));
    } else if (provider && provider->smtp_count) {
        add_servers(provider, &hosts);
        plain_say_about(plain, "plain.hosts.server", 0, buf_span(&hosts));
    } else {
        plain_say_about(plain, "plain.hosts.search", 0, mail_domain(span_of(target->address)));
    }
    if (!target->connect_to[0]) {
        plain_say_key(plain, "plain.hosts.names");
        tell_others(plain);
    }
    plain_say_key(plain, target->has_password ? "plain.hosts.password" : "plain.hosts.no-password");
    buf_free(&hosts);
}

/* ---- the checks ---- */

static struct span check_name(const struct plain *plain, const struct check_view *check)
{
    char key[64];
    (void)snprintf(key, sizeof key, "check.%s", check->id);
    return plain_text(plain, key);
}

/* "ok: Name lookup, 12 ms" */
static void tell_check(struct plain *plain, const struct check_view *check)
{
    char key[32];
    struct buf text;
    if (check->state != CHECK_ENDED || check->ms < 0)
        return;
    buf_init(&text, KIB);
    (void)snprintf(key, sizeof key, "status.%s", status_word(check->status));
    buf_add(&text, check_name(plain, check));
    /* A blank that does not break: the number stays with its unit. */
    buf_addf(&text, ", %lld\302\240ms", (long long)check->ms);
    plain_say_labelled(plain, plain_text(plain, key), buf_span(&text));
    buf_free(&text);
}

static void take_events(struct plain *plain)
{
    struct event event;
    size_t count;
    while (run_next(plain->run, &event))
        if (event.kind == EVENT_CHECK)
            tell_check(plain, &run_checks(plain->run, &count)[event.check]);
}

/* A line now and then tells that it goes on: nothing else moves here. */
static void tell_working(struct plain *plain, moment began)
{
    size_t count;
    size_t seconds = (size_t)((clock_now() - began) / 1000000);
    const struct check_view *checks = run_checks(plain->run, &count);
    for (size_t i = 0; i < count; i++)
        if (checks[i].state == CHECK_RUNNING) {
            plain_say_about(plain, "plain.working", seconds, check_name(plain, &checks[i]));
            return;
        }
}

/* Ctrl-C stops the checks; any other signal ends the program as well. What was found is told all the same. */
static void take_signal(struct plain *plain)
{
    struct signalfd_siginfo signal;
    if (read(plain->cli->signals, &signal, sizeof signal) != (ssize_t)sizeof signal)
        return;
    plain_say_key(plain, "ui.news.stopped");
    run_cancel(plain->run);
    plain->is_over = plain->is_over || signal.ssi_signo != SIGINT;
}

static void follow(struct plain *plain)
{
    moment began = clock_now();
    while (!run_is_finished(plain->run)) {
        struct pollfd fds[] = { { .fd = run_fd(plain->run), .events = POLLIN },
                                { .fd = plain->cli->signals, .events = POLLIN } };
        enum outcome outcome = limits_wait_any(limits_within(LIMITS_NONE, WORKING_MS), fds, 2);
        if (outcome == OUTCOME_OUT_OF_TIME)
            tell_working(plain, began);
        else if (outcome != OUTCOME_DONE)
            break;
        if (fds[1].revents)
            take_signal(plain);
        take_events(plain);
    }
}

/* The budget is for one account at one server: another one has its own. */
static bool is_same_account(const struct target *a, const struct target *b)
{
    return strcmp(a->address, b->address) == 0 && strcmp(a->login, b->login) == 0 &&
           strcmp(a->connect_to, b->connect_to) == 0;
}

bool plain_repeats_login(const struct plain *plain)
{
    return plain->target.has_password && plain->logins_used > 0 && is_same_account(&plain->target, &plain->ran);
}

static void remember_target(struct plain *plain)
{
    if (!is_same_account(&plain->target, &plain->ran))
        plain->logins_used = 0;
    target_clear(&plain->ran);
    target_copy(&plain->ran, &plain->target);
    secret_clear(&plain->ran.password);
}

static void start(struct plain *plain, bool corrected)
{
    struct target target;
    target_init(&target);
    target_copy(&target, &plain->target);
    if (corrected)
        (void)target_set_answer(&target, SPAN("corrected"), SPAN("yes"));
    run_free(plain->run);
    plain->run = run_new(&target, plain->logins_used);
    target_clear(&target);
}

void plain_check(struct plain *plain, bool corrected)
{
    plain->has_diagnosis = false;
    tell_hosts(plain);
    remember_target(plain);
    start(plain, corrected);
    if (!plain->run) {
        plain_say_key(plain, "ui.news.no-run");
        return;
    }
    follow(plain);
    plain->logins_used = run_record(plain->run)->logins_used;
    diagnose(run_record(plain->run), &plain->diagnosis);
    plain->has_diagnosis = true;
    plain_tell_verdict(plain);
}

bool plain_practise(struct plain *plain, const struct practice_case *practice)
{
    struct practice_about about;
    char key[96];
    practice_about(practice, &about);
    plain->server = practice_serve(practice, 0);
    if (!plain->server) {
        plain_say_key(plain, "ui.news.no-practice");
        return false;
    }
    target_clear(&plain->target);
    target_init(&plain->target);
    practice_target(practice, plain->server, &plain->target);
    plain->logins_used = 0;
    (void)snprintf(key, sizeof key, "practice.%s.story", about.id);
    plain_say_labelled(plain, plain_text(plain, "ui.practice"), plain_text(plain, key));
    return true;
}

/* ---- a text ---- */

static void read_paste(struct plain *plain, struct buf *text)
{
    struct span line;
    enum input_end end;
    plain_say_key(plain, "plain.paste");
    while ((end = input_line(&plain->input, &line)) != INPUT_OVER) {
        if (end == INPUT_TOO_LONG) {
            plain_say_key(plain, "plain.too-long");
            continue;
        }
        if (span_equal(line, SPAN(".")))
            return;
        buf_add(text, line);
        buf_add_char(text, '\n');
    }
    plain->is_over = true;
}

void plain_read_text(struct plain *plain)
{
    struct intake_context context = { 0 };
    struct buf text;
    buf_init(&text, INTAKE_MAX);
    read_paste(plain, &text);
    if (text.len) {
        intake_read(&plain->read, buf_span(&text), &context);
        diagnose(&plain->read, &plain->diagnosis);
        plain->has_diagnosis = true;
        plain_tell_verdict(plain);
    }
    buf_free(&text);
}
