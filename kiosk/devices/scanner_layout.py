"""Where everything lies in a QR code (ISO/IEC 18004): known modules, format cells, the order of the codewords, masks.

Grids are n x n, n = 17 + 4 x version, [row, column]; +1 dark, -1 light, 0 not known. The tables come from segno.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from segno import consts

Grid = npt.NDArray[np.float64]
Cells = npt.NDArray[np.intp]
VERSIONS = range(1, 25)  # larger symbols do not fit on a card or a receipt
LEVELS = ((1, "L"), (0, "M"), (3, "Q"), (2, "H"))  # the two bits of the format information -> level
_ECC: Any = consts.ECC  # segno has no types
_SEGNO_LEVEL = {"L": consts.ERROR_LEVEL_L, "M": consts.ERROR_LEVEL_M, "Q": consts.ERROR_LEVEL_Q, "H": consts.ERROR_LEVEL_H}
_FORMAT_PLACE = {"M": 0x00, "L": 0x08, "H": 0x10, "Q": 0x18}


@dataclass(frozen=True)
class Layout:
    """`known`: the modules that every symbol of this version has. `formats`: two copies of 15 cells, lowest bit first.
    `bits`: the cell of each data bit in order (rest bits left out)."""

    version: int
    known: Grid
    formats: tuple[Cells, Cells]
    bits: Cells

    @property
    def size(self) -> int:
        return len(self.known)


@cache
def layout(version: int) -> Layout:
    n = 17 + 4 * version
    known, taken = np.zeros((n, n)), np.zeros((n, n), bool)
    _timing(known)
    for row, column in ((0, 0), (0, n - 7), (n - 7, 0)):
        _finder(known, row, column)
    _alignments(known, version)
    known[n - 8, 8] = 1
    if version >= 7:
        _version(known, version)
    taken |= known != 0
    copies = _formats(n)
    for copy in copies:
        taken[copy[:, 0], copy[:, 1]] = True
    total = sum(block.num_blocks * block.num_total for block in _ECC[version][consts.ERROR_LEVEL_L])
    return Layout(version, known, copies, _order(taken)[: 8 * total])


def _timing(known: Grid) -> None:
    dark = np.where(np.arange(len(known)) % 2 == 0, 1.0, -1.0)
    known[6, :] = dark
    known[:, 6] = dark


def _finder(known: Grid, row: int, column: int) -> None:
    n = len(known)
    known[max(0, row - 1) : min(n, row + 8), max(0, column - 1) : min(n, column + 8)] = -1
    _square(known, row + 3, column + 3, 3)


def _square(known: Grid, row: int, column: int, reach: int) -> None:
    """A dark ring around a light ring around a dark core."""
    known[row - reach : row + reach + 1, column - reach : column + reach + 1] = 1
    known[row - reach + 1 : row + reach, column - reach + 1 : column + reach] = -1
    core = reach - 2
    known[row - core : row + core + 1, column - core : column + core + 1] = 1


def _alignments(known: Grid, version: int) -> None:
    at: tuple[int, ...] = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row in at:
        for column in at:
            if (row, column) not in ((6, 6), (6, at[-1]), (at[-1], 6)):
                _square(known, row, column, 2)


def _version(known: Grid, version: int) -> None:
    n, told = len(known), consts.VERSION_INFO[version - 7]
    for bit in range(18):
        value = 1.0 if told >> bit & 1 else -1.0
        known[n - 11 + bit % 3, bit // 3] = value
        known[bit // 3, n - 11 + bit % 3] = value


def _formats(n: int) -> tuple[Cells, Cells]:
    column = [(row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, at) for at in (7, 5, 4, 3, 2, 1, 0)]
    row = [(8, n - 1 - bit) for bit in range(8)] + [(n - 15 + bit, 8) for bit in range(8, 15)]
    return np.array(column), np.array(row)


def _order(taken: npt.NDArray[np.bool_]) -> Cells:
    n, cells, up = len(taken), [], True
    for right in [*range(n - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(n - 1, -1, -1) if up else range(n):
            cells += [(row, column) for column in (right, right - 1) if not taken[row, column]]
        up = not up
    return np.array(cells)


@cache
def format_words() -> tuple[tuple[str, int, Grid], ...]:
    """Every (level, mask) with its 15 bits as +1 / -1, lowest bit first."""
    words = []
    for level, place in _FORMAT_PLACE.items():
        for mask in range(8):
            word = consts.FORMAT_INFO[place + mask]
            words.append((level, mask, np.array([1.0 if word >> bit & 1 else -1.0 for bit in range(15)])))
    return tuple(words)


@cache
def blocks(version: int, level: str) -> tuple[tuple[int, int], ...]:
    """(codewords, of these data) of each block."""
    return tuple((one.num_total, one.num_data) for one in _ECC[version][_SEGNO_LEVEL[level]] for _ in range(one.num_blocks))


@cache
def places(version: int, level: str) -> tuple[Cells, ...]:
    """For each block, where its codewords stand in the interleaved stream: data first, then correction."""
    shape = blocks(version, level)
    where: list[list[int]] = [[] for _ in shape]
    at = 0
    for row in range(max(data for _, data in shape)):
        for block, (_, data) in enumerate(shape):
            if row < data:
                where[block].append(at)
                at += 1
    for _ in range(shape[0][0] - shape[0][1]):
        for one in where:
            one.append(at)
            at += 1
    return tuple(np.array(one) for one in where)


@cache
def mask_of(number: int, size: int) -> npt.NDArray[np.bool_]:
    """True where the mask turns a module over (7.8.2, table 10)."""
    i, j = np.mgrid[0:size, 0:size]
    conditions = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return np.asarray(conditions[number] == 0)
