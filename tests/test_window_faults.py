"""Something breaks: the visit's data is gone, the first screen (or a plain apology) is back in time, and what works goes on."""

import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_window import HEIGHT, WIDTH, RealKiosk, copy_of_the_tree, real_kiosk, text_anywhere

from kiosk.virtual_display import Display, virtual_display

BACK = 10.0  # s
PLANTED = "079203456789"


@pytest.fixture(scope="module")
def panel() -> Iterator[Display]:
    with virtual_display(WIDTH, HEIGHT) as display:
        yield display


def in_the_middle_of_a_visit(kiosk: RealKiosk) -> None:
    kiosk.wake()
    kiosk.ask(f"[words.update(planted='{PLANTED}'), kiosk.session.private.update(number='{PLANTED}')]")
    kiosk.go("home.fields", "Fields")


def test_a_crash_anywhere_wipes_the_visit_and_the_kiosk_goes_on(panel: Display, tmp_path: Path) -> None:
    crashes = (
        "Clock.schedule_once(boom, 0)",  # on the clock
        "kiosk.work.start('search', boom, print, boom)",  # on a lane
        "kiosk.work.call_later('search', lambda: 1, boom)",  # an answer that nobody can take
        "setattr(kiosk.browse, 'field', boom)",  # under the finger
        "setattr(app.hall.screen, 'tick', boom)",  # twice a second, by what also counts the silence
    )
    with real_kiosk(panel, tmp_path) as kiosk:
        for crash in crashes:
            in_the_middle_of_a_visit(kiosk)
            visit = kiosk.ask("kiosk.session.visit")
            kiosk.ask(f"[{crash}, 0][1]")
            if "field" in crash:
                kiosk.click(*kiosk.place("field.ho-tich"))
            kiosk.until_at("Attract", seconds=BACK)
            assert kiosk.ask("kiosk.session.visit") != visit
            assert kiosk.ask("kiosk.session.private") == {}
        kiosk.wake()
        kiosk.ask("setattr(kiosk.idle, 'monotonic', lambda: time.monotonic() + 1000)")  # who walks away now is forgotten too
        kiosk.until_at("Attract", seconds=BACK)
        assert kiosk.log().count("bug in") >= len(crashes)
        assert text_anywhere(PLANTED, kiosk.state, tmp_path / "log", tmp_path / "tmp", kiosk.home) == []


