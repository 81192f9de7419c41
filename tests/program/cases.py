#!/usr/bin/env python3
"""Every practice case through the program itself: JSON and text, in three languages.

    tests/program/cases.py PROGRAM[:AGAIN]

AGAIN is the same program, built another way: it is asked what has been asked once.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PROGRAM, AGAIN = (sys.argv[1].split(":") * 2)[:2]
AT_ONCE = 6  # most of the time goes by in waiting for what never comes
STATUS = {"ok": 0, "warning": 1, "problem": 2, "undecided": 3}


def run(program, *arguments):
    done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def plays_of(case):
    """Each way the case has to be played, as if it were a case of its own."""
    for variant in case.get("variants", [{}]):
        name = case["id"] + ("/" + variant["name"] if variant else "")
        yield {**case, **variant, "id": name}


def faults_of(case, language):
    program = PROGRAM if language == "en" else AGAIN
    status, out, err = run(program, "check", "--practice", case["id"], "--format", "json", "--lang", language)
    if err:
        yield f"standard error: {err[:300]}"
    answer = json.loads(out)
    verdict = answer["verdict"]
    well = case["cause"] == "none"
    if well and verdict["status"] not in ("ok", "warning"):
        yield f"should be well, but is {verdict['cause']}"
    if not well and (verdict["cause"], verdict["side"]) != (case["cause"], case["side"]):
        yield f"should be {case['cause']} ({case['side']}), but is {verdict['cause']} ({verdict['side']})"
    if status != STATUS[verdict["status"]]:
        yield f"exit status {status} for {verdict['status']}"
    if answer["language"] != language or not verdict["sentence"] or verdict["sentence"].startswith(("cause.", "verdict.")):
        yield f"no sentence: {verdict['sentence']!r}"
    if not well and not verdict["actions"]:
        yield "nothing to do is named"
    if not well and not answer["causes"][0]["for"]:
        yield "nothing proves the cause"
    for finding in answer["findings"]:
        if finding["sentence"].startswith("fact.") or "{" in finding["sentence"]:
            yield f"a finding without its sentence: {finding['sentence']!r}"
        for proof in finding["evidence"]:
            lines = answer["sessions"][proof["session"] - 1]["lines"]
            if not 1 <= proof["line"] <= len(lines):
                yield f"proof points to line {proof['line']} of {len(lines)}"
    _, text, _ = run(AGAIN, "check", "--practice", case["id"], "--lang", language)
    if "".join(verdict["sentence"].split()) not in "".join(text.split()):
        yield "the text output has another verdict than the JSON"


def main():
    listed = json.loads(run(PROGRAM, "practice", "list", "--format", "json")[1])["cases"]
    cases = [play for case in listed for play in plays_of(case)]
    todo = [(case, language) for case in cases for language in ("en", "zh", "ru")]
    failed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for (case, language), faults in zip(todo, pool.map(lambda row: list(faults_of(*row)), todo)):
            failed += bool(faults)
            for fault in faults:
                print(f"FAILED {case['id']} [{language}]: {fault}", flush=True)
    print(f"{len(todo) - failed} passed, {failed} failed")
    sys.exit(1 if failed or len(listed) < 60 else 0)


if __name__ == "__main__":
    main()
