"""The code of a dossier, or the secret on the receipt, typed on the keyboard made for it."""

from kiosk.moments_dossier import Typing
from screens.base import Screen, app, load_kv, strike
from screens.keyboard import CodeKeyboard, TypedBox  # noqa: F401  the .kv names CodeKeyboard
from screens.widgets import Suggestion

KEYS = {"\b": "backspace", "\x7f": "clear"}


class CodeField(TypedBox):
    """One line."""


class TypingScreen(Screen):
    moment_type = Typing

    def on_kv_post(self, base) -> None:
        self.suggest()

    def follow(self, moment: Typing) -> bool:
        """One more letter: the keys stay."""
        if moment.what != self.moment.what:
            return False
        self.moment = moment
        self.suggest()
        return True

    def suggest(self) -> None:
        """How the code may go on, above the keys."""
        strip = self.ids.strip
        strike(strip)
        for text in self.moment.suggestions:
            key = Suggestion(key=f"suggestion.{len(strip.children)}", text=text)
            key.bind(on_release=lambda key: self.kiosk.status.suggestion(key.text))
            strip.add_widget(key)

    def note(self, moment: Typing) -> tuple[str, str]:
        """What is wrong with it, else an example."""
        t = app().t
        if moment.wrong:
            return t("code.wrong"), t("code.wrong.do") if not app().theme.crowded else ""
        example = t("code.example", code=f"{self.kiosk.settings.ward.agency_code}-230403-0007")
        return "", example if moment.what == "code" and not app().theme.short else ""

    def typed(self, letter: str) -> None:
        """A real keyboard, where a technician plugged one in; Enter presses nothing."""
        if letter in KEYS:
            self.kiosk.status.key(KEYS[letter])
        elif letter.isascii() and (letter.isalnum() or letter in ".-"):
            self.kiosk.status.key(letter)


load_kv(__file__)
