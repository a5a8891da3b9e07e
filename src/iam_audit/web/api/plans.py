"""Plans of what is to be done about credentials: read, approved and rejected here, applied elsewhere."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from iam_audit.access import Role, Who
from iam_audit.remediate.decisions import Filed
from iam_audit.remediate.nouns import Approval, Plan
from iam_audit.remediate.signing import API, Rejection
from iam_audit.web.api_routes import Limit, making, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest
from iam_audit.workflows.plans import approve_plan, lacks, reject_plan, rejection_of, word_of

Words = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]


class PlanRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in a few words."""

    id: str
    hash: str
    """What is approved: the SHA-256 of the whole plan."""
    created_at: datetime
    expires_at: datetime
    created_by: str
    scope: str
    steps: int
    refusals: int
    """What is not done, each with its reason."""
    approved_by: tuple[str, ...]
    rejected_by: tuple[str, ...]
    lacks: tuple[str, ...]
    """What is missing before it may be applied; nothing when it may."""


class PlanDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with its steps, and what was decided about it."""

    record: PlanRecord
    plan: Plan
    approvals: tuple[Approval, ...]
    rejections: tuple[Rejection, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody decides about the plan that they have seen."""

    hash: Annotated[
        str, Meta(pattern=r"^[0-9a-f]{64}$", description="The hash of the plan that you have seen.")
    ]
    reason: Words


@reading("/plans", needs=Role.VIEWER)
def list_plans(desk: AtDesk, limit: Limit = 50) -> tuple[PlanRecord, ...]:
    """The latest plans, the newest first."""
    return tuple(_record(desk, one) for one in desk.plans.all(limit))


@reading("/plans/{plan_id:str}", needs=Role.VIEWER)
def show_plan(desk: AtDesk, plan_id: FromPath[str]) -> PlanDetail:
    """One plan, by its id or its hash."""
    return _detail(desk, _filed(desk, plan_id))


@making("/plans/{plan_id:str}/approve", needs=Role.APPROVER, also=(404,), status_code=200)
def approve(
    desk: AtDesk, request: PageRequest, plan_id: FromPath[str], data: JSONBody[Decision]
) -> PlanDetail:
    """Say that a plan may be applied. It counts for people whom `api_approvers` names."""
    who, now, rules = _who(request), desk.clock(), desk.settings.remediate
    _filed(desk, plan_id)
    word = word_of(who.name, API, data.hash, data.reason, rules, now)
    held = approve_plan(desk.plans, plan_id, word, rules, now)
    desk.changes.note(who, "plan.approve", held.plan.id, now, hash=data.hash, reason=data.reason)
    return _detail(desk, held)


@making("/plans/{plan_id:str}/reject", needs=Role.APPROVER, also=(404,), status_code=200)
def reject(
    desk: AtDesk, request: PageRequest, plan_id: FromPath[str], data: JSONBody[Decision]
) -> PlanDetail:
    """Say that a plan must not be applied, whatever others say."""
    who, now = _who(request), desk.clock()
    _filed(desk, plan_id)
    word = rejection_of(who.name, API, data.hash, data.reason, desk.settings.remediate, now)
    held = reject_plan(desk.plans, plan_id, word, now)
    desk.changes.note(who, "plan.reject", held.plan.id, now, hash=data.hash, reason=data.reason)
    return _detail(desk, held)


def _who(request: PageRequest) -> Who:
    if request.user is None:  # the guard has seen to it
        raise NotFoundException
    return request.user


def _filed(desk: AtDesk, plan_id: str) -> Filed:
    found = desk.plans.find(plan_id)
    if found is None:
        raise NotFoundException("There is no such plan in the store.")
    return found


def _detail(desk: AtDesk, held: Filed) -> PlanDetail:
    return PlanDetail(
        record=_record(desk, held), plan=held.plan, approvals=held.approvals, rejections=held.rejections
    )


def _record(desk: AtDesk, held: Filed) -> PlanRecord:
    plan = held.plan
    return PlanRecord(
        id=plan.id,
        hash=plan.hash,
        created_at=plan.created_at,
        expires_at=plan.expires_at,
        created_by=plan.created_by,
        scope=plan.scope,
        steps=len(plan.steps),
        refusals=len(plan.refusals),
        approved_by=tuple(one.by for one in held.approvals),
        rejected_by=tuple(one.by for one in held.rejections),
        lacks=lacks(held, desk.settings.remediate),
    )
