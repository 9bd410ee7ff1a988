"""Somebody hammers keys, buttons and fingers on the real window: nothing leaves the kiosk, nothing opens, nothing happens twice."""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_window import HEIGHT, WIDTH, RealKiosk, real_kiosk

from kiosk.store.pin import hash_pin
from kiosk.virtual_display import Display, virtual_display

PIN = "246813"
SEED = 20260701
LETTERS = ("a", "c", "e", "i", "n", "o", "p", "q", "s", "t", "v", "w", "z")
XF86 = ("HomePage", "Search", "Calculator", "Mail", "WWW", "Explorer", "LogOff", "PowerOff", "Sleep", "AudioMute", "Back", "ScreenSaver")
HOT_KEYS = (
    "Escape", *(f"F{n}" for n in range(1, 13)), "alt+F4", "alt+Tab", "alt+space", "alt+Escape", "alt+Return", "ctrl+Escape", "ctrl+F4",
    *(f"ctrl+{letter}" for letter in LETTERS), *(f"ctrl+shift+{letter}" for letter in "iqt"), "ctrl+alt+BackSpace", "ctrl+alt+Delete",
    "ctrl+alt+t", "ctrl+alt+F1", "ctrl+alt+F2", "Super_L", "super+d", "super+l", "super+r", "super+Tab", "Print", "alt+Print",
    "shift+Print", "Menu", "shift+F10", "Pause", "Scroll_Lock", "Tab", "shift+Tab",
    "Return", "space", "Insert", "Delete", "BackSpace", "Home", "End",
    *(f"XF86{name}" for name in XF86),
)  # fmt: skip


@pytest.fixture(scope="module")
def panel() -> Iterator[Display]:
    with virtual_display(WIDTH, HEIGHT) as display:
        yield display


@pytest.fixture(scope="module")
def one(panel: Display, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKiosk]:
    """One kiosk for the whole file: it has to live through all of it."""
    with real_kiosk(panel, tmp_path_factory.mktemp("kiosk"), {"staff.pin_hash": f'"{hash_pin(PIN)}"'}) as kiosk:
        yield kiosk
        assert "bug in" not in kiosk.log()
        assert "StaffDesk" not in kiosk.lines("STATUS=")
        kiosk.terminate()
        assert kiosk.process.returncode == 0


@pytest.fixture
def kiosk(one: RealKiosk) -> RealKiosk:
    """Nobody is there."""
    if one.at() != "Attract":
        one.leave()
    one.xdotool("windowfocus", *one.windows())
    return one


def opened(kiosk: RealKiosk) -> dict[str, object]:
    """All that could have been opened or left lying about."""
    return {
        "windows": kiosk.windows(),
        "in the window": kiosk.ask("len(Window.children)"),
        "drawn on top": kiosk.ask("len(Window.canvas.after.children)"),
        "settings panel": kiosk.ask("app._app_settings is not None"),
        "ends": kiosk.ask("EventLoop.quit"),
        "size": kiosk.ask("[Window.size, Window.system_size]"),
        "files": sorted(str(file) for place in (kiosk.home, kiosk.folder / "tmp") for file in place.rglob("*")),
    }


@pytest.mark.parametrize("screen", ["Attract", "Home", "Searching"])
def test_no_key_leaves_the_kiosk_or_opens_anything(kiosk: RealKiosk, screen: str) -> None:
    if screen != "Attract":
        kiosk.wake()
    if screen == "Searching":
        kiosk.go("home.search", "Searching")
    before = opened(kiosk)
    kiosk.keys(*HOT_KEYS)
    kiosk.drawn()
    assert opened(kiosk) == before
    assert kiosk.at() == screen
    assert kiosk.ask("getattr(kiosk.session.moment, 'query', '').strip()") == ""  # F2 is no letter


def test_a_window_manager_cannot_close_the_window(kiosk: RealKiosk) -> None:
    before = opened(kiosk)
    for _ in range(3):
        kiosk.close_window()
    kiosk.drawn()
    assert opened(kiosk) == before


def test_only_a_finger_or_the_left_button_touches(kiosk: RealKiosk) -> None:
    kiosk.wake()
    x, y = kiosk.place("home.ticket")
    before = opened(kiosk)
    for button in range(2, 10):
        kiosk.click(x, y, button=button)
        kiosk.xdotool("keydown", "ctrl", "click", button, "keyup", "ctrl")
    kiosk.drawn()
    assert kiosk.at() == "Home"
    assert opened(kiosk) == before


