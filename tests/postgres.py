"""A PostgreSQL of the tests' own: made in a temporary folder, on a loopback port, gone when the tests are over."""

import functools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
MISSING = "POSTGRESQL'S PROGRAMS ARE MISSING: THE STORE WAS NOT TRIED ON A SERVER (apt-get install postgresql)"
QUICK = {"shared_buffers": "64MB", "max_connections": "60", "wal_keep_size": "256MB", "listen_addresses": "127.0.0.1"}


def programs() -> Path | None:
    """The folder of initdb and postgres, wherever Debian put them."""
    found = [*FOLDERS, *(Path(name).resolve().parent for name in [shutil.which("initdb")] if name)]
    wanted = ("initdb", "postgres", "pg_isready", "psql")
    return next((folder for folder in found if all((folder / name).exists() for name in wanted)), None)


def as_server(*words: str | Path) -> list[str]:
    """A server refuses to be run by root: it gets the account that Debian made for it."""
    given = [str(word) for word in words]
    return ["runuser", "-u", "postgres", "--", *given] if os.geteuid() == 0 else given


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class Server:
    """One server: its folder and port. `start` and `stop` may be called again and again; `kill` is the power going."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, **settings: str) -> None:
        words = [word for name, value in (QUICK | settings).items() for word in ("-c", f"{name}={value}")]
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        command = as_server(_bin() / "postgres", "-D", self.folder, "-p", str(self.port), "-k", "", *words)
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.ready()

    def ready(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while subprocess.run([_bin() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False).returncode:
            assert time.monotonic() < until and self.process is not None and self.process.poll() is None, "the server does not start"
            time.sleep(0.05)

    def control(self, *words: str) -> None:
        subprocess.run(as_server(_bin() / "pg_ctl", "-D", self.folder, *words), check=True, capture_output=True, cwd="/")

    def stop(self, how: str = "fast") -> None:
        """`immediate`: as a power cut leaves it."""
        if self.process is not None and self.process.poll() is None:
            self.control("stop", "-m", how, "-w")
            self.process.wait(60)

    def ask(self, statement: str) -> str:
        command = [_bin() / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", self.url, "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _bin() -> Path:
    found = programs()
    if found is None:
        pytest.skip(MISSING)
    return found


@contextmanager
def server() -> Iterator[Server]:
    """A new server, running."""
    _bin()
    with tempfile.TemporaryDirectory(prefix="kiosk-pg-") as name:
        home = Path(name)
        home.chmod(0o755)
        one = Server(owned(home / "main"), free_port())
        words = ("-k", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        command = as_server(_bin() / "initdb", "-D", one.folder, *words)
        subprocess.run(command, check=True, capture_output=True, cwd="/")
        one.start()
        try:
            yield one
        finally:
            one.stop("immediate")


def owned(folder: Path) -> Path:
    """An empty folder that the server may write."""
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


@functools.cache
def _shared() -> tuple[object, Server]:
    keeper = server()
    return keeper, keeper.__enter__()


def shared_url() -> str:
    """The address of one server for all tests of this run, started when first asked for. Skips loudly where there is none."""
    if given := os.environ.get("KIOSK_TEST_STORE", ""):
        return given
    return _shared()[1].url


def close_shared() -> None:
    """At the end of the run (conftest)."""
    if _shared.cache_info().currsize:
        _shared()[0].__exit__(None, None, None)  # type: ignore[attr-defined]
        _shared.cache_clear()
