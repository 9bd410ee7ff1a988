"""Where things stand on a screen: what is read, what is touched, and lists that turn pages instead of scrolling."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from screens.base import app, load_kv, strike
from screens.letters import Heading

MOST = 9  # choices on one screen


class Read(BoxLayout):
    """The part of a screen that is read: in low mode it fills the upper half."""


class TouchPart(BoxLayout):
    """The part of a screen that is touched: in low mode all of it lies in the lower half."""


class Pager(BoxLayout):
    """Earlier, which page, later. Only there when there is more than one page."""

    page = NumericProperty(0)
    pages = NumericProperty(1)
    turn = ObjectProperty(lambda page: None)


class Filled(BoxLayout):
    """Filled once its size has come to rest: while a screen is laid out it changes several times within one frame."""

    STILL = 4  # rounds of the layout without a change

    def __init__(self, *names: str, **kwargs) -> None:
        super().__init__(orientation="vertical", **kwargs)
        self._still, self._soon = 0, Clock.create_trigger(self._wait, -1)
        for name in ("height", "width", *names):
            self.fbind(name, self._fill_soon)
        self._fill_soon()

    def _fill_soon(self, *args) -> None:
        self._still = 0
        self._soon()

    def _wait(self, dt) -> None:
        self._still += 1
        self._soon() if self._still <= self.STILL else self._fill()

    def _fill(self) -> None:
        raise RuntimeError("each list says what stands in it")


class Cells(Filled):
    """Choices of one height, at most nine at a time: only those shown are ever built."""

    make = ObjectProperty(None)  # index -> widget
    count = NumericProperty(0)
    first = NumericProperty(0)
    columns = NumericProperty(1)
    least = NumericProperty(100)  # height of one choice
    roomy = NumericProperty(1.0)  # how much higher a choice may become when there is room
    paged = BooleanProperty(True)  # False: what does not fit is left to another screen
    of = ObjectProperty(None)  # what is shown: something else is made anew
    turn = ObjectProperty(lambda first: None)

    def __init__(self, **kwargs) -> None:
        super().__init__("count", "first", "least", "columns", "make", "of", **kwargs)

    def per_page(self) -> int:
        theme = app().theme
        gap = theme.gap_s

        def rows(height: float) -> int:
            return max(1, int((height + gap) // (self.least + gap)))

        whole = min(MOST, rows(self.height) * self.columns)
        if self.count <= whole or not self.paged:
            return whole
        n = min(MOST, rows(self.height - theme.key - gap) * self.columns)
        return max(self.columns, n - n % self.columns)

    def _fill(self) -> None:
        strike(self)  # also where nothing fits any more: what was found before must not stay under what is said now
        if self.make is None or self.height < self.least:
            return
        theme, n = app().theme, self.per_page()
        page, pages = int(self.first // n), max(1, -(-int(self.count) // n)) if self.paged else 1
        shown = range(page * n, min(int(self.count), page * n + n))
        self.spacing = theme.gap_s
        rows = -(-len(shown) // int(self.columns)) or 1
        pager = theme.key + theme.gap_s if pages > 1 else 0
        high = min(self.least * self.roomy, (self.height - pager - (rows - 1) * theme.gap_s) / rows)
        grid = GridLayout(cols=int(self.columns), spacing=theme.gap_s, size_hint_y=None, height=rows * high + (rows - 1) * theme.gap_s)
        for index in shown:
            cell = self.make(index)
            cell.size_hint_y, cell.height = None, high
            grid.add_widget(cell)
        for _ in range(rows * int(self.columns) - len(shown)):
            grid.add_widget(Widget(size_hint_y=None, height=high))
        self.add_widget(grid)
        self.add_widget(Widget())
        if pages > 1:
            self.add_widget(Pager(page=page, pages=pages, turn=lambda p: self.turn(p * n)))


class Pages(Filled):
    """Blocks of any height, as many on a page as fit; the way on is a button, never a hidden scroll."""

    blocks = ListProperty([])
    first = NumericProperty(0)
    turn = ObjectProperty(lambda first: None)

    def __init__(self, **kwargs) -> None:
        self._shown: tuple = ()
        super().__init__("blocks", "first", **kwargs)

    def on_blocks(self, *args) -> None:
        for block in self.blocks:
            block.size_hint_y, block.width = None, self.width
            block.fbind("height", self._fill_soon)

    def on_width(self, *args) -> None:
        for block in self.blocks:
            block.width = self.width

    def _starts(self, height: float) -> list[int]:
        gap, starts, used = app().theme.gap_s, [0], 0.0
        for index, block in enumerate(self.blocks):
            if used and used + block.height > height:
                alone = isinstance(self.blocks[index - 1], Heading) and index - 1 > starts[-1]  # a heading stays with what it heads
                starts.append(index - 1 if alone else index)
                used = self.blocks[index - 1].height + gap if alone else 0.0
            used += block.height + gap
        return starts

    def _fill(self) -> None:
        theme = app().theme
        starts = self._starts(self.height)
        if len(starts) > 1:
            starts = self._starts(self.height - theme.key - theme.gap_s)
        page = max(i for i, start in enumerate(starts) if start <= max(0, self.first))
        stop = starts[page + 1] if page + 1 < len(starts) else len(self.blocks)
        shown = (starts[page], stop, len(starts))
        if shown == self._shown:
            return
        self._shown = shown
        self.clear_widgets()
        self.spacing = theme.gap_s
        for block in self.blocks[starts[page] : stop]:
            self.add_widget(block)
        self.add_widget(Widget())
        if len(starts) > 1:
            self.add_widget(Pager(page=page, pages=len(starts), turn=lambda p: self.turn(starts[p])))


load_kv(__file__)
