"""What shall be changed? The groups of questions, one large row each."""

from kiosk.moments_form import ChangeWhat
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class ChangeWhatScreen(Screen):
    moment_type = ChangeWhat

    def count(self) -> int:
        return len(self.moment.sheets.groups)

    def row(self, index: int) -> ListRow:
        group = self.moment.sheets.groups[index]
        row = ListRow(key=f"group.{group.page}", icon="edit", title=app().t.words(group.title))
        row.bind(on_release=lambda *args: self.kiosk.submit.change(group.page))
        return row


load_kv(__file__)
