#include "diagnosis/answers.h"

#include "knowledge/providers.h"

#include <assert.h>
#include <string.h>

/*
 * How an answer moves a cause that is held possible. A word of the person makes a cause likely,
 * never proven, and does not shake what the server itself has shown.
 */
struct shift {
    enum question question;
    enum told told;
    enum cause cause;
    int change;
};
#define S(question, told, cause, change)                                                                               \
    {                                                                                                                  \
        QUESTION_##question, TOLD_##told, CAUSE_##cause, change                                                        \
    }

static const struct shift shifts[] = {
    /* Webmail takes the account's password, which providers with codes of their own refuse in programs. */
    S(WEBMAIL, YES, BAD_CREDENTIALS, -30),
    S(WEBMAIL, YES, REFUSED_WITHOUT_REASON, -15),
    S(WEBMAIL, YES, ACCOUNT_LOCKED, -30),
    S(WEBMAIL, YES, ACCOUNT_DISABLED, -30),
    S(WEBMAIL, YES, APP_PASSWORD_REQUIRED, 8),
    S(WEBMAIL, YES, AUTHORIZATION_CODE_REQUIRED, 8),
    S(WEBMAIL, YES, SMTP_SERVICE_OFF, 10),
    S(WEBMAIL, YES, SMTP_AUTH_DISABLED, 10),
    S(WEBMAIL, YES, WRONG_USERNAME_FORM, 10),
    S(WEBMAIL, YES, CREDENTIALS_MANGLED, 10),
    S(WEBMAIL, NO, BAD_CREDENTIALS, 10),
    S(WEBMAIL, NO, REFUSED_WITHOUT_REASON, -20),
    S(WEBMAIL, NO, ACCOUNT_LOCKED, 5),
    S(WEBMAIL, NO, ACCOUNT_DISABLED, 5),
    S(WEBMAIL, NO, APP_PASSWORD_REQUIRED, -8),
    S(WEBMAIL, NO, AUTHORIZATION_CODE_REQUIRED, -8),
    S(WEBMAIL, NO, SMTP_SERVICE_OFF, -20),
    S(WEBMAIL, NO, SMTP_AUTH_DISABLED, -20),
    S(WEBMAIL, NO, CREDENTIALS_MANGLED, -15),
    S(WHICH_SECRET, ACCOUNT, APP_PASSWORD_REQUIRED, 20),
    S(WHICH_SECRET, ACCOUNT, AUTHORIZATION_CODE_REQUIRED, 20),
    S(WHICH_SECRET, ACCOUNT, BAD_CREDENTIALS, -15),
    S(WHICH_SECRET, APP, APP_PASSWORD_REQUIRED, -45),
    S(WHICH_SECRET, APP, AUTHORIZATION_CODE_REQUIRED, -45),
    S(WHICH_SECRET, APP, BAD_CREDENTIALS, 5),
    S(WHICH_SECRET, APP, SMTP_SERVICE_OFF, 3),
    S(EVER_WORKED, NEVER, SMTP_SERVICE_OFF, 12),
    S(EVER_WORKED, NEVER, APP_PASSWORD_REQUIRED, 10),
    S(EVER_WORKED, NEVER, AUTHORIZATION_CODE_REQUIRED, 10),
    S(EVER_WORKED, NEVER, WRONG_USERNAME_FORM, 12),
    S(EVER_WORKED, NEVER, WRONG_HOST_OR_PORT, 12),
    S(EVER_WORKED, NEVER, TLS_MODE_MISMATCH, 8),
    S(EVER_WORKED, NEVER, SERVICE_UNAVAILABLE, -15),
    S(EVER_WORKED, NEVER, LOGIN_THROTTLED, -10),
    S(EVER_WORKED, STOPPED, WRONG_USERNAME_FORM, -25),
    S(EVER_WORKED, STOPPED, WRONG_HOST_OR_PORT, -20),
    S(EVER_WORKED, STOPPED, TLS_MODE_MISMATCH, -20),
    S(EVER_WORKED, STOPPED, SMTP_SERVICE_OFF, -8),
    S(EVER_WORKED, STOPPED, ACCOUNT_LOCKED, 8),
    S(EVER_WORKED, STOPPED, SERVICE_UNAVAILABLE, 12),
    S(EVER_WORKED, STOPPED, PORT_BLOCKED, 5),
    S(EVER_WORKED, SOMETIMES, BAD_CREDENTIALS, -25),
    S(EVER_WORKED, SOMETIMES, REFUSED_WITHOUT_REASON, -15),
    S(EVER_WORKED, SOMETIMES, APP_PASSWORD_REQUIRED, -25),
    S(EVER_WORKED, SOMETIMES, AUTHORIZATION_CODE_REQUIRED, -25),
    S(EVER_WORKED, SOMETIMES, SMTP_SERVICE_OFF, -30),
    S(EVER_WORKED, SOMETIMES, WRONG_HOST_OR_PORT, -30),
    S(EVER_WORKED, SOMETIMES, WRONG_USERNAME_FORM, -30),
    S(EVER_WORKED, SOMETIMES, PORT_BLOCKED, -15),
    S(EVER_WORKED, SOMETIMES, BROWSER_CHECK_REQUIRED, 15),
    S(EVER_WORKED, SOMETIMES, LOGIN_THROTTLED, 15),
    S(EVER_WORKED, SOMETIMES, SERVICE_UNAVAILABLE, 12),
    S(SMTP_SWITCH, YES, SMTP_SERVICE_OFF, -40),
    S(SMTP_SWITCH, NO, SMTP_SERVICE_OFF, 30),
    S(TWO_STEP, YES, APP_PASSWORD_REQUIRED, 20),
    S(TWO_STEP, YES, BAD_CREDENTIALS, -10),
    S(TWO_STEP, NO, APP_PASSWORD_REQUIRED, -12),
    S(TWO_STEP, NO, BAD_CREDENTIALS, 5),
    S(PASSWORD_CHANGED, YES, BAD_CREDENTIALS, 15),
    S(PASSWORD_CHANGED, YES, ACCOUNT_LOCKED, 8),
    S(PASSWORD_CHANGED, YES, LOGIN_THROTTLED, 5),
    S(PASSWORD_CHANGED, NO, BAD_CREDENTIALS, -8),
    S(BROWSER, YES, BROWSER_CHECK_REQUIRED, 30),
    S(BROWSER, YES, BAD_CREDENTIALS, -10),
    S(BROWSER, NO, BROWSER_CHECK_REQUIRED, -25),
    S(BROWSER, NO, BAD_CREDENTIALS, 3),
    S(OTHERS_TOO, YES, BAD_CREDENTIALS, -25),
    S(OTHERS_TOO, YES, WRONG_USERNAME_FORM, -20),
    S(OTHERS_TOO, YES, CREDENTIALS_MANGLED, -20),
    S(OTHERS_TOO, YES, ACCOUNT_LOCKED, -30),
    S(OTHERS_TOO, YES, SERVICE_UNAVAILABLE, 15),
    S(OTHERS_TOO, YES, SERVER_MISCONFIGURED, 15),
    S(OTHERS_TOO, YES, SMTP_AUTH_DISABLED, 15),
    S(OTHERS_TOO, YES, CONNECTION_REFUSED, 5),
    S(OTHERS_TOO, YES, IP_BLACKLISTED, 8),
    S(OTHERS_TOO, NO, BAD_CREDENTIALS, 5),
    S(OTHERS_TOO, NO, ACCOUNT_LOCKED, 8),
    S(OTHERS_TOO, NO, SERVICE_UNAVAILABLE, -25),
    S(OTHERS_TOO, NO, SERVER_MISCONFIGURED, -25),
    S(OTHERS_TOO, NO, CONNECTION_REFUSED, -15),
    S(OTHERS_TOO, NO, PORT_BLOCKED, -8),
    S(OTHER_NETWORK, YES, PORT_BLOCKED, 30),
    S(OTHER_NETWORK, YES, IP_BLACKLISTED, 25),
    S(OTHER_NETWORK, YES, MIDDLEBOX_INTERFERENCE, 25),
    S(OTHER_NETWORK, YES, TLS_INTERCEPTION, 20),
    S(OTHER_NETWORK, YES, DNS_LOOKUP_FAILED, 20),
    S(OTHER_NETWORK, YES, NETWORK_UNREACHABLE, 20),
    S(OTHER_NETWORK, YES, BAD_CREDENTIALS, -45),
    S(OTHER_NETWORK, YES, APP_PASSWORD_REQUIRED, -45),
    S(OTHER_NETWORK, YES, AUTHORIZATION_CODE_REQUIRED, -45),
    S(OTHER_NETWORK, YES, SMTP_SERVICE_OFF, -45),
    S(OTHER_NETWORK, YES, BROWSER_CHECK_REQUIRED, 10),
    S(OTHER_NETWORK, YES, SERVICE_UNAVAILABLE, -35),
    S(OTHER_NETWORK, YES, CONNECTION_REFUSED, -30),
    S(OTHER_NETWORK, YES, WRONG_HOST_OR_PORT, -40),
    S(OTHER_NETWORK, YES, TLS_MODE_MISMATCH, -30),
    S(OTHER_NETWORK, YES, TLS_VERSION_MISMATCH, -30),
    S(OTHER_NETWORK, YES, CERT_UNTRUSTED, -30),
    S(OTHER_NETWORK, YES, SERVER_MISCONFIGURED, -30),
    S(OTHER_NETWORK, YES, CONTENT_REJECTED, -20),
    S(OTHER_NETWORK, NO, PORT_BLOCKED, -30),
    S(OTHER_NETWORK, NO, IP_BLACKLISTED, -25),
    S(OTHER_NETWORK, NO, MIDDLEBOX_INTERFERENCE, -25),
    S(OTHER_NETWORK, NO, TLS_INTERCEPTION, -20),
    S(OTHER_NETWORK, NO, DNS_LOOKUP_FAILED, -20),
    S(OTHER_NETWORK, NO, NETWORK_UNREACHABLE, -25),
    S(OTHER_NETWORK, NO, WRONG_HOST_OR_PORT, 20),
    S(OTHER_NETWORK, NO, SERVICE_UNAVAILABLE, 15),
    S(OTHER_NETWORK, NO, DROPPED_CONNECTION, 5),
    S(VPN, YES, PORT_BLOCKED, 10),
    S(VPN, YES, IP_BLACKLISTED, 12),
    S(VPN, YES, DNS_LOOKUP_FAILED, 10),
    S(VPN, YES, NETWORK_UNREACHABLE, 10),
    S(VPN, YES, MIDDLEBOX_INTERFERENCE, 10),
    S(VPN, YES, BROWSER_CHECK_REQUIRED, 10),
    S(VPN, NO, MIDDLEBOX_INTERFERENCE, -5),
    S(VPN, NO, BROWSER_CHECK_REQUIRED, -5),
    S(ANTIVIRUS, YES, TLS_INTERCEPTION, 20),
    S(ANTIVIRUS, YES, MIDDLEBOX_INTERFERENCE, 18),
    S(ANTIVIRUS, YES, PORT_BLOCKED, 6),
    S(ANTIVIRUS, YES, CERT_UNTRUSTED, -8),
    S(ANTIVIRUS, YES, DROPPED_CONNECTION, -10),
    S(ANTIVIRUS, NO, TLS_INTERCEPTION, -20),
    S(ANTIVIRUS, NO, MIDDLEBOX_INTERFERENCE, -15),
    S(OTHER_PROGRAM, YES, CREDENTIALS_MANGLED, 20),
    S(OTHER_PROGRAM, YES, WRONG_USERNAME_FORM, 12),
    S(OTHER_PROGRAM, YES, MECHANISM_UNSUPPORTED, 10),
    S(OTHER_PROGRAM, YES, WRONG_HOST_OR_PORT, 15),
    S(OTHER_PROGRAM, YES, TLS_MODE_MISMATCH, 10),
    S(OTHER_PROGRAM, YES, MALFORMED_MESSAGE, 20),
    S(OTHER_PROGRAM, YES, CONTENT_REJECTED, -20),
    S(OTHER_PROGRAM, YES, PORT_BLOCKED, -40),
    S(OTHER_PROGRAM, YES, NETWORK_UNREACHABLE, -40),
    S(OTHER_PROGRAM, YES, DNS_LOOKUP_FAILED, -30),
    S(OTHER_PROGRAM, YES, SERVICE_UNAVAILABLE, -40),
    S(OTHER_PROGRAM, YES, ACCOUNT_LOCKED, -40),
    S(OTHER_PROGRAM, YES, SMTP_SERVICE_OFF, -25),
    S(OTHER_PROGRAM, YES, SMTP_AUTH_DISABLED, -25),
    S(OTHER_PROGRAM, YES, IP_BLACKLISTED, -40),
    S(OTHER_PROGRAM, NO, CREDENTIALS_MANGLED, -20),
    S(OTHER_PROGRAM, NO, MALFORMED_MESSAGE, -20),
    S(OTHER_PROGRAM, NO, MECHANISM_UNSUPPORTED, -10),
    S(OTHER_PROGRAM, NO, CONTENT_REJECTED, 5),
    S(OTHER_RECIPIENT, YES, NO_SUCH_RECIPIENT, 15),
    S(OTHER_RECIPIENT, YES, RECIPIENT_RESTRICTED, 15),
    S(OTHER_RECIPIENT, YES, MAILBOX_FULL, 15),
    S(OTHER_RECIPIENT, YES, RECIPIENT_DOMAIN_DNS, 15),
    S(OTHER_RECIPIENT, YES, CONTENT_REJECTED, -20),
    S(OTHER_RECIPIENT, YES, IP_BLACKLISTED, -15),
    S(OTHER_RECIPIENT, YES, SENDER_MISMATCH, -30),
    S(OTHER_RECIPIENT, YES, SENDING_QUOTA, -30),
    S(OTHER_RECIPIENT, YES, RELAY_DENIED, -15),
    S(OTHER_RECIPIENT, NO, NO_SUCH_RECIPIENT, -25),
    S(OTHER_RECIPIENT, NO, RECIPIENT_RESTRICTED, -25),
    S(OTHER_RECIPIENT, NO, MAILBOX_FULL, -25),
    S(OTHER_RECIPIENT, NO, SENDER_MISMATCH, 12),
    S(OTHER_RECIPIENT, NO, IP_BLACKLISTED, 10),
    S(OTHER_RECIPIENT, NO, SPF_DKIM_DMARC, 8),
    S(OTHER_RECIPIENT, NO, SENDING_QUOTA, 8),
    S(OTHER_RECIPIENT, NO, RELAY_DENIED, 8),
    S(PLAIN_MESSAGE, YES, CONTENT_REJECTED, 20),
    S(PLAIN_MESSAGE, YES, MALFORMED_MESSAGE, 12),
    S(PLAIN_MESSAGE, YES, MESSAGE_TOO_LARGE, 15),
    S(PLAIN_MESSAGE, YES, IP_BLACKLISTED, -25),
    S(PLAIN_MESSAGE, YES, SPF_DKIM_DMARC, -20),
    S(PLAIN_MESSAGE, NO, CONTENT_REJECTED, -25),
    S(PLAIN_MESSAGE, NO, MALFORMED_MESSAGE, -15),
    S(PLAIN_MESSAGE, NO, MESSAGE_TOO_LARGE, -25),
    S(PLAIN_MESSAGE, NO, IP_BLACKLISTED, 12),
    S(PLAIN_MESSAGE, NO, SPF_DKIM_DMARC, 12),
    S(TENANT, YES, SMTP_AUTH_DISABLED, -40),
    S(TENANT, YES, BAD_CREDENTIALS, 5),
    S(TENANT, NO, SMTP_AUTH_DISABLED, 30),
};

