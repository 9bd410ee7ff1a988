"""The letters the ward owes: apology with a new date, request to complete the dossier."""

import re
import unicodedata
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from kiosk import letters, paths
from kiosk.clock import HALL_TIME
from kiosk.errors import SettingsError
from kiosk.letters import FIELDS, LetterForm, LetterKind
from kiosk.rules.dossier import Apology, Dossier, Supplement
from kiosk.rules.procedures import Words
from kiosk.settings import load as load_settings
from kiosk.text import LANGUAGES

WARD = load_settings().ward
TODAY = date(2026, 11, 25)
KINDS: tuple[LetterKind, ...] = ("apology", "supplement")


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HALL_TIME)


LATE = Dossier(
    code="000.00.00.X00-261103-0012",
    service_code="1.001193",
    service="Đăng ký khai sinh",
    agency="UBND phường",
    status="processing",
    owner="Nguyễn V** M**",
    received=at(3, 8),
    due=at(20),
    apology=Apology("Chờ xác minh ở nơi khác.", at(20), at(27, 0), "12/PXL", date(2026, 11, 19), "Trần Thị Mẫu"),
)
LACKING = replace(LATE, apology=None, supplement=Supplement(("Giấy chứng sinh",), "Bản nộp bị mờ.", "3/HDHS", date(2026, 11, 5), "quầy 1"))


def body(filled: letters.Filled, language: str) -> str:
    """All its words, from top to bottom."""
    parts = (*filled.left, *filled.right, filled.title, filled.greeting, *filled.paragraphs, *filled.after, *filled.close, filled.copies)
    return "\n".join(words.say(language) for words in (*parts, *filled.signature))


class TestTheApology:
    def test_it_says_what_the_rule_asks_for(self) -> None:
        """Name, what was asked for, the code, the date that was missed, the reason, the new date, the apology (Mẫu 04)."""
        text = body(letters.load("apology", TODAY).fill(letters.values(LATE, WARD, TODAY)), "vi")
        assert all(part in text for part in ("Nguyễn V** M**", "Đăng ký khai sinh", LATE.code, "17 giờ, Thứ Sáu, 20/11/2026", "xin lỗi"))
        assert "Lý do: Chờ xác minh ở nơi khác." in text
        assert "Thứ Sáu, 27/11/2026" in text and "0 giờ" not in text  # a promise at midnight means the day
        assert "Số: 12/PXL" in text and "ngày 19 tháng 11 năm 2026" in text and "Trần Thị Mẫu" in text

    def test_it_says_the_same_in_english(self) -> None:
        text = body(letters.load("apology", TODAY).fill(letters.values(LATE, WARD, TODAY)), "en")
        assert "17:00, Friday, 20/11/2026" in text and "apologises" in text and not re.search("[{}]", text)

    def test_each_circular_has_its_own_title(self) -> None:
        assert letters.load("apology", date(2023, 4, 11)).title.vi == "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
        assert letters.load("apology", date(2025, 9, 14)).name.vi == "Mẫu số 04, Thông tư 01/2018/TT-VPCP"
        assert letters.load("apology", date(2025, 9, 15)).title.vi == "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT"

    def test_what_nobody_gave_is_left_out_and_told(self) -> None:
        bare = replace(LATE, apology=replace(LATE.apology or pytest.fail(), reason="", number="", signer=""))
        filled = letters.load("apology", TODAY).fill(letters.values(bare, WARD, TODAY))
        assert filled.missing == ("reason",) and not filled.reason
        assert len(filled.left) == 2 and len(filled.signature) == 1 and "Số:" not in body(filled, "vi")

    def test_the_body_stands_in_order(self) -> None:
        filled = letters.load("apology", TODAY).fill(letters.values(LATE, replace(WARD, phone="0252 000 000"), TODAY))
        order = [*filled.opening, filled.due, filled.reason, *filled.sorry, filled.new_date, *filled.contact]
        assert list(filled.paragraphs) == order and filled.after == ()
        assert filled.contact[-1].vi == "Điện thoại: 0252 000 000."


