"""Shows plans, approves them, and makes the keys to approve them with."""

from datetime import datetime
from pathlib import Path

import msgspec

from iam_audit import workflows
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.endings import FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.plan_text import plan_data, plan_text
from iam_audit.cli.streams import put
from iam_audit.errors import InputError, UsageError
from iam_audit.files import write_text
from iam_audit.remediate import Approval
from iam_audit.remediate.decisions import Filed
from iam_audit.remediate.plan_file import add_approval, approval_file, read_approvals, read_plan
from iam_audit.remediate.signing import approved, name_of, new_key, public_key, refuse_approver
from iam_audit.reports.json_text import json_text
from iam_audit.settings import Settings


def show(path: Path, now: str | None, config: Path | None, *, as_json: bool) -> int:
    """Show a plan, its approvals, and what it lacks."""
    settings = flags.settings_in_force(config)
    at, filed = moment(now), filed_plan(path, settings)
    beside = approval_file(path)
    signed = read_approvals(beside) if beside.exists() else ()
    lacks = (*_late(filed, at), *workflows.lacks(filed, settings.remediate, signed))
    approvals = (*signed, *filed.approvals)
    if as_json:
        words = {
            "approvals": msgspec.to_builtins(approvals),
            "rejections": msgspec.to_builtins(filed.rejections),
        }
        put(json_text(plan_data(filed.plan) | words | {"lacks": list(lacks)}))
        return FINE
    said = [f"Approved by {one.by} on {one.at:%Y-%m-%d %H:%M} UTC: {one.reason}" for one in approvals]
    said += [f"It cannot be applied: {one}" for one in lacks] or ["It may be applied."]
    put(plan_text(filed.plan, settings.remediate.armed, at, said))
    return FINE


def approve(path: Path, key: Path, reason: str, now: str | None, config: Path | None) -> int:
    """Sign a plan, and write the approval beside it; that of a plan which is in the store alone is kept there."""
    settings = flags.settings_in_force(config)
    at, filed, pem = moment(now), filed_plan(path, settings), _read(key)
    if not reason.strip():
        raise UsageError("--reason: say why, for whoever asks later.")
    made, by = filed.plan, name_of(public_key(pem, str(key)), settings.remediate)
    refuse_approver(made, by, settings.remediate, at)
    word = approved(made, pem, str(key), by, reason.strip(), at)
    if path.exists():
        signed = add_approval(approval_file(path), word)
    else:
        signed, filed = (), _keep(word, filed, settings, at)
    rest = " ".join(workflows.lacks(filed, settings.remediate, signed))
    next_step = rest or f"It may be applied now: iam-audit remediate apply {path}"
    put(f"{by} approved {made.id} ({len(made.steps)} steps, hash {made.hash}).\n{next_step}\n")
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


def filed_plan(path: Path, settings: Settings) -> Filed:
    """Return a plan from its file, else from the store by its id, with what the store knows of it."""
    url = url_of_store(settings)
    if path.exists() or path.suffix:
        return workflows.filed_at(url, read_plan(path))
    with workflows.plans_at(url) as plans:
        found = plans.find(str(path))
    if found is None:
        raise InputError(f"There is no file {path}, and no plan of that id in the store.")
    return found


def _keep(word: Approval, filed: Filed, settings: Settings, at: datetime) -> Filed:
    with workflows.plans_at(url_of_store(settings)) as plans:
        return workflows.approve_plan(plans, filed.plan.hash, word, settings.remediate, at)


def _late(filed: Filed, at: datetime) -> tuple[str, ...]:
    ends = filed.plan.expires_at
    return (f"The plan expired on {ends:%Y-%m-%d %H:%M} UTC.",) if at >= ends else ()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
