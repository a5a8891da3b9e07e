"""Remembers what each check looked at in an account, and since when it was not asked or could not answer."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import RowMapping, select

from iam_audit.history.tables import CHECK, CHECK_NAME
from iam_audit.history.visit import Visit
from iam_audit.history.writing import Row, add, batches, change
from iam_audit.model import AccountResult, CheckCount, Status

NUMBERS = ("examined", "failed", "passed", "muted", "not_evaluated")


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """Where a visit looked."""

    judged: frozenset[str]
    """The checks that were answered: what they do not speak of any more is gone."""
    confirmed_at: Mapping[str, datetime | None]
    """When the findings of each check were confirmed before this visit."""


def save_checks(visit: Visit) -> Looked:
    """Write down what is other than it was, and return where the visit looked."""
    now = select(CHECK).where(CHECK.c.account_id == visit.account_id, CHECK.c.until_run.is_(None))
    known = {row["check_id"]: row for row in visit.connection.execute(now).mappings()}
    counts = {one.check_id: one for one in visit.result.counts}
    refused = _refused(visit.result)
    confirmed = {name: row["last_judged_at"] or visit.assessed_before for name, row in known.items()}
    added: list[Row] = []
    for name in sorted(known.keys() | counts.keys()):
        if count := counts.get(name):
            after = _asked(count, confirmed.get(name), refused=name in refused)
        else:
            after = _not_asked(known[name], confirmed[name])
        if name not in known or any(known[name][one] != value for one, value in after.items()):
            added.append({**_place(visit, name, visit.run), "until_run": None, **after})
    ended = [
        _place(visit, row["check_id"], known[row["check_id"]]["since_run"])
        for row in added
        if row["check_id"] in known
    ]
    change(visit.connection, CHECK, [row | {"until_run": visit.run} for row in ended])
    add(visit.connection, CHECK, added)
    return Looked(judged=frozenset(counts.keys() - refused), confirmed_at=confirmed)


def _asked(count: CheckCount, confirmed_at: datetime | None, *, refused: bool) -> Row:
    numbers = {name: getattr(count, name) for name in NUMBERS}
    return {**numbers, "refused": refused, "last_judged_at": confirmed_at if refused else None}


def _not_asked(before: RowMapping, confirmed_at: datetime | None) -> Row:
    """The numbers of a check that was not run this time stay as they were."""
    return {**{name: before[name] for name in (*NUMBERS, "refused")}, "last_judged_at": confirmed_at}


def _place(visit: Visit, check_id: str, since_run: int) -> Row:
    return {"account_id": visit.account_id, "check_id": check_id, "since_run": since_run}


def save_names(visit: Visit) -> None:
    """Write down what checks are called and look at, for runs may have other checks than a later program knows."""
    titles = {one.check_id: one.title for one in visit.result.findings}
    wanted = {
        one.check_id: {
            "check_id": one.check_id,
            "title": titles.get(one.check_id, ""),
            "examines": one.examines,
        }
        for one in visit.result.counts
    }
    known: dict[str, Row] = {}
    for some in batches(wanted):
        found = visit.connection.execute(select(CHECK_NAME).where(CHECK_NAME.c.check_id.in_(some))).mappings()
        known |= {row["check_id"]: row for row in found}
    add(visit.connection, CHECK_NAME, [row for name, row in wanted.items() if name not in known])
    change(
        visit.connection,
        CHECK_NAME,
        [
            row
            for name, row in wanted.items()
            if name in known and row["title"] and row["title"] != known[name]["title"]
        ],
    )


def _refused(result: AccountResult) -> frozenset[str]:
    """A check that could not be answered says so about the account as a whole."""
    return frozenset(
        finding.check_id
        for finding in result.findings
        if finding.status is Status.NOT_EVALUATED and finding.resource.type == "account"
    )
