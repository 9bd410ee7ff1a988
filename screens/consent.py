"""Before the card fills anything: what for, in one sentence, and yes or no."""

from kiosk.moments_form import Consent
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow

CHOICES = (("consent.yes", "id-card"), ("consent.no", "edit"))


class ConsentScreen(Screen):
    moment_type = Consent

    def choice(self, index: int) -> ListRow:
        name, icon = CHOICES[index]
        t = app().t
        title = t("consent.this") if name == "consent.yes" and self.moment.card else t(name)
        row = ListRow(key=name, icon=icon, title=title, note=t(f"{name}.note"))
        row.bind(on_release=lambda *args: {"consent.yes": self.kiosk.submit.agree, "consent.no": self.kiosk.submit.without_card}[name]())
        return row

    def card(self) -> str:
        card = self.moment.card
        return f"{card.name}   {card.number}" if card else ""


load_kv(__file__)
