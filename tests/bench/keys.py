"""Key to paint while transcript lines flood in, and in a long transcript: python3 keys.py FLOOD-PROGRAM"""

import fcntl
import os
import pty
import random
import re
import select
import statistics
import struct
import sys
import termios
import time

KEYS = 400
LONG = 100000
MARK = re.compile(rb"\x1b\]7770;idle;(\d+)")


class Screen:
    def __init__(self, program, **environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", SMTPDOCTOR_TEST_IDLE="1", XDG_STATE_HOME="/dev/null",
                              XDG_CONFIG_HOME="/dev/null", **environment)
            os.execv(program, [program])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.keys = self.bytes = 0
        self.tail = b""

    def read(self, until):
        while select.select([self.fd], [], [], max(until - time.monotonic(), 0))[0]:
            piece = os.read(self.fd, 65536)
            self.bytes += len(piece)
            if b"\x1b[6n" in piece:
                os.write(self.fd, b"\x1b[1;2R" * piece.count(b"\x1b[6n"))
            if b"\x1b]11;?" in piece:
                os.write(self.fd, b"\x1b]11;rgb:0000/0000/0000\x1b\\")
            self.tail = (self.tail + piece)[-4096:]
            marks = MARK.findall(self.tail)
            if marks:
                self.keys = max(self.keys, int(marks[-1]))
                return

    def press(self, key):
        """Seconds until a frame that has seen the key."""
        wanted = self.keys + 1
        began = time.monotonic()
        os.write(self.fd, key)
        while self.keys < wanted:
            if time.monotonic() - began > 5:
                raise RuntimeError("no frame after a key")
            self.tail = b""
            self.read(began + 5)
        return time.monotonic() - began

    def cpu_ticks(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def measure(screen, name, choice=(b"j", b"k"), count=KEYS):
    times = []
    for i in range(count):
        pause = time.monotonic() + random.uniform(0.008, 0.014)
        while time.monotonic() < pause:
            screen.read(pause)
        times.append(screen.press(choice[i % len(choice)] if len(choice) > 2 else random.choice(choice)) * 1000)
    times.sort()
    print(f"  {name}: p50 {statistics.median(times):.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f} ms, most {times[-1]:.2f} ms")


def first_frame(screen):
    while screen.keys == 0 and screen.bytes < 500:
        screen.read(time.monotonic() + 1)


def end(screen):
    os.kill(screen.pid, 9)
    os.waitpid(screen.pid, 0)


def long_transcript(program):
    """All lines are there and none comes any more: scrolling, searching, filtering, wrapping."""
    screen = Screen(program, FLOOD_LINES=str(LONG))
    first_frame(screen)
    before = screen.memory()
    for key in (b"\r", b"a", b"@", b"b", b".", b"c", b"\x1b[15~", b"\t"):
        screen.press(key)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        screen.read(until)
    print(f"{LONG} lines, 120x36: resident {screen.memory():.1f} MB (without lines {before:.1f})")
    up, down = b"\x1b[5~", b"\x1b[6~"
    measure(screen, "scroll           ", (b"j", b"k", up, down, b"g", b"G", up, b"k"))
    measure(screen, "search as typed  ", (b"/", b"n", b"e", b"t", b"\x1b"), 100)
    measure(screen, "rare word typed  ", (b"/", b"9", b"9", b"9", b"8", b"7", b"\x1b"), 105)
    for key in (b"/", b"9", b"7", b"\r"):
        screen.press(key)
    measure(screen, "next hit         ", (b"n", b"n", b"N"))
    measure(screen, "filter           ", (b"f",), 40)
    measure(screen, "wrapped, scroll  ", (b"w", b"j", b"k", up, down, b"g", b"G", b"w"))
    print(f"  resident after all this {screen.memory():.1f} MB")
    end(screen)


def main():
    random.seed(1)
    screen = Screen(sys.argv[1])
    first_frame(screen)
    time.sleep(0.3)
    screen.read(time.monotonic() + 0.05)
    ticks = screen.cpu_ticks()
    time.sleep(2)
    idle = (screen.cpu_ticks() - ticks) / os.sysconf("SC_CLK_TCK") / 2 * 100
    print("key to paint, 120x36:")
    measure(screen, "idle             ")
    print(f"  idle CPU {idle:.1f} %, resident {screen.memory():.1f} MB")
    screen.press(b"\t")
    screen.press(b"\r")
    measure(screen, "50,000 lines/s   ")
    end(screen)
    long_transcript(sys.argv[1])


if __name__ == "__main__":
    main()
