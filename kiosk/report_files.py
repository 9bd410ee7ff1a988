"""A report as the bytes of a file: PDF, XLSX or CSV."""

from kiosk import catalogue, report_wording, reports
from kiosk.clock import SystemClock
from kiosk.papers.report_pdf import report_pdf
from kiosk.rules.figures import Report
from kiosk.settings import Settings
from kiosk.text import Text

KINDS = (".pdf", ".xlsx", ".csv")


def written(kind: str, report: Report, here: Settings, text: Text) -> bytes:
    """The file's bytes; `kind` out of KINDS."""
    now = SystemClock().now()
    names = reports.Names(here, catalogue.load_what_works()[0].on(now.date()), text)
    if kind == ".csv":
        return reports.as_csv(report, names, text)
    if kind == ".xlsx":
        return reports.as_xlsx(report, names, text)
    sentences = report_wording.wording(here.ward, names.period(report), now, text)
    days = [text(f"day.{day}") for day in range(7)]
    return report_pdf(reports.tables(report, names, text), report.crowd, days, sentences)
