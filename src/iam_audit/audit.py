"""Asks every check about a snapshot and adds the answers up."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from iam_audit import inactivity
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.checks.base import Check, Examined
from iam_audit.checks.user_no_permissions import UserNoPermissions
from iam_audit.inactivity import DEFAULT_LIMITS, Limits
from iam_audit.model import (
    AccessKey,
    Account,
    AccountResult,
    AccountStatus,
    CheckCount,
    Finding,
    Gap,
    KeyRow,
    NeverUsed,
    RiskLevel,
    Snapshot,
    Status,
    whole_days,
)
from iam_audit.policy import has_no_permissions

logger = logging.getLogger(__name__)

UNUSED_OR_OLD = ("SOC2-CC6.1", "NIST-IA-4")
INACTIVE = ("SOC2-CC6.2", "NIST-AC-2")
BELONGS_TO_A_USER = frozenset({"user", "access-key", "user-policy"})


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """How an audit judges: the settings that change what is said, not what is read."""

    limits: Limits = DEFAULT_LIMITS
    ignore_users_without_permissions: bool = False
    include_passed: bool = False


DEFAULT_JUDGEMENT = Judgement()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one check has to say of one account."""

    check: Check
    said: tuple[Finding, ...]
    """What fails, is muted, or cannot be judged."""
    passed: tuple[Finding, ...] = ()
    members: frozenset[tuple[str, str]] = frozenset()
    """The population, as the check's `identify` tells its members apart."""
    refused: str | None = None
    """Why the check said nothing at all; None when it did its work."""

    @property
    def count(self) -> CheckCount:
        """How many members of the population ended how. A check that did not run has examined none."""
        ended = {status: self._about(status) for status in Status}
        judged = ended[Status.FAIL] | ended[Status.MUTED]
        return CheckCount(
            check_id=self.check.id,
            examines=self.check.examines.words,
            examined=len(self.members | judged),
            failed=len(ended[Status.FAIL]),
            passed=len(self.passed),
            muted=len(ended[Status.MUTED]),
            not_evaluated=len(ended[Status.NOT_EVALUATED]),
        )

    def _about(self, status: Status) -> frozenset[tuple[str, str]]:
        identify = self.check.examines.identify
        return frozenset(identify(finding.resource) for finding in self.said if finding.status is status)


def audit_snapshot(
    snapshot: Snapshot, checks: Sequence[Check], now: datetime, judgement: Judgement = DEFAULT_JUDGEMENT
) -> AccountResult:
    """Judge one account. A check that lacks data, or breaks, is `not evaluated` and the others go on."""
    harmless = _harmless_users(snapshot) if judgement.ignore_users_without_permissions else frozenset()
    answers = [_mute(_ask(check, snapshot, now), harmless) for check in checks]
    said = [finding for answer in answers for finding in answer.said]
    passed = [finding for answer in answers for finding in answer.passed] if judgement.include_passed else []
    status, reason = _coverage(snapshot, answers)
    return AccountResult(
        account=snapshot.account,
        status=status,
        reason=reason,
        credential_report_generated_at=snapshot.credential_report_generated_at,
        keys=_key_rows(snapshot, said, now, judgement.limits),
        findings=tuple(sorted([*said, *passed], key=lambda finding: finding.order)),
        counts=tuple(answer.count for answer in answers),
        gaps=snapshot.gaps,
    )


def not_assessed(account: Account, reason: str) -> AccountResult:
    """Return the result of an account that could not be read at all."""
    return AccountResult(account=account, status=AccountStatus.NOT_ASSESSED, reason=reason)


def _ask(check: Check, snapshot: Snapshot, now: datetime) -> Answer:
    if set(check.needs) & set(snapshot.elsewhere):
        return Answer(check=check, said=())
    if gaps := check.blocked_by(snapshot):
        return _refusal(check, snapshot, " ".join(_sentence(gap) for gap in gaps))
    try:
        return _answer(check, tuple(check.run(snapshot, now)), tuple(check.members(snapshot)))
    except Exception as error:
        # One broken check must neither end the audit nor pass for good news.
        logger.warning(
            "check %s failed in account %s: %s", check.id, snapshot.account.id, type(error).__name__
        )
        logger.debug("check %s failed", check.id, exc_info=error)
        why = f"The check {check.id} failed with {type(error).__name__}: {error}. Please report it as a bug."
        return _refusal(check, snapshot, why)


