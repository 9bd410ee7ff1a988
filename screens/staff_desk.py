"""The staff's desk on the kiosk: what the machines say, numbers without paper, a test print, the way out."""

from kiosk.moments import StaffDesk
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class StaffDeskScreen(Screen):
    moment_type = StaffDesk

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("staff.done"), "home"

    def act(self) -> None:
        self.kiosk.home()

    def back(self) -> None:
        self.kiosk.home()

    def printer(self) -> str:
        t, m = app().t, self.moment
        return t(m.printer) if m.printer else t("staff.printer_near") if m.near_end else t("staff.printer_ok")

    def note(self) -> str:
        """What was just done, else what staff should see to: the camera, dossiers, the catalogue."""
        t, m = app().t, self.moment
        if m.note:
            return t(m.note)
        told = [t(m.camera)] if m.camera else []
        waiting, refused = m.outbox
        if waiting or refused:
            told.append(app().t("staff.outbox", waiting=waiting, refused=refused))
        return "\n".join([*told, *map(self._dossier, m.dossiers[:6]), *m.faults[:3]])

    def _dossier(self, line: str) -> str:
        """A dossier that needs an officer, and why."""
        code, *faults = line.split()
        return f"{code}: " + ", ".join(app().t(f"fault.{fault}") for fault in faults)

    def count(self) -> int:
        return len(self.moment.tickets)

    def row(self, index: int) -> ListRow:
        ticket = self.moment.tickets[index]
        note = app().t("staff.ticket", time=f"{ticket.at:%H:%M}")
        row = ListRow(key=f"staff.ticket.{index}", icon="print", title=ticket.label, note=note)
        row.bind(on_release=lambda *args: self.kiosk.staff.reprint(ticket))
        return row


load_kv(__file__)
