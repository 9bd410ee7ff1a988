"""The reader: what sees codes, asks the portal and fills in forms, in a process of its own that lives for one visit.

The screen's process gets what was seen without private data (`kiosk.rules.seen`), masked dossiers, the preview's pixels, the camera's
fault, and of a form what is public and pictures of the rest (`desk_messages`). All else dies with the process at the visit's end.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol

from kiosk.reader.desk_messages import Answer, Request
from kiosk.rules.dossier import Dossier
from kiosk.rules.seen import Seen

Rate = Literal["off", "slow", "full"]
ASK_SECONDS = 10.0  # for an answer about a form that asks nobody else


class Preview(NamedTuple):
    """The newest picture of the camera: RGBA bytes, top row first, 640 pixels wide (narrower when taller than 1136)."""

    number: int
    width: int
    height: int
    pixels: memoryview


class Reader(Protocol):
    """One for the life of the kiosk; what it knows of a citizen ends with `forget`."""

    def open(self, seen: Callable[[Seen], None], state: Callable[[str], None]) -> None:
        """Start. `seen` and `state` are called on a thread of the reader's: the caller posts them to the screen's thread.

        `state` gets the key of what is wrong with the camera, "" when it works; only changes are told.
        """

    def watch(self, rate: Rate) -> None:
        """Off: the camera is closed. Slow: nobody is there, about 5 looks a second. Full: somebody is there, up to 15."""

    def preview(self) -> Preview | None:
        """The newest picture, None when there is none (yet). Nothing is copied; the pixels stand for at least two more pictures."""

    def keys(self, burst: bytearray) -> None:
        """What a keyboard scanner typed (UTF-8). Handed on and zeroed here; what it was comes through `seen`."""

    def lookup(self, code: str, secret: str = "") -> Dossier:
        """Ask the portal, blocking up to some 6 s. What the visit knows is added: the receipt's own secret, the card's number.

        Raises SecondNeeded, SecondWrong, DossierUnknown, PortalError, and ReaderError when the reader itself failed.
        """

    def number(self, digits: bytearray) -> None:
        """The owner's ID number typed by hand. Handed on, zeroed here, and kept there as if a card had given it."""

    def ask(self, request: Request, raw: bytearray | None = None, seconds: float = ASK_SECONDS) -> tuple[Answer, bytearray]:
        """Something about the form of this visit, blocking; `raw` goes beside it and is zeroed here, what is drawn comes back beside.

        NoForm: the visit's process knows no form (any more). Raises ReaderError, FormError, PortalError, OutboxError.
        """

    def forget(self) -> None:
        """The visit is over: all that was read is gone. Returns at once; `watch` stands as it was.

        What is left lying before the camera is not told again until it was taken away. Call it before the session's number changes:
        `seen` is not called while this runs, so whatever was told before is posted before, and belongs to the old number.
        """

    def close(self) -> None:
        """End. May be called twice."""
