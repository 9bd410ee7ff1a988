"""Who may import whom: the rules of the house, held by reading every import."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import paths

ROOT = paths.PACKAGE.parent
FILES = sorted(file for folder in ("kiosk", "screens") for file in (ROOT / folder).rglob("*.py"))
WINDOW = ("kiosk.commands", "kiosk.bench")  # what starts a window names screens, and Kivy only in functions
KIVY_MAY = {"kiosk.commands.run", "kiosk.commands.window"}
# not screens: they drive the whole kiosk from outside
SAMPLES = {"screens.samples", "screens.samples_status", "screens.samples_form", "screens.samples_feedback", "screens.samples_staff"}
DESK = SAMPLES | {"screens.gallery", "screens.tour", "screens.bench", "screens.bare"}

# what of the kiosk a layer may import; the longest name in this table that fits a module is its layer
RULES = "kiosk.rules"
MAY: dict[str, tuple[str, ...]] = {
    "kiosk.rules": (RULES,),
    "kiosk.errors": (),
    "kiosk.clock": (),
    "kiosk.paths": (),
    "kiosk.log": (),
    "kiosk.alive": (),
    "kiosk.work": ("kiosk.log", "kiosk.errors"),
    "kiosk.settings": ("kiosk.paths", "kiosk.errors", RULES),
    "kiosk.text": ("kiosk.paths", RULES),
    "kiosk.idle": ("kiosk.settings",),
    "kiosk.moments": ("kiosk.settings", RULES),
    "kiosk.moments_dossier": ("kiosk.moments", "kiosk.settings", RULES),
    "kiosk.moments_staff": ("kiosk.moments", RULES),
    "kiosk.counts": (),
    "kiosk.moments_feedback": ("kiosk.moments", RULES),
    "kiosk.moments_form": ("kiosk.moments", "kiosk.reader.desk_messages", RULES),
    "kiosk.session": ("kiosk.moments",),
    "kiosk.journeys": (
        "kiosk.moments",
        "kiosk.moments_dossier",
        "kiosk.moments_form",
        "kiosk.moments_feedback",
        "kiosk.moments_staff",
        "kiosk.reader.desk_messages",
        "kiosk.errors",
        "kiosk.settings",
        "kiosk.text",
        "kiosk.world.take_along",
        RULES,
    ),
    "kiosk.devices": ("kiosk.devices", "kiosk.errors", "kiosk.paths", "kiosk.papers.Picture", RULES),
    "kiosk.store": ("kiosk.store", "kiosk.errors", "kiosk.clock", RULES),
    "kiosk.papers": ("kiosk.papers", "kiosk.errors", "kiosk.paths", RULES),
    "kiosk.portal": (
        "kiosk.portal",
        "kiosk.config_file",
        "kiosk.errors",
        "kiosk.settings",
        "kiosk.paths",
        "kiosk.clock",
        "kiosk.log",
        "kiosk.toml_table",
        RULES,
    ),
    "kiosk.reader": (
        "kiosk.reader",
        "kiosk.devices",
        "kiosk.portal",
        "kiosk.errors",
        "kiosk.settings",
        "kiosk.scan_words",
        "kiosk.forms",
        "kiosk.places",
        "kiosk.papers",
        "kiosk.outbox",
        "kiosk.counter_code",
        "kiosk.text",
        "kiosk.paths",
        "kiosk.clock",
        "kiosk.log",
        RULES,
    ),
    "kiosk.apart": ("kiosk.paths",),
    "kiosk.outbox": (
        "kiosk.outbox",
        "kiosk.apart",
        "kiosk.portal",
        "kiosk.store.disk",
        "kiosk.reader.locked",
        "kiosk.errors",
        "kiosk.settings",
        "kiosk.paths",
        "kiosk.clock",
        "kiosk.log",
        RULES,
    ),
    "kiosk.counter_code": ("kiosk.errors", RULES),
    "kiosk.hall": (
        "kiosk.hall",
        "kiosk.store",
        "kiosk.settings",
        "kiosk.text",
        "kiosk.errors",
        "kiosk.clock",
        "kiosk.paths",
        "kiosk.log",
        "kiosk.counter_code",
        "kiosk.feedback",
        "kiosk.feedback_seal",
        "kiosk.forms",
        "kiosk.papers",
        "kiosk.waits",
        "kiosk.reports",
        "kiosk.report_files",
        RULES,
    ),
    "kiosk.waits": ("kiosk.store", "kiosk.settings", "kiosk.clock", RULES),
    "screens": (
        "screens",
        "kiosk.moments",
        "kiosk.moments_dossier",
        "kiosk.moments_form",
        "kiosk.moments_feedback",
        "kiosk.moments_staff",
        "kiosk.reader.desk_messages",
        "kiosk.text",
        "kiosk.log",
        "kiosk.paths",
        "kiosk.session.Choices",
        "kiosk.settings",
        RULES,
    ),
}
NEVER: dict[str, tuple[str, ...]] = {  # and what of the libraries it may not
    "screens": (
        "cv2",
        "pyzbar",
        "escpos",
        "requests",
        "sqlalchemy",
        "alembic",
        "sqlite3",
        "serial",
        "usb",
        "socket",
        "subprocess",
        "threading",
    ),
    "kiosk.journeys": ("cv2", "pyzbar", "escpos", "requests", "sqlalchemy", "PIL", "numpy", "socket", "threading", "time"),
    "kiosk.moments": ("threading", "time", "os"),
    "kiosk.devices": ("sqlalchemy", "requests"),
    "kiosk.store": ("escpos", "PIL", "numpy", "requests"),
    "kiosk.papers": ("escpos", "sqlalchemy", "requests"),
    "kiosk.hall": ("cv2", "pyzbar", "escpos", "requests", "sqlalchemy", "kivy"),
    "kiosk.portal": ("cv2", "pyzbar", "escpos", "sqlalchemy", "PIL", "numpy"),
}
FIRST_FRAME = (
    "kiosk.kiosk",
    "kiosk.build",
    "kiosk.world",
    "kiosk.session",
    "kiosk.moments",
    "kiosk.settings",
    "kiosk.journeys",
    "kiosk.commands.run",
)
HEAVY = ("sqlalchemy", "alembic", "PIL", "numpy", "escpos", "kiosk.store", "kiosk.devices", "kiosk.papers", "kiosk.handout")


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.Module, at_load: bool = False) -> Iterator[str]:
    """Full names of all that is imported when the program runs: `kiosk.log`, `kiosk.papers.Picture`, `kivy.clock.Clock`.

    Names that only the type checker reads are left out; `at_load` leaves out what a function imports when it is called.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
        elif at_load and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "full names only"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            waiting += ast.iter_child_nodes(node)


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def layer(name: str, table: dict[str, tuple[str, ...]]) -> str:
    """The layer of a module: the longest name in the table that it belongs to."""
    return max((place for place in table if within(name, (place,))), key=len, default="")


