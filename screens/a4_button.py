"""The button for the A4 printer, where the hall has one."""

from screens.base import load_kv
from screens.widgets import Plain


class A4Button(Plain):
    """Prints the letter, or the list, that stands on the screen."""


load_kv(__file__)
