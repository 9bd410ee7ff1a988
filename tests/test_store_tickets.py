"""What every store of numbers must do, whatever database is under it: each test is tried on SQLite and on PostgreSQL."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kiosk.clock import HandClock
from kiosk.errors import QueueClosed, StoreError
from kiosk.rules.queue import ACTIVE, ELDERLY, PRINTING, SHOWN, STEPS, VOID, Ticket
from kiosk.store import Tickets, open_tickets

Open = Callable[..., Tickets]


@pytest.fixture
def url(store_url: str) -> str:
    return store_url


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opened(url: str, clock: HandClock) -> Iterator[Open]:
    """Opens the same hall again and again, as restarts and other kiosks do."""
    hall, all_of_them = uuid4().hex, list[Tickets]()

    def open_it(kiosk: str = "K1", hall: str = hall) -> Tickets:
        all_of_them.append(open_tickets(url, hall, clock, kiosk))
        return all_of_them[-1]

    yield open_it
    for tickets in all_of_them:
        tickets.close()


@pytest.fixture
def tickets(opened: Open) -> Tickets:
    return opened()


def take(tickets: Tickets, queue: str = "A", count: int = 1) -> list[int]:
    return [tickets.reserve(queue, queue, uuid4().hex).number for _ in range(count)]


class TestEveryStore:
    def test_numbers_start_at_1_in_each_queue_and_have_no_gaps(self, tickets: Tickets) -> None:
        assert take(tickets, "A", 3) == [1, 2, 3]
        assert take(tickets, "B", 2) == [1, 2]
        assert take(tickets, "A") == [4]

    def test_a_number_is_reserved_with_everything_the_paper_needs(self, tickets: Tickets, clock: HandClock) -> None:
        got = tickets.reserve("B", "B", "visit", ELDERLY, "2.000815")
        assert got == Ticket(got.id, tickets.hall, date(2026, 7, 1), "B", "B", 1, "visit", PRINTING, clock.now(), ELDERLY, "2.000815")
        assert got.label == "B 001"
        assert tickets.by_id(got.id) == tickets.of_visit("visit") == got
        assert re.fullmatch("[A-Z2-7]{16}", got.id)

    def test_a_double_tap_gives_the_same_number(self, tickets: Tickets) -> None:
        first = tickets.reserve("A", "A", "visit")
        assert tickets.reserve("A", "A", "visit") == first
        assert tickets.reserve("B", "B", "visit") == first
        assert take(tickets, "A") == [2] and take(tickets, "B") == [1]

    def test_a_double_tap_across_midnight_and_at_the_cap_gives_the_same_number(self, tickets: Tickets, clock: HandClock) -> None:
        first = tickets.reserve("A", "A", "visit", daily_cap=1)
        assert tickets.reserve("A", "A", "visit", daily_cap=1) == first
        clock.jump(timedelta(days=1))
        assert tickets.reserve("A", "A", "visit", daily_cap=1) == first

    def test_the_daily_cap_closes_one_queue_until_tomorrow(self, tickets: Tickets, clock: HandClock) -> None:
        assert [tickets.reserve("A", "A", f"visit {i}", daily_cap=2).number for i in range(2)] == [1, 2]
        with pytest.raises(QueueClosed):
            tickets.reserve("A", "A", "late", daily_cap=2)
        assert tickets.of_visit("late") is None and take(tickets, "B") == [1]
        clock.jump(timedelta(days=1))
        assert tickets.reserve("A", "A", "late", daily_cap=2).number == 1

    def test_each_working_day_begins_with_1_and_the_other_halls_day_is_its_own(self, opened: Open, clock: HandClock) -> None:
        here, there = opened(), opened(hall=uuid4().hex)
        assert take(here, count=2) == [1, 2]
        clock.jump(timedelta(days=1))
        assert take(here) == [1] and here.day() == date(2026, 7, 2)
        assert take(there) == [1]

    @pytest.mark.parametrize("back", [timedelta(hours=-1), timedelta(days=-1), timedelta(days=-9000)])
    def test_a_clock_that_goes_back_keeps_the_day_and_counts_on(self, tickets: Tickets, clock: HandClock, back: timedelta) -> None:
        assert take(tickets, count=2) == [1, 2]
        clock.jump(back)
        assert take(tickets) == [3] and tickets.day() == date(2026, 7, 1)
        clock.jump(-back)
        assert take(tickets) == [4]

    def test_a_clock_put_back_over_midnight_opens_no_day_twice(self, opened: Open, clock: HandClock) -> None:
        clock.jump(timedelta(hours=15, minutes=59))  # 23:59
        assert take(opened()) == [1]
        clock.tick(120)
        assert take(opened(), count=2) == [1, 2]
        clock.jump(timedelta(hours=-1))
        assert take(opened()) == [3]
        clock.tick(3600)
        assert take(opened()) == [4]

    def test_a_clock_far_ahead_opens_no_day_until_staff_confirm_it(self, opened: Open, clock: HandClock) -> None:
        tickets = opened()
        take(tickets)
        clock.jump(timedelta(days=365 * 73))
        assert take(tickets) == [2] and tickets.day() == date(2026, 7, 1)
        assert tickets.doubt() == clock.today()
        take(tickets)
        assert [r.kind for r in tickets.remarks()] == ["clock"]
        clock.jump(timedelta(days=-365 * 73))
        assert tickets.doubt() is None and take(opened()) == [4]
        clock.jump(timedelta(days=30))
        assert tickets.confirm_day("Lan") == clock.today() and take(tickets) == [1]
        assert tickets.doubt() is None and "Lan" in tickets.remarks()[-1].text

    def test_confirming_a_day_never_goes_back(self, tickets: Tickets, clock: HandClock) -> None:
        take(tickets)
        clock.jump(timedelta(days=-5))
        assert tickets.confirm_day("Lan") == date(2026, 7, 1) and take(tickets) == [2]

    def test_a_printed_ticket_is_active_and_leaves_the_staff_list(self, tickets: Tickets) -> None:
        first, second = (tickets.reserve("A", "A", v) for v in "ab")
        assert tickets.printed(first.id).state == ACTIVE
        shown = tickets.shown(second.id, "error.paper_out")
        assert (shown.state, shown.why) == (SHOWN, "error.paper_out")
        assert tickets.staff_list() == [shown]
        assert tickets.printed(second.id).state == ACTIVE and tickets.staff_list() == []

    def test_a_reprint_is_the_same_number_counted(self, tickets: Tickets) -> None:
        ticket = tickets.reserve("A", "A", "visit")
        tickets.printed(ticket.id)
        assert [tickets.again(ticket.id).attempts for _ in range(2)] == [1, 2]
        assert tickets.by_id(ticket.id).state == ACTIVE and take(tickets) == [2]

    def test_a_ticket_taken_back_by_staff_stays_taken_back(self, tickets: Tickets) -> None:
        ticket = tickets.reserve("A", "A", "visit")
        assert tickets.void(ticket.id, "Lan", "nhầm quầy").why == "nhầm quầy"
        for step in (tickets.printed, tickets.again, lambda id: tickets.shown(id, "x"), lambda id: tickets.void(id, "Lan", "x")):
            with pytest.raises(StoreError, match="void"):
                step(ticket.id)
        assert tickets.of_day("A") == [] and take(tickets) == [2]
        assert tickets.reserve("A", "A", "visit").state == VOID

    def test_an_unknown_ticket_is_an_error_with_a_sentence(self, tickets: Tickets) -> None:
        assert tickets.by_id("NOBODY") is None and tickets.of_visit("nobody") is None
        with pytest.raises(StoreError, match="no ticket NOBODY"):
            tickets.printed("NOBODY")

    def test_after_a_power_cut_tickets_half_printed_are_on_the_staff_list(self, opened: Open) -> None:
        before, other = opened(), opened("K2")
        half, whole, elsewhere = before.reserve("A", "A", "a"), before.reserve("A", "A", "b"), other.reserve("A", "A", "c")
        before.printed(whole.id)
        before.close()
        after = opened()
        left = after.unfinished()
        assert [(t.id, t.state, t.why) for t in left] == [(half.id, SHOWN, "power")]
        assert after.staff_list() == left and after.unfinished() == []
        assert after.by_id(elsewhere.id).state == PRINTING

    def test_a_ticket_whose_kiosk_died_while_printing_comes_to_staff_after_two_minutes(self, tickets: Tickets, clock: HandClock) -> None:
        ticket = tickets.reserve("A", "A", "visit")
        clock.tick(60)
        assert tickets.staff_list() == []
        clock.tick(61)
        assert tickets.staff_list() == [ticket]

    def test_the_day_lists_valid_tickets_of_one_queue_in_order(self, tickets: Tickets, clock: HandClock) -> None:
        take(tickets)
        clock.jump(timedelta(days=1))
        mine = [tickets.reserve("A", "A", v) for v in "abc"]
        take(tickets, "B")
        tickets.void(mine[1].id, "Lan", "x")
        assert tickets.of_day("A") == [mine[0], mine[2]]

    def test_two_kiosks_share_the_numbers(self, opened: Open) -> None:
        one, two = opened("K1"), opened("K2")
        assert take(one) + take(two) + take(one) == [1, 2, 3]
        assert one.verify() == two.verify() == ()

    def test_the_chain_of_hashes_goes_over_days_queues_and_restarts(self, opened: Open, clock: HandClock) -> None:
        for _ in range(3):
            take(opened(), "A", 2)
            take(opened(), "B", 1)
            clock.jump(timedelta(days=1))
        assert opened().verify() == ()

    def test_vietnamese_and_hostile_texts_come_back_as_they_went_in(self, tickets: Tickets) -> None:
        text = "Đã nhận'; DROP TABLE tickets;-- ạ"
        ticket = tickets.reserve("A", "A", text)
        assert tickets.shown(ticket.id, text).why == text
        assert tickets.of_visit(text).visit == text

    def test_a_closed_store_is_not_healthy_and_may_be_closed_again(self, opened: Open) -> None:
        tickets = opened()
        assert tickets.healthy()
        tickets.close()
        tickets.close()
        assert not tickets.healthy()
        with pytest.raises(StoreError):
            tickets.reserve("A", "A", "visit")


class Days(RuleBasedStateMachine):
    """Citizens, printers, staff and clocks in any order, against a plain list."""

    home: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.url = f"sqlite:///{self.home}/{uuid4().hex}/kiosk.db"
        self.tickets = open_tickets(self.url, "hall", self.clock)
        self.known: dict[str, Ticket] = {}

    @rule(queue=st.sampled_from("AB"), visit=st.integers(0, 30))
    def reserve(self, queue: str, visit: int) -> None:
        ticket = self.tickets.reserve(queue, queue, str(visit))
        old = self.tickets.by_id(ticket.id)
        if str(visit) in {t.visit for t in self.known.values()}:
            assert self.known[ticket.id] == ticket
        else:
            same = [t for t in self.known.values() if (t.day, t.queue) == (ticket.day, queue)]
            assert ticket.number == len(same) + 1
            assert ticket.day >= max((t.day for t in self.known.values()), default=ticket.day)
            self.known[ticket.id] = ticket
        assert old == ticket

    @rule(pick=st.integers(0, 30), state=st.sampled_from((ACTIVE, SHOWN, VOID)))
    def step(self, pick: int, state: str) -> None:
        if not self.known:
            return
        id = sorted(self.known)[pick % len(self.known)]
        steps = {ACTIVE: self.tickets.printed, SHOWN: lambda i: self.tickets.shown(i, "x"), VOID: lambda i: self.tickets.void(i, "s", "x")}
        if state in STEPS[self.known[id].state]:
            self.known[id] = steps[state](id)
            assert self.known[id].state == state
        else:
            with pytest.raises(StoreError):
                steps[state](id)

    @rule(days=st.integers(-400, 400))
    def jump(self, days: int) -> None:
        self.clock.jump(timedelta(days=days))

    @rule()
    def power_cut(self) -> None:
        self.tickets.close()
        self.tickets = open_tickets(self.url, "hall", self.clock)
        for ticket in self.tickets.unfinished():
            assert self.known[ticket.id].state == PRINTING
            self.known[ticket.id] = ticket
        assert PRINTING not in {t.state for t in self.known.values()}

    @invariant()
    def nothing_is_forgotten(self) -> None:
        assert all(self.tickets.by_id(id) == ticket for id, ticket in self.known.items())
        assert self.tickets.verify() == ()

    def teardown(self) -> None:
        self.tickets.close()


def test_whatever_citizens_printers_staff_and_clocks_do_the_numbers_stay_right(tmp_path: Path) -> None:
    Days.home = tmp_path
    run_state_machine_as_test(
        Days, settings=settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    )
