#include "logs/intake.h"

#include "diagnosis/diagnose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void judge(const char *text, const struct intake_context *context, struct diagnosis *diagnosis)
{
    struct record record;
    record_init(&record);
    intake_read(&record, span_of(text), context);
    diagnose(&record, diagnosis);
    record_clear(&record);
}

static const char *first_cause(const struct diagnosis *diagnosis)
{
    return diagnosis->candidate_count ? cause_row(diagnosis->candidates[0].cause)->label : "nothing";
}

/* What servers and programs say, and the cause that a person should hear first. */
static const struct {
    const char *text, *cause;
} messages[] = {
    /* bad-credentials */
    { "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "bad-credentials" },
    { "535 5.7.8 Error: authentication failed: authentication failure", "bad-credentials" },
    { "smtplib.SMTPAuthenticationError: (535, b'Incorrect authentication data')", "bad-credentials" },
    { "535 5.7.8 Authentication credentials invalid", "bad-credentials" },
    { "Oct 12 03:14:15 mx postfix/smtpd[2211]: warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: "
      "UGFzc3dvcmQ6",
      "bad-credentials" },
    { "2023-01-09 11:20:12 dovecot_login authenticator failed for (laptop) [198.51.100.7]:51514: 535 Incorrect "
      "authentication data (set_id=info@example.org)",
      "bad-credentials" },
    { "javax.mail.AuthenticationFailedException: 535 Authentication failed. Restarting authentication process.",
      "bad-credentials" },
    { "Error: Invalid login: 535 5.7.8 Authentication failed\n    at SMTPConnection._formatError "
      "(node_modules/nodemailer/lib/smtp-connection/index.js:790:19)",
      "bad-credentials" },
    { "msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 Error: authentication failed: "
      "authentication failure",
      "bad-credentials" },
    { "535 5.7.0 Invalid login or password", "bad-credentials" },
    { "535 #5.7.0 Authentication failed", "refused-without-reason" },
    { "Ошибка: 535 5.7.8 Неверный логин или пароль", "bad-credentials" },
    { "535 5.7.8 Username and Password not accepted by this server (bad password)", "bad-credentials" },
    { "535 authorization failed (#5.7.0)", "refused-without-reason" },
    { "mail postfix/smtpd[991]: warning: SASL authentication failure: Password verification failed",
      "bad-credentials" },
    { "imap-login: auth-worker(123): sql(joe@example.com,192.0.2.1): Password mismatch", "bad-credentials" },
    { "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: <hidden>\nS: 334 UGFzc3dvcmQ6\nC: <hidden>\nS: 535 5.7.8 Authentication "
      "credentials invalid",
      "bad-credentials" },
    /* refused-without-reason */
    { "535 Authentication failed", "refused-without-reason" },
    { "Login failed: 535 5.7.0 authentication failure", "refused-without-reason" },
    /* wrong-username-form */
    { "535 5.7.8 Error: authentication failed: login must be a complete e-mail address", "wrong-username-form" },
    { "535 Please use your full email address as username", "wrong-username-form" },
    { "501 5.5.2 Invalid username format: user name must be in the form user@domain", "wrong-username-form" },
    /* credentials-mangled */
    { "500 Error: invalid userdata", "credentials-mangled" },
    { "500 Error: missing username", "credentials-mangled" },
    { "Error: Missing credentials for \"PLAIN\"", "credentials-mangled" },
    { "501 5.5.2 Cannot Decode response 5614622812f47-3c66fc3c4d6sm2313424b6e.39 - gsmtp", "credentials-mangled" },
    { "535 5.7.8 Error: authentication failed: another step is needed in authentication; user=undefined",
      "credentials-mangled" },
    { "UnicodeEncodeError: 'ascii' codec can't encode characters in position 0-3: ordinal not in range(128) in "
      "smtp.login(user, password)",
      "credentials-mangled" },
    { "501 Invalid base64 data", "credentials-mangled" },
    { "535 5.7.8 Error: authentication failed: empty password", "credentials-mangled" },
    /* app-password-required */
    { "534-5.7.9 Application-specific password required. Learn more at\n534 5.7.9  "
      "https://support.google.com/mail/?p=InvalidSecondFactor d2sm2841 - gsmtp",
      "app-password-required" },
    { "535 5.7.8 Error: authentication failed: Invalid user or password; please use an application password",
      "app-password-required" },
    { "535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application "
      "password is REQUIRED",
      "app-password-required" },
    { "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  "
      "https://support.google.com/mail/?p=BadCredentials p1sm12 - gsmtp",
      "app-password-required" },
    { "javax.mail.AuthenticationFailedException: 535 5.7.8 Username and Password not accepted. Learn more at "
      "https://support.google.com/mail/?p=BadCredentials",
      "app-password-required" },
    { "SMTP Error: Could not authenticate. #AUTH005 Too many bad... 535 5.7.0 (#AUTH005) Please generate an app "
      "password from your account security page",
      "app-password-required" },
    { "WebLoginRequired: please log in with an app-specific password", "app-password-required" },
    /* authorization-code-required */
    { "(535, b'Login fail. Please enter your authorization code to login. More information in "
      "http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256')",
      "authorization-code-required" },
    { "smtplib.SMTPAuthenticationError: (535, b'Error: authentication failed')", "smtp-service-off" },
    { "535 Login Fail. Please enter your authorization code to login.", "authorization-code-required" },
    { "535 Error: 用户没有开通smtp服务,请使用授权码登录", "authorization-code-required" },
    { "535 authentication failed, please use 客户端授权密码", "authorization-code-required" },
    /* oauth-required */
    { "550 5.7.30 Basic authentication is not supported for Client Submission. "
      "[AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM]",
      "oauth-required" },
    { "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. "
      "[BYAPR01CA0012.prod.exchangelabs.com]",
      "oauth-required" },
    /* oauth-token-rejected */
    { "AUTH XOAUTH2 <token>\n334 "
      "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\n535-5.7.8 "
      "Username and Password not accepted",
      "oauth-token-rejected" },
    { "Error: invalid_grant: Token has been expired or revoked.", "oauth-token-rejected" },
    { "Can't create new access token for user", "oauth-token-rejected" },
    { "Error: Invalid login: 535-5.7.8 Username and Password not accepted. code: 'EAUTH', command: 'AUTH XOAUTH2'",
      "oauth-token-rejected" },
    { "AADSTS700016: Application with identifier was not found in the directory", "oauth-token-rejected" },
    { "SASL authentication failed: XOAUTH2: 535 5.7.3 Authentication unsuccessful", "oauth-token-rejected" },
    /* smtp-auth-disabled */
    { "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
      "https://aka.ms/smtp_auth_disabled for more information.",
      "smtp-auth-disabled" },
    { "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
      "successfully. Contact your administrator.",
      "smtp-auth-disabled" },
    { "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. "
      "Contact your administrator.",
      "smtp-auth-disabled" },
    /* smtp-service-off */
    { "535 5.7.8 Error: authentication failed: This user does not have access rights to this service",
      "smtp-service-off" },
    { "550 User has no permission", "smtp-service-off" },
    { "535 Login fail. Service is not open. Please open POP3/SMTP service in mailbox settings", "smtp-service-off" },
    { "454 Error: please open smtp flag first!", "smtp-service-off" },
    { "535 Error: ERR.LOGIN.SMTP service not enabled, please enable it in webmail", "smtp-service-off" },
    /* browser-check-required */
    { "534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=AKgnsb> Please log in via your web "
      "browser and\n534-5.7.14 then try again.",
      "browser-check-required" },
    { "535 5.7.1 Please log in with your web browser and then try again. Learn more at "
      "https://support.google.com/mail/bin/answer.py?answer=78754",
      "browser-check-required" },
    { "535 5.7.8 Error: authentication failed: Please accept EULA first. https://mail.yandex.ru",
      "browser-check-required" },
    { "535 Authentication failed: suspicious login, please confirm the login in webmail", "browser-check-required" },
    /* mechanism-unsupported */
    { "504 5.7.4 Unrecognized authentication type", "mechanism-unsupported" },
    { "504 5.5.1 Unrecognized authentication type.", "mechanism-unsupported" },
    { "535 5.7.8 Error: authentication failed: no mechanism available", "mechanism-unsupported" },
    { "smtplib.SMTPException: No suitable authentication method found.", "mechanism-unsupported" },
    { "SASL authentication failed: no worthy mechs found", "mechanism-unsupported" },
    { "msmtp: cannot use a secure authentication method", "mechanism-unsupported" },
    { "MailKit.Security.AuthenticationException: The SMTP server does not support any of the authentication "
      "mechanisms (NTLM)",
      "mechanism-unsupported" },
    { "504 Authentication mechanism not supported", "mechanism-unsupported" },
    { "warning: SASL authentication failure: No worthy mechs found\n4F2B: SASL authentication failed; cannot "
      "authenticate to server smtp.example.com[192.0.2.1]: no mechanism available",
      "mechanism-unsupported" },
    { "535 5.7.8 Error: authentication failed: Invalid authentication mechanism", "mechanism-unsupported" },
    /* auth-missing */
    { "421 Error: too many unauthenticated commands", "auth-missing" },
    { "530 5.7.0 Authentication Required. For more information, go to "
      "https://support.google.com/mail/?p=WantAuthError",
      "auth-missing" },
    { "530 5.7.1 Client was not authenticated", "auth-missing" },
    { "550 5.7.1 Authentication required", "auth-missing" },
    { "553 authentication is required,smtp9,DcCowAC3", "auth-missing" },
    { "com.sun.mail.smtp.SMTPSendFailedException: 530 Authentication required", "auth-missing" },
    { "503 5.5.4 Error: send AUTH command first.", "auth-missing" },
    { "530 5.7.57 Client not authenticated to send mail. [FR2P281CA0001.DEUP281.PROD.OUTLOOK.COM]", "auth-missing" },
    { "smtplib.SMTPSenderRefused: (503, b'Error: need EHLO and AUTH first !', 'user@qq.com')", "auth-missing" },
    { "550-Please turn on SMTP Authentication in your mail client.\n550-host.example.com [192.0.2.4]:49888 is not "
      "permitted to relay through this\n550 server without authentication.",
      "auth-missing" },
    { "550 SMTP authentication is required.", "auth-missing" },
    { "535 need authentication first", "auth-missing" },
    { "554 5.7.1 <unknown[192.0.2.3]>: Client host rejected: Access denied; you must authenticate first",
      "auth-missing" },
    /* encryption-required-first */
    { "530 5.7.0 Must issue a STARTTLS command first. p5sm128 - gsmtp", "encryption-required-first" },
    { "530 Secure connection is required(such as ssl). More information at "
      "http://service.mail.qq.com/cgi-bin/help?id=28",
      "encryption-required-first" },
    { "530 5.7.7 Email sending without SSL/TLS encryption is not allowed. Please see: "
      "http://help.yandex.ru/mail/mail-clients/ssl.xml",
      "encryption-required-first" },
    { "538 5.7.11 Encryption required for requested authentication mechanism", "encryption-required-first" },
    { "503 5.5.1 Error: authentication not enabled; use STARTTLS first", "encryption-required-first" },
    { "554 5.7.3 Unable to initialize security subsystem... STARTTLS is required to send mail",
      "encryption-required-first" },
    { "panic: unencrypted connection (smtp.PlainAuth)", "encryption-required-first" },
    { "451 5.7.3 STARTTLS is required to send mail [DB5EUR03FT041.eop-EUR03.prod.protection.outlook.com]",
      "encryption-required-first" },
    { "550 5.7.1 Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
      "encryption-required-first" },
    /* tls-mode-mismatch */
    { "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1123)", "tls-mode-mismatch" },
    { "Error: 140735195337664:error:1408F10B:SSL routines:ssl3_get_record:wrong version "
      "number:../deps/openssl/openssl/ssl/record/ssl3_record.c:332:",
      "tls-mode-mismatch" },
    { "javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?", "tls-mode-mismatch" },
    { "tls: first record does not look like a TLS handshake", "tls-mode-mismatch" },
    { "msmtp: TLS handshake failed: An unexpected TLS packet was received.", "tls-mode-mismatch" },
    { "curl: (35) error:0A00010B:SSL routines::wrong version number", "tls-mode-mismatch" },
    { "OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: wrong version number", "tls-mode-mismatch" },
    { "stream_socket_enable_crypto(): SSL operation failed with code 1. OpenSSL Error messages: error:1408F10B:SSL "
      "routines:ssl3_get_record:wrong version number",
      "tls-mode-mismatch" },
    { "2019-10-01 12:00:00 SMTP protocol synchronization error (input sent without waiting for greeting): rejected "
      "connection from H=[192.0.2.7] input=\"\\026\\003\\001\"",
      "tls-mode-mismatch" },
    /* starttls-not-offered */
    { "smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.", "starttls-not-offered" },
    { "STARTTLS is required but host did not advertise STARTTLS support", "starttls-not-offered" },
    { "msmtp: the server does not support TLS via the STARTTLS command", "starttls-not-offered" },
    { "TLS is required, but was not offered by host mx.example.org[192.0.2.5]", "starttls-not-offered" },
    { "System.Net.Mail.SmtpException: Server does not support secure connections.", "starttls-not-offered" },
    { "502 5.5.1 Error: command not implemented (STARTTLS)", "starttls-not-offered" },
    /* auth-not-offered */
    { "smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.", "auth-not-offered" },
    { "503 AUTH command used when not advertised", "auth-not-offered" },
    { "503 5.5.1 Error: authentication not enabled", "auth-not-offered" },
    { "Net::SMTPUnsupportedCommand: AUTH command not supported", "auth-not-offered" },
    { "msmtp: the server does not support authentication", "auth-not-offered" },
    { "550 5.7.1 AUTH command is not enabled", "auth-not-offered" },
    { "smtp: server doesn't support AUTH", "auth-not-offered" },
    /* wrong-host-or-port */
    { "connect ECONNREFUSED 127.0.0.1:587", "wrong-host-or-port" },
    { "Error: getaddrinfo ENOTFOUND smtp.gmial.com", "wrong-host-or-port" },
    { "Error: getaddrinfo ENOTFOUND undefined", "wrong-host-or-port" },
    { "+OK Dovecot ready.", "wrong-host-or-port" },
    { "javax.mail.MessagingException: Could not connect to SMTP host: localhost, port: 25;\n  nested exception is: "
      "java.net.ConnectException: Connection refused",
      "wrong-host-or-port" },
    { "dial tcp: lookup smtp.example.com: no such host", "wrong-host-or-port" },
    /* dns-lookup-failed */
    { "socket.gaierror: [Errno -3] Temporary failure in name resolution", "dns-lookup-failed" },
    { "php_network_getaddresses: getaddrinfo failed: Temporary failure in name resolution", "dns-lookup-failed" },
    { "Error: getaddrinfo EAI_AGAIN smtp.gmail.com", "dns-lookup-failed" },
    { "status=deferred (Host or domain name not found. Name service error for name=smtp.gmail.com type=A: Host not "
      "found, try again)",
      "dns-lookup-failed" },
    { "dial tcp: lookup smtp.gmail.com on 127.0.0.11:53: read udp 127.0.0.1:42: i/o timeout", "dns-lookup-failed" },
    { "queryA ETIMEOUT smtp.gmail.com", "dns-lookup-failed" },
    /* recipient-domain-dns */
    { "550 5.1.2 <user@gmial.con>: Recipient address rejected: Domain not found", "recipient-domain-dns" },
    { "status=bounced (Host or domain name not found. Name service error for name=exmaple.con type=AAAA: Host not "
      "found)",
      "recipient-domain-dns" },
    { "556 5.1.10 <a@example.com>: Recipient address rejected: Domain example.com does not accept mail (nullMX)",
      "recipient-domain-dns" },
    { "550 5.4.310 DNS domain exampel.com does not exist [Message=InfoDomainNonexistent]", "recipient-domain-dns" },
    { "** user@foo.invalid R=dnslookup: all relevant MX records point to non-existent hosts", "recipient-domain-dns" },
    /* port-blocked */
    { "connect ETIMEDOUT 64.233.184.108:465", "port-blocked" },
    { "status=deferred (connect to gmail-smtp-in.l.google.com[74.125.133.27]:25: Connection timed out)",
      "port-blocked" },
    { "dial tcp 74.125.24.108:587: i/o timeout", "port-blocked" },
    { "TimeoutError: [WinError 10060] A connection attempt failed because the connected party did not properly "
      "respond after a period of time",
      "port-blocked" },
    { "fsockopen(): unable to connect to ssl://smtp.gmail.com:465 (Connection timed out)", "port-blocked" },
    { "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.gmail.com, 587; timeout -1;\n  "
      "nested exception is:\n\tjava.net.ConnectException: Connection timed out: connect",
      "port-blocked" },
    { "curl: (28) Failed to connect to smtp.gmail.com port 587: Connection timed out", "port-blocked" },
    { "Net::OpenTimeout: execution expired", "port-blocked" },
    { "SMTP Error: connect() failed. fsockopen: Permission denied (13)", "port-blocked" },
    /* network-unreachable */
    { "connect ENETUNREACH 2607:f8b0:400e:c03::6d:465 - Local (:::0)", "network-unreachable" },
    { "OSError: [Errno 101] Network is unreachable", "network-unreachable" },
    { "dial tcp [2a00:1450:4025:c03::6c]:587: connect: no route to host", "network-unreachable" },
    { "connect to alt1.gmail-smtp-in.l.google.com[2a00:1450:4013:c01::1b]:25: Network is unreachable",
      "network-unreachable" },
    /* connection-refused */
    { "connect ECONNREFUSED 203.0.113.7:587", "connection-refused" },
    { "status=deferred (connect to mx.example.com[203.0.113.7]:25: Connection refused)", "connection-refused" },
    { "fsockopen(): unable to connect to mail.example.com:587 (Connection refused)", "connection-refused" },
    { "System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused "
      "it 203.0.113.7:25",
      "connection-refused" },
    { "由于目标计算机积极拒绝，无法连接。 203.0.113.7:25", "connection-refused" },
    /* service-unavailable */
    { "421 4.3.2 Service not available, closing transmission channel", "service-unavailable" },
    { "451 4.3.0 Temporary server error. Please try again later. PRX2", "service-unavailable" },
    { "452 4.3.1 Insufficient system storage", "service-unavailable" },
    { "452 4.3.1 Insufficient system resources (UsedDiskSpace[C:\\\\Program Files])", "service-unavailable" },
    { "421 4.3.0 Temporary System Problem. Try again later (10).", "service-unavailable" },
    { "451 4.7.1 Service unavailable - try again later", "service-unavailable" },
    { "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "service-unavailable" },
    /* dropped-connection */
    { "421 Timeout - closing connection", "dropped-connection" },
    { "421 mx.example.org: SMTP command timeout - closing connection", "dropped-connection" },
    { "smtplib.SMTPServerDisconnected: Connection unexpectedly closed", "dropped-connection" },
    { "ConnectionResetError: [Errno 104] Connection reset by peer", "dropped-connection" },
    { "status=deferred (lost connection with mx.example.com[192.0.2.1] while receiving the initial server "
      "greeting)",
      "dropped-connection" },
    { "[EOF]", "dropped-connection" },
    { "Error: Unexpected socket close", "dropped-connection" },
    { "EOFError: end of file reached (Net::SMTP)", "dropped-connection" },
    /* server-misconfigured */
    { "535 connect ECONNREFUSED 127.0.0.1:5432", "server-misconfigured" },
    { "535 connect ETIMEDOUT 10.0.0.5:3306", "server-misconfigured" },
    { "535 getaddrinfo ENOTFOUND db.internal", "server-misconfigured" },
    { "454 4.7.0 Temporary authentication failure: Connection lost to authentication server", "server-misconfigured" },
    { "454 4.7.0 TLS not available due to local problem", "server-misconfigured" },
    { "435 Unable to authenticate at present", "server-misconfigured" },
    { "535 5.7.8 Error: authentication failed: Connection lost to authentication server", "server-misconfigured" },
    { "warning: SASL: Connect to private/auth failed: Connection refused", "server-misconfigured" },
    { "451 4.3.5 Server configuration error", "server-misconfigured" },
    { "fatal: no SASL authentication mechanisms", "server-misconfigured" },
    { "451 4.3.0 <user@example.com>: Temporary lookup failure", "server-misconfigured" },
    { "454 TLS currently unavailable", "server-misconfigured" },
    { "warning: unsupported dictionary type: mysql", "server-misconfigured" },
    /* sending-quota */
    { "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to",
      "sending-quota" },
    { "450 4.2.1 The user you are trying to contact is receiving mail too quickly.", "sending-quota" },
    { "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to "
      "a permanent exception",
      "sending-quota" },
    { "451 4.7.1 <user@example.com>: Sender address rejected: you have exceeded your hourly limit of outgoing mail",
      "sending-quota" },
    { "550 5.7.1 [C10] RBL Restriction: too many messages", "sending-quota" },
    { "452 4.5.3 Error: too many recipients", "sending-quota" },
    { "454 Throttling failure: Maximum sending rate exceeded.", "sending-quota" },
    { "550 Domain example.com has exceeded the max emails per hour (150/150 (100%)) allowed. Message discarded.",
      "sending-quota" },
    { "451 4.7.0 Mail from this account is temporarily limited: MI:SFQ", "sending-quota" },
    { "450 4.7.1 Error: too much mail from 192.0.2.5", "sending-quota" },
    /* login-throttled */
    { "454 4.7.0 Too many login attempts, please try again later. gsmtp", "login-throttled" },
    { "421 4.7.0 Too many authentication failures", "login-throttled" },
    { "535 5.7.0 Too many bad auth attempts", "login-throttled" },
    { "421 too many failed login attempts from your IP", "login-throttled" },
    { "535 Login frequency limited, please try later", "login-throttled" },
    { "550 SMTP AUTH error limit exceed", "login-throttled" },
    /* connection-limit */
    { "421 mail.example.org Too many connected clients, try again in a moment", "connection-limit" },
    { "421 4.7.0 mx.example.com Error: too many connections from 192.0.2.5", "connection-limit" },
    { "421 Too many concurrent SMTP connections; please try again later.", "connection-limit" },
    { "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission "
      "channel",
      "connection-limit" },
    { "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more "
      "information.",
      "connection-limit" },
    { "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722",
      "connection-limit" },
    /* account-disabled */
    { "535 5.7.8 Error: authentication failed: User is disabled", "account-disabled" },
    { "550 5.1.8 Access denied, bad outbound sender. For more information please go to "
      "http://go.microsoft.com/fwlink/?LinkId=875724",
      "account-disabled" },
    { "550 User suspended", "account-disabled" },
    { "525 5.7.13 User account disabled", "account-disabled" },
    { "535 Account has been disabled", "account-disabled" },
    { "550 5.7.501 Access denied, spam abuse detected. The sending account has been banned due to detected spam "
      "activity.",
      "account-disabled" },
    /* account-locked */
    { "535 5.7.8 Your account has been temporarily locked due to suspicious activity", "account-locked" },
    { "535 Authentication failed: account is locked out, try again in 30 minutes", "account-locked" },
    /* ip-blacklisted */
    { "554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org; "
      "https://www.spamhaus.org/query/ip/203.0.113.9",
      "ip-blacklisted" },
    { "550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus. To request removal from "
      "this list see https://www.spamhaus.org/query/ip/203.0.113.9 AS(1450)",
      "ip-blacklisted" },
    { "550 5.7.606 Access denied, banned sending IP [203.0.113.9]", "ip-blacklisted" },
    { "550-5.7.1 [203.0.113.9      19] Our system has detected that this message is likely suspicious due to the "
      "very low reputation of the sending IP address.",
      "ip-blacklisted" },
    { "554-gmx.net (mxgmx008) Nemesis ESMTP Service not available\n554-No SMTP service\n554 IP address is black "
      "listed.",
      "ip-blacklisted" },
    { "550 5.7.1 Unfortunately, messages from [203.0.113.9] weren't sent. Please contact your Internet service "
      "provider since part of their network is on our block list (S3140).",
      "ip-blacklisted" },
    { "421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred due to unexpected volume or user "
      "complaints",
      "ip-blacklisted" },
    { "554 5.7.1 <unknown[203.0.113.9]>: Client host rejected: Access denied", "ip-blacklisted" },
    { "553 5.7.1 [BL21] Connections will not be accepted from 203.0.113.9, because the ip is in Spamhaus's list",
      "ip-blacklisted" },
    { "JunkMail rejected - example.com [203.0.113.9]:43211 is in an RBL: "
      "https://www.spamhaus.org/query/ip/203.0.113.9",
      "ip-blacklisted" },
    /* rdns-missing */
    { "450 4.7.1 Client host rejected: cannot find your reverse hostname, [203.0.113.9]", "rdns-missing" },
    { "550-5.7.25 [203.0.113.9] The IP address sending this message does not have a PTR record setup", "rdns-missing" },
    { "554-gmx.net (mxgmx008) Nemesis ESMTP Service not available\n554-No SMTP service\n554-Bad DNS PTR resource "
      "record.\n554 For explanation visit http://postmaster.gmx.com/en/error-messages?ip=88.189.231.41&c=rdns",
      "rdns-missing" },
    { "450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]", "rdns-missing" },
    /* greylisted */
    { "450 4.2.0 <user@example.org>: Recipient address rejected: Greylisted, see "
      "http://postgrey.schweikert.ch/help/example.org.html",
      "greylisted" },
    { "451 4.7.1 Greylisting in action, please come back later", "greylisted" },
    { "451 Temporarily deferred - try again in 5 minutes (greylist)", "greylisted" },
    { "450 4.7.1 You've been graylisted", "greylisted" },
    { "451 4.7.500 Server busy. Please try again later from [203.0.113.9]. (AS77712)", "greylisted" },
    /* sender-mismatch */
    { "550 Only anna@example.org is allowed to send mail", "sender-mismatch" },
    { "553 Mail from must equal authorized user", "sender-mismatch" },
    { "501 mail from address must be same as authorization user", "sender-mismatch" },
    { "553 5.7.1 <a@example.com>: Sender address rejected: not owned by user b@example.com", "sender-mismatch" },
    { "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "sender-mismatch" },
    { "554 5.2.252 SendAsDenied; user@example.com not allowed to send as other@example.com", "sender-mismatch" },
    { "550 not local sender over smtp", "sender-mismatch" },
    { "553 5.7.1 Sender address rejected: not owned by auth user.", "sender-mismatch" },
    { "550 Request failed; Mailbox unavailable", "sender-mismatch" },
    { "550 5.7.1 Sender address does not match authenticated user", "sender-mismatch" },
    /* sender-unverified */
    { "554 Message rejected: Email address is not verified. The following identities failed the check in region "
      "EU-WEST-1: a@example.com",
      "sender-unverified" },
    { "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is "
      "resolved.",
      "sender-unverified" },
    { "550 5.7.1 Unconfigured Sending Domain <example.com>", "sender-unverified" },
    { "553 Relaying disallowed as info@example.com", "sender-unverified" },
    { "421 Domain example.com is not allowed to send: Free accounts are for test purposes only", "sender-unverified" },
    /* sender-invalid */
    { "450 4.1.8 <root@localhost.localdomain>: Sender address rejected: Domain not found", "sender-invalid" },
    { "501 5.1.7 Bad sender address syntax", "sender-invalid" },
    { "550-Verification failed for <www-data@host.example.com>\n550-The mail server could not deliver mail to "
      "www-data@host.example.com.  The account or domain may not exist, they may be blacklisted, or missing the "
      "proper dns entries.\n550 Sender verify failed",
      "sender-invalid" },
    { "553 5.1.8 <root@localhost>... Domain of sender address root@localhost does not exist", "sender-invalid" },
    { "501 <>: sender address must contain a domain", "sender-invalid" },
    { "555 5.5.2 Syntax error. l5sm3211 - gsmtp MAIL FROM:<John Doe>", "sender-invalid" },
    /* relay-denied */
    { "554 5.7.1 <user@example.org>: Relay access denied", "relay-denied" },
    { "550 5.7.1 Unable to relay", "relay-denied" },
    { "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay-denied" },
    { "550 relay not permitted", "relay-denied" },
    { "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "relay-denied" },
    { "550 5.7.1 <user@example.org>... Relaying denied", "relay-denied" },
    { "550 5.7.64 TenantAttribution; Relay Access Denied", "relay-denied" },
    /* spf-dkim-dmarc */
    { "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
      "spf-dkim-dmarc" },
    { "550 5.7.1 SPF check failed.", "spf-dkim-dmarc" },
    { "550 5.7.515 Access denied, sending domain EXAMPLE.COM doesn't meet the required authentication level.",
      "spf-dkim-dmarc" },
    { "550 5.7.23 The message was rejected because of Sender Policy Framework violation", "spf-dkim-dmarc" },
    { "550 5.7.9 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to "
      "authenticate with either SPF or DKIM.",
      "spf-dkim-dmarc" },
    { "550 SPF check failed. http://service.mail.qq.com/detail/122/72", "spf-dkim-dmarc" },
    /* no-such-recipient */
    { "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the "
      "recipient's email address for typos",
      "no-such-recipient" },
    { "550 5.1.1 <user@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
      "no-such-recipient" },
    { "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "no-such-recipient" },
    { "550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000728",
      "no-such-recipient" },
    { "550 Requested action not taken: mailbox unavailable (in reply to RCPT TO command)", "no-such-recipient" },
    { "550 No Such User Here", "no-such-recipient" },
    { "554 delivery error: dd This user doesn't have a yahoo.com account (foo@yahoo.com) [0] - "
      "mta1070.mail.bf1.yahoo.com",
      "no-such-recipient" },
    { "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).", "no-such-recipient" },
    { "550 5.2.1 The email account that you tried to reach is disabled.", "no-such-recipient" },
    /* recipient-restricted */
    { "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction "
      "check failed because the sender was not authenticated when sending to this group",
      "recipient-restricted" },
    { "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", "recipient-restricted" },
    { "550 5.7.1 <list@example.org>: Recipient address rejected: only members of this list may post",
      "recipient-restricted" },
    /* message-too-large */
    { "552 5.3.4 Message size exceeds fixed limit", "message-too-large" },
    { "552-5.3.4 Your message exceeded Google's message size limits. Please visit\n552 5.3.4  "
      "https://support.google.com/mail/?p=MaxSizeError",
      "message-too-large" },
    { "552 message file too big", "message-too-large" },
    { "550 5.3.4 SMTPSEND.OverAdvertisedSize; message size exceeds fixed maximum size", "message-too-large" },
    { "552 5.3.4 Error: message file too big", "message-too-large" },
    /* content-rejected */
    { "554 5.7.1 Message rejected under suspicion of SPAM; https://ya.cc/1IrBc 1497256", "content-rejected" },
    { "552-5.7.0 This message was blocked because its content presents a potential security issue.",
      "content-rejected" },
    { "554 DT:SPM 163 smtp10,DsCowAA", "content-rejected" },
    { "550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=abc or report details to "
      "abuse@corp.mail.ru.",
      "content-rejected" },
    { "554 5.6.0 Reject, id=12345-01 - INFECTED: Eicar-Test-Signature", "content-rejected" },
    { "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726",
      "content-rejected" },
    { "554 5.7.1 Spam message rejected", "content-rejected" },
    { "550 High probability of spam", "content-rejected" },
    /* malformed-message */
    { "550 5.7.1 Messages missing a valid messageId header are not accepted.", "malformed-message" },
    { "550-5.7.1 This message is not RFC 5322 compliant. There are multiple From: headers.", "malformed-message" },
    { "500 Line too long.", "malformed-message" },
    { "550 maximum allowed line length is 998 octets, got 1240", "malformed-message" },
    { "451 See http://pobox.com/~djb/docs/smtplf.html.", "malformed-message" },
    { "554 5.6.0 Message contains bare LF", "malformed-message" },
    { "550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds, which cannot be sent via DATA",
      "malformed-message" },
    /* mailbox-full */
    { "552 5.2.2 The email account that you tried to reach is over quota", "mailbox-full" },
    { "452 4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to", "mailbox-full" },
    { "552 5.2.2 <user@example.org>: Quota exceeded (mailbox for user is full)", "mailbox-full" },
    { "554 5.2.2 mailbox full;\nSTOREDRV.Deliver.Exception:QuotaExceededException", "mailbox-full" },
    { "552 Requested mail action aborted: exceeded storage allocation", "mailbox-full" },
    { "550 5.2.2 user@example.org... Mailbox is full: Disk quota exceeded", "mailbox-full" },
    /* protocol-error */
    { "421 mail.example.org You talk too soon", "protocol-error" },
    { "421 HTTP requests not allowed", "protocol-error" },
    { "503 5.5.1 Error: need RCPT command", "protocol-error" },
    { "503 5.5.2 Send hello first", "protocol-error" },
    { "503 bad sequence of commands", "protocol-error" },
    { "501 5.5.4 Invalid arguments", "protocol-error" },
    { "554 5.5.1 Error: no valid recipients", "protocol-error" },
    { "500 5.5.1 Command unrecognized", "protocol-error" },
    { "421 4.7.0 mail.example.com Error: too many errors", "protocol-error" },
    { "501 5.5.4 Syntax: MAIL FROM:<address>", "protocol-error" },
    /* helo-rejected */
    { "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "helo-rejected" },
    { "501 5.5.4 HELO/EHLO argument \"my_host\" invalid, closing connection.", "helo-rejected" },
    { "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "helo-rejected" },
    { "501 Syntactically invalid EHLO argument(s)", "helo-rejected" },
    { "501 5.0.0 Invalid domain name", "helo-rejected" },
    { "550 5.7.1 <user-PC>: Helo command rejected: Host not found", "helo-rejected" },
    /* cert-expired */
    { "x509: certificate has expired or is not yet valid: current time 2021-10-01T00:00:00Z is after "
      "2021-09-30T14:01:15Z",
      "cert-expired" },
    { "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has "
      "expired (_ssl.c:1129)",
      "cert-expired" },
    { "Error: CERT_HAS_EXPIRED", "cert-expired" },
    /* cert-name-mismatch */
    { "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: "
      "mail.example.com. is not in the cert's altnames: DNS:*.hoster.net",
      "cert-name-mismatch" },
    { "x509: certificate is valid for *.hoster.net, hoster.net, not mail.example.com", "cert-name-mismatch" },
    { "stream_socket_enable_crypto(): Peer certificate CN=`server.hoster.net' did not match expected "
      "CN=`mail.example.com'",
      "cert-name-mismatch" },
    { "ssl.CertificateError: hostname 'mail.example.com' doesn't match 'server.hoster.net'", "cert-name-mismatch" },
    /* cert-untrusted */
    { "Error: self signed certificate in certificate chain", "cert-untrusted" },
    { "x509: certificate signed by unknown authority", "cert-untrusted" },
    { "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate "
      "(_ssl.c:1131)",
      "cert-untrusted" },
    { "stream_socket_enable_crypto(): SSL operation failed with code 1. OpenSSL Error messages: error:1416F086:SSL "
      "routines:tls_process_server_certificate:certificate verify failed",
      "cert-untrusted" },
    { "msmtp: TLS certificate verification failed: the certificate hasn't got a known issuer", "cert-untrusted" },
    { "The remote certificate is invalid according to the validation procedure.", "cert-untrusted" },
    { "sun.security.validator.ValidatorException: PKIX path building failed: "
      "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to "
      "requested target",
      "cert-untrusted" },
    /* tls-version-mismatch */
    { "ssl.SSLError: [SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:1056)", "tls-version-mismatch" },
    { "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are "
      "inappropriate)",
      "tls-version-mismatch" },
    { "SSL_accept error from unknown[192.0.2.7]: -1\nwarning: TLS library problem: error:1417A0C1:SSL "
      "routines:tls_post_process_client_hello:no shared cipher",
      "tls-version-mismatch" },
    { "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
      "tls-version-mismatch" },
    { "error:141A318A:SSL routines:tls_process_ske_dhe:dh key too small", "tls-version-mismatch" },
    { "remote error: tls: handshake failure", "tls-version-mismatch" },
    { "write EPROTO 140:error:1425F102:SSL routines:ssl_choose_client_version:unsupported protocol",
      "tls-version-mismatch" },
    /* tls-interception */
    { "self signed certificate in certificate chain; issuer: CN=Avast Web/Mail Shield Root, O=Avast Web/Mail "
      "Shield",
      "tls-interception" },
    /* captive-portal */
    { "HTTP/1.1 511 Network Authentication Required", "captive-portal" },
    /* middlebox-interference */
    { "220 **********************************************************************************\nEHLO pc\n500 5.5.1 "
      "Command unrecognized: \"XXXX pc\"",
      "middlebox-interference" },
    { "stream_socket_enable_crypto(): Peer certificate CN=`*.secureserver.net' did not match expected "
      "CN=`smtp.gmail.com'",
      "middlebox-interference" },
};

static void test_messages(void **state)
{
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct diagnosis diagnosis;
        judge(messages[i].text, &nothing_told, &diagnosis);
        if (strcmp(first_cause(&diagnosis), messages[i].cause) != 0)
            fail_msg("%s: %s, not %s", messages[i].text, first_cause(&diagnosis), messages[i].cause);
    }
}

/* The same words mean something else where more is known around them. */
static void test_context(void **state)
{
    static const struct {
        const char *text;
        struct intake_context context;
        const char *cause;
    } rows[] = {
        { "535 Error: authentication failed", { .provider = "163 Mail" }, "smtp-service-off" },
        { "535 5.7.8 Error: authentication failed", { .provider = "Yandex" }, "app-password-required" },
        { "535 Authentication failed", { .host = "smtp.mail.me.com" }, "app-password-required" },
        { "535 5.7.3 Authentication unsuccessful", { .mechanism = "XOAUTH2" }, "oauth-token-rejected" },
        { "535 5.7.3 Authentication unsuccessful", { .mechanism = "LOGIN" }, "bad-credentials" },
        { "535 5.7.8 Error: authentication failed", { .provider = "Gmail (receiving)" }, "bad-credentials" },
        { "Connection unexpectedly closed", { .port = 465, .security = SECURITY_STARTTLS }, "tls-mode-mismatch" },
        { "Connection unexpectedly closed", { .port = 465 }, "tls-mode-mismatch" },
        { "Connection unexpectedly closed", { .port = 465, .security = SECURITY_TLS }, "dropped-connection" },
        { "Connection unexpectedly closed", { .port = 587 }, "dropped-connection" },
        { "no compatible authentication mechanism was found",
          { .port = 587, .security = SECURITY_NONE },
          "encryption-required-first" },
        { "Connection refused", { .host = "mail.163.com", .port = 587 }, "wrong-host-or-port" },
        { "Connection refused", { .host = "smtp.163.com", .port = 465 }, "connection-refused" },
        { "550 User has no permission", { .provider = "126 Mail" }, "smtp-service-off" },
        { "220-web7.example.net ESMTP Exim 4.96\n220-We do not authorize the use of this system to transport "
          "unsolicited,\n220 and/or bulk e-mail.\n535 Incorrect authentication data",
          { .host = "smtp.gmail.com", .port = 587 },
          "middlebox-interference" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diagnosis diagnosis;
        judge(rows[i].text, &rows[i].context, &diagnosis);
        if (strcmp(first_cause(&diagnosis), rows[i].cause) != 0)
            fail_msg("row %zu, %s: %s, not %s", i, rows[i].text, first_cause(&diagnosis), rows[i].cause);
    }
}

/* Who has to act is not always the cause's usual one. */
static void test_sides(void **state)
{
    static const struct {
        const char *text;
        enum side side;
    } rows[] = {
        { "connect ECONNREFUSED 203.0.113.7:587", SIDE_SERVER },
        { "connect ECONNREFUSED 192.168.0.16:2525", SIDE_USER_SETTINGS },
        { "connect ECONNREFUSED 10.1.2.3:25", SIDE_USER_SETTINGS },
        { "450 4.2.1 The user you are trying to contact is receiving mail too quickly", SIDE_RECIPIENT },
        { "550 5.4.5 Daily user sending limit exceeded", SIDE_SERVER },
        { "status=bounced (mail for example.org loops back to myself)", SIDE_SERVER },
        { "550 5.1.2 Host unknown", SIDE_RECIPIENT },
        { "smtp.gmail.com: unable to get local issuer certificate", SIDE_USER_SETTINGS },
        { "x509: certificate signed by unknown authority", SIDE_SERVER },
        { "PKIX path building failed: unable to find valid certification path", SIDE_USER_SETTINGS },
    };
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diagnosis diagnosis;
        judge(rows[i].text, &nothing_told, &diagnosis);
        enum side side = diagnosis.candidate_count ? diagnosis.candidates[0].side : SIDE_NONE;
        if (side != rows[i].side)
            fail_msg("%s: %s (%s)", rows[i].text, side_word(side), first_cause(&diagnosis));
    }
}

/* Where the words leave several causes open, those stand next to each other. */
static void test_candidates(void **state)
{
    static const struct {
        const char *text;
        enum cause cause;
    } rows[] = {
        { "535 Error: authentication failed", CAUSE_SMTP_SERVICE_OFF },
        { "535 Error: authentication failed", CAUSE_BAD_CREDENTIALS },
        { "535 5.7.3 Authentication unsuccessful", CAUSE_SMTP_AUTH_DISABLED },
        { "535 5.7.3 Authentication unsuccessful", CAUSE_OAUTH_TOKEN_REJECTED },
        { "535-5.7.8 Username and Password not accepted", CAUSE_BAD_CREDENTIALS },
        { "verify error:num=19:self signed certificate in certificate chain", CAUSE_TLS_INTERCEPTION },
        { "550 something that no table knows", CAUSE_NO_SUCH_RECIPIENT },
        { "554 something that no table knows", CAUSE_CONTENT_REJECTED },
    };
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diagnosis diagnosis;
        bool found = false;
        judge(rows[i].text, &nothing_told, &diagnosis);
        for (size_t k = 0; k < diagnosis.candidate_count && k < 3; k++)
            found = found || diagnosis.candidates[k].cause == rows[i].cause;
        if (!found)
            fail_msg("%s: %s is not among the first three", rows[i].text, cause_row(rows[i].cause)->label);
    }
}

/* A password is not accused where the words say that it was never judged, or is not the matter. */
static void test_the_password_is_spared(void **state)
{
    static const char *const rows[] = {
        "535 5.7.8 Error: authentication failed: Connection lost to authentication server",
        "535 5.7.8 Error: authentication failed: Invalid authentication mechanism",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
        "454 4.7.0 Temporary authentication failure",
        "535 5.7.0 Too many bad auth attempts",
        "538 5.7.11 Encryption required for requested authentication mechanism",
        "534 5.7.14 Please log in via your web browser",
        "535 account is locked out",
        "Failed to authenticate on SMTP server: 530 5.7.0 Must issue a STARTTLS command first",
        "AUTH PLAIN dW5kZWZpbmVkAHVuZGVmaW5lZAB1bmRlZmluZWQ=\n535 5.7.8 authentication failed",
        "SMTP AUTH extension not supported by server.",
        "sasl: generic failure\nSASL authentication failed: generic failure",
        /* a code that RFC 4954 does not have for credentials, of the system's class (RFC 3463, 3.4) */
        "C: AUTH PLAIN\nS: 550 5.3.0 Authentication failure",
        /* neither a word nor an enhanced code names what was wrong */
        "535 Authentication failed",
        "535 5.7.0 Error: login failed",
        "SMTP Error: Could not authenticate.",
        /* refused after the name, before the password was asked for */
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: <hidden>\nS: 535 5.7.8 Authentication credentials invalid",
        "535 5.7.3 Authentication unsuccessful",
        "535 Error: authentication failed",
        "535-5.7.8 Username and Password not accepted",
    };
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diagnosis diagnosis;
        judge(rows[i], &nothing_told, &diagnosis);
        if (diagnosis.candidate_count == 0 || diagnosis.candidates[0].side == SIDE_USER_PASSWORD)
            fail_msg("%s: %s", rows[i], first_cause(&diagnosis));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_context),
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_the_password_is_spared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
