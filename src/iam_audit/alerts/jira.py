"""Jira issues."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.http_shapes import HttpSettings, Request, host_of, is_url
from iam_audit.alerts.jira_document import description, remark
from iam_audit.alerts.message import Item, Message
from iam_audit.alerts.outbound import Outbound
from iam_audit.alerts.secret_references import SecretReference
from iam_audit.errors import DeliveryError

LONGEST_SUMMARY = 255
STAGE = "iam-audit-stage-"
RESOLVED = f"{STAGE}resolved"


class JiraSettings(HttpSettings, frozen=True, kw_only=True):
    """Which project the issues are made in, and by whom."""

    url: Annotated[str, Meta(description="The site: `https://example.atlassian.net`.")]
    user: Annotated[
        str, Meta(min_length=1, description="The mail address of the account that makes the issues.")
    ]
    token: Annotated[SecretReference, Meta(description="An API token of that account.")]
    project: Annotated[
        str, Meta(pattern=r"^[A-Z][A-Z0-9_]{1,254}$", description="The key of the project, such as `SEC`.")
    ]
    issue_type: Annotated[str, Meta(min_length=1, description="The type of the issues.")] = "Task"
    labels: Annotated[tuple[str, ...], Meta(description="Further labels, without spaces.")] = ()
    done: Annotated[
        str | None,
        Meta(description="The transition that closes an issue, such as `Done`; unless set, none is closed."),
    ] = None
    reopen: Annotated[
        str | None,
        Meta(description="The transition that opens it again when the finding comes back, such as `Reopen`."),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what Jira would refuse."""
        super().__post_init__()
        if not is_url(self.url):
            raise ValueError("url must be a URL such as https://example.atlassian.net")
        if any(re.search(r"\s", label) or not label for label in self.labels):
            raise ValueError("labels have no spaces")


@dataclass(frozen=True, kw_only=True)
class Jira(SharedChannel[JiraSettings]):
    """Keeps one issue per finding: makes it, comments at every later stage, closes it when the finding is resolved.

    The issue is recognised by a label with the finding's fingerprint, and the stage by another, so what was said is
    not said twice. Closing takes the transition that `done` names; a finding that comes back gets its issue back by
    the transition that `reopen` names. Messages without findings make no issue.
    """

    kind = "jira"
    settings_type = JiraSettings

    def post(self, message: Message) -> Receipt:
        """Bring the issue of every finding up to date; raises DeliveryError after the last when any could not be."""
        issues: list[str] = []
        done: list[str] = []
        trouble: list[DeliveryError] = []
        for item in message.ordered:
            try:
                issues += self._keep(item, message)
                done.append(item.fingerprint)
            except DeliveryError as error:
                trouble.append(error)
                if error.retry_after:
                    break
        if trouble:
            raise self._told(trouble, done, len(message.items))
        return self.receipt(f"Jira project {self.settings.project}", id=", ".join(issues[:10]))

    def _told(self, trouble: list[DeliveryError], done: list[str], count: int) -> DeliveryError:
        first = trouble[0]
        return DeliveryError(
            f"{len(done)} of {count} Jira issues are up to date. {first}",
            retry_after=trouble[-1].retry_after,
            permanent=all(one.permanent for one in trouble) and len(trouble) + len(done) == count,
            delivered=done,
        )

    def _keep(self, item: Item, message: Message) -> list[str]:
        """Make, comment or close the issue of one finding; returns its key, or nothing when there is none."""
        found = self._find(item)
        if found is None:
            return [] if item.resolved else [self._create(item, message)]
        key, labels = found
        back = not item.resolved and RESOLVED in labels
        stage = RESOLVED if item.resolved else stage_label(message.stage)
        if back or stage not in labels:
            self._call("POST", f"issue/{key}/comment", {"body": remark(item, message, back=back)})
            self._call("PUT", f"issue/{key}", {"update": {"labels": _changes(labels, stage, back=back)}})
        transition = self.settings.done if item.resolved else self.settings.reopen if back else None
        if transition:
            self._take(key, transition)
        return [key]

    def _find(self, item: Item) -> tuple[str, tuple[str, ...]] | None:
        jql = f'project = "{self.settings.project}" AND labels = "{label(item)}" ORDER BY created ASC'
        answer = self._call("POST", "search/jql", {"jql": jql, "fields": ["labels"], "maxResults": 1})
        issues = answer.get("issues") or []
        return (str(issues[0]["key"]), tuple(issues[0]["fields"]["labels"])) if issues else None

    def _create(self, item: Item, message: Message) -> str:
        summary = f"{item.finding.title}: {item.finding.resource.name} ({item.account.id})"
        fields = {
            "project": {"key": self.settings.project},
            "issuetype": {"name": self.settings.issue_type},
            "summary": " ".join(summary.split())[:LONGEST_SUMMARY],
            "labels": ["iam-audit", label(item), stage_label(message.stage), *self.settings.labels],
            "description": description(item, message),
        }
        return str(self._call("POST", "issue", {"fields": fields})["key"])

    def _take(self, key: str, name: str) -> None:
        """Take the transition, where the issue has it; one that is closed already cannot be closed again."""
        offered = self._call("GET", f"issue/{key}/transitions", None).get("transitions") or []
        ids = [one["id"] for one in offered if one["name"].casefold() == name.casefold()]
        if ids:
            self._call("POST", f"issue/{key}/transitions", {"transition": {"id": ids[0]}})

    def _call(self, method: str, path: str, values: dict[str, Any] | None) -> dict[str, Any]:
        token = self.surroundings.secrets.look_up(self.settings.token)
        signed = base64.b64encode(f"{self.settings.user}:{token}".encode()).decode()
        request = Request(
            method=method,
            url=f"{self.settings.url.rstrip('/')}/rest/api/3/{path}",
            body=b"" if values is None else msgspec.json.encode(values),
            headers={
                "Authorization": f"Basic {signed}",
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
        )
        answer = self._outbound.exchange(lambda: request)
        if not answer.body:
            return {}
        data = answer.json()
        if not isinstance(data, dict):
            raise DeliveryError(
                f"{host_of(self.settings.url)} gave no JSON; is it the address of a Jira site?"
            )
        return data

    @cached_property
    def _outbound(self) -> Outbound:
        return Outbound(self.settings, self.surroundings)


def label(item: Item) -> str:
    """Return the label that the issue of a finding is recognised by."""
    return f"iam-audit-{item.fingerprint}"


def _changes(labels: Iterable[str], stage: str, *, back: bool) -> list[dict[str, str]]:
    """Return how the labels change; a finding that is back begins anew."""
    old = [one for one in labels if one.startswith(STAGE) and one != stage] if back else []
    return [*({"remove": one} for one in old), *([] if stage in labels else [{"add": stage}])]


def stage_label(stage: str) -> str:
    """Return the label that says how far things have gone; labels have no spaces."""
    word = re.sub(r"[^\w-]", "-", stage, flags=re.ASCII)
    return f"{STAGE}{word}"
