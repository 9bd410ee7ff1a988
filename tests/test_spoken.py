"""Numbers are said as people say them, and each in a way of its own."""

import pytest

from kiosk.rules.spoken import DIGITS, LARGEST, mark, number

KNOWN = {
    0: "không", 1: "một", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi", 21: "hai mươi mốt",
    24: "hai mươi tư", 25: "hai mươi lăm", 31: "ba mươi mốt", 44: "bốn mươi tư", 55: "năm mươi lăm", 91: "chín mươi mốt", 100: "một trăm",
    101: "một trăm linh một", 104: "một trăm linh bốn", 105: "một trăm linh năm", 110: "một trăm mười", 111: "một trăm mười một",
    115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 205: "hai trăm linh năm", 555: "năm trăm năm mươi lăm", 1000: "một nghìn",
    1005: "một nghìn không trăm linh năm", 1015: "một nghìn không trăm mười lăm", 1234: "một nghìn hai trăm ba mươi tư",
    21000: "hai mươi mốt nghìn", 105105: "một trăm linh năm nghìn một trăm linh năm",
    999999: "chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
}  # fmt: skip
ENGLISH = {0: "zero", 15: "fifteen", 21: "twenty one", 105: "one hundred and five", 1005: "one thousand and five"}
ENGLISH |= {1234: "one thousand two hundred and thirty four"}
NAMES = [("A", "a"), ("B", "bê"), ("K", "ca"), ("A-K2", "a, ca hai"), ("12", "mười hai"), ("3b", "ba bê"), ("Đ", "đê")]
ONES = {word: at for at, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}


def heard(words: str) -> int:
    """What a listener understands: written without a look at how it is said."""
    before, _, after = words.rpartition("nghìn")
    return (group(before.split()) * 1000 if "nghìn" in words else 0) + group(after.split())


def group(words: list[str]) -> int:
    """Up to three digits: [hundreds trăm] [linh ones | mười ones | tens mươi ones | ones]."""
    value = 0
    if words[1:2] == ["trăm"]:
        value, words = ONES[words[0]] * 100, words[2:]
    if words[:1] == ["linh"]:
        return value + ONES[words[1]]
    if words[:1] == ["mười"]:
        return value + 10 + sum(ONES[word] for word in words[1:])
    if words[1:2] == ["mươi"]:
        return value + ONES[words[0]] * 10 + sum(ONES[word] for word in words[2:])
    return value + sum(ONES[word] for word in words)


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_as_people_say_it(value: int, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(("value", "words"), ENGLISH.items())
def test_and_in_english(value: int, words: str) -> None:
    assert number(value, "en") == words


def test_no_two_numbers_sound_alike_and_each_is_understood() -> None:
    said = [number(value) for value in range(20_000)] + [number(value) for value in range(20_000, LARGEST, 997)]
    assert len(set(said)) == len(said)
    assert [value for value in range(20_000) if heard(said[value]) != value] == []
    assert [value for value in range(20_000, LARGEST, 997) if heard(number(value)) != value] == []


def test_what_is_too_large_is_not_said() -> None:
    for value in (-1, LARGEST + 1):
        with pytest.raises(ValueError):
            number(value)


@pytest.mark.parametrize(("text", "words"), NAMES)
def test_prefixes_and_counters_have_names(text: str, words: str) -> None:
    assert mark(text) == words


def test_in_english_letters_stay_letters() -> None:
    assert mark("A-K2", "en") == "A, K two"
