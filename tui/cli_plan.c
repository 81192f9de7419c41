#include "cli.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "run/plan.h"

#include <stdio.h>
#include <string.h>

static struct span text_of(const struct cli *cli, const char *prefix, const char *word)
{
    char key[96];
    (void)snprintf(key, sizeof key, "%s%s", prefix, word);
    return words_get(&cli->words, key);
}

/* A check that speaks to somebody of its own has a text of its own; else what it sends says to whom. */
static struct span receiver_of(const struct cli *cli, const struct check *check)
{
    char key[96];
    (void)snprintf(key, sizeof key, "plan.check.%s", check->id);
    return words_has(&cli->words, key) ? words_get(&cli->words, key)
                                       : text_of(cli, "plan.sends.", sending_word(check->sends));
}

static void add_row(const struct cli *cli, const struct plan_row *row, struct buf *out)
{
    enum { NAME_CELLS = 32 };
    struct span name = text_of(cli, "check.", row->check->id);
    size_t width = utf8_width(name);
    buf_addf(out, "  %s %.*s%*s", row->is_left_out ? "–" : "•", SPAN_ARG(name),
             (int)(width < NAME_CELLS ? NAME_CELLS - width : 1), "");
    buf_add(out, row->is_left_out ? text_of(cli, "why.", row->why) : receiver_of(cli, row->check));
    buf_add_char(out, '\n');
}

static void add_servers(const struct cli *cli, const struct plan *plan, struct buf *out)
{
    struct fact fact = fact_new(FACT_SETTINGS_FOUND, "settings");
    struct buf list;
    buf_init(&list, FACT_TEXT_MAX - 1);
    for (size_t i = 0; i < plan->server_count; i++)
        buf_addf(&list, "%s%s:%u", i ? ", " : "", plan->servers[i].host, plan->servers[i].port);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&list));
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(plan->usual_host));
    fact.number = SETTINGS_MAX;
    if (plan->server_count)
        words_fill(out, text_of(cli, "plan.servers", ""), &fact);
    if (plan->server_count && plan->usual_host[0])
        buf_add_char(out, '\n');
    if (plan->usual_host[0])
        words_fill(out, text_of(cli, "plan.usual", ""), &fact);
    if (!plan->server_count && !plan->usual_host[0])
        words_fill(out, text_of(cli, "plan.unknown", ""), &fact);
    buf_add_text(out, "\n\n");
    buf_free(&list);
}

int cli_plan(const struct cli *cli)
{
    struct plan plan;
    struct buf out;
    buf_init(&out, 64 * KIB);
    plan_make(&cli->target, &plan);
    buf_add(&out, text_of(cli, "plan.head", ""));
    buf_add_text(&out, "\n\n");
    add_servers(cli, &plan, &out);
    for (size_t i = 0; i < plan.count; i++)
        add_row(cli, &plan.rows[i], &out);
    buf_add_char(&out, '\n');
    buf_add(&out, text_of(cli, "plan.secret", ""));
    buf_add_char(&out, '\n');
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}
