#include "diagnosis/next_test.h"

#include <string.h>

/* Of two causes that look alike, what tells them apart, in either order. */
static const char *separating_test(enum cause first, enum cause second)
{
    static const struct {
        enum cause one, other;
        const char *word;
    } rows[] = {
        { CAUSE_APP_PASSWORD_REQUIRED, CAUSE_BAD_CREDENTIALS, "which-secret" },
        { CAUSE_AUTHORIZATION_CODE_REQUIRED, CAUSE_BAD_CREDENTIALS, "which-secret" },
        { CAUSE_AUTHORIZATION_CODE_REQUIRED, CAUSE_SMTP_SERVICE_OFF, "which-secret" },
        { CAUSE_APP_PASSWORD_REQUIRED, CAUSE_SMTP_SERVICE_OFF, "which-secret" },
        { CAUSE_SMTP_SERVICE_OFF, CAUSE_BAD_CREDENTIALS, "smtp-switch" },
        { CAUSE_SMTP_AUTH_DISABLED, CAUSE_BAD_CREDENTIALS, "tenant-smtp-auth" },
        { CAUSE_SMTP_AUTH_DISABLED, CAUSE_OAUTH_TOKEN_REJECTED, "tenant-smtp-auth" },
        { CAUSE_WRONG_USERNAME_FORM, CAUSE_BAD_CREDENTIALS, "full-address" },
        { CAUSE_BROWSER_CHECK_REQUIRED, CAUSE_BAD_CREDENTIALS, "browser" },
        { CAUSE_BROWSER_CHECK_REQUIRED, CAUSE_APP_PASSWORD_REQUIRED, "which-secret" },
        { CAUSE_PORT_BLOCKED, CAUSE_WRONG_HOST_OR_PORT, "other-network" },
        { CAUSE_CONNECTION_REFUSED, CAUSE_WRONG_HOST_OR_PORT, "which-port" },
        { CAUSE_DNS_LOOKUP_FAILED, CAUSE_WRONG_HOST_OR_PORT, "server-name" },
        { CAUSE_TLS_MODE_MISMATCH, CAUSE_DROPPED_CONNECTION, "other-port" },
        { CAUSE_TLS_MODE_MISMATCH, CAUSE_TLS_VERSION_MISMATCH, "other-port" },
        { CAUSE_TLS_MODE_MISMATCH, CAUSE_PORT_BLOCKED, "other-port" },
        { CAUSE_TLS_INTERCEPTION, CAUSE_CERT_UNTRUSTED, "certificate-issuer" },
        { CAUSE_CONTENT_REJECTED, CAUSE_MALFORMED_MESSAGE, "plain-message" },
        { CAUSE_CONTENT_REJECTED, CAUSE_IP_BLACKLISTED, "other-network" },
        { CAUSE_NO_SUCH_RECIPIENT, CAUSE_RECIPIENT_RESTRICTED, "other-sender" },
        { CAUSE_GREYLISTED, CAUSE_IP_BLACKLISTED, "wait" },
        { CAUSE_SENDER_MISMATCH, CAUSE_SENDER_UNVERIFIED, "other-sender" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool as_is = rows[i].one == first && rows[i].other == second;
        bool reversed = rows[i].one == second && rows[i].other == first;
        if (as_is || reversed)
            return rows[i].word;
    }
    return NULL;
}

/* What confirms one cause, or shows that it is another. */
static const char *confirming_test(enum cause cause)
{
    static const struct {
        enum cause cause;
        const char *word;
    } rows[] = {
        { CAUSE_BAD_CREDENTIALS, "webmail" },
        { CAUSE_REFUSED_WITHOUT_REASON, "webmail" },
        { CAUSE_WRONG_USERNAME_FORM, "full-address" },
        { CAUSE_CREDENTIALS_MANGLED, "password-retype" },
        { CAUSE_APP_PASSWORD_REQUIRED, "which-secret" },
        { CAUSE_AUTHORIZATION_CODE_REQUIRED, "which-secret" },
        { CAUSE_SMTP_AUTH_DISABLED, "tenant-smtp-auth" },
        { CAUSE_SMTP_SERVICE_OFF, "smtp-switch" },
        { CAUSE_BROWSER_CHECK_REQUIRED, "browser" },
        { CAUSE_ACCOUNT_LOCKED, "webmail" },
        { CAUSE_TLS_MODE_MISMATCH, "other-port" },
        { CAUSE_PORT_BLOCKED, "other-network" },
        { CAUSE_NETWORK_UNREACHABLE, "other-network" },
        { CAUSE_CONNECTION_REFUSED, "status-page" },
        { CAUSE_SERVICE_UNAVAILABLE, "wait" },
        { CAUSE_LOGIN_THROTTLED, "wait" },
        { CAUSE_CONNECTION_LIMIT, "wait" },
        { CAUSE_SENDING_QUOTA, "wait-day" },
        { CAUSE_GREYLISTED, "wait" },
        { CAUSE_SERVER_MISCONFIGURED, "server-log" },
        { CAUSE_DROPPED_CONNECTION, "other-network" },
        { CAUSE_MIDDLEBOX_INTERFERENCE, "other-network" },
        { CAUSE_CAPTIVE_PORTAL, "other-network" },
        { CAUSE_TLS_INTERCEPTION, "certificate-issuer" },
        { CAUSE_CERT_UNTRUSTED, "certificate-issuer" },
        { CAUSE_CERT_EXPIRED, "clock" },
        { CAUSE_IP_BLACKLISTED, "other-network" },
        { CAUSE_NO_SUCH_RECIPIENT, "other-recipient" },
        { CAUSE_SENDER_MISMATCH, "other-sender" },
        { CAUSE_CONTENT_REJECTED, "plain-message" },
        { CAUSE_MALFORMED_MESSAGE, "other-program" },
        { CAUSE_DNS_LOOKUP_FAILED, "other-network" },
        { CAUSE_WRONG_HOST_OR_PORT, "server-name" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].cause == cause)
            return rows[i].word;
    return NULL;
}

/* What was found on this machine is settled here. */
static const char *test_of_rule(const char *rule)
{
    static const struct {
        const char *rule, *word;
    } rows[] = { { "filter-rule", "filter-rule" }, { "hosts-stale", "hosts-line" } };
    for (size_t i = 0; rule && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].rule, rule) == 0)
            return rows[i].word;
    return NULL;
}

static const char *undecided_test(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->not_tested_count; i++)
        if (strcmp(diagnosis->not_tested[i].why, "no-password") == 0)
            return "password-given";
    return "transcript";
}

static const char *unless_answered(const struct record *record, const char *word)
{
    enum question question;
    bool is_question = word && question_from_key(span_of(word), &question);
    return is_question && question_answer(record, question) ? NULL : word;
}

const char *next_test(const struct record *record, const struct diagnosis *diagnosis)
{
    const struct candidate *first = &diagnosis->candidates[0];
    if (diagnosis->status == VERDICT_UNDECIDED)
        return undecided_test(diagnosis);
    if (diagnosis->question != QUESTION_NONE)
        return question_key(diagnosis->question);
    if (diagnosis->candidate_count == 0 || accepted_otherwise(record))
        return NULL;
    if (test_of_rule(first->rule))
        return test_of_rule(first->rule);
    bool is_open = diagnosis->candidate_count > 1 && first->certainty != CERTAINTY_PROVEN;
    const char *word = is_open ? unless_answered(record, separating_test(first->cause, first[1].cause)) : NULL;
    return word ? word : unless_answered(record, confirming_test(first->cause));
}
