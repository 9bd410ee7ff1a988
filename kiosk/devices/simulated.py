"""Machines made of nothing: they ship with the kiosk, for the desk and the tests, and are chosen in the settings like any other."""

from pathlib import Path

from PIL import Image

from kiosk.devices import PrinterState
from kiosk.devices.raster import calm, finished
from kiosk.errors import CoverOpen, PaperOut, PrinterError, PrinterGone, PrintUnsure
from kiosk.papers import Picture

KEPT = 100  # papers remembered


class SimulatedPrinter:
    """Driven: `has_paper`, `cover_open`, `answers`, `near_end`, `dies_after` (rows of the next paper). Asked: `papers`, `scraps`.

    With a folder every whole paper is also kept there as a PNG.
    """

    def __init__(self, dots: int = 576, folder: Path | None = None) -> None:
        self.dots = dots
        self.has_paper = True
        self.cover_open = False
        self.answers = True
        self.near_end = False
        self.dies_after: int | None = None
        self.papers: list[Picture] = []
        self.scraps: list[Picture] = []
        self._folder = folder

    def state(self) -> PrinterState:
        fault = self._fault()
        return PrinterState(fault.key if fault else "", self.near_end and not fault)

    def print(self, picture: Picture, job: str) -> None:
        finished(job)
        if fault := self._fault():
            raise fault
        if self.dies_after is not None and self.dies_after < len(picture):
            self.scraps.append(picture[: self.dies_after])
            self.dies_after, self.answers = None, False
            raise PrintUnsure("the simulated printer died while printing")
        self.papers = [*self.papers[1 - KEPT :], calm(picture)]
        self._keep(self.papers[-1])

    def close(self) -> None:
        """Nothing to let go of."""

    def _fault(self) -> PrinterError | None:
        if not self.answers:
            return PrinterGone("the simulated printer does not answer")
        if self.cover_open:
            return CoverOpen("the simulated printer's cover is open")
        return None if self.has_paper else PaperOut("the simulated printer has no paper")

    def _keep(self, picture: Picture) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self._folder.glob("paper-*.png"))) + 1
            Image.fromarray(~picture).save(self._folder / f"paper-{number:04d}.png", dpi=(203, 203))
        except OSError as error:
            raise PrinterGone(f"the folder of the simulated printer cannot be written ({error.strerror})") from error
