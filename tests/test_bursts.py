"""Hand scanners that type, told from people who do."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.bursts import FAST, FEWEST, HICCUP, MOST, MOST_WAITING, Bursts

CARD = "079090000123|212345678|Nguyễn Văn An|01011990|Nam|12 Lê Lợi|01012022"


def scan(bursts: Bursts, text: str, at: float = 0.0, step: float = 0.008) -> tuple[list[str], float]:
    """The scanner types; what was taken for typing, and when the last key came."""
    typed = []
    for letter in text:
        typed += bursts.key(letter, at)
        at += step
    return typed, at - step


def taken(bursts: Bursts) -> str | None:
    burst = bursts.take()
    return None if burst is None else burst.decode("utf-8")


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_a_card_scanned_by_hand_is_one_burst_and_enter_ends_it(end: str) -> None:
    bursts = Bursts()
    typed, at = scan(bursts, CARD)
    assert (typed, taken(bursts)) == ([], None)
    assert bursts.key(end, at) == []
    assert taken(bursts) == CARD
    assert taken(bursts) is None


def test_a_scanner_without_enter_is_understood_after_a_short_silence() -> None:
    bursts = Bursts()
    _, at = scan(bursts, CARD)
    assert bursts.due(at + HICCUP / 2) == []
    assert taken(bursts) is None
    assert bursts.due(at + HICCUP) == []
    assert taken(bursts) == CARD


def test_what_a_person_types_comes_back_letter_by_letter() -> None:
    bursts, typed = Bursts(), []
    for number, letter in enumerate("khai sinh"):
        typed += bursts.key(letter, number * 0.12)
        typed += bursts.due(number * 0.12 + FAST)
    assert "".join(typed) == "khai sinh"
    assert taken(bursts) is None


def test_two_keys_of_a_rolling_hand_are_typing_and_in_order() -> None:
    bursts = Bursts()
    assert bursts.key("a", 0.0) + bursts.key("n", 0.01) + bursts.key("h", 0.02) == []
    assert bursts.due(0.1) == ["a", "n", "h"]


def test_a_letter_typed_just_before_the_scan_belongs_to_the_person() -> None:
    bursts = Bursts()
    assert bursts.key("x", 0.0) == []
    typed, at = scan(bursts, CARD, at=0.2)
    bursts.key("\r", at)
    assert typed == ["x"]
    assert taken(bursts) == CARD


def test_five_fast_letters_are_typing_and_six_are_a_scanner() -> None:
    bursts = Bursts()
    scan(bursts, "a" * (FEWEST - 1))
    assert bursts.due(1.0) == ["a"] * (FEWEST - 1)
    scan(bursts, "a" * FEWEST, at=2.0)
    assert bursts.due(3.0) == []
    assert taken(bursts) == "a" * FEWEST


def test_enter_and_tab_of_a_person_press_nothing() -> None:
    bursts = Bursts()
    assert bursts.key("\r", 0.0) == []
    assert bursts.key("a", 1.0) == []
    assert bursts.key("\t", 1.01) == ["a"]
    assert taken(bursts) is None


def test_a_busy_screen_does_not_cut_a_burst_in_two() -> None:
    bursts = Bursts()
    _, at = scan(bursts, CARD[:20])
    scan(bursts, CARD[20:] + "\r", at=at + 0.2)
    assert taken(bursts) == CARD


def test_an_input_method_that_deletes_and_writes_anew_is_followed() -> None:
    bursts = Bursts()
    for number, key in enumerate([*"079090000123|Tra", "\b", "à", *"n Thi", "\b", "ị"]):
        assert bursts.key(key, number * 0.008) == []
    bursts.key("\r", 0.3)
    assert taken(bursts) == "079090000123|Tràn Thị"


def test_an_input_method_that_commits_whole_words_is_followed() -> None:
    bursts = Bursts()
    for number, key in enumerate(["079090000123|", "Nguyễn ", "Văn", "", "\r"]):
        assert bursts.key(key, number * 0.03) == []
    assert taken(bursts) == "079090000123|Nguyễn Văn"


def test_the_backspace_of_a_person_comes_back_in_its_place() -> None:
    bursts = Bursts()
    assert bursts.key("a", 0.0) == []
    assert bursts.key("\b", 0.02) == ["a", "\b"]
    assert bursts.key("\b", 5.0) == ["\b"]


def test_a_text_that_is_too_long_is_swallowed_whole() -> None:
    bursts = Bursts()
    typed, at = scan(bursts, "ễ" * (MOST + 5000), step=0.001)
    bursts.key("\r", at)
    assert typed == []
    assert taken(bursts) == ""
    scan(bursts, CARD + "\r", at=at + 1)
    assert taken(bursts) == CARD


def test_the_longest_text_is_kept_whole() -> None:
    bursts = Bursts()
    scan(bursts, "😀" * MOST + "\r")
    assert taken(bursts) == "😀" * MOST


def test_bursts_that_nobody_takes_do_not_heap_up() -> None:
    bursts = Bursts()
    for number in range(20):
        scan(bursts, f"receipt-{number:02d}\r", at=number * 1.0)
    texts = [taken(bursts) for _ in range(MOST_WAITING + 1)]
    assert texts == [f"receipt-{number}" for number in range(20 - MOST_WAITING, 20)] + [None]


def test_nothing_of_a_burst_stays_behind() -> None:
    bursts = Bursts()
    scan(bursts, CARD + "\r")
    burst = bursts.take()
    assert burst is not None
    assert not any(bursts._held)
    scan(bursts, "ab")
    assert bursts.due(1.0) == ["a", "b"]
    assert not any(bursts._held)


@given(st.lists(st.tuples(st.characters(exclude_categories=["Cs", "Cc"]), st.floats(0.0, 0.2)), max_size=60))
def test_no_letter_is_lost_or_moved_whoever_types(keys: list[tuple[str, float]]) -> None:
    """Typed letters and bursts together are what came in, each in its order."""
    bursts, at, out, sent = Bursts(), 0.0, "", ""
    for letter, pause in keys:
        at += pause
        sent += letter
        out += "".join(bursts.key(letter, at))
        while (burst := bursts.take()) is not None:
            out += burst.decode("utf-8")
    out += "".join(bursts.due(at + 1.0))
    while (burst := bursts.take()) is not None:
        out += burst.decode("utf-8")
    assert out == sent


def test_a_scanner_at_any_speed_it_really_has_is_heard() -> None:
    for seed in range(50):
        chance, bursts, at = random.Random(seed), Bursts(), 0.0
        for letter in CARD:
            assert bursts.key(letter, at) == []
            at += chance.uniform(0.0005, FAST * 0.95)
        bursts.key("\r", at)
        assert taken(bursts) == CARD
