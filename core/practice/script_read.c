#include "base/mem.h"
#include "practice/script.h"
#include "practice/words.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 8 * 1024, CASE_MAX_BYTES = 256 * 1024, DELAY_MAX_MS = 10 * 60 * 1000 };

struct reader {
    struct script *script;
    struct service *service; /* the one that the lines are about; NULL: above the first */
    unsigned line;
    size_t variant; /* the one wanted */
    bool in_when;   /* below "when", above its "end" */
    bool is_skipping;
};

/* Where a keyword may stand. */
enum place { PLACE_TOP, PLACE_ANYWHERE };

struct keyword {
    const char *word;
    enum place place;
    bool (*read)(struct reader *reader, const struct keyword *keyword, struct span rest);
    size_t offset, size; /* of the field: in the script (PLACE_TOP) or in the behaviour */
    const char *expected;
};

static struct behaviour *behaviour_of(struct reader *reader)
{
    return reader->service ? &reader->service->behaviour : &reader->script->common;
}

static void *field_of(struct reader *reader, const struct keyword *keyword)
{
    char *base = keyword->place == PLACE_TOP ? (char *)reader->script : (char *)behaviour_of(reader);
    return base + keyword->offset;
}

static bool is_over(struct span rest)
{
    return span_trim(rest).len == 0;
}

/* One word that fits and has no NUL inside. */
static bool take_text(struct span *rest, char *to, size_t room)
{
    struct buf word;
    buf_init(&word, LINE_MAX_BYTES);
    bool good = words_next(rest, &word) && word.len < room && span_find_char(buf_span(&word), '\0') == SPAN_NONE;
    if (good)
        mem_copy_text(to, room, buf_span(&word));
    buf_free(&word);
    return good;
}

