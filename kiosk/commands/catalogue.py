"""`kiosk catalogue check | diff | import`: the posted procedures, for the one who keeps them."""

import argparse
import json
from pathlib import Path

from kiosk import settings
from kiosk.catalogue import load, load_what_works
from kiosk.catalogue_check import faults
from kiosk.catalogue_diff import Difference, compare
from kiosk.catalogue_import import Imported, read, write
from kiosk.clock import SystemClock
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Catalogue, Procedure


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="name every fault; exit 1 when there is one")
    check.add_argument("--catalogue", type=Path, metavar="FOLDER", help="default: the shipped procedures")
    diff = actions.add_parser("diff", help="print what is new, changed and abolished")
    diff.add_argument("old", type=Path, help="a folder, a .toml file, or published records (.json, .jsonl)")
    diff.add_argument("new", type=Path)
    take = actions.add_parser("import", help="read published records: LayThuTuc answers (JSON) or one record per line (JSONL)")
    take.add_argument("file", type=Path)
    take.add_argument("--out", type=Path, metavar="FOLDER", help="write one .toml per field here; without it nothing is written")
    take.add_argument("--json", action="store_true", help="the report as JSON")


def run(options: argparse.Namespace) -> int:
    return {"check": _check, "diff": _diff, "import": _import}[options.action](options)


def open_catalogue(path: Path) -> Catalogue:
    """A folder or TOML file, or published records. Raises CatalogueError when it cannot be read whole."""
    return read(path).catalogue if path.suffix.lower() in (".json", ".jsonl") else load(path)


def _check(options: argparse.Namespace) -> int:
    catalogue, unread = load_what_works(options.catalogue)
    found = unread + faults(catalogue, settings.load().queues, SystemClock().today())
    for fault in found:
        print(fault)
    if not found:
        complete = sum(procedure.complete for procedure in catalogue.procedures)
        print(f"{len(catalogue.procedures)} procedures, {complete} of them complete: no fault.")
    return 1 if found else 0


def _diff(options: argparse.Namespace) -> int:
    changes = compare(open_catalogue(options.old), open_catalogue(options.new))
    for procedure in changes.new:
        print("new", _named(procedure), sep="\t")
    for procedure, differences in changes.changed:
        print("changed", _named(procedure), sep="\t")
        for difference in differences:
            print(_line(difference))
    for procedure in changes.abolished:
        by = procedure.change.decision if procedure.change and procedure.change.kind == "abolished" else ""
        print("abolished", _named(procedure), *filter(None, [by]), sep="\t")
    if not (changes.new or changes.changed or changes.abolished):
        print("no difference")
    return 0


def _named(procedure: Procedure) -> str:
    return f"{procedure.code}\t{procedure.plain.vi}"


def _line(difference: Difference) -> str:
    if not difference.before:
        return f"\t{difference.key}: + {difference.after}"
    if not difference.after:
        return f"\t{difference.key}: - {difference.before}"
    return f"\t{difference.key}: {difference.before} -> {difference.after}"


def _import(options: argparse.Namespace) -> int:
    imported = read(options.file)
    written = write(imported.catalogue, options.out) if options.out else []
    print(_as_json(imported, written) if options.json else _as_text(imported, written))
    if not imported.catalogue.procedures:
        raise CatalogueError(f"{options.file.name}: no record could be taken.")
    return 0


def _as_text(imported: Imported, written: list[Path]) -> str:
    taken, refused, doubts = len(imported.catalogue.procedures), len(imported.refused), len(imported.doubts)
    lines = [f"{imported.read} records read, {taken} taken, {refused} refused, {doubts} doubtful facts left out."]
    lines += [f"refused\t{record}\t{why}." for record, why in imported.refused]
    lines += [f"doubtful\t{code}\t{what}." for code, what in imported.doubts]
    return "\n".join(lines + [f"written\t{path}" for path in written])


def _as_json(imported: Imported, written: list[Path]) -> str:
    report = {
        "read": imported.read,
        "taken": len(imported.catalogue.procedures),
        "refused": [{"record": record, "why": why} for record, why in imported.refused],
        "doubtful": [{"code": code, "what": what} for code, what in imported.doubts],
        "written": [str(path) for path in written],
    }
    return json.dumps(report, ensure_ascii=False)
