"""Where the dossier stands: one sentence, the dates, the way it has come, and what the citizen has to do."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.moments_dossier import StatusPage
from screens.base import Screen, app, load_kv
from screens.letters import Heading, Words
from screens.widgets import Banner, FactCard

ICONS = {"ok": "check-circle", "late": "clock", "sun": "hand", "sea": "file"}


class Dates(BoxLayout):
    """The date promised; where it was moved, the first one struck out and the new one beside it."""

    first = StringProperty("")
    now = StringProperty("")
    label = StringProperty("")
    note = StringProperty("")


class Task(Words):
    """What the citizen has to do, in large letters."""


class StepRow(BoxLayout):
    """One step of the way: done, at work, or still to come; the line leads on to the next one."""

    title = StringProperty("")
    note = StringProperty("")
    state = StringProperty("next")  # "done", "now", "late" or "next"
    last = BooleanProperty(False)


class StatusPageScreen(Screen):
    moment_type = StatusPage

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        name, icon = self.best()
        self.action, self.action_icon = app().t(f"status.{name}"), icon

    @property
    def dossier(self):
        return self.moment.standing.dossier

    def best(self) -> tuple[str, str]:
        """The one strong thing to do, and its icon: the letter owed, the list of what is missing, else the slip."""
        dossier = self.dossier
        if dossier.apology:
            return "letter", "edit"
        return ("supplement", "list") if dossier.supplement and dossier.supplement.items else ("print", "print")

    def act(self) -> None:
        status = self.kiosk.status
        {"letter": status.letter, "supplement": status.supplement, "print": status.print_status}[self.best()[0]]()

    def name(self) -> str:
        """As people call the matter, where this ward posts it; else as the one-stop system does."""
        known = self.kiosk.offered().get(self.dossier.service_code)
        return self.words(known.plain) if known else self.dossier.service

    def whose(self) -> str:
        return " · ".join(part for part in (self.dossier.code, self.dossier.owner) if part)

    def mood(self) -> str:
        return self.moment.standing.meaning.mood

    def icon(self) -> str:
        return ICONS[self.mood()]

    def title(self) -> str:
        return self.words(self.moment.standing.said.title)

    def excuse(self) -> str:
        """Under a late title: the reason of the letter, or that it is missing."""
        t, meaning, apology = app().t, self.moment.standing.meaning, self.dossier.apology
        if meaning.owes_letter:
            return t("status.no_letter")
        if apology is not None and meaning.mood == "late":
            return t("status.sorry") + (f" {t('status.reason', reason=apology.reason)}" if apology.reason else "")
        return ""

    # -- blocks

    def beside(self) -> bool:
        """The answer stands beside the way where the panel is wide enough for its letters."""
        return app().theme.side and not app().theme.short and app().theme.step == 0

    def on_kv_post(self, base) -> None:
        if self.beside():
            for block in self.answer():
                self.ids.answer.add_widget(block)

    def answer(self) -> list:
        """How it stands, by when, and the citizen's own task."""
        t, said = app().t, self.moment.standing.said
        blocks = [Banner(kind=self.mood(), icon=self.icon(), title=self.title(), text=self.excuse()), *self._dates()]
        return blocks + ([Heading(text=t("status.task")), Task(text=self.words(said.task))] if said.task else [])

    def blocks(self) -> list:
        t, said = app().t, self.moment.standing.said
        blocks = [] if self.beside() else self.answer()
        blocks += [*self._facts(), *self._way()]
        return blocks + ([Heading(text=t("status.next")), Words(text=self.words(said.next))] if said.next else [])

    def _dates(self) -> list:
        t, meaning = app().t, self.moment.standing.meaning
        if meaning.due is None or meaning.code in (3, 7, 8, 10):
            return []
        note = self.words(self.moment.standing.said.note)
        if not meaning.sure and (meaning.late.days or meaning.late.left):  # a year whose holidays nobody confirmed
            note += f" ({t('status.estimate')})"
        first = t.date(meaning.old_due.date()) if meaning.old_due else ""
        return [Dates(first=first, now=self._when(meaning.due), label=t("status.new_date" if first else "status.due"), note=note)]

    def _when(self, moment) -> str:
        """The day, and the hour where there is one."""
        t = app().t
        return t.date(moment.date()) + (f", {t.time(moment)}" if moment.hour else "")

    def _facts(self) -> list:
        t, dossier, facts = app().t, self.dossier, []
        if dossier.fee:
            facts.append(FactCard(icon="money", label=t("status.fee"), value=t.money(dossier.fee)))
        if dossier.place:
            facts.append(FactCard(icon="pin", label=t("status.place"), value=dossier.place))
        if dossier.tracking:
            facts.append(FactCard(icon="home-move", label=t("status.post"), value=t("status.tracking", number=dossier.tracking)))
        return facts

    def _way(self) -> list:
        steps, late = self.dossier.steps, self.mood() == "late"
        if not steps:
            return []
        rows = [self._step(step, late, step is steps[-1]) for step in steps]
        return [Heading(text=app().t("status.way")), *rows]

    def _step(self, step, late: bool, last: bool) -> StepRow:
        t = app().t
        state = "done" if step.until else "next" if step.since is None else "late" if late else "now"
        day = step.until or step.since
        when = "" if day is None else f"{day.day}/{day.month}" if state == "done" else t("status.since", day=f"{day.day}/{day.month}")
        return StepRow(title=step.name, note=" · ".join(part for part in (when, step.who) if part), state=state, last=last)


load_kv(__file__)
