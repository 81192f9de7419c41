#!/usr/bin/env python3
"""Bad input and hostile servers: a clear sentence or a finding, in time, never a crash.

    tests/program/bad_input.py PROGRAM
"""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time

program = sys.argv[1]
place = tempfile.mkdtemp(prefix="smtpdoctor-bad-")
passed = failed = 0


def tell(name, fault):
    global passed, failed
    passed += not fault
    failed += bool(fault)
    if fault:
        print(f"FAILED {name}: {fault}", flush=True)


def run(*arguments, stdin="", environment=None, timeout=30):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(environment or {})}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    done = subprocess.run([program, *arguments], input=stdin.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=env, timeout=timeout, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def file_with(name, content, mode=0o600):
    path = os.path.join(place, name)
    with open(path, "wb") as out:
        out.write(content)
    os.chmod(path, mode)
    return path


# ---- the command line: arguments, exit status, what must stand in the answer ----

NUL = file_with("nul", b"a\0b")
LONG = file_with("long", b"x" * 70000)
THERE = file_with("there", b"keep me")
ROWS = [
    (["check", "--prot", "5"], 64, "--port"),
    (["check", "anna"], 64, "anna"),
    (["check"], 64, "check anna@example.com"),
    (["check", "a@b.example", "--port", "0"], 64, "65535"),
    (["check", "a@b.example", "--port", "99999"], 64, "65535"),
    (["check", "a@b.example", "--port", "abc"], 64, "65535"),
    (["check", "a@b.example", "--port"], 64, "--port"),
    (["check", "a@b.example", "--security", "rot13"], 64, "starttls"),
    (["check", "a@b.example", "--mechanism", "ROT13"], 64, "PLAIN"),
    (["check", "a@b.example", "--max-logins", "-1"], 64, "20"),
    (["check", "a@b.example", "--timeout", "0"], 64, "3600"),
    (["check", "a@b.example", "--answer", "nothing"], 64, "corrected=yes"),
    (["check", "a@b.example", "--answer", "web=yes"], 64, "webmail, which-secret"),
    (["check", "a@b.example", "--answer", "webmail=perhaps"], 64, "yes, no, unknown"),
    (["explain", "535 x", "--answer", "plain-text=now"], 64, "send"),
    (["check", "a@b.example", "--password-file", "/no/such/file"], 64, "/no/such/file"),
    (["check", "a@b.example", "--password-file", NUL], 64, NUL),
    (["check", "a@b.example", "--password-file", LONG], 64, "64"),
    (["check", "a@b.example", "--password-file", NUL, "--password-command", "true"], 64, "--password-command"),
    (["check", "a@b.example", "--password-command", "exit 3"], 64, "exit 3"),
    (["check", "a@b.example", "c@d.example"], 64, "c@d.example"),
    (["check", "--practice", "no-such-case"], 64, "no-such-case"),
    (["check", "a@b.example", "--format", "xml"], 64, "markdown"),
    (["check", "a@b.example", "--lang", "de"], 64, "ru"),
    (["explain", "--recipient", "x@y.example", "z"], 64, "--recipient"),
    (["explain", "the quick brown fox"], 3, ""),
    (["explain", "/no/such/file/at/all"], 3, ""),
    (["practice", "serve", THERE], 64, "there"),
    (["providers", "nobody@nowhere.example"], 3, "nobody@nowhere.example"),
    (["explain", "535"], 0, "535"),
    (["explain", "5.7.8"], 0, ""),
    (["explain", "AUTH"], 0, ""),
    (["explain", "STARTTLS"], 0, ""),
    (["explain", "AUTH-535"], 0, ""),
    (["explain", "bad-credentials"], 0, ""),
    (["--version"], 0, "smtpdoctor"),
    (["--help"], 0, "smtpdoctor check"),
    (["check", "--help"], 0, "--password-file"),
]


def check_command_line():
    for arguments, status, word in ROWS:
        for language in ("en", "zh", "ru"):
            got, out, err = run(*arguments, *(["--lang", language] if "--lang" not in arguments else []))
            fault = None
            if got != status:
                fault = f"exit status {got}, not {status}: {err[:200]}"
            elif word not in out + err:
                fault = f"{word!r} is not named: {err[:200]}"
            elif re.search(r"\b(cli|report|usage|about|value|option-\w+)\.[a-z-]+\b", out + err):
                fault = f"a key instead of a text: {(out + err)[:200]}"
            tell(f"{' '.join(arguments)[:60]} [{language}]", fault)


def check_output_file():
    status, _, err = run("explain", "550 5.1.1 no", "--output", THERE)
    with open(THERE, encoding="utf-8") as kept:
        tell("--output over a file", None if status == 64 and kept.read() == "keep me" else f"{status} {err}")
    new = os.path.join(place, "new.txt")
    run("explain", "550 5.1.1 no", "--output", new)
    tell("--output into a new file", None if stat.S_IMODE(os.stat(new).st_mode) == 0o600 else "mode is not 0600")


def check_terminals():
    for name, environment in (("no terminal", {}), ("dumb", {"TERM": "dumb"}), ("unknown", {"TERM": "no-such-term"}),
                              ("LANG=C", {"LC_ALL": "C", "TERM": "xterm"})):
        status, out, err = run(environment=environment)
        tell(f"the wizard with {name}", None if status == 64 and (out + err).strip() else f"{status} {out} {err}")


def check_without_libraries():
    """Those that are loaded at their first use are missing: said, and nobody else is blamed."""
    for name in ("libcurl.so.4", "libgmime-3.0.so.0"):
        file_with(name, b"no library")
    gone = {"LD_LIBRARY_PATH": place}
    message = file_with("letter.eml", b"From: a@b.example\nSubject: hi\n\nhi\n")
    for language in ("en", "zh", "ru"):
        status, _, err = run("check", "a@b.example", "--send-to", "c@d.example", "--lang", language, environment=gone)
        tell(f"no GMime [{language}]", None if status == 70 and "libgmime-3.0-0" in err else f"{status} {err}")
    _, out, _ = run("check", "--practice", "all-well-tls", "--message", message, "--format", "json", environment=gone)
    codes = [finding["code"] for finding in json.loads(out)["findings"]]
    tell("a message without GMime", None if "MESSAGE-UNREAD" in codes and "MESSAGE-FAULT" not in codes else codes)
    _, out, _ = run("check", "a@b.example", "--server", "127.0.0.1", "--timeout", "2", "--format", "json",
                    environment=gone)
    pages = [finding["detail"] for finding in json.loads(out)["findings"] if finding["check"] == "status-page"]
    tell("a page without libcurl", None if pages == ["unable"] else pages)


def check_each():
    lines = ['{"id": 1, "text": "535 5.7.8 no"}', "no json", '{"id": 2}', "", '{"id": "x", "text": ""}', "[]"]
    _, out, _ = run("explain", "--each", "--format", "json", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in out.splitlines()]
    good = len(answers) == 5 and answers[0]["id"] == 1 and answers[0]["causes"] and "error" in answers[1]
    tell("--each with broken lines", None if good else out)


# ---- hostile servers ----

def drip(connection):
    for byte in b"220 slow.example ESMTP, one byte a time, for ever and ever and ever\r\n" * 100:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def endless(connection):
    while True:
        connection.sendall(b"220-and another line\r\n" * 500)


def long_line(connection):
    connection.sendall(b"220 " + b"x" * 10_000_000)
    connection.recv(1)


def ehlo_of(answer):
    def speak(connection):
        connection.sendall(b"220 hi.example ESMTP\r\n")
        connection.recv(1000)
        connection.sendall(answer)
        connection.recv(1000)
        connection.recv(1000)
    return speak


def says(answer):
    def speak(connection):
        connection.sendall(answer)
        connection.recv(1000)
    return speak


def echo_password(connection):
    connection.sendall(b"220 hi.example ESMTP\r\n")
    connection.recv(1000)
    connection.sendall(b"250-hi.example\r\n250 AUTH LOGIN\r\n")
    connection.recv(1000)
    connection.sendall(b"334 VXNlcm5hbWU6\r\n")
    connection.recv(1000)
    connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
    secret = connection.recv(1000)
    connection.sendall(b"535 5.7.8 no: S3cr3t-Pa55 " + secret)
    connection.recv(1000)


HOSTILE = {
    "zero bytes": says(b"220 a\0b\0c\r\n"),
    "escapes": says(b"220 \x1b]0;evil\x07\x1b[2J\x1b[31m\xe2\x80\xaeevil\r\n"),
    "10 MB line": long_line,
    "endless continuation": endless,
    "one byte a time": drip,
    "nothing at all": lambda connection: connection.recv(1),
    "closes inside a reply": lambda connection: connection.sendall(b"220-half a"),
    "code changes": says(b"220-a\r\n550 b\r\n"),
    "no reply at all": says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "two digits": says(b"22 what\r\n"),
    "EHLO of 10,000 lines": ehlo_of(b"250-X-LINE\r\n" * 10_000 + b"250 OK\r\n"),
    "EHLO of 1,000 mechanisms": ehlo_of(b"250-hi\r\n250 AUTH " + b" ".join(b"M%d" % n for n in range(1000)) + b"\r\n"),
    "STARTTLS then plain": ehlo_of(b"250-hi\r\n250 STARTTLS\r\n220 go\r\n250 not TLS at all\r\n"),
    "AUTH challenge that is none": ehlo_of(b"250-hi\r\n250 AUTH CRAM-MD5\r\n334 !!!not base64!!!\r\n"),
    "echoes the password": echo_password,
}


def serve(speak, listener):
    def talk(connection):
        try:
            speak(connection)
        except OSError:
            pass
        connection.close()
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=talk, args=(connection,), daemon=True).start()


