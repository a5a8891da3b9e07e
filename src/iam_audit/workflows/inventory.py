"""Reads every key of an organization from AWS itself, and what CloudTrail remembers of keys and users."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.aws import Aws, explain
from iam_audit.collect.account import Ask, collect_account
from iam_audit.collect.lifecycle_events import CALLS_PER_SECOND, LifecycleEvent, Pace, fetch_events
from iam_audit.model import Account, Section, Snapshot
from iam_audit.workflows.parallel import QUIET, Lost, Progress, in_each
from iam_audit.workflows.sources import Organization
from iam_audit.workflows.visits import Visits, visits_of

LIVE = Ask(live=True, include=frozenset({Section.MFA_DEVICES}))
"""The credential report may be four hours old, and does not tell what kind of MFA somebody has."""


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """What one account holds, and what happened in it; None and empty where it could not be read."""

    account: Account
    snapshot: Snapshot | None = None
    events: tuple[LifecycleEvent, ...] = ()
    failures: tuple[str, ...] = ()
    """Why the snapshot or the events are missing, in whole sentences."""


def take_inventory(
    source: Organization,
    now: datetime,
    period: tuple[datetime, datetime],
    progress: Progress = QUIET,
    calls_per_second: float = CALLS_PER_SECOND,
) -> tuple[Inventory, ...]:
    """Read the keys of every account, and the events between two moments; ordered by account id.

    An account that fails says why, and stops no other. Raises CredentialsError, UsageError or AccountError when
    the list of accounts cannot be read.
    """
    visits = visits_of(source)

    def work(account: Account) -> Inventory:
        return _inventory(visits, account, now, period, Pace(calls_per_second))

    outcomes = in_each(visits.accounts, work, at_once=visits.at_once, progress=progress, stop=visits.aws.stop)
    return tuple(
        Inventory(account=one.account, failures=(one.reason,)) if isinstance(one, Lost) else one.value
        for one in outcomes
    )


def _inventory(
    visits: Visits, account: Account, now: datetime, period: tuple[datetime, datetime], pace: Pace
) -> Inventory:
    inside = visits.doors[account]()
    snapshot = collect_account(inside.client, account, now, LIVE).snapshot
    events, failure = _events(inside, period, pace)
    return Inventory(
        account=account, snapshot=snapshot, events=events, failures=(failure,) if failure else ()
    )


def _events(
    inside: Aws, period: tuple[datetime, datetime], pace: Pace
) -> tuple[tuple[LifecycleEvent, ...], str]:
    try:
        return fetch_events(inside.client("cloudtrail", inside.home_region()), *period, pace), ""
    except Exception as error:  # noqa: BLE001 - the keys are worth reporting without the events
        return (), f"CloudTrail's events could not be read: {explain(error)[1]}"
