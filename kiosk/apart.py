"""A process of its own for what reads citizens' data and says only numbers: its setup comes on stdin, it says one line of JSON and ends."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kiosk import paths


def ask(module: str, setup: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What `python -m MODULE PARENT` says; {} when it fails, takes longer than `seconds`, or says nothing that can be read."""
    command = [sys.executable, "-E", "-s", *["-B"] * sys.dont_write_bytecode, "-m", module, str(os.getpid())]
    with suppress(OSError, ValueError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command, input=json.dumps(setup) + "\n", cwd=paths.PACKAGE.parent, capture_output=True, text=True, timeout=seconds, check=False
        )
        said = json.loads(done.stdout or "{}")
        return said if isinstance(said, dict) else {}
    return {}
