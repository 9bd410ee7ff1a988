"""After a visit no process, file or log of the kiosk holds a citizen's ID number: planted, used, forgotten, looked for."""

import base64
import hashlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from leaks import BEGINS, file_hits, hits, memory_hits

from kiosk import settings
from kiosk.build import desk_setup
from kiosk.errors import SecondNeeded
from kiosk.reader import desk_messages as say
from kiosk.reader.link import Link
from kiosk.rules.seen import Seen, SeenCard

PATIENCE = 60.0  # seconds
AFTER = 5.0  # seconds after the visit


@dataclass
class Planter:
    """The other process: the only one that may know the numbers."""

    process: "subprocess.Popen[bytes]"
    port: int
    hashes: list[str]
    codes: list[str]
    card: int

    def next(self, length: int) -> bytearray:
        """The next planted text, read straight into a buffer that can be zeroed."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(b".")
        self.process.stdin.flush()
        buffer, got = bytearray(length), 0
        with memoryview(buffer) as view:
            while got < length:
                got += os.readv(self.process.stdout.fileno(), [view[got:]])
        return buffer


@pytest.fixture
def planter(tmp_path: Path) -> Iterator[Planter]:
    (tmp_path / "pictures").mkdir()
    command = [sys.executable, str(Path(__file__).parent / "planted.py"), str(tmp_path / "pictures")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        yield Planter(process, **json.loads(process.stdout.readline()))
        process.kill()


def sees(seen: "queue.Queue[Seen]") -> Seen:
    return seen.get(timeout=PATIENCE)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_the_search_finds_what_is_there() -> None:
    """Else "nothing found" would mean nothing."""
    here = BEGINS + bytes(range(48, 54))
    held: list[Any] = [bytearray(here), bytearray(here.decode().encode("utf-16-le")), bytearray(here.decode().encode("utf-32-le"))]
    wanted = {hashlib.sha256(here).hexdigest()}
    assert [hits(one, wanted) for one in held] == [1, 1, 1]
    assert memory_hits(wanted) >= 3


def test_five_seconds_after_the_visit_the_citizen_s_number_is_nowhere(
    planter: Planter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Shown to the camera, typed by a keyboard scanner, typed by hand; each used to open a dossier."""
    begun, state = time.time(), tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    caplog.set_level("DEBUG")
    here, seen = settings.load(), queue.Queue[Seen]()
    camera = replace(here.camera, device=f"pictures:{tmp_path / 'pictures'}")
    with closing(Link(camera, here.scanner, replace(here.portal, url=f"http://127.0.0.1:{planter.port}"))) as link:
        link.open(seen.put, lambda key: None)
        link.watch("full")

        assert isinstance(sees(seen), SeenCard)
        until = time.monotonic() + 60  # a picture that is being written this moment is none
        while link.preview() is None:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert link.lookup(planter.codes[0]).owner_number.startswith("••••")
        link.watch("slow")

        burst = planter.next(planter.card)
        link.keys(burst)
        assert not any(burst)
        assert isinstance(sees(seen), SeenCard)
        assert link.lookup(planter.codes[1]).code == planter.codes[1]

        digits = planter.next(12)
        link.number(digits)
        assert not any(digits)
        assert link.lookup(planter.codes[2]).code == planter.codes[2]

        (tmp_path / "pictures" / "card.png").unlink()  # the card is put away
        assert link._child is not None
        pid = link._child.pid
        link.forget()
        time.sleep(AFTER)

        wanted = set(planter.hashes)
        assert gone(pid)
        assert memory_hits(wanted) == 0
        with pytest.raises(SecondNeeded):
            link.lookup(planter.codes[0])
    assert file_hits(state, 0, wanted) == []
    assert file_hits(tmp_path, 0, wanted) == []
    assert file_hits(Path(tempfile.gettempdir()), begun, wanted) == []
    words = capfd.readouterr()
    assert hits((words.out + words.err + caplog.text).encode(), wanted) == 0


