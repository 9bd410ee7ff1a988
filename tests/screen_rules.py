"""What is wrong with a drawn screen, for a citizen: cut letters, small letters, small or unreachable things to touch."""

from collections.abc import Iterator

from kivy.core.window import Window
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from screens.keyboard import Key
from screens.letters import LEADING, Icon, lines_of
from screens.pages import Cells
from screens.widgets import Banner, Card, Tap

SLACK = 3  # px: rounding
CAP_HEIGHT = 0.714  # of Noto Sans, in its size
LEAST_MM = {0: 4.8, 1: 4.8, 2: 7.3}  # capitals
TIGHT_MM = 4.8  # of what is touched on the small panel in low mode: 105 mm hold four rows of keys and one line of buttons
ROUNDING_MM = 0.06


def faults(app) -> Iterator[str]:
    """One sentence each, for what stands on the window now."""
    theme = app.theme
    for widget, shown in _shown(app.hall):
        if isinstance(widget, Label) and widget.text.strip():
            yield from _letters(widget, theme)
        if isinstance(widget, Tap) and shown and not widget.disabled:
            yield from _touch(widget, theme)
    yield from _overlaps(app.hall.screen)
    yield from _outside(app.hall.screen)
    yield from _unsaid(app.hall.screen)


def _shown(widget: Widget) -> Iterator[tuple[Widget, bool]]:
    if widget.opacity == 0:
        return
    yield widget, True
    for child in widget.children:
        yield from _shown(child)


def _name(widget: Widget) -> str:
    return getattr(widget, "key", "") or repr(getattr(widget, "text", ""))[:40]


def _letters(label: Label, theme) -> Iterator[str]:
    if isinstance(label, Icon):
        return
    x, y = label.to_window(*label.pos)
    if _cut(label):
        yield f"{_name(label)} is cut: {label.texture_size} in {[round(n) for n in label.size]}"
    if x < -SLACK or y < -SLACK or x + label.width > Window.width + SLACK or y + label.height > Window.height + SLACK:
        yield f"{_name(label)} leaves the window"
    millimetres = label.font_size * CAP_HEIGHT / theme.mm
    if millimetres < (TIGHT_MM if theme.tight else LEAST_MM[theme.step]) - ROUNDING_MM:
        yield f"{_name(label)} has capitals of {millimetres:.1f} mm"


def _cut(label: Label) -> bool:
    """A bounded text that has more lines than room, or any text wider than its box; empty space above tall letters may go."""
    if label.text_size[1] is not None:
        lines = lines_of(label.text, label.font_name, int(label.font_size), label.width)
        return lines * label.font_size * LEADING * 0.9 > label.height + SLACK
    return label.texture_size[0] > label.width + SLACK or label.texture_size[1] * 0.76 > label.height + SLACK


def _touch(tap: Tap, theme) -> Iterator[str]:
    x, y = tap.to_window(*tap.pos)
    if getattr(tap, "key", "") == "clock":
        return
    least = theme.key * 0.985
    if tap.height < least or tap.width < (least if not isinstance(tap, Key) else theme.key * 0.985):
        yield f"{_name(tap)} is {tap.width / theme.mm:.1f} x {tap.height / theme.mm:.1f} mm"
    if y < -SLACK or x < -SLACK or x + tap.width > Window.width + SLACK or y + tap.height > Window.height + SLACK:
        yield f"{_name(tap)} leaves the window"
    for label in tap.walk(restrict=True):
        if isinstance(label, Label) and label.text.strip() and label.opacity:
            _, below, _, high = _ink(label)
            if below < y - SLACK or below + high > y + tap.height + SLACK:
                yield f"{_name(label)} does not fit into {_name(tap)}"
    if theme.low and y + tap.height > Window.height / 2 + SLACK:
        yield f"{_name(tap)} is out of reach in low mode: its top is at {(y + tap.height) / Window.height:.0%}"


def _overlaps(screen) -> Iterator[str]:
    """Two things to touch, or a text and a thing to touch, never share a place."""
    taps = [w for w, _ in _shown(screen) if isinstance(w, Tap) and not w.disabled]
    boxes = [(w, *w.to_window(*w.pos), *w.size) for w in taps]
    texts = [w for w, _ in _shown(screen) if isinstance(w, Label) and w.text.strip() and not _inside(w, taps)]
    boxes += [(w, *_ink(w)) for w in texts]
    for i, (a, ax, ay, aw, ah) in enumerate(boxes):
        for b, bx, by, bw, bh in boxes[i + 1 :]:
            if min(ax + aw, bx + bw) - max(ax, bx) > SLACK and min(ay + ah, by + bh) - max(ay, by) > SLACK:
                yield f"{_name(a)} and {_name(b)} lie on each other"


def _outside(screen) -> Iterator[str]:
    """Nothing of a screen reaches into the header or the bottom bar."""
    _, bottom = screen.to_window(*screen.pos)
    for widget, _ in _shown(screen):
        if isinstance(widget, (Tap, Banner, Card)) or (isinstance(widget, Label) and widget.text.strip()):
            y, high = (widget.to_window(*widget.pos)[1], widget.height) if not isinstance(widget, Label) else _ink(widget)[1::2]
            if y < bottom - SLACK or y + high > bottom + screen.height + SLACK:
                yield f"{_name(widget)} leaves its screen: {y - bottom:.0f} to {y + high - bottom:.0f} of {screen.height:.0f}"


def _unsaid(screen) -> Iterator[str]:
    """What a screen has to say or to offer is there."""
    for widget in screen.walk(restrict=True):
        if isinstance(widget, Cells) and widget.count and not widget.children:
            yield f"none of {widget.count} choices is shown"
        if isinstance(widget, Banner) and widget.title + widget.text and widget.opacity == 0:
            yield f"{widget.title + widget.text!r} is not shown"


def _ink(label: Label) -> tuple[float, float, float, float]:
    """The middle part of the label's texture, where the letters are."""
    x, y = label.to_window(*label.center)
    width, height = min(label.texture_size[0], label.width), label.texture_size[1]
    return x - width / 2, y - height * 0.38, width, height * 0.76


def _inside(widget: Widget, taps: list[Tap]) -> bool:
    parent = widget.parent
    while isinstance(parent, Widget):
        if parent in taps:
            return True
        parent = parent.parent if parent.parent is not parent else None
    return False
