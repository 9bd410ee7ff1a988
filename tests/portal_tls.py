"""A portal behind TLS on loopback, with good and bad certificates made on the spot by the openssl program."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

ANSWER = b'{"total": 0, "data": []}'


class Papers:
    """An authority `ca`, and certificates with their keys: `good` is for 127.0.0.1, signed by it."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("openssl"):
            pytest.skip("the openssl program is not here: certificates cannot be made")
        self._folder = folder
        self.ca = self._authority("ca")
        self._authority("other")
        self.good = self._signed("good", "ca")
        self._kinds = {
            "other authority": self._signed("stranger", "other"),
            "self-signed": self._self_signed(),
            "wrong name": self._signed("elsewhere", "ca", owner="DNS:portal.example"),
            "expired": self._signed("expired", "ca", days="0"),
            "old TLS": self.good,
        }
        time.sleep(1.1)  # "expired" was valid for this second

    def kind(self, name: str) -> Path:
        return self._kinds[name]

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self._folder, check=True, capture_output=True, timeout=60)

    def _authority(self, name: str) -> Path:
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]
        self._openssl("req", "-x509", *key, "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")
        return self._folder / f"{name}.pem"

    def _self_signed(self) -> Path:
        self._authority("alone")
        both = self._folder / "alone.both"
        both.write_bytes((self._folder / "alone.pem").read_bytes() + (self._folder / "alone.key").read_bytes())
        return both

    def _signed(self, name: str, by: str, owner: str = "IP:127.0.0.1", days: str = "2") -> Path:
        (self._folder / f"{name}.ext").write_text(f"subjectAltName={owner}\n")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]
        self._openssl("req", *key, "-out", f"{name}.csr", "-subj", "/CN=portal")
        sign = ["-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-extfile", f"{name}.ext"]
        self._openssl("x509", "-req", "-in", f"{name}.csr", *sign, "-days", days, "-out", f"{name}.pem")
        both = self._folder / f"{name}.both"
        both.write_bytes((self._folder / f"{name}.pem").read_bytes() + (self._folder / f"{name}.key").read_bytes())
        return both


class TlsPortal:
    """Answers that it has no dossier. `questions`: what was asked, once the other side believed it."""

    def __init__(self, certificate: Path, old: bool = False) -> None:
        self.questions: list[bytes] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._old = old
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._server.accept()
            except OSError:
                return
            with visitor, suppress(OSError):
                visitor.settimeout(10)
                self._old_answer(visitor) if self._old else self._answer(visitor)

    def _answer(self, visitor: socket.socket) -> None:
        with self._context.wrap_socket(visitor, server_side=True) as secure:
            self.questions.append(secure.recv(65_536))
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(ANSWER)
            secure.sendall(head + ANSWER)

    def _old_answer(self, visitor: socket.socket) -> None:
        """The first words of a server that speaks TLS 1.0 only: this one cannot speak it any more itself."""
        visitor.recv(65_536)
        hello = b"\x03\x01" + b"\x11" * 32 + b"\x00" + b"\x00\x2f" + b"\x00"
        shake = b"\x02" + len(hello).to_bytes(3, "big") + hello
        visitor.sendall(b"\x16\x03\x01" + len(shake).to_bytes(2, "big") + shake)
        visitor.recv(65_536)

    def __enter__(self) -> "TlsPortal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)
