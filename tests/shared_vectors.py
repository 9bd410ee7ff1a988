"""Test vectors that lie beside the project, where they are there."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def vectors(name: str, untested: str) -> Any:
    """The content of shared/data/`name`; without it the test is skipped, saying what stays untested."""
    file = FOLDER / name
    if not file.is_file():
        pytest.skip(f"shared/data/{name} is not beside this project: {untested}")
    return json.loads(file.read_text("utf-8"))
