#include "show.h"

#include "base/mem.h"

#include <stdio.h>

unsigned show_status_style(enum status status)
{
    static const enum style styles[] = {
        [STATUS_OK] = STYLE_OK,       [STATUS_WARNING] = STYLE_WARNING, [STATUS_PROBLEM] = STYLE_PROBLEM,
        [STATUS_UNKNOWN] = STYLE_DIM, [STATUS_SKIPPED] = STYLE_DIM,
    };
    return styles[status];
}

void show_short_name(const struct record *record, size_t fact, char out[SHORT_NAME_MAX])
{
    static const char letters[STEP_COUNT] = {
        [STEP_ACCOUNT] = 'T', [STEP_CREDENTIALS] = 'A', [STEP_SERVER] = 'S',  [STEP_NETWORK] = 'N',
        [STEP_STATUS] = 'R',  [STEP_LOGS] = 'L',        [STEP_VERDICT] = 'V',
    };
    enum step step = fact_row(record->facts[fact].kind)->step;
    unsigned number = 0;
    for (size_t i = 0; i <= fact; i++)
        number += fact_row(record->facts[i].kind)->step == step;
    (void)snprintf(out, SHORT_NAME_MAX, "%c%u", letters[step], number % 1000);
}

void show_detail(const struct fact *fact, char out[DETAIL_MAX])
{
    if (fact->code && fact->enhanced[0])
        (void)snprintf(out, DETAIL_MAX, "%u %s", fact->code, fact->enhanced);
    else if (fact->code)
        (void)snprintf(out, DETAIL_MAX, "%u", fact->code);
    else
        fact_code(fact, out, DETAIL_MAX);
}

void show_add_sentence(struct buf *out, struct span sentence)
{
    bool ends_in_ascii = out->len > 0 && (unsigned char)out->at[out->len - 1] < 0x80;
    if (ends_in_ascii)
        buf_add_char(out, ' ');
    buf_add(out, sentence);
}

void show_add_certainty(const struct words *words, enum certainty certainty, struct buf *out)
{
    char key[40];
    struct fact value = { .ms = -1 };
    (void)snprintf(key, sizeof key, "certainty.%s", certainty_word(certainty));
    mem_copy_text(value.text, sizeof value.text, words_get(words, key));
    words_fill(out, words_get(words, "ui.in-brackets"), &value);
}

void show_add_choices(const struct words *words, enum question question, struct buf *out)
{
    for (int i = 0; i < TOLD_COUNT; i++) {
        char key[32];
        if (!question_takes(question, (enum told)i))
            continue;
        (void)snprintf(key, sizeof key, "choice.%s", told_word((enum told)i));
        struct span label = words_get(words, key);
        (void)buf_addf(out, "%s%c\302\240", out->len ? "   " : "", told_letter((enum told)i));
        for (size_t at = 0; at < label.len; at++)
            (void)buf_addf(out, label.at[at] == ' ' ? "\302\240" : "%c", label.at[at]);
    }
}

void show_rule(struct canvas *canvas, const struct rule *rule)
{
    struct spot spot = rule->spot;
    unsigned style = rule->has_focus ? STYLE_ACCENT : STYLE_DIM;
    canvas_repeat(canvas, spot, STYLE_DIM, 0x2500);
    if (spot.cells < 12)
        return;
    if (rule->has_focus)
        (void)canvas_text(canvas, spot, STYLE_ACCENT, SPAN("▸"));
    if (rule->note.len) {
        struct spot note = { spot.row, spot.col + spot.cells / 2, spot.cells - spot.cells / 2 - 3 };
        int cells = canvas_text_right(canvas, note, STYLE_DIM, rule->note);
        int start = note.col + note.cells - cells;
        (void)canvas_text(canvas, (struct spot){ spot.row, start - 1, 1 }, STYLE_DIM, SPAN(" "));
        (void)canvas_text(canvas, (struct spot){ spot.row, start + cells, 1 }, STYLE_DIM, SPAN(" "));
        spot.cells = start - 1 - spot.col;
    }
    if (rule->title.len) {
        spot.col += 2;
        spot.cells -= 4;
        int used = canvas_text(canvas, spot, style, SPAN(" "));
        used += canvas_text(canvas, (struct spot){ spot.row, spot.col + used, spot.cells - used },
                            rule->has_focus ? STYLE_ACCENT : STYLE_BOLD, rule->title);
        (void)canvas_text(canvas, (struct spot){ spot.row, spot.col + used, 1 }, style, SPAN(" "));
    }
}
