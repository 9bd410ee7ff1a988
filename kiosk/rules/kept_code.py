"""The code on the slip of a dossier that the kiosk keeps: seven letters or digits drawn at random and one that tells a slip of the finger.

None of them is mistaken for another (no 0 O 1 I L): it is read aloud, typed by hand and scanned.
"""

import re
import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime: every swap of two neighbours is noticed
LENGTH = 8


def draw() -> str:
    """A new one; 31**7 are possible."""
    body = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))
    return body + _check(body)


def read(text: str) -> str:
    """The code in what was typed ("k7f3 92qd"), "" when it is none."""
    bare = re.sub(r"[\s.\-]", "", text[:40]).upper()
    right = len(bare) == LENGTH and all(letter in LETTERS for letter in bare) and bare[-1] == _check(bare[:-1])
    return bare if right else ""


def _check(body: str) -> str:
    return LETTERS[sum(weight * LETTERS.index(letter) for weight, letter in enumerate(body, 1)) % len(LETTERS)]
