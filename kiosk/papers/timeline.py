"""The way of a dossier through the office, drawn as a line with a mark at each step: done, at work, still to come."""

from datetime import datetime

import numpy as np
from PIL import Image, ImageDraw

from kiosk.papers import Picture
from kiosk.papers.fonts import line_height, width
from kiosk.papers.layout import MARGIN, Sheet
from kiosk.papers.parts import Say, sizes
from kiosk.rules.dossier import Step

DONE, NOW, LATER = "done", "now", "later"
LINE = 4  # dots that the line is thick


def state(step: Step) -> str:
    """DONE once it has ended, NOW once it has begun, else LATER."""
    if step.until is not None:
        return DONE
    return NOW if step.since is not None else LATER


def timeline(sheet: Sheet, steps: tuple[Step, ...], say: Say) -> None:
    """One mark and one to three lines of words a step; the step at work is the bold one."""
    size = sizes(sheet.dots)
    for at, step in enumerate(steps):
        words = Sheet(sheet.dots - MARGIN - size.body)
        words.text(step.name, size.body, bold=state(step) == NOW)
        for line in _beneath(_when(step, say), step.who, size.small, words.room):
            words.text(line, size.small)
        words.gap(10)
        block = words.picture()
        rail = _rail(len(block), size.body, state(step), first=at == 0, last=at == len(steps) - 1)
        sheet.drawn(np.hstack([rail, block]))


def _beneath(when: str, who: str, size: int, room: int) -> list[str]:
    """On one line if they fit, else on two."""
    together = f"{when} · {who}" if who else when
    return [together] if width(together, size, False) <= room else [when, who]


def _when(step: Step, say: Say) -> str:
    if step.until is not None:
        return say("paper.step.done", date=_day(step.until))
    return say("paper.step.later") if step.since is None else say("paper.step.now", date=_day(step.since))


def _day(moment: datetime) -> str:
    return f"{moment.day}/{moment.month}/{moment.year}"


def _rail(tall: int, wide: int, mark: str, first: bool, last: bool) -> Picture:
    """The piece of the line beside one step: rows x (MARGIN + wide) dots, its mark on the height of the first line of words."""
    canvas = Image.new("1", (MARGIN + wide, tall))
    pen = ImageDraw.Draw(canvas)
    across, down, reach = MARGIN + wide // 2, round(line_height(wide) * 0.53), wide // 2 - 1
    pen.rectangle((across - LINE // 2, down if first else 0, across + LINE // 2 - 1, down if last else tall), fill=1)
    if mark == LATER:
        reach -= 3
    pen.ellipse((across - reach - 2, down - reach - 2, across + reach + 2, down + reach + 2), fill=0)
    pen.ellipse((across - reach, down - reach, across + reach, down + reach), fill=int(mark == DONE), outline=1, width=3)
    if mark == DONE:
        corners = [(-0.5, 0.0), (-0.12, 0.4), (0.5, -0.35)]
        pen.line([(across + x * reach, down + y * reach) for x, y in corners], fill=0, width=3)
    if mark == NOW:
        heart = reach // 2
        pen.ellipse((across - heart, down - heart, across + heart, down + heart), fill=1)
    return np.array(canvas, bool)
