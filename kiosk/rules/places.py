"""Place names before and after the mergers of 2025: a card keeps the old ones, a form may want the new ones.

Two levels since 1/7/2025 (provinces: Nghị quyết 202/2025/QH15). Which old ward went into which new one is data (config/places.toml).
"""

import re
from dataclasses import dataclass

from kiosk.rules.plain import bare, spaced

_RANK = re.compile(r"^(phuong|thi tran|thanh pho|thi xa|quan|huyen|tinh|xa|dac khu|p|x|tt|tp|tx|q|h|t)\.?\s+|^(p|x|tt|tp|tx|q|h|t)\.")


@dataclass(frozen=True)
class Province:
    """A province of today and those it was made of."""

    name: str
    was: tuple[str, ...]


@dataclass(frozen=True)
class NewWard:
    """A ward of today; `was`: the old wards as they were written, "ward, district, province"."""

    name: str
    province: str
    was: tuple[str, ...]
    verified: bool = False


@dataclass(frozen=True)
class Places:
    provinces: tuple[Province, ...] = ()
    wards: tuple[NewWard, ...] = ()

    def renamed(self, address: str) -> tuple[tuple[str, bool], ...]:
        """The address in the names of today, each with whether that is verified; none where nothing has changed or nothing is known.

        What stands before the ward (house, street, quarter) is kept. Where only the province is known, only that changes.
        """
        parts = [spaced(part) for part in address.split(",") if part.strip()]
        if len(parts) < 2:
            return ()
        found = [self._moved(parts, ward) for ward in self.wards]
        moved = tuple((new, ward.verified) for new, ward in zip(found, self.wards, strict=True) if new)
        return tuple(one for one in moved if one[0] != address) or self._province_only(parts)

    def _moved(self, parts: list[str], ward: NewWard) -> str:
        """The address when it lies in one of the old wards that became this one, else ""."""
        keys = [key(part) for part in parts]
        for old in ward.was:
            wanted = [key(part) for part in old.split(",")]
            if keys[-len(wanted) :] == wanted:
                return ", ".join([*parts[: -len(wanted)], ward.name, ward.province])
        return ""

    def _province_only(self, parts: list[str]) -> tuple[tuple[str, bool], ...]:
        last = key(parts[-1])
        for province in self.provinces:
            if last != key(province.name) and last in {key(old) for old in province.was}:
                return ((", ".join([*parts[:-1], province.name]), False),)
        return ()

    def names(self) -> tuple[str, ...]:
        """What may be suggested while an address is typed: wards with their province, then provinces."""
        return tuple(f"{ward.name}, {ward.province}" for ward in self.wards) + tuple(province.name for province in self.provinces)


def key(name: str) -> str:
    """A place's name for comparing: no rank, no accent ("TP. Phan Thiết" and "Thành phố Phan Thiết" are alike)."""
    return spaced(_RANK.sub("", spaced(bare(name))))
