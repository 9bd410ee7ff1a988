"""Reads what a scan is understood by: `config/scan.toml` (names in look-up addresses) and `config/provinces.toml` (codes in ID numbers)."""

import re
from pathlib import Path

from kiosk import config_file, paths
from kiosk.rules.receipt import MEANINGS
from kiosk.rules.scanned import Known
from kiosk.toml_table import Table

MOST_NAMES, MOST_PROVINCES, NAME = 50, 400, 60


def load(folder: Path | None = None) -> Known:
    """For `kiosk.rules.scanned.read`. Raises SettingsError naming file and key."""
    where = folder or paths.CONFIG
    provinces = config_file.read(where / "provinces.toml", _provinces)
    return Known(config_file.read(where / "scan.toml", _parameters), frozenset(provinces))


def provinces(folder: Path | None = None) -> dict[str, str]:
    """Three digits -> the name that the province had when the number was given. Raises SettingsError."""
    return config_file.read((folder or paths.CONFIG) / "provinces.toml", _provinces)


def _parameters(top: Table) -> dict[str, str]:
    names: dict[str, str] = {}
    for meaning in MEANINGS:
        for name in top.texts(meaning, NAME, MOST_NAMES):
            if names.setdefault(name.lower(), meaning) != meaning:
                raise top.wrong(f"{name} means two things")
    return names


def _provinces(top: Table) -> dict[str, str]:
    found: dict[str, str] = {}

    def province(raw: object, where: str) -> None:
        table = Table(raw, where)
        code, name = table.text("code", 3, needed=True), table.text("name", NAME, needed=True)
        table.done()
        if not re.fullmatch("[0-9]{3}", code) or code in found:
            raise table.wrong("code must be three digits, each once")
        found[code] = name

    top.each("province", MOST_PROVINCES, province)
    return found
