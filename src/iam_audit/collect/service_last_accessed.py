"""When each user and role last used each service it may use."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from iam_audit.collect.asking import field, plain
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.errors import NotReadError
from iam_audit.model import Account, PrincipalUse, Section, ServiceUse, Snapshot

WAITS = (0.5, 1, 1, 2, 2, 4, 4, 8, 8, 16)
"""Seconds between the looks at a job, which AWS mostly ends within two."""
AWS_PATHS = ("/aws-service-role/", "/aws-reserved/")
"""Nobody but AWS can narrow the roles below these paths."""


class RawService(msgspec.Struct, rename="pascal"):
    """An entry of GetServiceLastAccessedDetails."""

    service_namespace: str
    last_authenticated: Moment | None = None
    last_authenticated_region: str | None = None


class RawPrincipal(msgspec.Struct, rename="pascal"):
    """The answer about one principal, with its ARN added."""

    arn: str
    services_last_accessed: tuple[RawService, ...]


class ServiceLastAccessed(PerUserCollector[tuple[PrincipalUse, ...]]):
    """Asks about every user and every role of the account's own, by ARN: a job each, so on request only."""

    section = Section.SERVICE_LAST_ACCESSED
    file = "service-last-accessed.json"
    key = "Principals"
    permissions = ("iam:GetServiceLastAccessedDetails", "iam:GenerateServiceLastAccessedDetails")
    on_request = True
    essential = False
    whom = "users and roles"

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def everybody(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the ARNs of the users, and of the roles that somebody could narrow."""
        own = [role.arn for role in snapshot.roles if not role.path.startswith(AWS_PATHS)]
        return [*(user.arn for user in snapshot.users), *own]

    def users_on_request(self, snapshot: Snapshot) -> Sequence[str]:
        """Return everybody."""
        return self.everybody(snapshot)

    def fetch(self, client: Client, arn: str) -> Sequence[Answer]:
        """Start a job about one principal, wait for it, and return what it found."""
        job = field(client.generate_service_last_accessed_details(Arn=arn), "JobId")
        page = self._finished(client, job)
        services = list(field(page, "ServicesLastAccessed"))
        while page.get("IsTruncated"):
            page = client.get_service_last_accessed_details(JobId=job, Marker=field(page, "Marker"))
            services += field(page, "ServicesLastAccessed")
        return [{"Arn": arn, "ServicesLastAccessed": plain(services)}]

    def parse(self, answer: Answer, account: Account) -> tuple[PrincipalUse, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            PrincipalUse(arn=raw.arn, services=tuple(_use(one) for one in raw.services_last_accessed))
            for raw in read_shape(answer, list[RawPrincipal], self.file)
        )

    def _finished(self, client: Client, job: str) -> dict[str, Any]:
        for wait in (*WAITS, None):
            page: dict[str, Any] = client.get_service_last_accessed_details(JobId=job)
            if page.get("JobStatus") == "COMPLETED":
                return page
            if page.get("JobStatus") != "IN_PROGRESS" or wait is None:
                break
            self._sleep(wait)
        raise NotReadError(
            f"the job that looks for the last use ended as {page.get('JobStatus')}; try again."
        )


def _use(raw: RawService) -> ServiceUse:
    return ServiceUse(
        service=raw.service_namespace, last_at=raw.last_authenticated, region=raw.last_authenticated_region
    )
