"""One published record -> a Procedure, hostile until parsed. What is doubtful is left out, and said.

The shape is the crawl's (`ma`, `ten`, `linh_vuc`, `cach_thuc`, `giay_to` ...); every fact comes out `verified = False`.
"""

import re
import unicodedata
from typing import Any

from kiosk.catalogue import CODE, LINE, NAME, NOTE, TITLE
from kiosk.rules.procedures import CHANNELS, Fee, Paper, Procedure, TimeLimit, Words
from kiosk.toml_table import unfit

FIELDS = {  # the others are named by their own words
    "Đăng ký, quản lý cư trú": "cu-tru",
    "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)": "ho-kinh-doanh",
    "Thực hiện chính sách BHYT": "bao-hiem-y-te",
    "Khiếu nại, tố cáo": "khieu-nai",
    "Hòa giải ở cơ sở": "hoa-giai",
    "Bồi thường nhà nước": "boi-thuong",
}
UNITS = {
    "Ngày làm việc": ("working", "ngày làm việc", "working days"),
    "Ngày": ("calendar", "ngày", "days"),
    "Giờ": ("hour", "giờ", "hours"),
}
EVERYBODY = ("", "Bao gồm", "Giấy tờ phải nộp", "Giấy tờ phải xuất trình")
MOST_COPIES = 9  # more is a year or a form's number that the crawl glued to the count ("20241", "181")
LEAST_FEE = 1_000  # đồng; less is thousands that were lost ("20 VNĐ" for 20.000)
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
BULLET = re.compile(r"^(?:[-+*•–●]\s*)+")
DECISION = re.compile(r"^(?:(?:quyết định|v/v|về việc)\W+)*công bố\b.*(?:danh mục|thủ tục hành chính|quy trình nội bộ)", re.IGNORECASE)


class Refused(Exception):
    """This record cannot be taken, and why."""


def procedure(raw: dict[str, Any], doubts: list[str]) -> tuple[Procedure, str]:
    """The procedure and the name of its field; raises Refused. What was left out is added to `doubts`."""
    code, official, field = string(raw, "ma"), string(raw, "ten"), string(raw, "linh_vuc")
    if not CODE.fullmatch(code):
        raise Refused("it has no usable code")
    if not official or (why := unfit(official, NAME)):
        raise Refused(f"its name {why if official else 'is missing'}")
    if DECISION.match(official):
        raise Refused("its name is the title of a decision, not of a procedure")
    if not slug(field) or unfit(field, TITLE):
        raise Refused("its field is missing or unfit")
    ways = tables(raw, "cach_thuc")
    return Procedure(
        code=code,
        official=official,
        plain=Words(title(official)),
        when=Words(),
        field=slug(field),
        channels=channels(ways),
        time=time_limit(ways, field, doubts),
        fees=fees(ways, doubts),
        decision=keep(string(raw, "quyet_dinh"), TITLE, "the decision", doubts),
        verified=False,
        papers=papers(tables(raw, "giay_to"), doubts),
        steps=steps(raw.get("trinh_tu"), doubts),
        result=Words(keep("; ".join(names(raw, "ket_qua")), NAME, "the result", doubts)),
        done_by=Words(keep(string(raw, "co_quan_thuc_hien"), LINE, "the agency", doubts)),
        legal=legal(raw, doubts),
    ), field


def clean(text: str) -> str:
    """One line of NFC text without invisible characters; other control characters stay, to be found by `unfit`."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def string(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        value = str(value)
    return clean(value) if isinstance(value, str) else ""


def tables(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = raw.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def names(raw: dict[str, Any], key: str) -> list[str]:
    return list(dict.fromkeys(name for item in tables(raw, key) if (name := string(item, "ten"))))


def keep(text: str, longest: int, what: str, doubts: list[str]) -> str:
    """The text when it may be shown, else "" and a doubt."""
    if why := unfit(text, longest):
        doubts.append(f"{what} {why} and was left out")
        return ""
    return text


def title(official: str) -> str:
    """A first title: the official name without "Thủ tục", cut at a word."""
    bare = re.sub(r"^thủ tục\s+", "", official, flags=re.IGNORECASE)
    bare = bare[:1].upper() + bare[1:]
    return bare if len(bare) <= TITLE else bare[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def slug(text: str) -> str:
    """A file name for a field: "Hộ tịch" -> "ho-tich"."""
    if text in FIELDS:
        return FIELDS[text]
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    name = "-".join(re.findall(r"[a-z0-9]+", bare))[:60].strip("-")
    return "field-events" if name == "events" else name


def channels(ways: list[dict[str, Any]]) -> tuple[str, ...]:
    kinds = {string(way, "kenh") for way in ways}
    return tuple(name for number, name in enumerate(CHANNELS, 1) if str(number) in kinds or name in kinds)


def time_limit(ways: list[dict[str, Any]], field: str, doubts: list[str]) -> TimeLimit | None:
    """The one time limit of the counter, or of all channels; several different ones are nobody's."""
    at_counter = [way for way in ways if string(way, "kenh") == "1"] or ways
    found = {(string(way, "thoi_gian"), string(way, "don_vi")) for way in at_counter} - {("", "")}
    if len(found) > 1:
        doubts.append(f"{len(found)} different time limits: none was taken")
    if len(found) != 1:
        return None
    number, unit = found.pop()
    if number == "1" and not unit and field == "Hộ tịch":
        return TimeLimit(Words("Trong ngày", "The same day"), same_day=True, verified=False)
    if not unit and field == "Hộ tịch":
        unit = "Ngày làm việc"
        doubts.append("the unit of the time limit is lost: working days were taken")
    if unit not in UNITS or not re.fullmatch(r"[1-9][0-9]{0,2}", number):
        doubts.append("the time limit is no plain number of days or hours and was left out")
        return None
    kind, vi, en = UNITS[unit]
    return TimeLimit(Words(f"{int(number)} {vi}", f"{int(number)} {en}"), days=int(number), unit=kind, verified=False)


