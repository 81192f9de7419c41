#!/usr/bin/env python3
"""The practice server with clients that we did not write: swaks, curl, msmtp, Python's smtplib, PHPMailer and nodemailer.

    tests/program/clients.py PROGRAM

77 (skipped) when none of the three programs is installed.
"""

import base64
import json
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

program = sys.argv[1]
CLIENTS = 200
QUIET = {"smtplib"}  # here its error alone is printed, without a word that says whose it is
faults = []

# case, port, what signs in, whether it gets in, what the client is to show
ROWS = [
    ("all-well-starttls", 587, None, True, ""),
    ("wrong-password", 587, "Winter-2024", False, "535"),
    ("wrong-password", 587, "Winter-2025", True, ""),
    ("gmail-app-password", 465, "Summer-Balcony-3", False, "5.7.9"),
    ("qq-authorization-code", 465, "mima-Wode-2026", False, "authorization code"),
    ("sender-not-allowed", 587, "Red-Envelope-6", False, "553"),
    ("greylisted", 587, "Patient-Heron-9", False, "450"),
    ("too-many-connections", 587, "x", False, "421"),
    ("monday-morning/locked", 587, "Autumn-Rain-24", False, "locked"),
]


class Case:
    """A served case: its ports, and what its person typed."""

    def __init__(self, name):
        self.name = name
        before = time.monotonic()
        self.server = subprocess.Popen([program, "practice", "serve", name], stdout=subprocess.PIPE, text=True)
        self.ports = {}
        line = self.server.stdout.readline()
        self.started = time.monotonic() - before
        while line:
            seen, real = line.split()
            self.ports[int(seen)] = int(real.rsplit(":", 1)[1])
            if len(self.ports) >= self.count():
                break
            line = self.server.stdout.readline()

    def count(self):
        lines = self.text().splitlines()
        return sum(line.startswith(("listen ", "silent ", "close ", "reset ")) for line in lines)

    def text(self):
        root = Path(__file__).resolve().parents[2]
        return (root / "core/practice/cases" / (self.name.split("/")[0] + ".case")).read_text()

    def value(self, word):
        for line in self.text().splitlines():
            if line.startswith(word + " "):
                return line.split(None, 1)[1].strip('"')
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait(10)


def run(command, given="", home=None):
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                          check=False, env={"PATH": "/usr/bin:/bin", "HOME": home or "/nonexistent"})
    return done.returncode, done.stdout


def swaks(case, port, password):
    security = "--tls-on-connect" if port == 465 else "--tls"
    return run(["swaks", "--server", "127.0.0.1", "--port", str(case.ports[port]), security, "--auth", "LOGIN",
                "--auth-user", case.value("address"), "--auth-password", password, "--from",
                case.value("sender") or case.value("address"), "--to", case.value("recipient") or "john@practice.example",
                "--timeout", "20"])


def curl(case, port, password):
    scheme, tls = ("smtps", []) if port == 465 else ("smtp", ["--ssl-reqd"])
    return run(["curl", "-v", "--silent", "--show-error", "--insecure", *tls, "--max-time", "20", "--url",
                f"{scheme}://127.0.0.1:{case.ports[port]}", "--user", f"{case.value('address')}:{password}", "--mail-from",
                case.value("sender") or case.value("address"), "--mail-rcpt",
                case.value("recipient") or "john@practice.example", "--upload-file", "-"], "Subject: practice\n\nhello\n")


def msmtp(case, port, password):
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "msmtprc"
        config.write_text(f"account default\nhost 127.0.0.1\nport {case.ports[port]}\ntls on\ntls_certcheck off\n"
                          f"tls_starttls {'off' if port == 465 else 'on'}\nauth plain\nuser {case.value('address')}\n"
                          f"password \"{password}\"\nfrom {case.value('sender') or case.value('address')}\ntimeout 20\n")
        config.chmod(0o600)
        return run(["msmtp", "--file", str(config), "--debug", case.value("recipient") or "john@practice.example"],
                   "Subject: practice\n\nhello\n", home)


def python(case, port, password):
    try:
        kind = smtplib.SMTP_SSL if port == 465 else smtplib.SMTP
        with kind("127.0.0.1", case.ports[port], timeout=20) as smtp:
            if port != 465:
                smtp.starttls()
            smtp.login(case.value("address"), password)
            smtp.sendmail(case.value("sender") or case.value("address"),
                          [case.value("recipient") or "john@practice.example"], "Subject: practice\n\nhello\n")
    except (smtplib.SMTPException, OSError) as error:
        return 1, str(error)
    return 0, ""


