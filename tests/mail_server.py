"""A real SMTP server on loopback: STARTTLS, sign-in, greylisting, recipients it does not know."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

USER, PASSWORD = b"auditor", b"correct horse"


class Mailbox:
    """What the server does with mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.says: list[str] = []
        """What is said to the next recipients, in turn."""
        self.refused: dict[str, str] = {}
        self.after_data = ""
        self.port = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.says:
            return self.says.pop(0)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.after_data:
            return self.after_data
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def signed_in(
    server: smtp.SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    good = (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=good, handled=good)


class AnyPort(Controller):
    """The base class knocks at the port it was told, which is 0 here, and without TLS."""

    def _trigger_server(self) -> None:
        with socket.create_connection(self.server.sockets[0].getsockname()[:2], 5) as plain:
            if self.ssl_context is None:
                plain.recv(1024)
                return
            anybody = ssl._create_unverified_context()
            with anybody.wrap_socket(plain) as secure:
                secure.recv(1024)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None, *, implicit: bool = False) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    more = {}
    if tls and not implicit:
        more = {
            "tls_context": tls,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": signed_in,
        }
    controller = AnyPort(mailbox, hostname="127.0.0.1", port=0, ssl_context=tls if implicit else None, **more)
    controller.start()
    mailbox.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        controller.stop()
