"""`kiosk capture FILE...`: find a sheet of paper in pictures, say whether it can be read, and take it out."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the pages here; without it nothing is written")
    parser.add_argument("--json", action="store_true", help="a JSON line per picture")


def run(options: argparse.Namespace) -> int:
    for file in options.file:
        told = _look(file, options.out)
        print(json.dumps(told) if options.json else f"{told['file']}: {told['why'] or 'good'} {told['corners']} {told['ms']} ms")
    return 0


def _look(file: Path, out: Path | None) -> dict[str, Any]:
    from kiosk.devices.opencv import cv2
    from kiosk.devices.page_finder import find_page
    from kiosk.devices.page_flatten import jpeg
    from kiosk.devices.page_shot import best_of

    frame = cv2.imread(str(file))
    if frame is None:
        return {"file": str(file), "corners": [], "why": "capture.no_page", "ms": 0}
    picture = np.asarray(frame, np.uint8)
    begun = time.perf_counter()
    shot, page = best_of([picture]), find_page(picture)
    milliseconds = round((time.perf_counter() - begun) * 1000)
    if out is not None and shot.page is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{file.stem}.jpg").write_bytes(jpeg(shot.page))
    corners = [] if page is None else [[round(float(x), 1), round(float(y), 1)] for x, y in page.corners]
    return {"file": str(file), "corners": corners, "why": shot.why, "ms": milliseconds}
