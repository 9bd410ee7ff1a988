"""`kiosk run --windowed`, with a line on which a test asks things of the screen's thread: an expression in, its JSON out."""

import argparse
import json
import os
import sys
import threading
import time
from typing import Any

from kiosk.commands import run


def drive(app: Any) -> None:
    """Answer on stdout what comes on stdin, one line each, between two frames."""
    from kivy.base import EventLoop
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.input.motionevent import MotionEvent

    class Finger(MotionEvent):
        """A finger of a panel that reports several at once."""

        def depack(self, args: tuple[float, float]) -> None:
            self.is_touch = True
            self.sx, self.sy = args
            self.profile = ["pos"]
            super().depack(args)

    fingers: dict[str, Finger] = {}
    hand = [0.0]

    def where(key: str) -> list[int] | None:
        """The middle of what carries that key, in pixels from the top left; None while nobody may touch it."""
        taps = [w for w in app.hall.walk(loopback=False) if getattr(w, "key", "") == key and not w.disabled]
        if not taps or not app.hall.touch.settled():
            return None
        x, y = taps[0].to_window(*taps[0].center)
        return [int(x), int(Window.height - y)]

    def press(name: str, x: int, y: int) -> None:
        fingers[name] = Finger("test", name, (x / Window.width, 1 - y / Window.height))
        EventLoop.post_dispatch_input("begin", fingers[name])

    def lift(name: str) -> None:
        EventLoop.post_dispatch_input("end", fingers.pop(name))

    def boom(*args: object) -> None:
        raise ValueError(f"no such citizen: {words['planted']}")

    def boom_again(dt: float) -> None:
        Clock.schedule_once(boom_again, 0.05)
        boom()

    words = {"planted": ""}
    names = {
        "app": app, "kiosk": app.kiosk, "run": run, "time": time, "Window": Window, "Clock": Clock, "EventLoop": EventLoop, "hand": hand,
        "where": where, "press": press, "lift": lift, "boom": boom, "boom_again": boom_again,
        "words": words, "at": lambda: type(app.kiosk.session.moment).__name__,
    }  # fmt: skip

    def answer(line: str) -> None:
        try:
            said = {"is": eval(line, dict(names))}
        except Exception as error:
            said = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(said, default=str), flush=True)

    def listen() -> None:
        rest = b""
        while part := os.read(0, 4096):  # raw: a thread inside sys.stdin would break the interpreter's exit
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                Clock.schedule_once(lambda dt, line=line: answer(line.decode()), 0)

    threading.Thread(target=listen, daemon=True).start()
    if "blind" in sys.argv:  # no frame is ever seen
        app.bind(on_start=lambda *args: Window.unbind(on_flip=app._flipped))


if __name__ == "__main__":
    sys.exit(run.run(argparse.Namespace(windowed=True), drive))
