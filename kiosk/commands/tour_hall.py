"""The hall's part of the tour: the number just taken is called, the board shows it and speaks it, the phone follows, the citizen rates."""

import shutil
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import uvicorn

from kiosk import catalogue
from kiosk.clock import Clock
from kiosk.devices.speaker import SimulatedSpeaker, announcement, open_speaker
from kiosk.errors import KioskError
from kiosk.hall.app import application
from kiosk.hall.board import sentence
from kiosk.hall.hall import Hall
from kiosk.rules.turns import OPEN
from kiosk.settings import Settings
from kiosk.store import open_tickets

WAV = "goi-so.wav"
PAGES = (("board", "/board", "1920,1080"), ("phone", "/f/{id}", "390,780"), ("figures", "/figures", "1280,800"))
RATE = ("rate", "/r/{id}", "390,900")
QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
SECONDS = 60.0


def play(here: Settings, clock: Clock, folder: Path) -> str:
    """Pictures of the pages and the announcement as a WAV file in `folder`; what could not be made, in a sentence."""
    folder.mkdir()
    with closing(open_tickets(here.store.url, here.ward.hall, clock, "hall")) as tickets:
        hall = Hall(here, clock, tickets, catalogue.load_what_works()[0], None, here.store.url)
        first = hall.turns.waiting([queue.code for queue in here.queues], here.hall.priority_every)[0]
        counter = here.queue(first.queue).counters[0]
        hall.turns.sit(counter, "tour", OPEN)
        called = hall.turns.call(first.ticket.id, counter, "tour")
        missing = _speak(hall, sentence(hall, called.ticket, counter), folder / WAV)
        pictures = [(folder / f"{name}.png", path.format(id=called.ticket.id), size) for name, path, size in PAGES]
        missing += _photograph(hall, pictures)
        hall.turns.finish(called.ticket.id, counter, "tour")
        name, path, size = RATE
        _photograph(hall, [(folder / f"{name}.png", path.format(id=called.ticket.id), size)])
    return missing


def _speak(hall: Hall, words: str, file: Path) -> str:
    speaker = open_speaker(hall.settings.hall.voice)
    if speaker is not None:
        try:
            file.write_bytes(announcement(speaker, words))
            return ""
        except KioskError:
            pass
    file.write_bytes(announcement(SimulatedSpeaker(), words))
    return "no voice is installed: the WAV has tones instead of words. "


def _photograph(hall: Hall, pictures: list[tuple[Path, str, str]]) -> str:
    """Each page as a browser draws it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "chromium is not installed: there are no pictures of the hall's pages. "
    hall.closing.clear()
    server = uvicorn.Server(uvicorn.Config(application(hall), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        for file, path, size in pictures:
            command = [chromium, *QUIET.split(), f"--window-size={size}", f"--screenshot={file}", f"http://127.0.0.1:{port}{path}"]
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    finally:
        hall.closing.set()
        server.should_exit = True
        thread.join(10)
    return "" if all(file.exists() for file, _, _ in pictures) else "the browser drew no pictures of the hall's pages. "
