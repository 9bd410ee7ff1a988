"""Writes procedures as the readable TOML that `kiosk.catalogue` reads; only what is known is written."""

import json
from collections.abc import Iterable
from datetime import date

from kiosk.rules.procedures import Fee, Field, Paper, Procedure, TimeLimit, Words

Value = str | int | bool | date | Words


def toml_of(field: Field, procedures: Iterable[Procedure]) -> str:
    """The whole file of one field."""
    head = ["[field]", *_keys("", name=field.name, plain=field.plain, icon=field.icon)]
    return "\n".join([*head, *(line for procedure in procedures for line in _procedure(procedure))]) + "\n"


def _procedure(p: Procedure) -> list[str]:
    lines = ["", "[[procedure]]", f"code = {_value(p.code)}", f"version = {p.version}"]
    lines += _keys("", official=p.official, plain=p.plain, when=p.when)
    for key, texts in (("aliases", p.aliases), ("events", p.events), ("channels", p.channels)):
        lines += _list(key, texts)
    lines += _keys("", level=p.level, old_level=p.old_level, decision=p.decision, starts=p.starts, ends=p.ends)
    if p.change:
        lines += [f"change = {_inline(kind=p.change.kind, on=p.change.on, decision=p.change.decision)}"]
    lines += [f"time = {_time(p.time)}"] if p.time else []
    lines += _rows("fees", [_fee(fee) for fee in p.fees])
    lines += [f"complete = {_value(p.complete)}"] + ([] if p.verified else ["verified = false"])
    lines += _keys("", result=p.result, done_by=p.done_by)
    for key, items in (("legal", p.legal), ("forms", p.forms), ("steps", p.steps), ("see_also", p.see_also)):
        lines += _list(key, items)
    return lines + [line for paper in p.papers for line in _paper(paper)]


def _paper(paper: Paper) -> list[str]:
    lines = ["  [[procedure.papers]]", *_keys("  ", name=paper.name), f"  original = {paper.original}", f"  copy = {paper.copy}"]
    lines += _keys("  ", present=paper.present, case=paper.case, note=paper.note, form=paper.form)
    return lines + ([] if paper.verified else ["  verified = false"])


def _time(time: TimeLimit) -> str:
    always: dict[str, Value] = {} if time.days is None else {"days": time.days}
    if not time.verified:
        always["verified"] = False
    return _inline(text=time.text, same_day=time.same_day, unit=time.unit, always=always)


def _fee(fee: Fee) -> str:
    always: dict[str, Value] = {} if fee.amount is None else {"amount": fee.amount}
    if not fee.verified:
        always["verified"] = False
    return _inline(unit=fee.unit, note=fee.note, always=always)


def _keys(indent: str, **values: Value | None) -> list[str]:
    return [f"{indent}{key} = {_value(value)}" for key, value in values.items() if value]


def _list(key: str, items: Iterable[str | Words]) -> list[str]:
    return _rows(key, [_value(item) for item in items])


def _rows(key: str, rows: list[str]) -> list[str]:
    """Short lists on one line, others one row per line."""
    if sum(map(len, rows)) < 100:
        return [f"{key} = [{', '.join(rows)}]"] if rows else []
    return [f"{key} = [", *(f"  {row}," for row in rows), "]"]


def _inline(always: dict[str, Value] | None = None, **values: Value | None) -> str:
    known = {key: value for key, value in values.items() if value} | (always or {})
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in known.items()) + " }"


def _value(value: Value) -> str:
    if isinstance(value, Words):
        return _inline(vi=value.vi, en=value.en)
    if isinstance(value, str):  # JSON's escapes are TOML's, but for DEL
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
