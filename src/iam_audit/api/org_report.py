"""The two-file report of an organization: every access key, and what CloudTrail remembers of keys and users."""

import logging
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from iam_audit import aws, clock
from iam_audit.api.key_inventory import EventRow, KeyInventoryRow, Labels, event_row, inventory
from iam_audit.collect.lifecycle_events import CALLS_PER_SECOND
from iam_audit.errors import IamAuditError, UsageError
from iam_audit.files import write_text
from iam_audit.model import Section
from iam_audit.reports.spreadsheet import Cell, csv_text
from iam_audit.workflows import QUIET, Entry, Inventory, Organization, Progress, take_inventory

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
"""How far back CloudTrail's event history goes; more is kept only in a trail of one's own."""

KEY_FACTS = (
    Section.USERS,
    Section.ACCESS_KEYS,
    Section.ACCESS_KEY_IDS,
    Section.PASSWORDS,
    Section.MFA,
    Section.MFA_DEVICES,
)
"""The sections that the rows are made from; a gap elsewhere takes nothing from them."""

EVENT_COLUMNS = ("eventTime", "eventName", "username", "account_id", "account_name", "resources")


@dataclass(frozen=True, kw_only=True)
class OrgReport:
    """The rows of both files, and the accounts that are missing from them."""

    findings: list[KeyInventoryRow]
    events: list[EventRow]
    failures: tuple[str, ...] = ()
    """One sentence per account that could not be read in full."""

    def write(self, folder: Path, at: datetime) -> tuple[Path, Path]:
        """Write both files, named for the moment `at`, and return their paths. Raises OutputError."""
        stamp = at.strftime("%Y%m%d_%H%M%S")
        keys, events = folder / f"iam_audit_report_{stamp}.csv", folder / f"cloudtrail_events_{stamp}.csv"
        columns = tuple(KeyInventoryRow.__annotations__)
        rows: list[Mapping[str, Any]] = list(self.findings)
        write_text(keys, csv_text(columns, ([row[name] for name in columns] for row in rows)))
        write_text(events, csv_text(EVENT_COLUMNS, (_event_cells(row) for row in self.events)))
        return keys, events


def org_report(
    source: Organization,
    now: datetime,
    period: tuple[datetime, datetime],
    labels: Labels = "es",
    progress: Progress = QUIET,
    calls_per_second: float = CALLS_PER_SECOND,
) -> OrgReport:
    """Read every account of the organization; one that fails is named in `failures` and does not stop the others.

    Raises CredentialsError, UsageError or AccountError when the list of accounts cannot be read.
    """
    inventories = take_inventory(source, now, period, progress, calls_per_second)
    read = [one.snapshot for one in inventories if one.snapshot]
    happened = [(event, one.account) for one in inventories for event in one.events]
    happened.sort(key=lambda pair: (pair[0].at, pair[1].id, pair[0].id))
    return OrgReport(
        findings=[row for snapshot in read for row in inventory(snapshot, labels)],
        events=[event_row(event, account.id, account.name) for event, account in happened],
        failures=tuple(_failures(inventories)),
    )


def period(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Return the time to ask CloudTrail about: by default the 90 days up to now. Raises UsageError."""
    until = end or now
    since = start or until - KEPT
    if since >= until:
        raise UsageError(f"--start {since.isoformat()} is not before --end {until.isoformat()}.")
    return since, until


def main() -> tuple[list[KeyInventoryRow], list[EventRow]]:
    """Write the two CSV files of an organization into the current folder, and return their rows.

    Reads `--profile` and `--role` (both required), and `--start` and `--end` (ISO 8601, UTC when no zone is named; by
    default the last 90 days) from the command line. Accounts that fail are logged and left out. Exits with code 2 and
    one line when the organization cannot be read at all.
    """
    parser = ArgumentParser(prog="iam_audit", description="Write every access key of an organization as CSV.")
    parser.add_argument("--profile", required=True, help="profile of the management account")
    parser.add_argument("--role", required=True, help="role to assume in each account")
    parser.add_argument("--start", type=_moment, help="events from here on (ISO 8601)")
    parser.add_argument("--end", type=_moment, help="events up to here (ISO 8601)")
    given = parser.parse_args()
    now = clock.now()
    try:
        source = Organization(aws=aws.connect(profile=given.profile), entry=Entry(role=given.role))
        report = org_report(source, now, period(given.start, given.end, now))
        report.write(Path(), now)
    except IamAuditError as error:
        parser.exit(error.exit_code, f"{error}\n")
    for failure in report.failures:
        logger.warning("%s", failure)
    return report.findings, report.events


def _moment(text: str) -> datetime:
    named = datetime.fromisoformat(text)
    return named if named.tzinfo else named.replace(tzinfo=UTC)


def _failures(inventories: Sequence[Inventory]) -> list[str]:
    """Name the accounts that are missing, and the parts that are missing of the others."""
    lines = [f"{one.account.id} {one.account.name}: {why}" for one in inventories for why in one.failures]
    read = (one.snapshot for one in inventories if one.snapshot)
    gaps = ((snapshot.account, gap) for snapshot in read for gap in snapshot.gaps)
    return lines + [
        f"{account.id} {account.name}: {gap.section.replace('_', ' ')} could not be read: {gap.reason}"
        for account, gap in gaps
        if gap.section in KEY_FACTS
    ]


def _event_cells(row: EventRow) -> tuple[Cell, ...]:
    resources = ", ".join(row["resources"])
    return (
        row["eventTime"],
        row["eventName"],
        row["username"],
        row["account_id"],
        row["account_name"],
        resources,
    )
