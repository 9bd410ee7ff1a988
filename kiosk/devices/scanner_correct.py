"""Reed-Solomon over GF(256) as QR codes use it, with erasures: a codeword known to be doubtful costs half of what an error costs."""

from math import comb, log2

import numpy as np
import numpy.typing as npt
from segno import consts

Bytes = npt.NDArray[np.intp]
EXP, LOG = list(consts.GALIOS_EXP), list(consts.GALIOS_LOG)
_EXP, _LOG = np.array(EXP[:255]), np.array(LOG)
CHANCE = -24.0  # log2 of the chance that noise passes for a block


def correct(word: Bytes, checks: int, doubtful: list[int]) -> tuple[Bytes, int] | None:
    """-> the block (0..255 each) with its errors and erasures mended, and the number of errors; None when that is not certain.

    `checks`: correction codewords at its end; `doubtful`: places in `word` that are taken as erased. Refused as well: a correction that
    random codewords would allow with a chance of more than 2**CHANCE.
    """
    if len(doubtful) > checks:
        return None
    syndromes = _syndromes(word, checks)
    if not any(syndromes):
        return (word, 0) if _certain(len(word), checks, 0, len(doubtful)) else None
    powers = [len(word) - 1 - place for place in doubtful]
    locator = _errata(syndromes, powers, checks)
    wrong = len(locator) - 1
    errors = wrong - len(powers)
    if errors < 0 or 2 * errors + len(powers) > checks or not _certain(len(word), checks, errors, len(powers)):
        return None
    roots = [power for power in range(len(word)) if _value(locator, EXP[(255 - power) % 255]) == 0]
    if len(roots) != wrong:
        return None
    mended = _mend(word, syndromes, locator, roots)
    return None if any(_syndromes(mended, checks)) else (mended, errors)


def _certain(length: int, checks: int, errors: int, erased: int) -> bool:
    spare = checks - 2 * errors - erased
    return log2(comb(length, errors)) - 8 * (errors + spare) <= CHANCE


def _syndromes(word: Bytes, checks: int) -> list[int]:
    """Values of the word's polynomial at the powers of the generator."""
    powers = np.arange(len(word) - 1, -1, -1)
    filled = word > 0
    logs = (_LOG[word[filled]][None] + np.arange(checks)[:, None] * powers[filled][None]) % 255
    return [int(v) for v in np.bitwise_xor.reduce(_EXP[logs], axis=1)] if filled.any() else [0] * checks


def _times(a: int, b: int) -> int:
    return EXP[(LOG[a] + LOG[b]) % 255] if a and b else 0


def _value(polynomial: list[int], x: int) -> int:
    """Lowest power first."""
    total = 0
    for factor in reversed(polynomial):
        total = _times(total, x) ^ factor
    return total


def _errata(syndromes: list[int], powers: list[int], checks: int) -> list[int]:
    """Berlekamp-Massey that starts from the erasures: the locator polynomial, lowest power first."""
    locator = [1]
    for power in powers:
        locator = _product(locator, [1, EXP[power]])
    before, length = list(locator), len(powers)
    for step in range(len(powers), checks):
        discrepancy = 0
        for i, factor in enumerate(locator):
            if i <= step:
                discrepancy ^= _times(factor, syndromes[step - i])
        before = [0, *before]
        if discrepancy:
            changed = [a ^ _times(discrepancy, b) for a, b in _paired(locator, before)]
            if 2 * length <= step + len(powers):
                length = step + 1 + len(powers) - length
                inverse = EXP[(255 - LOG[discrepancy]) % 255]
                before = [_times(inverse, factor) for factor in locator]
            locator = changed
    while len(locator) > 1 and locator[-1] == 0:
        locator.pop()
    return locator


def _mend(word: Bytes, syndromes: list[int], locator: list[int], roots: list[int]) -> Bytes:
    """Forney: what has to be added at each wrong place."""
    evaluator = _product(syndromes, locator)[: len(syndromes)]
    slope = [factor if i % 2 else 0 for i, factor in enumerate(locator)][1:]
    mended = word.copy()
    for power in roots:
        inverse = EXP[(255 - power) % 255]
        below = _value(slope, inverse)
        if below == 0:
            return word
        value = _times(_value(evaluator, inverse), EXP[(255 - LOG[below]) % 255])
        mended[len(word) - 1 - power] ^= _times(value, EXP[power])
    return mended


def _product(a: list[int], b: list[int]) -> list[int]:
    result = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b):
                result[i + j] ^= _times(x, y)
    return result


def _paired(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    longest = max(len(a), len(b))
    return list(zip(a + [0] * (longest - len(a)), b + [0] * (longest - len(b)), strict=True))
