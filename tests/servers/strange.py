#!/usr/bin/env python3
"""Listens on the mail ports, or those that are named, and is no proper mail server:   strange.py KIND [PORT ...]"""

import socket
import sys
import threading
import time

GREETINGS = {
    "silent": None,
    "closes": b"",
    "ssh": b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
    "pop3": b"+OK Dovecot ready.\r\n",
    "imap": b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n",
    "web": b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n",
    "refuses": b"554 5.7.1 This system does not accept connections from your network\r\n",
    "busy": b"421 4.3.2 Service not available, closing transmission channel\r\n",
    "rubbish": bytes(range(256)) * 40,
    "isp": b"220 relay.isp.example ESMTP\r\n",
    "stars": b"220 **************************************\r\n",
}
AFTER_EHLO = {"isp": b"250-relay.isp.example\r\n250 SIZE 10000\r\n",
              "stars": b"500 5.5.1 Command unrecognized: \"XXXX\"\r\n"}


def serve(kind, connection):
    with connection:
        greeting = GREETINGS[kind]
        if greeting:
            connection.sendall(greeting)
        if kind in ("closes", "refuses", "busy", "web"):
            return
        while connection.recv(4096):
            if kind in AFTER_EHLO:
                connection.sendall(AFTER_EHLO[kind])


def listen(kind, family, port):
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind(("", port))
    server.listen(50)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=serve, args=(kind, connection), daemon=True).start()


for listening in [(family, port) for family in (socket.AF_INET, socket.AF_INET6) for port in [int(word) for word in sys.argv[2:]] or (25, 465, 587)]:
    threading.Thread(target=listen, args=(sys.argv[1], *listening), daemon=True).start()
while True:
    time.sleep(3600)
