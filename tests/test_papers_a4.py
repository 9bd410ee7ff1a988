"""The ward's letters on A4: every word is there and can be found again, on as many pages as it needs, and the file's label names nobody."""

import re
import unicodedata
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from dossier_sample import CODE, DOSSIER, ITEMS, NAME, NOW, NUMBER, WARD, page
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from kiosk import letters
from kiosk.__main__ import main
from kiosk.dossier_papers import a4_letter
from kiosk.papers.a4 import BOTTOM, LEFT, RIGHT, TALL, TOP, WIDE, even, length, runs, width, wrap
from kiosk.papers.a4_letter import A4Letter, letter_pdf, supplement_pdf
from kiosk.text import LANGUAGES, Text

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = sorted({unicodedata.normalize("NFC", v + t) for v in VOWELS + VOWELS.upper() for t in TONES} | set("đĐ"))
LONG = "Nghiêng ngửa Ưỡn ẹo đường Nguyễn Thị Minh Khai khúc khuỷu Ẫ ợ Ỹ " * 25
LATER = datetime(2026, 4, 14, 8, 42, tzinfo=NOW.tzinfo)  # another circular's forms


def read(pdf: bytes) -> str:
    """All its words, one blank between them, with a blank before every column so that words stay apart."""
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages).split())


def lines(pdf: bytes) -> list[tuple[float, float, str]]:
    """Where each piece of text begins (x, y in points from the lower left corner), and what it is."""
    found: list[tuple[float, float, str]] = []
    for sheet in PdfReader(BytesIO(pdf)).pages:
        sheet.extract_text(visitor_text=lambda text, _, at, *__: found.append((at[4], at[5], text)) if text.strip() else None)
    return found


def words_of(letter: A4Letter) -> list[str]:
    parts = (*letter.right, letter.number, letter.title, letter.greeting, *letter.body, *letter.items, *letter.closing, *letter.signature)
    return " ".join((*(line.upper() for line in letter.left), *parts)).split()


def filled(kind: letters.LetterKind, at: datetime, language: str) -> A4Letter:
    form = letters.load(kind, at.date())
    return a4_letter(DOSSIER, form.fill(letters.values(DOSSIER, WARD, at.date())), WARD, at, language)


class TestALetter:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("at", [NOW, LATER], ids=["2018", "2025"])
    @pytest.mark.parametrize("kind", ["apology", "supplement"])
    def test_says_every_word_of_its_form(self, kind: letters.LetterKind, at: datetime, language: str) -> None:
        letter = filled(kind, at, language)
        said = read((letter_pdf if kind == "apology" else supplement_pdf)(letter, Text(language)))
        assert unicodedata.is_normalized("NFC", said)
        assert [word for word in words_of(letter) if word not in said] == []
        for item in letter.items:
            assert item in said

    def test_names_the_old_and_the_new_date(self) -> None:
        said = read(letter_pdf(filled("apology", NOW, "vi"), Text("vi")))
        assert "16 giờ, Thứ Tư, 12/4/2023" in said and "16 giờ 30, Thứ Sáu, 21/4/2023" in said

    def test_has_the_number_under_the_agency_and_not_among_its_names(self) -> None:
        letter = filled("apology", NOW, "vi")
        assert letter.number == "Số: 12/PXL"
        assert letter.left == ("UBND phường Phú Hài", "Bộ phận Tiếp nhận và Trả kết quả")

    def test_is_one_page_of_a4(self) -> None:
        for pdf in (letter_pdf(page(), Text("vi")), supplement_pdf(page(items=ITEMS), Text("vi"))):
            sheets = PdfReader(BytesIO(pdf)).pages
            assert len(sheets) == 1
            assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) == (round(WIDE), round(TALL)) == (595, 842)

    def test_ends_by_saying_what_this_copy_is(self) -> None:
        assert read(letter_pdf(page(), Text("vi"))).endswith(Text("vi")("a4.copy", time="8 giờ 42", date="Thứ Sáu, 14/4/2023"))

    def test_without_a_list_is_no_request_to_complete(self) -> None:
        with pytest.raises(ValueError, match="missing"):
            supplement_pdf(page(), Text("vi"))

    def test_is_the_same_bytes_for_the_same_words(self) -> None:
        assert letter_pdf(page(), Text("vi")) == letter_pdf(page(), Text("vi"))


class TestPrivacy:
    def test_the_documents_properties_name_nobody(self) -> None:
        info = PdfReader(BytesIO(letter_pdf(page(), Text("vi")))).metadata
        assert info is not None
        assert {str(info[key]) for key in ("/Title", "/Author", "/Subject", "/Creator", "/Producer")} == {"kiosk"}
        assert set(info) <= {"/Title", "/Author", "/Subject", "/Creator", "/Producer", "/Keywords", "/CreationDate", "/ModDate", "/Trapped"}
        assert str(info.get("/Keywords", "")) == ""

    def test_the_whole_name_and_number_are_nowhere(self) -> None:
        for kind in ("apology", "supplement"):
            pdf = letter_pdf(filled(kind, NOW, "vi"), Text("vi"))
            said = read(pdf)
            assert NAME not in said and NUMBER not in said and DOSSIER.owner in said
            assert NUMBER.encode() not in pdf


