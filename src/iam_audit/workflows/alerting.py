"""Tells the right people what an audit found: what is new to them, due again, overdue or gone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from iam_audit.alerts import Composer, Message, Surroundings
from iam_audit.audience import OWNER, Alerting, Carried, Carrier, Letters, Router, facts_of, plan_of
from iam_audit.audience.letters import recipient_of
from iam_audit.ledger import (
    Decisions,
    Envelope,
    Episode,
    Ledger,
    Memory,
    State,
    Subject,
    deliver,
    due,
    sighting_of,
)
from iam_audit.ledger.envelope import sealed
from iam_audit.model import AuditResult, Status
from iam_audit.settings import Settings

__all__ = [
    "AlertRun",
    "Alerting",
    "Preview",
    "Undelivered",
    "alert",
    "alerting_from",
    "always",
    "preview",
    "undelivered",
]


def always() -> bool:
    """Go on, whatever the time."""
    return True


class Undelivered(msgspec.Struct, frozen=True, kw_only=True):
    """A message that nobody has got."""

    key: str
    channel: str
    recipient: str = ""
    since: datetime
    """When it was decided to send it."""
    attempts: int
    error: str | None = None
    """What went wrong the last time; None when nobody has tried yet."""
    next_attempt_at: datetime | None = None
    given_up: bool = False


class AlertRun(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of alerts came to."""

    at: datetime
    decided: int
    """How many notices are new: one finding, at one stage, for one recipient on one channel each."""
    messages: tuple[Carried, ...]
    """What was tried, whether it was taken or not."""
    undelivered: tuple[Undelivered, ...]
    """What nobody has got: it waits, or was given up in this run."""
    quiet: bool = False
    """Whether messages wait for the end of the quiet hours."""
    left: int = 0
    """Messages that were not tried for want of time, or because of quiet hours."""
    remarks: tuple[str, ...] = ()
    """Evidence for owners that was not believed, and what nobody could be told."""

    @property
    def sent(self) -> tuple[Carried, ...]:
        """What a channel took."""
        return tuple(one for one in self.messages if one.sent)

    @property
    def failed(self) -> tuple[Undelivered, ...]:
        """What could not be delivered, and does not merely wait for its time."""
        return tuple(one for one in self.undelivered if one.attempts or one.given_up)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A message that would be sent."""

    channel: str
    recipient: str
    message: Message


def alerting_from(settings: Settings, surroundings: Surroundings) -> Alerting:
    """Make the channels, routes and rules of the settings. Nothing is sent, and no secret looked up.

    Raises SettingsError for whatever does not fit together.
    """
    return plan_of(settings, surroundings)


def alert(
    result: AuditResult,
    alerting: Alerting,
    ledger: Ledger,
    now: datetime,
    clock: Callable[[], datetime],
    go_on: Callable[[], bool] = always,
) -> AlertRun:
    """Decide what is to be said to whom, remember it, and deliver what waits.

    What was decided is kept before anything is sent: a run that ends early, fails or is repeated loses nothing and
    says nothing twice. In quiet hours messages wait. `go_on` is asked before each message.
    """
    router = Router(result, alerting)
    decisions, memory = _decide(result, alerting, ledger, router, now)
    new = ledger.enqueue(decisions, now)
    carrier = Carrier(alerting, _letters(result, alerting, memory, decisions), ledger, now)
    began = clock()
    told = deliver(
        ledger, carrier.send, clock, lambda: not alerting.quiet.covers(clock()) and go_on(), _wanted(alerting)
    )
    return AlertRun(
        at=now,
        decided=new,
        messages=tuple(carrier.carried),
        undelivered=tuple(map(undelivered, ledger.undelivered(min(began, now)))),
        quiet=alerting.quiet.covers(clock()),
        left=told.left,
        remarks=_remarks(router),
    )


def preview(result: AuditResult, alerting: Alerting, ledger: Ledger, now: datetime) -> tuple[Preview, ...]:
    """Return what `alert` would send now, and change nothing: what is due, and what waits to be sent."""
    decisions, memory = _decide(result, alerting, ledger, Router(result, alerting), now)
    letters = _letters(result, alerting, memory, decisions)
    waiting = tuple(
        msgspec.structs.replace(one, notices=ledger.notices(one.key)) for one in ledger.deliverable(now)
    )
    wanted = _wanted(alerting)
    found = (one for one in (*waiting, *sealed(decisions.notices, now)) if wanted(one))
    return tuple(_previewed(one, letters, ledger, now) for one in found)


def _previewed(envelope: Envelope, letters: Letters, ledger: Ledger, now: datetime) -> Preview:
    letters.remember(ledger, envelope)
    to = recipient_of(envelope) if envelope.channel == OWNER else None
    return Preview(
        channel=envelope.channel,
        recipient=(to.mail or to.slack_id or "") if to else "",
        message=letters.message(envelope, now),
    )


def _decide(
    result: AuditResult, alerting: Alerting, ledger: Ledger, router: Router, now: datetime
) -> tuple[Decisions, Memory]:
    memory = ledger.recall(one.account.id for one in result.accounts)
    sighting = sighting_of(result, _subjects(result, router, alerting.creators))
    return due(sighting, memory, alerting.policy, now), memory


def _subjects(result: AuditResult, router: Router, creators: Mapping[str, str]) -> Iterator[Subject]:
    """Yield what fails and has somebody to hear of it."""
    composer = Composer(result, creators)
    for finding in result.with_status(Status.FAIL):
        if routes := router.routes(finding):
            yield Subject(
                fingerprint=finding.fingerprint,
                account_id=finding.account_id,
                check_id=finding.check_id,
                severity=finding.severity,
                routes=routes,
                facts=facts_of(composer.item(finding), router.directory.owner_of(finding)),
            )


def _letters(result: AuditResult, alerting: Alerting, memory: Memory, decisions: Decisions) -> Letters:
    episodes: dict[str, Episode] = {one.fingerprint: one for one in (*memory.episodes, *decisions.episodes)}
    return Letters(result, alerting, episodes)


def _wanted(alerting: Alerting) -> Callable[[Envelope], bool]:
    """Return whether an envelope may go now: where only some channels are asked for, the others' wait."""
    return lambda envelope: alerting.asked_for is None or envelope.channel in alerting.asked_for


def undelivered(envelope: Envelope) -> Undelivered:
    """Return an envelope as reports show one that nobody has got."""
    return Undelivered(
        key=envelope.key,
        channel=envelope.channel,
        recipient=envelope.recipient,
        since=envelope.created_at,
        attempts=envelope.attempts,
        error=envelope.error,
        next_attempt_at=envelope.next_attempt_at,
        given_up=envelope.state is State.DEAD,
    )


def _remarks(router: Router) -> tuple[str, ...]:
    unheard = router.unheard
    if not unheard:
        return router.directory.remarks
    words = "1 finding has" if unheard == 1 else f"{unheard} findings have"
    more = f"{words} no owner who can be told, and there is no catch_all in [alerts]."
    return (*router.directory.remarks, more)
