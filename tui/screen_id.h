#pragma once

/* The pages of the wizard. The steps of the rail stand in the order of enum step. */
enum screen_id {
    SCREEN_START,
    SCREEN_ACCOUNT,
    SCREEN_CREDENTIALS,
    SCREEN_SERVER,
    SCREEN_NETWORK,
    SCREEN_STATUS,
    SCREEN_LOGS,
    SCREEN_VERDICT,
    SCREEN_REPORT,   /* no step: reached from the others */
    SCREEN_LOG,      /* no step: a log file that was opened from the step of logs */
    SCREEN_CALL,     /* the same */
    SCREEN_SETTINGS, /* the same */
    SCREEN_COURSE,   /* practice: lessons and cases */
    SCREEN_LESSON,
    SCREEN_EXAM, /* stands in for the verdict while that is hidden */
    SCREEN_HAND, /* SMTP by hand; reached from the others */
    SCREEN_COUNT
};
