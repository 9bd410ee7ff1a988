"""The filled form on paper: every answer and every word is there and can be read again; the slips are whole and clean."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_printer import printed
from stage import sample as sample_settings

from kiosk.devices.raster import finished, whole_job
from kiosk.form_check import sample
from kiosk.forms import PLACE, load
from kiosk.papers.a4 import WIDE
from kiosk.papers.form_pdf import DOTS, FormPdf, form_pdf
from kiosk.papers.form_sheets import sheet_count, sheet_picture
from kiosk.papers.form_slips import KeptPaper, PaidPaper, SentPaper, draw_kept, draw_paid, draw_sent
from kiosk.papers.form_summary import SummaryPaper, draw_summary
from kiosk.papers.written import draw_qr, draw_text, draw_typed, line_height
from kiosk.rules.filling import Filling
from kiosk.rules.form import Form
from kiosk.text import Text

NOW = datetime(2026, 11, 24, 8, 42)
FORMS = load()
WARD = sample_settings().ward
LONG = "Ẫ Ợ Ỹ Ễ Ữ ngõ hẻm ngách khu phố đường Nguyễn Thị Minh Khai nối dài " * 7


def filled(form: Form) -> Filling:
    return sample(form, FORMS, NOW.date())


def made(filling: Filling) -> FormPdf:
    return form_pdf(filling, Text("vi"), NOW)


def answered(filling: Filling) -> list[str]:
    """The fields with an answer that the paper prints in this case."""
    lines = [line for line in filling.form.layout if filling.holds(line.when)]
    texts = " ".join(text for line in lines for text in (*line.texts, *(cell for row in line.rows for cell in row)))
    printed = set(PLACE.findall(texts)) | {line.field for line in lines}
    return [one.key for one in filling.form.fields if one.key in printed and filling.printed(one.key)]


def words(text: str) -> list[str]:
    return text.replace(DOTS, " ").split()


@pytest.mark.parametrize("form", FORMS.all, ids=lambda form: form.code)
class TestTheOfficialForm:
    def test_every_answer_and_every_printed_word_is_found_again(self, form: Form) -> None:
        filling = filled(form)
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made(filling).pdf)).pages).split())
        answers = [filling.printed(key) for key in answered(filling)]
        assert len(answers) > 0.7 * sum(bool(filling.value(one.key)) for one in form.fields)
        assert [word for answer in answers for word in answer.split() if word not in text] == []
        assert [answer for answer in answers if len(answer) < 25 and answer not in text] == []  # the short ones stand on one line
        titles = [line.texts[0] for line in form.layout if line.kind == "title"]
        assert [title for title in (*titles, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") if title.split()[-1] not in text] == []

    def test_pdftotext_finds_every_word_again(self, form: Form, tmp_path: Path) -> None:
        if shutil.which("pdftotext") is None:
            pytest.skip("pdftotext is not here: only pypdf has read the forms")
        filling, file = filled(form), tmp_path / "form.pdf"
        file.write_bytes(made(filling).pdf)
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True, timeout=60)
        there = words(done.stdout)
        wanted = [word for key in answered(filling) for word in filling.printed(key).split()]
        missing = [word for word in wanted if not any(word in found for found in there)]
        assert missing == []

    def test_each_answer_stands_where_the_screen_says(self, form: Form) -> None:
        """The picture has ink in every spot, and the spots lie on the sheet."""
        filling, paper = filled(form), made(filled(form))
        pictures = [sheet_picture(paper.pdf, number, 1000) for number in range(sheet_count(paper.pdf))]
        for spot in paper.spots:
            assert 0 <= spot.left < spot.right <= 1000 and 0 <= spot.top < spot.bottom <= 1000
            picture = pictures[spot.sheet]
            high = picture.shape[0] / 1000
            inside = picture[round(spot.top * high) : round(spot.bottom * high), spot.left : spot.right]
            assert inside.min() < 120, spot.field
        shown = {spot.field for spot in paper.spots}
        assert set(answered(filling)) <= shown

    def test_an_empty_form_has_dots_to_write_on(self, form: Form) -> None:
        empty = Filling(form, filled(form).context)
        assert DOTS[:20] in "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made(empty).pdf)).pages)

    def test_answers_of_any_length_stay_on_the_paper(self, form: Form) -> None:
        filling = filled(form)
        for one in form.fields:
            if one.kind in ("text", "place", "name"):
                filling.put(one.key, LONG)
        paper = made(filling)
        assert 1 <= sheet_count(paper.pdf) <= 5
        for number in range(sheet_count(paper.pdf)):
            picture = sheet_picture(paper.pdf, number, 600)
            assert picture[:, -12:].min() == 255 and picture[-12:].min() == 255  # nothing runs over the edge


def test_the_documents_properties_name_nobody() -> None:
    info = pypdf.PdfReader(BytesIO(made(filled(FORMS.all[0])).pdf)).metadata
    assert info is not None
    named = {str(value) for key, value in info.items() if key not in ("/CreationDate", "/ModDate", "/Trapped")}
    assert named <= {"kiosk", ""}
    assert WIDE > 500


@pytest.mark.parametrize("dots", [576, 384])
@pytest.mark.parametrize("language", ["vi", "en"])
class TestSlips:
    def test_come_out_whole_and_dot_for_dot(self, dots: int, language: str) -> None:
        say, here = Text(language), (WARD.authority, WARD.office)
        service, code = "Cấp bản sao Trích lục hộ tịch", "000.00.00.X00-261124-9000"
        papers = [
            draw_sent(SentPaper(*here, service, code, "HUT3US", NOW, True, True), say, dots),
            draw_kept(KeptPaper(*here, service, "K7F392QD", NOW, NOW.date() + timedelta(days=30)), say, dots),
            draw_paid(PaidPaper(*here, service, code, 46000, "PF9000", NOW), say, dots),
            draw_summary(SummaryPaper(*here, filled(FORMS.all[3]), NOW), say, dots),
        ]
        for picture in papers:
            assert picture.shape[1] == dots and picture.any()
            assert np.array_equal(printed(whole_job(picture, 128, finished("0001")), dots), picture)


class TestWrittenWords:
    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=200), st.integers(60, 900), st.integers(8, 64), st.integers(1, 4), st.booleans())
    def test_any_text_takes_the_room_it_is_given_and_no_more(self, text: str, width: int, size: int, lines: int, bold: bool) -> None:
        picture = draw_text(text, width, size, bold, lines)
        assert picture.shape[1] == width and picture.shape[0] % line_height(size) == 0
        assert line_height(size) <= picture.shape[0] <= lines * line_height(size)

    def test_letters_keep_their_marks(self) -> None:
        """Ẫ reaches above and ợ below: neither is cut at the rim of its line."""
        for text in ("Ẫ", "Ễ", "ợ", "g", "Ữ"):
            picture = draw_text(text, 200, 40, True)
            assert picture[0].max() == 0 and picture[-1].max() == 0 and picture.max() == 255

    def test_the_end_of_what_is_typed_stays_in_view(self) -> None:
        short, long = draw_typed("An", 2, 300, 40), draw_typed("An" * 60, 120, 300, 40)
        assert short.shape == long.shape and long[:, -20:].max() == 255

    def test_a_qr_code_is_read_again(self) -> None:
        import zxingcpp

        assert zxingcpp.read_barcodes(np.ascontiguousarray(255 - draw_qr("PH2:K7F392QD", 300)))[0].text == "PH2:K7F392QD"


def test_the_form_of_a_day_is_the_one_that_holds_then() -> None:
    form = FORMS.all[0]
    assert replace(form, starts=date(2027, 1, 1)).offered(date(2026, 12, 31)) is False
