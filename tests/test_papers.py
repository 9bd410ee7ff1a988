"""Papers as the citizen holds them: every letter whole, every number readable, nothing of a stranger's text obeyed by a printer."""

import unicodedata
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from judged_printer import judge, printed
from PIL import Image, ImageDraw
from pyzbar.pyzbar import ZBarSymbol, decode

from kiosk import catalogue, settings
from kiosk.devices.raster import calm, finished, whole_job
from kiosk.handout import Request, checklist_paper, ticket_paper
from kiosk.papers import Picture
from kiosk.papers.checklist import draw_checklist, how_many
from kiosk.papers.fonts import ABOVE, draw_line, face, line_height, width, wrap
from kiosk.papers.layout import MARGIN, Sheet
from kiosk.papers.plain import LONGEST, plain
from kiosk.papers.ticket import TicketPaper, draw_ticket
from kiosk.rules.procedures import Fee, Paper, Procedure, TimeLimit, Words
from kiosk.rules.queue import ACTIVE, Ticket, code_of
from kiosk.rules.scanned import TicketCode, read
from kiosk.rules.waiting import Waiting
from kiosk.text import Text

HERE = settings.load()
MORNING = datetime(2023, 4, 11, 8, 42)
WIDTHS, LANGUAGES = (576, 384), ("vi", "en")
A_NUMBER = Ticket("VAP5TPDWUACZHNWM", "phu-hai", MORNING.date(), "B", "B", 12, "one", ACTIVE, MORNING)
SIZES = sorted({22, 24, 26, 28, 32, 34, 44})
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = sorted({unicodedata.normalize("NFC", v + t) for v in VOWELS + VOWELS.upper() for t in TONES} | set("đĐ"))

WEDDING = Procedure(
    "1.000894",
    "Thủ tục đăng ký kết hôn",
    Words("Đăng ký kết hôn", "Register a marriage"),
    Words(),
    "ho-tich",
    papers=(
        Paper(Words("Tờ khai đăng ký kết hôn", "Marriage form"), original=1),
        Paper(Words("Giấy ủy quyền", "Letter of authority"), copy=2, case=Words("Nếu nhờ người khác", "If somebody comes"), verified=False),
        Paper(Words("Thẻ căn cước của cả hai người", "ID cards of both"), original=2, present=True, note=Words("Còn hạn", "Valid")),
    ),
    time=TimeLimit(Words("Trong ngày", "Same day")),
    fees=(Fee(0, note=Words("Đúng hạn thì không thu", "If in time")), Fee(8000, Words("bản", "copy")), Fee(None, verified=False)),
)


def ticket(**changes: object) -> TicketPaper:
    made = ticket_paper(A_NUMBER, Waiting(4, 10, 20), Request("one", HERE.queue("B"), WEDDING), HERE.ward)
    return replace(made, **changes)  # type: ignore[arg-type]


def a_ticket(dots: int, language: str, **changes: object) -> Picture:
    return draw_ticket(ticket(**changes), Text(language), dots)


