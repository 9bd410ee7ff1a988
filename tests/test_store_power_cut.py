"""The power goes at any moment: no number that a citizen was given is lost, and none is given to somebody else."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from power_cut import CutDisk

from kiosk.clock import HandClock
from kiosk.errors import StoreError
from kiosk.store import open_tickets

CUTS = 40
NORMAL, FULL = {"synchronous": 1}, {"synchronous": 2}
Numbers = dict[str, int]  # visit -> the number the citizen was given
MakeDisk = Callable[[Path, int, int], CutDisk]


class ForgetfulDisk(CutDisk):
    def sync(self, folder: Path) -> None:
        """Somebody left out syncing the folder after the database was made."""


def until_the_cut(folder: Path, make: MakeDisk, seed: int, cut: int) -> Numbers:
    """Hand out numbers until the power goes; those that came back to the citizen."""
    disk, given, tickets = make(folder, seed, cut), Numbers(), None
    try:
        tickets = open_tickets(f"sqlite:///{folder}/kiosk.db", "hall", HandClock(), disk=disk)
        for i in range(80):
            visit = f"{seed} {i}"
            given[visit] = tickets.reserve("AB"[i % 2], "A", visit).number
    except StoreError:
        assert disk.dead
    disk.pull()
    if tickets is not None:
        tickets.close()
    disk.restart()
    return given


def wrongs(folder: Path, given: Numbers) -> list[str]:
    """After the restart, with the real sqlite3: every number that is lost, doubled or out of order."""
    tickets = open_tickets(f"sqlite:///{folder}/kiosk.db", "hall", HandClock())
    try:
        kept = {t.visit: t.number for queue in "AB" for t in tickets.of_day(queue)}
        wrong = [f"lost {visit}: {number}" for visit, number in given.items() if kept.get(visit) != number]
        for queue in "AB":
            numbers = [t.number for t in tickets.of_day(queue)]
            wrong += [f"gap in {numbers}"] * (numbers != list(range(1, len(numbers) + 1)))
        return wrong + list(tickets.verify()) + [remark.text for remark in tickets.remarks()]
    finally:
        tickets.close()


def cuts(folder: Path, make: MakeDisk, count: int) -> tuple[int, list[str]]:
    """Numbers given and what was wrong after so many cuts, two for each store: from its making on, and at its second start."""
    given, wrong = 0, []
    for store in range(count // 2):
        home, known = folder / str(store), Numbers()
        home.mkdir()
        for life in range(2):
            seed = store * 2 + life
            known |= until_the_cut(home, make, seed, random.Random(seed).randint(0, 500 if life == 0 else 300))
        given += len(known)
        wrong += wrongs(home, known)
    return given, wrong


def test_after_forty_power_cuts_every_number_a_citizen_was_given_is_there_and_nobody_elses(tmp_path: Path) -> None:
    given, wrong = cuts(tmp_path, CutDisk, CUTS)
    assert wrong == []
    assert given > CUTS * 10


@pytest.mark.parametrize(
    "careless",
    [lambda folder, seed, cut: CutDisk(folder, seed, cut, NORMAL), lambda folder, seed, cut: ForgetfulDisk(folder, seed, cut, FULL)],
    ids=["synchronous is NORMAL", "FULL, and the folder is not synced"],
)
def test_the_same_cuts_find_a_store_that_loses_numbers(tmp_path: Path, careless: MakeDisk) -> None:
    _, wrong = cuts(tmp_path, careless, CUTS)
    assert [line for line in wrong if line.startswith("lost")]
