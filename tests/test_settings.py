"""A settings file that is wrong stops the start with one sentence that names what is wrong; the shipped sample is right."""

import os
import pty
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import time
from pathlib import Path
from select import select
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as some

from kiosk import paths, settings
from kiosk.__main__ import main
from kiosk.errors import SettingsError
from kiosk.rules.procedures import Words
from kiosk.settings import Settings
from kiosk.store.pin import hash_pin, matches

SHIPPED = (paths.CONFIG / "kiosk.toml").read_text("utf-8")
RAW: dict[str, Any] = tomllib.loads(SHIPPED)
Path_ = tuple[str | int, ...]  # where a value stands: ("queues", 0, "code")
MAY_BE_ABSENT = {"notices"}


def as_toml(value: Any) -> str:
    """A value as inline TOML: enough for a settings file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    return '"' + "".join(c if c.isalnum() or c in " -_:/.,$'()" else f"\\U{ord(c):08x}" for c in value) + '"'


def written(raw: dict[str, Any], folder: Path) -> Path:
    file = folder / "kiosk.toml"
    file.write_text("\n".join(f"{_text(key)} = {as_toml(value)}" for key, value in raw.items()), "utf-8")
    return file


def changed(where: Path_, value: Any) -> dict[str, Any]:
    """The shipped settings with one value changed; `value` may be a function of the table it stands in."""
    raw = deepcopy(RAW)
    inner: Any = raw
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    return raw


def without(where: Path_) -> dict[str, Any]:
    raw = deepcopy(RAW)
    inner: Any = raw
    for step in where[:-1]:
        inner = inner[step]
    del inner[where[-1]]
    return raw


def keys(raw: Any = RAW, where: Path_ = ()) -> Iterator[Path_]:
    """Every key of the shipped file, those of the words ("vi", "en") left out."""
    for step, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
        if isinstance(step, str):
            yield (*where, step)
        if isinstance(value, dict) and not set(value) <= {"vi", "en"} or isinstance(value, list) and value and isinstance(value[0], dict):
            yield from keys(value, (*where, step))


def name(where: Path_) -> str:
    """As the error names it: queues[1].code."""
    return re.sub(r"\.\[", "[", ".".join(f"[{step + 1}]" if isinstance(step, int) else step for step in where))


KEYS = sorted({where for where in keys() if not any(isinstance(step, int) and step > 0 for step in where)}, key=name)


def fault(raw: dict[str, Any], folder: Path) -> str:
    """The one sentence with which the start stops."""
    with pytest.raises(SettingsError) as caught:
        settings.load(written(raw, folder))
    sentence = str(caught.value)
    assert sentence.startswith("kiosk.toml: ")
    assert "\n" not in sentence
    return sentence


class TestTheShippedSample:
    def test_it_loads_and_is_phu_hai(self) -> None:
        here = settings.load()
        assert here.ward.name == Words("Phường Phú Hài", "Phú Hài Ward")
        assert [queue.code for queue in here.queues] == ["A", "B", "C", "D", "E", "K"]
        assert here.ward.hours[0].days == (0, 1, 2, 3, 4)
        assert (here.ward.hours[0].opens, here.ward.hours[1].closes) == (time(7), time(17))
        assert here.printer.url == "simulated"

    def test_written_anew_it_is_the_same(self, tmp_path: Path) -> None:
        assert settings.load(written(RAW, tmp_path)) == settings.load()

    def test_the_environment_may_name_another_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KIOSK_CONFIG", str(written(changed(("ward", "phone"), "0252 3 811 111"), tmp_path)))
        assert settings.load().ward.phone == "0252 3 811 111"

    def test_a_queue_may_have_hours_of_its_own(self, tmp_path: Path) -> None:
        hours = [{"days": ["sat"], "opens": "08:00", "closes": "11:00"}]
        here = settings.load(written(changed(("queues", 1, "hours"), hours), tmp_path))
        assert [(h.days, h.opens) for h in here.queues[1].hours] == [((5,), time(8))]
        assert here.queues[0].hours == ()

    def test_texts_written_with_separate_accents_are_put_together(self, tmp_path: Path) -> None:
        here = settings.load(written(changed(("ward", "name"), {"vi": "Phươ\u0300ng"}), tmp_path))
        assert here.ward.name == Words("Phường")

    def test_every_field_of_the_catalogue_has_a_counter(self) -> None:
        here = settings.load()
        fields = {file.stem for file in (paths.CONFIG / "procedures").glob("*.toml")} - {"events"}
        assert fields == {field for queue in here.queues for field in queue.fields}
        assert here.queue_for("no-such-code", "no-such-field") is None
        assert here.queue_for("", "dat-dai") == here.queue("C")

    def test_a_procedure_named_itself_wins_over_its_field(self, tmp_path: Path) -> None:
        here = settings.load(written(changed(("queues", 5, "procedures"), ["1.001193"]), tmp_path))
        assert here.queue_for("1.001193", "ho-tich") == here.queue("K")

    def test_a_queue_that_does_not_exist_is_named_with_those_that_do(self) -> None:
        with pytest.raises(SettingsError, match="no queue 'Z'.*A, B, C, D, E, K"):
            settings.load().queue("Z")


class TestEveryKey:
    @pytest.mark.parametrize("where", KEYS, ids=name)
    def test_missing_it_is_named(self, where: Path_, tmp_path: Path) -> None:
        if name(where) in MAY_BE_ABSENT:
            assert settings.load(written(without(where), tmp_path)).notices == ()
        else:
            assert fault(without(where), tmp_path) == f"kiosk.toml: missing key {name(where)}"

    @pytest.mark.parametrize("where", KEYS, ids=name)
    def test_misspelt_it_is_named(self, where: Path_, tmp_path: Path) -> None:
        assert fault(changed((*where[:-1], f"{where[-1]}x"), 1), tmp_path) == f"kiosk.toml: unknown key {name(where)}x"

    @pytest.mark.parametrize("where", KEYS, ids=name)
    def test_of_another_kind_it_is_named(self, where: Path_, tmp_path: Path) -> None:
        for wrong in ({"odd": 1}, 0.5, [[]], True):
            if wrong is True and name(where) in ("panel.fullscreen", "queues[1].priority", "scanner.keyboard"):
                continue
            assert str(where[-1]) in fault(changed(where, wrong), tmp_path)

    @pytest.mark.parametrize(
        ("where", "wrong"),
        [
            ("ward.hall", ["", "phú-hài", "a b", "a" * 41, "../x"]),
            ("ward.name", [{}, {"vi": ""}, {"en": "only"}, {"vi": 1}, {"vi": "x", "fr": "y"}]),
            ("ward.hours[1].days", [[], ["monday"], [0], [9], ["mon", "tues"], "mon"]),
            ("ward.hours[1].opens", ["7:00", "24:00", "07:60", "07:00+07:00", "0700", "", "07:00:00", 7]),
            ("panel.width", [0, 639, 7681, -1]),
            ("panel.width_mm", [239.9, 3001, 0, "268"]),
            ("panel.height_mm", [179, 1e9]),
            ("panel.rotation", [1, 45, 360, -90]),
            ("home.tiles", [[], ["tickets"], ["ticket", "ticket"]]),
            ("queues", [[], [RAW["queues"][0]] * 10]),
            ("queues[1].code", ["", "Ă", "too-long-code", "A B"]),
            ("queues[1].prefix", ["", "ABCD", "Đ"]),
            ("queues[1].counters", [[], [1]]),
            ("queues[1].daily_cap", [-1, 1000]),
            ("queues[1].minutes", [[], [5], [15, 5], [0, 5], [5, 241], [1, 2, 3]]),
            (
                "printer.url",
                [
                    "",
                    "lpt1",
                    "tcp://",
                    "tcp://printer.local:9100",
                    "tcp://1.2.3.999:9100",
                    "usb:1",
                    "serial:",
                    "file:",
                    "http://1.2.3.4",
                    "simulatedx",
                ],
            ),
            ("printer.dots", [0, 575, 832]),
            ("printer.strip_rows", [7, 129]),
            ("printer.mm_per_s", [19, 501]),
            ("printer.process_id", ["", "maybe"]),
            ("printer.near_end_tickets", [-1, 501]),
            ("store.url", ["", "kiosk.db", "sqlite:///", "sqlite:// /x"]),
            ("store.kiosk", ["", "K 1", "ABCDEFGHI"]),
            ("idle.ask_after", [19, 601]),
            ("idle.form_after", [19, 601]),
            ("idle.answer", [19, 121]),
            ("idle.ticket_home", [9, 121]),
            ("idle.pin", [4, 121]),
            ("staff.pin_hash", ["123456", "scrypt$", "scrypt$1$2$3$xyz$00", "md5$1$2$3$00$00"]),
        ],
    )
    def test_with_a_value_that_cannot_be_it_is_named_and_says_what_could(self, where: str, wrong: list[Any], tmp_path: Path) -> None:
        place = next(key for key in KEYS if name(key) == where)
        for value in wrong:
            sentence = fault(changed(place, value), tmp_path)
            assert re.match(rf"kiosk\.toml: {re.escape(where)}(\[\d+\])? must be .", sentence), (value, sentence)

    @pytest.mark.parametrize(
        ("where", "good"),
        [
            (
                "printer.url",
                ["simulated:/tmp/papers", "tcp://192.168.1.50", "tcp://localhost:9100", "usb:4b8:e15", "serial:/dev/ttyS0?baud=115200"],
            ),
            ("staff.pin_hash", ["", "scrypt$32768$8$1$00ff$abcd"]),
            ("panel.width_mm", [240, 3000]),
            ("queues[1].minutes", [[1, 1], [240, 240]]),
        ],
    )
    def test_what_can_be_is_taken(self, where: str, good: list[Any], tmp_path: Path) -> None:
        place = next(key for key in KEYS if name(key) == where)
        for value in good:
            assert isinstance(settings.load(written(changed(place, value), tmp_path)), Settings)


class TestTheWholeFile:
    def test_two_queues_with_one_code_or_one_prefix_are_named(self, tmp_path: Path) -> None:
        assert "queues: A stands twice" in fault(changed(("queues", 1, "code"), "A"), tmp_path)
        assert "queues: C stands twice" in fault(changed(("queues", 1, "prefix"), "C"), tmp_path)

    def test_doors_that_close_before_they_open_are_named(self, tmp_path: Path) -> None:
        assert "opens 07:00 must be before closes 06:00" in fault(changed(("ward", "hours", 0, "closes"), "06:00"), tmp_path)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"^gone\.toml: cannot be read \(No such file or directory\)$"):
            settings.load(tmp_path / "gone.toml")

    @pytest.mark.parametrize("content", [b"", b"[ward", b"\xff\xfe", b"a = " + b"[" * 5_000, b"n = " + b"9" * 5_000, b"ward = 1"])
    def test_a_file_that_is_no_settings_file_is_one_sentence(self, content: bytes, tmp_path: Path) -> None:
        file = tmp_path / "kiosk.toml"
        file.write_bytes(content)
        with pytest.raises(SettingsError, match=r"^kiosk\.toml: .+"):
            settings.load(file)

    @rules(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        some.sampled_from(KEYS),
        some.recursive(
            some.none()
            | some.booleans()
            | some.integers(-9999, 9999)
            | some.floats()
            | some.text(some.characters(exclude_categories=("Cs",)), max_size=30),
            lambda inner: (
                some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["vi", "en", "days", "code", "x"]), inner, max_size=3)
            ),
        ),
    )
    def test_whatever_stands_in_one_place_it_loads_or_is_one_sentence_that_names_the_place(
        self, tmp_path: Path, where: Path_, value: Any
    ) -> None:
        raw = without(where) if value is None or "None" in repr(value) else changed(where, value)
        try:
            here = settings.load(written(raw, tmp_path))
        except SettingsError as error:
            assert str(where[-1]) in str(error) or str(where[0]) in str(error)
        else:
            assert isinstance(here, Settings)

    @rules(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(some.integers(0, len(SHIPPED) - 1), some.integers(0, 30), some.text(max_size=8).filter(lambda t: t.isprintable()))
    def test_a_file_with_a_piece_torn_out_or_typed_over_loads_or_is_an_error_of_ours(
        self, tmp_path: Path, at: int, gone: int, put: str
    ) -> None:
        file = tmp_path / "torn.toml"
        file.write_text(SHIPPED[:at] + put + SHIPPED[at + gone :], "utf-8")
        try:
            assert isinstance(settings.load(file), Settings)
        except SettingsError as error:
            assert str(error).startswith("torn.toml: ")


class TestTheCommand:
    def test_the_shipped_file_is_good(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("KIOSK_CONFIG", raising=False)
        assert main(["settings", "check"]) == 0
        told = capsys.readouterr().out
        assert "Phường Phú Hài: the settings are good." in told
        assert "nobody can leave the kiosk by PIN" in told

    def test_a_file_with_a_pin_says_nothing_about_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = written(changed(("staff", "pin_hash"), "scrypt$32768$8$1$00ff$abcd"), tmp_path)
        assert main(["settings", "check", str(file)]) == 0
        assert "pin" not in capsys.readouterr().out.lower()

    def test_a_wrong_file_ends_with_two_and_one_sentence(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = written(changed(("panel", "rotation"), 45), tmp_path)
        assert main(["settings", "check", str(file)]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err) == ("", "kiosk: kiosk.toml: panel.rotation must be 0, 90, 180 or 270\n")


PIN = "20458817"


@pytest.fixture
def terminal() -> Iterator[Callable[..., tuple[int, str]]]:
    """`kiosk settings pin` on a terminal, with these lines typed as they are asked for: the exit code and all that was seen."""
    ours, theirs = pty.openpty()

    def play(*typed: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "kiosk", "settings", "pin"]
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=paths.ROOT)
        seen, lines = "", list(typed)
        while True:
            if select([ours], [], [], 0.05)[0]:
                seen += os.read(ours, 10_000).decode()
            elif process.poll() is not None:
                break
            elif lines and seen.endswith(": "):
                os.write(ours, f"{lines.pop(0)}\n".encode())
        return process.wait(20), seen.replace("\r\n", "\n")

    yield play
    os.close(ours)
    os.close(theirs)


class TestANewPin:
    def test_it_is_asked_twice_never_shown_and_its_hash_fits_the_settings(
        self, terminal: Callable[..., tuple[int, str]], tmp_path: Path
    ) -> None:
        code, seen = terminal(PIN, PIN)
        assert code == 0
        assert seen.count(": ") == 2
        assert PIN not in seen
        found = re.search(r'^pin_hash = "(.+)"$', seen, re.M)
        assert found and matches(PIN, found[1])
        assert settings.load(written(changed(("staff", "pin_hash"), found[1]), tmp_path)).staff.pin_hash == found[1]

    def test_two_that_are_not_the_same_make_none(self, terminal: Callable[..., tuple[int, str]]) -> None:
        code, seen = terminal(PIN, "20458818")
        assert (code, "scrypt" in seen) == (2, False)
        assert "were not the same" in seen

    def test_one_that_is_too_short_is_refused_at_once(self, terminal: Callable[..., tuple[int, str]]) -> None:
        code, seen = terminal("12345")
        assert code == 2
        assert "6 to 12 digits" in seen

    def test_one_that_is_piped_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "settings", "pin"], input=f"{PIN}\n" * 2, capture_output=True, text=True, cwd=paths.ROOT
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert "on a terminal" in done.stderr

    def test_two_hashes_of_one_pin_are_two(self) -> None:
        assert hash_pin(PIN) != hash_pin(PIN)
