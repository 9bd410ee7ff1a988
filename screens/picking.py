"""A choice out of many, or one of the answers that are known already; the keyboard comes last."""

from kivy.properties import ObjectProperty, StringProperty

from kiosk.moments_form import Picking
from screens import written  # noqa: F401  the .kv names Written
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow, Tap


class OfferedRow(Tap):
    """An answer that is known: drawn, with what it is."""

    kiosk = ObjectProperty(rebind=False)
    what = StringProperty("")
    note = StringProperty("")


class PickingScreen(Screen):
    moment_type = Picking

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.moment.field.kind != "choice":
            self.action, self.action_icon = app().t("picking.write"), "keyboard"

    def act(self) -> None:
        self.kiosk.submit.write(self.moment.field.key)

    def offers(self) -> bool:
        return self.moment.field.kind != "choice"

    def count(self) -> int:
        field = self.moment.field
        return len(field.offered) if self.offers() else len(field.choices)

    def row(self, index: int):
        field, t = self.moment.field, app().t
        if self.offers():
            what = f"offered:{field.key}:{index}"
            row = OfferedRow(key=f"offered.{index}", kiosk=self.kiosk, what=what, note=t.words(field.offered[index]))
            row.bind(on_release=lambda *args: self.kiosk.submit.choose(field.key, f"#{index}"))
            return row
        choice = field.choices[index]
        chosen = "check-circle" if choice.code == field.chosen else ""
        row = ListRow(key=f"choice.{choice.code}", title=t.words(choice.label), note=t.words(choice.note), icon=chosen)
        row.bind(on_release=lambda *args: self.kiosk.submit.choose(field.key, choice.code))
        return row


load_kv(__file__)