/* Where one cause is held possible, an answer may bring another one up, with this weight. */
struct hint {
    enum question question;
    enum told told;
    enum cause beside, cause;
    int weight;
};
#define H(question, told, beside, cause, weight)                                                                       \
    {                                                                                                                  \
        QUESTION_##question, TOLD_##told, CAUSE_##beside, CAUSE_##cause, weight                                        \
    }

static const struct hint hints[] = {
    H(WEBMAIL, YES, BAD_CREDENTIALS, APP_PASSWORD_REQUIRED, 56),
    H(WEBMAIL, YES, BAD_CREDENTIALS, SMTP_SERVICE_OFF, 55),
    H(WEBMAIL, YES, BAD_CREDENTIALS, SMTP_AUTH_DISABLED, 48),
    H(WEBMAIL, YES, REFUSED_WITHOUT_REASON, APP_PASSWORD_REQUIRED, 56),
    H(WEBMAIL, YES, REFUSED_WITHOUT_REASON, SMTP_SERVICE_OFF, 55),
    H(WEBMAIL, NO, REFUSED_WITHOUT_REASON, BAD_CREDENTIALS, 66),
    H(EVER_WORKED, SOMETIMES, BAD_CREDENTIALS, BROWSER_CHECK_REQUIRED, 64),
    H(EVER_WORKED, SOMETIMES, REFUSED_WITHOUT_REASON, BROWSER_CHECK_REQUIRED, 60),
    H(SMTP_SWITCH, NO, BAD_CREDENTIALS, SMTP_SERVICE_OFF, 84),
    H(TWO_STEP, YES, BAD_CREDENTIALS, APP_PASSWORD_REQUIRED, 72),
    H(BROWSER, YES, BAD_CREDENTIALS, BROWSER_CHECK_REQUIRED, 76),
    H(OTHERS_TOO, YES, BAD_CREDENTIALS, SERVER_MISCONFIGURED, 56),
    H(OTHER_NETWORK, YES, CONNECTION_REFUSED, PORT_BLOCKED, 66),
    H(OTHER_NETWORK, YES, DROPPED_CONNECTION, MIDDLEBOX_INTERFERENCE, 72),
    H(OTHER_NETWORK, YES, SERVICE_UNAVAILABLE, MIDDLEBOX_INTERFERENCE, 64),
    H(OTHER_NETWORK, NO, PORT_BLOCKED, SERVICE_UNAVAILABLE, 58),
    H(ANTIVIRUS, YES, DROPPED_CONNECTION, MIDDLEBOX_INTERFERENCE, 68),
    H(ANTIVIRUS, YES, TLS_VERSION_MISMATCH, TLS_INTERCEPTION, 64),
    H(VPN, YES, SERVICE_UNAVAILABLE, MIDDLEBOX_INTERFERENCE, 62),
    H(OTHER_PROGRAM, YES, BAD_CREDENTIALS, CREDENTIALS_MANGLED, 66),
};

