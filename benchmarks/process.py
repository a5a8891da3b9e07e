"""What a command takes: measured by a small process of its own, which starts it.

Linux counts the memory that a process held before it became the command, and that is what whoever starts it holds.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STARTER = """
import json, os, subprocess, sys
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(running.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
"""


@dataclass(frozen=True)
class Taken:
    """What one command took."""

    exit_code: int
    cpu_seconds: float
    peak_mib: float


def taken_by(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command to its end; what it prints is not kept."""
    starter = [sys.executable, "-c", STARTER, *command]
    told = subprocess.run(starter, check=True, capture_output=True, text=True, env=environment).stdout
    return Taken(*json.loads(told))
