"""What a check says about one thing."""

import hashlib
from enum import StrEnum
from typing import TypeAlias

import msgspec

from iam_audit.model.advice import Advice, Remediation
from iam_audit.model.resource import Resource
from iam_audit.model.waiver import Waiver

Evidence: TypeAlias = dict[str, str | int | float | bool | list[str] | None]


class Severity(StrEnum):
    """How bad it is that a check failed, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    __hash__ = str.__hash__  # that of Enum is slow, and findings are sorted by it

    @property
    def rank(self) -> int:
        """0 for critical, 4 for info: sort by it to see the worst first."""
        return _SEVERITIES[self]

    def at_least(self, threshold: "Severity") -> bool:
        """Whether this is as bad as `threshold`, or worse."""
        return self.rank <= threshold.rank


_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}


class Status(StrEnum):
    """How a check ended for one resource."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105 - the opposite of fail
    MUTED = "muted"
    """It fails, and somebody decided not to hear of it; the message says who or which setting."""
    NOT_EVALUATED = "not_evaluated"
    """What the check needs could not be read, or is not known for this resource. Never good news."""
    MANUAL = "manual"
    """No API can tell; a person has to look."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The verdict of one check on one resource."""

    check_id: str
    title: str
    severity: Severity
    status: Status
    resource: Resource
    message: str
    evidence: Evidence = {}
    advice: Advice = msgspec.field(name="remediation")
    frameworks: dict[str, tuple[str, ...]] = {}
    """Control ids by framework: `{"SOC 2": ("CC6.1",)}`."""
    waiver: Waiver | None = None
    """The waiver that mutes it; None where nothing does, or a setting."""
    pinned_fingerprint: str | None = None
    """The fingerprint from before key ids were masked; None when nothing was masked."""

    @property
    def remediation(self) -> Remediation:
        """What to do about it; worked out anew each time."""
        return self.advice.remediation

    @property
    def account_id(self) -> str:
        """The account the resource is in."""
        return self.resource.account_id

    @property
    def fingerprint(self) -> str:
        """The same finding next week has the same fingerprint: 32 hexadecimal digits.

        Made from account, check and resource only, so wording, ages, order and severity may change.
        """
        if self.pinned_fingerprint:
            return self.pinned_fingerprint
        resource = self.resource
        identity = (resource.account_id, self.check_id, resource.type, resource.id)
        return hashlib.sha256("\0".join(identity).encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """Sort key: worst first, then by check, account and resource."""
        resource = self.resource  # asked for once: many findings are sorted
        return (_SEVERITIES[self.severity], self.check_id, resource.account_id, resource.type, resource.id)
