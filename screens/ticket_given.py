"""The number: on paper when the printer said so, on this screen in any case."""

import math
import time

from kivy.clock import Clock
from kivy.properties import NumericProperty

from kiosk.moments import TicketGiven
from screens import qr_code  # noqa: F401  the .kv names QrCode
from screens.base import Screen, app, load_kv
from screens.letters import Heading
from screens.papers import ticks

NUMBER_LEADING = 1.08  # line height of the number, in its size
ON_SCREEN = 4  # times longer when the number is only here: it has to be remembered or photographed


class TicketGivenScreen(Screen):
    moment_type = TicketGiven
    left = NumericProperty(0)
    letters = NumericProperty(100)  # size of the number

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        seconds = self.kiosk.settings.idle.ticket_home
        self._end = time.monotonic() + seconds * (1 if self.moment.printed else ON_SCREEN)
        self.action_icon = "home"
        self.tick()

    def tick(self) -> None:
        """Count down to the first screen; the way home is the strong action."""
        self.left = max(0, math.ceil(self._end - time.monotonic()))
        self.action = app().t("ticket.home", seconds=int(self.left))
        if self.left == 0:
            self.kiosk.home()

    def act(self) -> None:
        self.kiosk.home()

    def place(self) -> str:
        t, queue = app().t, self.moment.queue
        return t("ticket.place", counter=", ".join(queue.counters), queue=t.words(queue.name))

    def wait(self) -> str:
        wait = self.moment.wait
        return f"{wait.low}–{wait.high}" if wait.today else app().t("ticket.unknown")

    def short_wait(self) -> str:
        """Both estimates on one line, where the panel is low."""
        t, m = app().t, self.moment
        return t("ticket.short", ahead=m.wait.ahead, wait=self.wait()) if app().theme.compact else ""

    def number_size(self) -> float:
        """As large as what stands beside it allows."""
        theme = app().theme
        small = (theme.low and not theme.wide) or (self.on_screen() and not (theme.low and theme.wide))
        return theme.number * (1 if not small else 0.6)

    def on_kv_post(self, base) -> None:
        self.letters = self.number_size()
        self._shrink_soon = Clock.create_trigger(self._shrink, -1)
        for name in ("height", "minimum_height"):
            self.ids.read.fbind(name, self._shrink_soon)

    def _shrink(self, *args) -> None:
        """The number gives what the words around it need."""
        read, card = self.ids.read, self.ids.number
        if read.size_hint_y is not None:
            taken = read.minimum_height if read.orientation == "vertical" else card.minimum_height
            room = (read.height - taken) / NUMBER_LEADING + self.letters
            self.letters = max(app().theme.title, min(self.number_size(), room))

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text of the banner: what happened to the paper."""
        t, m = app().t, self.moment
        if not m.wait.today and not m.asks:
            return "late", "clock", t("ticket.printed") if m.printed else t("ticket.still", number=m.ticket.label), t("paper.not_today")
        if m.printed:
            return "ok", "print", t("ticket.printed"), t("ticket.take")
        if m.in_hand:
            return "ok", "check-circle", t("ticket.good"), t("ticket.keep")
        if m.staff_told:
            return "sea", "person", t("ticket.told"), t("help.where", place=t.words(self.kiosk.settings.ward.helper))
        if m.asks:
            return "late", "printer-alert", t("ticket.asks"), t("ticket.still", number=m.ticket.label)
        valid = "ticket.still" if app().theme.crowded else "ticket.valid"  # the words beside the code say the rest
        return "late", "printer-alert", t(m.fault or "error.printer"), t(valid, number=m.ticket.label)

    def on_screen(self) -> bool:
        """The number has no paper: its code stands here to be photographed."""
        return not (self.moment.printed or self.moment.in_hand)

    def blocks(self) -> list:
        """What to get ready while waiting."""
        m = self.moment
        if not (m.procedure and m.procedure.papers and (m.printed or m.in_hand)):
            return []
        return [Heading(text=app().t("ticket.meanwhile")), *ticks(self.kiosk, m)]


load_kv(__file__)
