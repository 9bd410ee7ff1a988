"""What the journeys ask about dossiers, in the citizen's terms: where one stands, and its papers. Called on lanes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kiosk import letters, statuses
from kiosk.clock import Clock
from kiosk.errors import PrinterGone
from kiosk.letters import Filled, LetterKind
from kiosk.rules.calendar import Calendar, Unit
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Procedure
from kiosk.rules.status import Meaning, meaning
from kiosk.settings import Settings
from kiosk.statuses import Said
from kiosk.text import Text

if TYPE_CHECKING:
    from kiosk.devices.a4 import A4Printer
    from kiosk.papers import Picture
    from kiosk.reader import Reader
    from kiosk.rules.status_words import Statuses

Print = Callable[[Any, str], None]


class Standing(NamedTuple):
    """A dossier, what its status means today, and that in sentences."""

    dossier: Dossier
    meaning: Meaning
    said: Said


class Dossiers:
    """`print` puts a picture on the receipt printer (raises PrinterError), `dots` tells its width; `offered`: what is posted today."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        reader: Reader,
        print: Print,
        dots: Callable[[], int],
        a4: Callable[[], A4Printer | None],
        offered: Callable[[], Mapping[str, Procedure]],
    ) -> None:
        self._settings, self._clock, self._reader, self._offered = settings, clock, reader, offered
        self._print, self._dots, self._a4 = print, dots, a4

    def standing(self, code: str, secret: str = "") -> Standing:
        """Ask the portal. Raises SecondNeeded, SecondWrong, DossierUnknown, PortalError, ReaderError."""
        dossier = self._reader.lookup(code, secret)
        told = dossier if dossier.due else replace(dossier, due=self._estimate(dossier))
        found = meaning(told, self._clock.now(), self._calendar, self._statuses)
        if told is not dossier:
            found = replace(found, sure=False)
        return Standing(told, found, statuses.say(found, self._statuses))

    def _estimate(self, dossier: Dossier) -> datetime | None:
        """Where the one-stop system names no date: by the posted time limit of that procedure; None where nobody confirmed one."""
        procedure = self._offered().get(dossier.service_code)
        limit = procedure.time if procedure else None
        if dossier.received is None or limit is None or not limit.verified:
            return None
        if limit.same_day:
            return self._calendar.due(dossier.received, 0, "working")
        return self._calendar.due(dossier.received, limit.days, cast(Unit, limit.unit)) if limit.days and limit.unit else None

    def letter(self, dossier: Dossier, kind: LetterKind = "apology") -> Filled:
        """The form of the day, filled in."""
        today = self._clock.today()
        return letters.load(kind, today).fill(letters.values(dossier, self._settings.ward, today, kind))

    def print_status(self, standing: Standing, language: str) -> None:
        """The slip that says where the dossier is. Raises PrinterError."""
        from kiosk.dossier_papers import status_paper
        from kiosk.papers.status_slip import draw_status

        paper = status_paper(standing.dossier, standing.meaning, standing.said, self._settings.ward, self._clock.now())
        self._put(draw_status(paper, Text(language), self._dots()), "STAT")

    def print_letter(self, dossier: Dossier, language: str) -> None:
        """The apology with the new date. Raises PrinterError."""
        from kiosk.dossier_papers import letter_paper
        from kiosk.papers.letter import draw_letter

        paper = letter_paper(dossier, self.letter(dossier), self._settings.ward, self._clock.now(), language)
        self._put(draw_letter(paper, Text(language), self._dots()), "LETT")

    def print_supplement(self, dossier: Dossier, language: str) -> None:
        """The list of what is missing. Raises PrinterError."""
        from kiosk.dossier_papers import supplement_paper
        from kiosk.papers.supplement import draw_supplement

        paper = supplement_paper(dossier, self.letter(dossier, "supplement"), self._settings.ward, self._clock.now(), language)
        self._put(draw_supplement(paper, Text(language), self._dots()), "SUPP")

    def print_a4(self, dossier: Dossier, kind: LetterKind, language: str) -> None:
        """Either letter on A4. Raises PrinterError."""
        from kiosk.dossier_papers import a4_letter
        from kiosk.papers.a4 import forget
        from kiosk.papers.a4_letter import letter_pdf, supplement_pdf

        printer = self._a4()
        if printer is None:
            raise PrinterGone("the settings name no A4 printer")
        paper = a4_letter(dossier, self.letter(dossier, kind), self._settings.ward, self._clock.now(), language)
        pdf = supplement_pdf(paper, Text(language)) if kind == "supplement" else letter_pdf(paper, Text(language))
        forget()
        printer.print(pdf)

    def _put(self, picture: Picture, job: str) -> None:
        """On the receipt printer; the words that were measured for it are forgotten."""
        from kiosk.papers import fonts

        fonts.forget()
        self._print(picture, job)

    @cached_property
    def _calendar(self) -> Calendar:
        from kiosk import holidays

        return holidays.load()

    @cached_property
    def _statuses(self) -> Statuses:
        return statuses.load()
