"""Which form? One row each, under the name people know."""

from kiosk.moments_form import Forms
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class FormsScreen(Screen):
    moment_type = Forms

    def count(self) -> int:
        return len(self.moment.rows)

    def row(self, index: int) -> ListRow:
        one = self.moment.rows[index]
        row = ListRow(key=f"form.{one.form}.{one.procedure.code}", icon="pen", title=app().t.words(one.name))
        row.bind(on_release=lambda *args: self.kiosk.submit.choose_form(one))
        return row


load_kv(__file__)
