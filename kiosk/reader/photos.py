"""Papers photographed in this visit: in memory, page by page, each only because somebody touched the button."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.devices.camera import Pixels
from kiosk.errors import FormError
from kiosk.reader.desk_messages import Papers, PaperView, Shot
from kiosk.rules.procedures import Words

MOST_PAGES = 10  # of one paper
MOST_BYTES = 8_000_000  # of all papers; a page is about half a megabyte


@dataclass
class Photographed:
    """A paper that the procedure wants, and its pages as JPEG."""

    name: Words
    pages: list[bytes] = field(default_factory=list, repr=False)


@dataclass
class Photos:
    """`frames` takes a burst of pictures: BGR, uint8 (height, width, 3)."""

    frames: Callable[[], list[Pixels]]
    papers: list[Photographed] = field(default_factory=list)
    page: Pixels | None = field(default=None, repr=False)  # what was photographed last, until it is kept or dropped
    _of: int = 0

    def list(self) -> Papers:
        return Papers(tuple(PaperView(paper.name, len(paper.pages), False) for paper in self.papers), MOST_PAGES)

    def shoot(self, paper: int) -> Shot:
        """Photograph this paper's next page; why it cannot be used, where it cannot."""
        from kiosk.devices.page_shot import best_of

        self._of, self.page = self._number(paper), None
        if len(self.papers[paper].pages) >= MOST_PAGES or self._bytes() >= MOST_BYTES:
            return Shot(paper, "capture.full")
        shot = best_of(self.frames())
        self.page = shot.page
        return Shot(paper, shot.why)

    def keep(self, keep: bool) -> Papers:
        """The page photographed last is this paper's next one, or it is forgotten."""
        from kiosk.devices.page_flatten import jpeg

        if keep and self.page is not None:
            self.papers[self._of].pages.append(jpeg(self.page))
        self.page = None
        return self.list()

    def drop(self, paper: int) -> Papers:
        """All pages of this paper."""
        self.papers[self._number(paper)].pages.clear()
        return self.list()

    def pdf(self, paper: int) -> bytes:
        from kiosk.devices.page_pdf import pages_pdf

        return pages_pdf(self.papers[paper].pages)

    def _number(self, paper: int) -> int:
        if not 0 <= paper < len(self.papers):
            raise FormError("there is no such paper")
        return paper

    def _bytes(self) -> int:
        return sum(len(page) for paper in self.papers for page in paper.pages)
