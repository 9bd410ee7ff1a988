import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.vietnamese import fold, has_accent, is_syllable, nfc, sort_key, split_tone, tokens, undo_typing, with_tone

WORDS = (
    *("giấy", "tờ", "khai", "sinh", "người", "đường", "quyền", "quý", "gì", "già", "huỳnh", "khuỷu", "thuở", "nghiêng", "xoáy"),
    *("hòa", "thủy", "cưới", "hưởng", "trợ", "cấp", "tuất", "nuôi", "quốc", "ngoài"),
)
TELEX = {1: "f", 2: "s", 3: "r", 4: "x", 5: "j", 0: ""}
TELEX_SHAPES = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {1: "2", 2: "1", 3: "3", 4: "4", 5: "5", 0: ""}
VNI_SHAPES = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}


def keys(word: str, tones: dict[int, str], shapes: dict[str, str]) -> str:
    shape, tone = split_tone(word)
    return "".join(shapes.get(c, c) for c in shape) + tones[tone]


def test_folding_takes_every_accent_and_the_bar_of_d() -> None:
    assert fold("Đường Nguyễn Thị Mẫu") == "duong nguyen thi mau"


def test_folding_does_not_care_how_the_letters_are_composed() -> None:
    assert fold(unicodedata.normalize("NFD", "Phường Phú Hài")) == fold("Phường Phú Hài")
    assert nfc(unicodedata.normalize("NFD", "Phường")) == "Phường"


def test_punctuation_and_pictures_separate_words() -> None:
    assert tokens("Khai sinh, (bản sao)! 😀 số-2") == ["khai", "sinh", "bản", "sao", "số", "2"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_taken_apart_and_put_together_is_the_same(word: str) -> None:
    assert with_tone(*split_tone(word)) == word
    assert is_syllable(word)
    assert is_syllable(fold(word))


def test_old_and_new_places_of_the_tone_are_the_same_word() -> None:
    assert split_tone("hoà") == split_tone("hòa")
    assert with_tone(*split_tone("thuý")) == "thúy"


@pytest.mark.parametrize("word", ["nge", "ngèo", "cinh", "kai", "gha", "xyz", "strong", "bh", "tàc"])
def test_what_nobody_can_say_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", WORDS)
def test_raw_telex_becomes_the_word_that_was_meant(word: str) -> None:
    assert undo_typing(keys(word, TELEX, TELEX_SHAPES)) == word


@pytest.mark.parametrize("word", WORDS)
def test_raw_vni_becomes_the_word_that_was_meant(word: str) -> None:
    assert undo_typing(keys(word, VNI, VNI_SHAPES)) == word


@pytest.mark.parametrize(
    ("raw", "meant"), [("vieejt", "việt"), ("ddangw", "đăng"), ("nguwowif", "người"), ("phuong72", "phường"), ("d9a8ng", "đăng")]
)
def test_marks_may_stand_at_the_end(raw: str, meant: str) -> None:
    assert undo_typing(raw) == meant


@pytest.mark.parametrize("word", ["khai", "sinh", "ct07", "kt3", "2024", "ubnd", "b2", "passport"])
def test_plain_words_codes_and_shorthand_stay(word: str) -> None:
    assert undo_typing(word) == word


def test_names_are_sorted_as_the_vietnamese_alphabet_has_them() -> None:
    assert sorted(["đất", "dân", "ân", "ăn", "an", "bá", "ba", "bà"], key=sort_key) == ["an", "ăn", "ân", "ba", "bà", "bá", "dân", "đất"]


@given(st.text(max_size=40))
def test_no_text_makes_the_letters_fail(text: str) -> None:
    for word in tokens(text):
        assert isinstance(undo_typing(word), str)
        assert not any(unicodedata.combining(c) for c in fold(word))
        assert has_accent(word) != word.isascii()
        is_syllable(word)
        with_tone(*split_tone(word))
