"""What the journeys ask of the machines."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stage import MORNING, SECONDS, Stage, posted, procedure, sample

from kiosk import build, kiosk, searching
from kiosk.errors import PaperOut, StoreError
from kiosk.papers.checklist import ChecklistPaper, draw_checklist
from kiosk.rules.procedures import Catalogue, Paper, Procedure, TimeLimit, Words
from kiosk.rules.search import Entry, Index
from kiosk.store import Tickets
from kiosk.text import Text
from kiosk.world import QR_BYTES, OnStoreLane, take_along

DEATH = "1.000656"
TEXTS = some.text(some.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=300)


class TestTakingTheListAlong:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_posted_list_fits_a_phones_reader_and_has_whole_lines(self, language: str) -> None:
        text = Text(language)
        for one in posted().procedures:
            lines = take_along(one, text).split("\n")
            assert len("\n".join(lines).encode()) <= QR_BYTES
            names = [text.words(paper.name) for paper in one.papers]
            told = [line.removeprefix("- ") for line in lines[1:] if line.startswith("- ")]
            assert all(line.startswith(name) for line, name in zip(told, names, strict=False))
            assert lines[0] == f"{text.words(one.plain)} ({one.code})"
            assert len(told) == len(names) or lines[-1] == "…"

    def test_a_short_list_is_whole_with_its_cases_and_its_time(self) -> None:
        one = Procedure("1.1", "x", Words("Việc", "Thing"), Words(), "ho-tich", time=TimeLimit(Words("Trong ngày", "Same day")))
        one = replace(one, papers=(Paper(Words("Tờ khai", "Form")), Paper(Words("Hộ chiếu", "Passport"), case=Words("Nếu có", "If any"))))
        assert take_along(one, Text("vi")) == "Việc (1.1)\n- Tờ khai\n- Hộ chiếu (Nếu có)\nThời gian: Trong ngày"
        assert take_along(one, Text("en")) == "Thing (1.1)\n- Form\n- Passport (If any)\nTime: Same day"

    def test_a_time_that_nobody_confirmed_is_not_taken_home(self) -> None:
        one = Procedure("1.1", "x", Words("Việc"), Words(), "ho-tich", time=TimeLimit(Words("3 ngày"), verified=False))
        assert "3 ngày" not in take_along(one, Text("vi"))

    @given(some.lists(TEXTS, max_size=30))
    def test_however_long_the_papers_are_it_fits_and_no_line_is_cut(self, names: list[str]) -> None:
        one = Procedure("1.1", "x", Words("Việc"), Words(), "ho-tich", papers=tuple(Paper(Words(name)) for name in names))
        told = take_along(one, Text("vi"))
        assert len(told.encode()) <= QR_BYTES
        whole = ["Việc (1.1)", *(f"- {name}" for name in names)]
        lines = told.split("\n")
        assert lines == whole or (lines[-1] == "…" and lines[:-1] == whole[: len(lines) - 1])

    def test_at_the_very_edge_the_sign_that_more_follows_fits_too(self) -> None:
        for letters in range(QR_BYTES - 30, QR_BYTES):
            names = ("a" * letters, "b" * 40)
            one = Procedure("1.1", "x", Words("Viec"), Words(), "ho-tich", papers=tuple(Paper(Words(name)) for name in names))
            assert len(take_along(one, Text("vi")).encode()) <= QR_BYTES


class TestTheSearch:
    @pytest.fixture
    def built(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """How many entries each index had that was built."""
        made: list[int] = []

        def build_one(entries: list[Entry]) -> Index:
            made.append(len(entries))
            return Index(entries, searching.knowledge())

        monkeypatch.setattr(searching, "build", build_one)
        return made

    def test_the_index_is_built_once_a_day_with_what_is_offered_that_day(self, tmp_path: Path, built: list[int]) -> None:
        tomorrow = replace(procedure(DEATH), code="9.9", starts=MORNING.date() + timedelta(days=1))
        with closing(Stage(tmp_path, known=Catalogue(procedures=(procedure(DEATH), tomorrow)))) as stage:
            assert [hit.code for hit in stage.world.find("khai tử").hits] == [DEATH]
            stage.world.find("khai sinh")
            assert built == [1]
            stage.clock.tick(24 * 3600)
            assert {hit.code for hit in stage.world.find("khai tử").hits} == {DEATH, "9.9"}
            assert built == [1, 2]


class TestTheStoresLane:
    @pytest.fixture
    def lane(self, stage: Stage) -> Iterator[OnStoreLane]:
        assert stage.world.tickets is not None
        yield OnStoreLane(stage.world.on_store, stage.world.tickets)

    def test_every_call_runs_there_and_nowhere_else(self, lane: OnStoreLane, stage: Stage) -> None:
        names: list[str] = []

        class Seen:
            def __getattr__(self, verb: str) -> Any:
                return lambda *args: names.append(threading.current_thread().name)

        spy = OnStoreLane(stage.world.on_store, Seen())  # type: ignore[arg-type]
        spy.reserve("B", "B", "one")
        spy.printed("x")
        spy.shown("x", "why")
        spy.again("x")
        spy.of_day("B")
        spy.staff_list()
        assert names == ["lane-store"] * 6

    def test_the_answers_are_the_stores_own(self, lane: OnStoreLane) -> None:
        ticket = lane.reserve("B", "B", "one", "elderly", DEATH, 5)
        assert (ticket.priority, ticket.procedure) == ("elderly", DEATH)
        assert lane.shown(ticket.id, "why").why == "why"
        assert lane.again(ticket.id).attempts == 1
        assert lane.printed(ticket.id).state == "active"
        assert [t.id for t in lane.of_day("B")] == [ticket.id]
        assert lane.staff_list() == []

    def test_a_store_that_does_not_answer_in_time_is_a_fault_of_the_store(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kiosk, "STORE_SECONDS", 0.01)
        with stage.held("store"), pytest.raises(StoreError, match="does not answer"):
            stage.world.hand_out("one", stage.queue(), None, "", True, "vi")
        assert stage.printer.papers == []

    def test_a_fault_of_the_store_comes_through_as_it_is(self, stage: Stage) -> None:
        with pytest.raises(StoreError, match="there is no ticket"):
            OnStoreLane(stage.world.on_store, _of(stage)).printed("nobody")


def _of(stage: Stage) -> Tickets:
    assert stage.world.tickets is not None
    return stage.world.tickets


class TestTheMachines:
    def test_a_slip_for_what_nobody_serves_here_names_no_counter(self, stage: Stage) -> None:
        nobodys = replace(procedure(DEATH), field="unknown", code="9")
        stage.kiosk.work.call("printer", lambda: stage.world.print_checklist(nobodys, "vi"), SECONDS)
        ward = sample().ward
        bare = draw_checklist(ChecklistPaper(ward.authority, ward.office, nobodys, stage.clock.now()), Text("vi"), stage.printer.dots)
        assert stage.printer.papers[0].shape == bare.shape
        assert (stage.printer.papers[0] == bare).all()

    def test_faults_of_the_printer_are_logged_when_they_begin_and_when_they_end(
        self, stage: Stage, caplog: pytest.LogCaptureFixture
    ) -> None:
        stage.world.print_checklist(procedure(DEATH), "vi")
        caplog.set_level("INFO")
        caplog.clear()
        stage.printer.has_paper = False
        for _ in range(3):
            with pytest.raises(PaperOut):
                stage.world.print_checklist(procedure(DEATH), "vi")
        stage.printer.has_paper = True
        for _ in range(3):
            stage.world.print_checklist(procedure(DEATH), "vi")
        assert caplog.messages == ["began: printer error.paper_out", "ended: printer error.paper_out"]

    def test_before_the_store_is_open_there_is_no_number_and_the_watchdog_is_fed(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path)) as stage:
            assert stage.world.store_answers()
            with pytest.raises(StoreError):
                stage.world.waiting(stage.queue())

    def test_closing_twice_or_before_anything_was_opened_is_fine(self, tmp_path: Path) -> None:
        stage = Stage(tmp_path).start()
        stage.close()
        stage.close()
        Stage(tmp_path).close()

    def test_the_settings_choose_the_machines_and_nothing_is_opened_before_it_is_used(self, tmp_path: Path) -> None:
        here = sample()
        here = replace(here, store=replace(here.store, url=f"sqlite:///{tmp_path / 'made.db'}"), printer=replace(here.printer, dots=384))
        world = build.world(here)
        assert list(tmp_path.iterdir()) == []
        assert world.machine().dots == 384
        assert world.open_store() == ()
        assert (tmp_path / "made.db").exists()
        world.close()
