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
 * The first table of a parameter such as "hash:/etc/postfix/sasl_passwd, texthash:/b", taken off it, where Postfix
 * reads it from a file: source is that file. ret_suffix: how the name of the file ends that postmap(1) must build out
 * of it
 * (".db"); empty where none is needed. False for an empty value, and for types that are no files.
 */
struct setting_table {
    struct span map; /* as Postfix is told: "hash:/etc/postfix/sasl_passwd" */
    struct span source;
    const char *suffix;
};
bool server_settings_table(struct span *value, struct setting_table *ret_table);

/*
 * Under which keys Postfix looks for the password of a relayhost: as it stands in relayhost, and its host alone. False
 * when it may be another: without [] the names of its mail exchangers count as well.
 */
enum { RELAY_KEY_MAX = 256 };
bool server_settings_keys(struct span relayhost, char exact[RELAY_KEY_MAX], char host[RELAY_KEY_MAX]);
