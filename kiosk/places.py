"""config/places.toml: place names before and after the mergers."""

from pathlib import Path

from kiosk import paths
from kiosk.config_file import read
from kiosk.rules.places import NewWard, Places, Province
from kiosk.toml_table import Table

LONGEST = 200


def load(file: Path | None = None) -> Places:
    """Raises SettingsError."""
    return read(file or paths.CONFIG / "places.toml", _places)


def _places(table: Table) -> Places:
    return Places(table.each("provinces", 100, _province), table.each("wards", 4000, _ward))


def _province(raw: object, where: str) -> Province:
    table = Table(raw, where)
    found = Province(table.text("name", LONGEST, needed=True), table.texts("was", LONGEST, 12))
    table.done()
    return found


def _ward(raw: object, where: str) -> NewWard:
    table = Table(raw, where)
    name, province = table.text("name", LONGEST, needed=True), table.text("province", LONGEST, needed=True)
    found = NewWard(name, province, table.texts("was", LONGEST, 40), table.flag("verified"))
    table.done()
    return found
