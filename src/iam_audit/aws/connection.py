"""A way into one account, as everybody else sees it."""

import re
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from iam_audit.aws.arns import account_of, partition_of
from iam_audit.aws.calls import Calls
from iam_audit.aws.faults import as_ours
from iam_audit.aws.tally import AccountCalls
from iam_audit.errors import AccountError, IamAuditError

if TYPE_CHECKING:
    from iam_audit.aws.sdk import Sdk

Client: TypeAlias = Any
"""A botocore client."""

ATTEMPTS_AT_THE_DOOR = 3
"""The first call of all is tried less often than others: a wrong endpoint should be told within seconds."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who AWS says we are."""

    account_id: str
    arn: str
    partition: str


class Aws:
    """A way into one account. Clients are made once and may be used by many threads."""

    def __init__(self, sdk: "Sdk", identity: Identity | None = None) -> None:
        self._sdk = sdk
        self._identity = identity
        self._clients: dict[tuple[str, str | None, int | None], Client] = {}
        self._lock = Lock()

    @property
    def calls(self) -> Calls:
        """The calls made so far, by this connection and all that were opened from it."""
        return self._sdk.run.calls

    @property
    def run_id(self) -> str:
        """What CloudTrail can tell this run by; may be empty."""
        return self._sdk.run.id

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._sdk.run.stopped.is_set()

    @property
    def calls_by_account(self) -> tuple[AccountCalls, ...]:
        """What the calls of this run came to in each account, ordered by id; see `AccountCalls`."""
        return self._sdk.run.tallies.by_account()

    def stop(self) -> None:
        """Refuse all further calls, of this connection and of all that were opened from it."""
        self._sdk.run.stopped.set()

    def client(self, service: str, region: str | None = None) -> Client:
        """Return the client of a service; the Region defaults to the one in force."""
        return self._client(service, region)

    def identity(self) -> Identity:
        """Ask AWS who we are, once. Raises CredentialsError, or AccountError when AWS cannot be reached."""
        if self._identity is None:
            sts = self._client("sts", attempts=ATTEMPTS_AT_THE_DOOR)
            try:
                answer = sts.get_caller_identity()
            except Exception as error:
                raise as_ours(error, self._sdk.run.profile) from error
            arn = answer["Arn"]
            self._identity = Identity(account_id=answer["Account"], arn=arn, partition=partition_of(arn))
        return self._identity

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of the access keys that requests are signed with; none where there are none to be had.

        Raises one of our errors.
        """
        try:
            return self._sdk.key_ids()
        except Exception as error:
            raise as_ours(error, self._sdk.run.profile) from error

    def behind(self) -> "Aws | None":
        """Return the connection of the profile whose credentials assume the role of this one; None without one.

        Raises one of our errors.
        """
        try:
            source = self._sdk.behind()
        except IamAuditError:
            raise
        except Exception as error:
            raise as_ours(error, self._sdk.run.profile) from error
        return Aws(source) if source else None

    def home_region(self) -> str:
        """Return the Region in which CloudTrail keeps the events of IAM: the one that IAM's requests are signed for."""
        return self._sdk.signing_region("iam")

    def identity_of(self, key_id: str, secret: str) -> Identity:
        """Ask AWS, once, whose key it is that was just made. Raises CredentialsError while AWS does not know it."""
        try:
            answer = self._sdk.signed_by("sts", key_id, secret).get_caller_identity()
        except Exception as error:
            raise as_ours(error, self._sdk.run.profile) from error
        return Identity(
            account_id=answer["Account"], arn=answer["Arn"], partition=partition_of(answer["Arn"])
        )

    def visit(self) -> "Aws":
        """Return a way into the caller's own account, for one reading of it: its time runs apart."""
        identity = self.identity()
        return Aws(self._sdk.visiting(identity.account_id), identity)

    def assume(
        self, role_arn: str, *, session_name: str = "", external_id: str | None = None, duration: int = 3600
    ) -> "Aws":
        """Enter an account through a role; the credentials are renewed before they expire.

        An empty session name becomes `iam-audit` and the run id. Raises AccountError when the role cannot be
        assumed.
        """
        session_name = _session_name(session_name or f"iam-audit-{self.run_id}")
        request = {"RoleArn": role_arn, "RoleSessionName": session_name, "DurationSeconds": duration}
        if external_id:
            request["ExternalId"] = external_id
        try:
            assume_role = partial(self.client("sts").assume_role, **request)
            sdk = self._sdk.renewing(assume_role, duration, account_of(role_arn))
        except Exception as error:
            reason = explain_entry(role_arn, error, self._sdk.run.profile)
            raise AccountError(reason) from error
        return Aws(sdk, _assumed(role_arn, session_name))

    def _client(self, service: str, region: str | None = None, attempts: int | None = None) -> Client:
        with self._lock:
            made = self._clients.get((service, region, attempts))
            if made is None:
                try:
                    made = self._sdk.new_client(service, region, attempts)
                except Exception as error:
                    raise as_ours(error, self._sdk.run.profile) from error
                self._clients[(service, region, attempts)] = made
            return made


def explain_entry(role_arn: str, error: Exception, profile: str | None) -> str:
    """Say why a role could not be assumed."""
    return f"{role_arn} could not be assumed: {as_ours(error, profile)}"


def _assumed(role_arn: str, session_name: str) -> Identity:
    account_id, partition, name = account_of(role_arn), partition_of(role_arn), role_arn.rpartition("/")[2]
    arn = f"arn:{partition}:sts::{account_id}:assumed-role/{name}/{session_name}"
    return Identity(account_id=account_id, arn=arn, partition=partition)


def _session_name(wanted: str) -> str:
    """STS takes 2 to 64 of these characters."""
    return re.sub(r"[^\w+=,.@-]", "-", wanted, flags=re.ASCII).strip("-")[:64].ljust(2, "-")
