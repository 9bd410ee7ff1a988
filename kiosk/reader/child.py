"""One reader's process as the screen's process holds it: started, told, heard, killed."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from kiosk import log, paths
from kiosk.reader import messages
from kiosk.reader.messages import Order, Report, Setup
from kiosk.reader.preview import SharedPicture

KEPT = ("PATH", "HOME", "LANG", "TZ", "STATE_DIRECTORY", "KIOSK_CONFIG", "SSL_CERT_FILE", "SSL_CERT_DIR")  # of our environment
KEYS = ("CREDENTIALS_DIRECTORY", "KIOSK_OUTBOX_KEY", "KIOSK_COUNTER_SIGN_KEY")  # where its keys come from
FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Child:
    """`hear` and `gone` are called on the child's own thread; `gone` once, when the process is dead and the picture wiped.

    Start it on a thread that lives as long as the kiosk: the kernel kills the process when the thread that started it ends.
    Raises OSError when no process can be started.
    """

    def __init__(self, setup: Setup, hear: Callable[["Child", Report, bytearray], None], gone: Callable[["Child"], None]) -> None:
        self.heard, self.ready = False, False  # it has spoken; its scanner is warm
        self.picture = SharedPicture()
        self._beats, self._beaten = 0, time.monotonic()
        self._hear, self._gone = hear, gone
        self._sending = threading.Lock()
        self._socket, theirs = socket.socketpair()
        try:
            self._process = _start(theirs.fileno(), self.picture.fd)
        except OSError:
            self._socket.close()
            self.picture.wipe()
            raise
        finally:
            theirs.close()
        self.pid = self._process.pid
        threading.Thread(target=self._listen, name="reader-child", daemon=True).start()
        self.tell(setup)

    def tell(self, order: Order, raw: memoryview | None = None) -> None:
        """Never blocks: one that does not take a message no longer reads, and is killed."""
        parts: list[bytes | memoryview] = [messages.pack(order), raw] if raw else [messages.pack(order)]
        with self._sending:
            try:
                sent = self._socket.sendmsg(parts, (), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except OSError:
                sent = -1
        if sent != sum(map(len, parts)):
            self.kill()

    def hung(self, now: float, seconds: float) -> bool:
        """Whether there was no sign of life for so long. `now`: time.monotonic()."""
        if (beats := self.picture.beats()) != self._beats:
            self._beats, self._beaten = beats, now
        return now - self._beaten > seconds

    def kill(self) -> None:
        """At once. `gone` follows."""
        self._process.kill()

    def wait(self, seconds: float) -> None:
        """Until it is dead, if that is so within the time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _listen(self) -> None:
        with self._socket.makefile("rb") as lines:
            try:
                while line := lines.readline(messages.LONGEST_LINE + 1):
                    said = messages.report(line)
                    raw = bytearray(messages.raw_bytes(said))
                    if lines.readinto(raw) != len(raw):
                        break
                    self._hear(self, said, raw)
            except messages.Broken:
                log.note("reader: its process does not speak our language")
            except OSError:
                pass
            except Exception:
                log.bug("the reader's thread")
        self._process.kill()
        self._process.wait()
        self.picture.wipe()
        with self._sending:
            self._socket.close()
        self._gone(self)


def _start(line: int, picture: int) -> subprocess.Popen[bytes]:
    """From the package's folder and with hardly any environment: what is imported is ours (`-I` alone finds no source tree)."""
    command = [sys.executable, "-E", "-s", *["-B"] * sys.dont_write_bytecode, "-m", "kiosk.reader.process"]
    command += [str(line), str(picture), str(os.getpid())]
    environment = {key: os.environ[key] for key in KEPT + KEYS if key in os.environ} | FRUGAL
    return subprocess.Popen(
        command,
        cwd=paths.PACKAGE.parent,
        env=environment,
        pass_fds=(line, picture),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
