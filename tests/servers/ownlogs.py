"""What the servers themselves wrote while a fault was on, given to `smtpdoctor logs`, and what it must make of it."""

import glob
import json
import os
import subprocess
import time

ANNA, BORIS = "anna@corp.test", "boris@corp.test"
CLIENT6 = "fd77::2"

# Fault: the server whose log it is, the kinds of lines that must have been counted, the cause that must come first (None: no
# failure at all), the account that it must be said of (None: the server does not write one).
OWN_LOGS = {
    "right-login": ("postfix", {"arrived"}, None, None),
    "test-message": ("postfix", {"arrived", "sender", "sent", "removed"}, None, None),
    "test-message-arrives": ("dovecot", {"login-ok"}, None, None),
    "mailbox-accepts-unicode": ("dovecot", {"login-ok"}, None, None),
    "wrong-password": ("postfix", {"login-failed"}, "bad-credentials", ANNA),
    "name-in-another-form-as-well": ("postfix", {"login-failed"}, "bad-credentials", ANNA),
    "recipient-unknown": ("postfix", {"rejected"}, "no-such-recipient", ANNA),
    "sender-of-another": ("postfix", {"rejected"}, "sender-mismatch", ANNA),
    "message-too-large": ("postfix", {"rejected"}, "message-too-large", ANNA),
    "test-message-filtered": ("postfix", {"rejected"}, "content-rejected", ANNA),
    "mailbox-full": ("postfix", {"rejected"}, "mailbox-full", ANNA),
    "greylisted": ("postfix", {"rejected"}, "greylisted", ANNA),
    "sending-quota": ("postfix", {"rejected"}, "sending-quota", ANNA),
    "account-suspended": ("postfix", {"rejected"}, "account-disabled", ANNA),
    "block-listed": ("postfix", {"rejected"}, "ip-blacklisted", None),
    "client-refused-at-once": ("postfix", {"rejected"}, "ip-blacklisted", None),
    "helo-refused": ("postfix", {"rejected"}, "helo-rejected", None),
    "connections-limited": ("postfix", {"rejected"}, "connection-limit", None),
    "login-rate-limited": ("postfix", {"rejected"}, ("login-throttled", "sending-quota"), None),
    "login-backend-down": ("postfix", {"trouble"}, "server-misconfigured", None),
    "starttls-on-465": ("postfix", {"tls-failed"}, "dropped-connection", None),
    "relay-asked-for": ("postfix", {"rejected"}, "relay-denied", None),
    "on-server-journal-wrong-password": ("journal", {"login-failed"}, "bad-credentials", ANNA),
    "exim-wrong-password": ("exim", {"login-failed"}, "bad-credentials", ANNA),
    "name-of-a-windows-domain-wanted": ("exim", {"login-failed"}, "bad-credentials", ANNA),
    "exim-message-too-large": ("exim", {"rejected"}, "message-too-large", ANNA),
    "exim-refuses-connections": ("exim", {"rejected"}, "ip-blacklisted", None),
    "exim-refuses-helo": ("exim", {"rejected"}, "helo-rejected", None),
    "exim-starttls-on-465": ("exim", {"tls-failed"}, "dropped-connection", None),
    "opensmtpd-tls-broken": ("opensmtpd", {"tls-failed"}, "server-misconfigured", None),
}

WHERE = {"postfix": "/proc/{pid}/root/var/log/mail.log", "dovecot": "{dir}/dovecot.log", "exim": "{dir}/tmp/exim_*log",
         "opensmtpd": "{dir}/opensmtpd.log"}
PATIENCE = 5  # seconds until a server must have written what it did


class OwnLog:
    """The log of the server that a fault of OWN_LOGS names, from now on."""

    def __init__(self, house, name):
        self.server, self.kinds, self.cause, self.account = OWN_LOGS[name]
        self.journal = [*house.inside("postfix"), "journalctl", "-o", "json", "--no-pager"] if self.server == "journal" else None
        pid = house.processes["postfix" if self.journal else self.server].pid
        self.place = WHERE.get(self.server, "").format(pid=pid, dir=house.dir)
        self.begins = {path: os.path.getsize(path) for path in glob.glob(self.place)}

    def lines(self):
        if self.journal:
            return subprocess.run(self.journal, stdout=subprocess.PIPE, check=True).stdout
        texts = []
        for path in sorted(glob.glob(self.place)):
            with open(path, "rb") as file:
                file.seek(self.begins.get(path, 0))
                texts.append(file.read())
        return b"".join(texts)

    def faults_of(self, program):
        done = subprocess.run([program, "logs", "--format", "json"], input=self.lines(), stdout=subprocess.PIPE, check=False)
        answer = json.loads(done.stdout)
        kinds, causes = answer["kinds"], [cause["cause"] for cause in answer["causes"]]
        wanted = self.cause if isinstance(self.cause, tuple) else (self.cause,)
        faults = [f"no line is {kind}" for kind in sorted(self.kinds - set(kinds))]
        if kinds.get("unread") and not self.journal:  # the journal has its own lines
            faults.append(f"{kinds['unread']} lines not understood")
        if (causes[0] if causes else None) not in wanted:
            faults.append(f"causes {causes}, not {self.cause}")
        if self.account:  # a sender whom the log does not show signing in is told only when asked for
            asked = subprocess.run([program, "logs", "--format", "json", "--account", self.account], input=self.lines(),
                                   stdout=subprocess.PIPE, check=False)
            of_account = [cause["cause"] for cause in json.loads(asked.stdout)["causes"]]
            if (of_account[0] if of_account else None) not in wanted:
                faults.append(f"of {self.account}: {of_account}")
        if self.cause and self.server != "journal" and CLIENT6 not in [client["client"] for client in answer["clients"]]:
            faults.append(f"nothing said of {CLIENT6}")
        return faults

    def check(self, program):
        """What is wrong, a line each. Some servers write a moment later than they answer."""
        until = time.monotonic() + PATIENCE
        while (faults := self.faults_of(program)) and time.monotonic() < until:
            time.sleep(0.05)
        if faults:
            faults.append(self.lines().decode("utf-8", "replace"))
        return [f"[log of {self.server}] {fault}" for fault in faults]
