"""`kiosk tour`: what `make run` shows where there is no display runs through, and leaves what it says."""

import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from PIL import Image

from kiosk import paths

SECONDS = 240  # a visit takes about half a minute; a busy machine may need longer
PICTURES = (
    "attract", "home", "search", "procedure", "steps", "slip-printed", "papers", "priority", "ticket", "card-read", "scan", "dossier-late",
    "letter", "letter-printed", "forms", "consent", "form-filled", "form-whose", "form-details", "review", "change-what", "review-changed",
    "where-to", "form-printed", "papers-to-send", "photograph", "photographed", "return", "sent", "paying", "paid",
    "home-english", "home-large", "home-largest", "home-contrast", "home-low", "events-largest-low", "queues",
    "no-paper", "ticket-on-screen", "attract-again",
)  # fmt: skip
PAPERS = 7  # the list, the ticket, the letter of apology, the slip about the dossier; the A4 form, the slip with its code, the payment


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one tour on a virtual display."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} missing: a citizen's touches need them")
    folder = tmp_path_factory.mktemp("tour")
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"PYTHONPATH": str(paths.ROOT), "STATE_DIRECTORY": str(folder / "state")}
    command = [sys.executable, "-m", "kiosk", "tour", "--out", str(folder / "out")]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS)
    assert told.returncode == 0, told.stderr[-2000:]
    assert f"{len(PICTURES)} pictures" in told.stdout
    return folder / "out"


def test_the_tour_shows_every_step_of_a_citizens_visit(out: Path) -> None:
    assert [file.stem.split("-", 1)[1] for file in sorted(out.glob("*.png"))] == list(PICTURES)


def test_no_picture_of_the_tour_is_blank(out: Path) -> None:
    for file in sorted(out.glob("*.png")):
        assert _share_of_the_commonest_colour(file) < 0.97, file.name


def test_the_citizen_leaves_with_the_papers_in_the_hand(out: Path) -> None:
    papers = sorted((out / "papers").glob("*.png"))
    assert len(papers) == PAPERS
    for paper in papers:
        assert 0.5 < _share_of_the_commonest_colour(paper) < 0.97, paper.name  # letters on white paper


def test_the_number_is_called_on_the_board_and_spoken(out: Path) -> None:
    with wave.open(str(out / "hall" / "goi-so.wav")) as said:
        assert 4 < said.getnframes() / said.getframerate() < 30  # chime, sentence, pause, sentence
    if shutil.which("chromium") is None:
        pytest.skip("CHROMIUM IS MISSING: THE TOUR HAS NO PICTURES OF THE HALL")
    pictures = sorted(file.stem for file in (out / "hall").glob("*.png"))
    assert pictures == ["board", "figures", "phone", "rate"]
    for name in pictures:
        assert _share_of_the_commonest_colour(out / "hall" / f"{name}.png") < 0.97, name


def _share_of_the_commonest_colour(file: Path) -> float:
    with Image.open(file) as picture:
        plain = picture.convert("RGB")
        colours = plain.getcolors(plain.width * plain.height) or []
        return max(count for count, _ in colours) / (plain.width * plain.height)
