"""Whoever keeps the procedures is told every fault before a citizen meets it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from catalogue_sample import BIRTH, EVENTS, FIELD, folder, run

from kiosk import settings
from kiosk.catalogue_check import faults
from kiosk.rules.procedures import Catalogue, Change, Fee, Field, LifeEvent, Paper, Procedure, TimeLimit, Words

TODAY = date(2026, 7, 1)
QUEUES = settings.load().queues[:1]  # Hộ tịch
QUEUE = replace(QUEUES[0], fields=("ho-tich",), procedures=())
CIVIL = Field("ho-tich", Words("Hộ tịch", "Civil status"), Words("Khai sinh", "Births"), "family")
BABY = LifeEvent("sinh-con", Words("Sinh con", "A baby"), Words("Khai sinh", "Births"), "baby", ("1.001193",))
BIRTH_RECORD = Procedure(
    "1.001193",
    "Thủ tục đăng ký khai sinh",
    Words("Làm giấy khai sinh", "Register a birth"),
    Words("Khi có em bé", "When a baby is born"),
    "ho-tich",
    events=("sinh-con",),
    channels=("counter",),
    time=TimeLimit(Words("Trong ngày", "The same day"), same_day=True),
    fees=(Fee(0),),
    complete=True,
    papers=(Paper(Words("Giấy chứng sinh", "Certificate"), 1),),
    steps=(Words("Đưa giấy tờ.", "Hand in the papers."),),
    result=Words("Giấy khai sinh", "Birth certificate"),
    done_by=Words("Công chức hộ tịch", "Civil status officer"),
)


def said(*procedures: Procedure, catalogue: Catalogue | None = None) -> list[str]:
    return faults(catalogue or Catalogue((CIVIL,), (BABY,), procedures), (QUEUE,), TODAY)


def test_a_sound_catalogue_has_no_fault() -> None:
    assert said(BIRTH_RECORD) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"papers": ()}, "papers"),
        ({"steps": ()}, "steps"),
        ({"result": Words()}, "result"),
        ({"verified": False}, "not verified"),
        ({"channels": ("counter", "fax")}, "fax"),
        ({"events": ("bay-len-trang",)}, "bay-len-trang"),
        ({"plain": Words("x" * 61, "y")}, "61 letters"),
        ({"plain": Words("Làm giấy khai sinh")}, "no English for plain"),
        ({"steps": (Words("Đưa giấy tờ."),)}, "no English for steps 1"),
        ({"papers": (Paper(Words("Tờ khai", "Form"), 1, case=Words("Nếu vắng")),)}, "papers 1 case"),
        ({"papers": (Paper(Words("Tờ khai", "Form")),)}, "neither handed in"),
        ({"starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "after it ends"),
        ({"change": Change("abolished", TODAY)}, "without an end"),
        ({"change": Change("abolished", TODAY), "ends": date(2027, 1, 1)}, "until 2027-01-01"),
        ({"fees": (Fee(None),)}, "neither amount nor note"),
        ({"fees": (Fee(8000),)}, "no unit"),
        ({"fees": (Fee(2000, Words("trang", "page")),)}, "per page"),
        ({"fees": (Fee(1000, Words("bản", "copy")), Fee(2000, Words("bản", "copy")))}, "tells them apart"),
        ({"time": TimeLimit(Words("3 ngày", "3 days"), days=3)}, "both days and unit"),
        ({"time": TimeLimit(Words("3 ngày", "3 days"), same_day=True, days=3, unit="working")}, "same day"),
        ({"see_also": ("9.999999",)}, "9.999999"),
        ({"see_also": ("1.001193",)}, "itself"),
        ({"aliases": ("khai sanh", "Khai Sanh")}, "twice"),
        ({"field": "cu-tru"}, "the field cu-tru is unknown"),
    ],
)
def test_what_would_mislead_a_citizen_is_named_with_file_and_code(change: dict[str, object], word: str) -> None:
    procedure = replace(BIRTH_RECORD, **change)
    named = [fault for fault in said(procedure) if word in fault]
    assert named and named[0].startswith(f"{procedure.field}.toml, 1.001193") and named[0].endswith(".")


def test_a_procedure_that_no_counter_serves_is_named_unless_it_is_not_done_at_a_counter() -> None:
    catalogue = Catalogue((CIVIL,), (BABY,), (BIRTH_RECORD,))
    nobody = (replace(QUEUE, fields=()),)
    assert faults(catalogue, nobody, TODAY) == ["ho-tich.toml, 1.001193: is offered at the counter but no queue serves it."]
    assert faults(catalogue, (replace(QUEUE, fields=(), procedures=("1.001193",)),), TODAY) == []
    online = Catalogue((CIVIL,), (BABY,), (replace(BIRTH_RECORD, channels=("online",)),))
    assert faults(online, nobody, TODAY) == []


def test_a_queue_that_serves_what_does_not_exist_is_named() -> None:
    wrong = replace(QUEUE, fields=("ho-tich", "ho-tich-2"), procedures=("9.999999",))
    found = faults(Catalogue((CIVIL,), (BABY,), (BIRTH_RECORD,)), (wrong,), TODAY)
    assert len(found) == 2 and "ho-tich-2" in found[0] and "9.999999" in found[1]


def test_two_versions_may_follow_each_other_but_not_overlap() -> None:
    old, new = replace(BIRTH_RECORD, ends=date(2026, 5, 31)), replace(BIRTH_RECORD, version=2, starts=date(2026, 6, 1))
    assert said(old, new) == []
    assert "overlap" in said(replace(old, ends=None), new)[0]
    assert "overlap" in said(old, replace(new, starts=date(2026, 5, 31)))[0]
    assert "overlap" in said(new, replace(old, version=3))[0]
    assert "stands twice" in said(old, replace(new, version=1))[0]


def test_an_abolished_procedure_that_is_still_linked_is_named() -> None:
    gone = replace(BIRTH_RECORD, code="2.000635", ends=date(2026, 6, 1), change=Change("abolished", date(2026, 6, 2)))
    linking = replace(BIRTH_RECORD, see_also=("2.000635",))
    event = replace(BABY, procedures=("1.001193", "2.000635"))
    found = said(catalogue=Catalogue((CIVIL,), (event,), (linking, gone)))
    assert len(found) == 2 and all("2.000635" in fault and "abolished" in fault for fault in found)
    assert found[0].startswith("ho-tich.toml, 1.001193") and found[1].startswith("events.toml, sinh-con")


def test_fields_and_life_events_need_icon_and_english_and_their_own_code() -> None:
    field = replace(CIVIL, icon="rocket", name=Words("Hộ tịch"))
    event = replace(BABY, icon="", plain=Words("Khai sinh"), procedures=("1.001193", "1.001193", "9.999999"))
    found = said(catalogue=Catalogue((field, field), (event, event, replace(BABY, code="ket-hon", procedures=())), (BIRTH_RECORD,)))
    for word in ("rocket", "(none)", "English for name", "English for plain", "9.999999", "1.001193 twice", "has no procedures"):
        assert any(word in fault for fault in found), word
    assert "the field ho-tich stands twice." in found and "the life event sinh-con stands twice." in found


def test_the_check_command_tells_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder(tmp_path, ho_tich=FIELD + BIRTH, events=EVENTS, broken="[field")
    assert run("check", "--catalogue", str(tmp_path)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("broken.toml: ") and any("see_also" in line for line in lines)
