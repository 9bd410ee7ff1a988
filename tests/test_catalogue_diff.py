"""Before a new list of procedures goes up, the ward sees what it changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from catalogue_sample import BIRTH, FIELD, folder, run

from kiosk.catalogue_diff import compare, differences
from kiosk.rules.procedures import Catalogue, Change, Fee, Paper, Procedure, TimeLimit, Words

BIRTH_RECORD = Procedure(
    "1.001193",
    "Thủ tục đăng ký khai sinh",
    Words("Làm giấy khai sinh", "Register a birth"),
    Words(),
    "ho-tich",
    papers=(Paper(Words("Giấy chứng sinh"), 1), Paper(Words("Căn cước"), present=True)),
    fees=(Fee(8000, Words("bản")),),
    time=TimeLimit(Words("Trong ngày"), same_day=True),
)
DEATH = replace(BIRTH_RECORD, code="1.000656", plain=Words("Khai tử"))


def of(*procedures: Procedure) -> Catalogue:
    return Catalogue(procedures=procedures)


def lines(**changes: object) -> list[tuple[str, str, str]]:
    return [(d.key, d.before, d.after) for d in differences(BIRTH_RECORD, replace(BIRTH_RECORD, **changes))]


def test_the_same_list_changes_nothing() -> None:
    changes = compare(of(BIRTH_RECORD, DEATH), of(DEATH, BIRTH_RECORD))
    assert (changes.new, changes.changed, changes.abolished) == ((), (), ())


def test_new_and_vanished_procedures_are_named() -> None:
    changes = compare(of(BIRTH_RECORD), of(DEATH))
    assert (changes.new, changes.changed, changes.abolished) == ((DEATH,), (), (BIRTH_RECORD,))


def test_a_procedure_newly_marked_abolished_is_named_once() -> None:
    gone = replace(DEATH, ends=date(2026, 6, 30), change=Change("abolished", date(2026, 7, 1), "9/QĐ"))
    changes = compare(of(BIRTH_RECORD, DEATH), of(BIRTH_RECORD, gone))
    assert (changes.new, changes.changed, changes.abolished) == ((), (), (gone,))
    later = compare(of(BIRTH_RECORD, gone), of(BIRTH_RECORD))
    assert (later.new, later.changed, later.abolished) == ((), (), ())


def test_of_several_versions_the_latest_counts() -> None:
    second = replace(BIRTH_RECORD, version=2, decision="9/QĐ")
    changes = compare(of(BIRTH_RECORD), of(second, BIRTH_RECORD))
    assert [p for p, _ in changes.changed] == [second]


def test_a_change_is_told_field_by_field() -> None:
    assert lines(plain=Words("Khai sinh", "Register a birth")) == [("plain.vi", "Làm giấy khai sinh", "Khai sinh")]
    assert lines(decision="9/QĐ", complete=True) == [("decision", "", "9/QĐ"), ("complete", "no", "yes")]
    assert lines(starts=date(2026, 7, 1)) == [("starts", "", "2026-07-01")]
    assert lines(time=TimeLimit(Words("3 ngày"), days=3, unit="working")) == [
        ("time.text.vi", "Trong ngày", "3 ngày"),
        ("time.same_day", "yes", "no"),
        ("time.days", "", "3"),
        ("time.unit", "", "working"),
    ]
    assert lines(time=None) == [("time", "text Trong ngày, same_day yes", "")]
    assert lines(fees=(Fee(9000, Words("bản")),)) == [("fees", "amount 8000, unit bản", "amount 9000, unit bản")]


def test_of_the_papers_only_those_that_went_or_came_are_told() -> None:
    certificate, card = BIRTH_RECORD.papers
    assert lines(papers=(certificate,)) == [("papers", "name Căn cước, present yes", "")]
    assert lines(papers=(certificate, card, Paper(Words("Tờ khai"), 1))) == [("papers", "", "name Tờ khai, original 1")]
    assert lines(papers=(card, certificate))[0][0] == "papers (order or repetition)"


def test_the_diff_command_compares_folders_files_and_published_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old = folder(tmp_path / "old", ho_tich=FIELD + BIRTH + BIRTH.replace("1.001193", "1.000656"))
    changed = BIRTH.replace("163/QĐ-BTP", "9/QĐ").replace('aliases = ["khai sanh"]', "")
    new = folder(tmp_path / "new", ho_tich=FIELD + changed + BIRTH.replace("1.001193", "1.000894"))
    assert run("diff", str(old), str(new / "ho-tich.toml")) == 0
    assert capsys.readouterr().out.splitlines() == [
        "new\t1.000894\tLàm giấy khai sinh",
        "changed\t1.001193\tLàm giấy khai sinh",
        "\taliases: - khai sanh",
        "\tdecision: 163/QĐ-BTP -> 9/QĐ",
        "\tchange.decision: 163/QĐ-BTP -> 9/QĐ",
        "abolished\t1.000656\tLàm giấy khai sinh",
    ]
    assert run("diff", str(old), str(old)) == 0
    assert capsys.readouterr().out == "no difference\n"
    published = tmp_path / "published.jsonl"
    published.write_text('{"ma": "1.000894", "ten": "Thủ tục đăng ký kết hôn", "linh_vuc": "Hộ tịch"}\n', "utf-8")
    run("diff", str(old), str(published))
    assert capsys.readouterr().out.startswith("new\t1.000894\tĐăng ký kết hôn\n")
