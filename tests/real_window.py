"""The kiosk as a process of its own on a display of its own: started, watched, touched, asked and ended as the real one is."""

import ctypes
import json
import re
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kiosk.virtual_display import Display

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 720, 1280
PATIENCE = 30.0  # s: whatever takes longer has failed; nothing waits that long when all is well
WATCHDOG = 2.0  # s
Changes = dict[str, str]


def sample_settings(folder: Path, changes: Changes | None = None) -> Path:
    """The shipped settings for a small panel, open day and night; `changes` are `section.key: value`, the value in TOML."""
    text = (ROOT / "config" / "kiosk.toml").read_text("utf-8")
    text = re.sub(r"^days = .*$", 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', text, flags=re.MULTILINE)
    for hour, instead in (("07:00", "00:00"), ("11:30", "12:00"), ("13:30", "12:00"), ("17:00", "23:59")):
        text = text.replace(f'"{hour}"', f'"{instead}"')
    for name, value in ({"panel.width": str(WIDTH), "panel.height": str(HEIGHT)} | (changes or {})).items():
        section, key = name.split(".")
        text, found = re.subn(rf"(?ms)(^\[{section}\].*?^{key} = )[^\n]*", lambda m, v=value: m[1] + v, text, count=1)
        assert found, f"the settings have no {name}"
    file = folder / "kiosk.toml"
    file.write_text(text, "utf-8")
    return file


def copy_of_the_tree(folder: Path) -> Path:
    """The kiosk's files, to be broken."""
    for name in ("kiosk", "screens", "assets", "config"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


class RealKiosk:
    """One process. `ask` needs a driven one, which is `kiosk run` too, with a line to its screen's thread."""

    def __init__(
        self,
        display: Display,
        folder: Path,
        changes: Changes | None = None,
        tree: Path = ROOT,
        driven: bool = True,
        blind: bool = False,
        **more: Any,
    ) -> None:
        self.display, self.folder, self.state, self.home = display, folder, folder / "state", folder / "home"
        for place in (self.state, self.home, folder / "tmp"):
            place.mkdir(parents=True, exist_ok=True)
        self.heard: list[tuple[float, str]] = []
        self._systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._systemd.bind("")  # an abstract address of its own
        threading.Thread(target=self._listen, args=(self._systemd,), daemon=True).start()
        command = [str(ROOT / "tests" / "driven_kiosk.py"), *["blind"] * blind] if driven else ["-m", "kiosk", "run", "--windowed"]
        with (folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=self.home, env=self._environment(tree, sample_settings(folder, changes)),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, **more,
            )  # fmt: skip

    def _environment(self, tree: Path, settings: Path) -> dict[str, str]:
        ours = {
            "HOME": self.home, "STATE_DIRECTORY": self.state, "TMPDIR": self.folder / "tmp", "KIOSK_CONFIG": settings, "PYTHONPATH": tree,
            "NOTIFY_SOCKET": "@" + self._systemd.getsockname()[1:].decode(), "WATCHDOG_USEC": str(int(WATCHDOG * 1e6)),
        }  # fmt: skip
        outer = {k: v for k, v in self.display.environment.items() if not k.startswith(("KIVY", "KIOSK", "XDG", "RUNTIME", "WATCHDOG"))}
        return outer | {key: str(value) for key, value in ours.items()}

    def _listen(self, line: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self.heard.append((time.monotonic(), line.recv(4096).decode()))

    # -- what is seen from outside

    def lines(self, start: str) -> list[str]:
        return [line.removeprefix(start) for _, line in list(self.heard) if line.startswith(start)]

    def status(self) -> str:
        """The screen on the stage, as systemd knows it."""
        return (self.lines("STATUS=") or [""])[-1]

    def beats(self) -> list[float]:
        return [at for at, line in list(self.heard) if line == "WATCHDOG=1"]

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def windows(self) -> set[str]:
        """Every window that can be seen on the display."""
        return set(self.xdotool("search", "--onlyvisible", "--name", ".*").split())

    def alive(self) -> bool:
        return self.process.poll() is None

    def until(self, what: Callable[[], Any], why: str, seconds: float = PATIENCE) -> Any:
        """What `what` says as soon as it says something true."""
        end = time.monotonic() + seconds
        while not (found := what()):
            assert self.alive(), f"{why}: the kiosk ended with {self.process.returncode}\n{self.log()[-3000:]}"
            assert time.monotonic() < end, f"{why}: not within {seconds:.0f} s, still at {self.status()}\n{self.log()[-3000:]}"
            time.sleep(0.03)
        return found

    def until_said(self, line: str) -> None:
        """Also by a kiosk that has ended since."""
        end = time.monotonic() + PATIENCE
        while not self.lines(line):
            assert time.monotonic() < end, f"never said {line}"
            time.sleep(0.03)

    def until_at(self, *screens: str, seconds: float = PATIENCE) -> None:
        self.until(lambda: self.status() in screens, f"waiting for {' or '.join(screens)}", seconds)

    def started(self) -> "RealKiosk":
        self.until(lambda: self.lines("READY=1"), "waiting for READY=1", 60)
        return self

    # -- fingers and keys

    def xdotool(self, *words: object) -> str:
        done = subprocess.run(["xdotool", *map(str, words)], env=self.display.environment, capture_output=True, text=True, timeout=60)
        return done.stdout

    def click(self, x: int, y: int, times: int = 1, delay: int = 80, button: int = 1) -> None:
        self.xdotool("mousemove", x, y, "click", "--repeat", times, "--delay", delay, button)

    def keys(self, *names: str) -> None:
        self.xdotool("key", *names)

    def types(self, text: str) -> None:
        """A person types into the search: each letter stands there before the next one comes."""
        for typed in range(1, len(text) + 1):
            self.xdotool("type", text[typed - 1])
            self.until(lambda n=typed: len(self.ask("kiosk.session.moment.query")) == n, f"letter {typed}")

    def close_window(self) -> None:
        """What a window manager sends when somebody asks it to close the window."""
        for window in self.windows():
            send_delete(self.display.name, int(window))

    # -- a driven one

    def ask(self, expression: str) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        assert select.select([self.process.stdout], [], [], PATIENCE)[0], f"no answer to {expression!r}\n{self.log()[-3000:]}"
        answer = json.loads(self.process.stdout.readline() or '{"failed": "it ended"}')
        assert "is" in answer, f"{expression}: {answer['failed']}\n{self.log()[-3000:]}"
        return answer["is"]

    def at(self) -> str:
        return str(self.ask("at()"))

    def drawn(self, frames: int = 3) -> None:
        """Whatever was touched or typed before has been seen, and drawn."""
        before = self.ask("app.frames")
        self.until(lambda: self.ask("[Window.canvas.ask_update(), app.frames][1]") >= before + frames, "waiting for frames")

    def place(self, key: str) -> tuple[int, int]:
        x, y = self.until(lambda: self.ask(f"where({key!r})"), f"waiting for something to touch called {key}")
        return x, y

    def go(self, key: str, *screens: str) -> None:
        """Touch what carries that key and wait for one of the screens."""
        self.click(*self.place(key))
        self.until(lambda: self.at() in screens, f"after touching {key}")

    def wake(self) -> None:
        self.until(lambda: self.ask("kiosk.world.tickets is not None or kiosk.world.store_failed"), "opening the store")
        self.go("attract.wake", "Home")

    def leave(self) -> None:
        """The citizen is gone."""
        self.ask("kiosk.home()")
        self.until_at("Attract")

    # -- the end

    def terminate(self) -> float:
        """Ask it to end, as systemd does; the seconds it took."""
        start = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE)
        return time.monotonic() - start

    def close(self) -> None:
        if self.alive():
            self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._systemd.shutdown(socket.SHUT_RDWR)
        self._systemd.close()


@contextmanager
def real_kiosk(display: Display, folder: Path, changes: Changes | None = None, **more: Any) -> Iterator[RealKiosk]:
    kiosk = RealKiosk(display, folder, changes, **more)
    try:
        yield kiosk.started()
    finally:
        kiosk.close()


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    ]  # fmt: skip


def send_delete(display: str, window: int) -> None:
    """WM_DELETE_WINDOW by hand: xdotool of Debian 12 cannot."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype, x.XInternAtom.restype = ctypes.c_void_p, ctypes.c_ulong
    line = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    protocols, delete = (x.XInternAtom(line, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
    message = ClientMessage(33, 0, 1, line, window, protocols, 32, (ctypes.c_long * 5)(delete, 0))
    assert x.XSendEvent(line, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x.XCloseDisplay(line)


def text_anywhere(text: str, *places: Path) -> list[str]:
    """The files that hold the text, in any of three encodings."""
    found = []
    for place in places:
        for file in [place] if place.is_file() else [f for f in place.rglob("*") if f.is_file()]:
            held = file.read_bytes()
            if any(text.encode(code) in held for code in ("utf-8", "utf-16-le", "utf-32-le")):
                found.append(str(file))
    return found