enum { LEAST = 5 };

/* What an answer works on: the weights, and which of them stand firm. */
struct scale {
    int16_t weights[CAUSE_COUNT];
    bool firm[CAUSE_COUNT];
};

static void move(struct scale *scale, enum cause cause, int change)
{
    int before = scale->weights[cause];
    int after = before + change;
    if (before == 0 || (change < 0 && scale->firm[cause]))
        return;
    if (change > 0 && after >= WEIGHT_PROVEN)
        after = before >= WEIGHT_PROVEN ? before : WEIGHT_PROVEN - 1;
    scale->weights[cause] = (int16_t)(after < LEAST ? LEAST : after);
}

static void bring_up(struct scale *scale, const struct hint *hint)
{
    bool fits = scale->weights[hint->beside] > 0 && !scale->firm[hint->beside];
    if (fits && scale->weights[hint->cause] < hint->weight)
        scale->weights[hint->cause] = (int16_t)hint->weight;
}

static void put_on_scale(struct scale *scale, enum question question, enum told told)
{
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
        if (shifts[i].question == question && shifts[i].told == told)
            move(scale, shifts[i].cause, shifts[i].change);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].question == question && hints[i].told == told)
            bring_up(scale, &hints[i]);
}

/* ---- the answers that were given ---- */

