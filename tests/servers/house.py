"""Three hosts on one machine: a client, a router and a mail server, each in a network namespace of its
own, with a real name server (NSD) and real mail servers (Postfix with Dovecot, Exim, OpenSMTPD) from
Debian's packages, and nodemailer's smtp-server from npm. Needs root. Nothing leaves the machine."""

import crypt
import ipaddress
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import senders

CLIENT4, SERVER4 = "10.77.0.2", "10.77.1.1"
CLIENT6, SERVER6 = "fd77::2", "fd77:0:0:1::1"
GATEWAYS4, GATEWAYS6 = ("10.77.0.254", "10.77.1.254"), ("fd77::fe", "fd77:0:0:1::fe")
DOMAIN = "corp.test"
CERTIFICATES = ("good", "expired", "other", "future", "antivirus", "company", "self", "web")
PASSWORDS = {"anna": "correct horse", "boris": "Zeichen ß пароль 密码 \"'\\{}$ x", "carol": "plain-1234"}
EXTRA_USERS = ("postfix:x:7301:7301::/var/spool/postfix:/bin/false\n"
               "dovecot:x:7302:7302::/nonexistent:/bin/false\ndovenull:x:7303:7303::/nonexistent:/bin/false\n"
               "Debian-exim:x:7304:7304::/var/spool/exim4:/bin/false\nnsd:x:7305:7305::/nonexistent:/bin/false\n"
               "opensmtpd:x:7307:7307::/var/lib/opensmtpd/empty:/bin/false\n"
               "opensmtpq:x:7308:7308::/var/lib/opensmtpd/empty:/bin/false\n"
               "anna:x:7309:7309::/tmp:/bin/false\n")
EXTRA_GROUPS = ("postfix:x:7301:\npostdrop:x:7306:\ndovecot:x:7302:\ndovenull:x:7303:\nDebian-exim:x:7304:\nnsd:x:7305:\n"
                "opensmtpd:x:7307:\nopensmtpq:x:7308:\nanna:x:7309:\n")


def run(*command, check=True, **more):
    return subprocess.run(command, check=check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path, mode)


def listed(address):
    """The name of an address in the block list bl (RFC 5782)."""
    return ipaddress.ip_address(address).reverse_pointer.rsplit(".", 2)[0] + ".bl"


# A journal of its own, with a /dev of its own that leads to it; it ends with the server.
JOURNAL = ("mkdir /run/dev && for n in null zero full random urandom; do touch /run/dev/$n && mount --bind /dev/$n /run/dev/$n; done && "
           "ln -s /proc/self/fd /run/dev/fd && ln -s /run/systemd/journal/dev-log /run/dev/log && mount --rbind /run/dev /dev && "
           "mount -t cgroup2 none /sys/fs/cgroup && "  # the network namespace has a /sys without it
           "{ /usr/lib/systemd/systemd-journald & while [ ! -S /run/systemd/journal/dev-log ]; do sleep 0.02; done; } && ")


