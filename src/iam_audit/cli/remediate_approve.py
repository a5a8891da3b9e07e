"""Shows plans, approves them, and makes the keys to approve them with."""

from datetime import datetime
from pathlib import Path

import msgspec

from iam_audit.cli import flags
from iam_audit.cli.endings import FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.plan_text import plan_data, plan_text
from iam_audit.cli.streams import put
from iam_audit.errors import InputError, UsageError
from iam_audit.files import write_text
from iam_audit.remediate import Approval, Plan
from iam_audit.remediate.plan_file import add_approval, approval_file, read_approvals, read_plan
from iam_audit.remediate.signing import approved, lacking, name_of, new_key, public_key, refuse_approver
from iam_audit.reports.json_text import json_text
from iam_audit.settings import RemediateSettings


def show(path: Path, now: str | None, config: Path | None, *, as_json: bool) -> int:
    """Show a plan, its approvals, and what it lacks."""
    settings = flags.settings_in_force(config).remediate
    at, made = moment(now), read_plan(path)
    beside = approval_file(path)
    approvals = read_approvals(beside) if beside.exists() else ()
    lacks = (*_late(made, at), *lacking(made, approvals, settings))
    if as_json:
        told = {"approvals": msgspec.to_builtins(approvals), "lacks": list(lacks)}
        put(json_text(plan_data(made) | told))
        return FINE
    said = [f"Approved by {one.by} on {one.at:%Y-%m-%d %H:%M} UTC: {one.reason}" for one in approvals]
    said += [f"It cannot be applied: {one}" for one in lacks] or ["It may be applied."]
    put(plan_text(made, settings.armed, at, said))
    return FINE


def approve(path: Path, key: Path, reason: str, now: str | None, config: Path | None) -> int:
    """Sign a plan, and write the approval beside it."""
    settings = flags.settings_in_force(config).remediate
    at, made, pem = moment(now), read_plan(path), _read(key)
    if not reason.strip():
        raise UsageError("--reason: say why, for whoever asks later.")
    by = name_of(public_key(pem, str(key)), settings)
    refuse_approver(made, by, settings, at)
    held = add_approval(approval_file(path), approved(made, pem, str(key), by, reason, at))
    put(
        f"{by} approved {made.id} ({len(made.steps)} steps, hash {made.hash}).\n{_rest(made, held, path, settings)}\n"
    )
    return FINE


def keygen(path: Path) -> int:
    """Write a new private key, and print what the settings need. An existing file is never overwritten."""
    if path.exists():
        raise UsageError(
            f"{path} is there already: name a new file, since a key that is gone cannot be got back."
        )
    pem, public = new_key()
    write_text(path, pem.decode())
    put(
        f"The private key is in {path}: keep it to yourself.\n"
        f'For the settings of all who apply plans:\n\n[remediate.approvers]\nYOUR-NAME = "{public}"\n'
    )
    return FINE


def _rest(made: Plan, held: tuple[Approval, ...], path: Path, settings: RemediateSettings) -> str:
    lacks = lacking(made, held, settings)
    return " ".join(lacks) if lacks else f"It may be applied now: iam-audit remediate apply {path}"


def _late(made: Plan, at: datetime) -> tuple[str, ...]:
    return (f"The plan expired on {made.expires_at:%Y-%m-%d %H:%M} UTC.",) if at >= made.expires_at else ()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
