"""One procedure: what to bring, how long, how much, where, and what to do next."""

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.gridlayout import GridLayout

from kiosk.moments import ProcedurePage
from screens.base import app, load_kv
from screens.letters import Heading
from screens.papers import PapersScreen, fact, fee_text, ticks, time_text

ICONS = {"time": "clock", "fee": "money", "place": "pin"}
ABOVE = 450  # letters there is room for


class Buttons4(GridLayout):
    """Steps, forms, print, phone."""

    procedure = ObjectProperty(rebind=False)
    icons = BooleanProperty(True)
    fillable = BooleanProperty(False)  # its form can be filled in here


class ProcedureScreen(PapersScreen):
    moment_type = ProcedurePage

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        t, queue = app().t, self.moment.queue
        if queue is not None and self.moment.open:
            self.action, self.action_icon = t("procedure.ticket", counter=", ".join(queue.counters)), "ticket"

    def act(self) -> None:
        self.kiosk.ticket.for_procedure(self.moment.procedure)

    def facts(self) -> list:
        """Time, fee and place, each with its note."""
        told = self.told().items()
        return [block for name, (value, note) in told for block in fact(ICONS[name], app().t(f"procedure.{name}"), value, note)]

    def told(self) -> dict[str, tuple[str, str]]:
        """name -> value and note."""
        p = self.moment.procedure
        return {"time": time_text(p), "fee": fee_text(p), "place": self.place()}

    def above(self) -> bool:
        """In low mode the upper half, out of reach, has room for what is only read, when that is short."""
        theme, p = app().theme, self.moment.procedure
        read = self.words(p.plain) + p.official + "".join(value + note for value, note in self.told().values())
        return theme.low and not theme.wide and theme.step == 0 and len(read) < ABOVE

    def on_kv_post(self, base) -> None:
        place = self.ids.beside if app().theme.side else self.ids.touch
        fillable = self.kiosk.submit.fillable(self.moment.procedure)
        place.add_widget(Buttons4(procedure=self.moment.procedure, fillable=fillable))
        if self.above():
            for block in self.facts():
                self.ids.above.add_widget(block)

    def blocks(self) -> list:
        """Facts and papers in one flow, on as many pages as it takes."""
        facts = [] if self.above() else self.facts()
        return [*facts, Heading(text=app().t("procedure.bring")), *ticks(self.kiosk, self.moment)]

    def level(self) -> str:
        """The service level, with the old "mức độ" beside it."""
        t, p = app().t, self.moment.procedure
        if not p.level:
            return t("level.online") if "online" in p.channels else ""
        return t(f"level.{p.level}") + (t("level.old", level=p.old_level) if p.old_level else "")

    def place(self) -> tuple[str, str]:
        t, queue, p = app().t, self.moment.queue, self.moment.procedure
        where = t("procedure.counter", counter=", ".join(queue.counters)) if queue else t("unsure")
        return where, t.words(p.done_by) if self.moment.open else t("queue.closed_hours")


load_kv(__file__)
