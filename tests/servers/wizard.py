"""The wizard in a terminal of its own (tmux) on the client host of a house, driven by keys as a person drives it."""

import itertools
import os
import subprocess
import time

COUNT = itertools.count(1)


class Wizard:
    def __init__(self, house, program, arguments, size=(80, 24)):
        self.tmux = ["tmux", "-L", f"smtpdoctor-{os.getpid()}-{next(COUNT)}"]
        environment = (f"LC_ALL=C.UTF-8 SSL_CERT_FILE={house.dir}/ca.pem XDG_STATE_HOME={house.dir}/state "
                       f"XDG_CONFIG_HOME={house.dir}/config")
        # The shell stays: what the program leaves behind on its terminal can be looked at.
        self.do("-f", "/dev/null", "new-session", "-d", "-s", "w", "-x", str(size[0]), "-y", str(size[1]),
                f"cd {house.dir}; ip netns exec {house.client} env {environment} {program} {arguments}; "
                "echo exit status $?; exec sleep 600")
        self.wait(lambda screen: "F10" in screen)

    def do(self, *arguments):
        return subprocess.run([*self.tmux, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False).stdout

    def keys(self, *names):
        self.do("send-keys", "-t", "w", *names)

    def type(self, text):
        if text:
            self.do("send-keys", "-t", "w", "-l", text)

    def paste(self, text):
        """As a terminal pastes: all at once, between brackets."""
        subprocess.run([*self.tmux, "load-buffer", "-"], input=text, text=True, check=True)
        self.do("paste-buffer", "-p", "-t", "w")

    def resize(self, columns, rows):
        self.do("resize-window", "-t", "w", "-x", str(columns), "-y", str(rows))

    def screen(self):
        return self.do("capture-pane", "-p", "-t", "w")

    def everything(self):
        """What stands on both screens of the terminal, and above."""
        return self.do("capture-pane", "-p", "-S", "-", "-t", "w") + self.do("capture-pane", "-a", "-p", "-q", "-t", "w")

    def is_on_alternate(self):
        return self.do("display-message", "-p", "-t", "w", "#{alternate_on}").strip() == "1"

    def wait(self, condition, seconds=45):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition(self.screen()):
                return True
            time.sleep(0.2)
        return False

    def sees(self, text, seconds=45):
        """However the screen wraps it."""
        wanted = "".join(text.split())
        return self.wait(lambda screen: wanted in "".join(screen.split()), seconds)

    def close(self):
        self.do("kill-server")
