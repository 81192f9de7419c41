#include "checks/typed.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "checks/letters.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

/* What a field consists of; counted once, judged below. */
struct census {
    size_t characters, upper, lower, invalid;
    size_t kinds[LETTER_LATIN + 1];
    bool blank_start, blank_end;
};

struct field {
    const struct inquiry *inquiry;
    const char *check;
    const char *name; /* address, login, password: the fact's subject */
    struct span bytes;
    bool is_secret;
    struct census census;
    bool is_clean;
};

static struct census take_census(struct span bytes)
{
    struct census census = { 0 };
    uint32_t c;
    bool valid;
    while (utf8_next(&bytes, &c, &valid)) {
        enum letter_kind kind = valid ? letter_kind(c) : LETTER_USUAL;
        census.invalid += !valid;
        census.upper += c >= 'A' && c <= 'Z';
        census.lower += c >= 'a' && c <= 'z';
        census.kinds[kind]++;
        census.blank_end = kind == LETTER_BLANK;
        if (census.characters++ == 0)
            census.blank_start = census.blank_end;
    }
    return census;
}

static struct field field_of(const struct inquiry *inquiry, const char *name, struct span bytes)
{
    static const char *const checks[][2] = { { "address", "typed-address" },
                                             { "login", "typed-login" },
                                             { "password", "typed-password" } };
    struct field field = { .inquiry = inquiry, .name = name, .bytes = bytes, .is_clean = true };
    for (size_t i = 0; i < 3; i++)
        if (strcmp(checks[i][0], name) == 0)
            field.check = checks[i][1];
    field.is_secret = strcmp(name, "password") == 0;
    field.census = take_census(bytes);
    return field;
}

static void found(struct field *field, enum fact_kind kind, size_t number, const char *where)
{
    struct fact fact = fact_new(kind, field->check);
    fact.stage = STAGE_INPUT;
    fact.number = (int64_t)number;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(field->name));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(where));
    if (!field->is_secret)
        mem_copy_text(fact.text, sizeof fact.text, field->bytes);
    scribe_fact(field->inquiry->scribe, &fact);
    field->is_clean = field->is_clean && fact.status == STATUS_OK;
}

static void look_at_blanks(struct field *field)
{
    const struct census *census = &field->census;
    size_t edges = (size_t)census->blank_start + (size_t)census->blank_end;
    size_t blanks = census->kinds[LETTER_BLANK];
    if (edges)
        found(field, FACT_TYPED_BLANK_EDGE, edges, census->blank_end ? "end" : "start");
    else if (blanks)
        found(field, FACT_TYPED_BLANK_INSIDE, blanks, "inside");
}

static bool is_other_layout(const struct census *census)
{
    return census->kinds[LETTER_CYRILLIC] >= 4 && census->kinds[LETTER_LATIN] == 0;
}

static bool is_mixed(const struct census *census)
{
    size_t foreign = census->kinds[LETTER_CYRILLIC] + census->kinds[LETTER_GREEK];
    return foreign > 0 && census->kinds[LETTER_LATIN] > 0;
}

static void look_at_letters(struct field *field)
{
    const struct census *census = &field->census;
    static const struct {
        enum letter_kind letter;
        enum fact_kind fact;
    } rows[] = {
        { LETTER_FULLWIDTH, FACT_TYPED_FULLWIDTH },
        { LETTER_HIDDEN, FACT_TYPED_INVISIBLE },
        { LETTER_CONTROL, FACT_TYPED_CONTROL },
        { LETTER_CORRECTED, FACT_TYPED_AUTOCORRECT },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (census->kinds[rows[i].letter])
            found(field, rows[i].fact, census->kinds[rows[i].letter], "inside");
    if (is_mixed(census))
        found(field, FACT_TYPED_LOOKALIKE, census->kinds[LETTER_CYRILLIC] + census->kinds[LETTER_GREEK], "inside");
    else if (is_other_layout(census) && span_find_char(field->bytes, '@') == SPAN_NONE)
        found(field, FACT_TYPED_LAYOUT, census->kinds[LETTER_CYRILLIC], "inside");
    if (census->upper >= 4 && census->lower == 0)
        found(field, FACT_TYPED_CAPS, census->upper, "inside");
}

static bool is_nfc(struct span bytes)
{
    size_t len = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)bytes.at, bytes.len, NULL, &len);
    bool same = !normal || (len == bytes.len && memcmp(normal, bytes.at, len) == 0);
    secret_wipe(normal, len);
    free(normal);
    return same;
}