def test_a_screen_that_crashes_without_end_ends_the_program_so_that_the_service_starts_a_new_one(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        in_the_middle_of_a_visit(kiosk)
        kiosk.ask("[Clock.schedule_once(boom_again, 0), 0][1]")
        assert kiosk.process.wait(BACK) == 1
        assert PLANTED not in kiosk.log()
        assert list((tmp_path / "tmp").rglob("*")) == []


def test_a_broken_screen_takes_no_other_away(panel: Display, tmp_path: Path) -> None:
    """One file that Kivy cannot read, one that it can read and not draw."""
    tree = copy_of_the_tree(tmp_path / "tree")
    (tree / "screens" / "searching.kv").write_text("<SearchingScreen>:\n    Read\n  : what is this", "utf-8")
    lists = tree / "screens" / "lists.kv"
    lists.write_text(lists.read_text("utf-8").replace("<ListScreen>:", "<ListScreen>:\n    padding: root.no_such_thing", 1), "utf-8")
    with real_kiosk(panel, tmp_path, tree=tree) as kiosk:
        assert kiosk.ask("run.__file__") == str(tree / "kiosk" / "commands" / "run.py")
        for broken in ("home.search", "home.fields"):
            kiosk.wake()
            visit = kiosk.ask("kiosk.session.visit")
            kiosk.click(*kiosk.place(broken))
            kiosk.until_at("Apology")
            kiosk.until_at("Attract", seconds=BACK)
            assert kiosk.ask("kiosk.session.visit") != visit
        kiosk.wake()
        kiosk.go("home.ticket", "Queues")
        kiosk.go("queue.B", "Priority")
        kiosk.go("nav.action", "TicketGiven")


def test_without_its_first_screen_the_kiosk_apologises_and_lives(panel: Display, tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path / "tree")
    (tree / "screens" / "home.kv").write_text("<HomeScreen>:\n    oops", "utf-8")
    with real_kiosk(panel, tmp_path, tree=tree) as kiosk:
        kiosk.click(*kiosk.place("attract.wake"))
        kiosk.until_at("Apology")
        kiosk.until_at("Attract", seconds=BACK)
        kiosk.click(*kiosk.place("attract.wake"))
        kiosk.until_at("Apology")
        assert kiosk.terminate() <= 2.0
        assert kiosk.process.returncode == 0


def test_a_kiosk_whose_frame_is_broken_ends_at_once_and_says_where(panel: Display, tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path / "tree")
    (tree / "screens" / "hall.kv").write_text("<Frame>:\n    oops", "utf-8")
    kiosk = RealKiosk(panel, tmp_path, tree=tree)
    try:
        assert kiosk.process.wait(BACK) == 1
        assert "hall.py" in kiosk.log()
        assert not kiosk.lines("READY=1")
    finally:
        kiosk.close()


def browse_works(kiosk: RealKiosk) -> None:
    kiosk.go("home.search", "Searching")
    kiosk.types("khai sinh")
    kiosk.until(lambda: kiosk.ask("len(kiosk.session.moment.rows)"), "an answer")
    kiosk.go("nav.again", "Home")


def no_room() -> None:
    """Stands in for a full disk: no file grows beyond this."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))


@pytest.mark.parametrize("fault", ["no folder", "full disk"])
def test_without_a_store_the_kiosk_opens_and_says_what_works(panel: Display, tmp_path: Path, fault: str) -> None:
    place = tmp_path / "numbers"
    if fault == "no folder":
        place.write_text("a file where a folder should be")
    more = {"preexec_fn": no_room} if fault == "full disk" else {}
    with real_kiosk(panel, tmp_path, {"store.url": f'"sqlite:///{place}/kiosk.db"'}, **more) as kiosk:
        kiosk.wake()
        assert kiosk.ask("kiosk.session.moment.faults") == ["error.store"]
        kiosk.click(*kiosk.place("home.ticket"))
        kiosk.drawn()
        assert kiosk.at() == "Home"
        browse_works(kiosk)
        before = len(kiosk.beats())
        kiosk.until(lambda: len(kiosk.beats()) > before + 2, "beats: starting again would mend no disk")
        if fault == "no folder":  # somebody mends it
            place.unlink()
            kiosk.ask("kiosk.home()")
            kiosk.ask("run.open_again(kiosk)")
            kiosk.until(lambda: kiosk.ask("kiosk.world.tickets is not None"), "the store to open")
            kiosk.wake()
            kiosk.go("home.ticket", "Queues")


def test_with_a_damaged_store_numbers_go_on(panel: Display, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "kiosk.db").write_bytes(b"no database at all" * 1000)
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        assert kiosk.ask("kiosk.session.moment.faults") == []
        take_a_number(kiosk)
        assert len(list(kiosk.state.glob("kiosk.db.damaged-*"))) == 1


def take_a_number(kiosk: RealKiosk) -> None:
    kiosk.go("home.ticket", "Queues")
    kiosk.go("queue.B", "Priority")
    kiosk.go("nav.action", "TicketGiven")


def test_a_store_that_fills_up_during_the_day_refuses_nobody_a_sentence(panel: Display, tmp_path: Path) -> None:
    with real_kiosk(panel, tmp_path) as kiosk:
        kiosk.wake()
        kiosk.ask("__import__('resource').setrlimit(__import__('resource').RLIMIT_FSIZE, (512, 512))")
        kiosk.go("home.ticket", "Queues")
        kiosk.go("queue.B", "Priority")
        kiosk.go("nav.action", "Sorry")
        kiosk.go("nav.action", "Home")
        browse_works(kiosk)


def test_without_a_catalogue_the_kiosk_opens_and_gives_numbers(panel: Display, tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path / "tree")
    for file in (tree / "config" / "procedures").glob("*.toml"):
        file.write_bytes(b"\x00\xff this is no TOML")
    with real_kiosk(panel, tmp_path, tree=tree) as kiosk:
        kiosk.wake()
        assert kiosk.ask("kiosk.session.moment.faults") == ["error.catalogue"]
        kiosk.click(*kiosk.place("home.search"))
        kiosk.drawn()
        assert kiosk.at() == "Home"
        take_a_number(kiosk)


@pytest.fixture
def silent_printer() -> Iterator[int]:
    """Takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("answers", [False, True], ids=["nobody listens", "takes the call and is silent"])
def test_without_a_printer_the_number_is_on_the_screen(panel: Display, tmp_path: Path, silent_printer: int, answers: bool) -> None:
    address = f"tcp://127.0.0.1:{silent_printer if answers else 9}"
    with real_kiosk(panel, tmp_path, {"printer.url": f'"{address}"'}) as kiosk:
        kiosk.wake()
        kiosk.go("home.ticket", "Queues")
        kiosk.go("queue.B", "Priority")
        kiosk.click(*kiosk.place("nav.action"))
        kiosk.until_at("NoPaper", seconds=BACK)
        kiosk.go("nav.action", "TicketGiven")
        assert kiosk.ask("[kiosk.session.moment.printed, kiosk.session.moment.ticket.state]") == [False, "shown"]
