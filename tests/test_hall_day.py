"""A whole day of the hall: every number is called, once, in its order; and the bench of the hall tells its figures."""

import json
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.bench import hall_race
from kiosk.bench.hall_day import play


@pytest.mark.parametrize("kiosks", [1, 2])
def test_a_simulated_day_loses_nobody_and_calls_nobody_twice(store_url: str, kiosks: int) -> None:
    day = play(store_url, citizens=80, kiosks=kiosks, seed=kiosks)
    assert day.wrong == [] and day.served + day.absent == 80 and day.absent > 0 and day.moved > 0


def test_all_at_once_call_everybody_once_and_in_order(store_url: str) -> None:
    day = hall_race.run(store_url, citizens=100)
    assert day.wrong == [] and day.served + day.absent == 100


def test_the_bench_of_the_hall_tells_every_figure(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert main(["bench", "hall", "waits", "--quick", "--json", str(file)]) == 0
    told = json.loads(file.read_text("utf-8"))["figures"]
    assert all(told[name]["value"] == 0 for name in ("doubled_sqlite", "issuers_sqlite_gaps", "day_sqlite", "race_sqlite"))
    assert {"issuers_sqlite_p99_ms", "full_sqlite", "wait_surge_outside", "wait_surge_error_min"} <= told.keys()