def test_only_the_first_of_ten_fingers_counts(kiosk: RealKiosk) -> None:
    kiosk.wake()
    (x, y), (wrong_x, wrong_y) = kiosk.place("home.search"), kiosk.place("home.ticket")
    seen = len(kiosk.lines("STATUS="))
    kiosk.ask(f"press('first', {x}, {y})")
    for n in range(9):
        kiosk.ask(f"press('{n}', {wrong_x}, {wrong_y + n})")
    for n in range(9):
        kiosk.ask(f"lift('{n}')")
    assert kiosk.at() == "Home"
    kiosk.ask("lift('first')")
    kiosk.drawn()
    assert kiosk.lines("STATUS=")[seen:] == ["Searching"]


def test_a_long_press_is_one_touch(kiosk: RealKiosk) -> None:
    kiosk.wake()
    seen = len(kiosk.lines("STATUS="))
    kiosk.xdotool("mousemove", *kiosk.place("home.search"), "mousedown", 1, "sleep", 1.5, "mouseup", 1)
    kiosk.until_at("Searching")
    assert kiosk.lines("STATUS=")[seen:] == ["Searching"]


def test_a_finger_that_was_never_seen_to_lift_does_not_block_the_kiosk(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.ask("press('lost', 5, 5)")
    x, y = kiosk.place("home.search")
    kiosk.click(x, y)
    kiosk.drawn()
    assert kiosk.at() == "Home"  # one finger at a time
    kiosk.ask("setattr(app.hall.touch, '_down', time.monotonic() - 11)")
    kiosk.go("home.search", "Searching")
    kiosk.ask("lift('lost')")


def test_a_finger_held_while_the_visit_ends_touches_nothing_in_the_next_one(kiosk: RealKiosk) -> None:
    kiosk.wake()
    x, y = kiosk.place("home.ticket")
    kiosk.ask(f"press('late', {x}, {y})")
    kiosk.leave()
    seen = len(kiosk.lines("STATUS="))
    kiosk.ask("lift('late')")
    kiosk.drawn()
    assert set(kiosk.lines("STATUS=")[seen:]) <= {"Home"}  # it may wake the kiosk, not more


def test_the_first_touch_only_wakes_however_often_it_comes(kiosk: RealKiosk) -> None:
    kiosk.wake()
    x, y = kiosk.place("home.ticket")
    for times, delay in ((1, 50), (2, 60), (3, 150), (5, 220)):
        kiosk.leave()
        seen = len(kiosk.lines("STATUS="))
        kiosk.click(x, y, times, delay)
        kiosk.until_at("Home")
        kiosk.place("home.ticket")
        assert kiosk.lines("STATUS=")[seen:] == ["Home"]


def test_impatient_taps_on_the_way_to_a_number_give_one_number(kiosk: RealKiosk) -> None:
    """Every step is tapped two to five times, faster than anybody reads."""
    chance, visits = random.Random(SEED), 3

    def tap(key: str, screen: str) -> None:
        kiosk.click(*kiosk.place(key), chance.randint(2, 5), chance.randint(40, 230))
        kiosk.until(lambda: kiosk.at() == screen, f"after tapping {key}")

    before = kiosk.ask("sum(len(kiosk.world.tickets.of_day(q.code)) for q in kiosk.settings.queues)")
    for _ in range(visits):
        tap("attract.wake", "Home")
        seen = len(kiosk.lines("STATUS="))
        tap("home.ticket", "Queues")
        tap("queue.B", "Priority")
        tap("nav.action", "TicketGiven")
        assert [s for s in kiosk.lines("STATUS=")[seen:] if s != "Waiting"] == ["Queues", "Priority", "TicketGiven"]
        kiosk.go("nav.action", "Attract")
    assert kiosk.ask("sum(len(kiosk.world.tickets.of_day(q.code)) for q in kiosk.settings.queues)") == before + visits


def test_a_double_tap_ticks_a_paper_once_and_changes_a_choice_once(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.click(*kiosk.place("choice.size"), 3, 110)
    kiosk.until(lambda: kiosk.ask("kiosk.choices.size"), "the letters to grow")
    kiosk.drawn()
    assert kiosk.ask("kiosk.choices.size") == 1
    kiosk.ask("kiosk.browse.open(next(p for p in kiosk.offered().values() if p.papers))")
    kiosk.click(*kiosk.place("paper.0"), 2, 120)
    kiosk.until(lambda: kiosk.ask("len(kiosk.session.moment.ticked)"), "the paper to be ticked")
    kiosk.drawn()
    assert kiosk.ask("len(kiosk.session.moment.ticked)") == 1


def test_the_choices_can_be_changed_in_the_middle_of_a_visit(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.go("home.fields", "Fields")
    for choice, is_made in (("language", "language == 'en'"), ("size", "size == 1"), ("contrast", "contrast"), ("low", "low")):
        kiosk.click(*kiosk.place(f"choice.{choice}"))
        kiosk.until(lambda made=is_made: kiosk.ask(f"kiosk.choices.{made}"), f"the {choice} to change")
        kiosk.drawn()
        assert kiosk.at() == "Fields"


def test_five_taps_on_the_clock_open_the_pin_pad_and_only_that(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.click(*kiosk.place("clock"), 4, 120)
    kiosk.drawn()
    assert kiosk.at() == "Home"
    kiosk.ask("app.hall._taps.clear()")
    kiosk.click(*kiosk.place("clock"), 5, 120)
    kiosk.until_at("PinPad")
    kiosk.go("nav.back", "Attract")
    kiosk.wake()
    kiosk.go("home.search", "Searching")
    kiosk.click(*kiosk.place("clock"), 8, 120)
    kiosk.drawn()
    assert kiosk.at() == "Searching"


def test_wrong_pins_lock_the_pad(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.click(*kiosk.place("clock"), 5, 120)
    kiosk.until_at("PinPad")
    for _ in range(5):
        kiosk.until(lambda: kiosk.at() == "PinPad", "the pad")
        kiosk.ask("[kiosk.staff.digit('1') for _ in range(6)]")
        kiosk.click(*kiosk.place("digit.enter"))
        kiosk.until(lambda: kiosk.ask("getattr(kiosk.session.moment, 'wrong', False)"), "the answer")
    assert kiosk.ask("kiosk.session.moment.locked") > 0
    kiosk.ask(f"[kiosk.staff.digit(digit) for digit in '{PIN}']")
    kiosk.click(*kiosk.place("digit.enter"))
    kiosk.until(lambda: kiosk.ask("getattr(kiosk.session.moment, 'wrong', False)"), "the answer")
    assert kiosk.at() == "PinPad"


def random_words(chance: random.Random) -> list[object]:
    """One thing that a monkey does, in xdotool's words."""
    x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
    kind = chance.random()
    if kind < 0.3:
        return ["key", chance.choice(HOT_KEYS)]
    if kind < 0.45:
        return ["key", chance.choice("abcdefghijklmnopqrstuvwxyz0123456789")]
    if kind < 0.9:
        button = chance.choice((1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 8))
        return ["mousemove", x, y, "click", "--repeat", chance.choice((1, 1, 2, 3)), "--delay", chance.randint(20, 200), button]
    return ["mousemove", x, y, "mousedown", 1, "mousemove", chance.randrange(WIDTH), chance.randrange(HEIGHT), "sleep", 0.05, "mouseup", 1]


def test_a_monkey_at_the_panel_and_a_keyboard_does_not_get_out(kiosk: RealKiosk) -> None:
    """Twelve seconds; KIOSK_MONKEY_MINUTES=60 for a night."""
    minutes = float(os.environ.get("KIOSK_MONKEY_MINUTES", "0.2"))
    chance, end, before = random.Random(SEED), time.monotonic() + minutes * 60, opened(kiosk)
    while time.monotonic() < end:
        kiosk.xdotool(*(word for _ in range(12) for word in random_words(chance)))
        assert kiosk.alive()
    kiosk.drawn()
    assert opened(kiosk) | {"in the window": 1} == before
    assert "StaffDesk" not in kiosk.lines("STATUS=")
    ways = ("attract.wake", "nav.again", "idle.stay", "nav.action", "nav.back")
    for _ in range(12):
        if kiosk.at() == "Home":
            break
        found = kiosk.until(lambda: [kiosk.ask(f"where('{way}')") for way in ways if kiosk.ask(f"where('{way}')")], "a way on")
        kiosk.click(*found[0])
        kiosk.drawn()
    assert kiosk.at() == "Home"


def test_a_window_manager_s_own_keys_do_not_end_the_kiosk(tmp_path: Path) -> None:
    if not shutil.which("openbox"):
        pytest.skip("openbox is missing (apt-get install openbox): Alt-F4 under a real window manager was NOT tried")
    with virtual_display(WIDTH, HEIGHT) as display:
        manager = subprocess.Popen(["openbox"], env=display.environment | {"HOME": str(tmp_path)}, stderr=subprocess.DEVNULL)
        try:
            with real_kiosk(display, tmp_path / "kiosk") as kiosk:
                window = max(kiosk.windows(), key=int)
                for attack in (("key", "alt+F4"), ("key", "alt+Escape"), ("key", "alt+F4"), ("windowminimize", window)):
                    kiosk.xdotool("windowactivate", window, "windowfocus", window)
                    kiosk.xdotool(*attack)
                    kiosk.drawn()
                    kiosk.until(lambda: window in kiosk.windows(), f"the window to stand after {attack}")
                assert kiosk.terminate() <= 2.0
                assert kiosk.process.returncode == 0
        finally:
            manager.terminate()
            manager.wait(10)
