/* Sentences from facts: placeholders, the closer key first, nothing raw. */
#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Sorted by key, as in a catalogue. */
static const struct {
    const char *key, *text;
} texts[] = {
    { "cause.bad-credentials.do", "general" },
    { "cause.bad-credentials.do.accepted", "as {correction}: {expected}" },
    { "cause.bad-credentials.do.gmail", "at {provider}" },
    { "correction.trim", "without blanks" },
    { "do.queue-long", "Look." },
    { "do.typed-empty", "type the {subject}" },
    { "do.typed-empty.login", "type your name" },
    { "fact.before", "(seen {text})" },
    { "fact.corrected-ok", "with {correction}" },
    { "fact.login-not-tried", "because {why}" },
    { "fact.login-refused", "refused: {code} {enhanced} {text}" },
    { "fact.port-open", "{host}:{port} {security} {ms} ms, {unknown}" },
    { "fact.provider-known", "it is {provider}" },
    { "fact.queue-long", "{number} wait. {text}" },
    { "fact.typed-empty", "empty" },
    { "fact.typed-empty.password", "no password" },
    { "note.closed", "ended: {text}" },
    { "note.secret-hidden", "{text}<secret>" },
    { "security.starttls", "STARTTLS" },
    { "sentence.stop", "." },
    { "why.no-password", "no password was given" },
};
enum { TEXTS = sizeof texts / sizeof *texts };

static struct buf bytes;
static struct catalogue catalogue;
static struct words words;

static void put_number(struct buf *out, size_t number)
{
    uint32_t small = (uint32_t)number;
    buf_add(out, (struct span){ (const char *)&small, sizeof small });
}

static int open_words(void **state)
{
    struct buf body;
    (void)state;
    buf_init(&bytes, 64 * KIB);
    buf_init(&body, 64 * KIB);
    const size_t header[] = { 0x950412de, 0, TEXTS, 28, 28 + TEXTS * 8, 0, 0 };
    for (size_t i = 0; i < sizeof header / sizeof *header; i++)
        put_number(&bytes, header[i]);
    for (int table = 0; table < 2; table++)
        for (size_t i = 0; i < TEXTS; i++) {
            struct span text = span_of(table ? texts[i].text : texts[i].key);
            put_number(&bytes, text.len);
            put_number(&bytes, 28 + 2 * TEXTS * 8 + body.len);
            buf_add(&body, text);
            buf_add_char(&body, '\0');
        }
    buf_add(&bytes, buf_span(&body));
    buf_free(&body);
    words = (struct words){ &catalogue, &catalogue };
    return catalogue_open(&catalogue, buf_span(&bytes)) ? 0 : -1;
}

static int close_words(void **state)
{
    (void)state;
    buf_free(&bytes);
    return 0;
}

static void check(const char *name, struct buf *out, const char *expected)
{
    if (!span_equal(buf_span(out), span_of(expected)))
        fail_msg("%s: got \"%s\"", name, buf_text(out));
    buf_free(out);
}

static const struct {
    const char *name;
    struct fact fact;
    const char *expected;
} facts[] = {
    { "all parts",
      { .kind = FACT_LOGIN_REFUSED, .code = 535, .enhanced = "5.7.8", .text = "no" },
      "refused: 535 5.7.8 no" },
    { "an empty part takes its blank along",
      { .kind = FACT_LOGIN_REFUSED, .code = 535, .text = "no" },
      "refused: 535 no" },
    { "nothing at the end", { .kind = FACT_LOGIN_REFUSED, .code = 535 }, "refused: 535" },
    { "what servers say is cleaned",
      { .kind = FACT_LOGIN_REFUSED, .code = 535, .text = "\033[2Jx\377" },
      "refused: 535 ^[[2Jx<FF>" },
    { "braces of the server stay text",
      { .kind = FACT_LOGIN_REFUSED, .code = 535, .text = "{host}" },
      "refused: 535 {host}" },
    { "an endpoint, an unknown name",
      { .kind = FACT_PORT_OPEN, .where = { "h.example", 587, SECURITY_STARTTLS }, .ms = 31 },
      "h.example:587 STARTTLS 31 ms, {unknown}" },
    { "a sentence of its own", { .kind = FACT_TYPED_EMPTY, .subject = "password" }, "no password" },
    { "no sentence of its own", { .kind = FACT_TYPED_EMPTY, .subject = "login" }, "empty" },
    { "a reason", { .kind = FACT_LOGIN_NOT_TRIED, .subject = "no-password" }, "because no password was given" },
    { "a reason without words", { .kind = FACT_LOGIN_NOT_TRIED, .subject = "moon" }, "because moon" },
    { "a correction", { .kind = FACT_CORRECTED_OK, .subject = "trim" }, "with without blanks" },
    { "a provider by its name",
      { .kind = FACT_PROVIDER_KNOWN, .subject = "yandex" },
      "it is Yandex Mail (Яндекс Почта)" },
    { "an unknown provider", { .kind = FACT_PROVIDER_KNOWN, .subject = "nobody" }, "it is nobody" },
    { "of a run before",
      { .kind = FACT_TYPED_EMPTY, .before = 1700000000 * INT64_C(1000000) },
      "empty (seen 2023-11-14 22:13 UTC)" },
    { "no sentence at all", { .kind = FACT_SENDER_OK }, "fact.sender-ok" },
};

