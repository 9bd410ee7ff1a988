"""The command line: `kiosk COMMAND ...`, one file in `kiosk/commands/` per command."""

import argparse
import importlib
import os
import sys

from kiosk.errors import KioskError

COMMANDS = {
    "run": "open the kiosk on the display",
    "search": "search the catalogue from the command line",
    "catalogue": "check, compare and import procedure catalogues",
    "forms": "check and show the forms that can be filled in",
    "outbox": "what waits to be sent to the portal",
    "capture": "find and straighten a sheet of paper in pictures",
    "scan": "read the codes in pictures and clips",
    "ticket": "issue and print one number",
    "feedback": "questions after a service, reports for the inspection team",
    "hall": "serve the pages of the counters, the board and the phones",
    "report": "counts, waits and ratings of a period, as a file",
    "officers": "accounts for the hall's pages",
    "portal": "serve the sample one-stop portal on this machine",
    "paper": "render a sample paper without a printer",
    "pictures": "draw every screen into a folder",
    "tour": "play a citizen's visit on the real window and keep the pictures",
    "bench": "measure what the README promises",
    "doctor": "look at every part of the kiosk, for the technician",
    "settings": "check the settings file, make a PIN hash",
}


def main(argv: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="kiosk", description="The kiosk of a ward's reception hall.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, what in COMMANDS.items():
        sub = commands.add_parser(name, help=what, description=what)
        if arguments[:1] == [name]:  # only the command asked for is imported: `kiosk search` starts no window
            module = importlib.import_module(f"kiosk.commands.{name}")
            module.configure(sub)
            sub.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:  # `kiosk catalogue diff ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KioskError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
