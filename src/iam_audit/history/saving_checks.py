"""Remembers what each check looked at in an account, and since when it was not asked or could not answer."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import select

from iam_audit.history.tables import CHECK, CHECK_NAME
from iam_audit.history.visit import Visit
from iam_audit.history.writing import Row, add, batches, change
from iam_audit.model import AccountResult, Status

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
    refused = _refused(visit.result)
    counts = {one.check_id: one for one in visit.result.counts}
    confirmed = {name: row["last_judged_at"] or visit.assessed_before for name, row in known.items()}
    added: list[Row] = []
    for name in sorted(known.keys() | counts.keys()):
        before, count = known.get(name), counts.get(name)
        numbers = {one: getattr(count, one) if count else before[one] if before else 0 for one in NUMBERS}
        judged = count is not None and name not in refused
        after = {
            **numbers,
            "refused": name in refused if count else bool(before and before["refused"]),
            "last_judged_at": None if judged else confirmed.get(name),
        }
        if before is None or any(before[one] != value for one, value in after.items()):
            added.append(
                {"account_id": visit.account_id, "check_id": name, "since_run": visit.run, "until_run": None}
                | after
            )
    ended = [
        {
            "account_id": visit.account_id,
            "check_id": row["check_id"],
            "since_run": known[row["check_id"]]["since_run"],
            "until_run": visit.run,
        }
        for row in added
        if row["check_id"] in known
    ]
    change(visit.connection, CHECK, ended)
    add(visit.connection, CHECK, added)
    return Looked(judged=frozenset(counts.keys() - refused), confirmed_at=confirmed)


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
