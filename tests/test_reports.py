"""The figures of a period, reckoned by hand here; and the files and pages that show them."""

import csv
import io
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from hall_server import Served, browser, served

from kiosk import reports
from kiosk.__main__ import main
from kiosk.clock import HandClock
from kiosk.errors import ReportError
from kiosk.report_files import written
from kiosk.rules.feedback import Rating
from kiosk.rules.figures import quantile, quarter, report
from kiosk.settings import load
from kiosk.store import Tickets, open_tickets
from kiosk.store.ratings import Ratings
from kiosk.store.turns import Turns
from kiosk.store.usage import Usage
from kiosk.text import Text

MONDAY = datetime(2026, 6, 29, 8, 0)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY)


def fill(tickets: Tickets, clock: HandClock) -> None:
    """Two days. Monday: three numbers of A wait 0, 10 and 20 minutes, each served in 10, and one is not there; Tuesday: one of B."""
    turns, ratings = Turns(tickets.database, tickets.hall, clock), Ratings(tickets.database, tickets.hall, clock, 2)
    for at in range(4):
        tickets.reserve("A", "A", uuid4().hex, procedure="2.000635" if at < 2 else "")
    for at in range(3):
        turn = turns.call_next("1", "lan", ["A"], 3)
        assert turn is not None
        clock.tick(600)
        turns.finish(turn.ticket.id, "1", "lan")
        assert ratings.rate(turn.ticket.id, Rating((5, 4, 1)[at], (("7", (2, 2, 0)[at]),))) == ""
    gone = turns.call_next("1", "lan", ["A"], 3)
    assert gone is not None
    turns.absent(gone.ticket.id, "1", "lan")
    tickets.tell("dossier", "X-1 no-letter")
    tickets.tell("dossier", "X-2 late-again")
    clock.tick(24 * 3600)
    tickets.reserve("B", "B", uuid4().hex)


class TestTheFigures:
    def test_are_those_reckoned_by_hand(self, tickets: Tickets, clock: HandClock) -> None:
        fill(tickets, clock)
        found = reports.gather(tickets, clock, date(2026, 6, 29), date(2026, 6, 30))
        total = found.total
        assert (total.taken, total.served, total.absent, total.ratings) == (5, 3, 1, 3)
        assert (total.wait_median, total.wait_p90, total.service_median) == (10.0, 30.0, 10.0)
        assert total.satisfied is not None and abs(total.satisfied - 2 / 3) < 1e-9
        assert [(one.name, one.taken, one.served) for one in found.queues] == [("A", 4, 3), ("B", 1, 0)]
        assert [(one.name, one.served, one.absent) for one in found.counters] == [("1", 3, 1)]
        assert [(one.name, one.taken) for one in found.procedures] == [("2.000635", 2)]
        assert found.days == ((date(2026, 6, 29), 4), (date(2026, 6, 30), 1))
        assert found.crowd == {(0, 8): 4, (1, 8): 1} and found.faces == {5: 1, 4: 1, 1: 1}
        assert found.criteria == {"7": (3, 4 / 3)} and (found.late_with, found.late_without) == (1, 1)

    def test_of_nothing_are_nothing(self) -> None:
        empty = report(date(2026, 1, 1), date(2026, 1, 2), [], []).total
        assert (empty.taken, empty.wait_median, empty.satisfied) == (0, None, None)

    @pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.9, 4), (0.0, 1), (1.0, 4)])
    def test_a_quantile_is_a_wait_that_happened(self, share: float, value: int) -> None:
        assert quantile([4, 1, 3, 2], share) == value

    @pytest.mark.parametrize(
        ("name", "days"),
        [("2026Q1", (date(2026, 1, 1), date(2026, 3, 31))), ("2026q4", (date(2026, 10, 1), date(2026, 12, 31))),
         ("2024Q2", (date(2024, 4, 1), date(2024, 6, 30)))],
    )  # fmt: skip
    def test_a_quarter_has_its_days(self, name: str, days: tuple[date, date]) -> None:
        assert quarter(name) == days

    def test_a_period_is_bounded(self, tickets: Tickets, clock: HandClock) -> None:
        for first, last in ((date(2026, 1, 2), date(2026, 1, 1)), (date(2024, 1, 1), date(2026, 1, 1))):
            with pytest.raises(ReportError):
                reports.gather(tickets, clock, first, last)


class TestUsage:
    def test_is_counted_by_the_hour_and_summed_by_day_week_and_month(self, tickets: Tickets, clock: HandClock) -> None:
        usage = Usage(tickets.database, tickets.hall, clock, "K1")
        usage.add({"visit": 2, "ticket": 1})
        Usage(tickets.database, tickets.hall, clock, "K2").add({"visit": 1})
        usage.add({"visit": 1})
        clock.tick(24 * 3600)
        usage.add({"visit": 5})
        clock.tick(24 * 3600)
        used = usage.used()
        assert (used.hour, used.today, used.week, used.month, used.ever) == (0, 0, 9, 0, 9)  # it is July now
        assert usage.of_days(date(2026, 6, 29), date(2026, 6, 29))[(date(2026, 6, 29), 8), "ticket"] == 1


