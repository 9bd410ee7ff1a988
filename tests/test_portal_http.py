"""The portal's answers are hostile until parsed: every misbehaviour ends in time, in little memory, and in one of our errors."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from portal_tls import Papers, TlsPortal

from kiosk.errors import DossierUnknown, PortalError
from kiosk.portal import strict_json
from kiosk.portal.client import Client
from kiosk.portal.deadline import Deadline
from kiosk.portal.hostile import BEHAVIOURS, HostilePortal
from kiosk.portal.http import Http
from kiosk.portal.line import Line, trust
from kiosk.settings import PortalSettings

CODE, SECRET = "000.00.00.X00-230411-0001", "ABCD"
SHORT = 1.0  # seconds of the deadline in these tests, so that the slow ones do not take five each
SLACK = 6.0  # seconds: the machine may be busy
ENDLESS = ("slow head", "slow body", "silence")
MEGABYTES = 20
ADDRESSES = ("http://portal.example", "ftp://127.0.0.1/", "sample", "", "https:/x", "https://a:99999", "https://[", "https://:443")
ADDRESSES += ("file:///etc/passwd", "http://127.0.0.1.evil.example", "http://127.0.0.1@portal.example")

PLAIN = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text()  # hypothesis's texts have no half letters

MEMORY = """
import json, sys
from kiosk.errors import PortalError
from kiosk.portal.client import Client
from kiosk.settings import PortalSettings

def most():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024

def ask(url):
    try:
        Client(PortalSettings(url, "", "", ""), seconds=2.0).dossier("000.00.00.X00-230411-0001", secret="ABCD")
    except PortalError:
        return True
    return False

ask(sys.argv[1])
before = most()
refused = [ask(url) for url in sys.argv[2:]]
print(json.dumps({"refused": all(refused), "megabytes": most() - before}))
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("tls"))


def client(url: str, seconds: float = SHORT, ca: str = "") -> Client:
    return Client(PortalSettings(url, "", ca, ""), seconds=seconds)


def ended(ask: Callable[[], Any]) -> tuple[PortalError, float]:
    begun = time.monotonic()
    with pytest.raises(PortalError) as caught:
        ask()
    return caught.value, time.monotonic() - begun


class TestAHostilePortal:
    @pytest.mark.parametrize("behaviour", [*BEHAVIOURS, "reset", "black hole"])
    def test_never_holds_a_citizen_longer_than_the_deadline(self, behaviour: str) -> None:
        with HostilePortal(behaviour) as portal:
            error, seconds = ended(lambda: client(portal.url).dossier(CODE, SECRET))
        assert not isinstance(error, DossierUnknown)
        assert seconds < SHORT + SLACK
        if behaviour in ENDLESS:
            assert seconds >= SHORT * 0.9
            assert "in time" in str(error)

    def test_takes_no_memory_worth_mentioning(self) -> None:
        names = [name for name in BEHAVIOURS if name not in ENDLESS]
        portals = [HostilePortal(name) for name in ("log-in page", *names)]
        try:
            words = [sys.executable, "-c", MEMORY, *(portal.url for portal in portals)]
            told = subprocess.run(words, capture_output=True, text=True, timeout=180, check=True).stdout
        finally:
            for portal in portals:
                portal.close()
        assert json.loads(told)["refused"]
        assert json.loads(told)["megabytes"] <= MEGABYTES

    def test_a_redirect_is_not_followed(self) -> None:
        with HostilePortal("redirect to itself") as portal:
            error, _ = ended(lambda: client(portal.url).dossier(CODE, SECRET))
            assert portal.connections == 1
        assert "302" in str(error)

    def test_a_log_in_page_of_the_network_is_told_as_no_answer_of_the_portal(self) -> None:
        with HostilePortal("log-in page") as portal:
            error, _ = ended(lambda: client(portal.url).dossier(CODE, SECRET))
        assert "no JSON" in str(error)

    def test_a_slip_is_tried_again_but_silence_is_not(self) -> None:
        with HostilePortal("reset") as portal:
            ended(lambda: client(portal.url, seconds=8.0).dossier(CODE, SECRET))
            assert portal.connections == 3
        with HostilePortal("silence") as portal:
            ended(lambda: client(portal.url).dossier(CODE, SECRET))
            assert portal.connections == 1

    def test_the_deadline_is_over_for_everything_that_comes_after_it(self) -> None:
        with HostilePortal("log-in page") as portal, Deadline(0.05) as deadline, Http(portal.url).open(deadline) as call:
            time.sleep(0.3)
            error, _ = ended(lambda: call.get("/dossiers"))
        assert "in time" in str(error)


