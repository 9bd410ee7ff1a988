"""A hand scanner on a serial port (USB-CDC or RS-232): raw bytes, one code after the other."""

import select
import termios
import time

import serial  # type: ignore[import-untyped]

LONGEST = 4096  # bytes; no code of ours is a tenth of that
SILENCE = 0.1  # seconds without a byte end a code, too
AGAIN = 0.5  # seconds between two tries to open a scanner that is gone
_ENDS = b"\r\n"


class SerialScanner:
    """Opened at the first `read`, and again by itself whenever the scanner was pulled out."""

    def __init__(self, path: str, baud: int) -> None:
        self._path, self._baud = path, baud
        self._port: serial.Serial | None = None
        self._held = bytearray()
        self._too_long = False

    @property
    def connected(self) -> bool:
        return self._port is not None

    def read(self, seconds: float) -> bytearray | None:
        """The raw bytes of the next code, without their CR or LF; None when none was whole within `seconds`. Never raises.

        Empty stands for a code longer than 4096 bytes, which is nothing of ours.
        """
        until = time.monotonic() + seconds
        while (code := self._whole()) is None:
            left = until - time.monotonic()
            if left <= 0:
                return None
            if not self._open():
                time.sleep(min(AGAIN, left))
            elif not self._hear(SILENCE if self._held or self._too_long else left) and (self._held or self._too_long):
                return self._cut(len(self._held))
        return code

    def close(self) -> None:
        """May be called twice; the next `read` opens it again."""
        if self._port is not None:
            self._port.close()
        self._port, self._too_long = None, False
        self._held.clear()

    def _open(self) -> bool:
        if self._port is None:
            try:
                self._port = serial.Serial(self._path, self._baud, timeout=0, exclusive=True)
            except (OSError, ValueError, termios.error):  # SerialException is an OSError
                return False
        return True

    def _hear(self, seconds: float) -> bool:
        """Wait for more bytes; False when none came. A scanner that was pulled out is let go, with what it had begun to say."""
        assert self._port is not None
        try:
            if not select.select([self._port.fileno()], [], [], seconds)[0]:
                return False
            said = self._port.read(LONGEST)
            if not said:
                raise OSError("the scanner hung up")
        except (OSError, ValueError, termios.error):
            self.close()
            return True
        self._held += said
        return True

    def _whole(self) -> bytearray | None:
        """The first code that has ended; of one too long only its end is waited for."""
        while self._held and self._held[0] in _ENDS and not self._too_long:
            del self._held[0]
        ends = [at for end in _ENDS if (at := self._held.find(end)) >= 0]
        if ends:
            return self._cut(min(ends))
        if len(self._held) > LONGEST:
            self._too_long = True
            self._held.clear()
        return None

    def _cut(self, length: int) -> bytearray:
        code = bytearray() if self._too_long or length > LONGEST else self._held[:length]
        del self._held[: length + 1]
        self._too_long = False
        return code
