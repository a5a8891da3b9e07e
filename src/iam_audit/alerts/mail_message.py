"""A message as mail: text and HTML, and headers that names cannot break out of."""

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from iam_audit.alerts.message import Message, Rendered
from iam_audit.reports.visible import visible

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""An address as mail programs write it; quoted names and comments, which RFC 5322 has as well, are left out."""
LONGEST_SUBJECT = 200


def mail_of(
    message: Message, rendered: Rendered, *, sender: str, to: tuple[Address, ...], at: datetime
) -> EmailMessage:
    """Return the mail. The same message at the same stage has the same Message-ID, so a repetition can be told."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name="IAM audit", addr_spec=sender)
    mail["To"] = to
    mail["Subject"] = one_line(rendered.subject)[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message, sender)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(rendered.text, charset="utf-8", cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", charset="utf-8", cte="quoted-printable")
    return mail


def message_id(message: Message, sender: str) -> str:
    """Return what the message is recognised by, in the domain of the sender."""
    identity = hashlib.sha256(f"{message.key}\0{message.stage}".encode()).hexdigest()[:32]
    return f"<{identity}@{sender.rpartition('@')[2]}>"


def address(mail: str, name: str = "") -> Address:
    """Return the address, with a name that is one line."""
    return Address(display_name=one_line(name)[:LONGEST_SUBJECT], addr_spec=mail)


def is_address(text: str) -> bool:
    """Whether it is one mail address and nothing else."""
    return ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """Return text that fits a header: a line end in a name would begin a header of its own."""
    return visible(text)
