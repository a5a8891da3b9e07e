"""Plans that wait in the store until enough people have approved them, over the API, in Slack or with a key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from iam_audit.errors import UsageError
from iam_audit.remediate.decisions import Filed, Plans
from iam_audit.remediate.nouns import Approval, Plan
from iam_audit.remediate.signing import API, SLACK, Rejection, lacking, refuse_approver
from iam_audit.settings import RemediateSettings
from iam_audit.store import open_store, sqlite_file


@contextmanager
def plans_at(url: str) -> Iterator[Plans]:
    """Open the plans in the store at a URL, which is made where there is none. Raises StoreError."""
    from iam_audit.remediate.sql_plans import SqlPlans  # noqa: PLC0415 - the library is an extra, and heavy

    with open_store(url) as store:
        yield SqlPlans(store)


def filed_at(url: str, plan: Plan) -> Filed:
    """Return what the store at a URL has on a plan, without making a store where there is none."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return Filed(plan=plan)
    with plans_at(url) as plans:
        return plans.find(plan.hash) or Filed(plan=plan)


def approve_plan(
    plans: Plans, name: str, word: Approval | None, settings: RemediateSettings, now: datetime
) -> Filed:
    """Keep somebody's approval of a plan, and return the plan as it stands then.

    Make the word with `word_of`. Raises UsageError where there is no such plan, or where the approval would not count.
    """
    held = _found(plans, name)
    if word is None or word.plan_hash != held.plan.hash:
        raise UsageError("The approval is for another plan: look at the plan again.")
    refuse_approver(held.plan, word.by, settings, now)
    plans.approve(word)
    return _found(plans, name)


def reject_plan(plans: Plans, name: str, word: Rejection, now: datetime) -> Filed:
    """Keep somebody's rejection of a plan, after which it is not applied whatever others say."""
    held = _found(plans, name)
    if word.plan_hash != held.plan.hash:
        raise UsageError("The rejection is for another plan: look at the plan again.")
    if now >= held.plan.expires_at:
        raise UsageError("The plan has expired, so there is nothing to reject.")
    plans.reject(word)
    return _found(plans, name)


def word_of(
    by: str, how: str, plan_hash: str, reason: str, settings: RemediateSettings, now: datetime
) -> Approval:
    """Return the approval of somebody whom a door knows. Raises UsageError where they may not approve that way."""
    if by not in approvers_over(how, settings):
        raise UsageError(f"{by} may not approve over {how}: the settings [remediate] do not name them.")
    if not reason.strip():
        raise UsageError("Say why, for whoever asks later.")
    return Approval(plan_hash=plan_hash, by=by, at=now, reason=reason.strip(), how=how)


def rejection_of(
    by: str, how: str, plan_hash: str, reason: str, settings: RemediateSettings, now: datetime
) -> Rejection:
    """Return the rejection of somebody whom a door knows; raises as `word_of`."""
    word = word_of(by, how, plan_hash, reason, settings, now)
    return Rejection(plan_hash=plan_hash, by=word.by, at=word.at, reason=word.reason, how=how)


def approvers_over(how: str, settings: RemediateSettings) -> tuple[str, ...]:
    """Return who may approve that way, without a key of their own."""
    return {API: settings.api_approvers, SLACK: tuple(settings.slack_approvers.values())}.get(how, ())


def lacks(filed: Filed, settings: RemediateSettings, signed: tuple[Approval, ...] = ()) -> tuple[str, ...]:
    """Return in sentences what a plan lacks before it may be applied.

    `signed` are approvals from files. What the store holds of people who used a door is vouched for by that door; what
    it holds with a signature is looked at like a file.
    """
    with_key = tuple(one for one in filed.approvals if one.signature)
    vouched = tuple(one for one in filed.approvals if not one.signature)
    return lacking(filed.plan, (*signed, *with_key), settings, vouched, filed.rejections)


def _found(plans: Plans, name: str) -> Filed:
    held = plans.find(name)
    if held is None:
        raise UsageError(f"There is no plan {name} in the store.")
    return held