static void test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct buf out;
        buf_init(&out, 4 * KIB);
        words_fact(&words, &facts[i].fact, &out);
        check(facts[i].name, &out, facts[i].expected);
    }
}

static void test_causes(void **state)
{
    static const struct {
        const char *part, *provider, *expected;
        enum fact_kind proof;
    } rows[] = {
        { "do", NULL, "general", FACT_LOGIN_REFUSED },
        { "do", "163", "general", FACT_LOGIN_REFUSED },
        { "do", "gmail", "at Gmail (personal)", FACT_LOGIN_REFUSED },
        { "do", "gmail", "as without blanks: anna", FACT_CORRECTED_OK },
        { "do", NULL, "as without blanks: anna", FACT_FORM_OK },
        { "ask", "gmail", NULL, FACT_FORM_OK },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fact proof = { .kind = rows[i].proof, .subject = "trim", .expected = "anna" };
        struct cause_part part = { CAUSE_BAD_CREDENTIALS, rows[i].part, rows[i].provider, &proof };
        struct buf out;
        buf_init(&out, 4 * KIB);
        assert_int_equal(words_cause(&words, &part, &out), rows[i].expected != NULL);
        check(rows[i].part, &out, rows[i].expected ? rows[i].expected : "");
    }
}

static void test_lines(void **state)
{
    static const struct {
        enum speaker from;
        enum note note;
        const char *raw, *expected;
    } rows[] = {
        { SPEAKER_SERVER, NOTE_NONE, "250 {text} \033c", "250 {text} ^[c" },
        { SPEAKER_EVENT, NOTE_CLOSED, "reset", "ended: reset" },
        { SPEAKER_EVENT, NOTE_CANCELLED, "as it is", "as it is" },
        { SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, "AUTH PLAIN <initial response hidden>", "AUTH PLAIN <secret>" },
        { SPEAKER_CLIENT, NOTE_SECRET_HIDDEN, "<response hidden>", "<secret>" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line line = {
            .from = rows[i].from, .note = rows[i].note, .raw = (char *)rows[i].raw, .len = strlen(rows[i].raw)
        };
        struct buf out;
        buf_init(&out, 4 * KIB);
        words_line(&words, &line, &out);
        check(rows[i].raw, &out, rows[i].expected);
    }
}

static void test_advice(void **state)
{
    struct fact fact = fact_new(FACT_TYPED_EMPTY, "test");
    struct buf out;
    (void)state;
    buf_init(&out, 4 * KIB);
    (void)snprintf(fact.subject, sizeof fact.subject, "password");
    assert_true(words_advice(&words, &fact, &out));
    assert_string_equal(buf_text(&out), "type the password");
    (void)snprintf(fact.subject, sizeof fact.subject, "login");
    buf_clear(&out);
    assert_true(words_advice(&words, &fact, &out));
    assert_string_equal(buf_text(&out), "type your name");
    fact.kind = FACT_PORT_OPEN;
    buf_clear(&out);
    assert_false(words_advice(&words, &fact, &out));
    check("no advice", &out, "");
}

/* What a server said ends without a full stop; the advice is a sentence of its own all the same. */
static void test_warnings(void **state)
{
    static const struct {
        const char *text, *told;
    } rows[] = { { "", "7 wait. Look." },
                 { "Connection timed out", "7 wait. Connection timed out. Look." },
                 { "Try later.", "7 wait. Try later. Look." },
                 { "(Deferred: refused.)", "7 wait. (Deferred: refused.) Look." } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis = { .warning_count = 1 };
        struct fact fact = fact_new(FACT_QUEUE_LONG, "test");
        struct buf out;
        record_init(&record);
        buf_init(&out, 4 * KIB);
        fact.number = 7;
        (void)snprintf(fact.text, sizeof fact.text, "%s", rows[i].text);
        assert_non_null(record_add(&record, &fact));
        words_warnings(&words, &(struct judged){ &record, &diagnosis }, &out);
        check(rows[i].text, &out, rows[i].told);
        record_clear(&record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),  cmocka_unit_test(test_causes),   cmocka_unit_test(test_lines),
        cmocka_unit_test(test_advice), cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, open_words, close_words);
}
