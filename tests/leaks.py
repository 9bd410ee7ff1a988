"""Where a planted ID number still stands: in a process's memory, in files, in texts. Numbers are known by their hashes only."""

import hashlib
import os
from pathlib import Path

PIECE = 1 << 16  # bytes read at once
LARGEST = 64 << 20  # bytes of a file that is looked into
BEGINS = b"060290"  # how every planted number begins
STEPS = (1, 2, 4)  # bytes of a digit: ASCII or UTF-8, UTF-16, UTF-32


def hits(data: bytes | bytearray, hashes: set[str]) -> int:
    """How often one of the numbers stands in there. They are known by their hashes, so that looking plants nothing."""
    data, found = bytes(data), 0
    for step in STEPS:
        begins = b"".join(bytes([digit]).ljust(step, b"\0") for digit in BEGINS)
        at = data.find(begins)
        while at >= 0:
            found += hashlib.sha256(data[at : at + 12 * step : step]).hexdigest() in hashes
            at = data.find(begins, at + 1)
    return found


def memory_hits(hashes: set[str], pid: str = "self") -> int:
    """All memory of this process that can be read."""
    found = 0
    with open(f"/proc/{pid}/maps") as maps:
        regions = [line.split() for line in maps]
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for region in regions:
            start, end = (int(one, 16) for one in region[0].split("-"))
            if "r" not in region[1] or region[-1] in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                continue
            while start < end:
                memory.seek(start)
                try:
                    piece = memory.read(min(PIECE, end - start))
                except OSError:
                    break
                if piece.count(0) < len(piece):  # most of a process's memory was never written
                    found += hits(piece, hashes)
                if len(piece) < PIECE:
                    break
                start += PIECE - 64
    return found


def file_hits(folder: Path, since: float, hashes: set[str]) -> list[str]:
    """Files of this folder, written since then, in which a number stands."""
    found = []
    for file in (Path(place) / name for place, _, names in os.walk(folder) for name in names):
        try:
            if file.is_file() and not file.is_symlink() and file.stat().st_mtime >= since and file.stat().st_size <= LARGEST:
                found += [file.name] * bool(hits(file.read_bytes(), hashes))
        except OSError:
            continue
    return found
