"""Sends what the ledger does not remember: the report of all users, and previews of messages."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.alerts import Channel, Message, Reach, Recipient, report_on
from iam_audit.alerts.mail_message import is_address
from iam_audit.audience import Alerting, Carried, places_called
from iam_audit.errors import IamAuditError, SettingsError, UsageError
from iam_audit.model import AuditResult
from iam_audit.workflows.alerting import Preview


def announce(
    result: AuditResult, alerting: Alerting, names: Sequence[str], now: datetime
) -> tuple[Carried, ...]:
    """Send the report of all users to shared channels; one that fails does not stop the others.

    Raises SettingsError for a channel that is not there, or reaches single people.
    """
    wording = alerting.wording
    key = hashlib.sha256(f"{result.generated_at.isoformat()}\0{result.scope}".encode()).hexdigest()[:32]
    message = report_on(result, key=key, waiver=wording.waiver, link=wording.link)
    return tuple(_sent(one, message, None, now) for one in places_called(alerting, names))


def send_previews(
    previews: Sequence[Preview], alerting: Alerting, address: str, now: datetime
) -> tuple[Carried, ...]:
    """Mail every message to one address, whomever it is for. Nothing is remembered of it."""
    channel = preview_channel(alerting, address)
    to = Recipient(mail=address)
    messages = (_as_preview(one) for one in previews)
    return tuple(_sent(channel, message, to, now) for message in messages)


def preview_channel(alerting: Alerting, address: str) -> Channel[Any]:
    """Return what mails previews. Raises UsageError for what is no address, SettingsError where nothing mails."""
    if not is_address(address):
        raise UsageError(f"--to: {address!r} is no mail address.")
    from iam_audit.alerts.mail_owner import MailOwner  # noqa: PLC0415 - brings TLS, which most audits do without
    from iam_audit.alerts.smtp import SmtpSettings  # noqa: PLC0415 - likewise

    for one in alerting.channels.values():
        if one.reaches is Reach.MAIL:
            return one
        if isinstance(one.settings, SmtpSettings):
            return MailOwner(name=one.name, settings=one.settings, surroundings=one.surroundings)
    raise SettingsError(
        "Previews are mailed, and no channel of the settings is of the kind mail-owner or mail."
    )


def _as_preview(one: Preview) -> Message:
    """Return the message under a key of its own, so that the real one will not be taken for a repetition."""
    return msgspec.structs.replace(one.message, key=f"{one.message.key}-preview")


def _sent(channel: Channel[Any], message: Message, to: Recipient | None, now: datetime) -> Carried:
    carried = Carried(
        key=message.key,
        channel=channel.name,
        recipient=(to.mail or "") if to else "",
        stage=message.stage,
        findings=tuple(item.fingerprint for item in message.items),
        at=now,
    )
    try:
        receipt = channel.send(message, to)
    except Exception as error:  # noqa: BLE001 - one failing channel must not stop the others
        why = str(error) if isinstance(error, IamAuditError) else f"this is a bug: {type(error).__name__}"
        return msgspec.structs.replace(carried, error=why)
    return msgspec.structs.replace(carried, through=receipt.channel, to=receipt.to, at=receipt.at)
