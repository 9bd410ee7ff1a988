"""An ID card was read: what is it for?"""

from kiosk.moments_dossier import CardRead
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow

CHOICES = (("home.forms", "pen"), ("card.status", "file"), ("home.ticket", "ticket"), ("home.search", "search"))


class CardReadScreen(Screen):
    moment_type = CardRead

    def choice(self, index: int) -> ListRow:
        name, icon = CHOICES[index]
        row = ListRow(key=name, icon=icon, title=app().t(name), note=app().t(f"{name}.note"))
        row.bind(on_release=lambda *args: self.go(name))
        return row

    def go(self, name: str) -> None:
        {
            "home.forms": self.kiosk.submit.start,
            "card.status": self.kiosk.status.start,
            "home.ticket": self.kiosk.ticket.start,
            "home.search": self.kiosk.browse.search,
        }[name]()

    def warnings(self) -> str:
        """What the card's number does not agree with; nobody is refused for it."""
        return " ".join(app().t(key) for key in self.moment.card.warnings)


load_kv(__file__)
