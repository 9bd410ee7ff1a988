"""QR codes sought by their rings and read by the model, over several frames: where the last one was, and how its modules looked."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from kiosk.devices import scanner_finders as finders
from kiosk.devices import scanner_model as model
from kiosk.devices import scanner_pictures as pictures
from kiosk.devices.scanner_read import Grey, Points, Read
from kiosk.devices.scanner_votes import Votes

MODULES = (3.8, 3.0, 4.8, 3.8, 2.4, 3.0, 6.0, 3.8, 1.9)  # pixels: for these the rings are sought in frames, one after the other
ALL_MODULES = (1.2, 1.5, 1.9, 2.4, 3.0, 3.8, 4.8, 6.0, 7.5)
SQUEEZED_MODULES = (2.4, 3.0, 3.8, 4.8, 6.0)
SQUEEZED = ((0.65, 1.0), (1.0, 0.65))
GUESS_S = 2.5  # for one guess in a single picture
CERTAIN = 0.5  # score of three rings: above, it is worth while to look there again
LIKELY = 0.4  # likeness: below, what was looked at was no symbol
LOST = 6  # looks without a symbol until the place is forgotten
ROLLED_EVERY = 4  # looks: then rolled paper is tried as well


@dataclass
class Place:
    """Where a symbol was seen last (pixels)."""

    centre: Points
    side: float
    module: float
    lost: int = 0


class Search:
    """First one of `in_corners`, `at_place` and `anywhere` looks for a symbol, then `attempt` reads it. Keeps no picture."""

    def __init__(self) -> None:
        self._votes = Votes()
        self._turn, self._looks = 0, 0
        self.place: Place | None = None
        self._found: tuple[finders.Triple, Points] | None = None

    def in_corners(self, grey: Grey, corners: Points, modules: tuple[float, ...] = ALL_MODULES) -> bool:
        """Are there rings at `corners` (4x2), where a QR code was seen and not read?"""
        piece, offset = pictures.cut_out(grey, corners, 0.3)
        return self._keep(_triples(piece, corners, modules), offset)

    def at_place(self, grey: Grey) -> bool:
        """... around where the last frames had a symbol?"""
        if self.place is None:
            return False
        reach = self.place.side * 0.8
        corners = np.stack([self.place.centre - reach, self.place.centre + reach])
        place = self.place
        place.lost += 1
        found = self.in_corners(grey, corners, tuple(place.module * times for times in (1.0, 0.8, 1.25)))
        if place.lost > LOST and self.place is place:
            self.place = None
        return found

    def anywhere(self, grey: Grey) -> bool:
        """... of one size in the whole frame? The next size in the next frame."""
        self._turn += 1
        found = finders.rings(grey, MODULES[self._turn % len(MODULES)])
        return self._keep(finders.triples(finders.distinct(found), 1), np.zeros(2))

    def _keep(self, triples: list[finders.Triple], offset: Points) -> bool:
        self._found = (triples[0], offset) if triples else None
        if triples and triples[0].score > CERTAIN:
            corners = model.from_triple(triples[0]).moved(offset).points
            side = float((corners.max(0) - corners.min(0)).max()) * 1.3
            self.place = Place(corners[1:].mean(0), side, triples[0].module)
        return bool(triples)

    @property
    def rolled(self) -> bool:
        """Will the next attempt try rolled paper as well? It takes longer."""
        return self._looks % ROLLED_EVERY == ROLLED_EVERY - 1

    def attempt(self, grey: Grey, until: float) -> list[Read]:
        """Reads what was found in this frame. `until`: time.perf_counter() at which to give up."""
        if self._found is None:
            return []
        (triple, offset), rolled = self._found, self.rolled
        self._looks += 1
        outcome = model.attempt(grey, model.from_triple(triple).moved(offset), until, rolled, rounds=1)
        if outcome.corners is not None and outcome.likeness > LIKELY:
            side = float((outcome.corners.max(0) - outcome.corners.min(0)).max())
            self.place = Place(outcome.corners.mean(0), side, triple.module)
        found = outcome.read or self._votes.add(outcome)
        return [found] if found else []


def _triples(piece: Grey, corners: Points, modules: tuple[float, ...]) -> list[finders.Triple]:
    side = float((corners.max(0) - corners.min(0)).max())
    found: list[finders.Ring] = []
    for module in modules:
        if 17 < side / module < 150:
            found += finders.rings(piece, module)
    return finders.triples(finders.distinct(found), 1)


def in_corners(grey: Grey, corners: Points, end: float) -> list[Read]:
    """For a single picture: a QR code seen at `corners` (4x2), with rolled paper."""
    piece, offset = pictures.cut_out(grey, corners, 0.3)
    guesses = [model.from_triple(one).moved(offset) for one in _triples(piece, corners, ALL_MODULES)]
    return _first(grey, guesses, end)


def _gather(found: list[finders.Ring], grey: Grey, module: float, squeezed: tuple[float, float] = (1.0, 1.0)) -> list[Read]:
    """Rings of one size join those found already; nothing is read by that."""
    found += finders.rings(grey, module, squeezed)
    return []


def in_picture(grey: Grey, end: float) -> Iterator[Callable[[], list[Read]]]:
    """For a single picture, step by step: rings of every size, also squeezed ones; triples of them; pairs of them."""
    found: list[finders.Ring] = []
    for module in ALL_MODULES:
        yield partial(_gather, found, grey, module)
    for module in SQUEEZED_MODULES:
        for squeezed in SQUEEZED:
            yield partial(_gather, found, grey, module, squeezed)
    best = finders.distinct(found)
    for triple in [*finders.triples(best), *finders.pairs(best)]:
        yield partial(_first, grey, [model.from_triple(triple)], end)


def _first(grey: Grey, guesses: list[model.Guess], end: float) -> list[Read]:
    for guess in guesses:
        outcome = model.attempt(grey, guess, min(end, time.perf_counter() + GUESS_S))
        if outcome.read:
            return [outcome.read]
    return []
