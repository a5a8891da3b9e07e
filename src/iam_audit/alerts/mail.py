"""Mail to shared addresses."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.mail_message import address, is_address, mail_of
from iam_audit.alerts.message import Message
from iam_audit.alerts.smtp import Smtp, SmtpSettings


class MailSettings(SmtpSettings, frozen=True, kw_only=True):
    """Which server sends the mail, and to whom."""

    to: Annotated[tuple[str, ...], Meta(min_length=1, description="The addresses that get every message.")]

    def __post_init__(self) -> None:
        """Refuse what is no address."""
        super().__post_init__()
        for one in self.to:
            if not is_address(one):
                raise ValueError(f"to: {one!r} is no mail address")


@dataclass(frozen=True, kw_only=True)
class Mail(SharedChannel[MailSettings]):
    """Mails to one or more shared addresses, as text and HTML, over STARTTLS or TLS.

    The Message-ID is made of the key and the stage of the message, so a repetition can be told. When a server refuses
    some of the addresses, the others have got it; the receipt names those that have not.
    """

    kind = "mail"
    settings_type = MailSettings

    def post(self, message: Message) -> Receipt:
        """Send one mail to all of the addresses."""
        to = self.settings.to
        mail = mail_of(
            message,
            self.surroundings.templates.render(message),
            sender=self.settings.sender,
            to=tuple(address(one) for one in to),
            at=self.surroundings.clock(),
        )
        refused = self._smtp.deliver(mail, to)
        return self.receipt(", ".join(to), id=mail["Message-ID"], refused=refused)

    @cached_property
    def _smtp(self) -> Smtp:
        return Smtp(self.settings, self.surroundings)
