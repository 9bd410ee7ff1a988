"""What every page of the hall rests on: the settings, the numbers and who speaks them. Made once by `kiosk hall`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from kiosk.clock import Clock
from kiosk.rules.procedures import Catalogue
from kiosk.settings import Queue, Settings
from kiosk.store import Tickets
from kiosk.store.deeds import Deeds
from kiosk.store.logins import Logins
from kiosk.store.officers import Officers
from kiosk.store.turns import Turns
from kiosk.text import Text
from kiosk.waits import Waits

Voice = Callable[[str], bytes]  # a sentence -> a WAV file


@dataclass
class Hall:
    """`speak` is None where nobody speaks; it may raise SpeakerError. All that asks the store is called on threads, never on the loop."""

    settings: Settings
    clock: Clock
    tickets: Tickets
    catalogue: Catalogue
    speak: Voice | None = None
    store_url: str = ""  # to hear what changes
    closing: Event = field(default_factory=Event)  # set when the server is told to end: streams end then
    turns: Turns = field(init=False)
    deeds: Deeds = field(init=False)
    officers: Officers = field(init=False)
    logins: Logins = field(init=False)
    waits: Waits = field(init=False)

    def __post_init__(self) -> None:
        key = self.tickets.database, self.tickets.hall, self.clock
        self.turns, self.deeds = Turns(*key), Deeds(*key)
        self.waits = Waits(self.settings, self.turns, self.clock)
        self.officers, self.logins = Officers(*key), Logins(*key)

    @property
    def counters(self) -> tuple[str, ...]:
        """All counters of the settings, in their order."""
        return tuple(dict.fromkeys(counter for queue in self.settings.queues for counter in queue.counters))

    def queues_of(self, counter: str) -> tuple[Queue, ...]:
        """The queues that a counter serves."""
        return tuple(queue for queue in self.settings.queues if counter in queue.counters)

    def text(self, language: str = "vi") -> Text:
        return Text(language)
