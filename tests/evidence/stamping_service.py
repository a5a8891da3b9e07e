"""A time stamp service on loopback: openssl answers what is posted, as a real one would."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = service
[service]
serial = {home}/serial
signer_cert = {home}/tsa.pem
signer_key = {home}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[extensions]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
basicConstraints = critical, CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


@dataclass
class StampingService:
    """Where it is, whom to trust, and what it should do wrong."""

    url: str
    root: Path
    home: Path
    answer_with: bytes | None = None
    asked: list[bytes] = field(default_factory=list)


def _openssl(*words: object, **more: object) -> bytes:
    done = subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, **more)
    return done.stdout


def make_service(home: Path) -> None:
    """Make the certificates of a root and of a service."""
    (home / "tsa.cnf").write_text(CONFIG.format(home=home))
    (home / "serial").write_text("01\n")
    root = ("-keyout", home / "root.key", "-out", home / "root.pem", "-subj", "/CN=Example Root")
    _openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "3650", *root)
    _openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        home / "tsa.key",
        "-out",
        home / "tsa.csr",
        "-subj",
        "/CN=Example TSA",
    )
    signed = ("-CA", home / "root.pem", "-CAkey", home / "root.key", "-CAcreateserial", "-days", "3650")
    extended = ("-extfile", home / "tsa.cnf", "-extensions", "extensions")
    _openssl("x509", "-req", "-in", home / "tsa.csr", "-out", home / "tsa.pem", *signed, *extended)


@contextmanager
def stamping(home: Path) -> Iterator[StampingService]:
    """Run the service of a folder that `make_service` filled."""
    service = StampingService(url="", root=home / "root.pem", home=home)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            service.asked.append(query)
            said = service.answer_with if service.answer_with is not None else _reply(home, query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _reply(home: Path, query: bytes) -> bytes:
    (home / "query.tsq").write_bytes(query)
    return _openssl(
        "ts", "-reply", "-config", home / "tsa.cnf", "-section", "service", "-queryfile", home / "query.tsq"
    )
