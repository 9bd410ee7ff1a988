"""`python -m kiosk.bench.scan_old`: OpenCV's own QR detectors in a process that may be killed: on noisy frames they can take minutes.

Reads frames from the standard input (8 bytes height, 8 bytes width, the pixels), writes one JSON line of texts per frame.
"""

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from kiosk.devices.scanner_read import Grey

HEAD = struct.Struct(">QQ")


def texts(frames: Sequence[Grey], seconds: float) -> list[list[str]]:
    """What the detector reads in the frames, as far as it comes in `seconds`; then it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "kiosk.bench.scan_old"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    killer = threading.Timer(seconds, child.kill)
    killer.start()
    try:
        told, _ = child.communicate(b"".join(HEAD.pack(*frame.shape) + frame.tobytes() for frame in frames))
    finally:
        killer.cancel()
    lines = told.decode("utf-8", "replace").splitlines()
    return [json.loads(line) for line in lines if line.endswith("]")]


def _first(detectors: Sequence[Any], grey: Grey) -> list[str]:
    for detector in detectors:
        try:
            good, found, _, _ = detector.detectAndDecodeMulti(grey)
        except (cv2.error, UnicodeDecodeError):
            continue
        if good and any(found):
            return [str(text) for text in found]
    return []


def main() -> int:
    cv2.setNumThreads(1)
    detectors = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
    while head := sys.stdin.buffer.read(HEAD.size):
        height, width = HEAD.unpack(head)
        grey = np.frombuffer(sys.stdin.buffer.read(height * width), np.uint8).reshape(height, width)
        print(json.dumps(_first(detectors, grey)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
