"""The posted procedures are read from files that anybody may have edited: hostile until parsed."""

from datetime import date
from pathlib import Path

import pytest
from catalogue_sample import BIRTH, EVENTS, FIELD, folder
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue import load, load_what_works
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Change, Fee, Paper, TimeLimit, Words


def test_every_fact_of_a_posted_procedure_reaches_the_citizen(tmp_path: Path) -> None:
    catalogue = load(folder(tmp_path, ho_tich=FIELD + BIRTH, events=EVENTS))
    (p,), (field,), (event,) = catalogue.procedures, catalogue.fields, catalogue.events
    assert (p.code, p.version, p.official, p.field) == ("1.001193", 2, "Thủ tục đăng ký khai sinh", "ho-tich")
    assert p.plain == Words("Làm giấy khai sinh", "Register a birth") and p.when.en == "When a baby is born"
    assert (p.aliases, p.events, p.channels) == (("khai sanh",), ("sinh-con",), ("counter", "post"))
    assert (p.level, p.old_level, p.decision, p.complete, p.verified) == ("full", "4", "163/QĐ-BTP", True, True)
    assert (p.starts, p.ends) == (date(2026, 1, 1), date(2027, 1, 1))
    assert p.change == Change("amended", date(2026, 1, 1), "163/QĐ-BTP")
    assert p.time == TimeLimit(Words("3 ngày làm việc"), days=3, unit="working", verified=False)
    assert p.fees == (Fee(8000, Words("bản", "copy"), Words("Mỗi bản")), Fee(None, note=Words("Do tỉnh quyết định")))
    note = Words("Do bệnh viện cấp")
    assert p.papers == (Paper(Words("Giấy chứng sinh"), 1, 2, True, Words("Nếu sinh ở bệnh viện"), note, "Tờ khai", False),)
    assert (p.result.vi, p.done_by.vi, p.legal) == ("Giấy khai sinh", "Công chức hộ tịch", ("Luật Hộ tịch 2014",))
    assert (p.steps, p.forms, p.see_also) == ((Words("Đưa giấy tờ."), Words("Chờ.")), (Words("Tờ khai"),), ("2.000635",))
    assert (field.code, field.icon, event.code, event.procedures) == ("ho-tich", "family", "sinh-con", ("1.001193",))


def test_one_file_is_a_catalogue_too(tmp_path: Path) -> None:
    folder(tmp_path, ho_tich=FIELD + BIRTH, events="broken")
    assert [p.code for p in load(tmp_path / "ho-tich.toml").procedures] == ["1.001193"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (('level = "full"', 'lebel = "full"'), "lebel"),
        (('level = "full"', 'level = "whole"'), "level"),
        (("version = 2", 'version = "2"'), "version"),
        (("version = 2", "version = true"), "version"),
        (("version = 2", "version = -1"), "version"),
        (("starts = 2026-01-01", 'starts = "2026-01-01"'), "starts"),
        (("starts = 2026-01-01", "starts = 2026-01-01T08:00:00"), "starts"),
        (('official = "Thủ tục đăng ký khai sinh"', ""), "official"),
        (('official = "Thủ tục đăng ký khai sinh"', 'official = " "'), "official"),
        (('{ vi = "Làm giấy khai sinh", en = "Register a birth" }', '"Làm giấy khai sinh"'), "plain"),
        (('{ vi = "Làm giấy khai sinh", en', '{ en = "", fr'), "plain"),
        (("Làm giấy khai sinh", "[b]Làm[/b] giấy"), "plain"),
        (("Làm giấy khai sinh", "Làm &bl;giấy"), "plain"),
        (("Làm giấy khai sinh", "Làm {giấy}"), "plain"),
        (("Làm giấy khai sinh", "<b>Làm giấy"), "plain"),
        (("Làm giấy khai sinh", "Làm\\u001b giấy"), "plain"),
        (("Làm giấy khai sinh", "Làm\\u202e giấy"), "plain"),
        (("Làm giấy khai sinh", "Làm\\n giấy"), "plain"),
        (("Làm giấy khai sinh", "La\\u0300m giấy"), "plain"),
        (("Làm giấy khai sinh", "à" * 121), "plain"),
        (('aliases = ["khai sanh"]', 'aliases = ["khai sanh", 3]'), "aliases 2"),
        (('aliases = ["khai sanh"]', 'aliases = "khai sanh"'), "aliases"),
        (('unit = "working"', 'unit = "weeks"'), "time"),
        (("amount = 8000", "amount = 80.5"), "fees 1"),
        (("original = 1", "original = 100"), "papers 1"),
        (('kind = "amended", ', ""), "change"),
        (('kind = "amended"', 'kind = "gone"'), "change"),
        (("papers]]", "paper]]"), "paper"),
    ],
)
def test_a_wrong_fact_is_named_by_file_code_and_key_and_never_shown(tmp_path: Path, change: tuple[str, str], key: str) -> None:
    assert change[0] in BIRTH
    with pytest.raises(CatalogueError) as error:
        load(folder(tmp_path, ho_tich=FIELD + BIRTH.replace(*change)))
    said = str(error.value)
    assert said.startswith("ho-tich.toml, 1.001193") and key in said and said.count("\n") == 0 and said.endswith(".")


@pytest.mark.parametrize("code", ['"1.00 1193"', '"../etc"', '""', "1.001193", '"' + "1" * 41 + '"'])
def test_a_procedure_without_a_proper_code_is_named_by_its_place(tmp_path: Path, code: str) -> None:
    with pytest.raises(CatalogueError, match=r"ho-tich.toml, procedure 2: code"):
        load(folder(tmp_path, ho_tich=FIELD + BIRTH + BIRTH.replace('"1.001193"', code)))


def test_one_broken_record_or_file_takes_no_other_away(tmp_path: Path) -> None:
    broken = BIRTH.replace("1.001193", "1.000002").replace("version = 2", "version = 'x'")
    folder(tmp_path, ho_tich=FIELD + broken + BIRTH, cu_tru="[field", dat_dai=FIELD + BIRTH.replace("1.001193", "1.000003"), events=EVENTS)
    (tmp_path / "latin.toml").write_bytes("name = 'H\xf4'".encode("latin-1"))
    (tmp_path / "folder.toml").mkdir()
    catalogue, faults = load_what_works(tmp_path)
    assert [p.code for p in catalogue.procedures] == ["1.000003", "1.001193"]
    assert len(catalogue.events) == 1
    assert [fault.split(":")[0] for fault in faults] == ["cu-tru.toml", "folder.toml", "ho-tich.toml, 1.000002", "latin.toml"]


def test_a_folder_without_procedures_is_said(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CatalogueError, match="no procedure file"):
            load(place)
        assert load_what_works(place)[0].procedures == ()


def test_a_bottomless_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000)
    (tmp_path / "long.toml").write_text("# " + "x" * 9_000_000)
    catalogue, faults = load_what_works(tmp_path)
    assert catalogue.procedures == () and len(faults) == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, blob: bytes) -> None:
    place = tmp_path_factory.mktemp("bytes")
    (place / "x.toml").write_bytes(b"[field]\n" + blob)
    for fault in load_what_works(place)[1]:
        assert fault.startswith("x.toml") and "\n" not in fault