PHPMAILER = """
require "/usr/share/php/libphp-phpmailer/autoload.php";
[, $port, $user, $password, $from, $to] = $argv;
$mail = new PHPMailer\\PHPMailer\\PHPMailer(true);
$mail->isSMTP();
$mail->Host = "127.0.0.1"; $mail->Port = $port; $mail->Timeout = 20; $mail->SMTPAuth = true; $mail->SMTPDebug = 2;
$mail->SMTPSecure = $port == getenv("IMPLICIT") ? "ssl" : "tls";
$mail->SMTPOptions = ["ssl" => ["verify_peer" => false, "verify_peer_name" => false, "allow_self_signed" => true]];
$mail->Username = $user; $mail->Password = $password;
try {
    $mail->setFrom($from); $mail->addAddress($to); $mail->Subject = "practice"; $mail->Body = "hello";
    $mail->send();
} catch (Exception $error) { echo $error->getMessage(); exit(1); }
"""

NODEMAILER = """
const [port, user, password, from, to] = process.argv.slice(1);
const transport = require("/usr/share/nodejs/nodemailer").createTransport({
    host: "127.0.0.1", port, secure: port === process.env.IMPLICIT, requireTLS: true,
    tls: { rejectUnauthorized: false }, auth: { user, pass: password }, connectionTimeout: 20000 });
transport.sendMail({ from, to, subject: "practice", text: "hello" }).then(
    () => process.exit(0), (error) => { console.log(error.message); process.exit(1); });
"""


def library(command):
    """A client that is a library: told by arguments, which of the ports has implicit TLS by the environment."""

    def client(case, port, password):
        words = [str(case.ports[port]), case.value("address"), password, case.value("sender") or case.value("address"),
                 case.value("recipient") or "john@practice.example"]
        implicit = str(case.ports.get(465, 0))
        done = subprocess.run([*command, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                              check=False, env={"PATH": "/usr/bin:/bin", "IMPLICIT": implicit})
        return done.returncode, done.stdout

    return client


def libraries():
    found = {"smtplib": python}
    if shutil.which("php") and Path("/usr/share/php/libphp-phpmailer").exists():
        found["PHPMailer"] = library(["php", "-r", PHPMAILER, "--"])
    if shutil.which("node") and Path("/usr/share/nodejs/nodemailer").exists():
        found["nodemailer"] = library(["node", "-e", NODEMAILER])
    return found


def read_back(client, case, password, out):
    """What the client printed, read by `logs` and `explain`: one failed sign-in, and the password is nowhere."""
    secrets = [password, base64.b64encode(password.encode()).decode().rstrip("="),
               base64.b64encode(f"\0{case.value('address')}\0{password}".encode()).decode().rstrip("=")]
    for command in ("logs", "explain"):
        for form in ("text", "json", "markdown"):
            done = subprocess.run([program, command, "--format", form], input=out, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
            if any(secret in done.stdout for secret in secrets):
                faults.append(f"{client}: {command} --format {form} shows the password")
            if command == "logs" and form == "json" and client not in QUIET:
                log = json.loads(done.stdout)
                counted = sum(group["kinds"].get("login-failed", 0) for group in log["groups"])
                if counted != log["failures"] or counted != 1:
                    faults.append(f"{client}: {log['failures']} failures read back, {counted} of them sign-ins, not 1")


def try_row(row, clients):
    name, port, password, works, shown = row
    for client_name, client in clients.items():
        with Case(name) as case:
            status, out = client(case, port, password or case.value("password"))
        if name == "wrong-password" and not works:
            read_back(client_name, case, password, out)
        if (status == 0) != works or shown not in out:
            faults.append(f"{client_name} and {name}: exit status {status}, '{shown}' wanted: {out[-400:]}")


def talk(port, errors):
    """One client of many: greeting, EHLO, QUIT."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            stream = line.makefile("rw", newline="\r\n")
            wanted = iter((("220", "EHLO me\n"), ("250", "QUIT\n"), ("221", "")))
            for code, command in wanted:
                reply = stream.readline()
                while reply[3:4] == "-":
                    reply = stream.readline()
                if not reply.startswith(code):
                    raise OSError(f"{code} wanted, {reply!r} came")
                stream.write(command)
                stream.flush()
    except OSError as error:
        errors.append(str(error))


def many():
    errors = []
    with Case("all-well-starttls") as case:
        before = time.monotonic()
        threads = [threading.Thread(target=talk, args=(case.ports[587], errors)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.monotonic() - before
    print(f"{CLIENTS} clients at once: {len(errors)} errors, {spent:.2f} s")
    faults.extend(errors[:3])


def start():
    """From the start of the program to its ports, the median of nine."""
    times = []
    for _ in range(9):
        with Case("wrong-password") as case:
            times.append(case.started)
    print(f"start of a case: {sorted(times)[4] * 1000:.0f} ms")


def main():
    clients = {name: client for name, client in (("swaks", swaks), ("curl", curl), ("msmtp", msmtp)) if shutil.which(name)}
    if not clients:
        print("skipped: neither swaks nor curl nor msmtp is here")
        sys.exit(77)
    for missing in {"swaks", "curl", "msmtp"} - set(clients):
        print(f"not here: {missing}")
    clients |= libraries()
    for row in ROWS:
        try_row(row, clients)
    many()
    start()
    print("with " + ", ".join(clients))
    print(f"{len(ROWS) * len(clients)} conversations, {len(faults)} faults")
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
