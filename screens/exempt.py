"""Need you not pay? Asked before anything is owed."""

from kiosk.moments_form import Exempt
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class ExemptScreen(Screen):
    moment_type = Exempt

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("exempt.none"), "forward"

    def act(self) -> None:
        self.kiosk.send.exempt("")

    def count(self) -> int:
        return len(self.moment.sheets.exemptions)

    def row(self, index: int) -> ListRow:
        t, one = app().t, self.moment.sheets.exemptions[index]
        row = ListRow(key=f"exempt.{one.code}", icon="shield", title=t.words(one.label), note=t.words(one.note))
        row.bind(on_release=lambda *args: self.kiosk.send.exempt(one.code))
        return row


load_kv(__file__)
