"""Mail to a person."""

from dataclasses import dataclass
from functools import cached_property

from iam_audit.alerts.base import PersonalChannel, Reach, Receipt, Recipient
from iam_audit.alerts.mail_message import address, is_address, mail_of
from iam_audit.alerts.message import Message
from iam_audit.alerts.smtp import Smtp, SmtpSettings
from iam_audit.errors import RecipientUnknownError


@dataclass(frozen=True, kw_only=True)
class MailOwner(PersonalChannel[SmtpSettings]):
    """Mails to the person a finding concerns, as text and HTML, over STARTTLS or TLS.

    An address that the server refuses for good, or that is none, is said to be so, and another channel can be tried.
    """

    kind = "mail-owner"
    settings_type = SmtpSettings
    reaches = Reach.MAIL

    def reach(self, message: Message, to: Recipient) -> Receipt:
        """Send one mail to one address."""
        where = to.mail or ""
        if not is_address(where):
            raise RecipientUnknownError(f"{where!r} is no mail address.", permanent=True)
        mail = mail_of(
            message,
            self.surroundings.templates.render(message),
            sender=self.settings.sender,
            to=(address(where, to.name),),
            at=self.surroundings.clock(),
        )
        self._smtp.deliver(mail, (where,))
        return self.receipt(where, id=mail["Message-ID"])

    @cached_property
    def _smtp(self) -> Smtp:
        return Smtp(self.settings, self.surroundings)
