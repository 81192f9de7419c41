#!/usr/bin/env python3
"""The wizard from its first page to its last, by keys, against real servers: what a person would see on the way.

    tests/servers/tour.py PROGRAM PACKAGES [NAME ...]

Each row is one person with one task. Nothing waits for a fixed time: each look waits until the text is there. Needs
root and tmux; without them the tour is skipped (exit status 77).
"""

import multiprocessing
import os
import shutil
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faults import ALL, ANNA, MAIL, drop  # noqa: E402
from house import PASSWORDS, House  # noqa: E402
from wizard import Wizard  # noqa: E402

SECRET = PASSWORDS["anna"]
WRONG = "Not-It-99"
STARTTLS = 2


class Walk:
    """One row: a house whose server runs, a wizard in it, and what was missed on the way."""

    def __init__(self, house, program):
        self.house, self.program = house, program
        self.missed = []
        self.wizard = None

    def start(self, language, size=(80, 24), arguments=""):
        if self.wizard:
            self.wizard.close()
        self.wizard = Wizard(self.house, self.program, f"--lang {language} {arguments}", size)

    def see(self, *texts):
        for text in texts:
            if not self.wizard.sees(text, 20):
                self.missed.append(f"not on the screen: {text}\n{self.wizard.screen()}")
                raise StopIteration

    def do(self, *keys):
        self.wizard.keys(*keys)

    def claim(self, what, holds):
        if not holds:
            self.missed.append(what)

    def sign_in(self, password, *server, security=0):
        """From the first page: account, password, server, and the checks. security: the choice's place."""
        self.do("Enter")
        self.wizard.type(ANNA)
        self.do("F8", "Tab")
        self.wizard.type(password)
        self.do("F8")
        for field in server:
            self.wizard.type(field)
            self.do("Tab")
        self.do(*["Right"] * security, "F5")

    def leave(self):
        """Nothing is left on the terminal, and the secret is nowhere."""
        self.do("F10", "y")
        if not self.wizard.sees("exit status", 20):
            self.missed.append("does not leave")
        self.claim("the terminal was not given back", not self.wizard.is_on_alternate())
        shown = self.wizard.everything()
        self.claim("the password stands on the terminal", SECRET not in shown and WRONG not in shown)
        for folder, _, names in os.walk(f"{self.house.dir}/state"):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.claim(f"the password stands in {name}", SECRET.encode() not in file.read())


def wrong_password(walk):
    walk.start("en")
    walk.see("Find out why a mail program cannot send")
    walk.sign_in(WRONG)
    walk.see("AUTH-535", "535 5.7.8", "It proves")
    walk.do("Enter")
    walk.see("explained", "535 5.7.8 Error: authentication failed")
    walk.do("7")
    walk.see("The user name or password was refused", "Do this")
    walk.do("PageDown")
    walk.see("Ruled out")
    walk.leave()


def certificate_expired(walk):
    walk.start("ru", (120, 36))
    walk.see("Выясним, почему почтовая программа не отправляет письма")
    walk.sign_in(SECRET)
    walk.see("CERT-EXPIRED")
    walk.do("7")
    walk.see("Дело не в пароле", "Сертификат", "Что сделать")
    walk.leave()


def fix_and_retest(walk):
    walk.start("ru")
    walk.sign_in(SECRET, MAIL, "465", security=STARTTLS)
    walk.see("TLS-FIRST")
    walk.do("7")
    walk.see("Порт и тип шифрования не подходят друг к другу")
    walk.do("f")
    walk.see("Исправить и проверить")
    walk.do("Tab", "Left", "Enter")
    walk.see("Было", "Стало", "465 TLS", "Всё работает")
    walk.leave()


def report(walk):
    path = f"{walk.house.dir}/tour.txt"
    walk.start("zh")
    walk.sign_in(WRONG)
    walk.see("AUTH-535")
    walk.do("F9")
    walk.see("报告", "0600")
    walk.do("Tab", "Tab", "Tab", "Tab", "Tab", "C-u")
    walk.wizard.type(path)
    walk.do("Enter")
    walk.see(os.path.basename(path))
    walk.wizard.wait(lambda _: os.path.exists(path), 10)
    walk.claim("no report was written", os.path.exists(path))
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        walk.claim("others may read the report", stat.S_IMODE(os.stat(path).st_mode) == 0o600)
        walk.claim("the password stands in the report", WRONG not in text)
        walk.claim("the reply is missing in the report", "535 5.7.8" in text)
    walk.leave()


