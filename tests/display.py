"""The display of the tests that need a window: `with virtual_display(1080, 1920) as display`, or the fixture `display`.

A test that wants its own size or a process of its own starts `virtual_display`; `display.environment` is for subprocess.
"""

from collections.abc import Iterator

import pytest

from kiosk.virtual_display import Display, DisplayError, virtual_display

__all__ = ["Display", "DisplayError", "display", "virtual_display"]


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """One upright panel for the whole run. When it dies, the run fails with its last words."""
    with virtual_display(1080, 1920) as panel:
        yield panel
