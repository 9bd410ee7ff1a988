"""Tells open pages that something changed: one thread listens to the store, every browser has a stream (server-sent events)."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from kiosk.errors import StoreError
from kiosk.hall.hall import Hall
from kiosk.store.watch import Watch

BREATH = 15.0  # seconds between two signs of life on a silent stream
LOOK = 0.5  # seconds between two looks whether the server is to end
MOST, OF_ONE = 500, 250  # streams at once: the phones of a full hall; and those of one address, which never take the board's


class Feed:
    """`changes` counts; whoever waits is woken. The thread begins with the first page and never holds the program's end."""

    def __init__(self, hall: Hall) -> None:
        self.changes = 0
        self.open: Counter[str] = Counter()  # address -> streams
        self._hall = hall
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()

    def begin(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            threading.Thread(target=self._listen, name="hall-watch", daemon=True).start()

    def _listen(self) -> None:
        watch = Watch(self._hall.store_url, self._hall.settings.ward.hall)
        while self._loop is not None and not self._loop.is_closed():
            with suppress(StoreError, RuntimeError):  # away: the pages say so themselves; the loop ended: so does this
                if watch.wait(BREATH):
                    self._loop.call_soon_threadsafe(self._tell)
        watch.close()

    def _tell(self) -> None:
        self.changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def full(self, address: str) -> bool:
        return self.open.total() >= MOST or self.open[address] >= OF_ONE

    async def stream(self, address: str) -> AsyncIterator[str]:
        """One line for each change; several at once are one."""
        seen, quiet = -1, 0
        self.open[address] += 1
        try:
            while not self._hall.closing.is_set():
                if seen != self.changes:
                    seen, quiet = self.changes, 0
                    yield f"data: {seen}\n\n"
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), LOOK)
                quiet += 1
                if quiet * LOOK >= BREATH:
                    quiet = 0
                    yield ": still here\n\n"
        finally:
            self.open[address] -= 1
            if not self.open[address]:
                del self.open[address]


def routes(hall: Hall) -> list[BaseRoute]:
    feed = Feed(hall)

    async def events(request: Request) -> Response:
        address = request.client.host if request.client else ""
        if feed.full(address):
            return Response(status_code=503)
        feed.begin()
        return StreamingResponse(feed.stream(address), media_type="text/event-stream")

    return [Route("/events", events)]
