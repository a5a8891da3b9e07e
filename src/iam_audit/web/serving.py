"""Listens on a socket until somebody says stop."""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from iam_audit.errors import UsageError
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk

SECONDS_TO_FINISH = 5
"""How long requests that are under way may take once the server is told to stop."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a server needs to speak TLS itself."""

    chain: Path
    key: Path


def listen(host: str, port: int) -> socket.socket:
    """Take the port; 0 takes any that is free. Raises UsageError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # from here on requests wait rather than fail
    except OSError as error:
        listener.close()
        raise UsageError(
            f"{host} port {port} cannot be used: {error.strerror or error}. Choose another --host or --port."
        ) from error
    return listener


def serve(
    desk: Desk,
    listener: socket.socket,
    certificate: Certificate | None = None,
    started: Callable[[uvicorn.Server], None] | None = None,
) -> None:
    """Answer requests until the process is told to stop. `started` is called before the first one."""
    server = uvicorn.Server(_config(desk, certificate))
    if started:
        started(server)
    with suppress(KeyboardInterrupt):  # raised again when all requests have their answers
        server.run(sockets=[listener])


def _config(desk: Desk, certificate: Certificate | None) -> uvicorn.Config:
    proxies: Sequence[str] = desk.settings.web.proxies
    return uvicorn.Config(
        create_app(desk),
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[*proxies],
        server_header=False,
        date_header=True,
        access_log=False,
        log_config=None,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
