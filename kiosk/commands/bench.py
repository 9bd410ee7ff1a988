"""`kiosk bench`: every promise about speed and memory, measured against its limit in the same run."""

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.bench import Figure, as_json, busy, capture, days, hall_day, hall_race, hall_store, parts, portal, scan, submit, table, windows
from kiosk.commands.pictures import PANELS, panel_settings
from kiosk.errors import SettingsError

SLOWEST = 6
PARTS = ("windows", "ticket", "printer", "search", "portal", "submit", "scan", "capture", "hall", "waits")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here")
    parser.add_argument("--quick", action="store_true", help="each thing once: shows that the bench works, its figures mean little")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)} (else all)")
    parser.add_argument("--only", choices=PARTS, action="append", default=[], help="the same, one by one")
    parser.add_argument("--frames", type=Path, metavar="DIR", help="for scan: pictures or clips with their texts in DIR/truth.json")
    parser.add_argument("--panel", choices=PANELS, default="portrait")


def run(options: argparse.Namespace) -> int:
    wanted = [*options.parts, *options.only] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise SettingsError(f"there is no part {min(unknown)}; the parts are {', '.join(PARTS)}")
    before = busy()
    figures: list[Figure] = []
    touches: list[dict[str, Any]] = []
    if "ticket" in wanted:
        figures += parts.tickets(20 if options.quick else 1000)
    if "printer" in wanted:
        figures += parts.first_byte(5 if options.quick else 200)
    if "search" in wanted:
        figures += parts.search(20 if options.quick else 2000)
    if "portal" in wanted:
        figures += portal.measure(5 if options.quick else 300, every_case=not options.quick)
    if "submit" in wanted:
        figures += submit.measure(3 if options.quick else 100, 5 if options.quick else 100)
    if "capture" in wanted:
        figures += capture.measure(2 if options.quick else 100)
    if "waits" in wanted:
        figures += days.figures(4 if options.quick else 40)
    if "hall" in wanted:
        quick = {"kiosks": 3, "each": 10, "many": 60, "stored": 1000, "seconds": 1.0} if options.quick else {}
        figures += hall_store.measure(**quick)  # type: ignore[arg-type]
        figures += hall_day.measured(40 if options.quick else 400)
        figures += hall_race.measured(40 if options.quick else 400)
    if "scan" in wanted:
        scan.prepare()
        figures += scan.measure(1 if options.quick else 8, options.frames)
    if "windows" in wanted:
        effort = windows.Effort(1, 1, 1.0, 1.0) if options.quick else windows.Effort()
        more, touches = windows.measure(panel_settings(options.panel).panel, effort)
        figures = more + figures
    machine = {"before": before, "after": busy()}
    report(figures, touches, machine)
    if options.json:
        told = {"machine": machine, "figures": as_json(figures), "slowest": windows.slowest(touches), "touches": touches}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def report(figures: list[Figure], touches: list[dict[str, Any]], machine: dict[str, dict[str, float]]) -> None:
    print(table(figures))
    if touches:
        print("\nslowest to draw (median ms from the lifted finger to the flip):")
        for name, ms, times in windows.slowest(touches)[:SLOWEST]:
            print(f"  {ms:7.1f}  {name} ({times})")
    missed = [figure.key for figure in figures if figure.kept is False]
    print(f"\n{machine['before']['cores']} cores, load {machine['before']['load']} before and {machine['after']['load']} after.")
    print(f"missed: {', '.join(missed)}" if missed else "every goal kept")
