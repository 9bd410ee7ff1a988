"""OpenCV, told before its import to be silent, frugal and impatient: its modules read these words once, when they are loaded."""

import os

for _name, _value in {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",  # seconds a camera may be silent, instead of 10
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(1 << 25),  # a picture that unfolds to more is refused
}.items():
    os.environ.setdefault(_name, _value)

import cv2 as cv2  # noqa: E402

cv2.setNumThreads(1)  # the other core belongs to the screen
