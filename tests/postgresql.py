"""A PostgreSQL of our own: made in a temporary folder, reached by a socket in it, gone afterwards.

PostgreSQL does not run as root; as root we let the user `postgres` run it, which its Debian package makes.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB"


def program(name: str) -> str:
    """Debian keeps the programs of the server out of the way, in a folder per version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    found = shutil.which(name) or next((str(one / name) for one in reversed(folders)), None)
    assert found, f"PostgreSQL's {name} is missing: install the package 'postgresql', or run `make test`"
    return found


@contextmanager
def cluster() -> Iterator[str]:
    """Run a server, and yield the URL of its first database, without a password."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        data = folder / "data"
        options = f"{FAST} -c listen_addresses='' -c unix_socket_directories={folder}"
        _run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(name: str, *arguments: str | Path) -> None:
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    command = [*as_user, program(name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/tmp")
    assert done.returncode == 0, f"{name}: {done.stderr or done.stdout}"
