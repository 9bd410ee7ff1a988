"""The ward's letter of apology with the new date, to be read here and taken along."""

from kiosk.moments_dossier import LetterPage
from screens import a4_button  # noqa: F401  the .kv names A4Button
from screens.base import Screen, app, load_kv
from screens.letters import Heading, Words
from screens.widgets import Banner


class LetterPageScreen(Screen):
    moment_type = LetterPage

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("letter.print"), "print"

    def act(self) -> None:
        self.kiosk.status.print_letter()

    def blocks(self) -> list:
        """The letter from its greeting to its signature; the new date stands out."""
        t, letter = app().t, self.moment.letter
        blocks = [Heading(text=t.words(letter.greeting))]
        for words in (*letter.opening, letter.due, letter.reason, *letter.sorry):
            if words:
                blocks.append(Words(text=t.words(words)))
        if letter.new_date:
            blocks.append(Banner(kind="ok", icon="calendar", title=t.words(letter.new_date)))
        blocks += [Words(text=t.words(words)) for words in (*letter.contact, *letter.close, *letter.signature)]
        return blocks


load_kv(__file__)
