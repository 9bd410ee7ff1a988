"""The counters and the numbers: each is called once, in order, by one of them."""

from uuid import uuid4

import pytest

from kiosk.clock import HandClock
from kiosk.errors import TurnRefused
from kiosk.rules.queue import ELDERLY
from kiosk.rules.turns import ABSENT, CALLED, OPEN, SERVED, SERVING, WAITING
from kiosk.store import Tickets
from kiosk.store.deeds import Deeds
from kiosk.store.turns import Turns


@pytest.fixture
def turns(tickets: Tickets, clock: HandClock) -> Turns:
    return Turns(tickets.database, tickets.hall, clock)


@pytest.fixture
def deeds(tickets: Tickets, clock: HandClock) -> Deeds:
    return Deeds(tickets.database, tickets.hall, clock)


def take(tickets: Tickets, clock: HandClock, queue: str = "A", priority: str = "") -> str:
    clock.tick(10)
    return tickets.reserve(queue, queue, uuid4().hex, priority).id


def test_a_number_is_called_served_and_gone(tickets: Tickets, turns: Turns, deeds: Deeds, clock: HandClock) -> None:
    first, second = take(tickets, clock), take(tickets, clock)
    called = turns.call_next("1", "lan", ["A"], 3)
    assert called is not None and (called.ticket.id, called.state, called.calls) == (first, CALLED, 1)
    with pytest.raises(TurnRefused):
        turns.call_next("1", "lan", ["A"], 3)
    assert turns.again(first, "1", "lan").calls == 2
    assert turns.start(first, "1", "lan").state == SERVING
    assert turns.finish(first, "1", "lan").state == SERVED
    assert [turn.ticket.id for turn in turns.waiting(["A"], 3)] == [second]
    assert [deed.kind for deed in deeds.since(0)] == ["call", "again", "start", "finish"]
    assert deeds.verify() == deeds.verify(2) == deeds.verify(9) == ()
    with tickets.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE deeds SET text = 'x' WHERE hall = '{tickets.hall}' AND seq = 2")
    assert deeds.verify(1) == () and deeds.verify(3) == deeds.verify() != ()
    with tickets.database.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM deeds WHERE hall = '{tickets.hall}' AND seq = 3")
    assert deeds.verify(1)[0] == "1 deeds are missing before deed 4"


def test_those_with_priority_come_first_but_not_forever(tickets: Tickets, turns: Turns, clock: HandClock) -> None:
    plain = [take(tickets, clock) for _ in range(2)]
    special = [take(tickets, clock, priority=ELDERLY) for _ in range(4)]
    called = []
    for _ in range(6):
        clock.tick(60)
        turn = turns.call_next("1", "lan", ["A"], 3)
        assert turn is not None
        called.append(turn.ticket.id)
        turns.finish(turn.ticket.id, "1", "lan")
    assert called == [*special[:3], plain[0], special[3], plain[1]]


def test_who_is_not_there_can_be_called_again_and_put_back(tickets: Tickets, turns: Turns, clock: HandClock) -> None:
    first, second = take(tickets, clock), take(tickets, clock)
    turns.call_next("1", "lan", ["A"], 0)
    assert turns.absent(first, "1", "lan").state == ABSENT
    assert turns.call(first, "2", "huy").counter == "2"
    clock.tick(60)
    back = turns.back(first, "2", "huy")
    assert back.state == WAITING and [turn.ticket.id for turn in turns.waiting(["A"], 0)] == [second, first]


def test_a_transfer_goes_first_in_the_other_queue_with_its_note(tickets: Tickets, turns: Turns, clock: HandClock) -> None:
    other, mine = take(tickets, clock, "B"), take(tickets, clock, "A")
    turns.call_next("1", "lan", ["A"], 0)
    turns.start(mine, "1", "lan")
    turns.transfer(mine, "B", "1", "lan", "cần sao y")
    called = turns.call_next("2", "huy", ["B"], 0)
    assert called is not None and (called.ticket.id, called.note, called.ticket.queue) == (mine, "cần sao y", "A")
    assert [turn.ticket.id for turn in turns.waiting(["B"], 0)] == [other]


def test_no_counter_touches_what_another_one_has(tickets: Tickets, turns: Turns, clock: HandClock) -> None:
    mine = take(tickets, clock)
    turns.call_next("1", "lan", ["A"], 0)
    for step in (turns.start, turns.finish, turns.absent, turns.back):
        with pytest.raises(TurnRefused):
            step(mine, "2", "huy")
    turns.finish(mine, "1", "lan")
    with pytest.raises(TurnRefused):
        turns.call(mine, "2", "huy")


def test_a_number_taken_back_or_of_yesterday_is_not_called(tickets: Tickets, turns: Turns, clock: HandClock) -> None:
    gone, old = take(tickets, clock), take(tickets, clock)
    tickets.void(gone, "lan", "lỗi")
    assert [turn.ticket.id for turn in turns.of_day()] == [old]
    clock.tick(24 * 3600)
    take(tickets, clock, "B")
    assert turns.call_next("1", "lan", ["A"], 0) is None
    with pytest.raises(TurnRefused):
        turns.call(old, "1", "lan")


def test_a_counter_opened_yesterday_is_closed_today(turns: Turns, clock: HandClock) -> None:
    turns.sit("1", "lan", OPEN)
    assert [(post.counter, post.state) for post in turns.posts()] == [("1", OPEN)]
    clock.tick(24 * 3600)
    assert turns.posts()[0].state == "closed"
