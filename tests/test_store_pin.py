"""The staff PIN: five tries, then waits that grow and that neither a restart nor the clock shortens."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import HandClock
from kiosk.errors import SettingsError, StoreError
from kiosk.store import Tickets, open_tickets
from kiosk.store.pin import Answer, PinLock, hash_pin, matches, wait_after

RIGHT, WRONG = "482913", "000000"


@pytest.fixture(scope="module")
def stored() -> str:
    return hash_pin(RIGHT)


class Kiosk:
    """A kiosk that can be restarted, with or without somebody setting its clock meanwhile."""

    def __init__(self, folder: Path, stored: str) -> None:
        self.folder, self.stored, self.clock = folder, stored, HandClock()
        self.tickets: Tickets | None = None
        self.restart()

    def restart(self, jump: timedelta = timedelta()) -> None:
        self.close()
        now = self.clock.now() + jump
        self.clock = HandClock(now)
        self.tickets = open_tickets(f"sqlite:///{self.folder}/kiosk.db", "hall", self.clock)
        self.lock = PinLock(self.tickets.database, "hall", "K1", self.stored, self.clock)

    def close(self) -> None:
        if self.tickets is not None:
            self.tickets.close()


@pytest.fixture
def kiosk(tmp_path: Path, stored: str):
    made = Kiosk(tmp_path, stored)
    yield made
    made.close()


def test_the_right_pin_opens_and_clears_the_wrong_tries(kiosk: Kiosk) -> None:
    for _ in range(2):
        assert [kiosk.lock.check(WRONG) for _ in range(4)] == [Answer(False)] * 4
        assert kiosk.lock.check(RIGHT) == Answer(True)


def test_the_fifth_wrong_try_locks_and_then_not_even_the_right_pin_opens(kiosk: Kiosk) -> None:
    assert [kiosk.lock.check(WRONG).wait for _ in range(5)] == [0, 0, 0, 0, 30]
    assert kiosk.lock.check(RIGHT) == Answer(False, 30)
    kiosk.clock.tick(29)
    assert kiosk.lock.check(RIGHT) == Answer(False, 1)
    kiosk.clock.tick(1)
    assert kiosk.lock.check(RIGHT) == Answer(True)


def test_each_further_wrong_try_doubles_the_wait_up_to_an_hour(kiosk: Kiosk) -> None:
    waits = []
    for _ in range(14):
        waits.append(kiosk.lock.check(WRONG).wait)
        kiosk.clock.tick(waits[-1])
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert wait_after(10**6) == 3600


@pytest.mark.parametrize("jump", [timedelta(), timedelta(days=400), timedelta(days=-400), timedelta(hours=1)])
def test_restarting_and_setting_the_clock_gain_nothing(kiosk: Kiosk, jump: timedelta) -> None:
    for _ in range(5):
        kiosk.lock.check(WRONG)
    kiosk.clock.tick(29)
    kiosk.restart(jump)
    assert kiosk.lock.check(RIGHT) == Answer(False, 30)
    kiosk.clock.jump(jump)
    assert kiosk.lock.wait() == 30
    kiosk.clock.tick(30)
    assert kiosk.lock.check(WRONG) == Answer(False, 60)


def test_restarting_after_each_wrong_try_gives_no_sixth(kiosk: Kiosk) -> None:
    for _ in range(5):
        kiosk.lock.check(WRONG)
        kiosk.restart()
    assert kiosk.lock.check(RIGHT) == Answer(False, 30)


def test_pulling_the_plug_before_the_answer_does_not_save_the_try(kiosk: Kiosk) -> None:
    for _ in range(5):
        broken = PinLock(kiosk.tickets.database, "hall", "K1", "scrypt$rubbish", kiosk.clock)
        with pytest.raises(SettingsError):  # anything may go wrong while the PIN is checked: it was counted before
            broken.check(WRONG)
    kiosk.restart()
    assert kiosk.lock.check(RIGHT) == Answer(False, 30)


def test_when_a_try_cannot_be_counted_nobody_gets_in(kiosk: Kiosk) -> None:
    kiosk.tickets.close()
    with pytest.raises(StoreError):
        kiosk.lock.check(RIGHT)


def test_each_kiosk_has_its_own_lock(kiosk: Kiosk) -> None:
    other = PinLock(kiosk.tickets.database, "hall", "K2", kiosk.stored, kiosk.clock)
    for _ in range(5):
        kiosk.lock.check(WRONG)
    assert other.wait() == 0 and kiosk.lock.wait() == 30


def test_without_a_pin_in_the_settings_no_pin_fits(kiosk: Kiosk) -> None:
    lock = PinLock(kiosk.tickets.database, "hall", "K1", "", kiosk.clock)
    assert not lock.check(RIGHT).right and not lock.check("").right


def test_a_hash_fits_its_own_pin_only_and_never_looks_the_same(stored: str) -> None:
    assert matches(RIGHT, stored) and not matches(WRONG, stored) and not matches("", stored)
    assert stored.startswith("scrypt$32768$8$1$") and RIGHT not in stored
    assert hash_pin(RIGHT) != stored


@pytest.mark.parametrize("pin", ["12345", "1" * 13, "12345a", "١٢٣٤٥٦", "", "123456\n"])
def test_a_pin_has_six_to_twelve_digits(pin: str) -> None:
    with pytest.raises(SettingsError):
        hash_pin(pin)


@pytest.mark.parametrize("stored", ["", "scrypt$", "scrypt$x$8$1$00$00", "scrypt$32768$8$1$zz$00", "1234"])
def test_a_hash_nobody_made_is_told_in_a_sentence(stored: str) -> None:
    with pytest.raises(SettingsError, match="kiosk settings pin"):
        matches(RIGHT, stored)
