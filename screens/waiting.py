"""Something slow is going on, and the citizen sees what."""

from kiosk.moments import Waiting
from screens.base import Screen, load_kv


class WaitingScreen(Screen):
    moment_type = Waiting


load_kv(__file__)
