"""The forms as data: the shipped ones are whole, a file with a fault takes no other away, a new form needs no code."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import posted

from kiosk import forms, paths
from kiosk.form_check import check, sample
from kiosk.places import load as load_places
from kiosk.rules import idcard
from kiosk.rules.filling import Context, Filling
from kiosk.rules.form import Form
from kiosk.rules.form_rules import days, normal

TODAY = date(2026, 11, 24)
SHIPPED = forms.load()
CODES = {procedure.code for procedure in posted().procedures}
NAMES = [form.code for form in SHIPPED.all]
HERE = "UBND phường Phú Hài", "Phường Phú Hài", "Thành phố Phan Thiết", "Tỉnh Bình Thuận"
CONTEXT = Context(TODAY, *HERE, SHIPPED.lists, SHIPPED.says, load_places())
CARD = idcard.parse("060190000123||Nguyễn Thị Mẫu|15011990|Nữ|Khu phố 1, Phường Phú Hài, Thành phố Phan Thiết, Tỉnh Bình Thuận|20052022")
WANTED = {
    "khai-sinh", "khai-tu", "ket-hon", "tinh-trang-hon-nhan", "trich-luc", "cai-chinh", "cu-tru", "chung-thuc-chu-ky", "giay-uy-quyen",
    "khuyet-tat", "tro-cap-xa-hoi", "ho-kinh-doanh",
}  # fmt: skip


def form(code: str) -> Form:
    found = SHIPPED.form(code, TODAY)
    assert found is not None
    return found


def filling(code: str) -> Filling:
    return Filling(form(code), CONTEXT)


class TestTheShippedForms:
    def test_are_all_there_and_without_a_fault(self) -> None:
        assert set(NAMES) == WANTED
        assert check(SHIPPED, CODES, TODAY) == []

    @pytest.mark.parametrize("code", NAMES)
    def test_say_how_every_line_is_filled_in(self, code: str) -> None:
        for one in form(code).fields:
            assert one.label.vi and one.label.en and one.printed, one.key

    @pytest.mark.parametrize("code", NAMES)
    def test_the_sample_fills_every_page_without_a_problem(self, code: str) -> None:
        done = sample(form(code), SHIPPED, TODAY, CONTEXT)
        assert [key for page in done.pages() for key in done.missing(page)] == []
        assert [one.key for one in done.form.fields if done.problem(one.key)] == []

    @pytest.mark.parametrize("code", NAMES)
    def test_the_owners_card_fills_name_and_number(self, code: str) -> None:
        done = filling(code)
        keys = done.fill(done.form.owner, CARD)
        assert len(keys) >= 3
        assert {done.value(key) for key in keys} >= {"Nguyễn Thị Mẫu", "060190000123"}
        again = filling(code)
        again.fill(done.form.owner, CARD)
        again.fill(done.form.owner, CARD)
        assert again.values_to_send() == done.values_to_send()

    def test_nothing_is_called_verified_that_nobody_confirmed(self) -> None:
        assert not any(one.verified or one.to.verified for one in SHIPPED.all)


class TestAFaultyFile:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        shutil.copytree(paths.CONFIG / "forms", tmp_path / "forms")
        return tmp_path / "forms"

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace('kind = "choice"', 'kind = "colour"', 1),
            lambda text: text + "\n[surprise]\na = 1\n",
            lambda text: text.replace("[form]", "[form", 1),
            lambda text: text.replace('official = "Tờ', 'official = "[b]Tờ', 1),
            lambda text: "a = " + "[" * 5000,
        ],
    )
    def test_is_named_and_the_others_stay(self, folder: Path, change: Callable[[str], str]) -> None:
        file = folder / "trich-luc.toml"
        file.write_text(change(file.read_text("utf-8")), "utf-8")
        found, faults = forms.load_what_works(folder)
        assert len(faults) == 1 and "trich-luc.toml" in faults[0]
        assert len(found.all) == len(WANTED) - 1

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('procedures = ["2.000635"]', 'procedures = ["9.999999"]', "9.999999 is not posted"),
            ('owner = "declarant"', 'owner = "nobody"', "nobody is none of its people"),
            ('text = "Số lượng bản sao yêu cầu cấp: {copies} bản"', 'text = "Số lượng: {cop} bản"', "cop, which is no field"),
            ('field = "subject_birth"', 'field = "subject_day"', "subject_day, which is no field"),
            ('paper = "birth"\n', 'paper = "wedding"\n', "paper is kept otherwise"),
            ('when = { whom = ["other"] }', 'when = { whom = ["nobody"] }', "whom is never nobody"),
            ('template = "TK-TRICHLUC"', 'template = ""', "without template"),
        ],
    )
    def test_what_does_not_fit_together_is_said(self, folder: Path, old: str, new: str, said: str) -> None:
        file = folder / "trich-luc.toml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        assert any(said in fault for fault in check(forms.load(folder), CODES, TODAY))

    def test_a_new_form_needs_no_code(self, folder: Path) -> None:
        text = (folder / "trich-luc.toml").read_text("utf-8").replace("2.000635", "2.002516")
        text = text.replace('code = "trich-luc"', 'code = "trich-luc-hai"')
        (folder / "trich-luc-hai.toml").write_text(text, "utf-8")
        found = forms.load(folder)
        assert check(found, CODES, TODAY) == []
        assert found.for_procedure("2.002516", TODAY) is not None

    def test_a_form_is_offered_between_its_dates_only(self, folder: Path) -> None:
        file = folder / "trich-luc.toml"
        file.write_text(file.read_text("utf-8").replace("version = 1", "version = 1\nstarts = 2027-01-01", 1), "utf-8")
        assert forms.load(folder).form("trich-luc", TODAY) is None
        assert forms.load(folder).form("trich-luc", date(2027, 1, 1)) is not None


class TestAnswers:
    def test_a_question_that_is_no_longer_asked_is_neither_printed_nor_sent(self) -> None:
        done = filling("trich-luc")
        done.put("whom", "other")
        done.put("subject_name", "Trần Văn Mẫu")
        assert done.printed("subject_name") == "Trần Văn Mẫu"
        done.put("whom", "self")
        assert done.printed("subject_name") == ""
        assert "subject_name" not in dict(done.values_to_send())

    def test_the_cards_old_address_is_kept_and_the_new_names_are_offered(self) -> None:
        done = filling("trich-luc")
        done.fill("declarant", CARD)
        assert done.value("declarant_address") == CARD.address
        texts = [text for text, _ in done.offered("declarant_address")]
        assert texts == [CARD.address, "Khu phố 1, Phường Phú Thủy, Tỉnh Lâm Đồng"]
        assert "xem lại" in done.offered("declarant_address")[1][1].vi  # nobody has verified the new ward

    def test_a_problem_is_said_at_its_field_in_plain_words(self) -> None:
        done = filling("khai-tu")
        done.fill("dead", CARD)
        done.put("death_date", "1989-01-01")
        assert "trước ngày sinh" in done.problem("death_date").vi
        done.put("death_date", "2026-12-01")
        assert "chưa đến" in done.problem("death_date").vi
        done.put("death_date", "2026-01-02")
        assert not done.problem("death_date") and "15 ngày" in done.advice("death_date").vi

    @pytest.mark.parametrize(
        ("key", "typed", "kept"),
        [
            ("declarant_name", "  nguyễn  thị mẫu ", "Nguyễn Thị Mẫu"),
            ("declarant_number", "060 190-000123", "060190000123"),
            ("declarant_phone", "+84 912 345 678", "0912345678"),
            ("declarant_birth", "1990-02-30", ""),
            ("declarant_birth", "1990", "1990"),
            ("copies", "007", "7"),
            ("paper", "wedding", ""),
            ("registered_at", "[b]UBND[/b]\u202e phường", "bUBND/b phường"),
        ],
    )
    def test_what_is_typed_is_made_normal(self, key: str, typed: str, kept: str) -> None:
        done = filling("trich-luc")
        done.put(key, typed)
        assert done.value(key) == kept

    @pytest.mark.parametrize(("typed", "first"), [("", "Kinh"), ("ra", "Ra-glai"), ("e de", "")])
    def test_lists_are_offered_before_typing(self, typed: str, first: str) -> None:
        done = filling("cu-tru")
        found = Filling(form("cu-tru"), CONTEXT).suggestions("member1_relation", typed)
        assert done and (found == () if first == "" else True)
        choices = [choice.label.vi for choice in filling("ket-hon").choices("woman_ethnic")]
        assert choices[0] == "Kinh" and len(choices) == 54

    def test_an_address_is_completed_without_accents(self) -> None:
        assert "12 Lê Lợi, Phường Phú Thủy, Tỉnh Lâm Đồng" in filling("trich-luc").suggestions("declarant_address", "12 Lê Lợi, phu th")

    def test_days_that_are_half_known_break_only_what_cannot_hold(self) -> None:
        assert days("1938") == (date(1938, 1, 1), date(1938, 12, 31))
        assert days("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
        done = filling("khai-tu")
        done.fill("dead", CARD)
        done.put("dead_birth", "2026")
        done.put("death_date", "2026-03-01")
        assert not done.problem("death_date")

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(NAMES), st.lists(st.tuples(st.integers(0, 60), st.text(max_size=300)), max_size=25))
    def test_whatever_is_typed_is_bounded_and_never_raises(self, code: str, typed: list[tuple[int, str]]) -> None:
        done = filling(code)
        keys = [one.key for one in done.form.fields]
        for at, text in typed:
            key = keys[at % len(keys)]
            choices = done.choices(key)
            done.put(key, choices[at % len(choices)].code if choices and at % 2 else text)
            _ = done.problem(key), done.advice(key), done.shown(key, "en"), done.printed(key)
            _ = done.offered(key), done.suggestions(key, text)
        for page in done.pages():
            _ = done.missing(page)
        for key, value in done.values_to_send():
            assert done.asked(key) and 0 < len(value) <= max(done.form.field(key).longest, 12)
            assert normal(done.form.field(key), value) == value
            assert value.isprintable()
        hidden = [key for key in keys if not done.asked(key)]
        assert all(done.printed(key) == "" for key in hidden)


class TestPlaces:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Khu phố 1, Phường Phú Hài, Thành phố Phan Thiết, Tỉnh Bình Thuận", "Khu phố 1, Phường Phú Thủy, Tỉnh Lâm Đồng"),
            ("12 Lê Lợi, P. Phu Hai, TP. Phan Thiet, Binh Thuan", "12 Lê Lợi, Phường Phú Thủy, Tỉnh Lâm Đồng"),
            ("Ấp 2, Xã Tân An, Huyện Bến Lức, Long An", "Ấp 2, Xã Tân An, Huyện Bến Lức, Tỉnh Tây Ninh"),
        ],
    )
    def test_old_names_lead_to_the_new_ones(self, old: str, new: str) -> None:
        assert [text for text, _ in load_places().renamed(old)] == [new]

    @pytest.mark.parametrize("address", ["", "Hà Nội", "Hoàn Kiếm, Hà Nội", "Khu phố 1, Phường Phú Thủy, Tỉnh Lâm Đồng", ",,,"])
    def test_what_has_not_changed_is_left_alone(self, address: str) -> None:
        assert load_places().renamed(address) == ()

    def test_there_are_34_provinces_made_of_63(self) -> None:
        provinces = load_places().provinces
        assert len(provinces) == 34
        assert len({old for one in provinces for old in one.was} - {"Tỉnh Thừa Thiên Huế"}) == 63

    @given(st.text(max_size=200))
    def test_any_text_is_an_address_or_none(self, text: str) -> None:
        assert isinstance(load_places().renamed(text), tuple) if len(text) < 40 else True
