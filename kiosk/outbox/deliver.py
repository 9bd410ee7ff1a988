"""Sending what is in the outbox, exactly once: now, while the citizen waits, or later, when the portal is back.

The entry is on the disk before anything is sent; every step is written down there; whoever sends holds the outbox's lock. So a process
that dies anywhere leaves an entry from which the next one goes on. The oldest goes first; one that the portal wants later (InDoubt, an
odd answer) lets the others pass, a portal that is away ends the round.
"""

import fcntl
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from kiosk.clock import Clock
from kiosk.errors import InDoubt, LoginNeeded, OutboxError, PortalError, PortalRefused
from kiosk.outbox.store import Entry, Outbox
from kiosk.portal.http import PortalAway
from kiosk.rules.submission import Progress, Submission

SHORTEST, LONGEST = 30.0, 1800.0  # seconds between two tries
DOUBT = 150.0  # longer than the portal may need for a question that was lost (kiosk.portal.submit.SETTLE)


class Sends(Protocol):
    """kiosk.portal.submit.Submit."""

    def send(self, submission: Submission, progress: Progress, record: Callable[[Progress], object]) -> Progress: ...


@dataclass(frozen=True)
class Result:
    """sent: the portal has it. kept: it lies in the outbox. login: the citizen's phone must go on. refused: it will never be taken.

    `away`: the portal did not answer at all, so nobody else needs to try now.
    """

    state: Literal["sent", "kept", "login", "refused"]
    entry: Entry
    progress: Progress
    away: bool = False


@dataclass(frozen=True)
class Round:
    sent: int = 0
    refused: int = 0
    waiting: int = 0


@contextmanager
def alone(outbox: Outbox, wait: bool = True) -> Iterator[bool]:
    """Holds the lock of the outbox; False when somebody else has it and `wait` is not wanted. The kernel frees it at any death."""
    try:
        file = os.open(f"{outbox.file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutboxError("the outbox cannot be locked") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)


def submit_now(outbox: Outbox, submit: Sends, submission: Submission, clock: Clock) -> Result:
    """Keep it, then send it. Raises OutboxError when it cannot even be kept: then nothing was sent."""
    entry = outbox.put(submission, Progress(), clock.now())
    with alone(outbox):
        return _send(outbox, submit, entry, clock)


def deliver(outbox: Outbox, submit: Sends, clock: Clock) -> Round:
    """One round over those whose turn it is. Somebody else's round is left alone."""
    sent = refused = 0
    with alone(outbox, wait=False) as ours:
        for entry in outbox.waiting(clock.now()) if ours else []:
            try:
                result = _send(outbox, submit, entry, clock)
            except OutboxError:  # this one cannot be opened or written; the others may
                continue
            sent, refused = sent + (result.state == "sent"), refused + (result.state in ("refused", "login"))
            if result.away:
                break
    return Round(sent, refused, sum(entry.state == "waiting" for entry in outbox.all()))


def _send(outbox: Outbox, submit: Sends, entry: Entry, clock: Clock) -> Result:
    entry = outbox.get(entry.id) or entry  # somebody may have sent it while we waited for the lock
    if entry.state != "waiting":
        return Result("sent" if entry.state == "done" else "refused", entry, outbox.progress(entry))
    submission, progress = outbox.submission(entry), outbox.progress(entry)

    def record(step: Progress) -> None:
        nonlocal progress
        outbox.record(entry.id, step)
        progress = step

    try:
        progress = submit.send(submission, progress, record)
    except LoginNeeded:
        outbox.refused(entry.id, progress)
        return Result("login", entry, progress)
    except PortalRefused:
        outbox.refused(entry.id, progress)
        return Result("refused", entry, progress)
    except PortalError as error:
        pause = DOUBT if isinstance(error, InDoubt) else min(LONGEST, SHORTEST * 2.0 ** min(entry.tries, 6)) * random.uniform(1.0, 1.3)
        outbox.later(entry.id, clock.now() + timedelta(seconds=pause))
        return Result("kept", entry, progress, isinstance(error, PortalAway))
    outbox.done(entry.id, progress)
    return Result("sent", entry, progress)
