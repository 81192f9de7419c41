#include "net/autoconfig.h"

#include "net/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* As the public database and providers give them, shortened. */
#define POSTEO                                                                                                         \
    "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\">\n <emailProvider id=\"posteo.de\">\n"                     \
    "  <domain>posteo.de</domain>\n  <displayName>Posteo</displayName>\n"                                              \
    "  <incomingServer type=\"imap\">\n   <hostname>posteo.de</hostname>\n   <port>993</port>\n"                       \
    "   <socketType>SSL</socketType>\n   <username>%EMAILADDRESS%</username>\n"                                        \
    "   <authentication>password-cleartext</authentication>\n  </incomingServer>\n"                                    \
    "  <incomingServer type=\"pop3\"><hostname>posteo.de</hostname><port>995</port><socketType>SSL</socketType>"       \
    "<username>%EMAILADDRESS%</username></incomingServer>\n"                                                           \
    "  <outgoingServer type=\"smtp\"><hostname>posteo.de</hostname><port>465</port><socketType>SSL</socketType>"       \
    "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>\n"        \
    "  <documentation url=\"https://posteo.de/hilfe\"><descr lang=\"de\">Hilfe</descr></documentation>\n"              \
    " </emailProvider>\n</clientConfig>\n"

#define AUTOMX                                                                                                         \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                                     \
    "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">\n"                \
    "<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">\n"           \
    "<Account><AccountType>email</AccountType><Action>settings</Action>\n"                                             \
    "<Protocol><Type>IMAP</Type><Server>mx.corp.test</Server><Port>993</Port><DomainRequired>off</DomainRequired>"     \
    "<LoginName>postmaster@corp.test</LoginName><SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>" \
    "<Protocol><Type>SMTP</Type><Server>mx.corp.test</Server><Port>587</Port><LoginName>postmaster</LoginName>"        \
    "<SSL>on</SSL><Encryption>TLS</Encryption></Protocol>"                                                             \
    "<Protocol><Type>EXCH</Type><Server>exchange.corp.test</Server></Protocol>"                                        \
    "</Account></Response></Autodiscover>"

#define MOVED(what)                                                                                                    \
    "<Autodiscover><Response><Account><AccountType>email</AccountType>" what "</Account></Response></Autodiscover>"

enum form { MOZILLA, MICROSOFT, JSON };

static const struct row {
    const char *name;
    enum form form;
    const char *document;
    bool good;
    const char *told; /* service host port security login, one a line; then the host elsewhere */
} rows[] = {
    { "Posteo in the public database", MOZILLA, POSTEO, true,
      "1 posteo.de 993 tls 1\n2 posteo.de 995 tls 1\n0 posteo.de 465 tls 1\n" },
    { "host from the domain, local part, STARTTLS", MOZILLA,
      "<clientConfig><emailProvider><outgoingServer type='smtp'><hostname>mail.%EMAILDOMAIN%</hostname><port>587</port>"
      "<socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></outgoingServer></emailProvider></"
      "clientConfig>",
      true, "0 mail.corp.test 587 starttls 2\n" },
    { "a port is missing", MOZILLA,
      "<c><outgoingServer type='smtp'><hostname>a.test</hostname><socketType>SSL</socketType></outgoingServer></c>",
      true, "0 a.test 465 tls 0\n" },
    { "a port that cannot be", MOZILLA,
      "<c><outgoingServer type='smtp'><hostname>a.test</hostname><port>70000</port></outgoingServer></c>", false, "" },
    { "a name that cannot be", MOZILLA,
      "<c><outgoingServer type='smtp'><hostname>a b</hostname><port>25</port></outgoingServer></c>", false, "" },
    { "a web page", MOZILLA, "<!DOCTYPE html><html><body>Not found</body></html>", false, "" },
    { "nothing", MOZILLA, "", false, "" },
    { "cut off", MOZILLA, "<clientConfig><emailProvider><outgoingServer type='smtp'><hostname>a.t", false, "" },
    { "an entity from a file", MOZILLA,
      "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><c><outgoingServer type='smtp'><hostname>&x;</hostname>"
      "</outgoingServer></c>",
      false, "" },
    { "entities that grow", MOZILLA,
      "<!DOCTYPE c [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>"
      "<c>&c;</c>",
      false, "" },
    { "an entity that is not known", MOZILLA,
      "<c><outgoingServer type='smtp'><hostname>&nbsp;</hostname></outgoingServer></c>", false, "" },
    { "Autodiscover of automx", MICROSOFT, AUTOMX, true, "1 mx.corp.test 993 tls 1\n0 mx.corp.test 587 starttls 2\n" },
    { "Autodiscover without encryption", MICROSOFT,
      MOVED("<Protocol><Type>SMTP</Type><Server>a.test</Server><Port>25</Port><SSL>off</SSL></Protocol>"), true,
      "0 a.test 25 none 0\n" },
    { "Autodiscover with a broken port first", MICROSOFT,
      MOVED("<Protocol><Port>x</Port><Type>SMTP</Type><Server>a.test</Server></Protocol>"), false, "" },
    { "Autodiscover leads to another address", MICROSOFT,
      MOVED("<Action>redirectAddr</Action><RedirectAddr>a@Other.Test</RedirectAddr>"), true, "Other.Test" },
    { "Autodiscover leads to another page", MICROSOFT,
      MOVED("<Action>redirectUrl</Action><RedirectUrl>https://outlook.office365.com/autodiscover/x.xml</RedirectUrl>"),
      true, "outlook.office365.com" },
    { "Autodiscover says no", MICROSOFT,
      "<Autodiscover><Response><Error><ErrorCode>600</ErrorCode><Message>Invalid Request</Message></Error></Response>"
      "</Autodiscover>",
      false, "" },
    { "JSON leads to Exchange Online", JSON,
      "{\"Protocol\":\"AutodiscoverV1\",\"Url\":\"https://outlook.office365.com/autodiscover/autodiscover.xml\"}", true,
      "outlook.office365.com" },
    { "JSON without a place", JSON, "{\"ErrorCode\":\"InvalidProtocol\"}", false, "" },
    { "JSON with something else", JSON, "{\"Url\": [1]}", false, "" },
    { "no JSON", JSON, "<html>", false, "" },
};

