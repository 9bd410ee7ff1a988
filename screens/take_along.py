"""The procedure's list for a phone, as a QR code."""

from kiosk.moments import TakeAlong
from screens import qr_code  # noqa: F401  the .kv names QrCode
from screens.base import Screen, load_kv


class TakeAlongScreen(Screen):
    moment_type = TakeAlong


load_kv(__file__)
