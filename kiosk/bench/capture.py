"""A sheet of paper before the camera: how many corners are found within 1 % of its width, what is refused, and how long it takes.

The pictures are made up (`page_pictures`). Thresholds were set on seeds below 100; these begin at 9000 and were never tuned on.
"""

import time
from collections.abc import Iterator

import numpy as np

from kiosk.bench import Figure, median, percentile
from kiosk.bench.page_pictures import FAULTS, take
from kiosk.devices.page_finder import find_page
from kiosk.devices.page_shot import best_of

FIRST = 9_000
NEAR = 0.01  # of the page's width
MISSED, PASSED, WRONGLY = 5.0, 5.0, 3.0  # per cent, at most


def measure(pictures: int) -> Iterator[Figure]:
    right, milliseconds = 0, []
    for seed in range(FIRST, FIRST + pictures):
        taken = take(seed)
        begun = time.perf_counter()
        page = find_page(taken.frame)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        if page is not None:
            width = min(np.linalg.norm(taken.corners[0] - taken.corners[1]), np.linalg.norm(taken.corners[1] - taken.corners[2]))
            right += sum(bool(min(np.linalg.norm(page.corners - corner, axis=1)) < NEAR * width) for corner in taken.corners)
    share = round(100 - 100 * right / (4 * pictures), 1)
    yield Figure("capture_corners", f"corners of {pictures} pages off by 1 % of the width or more", share, "%", MISSED)
    note = f"p95 {percentile(milliseconds, 0.95):.0f} ms"
    yield Figure("capture_find_ms", "finding a page at 1920x1080, p50", round(median(milliseconds), 1), "ms", note=note)
    for fault in FAULTS:
        if fault != "far":
            yield _judged(fault, max(2, pictures // 3))


def _judged(fault: str, pictures: int) -> Figure:
    why = [best_of([take(seed, fault).frame]).why for seed in range(FIRST, FIRST + pictures)]
    if not fault:
        share = round(100 * sum(map(bool, why)) / pictures, 1)
        return Figure("capture_refused_good", f"good pages refused, of {pictures}", share, "%", WRONGLY)
    share = round(100 - 100 * sum(map(bool, why)) / pictures, 1)
    exactly = sum(one == f"capture.{fault}" for one in why)
    note = f"{exactly} with just this reason"
    return Figure(f"capture_{fault}", f"{fault} pages let through, of {pictures}", share, "%", PASSED, note)
