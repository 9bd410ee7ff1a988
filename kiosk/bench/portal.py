"""The bounded client against plain `requests.get`, on the same sample portal and on portals that are dead, slow or huge."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from kiosk.bench import Figure, against, median, percentile
from kiosk.errors import PortalError
from kiosk.portal.account import BASE
from kiosk.portal.client import Client
from kiosk.portal.hostile import HostilePortal
from kiosk.portal.sample import Server, serve
from kiosk.settings import PortalSettings

RATIO = 1.5  # of the same questions by plain requests.get
LONGEST_S, AWAY_S, MEGABYTES = 5.1, 2.1, 20.0
KILL_S = 15.0  # plain requests knows no end
PLAIN_MB = 3_000  # nor a size
CASES = {
    "dead": ("black hole", AWAY_S),
    "slow": ("slow body", LONGEST_S),
    "huge": ("huge body", LONGEST_S),
    "bomb": ("gzip bomb", LONGEST_S),
}

_CHILD = "import sys; from kiosk.bench import portal; portal.child(*sys.argv[1:])"


def measure(rounds: int, every_case: bool = True) -> Iterator[Figure]:
    with serve() as server:
        yield from latency(server, rounds)
    yield from refused_at_once(max(2, rounds))
    for name in CASES if every_case else ():
        yield from worst(name)


def latency(server: Server, rounds: int) -> Iterator[Figure]:
    """One dossier with its steps, and the same questions put by requests.get one after the other. Taken in turns."""
    one = server.sample("late-letter")
    client = Client(PortalSettings(server.url, "", "", ""))
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(rounds):
        ours.append(_ms(lambda: client.dossier(one.code, one.secret)))
        plain.append(_ms(lambda: _plainly(server.url, one.code, one.secret)))
    name = "plain requests.get"
    note = f"{median(plain):.1f} ms for {name}"
    yield Figure("portal_p50_ms", "dossier with its steps, p50", round(median(ours), 2), "ms", note=note)
    yield against("portal_p95_ms", "dossier with its steps, p95", percentile(ours, 0.95), percentile(plain, 0.95), "ms", RATIO, name)


def refused_at_once(rounds: int) -> Iterator[Figure]:
    """What a portal that is away costs the citizens after the second one."""
    what = "portal away, from the third citizen on"
    with HostilePortal("black hole") as portal:
        client = Client(PortalSettings(portal.url, "", "", ""))
        for _ in range(2):
            _ms(lambda: _ask(client))
        times = [_ms(lambda: _ask(client)) for _ in range(min(rounds, 100))]
    yield Figure("portal_open_ms", what, round(max(times), 3), "ms", AWAY_S * 1000, "the circuit is open")


def worst(name: str) -> Iterator[Figure]:
    """Seconds and memory of one question to a hostile portal, ours and plain requests', each in a process of its own."""
    behaviour, longest = CASES[name]
    with HostilePortal(behaviour) as portal:
        ours, plain = _child("client", portal.url), _child("plain", portal.url)
    note = f"plain requests.get(timeout=(2, 3)): {plain['s']:.1f} s, {plain['mb']:.0f} MB" + (", killed" if plain["killed"] else "")
    yield Figure(f"portal_{name}_s", f"{name} portal, time", ours["s"], "s", longest, note)
    yield Figure(f"portal_{name}_mb", f"{name} portal, more memory", ours["mb"], "MB", MEGABYTES, behaviour)


def child(who: str, url: str) -> None:
    """In a process of its own: asks once and prints seconds and MB; the highest so far is printed while plain requests still waits."""
    resource.setrlimit(resource.RLIMIT_AS, (PLAIN_MB * 1_000_000, PLAIN_MB * 1_000_000))
    client = Client(PortalSettings(url, "", "", ""))
    before, begun = _highest(), time.monotonic()
    print(json.dumps({"before": before}), flush=True)
    if who == "client":
        _ask(client)
    else:
        with suppress(Exception):
            _plainly(url, "X-230411-0001", "ABCD")
    print(json.dumps({"s": round(time.monotonic() - begun, 2), "mb": round(_highest() - before, 1)}), flush=True)


def _child(who: str, url: str) -> dict[str, float]:
    process = subprocess.Popen([sys.executable, "-c", _CHILD, who, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        assert process.stdout
        before = json.loads(process.stdout.readline())["before"]
        highest, until = before, time.monotonic() + KILL_S
        while process.poll() is None and time.monotonic() < until:
            highest = max(highest, _highest(process.pid) or before)
            time.sleep(0.05)
        if process.poll() is None:
            process.kill()
            return {"s": KILL_S, "mb": round(highest - before, 1), "killed": True}
        told: dict[str, float] = json.loads(process.stdout.readline())
        return told | {"killed": False}


def _highest(pid: int | str = "self") -> float:
    """MB resident at most so far; 0 when the process is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")), 0.0)
    except OSError:
        return 0.0


def _plainly(url: str, code: str, secret: str) -> None:
    """The same questions, as they are usually written."""
    import requests  # only here and in kiosk.portal

    found = requests.get(f"{url}{BASE}/dossiers", params={"dossierNo": code}, timeout=(2, 3)).json()
    number = found["data"][0]["dossierId"]
    requests.get(f"{url}{BASE}/dossiers/{number}", headers={"secretCode": secret}, timeout=(2, 3)).json()
    requests.get(f"{url}{BASE}/dossiers/{number}/sequences", timeout=(2, 3)).json()


def _ask(client: Client) -> None:
    with suppress(PortalError):
        client.dossier("X-230411-0001", secret="ABCD")


def _ms(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000