def _refusal(check: Check, snapshot: Snapshot, why: str) -> Answer:
    return Answer(check=check, said=(check.unknown(snapshot.account, why),), refused=why)


def _answer(check: Check, said: tuple[Finding, ...], members: tuple[Examined, ...]) -> Answer:
    identify = check.examines.identify
    spoken_of = {identify(finding.resource) for finding in said}
    passed = tuple(check.passed(one) for one in members if identify(one.resource) not in spoken_of)
    return Answer(
        check=check,
        said=said,
        passed=passed,
        members=frozenset(identify(one.resource) for one in members),
    )


def _mute(answer: Answer, harmless: frozenset[str]) -> Answer:
    if not harmless or answer.check.id == UserNoPermissions.id:
        return answer
    said = tuple(_muted(finding) if _concerns(finding, harmless) else finding for finding in answer.said)
    return msgspec.structs.replace(answer, said=said)


def _concerns(finding: Finding, users: frozenset[str]) -> bool:
    resource = finding.resource
    return finding.status is Status.FAIL and resource.type in BELONGS_TO_A_USER and resource.name in users


def _muted(finding: Finding) -> Finding:
    message = f"{finding.message} Muted: {finding.resource.name} has no permissions."
    return msgspec.structs.replace(finding, status=Status.MUTED, message=message)


def _harmless_users(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(user.name for user in snapshot.users if has_no_permissions(user, snapshot) is True)


def _coverage(snapshot: Snapshot, answers: Sequence[Answer]) -> tuple[AccountStatus, str | None]:
    """Whatever a check counts on and did not get makes an account partial, and so does a check that broke."""
    needed = sorted({section for answer in answers for section in answer.check.needs})
    missed = [gap for gap in snapshot.missing(needed) if gap.wanted]
    reasons = [f"{_words(gap.section)}: {gap.reason}" for gap in missed]
    reasons += [
        answer.refused for answer in answers if answer.refused and not answer.check.blocked_by(snapshot)
    ]
    return (AccountStatus.PARTIAL, "; ".join(reasons)) if reasons else (AccountStatus.ASSESSED, None)


def _words(section: str) -> str:
    return section.replace("_", " ")


def _sentence(gap: Gap) -> str:
    why = gap.reason if gap.reason.endswith(".") else f"{gap.reason}."
    return f"{_words(gap.section).capitalize()} could not be read: {why}"


def _key_rows(
    snapshot: Snapshot, findings: Iterable[Finding], now: datetime, limits: Limits
) -> tuple[KeyRow, ...]:
    old = (Status.FAIL, Status.MUTED)
    rotation = {
        finding.resource.id: finding
        for finding in findings
        if finding.check_id == AccessKeyAge.id and finding.status in old
    }
    keys = (*snapshot.access_keys, *snapshot.root_access_keys)
    rows = (_key_row(key, snapshot.account, rotation.get(key.resource.id), now, limits) for key in keys)
    return tuple(sorted(rows, key=lambda row: row.order))


def _key_row(
    key: AccessKey, account: Account, rotation: Finding | None, now: datetime, limits: Limits
) -> KeyRow:
    level = inactivity.rate(key, now, limits)
    return KeyRow(
        key=key,
        account=account,
        risk_level=level,
        age_days=whole_days(key.created_at, now) if key.created_at else None,
        last_used_days_ago=inactivity.days_since_use(key, now),
        remediation=inactivity.remediation(key, level),
        controls=_controls(key, level, rotation),
        rotation=rotation,
    )


def _controls(key: AccessKey, level: RiskLevel, rotation: Finding | None) -> tuple[str, ...]:
    """Inactivity alone speaks to removing access; an unused or old key to managing the authenticator."""
    idle = level not in (RiskLevel.COMPLIANT, RiskLevel.UNKNOWN)
    return INACTIVE if idle and not rotation and not isinstance(key.last_used, NeverUsed) else UNUSED_OR_OLD
