"""Remembers the findings of an account: what began, what ended, what is other than it was."""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import RowMapping, delete, select

from iam_audit.history.finding_states import Stand, Step, ended, seen, unseen
from iam_audit.history.saving_checks import Looked
from iam_audit.history.tables import DETAIL, FINDING
from iam_audit.history.values import EventKind, FindingState
from iam_audit.history.visit import Visit
from iam_audit.history.writing import Row, add, batches, change, drop
from iam_audit.model import ROOT_NAME, Finding, Resource, Severity, Status
from iam_audit.model.wire import encode

PER_PART = 200
"""Findings of one check that are packed together."""


def save_findings(visit: Visit, looked: Looked, credentials: Mapping[tuple[str, str], str]) -> None:
    """Write down what became of each finding; `credentials` are the ids that the history gave, by type and name."""
    spoken = {one.fingerprint: one for one in visit.result.findings if one.status is not Status.PASS}
    known = _known(visit, spoken)
    added: list[Row] = []
    changed: list[Row] = []
    for fingerprint, finding in spoken.items():
        before = known.get(fingerprint)
        confirmed = looked.confirmed_at.get(finding.check_id)
        step = seen(finding, _stand(before) if before else None, confirmed, visit.at)
        if step is None or step.after is None:
            continue
        _note(visit, fingerprint, finding.check_id, _stand(before) if before else None, step)
        row = {"fingerprint": fingerprint, "message": finding.message, **columns(step.after)}
        if before:
            changed.append(row)
        else:
            added.append(row | _identity(finding, credentials) | {"first_seen_at": visit.at})
    forgotten = _save_gone(visit, looked, [row for name, row in known.items() if name not in spoken], changed)
    add(visit.connection, FINDING, added)
    change(visit.connection, FINDING, changed)
    drop(visit.connection, FINDING, forgotten)
    _save_details(visit, looked, spoken.values())


def end_findings(visit: Visit, by: str) -> None:
    """Write down that all findings of an account are gone, and why."""
    changed: list[Row] = []
    forgotten: list[Row] = []
    for fingerprint, row in _known(visit, {}).items():
        before = _stand(row)
        if before.cycle == 0:
            forgotten.append({"fingerprint": fingerprint})
            continue
        step = ended(before, visit.at, visit.assessed_before, by)
        _note(visit, fingerprint, row["check_id"], before, step)
        if step.after:
            changed.append({"fingerprint": fingerprint, **columns(step.after)})
    change(visit.connection, FINDING, changed)
    drop(visit.connection, FINDING, forgotten)
    visit.connection.execute(delete(DETAIL).where(DETAIL.c.account_id == visit.account_id))


def columns(after: Stand) -> Row:
    """Return a state as the columns of its row."""
    return {
        "state": after.state.value,
        "severity": after.severity.value,
        "severity_rank": after.severity.rank,
        "cycle": after.cycle,
        "opened_at": after.opened_at,
        "last_seen_at": after.last_seen_at,
        "resolved_at": after.resolved_at,
        "resolved_by": after.resolved_by,
    }


def user_of(resource: Resource) -> str | None:
    """Return the user whom a resource is or belongs to; root is one here."""
    return ROOT_NAME if resource.type == "root" else resource.user_name


def _known(visit: Visit, spoken: Mapping[str, Finding]) -> dict[str, RowMapping]:
    """Return what is remembered of those that are not resolved, and of those that are spoken of."""
    here = select(FINDING).where(
        FINDING.c.account_id == visit.account_id, FINDING.c.state != FindingState.RESOLVED.value
    )
    known = {row["fingerprint"]: row for row in visit.connection.execute(here).mappings()}
    for some in batches(spoken.keys() - known.keys()):
        resolved = select(FINDING).where(FINDING.c.fingerprint.in_(some))
        known |= {row["fingerprint"]: row for row in visit.connection.execute(resolved).mappings()}
    return known


