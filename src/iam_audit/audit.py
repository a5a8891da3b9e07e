"""Asks every check about a snapshot and adds the answers up."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from iam_audit import waivers
from iam_audit.answers import Answer, population_of
from iam_audit.checks.base import Check
from iam_audit.checks.user_no_permissions import UserNoPermissions
from iam_audit.inactivity import DEFAULT_LIMITS, Limits, key_rows
from iam_audit.kinds import kinds_of
from iam_audit.model import (
    Account,
    AccountResult,
    AccountStatus,
    Finding,
    Gap,
    Kind,
    Snapshot,
    Status,
    Waiver,
    WaiverUse,
)
from iam_audit.other_credentials import Judged, other_credentials
from iam_audit.ownership import bearers_of
from iam_audit.policy import has_no_permissions
from iam_audit.policy.document import forget_documents
from iam_audit.principals import bounds_by_key, principals_of
from iam_audit.priority import prioritized
from iam_audit.settings import ClassifySettings

logger = logging.getLogger(__name__)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """How an audit judges: the settings that change what is said, not what is read."""

    limits: Limits = DEFAULT_LIMITS
    ignore_users_without_permissions: bool = False
    include_passed: bool = False
    waivers: tuple[Waiver, ...] = ()
    waiver_tag: str | None = None
    """The tag of users that holds a waiver; None where waivers in tags are not honoured."""
    warn_days: int = 14
    """How many days before its last day a waiver is worth a warning."""
    classify: ClassifySettings = ClassifySettings()


DEFAULT_JUDGEMENT = Judgement()


def audit_snapshot(
    snapshot: Snapshot, checks: Sequence[Check], now: datetime, judgement: Judgement = DEFAULT_JUDGEMENT
) -> AccountResult:
    """Judge one account. A check that lacks data, or breaks, is `not evaluated` and the others go on."""
    kinds = kinds_of(snapshot, judgement.classify)
    machines = frozenset(name for name, kind in kinds.items() if kind is Kind.MACHINE)
    # A copy, so that what is worked out along the way can be let go of at the end.
    snapshot = msgspec.structs.replace(snapshot, kinds=dict(kinds))
    tagged, refused = _tagged(snapshot, now, judgement)
    harmless = _harmless_users(snapshot) if judgement.ignore_users_without_permissions else frozenset()
    answers = [_mute(_ask(check, snapshot, now, machines), harmless) for check in checks]
    answers = [_waive(answer, (*judgement.waivers, *tagged), snapshot.account, now) for answer in answers]
    said = [finding for answer in answers for finding in answer.said]
    passed = [finding for answer in answers for finding in answer.passed] if judgement.include_passed else []
    status, reason = _coverage(snapshot, answers)
    principals = principals_of(snapshot, now)
    bounds = {one.arn: bounds_by_key(one) for one in principals}
    rows = key_rows(snapshot, said, now, judgement.limits, kinds)
    result = AccountResult(
        account=snapshot.account,
        status=status,
        reason=reason,
        credential_report_generated_at=snapshot.credential_report_generated_at,
        keys=prioritized(rows, snapshot, said, bounds),
        findings=tuple(sorted([*said, *passed], key=lambda finding: finding.order)),
        counts=tuple(answer.count for answer in answers),
        gaps=snapshot.gaps,
        principals=principals,
        others=other_credentials(
            snapshot, Judged(principals=principals, kinds=kinds, limits=judgement.limits), now
        ),
        bearers=bearers_of(snapshot, kinds),
        contacts=snapshot.alternate_contacts,
        units=snapshot.surroundings.units if snapshot.surroundings else (),
    )
    uses = waivers.account_for(tagged, [result], _day(now), judgement.warn_days)
    snapshot.forget()
    forget_documents()
    return msgspec.structs.replace(result, waivers=(*uses, *refused))


def failing(
    snapshot: Snapshot, checks: Sequence[Check], now: datetime, judgement: Judgement = DEFAULT_JUDGEMENT
) -> tuple[Finding, ...]:
    """Return what fails of a snapshot that is not whole yet: waived or not, it is worth knowing by its id."""
    kinds = kinds_of(snapshot, judgement.classify)
    machines = frozenset(name for name, kind in kinds.items() if kind is Kind.MACHINE)
    said = [finding for check in checks for finding in _ask(check, snapshot, now, machines).said]
    return tuple(finding for finding in said if finding.status is Status.FAIL)


def not_assessed(account: Account, reason: str) -> AccountResult:
    """Return the result of an account that could not be read at all."""
    return AccountResult(account=account, status=AccountStatus.NOT_ASSESSED, reason=reason)


def _ask(check: Check, snapshot: Snapshot, now: datetime, machines: frozenset[str]) -> Answer:
    if set(check.needs) & set(snapshot.elsewhere):
        return Answer(check=check, said=())
    if gaps := check.blocked_by(snapshot):
        return _refusal(check, snapshot, " ".join(_sentence(gap) for gap in gaps))
    try:
        said = _said(check, snapshot, now, machines)
        return Answer(check=check, said=said, among=population_of(check, snapshot))
    except Exception as error:
        # One broken check must neither end the audit nor pass for good news.
        logger.warning(
            "check %s failed in account %s: %s", check.id, snapshot.account.id, type(error).__name__
        )
        logger.debug("check %s failed", check.id, exc_info=error)
        why = f"The check {check.id} failed with {type(error).__name__}: {error}. Please report it as a bug."
        return _refusal(check, snapshot, why)


def _said(check: Check, snapshot: Snapshot, now: datetime, machines: frozenset[str]) -> tuple[Finding, ...]:
    """Let a check that has limits of its own for programs speak of them by those."""
    said = tuple(check.run(snapshot, now))
    strict = check.for_machines()
    if not machines or strict == check:
        return said
    others = (one for one in said if one.resource.user_name not in machines)
    theirs = (one for one in strict.run(snapshot, now) if one.resource.user_name in machines)
    return (*others, *theirs)


def _refusal(check: Check, snapshot: Snapshot, why: str) -> Answer:
    return Answer(check=check, said=(check.unknown(snapshot.account, why),), refused=why)


def _mute(answer: Answer, harmless: frozenset[str]) -> Answer:
    if not harmless or answer.check.id == UserNoPermissions.id:
        return answer
    said = tuple(_muted(finding) if _concerns(finding, harmless) else finding for finding in answer.said)
    return msgspec.structs.replace(answer, said=said)


def _concerns(finding: Finding, users: frozenset[str]) -> bool:
    return finding.status is Status.FAIL and finding.resource.user_name in users


def _muted(finding: Finding) -> Finding:
    message = f"{finding.message} Muted: {finding.resource.name} has no permissions."
    return msgspec.structs.replace(finding, status=Status.MUTED, message=message)


def _tagged(
    snapshot: Snapshot, now: datetime, judgement: Judgement
) -> tuple[tuple[Waiver, ...], tuple[WaiverUse, ...]]:
    if judgement.waiver_tag is None:
        return (), ()
    return waivers.waivers_in_tags(snapshot, judgement.waiver_tag, _day(now))


def _waive(answer: Answer, written: Sequence[Waiver], account: Account, now: datetime) -> Answer:
    if not written:
        return answer
    said = tuple(waivers.muted(finding, written, account, _day(now)) for finding in answer.said)
    return msgspec.structs.replace(answer, said=said)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _harmless_users(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(user.name for user in snapshot.users if has_no_permissions(user, snapshot) is True)


def _coverage(snapshot: Snapshot, answers: Sequence[Answer]) -> tuple[AccountStatus, str | None]:
    """Say what makes an account partial: what a check lacked, what AWS refused, and a check that broke.

    A section that nobody asked for is missing too, but nothing that was promised depends on it.
    """
    needed = {section for answer in answers for section in answer.check.needs}
    gaps = sorted(snapshot.gaps, key=lambda gap: gap.section)
    missed = [gap for gap in gaps if gap.wanted and (gap.section in needed or gap.code)]
    reasons = [f"{gap.section.words}: {gap.reason}" for gap in missed]
    reasons += [
        answer.refused for answer in answers if answer.refused and not answer.check.blocked_by(snapshot)
    ]
    return (AccountStatus.PARTIAL, "; ".join(reasons)) if reasons else (AccountStatus.ASSESSED, None)


def _sentence(gap: Gap) -> str:
    why = gap.reason if gap.reason.endswith(".") else f"{gap.reason}."
    return f"{gap.section.words[0].upper()}{gap.section.words[1:]} could not be read: {why}"
