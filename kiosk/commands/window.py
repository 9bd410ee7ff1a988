"""Kivy's environment and Config, set before anything of Kivy is imported. Not a command of its own."""

import atexit
import importlib.util
import logging
import os
import resource
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.settings import Panel

STYLE = Path(__file__).resolve().parents[2] / "screens" / "style.kv"
FPS = 30  # halves the idle work; a finger does not see the difference


def prepare(panel: "Panel", windowed: bool = False, whole: bool = False) -> None:
    """One window of the panel's size, no key that ends it, one finger, nothing of Kivy on the disk.

    Of Kivy only what the screens use is loaded, unless `whole`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold a citizen's data
    runtime = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    home = Path(runtime) / "kivy" if runtime else Path(tempfile.mkdtemp(prefix="kiosk-"))
    shutil.rmtree(home, ignore_errors=True)  # nobody plants a config.ini there
    home.mkdir(mode=0o700, parents=True)
    atexit.register(forget)
    os.environ |= {
        "KIVY_HOME": str(home),
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_ENV_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_METRICS_DENSITY": "1",
        "SDL_NO_SIGNAL_HANDLERS": "1",
    }
    if not whole:
        os.environ |= {"KIVY_DATA_DIR": str(_data(home / "data")), "KIVY_IMAGE": "sdl2", "KIVY_TEXT": "sdl2", "KIVY_WINDOW": "sdl2"}
    from kivy.config import Config

    logging.getLogger("kivy").setLevel(logging.WARNING)  # importing it set its own
    turned = panel.rotation in (90, 270)
    width, height = (panel.height, panel.width) if turned else (panel.width, panel.height)
    for section, key, value in (
        ("graphics", "width", width),
        ("graphics", "height", height),
        ("graphics", "rotation", panel.rotation),
        ("graphics", "fullscreen", 1 if panel.fullscreen and not windowed else 0),
        ("graphics", "borderless", 1),
        ("graphics", "resizable", 0),
        ("graphics", "multisamples", 0),
        ("graphics", "maxfps", FPS),
        ("graphics", "show_cursor", 0),
        ("graphics", "allow_screensaver", 0),
        ("kivy", "exit_on_escape", 0),
        ("kivy", "desktop", 1),  # else a window that somebody minimised cannot come back
        ("kivy", "pause_on_minimize", 0),
        ("kivy", "log_enable", 0),
        ("kivy", "window_icon", ""),
    ):
        Config.set(section, key, str(value))
    for provider in list(Config.options("input")):
        Config.remove_option("input", provider)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _data(folder: Path) -> Path:
    """Kivy's data with our own style.kv: parsing the rules of all its widgets took an eighth of the time to the first frame."""
    folder.mkdir()
    kivy = importlib.util.find_spec("kivy")
    assert kivy and kivy.origin
    theirs = Path(kivy.origin).with_name("data")
    for part in theirs.iterdir():
        (folder / part.name).symlink_to(STYLE if part.name == STYLE.name else part)
    return folder


def forget() -> None:
    """Take Kivy's folder away; also at exit."""
    shutil.rmtree(os.environ["KIVY_HOME"], ignore_errors=True)
