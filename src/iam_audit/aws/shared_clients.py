"""Makes a client per service once, and a light copy of it for each account.

A client costs milliseconds and half a megabyte, which an organization would pay thousands of times; a copy costs
microseconds. The copies share the models, the connections and the TLS sessions. What differs from account to
account is whose visit it is, and so whose credentials sign.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, TypeAlias

from botocore.config import Config
from botocore.session import Session
from botocore.utils import parse_timestamp

from iam_audit import __version__
from iam_audit.aws.patience import refuse_malformed
from iam_audit.aws.run import Run
from iam_audit.aws.visit import CURRENT, Visit
from iam_audit.errors import UsageError

logger = logging.getLogger(__name__)

Client: TypeAlias = Any
EventFact: TypeAlias = Any
CONNECTIONS = 64
"""Connections that are kept open per service: as many as there may be calls under way."""


class SharedClients:
    """The clients of one session."""

    def __init__(self, session: Session, run: Run) -> None:
        self._session = session
        self._run = run
        self._lock = Lock()
        self._made: dict[tuple[str, str], Client] = {}
        parsers = session.get_component("response_parser_factory")
        parsers.set_parser_defaults(timestamp_parser=read_moment)
        session.register("creating-client-class", _make_visiting)
        session.register("before-parse", refuse_malformed)
        session.register("before-send", _before_send)

    def client(self, visit: Visit, service: str, region: str | None, attempts: int | None) -> Client:
        """Return a client that makes its calls as part of a visit."""
        original = self._original(service, region or self._run.region)
        copied: Client = object.__new__(type(original))
        most = min(attempts or self._run.attempts, self._run.attempts)
        copied.__dict__.update(original.__dict__, visit=visit, attempts=most)
        return copied

    def key_ids(self) -> tuple[str, ...]:
        """Return the id of the key that requests are signed with, if there is one."""
        with self._lock:
            credentials = self._session.get_credentials()
            key_id = credentials.get_frozen_credentials().access_key if credentials else None
        return (key_id,) if key_id else ()

    def source_profile(self) -> str | None:
        """Return the profile whose credentials assume the role of this one, as the AWS configuration says.

        Raises UsageError where that is nothing that could be asked who it is.
        """
        scoped = self._session.get_scoped_config()
        if not scoped.get("role_arn"):
            return None
        named: str | None = scoped.get("source_profile")
        if named == (self._run.profile or "default") or scoped.get("credential_source") == "Environment":
            raise UsageError(
                f"The profile {named or self._run.profile} assumes its role with keys that are in no profile of"
                " their own, so nobody can tell whose they are. Write them to a profile, and name it as source_profile."
            )
        return named

    def signing_region(self, service: str) -> str:
        """Return the Region that requests to a service are signed for: for one that is global, its home."""
        with self._lock:
            partition = self._session.get_partition_for_region(self._run.region)
            known = self._session.get_component("data_loader").load_data("endpoints")["partitions"]
        services: dict[str, Any] = next(
            (one["services"] for one in known if one["partition"] == partition), {}
        )
        found = services.get(service, {})
        endpoint = found.get("endpoints", {}).get(found.get("partitionEndpoint", ""), {})
        return str(endpoint.get("credentialScope", {}).get("region") or self._run.region)

    def signed_by(self, visit: Visit, service: str, key_id: str, secret: str) -> Client:
        """Return a client that signs with another key; it is kept by nobody, and each call is made once."""
        with self._lock:
            made = self._new(service, self._run.region, key_id, secret)
        made.__dict__.update(visit=visit, attempts=1)
        return made

    def _original(self, service: str, region: str) -> Client:
        with self._lock:  # a session, unlike its clients, is not made for many threads
            if (service, region) not in self._made:
                self._made[service, region] = self._new(service, region)
            return self._made[service, region]

    def _new(self, service: str, region: str, key_id: str | None = None, secret: str | None = None) -> Client:
        config = Config(
            user_agent_extra=f"iam-audit/{__version__}" + (f" run/{self._run.id}" if self._run.id else ""),
            retries={
                "mode": "standard",
                "total_max_attempts": 1,
            },  # a visit tries again, and knows of the others
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=CONNECTIONS,
        )
        return self._session.create_client(
            service,
            region_name=region,
            endpoint_url=self._run.endpoint_url,
            config=config,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
        )


class Visiting:
    """Mixed into every client: makes each call as part of the visit that the copy belongs to."""

    visit: Visit | None = None
    """None for the clients that the SDK makes itself, to assume the role of a profile."""
    attempts: int

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> EventFact:
        send: Callable[[], EventFact] = partial(
            super()._make_api_call,  # type: ignore[misc]
            operation_name,
            api_params,
        )
        if self.visit is None:
            return send()
        return self.visit.call(self.meta.service_model.service_name, send, self.attempts)  # type: ignore[attr-defined]


class VisitorsCredentials:
    """The credentials of a session whose calls belong to many accounts: those of the visit under way."""

    method = "sts-assume-role"

    def load_credentials(self) -> "VisitorsCredentials":
        """Be the session's only source of credentials."""
        return self

    def get_frozen_credentials(self) -> EventFact:
        """Return what to sign with, renewed when it is about to expire."""
        credentials = CURRENT.get().credentials
        return credentials.get_frozen_credentials() if credentials else None

    def get_deferred_property(self, name: str) -> Callable[[], str | None]:
        """Tell endpoints that are named for an account which one it is: none that we ask is."""
        return partial(getattr, self, name, None)


def read_moment(value: Any) -> datetime:  # noqa: ANN401 - text in some protocols, a number in others
    """Read a timestamp of AWS as botocore does, but fifty times as fast where it is in the usual form.

    A page of a thousand users holds thousands of them.
    """
    if isinstance(value, str) and value.endswith("Z") and "T" in value:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            logger.debug("an unusual timestamp: %s", value)
    parsed: datetime = parse_timestamp(value)
    return parsed


def _make_visiting(**event: EventFact) -> None:
    """Handle botocore's `creating-client-class`."""
    event["base_classes"].insert(0, Visiting)


def _before_send(**event: EventFact) -> None:
    """Handle botocore's event of that name, which comes before every request."""
    _event, service, operation = event["event_name"].split(".")
    if visit := CURRENT.get(None):
        visit.sending(f"{service}:{operation}")
