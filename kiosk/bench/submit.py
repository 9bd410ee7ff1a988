"""A dossier on its way to the sample portal on loopback, against the same HTTP by plain requests; keeping it, against a bare commit."""

import json
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.bench import Figure, against, median, percentile
from kiosk.clock import HandClock, SystemClock
from kiosk.outbox.deliver import deliver, submit_now
from kiosk.outbox.seal import Sealer
from kiosk.outbox.store import Outbox
from kiosk.portal.account import BASE
from kiosk.portal.sample import Server, serve
from kiosk.portal.submit import Submit
from kiosk.rules.submission import Attached, Progress, Submission
from kiosk.settings import PortalSettings

SENT, KEPT = 2.0, 3.0  # times the plain questions; times a bare commit of as many bytes
PDF = b"%PDF-1.4 " + b"page " * 8_000  # as large as a form


def submission() -> Submission:
    file = Attached(uuid.uuid4().hex, "TP01", "Tờ khai", PDF)
    return Submission(
        uuid.uuid4().hex, "2026-11-24T08:42:00+07:00", "trich-luc", 1, "2.000635", "Cấp bản sao", "000.00.00.X00", "TK", "HS", "TP01",
        "Nguyễn Thị Mẫu", "060190000123", "Khu phố 1", "0912345678", (("copies", "2"),), (file,),
    )  # fmt: skip


def measure(rounds: int, many: int) -> Iterator[Figure]:
    with serve() as server, tempfile.TemporaryDirectory() as folder:
        yield from online(server, Path(folder), rounds)
        yield from kept(Path(folder), rounds)
        yield from delivered(server, Path(folder), many)


def online(server: Server, folder: Path, rounds: int) -> Iterator[Figure]:
    """From "send" to the code: kept, e-form, dossier, file, handed in. The plain one asks the same without keeping anything."""
    clock = SystemClock()
    submit = Submit(PortalSettings(server.url, "", "", ""), "", clock)
    outbox = Outbox(folder / "online.db", Sealer(b"k" * 32), "K1")
    ours, plain = [], []
    for _ in range(rounds):
        one = submission()
        ours.append(_ms(lambda one=one: submit_now(outbox, submit, one, clock)))
        plain.append(_ms(lambda: _plainly(server.url)))
    outbox.close()
    note = f"{median(plain):.1f} ms for plain requests"
    yield Figure("submit_p50_ms", "a dossier sent online, p50", round(median(ours), 1), "ms", note=note)
    slow = percentile(ours, 0.95), percentile(plain, 0.95)
    yield against("submit_p95_ms", "a dossier sent online, p95", *slow, "ms", SENT, "plain requests")


def kept(folder: Path, rounds: int) -> Iterator[Figure]:
    """Keeping it, against a bare SQLite commit of as many bytes with the same settings. Taken in turns."""
    outbox = Outbox(folder / "kept.db", Sealer(b"k" * 32), "K1")
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA synchronous=EXTRA")
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("CREATE TABLE t (b BLOB)")
    ours, plain = [], []
    for _ in range(rounds * 3):
        one = submission()
        ours.append(_ms(lambda one=one: outbox.put(one, Progress(), SystemClock().now())))
        plain.append(_ms(lambda: bare.execute("INSERT INTO t VALUES (?)", (PDF,))))
    outbox.close()
    bare.close()
    yield against("outbox_put_p95_ms", "a dossier kept, p95", percentile(ours, 0.95), percentile(plain, 0.95), "ms", KEPT, "a bare commit")


def delivered(server: Server, folder: Path, many: int) -> Iterator[Figure]:
    """What waited goes, an answer being lost now and then: none twice, none lost."""
    clock = HandClock(SystemClock().now())
    submit = Submit(PortalSettings(server.url, "", "", ""), "", clock)
    outbox = Outbox(folder / "waiting.db", Sealer(b"k" * 32), "K1")
    refs = [outbox.put(submission(), Progress(), clock.now()).id for _ in range(many)]
    for _ in range(many // 5):
        server.portal.faults.order("POST /dossiers", "lost")
    begun = time.perf_counter()
    for _ in range(4):
        deliver(outbox, submit, clock)
        clock.jump(timedelta(hours=1))
    seconds = time.perf_counter() - begun
    outbox.close()
    made = [one.ref for one in server.portal.inbox.dossiers.values() if one.ref in set(refs)]
    yield Figure("deliver_per_s", f"{many} waiting dossiers delivered", round(many / seconds, 1), "a second")
    wrong = len(made) - len(set(made)) + len(set(refs) - set(made))
    yield Figure("deliver_wrong", "of them doubled or lost", wrong, "dossiers", 0)


def _plainly(url: str) -> None:
    """The same questions, one connection, no care."""
    import requests

    with requests.Session() as session:
        base = url + BASE
        session.post(base + "/eforms", data={"eFormData": json.dumps({"copies": "2"}), "serviceCode": "2.000635"}, timeout=10)
        form = {"referenceUid": uuid.uuid4().hex, "serviceCode": "2.000635", "applicantName": "A"}
        made: dict[str, Any] = session.post(base + "/dossiers", data=form, timeout=10).json()
        path = f"{base}/dossiers/{made['dossierId']}"
        session.get(path + "/files", timeout=10)
        session.post(path + "/files", data={"referenceUid": "f"}, files={"file": ("a.pdf", PDF, "application/pdf")}, timeout=10)
        for last in ("", "/submitting", ""):
            session.get(path + last, timeout=10)


def _ms(do: Any) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000
