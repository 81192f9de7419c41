#pragma once

#include "base/span.h"

/*
 * What is plainly wrong in a Postfix configuration that hands mail on through a provider. Reads
 * the text of `postconf -n` (parameters that differ from the defaults, one "name = value" a
 * line). Each fault is a word of the texts ("fact.server-setting.WORD") with the parameter and
 * its value.
 */
enum { SETTING_FAULTS_MAX = 8 };
struct setting_fault {
    const char *word;
    const char *parameter;
    char value[128];
};
size_t server_settings_postfix(struct span postconf, struct setting_fault faults[SETTING_FAULTS_MAX]);

/*
 * The source of a table "hash:/etc/postfix/sasl_passwd" that postmap(1) must turn into a file of
 * its own; false for types that need none. ret_suffix: how that file's name ends (".db").
 */
bool server_settings_table(struct span value, struct span *ret_source, const char **ret_suffix);
