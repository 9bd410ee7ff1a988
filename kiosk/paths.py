"""Where things stand: beside the code in a source tree, inside the package in an installed wheel."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IN_SOURCE_TREE = (PACKAGE.parent / "pyproject.toml").is_file()


def state_folder() -> Path:
    """Where the kiosk may write: $STATE_DIRECTORY (systemd; the first of several), var/ in a source tree, else the user's own."""
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    return PACKAGE.parent / "var" if IN_SOURCE_TREE else Path.home() / ".local" / "state" / "kiosk"


ROOT = PACKAGE.parent if IN_SOURCE_TREE else PACKAGE / "_data"
ASSETS = ROOT / "assets"
CONFIG = ROOT / "config"
STATE = state_folder()


def outbox(url: str) -> Path:
    """The outbox's file: always on this machine, beside a store that is there too, else in the state folder."""
    file = store_url(url).removeprefix("sqlite:///")
    return (Path(file).parent if file != store_url(url) else STATE) / "outbox.db"


def store_url(url: str) -> str:
    """The store of the settings: a relative sqlite path lies in the state folder."""
    file = url.removeprefix("sqlite:///")
    return url if file == url or Path(file).is_absolute() else f"sqlite:///{STATE / file}"
