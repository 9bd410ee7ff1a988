"""One group of questions: large choices where there is only one, else lines to touch."""

from kivy.properties import ListProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.moments_form import FormPage
from screens.base import Screen, app, load_kv
from screens.form_rows import CountRow, FieldRow
from screens.letters import Note
from screens.widgets import Banner, ListRow, Plain

MOST_TILES = 9


class Steps(Widget):
    """How far the form has got: one bar per page."""

    at = NumericProperty(0)
    of = NumericProperty(1)
    bars = ListProperty([])

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        for name in ("pos", "size", "at", "of"):
            self.fbind(name, self._place)

    def _place(self, *args) -> None:
        gap, of = app().theme.px(10), max(1, int(self.of))
        wide = (self.width - gap * (of - 1)) / of
        self.bars = [(self.x + i * (wide + gap), self.y, wide, self.height, i <= self.at) for i in range(of)]
        self._draw()

    def _draw(self) -> None:
        from kivy.graphics import Color, RoundedRectangle

        theme = app().theme
        self.canvas.clear()
        with self.canvas:
            for x, y, wide, high, done in self.bars:
                Color(*(theme.sea if done else theme.line))
                RoundedRectangle(pos=(x, y), size=(wide, high), radius=[high / 2])


class FormPageScreen(Screen):
    moment_type = FormPage

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("form.next"), "forward"
        self.back_text = app().t("form.previous")

    def act(self) -> None:
        self.kiosk.submit.next()

    def back(self) -> None:
        self.kiosk.submit.previous()

    def step(self) -> str:
        t, view = app().t, self.moment.view
        return t("form.step", name=t.words(view.name), at=view.at + 1, of=view.pages)

    def alone(self) -> bool:
        """One choice, large."""
        fields = self.moment.view.fields
        return len(fields) == 1 and fields[0].kind == "choice" and len(fields[0].choices) <= MOST_TILES

    def count(self) -> int:
        return len(self.moment.view.fields[0].choices) if self.alone() else 0

    def tile(self, index: int) -> ListRow:
        field, t = self.moment.view.fields[0], app().t
        choice = field.choices[index]
        row = ListRow(
            key=f"choice.{choice.code}", title=t.words(choice.label), note=t.words(choice.note),
            icon="check-circle" if choice.code == field.chosen else "",
        )  # fmt: skip
        row.bind(on_release=lambda *args: self.kiosk.submit.choose(field.key, choice.code))
        return row

    def scan(self) -> str:
        """The button for somebody's card."""
        t, view = app().t, self.moment.view
        return t("form.scan", who=t.words(view.role_label)) if view.role and not view.was_scanned else ""

    def blocks(self) -> list:
        t, view = app().t, self.moment.view
        if self.alone():
            return []
        blocks = []
        if self.scan():
            button = Plain(key="form.scan", icon="id-card", text=self.scan(), height=app().theme.key)
            button.bind(on_release=lambda *args: self.kiosk.submit.show_card())
            blocks.append(button)
        if view.card_warnings:
            blocks.append(Banner(kind="sun", icon="info", title=t("card.check"), text=" ".join(t(key) for key in view.card_warnings)))
        blocks += [self._row(field) for field in view.fields]
        if t.words(view.why):
            blocks.append(Note(text=t("form.why", why=t.words(view.why))))
        return blocks

    def _row(self, field):
        if field.kind == "count":
            return CountRow(kiosk=self.kiosk, field=field)
        row = FieldRow(key=f"field.{field.key}", kiosk=self.kiosk, field=field, shown=self.moment.shown)
        row.bind(on_release=lambda *args: self.kiosk.submit.touch(field.key))
        return row


load_kv(__file__)
