"""Runs the command as people do: in this process, quickly, or as a process of its own, truly."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from typer.testing import CliRunner

from iam_audit.cli.main import PROGRAM, app

NOW = ("--now", "2026-03-19T12:00:00Z")
COMMAND = (sys.executable, "-m", "iam_audit")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def is_one_line(self) -> bool:
        """Whether nothing but one line on stderr was said."""
        return not self.out and self.err.count("\n") == 1 and self.err.startswith("iam-audit: ")


def cli(*args: str, env: Mapping[str, str] | None = None) -> Ended:
    """Run the command in this process."""
    ended = CliRunner().invoke(app, list(args), prog_name=PROGRAM, env=dict(env or {}))
    assert isinstance(ended.exception, SystemExit | None), ended.exception
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a process: those that are needed to run at all, and `more`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PATH", "HOME", "COVERAGE", "LANG", "PYTHONPATH", "XDG_"))
    }
    return kept | dict(more or {})


def start(*args: str, env: Mapping[str, str] | None = None, **how: Any) -> subprocess.Popen[str]:
    """Start the command as a process."""
    pipes: dict[str, int | IO[Any]] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*COMMAND, *args], env=environment(env), text=True, **(pipes | how))


def process(*args: str, env: Mapping[str, str] | None = None, **how: Any) -> Ended:
    """Run the command as a process."""
    running = start(*args, env=env, **how)
    out, err = running.communicate(timeout=60)
    return Ended(running.returncode, out or "", err or "")


def on_terminal(*args: str, stream: str, env: dict[str, str]) -> str:
    """Return what the command writes to a terminal on stdout or stderr."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
    running = subprocess.Popen([*COMMAND, *args], env=environment(env), **streams)
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # how Linux says that the other side is gone
        pass
    finally:
        os.close(ours)
    running.wait(timeout=60)
    return written.decode()
