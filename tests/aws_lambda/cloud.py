"""A cloud on loopback in which functions can be invoked: moto's server, and the handlers behind Lambda's Invoke.

moto runs CloudFormation, S3 and the interpreter of the state language; what would need a container, running a function,
is done here by calling the real handler with the event and a context, as Lambda's own runtime does.
"""

import importlib
import json
import logging
import threading
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

BUCKET = "example-bucket"
INVOKE = "/2015-03-31/functions/"
KEY = ("AKIAIOSFODNN7EXAMPLE", "simulated")


@dataclass
class Context:
    """What Lambda tells a handler of an invocation; each question after the time takes one of the `left`."""

    aws_request_id: str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    left: list[int] = field(default_factory=list)
    """Milliseconds to answer with, one after the other; a quarter of an hour when there are none."""

    def get_remaining_time_in_millis(self) -> int:
        return self.left.pop(0) if self.left else 900_000


class Cloud:
    """The server. Leave it with the context manager."""

    def __init__(self, monkeypatch: Any) -> None:
        self._patch = monkeypatch
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._session = boto3.Session(*KEY, region_name="us-east-1")
        self._clients: dict[str, Any] = {}
        self.handlers: dict[str, str] = {}
        """Module of the handler of each function, by a part of its name."""
        self.invoked: list[tuple[str, str]] = []
        """Module and error of each invocation, in order; no error where it went well."""
        self.before: Callable[[str, dict[str, Any]], None] = lambda module, event: None
        """What happens to an invocation before the handler hears of it."""
        self.contexts: list[Context] = []
        """What the next invocations are told of themselves, in turn; when there is none, each has a new id."""

    def __enter__(self) -> Self:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self._patch.setenv("MOTO_PORT", str(self._server.server_port))
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def configure(self, **config: Any) -> None:
        """Set what moto's server can be told."""
        told = json.dumps(config).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/moto-api/config", told, headers, method="POST")
        urllib.request.urlopen(request).close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self._session.client(service, endpoint_url=self.url)
        return self._clients[service]

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        if request.path.startswith(INVOKE) and request.path.endswith("/invocations"):
            name = unquote(request.path.removeprefix(INVOKE).removesuffix("/invocations"))
            return self._invoke(name, json.loads(request.get_data() or b"{}"))(environ, start_response)
        return self._moto(environ, start_response)

    def _invoke(self, name: str, event: dict[str, Any]) -> Response:
        module = next(handler for part, handler in self.handlers.items() if part in name)
        try:
            self.before(module, event)
            context = self.contexts.pop(0) if self.contexts else Context(str(uuid.uuid4()))
            answer = importlib.import_module(module).handler(event, context)
        except Exception as error:  # noqa: BLE001 - as the runtime does
            self.invoked.append((module, type(error).__name__))
            told = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": []}
            return Response(json.dumps(told), headers={"X-Amz-Function-Error": "Unhandled"})
        self.invoked.append((module, ""))
        return Response(json.dumps(answer))
