"""Draws every sample moment in every style and keeps the pictures; the tests look at the same screens."""

from pathlib import Path

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

from kiosk.build import desk
from kiosk.commands.pictures import style_name
from kiosk.errors import KioskError
from kiosk.kiosk import Kiosk
from kiosk.work import Work
from screens.app import KioskApp
from screens.samples import moment_of_day, samples


def save_window(path: Path) -> None:
    """What the window shows now, as a PNG."""
    from PIL import Image

    width, height = (int(n) for n in Window.system_size)
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.frombytes("RGB", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(path, compress_level=1)


class AtOnce(Work):
    """Everything is done before it is looked at."""

    def start(self, lane, job, then, oops) -> None:
        try:
            answer = job()
        except KioskError as error:
            oops(error)
        else:
            then(answer)


class Gallery:
    """Runs the real app without its loop: a moment is put, frames are pumped until nothing changes, the window is read."""

    def __init__(self, settings, out: Path | None = None, styles=(), only=None) -> None:
        self.out, self.styles, self.only = out, styles, only
        world = desk(settings, moment_of_day())
        self.kiosk = Kiosk(world, lambda call: Clock.schedule_once(lambda dt: call(), 0), lambda: 0.0)  # no time passes: nobody is asked
        self.kiosk.work = AtOnce(self.kiosk.work._post, lambda: self.kiosk.session.number)
        self.app = KioskApp(self.kiosk)
        self.app.strict = True
        self.samples = samples(self.kiosk.world)

    def open(self) -> None:
        """The app's window with the attract screen."""
        self.app._run_prepare()
        EventLoop.start() if EventLoop.status != "started" else None
        self.pump()

    def close(self) -> None:
        self.app.stop()

    def pump(self, frames: int = 4) -> None:
        for _ in range(frames):
            EventLoop.idle()

    def show(self, name: str, style) -> None:
        """Draw one sample in one style."""
        self.kiosk.idle.begin()  # nobody touches anything here: the question "still there?" would stand over it
        if self.kiosk.session.choices != style:
            self.kiosk.session.choices = style
            self.kiosk.session.moment = self.samples["waiting"]
            self.app.restyle()
        self.kiosk.session.moment = self.samples[name]
        self.app.draw(self.samples[name])
        self.app.hall.touch.since = 0.0
        self.pump()

    def run(self) -> None:
        self.open()
        for style in self.styles:
            for name in self.only or self.samples:
                self.show(name, style)
                save_window(self.out / style_name(style) / f"{name}.png")
        self.close()
