"""The form that a citizen filled in at the kiosk, out of the code on the ticket: shown beside the counter, kept nowhere."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import counter_code
from kiosk.errors import FormError
from kiosk.forms import load_what_works
from kiosk.hall.hall import Hall
from kiosk.rules.form import Form
from kiosk.rules.procedures import Procedure

CREDENTIALS = {"ward": "counter_ward_key", "kiosks": "counter_kiosk_keys"}


@dataclass(frozen=True)
class Prepared:
    form: Form
    procedure: Procedure | None
    rows: tuple[tuple[str, str], ...] = field(repr=False)  # label, value


def read(text: str, hall: Hall) -> Prepared:
    """What the code says. Raises FormError: not ours, too old, or this machine has no key (systemd credentials of CREDENTIALS)."""
    ward, kiosks = secret("ward"), secret("kiosks").split()
    if not ward or not kiosks:
        raise FormError("this machine has no key for the counters' codes")
    forms = load_what_works()[0]
    keys = [counter_code.raw_key(key) for key in kiosks]
    found = counter_code.read(text.strip("\r\n"), counter_code.raw_key(ward), keys, forms.all, hall.clock.now())
    form = next(one for one in forms.all if (one.code, one.version) == (found.form, found.version))
    labels = {one.key: one for one in form.fields}
    rows = tuple((labels[key].label.vi, _said(labels[key], value)) for key, value in found.values if key in labels and value)
    return Prepared(form, hall.catalogue.on(hall.clock.today()).get(found.procedure), rows)


def _said(one: object, value: str) -> str:
    """A choice by its words, all else as it is."""
    for choice in getattr(one, "choices", ()):
        if choice.code == value:
            return str(choice.label.vi)
    return value


def secret(which: str) -> str:
    """A key of this machine: systemd's credential, else $KIOSK_COUNTER_WARD_KEY, $KIOSK_COUNTER_KIOSK_KEYS; "" where there is none."""
    name = CREDENTIALS[which]
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        with suppress(OSError, ValueError):
            return (Path(folder) / name).read_text("ascii").strip()
    return os.environ.get(f"KIOSK_{name.upper()}", "").strip()