def a_slip(dots: int, language: str, procedure: Procedure = WEDDING) -> Picture:
    return draw_checklist(checklist_paper(Request("one", HERE.queue("B"), procedure), HERE.ward, MORNING), Text(language), dots)


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryPaper:
    def test_it_comes_out_of_a_printer_dot_for_dot(self, dots: int, language: str) -> None:
        for again, priority in ((0, False), (3, True)):
            picture = calm(a_ticket(dots, language, again=again, priority=priority))
            assert np.array_equal(printed(whole_job(picture, 128, finished("0001")), dots), picture)
        picture = calm(a_slip(dots, language))
        assert np.array_equal(printed(whole_job(picture, 128, finished("0001")), dots), picture)

    def test_its_code_is_read_back(self, dots: int, language: str) -> None:
        image = Image.fromarray(~a_ticket(dots, language)).convert("L")
        found = [code.data.decode() for code in decode(image, symbols=[ZBarSymbol.QRCODE])]
        assert found == [code_of(A_NUMBER)] == ["PH1:VAP5TPDWUACZHNWM"]

    def test_its_code_leads_a_phone_to_the_number_where_the_hall_can_be_reached(self, dots: int, language: str) -> None:
        request = Request("one", HERE.queue("B"), WEDDING, follow="https://so.phuhai.example")
        paper = ticket_paper(A_NUMBER, Waiting(4, 10, 20), request, HERE.ward)
        image = Image.fromarray(~draw_ticket(paper, Text(language), dots)).convert("L")
        (found,) = [code.data.decode() for code in decode(image, symbols=[ZBarSymbol.QRCODE])]
        assert found == "https://so.phuhai.example/f/VAP5TPDWUACZHNWM"
        assert read(found) == TicketCode("VAP5TPDWUACZHNWM")  # the kiosk's own scanner finds the ticket in it

    def test_nothing_touches_the_edges(self, dots: int, language: str) -> None:
        for picture in (a_ticket(dots, language), a_slip(dots, language)):
            assert picture.shape[1] == dots
            assert not picture[:, : MARGIN - 2].any()
            assert not picture[:, dots - MARGIN + 2 :].any()

    def test_the_number_is_at_least_15_mm_high(self, dots: int, language: str) -> None:
        for label in ("B 012", "K 888", "ABC 999", "B 1000"):
            assert tallest(a_ticket(dots, language, label=label)) >= 15 * 8

    def test_every_shipped_list_fits(self, dots: int, language: str) -> None:
        longest = sorted(catalogue.load().procedures, key=lambda p: len(p.papers))[-4:]
        for procedure in longest:
            picture = a_slip(dots, language, procedure)
            assert not picture[:, : MARGIN - 2].any()
            assert not picture[:, dots - MARGIN + 2 :].any()


def tallest(picture: Picture) -> int:
    """Rows of the highest line between the ticket's first two rules: the number's."""
    rules = np.flatnonzero(picture[:, MARGIN:-MARGIN].all(axis=1))
    first, second = rules[0], next(row for row in rules if row > rules[0] + 10)
    inked = [0, *picture[first + 4 : second].any(axis=1).astype(int).tolist(), 0]
    edges = np.flatnonzero(np.diff(inked))
    return int(max(edges[1::2] - edges[::2]))


def test_a_reprint_a_priority_and_a_short_wait_are_said() -> None:
    waits = (Waiting(0, 0, 5), Waiting(3, 0, 15), Waiting(40, 300, 500, today=False))
    changes = [{}, {"again": 1}, {"again": 2}, {"priority": True}, *({"waiting": wait} for wait in waits)]
    assert len({a_ticket(576, "vi", **change).tobytes() for change in changes}) == len(changes)


def test_a_ticket_without_a_procedure_is_short() -> None:
    assert len(a_ticket(576, "vi", procedure=None)) < len(a_ticket(576, "vi")) - 200


def test_a_procedure_nobody_described_says_to_ask() -> None:
    bare = Procedure("9", "Thủ tục", Words("Việc khác"), Words(), "k")
    assert not np.array_equal(a_slip(576, "vi", bare), a_slip(576, "vi", replace(bare, papers=(Paper(Words("Đơn")),))))


def test_counts_are_said_as_the_record_has_them() -> None:
    vietnamese, english = Text("vi"), Text("en")
    said = [(how_many(paper, vietnamese), how_many(paper, english)) for paper in WEDDING.papers]
    assert said == [
        ("1 bản chính", "1 original"),
        ("2 bản sao, hỏi cán bộ", "2 copies, ask an officer"),
        ("2 bản chính, chỉ cần đưa xem", "2 originals, only to be shown"),
    ]
    assert how_many(Paper(Words("Đơn")), vietnamese) == ""


# -- letters


