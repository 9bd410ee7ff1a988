"""What `make` and a wheel rest on: pinned versions, no address of any registry, everything in the package."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = dict(
    (canonicalize_name(name), pinned)
    for name, _, pinned in (
        line.partition("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
)
DECLARED = {canonicalize_name(Requirement(line).name) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]}
OURS = {"kiosk", "screens"} | {file.stem for file in (ROOT / "tests").glob("*.py")}


def kept_files() -> list[Path]:
    """The project's own files: what git keeps or would keep; without git, everything but the folders that are made."""
    if shutil.which("git"):
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", "var", "dist", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    return [file for file in ROOT.rglob("*") if file.is_file() and not made & set(file.relative_to(ROOT).parts)]


def text_of(file: Path) -> str:
    data = file.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


def test_every_package_is_pinned_to_one_version() -> None:
    assert PINS and all(re.fullmatch(r"[0-9][0-9a-z.+]*", pinned) for pinned in PINS.values())


def test_the_versions_tested_are_the_versions_pinned() -> None:
    seen, ahead = set(), set(DECLARED)
    while ahead:
        name = ahead.pop()
        seen.add(name)
        wanted = [Requirement(line) for line in requires(name) or []]
        here = {canonicalize_name(one.name) for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})}
        ahead |= here - seen
    assert {name: version(name) for name in seen} == {name: PINS.get(name) for name in seen}


def test_no_file_names_a_registry_or_a_mirror() -> None:
    options = r"index-url|find-links|trusted-host|/simple/"
    hosts = r"pypi\.org|pythonhosted|npmjs|artifact-?registry|\.pkg\.dev|deb\.debian\.org"
    others = [file for file in kept_files() if file != Path(__file__).resolve()]
    found = {file.relative_to(ROOT): hit[0] for file in others if (hit := re.search(f"{options}|{hosts}", text_of(file)))}
    assert found == {}
    assert "://" not in text_of(ROOT / "constraints.txt") and "--" not in text_of(ROOT / "constraints.txt")


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(text_of(file))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").split(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


@pytest.mark.parametrize("folder", ["kiosk", "screens", "tests"])
def test_every_import_is_declared(folder: str) -> None:
    owners = {name: {canonicalize_name(owner) for owner in found} for name, found in packages_distributions().items()}
    for file in (ROOT / folder).rglob("*.py"):
        assert {name for name in imported(file) if not owners.get(name, set()) & DECLARED} == set(), file.relative_to(ROOT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    offline = ["--no-index", "--no-build-isolation", "--no-deps", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_screen_font_word_and_procedure(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    kept = [file.relative_to(ROOT) for file in kept_files()]
    code = {str(file) for file in kept if file.parts[0] in ("kiosk", "screens")}
    data = {f"kiosk/_data/{file}" for file in kept if file.parts[0] in ("assets", "config")}
    assert code | data <= inside
    assert any(name.endswith(".kv") for name in inside)


def test_an_installed_kiosk_finds_its_words_and_keeps_its_numbers_elsewhere(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    ask = "from kiosk import paths; print(paths.ASSETS.is_dir(), paths.CONFIG.is_dir(), paths.STATE)"
    environment = {"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    home = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert home.stdout.split() == ["True", "True", str(tmp_path / "home" / ".local" / "state" / "kiosk")]
    unit = environment | {"STATE_DIRECTORY": "/var/lib/kiosk"}
    under_systemd = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, env=unit, capture_output=True, text=True, check=True)
    assert under_systemd.stdout.split()[-1] == "/var/lib/kiosk"


def test_every_script_stops_at_its_first_failure() -> None:
    for script in (ROOT / ".ci" / "run", ROOT / ".ci" / "setup"):
        assert "set -euo pipefail" in text_of(script) and os.access(script, os.X_OK)
        subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_second_set_up_touches_nothing(tmp_path: Path) -> None:
    """Where the stamp fits, the set-up asks no registry: it ends well even though pip could reach none."""
    if not (ROOT / ".venv" / "kiosk.stamp").is_file():
        pytest.skip("the set-up was never run here: it was NOT checked that a second one does nothing")
    nowhere = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    again = subprocess.run([ROOT / ".ci" / "setup"], env=nowhere, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (0, "")
