"""The report of a period as a page with plots, and as files; for the head of the office and the inspection team."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import reports
from kiosk.errors import ReportError
from kiosk.hall import login
from kiosk.hall.hall import Hall
from kiosk.hall.pages import language_of, page
from kiosk.report_files import KINDS, written
from kiosk.rules.figures import Report
from kiosk.store.officers import INSPECTOR, LEAD
from kiosk.text import Text

MEDIA = {
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def routes(hall: Hall) -> list[BaseRoute]:
    def asked(request: Request) -> tuple[date, date]:
        today = hall.clock.today()
        try:
            first = date.fromisoformat(request.query_params.get("from", (today - timedelta(days=29)).isoformat()))
            last = date.fromisoformat(request.query_params.get("to", today.isoformat()))
        except ValueError as error:
            raise HTTPException(404) from error
        return first, last

    def gather(request: Request) -> Report:
        login.need(request, LEAD, INSPECTOR)
        try:
            return reports.gather(hall.tickets, hall.clock, *asked(request))
        except ReportError as error:
            raise HTTPException(404) from error

    def show(request: Request) -> Response:
        report = gather(request)
        text = Text(language_of(request))
        names = reports.Names(hall.settings, hall.catalogue.on(hall.clock.today()), text)
        hours = sorted({hour for _, hour in report.crowd}) or [7]
        return page(
            request,
            "reports.html",
            officer=login.who(request),
            report=report,
            tables=reports.tables(report, names, text),
            hours=hours,
            days=max([4, *(day for day, _ in report.crowd)]) + 1,
            most=max(report.crowd.values(), default=1),
            busiest=max((taken for _, taken in report.days), default=1),
        )

    def file(request: Request) -> Response:
        kind = "." + request.path_params["kind"]
        if kind not in KINDS:
            raise HTTPException(404)
        report = gather(request)
        name = f"bao-cao-{report.first}-{report.last}{kind}"
        heads = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(written(kind, report, hall.settings, Text(language_of(request))), media_type=MEDIA[kind], headers=heads)

    return [Route("/reports", show, methods=["GET"]), Route("/reports/file.{kind}", file, methods=["GET"])]
