"""config/kiosk.toml -> one frozen object. An unknown, missing or wrong key is an error that names it."""

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from kiosk import paths
from kiosk.errors import SettingsError
from kiosk.rules.procedures import Words
from kiosk.rules.vietnamese import nfc

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TILES = ("ticket", "status", "forms", "search", "events", "fields")
KEY_MM = 20  # a key that a standing person hits (look.md: Colle & Hiszem 2004)


@dataclass(frozen=True)
class Check:
    """What a value must be besides its type, and how the error says it."""

    test: Callable[[Any], bool]
    says: str


def _code(length: int) -> Callable[[str], bool]:
    return lambda text: 0 < len(text) <= length and text.isascii() and text.replace("-", "").isalnum()


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
PRINTER = rf"simulated(:.+)?|tcp://(localhost|{BYTE}([.]{BYTE}){{3}})(:[0-9]{{1,5}})?|usb(:[0-9a-fA-F]{{1,4}}){{2}}|(serial|file):/\S+"
CAMERA = r"(/dev/\S+|file:.+|pictures:.+|http://(localhost|127[.]0[.]0[.]1):[0-9]{1,5}/\S*)?"
PORTAL = r"(sample|https://[^\s@?#]+|http://(localhost|127[.]0[.]0[.]1):[0-9]{1,5}(/[^\s@?#]*)?)?"  # no name or password in the address
EFORM = r"(https://(?=\S*\{no\})(?=\S*\{secret\})[^\s@]+)?"  # where the citizen's phone opens the e-form that was filled in
STORE = r"sqlite:///\S.*|postgresql://([^\s:@/?#]+@)?[^\s:@/?#]*(:[0-9]{1,5})?/[A-Za-z0-9_-]+(\?[^\s#]*)?"  # a password is a credential
LISTEN = r"(127[.]0[.]0[.]1|localhost|\[::1\]|[0-9a-zA-Z.:\[\]-]+):[0-9]{1,5}"
VOICE = r"(simulated|espeak(:[a-z-]{2,20})?|pieces:\S.*)?"
PIN_HASH = r"(scrypt\$[0-9]+\$[0-9]+\$[0-9]+\$[0-9a-f]+\$[0-9a-f]+)?"


@dataclass(frozen=True)
class Hours:
    days: Annotated[tuple[int, ...], Check(bool, "a list of mon, tue, wed, thu, fri, sat, sun")]
    opens: time
    closes: time


@dataclass(frozen=True)
class Ward:
    hall: Annotated[str, Check(_code(40), "a short name of letters, digits and -")]
    name: Annotated[Words, Check(bool, "a text in vi (and en)")]
    authority: Annotated[Words, Check(bool, "a text in vi (and en)")]
    office: Annotated[Words, Check(bool, "a text in vi (and en)")]
    district: str
    province: str
    address: Words
    phone: str
    helper: Annotated[Words, Check(bool, "where an officer is found, in vi (and en)")]
    gso_code: str
    agency_code: str
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class Panel:
    width: Annotated[int, Check(lambda n: 640 <= n <= 7680, "pixels, 640 to 7680")]
    height: Annotated[int, Check(lambda n: 640 <= n <= 7680, "pixels, 640 to 7680")]
    width_mm: Annotated[float, Check(lambda n: 12 * KEY_MM <= n <= 3000, "millimetres, 240 (room for ten keys of 20 mm) to 3000")]
    height_mm: Annotated[float, Check(lambda n: 9 * KEY_MM <= n <= 3000, "millimetres, 180 to 3000")]
    rotation: Annotated[int, Check(lambda n: n in (0, 90, 180, 270), "0, 90, 180 or 270")]
    fullscreen: bool


@dataclass(frozen=True)
class Home:
    tiles: Annotated[tuple[str, ...], Check(lambda t: 0 < len(set(t) & set(TILES)) == len(t), f"a list out of {', '.join(TILES)}")]


@dataclass(frozen=True)
class Queue:
    code: Annotated[str, Check(_code(8), "up to 8 letters and digits")]
    prefix: Annotated[str, Check(_code(3), "up to 3 letters and digits")]
    name: Annotated[Words, Check(bool, "a text in vi (and en)")]
    about: Words
    fields: tuple[str, ...]
    procedures: tuple[str, ...]
    counters: Annotated[tuple[str, ...], Check(bool, "at least one counter")]
    daily_cap: Annotated[int, Check(lambda n: 0 <= n <= 999, "0 (no cap) to 999")]
    minutes: Annotated[tuple[int, ...], Check(lambda m: len(m) == 2 and 0 < m[0] <= m[1] <= 240, "two numbers of minutes: quick, slow")]
    priority: bool
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True)
class PrinterSettings:
    url: Annotated[str, Check(_like(PRINTER), "simulated, tcp://HOST:PORT, usb:VID:PID, serial:/dev/... or file:/dev/usb/lp0")]
    dots: Annotated[int, Check(lambda n: n in (576, 384), "576 (80 mm) or 384 (58 mm)")]
    strip_rows: Annotated[int, Check(lambda n: 8 <= n <= 128, "8 to 128")]
    mm_per_s: Annotated[int, Check(lambda n: 20 <= n <= 500, "20 to 500")]
    process_id: Annotated[str, Check(lambda v: v in ("auto", "yes", "no"), "auto, yes or no")]
    near_end_tickets: Annotated[int, Check(lambda n: 0 <= n <= 500, "0 to 500")]


