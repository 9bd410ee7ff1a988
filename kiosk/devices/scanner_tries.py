"""The ways to read a frame that the first look could not read, from cheap to dear. Each try is one call of well under 300 ms."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.devices import scanner_pictures as pictures
from kiosk.devices import scanner_search as search
from kiosk.devices import scanner_stripes as stripes
from kiosk.devices.scanner_read import ONLY_C128, ONLY_QR, RARE, USUAL, Grey, Points, Read, read, shrink
from kiosk.devices.scanner_zbar import Zbar

RESERVE_MS = 40.0  # kept for the symbol that comes in sight
CROP_SIDE = 640  # an enlarged candidate is at most this wide and high
ZBAR_PIXELS, RARE_PIXELS, TWICE_PIXELS = 1_000_000, 480_000, 1_000_000


@dataclass(frozen=True)
class Try:
    """`name` for the record of what it usually costs; `guess`: ms, before the first time; `leaves`: ms of the allowance it must leave."""

    name: str
    guess: float
    run: Callable[[], list[Read]]
    leaves: float = 0.0


def whole_frame(grey: Grey, zbar: Zbar, until: float) -> list[Try]:
    """The passes over the whole frame that take their turns, frame by frame."""
    size = grey.size / 921_600
    return [
        Try("sharpened", 14 * size, lambda: read(pictures.sharpened(grey), USUAL, "sharpened", fast=True)[0], RESERVE_MS),
        Try("two-toned", 12 * size, lambda: read(pictures.two_toned(grey), USUAL, "two-toned", fast=True)[0], RESERVE_MS),
        Try("zbar", 70, lambda: zbar.read(shrink(grey, ZBAR_PIXELS)[0]), RESERVE_MS),
        Try("evened", 20 * size, lambda: read(pictures.evened(grey), USUAL, "evened", fast=True)[0], RESERVE_MS),
        Try("bars", 50, lambda: stripes.read_bars(grey, until, True), RESERVE_MS),
        Try("rare", 60, lambda: read(shrink(grey, RARE_PIXELS)[0], RARE, "rare")[0], RESERVE_MS),
    ]


def whole_picture(grey: Grey, zbar: Zbar, until: float) -> list[Try]:
    """For a single picture: whatever helps at all, in halves and quarters where the whole would take too long."""
    half = shrink(grey, grey.size // 4)[0]
    tries = whole_frame(grey, zbar, until)
    tries += [
        Try("half", 10, lambda: read(half, USUAL, "half")[0]),
        Try("zbar two-toned", 70, lambda: zbar.read(shrink(pictures.two_toned(grey), ZBAR_PIXELS)[0], "zbar two-toned")),
        Try("zbar inverted", 70, lambda: zbar.read(255 - shrink(grey, ZBAR_PIXELS)[0], "zbar inverted")),
        Try("two-toned, wide", 20, lambda: read(pictures.two_toned(grey, 81, 9), USUAL, "two-toned, wide", fast=True)[0]),
        Try("turned two-toned", 20, lambda: read(pictures.two_toned(grey), ONLY_C128, "turned two-toned")[0]),
    ]
    if grey.size <= TWICE_PIXELS * 2.1:
        tries.append(Try("twice", 60, lambda: read(pictures.enlarged(grey, 2), USUAL, "twice", fast=True)[0]))
    return tries


def candidate(grey: Grey, corners: Points, zbar: Zbar) -> Iterator[Try]:
    """A QR code that was seen at `corners` and not read: cut out, enlarged, and made easier in several ways."""
    piece, _ = pictures.cut_out(grey, corners)
    if min(piece.shape) < 12:
        return
    big = pictures.enlarged(piece, max(1.0, min(3.0, CROP_SIDE / max(piece.shape))))
    ways: list[tuple[str, Callable[[], Grey]]] = [
        ("crop", lambda: big),
        ("crop sharpened", lambda: pictures.sharpened(big, 3, 2)),
        ("crop evened", lambda: pictures.evened(big)),
        ("crop two-toned", lambda: pictures.two_toned(big, 61, 3)),
        ("crop smoothed", lambda: pictures.sharpened(big, 2, -0.8)),
    ]
    for name, picture in ways:
        yield Try(name, 5, lambda name=name, picture=picture: read(picture(), ONLY_QR, name)[0])  # type: ignore[misc]
    yield Try("zbar crop", 15, lambda: zbar.read(big, "zbar crop"))


def everything(grey: Grey, seen: list[Points], zbar: Zbar, end: float) -> Iterator[Try]:
    """For a single picture, from cheap to dear."""
    for corners in seen[:3]:
        yield from candidate(grey, corners, zbar)
    for corners in seen[:2]:
        yield Try("model", 0, lambda corners=corners: search.in_corners(grey, corners, end))  # type: ignore[misc]
    yield from whole_picture(grey, zbar, end)
    yield Try("all bars", 0, lambda: stripes.read_bars(grey, end))
    for step in search.in_picture(grey, end):
        yield Try("rings", 0, step)
