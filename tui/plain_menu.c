/* Plain mode: what can be asked once there is a verdict. */
#include "plain_parts.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 32 * 1024 };

/* ---- findings, numbered ---- */

static bool is_listed(const struct fact *fact)
{
    return fact->kind != FACT_CONTEXT && fact->status != STATUS_OK && fact->status != STATUS_SKIPPED;
}

static void tell_finding(struct plain *plain, size_t number, const struct fact *fact)
{
    char key[32];
    struct buf label;
    struct buf text;
    buf_init(&label, KIB);
    buf_init(&text, TEXT_MAX);
    (void)snprintf(key, sizeof key, "status.%s", status_word(fact->status));
    buf_addf(&label, "%zu. ", number);
    buf_add(&label, plain_text(plain, key));
    words_fact(&plain->cli->words, fact, &text);
    plain_say_labelled(plain, buf_span(&label), buf_span(&text));
    buf_free(&label);
    buf_free(&text);
}

/* What keeps the mail back comes first. */
static bool belongs(const struct fact *fact, bool is_problem)
{
    return is_listed(fact) && (fact->status == STATUS_PROBLEM) == is_problem;
}

/* Tells all (wanted 0), or finds the one of a number (from 1). NULL when there is none. */
static const struct fact *walk_findings(struct plain *plain, size_t wanted, size_t *ret_place)
{
    const struct record *record = plain_record(plain);
    size_t number = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < record->fact_count; i++) {
            if (!belongs(&record->facts[i], pass == 0))
                continue;
            number++;
            *ret_place = i;
            if (wanted == number)
                return &record->facts[i];
            if (wanted == 0)
                tell_finding(plain, number, &record->facts[i]);
        }
    return NULL;
}

static void tell_findings(struct plain *plain)
{
    size_t place = SIZE_MAX;
    plain_say_key(plain, "plain.findings");
    (void)walk_findings(plain, 0, &place);
    if (place == SIZE_MAX)
        plain_say_key(plain, "plain.no-findings");
}

/* ---- one finding explained ---- */

static const struct candidate *candidate_of(const struct plain *plain, size_t place)
{
    for (size_t i = 0; i < plain->diagnosis.candidate_count; i++)
        for (size_t k = 0; k < plain->diagnosis.candidates[i].for_count; k++)
            if (plain->diagnosis.candidates[i].for_facts[k] == place)
                return &plain->diagnosis.candidates[i];
    return NULL;
}

static void tell_cause(struct plain *plain, const struct fact *fact, const struct candidate *candidate)
{
    static const struct {
        const char *part, *label;
    } rows[] = { { "proves", "ui.explain.proves" }, { "why", "ui.explain.why" }, { "do", "ui.explain.do" } };
    struct cause_part part = { .cause = candidate->cause, .provider = plain->diagnosis.provider, .proof = fact };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text;
        buf_init(&text, TEXT_MAX);
        part.part = rows[i].part;
        if (words_cause(&plain->cli->words, &part, &text))
            plain_say_labelled(plain, plain_text(plain, rows[i].label), buf_span(&text));
        buf_free(&text);
    }
}

static void tell_code(struct plain *plain, const struct fact *fact)
{
    char keys[3][48];
    (void)snprintf(keys[0], sizeof keys[0], "code.%u.%s", fact->code, stage_word(fact->stage));
    (void)snprintf(keys[1], sizeof keys[1], "code.%u", fact->code);
    (void)snprintf(keys[2], sizeof keys[2], "class.%u", fact->code / 100);
    for (int i = 0; fact->code && i < 3; i++)
        if (words_has(&plain->cli->words, keys[i])) {
            plain_say_labelled(plain, plain_text(plain, "ui.explain.code"), plain_text(plain, keys[i]));
            break;
        }
    (void)snprintf(keys[0], sizeof keys[0], "enhanced.%s", strlen(fact->enhanced) > 2 ? fact->enhanced + 2 : "");
    if (words_has(&plain->cli->words, keys[0]))
        plain_say_labelled(plain, plain_text(plain, "ui.explain.enhanced"), plain_text(plain, keys[0]));
}

