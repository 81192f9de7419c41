#include "logs/intake.h"

#include "diagnosis/diagnose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * How servers, providers, libraries and mail programs word a failure, in many languages, and the
 * cause that a person should hear first; "nothing" where the text is about no mail at all.
 */
static const struct {
    const char *text, *cause;
} wordings[] = {
    { "454-mail.internal closing\n535 5.7.8 LOGIN: invalid user name or password (dbmail)", "bad-credentials" },
    { "haraka: 535 Authentication failed: wrong password for that user", "bad-credentials" },
    { "Kerio Connect: 535 5.7.8 Authentication failed: The user name or password is invalid", "bad-credentials" },
    { "Zimbra: 535 5.7.8 Error: authentication failed: authentication failure\nauthentication failed for "
      "[anna@firma.de], invalid password",
      "bad-credentials" },
    { "SmarterMail: 535 Authentication failed: user or password incorrect", "bad-credentials" },
    { "OpenSMTPD smtpd[331]: 4f2b smtp failed-command command=\"AUTH PLAIN (...)\" result=\"535 Authentication "
      "failed\"",
      "refused-without-reason" },
    { "Sendmail: AUTH failure (PLAIN): user not found (-20) SASL(-13): user not found: no secret in database",
      "bad-credentials" },
    { "saslauthd[1412]: do_auth         : auth failure: [user=shop] [service=smtp] [realm=example.net] [mech=pam] "
      "[reason=PAM auth error]",
      "bad-credentials" },
    { "auth: passwd-file(carla@example.net,203.0.113.80): unknown user", "bad-credentials" },
    { "Anmeldung am Postausgangsserver fehlgeschlagen: Der Benutzername oder das Kennwort ist falsch (535)",
      "bad-credentials" },
    { "Échec de l'authentification : nom d'utilisateur ou mot de passe incorrect. Réponse du serveur : 535 5.7.8",
      "bad-credentials" },
    { "Falló la autenticación SMTP: usuario o contraseña no válidos (535)", "bad-credentials" },
    { "Autenticazione fallita: nome utente o password errati. 535 5.7.8", "bad-credentials" },
    { "Niepoprawny login lub hasło (535 5.7.8)", "bad-credentials" },
    { "認証に失敗しました。ユーザー名またはパスワードが正しくありません (535)", "bad-credentials" },
    { "Uwierzytelnianie nie powiodło się. 535 Authentication failed", "refused-without-reason" },
    { "535 5.7.8 sasl: bad username or password for login mech", "bad-credentials" },
    { "535 5.7.8 Неправильный пароль или имя пользователя", "bad-credentials" },
    { "535 邮箱帐号或密码错误，请重新输入", "bad-credentials" },
    { "System.Security.Authentication.AuthenticationException: 535: 5.7.8 Invalid username/password ---> "
      "MailKit.Net.Smtp.SmtpCommandException",
      "bad-credentials" },
    { "net/smtp: 535 5.7.8 wrong password", "bad-credentials" },
    { "Net::SMTPAuthenticationError: 535-Login incorrect\n535 user/password pair unknown", "bad-credentials" },
    { "535 5.7.8 Error: user name has no domain part, give user@domain", "wrong-username-form" },
    { "535 Login failed: please log in with your complete mail address, not the short name", "wrong-username-form" },
    { "501 5.5.4 Username must be in the form user@domain", "wrong-username-form" },
    { "Error: Missing credentials for \"LOGIN\"", "credentials-mangled" },
    { "501 5.5.2 Cannot decode base64 AUTH response", "credentials-mangled" },
    { "ValueError: SMTP_PASSWORD environment variable is None; password is empty", "credentials-mangled" },
    { "AUTH PLAIN AG51bGwAbnVsbA==\n535 5.7.8 Error: authentication failed", "credentials-mangled" },
    { "UnicodeEncodeError: 'ascii' codec can't encode character '\\xfc' in position 9: ordinal not in range(128) in "
      "smtplib.login auth_plain password",
      "credentials-mangled" },
    { "534-5.7.9 Application-specific password required. Learn more at\n534 5.7.9  "
      "https://support.google.com/mail/?p=InvalidSecondFactor d9-20020a05600c.12 - gsmtp",
      "app-password-required" },
    { "535 5.7.8 Please generate an app password in your account security settings and use it here",
      "app-password-required" },
    { "Yandex: 535 5.7.8 Error: authentication failed: This user must use application password",
      "app-password-required" },
    { "535 Для входа из почтовой программы нужен пароль приложения", "app-password-required" },
    { "535 login fail, 请在网页端生成授权码后再登录", "authorization-code-required" },
    { "QQ邮箱提示：请使用授权码登录。 535", "authorization-code-required" },
    { "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. "
      "[LO4P123CA0001.GBRP123.PROD.OUTLOOK.COM 2025-01-07T08:00:00.000Z 08DD0]",
      "oauth-required" },
    { "550 5.7.30 Basic authentication is not supported for Client Submission.", "oauth-required" },
    { "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\n535-5.7.8 "
      "Username and Password not accepted.",
      "oauth-token-rejected" },
    { "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.', {'error': "
      "'invalid_grant'}) while sending via smtp.gmail.com",
      "oauth-token-rejected" },
    { "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity. SMTP XOAUTH2",
      "oauth-token-rejected" },
    { "AUTH XOAUTH2 <hidden>\n535 5.7.3 Authentication unsuccessful [AM0PR01CA0123.EURPRD01.PROD.EXCHANGELABS.COM]",
      "oauth-token-rejected" },
    { "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. "
      "[PR0P264CA0012.FRAP264.PROD.OUTLOOK.COM]",
      "bad-credentials" },
    { "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
      "https://aka.ms/smtp_auth_disabled",
      "smtp-auth-disabled" },
    { "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. "
      "Contact your administrator.",
      "smtp-auth-disabled" },
    { "535 SMTP service for this mailbox has been disabled by the domain administrator", "smtp-auth-disabled" },
    { "550 5.7.1 SMTP access is not enabled for this mailbox. Enable it in Settings > Mail clients",
      "smtp-service-off" },
    { "535 5.7.8 Error: authentication failed: This user does not have access rights to this service",
      "smtp-service-off" },
    { "454 客户端SMTP服务未开启，请登录网页邮箱开启", "smtp-service-off" },
    { "534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in via\n534-5.7.14 your web browser "
      "and then try again.",
      "browser-check-required" },
    { "535 5.7.0 Your account shows unusual activity, sign in on the web and pass the captcha",
      "browser-check-required" },
    { "504 5.5.4 Unrecognized Authentication Type", "mechanism-unsupported" },
    { "504 5.7.4 Unrecognized authentication type [BN9PR03CA0123.namprd03.prod.outlook.com]", "mechanism-unsupported" },
    { "SMTP: no compatible auth mechanisms offered by server: [GSSAPI NTLM], we know [PLAIN LOGIN]",
      "mechanism-unsupported" },
    { "msmtp: the server does not support authentication method SCRAM-SHA-256", "mechanism-unsupported" },
    { "SASL authentication failure: No worthy mechs found", "mechanism-unsupported" },
    { "530 5.7.57 Client not authenticated to send mail. [CH0PR03CA0023.namprd03.prod.outlook.com]", "auth-missing" },
    { "550 5.7.1 Authentication is required for outgoing mail, please enable it in your mail client", "auth-missing" },
    { "503 5.5.4 You have to authenticate before MAIL", "auth-missing" },
    { "530 5.7.1 Вы должны авторизоваться перед отправкой", "auth-missing" },
    { "530 5.7.0 Must issue a STARTTLS command first. a12-20020a.3 - gsmtp", "encryption-required-first" },
    { "538 5.7.11 Encryption is required before AUTH", "encryption-required-first" },
    { "550 5.7.10 TLS encryption is mandatory on this port", "encryption-required-first" },
    { "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message (smtp.example.net port 587)",
      "tls-mode-mismatch" },
    { "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129) smtplib.SMTP_SSL",
      "tls-mode-mismatch" },
    { "write EPROTO 140191:error:1408F10B:SSL routines:ssl3_get_record:wrong version number", "tls-mode-mismatch" },
    { "tls: first record does not look like a TLS handshake", "tls-mode-mismatch" },
    { "improper command pipelining after CONNECT from unknown[198.51.100.4]: \\026\\003\\001\\002",
      "tls-mode-mismatch" },
    { "curl: (35) OpenSSL/3.0.11: error:0A00010B:SSL routines::wrong version number, smtps://mail.example.net:587",
      "tls-mode-mismatch" },
    { "com.sun.mail.smtp.SMTPSendFailedException: STARTTLS is required but host does not support STARTTLS",
      "starttls-not-offered" },
    { "msmtp: the server does not support TLS via the STARTTLS command", "starttls-not-offered" },
    { "Server certificate error: STARTTLS not supported, server mail.example.org offers only PLAIN greeting "
      "(smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.)",
      "starttls-not-offered" },
    { "smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.", "auth-not-offered" },
    { "503 5.5.1 Error: authentication not enabled", "auth-not-offered" },
    { "dial tcp: lookup smpt.gmail.com: no such host", "wrong-host-or-port" },
    { "getaddrinfo ENOTFOUND smtp.gmial.com", "wrong-host-or-port" },
    { "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot ready. "
      "(smtp client expected 220)",
      "wrong-host-or-port" },
    { "SSH-2.0-OpenSSH_9.2p1 Debian\nexpected 220 greeting from SMTP server", "wrong-host-or-port" },
    { "Name service error for name=smtp.gmail.com type=A: Host not found, try again", "dns-lookup-failed" },
    { "socket.gaierror: [Errno -3] Temporary failure in name resolution smtp.yandex.ru", "dns-lookup-failed" },
    { "550 5.4.4 Recipient domain has no MX: gmial.con", "recipient-domain-dns" },
    { "status=bounced (Domain hotmial.com does not accept mail (nullMX))", "recipient-domain-dns" },
    { "550 5.1.2 Invalid recipient address: No such domain nowhere.exmaple", "recipient-domain-dns" },
    { "dial tcp 142.250.102.108:587: i/o timeout", "port-blocked" },
    { "connect to gmail-smtp-in.l.google.com[142.250.27.27]:25: Connection timed out", "port-blocked" },
    { "Не удаётся подключиться к SMTP: превышено время ожидания подключения (порт 465)", "port-blocked" },
    { "connect to mx1.example.net[2001:db8::25]:25: Network is unreachable", "network-unreachable" },
    { "OSError: [Errno 101] Network is unreachable", "network-unreachable" },
    { "dial tcp [2607:f8b0:400d:c0f::6c]:587: connect: no route to host", "network-unreachable" },
    { "ConnectionRefusedError: [Errno 111] Connection refused (smtp.corp.example:587)", "connection-refused" },
    { "Warning: stream_socket_client(): unable to connect to tcp://mail.example.de:587 (Connection refused)",
      "connection-refused" },
    { "no connection could be made because the target machine actively refused it 203.0.113.25:587",
      "connection-refused" },
    { "Greeting of smtp.gmail.com: 220-srv42.hoster.example ESMTP Exim 4.96\nSMTP Error: Could not authenticate. 535 "
      "Incorrect authentication data",
      "middlebox-interference" },
    { "220 *************************************\n250-mail.example.net\n250-XXXXXXXA\n503 STARTTLS not allowed",
      "middlebox-interference" },
    { "421 4.3.2 Service not available, closing transmission channel", "service-unavailable" },
    { "452 4.3.1 Insufficient system storage", "service-unavailable" },
    { "451 4.3.0 Error: queue file write error", "service-unavailable" },
    { "454 4.7.0 Temporary authentication failure: Connection lost to authentication server", "server-misconfigured" },
    { "535 5.7.8 Error: authentication failed: no mechanism available, cannot connect to saslauthd server: No such "
      "file or directory",
      "server-misconfigured" },
    { "451 4.3.5 Error: temporary lookup failure in virtual_mailbox_maps", "server-misconfigured" },
    { "javax.mail.MessagingException: Could not convert socket to TLS; nested: java.io.EOFException: SSL peer shut "
      "down incorrectly, connection closed by server",
      "dropped-connection" },
    { "lost connection with mx.example.org[203.0.113.4] while sending MAIL FROM", "dropped-connection" },
    { "EOF read from remote SMTP server after DATA", "dropped-connection" },
    { "x509: certificate has expired or is not yet valid: current time 2025-06-02T10:01:00Z is after "
      "2025-05-30T23:59:59Z",
      "cert-expired" },
    { "Error: certificate has expired code: 'CERT_HAS_EXPIRED'", "cert-expired" },
    { "x509: certificate is valid for *.hoster.example, hoster.example, not mail.kunde.example", "cert-name-mismatch" },
    { "Hostname/IP does not match certificate's altnames: Host: mail.shop.example. is not in the cert's altnames: "
      "DNS:srv9.hoster.example",
      "cert-name-mismatch" },
    { "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
      "cert-untrusted" },
    { "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot "
      "(smtp.firma.example)",
      "cert-untrusted" },
    { "issuer=C=CZ, O=Avast, CN=Avast Mail Shield Root\nverify error: unable to get local issuer certificate",
      "tls-interception" },
    { "error:0A000102:SSL routines::unsupported protocol", "tls-version-mismatch" },
    { "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are "
      "inappropriate)",
      "tls-version-mismatch" },
    { "error:0A00018A:SSL routines::dh key too small", "tls-version-mismatch" },
    { "550 5.4.5 Daily SMTP relay limit exceeded for customer", "sending-quota" },
    { "552 5.2.2 This message is larger than the mailbox of user sam allows, mailbox size limit exceeded",
      "mailbox-full" },
    { "450 4.7.1 Error: too much mail from 203.0.113.9", "sending-quota" },
    { "451 4.7.1 Вы превысили лимит отправки писем за час", "sending-quota" },
    { "454 4.7.0 Too many login attempts, please try again later. 5b1f17b1804b1 - gsmtp", "login-throttled" },
    { "421 4.7.0 Too many failed authentications, wait 15 minutes", "login-throttled" },
    { "421 4.7.0 mx.example.net Error: too many connections from 203.0.113.9", "connection-limit" },
    { "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", "connection-limit" },
    { "550 5.1.8 Access denied, bad outbound sender AS(42003)", "account-disabled" },
    { "535 5.7.8 Account suspended, contact your provider", "account-disabled" },
    { "554 5.7.1 Ваш аккаунт заблокирован за рассылку спама", "account-disabled" },
    { "535 5.7.8 Too many wrong passwords, account temporarily locked for 30 minutes", "account-locked" },
    { "554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org", "ip-blacklisted" },
    { "550 5.7.1 [203.0.113.9 12] Our system has detected that this message is likely unsolicited mail",
      "content-rejected" },
    { "421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred due to unexpected volume or user complaints",
      "ip-blacklisted" },
    { "550 5.7.25 [203.0.113.9] The IP address sending this message does not have a PTR record setup", "rdns-missing" },
    { "450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]", "rdns-missing" },
    { "450 4.2.0 <anna@example.net>: Recipient address rejected: Greylisted, see "
      "http://postgrey.schweikert.ch/help/example.net.html",
      "greylisted" },
    { "451 4.7.1 Greylisting in action, please come back in 5 minutes", "greylisted" },
    { "553 5.7.1 <info@firma.de>: Sender address rejected: not owned by user verkauf@firma.de", "sender-mismatch" },
    { "554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@x.example", "sender-mismatch" },
    { "501 mail from address must be same as authorization user", "sender-mismatch" },
    { "553 5.7.1 Sender address rejected: не совпадает с логином авторизации", "sender-mismatch" },
    { "554 Message rejected: Email address is not verified. The following identities failed the check in region "
      "EU-WEST-1: shop@example.com",
      "sender-unverified" },
    { "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is "
      "resolved.",
      "sender-unverified" },
    { "450 4.1.8 <x@nodomain.invalid>: Sender address rejected: Domain not found", "sender-invalid" },
    { "501 5.1.7 Bad sender address syntax", "sender-invalid" },
    { "554 5.7.1 <bob@elsewhere.example>: Relay access denied", "relay-denied" },
    { "550 5.7.1 Unable to relay", "relay-denied" },
    { "550-Please turn on SMTP Authentication in your mail client.\n550 relay not permitted for 203.0.113.9",
      "auth-missing" },
    { "550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
      "spf-dkim-dmarc" },
    { "550 5.7.23 The message was rejected because of Sender Policy Framework violation", "spf-dkim-dmarc" },
    { "550 5.1.1 <tom@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
      "no-such-recipient" },
    { "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking",
      "no-such-recipient" },
    { "550 Такого пользователя не существует", "no-such-recipient" },
    { "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; sender not authenticated for "
      "group",
      "recipient-restricted" },
    { "552 5.3.4 Message size exceeds fixed maximum message size (10485760)", "message-too-large" },
    { "552 5.7.0 This message was blocked because its content presents a potential security issue. attachment type",
      "content-rejected" },
    { "554 5.7.1 Message contains a virus (Eicar-Test-Signature)", "content-rejected" },
    { "550 5.7.1 Messages missing a valid address in From: header, or having no From: header, are not accepted.",
      "malformed-message" },
    { "500 5.5.2 Line too long: 2048 octets", "malformed-message" },
    { "452 4.2.2 The recipient's inbox is out of storage space and inactive", "mailbox-full" },
    { "503 5.5.1 Bad sequence of commands: RCPT without MAIL", "protocol-error" },
    { "500 5.5.1 Unknown command \"GET / HTTP/1.1\"", "protocol-error" },
    { "504 5.5.2 <laptop>: Helo command rejected: need fully-qualified hostname", "helo-rejected" },
    { "550 5.7.1 HELO rejected: name localhost.localdomain not allowed", "helo-rejected" },
    { "Final-Recipient: rfc822; max@example.org\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
      "mx.example.org\nDiagnostic-Code: smtp; 550 5.1.1 <max@example.org>... User unknown",
      "no-such-recipient" },
    { "Reporting-MTA: dns; out.example.net\n\nFinal-Recipient: rfc822;lena@example.com\nAction: failed\nStatus: "
      "5.2.2\nDiagnostic-Code: smtp;552 5.2.2 Over quota",
      "mailbox-full" },
    { "Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; Connection timed out to mx.example.net port 25",
      "port-blocked" },
    { "Delivery has failed to these recipients: sales@example.org\nThe email system had a problem: message size 41 MB "
      "exceeds the limit of 36 MB. Remote Server returned '554 5.2.3 message too large'",
      "message-too-large" },
    { "Ваше письмо не доставлено: получатель petr@example.ru не найден. Ответ сервера: 550 5.1.1 user not found; "
      "rejecting",
      "no-such-recipient" },
    { "退信原因：收件人不存在 (550 User not found: li@example.cn)", "no-such-recipient" },
    { "退信：对方邮箱空间已满 552 Requested mail action aborted: exceeded mailsize limit", "mailbox-full" },
    { "send-mail: Cannot open mail.example.com:587: Connection refused", "connection-refused" },
    { "ssmtp: Authorization failed (535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6)", "bad-credentials" },
    { "sSMTP[8812]: Unable to connect to smtp.example.net port 465.", "port-blocked" },
    { "esmtp: 550 5.7.1 relaying denied for <kim@example.kr>", "relay-denied" },
    { "swaks: *** TLS startup failed (connect(): error:0A000410:SSL routines::sslv3 alert handshake failure)",
      "tls-version-mismatch" },
    { "*** Host did not advertise STARTTLS", "starttls-not-offered" },
    { "*** Host did not advertise authentication", "auth-not-offered" },
    { "*** No authentication type succeeded", "refused-without-reason" },
    { "Thunderbird: Senden der Nachricht fehlgeschlagen. Der Postausgangsserver (SMTP) mail.example.de gehört zu einem "
      "Zertifikat mit falschem Namen (SSL_ERROR_BAD_CERT_DOMAIN)",
      "cert-name-mismatch" },
    { "SEC_ERROR_UNKNOWN_ISSUER while sending via mail.example.org:465", "cert-untrusted" },
    { "SEC_ERROR_EXPIRED_CERTIFICATE smtp", "cert-expired" },
    { "Sending of the message failed. The message could not be sent because the connection to Outgoing server (SMTP) "
      "smtp.example.com timed out.",
      "port-blocked" },
    { "Sending of the message failed. Unable to authenticate to Outgoing server (SMTP) smtp.example.com. Please check "
      "the password and verify the 'Authentication method' in Account Settings.",
      "refused-without-reason" },
    { "The Outgoing server (SMTP) does not seem to support encrypted passwords. If you just set up the account, please "
      "try changing the 'Authentication method' to 'Password, transmitted insecurely'",
      "mechanism-unsupported" },
    { "Outlook: Task 'smtp.example.org - Sending' reported error (0x80042109): 'Outlook cannot connect to your "
      "outgoing (SMTP) e-mail server.'",
      "port-blocked" },
    { "Outlook 0x800CCC0E: The connection to the server has failed. Account: smtp.example.org, Port: 25, Secure(SSL): "
      "No, Socket Error: 10060",
      "port-blocked" },
    { "0x800CCC0F The connection to the server was interrupted. SMTP", "dropped-connection" },
    { "0x800CCC79 The server rejected one or more recipient addresses. 554 5.7.1 <x@other.example>: Relay access "
      "denied",
      "relay-denied" },
    { "0x800CCC92 The e-mail server rejected your login. Verify the user name and password for this account",
      "bad-credentials" },
    { "Socket Error: 10061, Error Number: 0x800CCC0E smtp port 587", "connection-refused" },
    { "Socket Error: 11001, Error Number: 0x800CCC0D Unable to find the e-mail server smtp", "wrong-host-or-port" },
    { "EIdSMTPReplyError: 550 5.7.1 Client does not have permissions to send as this sender", "sender-mismatch" },
    { "EIdOSSLUnderlyingCryptoError: Error connecting with SSL. error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong "
      "version number",
      "tls-mode-mismatch" },
    { "EIdSocketError with message 'Socket Error # 10060 Connection timed out.' IdSMTP", "port-blocked" },
    { "Symfony\\Component\\Mailer\\Exception\\TransportException: Failed to authenticate on SMTP server with username "
      "\"kasse@example.org\" using the following authenticators: \"LOGIN\", \"PLAIN\". Authenticator \"LOGIN\" "
      "returned \"Expected response code \"235\" but got code \"535\", with message \"535 5.7.8 Error: authentication "
      "failed: (reason unavailable)\".\"",
      "bad-credentials" },
    { "Symfony TransportException: Connection could not be established with host \"ssl://mail.example.org:587\": "
      "stream_socket_client(): SSL operation failed with code 1. OpenSSL Error messages: error:0A00010B:SSL "
      "routines::wrong version number",
      "tls-mode-mismatch" },
    { "Connection could not be established with host \"mail.example.org:465\": stream_socket_client(): unable to "
      "connect to ssl://mail.example.org:465 (Connection timed out)",
      "port-blocked" },
    { "Unable to connect with STARTTLS: stream_socket_enable_crypto(): Peer certificate CN=`*.provider.example' did "
      "not match expected CN=`mail.example.org'",
      "cert-name-mismatch" },
    { "WP Mail SMTP: There was a problem while sending the test email. SMTP Error: data not accepted. SMTP server "
      "error: DATA END command failed Detail: Message rejected: spam content detected SMTP code: 550 Additional SMTP "
      "info: 5.7.1",
      "content-rejected" },
    { "wp_mail: SMTP connect() failed. Failed to connect to server: Connection refused (111)", "connection-refused" },
    { "lettre::transport::smtp::Error { kind: Connection, source: Os { code: 111, kind: ConnectionRefused } }",
      "connection-refused" },
    { "lettre: permanent error (550): 5.7.1 Sender address rejected: not logged in as that user", "sender-mismatch" },
    { "Elixir Bamboo.SMTPAdapter.SMTPError: {:permanent_failure, \"535 5.7.8 Bad credentials\"}", "bad-credentials" },
    { "gen_smtp: {error, no_more_hosts, {permanent_failure, \"smtp.example.org\", <<\"553 5.1.3 Invalid address\">>}}",
      "no-such-recipient" },
    { "gomail: could not send email 1: 452 4.5.3 Too many recipients", "sending-quota" },
    { "Perl Net::SMTP: Can't locate object method \"auth\": Need MIME::Base64 and Authen::SASL to do auth",
      "mechanism-unsupported" },
    { "Email::Sender::Failure: error after DATA: 5.7.1 Blocked by SpamAssassin", "content-rejected" },
    { "git send-email: Unable to initialize SMTP properly. Check config and use --smtp-debug. VALUES: "
      "server=smtp.example.org encryption=tls hello=box port=587",
      "port-blocked" },
    { "mutt: SASL authentication failed.", "refused-without-reason" },
    { "neomutt: SMTP session failed: 550 5.1.0 sender rejected", "sender-invalid" },
    { "fetchmail: SMTP error: 552 5.3.4 message too big", "message-too-large" },
    { "alpine: SMTP Authentication cancelled", "credentials-mangled" },
    { "Zabbix media type test failed: Login denied", "refused-without-reason" },
    { "Grafana: Failed to send alert notification email: gomail: could not connect: dial tcp: lookup mail.corp.local "
      "on 10.0.0.2:53: no such host",
      "wrong-host-or-port" },
    { "Nextcloud: Could not send mail: Expected response code 354 but got code \"554\", with message \"554 5.5.1 "
      "Error: no valid recipients\"",
      "protocol-error" },
    { "Jenkins: javax.mail.SendFailedException: Invalid Addresses; nested exception is: "
      "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 unknown or illegal alias: dev@example.org",
      "no-such-recipient" },
    { "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: localhost, 25; timeout -1",
      "wrong-host-or-port" },
    { "javax.mail.MessagingException: Could not connect to SMTP host: smtp.example.org, port: 465, response: -1",
      "tls-mode-mismatch" },
    { "javax.mail.NoSuchProviderException: smtp; PKIX path building failed: "
      "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to "
      "requested target",
      "cert-untrusted" },
    { "Oracle UTL_SMTP: ORA-29279: SMTP permanent error: 530 5.7.0 Must issue a STARTTLS command first",
      "encryption-required-first" },
    { "ORA-29278: SMTP transient error: 421 Service not available", "service-unavailable" },
    { "SQL Server Database Mail: The mail could not be sent to the recipients because of the mail server failure. "
      "Mailbox unavailable. The server response was: 5.7.1 Client was not authenticated",
      "auth-missing" },
    { "SAP SMTP: 504 5.7.4 Unrecognized authentication type", "mechanism-unsupported" },
    { "HP scan to email: SMTP error 535, authentication unsuccessful, check user name", "refused-without-reason" },
    { "Canon printer: #801 TLS error; encryption mandatory: 530 5.7.0 Must issue STARTTLS",
      "encryption-required-first" },
    { "Synology DSM: Test email failed: sender address rejected 550 5.7.60 SMTP; Client does not have permissions to "
      "send as this sender",
      "sender-mismatch" },
    { "1C: Не удалось отправить письмо: SMTP Authentication failed: 535 5.7.8 Error: authentication failed: Invalid "
      "user or password!",
      "bad-credentials" },
    { "1С:Предприятие: Ошибка при вызове метода контекста (Подключиться): Удаленный узел не прошел проверку "
      "(сертификат)",
      "cert-untrusted" },
    { "Bitrix: SMTP send error: Could not connect to host smtp.yandex.ru (110): Connection timed out", "port-blocked" },
    { "Foxmail 发送失败：服务器要求身份验证 503 Error: need EHLO and AUTH first !", "auth-missing" },
    { "发送邮件失败 554 DT:SPM 163 smtp11, spam message", "content-rejected" },
    { "550 Connection frequency limited QQ http://service.mail.qq.com/", "connection-limit" },
    { "421 HL:REP 163 smtp, 该IP发送行为异常，存在接收者大量不存在情况", "ip-blacklisted" },
    { "535 5.7.8 Oshibka: nevernyj login ili parol", "bad-credentials" },
    { "550 5.7.1 No such user! Takogo polzovatelya net", "no-such-recipient" },
    { "EHLO workstation\n250-mx.firma.example\n250-SIZE 52428800\n250 HELP\nAUTH LOGIN\n503 5.5.1 AUTH not available",
      "auth-not-offered" },
    { "<- 220 mail.example ESMTP\n -> EHLO x\n<- 250-mail.example\n<- 250-STARTTLS\n<- 250 SIZE\n -> MAIL "
      "FROM:<a@b.example>\n<** 530 5.7.0 Must issue a STARTTLS command first",
      "encryption-required-first" },
    { "S: 235 2.7.0 Authentication successful\nC: MAIL FROM:<news@shop.example>\nS: 553 5.7.1 <news@shop.example>: "
      "Sender address rejected: not owned by user info@shop.example",
      "sender-mismatch" },
    { "S: 354 End data with <CR><LF>.<CR><LF>\nC: .\nS: 550 5.7.1 High probability of spam", "content-rejected" },
    { "354 go ahead\n552 #5.3.4 message size exceeds limit", "message-too-large" },
    { "postfix/smtp[911]: ABC: to=<x@example.org>, relay=none, delay=30, dsn=4.4.3, status=deferred (Host or domain "
      "name not found. Name service error for name=example.org type=MX: Host not found, try again)",
      "dns-lookup-failed" },
    { "postfix/smtp[911]: DEF: to=<x@exmaple.org>, relay=none, dsn=5.4.4, status=bounced (Host or domain name not "
      "found. Name service error for name=exmaple.org type=AAAA: Host not found)",
      "recipient-domain-dns" },
    { "postfix/smtpd[22]: NOQUEUE: reject: RCPT from unknown[198.51.100.2]: 504 5.5.2 <DESKTOP-1>: Helo command "
      "rejected: need fully-qualified hostname; from=<a@b.example>",
      "helo-rejected" },
    { "postfix/smtp[4]: warning: SASL authentication failure: No worthy mechs found\npostfix/smtp[4]: status=deferred "
      "(SASL authentication failed; cannot authenticate to server smtp.example.org[192.0.2.9]: no mechanism available)",
      "mechanism-unsupported" },
    { "postfix/smtp[7]: TLS is required, but was not offered by host mail.example.org[192.0.2.7]",
      "starttls-not-offered" },
    { "postfix/smtp[8]: certificate verification failed for mail.example.org[192.0.2.8]:587: untrusted issuer /CN=Corp "
      "Root",
      "cert-untrusted" },
    { "postfix/smtp[8]: Server certificate not verified, certificate peer name mismatch: CN=srv1.hoster.example",
      "cert-name-mismatch" },
    { "exim: 2024-01-02 H=mail.example.net [192.0.2.5]: SMTP error from remote mail server after RCPT "
      "TO:<u@example.net>: 550 5.1.1 User unknown",
      "no-such-recipient" },
    { "exim: H=(win) [198.51.100.7] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted", "relay-denied" },
    { "exim: 1abc== bob@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out", "port-blocked" },
    { "exim: plain_server authenticator failed for (phone) [198.51.100.77]: 435 Unable to authenticate at present "
      "(set_id=anna): authentication socket connection error",
      "server-misconfigured" },
    { "sendmail: stat=Deferred: Connection refused by mx.example.org.", "connection-refused" },
    { "sendmail: ruleset=check_rcpt, arg1=<x@y.example>, relay=[198.51.100.3], reject=550 5.7.1 <x@y.example>... "
      "Relaying denied. Proper authentication required.",
      "auth-missing" },
    { "sendmail: 421 4.3.2 Connection rate limit exceeded.", "connection-limit" },
    { "dovecot: lmtp: Quota exceeded (mailbox for user is full) 552 5.2.2", "mailbox-full" },
    { "dovecot: auth: Error: sql: Query failed, aborting: Access denied for user; 454 4.7.0 Temporary authentication "
      "failure",
      "server-misconfigured" },
    { "qmail-smtpd: 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "relay-denied" },
    { "qmail: Sorry, I couldn't find any host named nosuch.example. (#5.1.2)", "recipient-domain-dns" },
    { "qmail: Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)", "port-blocked" },
    { "qmail: Sorry, no mailbox here by that name. (#5.1.1)", "no-such-recipient" },
    { "opensmtpd: smtp-out: Error on session: Connection refused", "connection-refused" },
    { "hMailServer: \"SMTPC\" \"RECEIVED: 550 5.7.1 Client host rejected: cannot find your reverse hostname\"",
      "rdns-missing" },
    { "MailEnable: 503 This mail server requires authentication when attempting to send to a non-local e-mail address.",
      "auth-missing" },
    { "Exchange 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay-denied" },
    { "Exchange 452 4.3.1 Insufficient system resources (UsedDiskSpace)", "service-unavailable" },
    { "Exchange 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "no-such-recipient" },
    { "550 5.7.708 Access denied, traffic not accepted from this IP", "ip-blacklisted" },
    { "550 5.7.501 Access denied, spam abuse detected", "account-disabled" },
    { "Amazon SES: 554 Transaction failed: Missing final '@domain'", "sender-invalid" },
    { "Amazon SES: 454 Throttling failure: Daily message quota exceeded", "sending-quota" },
    { "Amazon SES: 535 Authentication Credentials Invalid", "bad-credentials" },
    { "SendGrid: 451 Authentication failed: Maximum credits exceeded", "sending-quota" },
    { "SendGrid: 550 Unauthenticated senders not allowed", "auth-missing" },
    { "Mailgun: 421 Domain sandbox1.mailgun.org is not allowed to send: Free accounts are for test purposes only. "
      "Please add recipient as authorized",
      "sender-unverified" },
    { "Postmark: 406 inactive recipient; 422 sender signature not found: The 'From' address you supplied is not a "
      "Sender Signature on your account",
      "sender-unverified" },
    { "Brevo: 525 5.7.1 Unauthorized IP address", "ip-blacklisted" },
    { "Zoho: 553 Relaying disallowed as shop@other.example", "sender-unverified" },
    { "Zoho: 550 5.4.6 Unusual sending activity detected. Please try after sometime", "account-locked" },
    { "Yahoo: 535 5.7.0 (#AUTH005) Too many bad auth attempts.", "login-throttled" },
    { "Yahoo: 554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes",
      "content-rejected" },
    { "iCloud: 535 5.7.8 Error: authentication failed, use an app-specific password", "app-password-required" },
    { "GMX: 535 Authentication credentials invalid", "bad-credentials" },
    { "GMX/WEB.DE: 550 Requested action not taken: mailbox unavailable. Sender address is not allowed.",
      "sender-mismatch" },
    { "T-Online: 554 IP=203.0.113.7 - None/bad reputation. Ask your postmaster for help or to contact "
      "tobr@rx.t-online.de",
      "ip-blacklisted" },
    { "Mail.ru: 550 5.7.1 Message was not accepted -- invalid SPF", "spf-dkim-dmarc" },
    { "Mail.ru: 535 5.7.0 Invalid login or password", "bad-credentials" },
    { "Rambler: 535 5.7.8 Error: authentication failed: Use an app password", "app-password-required" },
    { "Yandex: 554 5.7.1 [2] Message rejected under suspicion of SPAM", "content-rejected" },
    { "Yandex: 451 4.5.3 Sorry, recipients limit exceeded", "sending-quota" },
    { "Sina: 535 the email account of client do not open smtp", "smtp-service-off" },
    { "Aliyun: 526 Authentication failure[0]", "bad-credentials" },
    { "139邮箱: 535 authentication failed, 请使用授权码登录", "authorization-code-required" },
    { "exmail.qq.com: 550 Mail content denied. http://service.exmail.qq.com/cgi-bin/help", "content-rejected" },
    { "Tencent: 501 mail from address must be same as authorization user", "sender-mismatch" },
    { "Proton Bridge: 454 4.7.0 invalid username or password", "bad-credentials" },
    { "Fastmail: 535 5.7.0 Incorrect username, password or access token", "bad-credentials" },
    { "OVH: 535 5.7.1 Authentication failed", "refused-without-reason" },
    { "Strato: 554 5.7.1 <a@b.example>: Relay access denied (Authentication required)", "auth-missing" },
    { "Gandi: 550 5.7.1 SPF MAIL FROM check failed", "spf-dkim-dmarc" },
    { "Hetzner: outbound port 25 is blocked by default: connect ETIMEDOUT 192.0.2.1:25", "port-blocked" },
    { "AWS EC2: dial tcp 192.0.2.1:25: connect: connection timed out", "port-blocked" },
    { "What is the best pasta recipe?", "nothing" },
    { "Error 404: page not found", "nothing" },
    { "apt: E: Could not get lock /var/lib/dpkg/lock-frontend", "nothing" },
};

static void test_wordings(void **state)
{
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        struct record record;
        struct diagnosis diagnosis;
        record_init(&record);
        intake_read(&record, span_of(wordings[i].text), &nothing_told);
        diagnose(&record, &diagnosis);
        const char *cause = diagnosis.candidate_count ? cause_row(diagnosis.candidates[0].cause)->label : "nothing";
        if (strcmp(cause, wordings[i].cause) != 0)
            fail_msg("%s: %s, not %s", wordings[i].text, cause, wordings[i].cause);
        record_clear(&record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_wordings) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
