"""Hands mail to an SMTP server."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from iam_audit.alerts.base import ChannelSettings, Surroundings
from iam_audit.alerts.mail_message import is_address
from iam_audit.alerts.outbound import trust
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.aws.redaction import safe
from iam_audit.errors import DeliveryError

HIDDEN_AUTH = "The mail server {host} does not take user and password{code}. Check username and password."


class Security(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"
    """From the first command on; a server that cannot is refused."""
    TLS = "tls"
    """From the first byte on."""
    NONE = "none"


class SmtpSettings(ChannelSettings, frozen=True, kw_only=True):
    """Which server sends the mail, and from whom it comes."""

    host: Annotated[str, Meta(min_length=1, description="The mail server.")]
    port: Annotated[int, Meta(ge=1, le=65535, description="587 for starttls, 465 for tls, 25 for none.")] = (
        587
    )
    security: Annotated[
        Security, Meta(description="How the connection is encrypted; without TLS no password is sent.")
    ] = Security.STARTTLS
    username: Annotated[
        str | None, Meta(description="The user to sign in as; unless set, nobody signs in.")
    ] = None
    password: Annotated[SecretReference | None, Meta(description="The password of that user.")] = None
    sender: Annotated[str, Meta(description="The address that the mail comes from.")]
    timeout: Annotated[float, Meta(gt=0, le=120, description="Seconds that one step may take.")] = 20.0
    ca_file: Annotated[str | None, Meta(description="Certificates to trust instead of the system's.")] = None

    def __post_init__(self) -> None:
        """Refuse what would send a password in clear, or nothing at all."""
        if bool(self.username) != bool(self.password):
            raise ValueError("username and password go together")
        if self.password and self.security is Security.NONE:
            raise ValueError("a password is only sent over TLS; set security to starttls or tls")
        if not is_address(self.sender):
            raise ValueError(f"sender: {self.sender!r} is no mail address")


@dataclass(frozen=True)
class Smtp:
    """The way to one mail server."""

    settings: SmtpSettings
    surroundings: Surroundings

    def deliver(self, mail: EmailMessage, to: tuple[str, ...]) -> tuple[str, ...]:
        """Hand the mail over for those addresses, and return those that were refused while others were taken.

        Raises DeliveryError: a 4xx is worth another attempt later (greylisting is one), a 5xx is not.
        """
        host = self.settings.host
        try:
            with self._connected() as server:
                refused = server.send_message(mail, self.settings.sender, list(to))
        except smtplib.SMTPRecipientsRefused as error:
            raise _nobody(error.recipients) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(HIDDEN_AUTH.format(host=host, code=f" ({error.smtp_code})")) from error
        except smtplib.SMTPResponseException as error:
            said = _words(error.smtp_code, error.smtp_error)
            raise DeliveryError(f"{host} refused the mail: {said}.", permanent=_final(error)) from error
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason
            raise DeliveryError(
                f"The certificate of {host} cannot be trusted: {why}. Name its issuer in ca_file."
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(
                f"{host} could not be reached: {error}. Check host, port and security."
            ) from error
        return tuple(f"{one}: {_words(*said)}" for one, said in refused.items())

    def _connected(self) -> smtplib.SMTP:
        own = self.settings
        if own.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                own.host, own.port, timeout=own.timeout, context=trust(own.ca_file)
            )
        else:
            server = smtplib.SMTP(own.host, own.port, timeout=own.timeout)
        try:
            self._prepare(server)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP) -> None:
        own = self.settings
        if own.security is Security.STARTTLS:
            server.starttls(context=trust(own.ca_file))
        if own.username and own.password:
            _sign_in(server, own.username, self.surroundings.secrets.look_up(own.password))


def _sign_in(server: smtplib.SMTP, username: str, password: str) -> None:
    try:
        server.login(username, password)
    except UnicodeEncodeError as error:  # smtplib signs in with ASCII only
        raise DeliveryError("Mail servers take ASCII users and passwords only; choose others.") from error


def _nobody(refused: Mapping[str, tuple[int, bytes]]) -> DeliveryError:
    """Say why nobody was taken: for good only when that holds for all of them."""
    whys = "; ".join(f"{one}: {_words(*said)}" for one, said in refused.items())
    return DeliveryError(
        f"The mail server takes none of the recipients: {whys}.",
        permanent=all(code >= 500 for code, _ in refused.values()),
    )


def _final(error: smtplib.SMTPResponseException) -> bool:
    """Whether the server means this mail: what it says to connecting and STARTTLS is about the connection."""
    about_mail = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
    return about_mail and error.smtp_code >= 500


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {safe(text)}".rstrip(". ")
