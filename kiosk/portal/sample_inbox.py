"""What was handed in to the sample portal: e-forms, dossiers, files, payments, in the shapes of OpenCPS.

Nothing is checked against doubling: whoever posts a dossier twice has two, which is what the tests look for.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kiosk import paths
from kiosk.portal.sample_dossiers import Book
from kiosk.portal.sample_shapes import written
from kiosk.rules import vietqr

FIRST = 9_000
DUE, PAID, CANCELLED = 0, 2, 4  # paymentStatus (config/payments.toml)


@dataclass
class Incoming:
    """A dossier somebody is handing in."""

    number: int
    form: dict[str, str] = field(repr=False)
    code: str
    made: datetime
    files: list[dict[str, str]] = field(default_factory=list, repr=False)
    submitted: datetime | None = None
    payment: int = DUE

    @property
    def ref(self) -> str:
        return self.form.get("referenceUid", "")


class Inbox:
    """`book` tells the services of the ward, `now` the time. Asked: `eforms`, `dossiers`. Driven: `pay`, `cancel`."""

    def __init__(self, book: Callable[[], Book], now: Callable[[], datetime]) -> None:
        self._book, self._now = book, now
        self._rules = tomllib.loads((paths.CONFIG / "sample" / "portal.toml").read_text("utf-8"))
        self.eforms: dict[int, dict[str, str]] = {}
        self.dossiers: dict[int, Incoming] = {}

    def pay(self, code: str) -> bool:
        return self._set(code, PAID)

    def cancel(self, code: str) -> bool:
        return self._set(code, CANCELLED)

    def _set(self, code: str, state: int) -> bool:
        found = [one for one in self.dossiers.values() if one.code == code]
        for one in found:
            one.payment = state
        return bool(found)

    # -- handed in

    def eform(self, form: Mapping[str, str]) -> tuple[int, Any]:
        number = FIRST + len(self.eforms)
        kept = {**form, "eFormNo": f"EF{number:06d}", "secret": f"{number * 7919 % 1_000_000:06d}"}
        self.eforms[number] = kept
        return 200, {"eFormId": number, "eFormNo": kept["eFormNo"], "secret": kept["secret"], "serviceCode": kept.get("serviceCode", "")}

    def open_eform(self, number: str, secret: str) -> tuple[int, Any]:
        """What the citizen's phone would open."""
        for kept in self.eforms.values():
            if kept["eFormNo"] == number:
                return (200, kept) if kept["secret"] == secret else (203, "secret not sucess")
        return 404, {"code": 404}

    def dossier(self, form: Mapping[str, str]) -> tuple[int, Any]:
        if form.get("serviceCode") in self._rules["login"]:
            return 401, {"code": 401, "message": "Login required"}
        if form.get("serviceCode") not in self._book().services or not form.get("applicantName"):
            return 400, {"code": 400, "message": "Bad request"}
        number, now = FIRST + len(self.dossiers), self._now()
        one = Incoming(number, dict(form), f"{self._book().agency_code}-{now:%y%m%d}-{number:04d}", now)
        self.dossiers[number] = one
        return 200, self.detail(one)

    def file(self, one: Incoming, form: Mapping[str, str], data: bytes) -> tuple[int, Any]:
        one.files.append({**form, "fileSize": str(len(data))})
        return 200, one.files[-1]

    def hand_in(self, one: Incoming) -> tuple[int, Any]:
        one.submitted = one.submitted or self._now()
        return 200, self.detail(one)

    # -- asked

    def find(self, name: str) -> Incoming | None:
        """By the portal's number or by the sender's own name for it."""
        if name.isdecimal() and len(name) < 12:
            return self.dossiers.get(int(name))
        return next((one for one in self.dossiers.values() if one.ref == name), None)

    def detail(self, one: Incoming) -> dict[str, Any]:
        """DossierDetailModel."""
        form, book = one.form, self._book()
        meta: dict[str, Any] = {"result": {"tracking": "EB000000017VN"}} if one.payment == PAID and form.get("viaPostal") == "2" else {}
        same = ("referenceUid", "serviceCode", "govAgencyCode", "applicantName", "applicantIdNo", "address", "viaPostal", "postalAddress")
        return {key: form.get(key, "") for key in same} | {
            "dossierId": one.number,
            "dossierNo": one.code,
            "serviceName": book.services[form["serviceCode"]][0],
            "govAgencyName": book.agency,
            "dossierStatus": "receiving" if one.submitted else "new",
            "dossierStatusText": "Chờ tiếp nhận" if one.submitted else "Mới đăng ký",
            "online": "true",
            "submitting": "true" if one.submitted else "false",
            "submitDate": written(one.submitted),
            "metaData": json.dumps(meta),
        }

    def payments(self, one: Incoming) -> tuple[int, Any]:
        """PaymentFileModel; none where nothing is owed."""
        fee, ship = self._fee(one), self._rules["ship"] if one.form.get("viaPostal") == "2" else 0
        if not one.submitted or fee + ship == 0:
            return 200, {"total": 0, "data": []}
        code = vietqr.make(self._rules["bank"], self._rules["account"], fee + ship, f"HS {one.number}")
        record = {
            "referenceUid": f"PF{one.number}", "paymentFee": "Lệ phí", "feeAmount": fee, "shipAmount": ship, "paymentAmount": fee + ship,
            "paymentNote": "Lệ phí theo quy định; không thu của người được miễn.", "paymentStatus": one.payment,
            "epaymentProfile": json.dumps({"vietqr": code}),
        }  # fmt: skip
        return 200, {"total": 1, "data": [record]}

    def _fee(self, one: Incoming) -> int:
        meta = json.loads(one.form.get("metaData") or "{}")
        if meta.get("exemption"):
            return 0
        eform = next((kept for kept in self.eforms.values() if kept["eFormNo"] == meta.get("eFormNo")), {})
        copies = json.loads(eform.get("eFormData") or "{}").get("copies", "1")
        return int(self._rules["fees"].get(one.form["serviceCode"], 0)) * (int(copies) if str(copies).isdecimal() else 1)
