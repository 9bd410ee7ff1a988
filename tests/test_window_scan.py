"""Scanning on the real window: by the camera and by a hand scanner that types, on any screen; and nothing of it is left."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from leaks import BEGINS, file_hits, hits, memory_hits
from real_window import HEIGHT, WIDTH, RealKiosk, real_kiosk

from kiosk.virtual_display import Display, virtual_display

AFTER = 5.0  # s after the visit
SHOWN, TYPED, PADDED = (f"{BEGINS.decode()}{rest}" for rest in ("481516", "234217", "705031"))
CODE = "000.00.00.X00-261118-0007"


def card(number: str) -> str:
    return f"{number}||Nguyen Van Kin|01011990|Nam|1 Le Loi|01012022"


@pytest.fixture(scope="module")
def panel() -> Iterator[Display]:
    with virtual_display(WIDTH, HEIGHT) as display:
        yield display


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder that the camera looks at."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


@pytest.fixture
def kiosk(panel: Display, tmp_path: Path, pictures: Path) -> Iterator[RealKiosk]:
    with real_kiosk(panel, tmp_path, {"camera.device": f'"pictures:{pictures}"'}) as started:
        yield started


def hold(pictures: Path, text: str) -> None:
    part = pictures / "held.part"
    segno.make(text, error="m").save(part, kind="png", scale=6, border=8)
    part.rename(pictures / "held.png")


def scanner_types(kiosk: RealKiosk, text: str, *screens: str) -> None:
    """As fast as no hand does, with Enter at the end; like a citizen once more where it was not heard (xdotool, too, is kept waiting)."""
    for last in (False, False, True):
        kiosk.xdotool("type", "--delay", 2, text + "\n")
        end = time.monotonic() + 4
        while kiosk.at() not in screens and (last or time.monotonic() < end):
            assert time.monotonic() < end + 30, f"not heard: still at {kiosk.at()}"
            time.sleep(0.1)
        if kiosk.at() in screens:
            return
        if kiosk.at() == "NotForUs":
            kiosk.ask("kiosk.back()")


def test_a_card_held_before_the_camera_wakes_the_kiosk(kiosk: RealKiosk, pictures: Path) -> None:
    hold(pictures, card(SHOWN))
    kiosk.until_at("CardRead")
    kiosk.go("card.status", "Scan")
    kiosk.until(lambda: kiosk.ask("kiosk.preview() is not None"), "the camera's picture")
    assert "bug in" not in kiosk.log()


def test_a_hand_scanner_is_heard_on_any_screen_and_its_enter_presses_nothing(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.go("home.search", "Searching")
    scanner_types(kiosk, card(TYPED), "CardRead")
    kiosk.click(*kiosk.place("nav.back"))
    kiosk.until_at("Searching")
    assert kiosk.ask("kiosk.session.moment.query") == "", "a scanner's letters are nobody's typing"


def test_a_person_s_typing_is_no_scan(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.go("home.search", "Searching")
    kiosk.types("khai sinh")
    assert kiosk.ask("kiosk.session.moment.query") == "khai sinh"


def test_five_seconds_after_the_visit_no_number_is_left_in_the_window_s_process(kiosk: RealKiosk, pictures: Path, tmp_path: Path) -> None:
    """One was shown, one typed by a hand scanner, one typed on the pad; each was used to ask the portal."""
    begun = time.time()
    hold(pictures, card(SHOWN))
    kiosk.until_at("CardRead")
    (pictures / "held.png").unlink()
    kiosk.ask("kiosk.back()")
    scanner_types(kiosk, card(TYPED), "CardRead")
    assert kiosk.ask("kiosk.session.moment.card.number").endswith(TYPED[-4:])
    scanner_types(kiosk, CODE, "Sorry", "Second", "StatusPage")
    kiosk.ask("kiosk.status.type_number()")
    for typed, digit in enumerate(PADDED, 1):
        kiosk.click(*kiosk.place(f"digit.{digit}"))
        kiosk.until(lambda n=typed: kiosk.ask("kiosk.session.moment.typed") == n, f"digit {typed}")
    kiosk.click(*kiosk.place("digit.enter"))
    kiosk.until_at("Sorry", "Second", "StatusPage")
    kiosk.leave()
    time.sleep(AFTER)
    wanted = {hashlib.sha256(number.encode()).hexdigest() for number in (SHOWN, TYPED, PADDED)}
    assert memory_hits(wanted, str(kiosk.process.pid)) == 0
    assert file_hits(tmp_path, begun, wanted) == []
    assert hits(kiosk.log().encode(), wanted) == 0
    assert "bug in" not in kiosk.log()
