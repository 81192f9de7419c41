"""Zones about senders: SPF, DKIM and DMARC of domains with faults, reverse names, block lists. They are
served by the house's own name server and shaped like the real ones; nothing of it leaves the machine."""

import base64
import subprocess

# The client's addresses as the router shows them to the server ("nat" in the table of faults). No
# network routes these; the program takes them for public ones.
NETWORK = "25.77.0.0/16"
GOOD, LISTED, HOME, UNNAMED, MISNAMED, REFUSED = (f"25.77.0.{last}" for last in (9, 10, 11, 12, 13, 14))

HEAD = "$TTL 60\n@ SOA ns.corp.test. hostmaster.corp.test. 1 60 60 60 60\n@ NS ns.corp.test.\n"


def turned(address):
    return ".".join(reversed(address.split(".")))


def public_key():
    """The p= of a real RSA key of 2048 bits, cut into pieces that fit."""
    key = subprocess.run(["openssl", "genrsa", "2048"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    der = subprocess.run(["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout
    text = base64.b64encode(der).decode()
    return " ".join(f'"{text[at:at + 200]}"' for at in range(0, len(text), 200))


def chain(count):
    """A record that includes another one, that includes another one …"""
    rows = "".join(f'spf{at}.manyspf TXT "v=spf1 include:spf{at + 1}.manyspf.corp.test -all"\n' for at in range(1, count))
    return f'manyspf TXT "v=spf1 include:spf1.manyspf.corp.test -all"\n{rows}spf{count}.manyspf TXT "v=spf1 -all"\n'


def of_house():
    """Below the house's own domain: the domain itself is in order, those below it have a fault each."""
    return f"""@ TXT "v=spf1 mx -all"
@ TXT "some-site-verification=0123456789"
_dmarc TXT "v=DMARC1; p=none; rua=mailto:postmaster@corp.test"
mail._domainkey TXT "v=DKIM1; k=rsa; p=" {public_key()}
odd._domainkey TXT "v=DKIM1; p=bm8ga2V5"
old._domainkey TXT "v=DKIM1; p="
_mta-sts TXT "v=STSv1; id=20240101"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:postmaster@corp.test"
_25._tcp.mail TLSA 3 1 1 {'5f' * 32}
_mta-sts.nopolicy TXT "v=STSv1; id=1"
_mta-sts.badpolicy TXT "v=STSv1; id=1"
badpolicy MX 10 mail
nopolicy TXT "v=spf1 a:mail.corp.test -all"
badpolicy TXT "v=spf1 a:mail.corp.test -all"
_mta-sts.badinbound TXT "v=STSv1; id=20240101-x!"
_smtp._tls.badinbound TXT "v=TLSRPTv1; rua=postmaster"
_smtp._tls.badpolicy TXT "v=TLSRPTv1; rua=ftp://x"
badinbound TXT "v=spf1 a:mail.corp.test -all"
badinbound MX 10 mx.badinbound
mx.badinbound A 10.77.1.1
_25._tcp.mx.badinbound TYPE52 \\# 3 090909
twospf TXT "v=spf1 mx -all"
twospf TXT "v=spf1 a:mail.corp.test ~all"
badspf TXT "v=spf1 ipv4:10.77.1.1 -all"
otherspf MX 10 mail
elsewhere TXT "v=spf1 ip4:192.0.2.0/24 -all"
otherspf TXT "v=spf1 ip4:192.0.2.0/24 -all"
nomail TXT "v=spf1 -all"
anybody TXT "v=spf1 +all"
endless TXT "v=spf1 include:nospf.corp.test -all"
nospf A 10.77.1.1
{chain(12)}strict TXT "v=spf1 a:mail.corp.test -all"
_dmarc.strict TXT "v=DMARC1; p=reject; aspf=s"
_dmarc.baddmarc TXT "v=DMARC1; p=rejct"
_dmarc.twodmarc TXT "v=DMARC1; p=none"
_dmarc.twodmarc TXT "v=DMARC1; p=reject"
"""


def lists(address, answer, reason):
    return f'{turned(address)} A {answer}\n{turned(address)} TXT "{reason}"\n'


TEST_ENTRY = lists("127.0.0.2", "127.0.0.2", "the entry for tests")


def zones():
    """Name and contents of each zone; psbl.surriel.com and dnsbl.dronebl.org are left out, so that they are refused."""
    return {
        "77.25.in-addr.arpa": HEAD + "9.0 PTR host9.isp.test.\n10.0 PTR dyn-25-77-0-10.pool.isp.test.\n"
                                     "11.0 PTR host11.isp.test.\n13.0 PTR wrong.isp.test.\n14.0 PTR host14.isp.test.\n",
        "isp.test": HEAD + f"host9 A {GOOD}\ndyn-25-77-0-10.pool A {LISTED}\nhost11 A {HOME}\nhost14 A {REFUSED}\nwrong A 25.77.0.99\n",
        "zen.spamhaus.org": HEAD + lists("127.0.0.2", "127.0.0.2", "the entry for tests")
                                 + lists(LISTED, "127.0.0.4", f"https://check.spamhaus.org/query/ip/{LISTED}")
                                 + lists(HOME, "127.0.0.11", f"https://check.spamhaus.org/query/ip/{HOME}")
                                 + lists(REFUSED, "127.255.255.254", "Error: open resolver"),
        "bl.spamcop.net": HEAD + TEST_ENTRY,
        "b.barracudacentral.org": HEAD,  # not even its test entry: it does not answer us
        "bl.blocklist.de": HEAD + "* A 127.0.0.2\n",  # lists everybody: given up, or somebody between
        "dbl.spamhaus.org": HEAD + 'dbltest.com A 127.0.1.2\nspammy.corp.test A 127.0.1.4\nspammy.corp.test TXT "phishing domain"\n',
    }
