"""What is private is drawn here and goes to the screen as pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import FormError
from kiosk.reader.desk_messages import Draw, Drawn
from kiosk.reader.draft import Draft
from kiosk.rules.dossier import masked_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDEST, LARGEST, MOST_LINES = 4000, 300, 20  # pixels, pixels, lines


def draw(
    draft: Draft, asked: Draw, clock: Clock, suggestions: tuple[str, ...], codes: Callable[[str], str]
) -> tuple[Drawn, bytes]:
    """The pixels of one thing. `codes` tells the content of a QR code by its name. Raises FormError for what is not there."""
    if not (0 < asked.width <= WIDEST and 0 <= asked.size <= LARGEST and 0 < asked.lines <= MOST_LINES):
        raise FormError("nothing can be drawn of that size")
    what, _, rest = asked.what.partition(":")
    if what == "sheet":
        return _pixels(_sheet(draft, clock, _number(rest), asked.width))
    if what == "shot":
        return _pixels(_shot(draft, asked.width))
    if what == "qr":
        from kiosk.papers.written import draw_qr

        return _pixels(draw_qr(codes(rest), asked.width))
    if what == "typed":
        from kiosk.papers.written import draw_typed

        typed = draft.typed
        return _pixels(draw_typed(typed.text if typed else "", typed.cursor if typed else 0, asked.width, asked.size))
    from kiosk.papers.written import draw_text

    return _pixels(draw_text(_text(draft, what, rest, suggestions), asked.width, asked.size, asked.bold, asked.lines))


def _text(draft: Draft, what: str, rest: str, suggestions: tuple[str, ...]) -> str:
    if what == "field":
        return draft.holder(rest).shown(rest, "vi")
    if what == "masked":
        return masked_number(draft.holder(rest).value(rest))
    if what == "offered":
        key, _, number = rest.rpartition(":")
        offered = draft.holder(key).offered(key)
        return offered[_below(_number(number), len(offered))][0]
    if what == "suggestion":
        return suggestions[_below(_number(rest), len(suggestions))]
    if what == "secret":
        return draft.progress.secret
    raise FormError("nothing of that name can be drawn")


def _sheet(draft: Draft, clock: Clock, number: int, width: int) -> NDArray[np.uint8]:
    """How much ink: the sheet itself counts its white."""
    from kiosk.papers.form_sheets import sheet_picture
    from kiosk.reader.desk_paper import form_paper

    try:
        return 255 - sheet_picture(form_paper(draft, clock).pdf, number, width)
    except IndexError:
        raise FormError("there are not so many sheets") from None


def _shot(draft: Draft, width: int) -> NDArray[np.uint8]:
    """The page photographed last, small: RGB, (height, width, 3)."""
    from kiosk.devices.opencv import cv2

    page = draft.photos.page
    if page is None:
        raise FormError("no page was photographed")
    height = max(1, round(page.shape[0] * width / page.shape[1]))
    return cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # uint8 in, uint8 out


def _pixels(picture: NDArray[np.uint8]) -> tuple[Drawn, bytes]:
    height, width = picture.shape[:2]
    depth = picture.shape[2] if picture.ndim == 3 else 1
    return Drawn(width, height, depth, picture.size), picture.tobytes()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise FormError("not a number")
    return int(text)


def _below(number: int, count: int) -> int:
    if number >= count:
        raise FormError("there are not so many")
    return number
