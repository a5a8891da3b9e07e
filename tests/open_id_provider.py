"""A real OpenID Connect provider, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def provider_of(*users):
    """Run one that knows these users, each a JSON text of claims; yield its address."""
    port = free_port()
    known = [part for user in users for part in ("--user-claims", user)]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "-p",
        str(port),
        "-n",
        "true",
        *known,
    ]
    quiet = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=quiet) as process:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{url}/.well-known/openid-configuration")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the provider did not start"
                time.sleep(0.05)
        yield url
        process.terminate()
