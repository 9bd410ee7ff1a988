"""`kiosk tour`: a citizen's visit by real touches on the real window; the pictures and the printed paper are kept."""

import argparse
import os
import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from kiosk import paths, settings
from kiosk.clock import HallClock
from kiosk.commands import tour_hall
from kiosk.errors import KioskError
from kiosk.outbox.seal import new_key
from kiosk.virtual_display import virtual_display

CAMERA = "camera"  # the folder that the camera looks at
OPENING = (8, 42)  # the visit is played at this hour of a working day, whatever the time is


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=paths.STATE / "tour", help="folder for the pictures (emptied first)")


def run(options: argparse.Namespace) -> int:
    out: Path = options.out.absolute()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    here = _desk(settings.load(), out)
    os.environ["KIOSK_OUTBOX_KEY"] = new_key()  # a real one comes with systemd's credentials
    with nullcontext() if os.environ.get("DISPLAY") else virtual_display(here.panel.width, here.panel.height) as display:
        if display is not None:
            os.environ.update(display.environment)
        failed = _play(here, out)
    missing = "" if failed else tour_hall.play(here, HallClock(*OPENING), out / "hall")
    for folder in ("store", CAMERA):
        shutil.rmtree(out / folder, ignore_errors=True)
    if failed:
        raise KioskError(f"the tour stopped: {failed}")
    count = len(list(out.glob("*.png")))
    print(f"tour: {count} pictures in {out}, printed papers in {out / 'papers'}, the hall and its voice in {out / 'hall'}")
    if missing:
        print(f"tour: {missing}")
    return 0


def _desk(here: settings.Settings, out: Path) -> settings.Settings:
    """The settings' hall with a printer, a camera, a store and a portal of its own, in a window."""
    (out / CAMERA).mkdir()
    return replace(
        here,
        panel=replace(here.panel, fullscreen=False, rotation=0),
        camera=replace(here.camera, device=f"pictures:{out / CAMERA}"),
        portal=replace(here.portal, url="sample"),
        printer=replace(here.printer, url=f"simulated:{out / 'papers'}"),
        store=replace(here.store, url=f"sqlite:///{out / 'store' / 'kiosk.db'}"),
        a4=replace(here.a4, queue="simulated"),
    )


def _play(here: settings.Settings, out: Path) -> str:
    from kiosk.commands import run as kiosk_run
    from kiosk.commands import window

    window.prepare(here.panel, windowed=True)
    from kiosk.commands.tour_pictures import Held
    from screens.tour import Tour

    tours: list[Tour] = []
    clock = HallClock(*OPENING)

    def begin(app: object) -> None:
        tours.append(Tour(app, out, Held(out / CAMERA, clock.today())))
        tours[0].begin()

    kiosk_run.start(here, clock, begin)
    if tours:
        _keep_a4(tours[0].a4_papers, out / "papers")
    return tours[0].failed if tours else "the window did not open"


def _keep_a4(papers: list[bytes], folder: Path) -> None:
    """The sheets of A4 that came out, as PDF and as pictures."""
    from PIL import Image

    from kiosk.papers.form_sheets import sheet_picture

    for number, pdf in enumerate(papers, 1):
        (folder / f"a4-{number:02d}.pdf").write_bytes(pdf)
        Image.fromarray(sheet_picture(pdf, 0, 1240)).save(folder / f"a4-{number:02d}.png")
