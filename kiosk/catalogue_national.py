"""The national record shape: the answer of the service `LayThuTuc` of the Cổng dịch vụ công quốc gia.

`{"result": record | [records], "error_code": "00", "message": ""}`, or a bare record; every value may be anything.
"""

from typing import Any

from kiosk.catalogue_facts import Refused, string, tables

CHANNEL_NAMES = {"1": "Trực tiếp", "2": "Trực tuyến", "3": "Dịch vụ bưu chính"}
ENDED = ("hết hiệu lực", "bãi bỏ", "bị bãi bỏ", "hủy bỏ")


def is_national(raw: dict[str, Any]) -> bool:
    return "MATTHC" in raw or "TENTTHC" in raw


def records(answer: dict[str, Any]) -> list[Any]:
    """The records of one answer; raises Refused when the service reported an error."""
    if "result" not in answer and "error_code" not in answer:
        return [answer]
    code, result = string(answer, "error_code") or "00", answer.get("result")
    if code not in ("00", "0"):
        raise Refused("the service answered with an error")
    return result if isinstance(result, list) else [result]


def as_crawled(raw: dict[str, Any]) -> dict[str, Any]:
    """The same facts under the crawl's names."""
    if string(raw, "TRANGTHAI").lower() in ENDED:
        raise Refused("it is no longer in force")
    fields = [string(field, "TENLINHVUC") for field in tables(raw, "LINHVUCTHUCHIEN")] or [string(raw, "TENLINHVUC")]
    return {
        "ma": string(raw, "MATTHC"),
        "ten": string(raw, "TENTTHC"),
        "linh_vuc": fields[0],
        "quyet_dinh": string(raw, "SOQUYETDINH"),
        "co_quan_thuc_hien": ", ".join(name for unit in tables(raw, "COQUANTHUCHIEN") if (name := string(unit, "TENDONVI"))),
        "trinh_tu": "\n".join(_steps(raw)),
        "cach_thuc": [way for channel in tables(raw, "CACHTHUCTHUCHIEN") for way in _ways(channel)],
        "giay_to": [_paper(paper, string(case, "TRUONGHOP")) for case in tables(raw, "THANHPHANHOSO") for paper in tables(case, "GIAYTO")],
        "ket_qua": [{"ten": string(result, "TENKETQUA")} for result in tables(raw, "KETQUATHUCHIEN")],
        "van_ban": [string(act, "SOVANBAN") or string(act, "TENVANBAN") for act in tables(raw, "CANCUPHAPLY")],
    }


def _steps(raw: dict[str, Any]) -> list[str]:
    lines = []
    for case in tables(raw, "TRINHTUTHUCHIEN"):
        lines += [string(case, "TRUONGHOP")] + [string(step, "TENTRINHTU") for step in tables(case, "TRINHTU")]
    return lines


def _ways(channel: dict[str, Any]) -> list[dict[str, Any]]:
    kind, ways = string(channel, "KENH"), []
    for time in tables(channel, "THOIGIAN"):
        way = {
            "kenh": kind,
            "ten_kenh": CHANNEL_NAMES.get(kind, ""),
            "thoi_gian": string(time, "THOIGIANGIAIQUYET"),
            "don_vi": string(time, "DONVITINH"),
        }
        ways += [way | _fee(fee) for fee in tables(time, "PHILEPHI")] or [way]
    return ways or [{"kenh": kind, "ten_kenh": CHANNEL_NAMES.get(kind, "")}]


def _fee(fee: dict[str, Any]) -> dict[str, Any]:
    amount, unit = string(fee, "SOTIEN"), string(fee, "DONVI")
    said = "Miễn phí" if amount == "0" else f"{amount} {unit or 'VNĐ'}" if amount else ""
    return {"phi": said, "mo_ta": string(fee, "MOTA")}


def _paper(paper: dict[str, Any], case: str) -> dict[str, Any]:
    return {
        "nhom": case,
        "ten": string(paper, "TENGIAYTO"),
        "mau": [string(paper, "TENMAUDON")],
        "ban_chinh": string(paper, "SOBANCHINH"),
        "ban_sao": string(paper, "SOBANSAO"),
        "loai": "giay_to",
    }
