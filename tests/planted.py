"""Plants ID numbers for the privacy test, from another process: python planted.py FOLDER. The test itself never sees one whole.

Writes a picture of a card into FOLDER, serves a portal whose dossiers belong to the three numbers, and says on stdout, one JSON line:
the port, and the SHA-256 of each number. Then, for each byte on stdin, the next planted text: a keyboard scanner's card, a bare number.
"""

import hashlib
import http.server
import json
import os
import secrets
import sys
import threading
from pathlib import Path

import segno

CODES = ("000.00.00.H00-261124-0001", "000.00.00.H00-261124-0002", "000.00.00.H00-261124-0003")
BASE = "/o/rest/v2"


def number() -> str:
    return "060290" + "".join(secrets.choice("0123456789") for _ in range(6))


def card(number: str) -> bytes:
    return f"{number}||Nguyễn Văn Kín|01011990|Nam|1 Lê Lợi, Phú Hài|01012022".encode()


def answer(path: str, numbers: list[str]) -> object:
    """One dossier for each number: the fields that the client needs, the owner's number among them."""
    parts = path.removeprefix(BASE).partition("?")[0].strip("/").split("/")
    rows = [
        {
            "dossierId": at + 1,
            "dossierNo": code,
            "dossierStatus": "processing",
            "applicantIdNo": owner,
            "applicantName": "Nguyễn Văn Kín",
            "dossierNote": f"CCCD {owner}",
        }
        for at, (code, owner) in enumerate(zip(CODES, numbers, strict=True))
    ]
    if parts == ["dossiers"]:
        found = [row for row in rows if str(row["dossierNo"]) in path]
        return {"total": len(found), "data": found}
    if len(parts) == 2 and parts[0] == "dossiers":
        return rows[int(parts[1]) - 1]
    return {"total": 0, "data": []}


def serve(numbers: list[str]) -> int:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer(self.path, numbers)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


def main(folder: Path) -> None:
    numbers = [number() for _ in CODES]
    segno.make(card(numbers[0]).decode(), error="m", encoding="utf-8").save(str(folder / "card.png"), scale=6, border=8)
    hashes = [hashlib.sha256(one.encode()).hexdigest() for one in numbers]
    print(json.dumps({"port": serve(numbers), "hashes": hashes, "codes": CODES, "card": len(card(numbers[1]))}), flush=True)
    for text in (card(numbers[1]), numbers[2].encode()):
        sys.stdin.buffer.read(1)
        os.write(1, text)
    sys.stdin.buffer.read(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
