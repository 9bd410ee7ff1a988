"""How a visit ends, and how the program ends: in time, with 0, and with nothing left behind."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_window import HEIGHT, WATCHDOG, WIDTH, RealKiosk, real_kiosk, text_anywhere

from kiosk.store.pin import hash_pin
from kiosk.virtual_display import Display, virtual_display

IN_TIME = 2.0  # s
PLANTED = "079203456789"
PIN = "246813"


@pytest.fixture(scope="module")
def panel() -> Iterator[Display]:
    with virtual_display(WIDTH, HEIGHT) as display:
        yield display


def test_the_service_hears_ready_after_the_first_frame_and_beats_while_nobody_is_there(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path, driven=False) as kiosk:
        kiosk.until(lambda: len(kiosk.beats()) >= 6, "six beats")
        said = [line for _, line in kiosk.heard]
        assert said.index("STATUS=Attract") < said.index("READY=1") < said.index("WATCHDOG=1")
        gaps = [b - a for a, b in zip(kiosk.beats(), kiosk.beats()[1:], strict=False)]
        assert max(gaps) < WATCHDOG
        assert kiosk.terminate() <= IN_TIME
        assert kiosk.process.returncode == 0
        kiosk.until_said("STOPPING=1")
        assert list(kiosk.home.rglob("*")) == []
        assert list((tmp_path / "tmp").rglob("*")) == []
        assert "bug in" not in kiosk.log()


def test_without_a_frame_the_kiosk_never_says_that_it_is_ready(panel: Display, tmp_path: Path) -> None:
    kiosk = RealKiosk(panel, tmp_path, blind=True)
    try:
        kiosk.until_at("Attract")
        kiosk.ask("[Clock.schedule_once(lambda dt: words.update(later=1), 1), 0][1]")
        kiosk.until(lambda: kiosk.ask("'later' in words"), "a second")
        assert not kiosk.lines("READY=1")
        kiosk.ask("app._flipped()")
        kiosk.until_said("READY=1")
    finally:
        kiosk.close()


@pytest.mark.parametrize("lane", ["printer", "store", "search"])
def test_the_program_ends_in_time_while_a_job_hangs(panel: Display, tmp_path: Path, lane: str) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        kiosk.ask(f"kiosk.work.start('{lane}', lambda: [words.update(hangs=1), time.sleep(60)], str, str)")
        kiosk.until(lambda: kiosk.ask("'hangs' in words"), "the job to begin")
        assert kiosk.terminate() <= IN_TIME
        assert kiosk.process.returncode == 0


def test_the_program_ends_in_time_while_the_store_is_held_and_the_screen_is_frozen(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        kiosk.ask("kiosk.world.tickets.database._lock.acquire()")
        kiosk.ask("[Clock.schedule_once(lambda dt: time.sleep(60), 0.1), 0][1]")
        last = len(kiosk.beats())
        kiosk.until(lambda: time.monotonic() - kiosk.beats()[-1] > WATCHDOG, "the beats to stop")
        assert len(kiosk.beats()) <= last + 2
        assert kiosk.terminate() <= IN_TIME
        assert kiosk.process.returncode == 0
        assert list((tmp_path / "tmp").rglob("*")) == []


def test_staff_leave_with_their_pin(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path, {"staff.pin_hash": f'"{hash_pin(PIN)}"', "idle.pin": "120"}) as kiosk:
        kiosk.wake()
        kiosk.click(*kiosk.place("clock"), 5, 120)
        kiosk.until_at("PinPad")
        for typed, digit in enumerate(PIN, 1):
            kiosk.click(*kiosk.place(f"digit.{digit}"))
            kiosk.until(lambda n=typed: kiosk.ask("kiosk.session.moment.typed") == n, f"digit {typed}")
        kiosk.go("digit.enter", "StaffDesk")
        kiosk.click(*kiosk.place("staff.close"))
        assert kiosk.process.wait(10) == 0
        assert "bug in" not in kiosk.log()


def silence(kiosk: RealKiosk, seconds: float) -> None:
    """So much time passes for whoever counts silence."""
    kiosk.ask(f"[hand.__setitem__(0, hand[0] + {seconds}), setattr(kiosk.idle, 'monotonic', lambda: time.monotonic() + hand[0])][1]")


def test_silence_is_asked_about_then_the_visit_is_wiped_and_leaves_nothing(panel: Display, tmp_path: Path) -> None:
    """The citizen typed an ID number, changed all four choices, answered once, and walked away."""
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        visit, choices = kiosk.ask("kiosk.session.visit"), kiosk.ask("str(kiosk.choices)")
        kiosk.go("home.search", "Searching")
        kiosk.types(PLANTED)
        for choice in ("language", "size", "contrast", "low"):
            kiosk.click(*kiosk.place(f"choice.{choice}"))
        kiosk.until(lambda: kiosk.ask("kiosk.choices.low"), "the last choice")
        silence(kiosk, 95)
        kiosk.click(*kiosk.place("idle.stay"))
        kiosk.until(lambda: kiosk.ask("app.hall.question is None"), "the question to go")
        assert kiosk.ask("kiosk.session.visit") == visit
        assert kiosk.ask("kiosk.session.moment.query") == PLANTED
        silence(kiosk, 95)
        kiosk.until(lambda: kiosk.ask("app.hall.question is not None"), "the question")
        kiosk.keys("a", "F1")  # a keyboard does not answer for the citizen below the question, and opens nothing
        silence(kiosk, 25)
        kiosk.until_at("Attract")
        assert kiosk.ask("str(kiosk.choices)") == choices
        assert kiosk.ask("kiosk.session.visit") != visit
        assert kiosk.ask("[kiosk.session.trail, kiosk.session.private]") == [[], {}]
        left = text_anywhere(PLANTED, kiosk.state, tmp_path / "log", tmp_path / "tmp", kiosk.home)
        assert left == []
        assert PLANTED not in "".join(line for _, line in kiosk.heard)
        typed = "[o for o in __import__('gc').get_objects() if type(o).__name__ in ('Searching', 'SearchField')]"
        kiosk.until(lambda: not kiosk.ask(typed), "the memory of it to go", 10)


def test_a_stuck_store_lane_stops_the_beats_until_it_moves_again(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.until(lambda: kiosk.beats(), "a beat")
        start = time.monotonic()
        kiosk.ask("[kiosk.work.call_later('store', lambda: [time.sleep(5), words.update(free=1)], str), 0][1]")
        kiosk.until(lambda: kiosk.ask("'free' in words"), "the lane to be free")
        freed = time.monotonic()
        kiosk.until(lambda: kiosk.beats()[-1] > freed + 0.5, "the beats to come back")
        silent = [b - a for a, b in zip(kiosk.beats(), kiosk.beats()[1:], strict=False) if a > start - 1]
        assert max(silent) > 1.2  # beats go on for 3 s, then not before the lane moves


def test_a_frozen_screen_stops_the_beats(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.until(lambda: kiosk.beats(), "a beat")
        kiosk.ask("[Clock.schedule_once(lambda dt: time.sleep(2.5), 0.1), 0][1]")
        kiosk.until(lambda: time.monotonic() - kiosk.beats()[-1] > 2.2, "the beats to stop")
        before = len(kiosk.beats())
        kiosk.until(lambda: len(kiosk.beats()) > before + 2, "the beats to come back")


def test_what_another_process_or_a_server_needs_takes_no_room_here(panel: Display, tmp_path: Path) -> None:
    """The portal is asked by the reader; a kiosk with a file of its own has no use for a server's client."""
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        kiosk.go("home.ticket", "Queues")
        kiosk.ask("[kiosk.look_at_printer(), 0][1]")
        kiosk.until(lambda: kiosk.ask("bool(kiosk.world.tickets) and 'deliverer' in kiosk.world.__dict__"), "the store and the outbox")
        assert kiosk.ask("[name for name in ('psycopg', 'requests', 'cv2', 'cryptography') if name in __import__('sys').modules]") == []