def faults(name: str, tree: ast.Module) -> list[str]:
    """The imports of this module that the house forbids."""
    own, found = layer(name, MAY), list(imports(tree))
    ours = [one for one in found if within(one, ("kiosk", "screens"))]
    wrong = [one for one in ours if own and not within(one, MAY[own])]
    wrong += [one for one in found if within(one, NEVER.get(layer(name, NEVER), ()))]
    if within(name, ("kiosk",)) and name not in KIVY_MAY:
        wrong += [one for one in found if within(one, ("kivy",))]
    if within(name, ("kiosk",)) and not within(name, WINDOW):
        wrong += [one for one in found if within(one, ("screens",))]
    if within(name, (RULES,)):
        wrong += [one for one in found if one not in ours and one.split(".")[0] not in sys.stdlib_module_names]
    return wrong


@pytest.mark.parametrize("file", FILES, ids=module)
def test_a_module_imports_only_what_its_place_in_the_house_allows(file: Path) -> None:
    name = module(file)
    if name in DESK:
        assert not any(
            within(one, ("cv2", "pyzbar", "escpos", "requests", "sqlalchemy")) for one in imports(ast.parse(file.read_text("utf-8")))
        )
    else:
        assert faults(name, ast.parse(file.read_text("utf-8"))) == []


