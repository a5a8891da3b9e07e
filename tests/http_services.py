"""Services on loopback that answer as their vendors' documentation says, and remember what they were asked."""

import contextlib
import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, Mapping[str, str], bytes]


def reply(status: int = 200, body: object = b"", **headers: str) -> Reply:
    """Headers are written with underscores."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, data


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Service:
    """Answers from `script` while there is something in it, then as `usual` says."""

    usual: Callable[[Asked], Reply] = lambda asked: reply()
    script: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    held: threading.Event | None = None
    """When set, no answer is given before it."""
    pause: float = 0
    """Seconds between one byte of an answer and the next."""
    url: str = ""

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.held:
            self.held.wait(5)
        return self.script.pop(0) if self.script else self.usual(asked)


@contextmanager
def serving(service: Service, tls: ssl.SSLContext | None = None) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def any_method(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, data = service.answer(Asked(self.command, self.path, self.headers, body))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self._write(data)

        def _write(self, data: bytes) -> None:
            parts = (data[at : at + 1] for at in range(len(data))) if service.pause else (data,)
            for part in parts:
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(service.pause)

        do_GET = do_POST = do_PUT = any_method  # noqa: N815 - the base class finds them by these names

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that hang up."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    service.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        if service.held:
            service.held.set()
        server.shutdown()
        server.server_close()


class SlackWorkspace(Service):
    """The two methods of Slack's Web API that we call, and an incoming webhook."""

    members: Mapping[str, str] = {"alice@example.com": "U0ALICE"}

    def __init__(self) -> None:
        super().__init__(usual=self._usual)

    @property
    def posts(self) -> list[dict[str, Any]]:
        return [one.json for one in self.asked if one.path.endswith("chat.postMessage")]

    @property
    def look_ups(self) -> int:
        return sum("users.lookupByEmail" in one.path for one in self.asked)

    def _usual(self, asked: Asked) -> Reply:
        if asked.path.startswith("/services/"):
            return reply(200, b"ok", Content_Type="text/html")
        if asked.headers.get("Authorization") != "Bearer xoxb-test":
            return slack_says("invalid_auth")
        if "users.lookupByEmail" in asked.path:
            mail = parse_qs(urlsplit(asked.path).query or asked.body.decode())["email"][0]
            known = self.members.get(mail)
            return reply(200, {"ok": True, "user": {"id": known}}) if known else slack_says("users_not_found")
        number = len(self.posts)
        place = asked.json["channel"]
        return reply(
            200,
            {
                "ok": True,
                "channel": f"D{place}" if place.startswith("U") else "C0TEAM",
                "ts": f"17{number}.1",
            },
        )


def slack_says(code: str) -> Reply:
    return reply(200, {"ok": False, "error": code})


class JiraSite(Service):
    """Issues of one Jira site, by the calls of its REST API v3 that we make."""

    def __init__(self) -> None:
        super().__init__(usual=self._usual)
        self.issues: dict[str, dict[str, Any]] = {}

    def _usual(self, asked: Asked) -> Reply:
        path = asked.path.removeprefix("/rest/api/3/")
        match (asked.method, path.split("/")):
            case ("POST", ["search", "jql"]):
                label = asked.json["jql"].split('labels = "')[1].split('"')[0]
                found = [
                    {"key": key, "fields": {"labels": issue["labels"]}}
                    for key, issue in self.issues.items()
                    if label in issue["labels"]
                ]
                return reply(200, {"issues": found[: asked.json["maxResults"]], "isLast": True})
            case ("POST", ["issue"]):
                key = f"SEC-{len(self.issues) + 1}"
                self.issues[key] = {**asked.json["fields"], "comments": [], "status": "To Do"}
                return reply(201, {"id": "10000", "key": key, "self": f"{self.url}/rest/api/3/issue/10000"})
            case ("POST", ["issue", key, "comment"]):
                self.issues[key]["comments"].append(asked.json["body"])
                return reply(201, {"id": "1"})
            case ("PUT", ["issue", key]):
                for change in asked.json["update"]["labels"]:
                    ((does, label),) = change.items()
                    getattr(self.issues[key]["labels"], {"add": "append", "remove": "remove"}[does])(label)
                return reply(204)
            case ("GET", ["issue", _, "transitions"]):
                return reply(
                    200, {"transitions": [{"id": "31", "name": "Done"}, {"id": "41", "name": "Reopen"}]}
                )
            case ("POST", ["issue", key, "transitions"]):
                self.issues[key]["status"] = asked.json["transition"]["id"]
                return reply(204)
        return reply(404)


@dataclass
class Proxy:
    """Opens tunnels, all of them to one port of this machine, as if it had looked the name up."""

    to: int
    port: int = 0
    asked: list[str] = field(default_factory=list)


@contextmanager
def proxying(to: int) -> Iterator[Proxy]:
    proxy = Proxy(to)

    class Tunnel(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            proxy.asked.append(self.rfile.readline().decode().strip())
            while self.rfile.readline().strip():
                pass
            with socket.create_connection(("127.0.0.1", proxy.to), 5) as inside:
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=copied, args=(inside, self.connection), daemon=True).start()
                copied(self.connection, inside)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel)
    server.daemon_threads = True
    server.block_on_close = False
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    proxy.port = server.server_address[1]
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


def copied(source: socket.socket, target: socket.socket) -> None:
    """Copy until either side hangs up."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
