#include "report/sign.h"

const char *sign_text(enum status status)
{
    static const char *const signs[] = {
        [STATUS_OK] = "✓",      [STATUS_WARNING] = "!", [STATUS_PROBLEM] = "✗",
        [STATUS_UNKNOWN] = "?", [STATUS_SKIPPED] = "–",
    };
    return signs[status];
}

enum status sign_of_verdict(enum verdict_status status)
{
    static const enum status statuses[] = {
        [VERDICT_OK] = STATUS_OK,
        [VERDICT_WARNING] = STATUS_WARNING,
        [VERDICT_PROBLEM] = STATUS_PROBLEM,
        [VERDICT_UNDECIDED] = STATUS_UNKNOWN,
    };
    return statuses[status];
}