class TestTheRequestToSupplement:
    def test_it_leads_to_the_list_and_says_why_and_whom_to_ask(self) -> None:
        filled = letters.load("supplement", TODAY).fill(letters.values(LACKING, WARD, TODAY, "supplement"))
        assert filled.paragraphs[-1].vi.endswith(":") and filled.missing == ()
        assert [words.vi for words in filled.after][:2] == ["Lý do: Bản nộp bị mờ.", "Có chỗ nào chưa rõ, mời ông/bà hỏi quầy 1."]
        assert "3/HDHS" in body(filled, "vi") and "ngày 05 tháng 11 năm 2026" in body(filled, "vi")

    def test_without_anything_known_there_is_still_a_letter(self) -> None:
        filled = letters.load("supplement", TODAY).fill({})
        assert filled.title and filled.missing == ("owner", "code") and filled.after == ()


class TestWhatIsFilledIn:
    def test_brackets_and_markup_from_outside_are_only_letters(self) -> None:
        filled = letters.load("apology", TODAY).fill(letters.values(replace(LATE, service="{owner} [b]x[/b] {0.__class__}"), WARD, TODAY))
        assert "“{owner} [b]x[/b] {0.__class__}”" in filled.opening[0].vi

    def test_a_field_that_no_letter_has_is_a_bug(self) -> None:
        with pytest.raises(KeyError, match="colour"):
            letters.load("apology", TODAY).fill({"colour": "blue"})

    def test_a_january_letter_is_dated_as_offices_do(self) -> None:
        values = letters.values(replace(LATE, apology=None), WARD, date(2027, 1, 4))
        assert values["signed"] == Words("ngày 04 tháng 01 năm 2027", "4/1/2027")

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_version_is_whole_in_both_languages(self, kind: LetterKind, language: str) -> None:
        everything = {name: "x" for name in FIELDS}
        for form in letters.versions(kind):
            filled = form.fill(everything)
            words = [value for field in fields(LetterForm) for value in lines(getattr(form, field.name))]
            assert all(word.say(language) and unicodedata.is_normalized("NFC", word.say(language)) for word in words)
            assert all(word.en for word in words) and not re.search("[{}]", body(filled, language)) and filled.missing == ()

    def test_nothing_is_called_official_or_verified_that_was_not_compared(self) -> None:
        assert not any(form.official or form.verified for kind in KINDS for form in letters.versions(kind))

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_day_has_exactly_one_version(self, kind: LetterKind) -> None:
        versions = letters.versions(kind)
        assert versions[0].starts is None and versions[-1].ends is None
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.ends and later.starts and (later.starts - earlier.ends).days == 1


def lines(value: object) -> tuple[Words, ...]:
    if isinstance(value, Words):
        return (value,) if value else ()
    return tuple(one for one in value if isinstance(one, Words)) if isinstance(value, tuple) else ()


class TestTheFiles:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (('vi = "Kính gửi: {owner}"', 'vi = "Kính gửi: {nobody}"'), r"\{nobody\} is no field"),
            (('vi = "Kính gửi: {owner}"', 'vi = "Kính gửi: [b]{owner}[/b]"'), "markup"),
            (('en = "To: {owner}"', 'en = "To: {code}"'), "different fields"),
            (('vi = "Kính gửi: {owner}"', 'vi = ""'), "vi is missing"),
            (('needed = ["owner"', 'needed = ["colour"'), "colour is no field"),
            (("\nofficial = false", '\nofficial = "no"'), "official"),
            (("greeting =", "greetings ="), "greeting"),
            (("ends = 2025-09-14", "ends = 2022-01-01"), "no form for"),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, change: tuple[str, str], why: str) -> None:
        text = (paths.CONFIG / "letters" / "apology.toml").read_text("utf-8")
        assert change[0] in text
        (tmp_path / "apology.toml").write_text(text.replace(*change, 1), "utf-8")
        with pytest.raises(SettingsError, match=why):
            letters.load("apology", date(2023, 4, 11), tmp_path)
