"""What all papers about a dossier share: its name and code, its dates, the code to scan next time."""

import re
from datetime import datetime

from kiosk.papers.fonts import width
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, sizes
from kiosk.papers.plain import plain

CODE = 248  # dots of the QR code with its border: 31 mm, so that a module of the usual code is 0.84 mm
SCANNABLE = re.compile(r"[0-9A-Z.\-/]{4,48}")
AN_ID_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")  # CMND, CCCD
PARAGRAPH = 1200  # letters of one paragraph of a letter


def scannable(code: str) -> bool:
    """Whether the bare code may stand in a QR: a scanner can take it, and it does not look like a citizen's number."""
    return SCANNABLE.fullmatch(code) is not None and AN_ID_NUMBER.fullmatch(code) is None


def fact(sheet: Sheet, name: str, said: str, note: str = "", longest: int = PARAGRAPH) -> None:
    """A small name over what it is; nothing at all where there is nothing to say."""
    size = sizes(sheet.dots)
    if said:
        sheet.gap(14)
        sheet.text(name, size.small)
        sheet.text(said, size.body, bold=True, longest=longest)
        sheet.text(note, size.small)


def code_lines(code: str, size: int, room: int) -> list[str]:
    """A code too long for the paper goes on with the next group, so that it can be read aloud and typed."""
    lines = [""]
    for group in re.findall(r"[^-.]*[-.]|[^-.]+", plain(code)):
        if lines[-1] and width(lines[-1] + group, size, True) > room:
            lines.append("")
        lines[-1] += group
    return lines


def moment(when: datetime, say: Say) -> str:
    """"16 giờ, Thứ Ba, 14/4/2026"; a promise at midnight means the day."""
    day = say.date(when.date())
    return f"{say.time(when)}, {day}" if (when.hour, when.minute) != (0, 0) else day


def new_date(sheet: Sheet, old: datetime | None, new: datetime, say: Say) -> None:
    """What was promised first, struck out, and in large letters what holds now."""
    size = sizes(sheet.dots)
    sheet.gap(12)
    if old is not None:
        sheet.text(say("paper.due.old"), size.small)
        words = moment(old, say)
        sheet.struck(words, size.body if width(words, size.body, False) <= sheet.room else size.small)
        sheet.gap(6)
    sheet.text(say("paper.due.new"), size.body, bold=True)
    large_date(sheet, new, say)


def large_date(sheet: Sheet, when: datetime, say: Say) -> None:
    """The day large, the hour under it: what a citizen must not get wrong."""
    size = sizes(sheet.dots)
    sheet.text(say.date(when.date()), size.title, bold=True)
    if (when.hour, when.minute) != (0, 0):
        sheet.text(say("paper.due.hour", time=say.time(when)), size.body, bold=True)


def next_time(sheet: Sheet, code: str, say: Say) -> None:
    """The QR of the bare code, with how to use it; nothing for a code that is not `scannable`."""
    size = sizes(sheet.dots)
    if not scannable(code):
        return
    sheet.gap(10)
    sheet.rule()
    sheet.gap(6)
    square = Sheet(CODE, margin=0)
    square.qr(code)
    wide = sheet.dots - square.dots >= 300
    words = Sheet(sheet.dots - square.dots - 8 if wide else sheet.dots)
    words.text(say("paper.dossier.next_time"), size.body, align="left" if wide else "centre")
    if wide:
        sheet.beside(words, square)
    else:
        sheet.beside(square)
        sheet.beside(words)
    for line in code_lines(code, size.body, sheet.room):
        sheet.text(line, size.body, bold=True, align="centre")