@dataclass(frozen=True)
class StoreSettings:
    url: Annotated[str, Check(_like(STORE), "sqlite:///PATH or postgresql://USER@HOST/DATABASE (no password)")]
    kiosk: Annotated[str, Check(_code(8), "up to 8 letters and digits")]


@dataclass(frozen=True)
class CameraSettings:
    device: Annotated[str, Check(_like(CAMERA), "empty, /dev/..., file:VIDEO, pictures:FOLDER or http://127.0.0.1:PORT/...")]
    width: Annotated[int, Check(lambda n: 320 <= n <= 3840, "pixels, 320 to 3840")]
    height: Annotated[int, Check(lambda n: 240 <= n <= 2160, "pixels, 240 to 2160")]
    fps: Annotated[int, Check(lambda n: 5 <= n <= 60, "frames a second, 5 to 60")]
    exposure: Annotated[int, Check(lambda n: 0 <= n <= 10_000, "0 (automatic) to 10000, in the camera's own units")]
    focus: Annotated[int, Check(lambda n: 0 <= n <= 1_000, "0 (automatic) to 1000, in the camera's own units")]


@dataclass(frozen=True)
class ScannerSettings:
    serial: Annotated[str, Check(_like(r"(/dev/\S+)?"), "empty or /dev/...")]
    baud: Annotated[int, Check(lambda n: n in (9600, 19200, 38400, 57600, 115200), "9600, 19200, 38400, 57600 or 115200")]
    keyboard: bool


@dataclass(frozen=True)
class PortalSettings:
    url: Annotated[str, Check(_like(PORTAL), "empty, sample, https://... or http://127.0.0.1:PORT")]
    group: Annotated[str, Check(_like(r"[0-9]{0,12}"), "up to 12 digits: the site's number in OpenCPS")]
    ca: Annotated[str, Check(_like(r"(/\S+)?"), "empty, or the full path of a PEM file")]
    eform: Annotated[str, Check(_like(EFORM), "empty, or https://... with {no} and {secret}")]


@dataclass(frozen=True)
class FormsSettings:
    outbox_days: Annotated[int, Check(lambda n: 1 <= n <= 90, "days, 1 to 90")]
    counter_key: Annotated[str, Check(_like(r"([A-Za-z0-9+/]{43}=)?"), "empty, or the public key that `kiosk forms keys` prints")]
    code_minutes: Annotated[int, Check(lambda n: 10 <= n <= 1440, "minutes, 10 to 1440")]
    pay_seconds: Annotated[int, Check(lambda n: 60 <= n <= 1800, "seconds, 60 to 1800")]


@dataclass(frozen=True)
class HallSettings:
    listen: Annotated[str, Check(_like(LISTEN), "ADDRESS:PORT")]
    tls_cert: Annotated[str, Check(_like(r"(/\S+)?"), "empty, or the full path of a PEM file")]
    tls_key: Annotated[str, Check(_like(r"(/\S+)?"), "empty, or the full path of a PEM file")]
    public_url: Annotated[str, Check(_like(r"(https?://[^\s@?#]+[^\s@?#/])?"), "empty, or https://... without a slash at its end")]
    priority_every: Annotated[int, Check(lambda n: 0 <= n <= 20, "0 (the prioritised always first) to 20")]
    voice: Annotated[str, Check(_like(VOICE), "empty, espeak, espeak:VOICE or pieces:FOLDER")]
    inspection_key: Annotated[str, Check(_like(r"([A-Za-z0-9+/]{43}=)?"), "empty, or the public key that `kiosk feedback keys` prints")]


@dataclass(frozen=True)
class MetricsSettings:
    listen: Annotated[str, Check(_like(r"(127[.]0[.]0[.]1:[0-9]{1,5})?"), "empty, or 127.0.0.1:PORT")]


@dataclass(frozen=True)
class A4Settings:
    queue: Annotated[str, Check(_like(r"[A-Za-z0-9_.-]{0,64}"), "empty, or the name of a CUPS queue")]


@dataclass(frozen=True)
class Idle:
    ask_after: Annotated[int, Check(lambda n: 20 <= n <= 600, "seconds, 20 to 600")]
    form_after: Annotated[int, Check(lambda n: 20 <= n <= 600, "seconds, 20 to 600")]
    answer: Annotated[int, Check(lambda n: 20 <= n <= 120, "seconds, 20 (the least anybody needs to answer) to 120")]
    ticket_home: Annotated[int, Check(lambda n: 10 <= n <= 120, "seconds, 10 to 120")]
    pin: Annotated[int, Check(lambda n: 5 <= n <= 120, "seconds, 5 to 120")]