def fees(ways: list[dict[str, Any]], doubts: list[str]) -> tuple[Fee, ...]:
    """The fees of all channels, each with its note word for word; the channel is named where they differ."""
    found = {string(way, "ten_kenh") or string(way, "kenh"): fee for way in ways if (fee := _fee(way, doubts)) is not None}
    if len(set(found.values())) < 2:
        return tuple(dict.fromkeys(found.values()))
    return tuple(
        Fee(fee.amount, fee.unit, Words(_noted(channel, fee.note.vi)), verified=False)
        for channel, fee in found.items()
        if not unfit(_noted(channel, fee.note.vi), NOTE)
    )


def _noted(channel: str, note: str) -> str:
    return f"{channel}: {note}" if note else channel


def _fee(way: dict[str, Any], doubts: list[str]) -> Fee | None:
    said, note = string(way, "phi"), keep(string(way, "mo_ta"), NOTE, "the note of a fee", doubts)
    note = "" if note.strip("(). ").lower() in ("không", "không quy định") else note
    if not said:
        return None
    if said.lower() == "miễn phí":
        if "hội đồng nhân dân" in note.lower() or "mức" in note.lower():
            doubts.append('"Miễn phí" beside a note that speaks of an amount: the amount was left open')
            return Fee(None, note=Words(note), verified=False)
        return Fee(0, note=Words(note), verified=False)
    money = re.fullmatch(r"(\d{1,3}(?:[.,]?\d{3}){0,3}) ?(?:VNĐ|VND|đ|đồng|Việt Nam Đồng)", said, re.IGNORECASE)
    amount = int(re.sub(r"\D", "", money[1])) if money else 0
    if amount >= LEAST_FEE:
        return Fee(amount, note=Words(note), verified=False)
    doubts.append("the amount of a fee is doubtful and was left out")
    return Fee(None, note=Words(note), verified=False) if note else None


def papers(raw: list[dict[str, Any]], doubts: list[str]) -> tuple[Paper, ...]:
    notes = sum(string(item, "loai") == "ghi_chu" for item in raw)
    if notes:
        doubts.append(f"{notes} notes among the papers are no papers and were left out")
    found = [paper for item in raw if string(item, "loai") != "ghi_chu" and (paper := _paper(item, doubts))]
    if len(found) > 120:
        doubts.append(f"{len(found)} papers: only the first 120 were taken")
    return tuple(found[:120])


def _paper(item: dict[str, Any], doubts: list[str]) -> Paper | None:
    name, group = BULLET.sub("", string(item, "ten")), string(item, "nhom").rstrip(":")
    if not keep(name, NAME, "a paper", doubts) or unfit(group, NAME):
        return None
    original, copy = count(item, "ban_chinh"), count(item, "ban_sao")
    if original > MOST_COPIES or copy > MOST_COPIES:
        doubts.append(f"{original} originals and {copy} copies of one paper are doubtful: the counts were left out")
        original = copy = 0
    return Paper(
        Words(name),
        original,
        copy,
        present="xuất trình" in group.lower() and "nộp" not in group.lower(),
        case=Words("" if group in EVERYBODY else group),
        form=_form(item),
        verified=False,
    )


def _form(item: dict[str, Any]) -> str:
    """The form's name out of a file name; "" where only rubble is left of it."""
    files = item.get("mau")
    first = clean(files[0]) if isinstance(files, list) and files and isinstance(files[0], str) else ""
    name = re.sub(r"\.(docx?|pdf|xlsx?)$", "", first.rsplit(").", 1)[-1], flags=re.IGNORECASE).replace("_", " ").strip(" .-)")
    return name if " " in name and not unfit(name, LINE) else ""


def count(item: dict[str, Any], key: str) -> int:
    number = string(item, key)[:6]
    return int(number) if number.isascii() and number.isdigit() else 0


def steps(raw: object, doubts: list[str]) -> tuple[Words, ...]:
    lines = [line for part in raw.split("\n") if (line := BULLET.sub("", clean(part)))] if isinstance(raw, str) else []
    if len(lines) > 60:
        doubts.append(f"{len(lines)} lines of steps: only the first 60 were taken")
    return tuple(Words(line) for line in lines[:60] if keep(line, NOTE, "a step", doubts))


def legal(raw: dict[str, Any], doubts: list[str]) -> tuple[str, ...]:
    value = raw.get("van_ban")
    acts = dict.fromkeys(clean(act) for act in value if isinstance(act, str)) if isinstance(value, list) else {}
    return tuple(act for act in acts if act and keep(act, LINE, "a legal basis", doubts))[:60]
