"""`kiosk run`: open the kiosk on the display."""

import argparse
import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from kiosk import build, log, settings
from kiosk.alive import Alive
from kiosk.clock import Clock
from kiosk.commands import window
from kiosk.errors import KioskError
from kiosk.moments import Attract

LEAVE_SECONDS = 1.5  # s: a lane that hangs holds the exit no longer; what it promised a citizen is on the disk already
STORE_AGAIN = 30.0  # s: a store that could not be opened is tried again, while nobody is there
STORE_LIMIT = 3.0  # s: a store lane that is silent for longer is stuck, and the watchdog is not fed
SERVER_LIMIT = 15.0  # s: the same where the lane may wait for a server that is away, before it goes on alone


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen, for a desk")


def run(options: argparse.Namespace, begin: Callable[[Any], None] | None = None) -> int:
    here = settings.load()
    log.start()
    window.prepare(here.panel, options.windowed)
    try:
        start(here, None, begin)
    except KioskError:
        raise
    except Exception:  # a trace on stderr would hold the message, which may quote what a citizen typed
        log.bug("the kiosk")
        return 1
    return 0


def start(here: settings.Settings, clock: Clock | None = None, begin: Callable[[Any], None] | None = None) -> None:
    """Kivy is imported here, after its environment is set; returns when the kiosk is closed. `begin` gets the app before its loop."""
    gc.disable()  # what is made on the way to the first frame stays; the app enables it once its screens are loaded
    from kivy.base import ExceptionManager
    from kivy.clock import Clock as Frames

    from kiosk.kiosk import Kiosk
    from screens.app import KioskApp, Wipe

    kiosk = Kiosk(build.world(here, clock), lambda call: Frames.schedule_once(lambda dt: call(), 0), time.monotonic)
    app = KioskApp(kiosk)
    ExceptionManager.add_handler(Wipe(app))
    beats(app, kiosk, Alive())
    once_drawn(app, kiosk.open, kiosk.look_out)  # not before: its lanes would keep the first frame waiting
    Frames.schedule_interval(lambda dt: open_again(kiosk), STORE_AGAIN)
    if begin is not None:
        begin(app)
    end_on_signals(app)
    once_drawn(app, lambda: measure(kiosk, app))
    try:
        app.run()
    finally:
        limit = leave_in_time()
        kiosk.world.close()
        gc.freeze()  # the interpreter would look through all of it once more before it ends: 1 s
        limit.cancel()


def measure(kiosk, app) -> None:  # type: ignore[no-untyped-def]
    """Counts for the technician's Prometheus, where the settings want them; a port that is taken is told and costs nothing else."""
    if not kiosk.settings.metrics.listen:
        return
    from kiosk import metrics

    def age() -> float:
        return float(time.monotonic() - app.last_frame)

    try:
        metrics.serve(kiosk.settings.metrics.listen, metrics.Kiosk(metrics.seen(kiosk.world, lambda: kiosk.camera_fault, age)))
    except OSError as error:
        log.note(f"metrics: {kiosk.settings.metrics.listen} cannot be used: {error.strerror}")


def once_drawn(app, *calls: Callable[[], object]) -> None:  # type: ignore[no-untyped-def]
    """`calls` as soon as the first frame is on the screen."""
    from kivy.clock import Clock as Frames

    def look(dt: float) -> None:
        if app.frames:
            for call in calls:
                call()
        else:
            Frames.schedule_once(look, 0.02)

    Frames.schedule_once(look, 0)


def end_on_signals(app) -> None:  # type: ignore[no-untyped-def]
    def end(*args: object) -> None:
        leave_in_time()
        app.leave()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def leave_in_time() -> threading.Timer:
    """Unless cancelled, the process is over after LEAVE_SECONDS, whatever its lanes or its screen are doing."""

    def leave() -> None:
        window.forget()
        os._exit(0)

    timer = threading.Timer(LEAVE_SECONDS, leave)
    timer.daemon = True
    timer.start()
    return timer


def open_again(kiosk) -> None:  # type: ignore[no-untyped-def]
    if kiosk.world.store_failed and isinstance(kiosk.session.moment, Attract):
        kiosk.open()


def beats(app, kiosk, alive: Alive) -> None:  # type: ignore[no-untyped-def]
    """Tell systemd that frames are drawn and the store's lane answers; a frozen screen or a stuck disk stops the beats."""
    from kivy.clock import Clock as Frames
    from kivy.core.window import Window

    heard = {"store": time.monotonic(), "frames": -1}
    limit = STORE_LIMIT if kiosk.settings.store.url.startswith("sqlite") else SERVER_LIMIT

    def store_heard(_: object) -> None:
        heard["store"] = time.monotonic()

    def beat(dt: float) -> None:
        drawn, heard["frames"] = app.frames != heard["frames"], app.frames
        alive.beat(drawn, time.monotonic() - heard["store"] < limit)
        kiosk.work.call_later("store", kiosk.world.store_answers, store_heard)
        Window.canvas.ask_update()

    def ready() -> None:
        alive.ready()
        if alive.every:
            Frames.schedule_interval(beat, alive.every)

    app.told = alive.status
    once_drawn(app, ready)
    app.bind(on_stop=lambda *args: alive.stopping())
