"""What the visit's process was asked and has not answered yet: who waits, and for which process."""

from __future__ import annotations

import itertools
import queue
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.errors import DossierUnknown, FormError, KioskError, OutboxError, PortalError, ReaderError, SecondNeeded, SecondWrong
from kiosk.reader.messages import Ask, Failed, Found, Lookup, Said

if TYPE_CHECKING:
    from kiosk.reader.child import Child

Reply = tuple[Found | Said | Failed, bytearray]
ERRORS: dict[str, type[KioskError]] = {
    one.key: one for one in (PortalError, DossierUnknown, SecondNeeded, SecondWrong, FormError, OutboxError)
}


class Questions:
    """Whoever adds and ends them holds the link's lock; `wait` needs none."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[int, tuple[Child, queue.SimpleQueue[Reply]]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def put(self, child: Child, order: Callable[[int], Lookup | Ask], raw: memoryview | None = None) -> int:
        """Ask that process; the question's number."""
        number = next(self._numbers)
        self._open[number] = child, queue.SimpleQueue()
        child.tell(order(number), raw)
        return number

    def answered(self, answer: Found | Said | Failed, raw: bytearray) -> None:
        if asked := self._open.get(answer.id):
            asked[1].put((answer, raw))

    def never(self, child: Child) -> None:
        """That process will answer nothing any more."""
        for number, (who, answers) in list(self._open.items()):
            if who is child:
                answers.put((Failed(number, ReaderError.key), bytearray()))

    def wait(self, number: int, seconds: float) -> tuple[Found | Said, bytearray]:
        """The answer. Raises what the process said went wrong, ReaderError when it died, PortalError when it stayed silent."""
        try:
            answer, raw = self._open[number][1].get(timeout=seconds)
        except queue.Empty:
            raise PortalError("the reader brought no answer in time") from None
        finally:
            self._open.pop(number, None)
        if isinstance(answer, Failed):
            raise ERRORS.get(answer.key, ReaderError)("the reader says so")
        return answer, raw