/* Shown by the server itself: the password only by a corrected sign-in. */
static bool is_firm(const struct candidate *candidate)
{
    if (candidate->cause == CAUSE_BAD_CREDENTIALS)
        return candidate->rule && strcmp(candidate->rule, "corrected") == 0;
    return candidate->weight >= WEIGHT_PROVEN;
}

static struct scale scale_of(const struct weighing *weighing)
{
    struct scale scale = { .weights = { 0 } };
    for (int i = 0; i < CAUSE_COUNT; i++) {
        scale.weights[i] = (int16_t)weighing->candidates[i].weight;
        scale.firm[i] = scale.weights[i] > 0 && is_firm(&weighing->candidates[i]);
    }
    return scale;
}

static void weigh_answer(struct weighing *weighing, const struct fact *fact)
{
    enum question question;
    enum told told;
    struct scale scale = scale_of(weighing);
    if (!question_from_key(span_of(fact->subject), &question) || !question_reads(question, span_of(fact->text), &told))
        return;
    put_on_scale(&scale, question, told);
    for (int i = 0; i < CAUSE_COUNT; i++) {
        struct finding_of_cause finding = { (enum cause)i, SIDE_NONE, scale.weights[i], "answer", fact };
        if (scale.weights[i] > weighing->candidates[i].weight)
            weigh(weighing, &finding);
        else
            weighing->candidates[i].weight = scale.weights[i];
    }
}

