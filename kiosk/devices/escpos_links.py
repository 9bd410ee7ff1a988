"""python-escpos opens the links to printers; here each gets a deadline on every open, send, receive and close.

What python-escpos 3.1 does otherwise: a serial or file write blocks for ever, a USB write drops what did not fit, a socket waits a minute.
The import costs 0.1 to 0.4 s, so this module is itself imported only when a printer is opened.
"""

import contextlib
import errno
import os
import select
import socket
import struct
import tempfile
import termios
from collections.abc import Iterator
from typing import Any

from kiosk import paths

PIECE = 4096  # bytes given to a wire at once
PATIENCE = 2.0  # seconds a printer may refuse a piece
INWARDS = 0x80  # in the address of a USB endpoint
FULL_USB_PACKET = 512  # a smaller buffer than the printer's packet is an overflow error


@contextlib.contextmanager
def _tidily() -> Iterator[None]:
    """python-escpos makes a folder in /tmp at every import and leaves it there; its parsed list of printers is worth keeping."""
    cache, before = paths.STATE / "escpos", tempfile.tempdir
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    if os.access(cache, os.W_OK):
        os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(cache))
    with tempfile.TemporaryDirectory() as scratch:
        tempfile.tempdir = scratch
        try:
            yield
        finally:
            tempfile.tempdir = before


with _tidily():
    from escpos.exceptions import Error as EscposError  # type: ignore[import-untyped]
    from escpos.printer import File, Network, Serial, Usb  # type: ignore[import-untyped]
    from usb.core import USBTimeoutError  # type: ignore[import-untyped]


class _Wire:
    """A link that is a file descriptor: never blocks, always has a deadline."""

    two_way = True
    stays_open = False
    bytes_per_s = 1_000_000.0
    device: Any
    _device: Any
    open: Any

    def connect(self, seconds: float) -> None:
        """Open the link, at most `seconds` long. Raises OSError, whatever python-escpos raised."""
        try:
            self._connect(seconds)
        except (EscposError, AssertionError, ValueError, termios.error) as error:  # ValueError: no libusb on this machine
            raise ConnectionError(errno.ENODEV, str(error)) from error

    def _connect(self, seconds: float) -> None:
        self.open()

    def _fd(self) -> int:
        return int(self.device.fileno())

    def _ready(self, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._fd(), event)
        return bool(poll.poll(max(0, seconds) * 1000))

    def give(self, data: bytes, seconds: float) -> int:
        """Send what fits, at most PIECE bytes: how many were taken, 0 when the time is over."""
        try:
            return os.write(self._fd(), data[:PIECE]) if self._ready(select.POLLOUT, seconds) else 0
        except BlockingIOError:
            return 0

    def take(self, seconds: float) -> bytes:
        """What the printer said; b"" when it said nothing in time."""
        if not self._ready(select.POLLIN, seconds):
            return b""
        try:
            said = os.read(self._fd(), PIECE)
        except BlockingIOError:
            return b""
        if not said:
            raise ConnectionResetError(errno.ECONNRESET, "the printer hung up")
        return said

    def sent_all(self, seconds: float) -> bool:
        """Whether nothing taken by `give` still waits on this side."""
        return True

    def _raw(self, msg: bytes) -> None:
        """What python-escpos itself writes with: for its own commands the same rule, a piece in two seconds or an error."""
        while msg:
            taken = self.give(msg, PATIENCE)
            if not taken:
                raise TimeoutError(errno.ETIMEDOUT, "the printer takes nothing")
            msg = msg[taken:]

    def _read(self) -> bytes:
        return self.take(PATIENCE)

    def drop(self) -> None:
        """End at once; what was not sent yet is thrown away."""
        self.close()

    def close(self) -> None:
        if self._device:
            self._device.close()
        self._device = False


class TcpLink(_Wire, Network):  # type: ignore[misc]
    """tcp://HOST:PORT. Opened for each job: a link that idles is cut by many printers and routers."""

    def __init__(self, host: str, port: int) -> None:
        Network.__init__(self, host, port)

    def _connect(self, seconds: float) -> None:
        self.device = socket.create_connection((self.host, self.port), seconds)  # Network.open leaves the socket of a failed try open
        self.device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.device.setblocking(False)

    def drop(self) -> None:
        if self._device:  # RST instead of FIN: the printer forgets what it has not printed
            with contextlib.suppress(OSError):
                self._device.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


class SerialLink(_Wire, Serial):  # type: ignore[misc]
    """serial:/dev/... Nothing waits for the line to drain: a printer that stopped reading would hold us for ever."""

    stays_open = True

    def __init__(self, devfile: str, baud: int) -> None:
        Serial.__init__(self, devfile, baud, timeout=0)
        self.bytes_per_s = baud / 10

    def close(self) -> None:
        """Throws away what a printer that stopped reading left in our buffer: the kernel would wait 30 s for it."""
        if self._device:
            with contextlib.suppress(OSError, termios.error):
                self._device.reset_output_buffer()
        super().close()


class FileLink(_Wire, File):  # type: ignore[misc]
    """file:/dev/usb/lp0. One way: it can only be written to, so nobody ever knows what came out."""

    two_way = False

    def __init__(self, devfile: str) -> None:
        File.__init__(self, devfile)

    def open(self, raise_not_found: bool = True) -> None:
        """As python-escpos does, without waiting for a device that is not ready."""
        self.close()
        descriptor = os.open(self.devfile, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK, 0o600)
        self.device = os.fdopen(descriptor, "wb", buffering=0)

    def take(self, seconds: float) -> bytes:
        return b""

    def sent_all(self, seconds: float) -> bool:
        return self._ready(select.POLLOUT, seconds)  # closing earlier would lose what the kernel's usblp still holds


class UsbLink(_Wire, Usb):  # type: ignore[misc]
    """usb:VID:PID. A piece that went only half through counts as a failure: nobody knows where the printer stands."""

    stays_open = True

    def __init__(self, vendor: int, product: int) -> None:
        Usb.__init__(self, vendor, product, timeout=round(PATIENCE * 1000))

    def _connect(self, seconds: float) -> None:
        self.open()
        for endpoint in self.device.get_active_configuration()[(0, 0)]:
            if endpoint.bEndpointAddress & INWARDS:
                self.in_ep = endpoint.bEndpointAddress
            else:
                self.out_ep = endpoint.bEndpointAddress

    def give(self, data: bytes, seconds: float) -> int:
        piece = data[:PIECE]
        if self.device.write(self.out_ep, piece, round(PATIENCE * 1000)) != len(piece):
            raise OSError(errno.EIO, "the USB printer took only a part")
        return len(piece)

    def take(self, seconds: float) -> bytes:
        try:
            return bytes(self.device.read(self.in_ep, FULL_USB_PACKET, max(1, round(seconds * 1000))))
        except USBTimeoutError:
            return b""

    def close(self) -> None:
        Usb.close(self)


Link = TcpLink | SerialLink | FileLink | UsbLink
