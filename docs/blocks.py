"""Blocks of the README and the docs that are made by running the program."""

import inspect
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from cfnlint.decode import decode

import iam_audit
from iam_audit.checks import catalogue
from iam_audit.checks.frameworks import frameworks
from iam_audit.ledger.dynamodb_table import ACTIONS as LEDGER_ACTIONS
from iam_audit.reports import formats
from iam_audit.tables import TABLES, athena_ddl
from iam_audit.workflows import permissions_for

HOME = Path(__file__).parent.parent


def console(command: str, width: int = 100) -> None:
    """Print a command and what it really prints, as a Markdown console block."""
    words = shlex.split(command)
    environment = {**os.environ, "COLUMNS": str(width), "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "iam_audit", *words[1:]],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=Path(folder),
            check=False,
        )
    print(f"\n```console\n$ {command}\n{_tidy(done.stdout + done.stderr)}\n```\n")


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def formats_table() -> None:
    """Print the report formats as a Markdown table."""
    print("\n| `--format` | file | for |\n|---|---|---|")
    for report in formats().values():
        print(f"| `{report.name}` | `{report.filename}` | {report.description} |")
    print()


def frameworks_table() -> None:
    """Print the frameworks as a Markdown table, with how much of each the checks of today speak to."""
    there = {check.id for check in catalogue()}
    print("\n| `--framework` | name | controls | checks |\n|---|---|---|---|")
    for one in frameworks():
        covered = sum(bool(there & {*control.checks}) for control in one.controls)
        print(f"| `{one.id}` | {one.name} | {covered} | {len(there & one.checks)} |")
    print()


def python_function(name: str) -> None:
    """Print one function of the Python API: its signature and its whole docstring."""
    function = getattr(iam_audit, name)
    print(f"\n### `{name}`\n\n```python\n{name}{_signature(function)}\n```\n\n{inspect.getdoc(function)}\n")


def _signature(function: Callable[..., object]) -> str:
    """The signature without the module names, which tell a reader nothing."""
    text = str(inspect.signature(function))
    return re.sub(r"\b(?:iam_audit|collections|datetime|typing)\.(?:[a-z_]+\.)*", "", text)


def member_actions(line: str) -> None:
    """Print the actions that the role in a member account needs, each in its place in `line`."""
    statements = permissions_for(["audit", "events"])["Statement"]
    for action in sorted(action for statement in statements for action in statement["Action"]):
        print(line.format(action=action))


def actions(purpose: str, sid: str, line: str) -> None:
    """Print the actions of one statement of the policy for a purpose, each in its place in `line`."""
    (statement,) = (one for one in permissions_for([purpose])["Statement"] if one["Sid"] == sid)
    for action in statement["Action"]:
        print(line.format(action=action))


def athena_statements(location: str) -> None:
    """Print the statement that makes Athena see each table."""
    for table in TABLES:
        print(f"\n```sql\n{athena_ddl(table, location)}```")
    print()


def ledger_actions(line: str) -> None:
    """Print the actions that the ledger needs on its table, each in its place in `line`."""
    for action in LEDGER_ACTIONS:
        print(line.format(action=action))


def template_parameters(template: str) -> None:
    """Print the parameters of a CloudFormation template as a Markdown table."""
    print("\n| parameter | default | what it does |\n|---|---|---|")
    for name, one in decode(str(HOME / "deploy" / template))[0]["Parameters"].items():
        default = f"`{one['Default']}`" if str(one.get("Default", "")) else ""
        shown = "required" if "Default" not in one else default
        print(f"| `{name}` | {shown} | {one['Description']} |")
    print()
