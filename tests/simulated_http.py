"""How the simulated AWS speaks HTTP, and how its answers are spoilt."""

import json
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from simulated_people import RefusedError, xml
from simulated_services import ACTIONS, JSON_SERVICES

if TYPE_CHECKING:
    from simulated_aws import SimulatedAws

IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP."""

    aws: "SimulatedAws"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if "Authorization" in self.headers:
            self.do_POST()
            return
        counts = {
            f"{account_id} {action}": number
            for (account_id, action), number in sorted(self.aws.calls.items())
        }
        if self.path == "/faults":
            counts = {"chance": self.aws.chance_faults}
        self._send(200, json.dumps(counts).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        scope = re.search(r"Credential=(\w+)/\d+/[\w-]+/([\w-]+)/", self.headers.get("Authorization", ""))
        key_id, service = scope.groups() if scope else ("", "iam")
        request = json.loads(body or "{}") if service in JSON_SERVICES else dict(parse_qsl(body))
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        action = target or ACTIONS.get(self.path.partition("?")[0]) or request["Action"]
        self.aws.note(key_id, service, action, request, self.headers.get("User-Agent", ""))
        time.sleep(self.aws.latency)
        fault = self.aws.next_fault(key_id, action)
        try:
            refuse(fault)
            content = self.aws.answer(service, action, request, key_id)
            self._send(200, *_spoilt(_wrapped(service, action, content).encode(), fault))
        except RefusedError as refused:
            self._send(refused.status, _refusal(service, refused).encode())

    def _send(self, status: int, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(length or len(body)))
        if length:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def refuse(fault: str) -> None:
    """Raise RefusedError for a fault that is an error answer."""
    if fault == "500":
        raise RefusedError("InternalFailure", "It failed.", 500)
    if fault not in ("ok", "cut", "garbage"):
        raise RefusedError(fault, f"It failed with {fault}.")


def _spoilt(body: bytes, fault: str) -> tuple[bytes, int | None]:
    if fault == "cut":
        return body[: len(body) // 2], len(body)
    return (b"<html><body>Please log in to the network.</body></html>" if fault == "garbage" else body), None


def _wrapped(service: str, action: str, content: str) -> str:
    if service in JSON_SERVICES:
        return content
    space = STS if service == "sts" else IAM
    request_id = "<ResponseMetadata><RequestId>00000000</RequestId></ResponseMetadata>"
    result = f"<{action}Result>{content}</{action}Result>{request_id}"
    return f'<{action}Response xmlns="{space}">{result}</{action}Response>'


def _refusal(service: str, refused: RefusedError) -> str:
    if service in JSON_SERVICES:
        return json.dumps({"__type": refused.code, "Message": refused.message})
    error = xml(
        {
            "Error": {"Type": "Sender", "Code": refused.code, "Message": refused.message},
            "RequestId": "00000000",
        }
    )
    return f'<ErrorResponse xmlns="{IAM}">{error}</ErrorResponse>'
