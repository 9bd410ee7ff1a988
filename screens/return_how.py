"""How does the result come back: fetched at the counter, or by post to an address that is shown first."""

from kiosk.moments_form import ReturnHow
from screens.base import Screen, app, load_kv
from screens.form_rows import FieldRow
from screens.widgets import ListRow

WAYS = (("counter", "office"), ("post", "house"))


class ReturnHowScreen(Screen):
    moment_type = ReturnHow

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.moment.post:
            self.action, self.action_icon = app().t("return.agree"), "check"

    def act(self) -> None:
        self.kiosk.send.by_post()

    def title(self) -> str:
        return app().t("return.check" if self.moment.post else "return.title")

    def charge(self) -> str:
        """What the post asks for, as it is known."""
        t, returns = app().t, self.moment.returns
        return t.words(returns.charge) + ("" if returns.verified else " " + t("return.unsure"))

    def count(self) -> int:
        return len(self.moment.returns.fields) if self.moment.post else len(WAYS)

    def row(self, index: int):
        if self.moment.post:
            field = self.moment.returns.fields[index]
            row = FieldRow(kiosk=self.kiosk, field=field)
            row.bind(on_release=lambda *args: self.kiosk.send.touch(field.key))
            return row
        way, icon = WAYS[index]
        note = app().t("return.counter.note") if way == "counter" else app().t.words(self.moment.returns.charge)
        row = ListRow(key=f"return.{way}", icon=icon, title=app().t(f"return.{way}"), note=note)
        row.bind(on_release=lambda *args: {"counter": self.kiosk.send.at_counter, "post": self.kiosk.send.by_post}[way]())
        return row


load_kv(__file__)
