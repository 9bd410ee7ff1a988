"""One look with zxing-cpp: what it read, and where it saw a QR code that it could not read."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

QR, C128 = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128
USUAL = zxingcpp.BarcodeFormats([QR, C128])
ONLY_QR, ONLY_C128 = zxingcpp.BarcodeFormats([QR]), zxingcpp.BarcodeFormats([C128])
_F = zxingcpp.BarcodeFormat
RARE = zxingcpp.BarcodeFormats([_F.DataMatrix, _F.PDF417, _F.Aztec, _F.MicroQRCode, _F.EAN13, _F.EAN8, _F.UPCA, _F.Code39, _F.Code93])
LINEAR = {"Code128", "EAN13", "EAN8", "UPCA", "Code39", "Code93"}
BOM = "\ufeff"
NO_TEXT = {chr(code) for code in (*range(9), 11, 12, *range(14, 29), *range(127, 160), 0xFFFD)}  # GS, RS, US part the fields of GS1 codes


@dataclass(frozen=True)
class Read:
    """A text that one method read; `corners` 4x2 (TL, TR, BR, BL of the symbol, frame pixels) where known."""

    text: str
    symbology: str
    method: str
    corners: Points | None = None

    @property
    def linear(self) -> bool:
        return self.symbology in LINEAR


def read(
    grey: Grey, formats: zxingcpp.BarcodeFormats = USUAL, method: str = "zxing", fast: bool = False, pure: bool = False
) -> tuple[list[Read], list[Points]]:
    """-> what was read, and the corners (4x2 each) of QR codes that were seen but not read. `grey`: uint8 HxW.

    `fast`: only this size and these colours, no quarter turns of 1D codes.
    """
    found, seen = [], []
    for one in zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=formats,
        try_rotate=not fast,
        try_downscale=not fast,
        try_invert=not fast,
        text_mode=zxingcpp.TextMode.Plain,
        is_pure=pure,
        return_errors=not pure,
    ):
        corners = _corners(one.position)
        if one.valid:
            text = exact(one)
            if text is not None:
                found.append(Read(text, one.format.name, method, corners))
        elif one.format == QR:
            seen.append(corners)
    return found, seen


def exact(one: zxingcpp.Barcode) -> str | None:
    """The text as encoded, without a byte order mark; None for bytes that are no text, and for empty codes.

    zxing-cpp follows the ECI, takes UTF-8 for what is valid UTF-8, and guesses (Shift-JIS, Latin-1) only for the rest.
    """
    text = str(one.text).removeprefix(BOM)
    return text if text and not any(character in NO_TEXT for character in text) else None


def _corners(at: zxingcpp.Position) -> Points:
    points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return np.array([(point.x, point.y) for point in points], np.float64)


def shrink(grey: Grey, pixels: int) -> tuple[Grey, float]:
    """-> the picture with at most so many pixels, and its scale (1.0: untouched)."""
    scale = min(1.0, (pixels / grey.size) ** 0.5)
    if scale == 1.0:
        return grey, scale
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return cast(Grey, cv2.resize(grey, size, interpolation=cv2.INTER_AREA)), scale
