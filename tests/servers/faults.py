"""The table of faults: what is really wrong, and what the program must say.

Each row: name, the mail server that runs ("+imap", "+pop3": Dovecot's mailboxes beside it, "+smtp-refuses": only SMTP knows
nobody, "+other": with that certificate, "+local-names": they are known without their domain, "+windows-names": as DOMAIN\\user,
"+465-…": port 465 shows that certificate, "+delivers", "+junk": where mail goes, else nowhere; Exim's "+ntlm": see house.py;
nodemailer's: see nodemailer.js), what is wrong with it or with the network, the arguments of `smtpdoctor check`, the password (a
name of house.PASSWORDS, or the password itself; None: none), and the right verdict. `./dev faults` runs them all, `./dev faults
NAME` one.

What can be wrong: "config" (lines for the server's configuration; nodemailer's options as JSON), "certificate" (one of
house.CERTIFICATES), "rules" and "router" (packet filters of the client and of the router),
"hosts" (lines of the client's /etc/hosts), "resolver", "no-ca", "stop" (a server that is
stopped after the start), "nat" (the client's address as the router shows it), "once" (one run is enough: it takes
long), "isp" (a relay of the network's, on the router), "web" (settings are published over HTTPS), "everybody" (an
address that nobody has leads to that server), "on" (run on that server's machine), "before" (what is done first).
"""

import os
import senders
from house import DOMAIN, GATEWAYS4, PASSWORDS, SERVER4, SERVER6

ANNA = f"anna@{DOMAIN}"
MAIL = f"mail.{DOMAIN}"
DROP = "table inet t {\n chain out {\n  type filter hook output priority 0; policy accept;\n  %s\n }\n}\n"


def drop(*ports):
    return DROP % f"ip daddr {SERVER4} tcp dport {{ {', '.join(map(str, ports))} }} drop\n" \
                  f"ip6 daddr {SERVER6} tcp dport {{ {', '.join(map(str, ports))} }} drop"


def reject(*ports):
    return DROP % f"tcp dport {{ {', '.join(map(str, ports))} }} reject with icmpx admin-prohibited"


def on_the_way(what, *ports):
    """The same on the router between."""
    return "table inet t {\n chain way {\n  type filter hook forward priority 0; policy accept;\n" \
           f"  tcp dport {{ {', '.join(map(str, ports))} }} {what}\n }}\n}}\n"


def queue_up(house):
    """A message for a domain that nobody answers for stays in the queue."""
    house.on_server("postfix", "sendmail", "-f", ANNA, "nobody@silent.test", input="Subject: x\n\nx\n")


def on_its_machine(*script, text=None):
    """Something is done on the server's machine; the mounts there end with the server."""
    def act(house):
        for line in script:
            house.on_server("postfix", "sh", "-c", line, input=text)
    return act


OVER_USR = ("mkdir -p /run/upper /run/work", "mount -t overlay overlay -o lowerdir=/usr,upperdir=/run/upper,workdir=/run/work /usr")
DISK_FULL = on_its_machine("mount -t tmpfs -o size=2M tmpfs /var/mail", "head -c 2M /dev/zero > /var/mail/x; true")
NO_INODES = on_its_machine("mount -t tmpfs -o nr_inodes=30 tmpfs /var/mail",
                           "i=0; while touch /var/mail/$i; do i=$((i+1)); done 2>/dev/null; true")
DEBIAN_NAME = on_its_machine("cat > /run/hosts; mount --bind /run/hosts /etc/hosts", text=f"127.0.0.1 localhost\n127.0.1.1 {MAIL} mail\n")
BANS = on_its_machine(*OVER_USR, "cat > /usr/sbin/fail2ban-client; chmod +x /usr/sbin/fail2ban-client",
                      text=f"#!/bin/sh\necho \"[{{'sshd': ['203.0.113.5']}}, {{'postfix-sasl': ['203.0.113.6', '{SERVER4}']}}]\"\n")
OPEN_RELAY = "mynetworks = 0.0.0.0/0 [::]/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n" \
             "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination"
THROUGH_PROVIDER = "relayhost = [smtp.example.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n" \
                   "smtp_tls_security_level = encrypt\nsmtp_sasl_password_maps = "


def sign_in_twice(house):
    """Uses up what a limit of one allows."""
    for address in (SERVER4, SERVER6):
        house.client_python("import smtplib, ssl\n"
                            f"s = smtplib.SMTP('{address}', 587)\ns.ehlo()\ns.starttls(context=ssl._create_unverified_context())\n"
                            f"s.login('{ANNA}', '{PASSWORDS['anna']}')\n")


LARGE_FILE = "/usr/bin/env"
PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
LARGE_LOST = """table inet t {
 chain way {
  type filter hook forward priority 0; policy accept;
  meta length > 1300 drop
 }
}
"""
def sends_as(domain, *more):
    """anna's account, her mail address in another domain."""
    return [f"anna@{domain}", "--login", ANNA, "--server", MAIL, *more]


def published_by(name, *more):
    """anna's account, the server as another domain publishes it."""
    return [f"anna@{name}.{DOMAIN}", "--login", ANNA, "--sender", ANNA, *more]


LED_ELSEWHERE = "table inet way {\n chain before {\n  type nat hook prerouting priority dstnat;\n  tcp dport 587 redirect to :2588\n }\n}\n"
TWO_OF_THREE_PINGS_LOST = """table inet t {
 chain way {
  type filter hook forward priority 0; policy accept;
  icmp type echo-request numgen inc mod 3 < 2 drop
  icmpv6 type echo-request numgen inc mod 3 < 2 drop
 }
}
"""


RESOLVER = GATEWAYS4[0]  # where Unbound listens
ALL = (25, 465, 587, 2525)
FOUR = [ANNA, "--server", f"four.{DOMAIN}"]
OK = {"status": "ok"}


def problem(cause, side, family=None):
    return {"status": "problem", "cause": cause, "side": side, **({"family": family} if family else {})}


PORT_587 = [ANNA, "--server", MAIL, "--port", "587"]
OWN = "table inet t {\n %s\n chain out {\n  type filter hook output priority 0; policy accept;\n  %s\n }\n}\n"
UFW = """table inet t {
 chain user {
  meta l4proto { tcp, udp } ct state new accept
 }
 chain out {
  type filter hook output priority 0; policy drop;
  oif lo accept
  ct state established,related accept
  meta l4proto ipv6-icmp accept
  jump user
 }
}
"""

