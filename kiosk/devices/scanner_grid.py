"""From how dark each module looks to the text: format, codewords, correction with erasures, and a clean drawing for zxing-cpp."""

import numpy as np

from kiosk.devices.scanner_correct import correct
from kiosk.devices.scanner_layout import Grid, Layout, blocks, format_words, mask_of, places
from kiosk.devices.scanner_read import ONLY_QR, Read, read

BEST_FORMATS = 2
SEEN = 0.45  # of the known modules' darkness must be as it should: below, it is no QR code
AGREES = 0.5  # how much of what was seen must fit the mended symbol


def decode(soft: Grid, plan: Layout, method: str) -> Read | None:
    """`soft`: n x n, +1 surely dark ... 0 not seen ... -1 surely light. None when it is not certain."""
    seen = np.clip(soft, -1, 1)
    for level, mask in _formats(seen, plan):
        mended = _mended(seen, plan, level, mask)
        if mended is not None and _fits(seen, mended):
            found = read(drawn(mended), ONLY_QR, method, pure=True)[0] or read(drawn(mended), ONLY_QR, method, fast=True)[0]
            return found[0] if found else None
    return None


def likeness(soft: Grid, plan: Layout) -> float:
    """How well the modules that every symbol has look as they should: 1 perfectly, 0 like noise."""
    known = plan.known != 0
    values = np.clip(soft[known], -1, 1)
    return float((values * plan.known[known]).sum() / np.sqrt((values**2).sum() * known.sum() + 1e-9))


def drawn(grid: Grid, scale: int = 4, quiet: int = 4) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    picture = np.where(np.pad(grid, quiet, constant_values=-1.0) > 0, 0, 255).astype(np.uint8)
    return np.kron(picture, np.ones((scale, scale), np.uint8))


def _formats(seen: Grid, plan: Layout) -> list[tuple[str, int]]:
    """The likeliest levels and masks, best first."""
    cells = [seen[copy[:, 0], copy[:, 1]] for copy in plan.formats]
    scores = [(float((cells[0] + cells[1]) @ word), level, mask) for level, mask, word in format_words()]
    return [(level, mask) for _, level, mask in sorted(scores, reverse=True)[:BEST_FORMATS]]


def _mended(seen: Grid, plan: Layout, level: str, mask: int) -> Grid | None:
    turned = np.where(mask_of(mask, plan.size), -seen, seen)
    bits = turned[plan.bits[:, 0], plan.bits[:, 1]].reshape(-1, 8)
    words = np.packbits(bits > 0, axis=1)[:, 0].astype(np.intp)
    trust = np.abs(bits).min(axis=1)
    whole = words.copy()
    for (total, data), where in zip(blocks(plan.version, level), places(plan.version, level), strict=True):
        block = _block(words[where], trust[where], total - data)
        if block is None:
            return None
        whole[where] = block
    return _placed(whole, plan, level, mask)


def _block(words: np.ndarray[tuple[int], np.dtype[np.intp]], trust: Grid, checks: int) -> np.ndarray[tuple[int], np.dtype[np.intp]] | None:
    """The least trusted codewords are given up, none at first, then more and more of them."""
    order = [int(place) for place in np.argsort(trust, kind="stable")]
    for given_up in range(0, checks - 1, 2):
        mended = correct(words, checks, order[:given_up])
        if mended is not None:
            return mended[0]
    return None


def _placed(words: np.ndarray[tuple[int], np.dtype[np.intp]], plan: Layout, level: str, mask: int) -> Grid:
    grid = np.where(plan.known != 0, plan.known, -1.0)
    bits = np.unpackbits(words.astype(np.uint8)).astype(np.float64) * 2 - 1
    data = np.full_like(grid, -1.0)
    data[plan.bits[:, 0], plan.bits[:, 1]] = bits
    free = plan.known == 0
    grid[free] = np.where(mask_of(mask, plan.size), -data, data)[free]
    word = next(bits for its_level, its_mask, bits in format_words() if (its_level, its_mask) == (level, mask))
    for copy in plan.formats:
        grid[copy[:, 0], copy[:, 1]] = word
    return grid


def _fits(seen: Grid, mended: Grid) -> bool:
    return float((seen * mended).sum()) >= AGREES * float(np.abs(seen).sum())
