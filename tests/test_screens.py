"""Every screen, drawn for real: nothing cut off, nothing too small to touch or to read, all within reach in low mode."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from display import virtual_display

from kiosk.commands.pictures import PANELS, STYLES, style_name
from kiosk.settings import TILES

CHECKED = ("vi-0", "vi-2", "en-2-contrast", "vi-0-low", "en-2-low")  # `kiosk pictures` draws all 24


def _look(panel: str, style_names: tuple[str, ...]) -> list[str]:
    """In a process of its own (a window keeps its size): one line per fault on that panel."""
    from kiosk.commands import window
    from kiosk.commands.pictures import panel_settings

    settings = panel_settings(panel)
    window.prepare(settings.panel, windowed=True)
    from screen_rules import faults

    from screens.gallery import Gallery

    gallery = Gallery(settings)
    gallery.open()
    found = []
    for style in STYLES:
        if style_name(style) in style_names:
            for name in gallery.samples:
                if name.startswith("attract") and style_name(style) != "vi-0":
                    continue  # nobody has chosen anything there yet
                gallery.show(name, style)
                found += [f"{panel} {style_name(style)} {name}: {fault}" for fault in faults(gallery.app)]
            found += [f"{panel} {style_name(style)} still there: {fault}" for fault in _question(gallery, style, faults)]
            for count in (4, 5, 6):
                found += [f"{panel} {style_name(style)} home of {count}: {fault}" for fault in _first_screen(gallery, style, count, faults)]
    return found


def _question(gallery: Any, style: Any, faults: Any) -> list[str]:
    """ "Are you still there?" over a screen."""
    gallery.show("home", style)
    idle = gallery.kiosk.idle
    idle._since = -(idle.limit + 8.0)  # no time passes in the gallery: so long ago
    gallery.app.hall.ask(idle.left())
    gallery.pump()
    found = list(faults(gallery.app)) if gallery.app.hall.question else ["it is not asked"]
    idle.begin()
    gallery.app.hall.ask(None)
    return found


def _first_screen(gallery: Any, style: Any, count: int, faults: Any) -> list[str]:
    """The first screen with so many tiles, with and without the sentence about what to hold where."""
    world_settings = gallery.kiosk.settings
    gallery.kiosk.settings = replace(world_settings, home=replace(world_settings.home, tiles=(*TILES, "fields", "search")[:count]))
    found = []
    gallery.show("home-faults", style)
    found += list(faults(gallery.app))
    gallery.show("home", style)
    gallery.app.hall.screen.hint = gallery.app.t("home.scan.note")
    gallery.pump()
    found += list(faults(gallery.app))
    gallery.kiosk.settings = world_settings
    return found


def _run(panel: str, pipe: Any) -> None:
    try:
        pipe.send(_look(panel, CHECKED))
    except Exception as error:
        pipe.send([f"{panel}: {type(error).__name__} {error}"])


@pytest.fixture(scope="module")
def lines() -> Iterator[dict[str, Any]]:
    """Panel -> the line on which its faults come: all panels are drawn side by side, each on a display of its own."""
    context, before, processes, found = multiprocessing.get_context("spawn"), dict(os.environ), [], {}
    with ExitStack() as displays:
        for panel in PANELS:
            display = displays.enter_context(virtual_display(1920, 1920))
            os.environ.update(display.environment)
            found[panel], theirs = context.Pipe()
            processes.append(context.Process(target=_run, args=(panel, theirs)))
            processes[-1].start()
        os.environ.clear()
        os.environ.update(before)
        yield found
        for process in processes:
            process.kill()
            process.join(20)


@pytest.fixture(params=PANELS)
def looked_at(request: pytest.FixtureRequest, lines: dict[str, Any]) -> list[str]:
    """All faults of one panel."""
    assert lines[request.param].poll(900), "the screens were not drawn within fifteen minutes"
    found: list[str] = lines[request.param].recv()
    return found


def test_a_citizen_can_read_and_reach_everything_on_every_screen(looked_at: list[str]) -> None:
    assert not looked_at, f"{len(looked_at)} faults:\n" + "\n".join(looked_at[:40])