@dataclass(frozen=True)
class Staff:
    pin_hash: Annotated[str, Check(_like(PIN_HASH), "empty, or what `kiosk settings pin` prints")]


@dataclass(frozen=True)
class Notice:
    text: Words


@dataclass(frozen=True)
class Settings:
    ward: Ward
    panel: Panel
    home: Home
    queues: Annotated[tuple[Queue, ...], Check(lambda q: 0 < len(q) <= 9, "one to nine queues")]
    printer: PrinterSettings
    store: StoreSettings
    a4: A4Settings
    camera: CameraSettings
    scanner: ScannerSettings
    portal: PortalSettings
    forms: FormsSettings
    hall: HallSettings
    metrics: MetricsSettings
    idle: Idle
    staff: Staff
    notices: tuple[Notice, ...] = ()

    def queue(self, code: str) -> Queue:
        """The queue with that code. Raises SettingsError."""
        for queue in self.queues:
            if queue.code == code:
                return queue
        raise SettingsError(f"there is no queue {code!r}; the settings have {', '.join(q.code for q in self.queues)}")

    def queue_for(self, procedure: str, field_code: str) -> Queue | None:
        """The queue that serves a procedure: named itself first, else its field; None when nobody does."""
        for queue in self.queues:
            if procedure in queue.procedures:
                return queue
        return next((q for q in self.queues if field_code in q.fields), None)


def _words(value: Any, where: str) -> Words:
    if not isinstance(value, dict) or not set(value) <= {"vi", "en"} or not all(isinstance(v, str) for v in value.values()):
        raise SettingsError(f'{where} must be {{ vi = "...", en = "..." }}')
    return Words(nfc(value.get("vi", "")), nfc(value.get("en", "")))


def _time(value: Any, where: str) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise SettingsError(f'{where} must be a time like "07:30"')
    return time.fromisoformat(value)


def _checked(kind: Any, value: Any, where: str) -> Any:
    """A value with a Check beside its type."""
    plain, check = get_args(kind)
    if where.endswith(".days") and isinstance(value, list):  # written as mon, tue ...; anything else fails the check
        value = [DAYS.index(day) for day in value] if all(day in DAYS for day in value) else []
    read = _value(plain, value, where)
    if not check.test(read):
        raise SettingsError(f"{where} must be {check.says}")
    return read


def _value(kind: Any, value: Any, where: str) -> Any:
    """`value` as `kind`, or SettingsError naming `where`."""
    if get_origin(kind) is Annotated:
        return _checked(kind, value, where)
    if kind is Words:
        return _words(value, where)
    if kind is time:
        return _time(value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f"{where} must be a list")
        inner = get_args(kind)[0]
        return tuple(_value(inner, item, f"{where}[{i + 1}]") for i, item in enumerate(value))
    if is_dataclass(kind):
        return _table(kind, value, where)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise SettingsError(f"{where} must be {names[kind]}")
    return value


def _table(kind: Any, table: Any, where: str) -> Any:
    if not isinstance(table, dict):
        raise SettingsError(f"[{where}] must be a table")
    prefix = f"{where}." if where else ""
    known = {f.name: f for f in fields(kind)}
    for key in table:
        if key not in known:
            raise SettingsError(f"unknown key {prefix}{key}")
    hints = get_type_hints(kind, include_extras=True)
    values = {}
    for name, entry in known.items():
        if name not in table:
            if entry.default is MISSING:
                raise SettingsError(f"missing key {prefix}{name}")
        else:
            values[name] = _value(hints[name], table[name], prefix + name)
    return kind(**values)


def _whole(settings: Settings) -> None:
    """What no single key can tell."""
    for names in ([q.code for q in settings.queues], [q.prefix for q in settings.queues]):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise SettingsError(f"queues: {', '.join(sorted(twice))} stands twice; code and prefix must be each queue's own")
    loopback = settings.hall.listen.rpartition(":")[0] in ("127.0.0.1", "localhost", "[::1]")
    if bool(settings.hall.tls_cert) != bool(settings.hall.tls_key) or not (loopback or settings.hall.tls_cert):
        raise SettingsError("hall.listen must be loopback (127.0.0.1:PORT) unless tls_cert and tls_key are both there")
    for hours in (*settings.ward.hours, *(h for q in settings.queues for h in q.hours)):
        if hours.opens >= hours.closes:
            raise SettingsError(f"hours: opens {hours.opens:%H:%M} must be before closes {hours.closes:%H:%M}")


def load(path: Path | None = None) -> Settings:
    """Read the settings file (default: $KIOSK_CONFIG, else the shipped sample). Raises SettingsError with one sentence."""
    file = path or Path(os.environ.get("KIOSK_CONFIG") or paths.CONFIG / "kiosk.toml")
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file.name}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, nested without end
        raise SettingsError(f"{file.name}: {error}") from error
    try:
        settings: Settings = _table(Settings, raw, "")
        _whole(settings)
    except SettingsError as error:
        raise SettingsError(f"{file.name}: {error}") from None
    return settings
