"""Nobody is there: what the kiosk does, the ward's notices, the hours. The first touch only wakes."""

from kivy.properties import ListProperty, StringProperty

from kiosk.moments import Attract
from screens.base import Screen, app, load_kv

SHOWN, SECONDS = 2, 10  # notices at a time, and how long
PRINTER_SECONDS = 15  # between two looks at the printer


class AttractScreen(Screen):
    moment_type = Attract
    full = True
    clock = StringProperty("")
    day = StringProperty("")
    hours = StringProperty("")
    notices = ListProperty(["", ""])

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._ticks = 0
        self.hours = self._hours()
        self.tick()

    def tick(self) -> None:
        now = self.kiosk.world.clock.now()
        self.clock, self.day = f"{now:%H:%M}", app().t.date(now.date())
        said = [self.words(notice.text) for notice in self.kiosk.settings.notices] or [""]
        start = int(self._ticks / 2 // SECONDS) * SHOWN if len(said) > SHOWN else 0
        picked = [said[(start + i) % len(said)] for i in range(min(SHOWN, len(said)))]
        self.notices = (picked + ["", ""])[:SHOWN]
        self._ticks += 1
        if self._ticks % (PRINTER_SECONDS * 2) == 0:
            self.kiosk.look_at_printer()

    def foot(self) -> str:
        """For who reads no Vietnamese; and how often the kiosk was used."""
        t, used = app().t, self.moment.used
        return t("attract.other") if used is None else f"{t('attract.other')} · {t('attract.used', today=used[0], month=used[1])}"

    def trouble(self) -> str:
        return app().t(self.moment.printer) if self.moment.printer else ""

    def _hours(self) -> str:
        """Today's opening hours, as people say them."""
        t, now = app().t, self.kiosk.world.clock.now()
        today = [h for h in self.kiosk.settings.ward.hours if now.weekday() in h.days]
        if not self.kiosk.settings.ward.hours:
            return ""
        if not today:
            return t("attract.closed_today")
        return t("attract.hours", hours=" · ".join(f"{h.opens:%H:%M} – {h.closes:%H:%M}" for h in today))


load_kv(__file__)
