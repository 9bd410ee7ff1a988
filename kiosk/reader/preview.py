"""The camera's newest picture, in memory that both processes see and no disk ever does.

Three places take turns: the reader writes the next one while the screen still draws from the last. The file behind it is a memfd,
sealed so that the reader cannot shrink it under the screen's feet.
"""

import contextlib
import fcntl
import mmap
import os
from typing import TYPE_CHECKING

from kiosk.reader import Preview

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 1136  # pixels at most
PLACES = 3
HEADER = 4096  # bytes
PLACE = -(-WIDTH * HEIGHT * 4 // 4096) * 4096
SIZE = HEADER + PLACES * PLACE
NUMBER, BEAT, SIZES = 0, 1, 2  # words of the header: picture (0: none), sign of life, then width and height of each place


class SharedPicture:
    """One writer, one watcher. `fd` is handed to the other process; whoever makes it without one makes the memory."""

    def __init__(self, fd: int | None = None) -> None:
        self.fd = os.memfd_create("preview", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING) if fd is None else fd
        if fd is None:
            os.ftruncate(self.fd, SIZE)
            fcntl.fcntl(self.fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        self._memory = mmap.mmap(self.fd, SIZE)
        self._pages = memoryview(self._memory)
        self._words = self._pages[:HEADER].cast("Q")
        self._written = 0

    # -- the reader's side

    def show(self, picture: "NDArray[np.uint8]") -> None:
        """RGBA (height <= 1136, width <= 640, 4), uint8."""
        height, width = picture.shape[:2]
        self._written += 1
        place = self._written % PLACES
        start = HEADER + place * PLACE
        self._pages[start : start + picture.size] = picture.reshape(-1).data
        self._words[SIZES + 2 * place], self._words[SIZES + 2 * place + 1] = width, height
        self._words[NUMBER] = self._written

    def hide(self) -> None:
        """There is no picture now."""
        self._words[NUMBER] = 0

    def beat(self) -> None:
        self._words[BEAT] = (self._words[BEAT] + 1) & 0xFFFFFFFF

    # -- the screen's side

    def newest(self) -> Preview | None:
        """A view of the newest picture; what the reader says about it is believed only as far as it fits."""
        number = self._words[NUMBER]
        place = number % PLACES
        width, height = self._words[SIZES + 2 * place], self._words[SIZES + 2 * place + 1]
        if not number or not 0 < width <= WIDTH or not 0 < height <= HEIGHT:
            return None
        start = HEADER + place * PLACE
        return Preview(number, width, height, self._pages[start : start + width * height * 4])

    def beats(self) -> int:
        return self._words[BEAT]

    def wipe(self) -> None:
        """Give the memory back: views that somebody still holds turn black. For when the writer has ended."""
        if self.fd < 0:
            return
        with contextlib.suppress(OSError):
            self._memory.madvise(mmap.MADV_REMOVE)
        os.close(self.fd)
        self.fd = -1
