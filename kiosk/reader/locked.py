"""What a process that holds a citizen's data does to itself before it holds any."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from types import TracebackType

from kiosk import log

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4  # <sys/prctl.h>
NICE = 5  # the screen comes first


def lock_up(parent: int) -> None:
    """No core, no debugger, no life beyond `parent` (its process ID), no word of a library on stderr, no text in a trace."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) or prctl(PR_SET_DUMPABLE, 0, 0, 0, 0):
        os._exit(1)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(0)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # a system-call filter may forbid it
        os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C at the desk is for the screen, which then ends us
    _quiet()


def _quiet() -> None:
    """Our own log keeps stderr; decoders and codecs write into nothing."""
    ours = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.dup2(nothing, 1)
    os.close(nothing)
    sys.stderr = os.fdopen(ours, "w", buffering=1)
    sys.excepthook = _bug
    threading.excepthook = lambda args: _bug(args.exc_type, args.exc_value, args.exc_traceback)


def _bug(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Type and places only: the message may quote what was read. A reader with a bug ends; the next one knows nothing of it."""
    try:
        raise error if error is not None else kind()
    except BaseException:
        log.bug("the reader")
    os._exit(2)
