"""The kiosk's window against a bare one of the same size: first frame, memory, idle work, and how long a touch takes."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.bench import Figure, against, median, percentile
from kiosk.bench.process import Measured, measured
from kiosk.handout_measure import Sink
from kiosk.settings import Panel
from kiosk.virtual_display import virtual_display

FIRST_FRAME, MEMORY, TOUCH_MS = 1.3, 1.3, 100.0
FPS, BARE_FPS = 30, 60


@dataclass(frozen=True)
class Effort:
    """How often and how long: what the table rests on."""

    starts: int = 9
    rounds: int = 3
    settle: float = 8.0  # s: until everything that is loaded while nobody waits is there
    idle: float = 5.0  # s


@dataclass
class Seen:
    """What every round adds to."""

    first: dict[str, list[float]] = field(default_factory=lambda: {"kiosk": [], "bare": []})
    memory: dict[str, list[dict[str, float]]] = field(default_factory=lambda: {"kiosk": [], "visited": [], "bare": []})
    cpu: dict[str, list[float]] = field(default_factory=lambda: {"kiosk": [], "bare": []})
    touches: list[dict[str, Any]] = field(default_factory=list)


class Windows:
    """Starts both windows in turns on one display, so that both meet the same machine."""

    def __init__(self, panel: Panel, environment: dict[str, str], printer: str, state: str) -> None:
        self.panel, self.environment = panel, environment
        self.ours = {"STATE_DIRECTORY": state, "BENCH_PRINTER": printer}

    @contextmanager
    def kiosk(self) -> Iterator[Measured]:
        with measured(["kiosk.bench.child"], self.environment | self.ours) as window:
            yield window

    @contextmanager
    def bare(self, fps: int) -> Iterator[Measured]:
        with measured(["screens.bare", str(self.panel.width), str(self.panel.height), str(fps)], self.environment) as window:
            yield window

    def warm_up(self, effort: Effort) -> None:
        """Afterwards the disk's cache is warm, for both, and the kiosk's store is there, as on every day but its first."""
        with self.bare(FPS) as window:
            window.first_frame()
        with self.kiosk() as window:
            window.first_frame()
            time.sleep(effort.settle)

    def start(self, seen: Seen) -> None:
        with self.kiosk() as window:
            seen.first["kiosk"].append(window.first_frame())
        with self.bare(FPS) as window:
            seen.first["bare"].append(window.first_frame())

    def stay(self, seen: Seen, effort: Effort) -> None:
        with self.bare(BARE_FPS) as window:
            self._idle(window, "bare", seen, effort)
        with self.kiosk() as window:
            self._idle(window, "kiosk", seen, effort)
            window.say("visit")
            seen.touches += window.hear("visit")
            time.sleep(effort.settle)
            seen.memory["visited"].append(window.memory())

    def _idle(self, window: Measured, name: str, seen: Seen, effort: Effort) -> None:
        window.first_frame()
        time.sleep(effort.settle)
        seen.cpu[name].append(window.cpu(effort.idle))
        seen.memory[name].append(window.memory())


def measure(panel: Panel, effort: Effort) -> tuple[list[Figure], list[dict[str, Any]]]:
    """The figures, and every touch of the visits. The windows stand on a virtual display of the panel's size."""
    seen = Seen()
    with (
        virtual_display(panel.width, panel.height) as display,
        closing(Sink()) as printer,
        tempfile.TemporaryDirectory() as state,  # one store for all: only the very first start has to make its tables
    ):
        environment = display.environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "HOME": os.environ.get("HOME", "/")}
        windows = Windows(panel, environment, printer.url, state)
        windows.warm_up(effort)
        for _ in range(effort.starts):
            windows.start(seen)
        for _ in range(effort.rounds):
            windows.stay(seen, effort)
    return [*_first(seen), *_memory(seen), *_cpu(seen), *_touches(seen)], seen.touches


def _first(seen: Seen) -> Iterator[Figure]:
    kiosk, bare = (median(seen.first[name]) for name in ("kiosk", "bare"))
    yield against("first_frame_s", "first frame", kiosk, bare, "s", FIRST_FRAME, "a bare window")


def _memory(seen: Seen) -> Iterator[Figure]:
    for name, what in (("kiosk", "idle"), ("visited", "after a visit with a ticket")):
        for kind in ("rss", "pss"):
            values, bare = (median([one[kind] for one in seen.memory[who]]) for who in (name, "bare"))
            key = f"{kind}_{'idle' if name == 'kiosk' else 'visited'}_mb"
            yield against(key, f"memory {kind.upper()}, {what}", values, bare, "MB", MEMORY, "a bare window")


def _cpu(seen: Seen) -> Iterator[Figure]:
    kiosk, bare = (median(seen.cpu[name]) for name in ("kiosk", "bare"))
    yield against("idle_cpu_percent", "idle work of the attract screen", kiosk, bare, "%", 1.0, f"a bare window at {BARE_FPS} fps")


def _touches(seen: Seen) -> Iterator[Figure]:
    kinds = (("ms", "touch", "finger lifted to next screen flipped"), ("read_ms", "touch_read", "lift read by Kivy to flipped"))
    for key, name, what in kinds:
        values = [touch[key] for touch in seen.touches]
        yield Figure(f"{name}_p50_ms", f"{what}, p50", round(median(values), 1), "ms")
        yield Figure(f"{name}_p95_ms", f"{what}, p95", round(percentile(values, 0.95), 1), "ms", TOUCH_MS, f"{len(values)} touches")


def slowest(touches: list[dict[str, Any]]) -> list[tuple[str, float, int]]:
    """What is drawn after a touch, with the median of its ms and how often; the slowest first."""
    names = {touch["drawn"] for touch in touches}
    groups = [(name, [touch["ms"] for touch in touches if touch["drawn"] == name]) for name in names]
    return sorted(((name, round(median(ms), 1), len(ms)) for name, ms in groups), key=lambda group: -group[1])
