"""Plans and approvals as files: readable JSON, with the hash that is approved."""

from pathlib import Path
from typing import TypeVar

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import write_text
from iam_audit.remediate.nouns import Approval, Plan

T = TypeVar("T")

SUFFIX = ".approval.json"


class _Hashed(msgspec.Struct, frozen=True, kw_only=True):
    hash: str


def approval_file(plan: Path) -> Path:
    """Return where the approvals of a plan are written, unless somebody says otherwise."""
    return plan.with_name(f"{plan.name}{SUFFIX}")


def plan_text(plan: Plan) -> str:
    """Return a plan as it is written: JSON that people can read, with its hash."""
    values = {"hash": plan.hash, **msgspec.to_builtins(plan)}
    return msgspec.json.format(msgspec.json.encode(values), indent=2).decode() + "\n"


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan. Raises OutputError."""
    write_text(path, plan_text(plan))


def read_plan(path: Path) -> Plan:
    """Read a plan. Raises InputError for what is none, and for one that was changed after it was made."""
    return plan_from(_read(path), str(path))


def plan_from(data: bytes | str, where: str) -> Plan:
    """Read a plan from its text; raises as `read_plan`."""
    plan = _decoded(data, Plan, where)
    if plan.schema_version != 1:
        raise InputError(
            f"{where} is a plan of version {plan.schema_version}, which this program does not know."
        )
    if _decoded(data, _Hashed, where).hash != plan.hash:
        raise InputError(
            f"{where} was changed after the plan was made: nobody can have approved it. Make a new one."
        )
    return plan


def read_approvals(path: Path) -> tuple[Approval, ...]:
    """Read the approvals in a file. Raises InputError."""
    return _decoded(_read(path), tuple[Approval, ...], str(path))


def add_approval(path: Path, approval: Approval) -> tuple[Approval, ...]:
    """Add an approval to a file, for an earlier one by the same person. Raises InputError or OutputError."""
    held = read_approvals(path) if path.exists() else ()
    kept = (*(one for one in held if (one.by, one.plan_hash) != (approval.by, approval.plan_hash)), approval)
    write_text(path, msgspec.json.format(msgspec.json.encode(kept), indent=2).decode() + "\n")
    return kept


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error


def _decoded(data: bytes | str, kind: type[T], where: str) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{where} is no such file of iam-audit: {error}.") from error