# name, mail server, what is wrong, arguments, password, the right verdict
FAULTS = [
    ("right-login", "postfix", {}, [ANNA], "anna", OK),
    ("right-login-465", "postfix", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna", OK),
    ("right-login-unicode", "postfix", {}, [f"boris@{DOMAIN}"], "boris", OK),
    ("right-login-recipient", "postfix", {}, [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna", OK),
    ("recipient-unknown", "postfix", {}, [ANNA, "--recipient", f"nobody@{DOMAIN}"], "anna",
     problem("no-such-recipient", "recipient")),
    ("sender-of-another", "postfix", {}, [ANNA, "--login", f"carol@{DOMAIN}"], "carol",
     problem("sender-mismatch", "user-settings")),
    ("message-too-large", "postfix", {}, [ANNA, "--size", "90000000"], "anna",
     problem("message-too-large", "user-settings")),
    ("test-message", "postfix", {}, [ANNA, "--send-to", f"boris@{DOMAIN}"], "anna", OK),
    ("test-message-unknown", "postfix", {}, [ANNA, "--send-to", f"nobody@{DOMAIN}"], "anna",
     problem("no-such-recipient", "recipient")),
    ("test-message-filtered", "postfix", {}, [ANNA, "--send-to", f"boris@{DOMAIN}", "--subject", "Cheap Rolex"], "anna",
     problem("content-rejected", "user-settings")),
    ("test-message-arrives", "postfix+imap+delivers", {}, [ANNA, "--send-to", ANNA], "anna",
     OK | {"finds": ("DATA-250", "DATA-TIMES", "INBOX", "INBOX-WAY"), "lacks": ("INBOX-JUNK",)}),
    ("test-message-in-junk", "postfix+imap+junk", {}, [ANNA, "--send-to", ANNA], "anna",
     {"status": "warning", "finds": ("INBOX-JUNK",), "lacks": ("INBOX", "INBOX-NONE")}),
    ("test-message-never-arrives", "postfix+imap", {"once": True}, [ANNA, "--send-to", ANNA], "anna",
     {"status": "warning", "finds": ("DATA-250", "INBOX-NONE"), "lacks": ("INBOX",)}),
    ("test-message-no-mailbox", "postfix", {}, [ANNA, "--send-to", ANNA], "anna", OK | {"finds": ("INBOX-UNKNOWN",)}),
    ("test-message-no-sign-in-left", "postfix+imap+delivers", {}, [ANNA, "--send-to", ANNA, "--max-logins", "1"], "anna",
     OK | {"finds": ("DATA-250",), "lacks": ("INBOX", "INBOX-NONE", "INBOX-UNKNOWN")}),
    ("wrong-password", "postfix", {}, [ANNA], "Not-It-99", problem("bad-credentials", "user-password")),
    ("blank-at-the-end", "postfix", {}, [ANNA, "--answer", "corrected=yes"], PASSWORDS["anna"] + " ",
     problem("bad-credentials", "user-password")),
    ("name-without-domain-wanted", "postfix+imap+local-names", {}, [ANNA], "anna",
     problem("wrong-username-form", "user-password") | {"certainty": "proven", "finds": ("AUTH-535", "LOGIN-FORM-235"),
                                                        "lacks": ("MAILBOX", "MAILBOX-NO"), "next_test": None, "names": r" anna\b(?!@)"}),
    ("name-with-domain-wanted", "postfix", {}, [ANNA, "--login", "anna"], "anna",
     problem("wrong-username-form", "user-password") | {"certainty": "proven", "finds": ("LOGIN-FORM-235",), "names": ANNA}),
    ("name-with-domain-wanted-not-windows", "postfix", {}, [ANNA, "--login", "CORP\\anna"], "anna",
     problem("wrong-username-form", "user-password") | {"certainty": "proven", "finds": ("LOGIN-FORM-235",), "names": ANNA}),
    ("name-in-another-form-as-well", "postfix+local-names", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535", "LOGIN-FORM-535")}),
    ("name-not-tried-with-two-logins", "postfix+local-names", {}, [ANNA, "--max-logins", "2"], "anna",
     problem("bad-credentials", "user-password") | {"lacks": ("LOGIN-FORM-235", "LOGIN-FORM-535")}),
    ("name-of-a-windows-domain", "postfix+windows-names", {}, [ANNA, "--login", "CORP\\anna"], "anna", OK),
    ("name-of-a-windows-domain-wanted", "exim+ntlm", {}, [ANNA], "anna",
     problem("wrong-username-form", "user-password") | {"certainty": "proven", "finds": ("AUTH-535", "LOGIN-FORM-235"),
                                                        "next_test": None, "names": r"CORP\\anna"}),
    ("name-of-a-windows-domain-typed", "exim+ntlm", {}, [ANNA, "--login", "CORP\\anna"], "anna",
     OK | {"lacks": ("AUTH-535", "LOGIN-FORM-235")}),
    ("name-of-a-windows-domain-no-better", "exim+ntlm", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535", "LOGIN-FORM-535")}),
    ("mailbox-refuses-too", "postfix+imap+pop3", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535", "MAILBOX-NO")}),
    ("mailbox-accepts", "postfix+imap+pop3+smtp-refuses", {}, [ANNA], "anna",
     problem("smtp-auth-disabled", "server") | {"finds": ("AUTH-535", "MAILBOX")}),
    ("mailbox-accepts-unicode", "postfix+imap+smtp-refuses", {}, [f"boris@{DOMAIN}"], "boris",
     problem("smtp-auth-disabled", "server") | {"finds": ("MAILBOX",)}),
    ("mailbox-pop3-alone", "postfix+pop3+smtp-refuses", {}, [ANNA], "anna",
     problem("smtp-auth-disabled", "server") | {"finds": ("MAILBOX-NONE", "MAILBOX")}),
    ("mailbox-certificate-of-another", "postfix+imap+other+smtp-refuses", {}, [ANNA], "anna",
     problem("bad-credentials", "user-password") | {"finds": ("MAILBOX-TLS", "MAILBOX-NONE")}),
    ("mailbox-encryption", "postfix+imap+pop3", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("MAILBOX-TLS-OK",)}),
    ("mailbox-encryption-of-another", "postfix+imap+other", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("MAILBOX-TLS-BAD",)}),
    ("mailbox-not-asked-again", "postfix+imap+pop3+smtp-refuses", {}, [ANNA, "--max-logins", "1"], "anna",
     problem("bad-credentials", "user-password")),
    ("settings-of-autoconfig", "postfix", {"web": True},
     [f"anna@web.{DOMAIN}", "--login", ANNA, "--sender", ANNA], "anna", OK),
    ("settings-of-autodiscover", "postfix", {"web": True},
     [f"anna@disco.{DOMAIN}", "--login", ANNA, "--sender", ANNA], "anna", OK),
    ("settings-of-the-public-database", "postfix", {"web": True, "hosts": f"{SERVER4} autoconfig.thunderbird.net"},
     [f"anna@db.{DOMAIN}", "--login", ANNA, "--sender", ANNA], "anna", OK),
    ("settings-of-whoever-runs-the-mail", "postfix", {"web": True, "hosts": f"{SERVER4} autoconfig.thunderbird.net"},
     [f"anna@hosted.{DOMAIN}", "--login", ANNA, "--sender", ANNA], "anna", OK),
    ("settings-of-whoever-not-asked", "postfix", {"web": True, "hosts": f"{SERVER4} autoconfig.thunderbird.net"},
     [f"anna@hosted.{DOMAIN}", "--login", ANNA, "--sender", ANNA, "--no-third-party"], "anna",
     {"status": "problem", "lacks": ("AUTH-235",)}),
    ("settings-not-asked-of-others", "postfix", {"web": True, "hosts": f"{SERVER4} autoconfig.thunderbird.net"},
     [f"anna@db.{DOMAIN}", "--login", ANNA, "--sender", ANNA, "--no-third-party"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("SETTINGS-NONE",)}),
    ("published-own-port", "postfix", {"router": on_the_way("drop", 25, 465, 587, 2525)}, published_by("odd"), "anna",
     OK | {"finds": ("SETTINGS", "AUTH-235"), "sign_ins": 1}),
    ("published-own-port-typed-server", "postfix", {"router": on_the_way("drop", 25, 465, 587, 2525)},
     published_by("odd", "--server", MAIL), "anna", OK | {"finds": ("AUTH-235",), "sign_ins": 1}),
    ("published-spare-server", "postfix", {}, published_by("spare"), "anna",
     OK | {"finds": ("PORT-REFUSED", "AUTH-235"), "sign_ins": 1}),
    ("published-two-servers", "postfix", {}, published_by("halves"), "anna",
     OK | {"finds": ("PORT-REFUSED", "AUTH-235"), "sign_ins": 1}),
    ("published-server-without-address", "postfix", {}, published_by("unnamed"), "anna",
     OK | {"finds": ("DNS-NXDOMAIN", "AUTH-235"), "sign_ins": 1}),
    ("published-first-has-another-certificate", "postfix", {}, published_by("trap"), "anna",
     OK | {"finds": ("CERT-NAME", "AUTH-235"), "sign_ins": 1}),
    ("published-both-wrong-password", "postfix", {}, published_by("spare", "--max-logins", "1"), "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535",), "sign_ins": 1}),
    ("published-that-none-is-offered", "postfix", {}, published_by("declined"), "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("SETTINGS-DECLINED",), "lacks": ("AUTH-235", "PORT"), "sign_ins": 0}),
    ("published-that-none-is-offered-but-typed", "postfix", {}, published_by("declined", "--server", MAIL), "anna",
     OK | {"finds": ("SETTINGS-DECLINED", "AUTH-235")}),
    ("bridge-not-running", "postfix", {}, ["anna@proton.me"], "anna",
     problem("connection-refused", "user-settings") | {"certainty": "proven", "finds": ("BRIDGE-OFF",), "names": "Bridge", "sign_ins": 0}),
    ("provider-reports-trouble", "strange-busy", {"web": True, "hosts": f"{SERVER4} status.proton.me smtp.protonmail.ch"},
     ["anna@proton.me", "--server", "smtp.protonmail.ch"], "anna",
     problem("service-unavailable", "server") | {"finds": ("STATUS-PAGE-TROUBLE",)}),
    ("network-wants-a-sign-in", "postfix", {"web": True, "hosts": f"{SERVER6} detectportal.firefox.com",
                                            "router": on_the_way("drop", 25, 465, 587, 2525)}, [ANNA], "anna",
     problem("captive-portal", "user-network") | {"finds": ("WEB-PORTAL",), "lacks": ("CLOCK", "WEB")}),
    ("web-open-ports-dropped", "postfix", {"web": True, "hosts": f"{SERVER4} detectportal.firefox.com",
                                           "router": on_the_way("drop", 25, 465, 587, 2525)}, [ANNA], "anna",
     problem("port-blocked", "user-network") | {"finds": ("WEB", "CLOCK"), "lacks": ("WEB-PORTAL", "NET-ALL")}),
    ("web-not-asked-of-others", "postfix", {"web": True, "hosts": f"{SERVER6} detectportal.firefox.com",
                                            "router": on_the_way("drop", 25, 465, 587, 2525)},
     [ANNA, "--sender", ANNA, "--no-third-party"], "anna", problem("port-blocked", "user-network") | {"lacks": ("WEB-PORTAL", "WEB")}),
    ("everything-answers", "strange-web", {"everybody": True}, [ANNA, "--server", f"four.{DOMAIN}", "--port", "587"], "anna",
     problem("middlebox-interference", "user-network") | {"finds": ("NET-ALL",)}),
    ("other-port-than-published", "postfix", {"web": True, "router": on_the_way("drop", 2526)},
     [f"anna@web.{DOMAIN}", "--login", ANNA, "--sender", ANNA, "--server", MAIL, "--port", "2526"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("SETTINGS-OTHER",)}),
    ("other-server-than-published", "postfix", {"web": True},
     [f"anna@web.{DOMAIN}", "--login", ANNA, "--sender", ANNA, "--server", f"four.{DOMAIN}"], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("SETTINGS-OTHER",)}),
    ("settings-of-a-program", "postfix", {}, [ANNA, "--settings", f"{PROGRAMS}/msmtprc"], "anna", OK | {"finds": ("SETTINGS-READ",)}),
    ("settings-of-a-program-that-do-not-fit", "postfix", {}, [ANNA, "--settings", f"{PROGRAMS}/prefs.js"], "anna",
     problem("tls-mode-mismatch", "user-settings") | {"finds": ("SETTINGS-READ",)}),
    ("domain-with-a-slip", "postfix", {}, [f"anna@naer.{DOMAIN}"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("TYPED-NEAR",)}),
    ("provider-with-a-slip", "postfix", {}, ["anna@gmial.com"], "anna",
     {"status": "problem", "finds": ("TYPED-NEAR",)}),
    ("port-with-a-slip", "postfix", {}, [ANNA, "--server", MAIL, "--port", "578"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("TYPED-PORT",)}),
    ("incoming-port", "postfix+imap", {}, [ANNA, "--server", MAIL, "--port", "993"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"finds": ("TYPED-INPORT",)}),
    ("resolver-dead-and-an-address", "postfix", {"resolver": f"{SERVER4}:5399"}, [ANNA, "--server", SERVER4, "--port", "587"],
     "anna", {"status": "problem", "cause": ("cert-name-mismatch", "dns-lookup-failed")}),
    ("wrong-port-25", "postfix", {}, [ANNA, "--server", MAIL, "--port", "25"], "anna",
     problem("auth-not-offered", "user-settings")),
    ("wrong-port-closed", "postfix", {}, [ANNA, "--server", MAIL, "--port", "2525"], "anna",
     {"status": "problem", "cause": ("wrong-host-or-port", "connection-refused")}),
    ("tls-on-587", "postfix", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "tls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("starttls-on-465", "postfix", {}, [ANNA, "--server", MAIL, "--port", "465", "--security", "starttls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("no-encryption-on-587", "postfix", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "none"], "anna",
     problem("encryption-required-first", "user-settings")),
    ("server-stopped", "none", {}, [ANNA, "--server", MAIL], "anna", problem("connection-refused", "server")),
    ("all-ports-dropped", "postfix", {"rules": drop(*ALL)}, [ANNA, "--server", MAIL], "anna",
     problem("port-blocked", "user-network")),
    ("port-587-dropped", "postfix", {"rules": drop(587)}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     problem("port-blocked", "user-network") | {"finds": ("FILTER",)}),
    ("side-ports-dropped", "postfix", {"rules": drop(25, 465)}, [ANNA], "anna", OK),
    ("ports-rejected", "postfix", {"rules": reject(*ALL)}, [ANNA, "--server", MAIL], "anna",
     problem("port-blocked", "user-network")),
    ("router-drops-all", "postfix", {"router": on_the_way("drop", *ALL)}, [ANNA, "--server", MAIL], "anna",
     problem("port-blocked", "user-network")),
    ("router-drops-587", "postfix", {"router": on_the_way("drop", 587)}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     problem("port-blocked", "user-network") | {"finds": ("TRACE-ENDS",)}),
    ("port-587-led-elsewhere", "postfix", {"isp": True, "router": LED_ELSEWHERE}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     problem("middlebox-interference", "user-network") | {"certainty": "likely", "finds": ("PORT-OTHERS", "STARTTLS-NONE")}),
    ("port-587-led-elsewhere-but-465", "postfix", {"isp": True, "router": LED_ELSEWHERE}, [ANNA], "anna",
     OK | {"finds": ("PORT-OTHERS", "AUTH-235"), "sign_ins": 1}),
    ("address-of-nobody", "postfix", {}, [ANNA, "--server", f"old.{DOMAIN}"], "anna",
     problem("wrong-host-or-port", "user-settings") | {"lacks": ("PORT-UNREACHABLE",)}),
    ("pings-lost", "postfix", {"router": TWO_OF_THREE_PINGS_LOST}, [ANNA, "--server", MAIL], "anna",
     {"status": "warning", "finds": ("PING-HALF", "AUTH-235")}),
    ("router-rejects", "postfix", {"router": on_the_way("reject with icmpx admin-prohibited", *ALL)},
     [ANNA, "--server", MAIL], "anna", problem("port-blocked", "user-network")),
    ("router-resets-587", "postfix", {"router": on_the_way("reject with tcp reset", 587)},
     [ANNA, "--server", MAIL, "--port", "587"], "anna", {"status": "problem", "cause": ("port-blocked", "wrong-host-or-port")}),
    # ---- this machine's own rules: found, and only those that are about it ----
    ("own-rule-in-a-chain", "postfix", {"rules": OWN % ("chain user { tcp dport 587 drop\n }", "jump user")}, PORT_587, "anna",
     problem("port-blocked", "user-network") | {"certainty": "proven", "finds": ("FILTER",)}),
    ("own-rule-by-a-set", "postfix", {"rules": OWN % ("set bad { type inet_service; elements = { 25, 587 } }", "tcp dport @bad drop")}, PORT_587,
     "anna", problem("port-blocked", "user-network") | {"certainty": "proven", "finds": ("FILTER",)}),
    ("own-rule-with-a-mark", "postfix", {"rules": OWN % ("", "meta mark 7 tcp dport 587 drop"), "router": on_the_way("drop", 587)}, PORT_587,
     "anna", problem("port-blocked", "user-network") | {"certainty": "likely", "finds": ("FILTER-MAYBE",), "lacks": ("FILTER", "FILTER-NONE")}),
    ("own-rule-of-another-address", "postfix", {"rules": OWN % ("", "ip daddr 203.0.113.9 drop"), "router": on_the_way("drop", 587)}, PORT_587,
     "anna", problem("port-blocked", "user-network") | {"certainty": "likely", "finds": ("FILTER-NONE",), "lacks": ("FILTER",)}),
    ("own-rule-of-other-ports", "postfix", {"rules": OWN % ("", "tcp dport != { 22, 53, 587 } drop"), "router": on_the_way("drop", 587)}, PORT_587,
     "anna", problem("port-blocked", "user-network") | {"certainty": "likely", "finds": ("FILTER-NONE",), "lacks": ("FILTER",)}),
    ("own-rule-of-another-user", "postfix", {"rules": OWN % ("", "meta skuid 65534 tcp dport 587 drop"), "router": on_the_way("drop", 587)},
     PORT_587, "anna", problem("port-blocked", "user-network") | {"certainty": "likely", "finds": ("FILTER-NONE",), "lacks": ("FILTER",)}),
    ("own-rules-as-ufw-builds-them", "postfix", {"rules": UFW, "router": on_the_way("drop", 587)}, PORT_587, "anna",
     problem("port-blocked", "user-network") | {"certainty": "likely", "finds": ("FILTER-NONE",), "lacks": ("FILTER",)}),
    ("relay-asked-for", "postfix", {}, [ANNA, "--server", MAIL, "--answer", "relay=test"], "anna",
     OK | {"finds": ("RELAY-454", "OUTSIDE-250")}),
    ("on-server", "postfix", {"on": "postfix", "config": "# nothing has passed through it yet"}, [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("LISTEN", "QUEUE-EMPTY", "DISK", "LOAD|LOAD-HIGH", "RELAY-454", "SETTING-OK")}),
    ("on-server-wrong-password", "postfix", {"on": "postfix"}, [ANNA, "--server", MAIL], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535", "SERVER-LOG")}),
    ("on-server-journal-wrong-password", "postfix+journal", {"on": "postfix"}, [ANNA, "--server", MAIL], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535", "SERVER-LOG")}),
    ("on-server-journal-is-quiet", "postfix+journal", {"on": "postfix", "config": "# with a journal of its own"}, [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("SERVER-LOG-QUIET",)}),
    ("on-server-log-is-quiet", "postfix", {"on": "postfix", "config": "# with a log of its own"}, [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("SERVER-LOG-QUIET",)}),
    ("on-server-queue", "postfix", {"on": "postfix", "before": queue_up}, [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("QUEUE",)}),
    ("on-server-relayhost", "postfix", {"on": "postfix", "config": "relayhost = [smtp.example.com]:587"}, [ANNA, "--server", MAIL], "anna",
     {"status": "warning", "finds": ("SETTING",)}),
    ("on-server-open-relay", "postfix", {"on": "postfix", "config": OPEN_RELAY}, [ANNA, "--server", MAIL], "anna",
     {"status": "warning", "finds": ("RELAY-OPEN-250",)}),
    ("on-server-disk-full", "postfix", {"on": "postfix", "config": "# a full disk", "before": DISK_FULL}, [ANNA, "--server", MAIL],
     "anna", {"status": "warning", "finds": ("DISK-FULL",)}),
    ("on-server-no-inodes", "postfix", {"on": "postfix", "config": "# no inodes", "before": NO_INODES}, [ANNA, "--server", MAIL],
     "anna", {"status": "warning", "finds": ("DISK-INODES",)}),
    ("on-server-own-address-banned", "postfix", {"on": "postfix", "config": "# bans", "before": BANS}, [ANNA, "--server", MAIL],
     "anna", {"status": "warning", "finds": ("BAN",)}),
    ("on-server-named-127.0.1.1", "postfix", {"on": "postfix", "config": "# as Debian names it", "before": DEBIAN_NAME},
     [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("LISTEN", "QUEUE-EMPTY", "DISK", "LOAD|LOAD-HIGH", "RELAY-454", "SETTING-OK")}),
    ("on-server-key-missing", "postfix", {"on": "postfix", "config": THROUGH_PROVIDER + "texthash:/run/sasl",
     "before": on_its_machine("cat > /run/sasl", text="smtp.example.com:587 anna:secret\n")}, [ANNA, "--server", MAIL], "anna",
     {"status": "warning", "finds": ("SETTING",)}),
    ("on-server-key-there", "postfix", {"on": "postfix", "config": THROUGH_PROVIDER + "texthash:/run/key",
     "before": on_its_machine("cat > /run/key", text="[smtp.example.com]:587 anna:secret\n")}, [ANNA, "--server", MAIL], "anna",
     {"status": ("ok", "warning"), "finds": ("SETTING-OK",)}),
    ("on-server-not-listening", "postfix", {"on": "postfix"}, [ANNA, "--server", MAIL, "--port", "2525"], "anna",
     {"status": "problem", "cause": ("connection-refused", "wrong-host-or-port"), "finds": ("LISTEN-NONE",)}),
    ("certificate-expired", "postfix", {"certificate": "expired"}, [ANNA], "anna", problem("cert-expired", "server")),
    ("certificate-of-another", "postfix", {"certificate": "other"}, [ANNA], "anna",
     problem("cert-name-mismatch", "user-settings")),
    ("certificate-unknown-issuer", "postfix", {"no-ca": True}, [ANNA], "anna", {"status": "problem", "cause": "cert-untrusted"}),
    ("name-not-existing", "postfix", {}, [ANNA, "--server", f"smtpp.{DOMAIN}"], "anna",
     problem("wrong-host-or-port", "user-settings")),
    ("hosts-file-stale", "postfix", {"hosts": f"127.0.0.9 {MAIL}"}, [ANNA, "--server", MAIL], "anna",
     problem("dns-lookup-failed", "user-network") | {"finds": ("HOSTS",)}),
    ("hosts-file-of-old-address", "postfix", {"hosts": f"10.77.1.99 {MAIL}"}, [ANNA, "--server", MAIL], "anna",
     problem("dns-lookup-failed", "user-network") | {"finds": ("HOSTS",)}),
    ("hosts-file-as-the-dns-says", "postfix", {"hosts": f"{SERVER4} {MAIL}"}, [ANNA, "--server", MAIL], "anna",
     OK | {"finds": ("DNS-SAME",), "lacks": ("HOSTS",)}),
    ("hosts-file-and-spf", "postfix", {"hosts": f"198.51.100.7 {MAIL}"}, FOUR, "anna", OK | {"finds": ("SPF",)}),
    ("resolver-by-tcp-alone", "postfix", {"rules": DROP % "udp dport 53 drop"}, [ANNA, "--server", MAIL], "anna",
     problem("dns-lookup-failed", "user-network") | {"finds": ("DNS-UDP",)}),
    ("resolver-by-tcp-alone-address-only", "postfix", {"rules": DROP % "udp dport 53 drop"}, [ANNA], "anna",
     problem("dns-lookup-failed", "user-network") | {"finds": ("DNS-UDP",)}),
    ("resolver-dead", "postfix", {"resolver": f"{SERVER4}:5399"}, [ANNA, "--server", MAIL], "anna",
     problem("dns-lookup-failed", "user-network")),
    ("resolver-dead-address-only", "postfix", {"resolver": f"{SERVER4}:5399"}, [ANNA], "anna",
     problem("dns-lookup-failed", "user-network")),
    ("no-such-domain", "postfix", {}, ["anna@nowhere.corp.test"], "anna", {"status": "problem", "cause": "wrong-host-or-port"}),
    ("resolver-silent", "postfix", {"rules": DROP % "udp dport 53 drop\ntcp dport 53 drop"}, [ANNA, "--server", MAIL],
     "anna", problem("dns-lookup-failed", "user-network")),
    ("ipv6-black-hole", "postfix", {}, [ANNA, "--server", f"sixhole.{DOMAIN}"], "anna",
     problem("cert-name-mismatch", "user-settings")),
    ("ipv6-black-hole-good", "postfix", {"rules": DROP % "ip6 nexthdr tcp drop"}, [ANNA], "anna",
     {"status": "warning", "finds": ("PORT-FAMILY",)}),
    ("exim-right-login", "exim", {}, [ANNA, "--server", MAIL], "anna", OK),
    ("exim-wrong-password", "exim", {}, [ANNA, "--server", MAIL], "Not-It-99", problem("bad-credentials", "user-password")),
    ("exim-tls-on-587", "exim", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "tls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("exim-starttls-on-465", "exim", {}, [ANNA, "--server", MAIL, "--port", "465", "--security", "starttls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("exim-no-encryption", "exim", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "none"], "anna",
     problem("encryption-required-first", "user-settings")),
    ("exim-port-dropped", "exim", {"rules": drop(587)}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     problem("port-blocked", "user-network") | {"finds": ("FILTER",)}),
    ("exim-stopped", "none", {}, [ANNA], "anna", problem("connection-refused", "server")),
    ("exim-certificate-expired", "exim", {"certificate": "expired"}, [ANNA], "anna", problem("cert-expired", "server")),
    # ---- what a Postfix administrator can set ----
    ("login-backend-down", "postfix", {"stop": "dovecot"}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     {"status": "problem", "side": "server", "unsteady": True}),
    ("client-refused-at-once", "postfix",
     {"config": "smtpd_delay_reject = no\nsmtpd_client_restrictions = check_client_access static:{REJECT Your network is not welcome here}"},
     [ANNA], "anna", {"status": "problem", "cause": ("ip-blacklisted", "service-unavailable")}),
    ("block-listed", "postfix", {"config": f"smtpd_delay_reject = no\nsmtpd_client_restrictions = reject_rbl_client bl.{DOMAIN}"},
     [ANNA], "anna", {"status": "problem", "cause": "ip-blacklisted"}),
    ("helo-refused", "postfix",
     {"config": "smtpd_delay_reject = no\nsmtpd_helo_restrictions = check_helo_access static:{550 5.7.1 Helo command rejected: Access denied}"},
     [ANNA], "anna", {"status": "problem", "cause": "helo-rejected"}),
    ("greylisted", "postfix",
     {"config": "smtpd_recipient_restrictions = check_recipient_access static:{450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help/example.html}"},
     [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna", {"status": "problem", "cause": "greylisted"}),
    ("mailbox-full", "postfix",
     {"config": "smtpd_recipient_restrictions = check_recipient_access inline:{{boris@corp.test = 552 5.2.2 Mailbox full}}, permit_sasl_authenticated, reject"},
     [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna", {"status": "problem", "cause": "mailbox-full", "side": "recipient"}),
    ("account-suspended", "postfix",
     {"config": "smtpd_recipient_restrictions = check_sasl_access static:{550 5.7.1 Your account has been suspended for sending spam}, reject"},
     [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna", {"status": "problem", "cause": "account-disabled"}),
    ("sending-quota", "postfix",
     {"config": "smtpd_recipient_restrictions = check_sasl_access static:{550 5.4.5 Daily user sending quota exceeded}, reject"},
     [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna", {"status": "problem", "cause": "sending-quota"}),
    ("sender-domain-unknown", "postfix",
     {"config": "smtpd_recipient_restrictions = reject_unknown_sender_domain, permit_sasl_authenticated, reject\nsmtpd_sender_login_maps ="},
     [ANNA, "--sender", "anna@nowhere.corp.test", "--recipient", f"boris@{DOMAIN}"], "anna",
     {"status": "problem", "cause": ("sender-invalid", "sender-mismatch")}),
    ("login-rate-limited", "postfix", {"config": "smtpd_client_auth_rate_limit = 1\nsmtpd_client_event_limit_exceptions =", "before": sign_in_twice},
     [ANNA, "--server", MAIL, "--port", "587"], "anna",
     {"status": "problem", "cause": ("login-throttled", "connection-limit"), "unsteady": True}),
    ("connections-limited", "postfix", {"config": "smtpd_client_connection_rate_limit = 1\nsmtpd_client_event_limit_exceptions =", "before": sign_in_twice},
     [ANNA, "--server", MAIL, "--port", "587"], "anna", {"status": "problem", "cause": "connection-limit"}),
    ("no-starttls", "postfix-plain", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     {"status": "problem", "cause": ("starttls-not-offered", "auth-not-offered")}),
    ("no-disk-space", "postfix", {"config": "queue_minfree = 9000000000000"}, [ANNA, "--recipient", f"boris@{DOMAIN}"], "anna",
     {"status": "problem", "side": "server"}),
    ("old-tls-only", "postfix", {"config": "smtpd_tls_mandatory_protocols = TLSv1\nsmtpd_tls_protocols = TLSv1\ntls_medium_cipherlist = ALL:@SECLEVEL=0\nsmtpd_tls_mandatory_ciphers = medium"},
     [ANNA, "--server", MAIL, "--port", "587"], "anna", {"status": "problem", "cause": "tls-version-mismatch"}),
    ("certificate-not-yet-valid", "postfix", {"certificate": "future"}, [ANNA], "anna", {"status": "problem", "family": "tls-certificate"}),
    ("clock-years-ahead", "exim", {"clock": "+3y"}, [ANNA, "--server", MAIL], "anna",
     problem("cert-expired", "user-settings") | {"finds": ("CLOCK-OFF",)}),
    ("clock-years-behind", "exim", {"clock": "-3y"}, [ANNA, "--server", MAIL], "anna",
     problem("cert-expired", "user-settings") | {"finds": ("CLOCK-OFF",)}),
    ("clock-ahead-and-nobody-tells", "postfix", {"clock": "+3y"}, [ANNA, "--server", MAIL], "anna",
     {"status": "problem", "cause": "cert-expired", "lacks": ("CLOCK-OFF", "CLOCK")}),
    ("certificate-self-signed", "postfix", {"certificate": "self"}, [ANNA], "anna", {"status": "problem", "cause": "cert-untrusted"}),
    ("certificate-of-antivirus", "postfix", {"certificate": "antivirus"}, [ANNA], "anna",
     problem("tls-interception", "user-network")),
    ("certificate-of-another-issuer-on-465", "postfix+465-company", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna",
     problem("cert-untrusted", "server") | {"certainty": "likely", "finds": ("CERT-OTHERS",), "considers": ("tls-interception",)}),
    ("certificate-of-antivirus-on-465", "postfix+465-antivirus", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna",
     problem("tls-interception", "user-network") | {"finds": ("CERT-PROXY", "CERT-OTHERS")}),
    ("certificate-left-behind-on-465", "postfix+465-expired", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna",
     problem("cert-expired", "server") | {"finds": ("CERT-BEHIND",)}),
    # ---- servers that are none ----
    ("silent-server", "strange-silent", {"once": True}, [ANNA, "--server", MAIL, "--port", "587"], "anna", {"status": "problem", "side": "server"}),
    ("hangs-up-at-once", "strange-closes", {}, [ANNA, "--server", MAIL], "anna", problem("dropped-connection", "server")),
    ("ssh-on-the-port", "strange-ssh", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("wrong-host-or-port", "user-settings")),
    ("pop3-on-the-port", "strange-pop3", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("wrong-host-or-port", "user-settings")),
    ("imap-on-the-port", "strange-imap", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("wrong-host-or-port", "user-settings")),
    ("web-on-the-port", "strange-web", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("wrong-host-or-port", "user-settings")),
    ("network-not-welcome", "strange-refuses", {}, [ANNA, "--server", MAIL], "anna", {"status": "problem", "cause": ("ip-blacklisted", "service-unavailable")}),
    ("server-busy", "strange-busy", {}, [ANNA, "--server", MAIL], "anna", problem("service-unavailable", "server")),
    ("rubbish-on-the-port", "strange-rubbish", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", {"status": "problem", "cause": ("wrong-host-or-port", "protocol-error")}),
    ("filter-writes-stars", "strange-stars", {}, [ANNA, "--server", MAIL, "--port", "25"], "anna", problem("middlebox-interference", "user-network")),
    # ---- what an Exim administrator can set ----
    ("exim-refuses-connections", "exim", {"config": "acl_smtp_connect = deny_all"}, [ANNA, "--server", MAIL], "anna",
     {"status": "problem", "cause": ("ip-blacklisted", "service-unavailable")}),
    ("exim-refuses-helo", "exim", {"config": "acl_smtp_helo = deny_all"}, [ANNA, "--server", MAIL], "anna",
     {"status": "problem", "cause": "helo-rejected"}),
    ("exim-one-connection", "exim", {"config": "smtp_accept_max = 1"}, [ANNA, "--server", MAIL, "--port", "587"], "anna",
     {"status": ("problem", "ok"), "unsteady": True}),
    ("exim-message-too-large", "exim", {"config": "message_size_limit = 5K"}, [ANNA, "--server", MAIL, "--size", "99999"], "anna",
     problem("message-too-large", "user-settings")),
    ("exim-on-server-wrong-password", "exim", {"on": "exim"}, [ANNA, "--server", MAIL], "Not-It-99",
     problem("bad-credentials", "user-password") | {"finds": ("AUTH-535",)}),
    ("exim-on-server", "exim", {"on": "exim"}, [ANNA, "--server", MAIL], "anna", {"status": ("ok", "warning"), "finds": ("LISTEN",)}),
    # ---- OpenSMTPD of Debian 12: its TLS is broken, a fault of the package (OpenSSL 3) ----
    ("opensmtpd-tls-broken", "opensmtpd", {}, [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("server-misconfigured", "server")),
    ("opensmtpd-tls-broken-465", "opensmtpd", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna", problem("server-misconfigured", "server")),
    ("opensmtpd-no-encryption", "opensmtpd", {}, [ANNA, "--server", MAIL, "--port", "25", "--security", "none"], "anna",
     {"status": "problem", "cause": ("auth-not-offered", "encryption-required-first", "server-misconfigured")}),
    # ---- nodemailer's smtp-server, as its manual sets it up ----
    ("nodemailer-right-login", "nodemailer", {}, [ANNA], "anna", OK),
    ("nodemailer-right-login-465", "nodemailer", {}, [ANNA, "--server", MAIL, "--port", "465"], "anna", OK),
    ("nodemailer-right-login-unicode", "nodemailer", {}, [f"boris@{DOMAIN}"], "boris", OK),
    ("nodemailer-test-message", "nodemailer", {}, [ANNA, "--send-to", f"boris@{DOMAIN}"], "anna", OK | {"finds": ("DATA-250",)}),
    ("nodemailer-wrong-password", "nodemailer", {}, [ANNA], "Not-It-99", problem("bad-credentials", "user-password")),
    ("nodemailer-wrong-password-as-in-the-manual", "nodemailer+says-what-the-manual", {}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password")),
    ("nodemailer-tls-on-587", "nodemailer", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "tls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("nodemailer-starttls-on-465", "nodemailer", {}, [ANNA, "--server", MAIL, "--port", "465", "--security", "starttls"], "anna",
     problem("tls-mode-mismatch", "user-settings")),
    ("nodemailer-no-encryption", "nodemailer", {}, [ANNA, "--server", MAIL, "--port", "587", "--security", "none"], "anna",
     problem("encryption-required-first", "user-settings")),
    ("nodemailer-no-encryption-and-it-is-sent", "nodemailer", {},
     [ANNA, "--server", MAIL, "--port", "587", "--security", "none", "--answer", "plain-text=send"], "anna",
     problem("encryption-required-first", "user-settings") | {"finds": ("AUTH-538",)}),
    ("nodemailer-no-encryption-auth-hidden", "nodemailer+auth-after-tls", {},
     [ANNA, "--server", MAIL, "--port", "587", "--security", "none"], "anna",
     problem("encryption-required-first", "user-settings")),
    ("nodemailer-no-starttls", "nodemailer", {"config": '{"hideSTARTTLS": true}'},
     [ANNA, "--server", MAIL, "--port", "587"], "anna", problem("starttls-not-offered", "user-settings")),
    ("nodemailer-no-starttls-and-it-is-sent", "nodemailer", {"config": '{"hideSTARTTLS": true}'},
     [ANNA, "--server", MAIL, "--port", "587", "--security", "none", "--answer", "plain-text=send"], "anna",
     {"status": ("ok", "warning"), "finds": ("AUTH-235",)}),
    ("nodemailer-port-25", "nodemailer", {}, [ANNA, "--server", MAIL, "--port", "25"], "anna",
     problem("auth-not-offered", "user-settings")),
    ("nodemailer-certificate-of-its-own", "nodemailer+own-certificate", {}, [ANNA], "anna", problem("cert-untrusted", "server")),
    ("nodemailer-no-certificate", "nodemailer", {"config": '{"cert": ""}'}, [ANNA], "anna",
     {"status": "problem", "cause": ("tls-version-mismatch", "server-misconfigured"), "side": "server"}),
    ("nodemailer-message-too-large", "nodemailer", {"config": '{"size": 5000}'}, [ANNA, "--size", "99999"], "anna",
     problem("message-too-large", "user-settings")),
    ("nodemailer-message-too-large-at-the-end", "nodemailer", {"config": '{"size": 5000, "hideSize": true}'},
     [ANNA, "--message", LARGE_FILE, "--send-to", f"boris@{DOMAIN}"], "anna", problem("message-too-large", "user-settings")),
    ("nodemailer-sender-of-another", "nodemailer", {}, [ANNA, "--sender", f"boris@{DOMAIN}"], "anna",
     problem("sender-mismatch", "user-settings")),
    ("nodemailer-recipient-unknown", "nodemailer", {}, [ANNA, "--recipient", f"nobody@{DOMAIN}"], "anna",
     problem("no-such-recipient", "recipient")),
    ("nodemailer-oauth-only", "nodemailer", {"config": '{"authMethods": ["XOAUTH2"]}'}, [ANNA], "anna",
     problem("oauth-required", "user-settings")),
    ("nodemailer-cram-md5-only", "nodemailer", {"config": '{"authMethods": ["CRAM-MD5"]}'}, [ANNA], "anna", OK),
    ("nodemailer-cram-md5-wrong-password", "nodemailer", {"config": '{"authMethods": ["CRAM-MD5"]}'}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password")),
    ("nodemailer-no-such-mechanism", "nodemailer", {"config": '{"authMethods": ["GSSAPI"]}'}, [ANNA], "anna",
     problem("mechanism-unsupported", "user-settings")),
    ("nodemailer-too-many-connections", "nodemailer+crowded", {"config": '{"maxClients": 1, "socketTimeout": 900000}'},
     [ANNA, "--server", MAIL], "anna", problem("connection-limit", "server")),
    ("nodemailer-hangs-up", "nodemailer+hangs-up", {}, [ANNA, "--server", MAIL], "anna", problem("dropped-connection", "server")),
    ("nodemailer-hangs-up-at-once", "nodemailer+hangs-up-at-once", {}, [ANNA, "--server", MAIL], "anna",
     problem("dropped-connection", "server")),
    ("nodemailer-no-backend", "nodemailer+no-backend", {}, [ANNA], "anna", problem("server-misconfigured", "server")),
    # ---- through a proxy ----
    ("proxy-socks", "postfix", {"proxies": True}, [ANNA, "--proxy", "socks5://10.77.0.254:1080"], "anna", OK),
    ("proxy-http", "postfix", {"proxies": True}, [ANNA, "--server", MAIL, "--port", "587", "--proxy", "http://10.77.0.254:3128"], "anna", OK),
    ("proxy-http-refuses", "postfix", {"proxies": True}, [ANNA, "--server", MAIL, "--port", "465", "--proxy", "http://10.77.0.254:3128"],
     "anna", problem("port-blocked", "user-network")),
    ("proxy-down", "postfix", {}, [ANNA, "--server", MAIL, "--proxy", "socks5://10.77.0.254:1999"], "anna",
     problem("network-unreachable", "user-network")),
    ("proxy-is-none", "postfix", {}, [ANNA, "--server", MAIL, "--proxy", f"http://{SERVER4}:25"], "anna",
     problem("network-unreachable", "user-network")),
    # ---- large packets lost: RFC 2923 ----
    ("mtu-black-hole", "postfix", {"router": LARGE_LOST, "once": True}, [ANNA, "--server", MAIL, "--port", "587", "--message", LARGE_FILE,
     "--send-to", f"boris@{DOMAIN}", "--timeout", "12"], "anna", problem("middlebox-interference", "user-network")),
    # ---- the sender's domain ----
    ("sender-in-order", "exim", {"web": True}, [ANNA, "--server", MAIL], "anna",
     OK | {"finds": ("SPF", "DKIM", "DMARC", "STS", "STS-POLICY", "TLSRPT", "DANE")}),
    ("sts-policy-missing", "exim", {}, sends_as(f"nopolicy.{DOMAIN}"), "anna",
     OK | {"finds": ("STS", "STS-POLICY-BROKEN"), "lacks": ("STS-POLICY",)}),
    ("sts-policy-of-other-servers", "exim", {"web": True}, sends_as(f"badpolicy.{DOMAIN}"), "anna",
     OK | {"finds": ("STS", "STS-POLICY-BROKEN", "TLSRPT-BROKEN"), "lacks": ("STS-POLICY", "TLSRPT")}),
    ("sts-policy-not-to-be-had", "exim", {}, [ANNA, "--server", MAIL], "anna",
     OK | {"finds": ("STS", "STS-POLICY-UNKNOWN"), "lacks": ("STS-POLICY", "STS-POLICY-BROKEN")}),
    ("inbound-records-broken", "exim", {}, sends_as(f"badinbound.{DOMAIN}"), "anna",
     OK | {"finds": ("STS-BROKEN", "TLSRPT-BROKEN", "DANE-BROKEN"), "lacks": ("STS", "STS-POLICY", "TLSRPT", "DANE")}),
    ("spf-missing", "exim", {}, sends_as(f"nospf.{DOMAIN}"), "anna", OK | {"finds": ("SPF-NONE", "DKIM-UNKNOWN", "DMARC")}),
    ("spf-two-records", "exim", {}, sends_as(f"twospf.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-BROKEN",)}),
    ("spf-syntax", "exim", {}, sends_as(f"badspf.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-BROKEN",)}),
    ("spf-too-many-lookups", "exim", {}, sends_as(f"manyspf.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-BROKEN",)}),
    ("spf-includes-nothing", "exim", {}, sends_as(f"endless.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-BROKEN",)}),
    ("spf-other-server", "exim", {}, sends_as(f"otherspf.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-OTHER",)}),
    ("spf-maybe-other-server", "exim", {}, sends_as(f"elsewhere.{DOMAIN}"), "anna", OK | {"finds": ("SPF-UNSURE",)}),
    ("spf-domain-sends-nothing", "exim", {}, sends_as(f"nomail.{DOMAIN}"), "anna", {"status": "warning", "finds": ("SPF-NOMAIL",)}),
    ("spf-anybody", "exim", {}, sends_as(f"anybody.{DOMAIN}"), "anna", OK | {"finds": ("SPF-ALL",)}),
    ("dkim-key-withdrawn", "exim", {}, [ANNA, "--answer", "dkim-selector=old"], "anna", OK | {"finds": ("DKIM-REVOKED",)}),
    ("dkim-key-unreadable", "exim", {}, [ANNA, "--answer", "dkim-selector=odd"], "anna", OK | {"finds": ("DKIM-BROKEN",)}),
    ("dkim-key-missing", "exim", {}, [ANNA, "--answer", "dkim-selector=none"], "anna", OK | {"finds": ("DKIM-NONE",)}),
    ("dmarc-two-records", "exim", {}, sends_as(f"twodmarc.{DOMAIN}"), "anna", OK | {"finds": ("DMARC-BROKEN",)}),
    ("dmarc-unknown-policy", "exim", {}, sends_as(f"baddmarc.{DOMAIN}"), "anna", OK | {"finds": ("DMARC-BROKEN",)}),
    ("dmarc-not-aligned", "exim", {}, sends_as(f"strict.{DOMAIN}", "--sender", ANNA), "anna",
     {"status": "warning", "finds": ("DMARC", "DMARC-OTHER")}),
    ("sender-domain-listed", "exim", {}, sends_as(f"spammy.{DOMAIN}"), "anna", {"status": "warning", "finds": ("LIST-DOMAIN",)}),
    # ---- the client's address, as the server sees it ----
    ("address-in-order", "exim", {"nat": senders.GOOD}, FOUR, "anna",
     OK | {"finds": ("SEEN", "PTR", "LIST-CLEAN", "LIST-REFUSED", "LIST-UNKNOWN")}),
    ("address-listed", "exim", {"nat": senders.LISTED}, FOUR, "anna", OK | {"finds": ("PTR-POOL", "LIST")}),
    ("address-of-home-line", "exim", {"nat": senders.HOME}, FOUR, "anna", OK | {"finds": ("LIST-HOME",)}),
    ("address-without-name", "exim", {"nat": senders.UNNAMED}, FOUR, "anna", OK | {"finds": ("PTR-NONE",)}),
    ("address-name-of-another", "exim", {"nat": senders.MISNAMED}, FOUR, "anna", OK | {"finds": ("PTR-OTHER",)}),
    ("list-refuses-resolver", "exim", {"nat": senders.REFUSED}, FOUR, "anna", OK | {"finds": ("PTR", "LIST-REFUSED")}),
    ("address-listed-refused", "exim", {"nat": senders.LISTED, "config": "acl_smtp_connect = deny_listed"}, FOUR, "anna",
     problem("ip-blacklisted", "user-network") | {"finds": ("SEEN", "LIST")}),
    ("no-third-party", "exim", {"nat": senders.LISTED}, [*FOUR, "--no-third-party"], "anna",
     OK | {"finds": ("PTR-POOL",), "lacks": ("LIST", "LIST-CLEAN", "LIST-DOMAIN")}),
    # ---- names ----
    ("name-without-address", "postfix", {}, [ANNA, "--server", f"noaddress.{DOMAIN}"], "anna", problem("wrong-host-or-port", "user-settings")),
    ("resolver-denies-provider", "postfix", {}, ["anna@gmail.com"], "anna", problem("dns-lookup-failed", "user-network")),
    ("alias-to-nowhere", "postfix", {}, [ANNA, "--server", f"dangling.{DOMAIN}"], "anna", {"status": "problem", "cause": ("wrong-host-or-port", "dns-lookup-failed")}),
    ("through-a-resolver", "postfix", {"resolver": RESOLVER}, [ANNA], "anna", OK),
    ("through-a-resolver-wrong-password", "postfix", {"resolver": RESOLVER}, [ANNA], "Not-It-99",
     problem("bad-credentials", "user-password")),
    ("name-not-existing-by-a-resolver", "postfix", {"resolver": RESOLVER}, [ANNA, "--server", f"smpt.{DOMAIN}"], "anna",
     problem("wrong-host-or-port", "user-settings")),
    ("resolver-refuses", "postfix", {}, ["anna@elsewhere.example", "--server", "smtp.elsewhere.example"], "anna", problem("dns-lookup-failed", "user-network")),
    ("server-of-old-address", "postfix", {}, [ANNA, "--server", f"old.{DOMAIN}"], "anna", {"status": "problem", "cause": ("port-blocked", "network-unreachable", "wrong-host-or-port"), "unsteady": True}),
    ("web-address-as-server", "postfix", {}, [ANNA, "--server", f"https://{MAIL}/"], "anna", {"status": "problem", "cause": "wrong-host-or-port"}),
    ("no-route", "none", {}, [ANNA, "--server", "198.51.100.9"], "anna", problem("network-unreachable", "user-network")),
    ("no-password", "postfix", {}, [ANNA], None, {"status": "undecided"}),
]
