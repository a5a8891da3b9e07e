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
LIFE = """
pg_ctl=$1 folder=$2
options="-c fsync=off -c synchronous_commit=off -c shared_buffers=$3"
options="$options -c listen_addresses= -c unix_socket_directories=$folder"
"$0" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale --no-sync > "$folder/log" 2>&1 &&
  "$pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "$options" start > /dev/null &&
  echo ready || tr '\\n' ' ' < "$folder/log"
read -r _
"$pg_ctl" -D "$folder/data" -m immediate stop > /dev/null
rm -rf "$folder"
"""
"""From its first day to its last, which comes when its input ends: also when the tests are killed."""


def program(name: str) -> str:
    """Debian keeps the programs of the server out of the way, in a folder per version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    found = shutil.which(name) or next((str(one / name) for one in reversed(folders)), None)
    assert found, f"PostgreSQL's {name} is missing: install the package 'postgresql', or run `make test`"
    return found


@contextmanager
def cluster(shared_buffers: str = "16MB") -> Iterator[str]:
    """Run a server, and yield the URL of its first database, without a password."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, USER)
    with subprocess.Popen(
        [*as_user, "sh", "-c", LIFE, program("initdb"), program("pg_ctl"), folder, shared_buffers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/tmp",
    ) as life:
        said = life.stdout.readline()
        assert said == "ready\n", f"PostgreSQL did not start: {said}"
        yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"
        life.communicate()
