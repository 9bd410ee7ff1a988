"""What is read, one piece under the other."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.layout import Layout

from screens.base import load_kv


class Stack(Layout):
    """One under the other from the top, each as high as it is; what is empty takes no room, not even a gap."""

    spacing = NumericProperty(0)
    padding = NumericProperty(0)  # above and below
    minimum_height = NumericProperty(0)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        for name in ("pos", "size", "children", "spacing", "padding"):
            self.fbind(name, self._trigger_layout)

    def do_layout(self, *args) -> None:
        shown = [child for child in reversed(self.children) if child.height >= 1]
        self.minimum_height = sum(child.height for child in shown) + self.spacing * max(0, len(shown) - 1) + 2 * self.padding
        top = self.top - self.padding
        for child in shown:
            if child.size_hint_x is not None:
                child.width = self.width * child.size_hint_x
            where = child.pos_hint.get("center_x")
            child.pos = self.x if where is None else self.x + self.width * where - child.width / 2, top - child.height
            top -= child.height + self.spacing


class Message(Stack):
    """What a screen has to say when there is nothing to choose: a large icon and few words, in the middle."""

    kind = StringProperty("sea")
    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")


load_kv(__file__)
