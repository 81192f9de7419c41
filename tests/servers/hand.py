#!/usr/bin/env python3
"""A conversation by hand with a real Postfix, on a network of its own.

    tests/servers/hand.py PROGRAM PACKAGES

PACKAGES is the folder that tests/servers/fetch filled. Needs root and that folder; without them it is skipped
(exit status 77).
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from house import PASSWORDS, House  # noqa: E402

HELLO = ["EHLO client.example"]
TLS = [*HELLO, "STARTTLS", *HELLO]
ANNA = "anna@corp.test"

# Name, arguments, lines, what the transcript must hold in this order.
TALKS = [
    ("a message over STARTTLS", ["mail.corp.test:587"],
     [*TLS, f":login {ANNA}", "y", PASSWORDS["anna"], f"MAIL FROM:<{ANNA}>", "y", "RCPT TO:<boris@corp.test>", "y", "DATA", "y",
      "Subject: by hand", "", "hello", ".", "QUIT"],
     ["C: AUTH PLAIN <", "S: 235", "S: 250", "S: 354", "C: hello", "S: 250 2.0.0", "S: 221"]),
    ("AUTH LOGIN over TLS", ["mail.corp.test:465"],
     [*HELLO, "AUTH LOGIN", "y", f":answer {ANNA}", ":answer", PASSWORDS["anna"], "QUIT"],
     ["TLSv1.3", "S: 334 VXNlcm5hbWU6", "S: 334 UGFzc3dvcmQ6", "S: 235", "S: 221"]),
    ("a wrong password", ["mail.corp.test:587"],
     [*TLS, f":login {ANNA}", "y", "not this one", "QUIT"], ["S: 535", "S: 221"]),
    ("commands out of order", ["mail.corp.test:587"],
     ["DATA", "DATA", "y", "RCPT TO:<a@b.example>", "RCPT TO:<a@b.example>", "y", "QUIT"], ["C: DATA", "S: 530", "S: 530", "S: 221"]),
]


def talk(house, program, arguments, lines):
    command = ["ip", "netns", "exec", house.client, program, "hand", *arguments, "--ca-file", f"{house.dir}/ca.pem"]
    done = subprocess.run(command, input="\n".join(lines) + "\n", text=True, timeout=60, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def faults_of(status, out, wanted):
    faults = [] if status == 0 else [f"exit status {status}"]
    rest = "\n".join(line for line in out.splitlines() if not line.startswith("#"))
    for piece in wanted:
        _, found, rest = rest.partition(piece)
        faults += [] if found else [f"no {piece}"]
    return faults + (["the password is in the output"] if PASSWORDS["anna"] in out else [])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if os.geteuid() != 0 or not os.path.isdir(sys.argv[2]):
        print("skipped: needs root, and what tests/servers/fetch brings")
        sys.exit(77)
    house = House(os.path.abspath(sys.argv[2])).build()
    failed = 0
    try:
        house.start_nsd()
        house.start_postfix()
        for name, arguments, lines, wanted in TALKS:
            status, out = talk(house, os.path.abspath(sys.argv[1]), arguments, lines)
            faults = faults_of(status, out, wanted)
            failed += bool(faults)
            print("\n       ".join([f"{'FAILED' if faults else 'ok    '} {name}", *faults, *([out] if faults else [])]))
    finally:
        house.tear_down()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