def drawn(words: str, size: int, bold: bool, room: int = 0) -> Picture:
    """A line as papers draw it, in its own line box."""
    canvas = Image.new("1", (round(width(words, size, bold)) + 2 * size + room, line_height(size)))
    draw_line(canvas, size, 0, words, size, bold)
    return np.array(canvas, bool)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_every_vietnamese_letter_is_drawn_whole_and_unlike_any_other(size: int, bold: bool) -> None:
    assert len(LETTERS) == 146
    bitmaps = {}
    for letter in LETTERS:
        boxed = drawn(letter, size, bold)
        roomy = Image.new("1", (boxed.shape[1], 4 * size))
        pen = ImageDraw.Draw(roomy)
        pen.fontmode = "1"
        pen.text((size, 2 * size), letter, font=face(size, bold), fill=1, anchor="ls")
        above = 2 * size - round(size * ABOVE)
        whole = np.array(roomy, bool)
        assert boxed.any() and boxed.sum() == whole.sum(), f"{letter} is cut at {size}"
        assert np.array_equal(boxed, whole[above : above + len(boxed)])
        bitmaps[letter] = boxed[:, boxed.any(axis=0)].tobytes() + bytes(boxed.any(axis=1))
    assert len(set(bitmaps.values())) == len(LETTERS)


def test_no_dot_is_lost_where_a_paragraph_is_broken() -> None:
    sentence = "Nguyễn Thị Ẩn ngồi chờ Ưu tiên ở Phường Phú Hài, Ặ ợ Ỹ ỵ đường Hùng Vương " * 3
    sheet = Sheet(384)
    sheet.text(sentence, 26)
    apart = sum(int(drawn(line, 26, False).sum()) for line in wrap(sentence, 26, False, sheet.room))
    assert int(sheet.picture().sum()) == apart


words = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyẤỡ.-/0123456789", min_size=1, max_size=60)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=20), st.sampled_from([22, 28, 44]), st.booleans(), st.integers(80, 552))
def test_lines_fit_and_lose_no_letter(paragraph: list[str], size: int, bold: bool, room: int) -> None:
    lines = wrap(" ".join(paragraph), size, bold, room)
    assert all(width(line, size, bold) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(paragraph)
    if all(width(word, size, bold) <= room for word in paragraph):
        assert " ".join(lines).split() == paragraph


# -- text from outside

HOSTILE = [
    "\x1b@\x1dV\x00\x1bp\x00\x19\xfa",
    "\x10\x05\x02\x10\x04\x01\x18\x0c",
    "\u202eđảo ngược\u202c\u061c\u2066",
    "\ud800Nguyễn\udfff",
    "Nguyễn\x00Văn\x7fA\x9b",
    "a" + "\u0301" * 500,
    "x" * 100_000,
    "[size=99999]{0} %s <b>",
    "\ufeff\u200b",
    "",
]


@pytest.mark.parametrize("evil", HOSTILE)
def test_no_text_can_command_the_printer(evil: str) -> None:
    made = a_ticket(384, "vi", queue=Words(evil), authority=Words(evil), procedure=replace(WEDDING, plain=Words(evil)))
    commands = judge().Lexer().feed(whole_job(calm(made), 128, finished("0001")))
    assert {command.name for command in commands} == {"ESC @", "GS a", "GS v 0", "ESC J", "GS V", "GS ( H"}
    assert [command.raw for command in commands if command.name not in ("GS v 0", "ESC J")] == [
        b"\x1b@", b"\x1da\x0f", b"\x1dVB\x00", b"\x1d(H\x06\x00000001",
    ]  # fmt: skip


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_is_drawn_as_its_plain_letters(evil: str) -> None:
    sheet, clean = Sheet(384), Sheet(384)
    sheet.text(evil, 26)
    clean.text(plain(evil), 26)
    assert np.array_equal(sheet.picture(), clean.picture())


@given(st.text(max_size=400))
def test_plain_text_is_one_bounded_line_of_visible_letters(text: str) -> None:
    line = plain(text)
    assert len(line) <= LONGEST
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") for c in line)
    assert line == " ".join(line.split())
    assert plain(line) == line


def test_vietnamese_in_pieces_is_put_together_again() -> None:
    name = "Nguyễn Thị Ẩn, phường Phú Hài, đặng"
    assert plain(unicodedata.normalize("NFD", name)) == name


def test_a_text_without_end_says_that_it_was_cut() -> None:
    assert plain("chữ " * 200).endswith("…")
