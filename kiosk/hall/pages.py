"""Drawing a page: Jinja2 with escaping always on; words from assets/strings.

A page's block "live" is what its script fetches again (?part=live) when something in the hall has changed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.hall import guard
from kiosk.text import LANGUAGES, Text

HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def language_of(request: Request) -> str:
    """?lang=en, for this page; Vietnamese else."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """The template drawn with `t` (words), `say` (words of data), `clock` (an hour), `hall`, `request`, `csrf` and these."""
    text = Text(language_of(request))
    hall = request.app.state.hall
    known = {"t": text, "say": text.words, "clock": _clock, "hall": hall, "request": request, "csrf": guard.csrf_of(request)}
    drawn = _PAGES.get_template(template)
    if request.query_params.get("part") == "live" and "live" in drawn.blocks:
        return HTMLResponse("".join(drawn.blocks["live"](drawn.new_context(known | values))), status)
    response = HTMLResponse(drawn.render(known | values), status)
    guard.set_cookie(request, response, guard.SEED, guard.seed_of(request))
    return response


def _clock(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%H:%M}"


def to(address: str) -> Response:
    """After a form: the page that shows what came of it."""
    return RedirectResponse(address, 303)