def check_hostile():
    for name, speak in HOSTILE.items():
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(speak, listener), daemon=True).start()
        security = "starttls" if name == "STARTTLS then plain" else "none"
        began = time.monotonic()
        status, out, err = run("check", "anna@hostile.example", "--server", "127.0.0.1", "--port",
                               str(listener.getsockname()[1]), "--security", security, "--timeout", "3", "--format", "json",
                               "--answer", "plain-text=send", "--password-file", "-", "--resolver", "127.0.0.1:9",
                               stdin="S3cr3t-Pa55")
        took = time.monotonic() - began
        listener.close()
        tell(f"hostile: {name}", hostile_fault(status, out, err, took))


def hostile_fault(status, out, err, took):
    if status not in (0, 1, 2, 3):
        return f"exit status {status}: {err[-400:]}"
    if took > 4.5:
        return f"took {took:.1f} s with a limit of 3 s"
    if "S3cr3t-Pa55" in out + err or "UzNjcjN0LVBhNTU" in out + err:
        return "the password is in the output"
    if any(ord(c) < 32 and c != "\n" for c in out) or "\u202e" in out:
        return "a control character is in the output"
    answer = json.loads(out)
    if answer["verdict"]["status"] in ("ok", "warning"):
        return "this server is not well"
    if len(out) > 3_000_000:
        return f"{len(out)} bytes of output"
    return None if answer["findings"] else "no finding"


def check_interrupt():
    listener = socket.create_server(("127.0.0.1", 0))
    process = subprocess.Popen([program, "check", "a@b.example", "--server", "127.0.0.1", "--port",
                                str(listener.getsockname()[1]), "--security", "none", "--resolver", "127.0.0.1:9"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    connection, _ = listener.accept()
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    took = time.monotonic() - began
    connection.close()
    tell("Ctrl-C", None if took < 0.5 and out.strip() else f"took {took:.2f} s: {out[:100]}")


def main():
    check_command_line()
    check_output_file()
    check_terminals()
    check_without_libraries()
    check_each()
    check_hostile()
    check_interrupt()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