/* "14 S: 535 5.7.8 …" */
static void tell_line(struct plain *plain, const struct line *line)
{
    static const char speakers[] = { [SPEAKER_CLIENT] = 'C', [SPEAKER_SERVER] = 'S', [SPEAKER_EVENT] = '#' };
    struct buf text;
    buf_init(&text, TEXT_MAX);
    buf_addf(&text, "%u %c: ", line->n, speakers[line->from]);
    words_line(&plain->cli->words, line, &text);
    plain_say(plain, buf_span(&text));
    buf_free(&text);
}

static void tell_proof(struct plain *plain, const struct fact *fact)
{
    if (fact->evidence_count == 0) {
        plain_say_key(plain, "ui.explain.no-line");
        return;
    }
    plain_say_key(plain, "plain.proof");
    for (unsigned i = 0; i < fact->evidence_count; i++) {
        const struct line *line = record_line(plain_record(plain), fact->evidence[i]);
        if (line)
            tell_line(plain, line);
    }
}

static void explain_finding(struct plain *plain, size_t number)
{
    size_t place = 0;
    const struct fact *fact = walk_findings(plain, number, &place);
    if (!fact) {
        plain_say_about(plain, "plain.no-finding", number, SPAN_EMPTY);
        return;
    }
    tell_finding(plain, number, fact);
    const struct candidate *candidate = candidate_of(plain, place);
    if (candidate)
        tell_cause(plain, fact, candidate);
    tell_code(plain, fact);
    tell_proof(plain, fact);
}

/* ---- the other choices ---- */

static void tell_transcript(struct plain *plain)
{
    const struct record *record = plain_record(plain);
    for (size_t i = 0; i < record->session_count && !plain->is_over; i++) {
        const struct session_log *log = record->sessions[i];
        struct fact values = { .number = log->id, .where = log->where, .ms = -1 };
        struct buf text;
        buf_init(&text, KIB);
        words_fill(&text, plain_text(plain, log->where.port ? "plain.session" : "plain.session.text"), &values);
        plain_say(plain, buf_span(&text));
        buf_free(&text);
        for (size_t k = 0; k < log->line_count && !plain->is_over; k++)
            tell_line(plain, &log->lines[k]);
    }
    if (record->session_count == 0)
        plain_say_key(plain, "plain.no-session");
}

static void take(struct plain *plain, struct span answer);

/* What is typed instead of an answer is taken as a choice, once the verdict was told. */
static void ask_questions(struct plain *plain, bool is_again)
{
    struct span other;
    if (plain_ask_questions(plain, is_again, &other))
        plain_tell_verdict(plain);
    if (other.len)
        take(plain, other);
}

static void answer_again(struct plain *plain)
{
    ask_questions(plain, true);
}

static void change(struct plain *plain)
{
    if (!plain_ask_change(plain) || (plain_repeats_login(plain) && !plain_ask_yes(plain, "ui.ask.rerun")))
        return;
    plain_check(plain, false);
    if (plain->has_diagnosis)
        ask_questions(plain, false);
}

static void correct(struct plain *plain)
{
    if (plain_ask_yes(plain, "ui.ask.correct"))
        plain_check(plain, true);
}

static enum format format_of(struct span name)
{
    static const struct {
        struct span ending;
        enum format format;
    } rows[] = { { { ".json", 5 }, FORMAT_JSON }, { { ".md", 3 }, FORMAT_MARKDOWN }, { { ".html", 5 }, FORMAT_HTML } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_ends_nocase(name, rows[i].ending))
            return rows[i].format;
    return FORMAT_TEXT;
}

/* A file of its own, readable by its owner alone; one that exists is never touched. */
static void write_report(struct plain *plain)
{
    struct span answer;
    char name[4096];
    struct buf out;
    struct report report = plain_report(plain);
    report.columns = 0;
    if (!plain_ask(plain, plain_text(plain, "plain.file-name"), &answer) || answer.len == 0)
        return;
    mem_copy_text(name, sizeof name, answer);
    buf_init(&out, REPORT_MAX);
    report_write(&report, format_of(answer), &out);
    plain->cli->output = name;
    if (cli_write(plain->cli, &out) == 0)
        plain_say_about(plain, "plain.written", out.len, span_of(name));
    plain->cli->output = NULL;
    buf_free(&out);
}

