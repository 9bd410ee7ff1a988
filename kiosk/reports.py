"""The inspection team's report of a period: gathered from the store, written as PDF, XLSX or CSV."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import ReportError
from kiosk.rules import figures
from kiosk.rules.figures import Line, Released, Report
from kiosk.rules.procedures import Procedure
from kiosk.settings import Settings
from kiosk.store import Tickets
from kiosk.store.punctual import Punctual
from kiosk.store.ratings import Ratings
from kiosk.store.turns import Turns
from kiosk.store.usage import Usage
from kiosk.text import Text

LONGEST = 400  # days
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def gather(tickets: Tickets, clock: Clock, first: date, last: date) -> Report:
    """Raises ReportError for a period that is none or too long, StoreError."""
    if not timedelta(0) <= last - first <= timedelta(days=LONGEST):
        raise ReportError(f"a period has 1 to {LONGEST} days")
    key = tickets.database, tickets.hall, clock
    remarks = [one.text for one in tickets.remarks() if one.kind == "dossier" and first <= one.at.date() <= last]
    usage: dict[str, int] = {}
    for (_, kind), times in Usage(*key).of_days(first, last).items():
        usage[kind] = usage.get(kind, 0) + times
    ratings = Ratings(*key, days=0).of_days(first, last)
    report = figures.report(first, last, Turns(*key).of_days(first, last), ratings, remarks, usage)
    return replace(report, released=Punctual(tickets.database, tickets.hall).of_days(first, last))


class Names:
    """What rows are called: queues, counters and procedures, in one language."""

    def __init__(self, settings: Settings, procedures: dict[str, Procedure], text: Text) -> None:
        self._settings, self._procedures, self._text = settings, procedures, text

    def queue(self, code: str) -> str:
        found = next((one for one in self._settings.queues if one.code == code), None)
        return f"{found.prefix} · {self._text.words(found.name)}" if found else code

    def counter(self, code: str) -> str:
        return self._text("login.at", n=code)

    def procedure(self, code: str) -> str:
        found = self._procedures.get(code)
        return f"{code} {self._text.words(found.plain)}" if found else code

    def period(self, report: Report) -> str:
        return f"{report.first:%d/%m/%Y} – {report.last:%d/%m/%Y}"


def tables(report: Report, names: Names, text: Text) -> list[tuple[str, list[str], list[list[Any]]]]:
    """(title, heads, rows) of every table, numbers as numbers: what all three kinds of file have in common."""
    heads = [text(f"report.head.{one}") for one in ("name", "taken", "served", "absent", "wait", "p90", "service", "ratings", "satisfied")]
    days = [[day, taken] for day, taken in report.days]
    faces = [[value, report.faces.get(value, 0)] for value in (5, 4, 3, 2, 1)]
    return [
        (text("report.total"), heads, [_row(text("report.all"), report.total)]),
        (text("report.queues"), heads, [_row(names.queue(one.name), one) for one in report.queues]),
        (text("report.counters"), heads, [_row(names.counter(one.name), one) for one in report.counters]),
        (text("report.procedures"), heads, [_row(names.procedure(one.name), one) for one in report.procedures]),
        (text("report.days"), [text("report.head.day"), text("report.head.taken")], days),
        (text("report.faces"), [text("report.head.face"), text("report.head.count")], faces),
        (text("report.released"), [text("report.head.name"), text("report.head.count")], _released(report.released, text)),
        (text("report.late"), [text("report.head.name"), text("report.head.count")], [
            [text("report.late.with"), report.late_with], [text("report.late.without"), report.late_without]]),
        (text("report.usage"), [text("report.head.name"), text("report.head.count")],
         [[text(f"usage.{kind}"), times] for kind, times in sorted(report.usage.items())]),
    ]  # fmt: skip


def _released(known: Released, text: Text) -> list[list[Any]]:
    if known.until is None:
        return [[text("figures.no_source"), None]]
    return [
        [text("report.released.on_time"), known.on_time],
        [text("report.released.late"), known.late],
        [text("report.released.share"), known.share],
        [text("report.released.until"), known.until],
    ]


def _row(name: str, line: Line) -> list[Any]:
    numbers = [None if one is None else round(one, 1) for one in (line.wait_median, line.wait_p90, line.service_median)]
    return [name, line.taken, line.served, line.absent, *numbers, line.ratings, line.satisfied]


def as_csv(report: Report, names: Names, text: Text) -> bytes:
    """UTF-8 with a mark that Excel knows; no cell can become a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([text("report.title"), names.period(report)])
    for title, heads, rows in tables(report, names, text):
        writer.writerows([[], [title], heads])
        writer.writerows([[plain(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_xlsx(report: Report, names: Names, text: Text) -> bytes:
    """A sheet a table, real numbers and days, the heads stay in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, heads, rows in tables(report, names, text):
        sheet = book.create_sheet(title[:31])
        sheet.append([f"{text('report.title')}: {names.period(report)}"])
        sheet.append(heads)
        for row in rows:
            sheet.append([plain(cell) for cell in row])
        for cell in (*sheet[1], *sheet[2]):
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A3"
        for at, head in enumerate(heads, 1):
            longest = max([len(head), *(len(str(row[at - 1])) for row in rows)], default=8)
            sheet.column_dimensions[get_column_letter(at)].width = min(60, longest + 3)
            if head == text("report.head.satisfied"):
                for line in sheet.iter_rows(min_row=3, min_col=at, max_col=at):
                    line[0].number_format = "0 %"
    file = BytesIO()
    book.save(file)
    return file.getvalue()

