"""A hall's pages on a free loopback port, over a store in a temporary folder; and a browser to look at them."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from stage import sample

from kiosk import catalogue
from kiosk.clock import Clock, SystemClock
from kiosk.hall.app import application
from kiosk.hall.hall import Hall, Voice
from kiosk.settings import Settings
from kiosk.store import open_tickets

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--autoplay-policy=no-user-gesture-required --force-device-scale-factor=1"
)
PASSWORD = "một mật khẩu dài"


@dataclass
class Served:
    """`url` without a slash at its end."""

    hall: Hall
    url: str

    def take(self, queue: str = "A", priority: str = "", procedure: str = "") -> str:
        """A citizen takes a number; the ticket's id."""
        return self.hall.tickets.reserve(queue, queue, uuid4().hex, priority, procedure).id

    def officer(self, name: str = "lan", roles: tuple[str, ...] = ("counter",)) -> None:
        self.hall.officers.add(name, name.title(), roles, PASSWORD)

    @contextmanager
    def client(self, name: str = "", counter: str = "1") -> Iterator[httpx.Client]:
        """A browser without pictures; logged in when `name` is given."""
        with httpx.Client(base_url=self.url, follow_redirects=True, timeout=30) as client:
            if name:
                assert self.post(client, "/login", name=name, password=PASSWORD, counter=counter).status_code == 200
            yield client

    def post(self, client: httpx.Client, path: str, page: str = "", **fields: str) -> httpx.Response:
        """As a form of `page` (the path itself when left out) sends it, with its token."""
        shown = client.get(page or path).text
        return client.post(path, data={"csrf": token_in(shown)} | fields)


def token_in(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


@contextmanager
def served(
    folder: Path, clock: Clock | None = None, here: Settings | None = None, voice: Voice | None = None, url: str = ""
) -> Iterator[Served]:
    """The hall, answering."""
    here, clock, url = here or sample(), clock or SystemClock(), url or f"sqlite:///{folder}/kiosk.db"
    tickets = open_tickets(url, here.ward.hall, clock, "hall")
    found, _ = catalogue.load_what_works()
    hall = Hall(here, clock, tickets, found, voice, store_url=url)
    quiet = {"log_level": "error", "server_header": False, "timeout_graceful_shutdown": 1}
    config = uvicorn.Config(application(hall), host="127.0.0.1", port=0, **quiet)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(hall, f"http://127.0.0.1:{port}")
    finally:
        hall.closing.set()
        server.should_exit = True
        thread.join(20)
        tickets.close()


@contextmanager
def browser() -> Iterator[Any]:
    """A real Chromium."""
    if CHROMIUM is None:
        pytest.skip("CHROMIUM IS MISSING: THE HALL'S PAGES WERE NOT LOOKED AT BY A BROWSER")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        try:
            yield opened
        finally:
            opened.close()


def with_hall(**values: Any) -> Settings:
    """The sample's settings with other [hall] keys."""
    return replace(sample(), hall=replace(sample().hall, **values))


def on_disk(folder: Path) -> bytes:
    """All that the store has on the disk. Read by another program: closing the file here would drop the store's own locks."""
    return subprocess.run(["cat", *sorted(map(str, folder.glob("kiosk.db*")))], capture_output=True, check=True).stdout
