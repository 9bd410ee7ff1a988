"""The papers about a dossier, drawn from the sample portal's invented dossiers."""

from datetime import datetime
from typing import cast

from kiosk import holidays, letters, statuses
from kiosk.dossier_papers import a4_letter, letter_paper, status_paper, supplement_paper
from kiosk.errors import SettingsError
from kiosk.letters import LetterKind
from kiosk.papers import Picture
from kiosk.papers.a4_letter import letter_pdf, supplement_pdf
from kiosk.papers.letter import draw_letter
from kiosk.papers.status_slip import draw_status
from kiosk.papers.supplement import draw_supplement
from kiosk.portal import parse
from kiosk.portal.sample_dossiers import book
from kiosk.portal.sample_shapes import detail, sequences
from kiosk.rules.dossier import Dossier
from kiosk.rules.status import meaning
from kiosk.settings import Ward
from kiosk.text import Text

SAMPLES = {"status": "late-letter", "letter": "late-letter", "supplement": "supplement"}  # what each paper shows, by the sample's name
FORMS = {"letter": "apology", "supplement": "supplement"}


def sample(name: str, at: datetime) -> Dossier:
    """The sample portal's dossier of that name, as the kiosk gets it on that day. Raises PortalError when there is none."""
    shelf = book(at.date())
    found = shelf.find(name)
    return parse.dossier(detail(shelf, found), parse.sequences(sequences(found)))


def picture(what: str, name: str, ward: Ward, at: datetime, say: Text, dots: int) -> Picture:
    """The status slip, letter or supplement of a sample dossier."""
    dossier = sample(name, at)
    if what == "status":
        words = statuses.load()
        means = meaning(dossier, at, holidays.load(), words)
        return draw_status(status_paper(dossier, means, statuses.say(means, words), ward, at), say, dots)
    letter = _letter(what, dossier, ward, at)
    if what == "letter":
        return draw_letter(letter_paper(dossier, letter, ward, at, say.language), say, dots)
    return draw_supplement(supplement_paper(dossier, letter, ward, at, say.language), say, dots)


def pdf(what: str, name: str, ward: Ward, at: datetime, say: Text) -> bytes:
    """The letter or supplement of a sample dossier on A4."""
    dossier = sample(name, at)
    page = a4_letter(dossier, _letter(what, dossier, ward, at), ward, at, say.language)
    return (letter_pdf if what == "letter" else supplement_pdf)(page, say)


def _letter(what: str, dossier: Dossier, ward: Ward, at: datetime) -> letters.Filled:
    if (dossier.apology if what == "letter" else dossier.supplement) is None:
        raise SettingsError(f"--dossier: this one has no {what}")
    kind = cast(LetterKind, FORMS[what])
    return letters.load(kind, at.date()).fill(letters.values(dossier, ward, at.date(), kind))
