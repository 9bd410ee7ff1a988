"""Our keyboard: letters, the marked letters and the five tones as keys of their own, nothing to learn first."""

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.base import app, load_kv
from screens.widgets import Tap

TONES = {
    "sac": ("á", "sắc"),
    "huyen": ("à", "huyền"),
    "hoi": ("ả", "hỏi"),
    "nga": ("ã", "ngã"),
    "nang": ("ạ", "nặng"),
}
TALL = (
    ("ă", "â", "ê", "ô", "ơ", "ư", *TONES),
    tuple("qwertyuiop"),
    (*"asdfghjkl", "đ"),
    ("shift", *"zxcvbnm", "backspace"),
)
WIDE = (
    (*"qwertyuiop", "ă", "â", "đ"),
    (*"asdfghjkl", "ê", "ô", "ơ", "ư"),
    ("shift", *"zxcvbnm", *TONES, "backspace"),
)
CODE = (tuple("1234567890"), tuple("qwertyuiop"), (*"asdfghjkl", "."), (*"zxcvbnm", "-", "backspace"))
CODE_WIDE = ((*"1234567890", ".", "-", "backspace"), tuple("abcdefghijklm"), tuple("nopqrstuvwxyz"))
DIGITS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("clear", "0", "enter"))
WIDE_DIGITS = (("1", "2", "3", "4", "5", "clear"), ("6", "7", "8", "9", "0", "enter"))
REAL_KEYS = {"\b": "backspace", " ": "space", "\x7f": "delete"}  # of a real keyboard -> the name of our key
WIDER = {"shift": 1.25, "backspace": 1.25}


class TypedBox(BoxLayout):
    """What is typed stands in it. Not a TextInput: it keeps no history and holds nothing after the visit."""


class Key(Tap):
    """One key: at least 20 mm; the same key twice quickly is two letters, not one."""

    twice = 0.0
    text = StringProperty("")
    icon = StringProperty("")
    note = StringProperty("")
    tinted = BooleanProperty(False)
    strong = BooleanProperty(False)


class ToneKey(Key):
    """One of the five tones: the mark on a letter, its name below."""


class Keyboard(BoxLayout):
    """`press(name)` is called with a letter or a key's name."""

    press = ObjectProperty(lambda name: None)
    shift = BooleanProperty(False)
    mode = StringProperty("direct")
    rows = ListProperty([])
    find = StringProperty("")

    def __init__(self, **kwargs) -> None:
        self.keys: dict[str, Key] = {}  # before Kivy tells of `shift` and `mode`
        super().__init__(orientation="vertical", **kwargs)
        theme = app().theme
        self.rows = self.layout(theme.wide)
        lines = len(self.rows) + 1
        gap = max(1, round(theme.mm)) if theme.wide else theme.px(8)
        room = theme.lower_half - (0 if theme.wide else theme.key + theme.gap_xs) if theme.low else theme.height
        key_height = max(theme.key, min(theme.px(92 if not theme.short else 80), (room - gap * (lines + 1)) / lines))
        self.spacing = gap
        self.size_hint_y = None
        self.height = lines * key_height + (lines - 1) * gap
        self._fill()

    def layout(self, wide: bool) -> tuple:
        """Rows of keys above the last one."""
        return WIDE if wide else TALL

    def on_shift(self, *args) -> None:
        for name, key in self.keys.items():
            if name == "shift":
                key.strong = self.shift
            elif len(name) == 1:
                key.text = name.upper() if self.shift else name

    def on_mode(self, *args) -> None:
        if "mode" in self.keys:
            self.keys["mode"].text = self._mode()

    def _fill(self) -> None:
        for row in self.rows:
            self._line([self._key(name) for name in row])
        self._line(self._last())

    def _line(self, keys: list) -> None:
        line = BoxLayout(spacing=self.spacing)
        for key in keys:
            line.add_widget(key)
        self.add_widget(line)

    def _key(self, name: str, **more) -> "Key":
        if name in TONES:
            letter, word = TONES[name]
            more = {"text": letter, "note": word if app().theme.step == 0 and app().t.language == "vi" else "", "tinted": True}
        elif name in ("shift", "backspace"):
            more = {"icon": name, "tinted": True, "size_hint_x": WIDER[name], "strong": name == "shift" and self.shift}
        elif len(name) == 1:
            more = {"text": name.upper() if self.shift else name, "tinted": name in "ăâêôơưđ"}
        key = self.keys[name] = (ToneKey if name in TONES else Key)(key=f"key.{name}", **more)
        key.bind(on_release=lambda *args: self.press(name))
        return key

    def _mode(self) -> str:
        return {"telex": "TELEX", "vni": "VNI"}.get(self.mode) or app().t("keyboard.direct")

    def _last(self) -> list["Key"]:
        t = app().t
        return [
            self._key("mode", text=self._mode(), size_hint_x=0.5),
            self._key("clear", text=t("keyboard.clear"), size_hint_x=0.46),
            self._key("space", text=t("keyboard.space")),
            self._key("find", text=self.find or t("keyboard.find"), strong=True, size_hint_x=0.62),
        ]


class CodeKeyboard(Keyboard):
    """For the code of a dossier: digits first, capital letters, "." and "-"."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.shift = True

    def layout(self, wide: bool) -> tuple:
        return CODE_WIDE if wide else CODE

    def _last(self) -> list["Key"]:
        t = app().t
        return [
            self._key("clear", text=t("keyboard.clear"), size_hint_x=0.6),
            self._key("enter", text=t("keyboard.look"), strong=True),
        ]


class DigitPad(BoxLayout):
    """0-9 where only digits are wanted."""

    press = ObjectProperty(lambda name: None)

    def __init__(self, **kwargs) -> None:
        super().__init__(orientation="vertical", **kwargs)
        theme, gap = app().theme, app().theme.gap_xs
        self.spacing = gap
        rows = WIDE_DIGITS if theme.wide and theme.low else DIGITS
        high = max(theme.key, min(theme.px(120), (theme.touch_room - 3 * gap) / len(rows)))
        self.size_hint_y, self.height = None, len(rows) * (high + gap) - gap
        for row in rows:
            line = BoxLayout(spacing=gap)
            for name in row:
                face = {"icon": "backspace"} if name == "clear" else {"icon": "check"} if name == "enter" else {"text": name}
                key = Key(key=f"digit.{name}", strong=name == "enter", tinted=name == "clear", **face)
                key.bind(on_release=lambda _, n=name: self.press(n))
                line.add_widget(key)
            self.add_widget(line)


load_kv(__file__)
