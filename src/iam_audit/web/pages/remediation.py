"""The board of remediation: who was warned, what was switched off and deleted, and plans to approve."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from litestar import Response
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template

from iam_audit.access import Role
from iam_audit.errors import UsageError
from iam_audit.journal import Entry, State
from iam_audit.remediate import Plan, Stage, Step
from iam_audit.remediate.decisions import Filed
from iam_audit.remediate.signing import API
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.workflows.plans import approve_plan, lacks, reject_plan, rejection_of, word_of

Sent = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
COLUMNS = MappingProxyType(
    {
        Stage.WARNING: "Warned",
        Stage.FINAL_WARNING: "Warned for the last time",
        Stage.DEACTIVATE: "Switched off",
        Stage.DELETE: "Deleted",
        Stage.ONCE: "Changed otherwise",
    }
)
DEEDS = MappingProxyType(
    {
        Stage.WARNING: "Warn the owner",
        Stage.FINAL_WARNING: "Warn the owner for the last time",
        Stage.DEACTIVATE: "Switch it off",
        Stage.DELETE: "Delete it",
    }
)
CARDS = 8
"""Cards of a column; the rest is counted."""
TROUBLE = (State.OPEN, State.UNDOING, State.FAILED)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One credential on the board."""

    name: str
    id: str
    account_id: str
    since: datetime
    by: str
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One rung of the ladder."""

    name: str
    count: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan in the list."""

    plan: Plan
    state: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """The board."""

    template: ClassVar[str] = "remediation.html"
    title: ClassVar[str] = "Remediation"

    columns: tuple[Column, ...]
    plans: tuple[PlanLine, ...]
    trouble: tuple[Card, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was ever planned or done."""
        return not self.plans and not any(column.count for column in self.columns)


@dataclass(frozen=True, kw_only=True)
class PlanPage(Page):
    """One plan, step by step, with what people said of it."""

    template: ClassVar[str] = "plan.html"
    title: ClassVar[str] = "Plan"

    filed: Filed
    groups: tuple[tuple[str, tuple[Step, ...]], ...]
    lacks: tuple[str, ...]
    state: str
    tone: str
    may_decide: bool
    wrong: str = ""


@routes.page("/remediation", needs=Role.VIEWER)
def board(request: PageRequest, desk: AtDesk) -> Template:
    """Show where every credential stands on the ladder, and the plans."""
    latest = _latest(desk.journal.entries())
    trouble = [one for one in latest if one.state in TROUBLE]
    page = BoardPage(
        columns=tuple(_columns([one for one in latest if one.state is State.DONE])),
        plans=tuple(_line(filed, desk) for filed in desk.plans.all()),
        trouble=tuple(map(_card, trouble)),
    )
    return show(request, page)


@routes.page("/remediation/plans/{plan_hash:str}", needs=Role.VIEWER)
def plan(request: PageRequest, desk: AtDesk, plan_hash: FromPath[str]) -> Template:
    """Show a plan."""
    return show(request, _page(request, desk, _found(desk, plan_hash)))


@routes.form("/remediation/plans/{plan_hash:str}/approve", needs=Role.APPROVER)
def approve(request: PageRequest, desk: AtDesk, plan_hash: FromPath[str], data: Sent) -> Response[Any]:
    """Say that exactly this plan may be applied."""
    return _decided(request, desk, plan_hash, data.get("reason", ""), "approve")


@routes.form("/remediation/plans/{plan_hash:str}/reject", needs=Role.APPROVER)
def reject(request: PageRequest, desk: AtDesk, plan_hash: FromPath[str], data: Sent) -> Response[Any]:
    """Say that this plan must not be applied, whatever others say."""
    return _decided(request, desk, plan_hash, data.get("reason", ""), "reject")


def _decided(request: PageRequest, desk: Desk, plan_hash: str, reason: str, verdict: str) -> Response[Any]:
    filed = _found(desk, plan_hash)
    who, now, settings = request.user, desk.clock(), desk.settings.remediate
    name = who.name if who else ""
    try:
        if verdict == "approve":
            word = word_of(name, API, filed.plan.hash, reason, settings, now)
            approve_plan(desk.plans, filed.plan.hash, word, settings, now)
        else:
            no = rejection_of(name, API, filed.plan.hash, reason, settings, now)
            reject_plan(desk.plans, filed.plan.hash, no, now)
    except UsageError as error:
        return show(request, _page(request, desk, filed, str(error)), status_code=400)
    if who:
        desk.changes.note(who, f"plan.{verdict}", filed.plan.id, now, hash=filed.plan.hash, reason=reason)
    return Redirect(f"/remediation/plans/{filed.plan.hash}", status_code=303)


def _found(desk: Desk, plan_hash: str) -> Filed:
    filed = desk.plans.find(plan_hash)
    if filed is None:
        raise NotFoundException("There is no such plan in the store.")
    return filed


def _page(request: PageRequest, desk: Desk, filed: Filed, wrong: str = "") -> PlanPage:
    state, tone = _state(filed, desk)
    who = request.user
    return PlanPage(
        filed=filed,
        groups=tuple(_groups(filed.plan.steps)),
        lacks=lacks(filed, desk.settings.remediate),
        state=state,
        tone=tone,
        may_decide=who is not None
        and who.role.may(Role.APPROVER)
        and tone == "waiting"
        and not any(one.by == who.name for one in filed.approvals),
        wrong=wrong,
    )


def _line(filed: Filed, desk: Desk) -> PlanLine:
    state, tone = _state(filed, desk)
    return PlanLine(plan=filed.plan, state=state, tone=tone)


def _state(filed: Filed, desk: Desk) -> tuple[str, str]:
    if filed.rejections:
        return "rejected", "failed"
    if desk.clock() >= filed.plan.expires_at:
        return "expired", "unknown"
    if lacks(filed, desk.settings.remediate):
        return "waits for approval", "waiting"
    return "approved", "approved"


def _groups(steps: Sequence[Step]) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield the steps by what they do, the final ones first: those need the longest look."""
    for stage in reversed(Stage):
        there = tuple(step for step in steps if step.stage is stage)
        if there:
            yield DEEDS.get(stage, "Change it"), there


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last entry of each target, the latest first."""
    last = {one.target: one for one in entries}
    return sorted(last.values(), key=_since, reverse=True)


def _columns(entries: Sequence[Entry]) -> Iterator[Column]:
    for stage, name in COLUMNS.items():
        there = [one for one in entries if one.stage == stage]
        if there or stage is not Stage.ONCE:
            yield Column(name=name, count=len(there), cards=tuple(map(_card, there[:CARDS])))


def _card(one: Entry) -> Card:
    account_id, _, rest = one.target.partition("|")
    target = one.step.get("target")
    user = target.get("user_name") if isinstance(target, dict) else None
    credential = rest.partition("|")[2].partition("|")[0]
    return Card(
        name=str(user or credential),
        id=credential,
        account_id=account_id,
        since=_since(one),
        by=one.by,
        trouble=one.error or ("" if one.state is State.DONE else one.state.value),
    )


def _since(one: Entry) -> datetime:
    return one.settled_at or one.intended_at
