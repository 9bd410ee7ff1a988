"""`kiosk pictures`: every screen, in both languages, three text sizes, both themes, low mode, on three panels."""

import argparse
import itertools
from dataclasses import replace
from pathlib import Path

from kiosk.session import Choices
from kiosk.settings import Panel, load

PANELS = {
    "portrait": (1080, 1920, 268.0, 476.0),
    "landscape": (1920, 1080, 476.0, 268.0),
    "small": (1280, 800, 336.0, 210.0),
}
STYLES = tuple(Choices(*chosen) for chosen in itertools.product(("vi", "en"), (0, 1, 2), (False, True), (False, True)))


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("var/pictures"), help="folder (default: var/pictures)")
    parser.add_argument("--panel", choices=PANELS, action="append", help="only this panel (may be given again)")
    parser.add_argument("--screen", action="append", help="only this screen (may be given again)")
    parser.add_argument("--style", action="append", help="only this style, such as en-2-contrast-low (may be given again)")
    parser.add_argument("--plain", action="store_true", help="only Vietnamese and English in the ordinary style")


def style_name(style: Choices) -> str:
    return f"{style.language}-{style.size}{'-contrast' if style.contrast else ''}{'-low' if style.low else ''}"


def styles(options: argparse.Namespace) -> list[Choices]:
    """The styles asked for; `--plain` is the ordinary one in both languages."""
    wanted = options.style or (["vi-0", "en-0"] if options.plain else None)
    return [s for s in STYLES if wanted is None or style_name(s) in wanted]


def panel_settings(name: str):  # type: ignore[no-untyped-def]
    """The shipped settings on one of the three panels, with a camera that nobody opens."""
    width, height, width_mm, height_mm = PANELS[name]
    here = load()
    return replace(here, panel=Panel(width, height, width_mm, height_mm, 0, False), camera=replace(here.camera, device="/dev/video0"))


def run(options: argparse.Namespace) -> int:
    """One process per panel: a window keeps its size."""
    import multiprocessing
    import os

    from kiosk.virtual_display import virtual_display

    names = options.panel or list(PANELS)
    with virtual_display(1920, 1920) as panel:
        for name in names:
            os.environ.update(panel.environment)
            process = multiprocessing.get_context("spawn").Process(target=_panel, args=(name, options))
            process.start()
            process.join()
            if process.exitcode:
                return 1
    print(f"pictures in {options.out}")
    return 0


def _panel(name: str, options: argparse.Namespace) -> None:
    from kiosk.commands import window

    settings = panel_settings(name)
    window.prepare(settings.panel, windowed=True)
    from screens.gallery import Gallery

    Gallery(settings, options.out / name, styles(options), options.screen).run()
