"""The kiosk's service account at the portal, and where its interface begins: what can be known without asking anybody."""

import base64
import os
from pathlib import Path

BASE = "/o/rest/v2"


def token() -> str:
    """The service account: systemd's credential "portal_token", else $KIOSK_PORTAL_TOKEN, else "". "NAME:PASSWORD" or a bearer token."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        try:
            return (Path(folder) / "portal_token").read_text("utf-8").strip()
        except (OSError, ValueError):
            pass
    return os.environ.get("KIOSK_PORTAL_TOKEN", "").strip()


def authorization(token: str) -> dict[str, str]:
    if not token:
        return {}
    if ":" in token:
        return {"Authorization": "Basic " + base64.b64encode(token.encode("utf-8")).decode("ascii")}
    return {"Authorization": f"Bearer {token}"}
