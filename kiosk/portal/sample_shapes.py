"""A sample dossier in the shapes of OpenCPS's REST v2: DossierDetailModel, sequences, logs, services."""

import json
from datetime import datetime
from typing import Any

from kiosk.portal.sample_dossiers import Book, Sample

DATES = {"received": "receiveDate", "due": "dueDate", "extended": "extendDate", "released": "releaseDate", "finished": "finishDate"}


def written(moment: datetime | None) -> str:
    """ "11/04/2023 08:15:00", as OpenCPS writes dates in records; sequences have milliseconds instead."""
    return f"{moment:%d/%m/%Y %H:%M:%S}" if moment else ""


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def detail(book: Book, sample: Sample) -> dict[str, Any]:
    """DossierDetailModel, the fields that matter here."""
    entry = sample.entry
    return {
        "dossierId": sample.number,
        "dossierNo": sample.code,
        "serviceCode": sample.service,
        "serviceName": sample.service_name,
        "govAgencyCode": book.agency_code,
        "govAgencyName": book.agency,
        "applicantName": sample.owner,
        "applicantIdType": "citizen",
        "applicantIdNo": sample.owner_number,
        "contactName": sample.owner,
        "dossierStatus": sample.status,
        "dossierStatusText": book.status_text[sample.status],
        "lastActionNote": entry.get("note", ""),
        "online": "true" if entry.get("online") else "false",
        "viaPostal": "2" if entry.get("post") else "0",
        "paymentFee": str(entry["fee"]) if "fee" in entry else "",
        "metaData": json.dumps(_meta(sample), ensure_ascii=False),
        "submitDate": written(sample.when(entry.get("submitted") or entry["received"])),
        **{theirs: written(sample.when(entry[ours])) if ours in entry else "" for ours, theirs in DATES.items()},
    }


def _meta(sample: Sample) -> dict[str, Any]:
    """The letters, as `kiosk.portal.parse` reads them."""
    entry, meta = sample.entry, {}
    if letter := entry.get("apology"):
        meta["apology"] = {
            "number": letter["number"],
            "reason": letter["reason"],
            "oldDue": written(sample.when(entry["due"])),
            "newDue": written(sample.when(entry["extended"])),
            "signed": written(sample.when(f"{letter['signed']} 08:00")),
            "signer": letter["signer"],
        }
    if asked := entry.get("supplement"):
        meta["supplement"] = {**asked, "asked": written(sample.when(f"{asked['asked']} 08:00"))}
    if result := entry.get("result"):
        meta["result"] = result
    return meta


def row(book: Book, sample: Sample) -> dict[str, Any]:
    """One line of a search: DossierDataModel has nearly the same fields."""
    return {key: value for key, value in detail(book, sample).items() if key != "metaData"}


def asked_for(row: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether it is of the agency and was released in the days of the question, where it names any."""
    if "agency" in query and row["govAgencyCode"] != query["agency"]:
        return False
    if "fromReleaseDate" not in query:
        return True
    first, last = (datetime.strptime(query[key], "%d/%m/%Y").date() for key in ("fromReleaseDate", "toReleaseDate"))
    released = str(row.get("releaseDate") or "")
    return bool(released) and first <= datetime.strptime(released, "%d/%m/%Y %H:%M:%S").date() <= last


def sequences(sample: Sample) -> dict[str, Any]:
    data = [_sequence(sample, at) for at in range(len(sample.way))]
    return {"total": len(data), "data": data}


def _sequence(sample: Sample, at: int) -> dict[str, Any]:
    name, role, officer = sample.way[at]
    begun, ended = _time(sample, at), _time(sample, at + 1)
    shape: dict[str, Any] = {"sequenceNo": f"{at + 1:02d}", "sequenceName": name, "sequenceRole": role, "durationCount": 1.0}
    shape["assignUsers"] = [{"userId": 900 + at, "userName": officer}] if begun else []
    shape["actions"] = [{"actionName": name, "createDate": milliseconds(ended)}] if ended else []
    if begun:
        shape["startDate"] = milliseconds(begun)
    if begun and not ended:
        shape["statusText"] = f"Đang thực hiện: {name}"
    return shape


def _time(sample: Sample, at: int) -> datetime | None:
    return sample.times[at] if at < len(sample.times) else None


def logs(sample: Sample) -> dict[str, Any]:
    steps = [(sample.way[at], time) for at, time in enumerate(sample.times) if at < len(sample.way)]
    data = [
        {
            "dossierLogId": sample.number * 100 + at,
            "dossierId": sample.number,
            "createDate": written(time),
            "author": officer,
            "content": name,
            "notificationType": "PROCESS_TYPE",
            "payload": json.dumps({"stepName": name}, ensure_ascii=False),
        }
        for at, ((name, _, officer), time) in enumerate(steps)
    ]
    return {"total": len(data), "data": data}


def service(book: Book, number: int, code: str) -> dict[str, Any]:
    """ServiceInfoDetailModel, the fields of the list."""
    name, field = book.services[code]
    shape = {"serviceInfoId": number, "serviceCode": code, "serviceName": name, "administrationName": book.agency, "domainName": field}
    return shape | {"domainCode": f"X00-{sum(map(ord, field)) % 1000:03d}", "maxLevel": 3, "active": "true", "public": "true"}
