#include "cli_answers.h"

#include "diagnosis/questions.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What only the person may allow, or where to look; no fact, and nothing that a verdict is made of. */
static const struct {
    const char *key, *values; /* with blanks between them */
    bool is_name;             /* any name of a host's letters, for which the value stands */
} consents[] = { { "corrected", "yes no only local-part", false },
                 { "plain-text", "send", false },
                 { "bad-certificate", "send", false },
                 { "relay", "test", false },
                 { "dkim-selector", "NAME", true } };
enum { CONSENTS = sizeof consents / sizeof *consents, ASKED = QUESTION_COUNT - 1 };

size_t cli_answer_count(void)
{
    return ASKED + CONSENTS;
}

static const char *key_at(size_t index)
{
    return index < ASKED ? question_key((enum question)(index + 1)) : consents[index - ASKED].key;
}

static bool is_name(struct span value)
{
    enum { NAME_MAX_LEN = 63 };
    for (size_t i = 0; i < value.len; i++)
        if (!isalnum((unsigned char)value.at[i]) && span_find_char(SPAN("-_."), value.at[i]) == SPAN_NONE)
            return false;
    return value.len > 0 && value.len <= NAME_MAX_LEN;
}

static bool takes_name(size_t index)
{
    return index >= ASKED && consents[index - ASKED].is_name;
}

static bool is_consent(size_t index, struct span value)
{
    struct span rest = span_of(consents[index - ASKED].values);
    struct span word;
    while (span_word(&rest, &word))
        if (span_equal(word, value))
            return true;
    return false;
}

static bool takes(size_t index, struct span value)
{
    enum told told;
    if (takes_name(index))
        return is_name(value);
    return index < ASKED ? question_reads((enum question)(index + 1), value, &told) : is_consent(index, value);
}

/* The words of its values, with this between them. */
static void add_values(size_t index, const char *between, struct buf *out)
{
    size_t before = out->len;
    struct span rest = index < ASKED ? SPAN_EMPTY : span_of(consents[index - ASKED].values);
    struct span word;
    while (span_word(&rest, &word))
        buf_addf(out, "%s%.*s", out->len > before ? between : "", SPAN_ARG(word));
    for (int i = 0; index < ASKED && i < TOLD_COUNT; i++)
        if (question_takes((enum question)(index + 1), (enum told)i))
            buf_addf(out, "%s%s", out->len > before ? between : "", told_word((enum told)i));
}

struct span cli_answer_at(const struct cli *cli, size_t index, struct buf *out)
{
    char key[64];
    buf_addf(out, "%s=", key_at(index));
    add_values(index, "|", out);
    (void)snprintf(key, sizeof key, index < ASKED ? "question.%s.short" : "consent.%s", key_at(index));
    return words_get(&cli->words, key);
}

void cli_answer_words(size_t index, struct buf *out)
{
    struct buf values;
    struct span word;
    buf_init(&values, 256);
    add_values(index, " ", &values);
    struct span rest = takes_name(index) ? SPAN_EMPTY : buf_span(&values);
    while (span_word(&rest, &word))
        buf_addf(out, "%s%s=%.*s", out->len ? " " : "", key_at(index), SPAN_ARG(word));
    buf_free(&values);
}

/* The list of what would be right is the longer of the two: it is the {text}. */
static int refuse_key(const struct cli *cli, struct span key)
{
    struct buf list;
    struct buf typed;
    buf_init(&list, KIB);
    buf_init(&typed, KIB);
    buf_add(&typed, key);
    for (size_t i = 0; i < cli_answer_count(); i++)
        buf_addf(&list, "%s%s", i ? ", " : "", key_at(i));
    int status = cli_fail(cli, "cli.answer.key", buf_text(&list), buf_text(&typed));
    buf_free(&list);
    buf_free(&typed);
    return status;
}

static int refuse_value(const struct cli *cli, const char *answer, size_t index)
{
    struct buf list;
    buf_init(&list, KIB);
    add_values(index, ", ", &list);
    int status = cli_fail(cli, "cli.answer.value", answer, buf_text(&list));
    buf_free(&list);
    return status;
}

int cli_take_answer(struct cli *cli, const char *name, const char *value)
{
    struct span rest = span_of(value);
    struct span key;
    (void)name;
    if (!strchr(value, '=') || !span_cut(&rest, '=', &key))
        return cli_fail(cli, "cli.answer", value, "");
    for (size_t i = 0; i < cli_answer_count(); i++) {
        if (!span_equal(span_of(key_at(i)), key))
            continue;
        if (!takes(i, rest))
            return refuse_value(cli, value, i);
        (void)target_set_answer(&cli->target, key, rest);
        return 0;
    }
    return refuse_key(cli, key);
}