static bool take_port(struct span *rest, uint16_t *ret_port)
{
    struct span word;
    uint64_t port;
    if (!span_word(rest, &word) || !span_number(word, UINT16_MAX, &port) || port == 0)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/* ---- fields ---- */

static bool read_text(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    char *field = field_of(reader, keyword);
    if (span_equal(span_trim(rest), SPAN("-"))) {
        field[0] = '\0';
        return true;
    }
    return take_text(&rest, field, keyword->size) && is_over(rest);
}

static bool read_number(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    return span_number(span_trim(rest), UINT64_MAX, field_of(reader, keyword));
}

static bool read_timeout(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    uint64_t *seconds = field_of(reader, keyword);
    return span_number(span_trim(rest), 600, seconds) && *seconds > 0;
}

static bool read_flag(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    *(bool *)field_of(reader, keyword) = true;
    return is_over(rest);
}

static bool read_list(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct span text = span_trim(rest);
    return text.len && text.len < SCRIPT_TEXT_MAX && texts_add(field_of(reader, keyword), text);
}

static bool read_id(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    const struct span allowed = SPAN("abcdefghijklmnopqrstuvwxyz0123456789-");
    struct span id = span_trim(rest);
    for (size_t i = 0; i < id.len; i++)
        if (span_find_char(allowed, id.at[i]) == SPAN_NONE)
            return false;
    mem_copy_text(reader->script->id, keyword->size, id);
    return id.len && id.len < keyword->size;
}

static bool read_level(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    static const char *const levels[] = { "easy", "medium", "hard", "nasty" };
    (void)keyword;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (span_equal(span_trim(rest), span_of(levels[i]))) {
            reader->script->level = levels[i];
            return true;
        }
    return false;
}

static bool read_cause(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct script *script = reader->script;
    (void)keyword;
    if (!cause_from_label(span_trim(rest), &script->cause))
        return false;
    script->side = cause_row(script->cause)->side;
    return true;
}

static bool read_side(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    (void)keyword;
    for (unsigned side = 0; side < SIDE_COUNT; side++)
        if (span_equal(span_trim(rest), span_of(side_word((enum side)side)))) {
            reader->script->side = (enum side)side;
            return true;
        }
    return false;
}

static bool read_password(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct person *person = &reader->script->person;
    person->has_password = !span_equal(span_trim(rest), SPAN("-"));
    return !person->has_password || read_text(reader, keyword, rest);
}

static bool read_security(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    (void)keyword;
    struct span word = span_trim(rest);
    return span_equal(word, SPAN("-")) || security_from_word(word, &reader->script->person.security);
}

static bool read_port(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    uint16_t port = 0;
    (void)keyword;
    if (!span_equal(span_trim(rest), SPAN("-")) && (!take_port(&rest, &port) || !is_over(rest)))
        return false;
    reader->script->person.port = port;
    return true;
}

static bool read_answer(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct span text = span_trim(rest);
    size_t equals = span_find_char(text, '=');
    return equals != SPAN_NONE && equals > 0 && read_list(reader, keyword, rest);
}

/* ---- how the server behaves ---- */

static bool take_manner(struct reader *reader, struct span *rest, struct manner **ret_manner)
{
    struct span word;
    if (!span_word(rest, &word))
        return false;
    for (size_t i = 0; i < POINT_COUNT; i++)
        if (span_equal(word, span_of(point_word((enum point)i)))) {
            *ret_manner = &behaviour_of(reader)->manners[i];
            return true;
        }
    return false;
}

static bool has_code(struct span text)
{
    uint64_t code;
    return span_number(span_head(text, 3), 599, &code) && code >= 200 &&
           (text.len == 3 || text.at[3] == ' ' || text.at[3] == '-');
}

/* A reply whose last line says "250-" goes on with the next one. */
static bool goes_on(struct span reply)
{
    size_t end = span_find_last(reply, '\n');
    struct span last = end == SPAN_NONE ? reply : span_from(reply, end + 1);
    return last.len > 3 && has_code(last) && last.at[3] == '-';
}

static bool read_reply(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    if (!take_manner(reader, &rest, &manner))
        return false;
    struct span text = span_trim(rest);
    if (goes_on(buf_span(&manner->reply)))
        buf_add_text(&manner->reply, "\r\n");
    else
        buf_clear(&manner->reply);
    /* in quotes: bytes that are no SMTP reply, on purpose */
    if (text.len && text.at[0] == '"')
        return words_next(&text, &manner->reply) && is_over(text) && !manner->reply.full;
    return has_code(text) && words_expand(text, &manner->reply) && !manner->reply.full;
}

static bool take_delay(struct span rest, int64_t *ret_ms)
{
    int64_t ms;
    if (!words_duration(span_trim(rest), &ms) || ms < 0 || ms > DELAY_MAX_MS)
        return false;
    *ret_ms = ms;
    return true;
}

static bool read_delay(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    return take_manner(reader, &rest, &manner) && take_delay(rest, &manner->delay_ms);
}

static bool read_drip(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    return take_manner(reader, &rest, &manner) && take_delay(rest, &manner->drip_ms);
}

static bool read_cut(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    if (!take_manner(reader, &rest, &manner) || !span_number(span_trim(rest), LINE_MAX_BYTES, &manner->cut))
        return false;
    manner->is_cut = true;
    return true;
}

static bool take_leaving(struct span rest, enum leaving *ret_leaving)
{
    for (size_t i = 0; i < LEAVING_COUNT; i++)
        if (span_equal(span_trim(rest), span_of(leaving_word((enum leaving)i)))) {
            *ret_leaving = (enum leaving)i;
            return true;
        }
    return false;
}

static bool read_at(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    return take_manner(reader, &rest, &manner) && take_leaving(rest, &manner->instead);
}

static bool read_after(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct manner *manner;
    (void)keyword;
    return take_manner(reader, &rest, &manner) && take_leaving(rest, &manner->then);
}

static bool read_accept(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct accounts *accounts = field_of(reader, keyword);
    if (accounts->is_common)
        *accounts = (struct accounts){ 0 };
    if (accounts->count == ACCOUNTS_MAX)
        return false;
    struct account *account = &accounts->at[accounts->count];
    accounts->count++;
    return take_text(&rest, account->user, sizeof account->user) &&
           take_text(&rest, account->password, sizeof account->password) && is_over(rest);
}

static bool read_valid(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct behaviour *behaviour = behaviour_of(reader);
    struct span from, until;
    int64_t from_ms, until_ms;
    (void)keyword;
    if (!span_word(&rest, &from) || !span_word(&rest, &until) || !words_duration(from, &from_ms) ||
        !words_duration(until, &until_ms) || from_ms >= until_ms)
        return false;
    behaviour->valid_from = from_ms / 1000;
    behaviour->valid_until = until_ms / 1000;
    return is_over(rest);
}

static bool read_rsa(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    uint64_t bits;
    if (!span_number(span_trim(rest), 4096, &bits) || bits < 512)
        return false;
    *(uint64_t *)field_of(reader, keyword) = bits;
    return true;
}

/* ---- names ---- */

static const char *word_in(struct span word, struct buf *out)
{
    buf_clear(out);
    buf_add(out, word);
    return buf_text(out);
}

/* Practice leads nowhere but to this machine. */
static bool take_loopback(struct span word, struct script_name *name)
{
    unsigned char raw[16];
    static const unsigned char v6[16] = { [15] = 1 };
    struct buf text;
    buf_init(&text, ADDRESS_MAX);
    bool is_v4 = inet_pton(AF_INET, word_in(word, &text), raw) == 1 && raw[0] == 127;
    name->is_v6 = !is_v4 && inet_pton(AF_INET6, word_in(word, &text), raw) == 1 && memcmp(raw, v6, sizeof raw) == 0;
    mem_copy_text(name->address, sizeof name->address, word);
    name->kind = ANSWER_FOUND;
    buf_free(&text);
    return is_v4 || name->is_v6;
}

static bool take_no_answer(struct span word, enum answer_kind *ret_kind)
{
    static const enum answer_kind kinds[] = { ANSWER_NO_NAME, ANSWER_NO_RECORD, ANSWER_SERVER_FAILED,
                                              ANSWER_REFUSED, ANSWER_SILENT,    ANSWER_BROKEN };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (span_equal(word, span_of(answer_word(kinds[i])))) {
            *ret_kind = kinds[i];
            return true;
        }
    return false;
}

static bool read_name(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct script *script = reader->script;
    struct span word;
    (void)keyword;
    if (script->name_count == NAMES_MAX)
        return false;
    struct script_name *name = &script->names[script->name_count];
    if (!take_text(&rest, name->name, sizeof name->name) || !span_word(&rest, &word) || !is_over(rest))
        return false;
    script->name_count++;
    return take_no_answer(word, &name->kind) || take_loopback(word, name);
}

/* ---- variants ---- */

static bool read_variants(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    struct texts *variants = &reader->script->variants;
    struct span word;
    (void)keyword;
    while (span_word(&rest, &word))
        if (word.len >= VARIANT_NAME_MAX || texts_has(variants, word) || !texts_add(variants, word))
            return false;
    return variants->count > 1;
}

static bool read_when(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    const struct texts *variants = &reader->script->variants;
    struct span word;
    (void)keyword;
    if (reader->in_when || is_over(rest))
        return false;
    reader->in_when = reader->is_skipping = true;
    while (span_word(&rest, &word)) {
        if (!texts_has(variants, word))
            return false;
        if (span_equal_nocase(word, span_of(variants->at[reader->variant])))
            reader->is_skipping = false;
    }
    return true;
}

static bool read_end(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    bool was_open = reader->in_when;
    (void)keyword;
    reader->in_when = reader->is_skipping = false;
    return was_open && is_over(rest);
}

/* ---- services ---- */

static bool has_port(const struct script *script, uint16_t port)
{
    for (size_t i = 0; i < script->service_count; i++)
        if (script->services[i]->port == port)
            return true;
    return false;
}

static struct service *service_add(struct reader *reader, enum service_kind kind, uint16_t port)
{
    struct script *script = reader->script;
    if (script->service_count == SERVICES_MAX || has_port(script, port))
        return NULL;
    struct service *service = mem_new(sizeof *service);
    service->kind = kind;
    service->port = port;
    behaviour_copy(&service->behaviour, &script->common);
    script->services[script->service_count++] = service;
    reader->service = service;
    return service;
}

static bool read_listen(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    uint16_t port;
    enum security security;
    (void)keyword;
    if (!take_port(&rest, &port) || !security_from_word(span_trim(rest), &security) || security == SECURITY_UNKNOWN)
        return false;
    struct service *service = service_add(reader, SERVICE_LISTEN, port);
    if (service)
        service->security = security;
    return service != NULL;
}

static bool read_service(struct reader *reader, const struct keyword *keyword, struct span rest)
{
    uint16_t port;
    if (!take_port(&rest, &port) || !is_over(rest))
        return false;
    for (size_t i = 0; i < SERVICE_KIND_COUNT; i++)
        if (strcmp(keyword->word, service_word((enum service_kind)i)) == 0)
            return service_add(reader, (enum service_kind)i, port) != NULL;
    return false;
}

/* ---- the table ---- */

#define TOP(field) PLACE_TOP, offsetof(struct script, field), sizeof(((struct script *)0)->field)
#define OWN(field) PLACE_ANYWHERE, offsetof(struct behaviour, field), sizeof(((struct behaviour *)0)->field)
#define ROW(word, read, field, expected) ROW_(word, read, field, expected)
#define ROW_(word, read, place, offset, size, expected)                                                                \
    {                                                                                                                  \
        word, place, read, offset, size, expected                                                                      \
    }
#define NO_FIELD PLACE_ANYWHERE, 0, 0

static const struct keyword keywords[] = {
    ROW("id", read_id, TOP(id), "id NAME, of the letters a to z, digits and hyphens"),
    ROW("level", read_level, TOP(level), "level easy, level medium, level hard or level nasty"),
    ROW("cause", read_cause, TOP(cause), "cause LABEL, one that core/knowledge/cause.h lists, or cause none"),
    ROW("side", read_side, TOP(side), "side user-password, user-settings, user-network, server, recipient or none"),
    ROW("undecided", read_flag, TOP(undecided), "undecided, with nothing behind it"),
    ROW("address", read_text, TOP(person.address), "address MAIL-ADDRESS, or -"),
    ROW("login", read_text, TOP(person.login), "login NAME, or -"),
    ROW("password", read_password, TOP(person.password), "password WORD, in \"quotes\" when it has blanks, or -"),
    ROW("server", read_text, TOP(person.server), "server HOST, or -"),
    ROW("port", read_port, TOP(person.port), "port NUMBER from 1 to 65535, or -"),
    ROW("security", read_security, TOP(person.security), "security tls, security starttls, security none, or -"),
    ROW("mechanism", read_text, TOP(person.mechanism), "mechanism NAME, or -"),
    ROW("sender", read_text, TOP(person.sender), "sender MAIL-ADDRESS, or -"),
    ROW("recipient", read_text, TOP(person.recipient), "recipient MAIL-ADDRESS, or -"),
    ROW("size", read_number, TOP(person.size), "size BYTES"),
    ROW("timeout", read_timeout, TOP(person.timeout_s), "timeout SECONDS from 1 to 600"),
    ROW("allow-plain", read_flag, TOP(person.allow_plain), "allow-plain, with nothing behind it"),
    ROW("allow-bad-certificate", read_flag, TOP(person.allow_bad_certificate),
        "allow-bad-certificate, with nothing behind it"),
    ROW("answer", read_answer, TOP(person.answers), "answer KEY=VALUE"),
    ROW("variants", read_variants, TOP(variants), "variants NAME NAME …, two to 16 of them, each once"),
    ROW("name", read_name, TOP(names),
        "name HOST 127.0.0.1 (or another address of this machine), or name HOST no-name, no-record, server-failed, "
        "refused, silent or broken"),
    ROW("when", read_when, NO_FIELD, "when NAME …, of the names behind variants; one ends with end before the next"),
    ROW("end", read_end, NO_FIELD, "end, below a line that begins with when"),
    ROW("host", read_text, OWN(host), "host NAME: how the server calls itself"),
    ROW("accept", read_accept, OWN(accounts), "accept LOGIN PASSWORD, at most 8 of them"),
    ROW("accept-any", read_flag, OWN(accepts_anyone), "accept-any, with nothing behind it"),
    ROW("lock-after", read_number, OWN(lock_after), "lock-after NUMBER of failed sign-ins"),
    ROW("allow-sender", read_list, OWN(senders), "allow-sender MAIL-ADDRESS, at most 16 of them"),
    ROW("allow-recipient", read_list, OWN(recipients), "allow-recipient MAIL-ADDRESS, at most 16 of them"),
    ROW("ehlo", read_list, OWN(ehlo), "ehlo KEYWORD PARAMETERS, at most 16 of them"),
    ROW("ehlo-after-tls", read_list, OWN(ehlo_tls), "ehlo-after-tls KEYWORD PARAMETERS, at most 16 of them"),
    ROW("reply", read_reply, NO_FIELD, "reply POINT CODE TEXT, as in: reply mail 553 5.7.1 Not yours"),
    ROW("delay", read_delay, NO_FIELD, "delay POINT TIME, as in: delay greeting 3s (at most 600s)"),
    ROW("drip", read_drip, NO_FIELD, "drip POINT TIME between two bytes, as in: drip greeting 200ms"),
    ROW("cut", read_cut, NO_FIELD, "cut POINT BYTES, as in: cut ehlo 12"),
    ROW("at", read_at, NO_FIELD, "at POINT close, at POINT reset or at POINT silent"),
    ROW("after", read_after, NO_FIELD, "after POINT close, after POINT reset or after POINT silent"),
    ROW("certificate-name", read_text, OWN(certificate_name), "certificate-name HOST"),
    ROW("certificate-names", read_text, OWN(certificate_names), "certificate-names HOST,HOST"),
    ROW("certificate-valid", read_valid, NO_FIELD, "certificate-valid FROM UNTIL, as in: certificate-valid -400d -35d"),
    ROW("certificate-self-signed", read_flag, OWN(is_self_signed), "certificate-self-signed, with nothing behind it"),
    ROW("certificate-issuer", read_text, OWN(certificate_issuer), "certificate-issuer NAME"),
    ROW("certificate-rsa", read_rsa, OWN(rsa_bits), "certificate-rsa BITS, 512 to 4096"),
    ROW("only-tls-1.0", read_flag, OWN(only_tls10), "only-tls-1.0, with nothing behind it"),
    ROW("listen", read_listen, NO_FIELD, "listen PORT tls, listen PORT starttls or listen PORT plain, each port once"),
    ROW("refuse", read_service, NO_FIELD, "refuse PORT, each port once"),
    ROW("silent", read_service, NO_FIELD, "silent PORT, each port once"),
    ROW("close", read_service, NO_FIELD, "close PORT, each port once"),
    ROW("reset", read_service, NO_FIELD, "reset PORT, each port once"),
};

static const struct keyword *keyword_find(struct span word)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (span_equal(word, span_of(keywords[i].word)))
            return &keywords[i];
    return NULL;
}