static void leave(struct plain *plain)
{
    plain->has_left = true;
}

static void tell_choices(struct plain *plain);

/* ---- the choices ---- */

enum need { NEED_NOTHING, NEED_RUN, NEED_CORRECTION, NEED_QUESTIONS };
static const struct choice {
    const char *word; /* "plain.words.WORD", of which the first is shown, and "plain.choice.WORD" */
    enum need need;
    void (*take)(struct plain *plain); /* NULL: another account */
} choices[] = {
    { "findings", NEED_NOTHING, tell_findings },
    { "transcript", NEED_NOTHING, tell_transcript },
    { "questions", NEED_QUESTIONS, answer_again },
    { "correct", NEED_CORRECTION, correct },
    { "change", NEED_RUN, change },
    { "write", NEED_NOTHING, write_report },
    { "new", NEED_NOTHING, NULL },
    { "quit", NEED_NOTHING, leave },
    { "help", NEED_NOTHING, tell_choices },
};
enum { CHOICES = sizeof choices / sizeof *choices };

static bool is_possible(const struct plain *plain, const struct choice *choice)
{
    switch (choice->need) {
    case NEED_RUN:
        return plain->run != NULL;
    case NEED_CORRECTION:
        return plain->run && plain->diagnosis.correction != CORRECTION_NONE;
    case NEED_QUESTIONS:
        return plain_has_questions(plain);
    case NEED_NOTHING:
        break;
    }
    return true;
}

static void tell_choices(struct plain *plain)
{
    plain_say_key(plain, "plain.choice.number");
    for (size_t i = 0; i < CHOICES; i++) {
        char key[64];
        struct span word;
        if (!is_possible(plain, &choices[i]))
            continue;
        (void)snprintf(key, sizeof key, "plain.words.%s", choices[i].word);
        struct span words = plain_text(plain, key);
        (void)snprintf(key, sizeof key, "plain.choice.%s", choices[i].word);
        if (span_word(&words, &word))
            plain_say_labelled(plain, word, plain_text(plain, key));
    }
}

static const struct choice *choice_of(const struct plain *plain, struct span answer)
{
    for (size_t i = 0; i < CHOICES; i++) {
        char key[64];
        (void)snprintf(key, sizeof key, "plain.words.%s", choices[i].word);
        if (is_possible(plain, &choices[i]) && plain_is_word(plain, answer, key))
            return &choices[i];
    }
    return NULL;
}

bool plain_is_choice(const struct plain *plain, struct span answer)
{
    uint64_t number = 0;
    const struct choice *choice = choice_of(plain, answer);
    return choice ? choice->take != NULL : span_number(answer, SIZE_MAX, &number);
}

static void take(struct plain *plain, struct span answer)
{
    uint64_t number = 0;
    const struct choice *choice = choice_of(plain, answer);
    if (choice)
        choice->take(plain);
    else if (span_number(answer, SIZE_MAX, &number))
        explain_finding(plain, number);
    else if (answer.len)
        plain_say_key(plain, "plain.not-understood");
}

/* A correction is asked about once for each verdict that offers it. */
static void offer_correction(struct plain *plain)
{
    if (!plain->run || plain->diagnosis.correction == CORRECTION_NONE || plain->is_over)
        return;
    char key[64];
    (void)snprintf(key, sizeof key, "next.correction.%s", correction_word(plain->diagnosis.correction));
    plain_say_key(plain, key);
    correct(plain);
}

bool plain_menu(struct plain *plain)
{
    struct span answer;
    offer_correction(plain);
    if (!plain->is_over)
        ask_questions(plain, false);
    if (!plain->is_over && !plain->has_left) {
        tell_findings(plain);
        tell_choices(plain);
    }
    while (!plain->has_left && plain_ask(plain, plain_text(plain, "plain.what-next"), &answer)) {
        const struct choice *choice = choice_of(plain, answer);
        if (choice && !choice->take)
            return true;
        take(plain, answer);
    }
    return false;
}