class TestItsLetters:
    @pytest.mark.parametrize("bold", [False, True])
    def test_every_vietnamese_letter_is_found_again(self, bold: bool) -> None:
        sentence = " ".join(LETTERS)
        said = read(letter_pdf(page(body=(sentence,), strong=(sentence,) if bold else ()), Text("vi")))
        assert len(LETTERS) == 146 and sentence in said

    def test_letters_in_pieces_are_put_together(self) -> None:
        assert "Nguyễn Thị Ẩn, đường" in read(letter_pdf(page(body=(unicodedata.normalize("NFD", "Nguyễn Thị Ẩn, đường"),)), Text("vi")))

    def test_the_fonts_are_embedded_as_subsets(self) -> None:
        fonts = PdfReader(BytesIO(letter_pdf(page(), Text("vi")))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
        found = [fonts[name].get_object() for name in fonts]
        assert {re.sub(r"^/[A-Z]{6}[+]", "", str(font["/BaseFont"])) for font in found} == {"NotoSans-Regular", "NotoSans-Bold"}
        assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in found)
        assert len(letter_pdf(page(), Text("vi"))) < 80_000


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return supplement_pdf(page(items=(LONG[:700],) * 9, body=(LONG,) * 2, closing=(LONG,)), Text("vi"))


class TestALongLetter:
    def test_goes_on_with_numbered_pages_and_loses_no_word(self, pdf: bytes) -> None:
        sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages]
        assert len(sheets) >= 3
        assert [sheet.split()[0] for sheet in sheets[1:]] == [str(n) for n in range(2, len(sheets) + 1)]
        assert read(pdf).count("Nghiêng") >= 3 * LONG.count("Nghiêng") + 9 * LONG[:700].count("Nghiêng")

    def test_says_on_each_page_what_the_table_is(self, pdf: bytes) -> None:
        sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages]
        tabled = [sheet for sheet in sheets if re.search(r"^\s*[1-9]\s*$", sheet, re.MULTILINE) and "Nghiêng" in sheet]
        assert sum("Nội dung cần hoàn thiện" in sheet for sheet in sheets) >= 2 and tabled

    def test_stays_within_its_margins(self, pdf: bytes) -> None:
        for x, y, text in lines(pdf):
            if not text.strip().isdigit():
                assert LEFT - 1 <= x <= RIGHT and BOTTOM - 1 <= y <= TOP, text

    def test_the_signature_is_not_torn_from_its_name(self) -> None:
        for rows in range(18, 36):
            letter = page(body=("Dòng.",) * rows)
            sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(letter_pdf(letter, Text("vi")))).pages]
            assert [("THỦ TRƯỞNG CƠ QUAN" in sheet, "Trần V** H***" in sheet, "Nơi nhận:" in sheet) for sheet in sheets][-1] == (True,) * 3


class TestLines:
    @hypothesis_settings(max_examples=60, deadline=None)
    @given(st.text("aăâđêơưwWẤỡ .-/012", max_size=150), st.sampled_from([9.5, 12.0, 14.0]), st.integers(60, 460), st.integers(0, 30))
    def test_fit_and_lose_no_letter(self, text: str, size: float, room: int, first: int) -> None:
        words = runs(text)
        made = wrap(words, size, room, first)
        assert all(length(line, size) <= room - (0 if row else first) + 0.01 for row, line in enumerate(made))
        assert "".join(word for line in made for word, _ in line) == "".join(text.split())

    def test_a_phrase_is_bold_wherever_it_stands(self) -> None:
        assert runs("vào 16 giờ, nhé 16 giờ", strong=("16 giờ",)) == [
            ("vào", False), ("16", True), ("giờ,", True), ("nhé", False), ("16", True), ("giờ", True),
        ]  # fmt: skip

    def test_a_title_on_two_lines_is_even(self) -> None:
        words = runs("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", bold=True)
        made = wrap(words, 14, even(words, 14, 400))
        assert len(made) == 2
        assert abs(length(made[0], 14) - length(made[1], 14)) < 0.35 * 400

    def test_bold_is_wider(self) -> None:
        assert width("Phú Hài", 12, True) > width("Phú Hài", 12) > 0


EVIL = [
    "", " ", "<b>&amp;</b>", "(\\) %PDF endobj", "\x00\x1b@\x1dV\x00", "\ud800", "\u202eđảo", "中文🙂", "x" * 9000,
    "W" * 2500, "a\n\nb\tc", "{0}%s",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_a_hostile_text_is_only_letters(evil: str) -> None:
    letter = page(
        left=(evil, evil), right=(evil, evil, evil), title=evil, greeting=evil, code=evil, body=(evil,), number=evil,
        items=(evil, evil), closing=(evil,), strong=(evil,), copies=evil, signature=(evil, evil),
    )  # fmt: skip
    reader = PdfReader(BytesIO(supplement_pdf(letter, Text("vi"))), strict=True)
    assert 1 <= len(reader.pages) <= 8
    for sheet in reader.pages:
        sheet.extract_text()


def test_a_letter_without_anything_is_still_a_page() -> None:
    bare = A4Letter(left=(), right=(), title="", greeting="", code="", body=(), at=NOW)
    assert len(PdfReader(BytesIO(letter_pdf(bare, Text("vi")))).pages) == 1


@pytest.mark.parametrize("what", ["letter", "supplement"])
def test_the_command_writes_a_pdf_of_a_sample(what: str, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    assert main(["paper", what, "--out", str(out)]) == 0
    assert len(PdfReader(out).pages) == 1


def test_the_code_of_the_sample_is_on_the_page() -> None:
    assert CODE in read(letter_pdf(page(), Text("vi")))
