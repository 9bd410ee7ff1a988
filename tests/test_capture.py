"""A paper before the camera: its corners are found, it is taken out straight, and what cannot be read is refused with the reason."""

from io import BytesIO

import numpy as np
import pypdf
import pytest

from kiosk.bench.page_pictures import take
from kiosk.devices.page_finder import find_page
from kiosk.devices.page_flatten import clean, flatten, jpeg
from kiosk.devices.page_pdf import pages_pdf
from kiosk.devices.page_shot import best_of, with_edges

GOOD = (1, 2, 3, 5, 8)


def worst(corners: np.ndarray, true: np.ndarray) -> float:
    """How far the worst corner is off, in widths of the page."""
    width = min(np.linalg.norm(true[0] - true[1]), np.linalg.norm(true[1] - true[2]))
    return float(max(min(np.linalg.norm(corners - corner, axis=1)) for corner in true) / width)


def test_the_corners_are_found_within_a_hundredth_of_the_width() -> None:
    """`kiosk bench capture` counts them; here four of five pages must do."""
    found = [(find_page(taken.frame), taken.corners) for taken in map(take, GOOD)]
    assert sum(page is not None and worst(page.corners, true) < 0.01 for page, true in found) >= 4


def test_a_good_page_comes_out_straight_white_and_readable() -> None:
    taken = take(3)
    shot = best_of([taken.frame])
    assert shot.why == "" and shot.page is not None
    assert shot.page.dtype == np.uint8 and shot.page.ndim == 3 and max(shot.page.shape) <= 2200
    assert np.percentile(shot.page, 60) > 225 and shot.page.min() < 90


@pytest.mark.parametrize(("fault", "why"), [("blurred", "capture.blurred"), ("cut", "capture.cut"), ("dark", "capture.dark")])
def test_what_cannot_be_read_is_refused_with_the_reason(fault: str, why: str) -> None:
    found = [best_of([take(seed, fault).frame]).why for seed in GOOD]
    assert found.count(why) >= 4, found


def test_glare_is_refused() -> None:
    found = [best_of([take(seed, "glare").frame]).why for seed in range(1, 7)]
    assert found.count("capture.glare") >= 4


def test_the_sharpest_of_a_burst_is_kept() -> None:
    sharp, soft = take(3).frame, take(3, "blurred").frame
    assert best_of([soft, sharp, soft]).why == ""
    assert best_of([]).why == "capture.no_page"


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((720, 1280, 3), np.uint8),
        np.full((720, 1280, 3), 255, np.uint8),
        np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8),
        np.random.default_rng(1).integers(0, 256, (480, 640), dtype=np.uint8),
        np.zeros((40, 3000, 3), np.uint8),
    ],
)
def test_a_picture_without_a_page_never_breaks_anything(frame: np.ndarray) -> None:
    assert find_page(frame) is None or best_of([frame]).why != "" or best_of([frame]).page is not None
    rgba = np.dstack([frame if frame.ndim == 3 else np.dstack([frame] * 3), np.full(frame.shape[:2], 255, np.uint8)])
    assert with_edges(np.ascontiguousarray(rgba)).shape == rgba.shape


def test_the_same_picture_gives_the_same_page() -> None:
    frame = take(2).frame
    first, second = find_page(frame), find_page(frame)
    assert first is not None and second is not None and (first.corners == second.corners).all()


def test_several_pages_become_one_pdf_that_names_nobody() -> None:
    taken = take(3)
    page = clean(flatten(taken.frame, taken.corners))
    packed = jpeg(page)
    assert packed[:2] == b"\xff\xd8" and len(packed) < 700_000
    pdf = pages_pdf([packed, jpeg(np.ascontiguousarray(page.transpose(1, 0, 2))), packed])
    read = pypdf.PdfReader(BytesIO(pdf))
    lying = [page.mediabox.width > page.mediabox.height for page in read.pages]
    assert lying[0] == lying[2] != lying[1]
    assert read.metadata is not None and read.metadata.title == "kiosk" and read.metadata.author == "kiosk"


def test_the_edges_stand_in_the_preview() -> None:
    frame = take(3).frame
    small = np.ascontiguousarray(np.dstack([frame[::3, ::3, ::-1], np.full(frame[::3, ::3].shape[:2], 255, np.uint8)]))
    drawn = with_edges(small)
    assert (drawn != small).any() and not (small[:, :, :3] == [242, 183, 5]).all(axis=2).any()
    assert (drawn[:, :, :3] == [242, 183, 5]).all(axis=2).sum() > 100