@pytest.fixture
def filled(tickets: Tickets, clock: HandClock) -> Any:
    fill(tickets, clock)
    return reports.gather(tickets, clock, date(2026, 6, 29), date(2026, 6, 30))


class TestTheFiles:
    def test_a_csv_opens_in_excel_and_holds_no_formula(self, filled: Any) -> None:
        made = written(".csv", filled, load(), Text("vi"))
        assert made.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
        assert ["Toàn bộ phận", "5", "3", "1", "10.0", "30.0", "10.0", "3", "0.6666666666666666"] in rows
        assert reports.plain("=cmd()") == "'=cmd()" and reports.plain(5) == 5

    def test_an_xlsx_has_numbers_and_days_and_heads_that_stay(self, filled: Any) -> None:
        book = openpyxl.load_workbook(io.BytesIO(written(".xlsx", filled, load(), Text("vi"))))
        total = book["Tổng số"]
        assert [cell.value for cell in total[3]][:4] == ["Toàn bộ phận", 5, 3, 1] and total.freeze_panes == "A3"
        assert isinstance(book["Lượt lấy số theo ngày"]["A3"].value, datetime)

    def test_a_pdf_has_every_letter(self, filled: Any, tmp_path: Path) -> None:
        (tmp_path / "r.pdf").write_bytes(written(".pdf", filled, load(), Text("vi")))
        told = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, text=True, check=True).stdout
        head = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO TÌNH HÌNH TIẾP NHẬN")
        for words in (*head, "Toàn bộ phận", "67%", "Đã có thư xin lỗi", "Thứ Hai"):
            assert words in told, words
        assert "■" not in told

    def test_an_empty_quarter_is_an_honest_report(self, tickets: Tickets, clock: HandClock) -> None:
        empty = reports.gather(tickets, clock, *quarter("2026Q1"))
        assert written(".pdf", empty, load(), Text("vi")).startswith(b"%PDF")

    def test_the_command_writes_them(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        clock = HandClock(MONDAY)
        url = f"sqlite:///{tmp_path}/kiosk.db"
        tickets = open_tickets(url, "phu-hai", clock)
        fill(tickets, clock)
        tickets.close()
        for kind in ("pdf", "xlsx", "csv"):
            assert main(["report", "--from", "2026-06-29", "--to", "2026-06-30", "--store", url, "--out", str(tmp_path / f"r.{kind}")]) == 0
        assert main(["report", "--quarter", "2026Q2", "--store", url, "--out", str(tmp_path / "q.pdf")]) == 0
        assert "5 numbers, 3 served" in capsys.readouterr().out
        for wrong in (["--quarter", "2026"], ["--from", "2026-06-29"], ["--quarter", "2026Q2", "--out", str(tmp_path / "q.doc")]):
            assert main(["report", "--store", url, "--out", str(tmp_path / "x.pdf"), *wrong]) == 2


class TestThePages:
    @pytest.fixture
    def hall(self, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
        with served(tmp_path, clock) as opened:
            yield opened

    def test_everybody_sees_the_public_figures_and_nothing_invented(self, hall: Served, clock: HandClock) -> None:
        fill(hall.hall.tickets, clock)
        Usage(hall.hall.tickets.database, hall.hall.tickets.hall, clock).add({"visit": 34})
        with hall.client() as client:
            shown = client.get("/figures").text
        assert "chưa có số liệu" in shown and "67 %" in shown and ">34<" in shown

    def test_the_report_is_for_the_head_and_the_inspectors(self, hall: Served, clock: HandClock, tmp_path: Path) -> None:
        fill(hall.hall.tickets, clock)
        for name, role in (("lan", "counter"), ("mai", "lead"), ("tra", "inspector")):
            hall.officer(name, (role,))
        with hall.client("lan", "") as client:
            assert client.get("/reports").status_code == 403 and client.get("/reports/file.csv").status_code == 403
        for name in ("mai", "tra"):
            with hall.client(name, "") as client:
                assert "Theo thủ tục" in client.get("/reports?from=2026-06-29&to=2026-06-30").text
                file = client.get("/reports/file.xlsx?from=2026-06-29&to=2026-06-30")
                assert file.content[:2] == b"PK" and "attachment" in file.headers["content-disposition"]
                assert client.get("/reports?from=2020-01-01&to=2026-01-01").status_code == 404
                assert client.get("/reports?from=x").status_code == 404

    def test_they_can_be_looked_at(self, hall: Served, clock: HandClock, tmp_path: Path) -> None:
        fill(hall.hall.tickets, clock)
        hall.officer("mai", ("lead",))
        with browser() as chromium, hall.client("mai", "") as client:
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": "kiosk_login", "value": client.cookies["kiosk_login"], "url": hall.url}])
            page = context.new_page()
            for path, name in (("/figures", "figures"), ("/reports?from=2026-06-22&to=2026-06-30", "reports")):
                page.goto(hall.url + path)
                page.screenshot(path=f"{tmp_path}/{name}.png", full_page=True)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
