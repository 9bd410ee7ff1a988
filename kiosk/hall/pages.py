"""Drawing a page: Jinja2 with escaping always on; words from assets/strings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.text import LANGUAGES, Text

HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def language_of(request: Request) -> str:
    """?lang=en, for this page; Vietnamese else."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The template drawn with `t` (words), `hall`, `request`, `csrf` (the token for its forms) and these values."""
    text = Text(language_of(request))
    hall = request.app.state.hall
    known = {"t": text, "say": text.words, "hall": hall, "request": request, "csrf": getattr(request.state, "csrf", "")}
    return HTMLResponse(_PAGES.get_template(template).render(known | values), status)


def facts(value: object, status: int = 200) -> Response:
    """JSON for a page's script."""
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":")), status, media_type="application/json")
