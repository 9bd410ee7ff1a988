"""The kiosk looked at by its technician: each part is good, to be watched, or to be mended. Changes nothing, tells of nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import paths
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.devices import PrinterState
    from kiosk.store import Numbers

OK, WARN, FAIL = "ok", "warn", "fail"
ROOM, LITTLE = 1_000, 200  # megabytes
EXPIRES = timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """`what`: "doctor.printer" ...; `said`: key of a sentence, or plain facts (codes, numbers, file names)."""

    state: str
    what: str
    said: str = ""


def look(here: Settings, clock: Clock, numbers: Numbers | None) -> list[Finding]:
    """Every check. `numbers`: the open store, None where it cannot be opened."""
    return [*of_store(numbers, clock), *of_the_rest(here, clock)]


def of_store(numbers: Numbers | None, clock: Clock, newest: int = 0) -> list[Finding]:
    """On the store's lane, where there is one. `newest`: how much of the chains is looked at; 0, all of it, takes seconds after years."""
    return _safely(lambda: _store(numbers, clock, newest))


def of_the_rest(here: Settings, clock: Clock, printer: PrinterState | None = None) -> list[Finding]:
    """`printer`: its state where somebody else holds its link. The portal may take half a minute."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _settings(here),
        _catalogue,
        _forms,
        lambda: _printer(here, printer or _asked(here)),
        lambda: _camera(here),
        lambda: _portal(here),
        lambda: _a4(here),
        _keys,
        lambda: _outbox(here, clock),
        lambda: _clock(clock),
        _disk,
        lambda: _hall(here),
        _fonts,
    )
    return [finding for check in checks for finding in _safely(check)]


def _safely(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """A check that fails itself is a finding, and takes no other away."""
    try:
        return list(check())
    except Exception as error:
        return [Finding(FAIL, "doctor.check", type(error).__name__)]


def _settings(here: Settings) -> Iterator[Finding]:
    yield Finding(OK if here.staff.pin_hash else WARN, "doctor.pin", "" if here.staff.pin_hash else "doctor.pin.none")


def _catalogue() -> Iterator[Finding]:
    from kiosk import catalogue

    found, faults = catalogue.load_what_works()
    yield Finding(FAIL if faults else OK, "doctor.catalogue", faults[0] if faults else str(len(found.procedures)))


def _forms() -> Iterator[Finding]:
    from kiosk import feedback
    from kiosk.forms import load_what_works

    found, faults = load_what_works()
    feedback.load()
    yield Finding(FAIL if faults else OK, "doctor.forms", faults[0] if faults else str(len(found.all)))


def _store(numbers: Numbers | None, clock: Clock, newest: int) -> Iterator[Finding]:
    from kiosk.store.deeds import Deeds

    if numbers is None:
        yield Finding(FAIL, "doctor.store", "error.store")
        return
    faults = numbers.verify(newest)
    yield Finding(FAIL if faults else OK, "doctor.store", faults[0] if faults else "")
    main = getattr(numbers, "main", numbers)
    if main is None:
        yield Finding(WARN, "doctor.server", "doctor.server.away")
    else:
        broken = Deeds(main.database, main.hall, clock).verify(newest)
        yield Finding(FAIL if broken else OK, "doctor.deeds", broken[0] if broken else "")
    doubt = numbers.doubt()
    if doubt is not None:
        yield Finding(WARN, "doctor.day", str(doubt))


def _asked(here: Settings) -> PrinterState:
    from kiosk.devices.printer import open_printer

    printer = open_printer(here.printer)
    try:
        return printer.state()
    finally:
        printer.close()


def _printer(here: Settings, state: PrinterState) -> Iterator[Finding]:
    if state.fault:
        yield Finding(FAIL, "doctor.printer", state.fault)
    else:
        yield Finding(WARN if state.near_end else OK, "doctor.printer", "staff.printer_near" if state.near_end else "")
    if here.printer.url.startswith("simulated"):
        yield Finding(WARN, "doctor.printer", "doctor.simulated")


def _camera(here: Settings) -> Iterator[Finding]:
    device = here.camera.device
    if not device:
        yield Finding(WARN, "doctor.camera", "doctor.camera.none")
    elif device.startswith("/dev/"):
        there = Path(device).exists()
        yield Finding(OK if there else FAIL, "doctor.camera", "" if there else "error.camera")
    else:
        yield Finding(OK, "doctor.camera", device)


def _portal(here: Settings) -> Iterator[Finding]:
    if not here.portal.url:
        yield Finding(WARN, "doctor.portal", "doctor.portal.none")
    elif here.portal.url == "sample":
        yield Finding(WARN, "doctor.portal", "doctor.simulated")
    else:
        from kiosk.portal.account import token
        from kiosk.portal.client import Client

        try:
            Client(here.portal, token(), cache=Path(os.devnull)).services()
        except KioskError as error:
            yield Finding(FAIL, "doctor.portal", error.key)
        else:
            yield Finding(OK, "doctor.portal")


def _a4(here: Settings) -> Iterator[Finding]:
    if here.a4.queue and here.a4.queue != "simulated":
        there = shutil.which("lp") is not None
        yield Finding(OK if there else FAIL, "doctor.a4", here.a4.queue if there else "doctor.a4.none")


def _keys() -> Iterator[Finding]:
    from kiosk.outbox.seal import outbox_key

    there = outbox_key() is not None
    yield Finding(OK if there else WARN, "doctor.outbox", "" if there else "doctor.outbox.none")


def _outbox(here: Settings, clock: Clock) -> Iterator[Finding]:
    from kiosk.outbox.store import counts

    found = counts(paths.outbox(here.store.url), clock.now(), here.forms.outbox_days)
    if found.waiting or found.refused:
        yield Finding(FAIL if found.refused else WARN, "doctor.waiting", f"{found.waiting} + {found.refused}")


def _clock(clock: Clock) -> Iterator[Finding]:
    yield Finding(OK if clock.sure() else WARN, "doctor.clock", "" if clock.sure() else "doctor.clock.unsure")


def _disk() -> Iterator[Finding]:
    place = paths.STATE if paths.STATE.exists() else paths.STATE.parent
    free = shutil.disk_usage(place).free // 1_000_000
    yield Finding(OK if free > ROOM else WARN if free > LITTLE else FAIL, "doctor.disk", f"{free} MB")


def _hall(here: Settings) -> Iterator[Finding]:
    if here.hall.tls_cert:
        yield _certificate(Path(here.hall.tls_cert))
    if here.hall.voice.startswith(("espeak", "pieces")):
        there = shutil.which("espeak-ng") is not None
        yield Finding(OK if there else WARN, "doctor.voice", "" if there else "doctor.voice.none")


def _certificate(file: Path) -> Finding:
    from cryptography import x509

    try:
        end = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return Finding(FAIL, "doctor.tls", file.name)
    left = end - datetime.now(UTC)
    return Finding(FAIL if left <= timedelta(0) else WARN if left < EXPIRES else OK, "doctor.tls", f"{end:%Y-%m-%d}")


def _fonts() -> Iterator[Finding]:
    wanted = ("fonts/NotoSans-Regular.ttf", "fonts/NotoSans-Bold.ttf", "icons/icons.ttf")
    gone = [name for name in wanted if not (paths.ASSETS / name).is_file()]
    yield Finding(FAIL if gone else OK, "doctor.fonts", ", ".join(gone))
