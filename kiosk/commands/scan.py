"""`kiosk scan`: the codes in pictures and clips, one line per file."""

import argparse
import json
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.devices import scanner_files as files
from kiosk.devices.scanner import Code, Scanner, look_long
from kiosk.devices.scanner_read import Grey
from kiosk.errors import ReaderError
from kiosk.rules.scanned import kind_of

Kind = Literal["idcard", "receipt", "link", "unknown", "none"]
KEEP_EVERY, LAST_CHANCES = 8, 4  # frames of a clip in which nothing was read
SHOWN = 2  # characters of a text that a person sees on the terminal


@dataclass(frozen=True)
class Seen:
    """What a file held: `frame` the first frame read (0: a picture; None: nothing), `ms` spent decoding."""

    codes: list[Code] = field(default_factory=list)
    frame: int | None = None
    ms: float = 0.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="pictures (JPEG, PNG ...) and clips (AVI, MP4, MJPEG)")
    parser.add_argument("--json", action="store_true", help="one JSON line per file, with the whole text of each code")


def run(options: argparse.Namespace) -> int:
    unopened = False
    for name in options.files:
        seen = Seen()
        try:
            seen = scan(Path(name))
        except OSError as error:
            unopened = True
            _complain(name, f"cannot be opened ({error.strerror or error}).")
        except ValueError:  # a name with a zero byte
            unopened = True
            _complain(name, "cannot be opened.")
        except ReaderError as error:
            _complain(name, str(error))
        print(_json(name, seen) if options.json else _readable(name, seen), flush=True)
    return 2 if unopened else 0


def scan(path: Path) -> Seen:
    """Errors: OSError (cannot be opened), ReaderError (neither a picture nor a clip, or too large)."""
    return _clip(path) if files.is_clip(path) else _picture(path)


def _picture(path: Path) -> Seen:
    grey = files.picture(path)
    codes, ms = _timed(look_long, grey)
    return Seen(codes, 0 if codes else None, ms)


def _clip(path: Path) -> Seen:
    scanner, ms, number = Scanner(), 0.0, -1
    kept: deque[tuple[int, Grey]] = deque(maxlen=LAST_CHANCES)
    for number, grey in enumerate(files.frames(path)):
        codes, took = _timed(scanner.look, grey)
        ms += took
        if codes:
            return Seen(codes, number, ms)
        if number % KEEP_EVERY == 0:
            kept.append((number, grey))
    if number < 0:
        raise ReaderError("the clip holds no frame that can be read.")
    for when, grey in reversed(kept):  # nothing in passing: the last frames as pictures
        codes, took = _timed(look_long, grey)
        ms += took
        if codes:
            return Seen(codes, when, ms)
    return Seen([], None, ms)


def _timed(look: Callable[[Grey], list[Code]], grey: Grey) -> tuple[list[Code], float]:
    begun = time.perf_counter()
    codes = look(grey)
    return codes, (time.perf_counter() - begun) * 1000


def kind(seen: Seen) -> Kind:
    """The first code that means something decides."""
    kinds = [kind_of(code.text) for code in seen.codes]
    return next((one for one in kinds if one != "unknown"), kinds[0] if kinds else "none")


def _json(name: str, seen: Seen) -> str:
    codes = [{"text": code.text, "symbology": code.symbology} for code in seen.codes]
    line = {"file": _printable(name), "codes": codes, "kind": kind(seen), "frame": seen.frame, "ms": round(seen.ms, 1)}
    return json.dumps(line, ensure_ascii=False)


def _readable(name: str, seen: Seen) -> str:
    """For a terminal: never a whole text, which may be a citizen's card."""
    told = ", ".join(f"{code.symbology} {code.text[:SHOWN]!r}... ({len(code.text)} characters)" for code in seen.codes)
    return f"{_printable(name)}: {kind(seen)}{f', {told}' if told else ''} ({seen.ms:.0f} ms)"


def _complain(name: str, sentence: str) -> None:
    print(f"kiosk: {_printable(name)}: {sentence}", file=sys.stderr)


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()  # an argument may hold bytes that are no text
