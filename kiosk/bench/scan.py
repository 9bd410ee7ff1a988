"""Codes read: the cascade beside zxing-cpp alone, pyzbar as usually written and OpenCV's own detector, in the same run."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
from pyzbar import pyzbar

from kiosk.bench import Figure, median, percentile, scan_frames, scan_old
from kiosk.bench.scan_frames import Shown
from kiosk.devices import scanner_files
from kiosk.devices.scanner import Scanner, look_long
from kiosk.devices.scanner_read import Grey, read
from kiosk.errors import CatalogueError

FRAME_MS = {"720p": 1000 / 40, "1080p": 1000 / 20}  # on average
WORST_MS = 300.0
OLD_S, OLD_MOST = 30.0, 24  # OpenCV's detector: so long, and so many frames
IDLE = 8  # frames of a hall without a code, times `each`


def _cascade(grey: Grey) -> list[str]:
    return [code.text for code in look_long(grey)]


def _zxing(grey: Grey) -> list[str]:
    return [one.text for one in read(grey)[0]]


def _pyzbar(grey: Grey) -> list[str]:
    """As most programs do it."""
    return [one.data.decode("utf-8", "replace") for one in pyzbar.decode(grey, [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128])]


METHODS: dict[str, Callable[[Grey], list[str]]] = {"cascade": _cascade, "zxing": _zxing, "pyzbar": _pyzbar}


def measure(each: int, folder: Path | None = None) -> Iterator[Figure]:
    """`each`: frames of every way of disturbing them. `folder`: pictures or clips with their texts in truth.json instead of drawn ones."""
    if folder is None:
        pictures = [scan_frames.disturbed(way, i, scan_frames.SIZES["720p"]) for way in scan_frames.WAYS for i in range(each)]
        clips = [
            (scan_frames.card_text(i), scan_frames.clip(i, scan_frames.SIZES["720p"], min(60, 14 * each))) for i in range(max(1, each // 2))
        ]
    else:
        pictures, clips = _pictures(folder), []
    if pictures:
        yield from _rates(pictures)
    yield from _hands(clips if folder is None else _clips(folder))
    for name, size in scan_frames.SIZES.items():
        yield from _pace(
            f"idle_{name}", f"a hall without a code, {name}", [scan_frames.busy(size, i // 6) for i in range(IDLE * each)], FRAME_MS[name]
        )


def _rates(pictures: list[Shown]) -> Iterator[Figure]:
    missed: dict[str, float] = {}
    for name, method in METHODS.items():
        right, wrong, times = 0, 0, []
        for one in pictures:
            begun = time.thread_time()
            found = method(one.grey)
            times.append((time.thread_time() - begun) * 1000)
            right += one.text in found
            wrong += sum(text != one.text for text in found)
        missed[name] = 100 * (1 - right / len(pictures))
        took = f"CPU p50 {median(times):.0f} ms, p95 {percentile(times, 0.95):.0f} ms"
        limit = 0.0 if name == "cascade" else None
        yield Figure(f"scan_{name}_missed", f"pictures not read, {name}", round(missed[name], 1), "%", note=f"of {len(pictures)}; {took}")
        yield Figure(f"scan_{name}_wrong", f"texts read wrong, {name}", wrong, "", limit)
    yield _old(pictures)


def _old(pictures: list[Shown]) -> Figure:
    some = [one for one in pictures if one.way not in ("noise", "dark", "lowlight", "mixed") and not one.way.endswith("bars")][::3][
        :OLD_MOST
    ]
    told = scan_old.texts([one.grey for one in some], OLD_S)
    right = sum(one.text in found for one, found in zip(some, told, strict=False))
    missed = 100 * (1 - right / max(1, len(some)))
    return Figure(
        "scan_opencv_missed",
        "pictures not read, OpenCV",
        round(missed, 1),
        "%",
        note=f"of {len(some)}; it came to {len(told)} in {OLD_S:g} s",
    )


def _hands(clips: Iterable[tuple[str, Iterable[Grey]]]) -> Iterator[Figure]:
    """Clips of a hand that brings a card in: which frame is the first one read."""
    first: dict[str, list[float]] = {"cascade": [], "zxing": []}
    scanner, walls, work, unread, count = Scanner(), [], [], 0, 0
    for text, frames in clips:
        scanner.forget()
        seen: dict[str, int] = {}
        for number, grey in enumerate(frames):
            begun, worked = time.perf_counter(), time.thread_time()
            codes = scanner.look(grey)
            walls.append((time.perf_counter() - begun) * 1000)
            work.append((time.thread_time() - worked) * 1000)
            if any(code.text == text for code in codes):
                seen.setdefault("cascade", number)
            if "zxing" not in seen and text in _zxing(grey):
                seen["zxing"] = number
        count += 1
        unread += "cascade" not in seen
        for name, numbers in first.items():
            numbers.append(seen.get(name, 10_000))
    if not count:
        return
    alone = median(first["zxing"])
    yield Figure("scan_clips_unread", "clips of a hand not read", unread, "", 0, f"of {count}")
    yield Figure("scan_lock_frame", "first frame read, median", median(first["cascade"]), "", alone, "limit: zxing-cpp alone")
    yield Figure(
        "scan_clip_ms",
        "a frame of a clip: CPU, mean",
        round(sum(work) / len(work), 1),
        "ms",
        FRAME_MS["720p"],
        f"p95 {percentile(work, 0.95):.0f} ms",
    )
    yield Figure("scan_clip_worst_ms", "a frame of a clip, worst", round(max(walls), 1), "ms", WORST_MS)


def _pace(key: str, what: str, frames: list[Grey], limit: float) -> Iterator[Figure]:
    scanner, walls, work, false = Scanner(), [], [], 0
    for grey in frames:
        begun, worked = time.perf_counter(), time.thread_time()
        false += len(scanner.look(grey))
        walls.append((time.perf_counter() - begun) * 1000)
        work.append((time.thread_time() - worked) * 1000)
    mean = sum(work) / len(work)
    note = f"{1000 / mean:.0f} frames/s on one core; p50 {median(work):.0f} ms, p95 {percentile(work, 0.95):.0f} ms"
    yield Figure(f"scan_{key}_ms", f"{what}: CPU of a frame, mean", round(mean, 1), "ms", limit, note)
    yield Figure(f"scan_{key}_worst_ms", f"{what}: worst frame", round(max(walls), 1), "ms", WORST_MS)
    yield Figure(f"scan_{key}_false", f"{what}: codes made up", false, "", 0)


def _items(folder: Path) -> list[dict[str, str]]:
    try:
        items = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["items"]
        return [{"file": str(one["file"]), "text": str(one["text"]), "way": str(one.get("factor", ""))} for one in items if "file" in one]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError(f"{folder}: no truth.json with a list of files and their texts.") from error


def _pictures(folder: Path) -> list[Shown]:
    found = [one for one in _items(folder) if not scanner_files.is_clip(Path(one["file"]))]
    return [Shown(one["way"], scanner_files.picture(folder / one["file"]), one["text"]) for one in found]


def _clips(folder: Path) -> Iterator[tuple[str, Iterable[Grey]]]:
    for one in _items(folder):
        if scanner_files.is_clip(Path(one["file"])):
            yield one["text"], scanner_files.frames(folder / one["file"])


def prepare() -> None:
    """One thread, as in the kiosk: the screen needs the other cores."""
    cv2.setNumThreads(1)
