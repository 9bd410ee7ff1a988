"""A dossier goes online: OpenCPS's e-form, the dossier, its files, submitting. Every step can be taken again and makes nothing twice.

The kiosk's own name for the dossier (referenceUid) is looked up before anything is sent again. POST /dossiers is the one step that could
make a second dossier: `record` writes down before it that it may have happened; after a lost answer the portal is asked at once, and as
long as it says no, the question is not put again for `SETTLE` seconds: the first one may still be under way there.

The secret ("mã tra cứu", OpenCPS: password) is chosen here and sent along, so that a lost answer does not lose it.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import InDoubt, LoginNeeded, PortalError, PortalRefused
from kiosk.portal.account import BASE, authorization
from kiosk.portal.circuit import Circuit
from kiosk.portal.fields import code, flag, line, rows, table, whole
from kiosk.portal.http import Answer, Http, PortalAway
from kiosk.portal.look import Look, answered, refused
from kiosk.rules.submission import Attached, Progress, Submission
from kiosk.settings import PortalSettings

SETTLE = 120.0  # seconds
STEP, WHOLE = 8.0, 25.0  # seconds: one step, all of them
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SECRET = 6  # letters of a secret
LARGEST_FILE = 10_000_000  # bytes
Record = Callable[[Progress], Any]


class Submit:
    """`settings.url` is a real address; `token` the kiosk's account. Used by one thread at a time."""

    def __init__(self, settings: PortalSettings, token: str, clock: Clock, circuit: Circuit | None = None, step: float = STEP) -> None:
        url = settings.url.rstrip("/")
        self._http = Http(url if "/" in url.partition("://")[2] else url + BASE, settings.ca)
        self._headers = ({"groupId": settings.group} if settings.group else {}) | authorization(token)
        self._clock, self._step = clock, step
        self.circuit = circuit or Circuit()

    def send(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        """One attempt, from wherever it stands; `record` is called with every step that was taken, and before POST /dossiers.

        Raises InDoubt (nobody knows yet, ask later), LoginNeeded (the e-form is there, the dossier needs the citizen's own log-in),
        PortalRefused (it will never be taken), PortalError (later).
        """
        begun = time.monotonic()
        for step in (self._made, self._filed, self._handed_in):
            if time.monotonic() - begun > WHOLE:
                raise PortalAway("the portal takes too long")
            progress = step(submission, progress, record)
        return progress

    # -- the dossier

    def _made(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        if progress.dossier:
            return progress
        if progress.posted_at:
            if number := self._find(submission.ref):
                return _recorded(replace(progress, dossier=number), record)
            if not may_post_again(progress, self._clock.now()):
                raise InDoubt("it is not known yet whether the portal has it")
        if submission.template and not progress.eform_id:
            progress = self._eform(submission, progress, record)
        if submission.login:
            raise LoginNeeded("this form wants the citizen's own log-in")
        return self._post(submission, progress, record)

    def _eform(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        """The answers as the portal's own e-form: what an officer, or the citizen's phone, opens by number and secret."""
        data = json.dumps(dict(submission.values), ensure_ascii=False, separators=(",", ":"))
        form = {"eFormData": data, "serviceCode": submission.procedure, "fileTemplateNo": submission.template, "email": ""}
        raw = table(_taken(self._ask(lambda look: look.post("/eforms", form, self._headers))), "eform")
        number, secret = line(raw, "eFormNo", 60), line(raw, "secret", 60)
        if not (identity := whole(raw, "eFormId")) or not number:
            raise PortalError("the portal's eFormId cannot be understood")
        return _recorded(replace(progress, eform_id=identity, eform_no=number, eform_secret=secret), record)

    def _post(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        own = progress.secret or "".join(secrets.choice(LETTERS) for _ in range(SECRET))
        progress = _recorded(replace(progress, secret=own, posted_at=self._clock.now().isoformat()), record)
        try:
            answer = self._ask(lambda look: look.post("/dossiers", dossier_form(submission, progress), self._headers))
        except PortalAway as away:
            if not away.sent:
                _recorded(replace(progress, posted_at=""), record)
                raise
            if number := self._find_or_doubt(submission.ref):
                return _recorded(replace(progress, dossier=number), record)
            raise InDoubt("the portal's answer was lost") from None
        except PortalError:  # an answer nobody understands: it may be there all the same
            raise InDoubt("the portal's answer cannot be understood") from None
        if answer.status in (401, 403) or refused(answer):
            _recorded(replace(progress, posted_at=""), record)
            raise LoginNeeded("the portal wants the citizen's own log-in")
        if answer.status != 200:
            _recorded(replace(progress, posted_at=""), record)
            raise PortalRefused(f"the portal answers {answer.status}")
        number = whole(table(answer.data, "dossier"), "dossierId") or 0
        if not number:
            raise InDoubt("the portal's dossierId cannot be understood")
        return _recorded(replace(progress, dossier=number), record)

    def _find_or_doubt(self, ref: str) -> int:
        try:
            return self._find(ref)
        except PortalError:
            raise InDoubt("the portal's answer was lost") from None

    def _find(self, ref: str) -> int:
        """The portal's number of the dossier with our name; 0 when it has none."""
        answer = self._ask(lambda look: look.get(f"/dossiers/{ref}", None, self._headers))
        if answer.status in (400, 404):
            return 0
        raw = table(answered(answer), "dossier")
        return (whole(raw, "dossierId") or 0) if line(raw, "referenceUid", 80) == ref else 0

    # -- its files, and handing in

    def _filed(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        path = f"/dossiers/{progress.dossier}/files"
        if set(progress.files) >= {file.ref for file in submission.files}:
            return progress
        found = answered(self._ask(lambda look: look.get(path, None, self._headers)))
        there = {line(raw, "referenceUid", 80) for raw in rows(found, "files", 200)}
        for file in submission.files:
            if file.ref not in there:
                _taken(self._upload(path, submission, file))
            progress = _recorded(replace(progress, files=(*progress.files, file.ref)), record)
        return progress

    def _upload(self, path: str, submission: Submission, file: Attached) -> Answer:
        form = {
            "referenceUid": file.ref, "dossierTemplateNo": submission.dossier_template, "dossierPartNo": file.part,
            "fileTemplateNo": submission.template, "displayName": file.name, "fileType": "pdf", "isSync": "false",
        }  # fmt: skip
        name = f"{file.part or 'file'}.pdf"
        return self._ask(lambda look: look.upload(path, form, name, file.data, self._headers))

    def _handed_in(self, submission: Submission, progress: Progress, record: Record) -> Progress:
        if progress.submitted and progress.code:
            return progress
        raw = self._detail(progress)
        if not (flag(raw, "submitting") or line(raw, "submitDate", 40)):
            _taken(self._ask(lambda look: look.get(f"/dossiers/{progress.dossier}/submitting", None, self._headers)))
            raw = self._detail(progress)
        number = code(raw, "dossierNo") or str(progress.dossier)
        return _recorded(replace(progress, submitted=True, code=number), record)

    def _detail(self, progress: Progress) -> dict[str, Any]:
        return table(answered(self._ask(lambda look: look.get(f"/dossiers/{progress.dossier}", None, self._headers))), "dossier")

    def _ask(self, ask: Callable[[Look], Answer]) -> Answer:
        """One question inside a deadline of its own."""
        with Look(self._http, self.circuit, self._step) as look:
            return ask(look)

    # -- what is owed

    def payments(self, dossier: int) -> list[dict[str, Any]]:
        """The dossier's payment records, as they come. Raises PortalError."""
        return rows(answered(self._ask(lambda look: look.get(f"/dossiers/{dossier}/payments", None, self._headers))), "payments", 20)


def may_post_again(progress: Progress, now: datetime) -> bool:
    """Whether a POST whose answer was lost has had time enough to arrive. A clock that was set back waits anew."""
    try:
        posted = datetime.fromisoformat(progress.posted_at)
    except ValueError:
        return False
    return now - posted >= timedelta(seconds=SETTLE)


def dossier_form(submission: Submission, progress: Progress) -> dict[str, str]:
    """DossierInputModel."""
    form = {
        "referenceUid": submission.ref, "serviceCode": submission.procedure, "govAgencyCode": submission.agency,
        "dossierTemplateNo": submission.dossier_template, "applicantName": submission.owner_name, "applicantIdType": "citizen",
        "applicantIdNo": submission.owner_number, "address": submission.owner_address, "contactName": submission.owner_name,
        "contactTelNo": submission.owner_phone, "password": progress.secret, "online": "true", "isSameAsApplicant": "true",
        "dossierName": submission.procedure_name, "viaPostal": "1",
        "metaData": json.dumps({"eFormNo": progress.eform_no, "exemption": submission.exemption, "channel": "kiosk"}),
    }  # fmt: skip
    if submission.postal is not None:
        post = submission.postal
        form |= {"viaPostal": "2", "postalAddress": post.address, "postalTelNo": post.phone, "postalServiceName": post.name}
    return form


def _recorded(progress: Progress, record: Record) -> Progress:
    record(progress)
    return progress


def _taken(answer: Answer) -> Any:
    """The data of a step the portal took; PortalRefused for one that it never will."""
    if 400 <= answer.status < 500 and answer.status not in (401, 403, 408, 429):
        raise PortalRefused(f"the portal answers {answer.status}")
    return answered(answer)
