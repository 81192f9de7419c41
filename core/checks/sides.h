#pragma once

#include "checks/check.h"

/*
 * The checks beside the chain, one file each. Each is called once, in a thread of its own,
 * when its row in check.c says so; it reads inquiry->ground, waits only through
 * inquiry->limits, and writes facts. One that is stopped writes nothing more.
 */

/* Interfaces, default routes, resolvers and proxies of this machine. */
void check_this_network(const struct inquiry *inquiry);
const char *this_network_left_out(const struct inquiry *inquiry);
/* Which way leads to the server: interface, VPN, /etc/hosts. */
void check_path(const struct inquiry *inquiry);
/* Does somebody on the way answer in place of others: a sign-in page, or for every address; and is our clock right. */
void check_plain_web(const struct inquiry *inquiry);
const char *plain_web_left_out(const struct inquiry *inquiry);
/* What the system's resolver says, beside what the zone's own servers or an independent resolver say. */
void check_dns_compare(const struct inquiry *inquiry);
const char *dns_compare_left_out(const struct inquiry *inquiry);
/* Is the server's address there, how far, how steady (ICMP echo). */
void check_ping(const struct inquiry *inquiry);
/* Do IMAP, HTTPS, POP3 of the same host answer, when none of its SMTP ports does. */
void check_other_services(const struct inquiry *inquiry);
/* What the provider's status page says, where programs can read it, and something is amiss at the server. */
void check_status_page(const struct inquiry *inquiry);
const char *status_page_left_out(const struct inquiry *inquiry);
/* Where the way to the port ends, when nothing answers on it. */
void check_trace(const struct inquiry *inquiry);
const char *trace_left_out(const struct inquiry *inquiry);

/* A rule of this machine's own packet filter that stops the port. */
void check_packet_filter(const struct inquiry *inquiry);
const char *packet_filter_left_out(const struct inquiry *inquiry);

/* On the machine that runs the mail server: sockets and their programs, services, disk, load, bans. */
void check_local_server(const struct inquiry *inquiry);
/* What the server's own log, where it is this machine, has written meanwhile about this account or this client. */
void check_server_log(const struct inquiry *inquiry);
const char *local_server_left_out(const struct inquiry *inquiry);
/* There: what waits in the queue, and why. */
void check_mail_queue(const struct inquiry *inquiry);
/* There: what is plainly wrong in Postfix's configuration. */
void check_server_settings(const struct inquiry *inquiry);

/* The name of the address that the server sees, and whether it leads back there (FCrDNS). */
void check_reverse_name(const struct inquiry *inquiry);
/* No server has named our address, or it is of an inner network. */
const char *public_address_left_out(const struct inquiry *inquiry);
/* So far some port has refused to speak with us at all, and none has let us come as far as the sign-in. */
bool was_turned_away(const struct inquiry *inquiry);
/* How long a look at the address may take: a while where it may be the cause, else a moment. */
struct limits limits_of_reputation(const struct inquiry *inquiry);
/* That address, and the sender's domain, in the public block lists. */
void check_block_lists(const struct inquiry *inquiry);
void check_domain_lists(const struct inquiry *inquiry);
const char *domain_lists_left_out(const struct inquiry *inquiry);

/* What the sender's domain says about who may send for it: SPF, DKIM, DMARC. */
const char *sender_domain_left_out(const struct inquiry *inquiry);
/* The same, where the domain is no provider's. */
const char *own_domain_left_out(const struct inquiry *inquiry);
void check_spf(const struct inquiry *inquiry);
void check_dkim(const struct inquiry *inquiry);
void check_dmarc(const struct inquiry *inquiry);
/* And about encryption on the way to it. */
void check_mta_sts(const struct inquiry *inquiry);
void check_dane(const struct inquiry *inquiry);

/* The given message, looked over for what servers and filters dislike. */
void check_message(const struct inquiry *inquiry);
const char *message_left_out(const struct inquiry *inquiry);

/* One's own server: does port 25 pass on mail of strangers, does it take mail for the person. */
void check_relay(const struct inquiry *inquiry);
const char *relay_left_out(const struct inquiry *inquiry);

/* The same name and secret at the mailbox, when SMTP has refused them: IMAP, and POP3 where IMAP leaves it open. */
void check_imap_login(const struct inquiry *inquiry);
const char *imap_login_left_out(const struct inquiry *inquiry);
void check_pop3_login(const struct inquiry *inquiry);
const char *pop3_login_left_out(const struct inquiry *inquiry);
/* The test message that one's own mailbox should have: looked for by IMAP, in the inbox and the junk folder. */
void check_inbox(const struct inquiry *inquiry);
const char *inbox_left_out(const struct inquiry *inquiry);
/* Does the encryption of IMAP and POP3 hold, beside SMTP's; without signing in. */
void check_mailbox_encryption(const struct inquiry *inquiry);
const char *mailbox_encryption_left_out(const struct inquiry *inquiry);
