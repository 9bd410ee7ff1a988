"""The second opinion: libzbar through pyzbar's wrapper, in binary mode.

`pyzbar.decode` cannot pass ZBAR_CFG_BINARY, and without it zbar guesses the character set of each code: Vietnamese names come out as
Shift-JIS or Big5 for one citizen in eight. In binary mode the bytes come as they are, and we decode them strictly.
"""

import ctypes

import numpy as np
from pyzbar import wrapper

from kiosk.devices.scanner_read import BOM, NO_TEXT, Grey, Read

BINARY = 4  # ZBAR_CFG_BINARY, libzbar 0.23.1 and newer
ENABLE = 0
Y800 = int.from_bytes(b"Y800", "little")
NAMES = {wrapper.ZBarSymbol.QRCODE: "QRCode", wrapper.ZBarSymbol.CODE128: "Code128"}


class Zbar:
    """One zbar scanner, made once; reads QR codes and Code 128. `exact`: False where libzbar is too old for binary mode."""

    def __init__(self) -> None:
        self._scanner = wrapper.zbar_image_scanner_create()
        for symbol in wrapper.ZBarSymbol:
            if symbol.value > 1:
                wrapper.zbar_image_scanner_set_config(self._scanner, symbol, ENABLE, int(symbol in NAMES))
        self.exact = wrapper.zbar_image_scanner_set_config(self._scanner, wrapper.ZBarSymbol.QRCODE, BINARY, 1) == 0

    def read(self, grey: Grey, method: str = "zbar") -> list[Read]:
        """What zbar reads in `grey` (uint8 HxW), text strictly UTF-8. Codes of other bytes are left out."""
        pixels = np.ascontiguousarray(grey)
        image = wrapper.zbar_image_create()
        try:
            wrapper.zbar_image_set_format(image, Y800)
            wrapper.zbar_image_set_size(image, pixels.shape[1], pixels.shape[0])
            wrapper.zbar_image_set_data(image, pixels.ctypes.data_as(ctypes.c_void_p), pixels.size, None)
            wrapper.zbar_scan_image(self._scanner, image)
            return self._reads(wrapper.zbar_image_first_symbol(image), method)
        finally:
            wrapper.zbar_image_destroy(image)

    def _reads(self, symbol: "ctypes._Pointer[wrapper.zbar_symbol]", method: str) -> list[Read]:
        found = []
        while symbol:
            raw = ctypes.string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))
            name = NAMES.get(symbol.contents.type) or NAMES.get(wrapper.ZBarSymbol(symbol.contents.type))
            text = _text(raw)
            if name and text and (self.exact or name != "QRCode" or text.isascii()):
                found.append(Read(text, name, method))
            symbol = wrapper.zbar_symbol_next(symbol)
        return found


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8").removeprefix(BOM)
    except UnicodeDecodeError:
        return ""
    return "" if any(character in NO_TEXT for character in text) else text
