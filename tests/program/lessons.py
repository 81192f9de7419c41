#!/usr/bin/env python3
"""Lessons, courses, results and recorded cases on the command line, in three languages.

    tests/program/lessons.py PROGRAM
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

program = sys.argv[1]
root = Path(__file__).resolve().parents[2] / "core/practice"
faults = []
RECORDED = ["wrong-password", "full-address-needed", "greylisted", "sender-not-allowed", "certificate-expired",
            "tls-on-starttls-port", "cut-in-the-middle", "another-server-answers", "too-many-connections", "closes-at-once"]


def run(*arguments, given="", home):
    done = subprocess.run([program, *arguments], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60, check=False, env={**os.environ, "XDG_STATE_HOME": home, "NO_COLOR": "1"})
    return done.returncode, done.stdout, done.stderr


def expect(what, holds, seen=""):
    if not holds:
        faults.append(f"{what}: {seen[-500:]}")


def answers_of(path):
    """What a learner types: for each task something wrong first, then what is right."""
    typed, options, task = [], [], False
    for line in path.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word == "task":
            options, task = [], True
        elif word == "option":
            options.append(rest)
        elif word == "sides":
            options = ["user-password", "user-settings", "user-network", "server", "recipient"]
        elif word in ("pick", "type", "choose") and task:
            task = False
            typed += ["pineapple", "?", chr(ord("a") + options.index(rest)) if word == "choose" else rest]
    return "\n".join(typed) + "\n"


def walk(language):
    with tempfile.TemporaryDirectory() as home:
        lessons = sorted((root / "lessons").glob("*.lesson"))
        for number, path in enumerate(lessons, 1):
            status, out, err = run("practice", "lesson", str(number), "--lang", language, given=answers_of(path), home=home)
            expect(f"{path.name} [{language}]", status == 0 and not err, f"{status} {err} {out}")
            expect(f"{path.name} [{language}] lacks a text", "lesson." not in out and "{" not in out, out)
        listed = json.loads(run("practice", "lesson", "--format", "json", home=home)[1])["lessons"]
        expect("not all lessons done", [row["state"] for row in listed] == ["done"] * len(lessons), str(listed))
        file = Path(home) / "smtpdoctor/progress"
        expect("mode of the progress file", file.stat().st_mode & 0o777 == 0o600)
        status, out, _ = run("practice", "results", str(file), str(file), "--format", "json", "--lang", language, home=home)
        results = json.loads(out)["results"]
        expect("results", len(results) == 2 and results[0]["lessons_done"] == len(lessons), out)
        status, out, _ = run("practice", "course", "--lang", language, home=home)
        expect(f"course [{language}]", status == 0 and out.count("✓") == len(lessons), out)


def leave_early():
    with tempfile.TemporaryDirectory() as home:
        status, _, _ = run("practice", "lesson", "1", given="", home=home)
        expect("no answers at all", status == 3, str(status))
        expect("nothing was done, nothing is kept", not (Path(home) / "smtpdoctor/progress").exists())
        run("practice", "lesson", "1", given="!\n!\n", home=home)
        listed = json.loads(run("practice", "lesson", "--format", "json", home=home)[1])["lessons"]
        expect("answers shown", listed[0]["state"] == "seen", str(listed[0]))


def bad_files():
    rows = [("course", "id a\nlesson astrology\n", ":2"), ("results", "smtpdoctor-progress 1\nnap\n", ":2"),
            ("record", "{\"schema\": 1}", ":0"), ("serve", "id a\nlevel odd\n", ":2")]
    with tempfile.TemporaryDirectory() as home:
        for word, text, line in rows:
            path = Path(home) / "broken"
            path.write_text(text)
            status, out, err = run("practice", word, str(path), "--lang", "en", home=home)
            expect(f"broken file for {word}", status == 64 and line in err and "expected" in err and not out, err)
        for word in (["lesson", "0"], ["lesson", "x"], ["course", "x"], ["results"], ["record"], ["lesson", "1", "2"]):
            status, _, err = run("practice", *word, home=home)
            expect(f"practice {word}", status == 64 and err, err)


def record():
    """A report becomes a case, and the case brings the same verdict."""
    with tempfile.TemporaryDirectory() as home:
        for name in RECORDED:
            report, case = Path(home) / "report.json", Path(home) / "own.case"
            report.write_text(run("check", "--practice", name, "--format", "json", home=home)[1])
            status, out, err = run("practice", "record", str(report), home=home)
            case.write_text(out)
            expect(f"record {name}", status == 0, err)
            again = json.loads(run("check", "--practice", str(case), "--format", "json", home=home)[1])
            verdicts = [json.loads(report.read_text())["verdict"]["cause"], again["verdict"]["cause"]]
            expect(f"replay {name}", verdicts[0] == verdicts[1], str(verdicts))


def main():
    for language in ("en", "zh", "ru"):
        walk(language)
    leave_early()
    bad_files()
    record()
    print(f"{len(faults)} faults")
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
