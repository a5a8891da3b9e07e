"""Makes botocore's sessions and clients; nothing else does."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import Any, TypeAlias

import botocore.session
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, UnknownRegionError
from botocore.session import Session

from iam_audit.aws.arns import home_region
from iam_audit.aws.faults import as_ours
from iam_audit.aws.run import Run
from iam_audit.aws.shared_clients import SharedClients, VisitorsCredentials
from iam_audit.aws.visit import Visit
from iam_audit.errors import UsageError

REGION_VARIABLE = ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None)
"""Where the Region stands: setting, environment, default, conversion. botocore alone overlooks AWS_REGION, which
the AWS CLI and the other SDKs prefer."""

ATTEMPTS = 8
"""How often one call is tried at most, unless the user's AWS settings say otherwise (AWS_MAX_ATTEMPTS)."""
ACCOUNT_TIMEOUT = 1800.0
"""Seconds after which an account is left as it was read so far."""

Client: TypeAlias = Any


def open_sdk(
    profile: str | None,
    region: str | None,
    endpoint_url: str | None,
    run_id: str,
    account_timeout: float | None = None,
) -> "Sdk":
    """Read the user's AWS settings. Raises CredentialsError or UsageError."""
    try:
        session = _new_session(profile)
        run = Run(
            id=run_id,
            profile=profile or session.get_config_variable("profile"),
            region=_region(session, region),
            endpoint_url=_endpoint(endpoint_url),
            attempts=int(session.get_config_variable("max_attempts") or ATTEMPTS),
            timeout=account_timeout or ACCOUNT_TIMEOUT,
        )
    except (BotoCoreError, ValueError) as error:
        raise as_ours(error, profile, _known_profiles()) from error
    return Sdk(run, SharedClients(session, run), Visit(run), _Members(session, run))


class Sdk:
    """One set of credentials, and what makes clients that use it."""

    def __init__(self, run: Run, clients: SharedClients, visit: Visit, members: "_Members") -> None:
        self.run = run
        self._clients = clients
        self._visit = visit
        self._members = members

    def new_client(self, service: str, region: str | None = None, attempts: int | None = None) -> Client:
        """Return a client that counts its calls, is patient, and says which run it belongs to."""
        return self._clients.client(self._visit, service, region, attempts)

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of the keys in use."""
        return self._clients.key_ids()

    def behind(self) -> "Sdk | None":
        """Return the SDK of the profile that assumes the role of this one."""
        profile = self._clients.source_profile()
        if profile is None:
            return None
        return open_sdk(profile, self.run.region, self.run.endpoint_url, self.run.id, self.run.timeout)

    def signing_region(self, service: str) -> str:
        """Return the Region that requests to a service are signed for."""
        return self._clients.signing_region(service)

    def signed_by(self, service: str, key_id: str, secret: str) -> Client:
        """Return a client that signs with another key."""
        return self._clients.signed_by(self._visit, service, key_id, secret)

    def visiting(self, account_id: str) -> "Sdk":
        """Return the SDK for a reading of the account that the credentials are of."""
        visit = Visit(self.run, account_id, self._visit.credentials, self.run.timeout)
        return Sdk(self.run, self._clients, visit, self._members)

    def renewing(self, assume_role: Callable[[], Mapping[str, Any]], duration: int, account_id: str) -> "Sdk":
        """Return the SDK for an account, with credentials from STS that are got anew in time."""
        renew = partial(_renew, assume_role)
        credentials = RefreshableCredentials.create_from_metadata(
            metadata=renew(),
            refresh_using=renew,
            method="sts-assume-role",
            # botocore would renew 15 minutes ahead, which for the shortest session is before every call
            advisory_timeout=min(900, duration // 4),
            mandatory_timeout=min(600, duration // 8),
        )
        visit = Visit(self.run, account_id, credentials, self.run.timeout)
        return Sdk(self.run, self._members.clients, visit, self._members)


class _Members:
    """The clients that all entered accounts share; made when the first is entered."""

    def __init__(self, session: Session, run: Run) -> None:
        self._loader = session.get_component("data_loader")
        self._run = run
        self._lock = Lock()
        self._clients: SharedClients | None = None

    @property
    def clients(self) -> SharedClients:
        """Return them."""
        with self._lock:
            if self._clients is None:
                session = _new_session(self._run.profile)
                session.register_component("data_loader", self._loader)  # it has read the models already
                session.register_component("credential_provider", VisitorsCredentials())
                self._clients = SharedClients(session, self._run)
            return self._clients


def _renew(assume_role: Callable[[], Mapping[str, Any]]) -> dict[str, str]:
    given = assume_role()["Credentials"]
    return {
        "access_key": given["AccessKeyId"],
        "secret_key": given["SecretAccessKey"],
        "token": given["SessionToken"],
        "expiry_time": given["Expiration"].isoformat(),
    }


def _new_session(profile: str | None) -> Session:
    session = botocore.session.Session({"region": REGION_VARIABLE}, profile=profile)
    session.get_scoped_config()  # raises at once when there is no such profile
    return session


def _known_profiles() -> list[str]:
    try:
        return list(botocore.session.Session().available_profiles)
    except BotoCoreError:
        return []


def _region(session: Session, asked: str | None) -> str:
    region: str = asked or session.get_config_variable("region") or home_region("aws")
    try:
        session.get_partition_for_region(region)
    except UnknownRegionError as error:
        raise UsageError(
            f"There is no AWS Region '{region}'. Give one such as us-east-1 with --region or AWS_REGION."
        ) from error
    return region


def _endpoint(url: str | None) -> str | None:
    if url and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", url):
        raise UsageError(
            "--endpoint-url must be a URL such as http://localhost:5000, without user or password."
        )
    return url or None
