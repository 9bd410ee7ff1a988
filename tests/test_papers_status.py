"""A citizen takes home where the dossier is: the slip, the ward's apology, the list of what is missing. Whole, masked, readable."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from dossier_sample import CODE, DOSSIER, ITEMS, NOW, NUMBER, STEPS, WARD, day, letter, status, supplement
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from judged_printer import judge, printed
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from kiosk.__main__ import main
from kiosk.devices.raster import calm, finished, whole_job
from kiosk.papers import Picture
from kiosk.papers.dossier_parts import PARAGRAPH, code_lines, moment, new_date, scannable
from kiosk.papers.fonts import line_height, width
from kiosk.papers.layout import MARGIN, Sheet
from kiosk.papers.letter import draw_letter
from kiosk.papers.status_slip import draw_status
from kiosk.papers.supplement import draw_supplement
from kiosk.papers.timeline import DONE, LATER, state, timeline
from kiosk.papers.timeline import NOW as AT_WORK
from kiosk.rules.dossier import Step
from kiosk.rules.procedures import Words
from kiosk.text import Text

WIDTHS, LANGUAGES = (576, 384), ("vi", "en")
LONG = "Nghiêng ngửa Ưỡn ẹo đường Nguyễn Thị Minh Khai khúc khuỷu Ẫ ợ Ỹ " * 17
Draw = Callable[[Text, int], Picture]


def long_status(say: Text, dots: int) -> Picture:
    words, steps = Words(LONG[:1100]), tuple(Step(LONG[:200], LONG[:80], day(1), day(2) if n < 3 else None) for n in range(5))
    dossier = replace(DOSSIER, service=LONG[:230], owner=LONG[:120], code="000.00.00.00.00.00.00.X00-20230403-0012345", steps=steps)
    made = status(dossier=dossier, status=words, next=words, task=Words(LONG[:300]), note=Words(LONG[:90]), bring=(Words(LONG[:230]),) * 3)
    return draw_status(made, say, dots)


PAPERS: dict[str, Draw] = {
    "status": lambda say, dots: draw_status(status(), say, dots),
    "bare": lambda say, dots: draw_status(
        status(dossier=replace(DOSSIER, steps=()), next=Words(), task=Words(), note=Words(), due=None, where=Words(), bring=()), say, dots
    ),
    "letter": lambda say, dots: draw_letter(letter(), say, dots),
    "supplement": lambda say, dots: draw_supplement(supplement(), say, dots),
    "long status": long_status,
    "long letter": lambda say, dots: draw_letter(letter(opening=(LONG,), title=LONG[:200], greeting=LONG[:200]), say, dots),
    "long list": lambda say, dots: draw_supplement(supplement(items=(LONG[:400],) * 8), say, dots),
}


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", PAPERS.values(), ids=PAPERS)
class TestEveryPaper:
    def test_comes_out_of_a_printer_dot_for_dot(self, draw: Draw, language: str, dots: int) -> None:
        picture = calm(draw(Text(language), dots))
        assert np.array_equal(printed(whole_job(picture, 128, finished("0001")), dots), picture)

    def test_keeps_away_from_the_edges(self, draw: Draw, language: str, dots: int) -> None:
        picture = draw(Text(language), dots)
        assert picture.shape[1] == dots
        assert not picture[:, : MARGIN - 2].any()
        assert not picture[:, dots - MARGIN + 2 :].any()

    def test_holds_the_bare_code_for_next_time_and_no_id_number(self, draw: Draw, language: str, dots: int) -> None:
        image = Image.fromarray(~draw(Text(language), dots)).convert("L")
        found = [code.data.decode() for code in decode(image, symbols=[ZBarSymbol.QRCODE])]
        assert found in ([CODE], ["000.00.00.00.00.00.00.X00-20230403-0012345"])
        assert NUMBER not in found[0]


class TestTheSlip:
    def test_says_each_thing_the_citizen_asked_for(self) -> None:
        """Every part of it changes the paper, so every part stands on it."""
        whole, say = draw_status(status(), Text("vi"), 576), Text("vi")
        empty = {"task": Words(), "next": Words(), "note": Words(), "where": Words(), "bring": (), "old_due": None, "status": Words("x")}
        for field, value in empty.items():
            assert not np.array_equal(draw_status(status(**{field: value}), say, 576), whole), field
        for field, value in {"owner": "", "owner_number": "", "service": "", "steps": ()}.items():
            without = status(dossier=replace(DOSSIER, **{field: value}))  # type: ignore[arg-type]
            assert not np.array_equal(draw_status(without, say, 576), whole), field

    def test_in_english_has_the_vietnamese_sentence_for_the_officer(self) -> None:
        both, only = status(), status(status=Words("The ward is late and has set a new date."))
        assert len(draw_status(both, Text("en"), 576)) > len(draw_status(only, Text("en"), 576))

    def test_a_date_that_was_never_moved_is_not_struck_out(self) -> None:
        moved, kept = (draw_status(status(old_due=old), Text("vi"), 576) for old in (day(12, 16), None))
        assert len(moved) > len(kept)

    def test_midnight_is_a_day_not_an_hour(self) -> None:
        assert moment(day(12), Text("vi")) == "Thứ Tư, 12/4/2023"
        assert moment(day(12, 16, 30), Text("vi")) == "16 giờ 30, Thứ Tư, 12/4/2023"
        assert moment(day(12, 16), Text("en")) == "16:00, Wednesday, 12/4/2023"

    def test_the_old_date_has_a_line_through_it_and_stays_readable(self) -> None:
        plain, struck = Sheet(576), Sheet(576)
        plain.text("16 giờ, Thứ Tư, 12/4/2023", 28)
        struck.struck("16 giờ, Thứ Tư, 12/4/2023", 28)
        line = struck.picture() & ~plain.picture()
        assert (plain.picture() & ~struck.picture()).sum() == 0
        assert struck.picture().all(axis=1).sum() == 0 and 2 <= line.any(axis=1).sum() <= 4
        wide = round(width("16 giờ, Thứ Tư, 12/4/2023", 28, False))
        assert abs(int(struck.picture()[line.any(axis=1)].sum(axis=1).max()) - wide) <= 4

    @pytest.mark.parametrize("dots", WIDTHS)
    def test_the_new_date_is_the_largest_line(self, dots: int) -> None:
        sheet = Sheet(dots)
        new_date(sheet, day(12, 16), day(21, 16, 30), Text("vi"))
        inked = [0, *sheet.picture().any(axis=1).astype(int).tolist(), 0]
        edges = np.flatnonzero(np.diff(inked))
        heights = (edges[1::2] - edges[::2]).tolist()
        assert max(heights) == heights[3], "old name, old date, new name, new date, hour"


class TestTheSteps:
    def test_are_done_at_work_or_still_to_come(self) -> None:
        assert [state(step) for step in STEPS] == [DONE, AT_WORK, LATER]

    def test_each_state_has_its_own_mark(self) -> None:
        pictures = set()
        for step in (Step("Ký", "", day(1), day(2)), Step("Ký", "", day(1)), Step("Ký")):
            sheet = Sheet(576)
            timeline(sheet, (step,), Text("vi"))
            pictures.add(sheet.picture()[: line_height(28), : MARGIN + 28].tobytes())
        assert len(pictures) == 3

    @pytest.mark.parametrize("dots", WIDTHS)
    def test_are_joined_by_one_line_from_the_first_to_the_last(self, dots: int) -> None:
        sheet = Sheet(dots)
        timeline(sheet, STEPS, Text("vi"))
        inked = np.flatnonzero(sheet.picture()[:, : MARGIN + 20].any(axis=1))
        assert len(inked) >= (inked[-1] - inked[0]) * 0.95

    def test_no_step_is_no_line(self) -> None:
        sheet = Sheet(576)
        timeline(sheet, (), Text("vi"))
        assert len(sheet.picture()) == 0


class TestTheCode:
    @pytest.mark.parametrize("code", [CODE, "G09.20-20260609-0092637", "000.00.06.G04.190701.0501", "H11-230403-001", "12345678901"])
    def test_a_real_one_may_be_scanned_next_time(self, code: str) -> None:
        assert scannable(code)

    @pytest.mark.parametrize("code", ["", NUMBER, "261234567", "abc", "A" * 200, "X00\n1", "HỒ SƠ 1", "https://x/y?SGT=060190000123"])
    def test_what_looks_like_a_citizens_number_or_is_no_code_is_not_put_into_a_qr(self, code: str) -> None:
        assert not scannable(code)
        picture = draw_status(status(dossier=replace(DOSSIER, code=code)), Text("vi"), 576)
        assert decode(Image.fromarray(~picture).convert("L"), symbols=[ZBarSymbol.QRCODE]) == []

    @given(st.text("0123456789ABX.-", min_size=1, max_size=60), st.integers(60, 552))
    def test_a_long_one_goes_on_with_its_next_group(self, code: str, room: int) -> None:
        lines = code_lines(code, 26, room)
        assert "".join(lines) == code
        assert all(line.endswith((".", "-")) for line in lines[:-1])


def texts_of(paper: object) -> str:
    return " ".join(str(getattr(paper, field.name)) for field in fields(paper))  # type: ignore[arg-type]


def test_no_paper_holds_the_whole_name_or_number() -> None:
    for paper in (status(), letter(), supplement()):
        assert NUMBER not in texts_of(paper) and "Nguyễn Thị Ẩn" not in texts_of(paper)


def test_a_long_paragraph_of_a_letter_is_not_cut_like_a_label() -> None:
    sentence = LONG[:PARAGRAPH].rsplit(" ", 1)[0]
    short, whole = letter(closing=(sentence[:240],)), letter(closing=(sentence,))
    assert len(draw_letter(whole, Text("vi"), 576)) > len(draw_letter(short, Text("vi"), 576)) + 15 * line_height(28)


def test_the_list_has_one_square_for_each_thing_to_complete() -> None:
    lengths = [len(draw_supplement(supplement(items=ITEMS[:n]), Text("vi"), 576)) for n in range(1, 4)]
    assert lengths == sorted(set(lengths))


EVIL = ["\x1b@\x1dV\x00", "\x10\x04\x01" * 9, "\u202eđảo\u202c", "\ud800x", "a" + "\u0301" * 500, "x" * 100_000, "{0} %s [b]", "", "中文🙂"]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_a_portal_says_can_command_the_printer(evil: str) -> None:
    words = Words(evil)
    dossier = replace(DOSSIER, code=evil, service=evil, owner=evil, owner_number=evil, steps=(Step(evil, evil, day(1)),))
    slip = draw_status(status(dossier=dossier, status=words, task=words, note=words, where=words, bring=(words,)), Text("vi"), 384)
    list_ = draw_supplement(supplement(items=(evil,), title=evil, greeting=evil, opening=(evil,), code=evil), Text("vi"), 384)
    for picture in (slip, list_):
        commands = judge().Lexer().feed(whole_job(calm(picture), 128, finished("0001")))
        assert {command.name for command in commands} == {"ESC @", "GS a", "GS v 0", "ESC J", "GS V", "GS ( H"}


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.sampled_from(WIDTHS))
def test_any_text_is_drawn_within_the_paper(text: str, name: str, dots: int) -> None:
    steps = (Step(name, text[:90], NOW, NOW), Step(text, name))
    picture = draw_status(status(status=Words(text), dossier=replace(DOSSIER, owner=name, code=name, steps=steps)), Text("vi"), dots)
    assert picture.shape[1] == dots
    assert not picture[:, : MARGIN - 2].any() and not picture[:, dots - MARGIN + 2 :].any()


class TestTheCommand:
    @pytest.mark.parametrize("what", ["status", "letter", "supplement"])
    def test_draws_a_sample(self, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("paper.png", "paper.bin"):
            assert main(["paper", what, "--out", str(tmp_path / name), "--dots", "384"]) == 0
            assert (tmp_path / name).stat().st_size > 1000
        assert "384 x" in capsys.readouterr().out

    def test_says_what_it_cannot_draw(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["paper", "status", "--out", str(tmp_path / "x.pdf")]) == 2
        assert main(["paper", "letter", "--dossier", "ready", "--out", str(tmp_path / "x.png")]) == 2
        assert main(["paper", "letter", "--dossier", "nobody", "--out", str(tmp_path / "x.png")]) == 2
        assert "Traceback" not in capsys.readouterr().err

    def test_the_sample_is_the_one_of_that_day(self) -> None:
        from kiosk.commands.paper_dossier import sample

        assert sample("late-letter", datetime(2023, 4, 14, 8, tzinfo=NOW.tzinfo)).code.split("-")[1].startswith("2304")


def test_the_ward_of_the_settings_stands_above() -> None:
    assert (status().authority, status().office) == (WARD.authority, WARD.office)