def test_a_reader_that_is_killed_in_the_middle_leaves_nothing_either(planter: Planter, tmp_path: Path) -> None:
    here, seen = settings.load(), queue.Queue[Seen]()
    camera = replace(here.camera, device=f"pictures:{tmp_path / 'pictures'}")
    with closing(Link(camera, here.scanner, replace(here.portal, url=f"http://127.0.0.1:{planter.port}"))) as link:
        link.open(seen.put, lambda key: None)
        link.keys(planter.next(planter.card))
        assert isinstance(sees(seen), SeenCard)
        assert link._child is not None
        pid = link._child.pid
        os.kill(pid, 11)  # a crash: it would leave a core, were it allowed to
        deadline = time.monotonic() + PATIENCE
        while not gone(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(AFTER)
        assert gone(pid)
        assert memory_hits(set(planter.hashes)) == 0
    assert not list(Path.cwd().glob("core*"))


@pytest.fixture
def portal() -> Iterator[str]:
    """The sample portal in a process of its own: it may know what was sent to it."""
    command = [sys.executable, "-m", "kiosk", "portal", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split(" at ")[1].split(" ")[0]
        process.kill()


def test_a_form_that_was_filled_in_printed_and_sent_leaves_nothing_but_its_sealed_outbox(
    planter: Planter,
    portal: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The card fills it, every sheet is drawn, the A4 paper and the slips are made, it goes online, and once into the outbox."""
    begun, state = time.time(), tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    monkeypatch.setenv("KIOSK_OUTBOX_KEY", base64.b64encode(b"k" * 32).decode())
    caplog.set_level("DEBUG")
    here, seen = settings.load(), queue.Queue[Seen]()
    desk = replace(desk_setup(here), outbox=str(state / "outbox.db"))
    none, pictures = replace(here.camera, device=""), replace(here.camera, device=f"pictures:{tmp_path / 'pictures'}")

    def ask(link: Link, request: say.Request, raw: bytearray | None = None) -> Any:
        answer, beside = link.ask(request, raw, seconds=PATIENCE)
        beside[:] = bytes(len(beside))
        return answer

    wanted = set(planter.hashes)
    for url, camera in ((portal, none), ("http://127.0.0.1:9", pictures)):  # one that answers, and one that is away
        with closing(Link(camera, here.scanner, replace(here.portal, url=url), "", desk)) as link:
            link.open(seen.put, lambda key: None)
            if url == portal:
                link.keys(planter.next(planter.card))
            link.watch("full")
            assert isinstance(sees(seen), SeenCard)
            link.watch("off")
            assert isinstance(ask(link, say.Begin("trich-luc", "2.000635", "Cấp bản sao", (), True)), say.View)
            for field, code in (("whom", "self"), ("paper", "birth")):
                ask(link, say.Choose(field, code))
            ask(link, say.Edit("declarant_phone"))
            for digit in "0912345678":
                ask(link, say.Press(digit))
            ask(link, say.Leave())
            assert ask(link, say.Turn(9)).at == 4
            assert isinstance(ask(link, say.Review()), say.Sheets)
            for what in ("field:declarant_name", "field:declarant_number", "masked:declarant_number", "sheet:0"):
                assert isinstance(ask(link, say.Draw(what, 800, 32)), say.Drawn)
            assert ask(link, say.Print("form", 0, "vi")).kind == "pdf"
            assert ask(link, say.Print("summary", 576, "vi")).kind == "dots"
            outcome = ask(link, say.Send(""))
            assert outcome.state == ("sent" if url == portal else "kept")
            assert ask(link, say.Print(outcome.state, 576, "vi")).kind == "dots"
            assert link._child is not None
            pid = link._child.pid
            link.forget()
            time.sleep(AFTER)
            assert gone(pid)
            assert memory_hits(wanted) == 0
            assert isinstance(ask(link, say.Review()), say.NoForm)
    assert (state / "outbox.db").stat().st_size > 20_000  # it is there, and cannot be read
    assert file_hits(state, 0, wanted) == []
    assert file_hits(tmp_path, 0, wanted) == []
    assert file_hits(Path(tempfile.gettempdir()), begun, wanted) == []
    words = capfd.readouterr()
    assert hits((words.out + words.err + caplog.text).encode(), wanted) == 0
