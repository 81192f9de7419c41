#!/usr/bin/env python3
"""Counts of a generated log against what was written and against an independent count.

    tests/program/logs.py PROGRAM GENERATOR
"""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, GENERATOR = sys.argv[1:3]
BYTES = 3_000_000
PATTERNS = {"sent": rb"status=sent ", "deferred": rb"status=deferred ", "bounced": rb"status=bounced ",
            "rejected": rb" reject: ", "login-failed": rb"SASL \w+ authentication failed"}


def logs(*arguments, given=None):
    done = subprocess.run([PROGRAM, "logs", "--format", "json", *arguments], input=given, capture_output=True,
                          check=False)
    assert done.returncode in (0, 2), done.stderr.decode()
    return json.loads(done.stdout)


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got}, not {wanted}")


def compare(what, answer, known, counted):
    kinds = answer["kinds"]
    for word, count in counted.items():
        expect(f"{what}, {word}", kinds.get(word, 0), count)
        expect(f"{what}, {word} as written", count, known[word.replace("-", "_")])
    expect(f"{what}, lines", answer["lines"], known["lines"])
    expect(f"{what}, bytes", answer["bytes"], known["bytes"])
    expect(f"{what}, sign-ins", answer["logins_ok"], known["login_ok"])
    failures = sum(counted[word] for word in ("deferred", "bounced", "rejected", "login-failed"))
    expect(f"{what}, failures", answer["failures"], failures)
    expect(f"{what}, groups", sum(group["count"] for group in answer["groups"]), failures)
    expect(f"{what}, hours", sum(sum(hour["causes"].values()) for hour in answer["hours"]), failures)


def nothing(folder, lines):
    """Where there is nothing to judge, nothing is said to be well."""
    path = os.path.join(folder, "some.log")
    with open(path, "wb") as file:
        file.writelines(lines)
    noise = os.path.join(folder, "noise.log")
    with open(noise, "wb") as file:
        file.write(b"once upon a time\n" * 50)
    for what, arguments, status in (("account", [path, "--account", "nobody@x.example"], 3), ("id", [path, "--id", "no"], 3),
                                    ("time", [path, "--from", "2037-01-01 00:00"], 3), ("empty", ["/dev/null"], 3),
                                    ("folder", [folder], 3), ("noise", [noise], 3), ("all", [path], 2)):
        for form, word in (("json", '"undecided"'), ("monitoring", "UNKNOWN")):
            done = subprocess.run([PROGRAM, "logs", "--format", form, *arguments], capture_output=True, check=False)
            expect(f"{what}, exit", done.returncode, status)
            expect(f"{what}, {form}", word in done.stdout.decode(), status == 3)


def follow(path, lines):
    """What is written while it reads, before and after the file is put away, is told at once."""
    with open(path, "wb") as file:
        file.write(lines[0])
    with subprocess.Popen([PROGRAM, "logs", "--follow", "--format", "json", path], stdout=subprocess.PIPE) as child:
        while child.stdout.readline() != b"}\n":
            pass
        with open(path, "ab") as file:
            file.write(lines[1][:30])
            file.flush()
            file.write(lines[1][30:])
        told = [json.loads(child.stdout.readline())]
        os.rename(path, path + ".1")
        with open(path, "wb") as file:
            file.write(lines[2])
        told.append(json.loads(child.stdout.readline()))
        child.send_signal(signal.SIGINT)
        expect("follow, exit", child.wait(10), 2)
    expect("follow", [one["kind"] for one in told], ["login-failed", "rejected"])


def check_order(folder):
    """A set is sorted by age, whatever stands between its files; others keep their places."""
    given = ["day.log", "day.log-20261117.1", "other", "day.log-20261119", "day.log-20261118.gz", "day.log-20261118.2"]
    line = b"Nov 20 09:00:00 mx1 postfix/qmgr[812]: 4dQ00K1Tz8zBsX: removed\n"
    for name in given:
        Path(folder, name).write_bytes(gzip.compress(line) if name.endswith(".gz") else line)
    read = logs(*(os.path.join(folder, name) for name in given))
    expect("order of a set with an odd name", [os.path.basename(file["path"]) for file in read["files"]],
           ["day.log-20261117.1", "day.log-20261118.2", "day.log-20261118.gz", "day.log-20261119", "day.log", "other"])


def main():
    made = subprocess.run([GENERATOR, str(BYTES)], capture_output=True, check=True)
    text, known = made.stdout, json.loads(made.stderr)
    counted = {word: len(re.findall(pattern, text)) for word, pattern in PATTERNS.items()}
    whole = logs("-", given=text)
    compare("standard input", whole, known, counted)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mail.log")
        lines = text.splitlines(keepends=True)
        thirds = [b"".join(lines[i * len(lines) // 3:(i + 1) * len(lines) // 3]) for i in range(3)]
        with gzip.open(path + ".2.gz", "wb") as file:
            file.write(thirds[0])
        for name, part in ((".1", thirds[1]), ("", thirds[2])):
            with open(path + name, "wb") as file:
                file.write(part)
        rotated = logs(path, path + ".1", path + ".2.gz")
        compare("rotated", rotated, known, counted)
        expect("rotated, order", [os.path.basename(file["path"]) for file in rotated["files"]],
               ["mail.log.2.gz", "mail.log.1", "mail.log"])
        for answer, file in ((rotated, path + ".2.gz"), (whole, "-")):
            expect("files of examples", [group.pop("file") for group in answer["groups"]], [file] * len(answer["groups"]))
        expect("rotated, groups as a whole", rotated["groups"], whole["groups"])
        check_order(folder)
        some = {word: next(line for line in lines if re.search(PATTERNS[word], line))
                for word in ("bounced", "login-failed", "rejected")}
        nothing(folder, some.values())
        follow(os.path.join(folder, "growing.log"), list(some.values()))
        partly = logs(path, os.path.join(folder, "gone.log"))
        expect("one is gone", [file["end"] for file in partly["files"]], ["whole", "unreadable"])


main()
