"""A citizen writes Vietnamese with large keys on the screen, or with Telex or VNI on whatever keys there are."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.typing import EDIT_KEYS, MARK_KEYS, TONE_KEYS, Mode, mode_in, press
from kiosk.rules.vietnamese import fold, nfc, split_tone, with_tone

VOWELS = "aăâeêioôơuưy"
LETTERS = [with_tone(v, t) for v in VOWELS for t in range(6)] + ["đ"]
ACCENTED = sorted({x for letter in LETTERS if not letter.isascii() for x in (letter, letter.upper())})
MODES: tuple[Mode, ...] = ("direct", "telex", "vni")
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
TONES = {"telex": ["", "f", "s", "r", "x", "j"], "vni": ["", "2", "1", "3", "4", "5"]}
TONE_NAMES = list(TONE_KEYS)
HALL = """
Nguyễn Thị Mẫu Đường Thông hủy khuya quốc giếng thuở Đắk Lắk Krông phường Hài tỉnh Bình Thuận Lâm Đồng tổ dân phố
giường giữa già gì gìn quý quỹ quyển quặng quấy nguyệt khuỷu tuyết yếu yêu uống ướt ngoằn ngoèo khoái xoài hoặc huệ hươu rượu bưởi
muỗi cuối người thủy hòa hóa tòa khỏe của mùa mưa cứu lưu hưu nghiêng nghỉ chuyện tuần thuế thường trú tạm khẩu ủy quyền
chứng thực nhượng đất đai tử tuất kết hôn hộ nghèo cận khuyết tật ốm đau bảo hiểm ĐỆ TRƯỜNG HỢP VIỆT NAM
"""
WORDS = HALL.split()


def typed(keys: list[str] | str, mode: Mode, text: str = "") -> str:
    cursor = len(text)
    for key in keys:
        text, cursor = press(text, cursor, key, mode)
    assert cursor == len(text)
    return text


def keys_of(word: str, mode: Mode, at_the_end: bool) -> str:
    """How a typist spells a word: marks after the letter or at the end of the word, the tone last."""
    table = TELEX if mode == "telex" else VNI
    shape, tone = split_tone(word)
    cased = "".join(new.upper() if old.isupper() else new for new, old in zip(shape, nfc(word), strict=True))
    keys = [(letter, table[letter.lower()]) if letter.lower() in table else (letter, letter) for letter in cased]
    first = [fold(letter).upper() if letter.isupper() else keys[0] for letter, keys in keys]
    marks = [keys[1:] for _, keys in keys]
    if not at_the_end:
        return "".join(a + b for a, b in zip(first, marks, strict=True)) + TONES[mode][tone]
    late = list(dict.fromkeys(mark for mark in marks if mark))  # one key makes "ươ" of "uo"
    return "".join(first) + "".join(late) + TONES[mode][tone]


@pytest.mark.parametrize("mode", ["telex", "vni"])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_every_word_of_the_hall_can_be_typed_with_marks_after_the_vowel_or_at_the_end(mode: Mode, at_the_end: bool) -> None:
    made = {word: typed(keys_of(word, mode, at_the_end), mode) for word in WORDS}
    assert made == {word: word for word in WORDS}


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Nguyeenx Thij Maaux", "Nguyễn Thị Mẫu"),
        ("DDuwowngf Nguyeenx Thoong", "Đường Nguyễn Thông"),
        ("DDawks Lawks", "Đắk Lắk"),
        ("Kroong Nawng", "Krông Năng"),
        ("tieengs", "tiếng"),
        ("tiengse", "tiếng"),
        ("huyr", "hủy"),
        ("hoanf", "hoàn"),
        ("hofan", "hoàn"),
        ("thuowr", "thuở"),
        ("thuongwf", "thường"),
        ("khuya", "khuya"),
        ("toans2", "toán2"),
        ("nhafs", "nhá"),
        ("xoasz", "xoa"),
        ("beeer", "beer"),
        ("ass", "as"),
        ("aww", "aw"),
        ("ddd", "dd"),
        ("www", "uww"),
        ("[t t]", "ơt tư"),
        ("163/QDD", "163/QĐ"),
        ("ruwowuj", "rượu"),
        ("zalo", "zalo"),
    ],
)
def test_telex_is_understood_as_its_typists_know_it(keys: str, text: str) -> None:
    assert typed(keys, "telex") == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Nguye6n4 Thi5 Ma6u4", "Nguyễn Thị Mẫu"),
        ("D9uo7ng2", "Đường"),
        ("D9a81k La81k", "Đắk Lắk"),
        ("toan21", "toán"),
        ("toan10", "toan"),
        ("a11", "a1"),
        ("a66", "a6"),
        ("d99", "d9"),
        ("thuo73", "thuở"),
        ("so61 5", "số 5"),
        ("12", "12"),
        ("12a5", "12a5"),
    ],
)
def test_vni_is_understood_as_its_typists_know_it(keys: str, text: str) -> None:
    assert typed(keys, "vni") == text


@pytest.mark.parametrize("letter", ACCENTED)
@pytest.mark.parametrize("mode", MODES)
def test_every_vietnamese_letter_can_be_written_in_every_mode(letter: str, mode: Mode) -> None:
    shape, tone = split_tone(letter)
    if mode == "direct":
        keys = [shape.upper() if letter.isupper() else shape] + [TONE_NAMES[tone]] * (tone > 0)
    else:
        keys = list(keys_of(letter, mode, False))
    assert typed(keys, mode) == letter


def test_the_alphabet_has_134_letters_with_accents() -> None:
    assert len(ACCENTED) == 134


@pytest.mark.parametrize("mode", MODES)
def test_the_large_tone_and_mark_keys_work_for_everybody_and_a_second_tap_does_nothing(mode: Mode) -> None:
    assert typed(["h", "o", "a", "huyen"], mode) == "hòa"
    assert typed(["h", "o", "a", "huyen", "huyen", "n"], mode) == "hoàn"
    assert typed(["D", "bar", "bar", "i", "nang", "ngang", "ngang"], mode) == "Đi"
    assert typed(["t", "h", "u", "o", "horn", "horn", "hoi"], mode) == "thuở"
    assert typed(["e", "hat", "hat", "nang"], mode) == "ệ"
    assert typed(["a", "hat", "breve"], mode) == "ă"
    assert typed(["sac", "hat", "bar"], mode) == ""


def test_the_tone_follows_its_vowel_when_the_word_grows_and_shrinks() -> None:
    assert typed(["h", "o", "à"], "direct") == "hòa"
    assert typed(["n"], "direct", "hòa") == "hoàn"
    assert typed(["backspace"], "direct", "hoàn") == "hòa"
    assert press("hòan toàn", 3, "delete", "direct") == ("hòa toàn", 3)


def test_a_tone_in_the_middle_of_a_sentence_touches_only_its_own_word() -> None:
    assert press("toan hoc", 2, "sac", "direct") == ("toán hoc", 2)
    assert press("toan hoc", 7, "j", "telex") == ("toan học", 7)
    assert press("toan hoc", 4, "space", "vni") == ("toan  hoc", 5)


def test_a_letter_goes_where_the_cursor_is_and_the_cursor_goes_along() -> None:
    assert press("hc", 1, "ọ", "direct") == ("học", 2)
    assert press("học", 1, "backspace", "direct") == ("ọc", 0)
    assert press("học", 3, "delete", "direct") == ("học", 3)
    assert press("học", 99, "x", "direct") == ("họcx", 4)
    assert press("học", -5, "X", "direct") == ("Xhọc", 1)


def test_backspace_takes_a_whole_letter_with_its_accents() -> None:
    assert typed(["backspace"], "telex", "Ệ") == ""
    assert typed(["backspace"], "telex", unicodedata.normalize("NFD", "bệ")) == "b"


def test_foreign_names_are_left_alone() -> None:
    assert typed("camera", "telex") == "camera"
    assert typed(["sac"], "direct", "Ñ") == "Ñ"
    assert typed(["hat"], "direct", "xyz") == "xyz"
    assert typed("Pleiku", "telex") == "Pleiku"


def test_where_digits_are_wanted_a_digit_stays_a_digit() -> None:
    assert mode_in("digits", "vni") == mode_in("digits", "telex") == "direct"
    assert mode_in("text", "vni") == "vni"
    assert typed("a1", mode_in("digits", "vni")) == "a1"


@pytest.mark.parametrize("key", ["", "F1", "escape", "\x00", "\n", "\u0301", "\u202e", "ab"])
def test_a_key_that_is_no_letter_changes_nothing(key: str) -> None:
    assert press("học", 2, key, "telex") == ("học", 2)


RIME_LIST = """
a ai am an ang anh ao ap at au ay ăm ăn ăng ăt âm ân âng ât âu ây e em en eng eo ê êm ên ênh êu i ia im in inh iêm iên iêng iêt iêu
o oi om on ong oa oai oan oang oat oay oăn oe oen oeo ô ôi ôm ôn ông ôt ơ ơi ơm ơn ơt u ua ui um un ung uôi uôn uông uân uây uê uy uya
uyên uyêt uyu ư ưa ưi ưn ưng ươi ươm ươn ương ươt ươu ưu
"""
ONSET_LIST = "b c ch d đ g gh h k kh l m n ng ngh nh p ph r s t th tr v x"
onsets, rimes = st.sampled_from(["", *ONSET_LIST.split()]), st.sampled_from(RIME_LIST.split())
syllables = st.builds(lambda onset, rime, tone: with_tone(onset + rime, tone), onsets, rimes, st.integers(0, 5))
keys = st.one_of(
    st.sampled_from([*TONE_KEYS, *MARK_KEYS, *EDIT_KEYS]),
    st.sampled_from(string.ascii_letters + string.digits + " [],.-/" + "ăâđêôơưĂÂĐÊÔƠƯ"),
    st.characters(),
)


@given(syllables, st.sampled_from(["telex", "vni"]), st.booleans())
def test_any_syllable_can_be_typed(word: str, mode: Mode, at_the_end: bool) -> None:
    assert typed(keys_of(word, mode, at_the_end), mode) == word


@given(st.lists(st.one_of(st.sampled_from([*TONE_KEYS, *MARK_KEYS]), st.sampled_from("abcdeghiklmnopqrstuvxyăâđêôơư")), max_size=12))
def test_accents_never_change_which_letters_were_written(storm: list[str]) -> None:
    letters = "".join(key for key in storm if len(key) == 1)
    assert fold(typed(storm, "direct")) == fold(letters)


@given(st.text(max_size=12), st.integers(-3, 15), st.lists(keys, max_size=25), st.sampled_from(MODES))
def test_a_storm_of_keys_never_breaks_the_text(text: str, cursor: int, storm: list[str], mode: Mode) -> None:
    for key in storm:
        text, cursor = press(text, cursor, key, mode)
        assert unicodedata.is_normalized("NFC", text)
        assert 0 <= cursor <= len(text)
