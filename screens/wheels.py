"""A day is chosen in four touches: the decade, the year, the month, the day. Nothing is scrolled and nothing must be aimed at.

A wheel that turns costs somebody born in 1938 dozens of strokes; four grids of large keys cost four touches, whatever the day.
"""

from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from kiosk.moments_form import Wheels
from screens.base import Screen, app, load_kv, strike
from screens.keyboard import Key

OLDEST = 120  # years
MINUTES = 5


class Grid(GridLayout):
    """Keys in as many columns as fit, each at least 20 mm."""

    def fill(self, keys: list, columns: int) -> None:
        theme = app().theme
        strike(self)
        gap = theme.gap_xs
        most = max(1, int((self.width + gap) // (theme.key * 1.05 + gap)))
        self.cols = min(columns, most, max(1, len(keys)))
        while self.cols < min(most, len(keys)) and -(-len(keys) // self.cols) * (theme.key + gap) > self.height + gap:
            self.cols += 1
        rows = -(-len(keys) // self.cols)
        self.spacing = gap
        high = max(theme.key, min(theme.px(120), (self.height - (rows - 1) * gap) / max(1, rows)))
        self.row_default_height, self.row_force_default = high, True
        for key in keys:
            self.add_widget(key)


class WheelsScreen(Screen):
    moment_type = Wheels
    step = StringProperty("decade")  # then "year", "month", "day"; or "hour", "minute"
    chosen = ListProperty([])  # what was chosen so far
    number = NumericProperty(0)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.moment.field.kind == "time":
            self.step = "hour"

    def on_kv_post(self, base) -> None:
        self.ids.grid.fbind("size", lambda *args: self.draw())
        self.draw()

    def back(self) -> None:
        """One choice back, before the screen is left."""
        if not self.chosen:
            self.kiosk.back()
            return
        self.chosen = self.chosen[:-1]
        names = ("hour", "minute") if self.moment.field.kind == "time" else ("decade", "year", "month", "day")
        self.step = names[len(self.chosen)]
        self.draw()

    def act(self) -> None:
        """Only the year, or the year and the month, is known."""
        if self.action:
            self.kiosk.submit.put(self.moment.field.key, "-".join(f"{part:02d}" for part in self.chosen[1:]))

    def title(self) -> str:
        return app().t.words(self.moment.field.label)

    def question(self, step: str, chosen: list) -> str:
        """What to choose now, and what was chosen so far."""
        t = app().t
        so_far = {"month": t("wheels.in_year", year=chosen[1]), "day": t("wheels.in_month", year=chosen[1], month=chosen[2])} if len(
            chosen
        ) > 2 else {"month": t("wheels.in_year", year=chosen[1])} if len(chosen) > 1 else {}
        return " ".join(filter(None, (t(f"wheels.{step}"), so_far.get(step, ""))))

    def draw(self) -> None:
        grid = self.ids.grid
        if grid.width < app().theme.key:
            return
        values, columns = self.values()
        keys = []
        for value, text in values:
            key = Key(key=f"wheel.{value}", text=text)
            key.bind(on_release=lambda _, value=value: self.choose(value))
            keys.append(key)
        grid.fill(keys, columns)
        partial = self.moment.field.partial and self.step in ("month", "day")
        self.action = app().t("wheels.no_month" if self.step == "month" else "wheels.no_day") if partial else ""
        self.action_icon = "check" if partial else ""

    def values(self) -> tuple[list, int]:
        """value and text of each key, and how many stand in a row."""
        this = self.kiosk.today().year
        if self.step == "decade":
            last = this // 10 * 10
            decades = range(last, this - OLDEST, -10)
            return [(decade, f"{decade}–{min(decade + 9, this) % 100:02d}") for decade in decades], 3
        if self.step == "year":
            first = self.chosen[0]
            return [(year, str(year)) for year in range(first, min(first + 10, this + 1))], 2
        if self.step == "month":
            return [(month, str(month)) for month in range(1, 13)], 4
        if self.step == "day":
            return [(day, str(day)) for day in range(1, days_in(self.chosen[1], self.chosen[2]) + 1)], 7
        if self.step == "hour":
            return [(hour, f"{hour:02d}") for hour in range(24)], 6
        return [(minute, f"{self.chosen[0]:02d}:{minute:02d}") for minute in range(0, 60, MINUTES)], 4

    def choose(self, value: int) -> None:
        self.chosen = [*self.chosen, value]
        if self.step == "minute":
            self.kiosk.submit.put(self.moment.field.key, f"{self.chosen[0]:02d}:{value:02d}")
        elif self.step == "day":
            year, month, day = self.chosen[1:]
            self.kiosk.submit.put(self.moment.field.key, f"{year:04d}-{month:02d}-{day:02d}")
        else:
            self.step = {"decade": "year", "year": "month", "month": "day", "hour": "minute"}[self.step]
            self.draw()


def days_in(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


load_kv(__file__)
