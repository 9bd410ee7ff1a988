"""The citizen types; results stand above the keys while typing."""

from kiosk.moments import Searching
from screens.base import Screen, app, load_kv, strike
from screens.keyboard import REAL_KEYS, TypedBox
from screens.lists import nothing_found, procedure_row
from screens.widgets import ListRow, Suggestion

SUGGESTIONS = 3


class SearchField(TypedBox):
    """One line with a cursor."""


class SearchingScreen(Screen):
    moment_type = Searching

    def shown_query(self, moment: Searching) -> str:
        """What was typed, with the cursor drawn as a bar; the beginning gives way when it gets long."""
        query, cursor = moment.query, moment.cursor
        if not query:
            return ""
        text = query[:cursor] + "|" + query[cursor:]
        return text if len(text) <= 46 else "…" + text[-45:]

    def on_kv_post(self, base) -> None:
        self.suggest()

    def follow(self, moment: Searching) -> bool:
        """One more letter: the keys stay."""
        self.moment = moment
        self.suggest()
        return True

    def suggest(self) -> None:
        """The words above the keys."""
        strip, texts = self.ids.strip, self.moment.suggestions[:SUGGESTIONS]
        if len(strip.children) != len(texts):
            strike(strip)
            for index in range(len(texts)):
                key = Suggestion(key=f"suggestion.{index}")
                key.bind(on_release=lambda key: self.kiosk.browse.suggestion(key.text))
                strip.add_widget(key)
        for key, text in zip(reversed(strip.children), texts, strict=True):
            key.text = text

    def row(self, index: int) -> ListRow:
        row = self.moment.rows[index]
        item = procedure_row(self.kiosk, row, f"result.{index}")
        item.disabled = app().theme.low  # out of reach up there: "Tìm" brings the results down
        return item

    def nothing(self, m: Searching) -> tuple[str, str]:
        """What to say instead of results."""
        t = app().t
        if m.rows or (m.query.strip() and not m.done):
            return "", ""
        title, text = nothing_found(m) if m.query.strip() else (t("search.start"), t("search.example"))
        if not app().theme.crowded:
            return title, text
        return ("", text) if m.elsewhere else (title, "")

    def typed(self, letter: str) -> None:
        """A real keyboard, where a technician plugged one in: letters go where our keys go."""
        if letter in REAL_KEYS or letter.isprintable():
            self.kiosk.browse.key(REAL_KEYS.get(letter, letter))


load_kv(__file__)
