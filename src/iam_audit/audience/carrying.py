"""Hands an envelope to the channels that can carry it, and writes down who got it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from iam_audit.alerts import Message, Receipt, Recipient
from iam_audit.audience.letters import Letters, recipient_of, stage_of
from iam_audit.audience.plan import OWNER, Alerting
from iam_audit.audience.routes import place
from iam_audit.errors import DeliveryError, IamAuditError
from iam_audit.ledger import Delivered, Envelope, Ledger, Outcome, Refused

logger = logging.getLogger(__name__)


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one message."""

    key: str
    channel: str
    """Where it was meant to go: the name of a channel, or `owner`."""
    recipient: str = ""
    """Whom it is for; empty for shared channels."""
    stage: str
    findings: tuple[str, ...]
    """The fingerprints of the findings that it speaks of."""
    through: str | None = None
    """The name of the channel that took it; None when none did."""
    to: str | None = None
    """Where it went, in the words of the channel."""
    at: datetime
    """When it was taken, or when the last channel failed."""
    error: str | None = None
    """What went wrong; also of a message that was taken, where another channel had to be tried first."""

    @property
    def sent(self) -> bool:
        """Whether a channel took it."""
        return self.through is not None


class Carrier:
    """Sends envelopes, one after the other. Whatever goes wrong with one is an outcome, never an error."""

    def __init__(self, alerting: Alerting, letters: Letters, ledger: Ledger, now: datetime) -> None:
        self._alerting = alerting
        self._letters = letters
        self._ledger = ledger
        self._now = now
        self.carried: list[Carried] = []

    def send(self, envelope: Envelope) -> Outcome:
        """Try the channels that lead to the recipient, until one takes the message."""
        errors: list[Exception] = []
        try:
            self._letters.remember(self._ledger, envelope)
            message = self._letters.message(envelope, self._now)
            receipt = self._carry(envelope, message, errors)
        except Exception as error:
            # One message that cannot be written must not stop the others.
            logger.debug("message %s could not be written", envelope.key, exc_info=error)
            errors.append(error)
            receipt = None
        self._write_down(envelope, receipt, errors)
        if receipt is not None:
            return Delivered(receipt=receipt.id or None)
        return _refused(errors)

    def _carry(self, envelope: Envelope, message: Message, errors: list[Exception]) -> Receipt | None:
        for name, to in self._ways(envelope, errors):
            channel = self._alerting.channels.get(name)
            if channel is None:
                errors.append(DeliveryError(f"There is no channel {name} in the settings any more."))
                continue
            try:
                return channel.send(message, to)
            except Exception as error:
                # One failing channel must not stop the others.
                logger.debug("channel %s did not take message %s", name, envelope.key, exc_info=error)
                errors.append(error)
        return None

    def _ways(self, envelope: Envelope, errors: list[Exception]) -> Iterator[tuple[str, Recipient | None]]:
        """Yield the channels to try. What is for one person goes to a place that all read only where no other way
        will ever be open."""
        if envelope.channel != OWNER:
            yield envelope.channel, None
            return
        to = recipient_of(envelope)
        yield from self._personal(to)
        if not all(_is_permanent(one) for one in errors):
            return
        for channel, address in map(place, self._alerting.catch_all):
            if channel != OWNER:
                yield channel, None
            elif address != to.mail:
                yield from self._personal(Recipient(name=to.name, mail=address))

    def _personal(self, to: Recipient) -> Iterator[tuple[str, Recipient]]:
        for name in self._alerting.owner_channels:
            if self._alerting.channels[name].can_reach(to):
                yield name, to

    def _write_down(self, envelope: Envelope, receipt: Receipt | None, errors: list[Exception]) -> None:
        refused = tuple(f"refused: {one}" for one in receipt.refused) if receipt else ()
        said = "; ".join((*map(_words, errors), *refused))
        self.carried.append(
            Carried(
                key=envelope.key,
                channel=envelope.channel,
                recipient=envelope.recipient,
                stage=stage_of(envelope),
                findings=tuple(notice.fingerprint for notice in envelope.notices),
                through=receipt.channel if receipt else None,
                to=receipt.to if receipt else None,
                at=receipt.at if receipt else self._now,
                error=said or None,
            )
        )


def _refused(errors: list[Exception]) -> Refused:
    if not errors:
        return Refused(error="No channel of the settings leads to this person.")
    asked = [one.retry_after for one in errors if isinstance(one, DeliveryError) and one.retry_after]
    return Refused(
        error="; ".join(map(_words, errors)),
        retry_after=timedelta(seconds=max(asked)) if asked else None,
        permanent=all(map(_is_permanent, errors)),
    )


def _is_permanent(error: Exception) -> bool:
    return isinstance(error, DeliveryError) and error.permanent


def _words(error: Exception) -> str:
    """Return what to tell: our own errors are complete, others are a bug."""
    if isinstance(error, IamAuditError):
        return str(error)
    return f"this is a bug in iam-audit: {type(error).__name__}"
