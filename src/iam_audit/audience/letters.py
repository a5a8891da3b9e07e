"""Makes the message of an envelope: its notices, and what is known of each finding, in; what channels carry, out."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from iam_audit.alerts import Composer, Item, Message, MessageKind, Recipient
from iam_audit.audience.owners import Owner
from iam_audit.audience.plan import Alerting
from iam_audit.ledger import Envelope, Episode, Ledger, Notice, Stage, deadline_of
from iam_audit.model import AuditResult, Finding, Status
from iam_audit.model.wire import decoder, encode

STEP = "If it is still there on {due}, those who can decide are told."
LATE = "It has outlived its deadline."


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the ledger keeps of a finding, so that it can be spoken of when it is gone or nobody looked again."""

    item: Item
    owner: Owner | None = None


def facts_of(item: Item, owner: Owner | None) -> str:
    """Return the facts as the ledger keeps them."""
    return encode(Facts(item=item, owner=owner)).decode()


class Letters:
    """Writes the messages of one run."""

    def __init__(self, result: AuditResult, alerting: Alerting, episodes: Mapping[str, Episode]) -> None:
        self._result = result
        self._alerting = alerting
        self._composer = Composer(result, alerting.creators)
        self._failing: dict[str, Finding] = {one.fingerprint: one for one in result.with_status(Status.FAIL)}
        self._episodes = dict(episodes)

    def remember(self, ledger: Ledger, envelope: Envelope) -> None:
        """Ask the ledger since when things are known that this audit has not looked at."""
        unknown = {one.account_id for one in envelope.notices if one.fingerprint not in self._episodes}
        if unknown:
            for episode in ledger.recall(unknown).episodes:
                self._episodes.setdefault(episode.fingerprint, episode)

    def message(self, envelope: Envelope, now: datetime) -> Message:
        """Return the message of an envelope as things stand."""
        items = tuple(self._item(notice, now) for notice in envelope.notices)
        theirs = bool(_owners(envelope))
        to = recipient_of(envelope)
        return Message(
            key=envelope.key,
            kind=_kind(envelope, theirs=theirs),
            stage=stage_of(envelope),
            at=now,
            scope=self._result.scope,
            owner=(to.name or to.mail or "") if theirs else "",
            items=items,
            coverage=f"{self._result.coverage.rstrip('.')}.",
            waiver=self._alerting.wording.waiver,
            link=self._alerting.wording.link,
        )

    def _item(self, notice: Notice, now: datetime) -> Item:
        episode = self._episodes.get(notice.fingerprint)
        # What waited may be gone by now.
        gone = episode is not None and episode.resolved_at is not None and episode.cycle == notice.cycle
        resolved = gone or notice.stage is Stage.RESOLVED
        due = deadline_of(episode, self._alerting.policy) if episode else None
        finding = None if resolved else self._failing.get(notice.fingerprint)
        item = self._composer.item(finding) if finding else _facts(notice).item
        day = due.astimezone(UTC).date() if due and not resolved else None
        return msgspec.structs.replace(
            item,
            since=episode.first_seen.astimezone(UTC).date() if episode else None,
            due=day,
            next_step=self._next_step(due, now) if day else "",
            rotate=() if resolved else item.rotate,
            resolved=resolved,
        )

    def _next_step(self, due: datetime | None, now: datetime) -> str:
        if due is None or due <= now:
            return LATE if due else ""
        text = self._alerting.wording.next_step or STEP
        return text.replace("{due}", f"{due.astimezone(UTC):%Y-%m-%d}")


def recipient_of(envelope: Envelope) -> Recipient:
    """Return the person that an envelope is for.

    A Slack id comes from tags that others may write. When not all accounts agree on the one that goes with an address,
    one of them could draw the messages of all to somebody else: then the address alone counts.
    """
    theirs = _owners(envelope)
    names = {one.name for one in theirs}
    name = next(iter(names)) if len(names) == 1 else ""
    if "@" not in envelope.recipient:
        return Recipient(name=name, slack_id=envelope.recipient or None)
    slack_ids = {one.slack_id for one in theirs}
    agreed = next(iter(slack_ids)) if len(slack_ids) == 1 else None
    return Recipient(name=name, mail=envelope.recipient, slack_id=agreed)


def _owners(envelope: Envelope) -> list[Owner]:
    """Return the recipient as each finding knows them; none where they only watch, or nobody is addressed."""
    owners = (_facts(notice).owner for notice in envelope.notices)
    return [one for one in owners if one is not None and one.id and one.id == envelope.recipient]


def stage_of(envelope: Envelope) -> str:
    """Return how far things have gone, in a word."""
    stages = {notice.stage for notice in envelope.notices}
    if Stage.ESCALATED in stages:
        return "overdue"
    if Stage.NEW in stages:
        return "notice"
    if Stage.REMINDER in stages:
        return f"reminder-{max(one.number for one in envelope.notices if one.stage is Stage.REMINDER)}"
    return "resolved"


def _kind(envelope: Envelope, *, theirs: bool) -> MessageKind:
    asking = {notice.stage for notice in envelope.notices} - {Stage.RESOLVED}
    if asking == {Stage.ESCALATED}:
        return MessageKind.ESCALATION
    if not theirs:
        return MessageKind.SHARED_DIGEST
    known = bool(asking) and Stage.NEW not in asking
    return MessageKind.REMINDER if known else MessageKind.OWNER_DIGEST


def _facts(notice: Notice) -> Facts:
    return decoder(Facts).decode(notice.facts)
