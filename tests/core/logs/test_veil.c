#include "logs/veil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct buf veiled(const char *text)
{
    struct buf out;
    buf_init(&out, 65536);
    veil_secrets(span_of(text), &out);
    return out;
}

/* The marked secret must be gone, and what tells of the failure must stay. */
static void test_secrets_are_hidden(void **state)
{
    static const struct {
        const char *text, *secret, *kept;
    } rows[] = {
        { "AUTH PLAIN AGFubmEAVG9wU2VjcmV0\n535 no", "AGFubmEAVG9wU2VjcmV0", "AUTH PLAIN " },
        { "C: AUTH LOGIN YW5uYUBleGFtcGxl\n", "YW5uYUBleGFtcGxl", "AUTH LOGIN " },
        { "auth xoauth2 dXNlcj1hbm5h\n", "dXNlcj1hbm5h", "auth xoauth2 " },
        { "AUTH OAUTHBEARER bixhPWFubmE=\n", "bixhPWFubmE=", "AUTH" },
        { "S: 334 UGFzc3dvcmQ6\nC: VG9wU2VjcmV0MTIz\nS: 535 no", "VG9wU2VjcmV0MTIz", "334 UGFzc3dvcmQ6" },
        { "<- 334 UGFzc3dvcmQ6\n-> VG9wU2VjcmV0MTIz\n", "VG9wU2VjcmV0MTIz", "->" },
        { "334 PDEyMy40NTZAeD4=\nYW5uYSAwMTIzNDU2Nzg5\n", "YW5uYSAwMTIzNDU2Nzg5", "334" },
        { "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: VG9wU2VjcmV0MTIz\n", "VG9wU2VjcmV0MTIz", "CLIENT ->" },
        { "Net::SMTP::_SSL=GLOB(0x55d)<<< 334 UGFzc3dvcmQ6\nNet::SMTP::_SSL=GLOB(0x55d)>>> VG9wU2VjcmV0\n",
          "VG9wU2VjcmV0", "GLOB(0x55d)>>> " },
        { "<-- 334 UGFzc3dvcmQ6\n--> VG9wU2VjcmV0\n", "VG9wU2VjcmV0", "--> " },
        { "[2026-11-20 09:00:00] 4< 334 UGFzc3dvcmQ6\n[2026-11-20 09:00:00] 4> VG9wU2VjcmV0\n", "VG9wU2VjcmV0", "4> " },
        { "2026-11-20 09:00:00\tSERVER -> CLIENT: 334 x\n2026-11-20 09:00:00\tCLIENT -> SERVER: VG9wU2VjcmV0",
          "VG9wU2VjcmV0", "CLIENT -> SERVER: " },
        { "DEBUG [a] S: 334 UGFzc3dvcmQ6\n[2026-11-20 09:00:00] DEBUG [a] C: VG9wU2VjcmV0\n", "VG9wU2VjcmV0",
          "[a] C: " },
        { "SMTP (h): <rx> 334 UGFzc3dvcmQ6\n2026.11.20 09:00:00 SMTP (h): [tx] VG9wU2VjcmV0\n", "VG9wU2VjcmV0",
          "[tx] " },
        { "mailnews.smtp: S: 334 UGFzc3dvcmQ6\nmailnews.smtp: C: VG9wU2VjcmV0\n", "VG9wU2VjcmV0", "smtp: C: " },
        { "SMTP Response: 334 UGFzc3dvcmQ6\nI/SMTP SMTP Send: VG9wU2VjcmV0\n", "VG9wU2VjcmV0", "SMTP Send: " },
        { "< 334 \n} [5 bytes data]\n> AGFubmEAVG9wU2VjcmV0\n", "AGFubmEAVG9wU2VjcmV0", "} [5 bytes data]" },
        { "10:00:00.1 < 334 UGFzc3dvcmQ6\n10:00:00.2 > VG9wU2VjcmV0\n", "VG9wU2VjcmV0", "10:00:00.2 > " },
        { "reply: b'334 UGFzc3dvcmQ6\\r\\n'\nreply: retcode (334); Msg: b'UGFzc3dvcmQ6'\nsend: 'VG9wU2VjcmV0=\\r\\n'\n",
          "VG9wU2VjcmV0", "retcode (334)" },
        { "reply: b'334 UGFzc3dvcmQ6\n'\nsend: 'VG9wU2VjcmV0=\n'\n", "VG9wU2VjcmV0", "send: '" },
        { "password=TopSecret123 host=a", "TopSecret123", "host=a" },
        { "Password: TopSecret123\n", "TopSecret123", "Password: " },
        { "passwd='Top Secret 123'", "Top Secret 123", "passwd='" },
        { "{ \"user\": \"anna\", \"pass\": \"TopSecret123\" }", "TopSecret123", "\"user\": \"anna\"" },
        { "{ \"password\": \"Top \\ Secret\" }", "Top \\ Secret", "\"password\"" },
        { "'password' => 'TopSecret123',", "TopSecret123", "=>" },
        { "SMTP_PASS=TopSecret123", "TopSecret123", "SMTP_PASS=" },
        { "MAIL_PASSWORD=TopSecret123", "TopSecret123", "MAIL_PASSWORD=" },
        { "EMAIL_HOST_PASSWORD = 'TopSecret123'", "TopSecret123", "EMAIL_HOST_PASSWORD" },
        { "swaks --auth-password TopSecret123 --tls", "TopSecret123", "--tls" },
        { "msmtp --password TopSecret123", "TopSecret123", "msmtp" },
        { "smtp://anna:TopSecret123@smtp.example.com:587", "TopSecret123", "smtp.example.com:587" },
        { "smtps://anna%40a.b:Top%24Secret@h/x", "Top%24Secret", "@h" },
        { "Authorization: Bearer ya29.TopSecret123", "ya29.TopSecret123", "Bearer " },
        { "access_token=ya29.TopSecret123&x", "ya29.TopSecret123", "access_token=" },
        { "client_secret=TopSecret123", "TopSecret123", "client_secret=" },
        { "api_key=SG.TopSecret123", "SG.TopSecret123", "api_key=" },
        { "密码：TopSecret123", "TopSecret123", "密码：" },
        { "授权码：topsecretabcdefg", "topsecretabcdefg", "授权码：" },
        { "пароль: TopSecret123", "TopSecret123", "пароль: " },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = veiled(rows[i].text);
        if (strstr(out.at, rows[i].secret) || !strstr(out.at, rows[i].kept) || !strstr(out.at, "<hidden>"))
            fail_msg("row %zu: %s", i, out.at);
        buf_free(&out);
    }
}