static bool read_row(const struct row *row, struct autoconfig *config)
{
    struct span document = span_of(row->document);
    switch (row->form) {
    case MOZILLA:
        return autoconfig_read(document, SPAN("corp.test"), config);
    case MICROSOFT:
        return autodiscover_read(document, config);
    default:
        return autodiscover_read_json(document, config);
    }
}

static void tell(const struct autoconfig *config, struct buf *out)
{
    for (size_t i = 0; i < config->count; i++) {
        const struct autoconfig_server *server = &config->servers[i];
        buf_addf(out, "%d %s %u %s %d\n", (int)server->service, server->where.host, server->where.port,
                 security_word(server->where.security), (int)server->login);
    }
    buf_add_text(out, config->elsewhere);
}

static void test_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct autoconfig config;
        struct buf told;
        buf_init(&told, 4 * KIB);
        bool good = read_row(&rows[i], &config);
        tell(&config, &told);
        if (good != rows[i].good || (good && strcmp(buf_text(&told), rows[i].told) != 0))
            fail_msg("%s: %s\n%s", rows[i].name, good ? "read" : "not read", buf_text(&told));
        buf_free(&told);
    }
}

static void count_begin(void *owner, struct span name, struct span type)
{
    (void)name;
    (void)type;
    ++*(size_t *)owner;
}

static void count_end(void *owner, struct span name, struct span text)
{
    (void)owner;
    (void)name;
    assert_true(text.len <= XML_TEXT_MAX);
}

static void test_bounds(void **state)
{
    static const struct {
        const char *name, *piece;
        size_t times;
        bool good;
        size_t most;
    } bounds[] = { { "deep", "<a>", 100000, false, XML_DEPTH_MAX },
                   { "many", "<a/>", 10000, false, XML_ELEMENTS_MAX },
                   { "few", "<a/>", 1000, true, 1001 },
                   { "long text", "xxxxxxxx", 100000, true, 1 } };
    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct buf document;
        size_t count = 0;
        struct xml_ear ear = { &count, count_begin, count_end };
        buf_init(&document, MIB);
        buf_add_text(&document, "<r>");
        for (size_t k = 0; k < bounds[i].times; k++)
            buf_add_text(&document, bounds[i].piece);
        if (bounds[i].good)
            buf_add_text(&document, "</r>");
        assert_int_equal(xml_read(buf_span(&document), &ear), bounds[i].good);
        assert_true(count <= bounds[i].most);
        buf_free(&document);
    }
}

static void test_question_names_nobody(void **state)
{
    struct buf question;
    (void)state;
    buf_init(&question, 4 * KIB);
    autodiscover_question(SPAN("corp.test"), &question);
    assert_non_null(strstr(buf_text(&question), "<EMailAddress>postmaster@corp.test</EMailAddress>"));
    buf_free(&question);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_question_names_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