static void look_at_form(struct field *field)
{
    static const char *const placeholders[] = {
        "undefined",    "null",          "none",          "password", "passwd",
        "yourpassword", "your-password", "your_password", "changeme", "xxxxxxxx"
    };
    if (field->bytes.len && field->census.invalid == 0 && !is_nfc(field->bytes))
        found(field, FACT_TYPED_NOT_NFC, 1, "inside");
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (span_equal_nocase(field->bytes, span_of(placeholders[i])))
            found(field, FACT_TYPED_PLACEHOLDER, 1, "inside");
}

static void end_field(struct field *field)
{
    if (field->is_clean)
        found(field, FACT_TYPED_OK, field->census.characters, "");
}

static bool all_of(struct span text, const char *also)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x80 && !isalnum((unsigned char)text.at[i]) && !strchr(also, text.at[i]))
            return false;
    return true;
}

/* A dot-string of RFC 5321, 4.1.2: no dot at an end, no two in a row; letters outside ASCII by RFC 6531. */
static bool is_dotted(struct span text, const char *also)
{
    return text.len > 0 && text.at[0] != '.' && text.at[text.len - 1] != '.' &&
           span_find(text, SPAN("..")) == SPAN_NONE && all_of(text, also);
}

static bool is_mail_address(struct span address)
{
    struct span local = mail_local_part(address);
    struct span domain = mail_domain(address);
    bool is_quoted = local.len > 2 && local.at[0] == '"' && local.at[local.len - 1] == '"';
    bool is_literal = domain.len > 2 && domain.at[0] == '[' && domain.at[domain.len - 1] == ']';
    if (span_find_char(address, '@') == SPAN_NONE || domain.len > 253)
        return false;
    return (is_quoted || is_dotted(local, ".!#$%&'*+-/=?^_`{|}~")) &&
           (is_literal ? all_of(domain, "[]:.") : is_dotted(domain, ".-"));
}

void typed_address(const struct inquiry *inquiry)
{
    struct span address = span_of(inquiry->target->address);
    if (address.len == 0)
        return;
    struct field field = field_of(inquiry, "address", address);
    if (!is_mail_address(address))
        found(&field, FACT_TYPED_NOT_ADDRESS, 1, "");
    look_at_blanks(&field);
    look_at_letters(&field);
    end_field(&field);
}

struct span typed_user(const struct target *target)
{
    return span_of(target->login[0] ? target->login : target->address);
}

void typed_login(const struct inquiry *inquiry)
{
    const struct target *target = inquiry->target;
    struct span user = typed_user(target);
    if (user.len == 0)
        return;
    struct field field = field_of(inquiry, "login", user);
    look_at_blanks(&field);
    look_at_letters(&field);
    look_at_form(&field);
    if (span_find_char(user, '@') == SPAN_NONE && span_find_char(user, '\\') == SPAN_NONE && target->address[0])
        found(&field, FACT_TYPED_LOCAL_PART, 1, "");
    end_field(&field);
}

/* Four groups of four letters: how Google shows app passwords; the groups may be typed together. */
static bool looks_like_app_password(const struct census *census)
{
    return census->lower == 16 && census->characters - census->kinds[LETTER_BLANK] == 16 &&
           (census->kinds[LETTER_BLANK] == 0 || census->kinds[LETTER_BLANK] == 3);
}

void typed_password(const struct inquiry *inquiry)
{
    const struct target *target = inquiry->target;
    if (!target->has_password)
        return;
    struct field field = field_of(inquiry, "password", secret_bytes(&target->password));
    if (field.bytes.len == 0)
        found(&field, FACT_TYPED_EMPTY, 0, "");
    look_at_blanks(&field);
    look_at_letters(&field);
    look_at_form(&field);
    if (looks_like_app_password(&field.census))
        found(&field, FACT_TYPED_APP_PASSWORD, 16, "");
    end_field(&field);
}
