"""What the kiosk asks the one-stop system: one dossier, and the list of services. REST v2 of OpenCPS (open source one-stop system).

A code alone opens nothing. There are two ways in:

- **secret**: the four characters ("mã tra cứu") on the receipt. The portal compares them (header `secretCode`). The service account's
  password never goes with that question: OpenCPS lets an administrator in whatever the secret.
- **owner's number**: what the owner's card says. The service account asks for the dossier, and the number is compared here, with the
  record; it never stands in an address (the portal's web servers would write it into their logs).

An unknown code and a wrong second thing are told apart (DossierUnknown, SecondWrong): most failures are slips of somebody who typed
sixteen characters, and codes are serial numbers of a day, so that one exists says nothing about anybody. What must be bounded is the
number of tries, and that is the caller's part. What a guesser never learns is whose a dossier is, or whether a number owns any.
"""

import hmac
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.errors import DossierUnknown, PortalError, SecondWrong
from kiosk.portal import catalogue, parse, released
from kiosk.portal.account import BASE, authorization
from kiosk.portal.catalogue import Service
from kiosk.portal.circuit import Circuit
from kiosk.portal.fields import line, rows, table, whole
from kiosk.portal.http import WHOLE, Http, PortalAway
from kiosk.portal.look import Look, answered, refused
from kiosk.rules.dossier import Dossier, Step
from kiosk.settings import PortalSettings

CATALOGUE_SECONDS = 30.0
FOUND = 50  # the search by code finds what merely resembles it, too
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_\-]{3,59}")
SECRET = re.compile(r"[!-~]{1,64}")
NUMBER = re.compile(r"[0-9A-Za-z]{8,20}")


class Client:
    """Made once, used by one thread at a time; nothing of a look-up stays in it. `circuit.state` says how the portal does.

    `now` counts seconds for the circuit. `settings.url` is a real address: "sample" is replaced before.
    """

    def __init__(
        self,
        settings: PortalSettings,
        token: str = "",
        now: Callable[[], float] = time.monotonic,
        circuit: Circuit | None = None,
        cache: Path | None = None,
        seconds: float = WHOLE,
    ) -> None:
        url = settings.url.rstrip("/")
        self._url = url if "/" in url.partition("://")[2] else url + BASE
        self._http = Http(self._url, settings.ca)
        self._group = {"groupId": settings.group} if settings.group else {}
        self._account = authorization(token)
        self._cache = cache or paths.STATE / catalogue.FILE
        self._seconds = seconds
        self.circuit = circuit or Circuit(now)

    def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier:
        """The masked dossier of this code, in 5 seconds at the latest.

        Raises SecondWrong (also when neither is given), DossierUnknown, PortalError. With both, both must fit.
        """
        if not CODE.fullmatch(code):
            raise DossierUnknown("no dossier has such a code")
        if not (secret or owner_number) or (secret and not SECRET.fullmatch(secret)):
            raise SecondWrong("a code alone opens no dossier")
        if owner_number and not NUMBER.fullmatch(_bare(owner_number)):
            raise SecondWrong("this is no owner's number")
        with self._look(self._seconds) as call:
            number = self._find(call, code, "" if secret else owner_number)
            detail = self._detail(call, number, secret)
            if _same(code) != _same(line(detail, "dossierNo")):
                raise SecondWrong("the portal brought another dossier")
            if owner_number and not _owns(detail, owner_number):
                raise SecondWrong("it is not this owner's dossier")
            return parse.dossier(detail, self._steps(call, number))

    def services(self) -> tuple[Service, ...]:
        """Every active service of the portal, or those it had when it last answered. Raises PortalError when there never were any."""
        try:
            with self._look(CATALOGUE_SECONDS) as call:
                found = catalogue.all_pages(lambda start, end: self._page(call, start, end))
        except PortalError:
            if kept := catalogue.kept(self._cache, self._url):
                return kept
            raise
        catalogue.keep(self._cache, self._url, found)
        return found

    def released(self, agency: str, first: date, last: date) -> dict[date, released.Day]:
        """How many dossiers this agency released on each day, in time and late; takes the service account. Raises PortalError."""
        asked, headers = released.question(agency, first, last), self._group | self._account

        def page(start: int, end: int) -> Any:
            return answered(call.get("/dossiers", asked | {"start": str(start), "end": str(end)}, headers))

        with self._look(CATALOGUE_SECONDS) as call:
            return released.count(page, agency, first, last)

    def close(self) -> None:
        """Nothing is held between two questions; may be called twice."""

    def _look(self, seconds: float) -> Look:
        return Look(self._http, self.circuit, seconds)

    def _find(self, call: Look, code: str, owner: str) -> int:
        """The portal's number of the dossier with exactly this code; with `owner`, the one that is the owner's."""
        query = {"dossierNo": code, "start": "0", "end": str(FOUND)}
        answer = answered(call.get("/dossiers", query, self._group | self._account))
        found = [raw for raw in rows(answer, "dossiers", FOUND) if _same(line(raw, "dossierNo")) == _same(code)]
        if not found:
            raise DossierUnknown("no dossier has this code")
        mine = [raw for raw in found if not owner or not parse.owner_number(raw) or _owns(raw, owner)]
        if not mine:
            raise SecondWrong("it is not this owner's dossier")
        if not (number := whole(mine[0], "dossierId")):
            raise PortalError("the portal's dossierId cannot be understood")
        return number

    def _detail(self, call: Look, number: int, secret: str) -> dict[str, Any]:
        headers = self._group | ({"secretCode": secret} if secret else self._account)
        answer = call.get(f"/dossiers/{number}", None, headers)
        if secret and refused(answer):
            raise SecondWrong("the secret is another")
        return table(answered(answer), "dossier")

    def _steps(self, call: Look, number: int) -> tuple[Step, ...]:
        """A dossier without its steps is worth more to the citizen than none: what goes wrong here is left out."""
        headers = self._group | self._account
        for path, read in ((f"/dossiers/{number}/sequences", parse.sequences), (f"/dossierlogs/{number}/logs", parse.logs)):
            try:
                if steps := read(answered(call.get(path, None, headers))):
                    return steps
            except PortalAway:
                return ()
            except PortalError:
                continue
        return ()

    def _page(self, call: Look, start: int, end: int) -> Any:
        return answered(call.get("/serviceinfos", {"start": str(start), "end": str(end)}, self._group))


def _same(code: str) -> str:
    """The last two separators are written "-" or ".", letters large or small."""
    return code.upper().replace(".", "-")


def _bare(number: str) -> str:
    return re.sub(r"[ .\-]", "", number).upper()


def _owns(raw: dict[str, Any], number: str) -> bool:
    """Whether the record's owner has this number; a record without one belongs to nobody who asks."""
    theirs = _bare(parse.owner_number(raw))
    return bool(theirs) and hmac.compare_digest(theirs.encode(), _bare(number).encode())
