#!/usr/bin/env python3
"""Publishes mail settings over HTTPS, for each host its own:   web.py CERTIFICATE KEY MAIL PORTAL"""

import http.server
import socket
import ssl
import sys
import threading

CERTIFICATE, KEY, MAIL, PORTAL = sys.argv[1:5]

MOZILLA = f"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="house">
<incomingServer type="imap"><hostname>{MAIL}</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username></incomingServer>
<outgoingServer type="smtp"><hostname>{MAIL}</hostname><port>587</port><socketType>STARTTLS</socketType>
<username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>
"""
MICROSOFT = f"""<?xml version="1.0"?>
<Autodiscover><Response><Account><AccountType>email</AccountType><Action>settings</Action><Protocol><Type>SMTP</Type>
<Server>{MAIL}</Server><Port>465</Port><SSL>on</SSL></Protocol></Account></Response></Autodiscover>
"""
# What a host answers, to which method and path.
PAGES = {
    ("autoconfig.web.corp.test", "GET", "/mail/config-v1.1.xml"): MOZILLA,
    ("autodiscover.disco.corp.test", "POST", "/autodiscover/autodiscover.xml"): MICROSOFT,
    ("status.proton.me", "GET", "/api/v2/status.json"): '{"status":{"indicator":"major","description":"Partial Outage"}}',
    ("autoconfig.thunderbird.net", "GET", "/v1.1/db.corp.test"): MOZILLA,
    ("mta-sts.corp.test", "GET", "/.well-known/mta-sts.txt"): "version: STSv1\r\nmode: enforce\r\nmx: mail.corp.test\r\nmax_age: 604800\r\n",
    ("mta-sts.badpolicy.corp.test", "GET", "/.well-known/mta-sts.txt"): "version: STSv1\nmode: enforce\nmx: *.elsewhere.test\nmax_age: 604800\n",
    ("autoconfig.thunderbird.net", "GET", "/v1.1/hoster.example"): MOZILLA,
}


# Without encryption: at the address given as PORTAL a guest network's box answers for everybody.
PLAIN = {("detectportal.firefox.com", "/success.txt"): "success\n"}


class PlainHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_portal = PORTAL in self.connection.getsockname()[0]
        page = PLAIN.get((self.headers.get("Host"), self.path))
        self.send_response(302 if is_portal else 200 if page else 404)
        if is_portal:
            self.send_header("Location", "http://login.guests.test/welcome")
        body = b"" if is_portal else (page or "not here").encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class DualServer(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        question = self.rfile.read(length).decode()
        page = PAGES.get((self.headers.get("Host"), self.command, self.path))
        # Nobody may ever be told the name of a person.
        if "anna" in self.path + question + str(self.headers):
            page = None
        body = (page or "not here").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


threading.Thread(target=DualServer(("::", 80), PlainHandler).serve_forever, daemon=True).start()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server = http.server.ThreadingHTTPServer(("", 443), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
