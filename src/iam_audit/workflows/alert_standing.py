"""Looks at the ledger for people: what is open, what was sent, what nobody has got, and what is to be quiet."""

import re
from datetime import datetime, timedelta

import msgspec

from iam_audit.errors import UsageError
from iam_audit.ledger import Episode, Ledger, Policy, Snooze, State, deadline_of
from iam_audit.model import Severity
from iam_audit.workflows.alerting import Undelivered, undelivered

LOOKED_BACK = timedelta(days=30)
SHORTEST = 8
"""Digits of a fingerprint that are enough to name it."""


class OpenFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that somebody has to hear of, and that is not known to be gone."""

    fingerprint: str
    account_id: str
    check_id: str
    severity: Severity
    first_seen: datetime
    deadline: datetime | None = None
    snoozed_until: datetime | None = None
    snoozed_because: str = ""
    snoozed_by: str = ""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message that a channel took."""

    key: str
    channel: str
    recipient: str
    at: datetime
    receipt: str | None = None


class AlertStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How things stand."""

    at: datetime
    open: tuple[OpenFinding, ...]
    sent: tuple[Sent, ...]
    """In the last 30 days."""
    undelivered: tuple[Undelivered, ...]
    """What waits, and what was given up in the last 30 days."""


def alert_status(ledger: Ledger, policy: Policy, now: datetime) -> AlertStatus:
    """Return how things stand in all accounts."""
    memory = ledger.recall(ledger.accounts())
    asleep = {one.fingerprint: one for one in memory.snoozes if one.until > now}
    still = (one for one in memory.episodes if one.resolved_at is None)
    since = now - LOOKED_BACK
    return AlertStatus(
        at=now,
        open=tuple(
            _open(one, asleep.get(one.fingerprint), policy)
            for one in sorted(still, key=lambda one: (one.severity.rank, one.first_seen, one.fingerprint))
        ),
        sent=tuple(
            Sent(
                key=one.key,
                channel=one.channel,
                recipient=one.recipient,
                at=one.settled_at or one.created_at,
                receipt=one.receipt,
            )
            for one in ledger.closed(since)
            if one.state is State.SENT
        ),
        undelivered=tuple(map(undelivered, ledger.undelivered(since))),
    )


def snooze(ledger: Ledger, named: str, until: datetime, reason: str, by: str, now: datetime) -> Snooze:
    """Keep a finding quiet until a moment. Raises UsageError for one that is not known, or a moment that is over."""
    if until <= now:
        raise UsageError(f"--until: {until:%Y-%m-%d %H:%M} UTC is over.")
    if not reason.strip():
        raise UsageError("--reason: say why, for whoever wonders later.")
    made = Snooze(fingerprint=_meant(ledger, named), until=until, reason=reason.strip(), by=by, made_at=now)
    ledger.snooze(made)
    return made


def wake(ledger: Ledger, named: str) -> str:
    """End a snooze, and return the fingerprint. Raises UsageError where there is none."""
    fingerprint = _meant(ledger, named)
    if not ledger.wake(fingerprint):
        raise UsageError(f"The finding {fingerprint} is not snoozed.")
    return fingerprint


def _meant(ledger: Ledger, named: str) -> str:
    """Return the fingerprint that begins so."""
    text = named.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},32}}", text):
        raise UsageError(
            f"{named!r} is no fingerprint: 32 hexadecimal digits, or their first {SHORTEST} or more."
        )
    known = {one.fingerprint for one in ledger.recall(ledger.accounts()).episodes}
    fitting = sorted(one for one in known if one.startswith(text))
    if len(fitting) == 1:
        return fitting[0]
    why = "there are several" if fitting else "none is remembered. See: iam-audit alert status"
    raise UsageError(f"Of findings whose fingerprint begins with {text}, {why}.")


def _open(one: Episode, asleep: Snooze | None, policy: Policy) -> OpenFinding:
    return OpenFinding(
        fingerprint=one.fingerprint,
        account_id=one.account_id,
        check_id=one.check_id,
        severity=one.severity,
        first_seen=one.first_seen,
        deadline=deadline_of(one, policy),
        snoozed_until=asleep.until if asleep else None,
        snoozed_because=asleep.reason if asleep else "",
        snoozed_by=asleep.by if asleep else "",
    )
