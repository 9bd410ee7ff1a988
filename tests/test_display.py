"""The virtual display is really there, has the size asked for, and its death is never silent."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from display import DisplayError, virtual_display


def socket_of(name: str) -> Path:
    return Path("/tmp/.X11-unix") / f"X{name.removeprefix(':')}"


def test_the_panel_has_the_size_asked_for_and_is_gone_afterwards() -> None:
    with virtual_display(1280, 800) as panel:
        told = subprocess.run(["xdotool", "getdisplaygeometry"], env=panel.environment, capture_output=True, text=True, check=True)
        assert told.stdout.split() == ["1280", "800"]
        assert socket_of(panel.name).exists()
    assert not socket_of(panel.name).exists()


def test_two_panels_do_not_get_in_each_others_way() -> None:
    with virtual_display(640, 480) as one, virtual_display(640, 480) as other:
        assert one.name != other.name


def test_a_panel_that_dies_fails_loudly() -> None:
    with pytest.raises(DisplayError, match="died"), virtual_display(640, 480) as panel:
        os.kill(panel.pid, signal.SIGKILL)
        time.sleep(0.3)


def test_a_wrong_size_is_said_at_once() -> None:
    with pytest.raises(DisplayError, match="did not start"), virtual_display(0, 0):
        pass
