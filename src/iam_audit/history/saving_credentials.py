"""Remembers the credentials of an account: which came, went, are used, and can do more or less than before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, and_, bindparam, select, update

from iam_audit.history.credential_rows import NOT_RATED, Owners, credential_rows, made_id
from iam_audit.history.tables import CREDENTIAL, FINDING, USE
from iam_audit.history.values import EventKind, FindingState
from iam_audit.history.visit import SECTIONS, Visit
from iam_audit.history.writing import Row, add, batches, change
from iam_audit.model import ROOT_NAME, CredentialType, Section

PAUSE = timedelta(days=14)
"""A use after a longer pause than this is a new time of use, which is worth remembering."""
WATCHED = (
    (EventKind.RISK, "risk_level"),
    (EventKind.TIER, "tier"),
    (EventKind.SWITCHED, "active"),
)
"""What is worth an event when it changes."""


def save_credentials(visit: Visit, owners: Owners) -> dict[tuple[str, str], str]:
    """Write down what is other than it was; return the id of every credential by type and name."""
    known = _known(visit)
    seen = list(_recognized(visit, credential_rows(visit.result, owners), known))
    returned = _gone_before(visit, [row["id"] for row in seen if row["id"] not in known])
    added = [row for row in seen if row["id"] not in known and row["id"] not in returned]
    changed = [
        _changed(visit, row, (known | returned)[row["id"]])
        for row in seen
        if row["id"] in known or row["id"] in returned
    ]
    for row in added:
        visit.note(EventKind.APPEARED, credential_id=row["id"], after=row["risk_level"])
    _save_uses(visit, seen, known | returned)
    gone = _gone(visit, known, {row["id"] for row in seen})
    add(visit.connection, CREDENTIAL, [_first(visit, row) for row in added])
    change(visit.connection, CREDENTIAL, [row for row in (*changed, *gone) if len(row) > 1])
    return {(row["type"], row["name"]): row["id"] for row in seen}


def count_findings(visit: Visit) -> None:
    """Write to every credential how many findings are open about it and its user, and how bad they are."""
    failing = (FindingState.OPEN.value, FindingState.UNKNOWN.value)
    here = select(FINDING.c.user_name, FINDING.c.credential_id, FINDING.c.severity_rank).where(
        FINDING.c.account_id == visit.account_id,
        FINDING.c.user_name.is_not(None),
        FINDING.c.state.in_(failing),
        FINDING.c.cycle > 0,
    )
    of_user: dict[str, list[int]] = defaultdict(list)
    of_credential: dict[str, list[int]] = defaultdict(list)
    for row in visit.connection.execute(here):
        if row.credential_id:
            of_credential[row.credential_id].append(row.severity_rank)
        else:
            of_user[row.user_name].append(row.severity_rank)
    names = (CREDENTIAL.c.id, CREDENTIAL.c.user_name, CREDENTIAL.c.open, CREDENTIAL.c.worst_rank)
    there = select(*names).where(CREDENTIAL.c.account_id == visit.account_id, CREDENTIAL.c.gone_at.is_(None))
    changed = []
    for one in visit.connection.execute(there):
        ranks = [*of_credential.get(one.id, ()), *of_user.get(one.user_name, ())]
        now = (len(ranks), min(ranks, default=NOT_RATED))
        if now != (one.open, one.worst_rank):
            changed.append({"id": one.id, "open": now[0], "worst_rank": now[1]})
    change(visit.connection, CREDENTIAL, changed)


def _known(visit: Visit) -> dict[str, RowMapping]:
    there = select(CREDENTIAL).where(
        CREDENTIAL.c.account_id == visit.account_id, CREDENTIAL.c.gone_at.is_(None)
    )
    return {row["id"]: row for row in visit.connection.execute(there).mappings()}


def _gone_before(visit: Visit, ids: Sequence[str]) -> dict[str, RowMapping]:
    found: dict[str, RowMapping] = {}
    for some in batches(ids):
        rows = visit.connection.execute(select(CREDENTIAL).where(CREDENTIAL.c.id.in_(some))).mappings()
        found |= {row["id"]: row for row in rows}
    return found


def _recognized(visit: Visit, rows: Iterable[Row], known: Mapping[str, RowMapping]) -> Iterable[Row]:
    """Yield the rows with the ids that the history gave them.

    Some audits know a key by its id, others only as the first or second of its user; both mean the same key.
    """
    rows = list(rows)
    by_name = {(row["type"], row["name"]): row for row in known.values()}
    named = {(row["type"], row["name"]) for row in rows}
    by_slot = {
        (row["user_name"], row["slot"]): row
        for row in known.values()
        if row["slot"] and (row["type"], row["name"]) not in named
    }
    for row in rows:
        identified = row["identified"]
        held = by_name.get((row["type"], row["name"]))
        if held is None and row["slot"] and row["type"] == CredentialType.ACCESS_KEY.value:
            beside = by_slot.get((row["user_name"], row["slot"]))
            held = beside if beside is not None and (not identified or "/" in beside["name"]) else None
        plain = {name: value for name, value in row.items() if name != "identified"}
        if held is None:
            yield {**plain, "id": made_id(visit.account_id, row["type"], row["name"])}
        elif identified:
            yield {**plain, "id": held["id"]}
        else:
            # What was known by its id stays known by it.
            yield {**plain, "id": held["id"], "name": held["name"], "words": held["words"]}


def _first(visit: Visit, row: Row) -> Row:
    return {
        **row,
        "first_seen_at": visit.at,
        "last_seen_at": None,
        "gone_at": None,
        "open": 0,
        "worst_rank": NOT_RATED,
    }


def _changed(visit: Visit, row: Row, before: RowMapping) -> Row:
    """Return the columns that are other than they were, and note those that matter."""
    for kind, name in WATCHED:
        if row[name] != before[name]:
            visit.note(kind, credential_id=row["id"], before=_text(before[name]), after=_text(row[name]))
    after = {**row, "gone_at": None, "last_seen_at": None}
    if before["gone_at"] is not None:
        visit.note(EventKind.APPEARED, credential_id=row["id"], after=row["risk_level"])
    return {"id": row["id"]} | {name: value for name, value in after.items() if before[name] != value}


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "active" if value else "inactive"
    return None if value is None else str(value)


def _gone(visit: Visit, known: Mapping[str, RowMapping], seen: set[str]) -> list[Row]:
    gone: list[Row] = []
    for name, row in known.items():
        if name in seen or visit.lacks(_needed(row)):
            continue
        visit.note(EventKind.GONE, credential_id=name, before=row["risk_level"])
        gone.append(
            {
                "id": name,
                "gone_at": visit.at,
                "last_seen_at": visit.assessed_before,
                "open": 0,
                "worst_rank": NOT_RATED,
            }
        )
    return gone


def _needed(row: RowMapping) -> frozenset[Section]:
    if row["user_name"] == ROOT_NAME:
        return frozenset({Section.ROOT})
    return SECTIONS[CredentialType(row["type"])]


def _save_uses(visit: Visit, seen: Iterable[Row], known: Mapping[str, RowMapping]) -> None:
    """Make the last time of use longer, or begin another one."""
    longer: list[dict[str, object]] = []
    begun: list[Row] = []
    for row in seen:
        last: datetime | None = row["last_used_at"]
        before = known[row["id"]]["last_used_at"] if row["id"] in known else None
        if last is None or (before is not None and last <= before):
            continue
        where = {"service": row["last_used_service"], "region": row["last_used_region"]}
        if before is not None and last - before <= PAUSE:
            longer.append(
                {
                    "key": row["id"],
                    "ended": before,
                    "until": last,
                    **{f"new_{k}": v for k, v in where.items()},
                }
            )
        else:
            begun.append({"credential_id": row["id"], "began_at": last, "ended_at": last, **where})
    add(visit.connection, USE, begun)
    if longer:
        here = and_(USE.c.credential_id == bindparam("key"), USE.c.ended_at == bindparam("ended"))
        to: Row = {
            "ended_at": bindparam("until"),
            "service": bindparam("new_service"),
            "region": bindparam("new_region"),
        }
        visit.connection.execute(update(USE).where(here).values(to), longer)
