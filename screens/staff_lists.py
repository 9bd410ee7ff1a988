"""The lists behind the staff's PIN: tools, what was checked, the numbers of today."""

from kiosk.moments_staff import StaffChecks, StaffTickets, StaffTools
from kiosk.text import strings
from screens.base import app
from screens.lists import ListScreen
from screens.widgets import ListRow

ICONS = {"ok": "check-circle", "warn": "info", "fail": "error"}


class StaffToolsScreen(ListScreen):
    moment_type = StaffTools

    def note(self) -> str:
        return app().t(self.moment.note) if self.moment.note else ""

    def _tools(self) -> list:
        staff = self.kiosk.staff
        return [
            ("staff.test", "print", staff.test_print),
            ("staff.reprint", "ticket", staff.tickets),
            ("staff.scan", "scan", staff.try_scan),
            ("staff.checks", "eye", staff.checks),
            ("staff.compare", "list", staff.services),
            ("staff.day", "calendar", staff.confirm_day),
        ]

    def count(self) -> int:
        return len(self._tools())

    def row(self, index: int) -> ListRow:
        key, icon, act = self._tools()[index]
        row = ListRow(key=key, icon=icon, title=app().t(key))
        row.bind(on_release=lambda *args: act())
        return row

    def back(self) -> None:
        self.kiosk.staff.desk()


class StaffChecksScreen(ListScreen):
    moment_type = StaffChecks

    def count(self) -> int:
        return len(self.moment.rows)

    def row(self, index: int) -> ListRow:
        state, what, said = self.moment.rows[index]
        told = app().t(said) if said in strings("vi") else said
        title = f"{app().t(what)}: {app().t(f'state.{state}')}"
        return ListRow(key=f"check.{index}", icon=ICONS[state], title=title, note=told, leads=False)

    def back(self) -> None:
        self.kiosk.staff.tools()


class StaffTicketsScreen(ListScreen):
    moment_type = StaffTickets

    def instead(self) -> str:
        return "" if self.moment.tickets else app().t("staff.no_tickets")

    def count(self) -> int:
        return len(self.moment.tickets)

    def row(self, index: int) -> ListRow:
        ticket = self.moment.tickets[index]
        row = ListRow(key=f"today.{index}", icon="print", title=ticket.label, note=app().t("staff.ticket", time=f"{ticket.at:%H:%M}"))
        row.bind(on_release=lambda *args: self.kiosk.staff.reprint(ticket))
        return row

    def back(self) -> None:
        self.kiosk.staff.tools()
