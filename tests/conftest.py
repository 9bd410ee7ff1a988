"""What several tests stand on."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import postgres
import pytest
from stage import Stage

from kiosk.clock import HandClock
from kiosk.store import Tickets, open_tickets


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The store under a test, once as a file and once as a server."""
    return f"sqlite:///{tmp_path}/kiosk.db" if request.param == "sqlite" else postgres.shared_url()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def tickets(store_url: str, clock: HandClock) -> Iterator[Tickets]:
    """A hall of its own on that store."""
    with closing(open_tickets(store_url, uuid4().hex, clock)) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def _server_ends() -> Iterator[None]:
    yield
    postgres.close_shared()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk in the hall on a Tuesday morning, woken by a citizen's first touch."""
    with closing(Stage(tmp_path)) as opened:
        yield opened.start()
