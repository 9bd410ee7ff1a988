"""The portal's own list of services: public data, kept in the state folder, so that it is still there when the portal is away.

Only ever replaced as a whole by what the portal said last. Nothing of a citizen is in it, and nothing else of the portal is kept.
"""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import PortalError
from kiosk.portal import strict_json
from kiosk.portal.fields import code, line, rows, table, whole, wrong

PAGE, MOST = 100, 2_000  # services
FILE = "portal-services.json"


@dataclass(frozen=True)
class Service:
    """A procedure as the portal offers it. `level`: 2 to 4 of the old scale, as OpenCPS keeps it (maxLevel); None unknown."""

    code: str
    name: str
    domain_code: str = ""
    domain: str = ""
    agency: str = ""
    level: int | None = None


def page(answer: Any) -> tuple[list[Service], int, int]:
    """The services of one page of GET /serviceinfos, the entries the page had, and how many there are in all. Raises PortalError."""
    total = whole(table(answer, "services"), "total") or 0
    entries = rows(answer, "services", PAGE)
    return [service for raw in entries if (service := _service(raw)) and raw.get("active") not in (False, "false")], len(entries), total


def _service(raw: dict[str, Any]) -> Service | None:
    number, name = code(raw, "serviceCode"), line(raw, "serviceName", 300)
    if not number or not name:
        return None
    return Service(
        number, name, line(raw, "domainCode", 60), line(raw, "domainName"), line(raw, "administrationName"), whole(raw, "maxLevel")
    )


def all_pages(ask: Callable[[int, int], Any]) -> tuple[Service, ...]:
    """Every page of `ask(start, end)`, until the total is reached. Raises PortalError."""
    found: list[Service] = []
    start = 0
    while start < MOST:
        services, entries, total = page(ask(start, start + PAGE))
        found += services
        start += entries
        if not entries or start >= total:
            break
    return tuple(found)


def keep(file: Path, source: str, services: tuple[Service, ...]) -> None:
    """Write them, all or nothing. A disk that cannot be written only means that nothing is kept."""
    told = json.dumps({"source": source, "services": [asdict(service) for service in services]}, ensure_ascii=False)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(told)
            os.replace(name, file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def kept(file: Path, source: str) -> tuple[Service, ...]:
    """What was kept of the same portal; empty when there is nothing, or nothing that can be read."""
    try:
        raw = table(strict_json.read(file.read_bytes()), "cache")
        if raw.get("source") != source or not isinstance(raw.get("services"), list):
            return ()
        return tuple(_kept(table(service, "cache")) for service in raw["services"][:MOST])
    except (OSError, PortalError):
        return ()


def _kept(raw: dict[str, Any]) -> Service:
    names = ("name", "domain_code", "domain", "agency")
    texts = {name: line(raw, name, 300) for name in names}
    number = code(raw, "code")
    if not number or not texts["name"]:
        raise wrong("cache")
    return Service(number, **texts, level=whole(raw, "level"))
