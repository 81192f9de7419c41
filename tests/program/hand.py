#!/usr/bin/env python3
"""SMTP by hand on the command line: lines from a pipe and from a terminal, practice and a server as if it were real.

    tests/program/hand.py PROGRAM
"""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time

program = sys.argv[1]
passed = failed = 0
CASE = "all-well-starttls"
PASSWORD = "Sunday-Harbour-7"


def tell(name, good, seen=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"FAILED {name}\n{seen}", flush=True)


def environment():
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k.startswith("XDG_")})
    return env


def run(lines, *arguments):
    done = subprocess.run([program, "hand", *arguments], input="\n".join(lines).encode() + b"\n",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def commands(out):
    return [line[3:] for line in out.splitlines() if line.startswith("C: ")]


HELLO = ["EHLO me.example", "STARTTLS", "EHLO me.example"]

# ---- practice, from a pipe ----

status, out, err = run([*HELLO, ":login", "MAIL FROM:<anna@practice.example>", "RCPT TO:<bob@practice.example>", "DATA",
                        "Subject: hi", "", "hello", ".", "QUIT"], "--practice", CASE)
tell("a message", status == 0 and "accepted for practice" in out and not err, out + err)
tell("its commands", commands(out)[-8:] == ["MAIL FROM:<anna@practice.example>", "RCPT TO:<bob@practice.example>",
                                            "DATA", "Subject: hi", "", "hello", ".", "QUIT"], out)
tell("no password in it", PASSWORD not in out and "AUTH PLAIN <" in out, out)

status, out, err = run(["MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>"], "--practice", CASE)
tell("a mistake goes out the second time", commands(out) == ["MAIL FROM:<a@b.example>", "QUIT"] and "S: 503" in out, out)

status, out, err = run([*HELLO, "AUTH LOGIN", ":answer anna@practice.example", ":answer", PASSWORD,
                        ":decode AGFubmEA" + "c2VjcmV0"], "--practice", CASE)
tell("a challenge answered", "S: 235" in out and PASSWORD not in out and "Username:" in out, out)
tell("decoded without the password", "anna · ********" in out and "secret" not in out.split("235")[1], out)

for language, word in (("en", "begin with EHLO"), ("zh", "请先发 EHLO"), ("ru", "начните с EHLO")):
    status, out, err = run(["DATA"], "--practice", CASE, "--lang", language)
    tell("the coach speaks " + language, word in out.replace("\n# ", " "), out)

# ---- a server as if it were somebody's ----

serving = subprocess.Popen([program, "practice", "serve", CASE], stdout=subprocess.PIPE, env=environment())
ports = dict(re.findall(r"(\d+) 127\.0\.0\.1:(\d+)", (serving.stdout.readline() + serving.stdout.readline()).decode()))
server = "127.0.0.1:" + ports["587"]

status, out, err = run([*HELLO, "AUTH LOGIN", "AUTH LOGIN", "n", "MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>",
                        "y"], server)
tell("asked before a sign-in", "counts as a sign-in" in out and "AUTH LOGIN" not in commands(out), out)
tell("consent sends", "MAIL FROM:<a@b.example>" in commands(out), out)

status, out, err = run([*HELLO, *["AUTH PLAIN AGEAYg==", "AUTH PLAIN AGEAYg==", "y"] * 2], server, "--max-logins", "1")
tell("no more sign-ins than allowed", sum(c.startswith("AUTH") for c in commands(out)) == 1, out)

status, out, err = run(["QUIT"], "localhost:" + ports["465"], "--security", "tls")
tell("TLS from the start", status == 0 and "S: 220" in out and "TLSv1.3" in out, out + err)
serving.send_signal(signal.SIGTERM)
serving.wait(10)

# ---- what goes wrong ----

for arguments, wanted, word in ((["--practice", "no-such-case"], 64, "no-such-case"), ([], 64, "which server"),
                                (["mail.example:0"], 64, "65535"), (["mail.example:x"], 64, "65535"),
                                (["a", "b"], 64, "which server"), (["127.0.0.1:1"], 2, "")):
    status, out, err = run(["QUIT"], *arguments)
    tell(f"{arguments}", status == wanted and word in err, f"{status} {err}")


def hang_up(listening):
    client, _ = listening.accept()
    client.sendall(b"220 here\r\n")
    client.recv(100)
    client.close()


listening = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=hang_up, args=(listening,), daemon=True).start()
status, out, err = run(["EHLO me.example", "NOOP"], f"127.0.0.1:{listening.getsockname()[1]}")
tell("a server that hangs up", status == 0 and "The conversation is over" in out and not err, out + err)

# ---- a terminal ----


class Terminal:
    def __init__(self, *arguments):
        self.child, self.fd = pty.fork()
        if self.child == 0:
            os.execve(program, [program, "hand", *arguments], environment())
        self.seen = ""

    def await_text(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.fd, 4096).decode("utf-8", "replace")
                except OSError:
                    break
        return text in self.seen

    def say(self, line, answer):
        self.seen = ""
        os.write(self.fd, line.encode() + b"\n")
        return self.await_text(answer)

    def end(self):
        _, status = os.waitpid(self.child, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


terminal = Terminal("--practice", CASE)
terminal.await_text("> ")
good = terminal.say("EHLO me.example", "\n> ") and terminal.say("STARTTLS", "\n> ")
good = good and terminal.say("EHLO me.example", "\n> ") and terminal.say("AUTH LOGIN", "\n> ")
good = good and terminal.say(":answer anna@practice.example", "\n> ") and terminal.say(":answer", "given):")
tell("a prompt for the answer", good, terminal.seen)
tell("no echo of a password", terminal.say(PASSWORD, "S: 235") and PASSWORD not in terminal.seen, terminal.seen)
terminal.await_text("\n> ")
terminal.seen = ""
os.write(terminal.fd, b"\x03")
tell("Ctrl-C says QUIT", terminal.await_text("S: 221"), terminal.seen)
tell("and ends well", terminal.end() == 0)

terminal = Terminal("--practice", CASE)
terminal.await_text("> ")
terminal.seen = ""
os.write(terminal.fd, b"\x04")
tell("Ctrl-D says QUIT", terminal.await_text("S: 221") and terminal.end() == 0, terminal.seen)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
