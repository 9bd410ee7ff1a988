"""Hands out numbers in processes of their own, to be killed: imports once, then forks an issuer for each line it reads.

A line is `URL COUNT TAG ACKS`; the answer is the issuer's process number. The issuer appends `TAG-i number nanoseconds`
to the file ACKS after each number came back, as a citizen would see it. COUNT 0 means until killed.
"""

import itertools
import os
import signal
import sys
import time

from kiosk.clock import SystemClock
from kiosk.store import open_tickets


def issue(url: str, count: int, tag: str, acks: str) -> None:
    tickets = open_tickets(url, "hall", SystemClock(), kiosk=tag)
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for i in range(count) if count else itertools.count():
        number = tickets.reserve("A", "A", f"{tag}-{i}").number
        os.write(handle, f"{tag}-{i} {number} {time.monotonic_ns()}\n".encode())
    tickets.close()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept
    for line in sys.stdin:
        url, count, tag, acks = line.split()
        child = os.fork()
        if child == 0:
            try:
                issue(url, int(count), tag, acks)
            except BaseException as error:
                print(f"{tag}: {error!r}", file=sys.stderr, flush=True)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
