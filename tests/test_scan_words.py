"""The ward's files by which a scan is understood: names in look-up addresses, provinces in ID numbers."""

from pathlib import Path

import pytest
from shared_vectors import vectors

from kiosk import scan_words
from kiosk.errors import SettingsError
from kiosk.rules.scanned import NOTHING, Known

KNOWN = scan_words.load()


def test_the_shipped_ones_know_the_names_seen_so_far_and_63_provinces() -> None:
    assert {KNOWN.parameters[name] for name in ("mhs", "mahoso", "code", "dossierno", "ma_ho_so")} == {"code"}
    assert (KNOWN.parameters["sgt"], KNOWN.parameters["secret"]) == ("owner", "secret")
    assert len(KNOWN.provinces) == 63 and scan_words.provinces()["060"] == "Bình Thuận"


def test_the_provinces_are_those_of_the_statistics_office() -> None:
    official = vectors("ma_hanh_chinh.json", "the provinces' codes were not compared")["ma_tinh_cccd"]
    ours = scan_words.provinces()
    assert set(ours) == set(official)
    assert [code for code, name in official.items() if ours[code].replace("òa", "oà") not in name.replace("òa", "oà")] == []


@pytest.mark.parametrize(
    ("scan", "why"),
    [
        ('code = ["a"]\nsecret = ["A"]', "means two things"),
        ("code = [1]", "must be a text"),
        ("nothing = 1", "not a key"),
        ("code = [", "scan.toml"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, scan: str, why: str) -> None:
    (tmp_path / "scan.toml").write_text(scan, "utf-8")
    (tmp_path / "provinces.toml").write_text('[[province]]\ncode = "060"\nname = "Bình Thuận"\n', "utf-8")
    with pytest.raises(SettingsError, match=why):
        scan_words.load(tmp_path)


@pytest.mark.parametrize("code", ["60", "06a", "０６０"])
def test_a_wrong_province_is_named(tmp_path: Path, code: str) -> None:
    (tmp_path / "provinces.toml").write_text(f'[[province]]\ncode = "{code}"\nname = "Bình Thuận"\n', "utf-8")
    with pytest.raises(SettingsError, match="three digits"):
        scan_words.provinces(tmp_path)


def test_nothing_known_is_a_known_nothing() -> None:
    assert Known() == NOTHING
