"""The bench runs, and says every figure beside its limit. How fast the machine is, is not tested here."""

import json
import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.bench import Figure, against, as_json, percentile, table

WINDOWS = {
    "first_frame_s", "rss_idle_mb", "pss_idle_mb", "rss_visited_mb", "pss_visited_mb", "idle_cpu_percent",
    "touch_p50_ms", "touch_p95_ms", "touch_read_p50_ms", "touch_read_p95_ms",
}  # fmt: skip
PARTS = {"ticket_p50_ms", "ticket_p99_ms", "first_byte_p50_ms", "first_byte_p99_ms", "search_p50_ms", "search_p95_ms", "index_s"}
PARTS |= {"portal_p50_ms", "portal_p95_ms", "portal_open_ms"}
PROMISED = WINDOWS | PARTS
DRAWN = {"Home", "Fields", "Listing", "Events", "Help", "Searching", "Found", "ProcedurePage", "Details"}
DRAWN |= {"Consent", "TakeAlong", "Ready", "Priority"}


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is missing: the windows of the bench stand on it")
def test_the_bench_plays_a_visit_and_tells_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bench.json"
    assert main(["bench", "ticket", "printer", "search", "portal", "windows", "--quick", "--json", str(file)]) == 0  # scan: test_scanner
    told = json.loads(file.read_text(encoding="utf-8"))
    assert set(told["figures"]) == PROMISED
    assert all(figure["value"] > 0 for key, figure in told["figures"].items() if key != "idle_cpu_percent")  # counted in ticks of 10 ms
    assert {key for key, figure in told["figures"].items() if figure["limit"] is None} == {key for key in PROMISED if "_p50_" in key}
    assert {touch["drawn"] for touch in told["touches"]} >= DRAWN
    assert told["machine"]["before"]["cores"] >= 1
    shown = capsys.readouterr().out
    assert "first frame" in shown and "slowest to draw" in shown


def test_a_figure_above_its_limit_is_missed_and_one_without_a_limit_is_only_told() -> None:
    kept, missed, told = Figure("a", "A", 1.0, "ms", 1.0), Figure("b", "B", 1.1, "ms", 1.0), Figure("c", "C", 5.0, "ms")
    assert (kept.kept, missed.kept, told.kept) == (True, False, None)
    lines = table([kept, missed, told]).splitlines()
    assert "kept" in lines[0] and "MISSED" in lines[1] and "kept" not in lines[2]
    assert as_json([missed])["b"] == {"what": "B", "value": 1.1, "unit": "ms", "limit": 1.0, "note": "", "kept": False}


def test_a_limit_is_made_from_what_the_other_needed_in_the_same_run() -> None:
    figure = against("a", "A", 3.0, 2.0, "s", 1.3, "a bare window")
    assert figure.limit == pytest.approx(2.6)
    assert figure.kept is False
    assert "1.50x of a bare window" in figure.note


@pytest.mark.parametrize(("part", "value"), [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0)])
def test_percentiles_are_values_that_were_measured(part: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], part) == value
    assert percentile([7.0], part) == 7.0
