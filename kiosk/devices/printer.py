"""Which printer the settings mean: the one place that knows the kinds."""

import ipaddress
import re
from pathlib import Path
from urllib.parse import parse_qs

from kiosk.devices import Printer, PrinterProfile
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.errors import SettingsError

PRINTER_PORT = 9100
BAUD, SLOWEST_BAUD = 115_200, 38_400  # a ticket is 30 to 90 kB: slower than this a citizen waits a quarter of a minute and more


def open_printer(profile: PrinterProfile) -> Printer:
    """The printer behind `profile.url`; the link itself is opened at the first use. Raises SettingsError for an address that cannot be.

    simulated[:FOLDER], tcp://HOST[:PORT], usb:VID:PID (hexadecimal), serial:/dev/ttyUSB0[?baud=115200], file:/dev/usb/lp0
    """
    kind, _, where = profile.url.partition(":")
    if kind == "simulated":
        return SimulatedPrinter(profile.dots, Path(where) if where else None)
    from kiosk.devices import escpos_links  # only now: it imports python-escpos
    from kiosk.devices.escpos_printer import EscposPrinter

    if kind == "tcp":
        return EscposPrinter(escpos_links.TcpLink(*_host_port(where)), profile)
    if kind == "usb":
        return EscposPrinter(escpos_links.UsbLink(*_ids(where)), profile)
    if kind == "serial" and where:
        return EscposPrinter(escpos_links.SerialLink(*_line(where)), profile)
    if kind == "file" and where:
        return EscposPrinter(escpos_links.FileLink(where), profile)
    raise SettingsError(f"printer: {profile.url!r} is not simulated, tcp://HOST:PORT, usb:VID:PID, serial:/dev/... or file:/dev/...")


def _host_port(where: str) -> tuple[str, int]:
    """A number, not a name: looking a name up has no time limit."""
    host, _, port = where.removeprefix("//").partition(":")
    try:
        return ("127.0.0.1" if host == "localhost" else str(ipaddress.IPv4Address(host))), _whole(port or str(PRINTER_PORT), 65_535)
    except ValueError:
        raise SettingsError(f"printer: tcp:{where} needs an address like tcp://192.168.1.50:{PRINTER_PORT}") from None


def _ids(where: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})", where)
    if not found:
        raise SettingsError(f"printer: usb:{where} needs the two numbers that lsusb shows, like usb:04b8:0e15")
    return int(found[1], 16), int(found[2], 16)


def _line(where: str) -> tuple[str, int]:
    device, _, options = where.partition("?")
    baud = parse_qs(options).get("baud", [str(BAUD)])[0]
    try:
        speed = _whole(baud, 4_000_000)
    except ValueError:
        raise SettingsError(f"printer: baud={baud} is not a speed") from None
    if speed < SLOWEST_BAUD:
        raise SettingsError(f"printer: {speed} baud is too slow for pictures; set the printer and the kiosk to {BAUD}")
    return device, speed


def _whole(digits: str, most: int) -> int:
    number = int(digits)
    if not 0 < number <= most:
        raise ValueError
    return number
