"""The catalogue that ships is what stands on the ward's notice board, without a fault."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.catalogue import load
from kiosk.catalogue_check import faults

POSTED = Path(__file__).resolve().parents[2] / "shared" / "data" / "posted_procedures.csv"
MOST_USED = 40


def test_the_shipped_catalogue_has_no_fault() -> None:
    assert faults(load(), settings.load().queues, date(2026, 7, 1)) == []


def test_the_forty_most_used_procedures_are_complete() -> None:
    complete = [p for p in load().procedures if p.complete]
    assert len(complete) >= MOST_USED
    assert all(p.papers and p.steps and p.result and p.done_by for p in complete)


def test_every_posted_procedure_has_its_record() -> None:
    if not POSTED.is_file():
        pytest.skip("the ward's posting list (shared/data/posted_procedures.csv) is not beside this project: it was not compared")
    with POSTED.open(encoding="utf-8", newline="") as file:
        posted = {row["code"]: row["official_name"] for row in csv.DictReader(file)}
    shipped = {p.code: p for p in load().procedures}
    assert [code for code in posted if code not in shipped] == []
    assert {code: shipped[code].official for code in posted} == posted