def paste_an_error(walk):
    walk.start("zh", (120, 36))
    walk.do("2")
    walk.see("错误信息、退信或日志里写了什么")
    walk.wizard.paste("smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: \\xe5\\xaf\\x86')\n")
    walk.see("535", "登录")
    walk.do("7")
    walk.see("请这样做")
    walk.leave()


def go_on_with_a_case(walk):
    walk.start("en")
    walk.sign_in(WRONG)
    walk.see("AUTH-535")
    walk.leave()
    walk.start("en")
    walk.see("Recent cases", ANNA, "Wrong user name or password")
    walk.do("Tab", "Enter")
    walk.see(ANNA)
    walk.leave()


def a_caller_on_the_line(walk):
    walk.start("en", (120, 36))
    walk.sign_in(WRONG)
    walk.see("AUTH-535")
    walk.do("t")
    walk.see("webmail")
    walk.do("l")
    walk.see("caller speaks 中文", "麻烦您用浏览器打开邮箱的网页")
    walk.do("n")
    walk.see("Noted: Webmail refuses the same name and password too.")
    walk.do("Escape", "7")
    walk.see("The user name or password was refused")
    walk.leave()


def another_size_meanwhile(walk):
    walk.start("en")
    walk.sign_in(SECRET)
    for size in ((120, 36), (200, 60), (50, 12), (80, 24)):
        walk.wizard.resize(*size)
    walk.do("7")
    walk.see("Everything works")
    walk.leave()


def stopped_by_hand(walk):
    walk.house.rules(drop(*ALL))
    walk.start("zh")
    walk.sign_in(SECRET, MAIL, "587")
    walk.see("正在检查")
    walk.do("C-c")
    walk.see("停止")
    walk.leave()


def nothing_comes_back(walk):
    walk.house.rules(drop(*ALL))
    walk.start("ru")
    walk.sign_in(SECRET, MAIL, "587")
    walk.do("7")
    walk.see("Дело не в пароле", "закрывает межсетевой экран")
    walk.leave()


def the_log_of_the_server(walk):
    """What the real Postfix wrote about a refused sign-in, opened as a log."""
    walk.start("en")
    walk.sign_in(WRONG)
    walk.see("AUTH-535")
    walk.do("6")
    walk.see("What does the error message")
    path = f"{walk.house.dir}/mail.log"
    with open(path, "w", encoding="utf-8") as file:
        file.write(walk.house.on_server("postfix", "cat", "/var/log/mail.log").stdout)
    walk.wizard.type(path)
    walk.do("Enter")
    walk.see("failures: ", "Wrong user name or password")
    walk.do("Tab", "e")
    walk.see(f"sign-in failed · {ANNA}")
    walk.leave()


# name, the server, its certificate, the walk
TOUR = [
    ("wrong-password", "postfix", "good", wrong_password),
    ("report", "postfix", "good", report),
    ("paste-an-error", "postfix", "good", paste_an_error),
    ("go-on-with-a-case", "postfix", "good", go_on_with_a_case),
    ("a-caller-on-the-line", "postfix", "good", a_caller_on_the_line),
    ("another-size-meanwhile", "postfix", "good", another_size_meanwhile),
    ("the-log-of-the-server", "postfix", "good", the_log_of_the_server),
    ("stopped-by-hand", "postfix", "good", stopped_by_hand),
    ("nothing-comes-back", "exim", "good", nothing_comes_back),
    ("fix-and-retest", "exim", "good", fix_and_retest),
    ("certificate-expired", "exim", "expired", certificate_expired),
]


def walk_one(row, program, packages):
    name, server, certificate, steps = row
    house = House(packages).build()
    walk = Walk(house, program)
    try:
        house.start_nsd()
        start = house.start_postfix if server == "postfix" else house.start_exim
        start(certificate)
        steps(walk)
    except StopIteration:
        pass
    except Exception as error:  # what cannot be set up has failed, the others go on
        walk.missed.append(f"{type(error).__name__}: {error}")
    finally:
        if walk.wizard:
            walk.wizard.close()
        house.tear_down()
    print("\n       ".join([f"{'FAILED' if walk.missed else 'ok    '} {name}", *walk.missed]), flush=True)
    return not walk.missed


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if os.geteuid() != 0 or not shutil.which("tmux"):
        print("skipped: network namespaces need root, the wizard needs tmux")
        sys.exit(77)
    names = sys.argv[3:]
    rows = [row for row in TOUR if not names or row[0] in names]
    program, packages = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with multiprocessing.Pool(4) as pool:
        done = pool.starmap(walk_one, [(row, program, packages) for row in rows], chunksize=1)
    print(f"{sum(done)} passed, {len(done) - sum(done)} failed")
    sys.exit(0 if done and all(done) else 1)


if __name__ == "__main__":
    main()