def _stand(row: RowMapping) -> Stand:
    return Stand(
        state=FindingState(row["state"]),
        severity=Severity(row["severity"]),
        cycle=row["cycle"],
        opened_at=row["opened_at"],
        last_seen_at=row["last_seen_at"],
        resolved_at=row["resolved_at"],
        resolved_by=row["resolved_by"],
    )


def _save_gone(visit: Visit, looked: Looked, rows: Iterable[RowMapping], changed: list[Row]) -> list[Row]:
    forgotten: list[Row] = []
    for row in rows:
        if row["check_id"] not in looked.judged:
            continue
        before = _stand(row)
        step = unseen(before, visit.at, looked.confirmed_at.get(row["check_id"]))
        if step is None:
            continue
        if step.after is None:
            forgotten.append({"fingerprint": row["fingerprint"]})
            continue
        _note(visit, row["fingerprint"], row["check_id"], before, step)
        changed.append({"fingerprint": row["fingerprint"], **columns(step.after)})
    return forgotten


def _note(visit: Visit, fingerprint: str, check_id: str, before: Stand | None, step: Step) -> None:
    if step.after is None:
        return
    # What nobody has seen fail stood nowhere.
    stood = before.state.value if before and before.cycle else None
    for kind in step.kinds:
        severe = before is not None and kind is EventKind.SEVERITY
        opened = step.after.opened_at if kind is EventKind.RESOLVED else None
        visit.note(
            kind,
            fingerprint=fingerprint,
            check_id=check_id,
            severity=step.after.severity.value,
            before=before.severity.value if before and severe else stood,
            after=step.after.severity.value if severe else step.after.state.value,
            seconds=int((visit.at - opened).total_seconds()) if opened else None,
            by=step.after.resolved_by,
        )


def _identity(finding: Finding, credentials: Mapping[tuple[str, str], str]) -> Row:
    resource = finding.resource
    return {
        "account_id": finding.account_id,
        "check_id": finding.check_id,
        "resource_type": resource.type,
        "resource_id": resource.id,
        "resource_name": resource.name,
        "resource_arn": resource.arn,
        "user_name": user_of(resource),
        "credential_id": credentials.get((resource.type, resource.id)),
    }


def _save_details(visit: Visit, looked: Looked, findings: Iterable[Finding]) -> None:
    """Keep what was said last, in the place of what was said before; of checks that were not asked, leave it."""
    asked = {one.check_id for one in visit.result.counts} | set(looked.judged)
    wanted = _packed(visit.account_id, findings)
    here = select(DETAIL.c.check_id, DETAIL.c.part, DETAIL.c.parts, DETAIL.c.digest)
    rows = visit.connection.execute(here.where(DETAIL.c.account_id == visit.account_id)).mappings()
    known = {(row["check_id"], row["part"]): row for row in rows}
    added = [row for name, row in wanted.items() if name not in known]
    changed = [
        row
        for name, row in wanted.items()
        if name in known and (row["digest"], row["parts"]) != (known[name]["digest"], known[name]["parts"])
    ]
    gone = [
        {"account_id": visit.account_id, "check_id": check_id, "part": part}
        for check_id, part in known.keys() - wanted.keys()
        if check_id in asked
    ]
    add(visit.connection, DETAIL, added)
    change(visit.connection, DETAIL, changed)
    drop(visit.connection, DETAIL, gone)


def _packed(account_id: str, findings: Iterable[Finding]) -> dict[tuple[str, int], Row]:
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check_id].append(finding)
    packed: dict[tuple[str, int], Row] = {}
    for check_id, some in by_check.items():
        parts = -(-len(some) // PER_PART)
        filled: dict[int, list[Finding]] = defaultdict(list)
        for finding in some:
            filled[part_of(finding.fingerprint, parts)].append(finding)
        for part, held in filled.items():
            text = encode(held)
            packed[check_id, part] = {
                "account_id": account_id,
                "check_id": check_id,
                "part": part,
                "parts": parts,
                "digest": hashlib.sha256(text).hexdigest()[:32],
                "body": zlib.compress(text, 1),
            }
    return packed


def part_of(fingerprint: str, parts: int) -> int:
    """Return which part holds a finding."""
    return int(fingerprint[:8], 16) % parts