void weigh_answers(struct weighing *weighing)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++)
        if (weighing->record->facts[i].kind == FACT_ANSWER)
            weigh_answer(weighing, &weighing->record->facts[i]);
}

/* ---- the question that separates best ---- */

static enum cause leader(const struct scale *scale)
{
    enum cause first = CAUSE_NONE;
    for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++)
        if (scale->weights[i] > scale->weights[first])
            first = (enum cause)i;
    return first;
}

/* By how much this cause is ahead of all others; negative when it is not. */
static int lead_of(const struct scale *scale, enum cause cause)
{
    int next = 0;
    for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++)
        if (i != (int)cause && scale->weights[i] > next)
            next = scale->weights[i];
    return scale->weights[cause] - next;
}

static bool is_likely(const struct scale *scale, enum cause cause)
{
    return weight_is_likely(cause, scale->weights[cause]);
}

/* What every answer would make of it, by question and answer: each row is looked at once. */
struct outlook {
    struct scale after[QUESTION_COUNT][TOLD_COUNT];
};

static void look_ahead(const struct scale *scale, struct outlook *ret_outlook)
{
    for (int q = 0; q < QUESTION_COUNT; q++)
        for (int t = 0; t < TOLD_COUNT; t++)
            if (question_takes((enum question)q, (enum told)t))
                ret_outlook->after[q][t] = *scale;
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
        assert(question_takes(shifts[i].question, shifts[i].told));
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        assert(question_takes(hints[i].question, hints[i].told));
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
        move(&ret_outlook->after[shifts[i].question][shifts[i].told], shifts[i].cause, shifts[i].change);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        bring_up(&ret_outlook->after[hints[i].question][hints[i].told], &hints[i]);
}

