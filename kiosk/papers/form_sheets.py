"""A sheet of a PDF as a picture, as it will be printed: for the screen."""

from typing import TypeAlias

import numpy as np
import pypdfium2
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]


def sheet_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def sheet_picture(pdf: bytes, number: int, width: int) -> Grey:
    """The sheet as uint8 (height, width), 255 = white. Raises IndexError for a sheet that is not there."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= number < len(document):
            raise IndexError(number)
        page = document[number]
        bitmap = page.render(scale=width / page.get_width(), grayscale=True)
        picture: Grey = np.array(bitmap.to_numpy(), np.uint8)
        bitmap.close()
        page.close()
        return np.ascontiguousarray(picture[:, :, 0] if picture.ndim == 3 else picture)
    finally:
        document.close()
