"""Asks CloudTrail who made the keys and users that something is wrong with: a hint to who owns them."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from iam_audit.alerts import made_here
from iam_audit.collect.lifecycle_events import CALLS_PER_SECOND, Pace, fetch_events
from iam_audit.model import Account, AuditResult, Status
from iam_audit.workflows.parallel import QUIET, Lost, in_each
from iam_audit.workflows.sources import OneAccount, Organization
from iam_audit.workflows.visits import visits_of

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(days=90)
"""How long CloudTrail keeps its event history."""
MADE = ("CreateAccessKey", "CreateUser")


def creators_of(
    source: OneAccount | Organization,
    result: AuditResult,
    now: datetime,
    calls_per_second: float = CALLS_PER_SECOND,
) -> Mapping[str, str]:
    """Return who made keys and users in the last 90 days, in the accounts where something fails.

    An account whose events cannot be read is logged and left out: there is a hint less.
    """
    visits = visits_of(source)
    concerned = {one.account_id for one in result.with_status(Status.FAIL)}
    accounts = tuple(one for one in visits.accounts if one.id in concerned)

    def work(account: Account) -> Mapping[str, str]:
        inside = visits.doors[account]()
        client = inside.client("cloudtrail", inside.home_region())
        events = fetch_events(client, now - REMEMBERED, now, Pace(calls_per_second))
        return {
            made_here(account.id, name): one.actor
            for one in events
            if one.name in MADE and one.actor
            for name in one.resources
        }

    outcomes = in_each(accounts, work, at_once=visits.at_once, progress=QUIET, stop=visits.aws.stop)
    found: dict[str, str] = {}
    for one in outcomes:
        if isinstance(one, Lost):
            logger.warning("who made the keys of %s is not known: %s", one.account.id, one.reason)
        else:
            found |= one.value
    return found
