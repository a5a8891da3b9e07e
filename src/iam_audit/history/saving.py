"""Saves a finished audit: all of it in one transaction, or nothing."""

import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from iam_audit.history.credential_rows import NOT_RATED, Owners
from iam_audit.history.records import Document, run_record
from iam_audit.history.saving_checks import save_checks, save_names
from iam_audit.history.saving_credentials import count_findings, save_credentials
from iam_audit.history.saving_findings import end_findings, save_findings
from iam_audit.history.saving_principals import save_principals
from iam_audit.history.summary import changes_of, summary_of
from iam_audit.history.tables import ACCOUNT, ACCOUNT_STATE, CHECK, CREDENTIAL, EVENT, FINDING, MEMBERS, RUN
from iam_audit.history.values import EventKind, RunRecord
from iam_audit.history.visit import Visit
from iam_audit.history.waiver_uses import save_uses
from iam_audit.history.writing import Row, add, change
from iam_audit.model import Account, AccountResult, AccountStatus, AuditResult
from iam_audit.store.database import Store

LOCK = 4_716_233_905_118_225
"""A number of our own, for the advisory lock of PostgreSQL: runs are saved one after another."""
MUCH = 1000
"""Changes from which on a run is worth counting anew."""
LEFT = "the account is not in the organization any more"
WHOLE = re.compile(r"organization (o-[a-z0-9]+)(?:$|, without accounts that nobody can enter)")
"""The scope of a run that asked for all accounts of an organization."""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a run that was handed in to be saved."""

    run: RunRecord
    new: bool
    """False: a run of that id was there already, and nothing was written."""
    outdated: tuple[str, ...] = ()
    """Accounts of which a later audit is known already; what this one says of them was left out."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Who saves what, and when."""

    run_id: str
    saved_at: datetime
    owners: Owners = lambda _account, _user: ""


def run_id_of(result: AuditResult) -> str:
    """Return an id for a run that has none of its own: the same for the same audit at the same moment."""
    ids = ",".join(sorted(one.account.id for one in result.accounts))
    told = msgspec.json.encode((result.generated_at, result.scope, result.tool_version, ids))
    return f"{result.generated_at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(told).hexdigest()[:12]}"


def save(store: Store, result: AuditResult, occasion: Occasion) -> Saved:
    """Save a run. What it says is compared with what is known, and what is other is written down."""
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            _prepare_postgresql(connection)
        there = connection.execute(select(RUN).where(RUN.c.id == occasion.run_id)).mappings().first()
        if there is not None:
            return Saved(run=run_record(there), new=False)
        number = (connection.execute(select(func.max(RUN.c.number))).scalar() or 0) + 1
        outdated = _save_accounts(connection, number, result, occasion)
        _save_run(connection, number, result, occasion)
        save_uses(connection, number, result.waivers)
        if connection.dialect.name == "postgresql":
            _tell_postgresql(connection, number)
        row = connection.execute(select(RUN).where(RUN.c.number == number)).mappings().one()
        return Saved(run=run_record(row), new=True, outdated=tuple(outdated))