@pytest.mark.parametrize("file", [file for file in FILES if within(module(file), FIRST_FRAME)], ids=module)
def test_before_the_first_frame_nothing_heavy_is_loaded(file: Path) -> None:
    """Not by itself: what it imports from us is tested as well."""
    assert [one for one in imports(ast.parse(file.read_text("utf-8")), at_load=True) if within(one, HEAVY)] == []


@pytest.mark.parametrize("file", [file for file in FILES if within(module(file), WINDOW)], ids=module)
def test_starting_the_window_loads_kivy_inside_a_function_only(file: Path) -> None:
    """Kivy opens its window when it is imported: its environment comes first."""
    assert [one for one in imports(ast.parse(file.read_text("utf-8")), at_load=True) if within(one, ("kivy", "screens"))] == []


def test_only_the_store_speaks_sql_and_only_the_devices_speak_to_printers() -> None:
    speaks = {
        name: {module(file) for file in FILES if any(within(one, (name,)) for one in imports(ast.parse(file.read_text("utf-8"))))}
        for name in ("sqlalchemy", "escpos", "requests", "kiosk.build")
    }
    assert {name.rsplit(".", 1)[0] for name in speaks["sqlalchemy"]} <= {
        "kiosk.store",
        "kiosk.store.migrations",
        "kiosk.store.migrations.versions",
    }
    assert {name.rsplit(".", 1)[0] for name in speaks["escpos"]} == {"kiosk.devices"}
    assert {layer(name, {"kiosk.portal": (), "kiosk.bench": ()}) for name in speaks["requests"]} <= {"kiosk.portal", "kiosk.bench"}
    assert {layer(name, {"kiosk.commands": (), "screens": ()}) for name in speaks["kiosk.build"]} <= {"kiosk.commands", "screens"}


class TestTheRuleItself:
    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("kiosk.rules.queue", "import sqlalchemy"),
            ("kiosk.rules.queue", "from kiosk import log"),
            ("kiosk.journeys.ticket", "from kiosk.store import Tickets"),
            ("kiosk.journeys.ticket", "def f():\n    from kiosk.handout import hand_out"),
            ("kiosk.journeys.ticket", "import kiosk.devices.printer"),
            ("kiosk.journeys.status", "from kiosk.reader.link import Link"),
            ("kiosk.reader.process", "from kiosk.world import World"),
            ("screens.status", "from kiosk.reader import Preview"),
            ("kiosk.store.tickets", "from kiosk.moments import Home"),
            ("kiosk.devices.printer", "from kiosk import text"),
            ("kiosk.papers.ticket", "from kiosk.journeys.browse import Browse"),
            ("kiosk.world", "from kivy.clock import Clock"),
            ("kiosk.commands.ticket", "import kivy"),
            ("kiosk.world", "from screens.app import KioskApp"),
            ("screens.home", "import cv2"),
            ("screens.home", "from kiosk.world import take_along"),
            ("screens.home", "from sqlalchemy.exc import SQLAlchemyError"),
        ],
    )
    def test_it_sees_what_is_forbidden(self, name: str, line: str) -> None:
        assert faults(name, ast.parse(line))

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("kiosk.rules.queue", "from kiosk.rules.vietnamese import nfc"),
            ("kiosk.journeys.ticket", "if TYPE_CHECKING:\n    from kiosk.store import Tickets"),
            ("kiosk.commands.run", "from kivy.clock import Clock"),
            ("kiosk.reader.process", "import numpy"),
            ("screens.home", "from kivy.clock import Clock"),
            ("kiosk.world", "import numpy"),
        ],
    )
    def test_it_lets_the_rest_be(self, name: str, line: str) -> None:
        assert faults(name, ast.parse(line)) == []