/* What is no secret stays, above all what the diagnosis rests on. */
static void test_the_rest_is_kept(void **state)
{
    static const char *const rows[] = {
        "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
        "250-AUTH LOGIN PLAIN XOAUTH2",
        "334 VXNlcm5hbWU6",
        "Application-specific password required",
        "AUTH PLAIN REDACTED",
        "password: undefined",
        "SASL LOGIN authentication failed: UGFzc3dvcmQ6",
        "http://support.example.com/password?x=1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = veiled(rows[i]);
        if (!strstr(out.at, rows[i]))
            fail_msg("row %zu: %s", i, out.at);
        buf_free(&out);
    }
}

/* The literal word, sent as name and password, is the cause itself; the server's error object says why. */
static void test_what_is_decoded(void **state)
{
    (void)state;
    struct buf out = veiled("AUTH PLAIN dW5kZWZpbmVkAHVuZGVmaW5lZAB1bmRlZmluZWQ=");
    assert_non_null(strstr(out.at, "\"undefined\""));
    buf_free(&out);
    out = veiled("S: 334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=");
    assert_non_null(strstr(out.at, "{\"status\":\"400\",\"schemes\":\"Bearer\"}"));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secrets_are_hidden),
        cmocka_unit_test(test_the_rest_is_kept),
        cmocka_unit_test(test_what_is_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
