"""config/report.toml: the sentences of the quarter's report, filled in for this ward and period."""

import tomllib
from datetime import datetime
from functools import cache
from typing import Any

from kiosk import paths
from kiosk.errors import SettingsError
from kiosk.papers.report_pdf import Wording
from kiosk.settings import Ward
from kiosk.text import Text

KEYS = ("nation", "motto", "title", "about", "opening", "late_note", "place", "signer", "sign_note")


@cache
def load() -> dict[str, Any]:
    """Raises SettingsError."""
    try:
        raw = tomllib.loads((paths.CONFIG / "report.toml").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"report.toml: {error}") from error
    receivers = raw.get("receivers")
    if not all(isinstance(raw.get(key), str) for key in KEYS) or not isinstance(receivers, list):
        raise SettingsError(f"report.toml: {', '.join(KEYS)} must be texts, receivers a list")
    return raw


def wording(ward: Ward, period: str, now: datetime, text: Text) -> Wording:
    """For this ward, period and day. Raises SettingsError."""
    raw = load()
    about = raw["about"].replace("{office}", ward.office.vi).replace("{name}", ward.name.vi).replace("{period}", period)
    return Wording(
        raw["nation"],
        raw["motto"],
        ward.authority.vi,
        ward.office.vi,
        raw["title"],
        about,
        raw["opening"],
        raw["late_note"],
        text("report.crowd"),
        raw["place"],
        tuple(str(one) for one in raw["receivers"]),
        raw["signer"],
        raw["sign_note"],
        f"{ward.name.vi}, ngày {now.day} tháng {now.month} năm {now.year}",
    )
