"""The scan cascade: frames in, codes out. Cheap looks first; dearer tries are spread over the following frames.

zxing-cpp looks at every frame. What it sees and cannot read is cut out and tried again, and passes over the whole frame take turns, each
only while the frame's budget and the allowance of the last frames last. Nothing is kept but numbers of a few earlier frames: see `forget`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.devices import scanner_deblur as deblur
from kiosk.devices import scanner_tries as tries
from kiosk.devices.scanner_read import Grey, Points, Read, read, shrink
from kiosk.devices.scanner_search import Search
from kiosk.devices.scanner_zbar import Zbar

HARD_MS = 300.0  # no frame costs more
START_MS = 200.0  # no try begins that would probably end later
GIVE_UP_MS = 140.0  # when the model stops refining
FRAME_PIXELS = 1920 * 1080
SMALLEST = 16  # pixels
ALLOWANCE_MS = 14.0 / 921_600  # for dearer tries, per frame and pixel: keeps 40 frames a second at 720p
SMALL_PIXELS = 600_000
SAVED_MS = 160.0  # the most that unused allowance adds up to
SURE = 6  # characters: a shorter Code 128 must be read twice
RECENT = 30  # frames
STILL_S = 10.0


@dataclass(frozen=True)
class Code:
    """`text`: exactly as encoded (ECI, else strict UTF-8), without a byte order mark. `symbology`: "QRCode", "Code128", "EAN13" ..."""

    text: str
    symbology: str


class Witnesses:
    """Who read what in the last frames: a code of bars counts only when two frames or two methods agree.

    zbar alone is not enough: what it takes wrongly (the FNC4 of Code 128) it takes wrongly every time.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], list[tuple[int, str]]] = OrderedDict()

    def accepted(self, reads: Iterable[Read], frame: int) -> list[Code]:
        codes = []
        for one in reads:
            witnesses = self._seen.setdefault((one.text, one.symbology), [])
            witnesses[:] = [(when, how) for when, how in witnesses if frame - when < RECENT]
            if (frame, one.method) not in witnesses:
                witnesses.append((frame, one.method))
            if not one.linear or _sure(one) or (len(witnesses) > 1 and any(not how.startswith("zbar") for _, how in witnesses)):
                codes.append(Code(one.text, one.symbology))
        while len(self._seen) > RECENT:
            self._seen.popitem(last=False)
        return list(dict.fromkeys(codes))


def _sure(one: Read) -> bool:
    return one.symbology == "Code128" and len(one.text) >= SURE and one.method == "zxing"


class Scanner:
    """Looks at one frame after the other; remembers what it needs of the last ones. Not for several threads at once."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)  # the other cores belong to the screen
        self._zbar = Zbar()
        self._work: dict[str, float] = {}  # ms that each try needs
        self._slower = 1.0
        deblur.warm_up()
        self.forget()

    def forget(self) -> None:
        """Drops everything remembered of earlier frames."""
        self._witnesses, self._search = Witnesses(), Search()
        self._frame, self._turn, self._passes, self._saved = 0, 0, 0, 0.0

    def look(self, grey: Grey) -> list[Code]:
        """The codes of this frame that are certain. `grey`: uint8 HxW; larger than 1920 x 1080 is shrunk. Takes at most 300 ms."""
        start = time.perf_counter()
        frame = _fit(grey)
        if frame is None:
            return []
        self._frame += 1
        self._saved = min(SAVED_MS, self._saved + ALLOWANCE_MS * max(frame.size, SMALL_PIXELS))
        reads, seen = self._timed(lambda: read(frame))
        codes = self._witnesses.accepted(reads, self._frame)
        return codes or self._dearer(frame, seen, start)

    def _dearer(self, frame: Grey, seen: list[Points], start: float) -> list[Code]:
        for one in self._next(frame, seen, start + GIVE_UP_MS / 1000):
            work = self._work.get(one.name, one.guess)
            if work + one.leaves > self._saved or (time.perf_counter() - start) * 1000 + work * self._slower > START_MS:
                continue
            before = time.thread_time()
            reads = self._timed(one.run)
            spent = (time.thread_time() - before) * 1000
            self._passes += one.leaves > 0
            self._work[one.name] = 0.7 * work + 0.3 * spent
            self._saved -= spent
            codes = self._witnesses.accepted(reads, self._frame)
            if codes:
                return codes
        return []

    def _timed(self, job: Callable[[], Any]) -> Any:
        """Runs the job, and notes how much longer it takes here than it works: other programs need the machine too."""
        begun, worked = time.perf_counter(), time.thread_time()
        result = job()
        slower = (time.perf_counter() - begun) / max(1e-4, time.thread_time() - worked)
        self._slower = max(1.0, min(8.0, 0.7 * self._slower + 0.3 * slower))
        return result

    def _next(self, frame: Grey, seen: list[Points], until: float) -> Iterator[tries.Try]:
        """What to try in this frame. With a symbol in sight: every third frame the cheap tries, in the others the model."""
        self._turn += 1
        size, search = frame.size / 921_600, self._search
        found: list[bool] = []

        def look_for(name: str, guess: float, where: Callable[[], bool], leaves: float = 0.0) -> tries.Try:
            return tries.Try(name, guess, lambda: found.append(where()) or [], leaves)  # type: ignore[func-returns-value]

        if seen and self._turn % 3 == 0:
            yield from tries.candidate(frame, seen[0], self._zbar)
        elif seen:
            yield look_for("rings in corners", 15, lambda: search.in_corners(frame, seen[0]))
        elif search.place and self._turn % 4:
            yield look_for("rings at place", 10, lambda: search.at_place(frame))
        else:
            yield self._in_turn(frame, lambda: look_for("rings", 20 * size, lambda: search.anywhere(frame), tries.RESERVE_MS), until)
        if any(found):
            name, guess = ("model, rolled", 120.0) if search.rolled else ("model", 70.0)
            yield tries.Try(name, guess, lambda: search.attempt(frame, until), -tries.RESERVE_MS / 2)

    def _in_turn(self, frame: Grey, rings: Callable[[], tries.Try], until: float) -> tries.Try:
        """Rings, then one of the passes over the whole frame, and so on; a dear one waits until enough is saved for it."""
        if self._passes % 2 == 0:
            return rings()
        passes = tries.whole_frame(frame, self._zbar, until)
        return passes[self._passes // 2 % len(passes)]


def look_long(grey: Grey) -> list[Code]:
    """A single picture: every try, one after the other, until one reads something (a few seconds at most)."""
    end = time.perf_counter() + STILL_S
    picture = _fit(grey)
    if picture is None:
        return []
    zbar, witnesses = Zbar(), Witnesses()
    reads, seen = read(picture)
    codes = witnesses.accepted(reads, 1)
    for one in tries.everything(picture, seen, zbar, end):
        if codes or time.perf_counter() > end:
            break
        codes = witnesses.accepted(one.run(), 1)
    return codes


def _fit(grey: Grey) -> Grey | None:
    """The frame as the decoders want it; None when there is nothing to see in it."""
    if grey.ndim != 2 or grey.dtype != np.uint8 or min(grey.shape) < SMALLEST:
        return None
    return shrink(grey, FRAME_PIXELS)[0]
