"""OpenCPS's JSON (DossierDetailModel, sequences, DossierLogModel) -> the Dossier a citizen may see, masked.

The letter of apology, the request to supplement and where the result waits have no fields of their own in OpenCPS. The kiosk reads
them from `metaData`, a JSON text of the dossier that the office's own software may fill (PUT /dossiers/{id}/metadata):

    {"apology": {"number", "reason", "oldDue", "newDue", "signed", "signer"},
     "supplement": {"number", "reason", "items": [...], "asked", "contact"},
     "result": {"place", "tracking"}}

Each part may be missing, and so may each of its texts and dates; a letter without a reason or a new date is no letter. A `metaData`
that is no JSON object belongs to somebody else and is left alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kiosk.errors import PortalError
from kiosk.portal import strict_json
from kiosk.portal.fields import code, discreet, flag, line, moment, money, plain, rows, table, word, wrong
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement, masked_name, masked_number

NOTE, ITEMS, STEPS = 500, 20, 20
POST = ("2", "true")  # viaPostal: 1 means possible but not chosen


def dossier(detail: Any, steps: Sequence[Step] = ()) -> Dossier:
    """The masked Dossier of a DossierDetailModel. Raises PortalError for anything of the wrong kind, DossierUnknown never."""
    raw = table(detail, "dossier")
    status = word(raw, "dossierStatus")
    number = code(raw, "dossierNo")
    if not status or not number:
        raise wrong("dossierStatus" if number else "dossierNo")
    name = line(raw, "applicantName")
    found = Dossier(
        code=number,
        service_code=code(raw, "serviceCode"),
        service=line(raw, "serviceName", 300),
        agency=line(raw, "govAgencyName"),
        status=status,
        status_text=line(raw, "dossierStatusText"),
        owner=masked_name(name),
        owner_number=masked_number(owner_number(raw)),
        received=moment(raw, "receiveDate"),
        due=moment(raw, "dueDate"),
        new_due=moment(raw, "extendDate"),
        released=moment(raw, "releaseDate"),
        finished=moment(raw, "finishDate"),
        steps=tuple(steps),
        note=discreet(line(raw, "lastActionNote", NOTE) or line(raw, "dossierNote", NOTE), name),
        online=flag(raw, "online"),
        by_post=str(raw.get("viaPostal", "")).lower() in POST,
        fee=money(raw, "paymentFee") if status == "paying" else None,
    )
    return _with_letters(found, _meta(raw), name)


def owner_number(raw: dict[str, Any]) -> str:
    """The owner's number as the portal has it, whole: for comparing, never for showing."""
    return line(raw, "applicantIdNo", 40)


def _meta(raw: dict[str, Any]) -> dict[str, Any]:
    text = raw.get("metaData")
    if text is None or text == "":
        return {}
    if isinstance(text, dict):
        return text
    if not isinstance(text, str):
        raise wrong("metaData")
    try:
        value = strict_json.read(text.encode("utf-8"))
    except PortalError:
        return {}
    return value if isinstance(value, dict) else {}


def _with_letters(found: Dossier, meta: dict[str, Any], name: str) -> Dossier:
    apology = _apology(table(meta.get("apology") or {}, "apology"), found.due, found.new_due, name)
    result = table(meta.get("result") or {}, "result")
    tracking = line(result, "tracking", 40)
    return replace(
        found,
        apology=apology,
        new_due=found.new_due or (apology.new_due if apology else None),
        supplement=_supplement(table(meta.get("supplement") or {}, "supplement"), name),
        place=line(result, "place"),
        tracking=tracking,
        by_post=found.by_post or bool(tracking),
    )


def _apology(raw: dict[str, Any], due: datetime | None, new_due: datetime | None, name: str) -> Apology | None:
    reason = discreet(line(raw, "reason", NOTE), name)
    old, new = moment(raw, "oldDue") or due, moment(raw, "newDue") or new_due
    if not reason or old is None or new is None:
        return None
    return Apology(reason, old, new, line(raw, "number", 40), _day(raw, "signed"), line(raw, "signer"))


def _supplement(raw: dict[str, Any], name: str) -> Supplement | None:
    items = raw.get("items")
    if items is None:
        return None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise wrong("supplement")
    texts = tuple(text for item in items[:ITEMS] if (text := discreet(plain(item, 300), name)))
    if not texts:
        return None
    reason = discreet(line(raw, "reason", NOTE), name)
    return Supplement(texts, reason, line(raw, "number", 40), _day(raw, "asked"), line(raw, "contact"))


def _day(raw: dict[str, Any], key: str) -> date | None:
    found = moment(raw, key)
    return found.date() if found else None


def sequences(answer: Any) -> tuple[Step, ...]:
    """The steps of GET /dossiers/{id}/sequences: `startDate` when it was begun; ended when its last action went on from it."""
    steps = []
    for raw in rows(answer, "sequences", STEPS):
        name = line(raw, "sequenceName")
        since, until = moment(raw, "startDate"), _last(raw)
        if line(raw, "statusText"):  # only the step at work has one
            until = None
        if name:
            steps.append(Step(name, _who(raw), since or until, until))
    return tuple(steps)


def _last(raw: dict[str, Any]) -> datetime | None:
    actions = raw.get("actions") or []
    if not isinstance(actions, list):
        raise wrong("actions")
    times = [time for action in actions[:200] if (time := moment(table(action, "actions"), "createDate"))]
    return max(times, default=None)


def _who(raw: dict[str, Any]) -> str:
    """ "Công chức tư pháp - hộ tịch (Trần Thị B)": the role, and the officer when the portal names one."""
    users = raw.get("assignUsers") or []
    if not isinstance(users, list):
        raise wrong("assignUsers")
    names = [name for user in users[:3] if (name := line(table(user, "assignUsers"), "userName", 60))]
    role = line(raw, "sequenceRole", 100)
    return f"{role} ({names[-1]})" if role and names else role or ", ".join(names)


def logs(answer: Any) -> tuple[Step, ...]:
    """Steps out of GET /dossierlogs/{id}/logs, for portals that keep no sequences: each entry of type PROCESS_TYPE, the oldest first."""
    entries = [raw for raw in rows(answer, "logs", 200) if raw.get("notificationType") == "PROCESS_TYPE"]
    timed = sorted((time, line(raw, "content"), line(raw, "author", 60)) for raw in entries if (time := moment(raw, "createDate")))
    return tuple(Step(name, who, time, time) for time, name, who in timed if name)[-STEPS:]