/* NULL when the line is good, otherwise what was expected there. */
static const char *read_line(struct reader *reader, struct span line)
{
    struct span rest = line, word;
    if (line.len > LINE_MAX_BYTES)
        return "a line of at most 8192 bytes";
    if (!span_word(&rest, &word) || word.at[0] == '#')
        return NULL;
    const struct keyword *keyword = keyword_find(word);
    if (!keyword)
        return "a keyword that cases/README.md knows, or # and a remark";
    if (reader->is_skipping && keyword->read != read_end)
        return keyword->read == read_when ? keyword->expected : NULL;
    if (keyword->place == PLACE_TOP && reader->service)
        return "this line above the first service: below one stands only what the service does";
    return keyword->read(reader, keyword, rest) ? NULL : keyword->expected;
}

static size_t count_ports(const struct script *script)
{
    static const uint16_t usual[] = { 25, 465, 587, 2525 };
    size_t count = script->service_count;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        count += !has_port(script, usual[i]);
    return count;
}

static const char *find_missing(const struct script *script)
{
    if (!script->id[0])
        return "a line \"id NAME\" at the top";
    if (!script->level)
        return "a line \"level easy\", \"level medium\", \"level hard\" or \"level nasty\" at the top";
    if (script->cause == CAUSE_COUNT)
        return "a line \"cause LABEL\" at the top";
    if (!script->person.address[0] && !script->person.server[0])
        return "a line \"address MAIL-ADDRESS\" or \"server HOST\": what the person typed";
    if (script->service_count == 0)
        return "a service, for example \"listen 587 starttls\"";
    if (count_ports(script) > SERVICES_MAX)
        return "at most 4 services on ports other than 25, 465, 587 and 2525";
    return NULL;
}

