"""Every error that iam-audit raises on purpose, in one tree.

IamAuditError
├── UsageError            flags or arguments that contradict each other      (exit code 2)
│   ├── SettingsError     a settings file, variable or option is wrong        (exit code 2)
│   └── EventError        an event that a Lambda function does not understand (fails the invocation)
├── InputError            a file we were asked to read is not what it must be (exit code 2)
├── OutputError           a report could not be written                       (exit code 2)
├── CredentialsError      no AWS credentials, or expired ones                 (exit code 2)
├── NotReadError          one part of one account could not be read           (becomes a gap)
│   └── AccessDeniedError ... because a policy forbids it                     (becomes a gap)
├── ChangeError           AWS did not make a change that it was asked for     (the step fails)
├── UnfinishedError       accounts or messages are left for another attempt (fails the invocation)
├── AccountError          a whole account could not be read                   (becomes "not assessed")
├── StoreError            what is remembered between runs cannot be used      (exit code 2)
├── DeliveryError         a message could not be handed over                  (exit code 2)
│   └── RecipientUnknownError ... for the service does not know the person   (try another channel)
├── BusyError             the server does already what it was asked to begin   (a refusal, status 409)
├── SignInError           somebody could not be signed in by a provider       (a refusal, status 403)
└── PolicyError           a policy document cannot be understood              (becomes "unknown")

The message of each is one sentence or two: what happened, where, and what to do next.
"""

from collections.abc import Sequence


class IamAuditError(Exception):
    """The base of all errors a user may see; its text is complete and needs no traceback."""

    exit_code = 2


class UsageError(IamAuditError):
    """Flags or arguments that are wrong or contradict each other."""


class SettingsError(UsageError):
    """A settings file, environment variable or check option is wrong."""


class EventError(UsageError):
    """A Lambda function was invoked with something that it does not understand."""


class InputError(IamAuditError):
    """A file that was handed in is missing, broken or not what its name says."""


class OutputError(IamAuditError):
    """A report or snapshot could not be written."""


class StoreError(IamAuditError):
    """What is remembered between runs could not be read or written."""


class DeliveryError(IamAuditError):
    """A message could not be handed to the service that delivers it."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        permanent: bool = False,
        delivered: Sequence[str] = (),
    ) -> None:
        """Say why, when to try again, whether that is any use, and which parts got through all the same."""
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the service asks us to wait; None where it says nothing."""
        self.permanent = permanent
        """True when this very message to this recipient would be refused again, whatever is mended elsewhere."""
        self.delivered = tuple(delivered)
        """Fingerprints of the items that were taken; the others were not, or nobody can tell."""


class RecipientUnknownError(DeliveryError):
    """The service does not know the person the message is for; another channel may reach them."""


class CredentialsError(IamAuditError):
    """There are no AWS credentials to work with, or they have expired."""


class NotReadError(IamAuditError):
    """One part of an account could not be read."""


class AccessDeniedError(NotReadError):
    """One part of an account could not be read because a policy forbids it."""


class ChangeError(IamAuditError):
    """A change that AWS was asked for was refused, or nobody knows what became of it: look before believing either."""

    def __init__(self, message: str, *, code: str = "") -> None:
        """Say what happened; `code` is AWS's own word for it, or the name of the SDK's error."""
        super().__init__(message)
        self.code = code


class UnfinishedError(IamAuditError):
    """Some accounts or messages are left: what is done is kept, and another attempt goes on from there."""

    exit_code = 3


class AccountError(IamAuditError):
    """Nothing of an account could be read."""

    exit_code = 3


class BusyError(IamAuditError):
    """The server does already what it was asked to begin."""


class SignInError(IamAuditError):
    """Somebody could not be signed in by the provider that knows them."""


class PolicyError(IamAuditError):
    """A policy document is not valid JSON or not an IAM policy."""
