"""What several tests stand on."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import postgres
import pytest
from stage import Stage


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The store under a test, once as a file and once as a server."""
    return f"sqlite:///{tmp_path}/kiosk.db" if request.param == "sqlite" else postgres.shared_url()


@pytest.fixture(scope="session", autouse=True)
def _server_ends() -> Iterator[None]:
    yield
    postgres.close_shared()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk in the hall on a Tuesday morning, woken by a citizen's first touch."""
    with closing(Stage(tmp_path)) as opened:
        yield opened.start()