class TestAddresses:
    @pytest.mark.parametrize("url", ADDRESSES)
    def test_plain_http_leaves_this_machine_for_nobody(self, url: str) -> None:
        with pytest.raises(PortalError):
            client(url).dossier(CODE, SECRET)

    def test_a_name_that_nobody_can_look_up_is_a_portal_that_is_away(self) -> None:
        error, seconds = ended(lambda: client("https://" + "a" * 70 + ".example").dossier(CODE, SECRET))
        assert CODE not in str(error)
        assert seconds < SHORT + SLACK

    def test_a_closed_port_is_a_portal_that_is_away(self) -> None:
        with HostilePortal("502") as portal:
            url = portal.url
        error, _ = ended(lambda: client(url).dossier(CODE, SECRET))
        assert "does not answer" in str(error)


class TestStrictJson:
    @pytest.mark.parametrize(
        "text",
        [
            "NaN",
            "-Infinity",
            "[1e999]",
            "[" + "1" * 21 + "]",
            "[0." + "1" * 50 + "]",
            '{"a": 1, "a": 2}',
            '{"a": {"b": 1, "b": 1}}',
            '"\\ud83d"',
            '{"\\udc00": 1}',
            "[" * 41 + "]" * 41,
            "[" + ",".join(["[]"] * 20_001) + "]",
            "[" + ",".join(["0"] * 60_000) + "]",
            "",
            " ",
            "{",
            '{"a": 1} x',
            "'a'",
            "[1,]",
            "\ufeff{}",
            '"' + '\\"' * 400_000,
            '"' * 999_999,
            '"a\nb"',
        ],
        ids=lambda text: text[:12],
    )
    def test_what_is_odd_is_refused(self, text: str) -> None:
        with pytest.raises(PortalError):
            strict_json.read(text.encode())

    @pytest.mark.parametrize("body", [b"\xff\xfe{}", b'"\xed\xa0\x80"', b" " * 1_000_001])
    def test_bytes_that_are_no_text_and_too_many_bytes_are_refused(self, body: bytes) -> None:
        with pytest.raises(PortalError):
            strict_json.read(body)

    @given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
    def test_what_is_well_written_comes_back_as_it_was(self, value: object) -> None:
        assert strict_json.read(json.dumps(value).encode()) == value

    @given(st.binary(max_size=300) | st.text('[]{}",:\\u0d8e1n ', max_size=300).map(str.encode))
    def test_nothing_but_our_own_error_ever_comes_out(self, body: bytes) -> None:
        try:
            strict_json.read(body)
        except PortalError as error:
            assert error.__cause__ is None and error.__context__ is None


class TestTls:
    def test_the_pinned_authority_opens_the_way(self, papers: Papers) -> None:
        with TlsPortal(papers.good) as portal, pytest.raises(DossierUnknown):
            client(portal.url, 5.0, str(papers.ca)).dossier(CODE, SECRET)

    @pytest.mark.parametrize("kind", ["other authority", "self-signed", "wrong name", "expired", "old TLS"])
    def test_anything_else_is_no_portal(self, papers: Papers, kind: str) -> None:
        with TlsPortal(papers.kind(kind), old=kind == "old TLS") as portal:
            error, _ = ended(lambda: client(portal.url, 5.0, str(papers.ca)).dossier(CODE, SECRET))
            assert portal.questions == []
        assert "TLS" in str(error)

    def test_the_authorities_of_the_system_do_not_know_it(self, papers: Papers) -> None:
        with TlsPortal(papers.good) as portal:
            ended(lambda: client(portal.url, 5.0).dossier(CODE, SECRET))
            assert portal.questions == []

    def test_a_pinned_authority_stays_the_only_one(self, papers: Papers) -> None:
        """requests would add the ones it brings along."""
        context = trust(str(papers.ca))
        with TlsPortal(papers.good) as portal, Deadline(5.0) as deadline:
            line = Line(portal.url, deadline, context)
            response = line.send(requests.Request("GET", portal.url).prepare(), stream=True)
            line.close()
        assert response.status_code == 200
        assert len(context.get_ca_certs()) == 1

    def test_a_portal_that_never_shakes_hands_ends_with_the_deadline(self, papers: Papers) -> None:
        with HostilePortal("silence") as portal:
            error, seconds = ended(lambda: client(portal.url.replace("http:", "https:"), SHORT, str(papers.ca)).dossier(CODE, SECRET))
        assert seconds < SHORT + SLACK
        assert "in time" in str(error)

    def test_an_authority_that_cannot_be_read_is_said(self) -> None:
        error, _ = ended(lambda: client("https://127.0.0.1:9", SHORT, "/nowhere/ca.pem").dossier(CODE, SECRET))
        assert "ca" in str(error)
