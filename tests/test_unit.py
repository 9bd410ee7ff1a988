"""The units of the real machine: what systemd itself says of them, and the lines that keep a citizen's data in."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KIOSK = ROOT / "kiosk.service"
SYSTEM = ROOT / "config" / "system"
HALL = SYSTEM / "kiosk-hall.service"
UNITS = [KIOSK, SYSTEM / "kiosk-display.service", SYSTEM / "kiosk-safe.service", HALL]
NO_SYSTEMD = "systemd-analyze is missing: the units were NOT checked by systemd"


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    if not shutil.which("systemd-analyze"):
        pytest.skip(NO_SYSTEMD)
    return subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True, check=False)


def machine(folder: Path) -> list[Path]:
    """The units as they would be installed, their programs standing under `folder` so that systemd finds them."""
    installed = []
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for prefix, program in re.findall(r"^Exec(?:Start|StartPost|StopPost)=(\+?)(/\S+)", text, re.MULTILINE):
            here = folder / program.lstrip("/")
            here.parent.mkdir(parents=True, exist_ok=True)
            here.write_text("#!/bin/sh\n")
            here.chmod(0o755)
            text = text.replace(f"={prefix}{program}", f"={prefix}{here}")
        copy = folder / unit.name
        copy.write_text(text, encoding="utf-8")
        installed.append(copy)
    return installed


def test_systemd_understands_every_line_of_the_units(tmp_path: Path) -> None:
    told = analyze("verify", "--man=no", *machine(tmp_path))
    ours = [line for line in (told.stdout + told.stderr).splitlines() if "kiosk" in line]
    assert ours == []


def test_a_misspelt_line_would_be_seen(tmp_path: Path) -> None:
    unit, *_ = machine(tmp_path)
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec=", "WatchdogSecs="), encoding="utf-8")
    assert "WatchdogSecs" in analyze("verify", "--man=no", unit).stderr


def test_the_kiosk_can_do_little_harm_to_its_machine() -> None:
    for unit in (KIOSK, HALL):
        told = analyze("security", "--offline=true", "--threshold=20" if unit is HALL else "--threshold=15", unit)
        assert told.returncode == 0, told.stdout[-200:]


def lines() -> set[str]:
    return set(KIOSK.read_text(encoding="utf-8").splitlines())


def test_a_frozen_screen_is_ended_and_leaves_no_core() -> None:
    assert {"Type=notify", "WatchdogSec=5", "WatchdogSignal=SIGKILL", "LimitCORE=0", "Restart=always", "MemorySwapMax=0"} <= lines()


def test_eight_failed_starts_end_in_a_picture_and_another_try() -> None:
    assert {"StartLimitBurst=8", "OnFailure=kiosk-safe.service"} <= lines()
    safe = (SYSTEM / "kiosk-safe.service").read_text(encoding="utf-8")
    assert "RuntimeMaxSec=300" in safe and "start kiosk.service" in safe
    assert (SYSTEM / "safe.png").stat().st_size > 5000


def test_the_display_is_named_and_nobody_gets_behind_it() -> None:
    text = KIOSK.read_text(encoding="utf-8")
    assert "DISPLAY=:0" in text and "SDL_VIDEODRIVER=x11" in text
    display = (SYSTEM / "kiosk-display.service").read_text(encoding="utf-8")
    assert all(word in display for word in ("Xorg :0", "-novtswitch", "-nolisten tcp"))
    assert all(word in (SYSTEM / "xorg.conf").read_text(encoding="utf-8") for word in ("DontVTSwitch", "DontZap"))


def test_software_graphics_are_never_forbidden_their_memory() -> None:
    """llvmpipe crashes at start under MemoryDenyWriteExecute: only the drop-in may say it."""
    assert "MemoryDenyWriteExecute=yes" not in lines()
    assert "MemoryDenyWriteExecute=yes" in (SYSTEM / "10-mdwe.conf").read_text(encoding="utf-8")


def test_the_instructions_name_every_file_beside_them() -> None:
    told = (SYSTEM / "README.md").read_text(encoding="utf-8")
    assert [file.name for file in SYSTEM.iterdir() if file.name != "README.md" and file.name not in told] == []