static void name_service(const struct script *script, struct behaviour *behaviour)
{
    const char *server = script->person.server[0] ? script->person.server : "mail.practice.example";
    if (!behaviour->host[0])
        mem_copy_text(behaviour->host, sizeof behaviour->host, span_of(server));
    if (!behaviour->certificate_name[0])
        mem_copy_text(behaviour->certificate_name, sizeof behaviour->certificate_name, span_of(server));
}

static const char *read_all(struct reader *reader, struct span text)
{
    struct span line;
    const char *expected = text.len > CASE_MAX_BYTES ? "a case of at most 256 KiB" : NULL;
    while (!expected && span_line(&text, &line)) {
        reader->line++;
        expected = read_line(reader, line);
    }
    if (!expected && reader->in_when)
        expected = "a line \"end\" below the last line that begins with when";
    return expected ? expected : find_missing(reader->script);
}

struct script *script_read(struct span text, size_t variant, struct practice_error *ret_error)
{
    struct reader reader = { .script = mem_new(sizeof(struct script)), .variant = variant };
    reader.script->variant = variant;
    reader.script->cause = CAUSE_COUNT;
    behaviour_init(&reader.script->common);
    const char *expected = read_all(&reader, text);
    if (expected) {
        ret_error->line = reader.line;
        (void)snprintf(ret_error->expected, sizeof ret_error->expected, "%s", expected);
        script_free(reader.script);
        return NULL;
    }
    for (size_t i = 0; i < reader.script->service_count; i++)
        name_service(reader.script, &reader.script->services[i]->behaviour);
    return reader.script;
}