class House:
    def __init__(self, packages, delay_ms=0):
        self.delay_ms = delay_ms
        self.relay = None
        self.root = os.path.join(packages, "root")
        self.dir = tempfile.mkdtemp(prefix="smtpdoctor-house-")
        os.chmod(self.dir, 0o755)
        self.etc = os.path.join(self.dir, "etc")
        self.client = f"sdc{os.getpid()}"
        self.router = f"sdr{os.getpid()}"
        self.server = f"sds{os.getpid()}"
        self.processes = {}
        self.keepers = {}

    # ---- the network ----

    def build(self):
        for name in (self.client, self.router, self.server):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
            self.keepers[name] = self.keep(name)
        if self.delay_ms:
            self.connect_slowly()
        else:
            self.connect()
        write(f"/etc/netns/{self.client}/resolv.conf", f"nameserver {SERVER4}\n")
        self.hosts("")
        write(f"{self.etc}/resolv.conf", f"nameserver {SERVER4}\n")
        self.write_users()
        self.make_certificates()
        self.write_zone()
        return self

    @staticmethod
    def keep(name):
        """A process that does nothing but be on that host."""
        keeper = subprocess.Popen(["ip", "netns", "exec", name, "sh", "-c", "echo; exec sleep infinity"],
                                  stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        keeper.stdout.readline()
        return keeper

    def connect(self):
        hosts = ((self.client, CLIENT4, CLIENT6), (self.server, SERVER4, SERVER6))
        for side, (name, four, six) in enumerate(hosts):
            run("ip", "link", "add", "eth0", "netns", name, "type", "veth",
                "peer", "name", f"eth{side}", "netns", self.router)
            for host, link, v4, v6 in ((name, "eth0", four, six), (self.router, f"eth{side}", GATEWAYS4[side], GATEWAYS6[side])):
                run("ip", "-n", host, "address", "add", v4 + "/24", "dev", link)
                run("ip", "-n", host, "address", "add", v6 + "/64", "dev", link, "nodad")
                run("ip", "-n", host, "link", "set", link, "up")
            run("ip", "-n", name, "route", "add", "10.77.0.0/16", "via", GATEWAYS4[side])
            run("ip", "-n", name, "-6", "route", "add", "fd77::/32", "via", GATEWAYS6[side])
        run("ip", "netns", "exec", self.router, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1",
            "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0") # what it says to one run it says to the next

    def connect_slowly(self):
        relay = os.path.join(os.path.dirname(os.path.abspath(__file__)), "relay.py")
        self.relay = subprocess.Popen([sys.executable, relay, str(self.delay_ms), self.client, CLIENT4 + "/16",
                                       self.server, SERVER4 + "/16"],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.relay.stdout.readline().strip() == "ready"
        for name, six in ((self.client, CLIENT6), (self.server, SERVER6)):
            run("ip", "-n", name, "address", "add", six + "/32", "dev", "slow0", "nodad")

    def tear_down(self):
        if self.relay:
            self.relay.stdin.close()
            self.relay.wait()
        for name in list(self.processes):
            self.stop(name)
        for name in (self.client, self.router, self.server):
            pids = run("ip", "netns", "pids", name, check=False).stdout.split()
            for pid in pids:
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except (OSError, ValueError):
                    pass
            if name in self.keepers:
                self.keepers.pop(name).wait()
            run("ip", "netns", "delete", name, check=False)
            shutil.rmtree(f"/etc/netns/{name}", ignore_errors=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    def rules(self, text, on=None):
        """Replaces a host's packet filter, the client's unless told otherwise."""
        run("ip", "netns", "exec", on or self.client, "nft", "flush", "ruleset")
        if text:
            run("ip", "netns", "exec", on or self.client, "nft", "-f", "-", input=text)

    def nat(self, address):
        """The router shows the client's IPv4 under this address to the server; None: under its own."""
        run("ip", "-n", self.server, "route", "replace", senders.NETWORK, "via", GATEWAYS4[1])
        run("ip", "netns", "exec", self.router, "nft", "delete", "table", "ip", "seen", check=False)
        if address:
            run("ip", "netns", "exec", self.router, "nft", "-f", "-", input="table ip seen {\n chain after {\n"
                "  type nat hook postrouting priority srcnat;\n" f"  ip saddr {CLIENT4} snat to {address}\n }}\n}}\n")

    def hosts(self, text):
        """Replaces the client host's /etc/hosts."""
        write(f"/etc/netns/{self.client}/hosts", f"127.0.0.1 localhost\n{text}\n")

    # ---- files ----

    def write_users(self):
        for name, extra in (("passwd", EXTRA_USERS), ("group", EXTRA_GROUPS)):
            with open("/etc/" + name, encoding="utf-8") as known:
                kept = [line for line in known if line.split(":")[0] not in extra]
            write(f"{self.etc}/{name}", "".join(kept) + extra)

    def openssl(self, *arguments):
        run("openssl", *arguments, cwd=self.dir)

    def make_certificates(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                     "-subj", "/CN=Test House CA", "-keyout", "ca.key", "-out", "ca.pem")
        self.make_certificate("good", f"mail.{DOMAIN}", [])
        self.make_certificate("expired", f"mail.{DOMAIN}", ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"])
        self.make_certificate("other", "other.example", [])
        self.make_certificate("web", f"*.web.{DOMAIN}", [], names=(f"*.disco.{DOMAIN}", f"mta-sts.{DOMAIN}", f"mta-sts.badpolicy.{DOMAIN}", "autoconfig.thunderbird.net", "status.proton.me"))
        self.make_certificate("future", f"mail.{DOMAIN}", ["-startdate", "20400101000000Z", "-enddate", "20410101000000Z"])
        self.make_certificate("antivirus", f"mail.{DOMAIN}", [], "/CN=Avast Web/Mail Shield Root/O=Avast Web\\/Mail Shield")
        self.make_certificate("company", f"mail.{DOMAIN}", [], "/CN=Company Inspection CA")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
                     f"/CN=mail.{DOMAIN}", "-addext", f"subjectAltName=DNS:mail.{DOMAIN}", "-keyout", "self.key", "-out", "self.pem")
        for name in CERTIFICATES:
            shutil.copy(f"{self.dir}/{name}.pem", f"{self.etc}/{name}.pem")
            shutil.copy(f"{self.dir}/{name}.key", f"{self.etc}/{name}.key")
            os.chmod(f"{self.etc}/{name}.key", 0o644)

    def make_certificate(self, name, host, dates, issuer=None, names=()):
        """Signed by the house's own authority, or by one of another name that nobody trusts."""
        authority = "ca"
        if issuer:
            authority = f"{name}-ca"
            self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                         "-subj", issuer, "-keyout", f"{authority}.key", "-out", f"{authority}.pem")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr")
        write(f"{self.dir}/{name}.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n"
              "default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n"
              f"[e]\nsubjectAltName=DNS:{host},DNS:{host.replace('mail.', 'four.', 1)}"
              + "".join(f",DNS:{more}" for more in names) + "\n")
        write(f"{self.dir}/index", "")
        self.openssl("ca", "-batch", "-config", f"{name}.cnf", "-cert", f"{authority}.pem", "-keyfile", f"{authority}.key", "-create_serial",
                     "-rand_serial", "-extensions", "e", "-in", f"{name}.csr", "-out", f"{name}.pem", "-notext",
                     *(dates or ["-days", "20"]))

    def write_zone(self):
        write(f"{self.etc}/nsd/nsd.conf", f"""server:
  ip-address: {SERVER4}
  ip-address: {SERVER6}
  username: ""
  pidfile: ""
  database: ""
  zonesdir: "/etc/nsd"
  zonelistfile: "{self.dir}/zone.list"
  xfrdfile: "{self.dir}/xfrd.state"
remote-control:
  control-enable: no
zone:
  name: {DOMAIN}
  zonefile: zone
zone:
  name: gmail.com
  zonefile: empty
""" + "".join(f"zone:\n  name: {name}\n  zonefile: zone.{name}\n" for name in senders.zones()))
        write(f"{self.etc}/nsd/empty", "$TTL 60\n@ SOA ns.corp.test. hostmaster.corp.test. 1 60 60 60 60\n@ NS ns.corp.test.\n")
        for name, contents in senders.zones().items():
            write(f"{self.etc}/nsd/zone.{name}", contents)
        write(f"{self.etc}/nsd/zone", f"""$ORIGIN {DOMAIN}.
$TTL 60
@ SOA ns hostmaster 1 60 60 60 60
@ NS ns
@ MX 10 mail
ns A {SERVER4}
mail A {SERVER4}
mail AAAA {SERVER6}
four A {SERVER4}
noaddress TXT "nothing here"
dangling CNAME gone
old A 10.77.1.99
{listed(CLIENT4)} A 127.0.0.2
{listed(CLIENT4)} TXT "listed for the test"
{listed(CLIENT6)} A 127.0.0.2
{listed(CLIENT6)} TXT "listed for the test"
sixhole A {SERVER4}
sixhole AAAA fd77:0:0:1::dead
autoconfig.web A {SERVER4}
mta-sts A {SERVER4}
mta-sts.badpolicy A {SERVER4}
autodiscover.disco A {SERVER4}
db TXT "nothing but what others know of it"
near MX 10 mail
hosted MX 10 mx7.in.hoster.example.
off A {GATEWAYS4[0]}
alias A {SERVER4}
_submission._tcp.odd SRV 0 1 10587 mail
_submission._tcp.spare SRV 10 1 587 off
_submission._tcp.spare SRV 20 1 587 mail
_submissions._tcp.halves SRV 0 1 465 off
_submission._tcp.halves SRV 0 1 587 mail
_submissions._tcp.trap SRV 0 1 465 alias
_submission._tcp.trap SRV 0 1 587 mail
_submissions._tcp.unnamed SRV 0 1 465 gone
_submission._tcp.unnamed SRV 0 1 587 mail
_submissions._tcp.declined SRV 0 0 0 .
_submission._tcp.declined SRV 0 0 0 .
declined MX 10 mail
_submission._tcp SRV 0 1 587 mail
_submissions._tcp SRV 0 1 465 mail
_imaps._tcp SRV 0 1 993 mail
_pop3s._tcp SRV 0 1 995 mail
""" + senders.of_house())

    # ---- servers ----

    def start(self, name, command, ready, host=None):
        """Starts a server behind its packages' files; ready() is asked until it says yes."""
        more = f"{self.root}/../opensmtpd/usr:" if name == "opensmtpd" else ""
        script = (f"mount -t overlay overlay -o lowerdir={more}{self.root}/usr:/usr /usr && "
                  f"mount -t overlay overlay -o lowerdir={self.etc}:{self.root}/etc:/etc /etc && "
                  "mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /var/log && "
                  "mount -t tmpfs tmpfs /run && "
                  f"mkdir -p {self.dir}/share {self.dir}/tmp && chmod 1777 {self.dir}/tmp && {command}")
        log = open(f"{self.dir}/{name}.log", "w", encoding="utf-8")
        self.processes[name] = subprocess.Popen(
            ["ip", "netns", "exec", host or self.server, "unshare", "-m", "--propagation", "private", "sh", "-c", script],
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 15
        while not ready():
            if time.monotonic() > end or self.processes[name].poll() is not None:
                raise RuntimeError(f"{name} did not start:\n" + open(f"{self.dir}/{name}.log", encoding="utf-8").read())
            time.sleep(0.05)

    def stop(self, name):
        process = self.processes.pop(name, None)
        if not process:
            return
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.wait_for(lambda: not self.listening(name))

    def wait_for(self, condition):
        end = time.monotonic() + 5
        while not condition() and time.monotonic() < end:
            time.sleep(0.05)

    PORTS = {"nsd": [53], "postfix": [25, 465, 587], "exim": [25, 465, 587], "strange": [25, 465, 587],
             "opensmtpd": [25, 465, 587], "nodemailer": [25, 465, 587],
             "proxy-socks": [1080], "proxy-http": [3128], "dovecot": [], "web": [443], "unbound": [53], "isp": [2588]}

    LISTEN = "0A"  # as /proc/net/tcp has it

    def open_ports(self, name):
        """Read where the host's keeper sees it; starting a program for it, 50 times a second, would keep the machine busy."""
        host = self.router if name.startswith("proxy") or name in ("unbound", "isp") else self.server
        ports = set()
        for family in ("tcp", "tcp6"):
            with open(f"/proc/{self.keepers[host].pid}/net/{family}", encoding="ascii") as sockets:
                fields = [line.split() for line in sockets]
            ports |= {int(field[1].rsplit(":", 1)[1], 16) for field in fields if field[3] == self.LISTEN}
        return ports

    def listening(self, name):
        return not self.open_ports(name).isdisjoint(self.PORTS[name])

    def all_listening(self, name):
        return self.open_ports(name).issuperset(self.PORTS[name])

    def start_nsd(self):
        self.start("nsd", "exec nsd -d -c /etc/nsd/nsd.conf", lambda: self.all_listening("nsd"))

    def mailbox_lines(self, mailbox):
        """Dovecot's own services; mailbox: their names, and which certificate they have."""
        if not mailbox:
            return "protocols =\nssl = no\n"
        certificate = next((word for word in mailbox if word in ("good", "expired", "other")), "good")
        protocols = " ".join(word for word in mailbox if word in ("imap", "pop3"))
        return (f"protocols = {protocols}\nssl = yes\nssl_cert = </etc/{certificate}.pem\nssl_key = </etc/{certificate}.key\n"
                f"mail_location = maildir:/tmp/mail-%u\nauth_failure_delay = 0 secs\n")

    def start_postfix(self, certificate="good", more="", has_tls=True, mailbox=()):
        """mailbox: "imap", "pop3", and "smtp-refuses" when SMTP knows nobody; a certificate's name; "465-" and a
        certificate's name: port 465 shows that one; "local-names": they
        are known without their domain; "windows-names": as CORP\\anna; "delivers", "junk"
        when mail is put into the mailbox or its junk folder, and not thrown away; "journal" when there is a journal and no
        log file."""
        folder = "/.Junk/" if "junk" in mailbox else "/"
        inboxes = ",".join("{" + f"{user}@{DOMAIN}=mail-{user}@{DOMAIN}{folder}" + "}" for user in ("anna", "boris"))
        log = "" if "journal" in mailbox else "maillog_file = /var/log/mail.log"
        transport = "virtual:" if {"delivers", "junk"} & set(mailbox) else "discard:"
        share = f"{self.dir}/share"
        users = "".join(f"{user}@{DOMAIN}:{{PLAIN}}{password}::::::\n" for user, password in PASSWORDS.items())
        for service in ("smtp", "imap", "pop3"):
            known = users.replace(f"@{DOMAIN}:", ":") if "local-names" in mailbox else users
            if "windows-names" in mailbox:
                known = "".join(f"corp_{line}\n" for line in users.replace(f"@{DOMAIN}:", ":").splitlines())
            write(f"{self.etc}/dovecot/users-{service}", "" if f"{service}-refuses" in mailbox else known)
        write(f"{self.etc}/dovecot/dovecot.conf", f"""{self.mailbox_lines(mailbox)}
log_path = /dev/stderr
base_dir = /run/dovecot
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_chars =
auth_username_translation = {chr(92) + "_" if "windows-names" in mailbox else ""}
auth_username_format = %Lu
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u /etc/dovecot/users-%s
}}
userdb {{
  driver = static
  args = uid=7302 gid=7302 home=/tmp
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {share}/auth {{
    mode = 0666
  }}
}}
""")
        self.start("dovecot", "exec dovecot -F", lambda: os.path.exists(f"{share}/auth")
                   and ("imap" not in mailbox or 993 in self.open_ports("dovecot")))
        write(f"{self.etc}/postfix/main.cf", f"""compatibility_level = 3.6
myhostname = mail.{DOMAIN}
mydestination =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = inline:{{{inboxes}}}
virtual_mailbox_base = /tmp
virtual_uid_maps = static:7302
virtual_gid_maps = static:7302
virtual_transport = {transport}
inet_interfaces = all
mynetworks = 127.0.0.0/8
{log}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {share}/auth
smtpd_sasl_auth_enable = no
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/{certificate}.pem
smtpd_tls_key_file = /etc/{certificate}.key
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sender_login_maps = inline:{{{{anna@{DOMAIN}=anna@{DOMAIN}{",corp_anna" if "windows-names" in mailbox else ""}}},{{boris@{DOMAIN}=boris@{DOMAIN}}},{{carol@{DOMAIN}=carol@{DOMAIN}}}}}
message_size_limit = 10240000
header_checks = regexp:{{{{/^Subject:.*rolex/ REJECT 5.7.1 Message content rejected as spam}}}}
default_database_type = cdb
alias_maps =
alias_database =
{more}
""")
        level = "encrypt" if has_tls else "none"
        on_465 = next((word.removeprefix("465-") for word in mailbox if word.startswith("465-")), certificate)
        write(f"{self.etc}/postfix/master.cf", f"""smtp inet n - n - - smtpd
submission inet n - n - - smtpd
  -o smtpd_tls_security_level={level}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
10587 inet n - n - - smtpd
  -o smtpd_tls_security_level={level}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
465 inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_tls_cert_file=/etc/{on_465}.pem
  -o smtpd_tls_key_file=/etc/{on_465}.key
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
discard unix - - n - - discard
postlog unix-dgram n - n - 1 postlogd
error unix - - n - - error
virtual unix - n n - - virtual
""")
        self.start("postfix",
                   (JOURNAL if "journal" in mailbox else "") +
                   "cd /var/spool && install -d postfix postfix/pid && "  # what "postfix check" makes in a second
                   "install -d -o postfix /var/lib/postfix && cd postfix && "
                   "install -d -o postfix -m 700 active bounce corrupt defer deferred flush hold incoming private saved trace && "
                   "install -d -o postfix -g postdrop -m 730 maildrop && install -d -o postfix -g postdrop -m 710 public && "
                   "exec /usr/lib/postfix/sbin/master -d -c /etc/postfix",
                   lambda: self.all_listening("postfix"))

    def start_opensmtpd(self, certificate="good"):
        known = "".join(f"{user}@{DOMAIN} {crypt.crypt(PASSWORDS[user])}\n" for user in ("anna", "boris"))
        write(f"{self.etc}/smtpd.credentials", known)
        listeners = "\n".join(f"listen on {address} port {way} pki mail hostname mail.{DOMAIN}" for address in (SERVER4, SERVER6)
                              for way in ("25 tls", "465 smtps auth <credentials>", "587 tls-require auth <credentials>"))
        write(f"{self.etc}/smtpd.key", open(f"{self.dir}/{certificate}.key", encoding="ascii").read(), 0o600)
        write(f"{self.etc}/smtpd.conf", f"""pki mail cert "/etc/{certificate}.pem"
pki mail key "/etc/smtpd.key"
table credentials file:/etc/smtpd.credentials
{listeners}
action "drop" mda "/bin/true" user anna
match from any for domain {DOMAIN} action "drop"
match auth from any for any action "drop"
""")
        self.start("opensmtpd", "mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd && chmod 711 /var/spool/smtpd && "
                   "exec smtpd -d -v -f /etc/smtpd.conf", lambda: self.all_listening("opensmtpd"))

    def start_unbound(self):
        """A resolver that asks for others, on the router; it knows of the server's domain alone."""
        write(f"{self.etc}/unbound.conf", f"""server:
  interface: {GATEWAYS4[0]}
  access-control: 10.77.0.0/16 allow
  username: ""
  chroot: ""
  directory: "/etc"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  module-config: "iterator"
  local-zone: "." always_nxdomain
  local-zone: "{DOMAIN}." transparent
stub-zone:
  name: "{DOMAIN}."
  stub-addr: {SERVER4}
remote-control:
  control-enable: no
""")
        self.start("unbound", "exec unbound -d -c /etc/unbound.conf", lambda: self.all_listening("unbound"), self.router)

    def start_proxies(self):
        """On the router; the HTTP one lets through 587 only."""
        write(f"{self.etc}/tinyproxy.conf", "Port 3128\nListen 10.77.0.254\nMaxClients 20\nConnectPort 587\n")
        self.start("proxy-socks", "exec microsocks -i 10.77.0.254 -p 1080", lambda: self.all_listening("proxy-socks"), self.router)
        self.start("proxy-http", "exec tinyproxy -d -c /etc/tinyproxy.conf", lambda: self.all_listening("proxy-http"), self.router)

    def start_strange(self, kind):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "strange.py")
        self.start("strange", f"exec {sys.executable} {script} {kind}", lambda: self.all_listening("strange"))

    def start_nodemailer(self, certificate="good", options="", wishes=()):
        """options: JSON for smtp-server, wishes: of nodemailer.js; "own-certificate" when it is the one that came with it."""
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nodemailer.js")
        accounts = {f"{user}@{DOMAIN}": PASSWORDS[user] for user in ("anna", "boris")}
        write(f"{self.etc}/nodemailer.json", json.dumps(accounts))
        files = ("", "") if "own-certificate" in wishes else (f"/etc/{certificate}.pem", f"/etc/{certificate}.key")
        words = shlex.join([script, DOMAIN, *files, "/etc/nodemailer.json", options or "{}", *wishes])
        self.start("nodemailer", f"export NODE_PATH={self.root}/../node/node_modules; exec node {words}",
                   lambda: self.all_listening("nodemailer"))

    def start_isp(self):
        """On the router: a relay of whoever runs the network."""
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "strange.py")
        self.start("isp", f"exec {sys.executable} {script} isp 2588", lambda: self.all_listening("isp"), self.router)

    def start_web(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "web.py")
        self.start("web", f"exec {sys.executable} {script} /etc/web.pem /etc/web.key mail.{DOMAIN} {SERVER6}",
                   lambda: self.all_listening("web"))

    def client_python(self, script):
        run("ip", "netns", "exec", self.client, sys.executable, "-c", script, check=False)

    def start_exim(self, certificate="good", more="", wishes=()):
        """wishes: "ntlm" when the accounts are those of the Windows domain CORP, and NTLM is offered too."""
        is_windows = "ntlm" in wishes
        name = "CORP" + 2 * chr(92) + "anna" if is_windows else f"anna@{DOMAIN}"

        def knows(user, password):
            return f"${{if and{{{{eq{{${user}}}{{{name}}}}}{{eq{{${password}}}{{{PASSWORDS['anna']}}}}}}}{{1}}{{0}}}}"

        ntlm = f"""ntlm:
  driver = spa
  public_name = NTLM
  server_password = ${{if eq{{$auth1}}{{anna}}{{{PASSWORDS['anna']}}}fail}}
""" if is_windows else ""
        write(f"{self.etc}/exim.conf", f"""primary_hostname = mail.{DOMAIN}
domainlist local_domains = {DOMAIN}
exim_user = Debian-exim
exim_group = Debian-exim
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /etc/{certificate}.pem
tls_privatekey = /etc/{certificate}.key
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
log_file_path = {self.dir}/tmp/exim_%slog
spool_directory = /var/spool/exim4
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = acl_rcpt
acl_smtp_mail = accept
{more}
begin acl
deny_all:
  deny message = Your network is not welcome here
deny_listed:
  deny dnslists = zen.spamhaus.org
       message = $sender_host_address is listed at $dnslist_domain: $dnslist_text
  accept
acl_rcpt:
  accept authenticated = *
  accept domains = +local_domains
  deny message = relay not permitted
begin routers
all:
  driver = accept
  transport = drop
begin transports
drop:
  driver = appendfile
  file = /dev/null
begin authenticators
{ntlm}plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = {knows("auth2", "auth3")}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = "Username:: : Password::"
  server_condition = {knows("auth1", "auth2")}
  server_set_id = $auth1
""")
        self.start("exim", "mkdir -p /var/spool/exim4 && chown 7304:7304 /var/spool/exim4 && "
                   "exec exim4 -C /etc/exim.conf -bdf -q1h", lambda: self.all_listening("exim"))

    # ---- the client ----

    def inside(self, server):
        """The words that run a command where that server runs, with its files."""
        return ["nsenter", "-t", str(self.processes[server].pid), "-m", "-n"]

    def everybody(self, is_on):
        """Addresses that nobody has (RFC 5737) lead to the server's machine, and it takes them all."""
        nobody = "192.0.2.1/32"
        for name, way in ((self.client, ("via", GATEWAYS4[0])), (self.router, ("via", SERVER4))):
            run("ip", "-n", name, "route", "replace" if is_on else "del", nobody, *way, check=bool(is_on))
        run("ip", "-n", self.server, "route", "replace" if is_on else "del", "local", nobody, "dev", "lo", check=bool(is_on))

    def on_server(self, server, *command, **more):
        return run(*self.inside(server), *command, **more)

    def clock(self, shift):
        """What makes a program believe that it is another time: "+3y", "-3y"."""
        library = f"{self.root}/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
        options = os.environ.get("ASAN_OPTIONS", "")
        return ["env", f"LD_PRELOAD={library}", f"FAKETIME={shift}", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                f"ASAN_OPTIONS={options}:verify_asan_link_order=0"] if shift else []

    def smtpdoctor(self, program, *arguments, password=None, timeout=60, on=None, clock=None):
        """Runs the program on the client host, or where a server runs; returns (exit status, standard output, seconds)."""
        where = self.inside(on) if on else ["ip", "netns", "exec", self.client]
        command = [*where, *self.clock(clock), program, *arguments]
        if password is not None:
            command += ["--password-file", "-"]
        began = time.monotonic()
        done = subprocess.run(command, input=password if password is not None else "", text=True, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stdout, done.stderr, time.monotonic() - began