def _prepare_postgresql(connection: Connection) -> None:
    """Wait for others who save, look everything up in the indexes, and plan once what is done for each row.

    In a transaction that fills the tables PostgreSQL believes that they are as small as before, and would read all of
    them again for each account.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    connection.execute(text("SET LOCAL plan_cache_mode = auto"))


def _tell_postgresql(connection: Connection, number: int) -> None:
    """Have a run that changed much counted at once, so that the next questions are answered the quick way."""
    changed = connection.execute(select(func.count()).where(EVENT.c.run == number)).scalar() or 0
    if changed >= MUCH:
        for table in (ACCOUNT, CHECK, CREDENTIAL, EVENT, FINDING):
            connection.execute(text(f"ANALYZE {table.name}"))


def _save_accounts(connection: Connection, number: int, result: AuditResult, occasion: Occasion) -> list[str]:
    whole = WHOLE.match(result.scope)
    organization = whole.group(1) if whole else None
    outdated: list[str] = []
    ids: list[str] = []
    for account in result.accounts:
        ids.append(account.account.id)
        here = select(ACCOUNT).where(ACCOUNT.c.id == account.account.id)
        before = connection.execute(here).mappings().first()
        if before is not None and before["visited_at"] > result.generated_at:
            outdated.append(account.account.id)
            continue
        visit = Visit(
            connection=connection, run=number, at=result.generated_at, result=account, before=before
        )
        _save_account(visit, organization, occasion.owners)
    if organization:
        _save_departures(connection, number, result.generated_at, organization, ids)
    return outdated


def _save_account(visit: Visit, organization: str | None, owners: Owners) -> None:
    if visit.result.status is not AccountStatus.NOT_ASSESSED:
        looked = save_checks(visit)
        save_names(visit)
        credentials = save_credentials(visit, owners)
        save_findings(visit, looked, credentials)
        count_findings(visit)
        save_principals(visit)
    _save_state(visit, organization)
    add(visit.connection, EVENT, visit.events)


def _save_state(visit: Visit, organization: str | None) -> None:
    account, status, before = visit.result.account, visit.result.status, visit.before
    reason = visit.result.reason
    read = status is not AccountStatus.NOT_ASSESSED
    same = before is not None and before["status"] == status.value
    now: Row = {
        "id": account.id,
        "name": account.name or (before["name"] if before else ""),
        "partition": account.partition,
        "status": status.value,
        "reason": reason,
        "since": before["since"] if before is not None and same else visit.at,
        "visited_at": visit.at,
        "assessed_at": visit.at if read else visit.assessed_before,
        "organization": organization or (before["organization"] if before else None),
        "gone_at": None,
    }
    if before is None:
        visit.connection.execute(insert(ACCOUNT), {**now, "first_seen_at": visit.at})
    else:
        change(visit.connection, ACCOUNT, [now])
        if not same:
            visit.note(EventKind.STATUS, before=before["status"], after=status.value, note=reason)
    if before is None or any(before[name] != now[name] for name in ("status", "reason", "name")):
        state = {
            "account_id": account.id,
            "since_run": visit.run,
            "status": status.value,
            "reason": reason,
            "name": now["name"],
        }
        visit.connection.execute(insert(ACCOUNT_STATE), state)


def _save_departures(
    connection: Connection, number: int, at: datetime, organization: str, ids: Iterable[str]
) -> None:
    """An account that its organization does not list any more is gone, and so is all that was in it."""
    here = select(ACCOUNT).where(ACCOUNT.c.organization == organization, ACCOUNT.c.gone_at.is_(None))
    for row in connection.execute(here).mappings().all():
        if row["id"] in set(ids) or row["visited_at"] > at:
            continue
        _depart(connection, number, at, row)


def _depart(connection: Connection, number: int, at: datetime, account: RowMapping) -> None:
    unread = AccountResult(account=Account(id=account["id"]), status=AccountStatus.NOT_ASSESSED)
    visit = Visit(connection=connection, run=number, at=at, result=unread, before=account)
    visit.note(EventKind.GONE, before=account["status"], note=LEFT)
    end_findings(visit, LEFT)
    there = (CREDENTIAL.c.account_id == account["id"], CREDENTIAL.c.gone_at.is_(None))
    gone = {"gone_at": at, "last_seen_at": visit.assessed_before, "open": 0, "worst_rank": NOT_RATED}
    connection.execute(update(CREDENTIAL).where(*there).values(gone))
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account["id"]).values(gone_at=at))
    add(connection, EVENT, visit.events)


def _save_run(connection: Connection, number: int, result: AuditResult, occasion: Occasion) -> None:
    statuses = Counter(one.status for one in result.accounts)
    document = Document(
        accounts={one: statuses[one] for one in AccountStatus},
        changes=changes_of(connection, number),
        summary=summary_of(connection),
    )
    run = {
        "number": number,
        "id": occasion.run_id,
        "at": result.generated_at,
        "saved_at": occasion.saved_at,
        "tool_version": result.tool_version,
        "scope": result.scope,
        "framework": result.framework.id if result.framework else None,
        "complete": result.complete,
        "members": _save_members(connection, [one.account.id for one in result.accounts]),
        "document": msgspec.json.encode(document).decode(),
    }
    connection.execute(insert(RUN), run)


def _save_members(connection: Connection, ids: Iterable[str]) -> str:
    text_of = json.dumps(sorted(ids)).encode()
    name = hashlib.sha256(text_of).hexdigest()[:32]
    if connection.execute(select(MEMBERS.c.id).where(MEMBERS.c.id == name)).first() is None:
        connection.execute(insert(MEMBERS), {"id": name, "account_ids": zlib.compress(text_of)})
    return name