/* How far the answers pull the first cause apart from the rest; 0 when none would change the verdict. */
static int separation(const struct scale *scale, const struct outlook *outlook, enum question question)
{
    enum cause first = leader(scale);
    int most = lead_of(scale, first);
    int least = most;
    bool decides = false;
    for (int i = 0; i < TOLD_COUNT; i++) {
        const struct scale *after = &outlook->after[question][i];
        if (i == TOLD_UNKNOWN || !question_takes(question, (enum told)i))
            continue;
        int lead = lead_of(after, first);
        most = lead > most ? lead : most;
        least = lead < least ? lead : least;
        decides = decides || lead < 0 || is_likely(after, first) != is_likely(scale, first);
    }
    return decides ? most - least : 0;
}

/* Answered already by what was seen, or by what is known of the provider. */
static bool is_pointless(const struct record *record, const struct diagnosis *diagnosis, enum question question)
{
    static const struct {
        enum question question;
        enum fact_kind known_by;
    } rows[] = { { QUESTION_WHICH_SECRET, FACT_TYPED_APP_PASSWORD },
                 { QUESTION_OTHER_NETWORK, FACT_LOGIN_OK },
                 { QUESTION_OTHER_NETWORK, FACT_HOSTS_STALE } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].question == question && record_find(record, rows[i].known_by))
            return true;
    const struct provider *provider =
        question == QUESTION_SMTP_SWITCH ? provider_by_key(span_of(diagnosis->provider)) : NULL;
    return provider && !provider->has_switch;
}

static struct scale scale_of_verdict(const struct diagnosis *diagnosis)
{
    struct scale scale = { .weights = { 0 } };
    for (size_t i = 0; i < diagnosis->candidate_count; i++) {
        const struct candidate *candidate = &diagnosis->candidates[i];
        scale.weights[candidate->cause] = (int16_t)candidate->weight;
        scale.firm[candidate->cause] = is_firm(candidate);
    }
    return scale;
}

static void insert(enum question *questions, int *scores, size_t place)
{
    for (; place > 0 && scores[place - 1] < scores[place]; place--) {
        enum question question = questions[place];
        int score = scores[place];
        questions[place] = questions[place - 1];
        scores[place] = scores[place - 1];
        questions[place - 1] = question;
        scores[place - 1] = score;
    }
}

size_t questions_open(const struct record *record, const struct diagnosis *diagnosis,
                      enum question ret_questions[QUESTION_COUNT])
{
    int scores[QUESTION_COUNT];
    size_t count = 0;
    struct outlook outlook;
    struct scale scale = scale_of_verdict(diagnosis);
    if (diagnosis->candidate_count == 0 || diagnosis->candidates[0].certainty == CERTAINTY_PROVEN)
        return 0;
    look_ahead(&scale, &outlook);
    for (int i = QUESTION_NONE + 1; i < QUESTION_COUNT; i++) {
        enum question question = (enum question)i;
        int score = separation(&scale, &outlook, question);
        if (score == 0 || question_answer(record, question) || is_pointless(record, diagnosis, question))
            continue;
        ret_questions[count] = question;
        scores[count] = score;
        insert(ret_questions, scores, count++);
    }
    return count;
}
