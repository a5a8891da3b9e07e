"""Makes botocore's sessions and clients; nothing else does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any, TypeAlias

import botocore.session
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, UnknownRegionError
from botocore.session import Session

from iam_audit import __version__
from iam_audit.aws.arns import home_region
from iam_audit.aws.calls import Calls
from iam_audit.aws.faults import as_ours
from iam_audit.aws.patience import make_patient, refuse_malformed
from iam_audit.errors import AccountError, UsageError

ATTEMPTS = 8
"""How often one call is tried at most, unless the user's AWS settings say otherwise (AWS_MAX_ATTEMPTS)."""

REGION_VARIABLE = ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None)
"""Where the Region stands: setting, environment, default, conversion. botocore alone overlooks AWS_REGION, which
the AWS CLI and the other SDKs prefer."""

Client: TypeAlias = Any
Loader: TypeAlias = Any
"""botocore's reader of service models; sharing it makes a further session twenty times cheaper."""
EventFact: TypeAlias = Any


@dataclass(frozen=True, kw_only=True)
class Run:
    """What all connections of one run share."""

    id: str
    profile: str | None
    region: str
    endpoint_url: str | None
    attempts: int
    loader: Loader
    calls: Calls = field(default_factory=Calls)
    stopped: Event = field(default_factory=Event)


def open_sdk(profile: str | None, region: str | None, endpoint_url: str | None, run_id: str) -> "Sdk":
    """Read the user's AWS settings. Raises CredentialsError or UsageError."""
    try:
        session = _new_session(profile)
        run = Run(
            id=run_id,
            profile=profile or session.get_config_variable("profile"),
            region=_region(session, region),
            endpoint_url=_endpoint(endpoint_url),
            attempts=int(session.get_config_variable("max_attempts") or ATTEMPTS),
            loader=session.get_component("data_loader"),
        )
    except (BotoCoreError, ValueError) as error:
        raise as_ours(error, profile, _known_profiles()) from error
    return Sdk(session, run)


class Sdk:
    """One session, that is one set of credentials, and what makes clients from it."""

    def __init__(self, session: Session, run: Run) -> None:
        self.run = run
        self._session = session
        session.register("creating-client-class", make_patient)
        session.register("before-parse", refuse_malformed)
        session.register("before-send", partial(_before_send, run))

    def new_client(self, service: str, region: str | None = None, attempts: int | None = None) -> Client:
        """Make a client that counts its calls, is patient, and says which run it belongs to."""
        config = Config(
            user_agent_extra=f"iam-audit/{__version__}" + (f" run/{self.run.id}" if self.run.id else ""),
            retries={
                "mode": "standard",
                "total_max_attempts": min(attempts or self.run.attempts, self.run.attempts),
            },
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=32,
        )
        return self._session.create_client(
            service,
            region_name=region or self.run.region,
            endpoint_url=self.run.endpoint_url,
            config=config,
        )

    def renewing(self, assume_role: Callable[[], Mapping[str, Any]], duration: int) -> "Sdk":
        """Return the SDK with the credentials that `assume_role` gets from STS, and gets anew in time."""
        renew = partial(_renew, assume_role)
        credentials = RefreshableCredentials.create_from_metadata(
            metadata=renew(),
            refresh_using=renew,
            method="sts-assume-role",
            # botocore would renew 15 minutes ahead, which for the shortest session is before every call
            advisory_timeout=min(900, duration // 4),
            mandatory_timeout=min(600, duration // 8),
        )
        session = _new_session(self.run.profile)
        session.register_component("data_loader", self.run.loader)
        session.register_component("credential_provider", _Provider(credentials))
        return Sdk(session, self.run)


class _Provider:
    """Gives a session credentials that we made."""

    def __init__(self, credentials: RefreshableCredentials) -> None:
        self._credentials = credentials

    def load_credentials(self) -> RefreshableCredentials:
        """Return them; botocore asks once."""
        return self._credentials


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


def _before_send(run: Run, event_name: str, **_: EventFact) -> None:
    """Handle botocore's event of that name, which comes before every attempt."""
    if run.stopped.is_set():
        raise AccountError("interrupted")
    _event, service, operation = event_name.split(".")
    run.calls.count(f"{service}:{operation}")
