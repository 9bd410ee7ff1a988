"""What the delivering process is told by the screen's, as JSON."""

import json
from dataclasses import dataclass
from typing import Any

from kiosk.settings import PortalSettings


@dataclass(frozen=True)
class Setup:
    """What the screen's process tells it. The keys come with the environment."""

    file: str
    kiosk: str
    days: int
    portal: PortalSettings
    token: str


def read(line: str) -> Setup:
    """Raises ValueError, TypeError, KeyError."""
    plain: dict[str, Any] = json.loads(line)
    return Setup(**{**plain, "portal": PortalSettings(**plain["portal"])})
