"""A number in the hand: whatever the printer does, nobody is refused and nothing is called printed that is not."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from judged_printer import VirtualPrinter, every_printer_off_at_the_end, judge

from kiosk import settings
from kiosk.__main__ import main
from kiosk.clock import HandClock
from kiosk.devices import Printer, PrinterState
from kiosk.devices.printer import open_printer
from kiosk.devices.raster import calm
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.errors import CoverOpen, PaperOut, PrinterError, PrinterGone, PrintUnsure, QueueClosed, StoreError
from kiosk.handout import Handed, Request, hand_out, hand_out_again, preflight, ticket_paper
from kiosk.papers import Picture
from kiosk.papers.ticket import draw_ticket
from kiosk.rules.procedures import Words
from kiosk.rules.queue import ACTIVE, PRINTING, SHOWN
from kiosk.store import Tickets, open_tickets
from kiosk.text import Text

__all__ = ["every_printer_off_at_the_end"]
HERE = settings.load()
QUEUE = HERE.queue("B")
MORNING = datetime(2026, 4, 14, 8, 42)


@pytest.fixture
def tickets(tmp_path: Path) -> Iterator[Tickets]:
    with closing(open_tickets(f"sqlite:///{tmp_path / 'numbers.db'}", "phu-hai", HandClock(MORNING))) as opened:
        yield opened


def give(tickets: Any, printer: Printer, visit: str = "one", **more: Any) -> Handed:
    return hand_out(tickets, printer, Request(visit, more.pop("queue", QUEUE)), HERE.ward, Text("vi"), **more)


class TestTheNumberIsGiven:
    def test_a_ticket_on_paper_is_active(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        handed = give(tickets, printer)
        assert (handed.ticket.label, handed.ticket.state, handed.printed, handed.fault) == ("B 001", ACTIVE, True, "")
        assert len(printer.papers) == 1

    def test_a_double_tap_gives_the_same_number_and_one_paper(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        first, second = give(tickets, printer), give(tickets, printer)
        assert first.ticket.number == second.ticket.number
        assert second.printed
        assert len(printer.papers) == 1

    def test_a_double_tap_without_paper_repeats_what_was_said(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        assert give(tickets, Untouchable(), paper=False) == give(tickets, Untouchable(), paper=False)
        printer.has_paper = False
        assert give(tickets, printer, "two") == give(tickets, printer, "two")

    def test_the_second_citizen_has_one_ahead(self, tickets: Tickets) -> None:
        give(tickets, SimulatedPrinter())
        handed = give(tickets, SimulatedPrinter(), "two")
        assert (handed.ticket.number, handed.waiting.ahead) == (2, 1)
        assert 0 < handed.waiting.low <= handed.waiting.high or handed.waiting.low == 0 < handed.waiting.high

    @pytest.mark.parametrize(
        ("part", "works", "key"),
        [("has_paper", False, PaperOut.key), ("cover_open", True, CoverOpen.key), ("answers", False, PrinterGone.key)],
    )
    def test_a_fault_known_before_is_said_and_the_number_is_still_given(self, tickets: Tickets, part: str, works: bool, key: str) -> None:
        printer = SimulatedPrinter()
        setattr(printer, part, works)
        assert preflight(printer) == key
        handed = give(tickets, printer)
        assert (handed.ticket.state, handed.fault, handed.doubtful) == (SHOWN, key, False)
        assert tickets.staff_list() == [handed.ticket]

    def test_a_number_without_paper_asks_nothing_of_the_printer(self, tickets: Tickets) -> None:
        handed = give(tickets, Untouchable(), paper=False)
        assert (handed.ticket.state, handed.fault, handed.doubtful) == (SHOWN, "", False)

    def test_a_paper_that_stopped_in_the_middle_asks_the_citizen(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        printer.dies_after = 200
        handed = give(tickets, printer)
        assert (handed.ticket.state, handed.fault, handed.doubtful) == (SHOWN, PrintUnsure.key, True)
        assert printer.papers == []

    def test_a_full_day_is_the_only_refusal(self, tickets: Tickets) -> None:
        give(tickets, SimulatedPrinter(), queue=replace(QUEUE, daily_cap=1))
        with pytest.raises(QueueClosed):
            give(tickets, SimulatedPrinter(), "two", queue=replace(QUEUE, daily_cap=1))

    def test_our_own_bug_while_drawing_still_gives_the_number(self, tickets: Tickets, caplog: pytest.LogCaptureFixture) -> None:
        broken = replace(HERE.ward, office=None)  # type: ignore[arg-type]
        handed = hand_out(tickets, SimulatedPrinter(), Request("one", QUEUE), broken, Text("vi"))
        assert (handed.ticket.state, handed.fault) == (SHOWN, PrinterError.key)
        assert "bug in printing a ticket" in caplog.text

    def test_a_store_that_fails_after_the_paper_takes_nothing_back(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        handed = give(FailsAfterwards(tickets), printer)
        assert (handed.printed, handed.ticket.state, len(printer.papers)) == (True, PRINTING, 1)
        assert [ticket.id for ticket in tickets.unfinished()] == [handed.ticket.id]

    def test_a_store_that_fails_before_gives_no_number_and_no_paper(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        tickets.close()
        with pytest.raises(StoreError):
            give(NoStore(), printer)
        assert printer.papers == []


class TestOnceMore:
    def test_a_reprint_is_the_same_number_and_says_so(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        request = Request("one", QUEUE)
        first = give(tickets, printer)
        second = hand_out_again(tickets, printer, first.ticket, request, HERE.ward, Text("vi"))
        assert (second.ticket.id, second.ticket.number, second.ticket.attempts, second.printed) == (first.ticket.id, 1, 1, True)
        assert np.array_equal(printer.papers[1], _drawn(second, request))
        assert len(printer.papers[1]) > len(printer.papers[0])  # the bar "IN LẠI lần 1"

    def test_a_reprint_that_fails_leaves_the_number_valid(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        first = give(tickets, printer)
        printer.has_paper = False
        again = hand_out_again(tickets, printer, first.ticket, Request("one", QUEUE), HERE.ward, Text("vi"))
        assert (again.ticket.state, again.ticket.attempts, again.fault) == (ACTIVE, 0, PaperOut.key)

    def test_a_shown_number_becomes_active_once_it_is_on_paper(self, tickets: Tickets) -> None:
        printer = SimulatedPrinter()
        printer.dies_after = 10
        first = give(tickets, printer)
        printer.answers = True
        again = hand_out_again(tickets, printer, first.ticket, Request("one", QUEUE), HERE.ward, Text("vi"))
        assert (again.ticket.state, again.ticket.number, tickets.staff_list()) == (ACTIVE, 1, [])


def _drawn(handed: Handed, request: Request, dots: int = 576) -> Picture:
    return calm(draw_ticket(ticket_paper(handed.ticket, handed.waiting, request, HERE.ward), Text("vi"), dots))


class Untouchable:
    """A printer that must be left alone."""

    dots = 576

    def state(self) -> PrinterState:
        raise AssertionError("asked")

    def print(self, picture: Picture, job: str) -> None:
        raise AssertionError("printed")

    def close(self) -> None:
        """Nothing."""


class FailsAfterwards:
    """A store whose disk fills up right after the number was committed."""

    def __init__(self, tickets: Tickets) -> None:
        self.reserve, self.of_day = tickets.reserve, tickets.of_day

    def printed(self, id: str) -> Any:
        raise StoreError("disk full")

    def shown(self, id: str, why: str) -> Any:
        raise StoreError("disk full")


class NoStore:
    """A store that cannot be written."""

    def reserve(self, *_: Any, **__: Any) -> Any:
        raise StoreError("no disk")


# -- the machine at its worst: more than two hundred hand-outs with random faults


class Remembers:
    """A printer whose order is remembered: what should be on paper."""

    def __init__(self, printer: Printer) -> None:
        self.inner, self.dots = printer, printer.dots
        self.ordered: list[Picture] = []

    def state(self) -> PrinterState:
        return self.inner.state()

    def print(self, picture: Picture, job: str) -> None:
        self.ordered.append(calm(picture))
        self.inner.print(picture, job)

    def close(self) -> None:
        self.inner.close()


ONE_BY_ONE = threading.Lock()
FAULTS = [
    "none", "none", "near", "paper", "offline", "cover", "cutter", "silent", "paper end", "cover later", "offline later", "cutter later",
    "silent later", "drop", "drop", "drop late", "no id", "wrong settings", "slow",
]  # fmt: skip


def _machine(chance: random.Random, fault: str, folder: Path, dots: int) -> VirtualPrinter:
    options: dict[str, Any] = {
        "near": {"paper": "near"}, "paper": {"paper": "out"}, "offline": {"offline": True}, "cover": {"cover": True},
        "cutter": {"cutter_error": True}, "silent": {"silent": True}, "paper end": {"paper_out_after": chance.randrange(1, 900)},
        "drop": {"drop_after": chance.randrange(1, 30_000), "drop_once": True}, "slow": {"slow": chance.randrange(40_000, 200_000)},
        "drop late": {"drop_after": chance.randrange(18_000, 27_000), "drop_once": True},
    }.get(fault, {})  # fmt: skip
    return VirtualPrinter(folder, dots, mm_s=chance.choice([800, 3000]), no_procid=fault in ("no id", "wrong settings"), **options)


def _trouble_later(chance: random.Random, fault: str, machine: VirtualPrinter) -> None:
    kind, _, later = fault.partition(" ")
    if later == "later":
        threading.Timer(chance.uniform(0.02, 0.25), machine.set, kwargs={kind: 1}).start()


def _one(chance: random.Random, tickets: Tickets, folder: Path, visit: str) -> tuple[str, str, bool]:
    """(fault, state in the store, whether a whole ticket lay in the tray at that moment)."""
    fault = chance.choice(FAULTS)
    dots = chance.choice([576, 384])
    machine = _machine(chance, fault, folder, dots)
    how = {"no id": ["auto", "no"], "wrong settings": ["yes"]}.get(fault, ["auto", "auto", "yes", "no"])
    profile = replace(HERE.printer, url=machine.url, dots=dots, mm_per_s=500, process_id=chance.choice(how))
    with closing(Remembers(open_printer(profile))) as printer:
        _trouble_later(chance, fault, machine)
        handed = give(tickets, printer, visit, queue=replace(QUEUE, daily_cap=0))
        whole = any(np.array_equal(paper, printer.ordered[0]) for paper in machine.whole_papers()) if printer.ordered else False
    assert handed.printed == (handed.ticket.state == ACTIVE)
    stored = tickets.by_id(handed.ticket.id)
    return fault, stored.state if stored else "lost", whole


def _shift(tmp_path: Path, lane: int, runs: int) -> list[tuple[str, str, bool]]:
    chance = random.Random(2026 + lane)
    with ONE_BY_ONE:  # Alembic makes a store's tables, and knows only one thread
        opened = open_tickets(f"sqlite:///{tmp_path / f'{lane}' / 'numbers.db'}", "phu-hai", HandClock(MORNING))
    with closing(opened) as tickets:
        return [_one(chance, tickets, tmp_path / f"{lane}" / f"{run}", f"{run}") for run in range(runs)]


def test_of_208_hand_outs_with_random_faults_none_is_called_printed_without_a_whole_ticket_and_none_is_silent(tmp_path: Path) -> None:
    judge()
    with ThreadPoolExecutor(8) as lanes:
        ends = [end for shift in lanes.map(lambda lane: _shift(tmp_path, lane, 26), range(8)) for end in shift]
    assert len(ends) == 208
    assert [end for end in ends if end[1] == ACTIVE and not end[2]] == []
    assert {state for _, state, _ in ends} == {ACTIVE, SHOWN}
    assert sum(state == ACTIVE for _, state, _ in ends) > 30
    assert all(state == ACTIVE for fault, state, _ in ends if fault in ("none", "near", "no id"))


# -- the command line


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_technician_prints_a_number_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("B 001", "B 002"):
        machines = ["--printer", f"simulated:{tmp_path / 'out'}", "--store", f"sqlite:///{tmp_path / 'k.db'}"]
        code, out, _ = _run(capsys, "ticket", "--queue", "B", *machines, "--json")
        answer = json.loads(out)
        assert (code, answer["number"], answer["state"], set(answer)) == (0, number, ACTIVE, {"number", "state", "id", "ms"})
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_printer_that_is_gone_still_gives_the_number_and_names_the_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(
        capsys, "ticket", "--queue", "B", "--printer", "tcp://127.0.0.1:1", "--store", f"sqlite:///{tmp_path / 'k.db'}", "--json"
    )
    answer = json.loads(out)
    assert (code, answer["state"], answer["fault"]) == (0, SHOWN, PrinterGone.key)


@pytest.mark.parametrize("wrong", [["--queue", "Z"], ["--queue", "B", "--printer", "lpt1"], ["--queue", "B", "--procedure", "9.999999"]])
def test_a_wrong_order_is_one_sentence_and_takes_no_number(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    code, out, err = _run(capsys, "ticket", *wrong, "--store", f"sqlite:///{tmp_path / 'k.db'}", "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "k.db").exists()


@pytest.mark.parametrize("what", ["ticket", "checklist"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("dots", ["576", "384"])
def test_sample_papers_are_clean_and_the_same_as_picture_and_as_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, language: str, dots: str
) -> None:
    from judged_printer import printed
    from PIL import Image

    for ending in ("bin", "png"):
        code, _, _ = _run(capsys, "paper", what, "--out", str(tmp_path / f"a.{ending}"), "--dots", dots, "--language", language)
        assert code == 0
    picture = ~np.asarray(Image.open(tmp_path / "a.png"))
    assert np.array_equal(printed((tmp_path / "a.bin").read_bytes(), int(dots)), picture)


def test_the_way_to_the_first_byte_can_be_measured() -> None:
    from kiosk.handout_measure import tap_to_first_byte

    figures = tap_to_first_byte(3)
    assert figures["tickets"] == 3
    assert 0 < figures["tap_to_first_byte_ms_p50"] <= figures["tap_to_first_byte_ms_p99"] <= figures["tap_to_first_byte_ms_max"]


def test_words_of_the_ward_are_shown_in_the_citizens_language(tickets: Tickets) -> None:
    vietnamese, english = SimulatedPrinter(), SimulatedPrinter()
    ward = replace(HERE.ward, office=Words("Bộ phận Tiếp nhận", "Reception"))
    for printer, language, visit in ((vietnamese, "vi", "one"), (english, "en", "two")):
        hand_out(tickets, printer, Request(visit, QUEUE), ward, Text(language))
    assert not np.array_equal(vietnamese.papers[0][:200], english.papers[0][:200])


