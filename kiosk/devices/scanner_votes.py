"""Several frames together: how the modules looked in each, added up until the sum can be read though no single frame could."""

from collections import deque

import numpy as np

from kiosk.devices import scanner_grid as grids
from kiosk.devices.scanner_layout import Grid, layout
from kiosk.devices.scanner_model import Outcome
from kiosk.devices.scanner_read import Read

MOST = 12  # looks at a symbol that are kept
ALIKE = 0.3  # correlation of the data modules of two looks at the same symbol
GOOD = 0.5  # likeness: a look below it says nothing


class Votes:
    """Keeps no picture: only grids of module darkness, and only of the last looks."""

    def __init__(self) -> None:
        self._looks: deque[tuple[int, Grid, float]] = deque(maxlen=MOST)

    def add(self, outcome: Outcome) -> Read | None:
        """A new look at a symbol that was not read; the text when it can be read together with earlier ones."""
        if outcome.soft is None or outcome.likeness < GOOD:
            return None
        free = layout(outcome.version).known == 0
        earlier = [(soft, weight) for version, soft, weight in self._looks if version == outcome.version]
        same = [(soft, weight) for soft, weight in earlier if _alike(soft[free], outcome.soft[free])]
        self._looks.append((outcome.version, outcome.soft, outcome.likeness**2))
        if not same:
            return None
        same.append((outcome.soft, outcome.likeness**2))
        total = sum(weight for _, weight in same)
        together = sum((soft * (weight / total) for soft, weight in same), np.zeros_like(outcome.soft))
        return grids.decode(np.clip(together * 1.3, -1, 1), layout(outcome.version), "votes")


def _alike(one: Grid, other: Grid) -> bool:
    return float(one @ other) > ALIKE * float(np.sqrt((one @ one) * (other @ other)) + 1e-9)
