#!/usr/bin/env python3
"""Man pages and completions, as the program prints them: every option of the help is in each,
and the shells read them without an error.   printed.py PROGRAM"""

import re
import shutil
import subprocess
import sys

program = sys.argv[1]
faults = []


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def options(command):
    return set(re.findall(r"^  (--[a-z-]+)", run(program, command, "--help", "--lang", "en").stdout, re.M))


commands = ("check", "explain", "logs", "practice", "providers")
known = set().union(*(options(command) for command in commands))
if len(known) < 20:
    faults.append(f"the help names {len(known)} options only")

for language in ("en", "zh", "ru"):
    page = run(program, "--lang", language, "--print", "man").stdout
    for option in known:
        if option.replace("-", "\\-") not in page:
            faults.append(f"man page in {language}: no {option}")
    if "man.head" in page or "option-" in page:
        faults.append(f"man page in {language}: a text is missing")
    if shutil.which("groff"):
        errors = run("groff", "-K", "utf8", "-man", "-Tutf8", "-ww", "-z", input=page).stderr
        # breaking lines of Chinese is what groff cannot do
        errors = [line for line in errors.splitlines() if "break line" not in line and "adjust line" not in line]
        faults += [f"man page in {language}: {line}" for line in errors]

for shell, check in (("bash", "-n"), ("zsh", "-n"), ("fish", "-n")):
    text = run(program, "--print", shell).stdout
    for command in commands:
        for option in options(command):
            word = option[2:] if shell == "fish" else option
            if word not in text:
                faults.append(f"{shell}: no {option}")
    if shutil.which(shell):
        read = run(shell, check, "/dev/stdin", input=text)
        if read.returncode or read.stderr:
            faults.append(f"{shell}: {read.stderr}")
    else:
        print(f"{shell} is not installed; its file was not read by it")

script = run(program, "--print", "bash").stdout + """
COMP_WORDS=(smtpdoctor check --security st); COMP_CWORD=3; _smtpdoctor; echo "${COMPREPLY[@]}"
COMP_WORDS=(smtpdoctor exp); COMP_CWORD=1; _smtpdoctor; echo "${COMPREPLY[@]}"
"""
completed = run("bash", "-c", script).stdout
if completed.split() != ["starttls", "explain"]:
    faults.append(f"bash completes {completed!r}")
wrong = run(program, "--lang", "en", "--print", "pdf")
if wrong.returncode != 64 or "pdf" not in wrong.stderr:
    faults.append(f"--print pdf: {wrong.returncode} {wrong.stderr}")
print(*faults, sep="\n")
sys.exit(1 if faults else 0)
