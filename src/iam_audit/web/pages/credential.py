"""One credential: what it can do, what is wrong with it, and what happened to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from iam_audit.access import Role
from iam_audit.charts import Lane, Span, lanes
from iam_audit.history.history import History
from iam_audit.history.values import (
    CredentialDetail,
    CredentialRecord,
    EventKind,
    FindingRecord,
    FindingState,
)
from iam_audit.model import Principal, Remediation, Tier
from iam_audit.remediate import Target
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import days_between
from iam_audit.web.pages.story import Line, alerts, steps, told

YEAR = timedelta(days=365)
LANES = 12
"""Findings that are drawn; the list below has them all."""
STILL = (FindingState.OPEN, FindingState.UNKNOWN)
POWERS = {
    Tier.NONE: "It can do nothing that is not open to everybody.",
    Tier.READ: "It can read settings and lists, but no data.",
    Tier.WRITE: "It can change resources.",
    Tier.DATA: "It can read secrets or the content of data stores.",
    Tier.ESCALATES: "It can get itself more power.",
    Tier.ADMIN: "It can do everything.",
    Tier.UNKNOWN: "It may be able to do anything: what decides it could not be read.",
}


@dataclass(frozen=True, kw_only=True)
class Open:
    """A finding that is open, with the remedy."""

    record: FindingRecord
    message: str
    """As the last audit said it."""
    remediation: Remediation | None


@dataclass(frozen=True, kw_only=True)
class CredentialPage(Page):
    """All there is to say of one credential."""

    template: ClassVar[str] = "credential.html"
    title: ClassVar[str] = "Credential"

    record: CredentialRecord
    age: str
    idle: str
    open: tuple[Open, ...]
    principal: Principal | None
    powers: str
    story: tuple[Line, ...]
    lanes: tuple[Lane, ...]
    first: datetime
    last: datetime


@routes.page("/credentials/{credential_id:str}", needs=Role.VIEWER)
def credential(request: PageRequest, desk: AtDesk, credential_id: FromPath[str]) -> Template:
    """Show one credential."""
    detail = desk.history.credential(credential_id)
    if detail is None:
        raise NotFoundException("No credential with this id was ever seen by an audit that was saved.")
    return show(request, page_of(detail, desk, desk.clock()))


def page_of(detail: CredentialDetail, desk: Desk, now: datetime) -> CredentialPage:
    """Work out what the page says."""
    one = detail.record
    elsewhere = tuple(_elsewhere(detail, desk))
    tier = detail.principal.privilege.upper if detail.principal else one.tier
    return CredentialPage(
        record=one,
        age=_ago(one.created_at, now),
        idle=_ago(one.last_used_at, now),
        open=tuple(_opened(found, desk.history) for found in detail.findings if found.state in STILL),
        principal=detail.principal,
        powers=POWERS[tier] if tier else "",
        story=told(detail.events, elsewhere),
        lanes=lanes(_spans(detail, elsewhere, now), now - YEAR, now),
        first=now - YEAR,
        last=now,
    )


def _elsewhere(detail: CredentialDetail, desk: Desk) -> Iterator[Line]:
    """Yield what the journal and the ledger know of it."""
    one = detail.record
    target = Target(account_id=one.account_id, type="access-key", id=one.name)
    yield from steps(desk.journal.entries(target=target.key))
    known = {found.fingerprint: found.title for found in detail.findings}
    yield from alerts(desk.ledger.recall([one.account_id]).heard, known)


def _opened(record: FindingRecord, history: History) -> Open:
    detail = history.finding(record.fingerprint)
    said = detail.finding if detail else None
    return Open(
        record=record,
        message=said.message if said else record.message,
        remediation=said.remediation if said else None,
    )


def _ago(moment: datetime | None, now: datetime) -> str:
    return days_between((now - moment).days) if moment else ""


def _spans(
    detail: CredentialDetail, elsewhere: Iterable[Line], now: datetime
) -> Iterator[tuple[str, list[Span], str]]:
    """Yield what lasted: the credential itself, its uses, and each finding about it."""
    one = detail.record
    there = Span(
        start=one.created_at or one.first_seen_at,
        end=one.gone_at,
        tone="unknown" if one.active is False else "good",
        words="there" + (", switched off" if one.active is False else ""),
    )
    yield "The credential", [there], ""
    uses = [_use(event.before, event.after) for event in detail.events if event.kind is EventKind.USED]
    if found := [use for use in uses if use]:
        yield "In use", found, ""
    since = now - YEAR
    done = [Span(start=one.at, end=one.at, tone=one.tone, words=one.words) for one in elsewhere]
    if lately := [one for one in done if one.start > since]:
        yield "Alerts and steps", lately, ""
    lasted = [one for one in detail.findings if one.resolved_at is None or one.resolved_at > since]
    for finding in lasted[:LANES]:
        if began := finding.opened_at:
            yield (
                finding.title,
                [
                    Span(
                        start=began,
                        end=finding.resolved_at,
                        tone=finding.severity.value,
                        words=f"{finding.severity.value} from {began:%d %b %Y}",
                    )
                ],
                f"/findings/{finding.fingerprint}",
            )


def _use(began: str | None, ended: str | None) -> Span | None:
    if not began or not ended:
        return None
    first, last = datetime.fromisoformat(began), datetime.fromisoformat(ended)
    return Span(start=first, end=last, tone="low", words=f"used {first:%d %b %Y} to {last:%d %b %Y}")
