"""A wire that takes its time: packets between two network namespaces wait MS each way.

    relay.py MS NAMESPACE-A ADDRESS-A NAMESPACE-B ADDRESS-B

Addresses with their prefix length. Says "ready" when both ends are up, and ends with its
standard input.
"""

import ctypes
import fcntl
import heapq
import os
import selectors
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LIBC = ctypes.CDLL(None, use_errno=True)


def open_end(namespace, address, device="slow0"):
    """A TUN device made inside the namespace; the descriptor goes on working from here."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    LIBC.setns(there, 0)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI))
    LIBC.setns(home, 0)
    os.close(home)
    os.close(there)
    subprocess.run(["ip", "-n", namespace, "address", "add", address, "dev", device], check=True)
    subprocess.run(["ip", "-n", namespace, "link", "set", device, "up"], check=True)
    return end


def carry(ends, delay):
    waiting, number = [], 0
    watch = selectors.DefaultSelector()
    for index, end in enumerate(ends):
        watch.register(end, selectors.EVENT_READ, index)
    watch.register(sys.stdin, selectors.EVENT_READ, None)
    while True:
        due = waiting[0][0] - time.monotonic() if waiting else None
        for key, _ in watch.select(None if due is None else max(due, 0)):
            if key.data is None:
                if not os.read(0, 1):
                    return
                continue
            packet = os.read(key.fileobj, 65536)
            number += 1
            heapq.heappush(waiting, (time.monotonic() + delay, number, ends[1 - key.data], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(waiting)
            os.write(end, packet)


def main():
    milliseconds, a, address_a, b, address_b = sys.argv[1:]
    ends = [open_end(a, address_a), open_end(b, address_b)]
    print("ready", flush=True)
    carry(ends, float(milliseconds) / 1000)


if __name__ == "__main__":
    main()
