"""`kiosk forms check | list | show | keys | open`: the forms, for the one who keeps them."""

import argparse
import json
import sys
from pathlib import Path

from kiosk.catalogue import load_what_works as load_catalogue
from kiosk.clock import SystemClock
from kiosk.form_check import check, sample, unsure
from kiosk.forms import Forms, load_what_works
from kiosk.rules.form import Form


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    one = actions.add_parser("check", help="name every fault; exit 1 when there is one")
    one.add_argument("folder", type=Path, nargs="?", help="default: the shipped forms")
    one.add_argument("--unsure", action="store_true", help="say also what nobody has confirmed yet")
    actions.add_parser("list", help="every form, its version and its procedures")
    show = actions.add_parser("show", help="the questions of one form, with its sample's answers")
    show.add_argument("code")
    actions.add_parser("count", help="touches and typed letters of every form, against the same paper by hand")
    actions.add_parser("keys", help="make the keys for the code on the ticket")
    read = actions.add_parser("open", help="read a ticket's code from standard input, as the counter does")
    read.add_argument("--ward", required=True, metavar="KEY", help="the ward's private key")
    read.add_argument("--kiosk", required=True, metavar="KEY", action="append", help="a kiosk's public key (may be given again)")


def run(options: argparse.Namespace) -> int:
    return {"check": _check, "list": _list, "show": _show, "count": _count, "keys": _keys, "open": _open}[options.action](options)


def _check(options: argparse.Namespace) -> int:
    forms, faults = load_what_works(options.folder)
    posted = {procedure.code for procedure in load_catalogue()[0].procedures}
    faults += check(forms, posted, SystemClock().today())
    for fault in faults + (unsure(forms) if options.unsure else []):
        print(fault)
    if not faults:
        print(f"{len(forms.all)} forms, {sum(len(form.fields) for form in forms.all)} fields: no fault.")
    return 1 if faults else 0


def _list(options: argparse.Namespace) -> int:
    for form in load_what_works()[0].all:
        print(form.code, form.version, form.official, ", ".join(form.procedures), sep="\t")
    return 0


def _show(options: argparse.Namespace) -> int:
    forms = load_what_works()[0]
    form = next((one for one in forms.all if one.code == options.code), None)
    if form is None:
        print(f"there is no form {options.code}; there are {', '.join(one.code for one in forms.all)}", file=sys.stderr)
        return 2
    _print(form, forms)
    return 0


def _print(form: Form, forms: Forms) -> None:
    filling = sample(form, forms, SystemClock().today())
    print(form.official, form.source, sep="\n")
    for page in filling.pages():
        print(f"\n{page.title.vi}")
        for key in page.fields:
            if filling.asked(key):
                one = form.field(key)
                print(f"  {one.label.vi} ({one.kind}{'' if one.required else ', optional'}): {filling.shown(key, 'vi') or '-'}")


def _count(options: argparse.Namespace) -> int:
    from kiosk import places, settings
    from kiosk.form_count import count
    from kiosk.rules.filling import Context

    forms, ward = load_what_works()[0], settings.load().ward
    here = ward.authority.vi, ward.name.vi, ward.district, ward.province
    context = Context(SystemClock().today(), *here, forms.lists, forms.says, places.load())
    print("form", "touches", "typed", "cards", "letters by hand", sep="\t")
    for form in forms.all:
        cost = count(form, context)
        print(form.code, cost.taps, cost.typed, cost.cards, cost.by_hand, sep="\t")
    return 0


def _keys(options: argparse.Namespace) -> int:
    from kiosk.counter_code import new_keys

    keys = new_keys()
    print(f"[forms] counter_key of every kiosk:        {keys['ward public']}")
    print(f"the counters' machines, secret:            {keys['ward private']}")
    print(f"this kiosk's public key, for the counters: {keys['kiosk public']}")
    print(f"credential counter_sign_key, secret:       {keys['kiosk private']}")
    return 0


def _open(options: argparse.Namespace) -> int:
    """Raises FormError for a code that is not ours, or too old."""
    from kiosk.counter_code import raw_key, read

    kiosks = [raw_key(key) for key in options.kiosk]
    found = read(sys.stdin.readline().strip("\r\n"), raw_key(options.ward), kiosks, load_what_works()[0].all, SystemClock().now())
    told = {"form": found.form, "version": found.version, "procedure": found.procedure, "values": dict(found.values)}
    print(json.dumps(told, ensure_ascii=False))
    return 0
