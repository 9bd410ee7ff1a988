"""What several tests stand on."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk in the hall on a Tuesday morning, woken by a citizen's first touch."""
    with closing(Stage(tmp_path)) as opened:
        yield opened.start()
