"""The hall's server is away and the kiosk goes on; then it is back and has every number once."""

import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.clock import HandClock
from kiosk.errors import QueueClosed, StoreError
from kiosk.rules.queue import ACTIVE, SHOWN, VOID, Ticket
from kiosk.store import Tickets, WithBlock, open_numbers, open_tickets


class Cable:
    """Between the kiosk and the server's store: may be pulled, or cut just after a commit, before its answer."""

    def __init__(self, tickets: Tickets) -> None:
        self.tickets, self.pulled, self.deaf = tickets, False, False

    def __getattr__(self, name: str) -> object:
        what = getattr(self.tickets, name)
        if not callable(what):
            return what

        def call(*given: object, **named: object) -> object:
            if self.pulled:
                raise StoreError("the cable is pulled")
            answer = what(*given, **named)
            if self.deaf:
                self.pulled = True
                raise StoreError("the cable was pulled before the answer")
            return answer

        return call


@pytest.fixture
def main(store_url: str, clock: HandClock) -> Iterator[Tickets]:
    opened = open_tickets(store_url, uuid4().hex, clock, "K2")
    yield opened
    opened.close()


@pytest.fixture
def cable(main: Tickets) -> Cable:
    return Cable(main)


@pytest.fixture
def kiosk(cable: Cable, main: Tickets, tmp_path: Path, clock: HandClock) -> Iterator[WithBlock]:
    def opening() -> Tickets:
        if cable.pulled:
            raise StoreError("nobody there")
        return cable  # type: ignore[return-value]

    own = open_tickets(f"sqlite:///{tmp_path}/block.db", main.hall, clock, "K2")
    with_block = WithBlock(opening, own, clock)
    yield with_block
    own.close()


def take(kiosk: WithBlock | Tickets, visit: str = "", queue: str = "A") -> Ticket:
    return kiosk.reserve(queue, queue, visit or uuid4().hex)


def labels(tickets: Tickets) -> list[str]:
    return [ticket.label for ticket in tickets.of_day("A")]


def test_while_the_server_is_there_numbers_are_the_halls(kiosk: WithBlock, main: Tickets) -> None:
    assert [take(kiosk).label, take(main).label, take(kiosk).label] == ["A 001", "A 002", "A 003"]
    assert not kiosk.alone and kiosk.settle() == 0


def test_a_kiosk_alone_gives_numbers_that_nobody_else_has(kiosk: WithBlock, cable: Cable, main: Tickets, clock: HandClock) -> None:
    take(kiosk)
    cable.pulled = True
    alone = [take(kiosk), take(kiosk)]
    assert [ticket.label for ticket in alone] == ["A-K2 001", "A-K2 002"] and kiosk.alone
    assert take(main).label == "A 002"  # another kiosk's cable is whole
    assert kiosk.printed(alone[0].id).state == ACTIVE and kiosk.shown(alone[1].id, "no paper").state == SHOWN
    assert kiosk.staff_list() == [kiosk.by_id(alone[1].id)]
    clock.tick(60)
    cable.pulled = False
    assert kiosk.settle() == 2 and kiosk.settle() == 0
    assert sorted(labels(main)) == ["A 001", "A 002", "A-K2 001", "A-K2 002"]
    assert sorted(ticket.label for ticket in kiosk.of_day("A")) == sorted(labels(main))
    assert main.by_id(alone[0].id) == kiosk.by_id(alone[0].id)
    assert main.verify() == () and take(kiosk).label == "A 003"


def test_a_number_being_printed_is_handed_over_when_its_paper_is_known(kiosk: WithBlock, cable: Cable, clock: HandClock) -> None:
    cable.pulled = True
    ticket = take(kiosk)
    cable.pulled = False
    clock.tick(60)
    assert kiosk.settle() == 0
    kiosk.printed(ticket.id)
    assert kiosk.settle() == 1
    assert kiosk.again(ticket.id).attempts == 1  # from now on the server knows it


def test_a_commit_whose_answer_was_lost_gives_one_number(kiosk: WithBlock, cable: Cable, main: Tickets, clock: HandClock) -> None:
    cable.deaf = True
    told = take(kiosk, "visit")
    assert told.label == "A-K2 001" and take(kiosk, "visit") == told
    ghost = main.of_visit("visit")
    assert ghost is not None and ghost.label == "A 001"
    cable.deaf = cable.pulled = False
    kiosk.printed(told.id)
    clock.tick(60)
    assert kiosk.settle() == 1
    assert labels(main) == ["A-K2 001"]
    gone = main.by_id(ghost.id)
    assert gone is not None and gone.state == VOID and "A-K2 001" in gone.why and main.verify() == ()


def test_a_hand_over_that_is_cut_does_not_double(kiosk: WithBlock, cable: Cable, main: Tickets, clock: HandClock) -> None:
    cable.pulled = True
    for _ in range(3):
        kiosk.printed(take(kiosk).id)
    cable.pulled, cable.deaf = False, True
    clock.tick(60)
    assert kiosk.settle() == 0  # carried out, but nobody heard
    cable.deaf = cable.pulled = False
    clock.tick(60)
    assert kiosk.settle() == 3 and labels(main) == ["A-K2 001", "A-K2 002", "A-K2 003"]


def test_what_the_server_refuses_is_no_fault_of_the_cable(kiosk: WithBlock) -> None:
    kiosk.reserve("A", "A", "one", daily_cap=1)
    with pytest.raises(QueueClosed):
        kiosk.reserve("A", "A", "two", daily_cap=1)
    assert not kiosk.alone


def test_a_kiosk_that_starts_alone_finds_the_server_later(
    cable: Cable, main: Tickets, tmp_path: Path, clock: HandClock
) -> None:
    asked = 0

    def opening() -> Tickets:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise StoreError("nobody there")
        return main

    kiosk = WithBlock(opening, open_tickets(f"sqlite:///{tmp_path}/block.db", main.hall, clock, "K2"), clock)
    first = take(kiosk)
    assert first.prefix == "A-K2" and asked == 1  # who waits is not kept waiting for the server again and again
    clock.tick(60)
    assert take(kiosk).prefix == "A-K2" and asked == 2
    clock.tick(60)
    assert take(kiosk).prefix == "A"
    kiosk.close()


def test_a_server_that_takes_the_call_and_never_answers_costs_no_number(tmp_path: Path, clock: HandClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/hall"
        kiosk = open_numbers(url, "hall", clock, "K2", tmp_path / "block.db")
        assert isinstance(kiosk, WithBlock) and kiosk.alone
        assert take(kiosk).label == "A-K2 001" and kiosk.healthy() and kiosk.settle() == 0
        kiosk.close()
