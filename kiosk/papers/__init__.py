"""What goes on paper. A paper is drawn as a picture of dots, so every Vietnamese letter is exact on any printer."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.bool_]
"""Rows x dots, True = black, 8 dots per mm (203 dpi). The width is the printer's: 576 (80 mm) or 384 (58 mm)."""
